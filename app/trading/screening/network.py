"""What the trades of two years say together: who meets whom, who wins in turn, who only loses, who wins at one buyer.

Pure functions over counts. Each judges many at once and says of each one of four; what is found is a lead. Bid rigging
and an honest small market look alike in counts, so each condition asks for an alternative: that others were there to win,
that the price was high, that the order is not one that chance brings.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles

from app.kernel.chance import adjusted, alternation, fisher_tail, in_turn
from app.kernel.peers import binomial_tail
from app.trading.screening.fences import lower_fence
from app.trading.words import Outcome, PatternReason

JOINT = 5
"""Joint tenders from which a pair is looked at."""
WEIGHT = 0.6
"""Joint tenders in those of whichever of the two bids less often."""
GROUP = 3
SHARE = 0.8
"""Part of their joint tenders that a group wins."""
LEAST_PEERS = 50
STANDS = 0.05
EVENNESS = 0.85
LEAST_TURNS = 6
LONGEST = 200
"""Latest awards whose order is looked at."""
FLOOR = 0.02
PARTNER = 0.5
AWARDS = 5
HALF, TIMES, BUYER_STANDS = 0.5, 2.0, 0.01


@dataclass(frozen=True, slots=True)
class Pair:
    """Two firms of a market: how often they met, how often each bid, and how many tenders there were."""

    first: str
    second: str
    joint: int
    first_bids: int
    second_bids: int
    tenders: int

    @property
    def weight(self) -> float:
        """Joint tenders in those of whichever of the two bids less often."""
        return self.joint / min(self.first_bids, self.second_bids)

    @property
    def chance(self) -> float:
        """The chance that two firms that choose their tenders apart meet so often."""
        return fisher_tail(self.joint, self.first_bids, self.second_bids, self.tenders)


@dataclass(frozen=True, slots=True)
class Group:
    """Firms each of which meets two others of them far more often than chance explains."""

    members: frozenset[str]
    chance: float
    """The largest of its pairs, adjusted for all pairs that were asked."""


def groups(pairs: Sequence[Pair], asked: int) -> list[Group]:
    """Return the groups of a market: pairs that stand, joined where three of them close a triangle.

    ``asked`` is the number of pairs of firms with bids enough to meet so often, whether they did or not.
    """
    chances = adjusted([pair.chance for pair in pairs], asked)
    strong = {
        (pair.first, pair.second): chance
        for pair, chance in zip(pairs, chances, strict=True)
        if chance <= STANDS and pair.joint >= JOINT and pair.weight >= WEIGHT
    }
    near: dict[str, set[str]] = defaultdict(set)
    for first, second in strong:
        near[first].add(second)
        near[second].add(first)
    closed = {(first, second) for first, second in strong if near[first] & near[second]}
    found, left = [], {firm for pair in closed for firm in pair}
    while left:
        members, edge = set(), [min(left)]
        while edge:
            firm = edge.pop()
            members.add(firm)
            edge += [other for other in near[firm] - members if (min(firm, other), max(firm, other)) in closed]
        left -= members
        inside = [chance for pair, chance in strong.items() if pair in closed and pair[0] in members]
        found.append(Group(frozenset(members), max(inside)))
    return sorted(found, key=lambda group: sorted(group.members))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A tender for which two of a group at least bid."""

    ocid: str
    winner: str | None
    """Who of the group won it; None: somebody else."""
    level: float | None
    """Price that won beside the ceiling or the estimate."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a condition says, why, and what was compared."""

    outcome: Outcome
    why: PatternReason | None = None
    tenders: int = 0
    wins: int = 0
    share: float | None = None
    level: float | None = None
    bound: float | None = None
    chance: float | None = None


