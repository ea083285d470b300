"""What the files of the bids for one lot say together: pairs that share what honest bidders do not, and what cannot be judged.

Implementing Regulations of the Bidding Law, art. 39 and 40. What every bidder of a lot has came with the tender's own
papers; what thousands share was left out when the files were read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol

from app.kernel.words import N_
from app.trading.documents.bills import error_of
from app.trading.documents.contacts import PEOPLE, REACHED, ContactKind
from app.trading.documents.similarity import Text, pairs_of
from app.trading.documents.told import MACHINES, WRITERS, Item, MarkKind
from app.trading.words import Outcome

UPLOAD = "upload"
CONTAINED, ALIKE, BLOCKS = 35, 30, 3
"""Per cent of the shorter text, per cent of both, blocks of 200 characters: each says enough on its own."""
LEAST_KEPT = 20
"""Per cent from which on a likeness is kept at all, so that a county may ask for less."""
SESSIONS = 3
"""Editing sessions that two files share before one was made from the other."""
ITEMS, EQUAL, EQUAL_KEPT = 10, 80, 50
"""Comparable rows; per cent of equal unit prices that is told, and that is kept."""
FIRMS = 20
"""Firms seen at an address from which on it is a hall or a carrier's."""
LEAST_BIDDERS = 2
MANY = 3
"""Bidders from which on what all of them have came with the papers."""
WEAK = frozenset({str(MarkKind.AUTHOR), str(MarkKind.DOCUMENT), str(MarkKind.SESSION)})
"""Marks that a form of the tender hands on to everybody who fills it in."""
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Trace:
    """One mark or contact of a bid; equal keys are the same thing."""

    what: str
    key: str
    shown: str
    file: str = ""


@dataclass(slots=True)
class BidTold:
    """What the files of one bid tell."""

    offer: int
    bidder: int
    whole: bool
    """Every file was read."""
    traces: Sequence[Trace] = ()
    text: Text | None = None
    signed: Mapping[int, str] = field(default_factory=dict)
    """Other bidders in whose name it is signed, or whose number stands in it, and what was found."""
    items: Mapping[tuple[str, str], Item] = field(default_factory=dict)

    def of(self, kinds: Iterable[str]) -> dict[str, Trace]:
        """Return its traces of some kinds, by what they are."""
        wanted = set(kinds)
        return {trace.key: trace for trace in self.traces if trace.what in wanted}


@dataclass(frozen=True, slots=True)
class Match:
    """What two bids share, in the sense of one condition."""

    code: str
    first: int
    second: int
    what: str = ""
    shown: str = ""
    share: float | None = None
    whole: float | None = None
    count: int | None = None


class Shared(Protocol):
    """A match, as it was found or as it is kept."""

    @property
    def code(self) -> str:
        """The condition."""

    @property
    def share(self) -> float | None:
        """Per cent."""

    @property
    def whole(self) -> float | None:
        """Per cent of both."""

    @property
    def count(self) -> int | None:
        """How many."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one condition says of a lot."""

    outcome: Outcome
    why: str = ""
    told: int = 0
    """Bids that tell what it needs."""


Pairs = Iterator[Match]


def matches_of(bids: Sequence[BidTold], seen: Mapping[str, int]) -> list[Match]:
    """Return what pairs of bids of different bidders share; ``seen`` tells at how many firms an address was seen."""
    common = _common(bids)
    found: list[Match] = []
    for one, two in combinations(sorted(bids, key=lambda bid: bid.offer), 2):
        if one.bidder != two.bidder:
            for ask in (_machine, _upload, _marks, _mixed, _contact, _team, _prices, _errors):
                found += ask(one, two, common, seen)
    return [*found, *_texts(bids)]


def _common(bids: Sequence[BidTold]) -> frozenset[str]:
    """Return what came with the tender's own form, as far as it can be told from what two bidders made together.

    Of author, document and sessions it takes three bidders that tell them: what all of these have is the form's, and
    where fewer tell anything, all of it may be. A wrong total that three or more bidders all have is the form's too.
    """
    held: dict[str, set[int]] = {}
    tellers: dict[str, set[int]] = {}
    for bid in bids:
        told = [(trace.what, trace.key) for trace in bid.traces if trace.what in WEAK]
        told += [(ERROR, f"{key}{off}") for key, off in _wrong(bid).items()]
        for what, key in told:
            held.setdefault(key, set()).add(bid.bidder)
            tellers.setdefault(what, set()).add(bid.bidder)
        if bid.items:
            tellers.setdefault(ERROR, set()).add(bid.bidder)
    weak = {trace.key: trace.what for bid in bids for trace in bid.traces if trace.what in WEAK}
    return frozenset(
        key
        for key, bidders in held.items()
        for all_ in [tellers[weak.get(key, ERROR)]]
        if (len(all_) >= MANY and bidders == all_) or (key in weak and len(all_) < MANY)
    )


