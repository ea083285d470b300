"""A listing of the small world, brought as far as a test needs it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day
from app.trading.models import AuctionBid, Bidder, ListingApplicant, TradeListing
from app.trading.operations import (
    apply_for,
    bring_on,
    change_plan,
    place_bid,
    plan_listing,
    publish_listing,
    register_bidder,
    take_listing_bond,
)
from app.trading.operations.listing import Plan
from app.trading.words import ListingWhat
from tests.conftest import NOW
from tests.parties.building import credit_code
from tests.world import World

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
WAN = Decimal(10_000)
START = 500 * WAN
APPLIES_TO = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""Six weeks after the notice: more than twenty working days, and for land twenty days and ten."""
AUCTION_AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)


class Sale:
    """One listing, and everybody who has to do with it."""

    def __init__(
        self, session: Session, world: World, acting_as: Callable[..., Act], ago: timedelta = timedelta()
    ) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as
        self.now, self.applies_to, self.auction_at = NOW - ago, APPLIES_TO - ago, AUCTION_AT - ago
        self.listing: TradeListing

    def clerk(self, at: datetime | None = None) -> Act:
        """Who plans it."""
        return self.acting_as("handler", at or self.now)

    def head(self, at: datetime | None = None) -> Act:
        """Who publishes it."""
        return self.acting_as("organ_head", at or self.now)

    def platform(self, at: datetime | None = None) -> Act:
        """The clock, the bank's file, and whoever comes by the portal."""
        return self.acting_as(None, at or self.now)

    def plan(self, what: ListingWhat = ListingWhat.EQUITY, **said: Any) -> Plan:
        """A plan that keeps the law of either kind."""
        begun = local_day(self.now) + (20 * DAY if what is ListingWhat.LAND else 0 * DAY)
        plan = Plan(
            name="粮站股权" if what is not ListingWhat.LAND else "洪山园路地块",
            text="整体转让，受让方须书面承诺安置职工。",
            decision="鼓国资〔2026〕7号",
            reserve=START,
            start=START,
            step=10 * WAN,
            bond=120 * WAN,
            notice_on=local_day(self.now),
            listed_from=begun,
            applies_to=self.applies_to,
            auction_at=self.auction_at,
            appraisal=START,
            appraised_on=local_day(self.now) - 30 * DAY,
        )
        return replace(plan, **said)

    def planned(self, what: ListingWhat = ListingWhat.EQUITY, **said: Any) -> "Sale":
        """Plan it."""
        self.listing = plan_listing(
            self.clerk(),
            self.world.organisation("gulou-urban"),
            self.world.organisation("gulou"),
            what,
            self.plan(what, **said),
        )
        return self

    def published(self, what: ListingWhat = ListingWhat.EQUITY, reason: str = "", **said: Any) -> "Sale":
        """Plan and publish it."""
        self.planned(what, **said)
        publish_listing(self.head(), self.listing, reason)
        return self

    def change(self, **said: Any) -> None:
        """The clerk plans something else."""
        change_plan(self.clerk(), self.listing, self.plan(ListingWhat(self.listing.what), **said))

    def bidder(self, serial: int) -> Bidder:
        """A registered bidder."""
        return register_bidder(
            self.platform(), 350102, credit_code(serial), f"第{serial}投资有限公司", "张工", "13800000000"
        )

    def applied(self, *serials: int, at: datetime | None = None) -> list[ListingApplicant]:
        """Let bidders apply; each pays the bond and is given a plate."""
        when = at or max(self.now, self.applies_to - DAY)
        made = []
        for serial in serials:
            bidder = self.bidder(serial)
            asked = apply_for(self.platform(when), self.listing, bidder)
            bond = self.listing.bond or Decimal(0)
            made.append(
                take_listing_bond(
                    self.platform(when), self.listing, asked.code, f"B{self.listing.id}-{serial}", bond, when
                )
            )
        return made

    def end(self) -> "Sale":
        """Let the clock end the applications."""
        bring_on(self.platform(self.applies_to + 10 * SECOND), self.listing)
        return self

    def bid(self, serial: int, wan: int, after: timedelta) -> AuctionBid:
        """Bid so long after the auction began."""
        return place_bid(self.platform(self.auction_at + after), self.listing, self.bidder(serial), wan * WAN)

    def hammered(self, *bids: tuple[int, int]) -> "Sale":
        """Publish, let two apply, bid, and let the hammer fall."""
        if not hasattr(self, "listing"):
            self.published()
        self.applied(1, 2)
        self.end()
        for place, (serial, wan) in enumerate(bids or ((1, 500), (2, 520), (1, 530))):
            self.bid(serial, wan, (place + 1) * MINUTE)
        assert self.listing.ends_at is not None
        bring_on(self.platform(self.listing.ends_at + 10 * SECOND), self.listing)
        return self
