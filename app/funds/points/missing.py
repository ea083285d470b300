"""Points of the reference that nothing watches yet, and what each would need."""

from app.kernel.words import N_

MISSING = {
    "F01": N_("Projects with the payees of their contracts, and budget lines with their classes."),
    "F06": N_("Projects, and the grants that arrive for them."),
    "F08": N_("Approval limits of each body, and 3,000 payments of one scale; below that the digits say nothing."),
    "F10": N_("Payment orders with who asked, who approved and when: a statement tells the day of booking alone."),
    "F12": N_("Budget lines with their amounts and changes, and the caps of the three public expenses."),
    "F13": N_("Reports of progress and acceptance; payments before the contract are watched where trades are run."),
    "F14": N_("The bank's return file beside the list that was handed in; doubles are watched where batches are run."),
    "F15": N_("Projects with a plan by month."),
    "F16": N_("Transfers from level to level, each with what was passed on and when."),
}