def judge_clique(group: Group, meetings: Sequence[Meeting], rivals: int, peer_levels: Sequence[float]) -> Judged:
    """T24: a group wins nearly all for which it meets, at prices higher than three quarters of the market's.

    ``rivals`` is how many others bid at the same buyers for the same kind of thing. Where hardly anybody else is there,
    the same few meet always and one of them always wins: that says nothing.
    """
    wins = sum(one.winner is not None for one in meetings)
    share = wins / len(meetings) if meetings else 0.0
    told = {"tenders": len(meetings), "wins": wins, "share": share, "chance": group.chance}
    if rivals < len(group.members):
        return Judged(Outcome.NOT_APPLICABLE, PatternReason.FEW_RIVALS, **told)  # type: ignore[arg-type]
    levels = [one.level for one in meetings if one.winner is not None and one.level is not None]
    if len(peer_levels) < LEAST_PEERS or len(levels) < JOINT:
        return Judged(Outcome.NOT_ENOUGH, PatternReason.NO_LEVEL, **told)  # type: ignore[arg-type]
    level, bound = fmean(levels), quantiles(peer_levels, n=4)[2]
    found = len(group.members) >= GROUP and share >= SHARE and level > bound
    return Judged(_said(found), level=level, bound=bound, **told)  # type: ignore[arg-type]


def judge_rotation(groups_: Sequence[tuple[Group, Sequence[Meeting]]]) -> list[Judged]:
    """T25: the members of a group that wins nearly all take turns more strictly than chance brings.

    Tenders come in the order of their awards. Of a process in lots none counts: a rule that each bidder gets one lot makes
    winners alternate. Evenly spread wins alone are honest; what is asked is the order, by two exact tests, the
    smaller chance doubled for there are two, and adjusted for all groups that were asked.
    """
    said: list[Judged | None] = []
    chances: list[float] = []
    orders: list[list[str]] = []
    for group, meetings in groups_:
        processes = Counter(one.ocid for one in meetings)
        order = [one.winner for one in meetings if one.winner is not None and processes[one.ocid] == 1][-LONGEST:]
        wins = sum(one.winner is not None for one in meetings)
        enough = len(order) >= LEAST_TURNS
        share = wins / len(meetings) if meetings else 0.0
        said.append(
            None if enough else Judged(Outcome.NOT_ENOUGH, PatternReason.FEW_TURNS, len(meetings), len(order), share)
        )
        if enough:
            even = evenness(order, len(group.members)) >= EVENNESS and share >= SHARE
            chances.append(min(1.0, 2 * min(alternation(order), in_turn(order))) if even else 1.0)
            orders.append(order)
    stand = iter(zip(adjusted(chances), orders, strict=True))
    told = []
    for short, (group, meetings) in zip(said, groups_, strict=True):
        if short is not None:
            told.append(short)
            continue
        chance, order = next(stand)
        spread = evenness(order, len(group.members))
        told.append(Judged(_said(chance <= STANDS), None, len(meetings), len(order), spread, chance=chance))
    return told


def evenness(order: Sequence[str], size: int) -> float:
    """Return how evenly the wins are spread over so many firms: entropy over its most, 0 to 1."""
    shares = [count / len(order) for count in Counter(order).values()]
    return -math.fsum(share * math.log(share) for share in shares) / math.log(size) if size > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Bidding:
    """A firm in a market: its bids and wins, its chance of winning one by numbers alone, and who won most of what it lost."""

    firm: str
    bids: int
    wins: int
    even_chance: float
    """Mean over its tenders of one in the number of bidders."""
    winner: str = ""
    met: int = 0
    """Tenders that the firm lost and this winner won."""
    meeting: Pair | None = None


