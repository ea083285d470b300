"""Points of the reference that nothing watches yet, and what each would need."""

from app.kernel.words import N_

MISSING = {
    "F08": N_("Approval limits of each body, and 3,000 payments of one scale; below that the digits say nothing."),
    "F14": N_("The bank's return file beside the list that was handed in; doubles are watched where batches are run."),
}
