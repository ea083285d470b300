"""Listings of the demo that run here: one open for applications, one under auction now, one whose hammer fell last month."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.kernel.act import Act, Actor, local_day
from app.kernel.calendar import ONE_DAY
from app.kernel.places import Organisation
from app.trading.models import Bidder, TradeListing
from app.trading.operations import (
    apply_for,
    bring_on,
    confirm_deal,
    enter_first_payment,
    place_bid,
    plan_listing,
    publish_listing,
    sign_sale,
    take_listing_bond,
)
from app.trading.operations.listing import Plan
from app.trading.operations.outside import make_account
from app.trading.words import ListingWhat
from seeds.people import PASSWORD
from seeds.trading import FIRMS

WAN = Decimal(10_000)
MINUTE = timedelta(minutes=1)
BIDDER = "bidder"
"""Under what name a bidder of the demo logs in at the outer door."""


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, where, and who comes; acts at moments of the past."""

    act: Act
    owner: Organisation
    centre: Organisation
    bidders: list[Bidder]

    def at(self, moment: datetime) -> Act:
        """The platform, acting at a moment."""
        return replace(self.act, at=moment, actor=Actor.platform())

    def listed(
        self, what: ListingWhat, name: str, text: str, wan: int, begun: datetime, days: int, **said: int
    ) -> TradeListing:
        """Plan and publish a listing on a day, for so many days; the auction begins at nine two days after its end."""
        from_on = local_day(begun) + (21 * ONE_DAY if what is ListingWhat.LAND else 0 * ONE_DAY)
        ends = begun + (from_on - local_day(begun)) + days * ONE_DAY
        plan = Plan(
            name=name,
            text=text,
            decision="区政府常务会议纪要〔2026〕11号",
            reserve=wan * WAN,
            start=wan * WAN,
            step=wan * WAN / 50,
            bond=wan * WAN / 5,
            notice_on=local_day(begun),
            listed_from=from_on,
            applies_to=ends,
            auction_at=ends + MINUTE * said.get("pause", 2880),
            free_minutes=said.get("free", 30),
            appraisal=wan * WAN,
            appraised_on=local_day(begun) - 60 * ONE_DAY,
        )
        made = plan_listing(self.at(begun), self.owner, self.centre, what, plan)
        publish_listing(self.at(begun + MINUTE), made)
        return made

    def applied(self, listing: TradeListing, *places: int) -> None:
        """Let bidders apply on the last day but one, and pay their bonds."""
        assert listing.applies_to is not None and listing.bond is not None
        at = self.at(listing.applies_to - ONE_DAY)
        for place in places:
            asked = apply_for(at, listing, self.bidders[place])
            take_listing_bond(at, listing, asked.code, f"JM{listing.number}-{place}", listing.bond, at.at)

    def auctioned(self, listing: TradeListing, *steps: tuple[int, int]) -> None:
        """Begin the auction and let bidders bid, a minute apart: who, and how many steps above the start price."""
        assert listing.applies_to and listing.auction_at and listing.start and listing.step
        bring_on(self.at(listing.applies_to + MINUTE), listing)
        for place, (who, above) in enumerate(steps, start=1):
            price = listing.start + above * listing.step
            place_bid(self.at(listing.auction_at + place * MINUTE), listing, self.bidders[who], price)


def write_listings(act: Act, owner: Organisation, centre: Organisation) -> None:
    """Write the listings of one body; the bidders of ``write_trading`` stand already, and one of them is given an account."""
    bidders = list(act.session.scalars(select(Bidder).where(Bidder.name.in_(FIRMS)).order_by(Bidder.id)))
    seller = Seller(act, owner, centre, bidders)
    text = "整体转让，按现状交付；受让方一次付清价款的优先办理过户。"
    sold = seller.listed(ListingWhat.ASSET, "原东水粮站仓库", text, 620, act.at - 75 * ONE_DAY, 32)
    seller.applied(sold, 0, 1, 2)
    seller.auctioned(sold, (0, 0), (1, 1), (2, 3), (1, 4), (0, 6), (2, 7))
    assert sold.ends_at is not None
    later = sold.ends_at + ONE_DAY
    bring_on(seller.at(sold.ends_at + MINUTE), sold)
    confirm_deal(seller.at(later), sold)
    sign_sale(seller.at(later + 2 * ONE_DAY), sold, local_day(later), local_day(later) + 180 * ONE_DAY)
    assert sold.deal is not None
    enter_first_payment(seller.at(later + 3 * ONE_DAY), sold, sold.deal * 3 / 10, local_day(later) + ONE_DAY)
    running = seller.listed(
        ListingWhat.LAND,
        "洪山桥头2026-08号地块",
        "商服用地，出让年限四十年。",
        2400,
        act.at - 36 * ONE_DAY - 120 * MINUTE,
        15,
        pause=60,
        free=1440,
    )
    seller.applied(running, 0, 3)
    seller.auctioned(running, (0, 0), (3, 1), (0, 3))
    seller.listed(ListingWhat.EQUITY, "城东停车公司35%股权", text, 980, act.at - 6 * ONE_DAY, 45)
    hashed = generate_password_hash(PASSWORD)
    make_account(seller.at(act.at - 80 * ONE_DAY), bidders[0], "许竞", BIDDER, hashed, "0591-83320002")