def judge_losers(firms: Sequence[Bidding], winners: int) -> list[Judged]:
    """T26: bids often, wins next to nothing, mostly beside one winner, and by far less often than numbers alone would bring.

    A small firm that bids among twenty others loses often and honestly: its even chance is one in twenty. And whoever
    wins half the market is met by everybody: the pair has to meet more often than chance explains, adjusted for every winner
    of the market that might have been the one.
    """
    if not firms:
        return []
    often = quantiles([one.bids for one in firms], n=4)[2] if len(firms) > 1 else firms[0].bids
    ratios = [one.wins / one.bids for one in firms]
    first, _half, third = quantiles(ratios, n=4) if len(ratios) > 1 else (0.0, 0.0, 0.0)
    bound = max(FLOOR, lower_fence(first, third))
    asked = [one for one in firms if one.bids >= often]
    chances = adjusted([1.0 - binomial_tail(one.wins + 1, one.bids, one.even_chance) for one in asked])
    together = adjusted([one.meeting.chance if one.meeting else 1.0 for one in asked], len(asked) * winners)
    by_firm = {one.firm: max(pair) for one, *pair in zip(asked, chances, together, strict=True)}
    told = []
    for one, ratio in zip(firms, ratios, strict=True):
        if one.firm not in by_firm:
            told.append(Judged(Outcome.NOT_FOUND, None, one.bids, one.wins, ratio))
        elif (1 - one.even_chance) ** one.bids > STANDS:
            told.append(Judged(Outcome.NOT_ENOUGH, PatternReason.FEW_BIDS, one.bids, one.wins, ratio, bound=bound))
        else:
            found = ratio <= bound and one.met >= PARTNER * one.bids and by_firm[one.firm] <= STANDS
            told.append(Judged(_said(found), None, one.bids, one.wins, ratio, bound=bound, chance=by_firm[one.firm]))
    return told


@dataclass(frozen=True, slots=True)
class Won:
    """What one firm won at one buyer or through one agency; no value where that of an award is unknown."""

    body: str
    firm: str
    awards: int
    value: float | None


def judge_buyers(won: Iterable[Won]) -> tuple[dict[tuple[str, str], Judged], int]:
    """T27: one firm gets half of what a buyer awards, at least twice its part elsewhere, and chance does not explain it.

    Returns the answer for each buyer with the firm that got most, and how many pairs were asked. A firm that leads everywhere
    leads here too, and a buyer without others beside it cannot be compared.
    """
    by_body: dict[str, list[Won]] = defaultdict(list)
    of_firm: Counter[str] = Counter()
    for one in won:
        by_body[one.body].append(one)
        of_firm[one.firm] += one.awards
    total = of_firm.total()
    told: dict[tuple[str, str], Judged] = {}
    tested: list[tuple[tuple[str, str], float, Mapping[str, float]]] = []
    asked = 0
    for body, rows in by_body.items():
        awards = sum(one.awards for one in rows)
        most = max(rows, key=lambda one: (one.value or 0.0, one.awards, one.firm))
        key = (body, most.firm)
        if awards < AWARDS:
            told[key] = Judged(Outcome.NOT_ENOUGH, PatternReason.FEW_AWARDS, awards, most.awards)
            continue
        asked += len(rows)
        values = [one.value for one in rows if one.value is not None]
        if len(values) < len(rows) or not math.fsum(values):
            told[key] = Judged(Outcome.NOT_ENOUGH, PatternReason.NO_VALUES, awards, most.awards)
        elif total == awards:
            told[key] = Judged(Outcome.NOT_ENOUGH, PatternReason.NO_OTHERS, awards, most.awards)
        else:
            share = (most.value or 0.0) / math.fsum(values)
            elsewhere = (of_firm[most.firm] - most.awards) / (total - awards)
            chance = fisher_tail(most.awards, awards, of_firm[most.firm], total)
            tested.append(
                (key, chance, {"awards": awards, "wins": most.awards, "share": share, "elsewhere": elsewhere})
            )
    for (key, _chance, seen), chance in zip(tested, adjusted([test[1] for test in tested], asked), strict=True):
        more = seen["wins"] / seen["awards"] >= TIMES * seen["elsewhere"]
        found = seen["share"] >= HALF and more and chance < BUYER_STANDS
        told[key] = Judged(
            _said(found),
            None,
            int(seen["awards"]),
            int(seen["wins"]),
            seen["share"],
            bound=seen["elsewhere"],
            chance=chance,
        )
    return told, asked


def _said(found: bool) -> Outcome:
    return Outcome.FOUND if found else Outcome.NOT_FOUND
