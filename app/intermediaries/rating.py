"""The published rating: 100 = regulator 70 + government credit 10 + society 20, computed so that everybody can follow it.

Parts: marks of the supervising body count in the regulator's part, those of other departments in the
government's part; society's part is the mean of the clients' ratings (of five stars), less the marks
that came from citizens' reports. No part falls below zero or rises above its own points.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.intermediaries.models import CreditMark, RatingRule
from app.intermediaries.words import Grade, Polarity
from app.kernel.words import N_, Word

STARS = 5


class Part(Word):
    """One part of the rating."""

    REGULATOR = "regulator", N_("Supervision of the trade")
    GOVERNMENT = "government", N_("Credit with the government")
    SOCIETY = "society", N_("Judgement of society")


@dataclass(frozen=True, slots=True)
class Line:
    """What one mark takes off or gives back."""

    part: Part
    mark: CreditMark
    points: int
    """Negative for a deduction."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A rating with all that it was computed from."""

    rule: RatingRule
    lines: list[Line] = field(default_factory=list)
    rated: int = 0
    """How many engagements were rated."""
    stars: float = float(STARS)
    """Mean of the ratings; five as long as there is none."""

    def base(self, part: Part) -> float:
        """Return the points of a part before marks."""
        if part is Part.SOCIETY:
            return self.rule.society_points * self.stars / STARS
        return float(self.rule.regulator_points if part is Part.REGULATOR else self.rule.government_points)

    def most(self, part: Part) -> int:
        """Return the highest points of a part."""
        return {
            Part.REGULATOR: self.rule.regulator_points,
            Part.GOVERNMENT: self.rule.government_points,
            Part.SOCIETY: self.rule.society_points,
        }[part]

    def points(self, part: Part) -> float:
        """Return the points of a part, between nothing and its most."""
        moved = self.base(part) + sum(line.points for line in self.lines if line.part is part)
        return round(min(max(moved, 0.0), float(self.most(part))), 1)

    @property
    def total(self) -> float:
        """The rating, of 100."""
        return round(sum(self.points(part) for part in Part), 1)


def compute(
    rule: RatingRule, supervisor: int, marks: Iterable[CreditMark], rated: int, stars: float | None
) -> Computed:
    """Compute a rating from the marks that are public now and from the mean of the clients' ratings."""
    weight = {Grade.MINOR: rule.minor, Grade.GENERAL: rule.general, Grade.SERIOUS: rule.serious}
    lines = []
    for mark in marks:
        part = (
            Part.SOCIETY
            if mark.report_id is not None
            else Part.REGULATOR
            if mark.organisation_id == supervisor
            else Part.GOVERNMENT
        )
        points = rule.good if mark.polarity == Polarity.GOOD else -weight[Grade(mark.grade)]
        lines.append(Line(part, mark, points))
    return Computed(rule, lines, rated, float(STARS) if stars is None else stars)
