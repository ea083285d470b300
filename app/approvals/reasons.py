"""Kinds of reasons for a return and for a refusal, as the forms offer them and alerts repeat them."""

from app.kernel.words import N_

RETURN_REASONS = (
    ("withdrawn_by_applicant", N_("The applicant asked for it")),
    ("wrong_item", N_("The application is for another item")),
    ("false_papers", N_("Papers are false")),
    ("no_cooperation", N_("The applicant does not cooperate")),
    ("other", N_("Another reason")),
)
REFUSAL_REASONS = (
    ("condition_not_met", N_("A condition of the item is not met")),
    ("quota", N_("The lawful quantity is used up")),
    ("false_papers", N_("Papers are false")),
    ("public_interest", N_("Against public safety or interest")),
    ("other", N_("Another reason")),
)
REASON_CODES = dict((*RETURN_REASONS, *REFUSAL_REASONS))
"""Code -> words, of both."""
