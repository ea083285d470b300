"""T30: an expert sits for one buyer, or where one bidder wins, more often than the draws explain.

Pure functions over counts. A draw is by chance, so an expert's seats need no comparison with a market, only with the lists on
which he stood. What is left to people is who was called and passed over: the chance of a seat therefore counts as many calls
for a seat as are usual elsewhere, and not those of the trades that are asked about. Some experts always come, others hardly
ever: whoever sits often everywhere is compared with himself.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from app.kernel.chance import adjusted, successes_tail
from app.trading.screening.network import Judged
from app.trading.words import Outcome, PatternReason

SEATS = 4
"""Committees of one buyer or winner from which an expert is asked about."""
UNUSUAL = 0.001
STANDS = 0.05
ALL_SIT = 0.5
"""Part of a list that sits anyway, from which on a list says nothing."""
LEAST_DRAWS = 5
"""Draws elsewhere from which it is known how many are usually called for a seat."""


@dataclass(frozen=True, slots=True)
class DrawList:
    """One draw: how many may sit by its list, how many are wanted, and how many were called."""

    employers: int
    """On the list; of each one expert sits at the most."""
    wanted: int
    called: int

    def chance(self, calls: float) -> float:
        """Return the most that the chance of a seat can be, with so many calls for each.

        An expert who alone stands for his employer has it; whoever has colleagues on the list has less.
        """
        return min(1.0, self.wanted * calls / self.employers)


@dataclass(frozen=True, slots=True)
class Sitting:
    """An expert beside one buyer or winner: the draws of it that had him on their list, and in how many he sat."""

    draws: Sequence[DrawList]
    seats: int
    others: Sequence[DrawList]
    """All draws elsewhere."""
    draws_elsewhere: int
    """Of these, how many had him on their list."""
    seats_elsewhere: int

    def chances(self) -> list[float]:
        """Return his chance of a seat in each draw; nothing where too little is known from elsewhere."""
        if len(self.others) < LEAST_DRAWS:
            return []
        calls = median(one.called / one.wanted for one in self.others)
        own = self.seats_elsewhere / self.draws_elsewhere if self.draws_elsewhere else 0.0
        return [max(one.chance(max(calls, 1.0)), own) for one in self.draws]


def judge_pairings(sittings: Iterable[Sitting], asked: int, lift: float) -> list[Judged]:
    """Say of each expert beside one body whether his seats are more than draws explain.

    ``asked`` is how many pairs of expert and body there were, ``lift`` how many times the expected seats are asked for.
    Of a pair tenders are the draws, wins the seats, share is their part and bound the part that was to be expected.
    """
    told: list[Judged] = []
    tested: list[tuple[int, float, float]] = []
    for place, one in enumerate(sittings):
        drawn, chances = len(one.draws), one.chances()
        share = one.seats / drawn
        if not chances:
            told.append(Judged(Outcome.NOT_ENOUGH, PatternReason.NO_DRAWS, drawn, one.seats, share))
            continue
        expected = math.fsum(chances)
        bound = expected / drawn
        if bound >= ALL_SIT:
            told.append(Judged(Outcome.NOT_APPLICABLE, PatternReason.ALL_SIT, drawn, one.seats, share, bound=bound))
        elif math.prod(chances) > UNUSUAL:
            told.append(Judged(Outcome.NOT_ENOUGH, PatternReason.FEW_SEATS, drawn, one.seats, share, bound=bound))
        else:
            chance = successes_tail(one.seats, chances)
            told.append(Judged(Outcome.NOT_FOUND, None, drawn, one.seats, share, bound=bound))
            tested.append((place, chance, one.seats / expected))
    for (place, raw, times), chance in zip(tested, adjusted([test[1] for test in tested], asked), strict=True):
        one_told = told[place]
        found = one_told.wins >= SEATS and raw < UNUSUAL and chance <= STANDS and times >= lift
        told[place] = Judged(
            Outcome.FOUND if found else Outcome.NOT_FOUND,
            None,
            one_told.tenders,
            one_told.wins,
            one_told.share,
            bound=one_told.bound,
            chance=chance,
        )
    return told
