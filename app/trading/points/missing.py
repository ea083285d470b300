"""Points of the reference that nothing watches yet, and what each would need."""

from app.kernel.words import N_

MISSING = {
    "T01": N_("Purchases without an open tender: they are not registered here, so nothing can be added up."),
    "T02": N_("Other methods than the open tender, and the papers that approve them."),
    "T03": N_("Conditions of the notice as rows, and a list of phrases that shut companies out."),
    "T06": N_("Where a notice was published, and its text there."),
    "T08": N_("Files of the bids: a bid holds credit code, price, days and manager alone."),
    "T09": N_("Addresses from which bids came, kept for audit alone."),
    "T10": N_("Files of the bids, with their texts and who wrote them."),
    "T11": N_("Contacts inside the bids; those of the register are the company's own."),
    "T12": N_("Identity of the manager: a bid holds a name alone, and names tie nobody."),
    "T23": N_("Bills of quantities inside the bids."),
    "T30": N_("How often an expert was drawn for one buyer, against chance."),
    "T36": N_("Listings of state property: they are not traded here."),
    "T37": N_("Listings of land: they are not traded here."),
}
