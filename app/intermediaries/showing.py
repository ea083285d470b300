"""How a rating is put on pages, the office's own and the portal's."""

from typing import Any

from app.intermediaries.rating import Part
from app.intermediaries.words import Grade, Polarity
from app.surfaces.language import say, show_day


def rating_rows(computed: Any) -> list[dict[str, Any]]:
    """Return the three parts of a rating, each with its marks, as pages show it."""
    return [
        {
            "title": say(part),
            "most": computed.most(part),
            "base": f"{computed.base(part):g}",
            "points": f"{computed.points(part):g}",
            "lines": [
                {
                    "points": f"{line.points:+d}",
                    "organ": line.mark.organisation.name,
                    "facts": line.mark.facts,
                    "grade": say(Grade(line.mark.grade)),
                    "polarity": say(Polarity(line.mark.polarity)),
                    "on": show_day(line.mark.public_on),
                }
                for line in computed.lines
                if line.part is part
            ],
        }
        for part in Part
    ]
