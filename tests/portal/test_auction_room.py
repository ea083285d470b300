"""The auction on the public portal: bidders bid by plates, anybody watches, nobody is named before the hammer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Act, Channel, platform_act
from app.kernel.guard import open_act
from app.trading.models import AuctionBid, ListingApplicant, TradeListing
from app.trading.operations import apply_for, bring_on, place_bid, take_listing_bond
from app.trading.words import ListingState
from tests.conftest import NOW
from tests.portal.test_bidders import Door
from tests.trading.selling import AUCTION_AT, DAY, MINUTE, SECOND, WAN, Sale
from tests.web import at_work
from tests.world import World

LIMIT = 2048


class Hall(Door):
    """A published listing; bidder 7 has an account, bidder 2 bids by another way."""

    def __init__(self, site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
        super().__init__(site, client_of)
        with self.working() as sale:
            self.pk = sale.published().listing.id

    def working(self) -> "Work":
        """Open a sale in the database of the site."""
        return Work(self.site)

    def pay(self) -> None:
        """The bank reports the bonds of all who have applied."""
        with self.working() as sale:
            listing = sale.session.get_one(TradeListing, self.pk)
            asked = select(ListingApplicant).where(ListingApplicant.plate.is_(None))
            for one in sale.session.scalars(asked).all():
                take_listing_bond(sale.platform(), listing, one.code, f"B{one.id}", 120 * WAN, NOW)

    def auction(self) -> FlaskClient:
        """Both apply and pay; the auction has begun a minute ago. Returns the browser of bidder 7."""
        self.apply()
        self.decide("county_admin", "admit")
        client = self.entered()
        assert self.send(client, f"/portal/listings/{self.pk}")[0] == 302
        with self.working() as sale:
            apply_for(sale.platform(), sale.session.get_one(TradeListing, self.pk), sale.bidder(2))
        self.pay()
        with self.working() as sale:
            bring_on(sale.platform(sale.applies_to + 10 * SECOND), sale.session.get_one(TradeListing, self.pk))
        self.at(AUCTION_AT + MINUTE)
        return self.entered()

    def other_bids(self, wan: int, at: datetime) -> None:
        """Bidder 2 bids, from his own browser."""
        with self.working() as sale:
            place_bid(sale.platform(at), sale.session.get_one(TradeListing, self.pk), sale.bidder(2), wan * WAN)

    def bid(self, client: FlaskClient, price: str) -> tuple[int, str]:
        """Send a bid as it was typed."""
        return self.send(client, f"/portal/listings/{self.pk}/room", "/portal/bidders/", price=price)

    def bids(self) -> list[tuple[int, int]]:
        """Number and price, in ten thousands, of the bids that were taken."""
        with at_work(self.site) as session:
            made = session.scalars(select(AuctionBid).order_by(AuctionBid.number))
            return [(one.number, int(one.price / WAN)) for one in made]

    def state(self) -> str:
        """Where the listing stands."""
        with at_work(self.site) as session:
            return session.get_one(TradeListing, self.pk).state

    def live(self, client: FlaskClient | None = None, **headers: str) -> Any:
        """Ask for the fragment."""
        return (client or self.site.test_client()).get(f"/portal/listings/{self.pk}/live", headers=headers)


class Work:
    """A sale in the database of the site, committed at the end."""

    def __init__(self, site: Flask) -> None:
        self.site = site

    def __enter__(self) -> Sale:
        self.opened = at_work(self.site)
        session = self.opened.__enter__()
        self.act = open_act(platform_act(session, Channel.COMMAND, NOW, 350102))
        self.act.__enter__()

        def make(_who: str | None = None, at: datetime = NOW, channel: Channel = Channel.COMMAND) -> Act:
            return platform_act(session, channel, at, 350102)

        self.sale = Sale(session, World(session), make)
        return self.sale

    def __exit__(self, *fault: Any) -> None:
        if fault[0] is None:
            self.sale.session.flush()
        self.act.__exit__(*fault)
        if fault[0] is None:
            self.sale.session.commit()
        self.opened.__exit__(*fault)


@pytest.fixture
def hall(site: Flask, client_of: Callable[[str], FlaskClient]) -> Hall:
    return Hall(site, client_of)


def test_a_bidder_applies_pays_is_given_a_plate_and_bids(hall: Hall) -> None:
    client = hall.auction()
    page = client.get(f"/portal/listings/{hall.pk}/room").get_data(as_text=True)
    assert "您的竞买号" in page
    status, _page = hall.bid(client, "500万")
    assert (status, hall.bids()) == (302, [(1, 500)])
    assert "5,000,000.00" in hall.live().get_data(as_text=True)


def test_a_visitor_watches_and_does_not_bid(hall: Hall) -> None:
    hall.auction()
    visitor = hall.site.test_client()
    page = visitor.get(f"/portal/listings/{hall.pk}/room")
    assert page.status_code == 200 and 'name="price"' not in page.get_data(as_text=True)
    token = hall.send(visitor, f"/portal/listings/{hall.pk}/room", "/portal/bidders/", price="5000000")
    assert (token[0], hall.bids()) == (302, [])


def test_a_bid_below_price_and_step_is_refused_with_what_was_typed(hall: Hall) -> None:
    client = hall.auction()
    hall.other_bids(500, AUCTION_AT + MINUTE)
    status, page = hall.bid(client, "509万")
    assert status == 422 and 'value="509万"' in page and "5,100,000.00" in page
    status, page = hall.bid(client, "五百万")
    assert status == 422 and 'value="五百万"' in page
    assert hall.bids() == [(1, 500)]


def test_the_same_bid_pressed_twice_is_one(hall: Hall) -> None:
    client = hall.auction()
    assert [hall.bid(client, "5000000")[0], hall.bid(client, "500万")[0]] == [302, 302]
    assert hall.bids() == [(1, 500)]


def test_the_fragment_is_small_says_whether_it_changed_and_names_nobody(hall: Hall) -> None:
    client = hall.auction()
    for place in range(25):
        hall.other_bids(9_990_000 + 10 * place, AUCTION_AT + MINUTE)
    for language in ("zh", "en"):
        reader = hall.site.test_client()
        with reader.session_transaction() as cookie:
            cookie["locale"] = language
        answer = hall.live(reader)
        assert ("Plate" in answer.get_data(as_text=True)) == (language == "en")
        assert answer.status_code == 200 and len(answer.data) <= LIMIT, len(answer.data)
        assert answer.get_data(as_text=True).count("<li>") == 20
        assert "有限公司" not in answer.get_data(as_text=True)
    tag = hall.live().headers["ETag"]
    again = hall.live(**{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert "X-Now" in again.headers
    hall.bid(client, "9991000万")
    changed = hall.live(**{"If-None-Match": tag})
    assert changed.status_code == 200 and "99,910,000,000.00" in changed.get_data(as_text=True)


def test_after_the_end_a_bid_is_refused_and_whoever_reads_lets_the_hammer_fall(hall: Hall) -> None:
    client = hall.auction()
    hall.bid(client, "5000000")
    end = AUCTION_AT + 35 * MINUTE
    hall.at(end + SECOND)
    client = hall.entered()
    status, page = hall.bid(client, "5200000")
    assert status == 409 and "竞价已结束" in page
    assert (hall.bids(), hall.state()) == ([(1, 500)], ListingState.AUCTION)
    hall.at(end + 6 * SECOND)
    assert 'data-state="hammer"' in hall.live().get_data(as_text=True)
    assert hall.state() == ListingState.HAMMER
    status, _page = hall.bid(client, "5200000")
    assert status == 409 and hall.bids() == [(1, 500)]


STEPS = ("listing.applied", "listing.plate_given", "listing.bid")


def told(client: FlaskClient) -> list[int]:
    """Count the rows of the trail that tell who applied, as a reader of it sees them."""
    pages = [client.get(f"/platform/trail?verb={verb}").get_data(as_text=True) for verb in STEPS]
    return [page.count("<tr><td") for page in pages]


def test_nobody_inside_reads_who_applied_before_the_hammer_and_everybody_afterwards(hall: Hall) -> None:
    hall.bid(hall.auction(), "5000000")
    name = "第7建设公司"
    for who in ("organ_head", "inspector", "county_admin"):
        for path in (f"/trading/listings/{hall.pk}", f"/records/trade_listing/show/{hall.pk}"):
            answer = hall.client_of(who).get(path)
            assert answer.status_code == 200 and name not in answer.get_data(as_text=True), (who, path)
    assert told(hall.client_of("inspector")) == [0, 0, 0]
    hall.at(AUCTION_AT + DAY)
    hall.live()
    assert name in hall.client_of("organ_head").get(f"/trading/listings/{hall.pk}").get_data(as_text=True)
    assert told(hall.client_of("inspector")) == [2, 2, 1]


def test_the_portal_lists_what_was_published_and_nothing_that_is_planned(hall: Hall) -> None:
    with hall.working() as sale:
        planned = sale.planned(name="尚未公告的门面").listing.id
    visitor = hall.site.test_client()
    page = visitor.get("/portal/listings/").get_data(as_text=True)
    assert "粮站股权" in page and "尚未公告的门面" not in page
    assert [visitor.get(f"/portal/listings/{planned}{end}").status_code for end in ("", "/room", "/live")] == [404] * 3
