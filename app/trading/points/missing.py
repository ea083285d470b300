"""Points of the reference that nothing watches yet, and what each would need."""

from app.kernel.words import N_

MISSING = {
    "T01": N_("Purchases without an open tender: they are not registered here, so nothing can be added up."),
    "T02": N_("Other methods than the open tender, and the papers that approve them."),
    "T03": N_("Conditions of the notice as rows, and a list of phrases that shut companies out."),
    "T06": N_("Where a notice was published, and its text there."),
    "T30": N_("How often an expert was drawn for one buyer, against chance."),
    "T36": N_("Listings of state property: they are not traded here."),
    "T37": N_("Listings of land: they are not traded here."),
}
