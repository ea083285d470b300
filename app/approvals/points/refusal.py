"""A2 Refusal (不予许可): in writing, with reasons and remedies, and no more often than among peers."""

from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, or_

from app.approvals.measures import RefusalMeasure
from app.approvals.models import Case
from app.approvals.points.cases import about_case
from app.kernel.places import Official
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.powers.models import Power

REFUSED = frozenset({"approval.refused", "approval.imported", "approval.corrected_record"})
MIN_REASON = Parameter("min_reason", 20, N_("Fewest characters of a reason"), N_("characters"))


def _unreasoned(limits: Limits) -> ColumnElement[bool]:
    return or_(
        func.coalesce(Case.reason_code, "") == "", func.length(func.coalesce(Case.reason, "")) < limits["min_reason"]
    )


def _without_remedy() -> ColumnElement[bool]:
    return func.coalesce(Case.remedy, "") == ""


def _refusals(fact: str) -> Findings:
    return about_case(
        moment=Case.decided_at,
        fact=fact,
        official=Case.decided_by,
        reason_code=Case.reason_code,
        reason=Case.reason,
        remedy=Case.remedy,
        all_met=Case.all_met,
    ).where(Case.decision == "refuse", Case.decided_at.is_not(None))


def _own() -> ColumnElement[bool]:
    # Logs of other systems carry neither reasons nor remedies; silence there proves nothing.
    return Case.source != "import"


def _reason(now: datetime, limits: Limits) -> Findings:
    """Find refusals without a reason code or with too short a reason."""
    return _refusals(N_("Refused without sufficient reasons")).where(_own(), _unreasoned(limits))


def _remedy(now: datetime, limits: Limits) -> Findings:
    """Find refusals that do not tell where to seek remedy."""
    return _refusals(N_("Refused without telling the remedies")).where(_own(), _without_remedy())


def _all_met(now: datetime, limits: Limits) -> Findings:
    """Find refusals although the review marked every condition as met."""
    return _refusals(N_("Refused although every condition was marked as met")).where(Case.all_met.is_(True))


def _refused(now: datetime, limits: Limits) -> Findings:
    """Find every other refusal."""
    faultless = and_(~_unreasoned(limits), ~_without_remedy(), Case.all_met.is_(False))
    return _refusals(N_("Application refused")).where(or_(~_own(), faultless))


def _rate(now: datetime, limits: Limits) -> Findings:
    """Find officers who refuse an item far more often than their peers, beyond what chance explains."""
    return (
        findings(
            kind=Official.kind,
            subject=RefusalMeasure.official_id,
            county=RefusalMeasure.county,
            organisation=RefusalMeasure.organisation_id,
            official=RefusalMeasure.official_id,
            moment=RefusalMeasure.measured_at,
            fact=Power.name,
            episode=cast(RefusalMeasure.power_id, String) + ":" + RefusalMeasure.month,
            decided=RefusalMeasure.decided,
            refused=RefusalMeasure.refused,
            rate=RefusalMeasure.rate,
            peer_rate=RefusalMeasure.peer_rate,
            deviation=RefusalMeasure.deviation,
            probability=RefusalMeasure.probability,
        )
        .select_from(RefusalMeasure)
        .join(Power, Power.id == RefusalMeasure.power_id)
        .where(
            RefusalMeasure.decided >= limits["n_min"],
            RefusalMeasure.deviation > limits["z"],
            RefusalMeasure.probability < limits["p"],
        )
    )


REASON = Point(
    code="A2.reason",
    letter="a",
    title=N_("Refusal without reasons"),
    basis=N_("Administrative Licensing Law, art. 38 and 72(7)"),
    severity=Severity.RED,
    wakes_on=REFUSED,
    find=_reason,
    parameters=(MIN_REASON,),
    explanation=N_(
        "A refusal must give its reasons in writing. This one has no reason code or a text too"
        " short to be a reason. Read the decision and the review behind it."
    ),
    honest=N_("A refusal with a short code and a full reason; and one imported from a log that holds no reasons."),
)
REMEDY = Point(
    code="A2.remedy",
    letter="b",
    title=N_("Refusal without remedies"),
    basis=N_("Administrative Licensing Law, art. 38"),
    severity=Severity.RED,
    wakes_on=REFUSED,
    find=_remedy,
    explanation=N_(
        "A refusal must tell the applicant that he may ask for reconsideration or go to court,"
        " and where. Without it the time limit of the remedy does not run."
    ),
    honest=N_("A refusal that names court and reconsideration; and one imported from a log that holds no remedies."),
)
ALL_MET = Point(
    code="A2.all_met",
    letter="c",
    title=N_("Refusal against the review"),
    basis=N_("Administrative Licensing Law, art. 38, 72(7) and 74(2)"),
    severity=Severity.RED,
    wakes_on=REFUSED,
    find=_all_met,
    explanation=N_(
        "The review marked every condition of the item as met, and yet the application was "
        "refused. Who meets the conditions has a right to the licence. Ask who decided against"
        " the review, and why."
    ),
    honest=N_("A refusal in which the review marked one of several conditions as not met."),
)
REFUSED_ONE = Point(
    code="A2.refused",
    letter="d",
    title=N_("Application refused"),
    basis=N_("Administrative Licensing Law, art. 38"),
    severity=Severity.YELLOW,
    wakes_on=REFUSED,
    find=_refused,
    parameters=(MIN_REASON,),
    nature=Nature.LEAD,
    explanation=N_(
        "Every refusal is shown once, so that an inspector can look at its reasons. It is no breach in itself."
    ),
    honest=N_("A case granted after a long review: no refusal at all."),
)
RATE = Point(
    code="A2.rate",
    letter="e",
    title=N_("Refuses far more often than peers"),
    basis=N_("Administrative Licensing Law, art. 72 and 74(2)"),
    severity=Severity.YELLOW,
    find=_rate,
    nature=Nature.STATISTIC,
    parameters=(
        Parameter("n_min", 20, N_("Fewest decisions that are compared")),
        Parameter("z", 3, N_("Standard deviations above the peers")),
        Parameter("p", 0.001, N_("Chance below which it is no accident")),
    ),
    explanation=N_(
        "Within a year this officer refused this item more often than colleagues do, beyond "
        "three standard deviations and beyond what chance explains. There may be good reasons "
        "(difficult cases); look at a sample of his refusals."
    ),
    honest=N_("A new officer with few decisions, several of them refusals of difficult cases."),
)

REFUSAL = (REASON, REMEDY, ALL_MET, REFUSED_ONE, RATE)
