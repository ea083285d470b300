"""The auction: the server's clock and the number of a bid decide; nobody is known before the hammer."""

import hashlib
import threading
from collections.abc import Callable
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel, platform_act
from app.kernel.db import JSON_COLUMNS
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, Refused, TooLate
from app.kernel.guard import open_act, watch
from app.kernel.subjects import SUBJECTS
from app.trading.models import AuctionBid, Bidder, ListingApplicant, TradeListing
from app.trading.operations import bring_on, place_bid
from app.trading.operations.auctioning import SETTLE
from app.trading.words import ListingState, ListingWhat
from tests.trading.selling import DAY, MINUTE, SECOND, START, WAN, Sale
from tests.world import World


@pytest.fixture
def sale(session: Session, world: World, acting_as: Callable[..., Act]) -> Sale:
    return Sale(session, world, acting_as)


@pytest.fixture
def auction(sale: Sale) -> Sale:
    """A free period of half an hour and rounds of five minutes; 1 and 2 have plates."""
    sale.published().applied(1, 2)
    return sale.end()


def prices(sale: Sale) -> list[tuple[int, Decimal]]:
    made = select(AuctionBid).where(AuctionBid.listing_id == sale.listing.id).order_by(AuctionBid.number)
    return [(one.number, one.price) for one in sale.session.scalars(made)]


def test_a_late_bid_opens_its_minutes_once_more_and_an_early_one_does_not(auction: Sale) -> None:
    end = auction.auction_at + 35 * MINUTE
    assert (auction.listing.state, auction.listing.ends_at) == (ListingState.AUCTION, end)
    auction.bid(1, 500, MINUTE)
    assert auction.listing.ends_at == end
    auction.bid(2, 510, 30 * MINUTE)
    assert auction.listing.ends_at == end
    auction.bid(1, 520, 30 * MINUTE + SECOND)
    assert auction.listing.ends_at == end + SECOND
    auction.bid(2, 530, 35 * MINUTE + SECOND)  # at the very end
    assert auction.listing.ends_at == end + 5 * MINUTE + SECOND


def test_a_bid_after_the_end_is_refused_though_the_hammer_has_not_fallen_yet(auction: Sale) -> None:
    auction.bid(1, 500, MINUTE)
    with pytest.raises(TooLate):
        auction.bid(2, 510, 35 * MINUTE + SECOND)
    assert prices(auction) == [(1, START)]
    assert auction.listing.state == ListingState.AUCTION


def test_a_bid_before_the_beginning_is_refused(auction: Sale) -> None:
    with pytest.raises(OutOfOrder):
        auction.bid(1, 500, -SECOND)
    assert prices(auction) == []


def test_a_bid_below_price_and_step_is_refused_in_words_and_one_at_it_is_taken(auction: Sale) -> None:
    with pytest.raises(Incomplete):
        auction.bid(1, 499, MINUTE)
    auction.bid(1, 500, MINUTE)
    with pytest.raises(Incomplete) as refused:
        auction.bid(2, 509, MINUTE)
    assert (refused.value.field, refused.value.values["least"]) == ("price", "5,100,000.00")
    auction.bid(2, 510, MINUTE)
    assert prices(auction) == [(1, 500 * WAN), (2, 510 * WAN)]


def test_the_same_bid_pressed_twice_counts_once_even_after_somebody_else_and_after_the_end(auction: Sale) -> None:
    one = auction.bid(1, 500, MINUTE)
    assert auction.bid(1, 500, MINUTE).id == one.id
    auction.bid(2, 510, 2 * MINUTE)
    assert auction.bid(1, 500, 3 * MINUTE).id == one.id
    assert auction.bid(1, 500, 50 * MINUTE).id == one.id
    assert len(prices(auction)) == 2


def test_whoever_has_no_plate_does_not_bid(auction: Sale) -> None:
    with pytest.raises(NotAllowed):
        auction.bid(3, 500, MINUTE)
    assert prices(auction) == []


def test_the_hammer_falls_by_the_clock_for_the_highest_bid_and_not_before(auction: Sale) -> None:
    auction.bid(1, 500, MINUTE)
    auction.bid(2, 510, MINUTE)
    end = auction.auction_at + 35 * MINUTE
    assert bring_on(auction.platform(end + SETTLE - SECOND), auction.listing) is False
    assert bring_on(auction.platform(end + SETTLE), auction.listing) is True
    assert (auction.listing.state, auction.listing.deal, auction.listing.buyer) == (
        ListingState.HAMMER,
        510 * WAN,
        "第2投资有限公司",
    )
    assert bring_on(auction.platform(end + DAY), auction.listing) is False
    with pytest.raises(OutOfOrder):
        auction.bid(1, 520, MINUTE)


def test_an_auction_without_a_bid_or_below_a_sealed_reserve_ends_without_a_sale(sale: Sale) -> None:
    sale.published(sealed=True, reserve=540 * WAN)
    digest = sale.listing.reserve_digest
    sale.hammered((1, 500), (2, 539))
    assert (sale.listing.state, sale.listing.buyer, sale.listing.deal) == (ListingState.UNSOLD, "", None)
    told = f"{sale.listing.reserve:.2f} {sale.listing.reserve_word}"
    assert (sale.listing.reserve, hashlib.sha256(told.encode()).hexdigest()) == (540 * WAN, digest)
    silent = Sale(sale.session, sale.world, sale.acting_as)
    silent.published().applied(1, 2)
    silent.end()
    bring_on(silent.platform(silent.auction_at + DAY), silent.listing)
    assert silent.listing.state == ListingState.UNSOLD


