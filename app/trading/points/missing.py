"""Points of the reference that nothing watches yet, and what each would need."""

from app.kernel.words import N_

MISSING = {
    "T03": N_("Conditions of the notice as rows, and a list of phrases that shut companies out."),
    "T06": N_("Where a notice was published, and its text there."),
    "T30": N_("How often an expert was drawn for one buyer, against chance."),
}
