"""Ways in which a trade goes wrong, and right again: by operations, and by raw SQL where only an attacker could."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from app.funds.operations import reverse_movement
from app.kernel.act import local_day
from app.kernel.points import Point, Severity
from app.parties.models import Party, Tie
from app.parties.operations import end_tie, give_office, leave_office, tie_parties
from app.parties.words import OfficeWord, TieWord
from app.supervision.operations.settings import set_limit
from app.trading.jobs import look_at_trees
from app.trading.models import Award, Lot, Notice, SealedBid, TradeContract
from app.trading.operations import (
    close_bidding,
    enter_objection,
    note_early,
    object_to,
    rank_offers,
    withdraw,
    write_trades,
)
from app.trading.points import TRADING_POINTS
from app.trading.words import CallAnswer, ObjectionStage, TradeKind
from tests.conftest import NOW
from tests.parties.building import person
from tests.trading.course import DAY, Course, Trades
from tests.trading.screened_told import told

RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE
POINTS: dict[str, Point] = {point.code: point for point in TRADING_POINTS}
YES, NO, SILENT = CallAnswer.YES, CallAnswer.NO, CallAnswer.SILENT


def stopped(_trades: Trades, course: Course) -> None:
    course.stop()


def raised_limit(code: str, name: str, value: int) -> Callable[[Trades, Any], None]:
    """The county asks for more before it reports."""

    def end(trades: Trades, _row: Any) -> None:
        set_limit(trades.acting_as("inspector", NOW), POINTS[code], name, value, "本县口径", 350102)

    return end


def published(trades: Trades, **said: Any) -> Course:
    course = trades.course()
    course.published(**said)
    return course


def sold_for(trades: Trades, days: int) -> Course:
    first = local_day(trades.course().now)
    return published(trades, sale=(first, first + (days - 1) * DAY))


def prepared_for(trades: Trades, days: int) -> Course:
    return published(trades, deadline=trades.course().now + days * DAY)


def large(trades: Trades, bond: str) -> Course:
    course = trades.course()
    course.closed_with(estimate="50000000", bond=Decimal(bond))
    return course


def under_one_hand(trades: Trades, share: str = "") -> Tie:
    course = trades.course().opened_with()
    act = course.acting_as(None)
    owner = person(act)
    held = Decimal(share) if share else None
    what = TieWord.SHAREHOLDER if share else TieWord.LEGAL
    tie_parties(act, owner, TieWord.LEGAL, course.firm(1), from_on=act.on - 900 * DAY)
    return tie_parties(act, owner, what, course.firm(2), share=held, from_on=act.on - 900 * DAY)


def tied_to_the_buyer(trades: Trades, left: int | None = None) -> Any:
    course = trades.course().opened_with()
    act = course.acting_as(None)
    officer = person(act)
    begun = act.on - 900 * DAY
    until = None if left is None else act.on - left * DAY
    office = give_office(act, officer, OfficeWord.OFFICIAL, course.project.organisation, from_on=begun, to_on=until)
    tie_parties(act, officer, TieWord.SHAREHOLDER, course.firm(2), share=Decimal(10), from_on=begun)
    return office


def left(trades: Trades, office: Any) -> None:
    act = trades.acting_as(None)
    leave_office(act, office, act.on - DAY)


def ended(trades: Trades, tie: Tie) -> None:
    act = trades.acting_as(None)
    end_tie(act, tie, act.on - DAY, "已转让")


def taken_back(trades: Trades, handed_in: int, withdrawn: int) -> Course:
    course = trades.course()
    course.published()
    for serial in range(1, handed_in + 1):
        course.bid(serial, f"19{serial}0000", course.now)
    for serial in range(1, withdrawn + 1):
        withdraw(course.centre(), course.project.lots[0], course.tokens[course.bidder(serial).uscc])
    close_bidding(course.centre(course.deadline), course.project)
    return course


def used_early(trades: Trades, at: timedelta) -> Course:
    course = published(trades)
    note_early(course.centre(course.deadline + at), course.project.holders[1])
    return course


def taken_late(trades: Trades, late: timedelta) -> Course:
    """Somebody with the database moves the deadline for an hour; a bid comes; he moves it back."""
    course = published(trades)
    for serial in (1, 2):
        course.bid(serial, "1900000", course.now)
    moved = update(Notice).where(Notice.project_id == course.project.id)
    course.session.execute(moved.values(deadline=course.deadline + timedelta(hours=1)))
    course.session.expire_all()
    course.bid(3, "1799999", course.deadline + late)
    course.session.execute(moved.values(deadline=course.deadline))
    course.session.expire_all()
    close_bidding(course.centre(course.deadline + timedelta(hours=1)), course.project)
    return course


def swapped(trades: Trades) -> tuple[Course, SealedBid, str]:
    """Somebody with the database changes a sealed bid after the deadline."""
    course = trades.course().closed_with()
    mine = select(SealedBid).join(Lot).where(Lot.project_id == course.project.id).order_by(SealedBid.id)
    bid = course.session.scalars(mine.limit(1)).one()
    former = bid.envelope
    _rewrite(course, bid, former.replace("a", "b", 1))
    return course, bid, former


def _rewrite(course: Course, bid: SealedBid, text: str) -> None:
    course.session.execute(update(SealedBid).where(SealedBid.id == bid.id).values(envelope=text))
    course.session.expire_all()
    look_at_trees(course.acting_as(None))


def restored(_trades: Trades, told: tuple[Course, SealedBid, str]) -> None:
    _rewrite(*told)


def drawn(trades: Trades, before: timedelta) -> Course:
    course = trades.course()
    course.drawn_at(before)
    return course


def expert_of(course: Course, place: int = 1) -> Party:
    return course.session.get_one(Party, course.members()[place - 1].expert.party_id)


def expert_tied(trades: Trades, ended_days: int | None = None, what: TieWord = TieWord.EMPLOYEE) -> Course:
    """The first member works, or worked until so many days before the draw, for the second bidder."""
    course = trades.course().seated_with()
    act = course.acting_as(None)
    day = local_day(course.deadline)
    until = None if ended_days is None else day - ended_days * DAY
    tie_parties(act, expert_of(course), what, course.firm(2), from_on=day - 2000 * DAY, to_on=until)
    return course


def expert_from_the_buyer(trades: Trades, gone: bool = False) -> Course:
    course = trades.course().seated_with()
    act, day = course.acting_as(None), local_day(course.deadline)
    until = day - DAY if gone else None
    give_office(
        act, expert_of(course), OfficeWord.OFFICIAL, course.project.organisation, from_on=day - 900 * DAY, to_on=until
    )
    return course


def scored(trades: Trades, given: Callable[[int, int], int]) -> Course:
    course = trades.course().seated_with()
    course.score(given)
    rank_offers(course.centre(course.deadline), course.project)
    return course


def rewritten(trades: Trades) -> tuple[Course, int]:
    """Somebody with the database puts the second candidate into the award."""
    course = trades.course()
    award = course.awarded_to()
    former = award.candidate_id
    _put(course, Award, award.id, candidate_id=course.candidate(2).id)
    return course, former


def _put(course: Course, table: Any, pk: int, **values: Any) -> None:
    course.session.execute(update(table).where(table.id == pk).values(**values))
    course.session.expire_all()


def awarded_again(_trades: Trades, told: tuple[Course, int]) -> None:
    course, former = told
    award = course.session.scalars(select(Award).join(Lot).where(Lot.project_id == course.project.id)).one()
    _put(course, Award, award.id, candidate_id=former)


def other_amount(trades: Trades) -> tuple[Course, TradeContract]:
    """Somebody with the database raises the amount of a contract."""
    course = trades.course()
    contract = course.contracted()
    _put(course, TradeContract, contract.id, amount=Decimal("1890000.00"))
    return course, contract


def amount_restored(_trades: Trades, told: tuple[Course, TradeContract]) -> None:
    course, contract = told
    _put(course, TradeContract, contract.id, amount=contract.award.candidate.offer.price)


def overpaid(trades: Trades, *parts: str) -> Any:
    course = trades.course()
    contract = course.contracted()
    return [course.pay(contract, str(place), part) for place, part in enumerate(parts)][-1]


def refunded(trades: Trades, payment: Any) -> None:
    reverse_movement(trades.acting_as(None), payment, "重复付款")


ACCOUNTS = {1: "35050100240700000001", 2: "35050100240700000002", 3: "35050100240700000003"}


def paid_from(trades: Trades, bonds: Mapping[int, str], basic: Mapping[int, str] | None = None) -> Course:
    """A trade whose bonds came from these accounts."""
    course = trades.course()
    course.bonds, course.basic = bonds, basic or {}
    return course.opened_with()


def sent_back(trades: Trades, after: int | None = None) -> tuple[Course, date]:
    """A contract of nine days after the award; all bonds are sent back so many days after it, or none."""
    course = trades.course()
    course.bonds = ACCOUNTS
    signed = course.contracted().signed_on
    if after is not None:
        course.refund(signed + after * DAY)
    return course, signed


def entered_later(_trades: Trades, told: tuple[Course, date]) -> None:
    """The bank had sent them back in time; it is entered now."""
    course, signed = told
    course.refund(signed + 5 * DAY, entered=20)


def amended(trades: Trades, days: int, *, substantive: bool = True) -> Course:
    """A trade whose papers were changed so many days before the deadline."""
    course = published(trades)
    course.amend(course.deadline - days * DAY, substantive=substantive)
    return course


def amended_often(trades: Trades, times: int) -> Course:
    course = published(trades)
    for _ in range(times):
        course.amend(course.now)
    return course


def laid_aside(trades: Trades, *, moved: bool) -> Course:
    """An objection on paper that came in twelve days before the deadline, and was entered two days after the opening."""
    course = trades.course()
    course.opened_with() if moved else course.published()
    at = course.deadline - 12 * DAY
    act = course.centre(course.deadline + 2 * DAY if moved else at + DAY)
    enter_objection(act, course.project, ObjectionStage.PAPERS, "业绩要求过高。", "某公司", "0591-1", at)
    return course


def objected(trades: Trades, after: int, kind: TradeKind = TradeKind.WORKS) -> Course:
    """An objection answered so many days after it was made."""
    course = trades.course()
    course.kind = kind
    course.published()
    made = object_to(course.centre(), course.project, "业绩要求过高。", "某公司", "0591-1")
    course.answer(made, course.now + after * DAY)
    return course


def complained(trades: Trades, examined: int, decided: int, kind: TradeKind = TradeKind.WORKS) -> Course:
    """A complaint examined and decided so many days after it was made."""
    course = trades.course()
    course.kind = kind
    course.published()
    course.complain(course.now, examined=course.now + examined * DAY, decided=course.now + decided * DAY)
    return course


def complained_about(trades: Trades, times: int) -> Course:
    course = published(trades)
    for _ in range(times):
        course.complain(course.now, examined=course.now, decided=course.now)
    return course


def among_peers(trades: Trades, *prices: str) -> Course:
    """Sixty tenders of the same market and size whose prices lie well apart, and one with these prices."""
    course = trades.course()
    course.published()
    body = course.project.organisation_id
    peers = [
        told(f"peer-{n}", "1700000", f"{1_800_000 + 1_000 * n}", "1950000", body=body, source="own") for n in range(60)
    ]
    write_trades(course.acting_as(None), 350102, peers)
    return trades.course().opened_with(*enumerate(prices, 1))
