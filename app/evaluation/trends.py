"""How a month stands beside the months before it, in a word that needs no colour."""

from app.evaluation.binomial import two_sided
from app.evaluation.queries import Told
from app.kernel.figures import Better, Figure, Unit
from app.kernel.words import N_

CHANCE = 0.05
"""Below this p-value a difference is more than chance explains."""
TREND = {
    "better": ("▲", "green", N_("better than in the year before")),
    "worse": ("▼", "red", N_("worse than in the year before")),
    "more": ("△", "blue", N_("more than in the year before")),
    "less": ("▽", "blue", N_("less than in the year before")),
    "same": ("■", "", N_("as in the year before")),
    "unknown": ("–", "", N_("too little to compare with the year before")),
}
"""Sign, colour and words of a light; the words and the sign say it without the colour."""


def trend(figure: Figure, month: Told | None, before: Told, months: int) -> str:
    """Return how a month stands beside so many months before it, by an exact binomial test; a key of ``TREND``.

    A share is tested against the share of the months before, a count against an even spread over all months.
    """
    tested = _tested(figure, month, before, months) if month is not None and months else None
    if tested is None:
        return "unknown"
    count, trials, expected = tested
    if two_sided(count, trials, expected) >= CHANCE:
        return "same"
    rose = count > trials * expected
    if figure.better is Better.NONE:
        return "more" if rose else "less"
    return "better" if rose == (figure.better is Better.UP) else "worse"


def _tested(figure: Figure, month: Told, before: Told, months: int) -> tuple[int, int, float] | None:
    """Return events, trials and the share expected; None where nothing can be tested."""
    if figure.unit is Unit.COUNT and month.numerator + before.numerator:
        return month.numerator, month.numerator + before.numerator, 1 / (months + 1)
    if figure.unit is Unit.SHARE and month.denominator and 0 < before.numerator < before.denominator:
        return month.numerator, month.denominator, before.numerator / before.denominator
    return None
