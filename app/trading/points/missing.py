"""Points of the reference that nothing watches yet, and what each would need."""

from app.kernel.words import N_

MISSING = {"T30": N_("How often an expert was drawn for one buyer, against chance.")}
