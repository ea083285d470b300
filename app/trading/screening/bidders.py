"""T16 over any trade: how many bid, judged by how it was competed for."""

from collections.abc import Mapping

from app.kernel.words import N_
from app.trading.screening.pricescreens import Answer
from app.trading.words import CompetitionMethod, Outcome

LEAST = 3
"""Bidders for an open tender (Bidding Law, art. 28)."""
COMPETITIVE = frozenset({CompetitionMethod.OPEN, CompetitionMethod.SELECTIVE})
CODES = ("T16.few", "T16.single")
NO_METHOD = N_("the source does not say how it was competed for")
NO_NUMBER = N_("the source does not say how many bid")
NOBODY = N_("nobody bid")
NOT_COMPETED = N_("the law asks three bidders of open and selective tenders alone")


def few(method: str, bidders: int | None, *, decided: bool) -> Mapping[str, Answer]:
    """Answer both conditions of T16; a source that tells an award and no bidder lacks the number."""
    if not method:
        return dict.fromkeys(CODES, Answer(Outcome.NOT_ENOUGH, NO_METHOD))
    if CompetitionMethod(method) not in COMPETITIVE:
        return dict.fromkeys(CODES, Answer(Outcome.NOT_APPLICABLE, NOT_COMPETED))
    if bidders == 0 and not decided:
        return dict.fromkeys(CODES, Answer(Outcome.NOT_APPLICABLE, NOBODY))
    if not bidders:
        return dict.fromkeys(CODES, Answer(Outcome.NOT_ENOUGH, NO_NUMBER))
    return {"T16.few": _answer(1 < bidders < LEAST, bidders, LEAST), "T16.single": _answer(bidders == 1, bidders, 1)}


def _answer(found: bool, bidders: int, bound: int) -> Answer:
    return Answer(Outcome.FOUND if found else Outcome.NOT_FOUND, value=float(bidders), bound=float(bound))
