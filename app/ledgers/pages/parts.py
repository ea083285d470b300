"""Parts of a definition in words, and names of its regions."""

from sqlalchemy import select

from app.kernel.places import Region
from app.kernel.words import N_
from app.surfaces.acts import session
from app.surfaces.language import translate

PARTS = {
    "name": N_("Name"),
    "purpose": N_("What it is for"),
    "basis": N_("Basis"),
    "bodies": N_("Who fills it in"),
    "regions": N_("Only in these regions"),
    "duties": N_("Whose posts"),
    "cadence": N_("How often"),
    "due_days": N_("Days until it is due"),
    "remind_days": N_("Reminder before"),
    "approver": N_("Who approves"),
    "approver_duty": N_("Post that approves"),
    "public": N_("Has a public page"),
    "label": N_("Label of the field"),
    "kind": N_("Kind"),
    "hint": N_("Hint"),
    "example": N_("Example"),
    "required": N_("Must be filled in"),
    "listed": N_("In the list"),
    "filtered": N_("As a filter"),
    "masked": N_("Masked"),
    "unit": N_("Unit"),
    "choices": N_("Choices"),
    "least": N_("Least"),
    "most": N_("Most"),
    "pattern": N_("Form by example"),
    "columns": N_("Columns of the table"),
    "formula": N_("Formula"),
}
"""Parts of a definition in words."""


def region_names(codes: list[str]) -> dict[str, str]:
    """Return the names of regions by their codes."""
    rows = session().execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
    return {row[0]: row[1] for row in rows}


def told(part: str) -> str:
    """Return the name of a part in the language of the request."""
    return translate(PARTS.get(part, part))
