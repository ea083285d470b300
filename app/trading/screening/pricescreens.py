"""The price screens T18 to T22 over many tenders: each tender is judged among its peers, and answers one of four."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from app.kernel.words import N_
from app.trading.screening.fences import lower_fence, upper_fence
from app.trading.screening.prices import TOLERANCE, Measures, measure
from app.trading.screening.tenders import Tender
from app.trading.words import Outcome

LEAST_PEERS = 50
"""Tenders of a peer group below which the fixed bounds are taken."""
FIXED_CV, FIXED_DISTANCE = 0.03, 0.001
NORMD, RD, SKEW = 1.5, 1.0, -0.5
CEILING = 0.98


@dataclass(frozen=True)
class Answer:
    """An outcome, and why: the value that was compared, what is missing, or why the condition does not apply."""

    outcome: Outcome
    why: str = ""
    value: float | None = None
    bound: float | None = None


TOO_FEW = N_("fewer bids than the screen needs")
NO_CEILING = N_("no ceiling price")
ALL_AT_CEILING = N_("all bid the ceiling: the price was fixed")
CURRENCIES = N_("bids in several currencies")
ALL_EQUAL = N_("all prices are equal: see T18")
CODES = ("T18.identical", "T19.differences", "T20.variance", "T21.distance", "T22.ceiling")


@dataclass(frozen=True)
class Peers:
    """What the tenders of a group measure: bounds where they are many enough, else the fixed ones."""

    tenders: int
    cv_p05: float | None
    cv_median: float | None
    kurtosis_p95: float | None
    close: float | None
    far: float | None

    @classmethod
    def of(cls, measures: Iterable[Measures]) -> "Peers":
        """Return the peers of the tenders with three bids at least."""
        held = [one for one in measures if one.bids >= 3]
        cv = [one.cv for one in held if one.cv is not None]
        kurtosis = [abs(one.kurtosis) for one in held if one.kurtosis is not None]
        distances = [one.distance for one in held if one.distance is not None]
        first, _half, third = _cut(distances, 4)
        many = len(held) >= LEAST_PEERS and first is not None and third is not None
        return cls(
            tenders=len(held),
            cv_p05=_cut(cv, 20)[0],
            cv_median=median(cv) if cv else None,
            kurtosis_p95=_cut(kurtosis, 20)[-1],
            close=lower_fence(first, third) if many and first is not None and third is not None else None,
            far=upper_fence(first, third) if many and first is not None and third is not None else None,
        )


@dataclass(frozen=True)
class Judged:
    """A tender with its measures and its answers by code."""

    tender: Tender
    measures: Measures
    answers: Mapping[str, Answer]


def judge_all(tenders: Iterable[Tender]) -> tuple[list[Judged], dict[str, Peers]]:
    """Judge tenders, each among those of its group; returns them with the groups."""
    measured: list[tuple[Tender, Measures]] = []
    groups: dict[str, list[Measures]] = {}
    for tender in tenders:
        comparable = tender.prices if len(tender.currencies) < 2 else []
        found = measure([float(one) for one in comparable], float(tender.ceiling) if tender.ceiling else None)
        measured.append((tender, found))
        groups.setdefault(tender.peers, []).append(found)
    peers = {name: Peers.of(held) for name, held in groups.items()}
    return [Judged(tender, found, judge(tender, found, peers[tender.peers])) for tender, found in measured], peers


def judge(tender: Tender, measures: Measures, peers: Peers) -> dict[str, Answer]:
    """Answer every condition for one tender."""
    if len(tender.currencies) > 1:
        return dict.fromkeys(CODES, Answer(Outcome.NOT_APPLICABLE, CURRENCIES))
    answers = (
        identical(tender),
        regular(measures),
        variance(measures, peers),
        two_lowest(measures, peers),
        ceiling(measures, tender),
    )
    return dict(zip(CODES, answers, strict=True))


def _cut(values: list[float], parts: int) -> Sequence[float | None]:
    """Return where values are cut into equal parts, by linear interpolation as numpy does by default."""
    if len(values) < 2:
        return [values[0] if values else None] * (parts - 1)
    return quantiles(values, n=parts, method="inclusive")


def _answer(found: bool, value: float | None, bound: float | None = None) -> Answer:
    return Answer(Outcome.FOUND if found else Outcome.NOT_FOUND, value=value, bound=bound)


def identical(tender: Tender) -> Answer:
    """T18: two bidders bid one price. Where the price was fixed, all of them must."""
    prices = tender.prices
    if len(prices) < 2:
        return Answer(Outcome.NOT_ENOUGH, TOO_FEW)
    if tender.ceiling is not None and all(price == tender.ceiling for price in prices):
        return Answer(Outcome.NOT_APPLICABLE, ALL_AT_CEILING)
    shared = tender.shared_prices()
    return _answer(shared > 0, float(shared))


def regular(measures: Measures, tolerance: float = TOLERANCE) -> Answer:
    """T19: the sorted prices rise by one amount, or by one share."""
    held = [one for one in (measures.regular_differences, measures.regular_ratios) if one is not None]
    if not held:
        equal = measures.bids >= 4
        return Answer(Outcome.NOT_APPLICABLE, ALL_EQUAL) if equal else Answer(Outcome.NOT_ENOUGH, TOO_FEW)
    return _answer(min(held) <= tolerance, min(held), tolerance)


def variance(measures: Measures, peers: Peers) -> Answer:
    """T20: prices closer together than those of nearly all peers, and oddly spread."""
    if measures.bids < 3 or measures.cv is None:
        return Answer(Outcome.NOT_ENOUGH, TOO_FEW)
    bound = peers.cv_p05 if peers.tenders >= LEAST_PEERS and peers.cv_p05 is not None else FIXED_CV
    odd = (
        (measures.normalised or 0.0) > NORMD
        or (measures.relative or 0.0) > RD
        or (measures.skew or 0.0) < SKEW
        or (peers.kurtosis_p95 is not None and abs(measures.kurtosis or 0.0) > peers.kurtosis_p95)
    )
    return _answer(measures.cv < bound and odd, measures.cv, bound)


def two_lowest(measures: Measures, peers: Peers) -> Answer:
    """T21: the two lowest lie closer together, or further apart, than those of the peers."""
    if measures.bids < 3 or measures.distance is None:
        return Answer(Outcome.NOT_ENOUGH, TOO_FEW)
    if peers.far is None or peers.close is None:
        return _answer(measures.distance <= FIXED_DISTANCE, measures.distance, FIXED_DISTANCE)
    far = measures.distance >= peers.far
    # A fence at or below zero would flag only equal prices, which are T18's.
    close = peers.close > 0 and measures.distance <= peers.close
    return _answer(far or close, measures.distance, peers.far if far or not close else peers.close)


def ceiling(measures: Measures, tender: Tender) -> Answer:
    """T22: the winning price hugs the highest one that is taken."""
    winning = tender.winning
    if tender.ceiling is None or winning is None:
        return Answer(Outcome.NOT_ENOUGH, NO_CEILING if tender.ceiling is None else TOO_FEW)
    if measures.bids < 3:
        return Answer(Outcome.NOT_ENOUGH, TOO_FEW)
    ratio = float(winning / tender.ceiling)
    return _answer(ratio >= CEILING, ratio, CEILING)


def wins(tenders: Iterable[Tender]) -> tuple[str, int] | None:
    """Return who won most tenders, and how many."""
    won = Counter(one for tender in tenders for one in tender.winners)
    return won.most_common(1)[0] if won else None
