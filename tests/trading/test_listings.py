"""The course of a listing: planned, published by another, applied for, ended by the clock, sold, paid."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, TooLate
from app.surfaces.records.writing import edit_record
from app.trading.models import ListingApplicant, TradeListing
from app.trading.operations import (
    apply_for,
    bring_on,
    confirm_deal,
    enter_first_payment,
    enter_paid_up,
    publish_listing,
    relist,
    sign_sale,
    stop_listing,
    take_listing_bond,
)
from app.trading.operations.listing import plan_of
from app.trading.records.registers import LISTING
from app.trading.words import ListingState, ListingWhat
from tests.trading.selling import AUCTION_AT, DAY, SECOND, START, WAN, Sale
from tests.world import World


@pytest.fixture
def sale(session: Session, world: World, acting_as: Callable[..., Act]) -> Sale:
    return Sale(session, world, acting_as)


def verbs(session: Session) -> list[str]:
    told = select(TrailRow.verb).where(TrailRow.verb.startswith("listing.")).order_by(TrailRow.place)
    return list(session.scalars(told))


def test_a_listing_goes_from_the_plan_to_the_paid_price(sale: Sale) -> None:
    sale.hammered()
    assert sale.listing.state == ListingState.HAMMER
    assert (sale.listing.deal, sale.listing.buyer, sale.listing.bidders) == (530 * WAN, "第1投资有限公司", 2)
    later = AUCTION_AT + DAY
    confirm_deal(sale.platform(later), sale.listing)
    assert sale.listing.result_on == local_day(later)
    sign_sale(sale.head(later + DAY), sale.listing, local_day(later), local_day(later) + 60 * DAY)
    enter_first_payment(sale.clerk(later + 3 * DAY), sale.listing, 159 * WAN, local_day(later + 2 * DAY))
    enter_paid_up(sale.clerk(later + 30 * DAY), sale.listing, local_day(later + 29 * DAY))
    assert sale.listing.state == ListingState.DONE
    assert verbs(sale.session) == [
        "listing.planned", "listing.published", "listing.applied", "listing.plate_given", "listing.applied",
        "listing.plate_given", "listing.auctioned", "listing.bid", "listing.bid", "listing.bid", "listing.hammer",
        "listing.awarded", "listing.signed", "listing.first_paid", "listing.paid",
    ]  # fmt: skip


def test_who_planned_a_listing_does_not_publish_it(sale: Sale) -> None:
    sale.planned()
    sale.listing.planned_by = sale.head().actor.official_id
    with pytest.raises(NotAllowed):
        publish_listing(sale.head(), sale.listing)
    assert sale.listing.state == ListingState.PLANNED


def test_a_handler_does_not_publish_and_another_body_does_nothing(sale: Sale) -> None:
    sale.planned()
    with pytest.raises(NotAllowed):
        publish_listing(sale.clerk(), sale.listing)
    with pytest.raises(NotAllowed):
        stop_listing(sale.acting_as("inspector", sale.now), sale.listing, "不再转让")
    assert verbs(sale.session) == ["listing.planned"]


@pytest.mark.parametrize(
    ("what", "said", "code"),
    [
        (ListingWhat.EQUITY, {"applies_to": AUCTION_AT - 30 * DAY}, "listed"),
        (ListingWhat.EQUITY, {"bond": 151 * WAN}, "bond_most"),
        (ListingWhat.LAND, {"listed_from": None}, "notice"),
        (ListingWhat.LAND, {"bond": 99 * WAN}, "bond_least"),
    ],
)
def test_what_falls_short_of_the_law_is_published_with_its_reason_alone(
    sale: Sale, what: ListingWhat, said: dict[str, object], code: str
) -> None:
    if said.get("listed_from", 0) is None:
        said = {"listed_from": local_day(sale.now) + 19 * DAY}
    sale.planned(what, **said)
    with pytest.raises(Incomplete) as refused:
        publish_listing(sale.head(), sale.listing)
    assert (refused.value.field, sale.listing.state) == ("reason", ListingState.PLANNED)
    publish_listing(sale.head(), sale.listing, "年底前必须完成处置")
    assert (sale.listing.broken, sale.listing.broken_reason) == ([code], "年底前必须完成处置")


def test_a_small_asset_is_listed_for_ten_working_days_and_land_for_twenty_and_ten(sale: Sale) -> None:
    sale.planned(ListingWhat.ASSET, applies_to=sale.now + 23 * DAY)  # eleven working days: a week of holidays
    publish_listing(sale.head(), sale.listing)
    assert sale.listing.broken == []
    sale.published(ListingWhat.LAND)
    assert (sale.listing.broken, sale.listing.notice_days) == ([], 20)


def test_a_reserve_below_the_appraisal_needs_the_paper_that_approves_it(sale: Sale) -> None:
    sale.planned(reserve=START - 1, start=START - 1, appraisal=START)
    with pytest.raises(Incomplete, match="approves"):
        publish_listing(sale.head(), sale.listing)
    sale.change(reserve=START - 1, start=START - 1, appraisal=START, approval="鼓国资〔2026〕9号")
    publish_listing(sale.head(), sale.listing)
    assert sale.listing.state == ListingState.LISTED


def test_nobody_came_and_it_is_listed_again_down_to_nine_tenths_of_the_appraisal(sale: Sale) -> None:
    sale.published().end()
    first = sale.listing
    assert (first.state, first.bidders) == (ListingState.UNSOLD, 0)
    later = {"listed_from": AUCTION_AT.date(), "applies_to": AUCTION_AT + 40 * DAY, "auction_at": AUCTION_AT + 41 * DAY}
    with pytest.raises(NotAllowed):
        relist(sale.clerk(AUCTION_AT), first, plan_of(first, **later))
    again = relist(sale.head(AUCTION_AT), first, plan_of(first, reserve=450 * WAN, start=450 * WAN, **later))
    assert (again.rounds, again.earlier_id, again.number != first.number) == (2, first.id, True)
    with pytest.raises(Conflict):
        relist(sale.head(AUCTION_AT), first, plan_of(first, **later))
    again.planned_by = None
    publish_listing(sale.head(AUCTION_AT), again)
    assert again.state == ListingState.LISTED


def test_a_later_cut_below_nine_tenths_needs_its_paper(sale: Sale) -> None:
    sale.published().end()
    later = {"listed_from": AUCTION_AT.date(), "applies_to": AUCTION_AT + 40 * DAY, "auction_at": AUCTION_AT + 41 * DAY}
    low = {"reserve": 450 * WAN - 1, "start": 450 * WAN - 1}
    again = relist(sale.head(AUCTION_AT), sale.listing, plan_of(sale.listing, **low, **later))
    again.planned_by = None
    with pytest.raises(Incomplete, match="approves"):
        publish_listing(sale.head(AUCTION_AT), again)


def test_one_applicant_buys_by_agreement_at_the_start_price(sale: Sale) -> None:
    sale.published().applied(1)
    sale.end()
    assert (sale.listing.state, sale.listing.deal, sale.listing.buyer) == ("agreed", START, "第1投资有限公司")


def test_one_applicant_below_a_sealed_reserve_buys_nothing(sale: Sale) -> None:
    sale.published(sealed=True, reserve=510 * WAN)
    assert sale.listing.reserve is None and sale.listing.reserve_digest
    sale.applied(1)
    sale.end()
    assert (sale.listing.state, sale.listing.reserve, sale.listing.buyer) == (ListingState.UNSOLD, 510 * WAN, "")


def test_whoever_applied_without_a_bond_does_not_count(sale: Sale) -> None:
    sale.published().applied(1)
    apply_for(sale.platform(sale.applies_to - DAY), sale.listing, sale.bidder(2))
    sale.end()
    assert (sale.listing.bidders, sale.listing.state) == (1, ListingState.AGREED)


def test_an_application_comes_in_time_and_counts_once(sale: Sale) -> None:
    sale.published(ListingWhat.LAND)
    with pytest.raises(OutOfOrder):
        apply_for(sale.platform(), sale.listing, sale.bidder(1))  # the notice is out, the listing begins in twenty days
    last = sale.platform(sale.applies_to)
    one = apply_for(last, sale.listing, sale.bidder(1))
    assert apply_for(last, sale.listing, sale.bidder(1)).id == one.id
    with pytest.raises(TooLate):
        apply_for(sale.platform(sale.applies_to + SECOND), sale.listing, sale.bidder(2))
    assert sale.session.scalars(select(ListingApplicant.bidder_id)).all() == [one.bidder_id]


def test_a_bond_comes_from_the_bank_alone_whole_in_time_and_once(sale: Sale) -> None:
    sale.published()
    asked = apply_for(sale.platform(), sale.listing, sale.bidder(1))
    paid = (sale.listing, asked.code.lower(), "B1", 120 * WAN, sale.now)
    with pytest.raises(NotAllowed):
        take_listing_bond(sale.head(), *paid)
    with pytest.raises(Incomplete):
        take_listing_bond(sale.platform(), sale.listing, asked.code, "B1", 120 * WAN - 1, sale.now)
    with pytest.raises(Incomplete):
        take_listing_bond(sale.platform(), sale.listing, "FFFF", "B1", 120 * WAN, sale.now)
    plate = take_listing_bond(sale.platform(), *paid).plate
    assert plate is not None and 100 <= plate <= 999
    assert take_listing_bond(sale.platform(), *paid).plate == plate
    with pytest.raises(Conflict):
        take_listing_bond(sale.platform(), sale.listing, asked.code, "B2", 120 * WAN, sale.now)
    late = apply_for(sale.platform(), sale.listing, sale.bidder(2))
    with pytest.raises(TooLate):
        take_listing_bond(
            sale.platform(sale.applies_to + SECOND), sale.listing, late.code, "B3", 120 * WAN, sale.applies_to + SECOND
        )


def test_the_record_of_a_course_is_not_changed_by_hand_and_an_entered_one_has_no_course(sale: Sale) -> None:
    sale.published()
    before = sale.listing.deal
    with pytest.raises(OutOfOrder):
        edit_record(sale.platform(), LISTING, sale.listing, {"deal": Decimal(1)})
    sale.session.refresh(sale.listing)
    assert sale.listing.deal == before
    by_hand = TradeListing(
        **{"county": 350102, "number": "GP-1", "name": "旧仓库", "what": "asset", "reserve": START},
        **{"organisation_id": sale.listing.organisation_id, "start": START, "state": "entered"},
        **dict.fromkeys(("notice_on", "listed_from", "listed_to"), local_day(sale.now)),
    )
    sale.session.add(by_hand)
    sale.session.flush()
    assert bring_on(sale.platform(AUCTION_AT + 900 * DAY), by_hand) is False
    with pytest.raises(OutOfOrder):
        publish_listing(sale.head(), by_hand)


def test_a_stopped_listing_says_why_and_takes_nothing(sale: Sale) -> None:
    sale.published()
    with pytest.raises(Incomplete):
        stop_listing(sale.head(), sale.listing, " ")
    stop_listing(sale.head(), sale.listing, "标的权属出现争议")
    assert (sale.listing.state, sale.listing.ended_reason) == (ListingState.STOPPED, "标的权属出现争议")
    with pytest.raises(OutOfOrder):
        apply_for(sale.platform(), sale.listing, sale.bidder(1))
