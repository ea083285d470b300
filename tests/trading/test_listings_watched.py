"""The points read the rows of the course as they read those of the register."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day
from app.supervision.models import Alert
from app.supervision.scanning import scan, sweep
from app.trading.operations import (
    confirm_deal,
    enter_first_payment,
    enter_paid_up,
    publish_listing,
    sign_sale,
    stop_listing,
)
from app.trading.points import TRADING_POINTS
from app.trading.words import ListingWhat
from tests.supervision.register import register_points
from tests.trading.selling import APPLIES_TO, AUCTION_AT, DAY, SECOND, WAN, Sale
from tests.world import World

register_points()
POINTS = {point.code: point for point in TRADING_POINTS}


@pytest.fixture
def sale(session: Session, world: World, acting_as: Callable[..., Act]) -> Sale:
    return Sale(session, world, acting_as)


def alerts(sale: Sale) -> list[tuple[str, bool]]:
    found = select(Alert).order_by(Alert.point).execution_options(populate_existing=True)
    return [(one.point, one.ceased_at is None) for one in sale.session.scalars(found)]


def test_a_plan_accuses_nobody_and_its_publication_does_at_once(sale: Sale) -> None:
    short = APPLIES_TO - 30 * DAY
    sale.planned(applies_to=short)
    sweep(sale.platform(), TRADING_POINTS)
    assert alerts(sale) == []
    scan(sale.platform(), points=[POINTS["T36.short"]])
    publish_listing(sale.head(), sale.listing, "年底前必须完成处置")
    sale.session.flush()
    scan(sale.platform(), points=[POINTS["T36.short"]])
    assert alerts(sale) == [("T36.short", True)]


def test_an_honest_course_from_plan_to_payment_raises_nothing_at_all(sale: Sale) -> None:
    for what in (ListingWhat.EQUITY, ListingWhat.LAND):
        later, one = AUCTION_AT + DAY, Sale(sale.session, sale.world, sale.acting_as)
        one.published(what)
        one.hammered()
        confirm_deal(one.platform(later), one.listing)
        sign_sale(one.head(later + DAY), one.listing, local_day(later), local_day(later) + 60 * DAY)
        enter_first_payment(one.clerk(later + 3 * DAY), one.listing, 159 * WAN, local_day(later + 2 * DAY))
        enter_paid_up(one.clerk(later + 30 * DAY), one.listing, local_day(later + 29 * DAY))
    sweep(sale.platform(later + 40 * DAY), TRADING_POINTS)
    assert alerts(sale) == []


@pytest.mark.parametrize(("bids", "told"), [(((1, 500),), [("T22.start", True)]), (((1, 500), (2, 510)), [])])
def test_several_who_leave_the_price_at_its_start_are_told(
    sale: Sale, bids: tuple[tuple[int, int], ...], told: list[tuple[str, bool]]
) -> None:
    points = [POINTS["T22.start"], POINTS["T16.listed"]]
    scan(sale.platform(), points=points)
    sale.hammered(*bids)
    sale.session.flush()
    scan(sale.platform(AUCTION_AT + DAY), points=points)
    assert alerts(sale) == told


def test_one_applicant_alone_is_a_hint_in_blue(sale: Sale) -> None:
    points = [POINTS["T16.listed"]]
    scan(sale.platform(), points=points)
    sale.published().applied(1)
    sale.end()
    sale.session.flush()
    scan(sale.platform(sale.applies_to + 20 * SECOND), points=points)
    assert alerts(sale) == [("T16.listed", True)]


def test_a_short_listing_that_is_stopped_still_was_short(sale: Sale) -> None:
    sale.published(applies_to=APPLIES_TO - 30 * DAY, reason="年底前必须完成处置")
    stop_listing(sale.head(), sale.listing, "标的权属出现争议")
    sweep(sale.platform(), [POINTS["T36.short"]])
    assert alerts(sale) == [("T36.short", True)]
