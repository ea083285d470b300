"""What a purchase without open tender and a listing must hold, and what is counted of them when they are written."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.kernel.act import Act, start_of_day
from app.kernel.calendar import ONE_DAY, working_calendar
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.words import N_
from app.trading.guards import needed, positive
from app.trading.models import DirectPurchase, TradeListing
from app.trading.words import ListingState, ListingWhat

SMALL = Decimal(10_000_000)
"""Assets up to it are listed for ten working days (Measures for State Property Transactions, art. 49)."""
RESULT_DAYS = 10
"""Working days to the publication of a result (Provisions on the Grant of Land by Tender, Auction and Listing, art. 22)."""
FIRST_DAYS = 5
"""Working days from the contract to the first payment (Measures for State Property Transactions, art. 28)."""


def check_purchase(act: Act, row: DirectPurchase, changes: Mapping[str, Any]) -> None:
    """Refuse sums that are none and days to come; keep the running number of the day."""
    row.number, row.item = needed(row.number, "number"), needed(row.item, "item")
    row.estimate = positive(row.estimate, "estimate")
    row.approval, row.failed_rounds = (row.approval or "").strip(), row.failed_rounds or 0
    if row.failed_rounds < 0:
        raise Incomplete(N_("Enter zero or more."), field="failed_rounds")
    if row.decided_on > act.on:
        raise Incomplete(N_("This day has not come yet. Enter the day of the decision."), field="decided_on")
    row.day, row.decided_at = row.decided_on.toordinal(), start_of_day(row.decided_on)


def check_listing(act: Act, row: TradeListing, changes: Mapping[str, Any]) -> None:
    """Refuse what has a course of its own, and days in the wrong order; then count the days."""
    if (row.state or ListingState.ENTERED) != ListingState.ENTERED:
        raise OutOfOrder(
            N_("This listing runs here by its course: nobody changes its record by hand. Open the listing itself.")
        )
    row.state, row.rounds = str(ListingState.ENTERED), row.rounds or 1
    row.number, row.approval = needed(row.number, "number"), (row.approval or "").strip()
    if row.reserve is None:
        raise Incomplete(N_("This field must be filled in."), field="reserve")
    if row.bidders is not None and row.bidders < 0:
        raise Incomplete(N_("Enter zero or more."), field="bidders")
    count_days(act, row)


def count_days(act: Act, row: TradeListing) -> None:
    """Refuse days in the wrong order and prices that are none; count the days, and set those that are due."""
    _in_order(row)
    days = working_calendar(act.session)
    row.listed_at, row.agreed_at = start_of_day(row.listed_from), _begins(row.deal_on)
    row.signed_at, row.pay_due_at = _begins(row.contract_on), _begins(row.pay_due_on)
    row.land = row.what == ListingWhat.LAND
    row.small = row.what == ListingWhat.ASSET and row.appraisal is not None and row.appraisal <= SMALL
    row.notice_days = (row.listed_from - row.notice_on) // ONE_DAY
    whole = (row.listed_to - row.listed_from) // ONE_DAY
    row.listed_days = whole if row.land else days.between(row.listed_from, row.listed_to)
    row.appraisal_age = None if row.appraised_on is None else (row.listed_from - row.appraised_on) // ONE_DAY
    row.result_due_on = None if row.deal_on is None else days.add(row.deal_on, RESULT_DAYS)
    row.first_due_on = None if row.contract_on is None else days.add(row.contract_on, FIRST_DAYS)


def _in_order(row: TradeListing) -> None:
    asked = (
        ("listed_from", row.notice_on, row.listed_from),
        ("listed_to", row.listed_from, row.listed_to),
        ("contract_on", row.deal_on, row.contract_on),
        ("listed_from", row.appraised_on, row.listed_from),
    )
    for field, before, after in asked:
        if before is not None and after is not None and after < before:
            raise Incomplete(N_("This day lies before the one that comes first. Correct one of the two."), field=field)
    for field in ("reserve", "start", "appraisal", "floor", "deal", "first_paid"):
        if getattr(row, field) is not None:
            setattr(row, field, positive(getattr(row, field), field))


def _begins(day: date | None) -> datetime | None:
    return None if day is None else start_of_day(day)
