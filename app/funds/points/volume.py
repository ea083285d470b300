"""F02 and F09: a month far above a body's own past, and many whole thousands; the tables of measures hold what to compare."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, cast

from app.funds.models import MonthPaid, RoundPaid
from app.funds.points.shared import BUDGET, YUAN
from app.kernel.act import local_day
from app.kernel.months import month_after, number_of_month
from app.kernel.places import Organisation
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_


def _body(measure: Any, period: Any, fact: str, **evidence: Any) -> Findings:
    return findings(
        kind=Organisation.kind,
        subject=Organisation.id,
        county=Organisation.county,
        organisation=Organisation.id,
        moment=measure.last_at,
        episode=cast(period, String),
        fact=fact,
        **evidence,
    ).join(measure, measure.organisation_id == Organisation.id)


def _month(now: datetime, limits: Limits) -> Findings:
    """Find months of the last year in which a body paid far more than in its 24 months before, and than a year before."""
    return _body(
        MonthPaid,
        MonthPaid.month,
        N_("Far more was paid in a month than before"),
        month=MonthPaid.month,
        paid=MonthPaid.paid,
        usual=MonthPaid.middle,
        spread=MonthPaid.spread,
        deviation=MonthPaid.deviation,
        same=MonthPaid.same,
    ).where(
        MonthPaid.month >= month_after(number_of_month(local_day(now)), -limits["back"]),
        MonthPaid.months >= limits["months"],
        MonthPaid.deviation > limits["z"],
        MonthPaid.paid - MonthPaid.middle > limits["floor"],
        MonthPaid.paid > MonthPaid.same * limits["same"],
    )


def _round(now: datetime, limits: Limits) -> Findings:
    """Find bodies of whose payments of the last whole year more are whole thousands than of nearly all others, and than chance makes."""
    return _body(
        RoundPaid,
        RoundPaid.year,
        N_("Many payments of whole thousands"),
        year=RoundPaid.year,
        count=RoundPaid.whole,
        among=RoundPaid.payments,
        share=RoundPaid.share,
        others=RoundPaid.peer_share,
        probability=RoundPaid.probability,
    ).where(
        RoundPaid.year == local_day(now).year - 1,
        RoundPaid.payments >= limits["payments"],
        RoundPaid.peers >= limits["peers"],
        RoundPaid.share > RoundPaid.peer_share + limits["above"],
        RoundPaid.probability < limits["chance"],
    )


VOLUME = (
    Point(
        code="F02.month",
        title=N_("A month far above the body's own past"),
        basis=BUDGET,
        severity=Severity.BLUE,
        find=_month,
        explanation=N_(
            "In a month of the last year a body paid far more than in the 24 months before it, measured by their median and their spread, "
            "and far more than in the same month of the two years before. A figure out of line, not a finding: look at what was paid, and to whom."
        ),
        honest=N_(
            "A month that is large every year, such as December; a body that paid in fewer than 20 of the 24 months; and a small sum."
        ),
        parameters=(
            Parameter("z", 4, N_("Robust deviations from the median")),
            Parameter("floor", 50_000, N_("Above the median by at least"), YUAN),
            Parameter("months", 20, N_("Of the 24 months before, with payments at the least")),
            Parameter("same", 1.5, N_("Times the same month of the years before")),
            Parameter("back", 12, N_("Months that are looked at")),
        ),
        nature=Nature.STATISTIC,
        verified=False,
    ),
    Point(
        code="F09.round",
        title=N_("Many payments of whole thousands"),
        basis=N_("Accounting Law, art. 14"),
        severity=Severity.BLUE,
        find=_round,
        explanation=N_(
            "Of a body's payments of the last whole year more are whole thousands of yuan than of nearly all other bodies of the county, and "
            "more than chance makes. Real bills seldom are. Rent and other series are left out. A figure out of line, not a finding: "
            "look at the invoices of some of them."
        ),
        honest=N_(
            "The body that happens to have the largest share, a little above the others; rent paid each month; and few payments."
        ),
        parameters=(
            Parameter("payments", 50, N_("Payments of the year at the least")),
            Parameter("peers", 10, N_("Other bodies at the least")),
            Parameter("above", 0.1, N_("Above nearly all others by at least")),
            Parameter("chance", 0.001, N_("Probability by chance, at the most")),
        ),
        nature=Nature.STATISTIC,
        verified=False,
    ),
)
