"""What the price screens and T16 say of screened trades, kept as answers: when bids are opened, and at night for all."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from app.kernel.act import Act
from app.kernel.audit import Subject, record_many
from app.kernel.words import N_
from app.trading.models import Project, ScreenAnswer, ScreenedBid, ScreenedTrade
from app.trading.operations.screened import Answered, note_answers, note_screened
from app.trading.screening import bidders
from app.trading.screening.prices import Measures, measure
from app.trading.screening.pricescreens import CODES as PRICE_CODES
from app.trading.screening.pricescreens import LEAST_PEERS, Answer, Peers, judge
from app.trading.screening.tenders import Tender
from app.trading.words import SUBMITTED, Outcome, ScreenedStatus

CODES = (*bidders.CODES, *PRICE_CODES)
LATEST = 2_000
"""Trades of one market, the latest ones, whose prices make its peer groups."""
PART = 500
UNPUBLISHED = N_("the bids are not published, only who won")
FEW_PEERS = N_("fewer than fifty tenders of this market and size to compare with")
VARIANCE = "T20.variance"
STOPPED = N_("the tender was stopped before it was decided")
ENDED = frozenset({ScreenedStatus.CANCELLED, ScreenedStatus.WITHDRAWN, ScreenedStatus.PLANNED})
COLUMNS = (
    ScreenedTrade.id,
    ScreenedTrade.method,
    ScreenedTrade.bidders,
    ScreenedTrade.bids_told,
    ScreenedTrade.status,
    ScreenedTrade.ceiling,
    ScreenedTrade.estimate,
)


@dataclass(frozen=True)
class Market:
    """Trades that can be compared: of one source, one category, competed for in one way."""

    source: str
    category: str
    method: str

    def trades(self, county: int, *columns: Any) -> Select[Any]:
        """Select columns of its trades in a county."""
        return select(*columns).where(
            ScreenedTrade.county == county,
            ScreenedTrade.source == self.source,
            ScreenedTrade.category == self.category,
            ScreenedTrade.method == self.method,
        )


def screen_project(act: Act, project: Project) -> None:
    """Bring what is screened of a trade of ours up to date, with what the conditions say of it; before the opening nothing."""
    answer_trades(act, project.county, note_screened(act, project))


def answer_trades(act: Act, county: int, ids: Collection[int] | None = None) -> int:
    """Answer every condition for some screened trades of a county, or for all; returns how many answers are others than before.

    Each trade is judged among the latest of its market whose size is of the same order.
    """
    changed = 0
    for market in _markets(act, county, ids):
        newest = market.trades(county, *COLUMNS).order_by(ScreenedTrade.id.desc()).limit(LATEST)
        near = list(_tenders(act, act.session.execute(newest).all()))
        groups = _groups(near)
        for rows in _portions(act, market.trades(county, *COLUMNS), ids):
            told: dict[int, list[Answered]] = {}
            for row, tender in _tenders(act, rows):
                told[row.id] = list(_answers(row, tender, groups))
            changed += note_answers(act, county, told)
            if ids is not None:
                record_many(
                    act, [("trade.screened", Subject(ScreenedTrade.kind, pk, county), {}) for pk in sorted(told)]
                )
    return changed


def _markets(act: Act, county: int, ids: Collection[int] | None) -> list[Market]:
    held = select(ScreenedTrade.source, ScreenedTrade.category, ScreenedTrade.method)
    held = held.where(ScreenedTrade.county == county)
    if ids is not None:
        held = held.where(ScreenedTrade.id.in_(sorted(ids)))
    return [Market(*row) for row in act.session.execute(held.distinct().order_by(*held.selected_columns)).all()]


def _portions(act: Act, trades: Select[Any], ids: Collection[int] | None) -> Iterator[Sequence[Any]]:
    if ids is not None:
        yield act.session.execute(trades.where(ScreenedTrade.id.in_(sorted(ids)))).all()
        return
    last = 0
    while rows := act.session.execute(
        trades.where(ScreenedTrade.id > last).order_by(ScreenedTrade.id).limit(PART)
    ).all():
        yield rows
        last = rows[-1].id


def _tenders(act: Act, rows: Sequence[Any]) -> Iterator[tuple[Any, Tender]]:
    """Iterate trades with the bids of them that can be compared."""
    bids: dict[int, list[Any]] = {}
    for first in range(0, len(rows), PART):
        part = [row.id for row in rows[first : first + PART]]
        of = select(
            ScreenedBid.trade_id,
            ScreenedBid.bidder_hash,
            ScreenedBid.bidder_name,
            ScreenedBid.amount,
            ScreenedBid.currency,
            ScreenedBid.won,
        ).where(ScreenedBid.trade_id.in_(part), ScreenedBid.status.in_(sorted(SUBMITTED)), ScreenedBid.amount > 0)
        held = act.session.execute(of.order_by(ScreenedBid.trade_id, ScreenedBid.id)).all()
        bids.update({key: list(of_one) for key, of_one in groupby(held, key=lambda bid: bid.trade_id)})
    for row in rows:
        yield row, _tender(row, bids.get(row.id, []))


def _tender(row: Any, bids: Iterable[Any]) -> Tender:
    tender = Tender(str(row.id), ceiling=row.ceiling)
    for bid in bids:
        bidder = bid.bidder_hash or bid.bidder_name
        tender.bids.append((bidder, bid.amount))
        if bid.currency:
            tender.currencies.add(bid.currency)
        if bid.won:
            tender.winners.add(bidder)
    size = max(tender.prices, default=None) or row.estimate
    tender.peers = str(len(str(int(size)))) if size else ""
    return tender


def _measured(tender: Tender) -> Measures:
    comparable = tender.prices if len(tender.currencies) < 2 else []
    return measure([float(one) for one in comparable], float(tender.ceiling) if tender.ceiling else None)


def _groups(near: Iterable[tuple[Any, Tender]]) -> Mapping[str, Peers]:
    """Return the peers by size: how many digits the highest price has."""
    held: dict[str, list[Measures]] = {}
    for _row, tender in near:
        held.setdefault(tender.peers, []).append(_measured(tender))
    return {size: Peers.of(measures) for size, measures in held.items()}


def _answers(row: Any, tender: Tender, groups: Mapping[str, Peers]) -> Iterator[Answered]:
    if row.status in ENDED:
        yield from (Answered(code, Outcome.NOT_APPLICABLE, STOPPED) for code in CODES)
        return
    peers = groups.get(tender.peers) or Peers.of([])
    measures = _measured(tender)
    if row.bids_told:
        prices: Mapping[str, Answer] = judge(tender, measures, peers)
        if peers.tenders < LEAST_PEERS and prices[VARIANCE].value is not None:
            # Where a reserve is known a fixed bound is passed by every fourth honest tender.
            prices = {**prices, VARIANCE: Answer(Outcome.NOT_ENOUGH, FEW_PEERS)}
    else:
        prices = dict.fromkeys(PRICE_CODES, Answer(Outcome.NOT_ENOUGH, UNPUBLISHED))
    for code, answer in {
        **bidders.few(row.method, row.bidders, decided=row.status == ScreenedStatus.COMPLETE),
        **prices,
    }.items():
        compared = {"value": answer.value, "bound": answer.bound}
        if code in PRICE_CODES and answer.value is not None:
            compared |= {"bids": measures.bids, "peers": peers.tenders}
        yield Answered(code, answer.outcome, answer.why, {k: v for k, v in compared.items() if v is not None})


def shares(act: Act, county: int) -> dict[str, dict[str, int]]:
    """Return by condition how many trades of a county it answers in each of the four ways."""
    found: dict[str, dict[str, int]] = {}
    held = select(ScreenAnswer.code, ScreenAnswer.outcome).where(ScreenAnswer.county == county)
    for code, outcome in act.session.execute(held):
        by = found.setdefault(code, dict.fromkeys(map(str, Outcome), 0))
        by[outcome] += 1
    return dict(sorted(found.items()))
