"""F13 and F15: payments before the contract, ahead of the works, and behind the plan."""

from datetime import datetime

from sqlalchemy import func, select

from app.funds.models import Charge, Milestone, Movement, ProjectContract, ProjectMonth, PublicProject
from app.funds.points.charged import BUDGET, CHARGED, charged_payment, charges, spent
from app.funds.words import ChargeWord
from app.kernel.act import local_day
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_

BASIS = N_("Regulation on Government Investment, art. 22 and 23")
POINTS_OF_PERCENT = N_("percentage points")


def _before_contract(now: datetime, limits: Limits) -> Findings:
    """Find payments that were booked before their contract was signed."""
    return (
        charged_payment(N_("Paid before the contract was signed"), signed_on=ProjectContract.signed_on)
        .join(ProjectContract, ProjectContract.id == Charge.contract_id)
        .where(Charge.what == str(ChargeWord.PAID), Movement.booked_on < ProjectContract.signed_on)
    )


def _ahead(now: datetime, limits: Limits) -> Findings:
    """Find projects of whose contracts a larger part was paid than is built, or than may be paid in advance."""
    paid = spent(Charge.project_id, Charge.what == str(ChargeWord.PAID), Charge.contract_id.is_not(None))
    agreed = (
        select(
            ProjectContract.project_id,
            func.sum(ProjectContract.amount).label("yuan"),
            func.max(ProjectContract.advance).label("advance"),
        )
        .group_by(ProjectContract.project_id)
        .subquery()
    )
    built = (
        select(Milestone.project_id, func.max(Milestone.percent).label("percent"))
        .where(Milestone.reported_on.is_not(None))
        .group_by(Milestone.project_id)
        .subquery()
    )
    allowed = limits["points"] + agreed.c.advance
    return (
        _project(
            N_("Paid ahead of the works"), paid.c.last_at, paid=paid.c.paid, total=agreed.c.yuan, built=built.c.percent
        )
        .join(paid, paid.c.of == PublicProject.id)
        .join(agreed, agreed.c.project_id == PublicProject.id)
        .join(built, built.c.project_id == PublicProject.id)
        .where(
            paid.c.paid * 100 > agreed.c.yuan * (built.c.percent + limits["points"]),
            paid.c.paid * 100 > agreed.c.yuan * allowed,
        )
    )


def _behind(now: datetime, limits: Limits) -> Findings:
    """Find projects that by the end of the last month had spent far less than planned up to then."""
    on = local_day(now)
    paid = spent(Charge.project_id, Charge.what == str(ChargeWord.PAID))
    last = (
        select(ProjectMonth.project_id, func.max(ProjectMonth.until_on).label("until_on"))
        .where(ProjectMonth.until_on < on)
        .group_by(ProjectMonth.project_id)
        .subquery()
    )
    so_far = func.coalesce(paid.c.paid, 0)
    return (
        _project(
            N_("Behind its plan of spending"),
            ProjectMonth.ends_at,
            paid=so_far,
            planned=ProjectMonth.so_far,
            budget=PublicProject.budget,
        )
        .join(last, last.c.project_id == PublicProject.id)
        .join(ProjectMonth, (ProjectMonth.project_id == PublicProject.id) & (ProjectMonth.until_on == last.c.until_on))
        .outerjoin(paid, paid.c.of == PublicProject.id)
        .where(
            PublicProject.accepted_on.is_(None),
            (ProjectMonth.so_far - so_far) * 100 > PublicProject.budget * limits["points"],
            charges(PublicProject.organisation_id),
        )
    )


def _project(fact: str, moment: object, **evidence: object) -> Findings:
    return findings(
        kind=PublicProject.kind,
        subject=PublicProject.id,
        county=PublicProject.county,
        organisation=PublicProject.organisation_id,
        moment=moment,
        fact=fact,
        **evidence,
    )


PROJECTS = (
    Point(
        code="F13.before_contract",
        title=N_("Paid before the contract was signed"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_before_contract,
        explanation=N_(
            "A payment that is charged to a contract was booked before the contract was signed. The works may have begun without a "
            "tender, or the contract was made up afterwards. Compare the days on contract, invoice and statement."
        ),
        honest=N_(
            "Paid on the day of signing; and a payment of the project that names another contract, signed before."
        ),
        wakes_on=CHARGED,
        verified=False,
    ),
    Point(
        code="F13.ahead",
        title=N_("Paid ahead of the works"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_ahead,
        explanation=N_(
            "Of a project's contracts a part was paid that is more than 20 percentage points above what is reported as built, and above "
            "what may be paid in advance. Compare the payments with the engineer's measurement on the site."
        ),
        honest=N_("The advance that the contract allows; and works that were measured before they were paid."),
        wakes_on=CHARGED,
        parameters=(Parameter("points", 20, N_("Ahead by more than"), POINTS_OF_PERCENT),),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F15.behind",
        title=N_("Spending behind its plan"),
        basis=BUDGET,
        severity=Severity.BLUE,
        find=_behind,
        explanation=N_(
            "By the end of the last month a project had spent less than its plan by more than 20 per cent of its budget. The works may "
            "stand still, or bills are not paid. Ask the body what holds them up."
        ),
        honest=N_(
            "A project that began late by its own plan, one that was accepted for less than its budget, and one without a plan."
        ),
        parameters=(Parameter("points", 20, N_("Behind by more than"), POINTS_OF_PERCENT),),
        nature=Nature.LEAD,
        verified=False,
    ),
)
