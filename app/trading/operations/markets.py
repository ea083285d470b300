"""Counting one market of trades in the database, and asking of it who meets whom, who wins in turn, loses, or wins at one buyer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Double, and_, case, func, select
from sqlalchemy.orm import aliased

from app.kernel.act import Act
from app.trading.models import ScreenedBid, ScreenedTrade
from app.trading.screening.network import (
    JOINT,
    Bidding,
    Group,
    Judged,
    Meeting,
    Pair,
    Won,
    groups,
    judge_buyers,
    judge_clique,
    judge_losers,
    judge_rotation,
)
from app.trading.words import PATTERN_CODES, SUBMITTED, PatternWord

AT_ONCE = 500
Tallies = dict[str, Counter[str]]
Place = tuple[int, datetime | None, datetime | None]
"""A body, and the first and last day of what is said of it."""

Trade, Bid = ScreenedTrade, ScreenedBid
LEVEL = func.coalesce(Bid.awarded, Bid.amount).cast(Double) / func.nullif(
    func.coalesce(Trade.ceiling, Trade.estimate), 0
).cast(Double)
"""Price that won beside the ceiling or the estimate."""
WON = func.sum(case((Bid.won, 1), else_=0))
OTHERS = func.count(func.distinct(Bid.bidder_hash))


@dataclass(frozen=True)
class Asked:
    """What was asked about together, and the answer, before it is kept."""

    what: PatternWord
    members: tuple[str, ...]
    beside: str
    """Hash of the buyer, the agency, or the winner beside whom a firm loses."""
    judged: Judged
    asked: int
    trades: tuple[int, ...] = ()
    """Some of its trades, by which its name, its body and its days are found, unless they are told."""
    name: str = ""
    place: Place | None = None


class Market:
    """One market of the window: what was bought there by competition."""

    def __init__(self, act: Act, market: ColumnElement[bool]) -> None:
        self.act, self.market = act, market
        self.stood = and_(Bid.status.in_([str(one) for one in SUBMITTED]), Bid.bidder_hash != "")
        base = select(Bid.trade_id).join(Trade, Trade.id == Bid.trade_id).where(market, self.stood)
        self.tenders = act.session.scalar(select(func.count()).select_from(base.distinct().subquery())) or 0
        counted = (
            select(Bid.bidder_hash, func.count(func.distinct(Bid.trade_id)), WON)
            .join(Trade, Trade.id == Bid.trade_id)
            .where(market, self.stood)
            .group_by(Bid.bidder_hash)
            .having(func.count(func.distinct(Bid.trade_id)) >= JOINT)
        )
        self.firms = {row[0]: (int(row[1]), int(row[2])) for row in act.session.execute(counted)}
        self.asked = len(self.firms) * (len(self.firms) - 1) // 2
        self.pairs = {(pair.first, pair.second): pair for pair in self._pairs()}

    def _pairs(self) -> Iterable[Pair]:
        other = aliased(ScreenedBid)
        joint = func.count(func.distinct(Bid.trade_id))
        met = (
            select(Bid.bidder_hash, other.bidder_hash, joint)
            .join(Trade, Trade.id == Bid.trade_id)
            .join(other, and_(other.trade_id == Bid.trade_id, other.bidder_hash > Bid.bidder_hash))
            .where(self.market, self.stood, other.status.in_([str(one) for one in SUBMITTED]))
            .group_by(Bid.bidder_hash, other.bidder_hash)
            .having(joint >= JOINT)
        )
        for first, second, count in self.act.session.execute(met.execution_options(yield_per=5_000)):
            yield Pair(first, second, int(count), self.firms[first][0], self.firms[second][0], self.tenders)

    def judge(self, tallies: Tallies) -> list[Asked]:
        """Ask every condition; returns the answers that are kept: of groups, of firms that bid often and hardly win, of buyers with awards enough."""
        found = groups(list(self.pairs.values()), self.asked)
        met = [(group, *self._meetings(group)) for group in found]
        levels = self._levels() if found else []
        rotation = judge_rotation([(group, meetings) for group, meetings, _ids in met])
        told: list[Asked] = []
        for (group, meetings, ids), turns in zip(met, rotation, strict=True):
            clique = judge_clique(group, meetings, self._rivals(group, ids), levels)
            members = tuple(sorted(group.members))
            told.append(Asked(PatternWord.CLIQUE, members, "", clique, self.asked, ids))
            told.append(Asked(PatternWord.ROTATION, members, "", turns, len(found), ids))
            tally(tallies, PatternWord.CLIQUE, clique)
            tally(tallies, PatternWord.ROTATION, turns)
        self._losers(tallies, told)
        for what, column in ((PatternWord.BUYER, Trade.buyer_hash), (PatternWord.AGENCY, Trade.agency_hash)):
            self._bodies(tallies, told, what, column)
        return told

    def _meetings(self, group: Group) -> tuple[list[Meeting], tuple[int, ...]]:
        """Return the tenders for which two of a group bid at least, in the order of their awards, and their ids."""
        inside = Bid.bidder_hash.in_(sorted(group.members))
        level = func.max(case((Bid.won, LEVEL)))
        winner = func.max(case((Bid.won, Bid.bidder_hash)))
        rows = self.act.session.execute(
            select(Trade.id, Trade.ocid, winner, level)
            .join(Bid, Bid.trade_id == Trade.id)
            .where(self.market, self.stood, inside)
            .group_by(Trade.id, Trade.ocid, Trade.awarded_at)
            .having(OTHERS >= 2)
            .order_by(Trade.awarded_at, Trade.id)
        ).all()
        return [Meeting(ocid, won, None if price is None else float(price)) for _pk, ocid, won, price in rows], tuple(
            row[0] for row in rows
        )

    def _rivals(self, group: Group, trades: Sequence[int]) -> int:
        """Return how many other firms bid twice at least at the buyers of some trades."""
        buyers = select(Trade.buyer_hash).where(Trade.id.in_(trades[-AT_ONCE:]))
        others = (
            select(Bid.bidder_hash)
            .join(Trade, Trade.id == Bid.trade_id)
            .where(self.market, self.stood, Trade.buyer_hash.in_(buyers))
            .where(Bid.bidder_hash.not_in(sorted(group.members)))
            .group_by(Bid.bidder_hash)
            .having(func.count(func.distinct(Bid.trade_id)) >= 2)
        )
        return self.act.session.scalar(select(func.count()).select_from(others.subquery())) or 0

    def _levels(self) -> list[float]:
        rows = select(LEVEL).join(Trade, Trade.id == Bid.trade_id).where(self.market, Bid.won, LEVEL.is_not(None))
        return [float(level) for level in self.act.session.scalars(rows.execution_options(yield_per=5_000))]

    def _losers(self, tallies: Tallies, told: list[Asked]) -> None:
        size = (
            select(Bid.trade_id.label("trade_id"), OTHERS.label("size"))
            .join(Trade, Trade.id == Bid.trade_id)
            .where(self.market, self.stood)
            .group_by(Bid.trade_id)
            .subquery()
        )
        even = (
            select(Bid.bidder_hash, func.avg(1.0 / size.c.size))
            .join(size, size.c.trade_id == Bid.trade_id)
            .where(self.stood)
            .group_by(Bid.bidder_hash)
            .having(func.count(func.distinct(Bid.trade_id)) >= JOINT)
        )
        chances = {row[0]: float(row[1]) for row in self.act.session.execute(even)}
        best = self._beside_winners()
        firms = []
        for firm, (bids, wins) in sorted(self.firms.items()):
            winner, lost = best.get(firm, ("", 0))
            pair = self.pairs.get((min(firm, winner), max(firm, winner)))
            firms.append(Bidding(firm, bids, wins, chances[firm], winner, lost, pair))
        winners = len({one.winner for one in firms if one.winner})
        for one, judged in zip(firms, judge_losers(firms, winners), strict=True):
            tally(tallies, PatternWord.LOSER, judged)
            if judged.bound is not None and (judged.share or 0.0) <= judged.bound:
                ids = self._trades_of(one)
                told.append(Asked(PatternWord.LOSER, (one.firm,), one.winner, judged, len(firms), ids))

    def _beside_winners(self) -> dict[str, tuple[str, int]]:
        """Return for each firm the winner beside whom it lost most often, and how often."""
        won = aliased(ScreenedBid)
        lost = func.count(func.distinct(Bid.trade_id))
        rows = (
            select(Bid.bidder_hash, won.bidder_hash, lost)
            .join(Trade, Trade.id == Bid.trade_id)
            .join(won, and_(won.trade_id == Bid.trade_id, won.won, won.bidder_hash != Bid.bidder_hash))
            .where(self.market, self.stood, won.bidder_hash != "")
            .group_by(Bid.bidder_hash, won.bidder_hash)
            .having(lost >= JOINT // 2)
        )
        best: dict[str, tuple[str, int]] = {}
        for firm, winner, count in self.act.session.execute(rows.execution_options(yield_per=5_000)):
            if (int(count), winner) > (best.get(firm, ("", 0))[1], best.get(firm, ("", 0))[0]):
                best[firm] = (winner, int(count))
        return best

    def _trades_of(self, one: Bidding) -> tuple[int, ...]:
        rows = (
            select(Trade.id)
            .join(Bid, Bid.trade_id == Trade.id)
            .where(self.market, self.stood, Bid.bidder_hash == one.firm)
            .order_by(Trade.awarded_at, Trade.id)
        )
        return tuple(self.act.session.scalars(rows))

    def _bodies(self, tallies: Tallies, told: list[Asked], what: PatternWord, column: Any) -> None:
        """Ask of every buyer, or every agency, whether one firm gets half of what is awarded there; currencies apart."""
        value = func.coalesce(Bid.awarded, Bid.amount)
        whole = func.sum(case((value.is_(None), 1), else_=0))
        rows = self.act.session.execute(
            select(column, Trade.currency, Bid.bidder_hash, func.count(), func.sum(value), whole)
            .join(Trade, Trade.id == Bid.trade_id)
            .where(self.market, Bid.won, Bid.bidder_hash != "", column != "")
            .group_by(column, Trade.currency, Bid.bidder_hash)
            .execution_options(yield_per=5_000)
        )
        by_currency: dict[str, list[Won]] = defaultdict(list)
        for body, currency, firm, count, total, missing in rows:
            known = None if missing or total is None else float(total)
            by_currency[currency].append(Won(body, firm, int(count), known))
        for won in by_currency.values():
            judged, asked = judge_buyers(won)
            for (body, firm), one in judged.items():
                tally(tallies, what, one)
                if one.chance is not None:
                    own = (
                        select(Trade.id)
                        .join(Bid, Bid.trade_id == Trade.id)
                        .where(self.market, column == body, Bid.won, Bid.bidder_hash == firm)
                    )
                    ids = tuple(self.act.session.scalars(own.order_by(Trade.awarded_at, Trade.id)))
                    told.append(Asked(what, (firm,), body, one, asked, ids))


def tally(tallies: Tallies, what: PatternWord, judged: Judged) -> None:
    """Count an answer under its condition."""
    tallies[PATTERN_CODES[what]][str(judged.outcome)] += 1
