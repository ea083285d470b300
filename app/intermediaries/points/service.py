"""M06 to M08: delivered late, a fee out of line, a report that cannot be right."""

from datetime import datetime

from sqlalchemy import and_, or_

from app.intermediaries.models import Agency, Engagement, EngagementMeasure
from app.intermediaries.points.shared import WRITTEN, about_engagement, about_measure, condition
from app.intermediaries.words import Category, Cause
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Severity, Tick
from app.kernel.words import N_

RED, YELLOW = Severity.RED, Severity.YELLOW
OVERDUE = N_("Administrative Licensing Law: the time of intermediaries is counted apart (text to be verified)")
FEES = N_("Asset Appraisal Law, art. 20(3)")
REPORTS = N_("Asset Appraisal Law, art. 20(6) and art. 28")
VALUERS = (str(Category.APPRAISAL), str(Category.REAL_ESTATE))
DELIVERED = WRITTEN | {"engagement.delivered"}


def _late(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find services delivered after the promised day, or still not delivered."""
    return about_engagement(
        fact, promised_on=Engagement.promised_on, delivered_on=Engagement.delivered_on, days=Engagement.late_days
    ).where(or_(Engagement.late_days > 0, and_(Engagement.delivered_on.is_(None), Engagement.due_at < now)))


def _often(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find agencies that delivered late again and again within half a year."""
    return (
        about_measure(Cause.LATE, Agency.kind, EngagementMeasure.agency_id, fact, agency=Agency.name)
        .join(Agency, Agency.id == EngagementMeasure.agency_id)
        .where(EngagementMeasure.n >= limits["times"])
    )


def _fee(fact: str, **evidence: object) -> Findings:
    return about_engagement(
        fact,
        amount=Engagement.amount,
        expected=EngagementMeasure.expected,
        measured=EngagementMeasure.value,
        **evidence,
    ).join(
        EngagementMeasure,
        and_(EngagementMeasure.engagement_id == Engagement.id, EngagementMeasure.what == str(Cause.FEE)),
    )


def _peers(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fees outside the fifth and ninety-fifth percentile of like engagements."""
    return _fee(fact, low=EngagementMeasure.low, high=EngagementMeasure.high).where(
        EngagementMeasure.n >= limits["n"],
        or_(EngagementMeasure.value < EngagementMeasure.low, EngagementMeasure.value > EngagementMeasure.high),
    )


def _low(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fees below a part of the median of like engagements."""
    return _fee(fact).where(
        EngagementMeasure.n >= limits["n"], EngagementMeasure.value < limits["part"] * EngagementMeasure.expected
    )


def _filed(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fees above the price that the agency has filed."""
    return about_engagement(fact, amount=Engagement.amount, filed_price=Engagement.filed_price).where(
        Engagement.amount > Engagement.filed_price
    )


def _ratio(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find appraised values far from the price that was really paid."""
    return about_engagement(
        fact, appraised=Engagement.appraised, dealt=Engagement.dealt, ratio=Engagement.deal_ratio
    ).where(or_(Engagement.deal_ratio < limits["low"], Engagement.deal_ratio > limits["high"]))


def _copied(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find reports whose text is nearly that of a report on another project."""
    return about_engagement(fact, similarity=Engagement.similarity).where(Engagement.similarity > limits["likeness"])


def _signers(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find appraisal reports signed by fewer valuers than the law asks for."""
    return about_engagement(fact, signers=Engagement.signers, reported_on=Engagement.reported_on).where(
        Engagement.category.in_(VALUERS), Engagement.reported_on.is_not(None), Engagement.signers < limits["persons"]
    )


def _visit(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find reports that are older than the visit of the site."""
    return about_engagement(fact, reported_on=Engagement.reported_on, visited_on=Engagement.visited_on).where(
        Engagement.reported_on < Engagement.visited_on
    )


N_PEERS = Parameter("n", 20, N_("Fewest orders that are compared"))

SERVICE = (
    condition(
        "M06.late",
        N_("Service of an agency overdue"),
        OVERDUE,
        YELLOW,
        _late,
        N_(
            "The agency promised a day and did not deliver by it. The time of intermediaries does not run on the office's clock, but the citizen waits all the same."
        ),
        honest=N_("Delivered on the last evening of the promised day."),
        letter="a",
        wakes_on=DELIVERED | {TICK},
        tick=Tick(Engagement.due_at, Engagement.delivered_on.is_(None)),
    ),
    condition(
        "M06.often",
        N_("Agency late again and again"),
        OVERDUE,
        YELLOW,
        _often,
        N_("The agency delivered late several times within half a year. Consider a mark."),
        honest=N_("Late twice in half a year in a season of floods."),
        letter="b",
        nature=Nature.STATISTIC,
        parameters=(Parameter("times", 3, N_("Times from which on it is repeated")),),
    ),
    condition(
        "M07.peers",
        N_("Fee out of line with its peers"),
        FEES,
        YELLOW,
        _peers,
        N_(
            "Measured by the value of the object, the fee lies outside what nine of ten like engagements cost. A figure, no proof: look at what was done for it."
        ),
        honest=N_("A fee outside the usual, where too few like orders exist to compare."),
        letter="a",
        nature=Nature.STATISTIC,
        parameters=(N_PEERS,),
    ),
    condition(
        "M07.filed",
        N_("Fee above the filed price"),
        FEES,
        YELLOW,
        _filed,
        N_("The agency charged more than the price that it has filed itself."),
        honest=N_("The agency charged exactly its filed price."),
        letter="b",
        wakes_on=WRITTEN,
        nature=Nature.BREACH,
    ),
    condition(
        "M07.low",
        N_("Fee far below the median"),
        FEES,
        YELLOW,
        _low,
        N_(
            "The fee is less than half of what like engagements cost. Whoever works for so little may be paid by somebody else, or does not do the work."
        ),
        honest=N_("A low fee where too few like orders exist to compare."),
        letter="c",
        nature=Nature.STATISTIC,
        parameters=(N_PEERS, Parameter("part", 0.5, N_("Part of the median below which it is reported"))),
    ),
    condition(
        "M08.ratio",
        N_("Appraised value far from the price dealt"),
        REPORTS,
        RED,
        _ratio,
        N_(
            "The object changed hands at a price far from its appraised value. Compare the report with the market of that day."
        ),
        honest=N_("The object was sold for a little more than its appraised value in a heated auction."),
        letter="a",
        wakes_on=WRITTEN,
        parameters=(
            Parameter("low", 0.7, N_("Lowest ratio of value to price")),
            Parameter("high", 1.3, N_("Highest ratio of value to price")),
        ),
    ),
    condition(
        "M08.copied",
        N_("Report copied from another project"),
        REPORTS,
        RED,
        _copied,
        N_(
            "The words of this report are nearly those of a report on another project. Ask for the site record and the calculation."
        ),
        honest=N_("Reports of one agency share their standard clauses."),
        letter="b",
        parameters=(Parameter("likeness", 0.9, N_("Likeness above which it is reported")),),
    ),
    condition(
        "M08.signers",
        N_("Report signed by too few valuers"),
        REPORTS,
        RED,
        _signers,
        N_("An appraisal report is signed by at least two valuers (art. 28 for appraisals that the law requires)."),
        honest=N_("An audit report signed by one person: the rule of two is for appraisals."),
        letter="c",
        wakes_on=WRITTEN,
        nature=Nature.BREACH,
        parameters=(Parameter("persons", 2, N_("Fewest valuers")),),
    ),
    condition(
        "M08.visit",
        N_("Report older than the visit of the site"),
        REPORTS,
        RED,
        _visit,
        N_(
            "The report is dated before the day on which the site was visited, so it was not written from what was seen there."
        ),
        honest=N_("Visited in the morning and reported in the evening of one day."),
        letter="d",
        wakes_on=WRITTEN,
    ),
)