def _shared(one: BidTold, two: BidTold, kinds: Iterable[str]) -> list[Trace]:
    wanted = frozenset(kinds)
    mine, theirs = one.of(wanted), two.of(wanted)
    return sorted((mine[key] for key in mine.keys() & theirs.keys()), key=lambda trace: (trace.what, trace.shown))


def _told(code: str, one: BidTold, two: BidTold, shared: Sequence[Trace], count: int | None = None) -> Pairs:
    if shared:
        first = shared[0]
        shown = "; ".join(dict.fromkeys(trace.shown for trace in shared))[:200]
        yield Match(code, one.offer, two.offer, first.what, shown, count=len(shared) if count is None else count)


def _machine(one: BidTold, two: BidTold, common: frozenset[str], seen: Mapping[str, int]) -> Pairs:
    yield from _told("T08.machine", one, two, _shared(one, two, map(str, MACHINES)))


def _upload(one: BidTold, two: BidTold, common: frozenset[str], seen: Mapping[str, int]) -> Pairs:
    shared = _shared(one, two, [UPLOAD])
    if shared:
        fewest = min(shared, key=lambda trace: seen.get(trace.key, 0))
        yield from _told("T09.upload", one, two, [fewest], seen.get(fewest.key, 0))


def _marks(one: BidTold, two: BidTold, common: frozenset[str], seen: Mapping[str, int]) -> Pairs:
    shared = _shared(one, two, map(str, (*WRITERS, MarkKind.AUTHOR)))
    kept = [trace for trace in shared if trace.what == MarkKind.SAVED_BY or trace.key not in common]
    sessions = [trace for trace in _shared(one, two, [MarkKind.SESSION]) if trace.key not in common]
    yield from _told("T10.marks", one, two, [*kept, *(sessions if len(sessions) >= SESSIONS else [])])


def _mixed(one: BidTold, two: BidTold, common: frozenset[str], seen: Mapping[str, int]) -> Pairs:
    shown = one.signed.get(two.bidder) or two.signed.get(one.bidder)
    accounts = _shared(one, two, [ContactKind.ACCOUNT])
    if shown:
        yield Match("T10.mixed", one.offer, two.offer, "", shown[:200], count=1)
    else:
        yield from _told("T10.mixed", one, two, accounts)


def _contact(one: BidTold, two: BidTold, common: frozenset[str], seen: Mapping[str, int]) -> Pairs:
    people = [trace for trace in _shared(one, two, map(str, PEOPLE)) if _acts(one, trace) or _acts(two, trace)]
    plain = [trace for trace in _shared(one, two, map(str, REACHED)) if trace.what not in PEOPLE]
    yield from _told("T11.contact", one, two, [*people, *plain])


def _acts(bid: BidTold, person: Trace) -> bool:
    """Tell whether somebody acts for the bidder rather than works in its team."""
    return any(trace.key == person.key and trace.what == ContactKind.AGENT for trace in bid.traces)


def _team(one: BidTold, two: BidTold, common: frozenset[str], seen: Mapping[str, int]) -> Pairs:
    people = _shared(one, two, map(str, PEOPLE))
    yield from _told(
        "T12.team", one, two, [trace for trace in people if not _acts(one, trace) and not _acts(two, trace)]
    )


def _prices(one: BidTold, two: BidTold, common: frozenset[str], seen: Mapping[str, int]) -> Pairs:
    both = one.items.keys() & two.items.keys()
    if len(both) >= ITEMS:
        equal = sum(one.items[key].price == two.items[key].price for key in both)
        if equal * 100 >= EQUAL_KEPT * len(both):
            yield Match("T23.prices", one.offer, two.offer, share=100 * equal / len(both), count=len(both))


def _wrong(bid: BidTold) -> dict[tuple[str, str], str]:
    return {key: str(off) for key, item in bid.items.items() if (off := error_of(item)) is not None}


