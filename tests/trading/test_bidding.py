"""Bids: taken in to the second, replaced, withdrawn, given a receipt; whatever is no bid for this tender is refused."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.trading.jobs import close_due
from app.trading.models import Bidder, Receipt, SealedBid
from app.trading.operations import (
    close_bidding,
    give_pass,
    hand_in,
    publish_notice,
    register_bidder,
    stop_tender,
    withdraw,
)
from app.trading.operations.planning import LotTold
from app.trading.sealing.envelope import new_key, seal
from app.trading.words import TradeState
from tests.parties.building import credit_code
from tests.trading.building import DEADLINE, KEY, Tender


def states(session: Session) -> list[str]:
    return list(session.scalars(select(SealedBid.state).order_by(SealedBid.id)))


def test_a_bid_is_taken_in_at_the_deadline_and_refused_a_second_later(session: Session, tender: Tender) -> None:
    tender.published()
    tender.bid(1, "1980000", at=DEADLINE)
    bidder = tender.bidder(2)
    with pytest.raises(TooLate):
        tender.hand_in(bidder, tender.envelope(bidder, "1"), DEADLINE + timedelta(seconds=1))
    assert states(session) == ["sealed"]


def test_the_same_bytes_twice_are_one_bid_with_one_receipt_even_after_the_deadline(
    session: Session, tender: Tender
) -> None:
    tender.published()
    bidder = tender.bidder(1)
    sealed = tender.envelope(bidder, "1980000")
    first = tender.hand_in(bidder, sealed)
    assert tender.hand_in(bidder, sealed) is first
    close_bidding(tender.centre(DEADLINE), tender.project)
    assert tender.hand_in(bidder, sealed, DEADLINE + timedelta(hours=1)) is first
    assert states(session) == ["sealed"]


def test_a_second_bid_replaces_the_first_and_both_receipts_stay(session: Session, tender: Tender) -> None:
    tender.published()
    tender.bid(1, "1980000")
    second = tender.bid(1, "1970000")
    assert (states(session), second.number) == (["replaced", "sealed"], 2)


def test_a_bid_is_withdrawn_before_the_deadline_and_not_afterwards(session: Session, tender: Tender) -> None:
    tender.published()
    bidder = tender.bidder(1)
    lot, token = tender.project.lots[0], tender.tokens[bidder.uscc]
    with pytest.raises(OutOfOrder):
        withdraw(tender.centre(), lot, token)
    tender.bid(1, "1980000")
    with pytest.raises(TooLate):
        withdraw(tender.centre(DEADLINE + timedelta(seconds=1)), lot, token)
    withdraw(tender.centre(DEADLINE), lot, token)
    assert states(session) == ["withdrawn"]
    assert session.scalar(select(func.count()).select_from(Receipt)) == 1


def test_nobody_hands_in_without_a_pass_of_this_tender(session: Session, tender: Tender) -> None:
    tender.published()
    bidder = tender.bidder(1)
    sealed = tender.envelope(bidder, "1980000")
    for token in ("", "0" * 32, tender.tokens[bidder.uscc][:-1]):
        with pytest.raises(Incomplete) as refused:
            hand_in(tender.centre(), tender.project.lots[0], token, sealed, KEY)
        assert refused.value.field == "token"


def test_an_envelope_for_another_tender_lot_pass_or_holder_is_refused(session: Session, tender: Tender) -> None:
    tender.registered(LotTold("一标段", Decimal(1_000_000)), LotTold("二标段", Decimal(1_000_000))).published()
    one, two = tender.bidder(1), tender.bidder(2)
    token, public = tender.tokens[one.uscc], [key[1] for key in tender.keys]
    number = tender.project.number
    for wrong in (
        seal(b"{}", "GC2026-350102-9999", 1, token, public),
        seal(b"{}", number, 2, token, public),
        seal(b"{}", number, 1, tender.tokens[two.uscc], public),
        seal(b"{}", number, 1, token, [*public[:4], new_key()[1]]),
        seal(b"{}", number, 1, token, public[::-1]),
    ):
        with pytest.raises(Incomplete) as refused:
            tender.hand_in(one, wrong[0])
        assert refused.value.field == "envelope"
    copied = tender.envelope(one, "900000")
    tender.hand_in(one, copied)
    with pytest.raises(Incomplete):
        tender.hand_in(two, copied)
    assert states(session) == ["sealed"]


@pytest.mark.parametrize("junk", ["", "{}", "not an envelope", json.dumps({"v": 1})])
def test_what_is_no_envelope_is_refused_and_nothing_is_lost(session: Session, tender: Tender, junk: str) -> None:
    tender.published()
    tender.bid(1, "1980000")
    with pytest.raises(Incomplete):
        tender.hand_in(tender.bidder(1), junk)
    assert states(session) == ["sealed"]


def test_a_pass_is_given_by_the_centre_to_registered_bidders_while_the_tender_is_open(tender: Tender) -> None:
    tender.drafted()
    bidder = register_bidder(tender.centre(), 350102, credit_code(1), "甲公司", "张工", "13800000000")
    with pytest.raises(OutOfOrder):
        give_pass(tender.centre(), tender.project, bidder)
    publish_notice(tender.head(), tender.project)
    with pytest.raises(NotAllowed):
        give_pass(tender.clerk(), tender.project, bidder)
    with pytest.raises(Incomplete):
        give_pass(tender.centre(), tender.project, Bidder(county=350103, registered_at=tender.centre().at))
    assert len(give_pass(tender.centre(), tender.project, bidder)) == 32


def test_a_bidder_is_registered_once_and_watched(tender: Tender) -> None:
    first = register_bidder(tender.centre(), 350102, credit_code(1), "甲公司", "张工", "13800000000")
    assert register_bidder(tender.centre(), 350102, credit_code(1), "甲公司", "李工", "13900000000") is first
    assert first.party is not None and first.party.watched
    with pytest.raises(Incomplete):
        register_bidder(tender.centre(), 350102, "91350100M000100Y44", "乙公司", "张工", "13800000000")


def test_the_clock_closes_at_the_deadline_and_two_bids_fail_the_tender(session: Session, tender: Tender) -> None:
    tender.published()
    for serial in (1, 2, 3):
        tender.bid(serial, f"19{serial}0000")
    withdraw(tender.centre(), tender.project.lots[0], tender.tokens[credit_code(3)])
    with pytest.raises(OutOfOrder):
        close_bidding(tender.centre(DEADLINE - timedelta(seconds=1)), tender.project)
    assert close_due(tender.centre(DEADLINE - timedelta(seconds=1))) == {"closed": 0}
    assert close_due(tender.centre(DEADLINE)) == {"closed": 1}
    assert (tender.project.state, tender.project.receipts) == (TradeState.FAILED, 3)
    assert states(session) == ["sealed", "sealed", "withdrawn"]
    assert close_due(tender.centre(DEADLINE)) == {"closed": 0}


def test_after_a_stop_nothing_is_taken_in(tender: Tender) -> None:
    tender.published()
    bidder = tender.bidder(1)
    sealed = tender.envelope(bidder, "1980000")
    stop_tender(tender.head(), tender.project, "规划调整")
    with pytest.raises(OutOfOrder):
        tender.hand_in(bidder, sealed)


@pytest.mark.parametrize("statement", ["UPDATE trade_receipt SET number = 9", "DELETE FROM trade_receipt"])
def test_the_database_itself_keeps_receipts(session: Session, tender: Tender, statement: str) -> None:
    tender.published()
    tender.bid(1, "1980000")
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(statement))
