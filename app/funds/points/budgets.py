"""F12: spending above the budget, without one, and above the caps of the three public expenses."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.funds.models import Appropriation, BudgetChange, BudgetLine, Charge, ExpenseCap, Movement
from app.funds.points.charged import CHARGED, charges, spent
from app.funds.points.shared import DAYS, YUAN, is_form
from app.funds.round_trips import stands
from app.funds.words import EXPENSE_CLASSES, ChargeWord
from app.kernel.act import local_day
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.parties.models import Party
from app.parties.words import PartyForm

BASIS = N_("Budget Law, art. 57 and 93")


def _over(now: datetime, limits: Limits) -> Findings:
    """Find lines out of which more was paid than was adopted, with all later decisions."""
    paid = spent(Charge.line_id, Charge.what == str(ChargeWord.PAID))
    changed = (
        select(BudgetChange.line_id, func.sum(BudgetChange.amount).label("yuan"))
        .group_by(BudgetChange.line_id)
        .subquery()
    )
    allowed = BudgetLine.amount + func.coalesce(changed.c.yuan, 0)
    return (
        findings(
            kind=BudgetLine.kind,
            subject=BudgetLine.id,
            county=BudgetLine.county,
            organisation=BudgetLine.organisation_id,
            moment=paid.c.last_at,
            fact=N_("More was paid than the budget allows"),
            paid=paid.c.paid,
            allowed=allowed,
        )
        .join(paid, paid.c.of == BudgetLine.id)
        .outerjoin(changed, changed.c.line_id == BudgetLine.id)
        .where(paid.c.paid - allowed >= limits["over"])
    )


def _none(now: datetime, limits: Limits) -> Findings:
    """Find payments of bodies with a budget that are charged to no line and no transfer, some weeks after they were made."""
    until, since = local_day(now) - timedelta(days=limits["days"]), local_day(now) - timedelta(days=limits["window"])
    line, charge, carried = aliased(BudgetLine), aliased(Charge), aliased(Appropriation)
    return (
        findings(
            kind=Movement.kind,
            subject=Movement.id,
            county=Movement.county,
            organisation=Movement.organisation_id,
            moment=Movement.at,
            fact=N_("Paid out of no budget line"),
            amount=Movement.amount,
            payee=Party.name,
            purpose=Movement.purpose,
        )
        .join(Party, and_(Party.id == Movement.payee_id, Party.form != str(PartyForm.BODY)))
        .where(
            Movement.booked_on.between(since, until),
            Movement.amount >= limits["least"],
            stands(Movement),
            is_form(Movement.payer_id, PartyForm.BODY),
            charges(Movement.organisation_id),
            exists(
                select(line.id).where(
                    line.organisation_id == Movement.organisation_id,
                    line.from_on <= Movement.booked_on,
                    line.to_on >= Movement.booked_on,
                )
            ),
            ~exists(
                select(charge.id).where(
                    charge.movement_id == Movement.id,
                    or_(charge.line_id.is_not(None), charge.appropriation_id.is_not(None)),
                )
            ),
            ~exists(select(carried.id).where(carried.movement_id == Movement.id)),
        )
    )


def _three_public(now: datetime, limits: Limits) -> Findings:
    """Find bodies that paid more for travel abroad, vehicles or reception than their cap of the year."""
    class_ = case(
        (Movement.economic_class != "", Movement.economic_class), else_=func.coalesce(BudgetLine.economic_class, "")
    )
    of_cap = or_(
        *(
            and_(ExpenseCap.what == str(what), or_(*(class_.startswith(code) for code in codes)))
            for what, codes in EXPENSE_CLASSES.items()
        )
    )
    paid = (
        select(
            ExpenseCap.id.label("of"), func.sum(Movement.amount).label("paid"), func.max(Movement.at).label("last_at")
        )
        .join(
            Movement,
            and_(
                Movement.organisation_id == ExpenseCap.organisation_id,
                Movement.booked_on >= ExpenseCap.from_on,
                Movement.booked_on <= ExpenseCap.to_on,
            ),
        )
        .outerjoin(Charge, Charge.movement_id == Movement.id)
        .outerjoin(BudgetLine, BudgetLine.id == Charge.line_id)
        .where(of_cap, stands(Movement), is_form(Movement.payer_id, PartyForm.BODY))
        .group_by(ExpenseCap.id)
        .subquery()
    )
    return (
        findings(
            kind=ExpenseCap.kind,
            subject=ExpenseCap.id,
            county=ExpenseCap.county,
            organisation=ExpenseCap.organisation_id,
            moment=paid.c.last_at,
            fact=N_("More was paid than the cap of the year"),
            expense=ExpenseCap.what,
            paid=paid.c.paid,
            allowed=ExpenseCap.amount,
        )
        .join(paid, paid.c.of == ExpenseCap.id)
        .where(paid.c.paid - ExpenseCap.amount >= limits["over"])
    )


OVER = Parameter("over", 1, N_("Above it by at least"), YUAN)
BUDGETS = (
    Point(
        code="F12.over",
        title=N_("More paid than the budget line allows"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_over,
        explanation=N_(
            "The payments charged to a budget line come to more than was adopted for it, with every later decision. Nobody may spend "
            "without or above a budget. Ask who approved the last payments, and whether a change of the budget was decided."
        ),
        honest=N_("Spent to the last cent after the budget was raised, and a payment too much that was taken back."),
        wakes_on=CHARGED,
        parameters=(OVER,),
        verified=False,
    ),
    Point(
        code="F12.none",
        title=N_("Paid out of no budget line"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_none,
        explanation=N_(
            "A body that has a budget for the year, and charges its payments to it, made one that is charged to no line and no special "
            "transfer after a month. Either it was forgotten, or it was made without a budget. Ask the body for the line."
        ),
        honest=N_(
            "A payment of the last month, one to another public body, one that passes a special transfer on; and a body that charges nothing yet."
        ),
        parameters=(
            Parameter("days", 30, N_("Time for charging it"), DAYS),
            Parameter("window", 400, N_("How far back"), DAYS),
            Parameter("least", 10_000, N_("Amount at the least"), YUAN),
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F12.three_public",
        title=N_("Three public expenses above their cap"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_three_public,
        explanation=N_(
            "For travel abroad, vehicles or reception a body paid more in the year than its cap. Look at the payments by their economic "
            "class, and at who approved them."
        ),
        honest=N_("Spent up to the cap, and a payment above it that was taken back or bears another class."),
        parameters=(OVER,),
        verified=False,
    ),
)