def _errors(one: BidTold, two: BidTold, common: frozenset[str], seen: Mapping[str, int]) -> Pairs:
    mine, theirs = _wrong(one), _wrong(two)
    same = sorted(key for key, off in mine.items() if theirs.get(key) == off and f"{key}{off}" not in common)
    if same:
        shown = "; ".join(f"{one.items[key].name} {mine[key]}" for key in same)
        yield Match("T23.errors", one.offer, two.offer, "", shown[:200], count=len(same))


def _texts(bids: Sequence[BidTold]) -> Pairs:
    held = [(bid, bid.text) for bid in bids if bid.text is not None and bid.text.tells]
    for (first, second), like in pairs_of([text for _bid, text in held]).items():
        one, two = sorted((held[first][0], held[second][0]), key=lambda bid: bid.offer)
        share, whole = 100 * like.containment, 100 * like.jaccard
        if one.bidder != two.bidder and (share >= LEAST_KEPT or like.blocks):
            yield Match("T10.text", one.offer, two.offer, share=share, whole=whole, count=like.blocks)


def is_found(match: Shared, limits: Mapping[str, float]) -> bool:
    """Tell whether what two bids share reaches a limit, or the usual one."""
    if match.code == "T10.text":
        return (
            (match.share or 0) >= limits.get("contained", CONTAINED)
            or (match.whole or 0) >= limits.get("alike", ALIKE)
            or (match.count or 0) >= limits.get("blocks", BLOCKS)
        )
    if match.code == "T23.prices":
        return (match.share or 0) >= limits.get("equal", EQUAL)
    return match.code != "T09.upload" or (match.count or 0) < limits.get("firms", FIRMS)


NEEDS: Mapping[str, tuple[Callable[[BidTold], bool], str]] = {
    "T08.machine": (
        lambda bid: bool(bid.of(map(str, MACHINES))),
        N_("not every bid tells on which machine it was made"),
    ),
    "T09.upload": (lambda bid: bool(bid.of([UPLOAD])), N_("not of every bid is it known from which address it came")),
    "T10.text": (lambda bid: bid.text is not None and bid.text.tells, N_("not every bid has text of its own")),
    "T10.marks": (
        lambda bid: bool(bid.of(map(str, (*WRITERS, MarkKind.AUTHOR)))),
        N_("not every bid's files tell who wrote them"),
    ),
    "T10.mixed": (
        lambda bid: bid.text is not None and bid.text.count > 0,
        N_("not every bid has text that can be read"),
    ),
    "T11.contact": (
        lambda bid: bool(bid.of(map(str, REACHED))),
        N_("not every bid's files tell how to reach the bidder"),
    ),
    "T12.team": (
        lambda bid: bool(bid.of(map(str, PEOPLE - {ContactKind.AGENT}))),
        N_("not every bid's files name its people by their identity numbers"),
    ),
    "T23.prices": (
        lambda bid: len(bid.items) >= ITEMS,
        N_("not every bid has a bill with ten rows that can be compared"),
    ),
    "T23.errors": (
        lambda bid: any(item.total is not None for item in bid.items.values()),
        N_("not every bid has a bill with totals"),
    ),
}
"""What a bid must tell to be judged by a condition, and what is said where it does not."""
CODES = tuple(NEEDS)
ALONE = N_("fewer than two companies bid")
UNREAD = N_("files of a bid could not be read")


def answers_of(
    bids: Sequence[BidTold], matches: Iterable[Match], limits: Mapping[str, float] | None = None
) -> dict[str, Said]:
    """Return what each condition says of a lot: found, not found, what is missing, or why it does not apply."""
    found = {match.code for match in matches if is_found(match, limits or {})}
    few = len({bid.bidder for bid in bids}) < LEAST_BIDDERS
    said: dict[str, Said] = {}
    for code, (tells, why) in NEEDS.items():
        told = sum(map(tells, bids))
        if few:
            said[code] = Said(Outcome.NOT_APPLICABLE, ALONE, told)
        elif code in found:
            said[code] = Said(Outcome.FOUND, "", told)
        elif told < len(bids):
            said[code] = Said(Outcome.NOT_ENOUGH, why, told)
        elif code != "T09.upload" and not all(bid.whole for bid in bids):
            said[code] = Said(Outcome.NOT_ENOUGH, UNREAD, told)
        else:
            said[code] = Said(Outcome.NOT_FOUND, "", told)
    return said
