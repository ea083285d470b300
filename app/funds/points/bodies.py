"""F02 and F07: how a body's payments spread over the months of a year, and over payees."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Float, case, cast, func, literal, select

from app.funds.models import Movement
from app.funds.points.shared import BUDGET, YUAN, is_form, last_year
from app.funds.round_trips import stands
from app.kernel.places import Organisation
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.parties.words import PartyForm


def _about_body(last: date, moment: Any, fact: str, **evidence: Any) -> Findings:
    """Begin findings about the payments of a body in a whole year."""
    return findings(
        kind=Organisation.kind,
        subject=Organisation.id,
        county=Organisation.county,
        organisation=Organisation.id,
        moment=moment,
        episode=literal(str(last.year)),
        fact=fact,
        **evidence,
    )


def _december(now: datetime, limits: Limits) -> Findings:
    """Find bodies that paid a large part of the last whole year's money in its December, and paid in its first half too."""
    first, last = last_year(now)
    paid = (
        select(
            Movement.organisation_id,
            func.sum(Movement.amount).label("total"),
            func.sum(case((Movement.booked_on >= date(last.year, 12, 1), Movement.amount), else_=0)).label("late"),
            func.sum(case((Movement.booked_on < date(last.year, 7, 1), Movement.amount), else_=0)).label("early"),
            func.max(Movement.at).label("last_at"),
        )
        .where(Movement.booked_on.between(first, last), stands(Movement), is_form(Movement.payer_id, PartyForm.BODY))
        .group_by(Movement.organisation_id)
        .subquery()
    )
    share = cast(paid.c.late, Float) / cast(paid.c.total, Float)
    return (
        _about_body(
            last, paid.c.last_at, N_("Much of the year's money was paid in December"), share=share, total=paid.c.total
        )
        .join(paid, paid.c.organisation_id == Organisation.id)
        .where(share > limits["share"], paid.c.total >= limits["least"], paid.c.early > 0)
    )


def _concentrated(now: datetime, limits: Limits) -> Findings:
    """Find bodies that pay one payee half of the last whole year's money, who gets little from all other bodies."""
    first, last = last_year(now)
    pairs = (
        select(
            Movement.county,
            Movement.organisation_id,
            Movement.payee_id,
            cast(func.sum(Movement.amount), Float).label("sum"),
            func.count().label("n"),
            func.max(Movement.at).label("last_at"),
        )
        .where(
            Movement.booked_on.between(first, last),
            stands(Movement),
            is_form(Movement.payer_id, PartyForm.BODY),
            is_form(Movement.payee_id, PartyForm.COMPANY),
        )
        .group_by(Movement.county, Movement.organisation_id, Movement.payee_id)
        .cte("pairs")
    )
    whole = (
        select(
            pairs.c.organisation_id,
            func.sum(pairs.c.sum).label("total"),
            func.sum(pairs.c.n).label("n"),
            (func.sum(pairs.c.sum * pairs.c.sum) / func.sum(pairs.c.sum) / func.sum(pairs.c.sum)).label("hhi"),
            func.max(pairs.c.last_at).label("last_at"),
        )
        .group_by(pairs.c.organisation_id)
        .cte("whole")
    )
    payees = select(pairs.c.payee_id, func.sum(pairs.c.sum).label("sum")).group_by(pairs.c.payee_id).cte("payees")
    county = select(pairs.c.county, func.sum(pairs.c.sum).label("sum")).group_by(pairs.c.county).cte("county")
    share = pairs.c.sum / whole.c.total
    others = county.c.sum - whole.c.total
    fact = N_("Most of the money goes to one payee")
    return (
        _about_body(last, whole.c.last_at, fact, share=share, hhi=whole.c.hhi, count=whole.c.n)
        .join(whole, whole.c.organisation_id == Organisation.id)
        .join(pairs, pairs.c.organisation_id == Organisation.id)
        .join(payees, payees.c.payee_id == pairs.c.payee_id)
        .join(county, county.c.county == Organisation.county)
        .where(
            share >= limits["share"],
            whole.c.hhi > limits["hhi"],
            whole.c.n >= limits["n"],
            others > 0,
            payees.c.sum - pairs.c.sum < limits["elsewhere"] * others,
        )
    )


BODIES = (
    Point(
        code="F02.december",
        title=N_("Much of the year's money paid in December"),
        basis=BUDGET,
        severity=Severity.BLUE,
        find=_december,
        explanation=N_(
            "More than a part of what a body paid in the last whole year was paid in December. Money that is paid because the year ends "
            "is often paid too early or for too much. A figure out of line, not a finding: look at what was paid, and to whom."
        ),
        honest=N_("A body whose payments began in the second half of the year: nothing can be said of its December."),
        parameters=(
            Parameter("share", 0.35, N_("Part of the year from which on it is reported")),
            Parameter("least", 500_000, N_("Payments of the year at the least"), YUAN),
        ),
        nature=Nature.STATISTIC,
        verified=False,
    ),
    Point(
        code="F07.concentrated",
        title=N_("Most of the money goes to one payee"),
        basis=BUDGET,
        severity=Severity.BLUE,
        find=_concentrated,
        explanation=N_(
            "In the last whole year one company received at least half of what a body paid to companies, its payees are few by weight, "
            "and all other bodies together hardly paid that company. A figure out of line, not a finding: look at how the company "
            "was chosen, and whether others could have been asked."
        ),
        honest=N_("A company that everybody pays, such as the power company; and a body with few payments."),
        parameters=(
            Parameter("share", 0.5, N_("Part of the body's payments to companies")),
            Parameter("hhi", 0.35, N_("Sum of the squares of the payees' parts")),
            Parameter("n", 20, N_("Payments at the least")),
            Parameter("elsewhere", 0.1, N_("Part of what all other bodies paid, at the most")),
        ),
        nature=Nature.STATISTIC,
        verified=False,
    ),
)
