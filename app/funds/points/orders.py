"""F10: orders that one person asked for and approved, and large ones at night and on days off."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.funds.models import PaymentOrder
from app.funds.points.shared import DAYS
from app.funds.words import OrderState
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_

BASIS = N_("Accounting Law, art. 14 and 27; Rules on the Internal Control of Administrative Bodies and Institutions")
HOUR = N_("o'clock")
WAKES = frozenset({"record.added", "funds.order_asked", "funds.order_approved"})


def _order(fact: str) -> Findings:
    return findings(
        kind=PaymentOrder.kind,
        subject=PaymentOrder.id,
        county=PaymentOrder.county,
        organisation=PaymentOrder.organisation_id,
        moment=PaymentOrder.asked_at,
        fact=fact,
        amount=PaymentOrder.amount,
        asked_by=PaymentOrder.asked_by,
        approved_by=PaymentOrder.approved_by,
        system=PaymentOrder.system,
    ).where(PaymentOrder.state != str(OrderState.REFUSED))


def _one_person(now: datetime, limits: Limits) -> Findings:
    """Find orders that were asked for and approved under one account."""
    return _order(N_("Asked for and approved by one person")).where(
        PaymentOrder.approved_key != "", PaymentOrder.approved_key == PaymentOrder.asked_key
    )


def _odd(hour: Any, off: Any, limits: Limits) -> ColumnElement[bool]:
    return or_(hour >= limits["from"], hour < limits["to"], off.is_(True))


def _hours(now: datetime, limits: Limits) -> Findings:
    """Find orders at night or on a day off that are larger than nine of ten orders of the body."""
    since, other = now - timedelta(days=limits["window"]), aliased(PaymentOrder)
    here = select(func.count()).where(
        other.organisation_id == PaymentOrder.organisation_id,
        other.asked_at >= since,
        other.state != str(OrderState.REFUSED),
    )
    all_ = here.correlate(PaymentOrder).scalar_subquery()
    smaller = here.where(other.amount < PaymentOrder.amount).correlate(PaymentOrder).scalar_subquery()
    return _order(N_("A large order outside working hours")).where(
        PaymentOrder.asked_at >= since,
        or_(
            _odd(PaymentOrder.asked_hour, PaymentOrder.asked_off, limits),
            and_(
                PaymentOrder.approved_hour.is_not(None),
                _odd(PaymentOrder.approved_hour, PaymentOrder.approved_off, limits),
            ),
        ),
        all_ >= limits["orders"],
        smaller * 100 >= all_ * limits["percent"],
    )


ORDERS = (
    Point(
        code="F10.one_person",
        title=N_("One person asked for a payment and approved it"),
        basis=BASIS,
        severity=Severity.RED,
        find=_one_person,
        explanation=N_(
            "A payment order of another system was asked for and approved under one account. Nobody checks himself: this platform does not "
            "allow it. Ask who used the account, and look at every order of that person."
        ),
        honest=N_("Two people of one office, whose names are alike and whose accounts differ."),
        wakes_on=WAKES,
        verified=False,
    ),
    Point(
        code="F10.hours",
        title=N_("A large payment order outside working hours"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_hours,
        explanation=N_(
            "An order larger than nine of ten of the body was asked for or approved between ten at night and six in the morning, or on a day "
            "off. At such hours nobody looks on. Ask who was there, and why it could not wait."
        ),
        honest=N_(
            "A small order at night, a large one in the morning, and a Sunday that is worked in exchange for a holiday."
        ),
        wakes_on=WAKES,
        parameters=(
            Parameter("from", 22, N_("Night begins at"), HOUR),
            Parameter("to", 6, N_("Night ends at"), HOUR),
            Parameter("percent", 90, N_("Larger than so many of its orders"), "%"),
            Parameter("orders", 20, N_("Orders of the body at the least")),
            Parameter("window", 365, N_("How far back"), DAYS),
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
)
