"""How a rating is put on pages, the office's own and the portal's."""

from typing import Any

from app.intermediaries.rating import Part
from app.intermediaries.words import Grade, Polarity
from app.kernel.words import N_
from app.surfaces.language import show_day, translate

LETTER_FIELDS = {
    "name": (N_("Name"), "text"),
    "category": (N_("Kind of service"), "choice"),
    "legal_representative": (N_("Legal representative"), "text"),
    "founded_on": (N_("Founded on"), "date"),
    "phone": (N_("Telephone"), "tel"),
    "address": (N_("Address"), "text"),
    "number": (N_("Number of the qualification"), "text"),
    "level": (N_("Qualification level"), "text"),
    "issuer": (N_("Issued by"), "text"),
    "valid_from": (N_("Valid from"), "date"),
    "valid_to": (N_("Valid to"), "date"),
}
"""What a letter of an agency may ask for: label and how it is entered."""


def rating_rows(computed: Any) -> list[dict[str, Any]]:
    """Return the three parts of a rating, each with its marks, as pages show it."""
    return [
        {
            "title": translate(part),
            "most": computed.most(part),
            "base": f"{computed.base(part):g}",
            "points": f"{computed.points(part):g}",
            "lines": [
                {
                    "points": f"{line.points:+d}",
                    "organ": line.mark.organisation.name,
                    "facts": line.mark.facts,
                    "grade": translate(Grade(line.mark.grade)),
                    "polarity": translate(Polarity(line.mark.polarity)),
                    "on": show_day(line.mark.public_on),
                }
                for line in computed.lines
                if line.part is part
            ],
        }
        for part in Part
    ]
