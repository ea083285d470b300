"""How much: a body's payments month by month beside its own past, its budget and the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.funds.models import BudgetChange, BudgetLine, Charge, MonthPaid, Movement, ProjectMonth
from app.funds.operations.measures import ENOUGH
from app.funds.round_trips import stands
from app.funds.words import ChargeWord
from app.kernel.months import first_of_month, month_after, month_of, months_between, number_of_month
from app.kernel.places import Organisation, Scope
from app.parties.models import Party
from app.parties.words import PartyForm


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a body; None where nothing is known."""

    number: int
    paid: Decimal
    before: Decimal
    """The same month a year before."""
    planned: Decimal | None
    usual: Decimal | None
    spread: Decimal | None
    deviation: float | None


@dataclass(frozen=True, slots=True)
class LineState:
    """A budget line with what was paid out of it."""

    line: BudgetLine
    allowed: Decimal
    paid: Decimal

    @property
    def percent(self) -> float | None:
        """Part that was spent."""
        return float(self.paid * 100 / self.allowed) if self.allowed else None


def bodies(session: Session, scope: Scope) -> Sequence[Organisation]:
    """Return the bodies here that have paid or have a budget, by name."""
    has = Organisation.id.in_(select(Movement.organisation_id).distinct()) | Organisation.id.in_(
        select(BudgetLine.organisation_id).distinct()
    )
    return session.scalars(
        select(Organisation).where(scope.where(Organisation.county, Organisation.id), has).order_by(Organisation.name)
    ).all()


def months(session: Session, organisation: int, on: date, count: int = 12) -> list[Month]:
    """Return the last months of a body up to the present one."""
    this = number_of_month(on)
    first = month_after(this, -count + 1)
    paid = _by_month(session, organisation, month_after(first, -12), on)
    measured = {
        row.month: row
        for row in session.scalars(
            select(MonthPaid).where(MonthPaid.organisation_id == organisation, MonthPaid.month >= first)
        )
    }
    plans = select(ProjectMonth.month, func.sum(ProjectMonth.planned)).where(
        ProjectMonth.organisation_id == organisation, ProjectMonth.month >= first
    )
    planned = {row[0]: row[1] for row in session.execute(plans.group_by(ProjectMonth.month))}
    found = []
    for number in months_between(first, this):
        beside = measured.get(number)
        judged = beside is not None and beside.months >= ENOUGH
        found.append(
            Month(
                number,
                paid.get(number, Decimal(0)),
                paid.get(month_after(number, -12), Decimal(0)),
                planned.get(number),
                beside.middle if beside is not None and judged else None,
                beside.spread if beside is not None and judged else None,
                beside.deviation if beside is not None and judged else None,
            )
        )
    return found


def _by_month(session: Session, organisation: int, first: int, on: date) -> dict[int, Decimal]:
    since, body = first_of_month(first), aliased(Party)
    number = month_of(Movement.booked_on, since, on)
    rows = session.execute(
        select(number, func.sum(Movement.amount))
        .join(body, (body.id == Movement.payer_id) & (body.form == str(PartyForm.BODY)))
        .where(
            Movement.organisation_id == organisation,
            Movement.booked_on >= since,
            Movement.booked_on < on + timedelta(days=1),
            stands(Movement),
        )
        .group_by(number)
    )
    return {int(row[0]): row[1] for row in rows}


def december_share(found: Sequence[Month]) -> float | None:
    """Return the part of these months that was paid in December; None where nothing was paid."""
    whole = sum((one.paid for one in found), Decimal(0))
    late = sum((one.paid for one in found if one.number % 100 == 12), Decimal(0))
    return float(late / whole) if whole else None


def lines(session: Session, organisation: int, year: int) -> list[LineState]:
    """Return the budget lines of a body and a year with what was paid out of each."""
    changed = (
        select(BudgetChange.line_id, func.sum(BudgetChange.amount).label("yuan"))
        .group_by(BudgetChange.line_id)
        .subquery()
    )
    paid = (
        select(Charge.line_id, func.sum(Movement.amount).label("yuan"))
        .join(Movement, Movement.id == Charge.movement_id)
        .where(Charge.what == str(ChargeWord.PAID), Charge.organisation_id == organisation, stands(Movement))
        .group_by(Charge.line_id)
        .subquery()
    )
    rows = session.execute(
        select(BudgetLine, func.coalesce(changed.c.yuan, 0), func.coalesce(paid.c.yuan, 0))
        .outerjoin(changed, changed.c.line_id == BudgetLine.id)
        .outerjoin(paid, paid.c.line_id == BudgetLine.id)
        .where(BudgetLine.organisation_id == organisation, BudgetLine.year == year)
        .order_by(BudgetLine.code)
    )
    return [LineState(line, line.amount + Decimal(str(more)), Decimal(str(out))) for line, more, out in rows]
