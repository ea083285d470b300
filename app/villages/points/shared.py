"""What the points of villages share: findings about a voucher, and a point whose fact is its title."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day
from app.kernel.calendar import WorkingDay
from app.kernel.points import Findings, Limits, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.villages.models import VillageAccount, Voucher
from app.villages.words import Direction, VoucherState

ENTERED = frozenset({"village.voucher_entered", "village.voucher_edited", "village.voucher_reversed"})
COURSE = ENTERED | {
    "village.voucher_stamped",
    "village.voucher_checked",
    "village.voucher_returned",
    "village.voucher_booked",
    "village.photo_added",
}
KEPT = frozenset({"record.added", "record.changed", "record.removed"})
PAST = (VoucherState.CHECKED, VoucherState.BOOKED, VoucherState.PUBLISHED)
"""States of vouchers that the township has let pass."""
COLLECTIVE = N_("Rural Collective Economic Organisations Law, art. 44")
YUAN = N_("yuan")
DAYS = N_("calendar days")
WORKING_DAYS = N_("working days")
HALF_CENT = 0.005
Find = Callable[[str, datetime, Limits], Findings]
"""Of the fact, the present and the parameters."""


def condition(
    code: str, title: str, basis: str, severity: Severity, find: Find, explanation: str, **more: Any
) -> Point:
    """Return a point whose fact is its title: one sentence in the list of alerts and in the handbook."""
    return Point(
        code=code,
        title=title,
        basis=basis,
        severity=severity,
        find=partial(find, title),
        explanation=explanation,
        **more,
    )


def today(now: datetime) -> int:
    """Return the running number of the present day in China."""
    return local_day(now).toordinal()


def above(amount: Any, limit: Any) -> ColumnElement[bool]:
    """Tell whether an amount lies above a limit by a cent or more; sums and shares of binary numbers may be off by less."""
    return amount > limit + HALF_CENT  # type: ignore[no-any-return]


def bank_day(after: Any, count: int) -> Any:
    """Return the working day on which a sum that came on a day is in the bank at the latest, by the calendar.

    Banks are closed on free days. Empty where the calendar ends: then nobody knows, and nothing compares with it.
    """
    if count < 1:
        return after
    open_day = aliased(WorkingDay)
    return (
        select(open_day.day)
        .where(open_day.is_workday.is_(True), open_day.day > after)
        .order_by(open_day.day)
        .limit(1)
        .offset(count - 1)
        .correlate_except(open_day)
        .scalar_subquery()
    )


def kept_here(village: Any, by: Any) -> ColumnElement[bool]:
    """Tell whether a village's book was kept here on a day; what came before stands on paper, and silence proves nothing."""
    begun = select(VillageAccount.id).where(VillageAccount.organisation_id == village, VillageAccount.opened_on <= by)
    return begun.correlate_except(VillageAccount).exists()


def live(voucher: Any = Voucher) -> ColumnElement[bool]:
    """Tell whether a voucher stands: neither reversed nor itself a reversal."""
    return and_(voucher.reversed_at.is_(None), voucher.reverses_id.is_(None))


def about_voucher(fact: str, **evidence: Any) -> Findings:
    """Begin findings about standing vouchers, with what they came to."""
    return (
        findings(
            kind=Voucher.kind,
            subject=Voucher.id,
            county=Voucher.county,
            organisation=Voucher.organisation_id,
            moment=Voucher.entered_at,
            fact=fact,
            amount=Voucher.amount,
            occurred_on=Voucher.occurred_on,
            purpose=Voucher.purpose,
            **evidence,
        )
        .select_from(Voucher)
        .where(live())
    )


def spent(fact: str, **evidence: Any) -> Findings:
    """Begin findings about standing expenses."""
    return about_voucher(fact, **evidence).where(Voucher.direction == str(Direction.OUT))


__all__ = [
    "COLLECTIVE",
    "COURSE",
    "DAYS",
    "ENTERED",
    "KEPT",
    "PAST",
    "WORKING_DAYS",
    "YUAN",
    "Parameter",
    "about_voucher",
    "above",
    "bank_day",
    "condition",
    "kept_here",
    "live",
    "spent",
    "today",
]