def test_land_takes_bids_during_its_listing_and_property_does_not(sale: Sale) -> None:
    sale.published().applied(1)
    with pytest.raises(OutOfOrder):
        sale.bid(1, 500, -DAY)
    sale.published(ListingWhat.LAND).applied(1, 2)
    sale.bid(1, 520, -DAY)
    assert (sale.listing.price, sale.listing.ends_at) == (520 * WAN, None)
    sale.end()
    with pytest.raises(Incomplete):
        sale.bid(2, 529, MINUTE)
    sale.bid(2, 530, MINUTE)
    assert prices(sale) == [(1, 520 * WAN), (2, 530 * WAN)]


def test_one_who_offered_for_land_alone_buys_at_what_he_offered(sale: Sale) -> None:
    sale.published(ListingWhat.LAND).applied(1)
    sale.bid(1, 520, -DAY)
    sale.end()
    assert (sale.listing.state, sale.listing.deal) == (ListingState.AGREED, 520 * WAN)


def test_who_applied_and_bid_is_shown_to_nobody_before_the_hammer(auction: Sale) -> None:
    one = auction.bid(1, 500, MINUTE)

    def shown() -> set[str]:
        found = set()
        for model in (ListingApplicant, AuctionBid):
            hidden = SUBJECTS.hidden_of(model)
            rows = select(model.id).where(model.listing_id == auction.listing.id, model.id.not_in(hidden))
            found |= {model.kind for _row in auction.session.scalars(rows)}
        return found

    assert shown() == set()
    bring_on(auction.platform(auction.auction_at + DAY), auction.listing)
    assert shown() == {"trade_applicant", "trade_auction_bid"}
    assert one.placed_at == auction.auction_at + MINUTE


def test_the_database_refuses_to_change_or_remove_a_bid(auction: Sale) -> None:
    one = auction.bid(1, 500, MINUTE)
    for statement in (
        "UPDATE trade_auction_bid SET price = 1 WHERE id = :id",
        "DELETE FROM trade_auction_bid WHERE id = :id",
    ):
        with pytest.raises(DBAPIError), auction.session.begin_nested():
            auction.session.execute(text(statement), {"id": one.id})


@contextmanager
def opened(address: str) -> Any:
    engine = create_engine(address, **JSON_COLUMNS)
    with Session(engine) as session:
        watch(session)
        yield session
    engine.dispose()


def race(built: str, tries: list[tuple[int, int]]) -> list[str]:
    """Let threads with sessions of their own bid at one instant; returns what became of each."""
    with opened(built) as session, open_act(platform_act(session, Channel.COMMAND, county=350102)) as first:

        def make(_who: str | None = None, at: Any = None, channel: Channel = Channel.SCREEN) -> Act:
            return platform_act(session, channel, at or first.at, 350102)

        sale = Sale(session, World(session), make)
        sale.published().applied(*sorted({1, 2} | {serial for serial, _wan in tries}))
        sale.end()
        session.commit()
        listing, at = sale.listing.id, sale.auction_at + MINUTE
        ids = {serial: sale.bidder(serial).id for serial, _wan in tries}
        session.commit()
    start, said = threading.Barrier(len(tries)), [""] * len(tries)

    def bid(place: int, serial: int, wan: int) -> None:
        with opened(built) as own, open_act(platform_act(own, Channel.PORTAL, at, 350102)) as act:
            start.wait(30)
            try:
                made = place_bid(act, own.get_one(TradeListing, listing), own.get_one(Bidder, ids[serial]), wan * WAN)
                own.commit()
                said[place] = f"taken {made.number}"
            except Refused:
                own.rollback()
                said[place] = "refused"

    threads = [threading.Thread(target=bid, args=(place, *one)) for place, one in enumerate(tries)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with opened(built) as session:
        kept = session.scalars(select(AuctionBid).order_by(AuctionBid.number)).all()
        assert [one.number for one in kept] == list(range(1, len(kept) + 1))
        assert [one.price for one in kept] == sorted({one.price for one in kept})
        row = session.get_one(TradeListing, listing)
        assert (row.bids, row.price, row.plate) == (len(kept), kept[-1].price, kept[-1].plate)
        assert sorted(set(said) - {"refused"}) == sorted(f"taken {one.number}" for one in kept)
    return said


def test_of_two_equal_bids_at_one_instant_one_is_taken(built: str) -> None:
    assert sorted(race(built, [(1, 500), (2, 500)])) == ["refused", "taken 1"]


def test_one_bid_sent_six_times_at_one_instant_is_one_bid(built: str) -> None:
    assert set(race(built, [(1, 500)] * 6)) == {"taken 1"}


def test_bids_of_twelve_at_one_instant_have_one_order_and_none_is_lost(built: str) -> None:
    said = race(built, [(serial, 490 + 10 * serial) for serial in range(1, 13)])
    assert "taken 1" in said
