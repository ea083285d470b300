"""The night's look at two years of trades together: counted by the database, judged by pure functions, kept as patterns."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, and_, case, func, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.trading.models import NetworkRun, ScreenedBid, ScreenedTrade, TradePattern
from app.trading.operations.markets import AT_ONCE, Asked, Market, Place, Tallies
from app.trading.operations.pairings import ask_pairings
from app.trading.words import PATTERN_CODES, CompetitionMethod, Outcome, PatternWord, ScreenedStatus

WINDOW = timedelta(days=730)
OVERLAP = 0.5
"""Part of its members by which a group is the one of the night before."""
MOST_NAMES = 12
BODIES = frozenset({PatternWord.BUYER, PatternWord.AGENCY})
GROUPED = frozenset({PatternWord.CLIQUE, PatternWord.ROTATION})

Trade, Bid = ScreenedTrade, ScreenedBid


def measure_network(act: Act, county: int) -> dict[str, int]:
    """Look at all trades of a county that were awarded in the last two years; returns how many patterns were found and ended.

    Direct awards are left out: nobody competed. Who sat in the committees of the last year is asked beside it. A pattern that is found again is brought to what is found now, one that is not ends.
    """
    act.session.flush()
    since = act.at - WINDOW
    window = and_(
        Trade.county == county,
        Trade.awarded_at > since,
        Trade.awarded_at <= act.at,
        Trade.status == str(ScreenedStatus.COMPLETE),
        Trade.method != str(CompetitionMethod.DIRECT),
    )
    told: Counter[str] = Counter()
    tallies: Tallies = {code: Counter() for code in PATTERN_CODES.values()}
    pairs = 0
    standing = _standing(act, county)
    markets = act.session.scalars(select(Trade.category).where(window).distinct().order_by(Trade.category)).all()
    for category in markets:
        market = Market(act, and_(window, Trade.category == category))
        pairs += market.asked
        for one in market.judge(tallies):
            told[_put(act, county, category, one, standing)] += 1
    for one in ask_pairings(act, county, tallies):
        told[_put(act, county, "", one, standing)] += 1
    for left in standing.values():
        for pattern in left:
            if pattern.outcome == str(Outcome.FOUND):
                told["ended"] += 1
                record(act, "trade.pattern_ended", pattern, what=pattern.what)
            pattern.outcome, pattern.found_at = str(Outcome.NOT_FOUND), None
            pattern.ended_at = pattern.measured_at = act.at
    if markets:
        _note_run(act, county, window, since, pairs, tallies)
    act.session.flush()
    return {name: told[name] for name in ("found", "ended")}


def _standing(act: Act, county: int) -> dict[tuple[str, str], list[TradePattern]]:
    found: dict[tuple[str, str], list[TradePattern]] = defaultdict(list)
    open_ = select(TradePattern).where(TradePattern.county == county, TradePattern.ended_at.is_(None))
    for one in act.session.scalars(open_.order_by(TradePattern.id)):
        found[one.what, one.category].append(one)
    return found


def _put(
    act: Act, county: int, category: str, one: Asked, standing: Mapping[tuple[str, str], list[TradePattern]]
) -> str:
    """Keep an answer in the place of that of the night before; returns whether it is found or ended, or nothing of both.

    A group may have changed somewhat; a firm and a buyer are themselves.
    """
    place, name = one.place or _place(act, one.trades), one.name or _name(act, one)
    keys = sorted({*one.members, one.beside} if one.what in BODIES else one.members)
    before = standing.get((str(one.what), category), [])
    alike = [(len({*keys} & {*held.members}) / len({*keys} | {*held.members}), -held.id, held) for held in before]
    near, _id, row = max(alike, default=(0.0, 0, None), key=lambda found: found[:2])
    if row is None or near < (OVERLAP if one.what in GROUPED else 1.0):
        row = TradePattern(county=county, what=str(one.what), category=category)
    else:
        before.remove(row)
    judged, was = one.judged, row.outcome == str(Outcome.FOUND)
    found = judged.outcome is Outcome.FOUND
    row.organisation_id, row.first_at, row.last_at = place
    row.members, row.name = keys, name
    row.outcome, row.why = str(judged.outcome), judged.why and str(judged.why)
    row.tenders, row.wins, row.share = judged.tenders, judged.wins, judged.share or 0.0
    row.level, row.bound, row.chance = judged.level, judged.bound, judged.chance
    row.asked, row.measured_at = one.asked, act.at
    row.found_at = (row.found_at or act.at) if found else None
    act.session.add(row)
    act.session.flush()
    if found == was:
        return "same"
    verb = "trade.pattern_found" if found else "trade.pattern_ended"
    record(act, verb, row, what=row.what, tenders=row.tenders, asked=row.asked)
    return "found" if found else "ended"


def _place(act: Act, trades: Sequence[int]) -> Place:
    """Return the body to which most of some trades belong, and their first and last award."""
    rows = act.session.execute(
        select(Trade.organisation_id, Trade.awarded_at)
        .where(Trade.id.in_(trades[-AT_ONCE:]))
        .order_by(Trade.awarded_at)
    ).all()
    bodies = Counter(row[0] for row in rows)
    return min(bodies, key=lambda pk: (-bodies[pk], pk)), rows[0][1], rows[-1][1]


def _name(act: Act, one: Asked) -> str:
    latest = one.trades[-AT_ONCE:]
    rows = act.session.execute(
        select(Bid.bidder_hash, func.max(Bid.bidder_name))
        .where(Bid.trade_id.in_(latest), Bid.bidder_hash.in_([*one.members, one.beside]))
        .group_by(Bid.bidder_hash)
    )
    named = {row[0]: row[1] for row in rows}
    firms = [named[firm] for firm in one.members if firm in named]
    names = "、".join(firms[:MOST_NAMES]) + ("…" if len(firms) > MOST_NAMES else "")
    if one.what in BODIES:
        about = Trade.buyer_name if one.what is PatternWord.BUYER else Trade.agency_name
        body = act.session.scalar(select(func.max(about)).where(Trade.id.in_(latest)))
        return f"{body} · {names}"
    return f"{names} · {named[one.beside]}" if one.beside in named else names


def _note_run(
    act: Act, county: int, window: ColumnElement[bool], since: datetime, pairs: int, tallies: Tallies
) -> None:
    numbers = act.session.execute(
        select(
            func.count(func.distinct(Trade.id)),
            func.count(Bid.id),
            func.coalesce(func.sum(case((Bid.bidder_hash == "", 1), else_=0)), 0).cast(Integer),
            func.count(func.distinct(Bid.bidder_hash)),
        )
        .select_from(Trade)
        .outerjoin(Bid, Bid.trade_id == Trade.id)
        .where(window)
    ).one()
    run = NetworkRun(
        county=county,
        computed_at=act.at,
        from_at=since,
        tenders=numbers[0],
        bids=numbers[1],
        unnamed=numbers[2],
        firms=numbers[3] - (1 if numbers[2] else 0),
        pairs=pairs,
        answers={code: dict(counted) for code, counted in tallies.items()},
    )
    act.session.add(run)
    act.session.flush()
    record(act, "trade.network_measured", run, pairs=pairs, answers=run.answers)
