"""Trades of ours in the tables that are screened: from the opening on, and never before."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import start_of_day
from app.trading.jobs import screen_opened
from app.trading.models import Candidate, ScreenAnswer, ScreenedBid, ScreenedTrade
from app.trading.operations import (
    award_lot,
    close_bidding,
    note_answers,
    note_screened,
    open_bids,
    reject_offer,
    stop_tender,
)
from app.trading.operations.planning import LotTold
from app.trading.operations.screened import Answered
from app.trading.words import Outcome, Rejection
from tests.trading.building import DEADLINE, Tender


def bids(session: Session) -> list[tuple[str, str, str, int | None, bool, Decimal | None]]:
    session.expire_all()
    return [
        (one.bidder_name, str(one.amount), one.status, one.rank, one.won, one.awarded)
        for one in session.scalars(select(ScreenedBid).order_by(ScreenedBid.amount))
    ]


def test_before_the_opening_nothing_of_a_trade_is_screened(session: Session, tender: Tender) -> None:
    tender.closed()
    assert note_screened(tender.centre(DEADLINE), tender.project) == set()
    assert screen_opened(tender.centre(DEADLINE)) == {"trades": 0}
    assert session.scalars(select(ScreenedTrade)).all() == []
    assert session.scalars(select(ScreenedBid)).all() == []


def test_a_trade_that_is_stopped_sealed_is_never_screened(session: Session, tender: Tender) -> None:
    tender.closed()
    stop_tender(tender.head(DEADLINE), tender.project, "规划调整")
    assert session.scalars(select(ScreenedTrade)).all() == []


def test_an_opened_trade_is_screened_with_the_prices_that_were_read_out(session: Session, tender: Tender) -> None:
    tender.opened()
    trade = session.scalars(select(ScreenedTrade)).one()
    project = tender.project
    assert (trade.source, trade.ocid, trade.lot_number) == ("own", f"ocds-sunshine-{project.number}", "1")
    assert (trade.organisation_id, trade.buyer_name) == (project.organisation_id, project.organisation.name)
    assert (trade.category, trade.method, trade.status, trade.currency) == ("works", "open", "active", "CNY")
    assert (trade.estimate, trade.ceiling, trade.bidders) == (Decimal(2_000_000), Decimal(1_990_000), 3)
    assert project.notice is not None
    assert (trade.published_at, trade.deadline) == (start_of_day(project.notice.sale_from), project.notice.deadline)
    assert (trade.opened_at is not None, trade.awarded_at) == (True, None)
    assert [one[1:] for one in bids(session)] == [
        ("1850000.50", "pending", None, False, None),
        ("1900000.00", "pending", None, False, None),
        ("1980000.00", "pending", None, False, None),
    ]
    party = {one.bidder.name: one.bidder.party.key_hash for one in tender.offers()}  # type: ignore[union-attr]
    assert {one.bidder_name: one.bidder_hash for one in session.scalars(select(ScreenedBid))} == party


def test_a_rejection_is_screened_at_once(session: Session, tender: Tender) -> None:
    tender.seated()
    rejected = tender.offers()[2]
    reject_offer(tender.centre(DEADLINE), rejected, Rejection.UNSIGNED, "投标函")
    states = {one[0]: one[2] for one in bids(session)}
    assert states.pop(rejected.bidder.name) == "disqualified"
    assert set(states.values()) == {"pending"}


def test_ranks_and_the_award_follow_in_the_same_act(session: Session, tender: Tender) -> None:
    tender.shown()
    assert [one[2:5] for one in bids(session)] == [("valid", 1, False), ("valid", 2, False), ("valid", 3, False)]
    first = session.scalars(select(Candidate).where(Candidate.rank == 1)).one()
    award_lot(tender.head(tender.after()), first)
    assert [one[3:] for one in bids(session)] == [(1, True, Decimal("1850000.50")), (2, False, None), (3, False, None)]
    trade = session.scalars(select(ScreenedTrade)).one()
    assert (trade.status, trade.awarded_at) == ("complete", tender.after())


def test_done_again_nothing_is_written(session: Session, tender: Tender) -> None:
    tender.shown()
    before = session.scalars(select(ScreenedTrade)).one().updated_at
    assert note_screened(tender.centre(tender.after()), tender.project) == set()
    assert session.scalars(select(ScreenedTrade)).one().updated_at == before
    assert len(bids(session)) == 3


def test_the_clock_takes_over_what_was_opened_before_there_was_a_table(session: Session, tender: Tender) -> None:
    tender.opened()
    for table in (ScreenAnswer, ScreenedBid, ScreenedTrade):
        for row in session.scalars(select(table)).all():
            session.delete(row)
    session.flush()
    later = tender.centre(DEADLINE + timedelta(days=1))
    assert screen_opened(later) == {"trades": 1}
    assert len(bids(session)) == 3
    assert screen_opened(later) == {"trades": 0}


def test_each_lot_is_screened_by_itself_and_one_that_failed_is_not(session: Session, tender: Tender) -> None:
    tender.registered(*(LotTold(name, Decimal(900_000), None) for name in ("一标段", "二标段", "三标段")))
    tender.three_bids()
    for serial, price in ((1, "880000"), (2, "890000"), (3, "870000")):
        tender.bid(serial, price, lot=2)
    tender.bid(1, "500000", lot=3)
    close_bidding(tender.centre(DEADLINE), tender.project)
    tender.shares(1, 2, 3)
    open_bids(tender.centre(DEADLINE), tender.project)
    lots = {one.lot_number: [str(bid.amount) for bid in one.bids] for one in session.scalars(select(ScreenedTrade))}
    assert lots == {"1": ["1980000.00", "1850000.50", "1900000.00"], "2": ["880000.00", "890000.00", "870000.00"]}


def test_a_new_answer_takes_the_place_of_the_last(session: Session, tender: Tender) -> None:
    tender.opened()
    trade = session.scalars(select(ScreenedTrade)).one()
    act = tender.centre(DEADLINE)
    found = [
        Answered("T90.first", Outcome.NOT_FOUND, evidence={"bids": 3}),
        Answered("T90.second", Outcome.NOT_ENOUGH, "ceiling"),
    ]
    assert note_answers(act, trade.county, {trade.id: found}) == 2
    assert note_answers(act, trade.county, {trade.id: found}) == 0
    later = tender.centre(DEADLINE + timedelta(hours=1))
    again = [Answered("T90.first", Outcome.FOUND, evidence={"bids": 3, "equal": 2})]
    assert note_answers(later, trade.county, {trade.id: again}) == 1
    session.flush()
    held = session.scalars(select(ScreenAnswer).where(ScreenAnswer.code.startswith("T90")))
    kept = {one.code: (one.outcome, one.why, one.evidence, one.computed_at) for one in held}
    assert kept == {
        "T90.first": ("found", "", {"bids": 3, "equal": 2}, later.at),
        "T90.second": ("not_enough_data", "ceiling", {}, act.at),
    }
