"""The demo's listings: each stands where it is said to stand, and the honest ones accuse nobody."""

from collections.abc import Callable
from datetime import timedelta

from nacl.signing import SigningKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.trading.models import AuctionBid, OutsideAccount, TradeListing
from app.trading.operations import bring_on
from app.trading.points import TRADING_POINTS
from seeds.listings import BIDDER, write_listings
from seeds.trading import write_trading
from tests.supervision.register import register_points
from tests.world import World

register_points()


def test_the_demo_has_a_listing_that_was_sold_one_under_auction_and_one_that_takes_applications(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act, owner, centre = acting_as(None), world.organisation("gulou-urban"), world.organisation("gulou")
    write_trading(act, owner, centre, SigningKey(b"r" * 32))
    write_listings(act, owner, centre)
    session.flush()
    sold, running, open_one = session.scalars(select(TradeListing).order_by(TradeListing.id)).all()
    assert [one.state for one in (sold, running, open_one)] == ["signed", "auction", "listed"]
    assert [one.broken for one in (sold, running, open_one)] == [[], [], []]
    assert running.ends_at is not None and act.at < running.ends_at < act.at + timedelta(days=2)
    assert running.auction_at is not None and running.auction_at < act.at
    assert sold.deal == session.scalar(
        select(AuctionBid.price).where(AuctionBid.listing_id == sold.id).order_by(AuctionBid.number.desc()).limit(1)
    )
    assert session.scalars(select(OutsideAccount.username).where(OutsideAccount.bidder_id.is_not(None))).all() == [
        BIDDER
    ]
    sweep(act, TRADING_POINTS)
    told = select(Alert.point).where(Alert.subject_kind == TradeListing.kind)
    assert session.scalars(told).all() == []
    assert bring_on(act, running) is False
