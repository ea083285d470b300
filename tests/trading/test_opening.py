"""Opening: not before the deadline, not with two, not when a bid was swapped; what cannot be read stops no other."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, TooLate
from app.trading.models import KeyShare, Offer, Opening, SealedBid
from app.trading.operations import close_bidding, give_shares, note_early, open_bids
from app.trading.operations.opening import bids_to_open
from app.trading.sealing.envelope import open_share, read, seal
from app.trading.words import TradeState
from tests.trading.building import DEADLINE, Tender


def shares(tender: Tender, place: int) -> dict[int, bytes]:
    bids = bids_to_open(tender.centre(DEADLINE), tender.project)
    return {bid.id: open_share(read(bid.envelope), tender.keys[place - 1][0]) for bid in bids}


def test_shares_before_the_deadline_are_refused_and_the_attempt_is_kept(session: Session, tender: Tender) -> None:
    tender.three_bids()
    holder, given = tender.project.holders[0], shares(tender, 1)
    early = tender.centre(DEADLINE - timedelta(seconds=1))
    with pytest.raises(TooLate):
        give_shares(early, holder, given)
    note_early(early, holder)
    assert session.scalar(select(func.count()).select_from(KeyShare)) == 0
    assert session.scalars(select(TrailRow).where(TrailRow.verb == "trade.early_share")).one().subject_id == holder.id


def test_two_holders_open_nothing_and_a_third_opens_all(session: Session, tender: Tender) -> None:
    tender.closed()
    tender.shares(2, 4)
    with pytest.raises(OutOfOrder):
        open_bids(tender.centre(DEADLINE), tender.project)
    assert session.scalars(select(Offer)).all() == []
    tender.shares(1)
    record = open_bids(tender.centre(DEADLINE), tender.project, "第2家对开标顺序有异议").record
    assert record["holders"] == ["supervisor", "audit", "buyer"]
    assert [(line["state"], line["price"]) for line in record["bids"]] == [
        ("opened", "1980000.00"),
        ("opened", "1850000.50"),
        ("opened", "1900000.00"),
    ]
    assert session.scalars(select(Opening)).one().objections == "第2家对开标顺序有异议"
    assert tender.project.state == TradeState.OPENED


def test_shares_given_twice_count_once_and_those_for_other_bids_are_refused(session: Session, tender: Tender) -> None:
    tender.closed()
    holder, given = tender.project.holders[0], shares(tender, 1)
    act = tender.centre(DEADLINE)
    assert [give_shares(act, holder, given), give_shares(act, holder, given)] == [3, 0]
    with pytest.raises(NotFound):
        give_shares(act, tender.project.holders[1], {max(given) + 1: bytes(33)})
    with pytest.raises(Incomplete):
        give_shares(act, tender.project.holders[1], {min(given): bytes(32)})


def test_a_broken_share_stops_the_opening_until_it_is_given_again_or_another_holder_comes(
    session: Session, tender: Tender
) -> None:
    tender.closed()
    tender.shares(1, 2)
    given = shares(tender, 3)
    broken = {bid: bytes([share[0] ^ 1, *share[1:]]) for bid, share in given.items()}
    act, holder = tender.centre(DEADLINE), tender.project.holders[2]
    assert give_shares(act, holder, given | {min(given): broken[min(given)]}) == 3
    with pytest.raises(OutOfOrder, match=r"3 of five holders.* 1 bids"):
        open_bids(act, tender.project)
    assert session.scalars(select(SealedBid.state)).all() == ["sealed"] * 3
    assert give_shares(act, holder, given) == 1
    record = open_bids(act, tender.project).record
    assert [line["state"] for line in record["bids"]] == ["opened"] * 3


def test_a_bid_that_does_not_open_with_all_five_is_unreadable_and_the_others_are_opened(tender: Tender) -> None:
    tender.closed()
    tender.shares(1, 2)
    for place in (3, 4, 5):
        given = shares(tender, place)
        first = min(given)
        whole = given | {first: bytes([*given[first][:-1][::-1], place])}
        give_shares(tender.centre(DEADLINE), tender.project.holders[place - 1], whole)
    record = open_bids(tender.centre(DEADLINE), tender.project).record
    assert [line["state"] for line in record["bids"]] == ["unreadable", "opened", "opened"]
    assert "No three of the shares" in record["bids"][0]["why"]


def test_four_holders_with_one_broken_share_open_every_bid(tender: Tender) -> None:
    tender.closed()
    tender.shares(1, 2, 5)
    given = shares(tender, 3)
    broken = {bid: bytes([share[0] ^ 1, *share[1:]]) for bid, share in given.items()}
    give_shares(tender.centre(DEADLINE), tender.project.holders[2], broken)
    record = open_bids(tender.centre(DEADLINE), tender.project).record
    assert {line["state"] for line in record["bids"]} == {"opened"}


@pytest.mark.parametrize("wrong", ["万元", "-5", "0", "1e15", "100,08", "12.345"])
def test_a_price_that_cannot_be_read_in_one_way_stops_no_other_bid(
    session: Session, tender: Tender, wrong: str
) -> None:
    tender.three_bids()
    tender.bid(4, wrong)
    close_bidding(tender.centre(DEADLINE), tender.project)
    tender.shares(1, 2, 3)
    record = open_bids(tender.centre(DEADLINE), tender.project).record
    assert [line["state"] for line in record["bids"]] == ["opened"] * 3 + ["unreadable"]
    assert session.scalar(select(func.count()).select_from(Offer)) == 3


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff\xfe", b"[1]", b'{"uscc":"91350100M000100Y44","price":1,"days":1,"manager":"x"}']
)
def test_content_that_is_no_bid_is_recorded_as_unreadable(session: Session, tender: Tender, content: bytes) -> None:
    tender.three_bids()
    bidder = tender.bidder(4)
    public = [key[1] for key in tender.keys]
    tender.hand_in(bidder, seal(content, tender.project.number, 1, tender.tokens[bidder.uscc], public)[0])
    close_bidding(tender.centre(DEADLINE), tender.project)
    tender.shares(1, 2, 3)
    record = open_bids(tender.centre(DEADLINE), tender.project).record
    assert record["bids"][-1]["state"] == "unreadable" and record["bids"][-1]["why"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trade_bid SET envelope = (SELECT max(envelope) FROM trade_bid)",
        "UPDATE trade_bid SET envelope = envelope || ' '",
        "UPDATE trade_project SET receipts = 2",
    ],
)
def test_a_bid_that_was_swapped_in_the_database_stops_the_opening(
    session: Session, tender: Tender, statement: str
) -> None:
    tender.closed()
    tender.shares(1, 2, 3)
    session.flush()
    session.execute(text(statement))
    session.expire_all()
    with pytest.raises(OutOfOrder, match="tree was closed"):
        open_bids(tender.centre(DEADLINE), tender.project)


def test_only_the_centre_opens(tender: Tender) -> None:
    tender.closed()
    tender.shares(1, 2, 3)
    with pytest.raises(NotAllowed):
        open_bids(tender.head(DEADLINE), tender.project)


def test_a_failed_tender_is_never_opened(session: Session, tender: Tender) -> None:
    tender.published()
    tender.bid(1, "1980000")
    close_bidding(tender.centre(DEADLINE), tender.project)
    assert bids_to_open(tender.centre(DEADLINE), tender.project) == []
    with pytest.raises(OutOfOrder):
        tender.shares(1)
    with pytest.raises(OutOfOrder):
        open_bids(tender.centre(DEADLINE), tender.project)
    assert session.scalars(select(SealedBid.state)).all() == ["sealed"]
