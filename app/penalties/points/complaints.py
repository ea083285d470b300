"""P7 Complaints (投诉监察): each reaches supervision; late ones, self-handled ones and heaps are red."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.models import PenaltyCase
from app.penalties.points.cases import RUNNING, condition, late

MADE = frozenset({"penalty.complained"})
TAKEN = MADE | {"penalty.complaint_accepted"}
ANSWERED = TAKEN | {"penalty.complaint_answered"}
BASIS = N_("Administrative Penalty Law, art. 75")


def _complaints(fact: str) -> Findings:
    return _about(PenaltyComplaint.made_at, fact)


def _about(moment: object, fact: str, **evidence: object) -> Findings:
    return (
        findings(
            kind=PenaltyComplaint.kind,
            subject=PenaltyComplaint.id,
            county=PenaltyComplaint.county,
            organisation=PenaltyComplaint.organisation_id,
            official=PenaltyComplaint.official_id,
            moment=moment,
            fact=fact,
            case_number=PenaltyCase.number,
            made_at=PenaltyComplaint.made_at,
            accepted_at=PenaltyComplaint.accepted_at,
            answered_at=PenaltyComplaint.answered_at,
            **evidence,
        )
        .select_from(PenaltyComplaint)
        .outerjoin(PenaltyCase, PenaltyCase.id == PenaltyComplaint.case_id)
    )


def _late(what: ClockKind, fact: str, now: datetime) -> Findings:
    belongs = (
        (Clock.subject_kind == PenaltyComplaint.kind)
        & (Clock.subject_id == PenaltyComplaint.id)
        & (Clock.what == str(what))
    )
    found = _about(Clock.due_at, fact, due_on=Clock.due_on, due_at=Clock.due_at)
    return found.join(Clock, belongs).where(late(now))


def _made(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find every complaint."""
    return _complaints(fact)


def _unaccepted(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find complaints that were taken up too late, or not at all."""
    return _late(ClockKind.RECEIVE, fact, now)


def _unanswered(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find complaints that were answered too late, or not at all."""
    return _late(ClockKind.ANSWER, fact, now)


def _own(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find complaints handled by the very person complained about."""
    return _complaints(fact).where(PenaltyComplaint.handler_id == PenaltyComplaint.official_id)


def _heap(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers complained about again and again within the window before the present."""
    since = now - timedelta(days=limits["window"])
    other = aliased(PenaltyComplaint)
    times = (
        select(func.count())
        .select_from(other)
        .where(
            other.official_id == PenaltyComplaint.official_id,
            other.made_at >= since,
            other.made_at <= PenaltyComplaint.made_at,
        )
        .correlate(PenaltyComplaint)
        .scalar_subquery()
    )
    return _complaints(fact).where(
        PenaltyComplaint.official_id.is_not(None),
        PenaltyComplaint.made_at >= since,
        PenaltyComplaint.made_at <= now,
        times >= limits["times"],
    )


COMPLAINTS = (
    condition(
        "P7.made",
        N_("Complaint about enforcement"),
        BASIS,
        Severity.BLUE,
        _made,
        N_("Every complaint is shown once, with its case and officer where they are named."),
        honest=N_("A citizen asks about a case: a question is no complaint."),
        letter="a",
        wakes_on=MADE,
        nature=Nature.LEAD,
    ),
    condition(
        "P7.unaccepted",
        N_("Complaint not taken up in time"),
        BASIS,
        Severity.RED,
        _unaccepted,
        N_("A complaint is taken up within five working days. Nobody took this one."),
        honest=N_("Made before a holiday and taken up on the fifth working day."),
        letter="b",
        wakes_on=TAKEN | {TICK},
        tick=RUNNING,
    ),
    condition(
        "P7.unanswered",
        N_("Complaint not answered in time"),
        BASIS,
        Severity.RED,
        _unanswered,
        N_("A complaint is answered within sixty days. The citizen still waits."),
        honest=N_("Answered on the sixtieth day."),
        letter="c",
        wakes_on=ANSWERED | {TICK},
        tick=RUNNING,
    ),
    condition(
        "P7.own",
        N_("Complaint handled by the person complained about"),
        BASIS,
        Severity.RED,
        _own,
        N_(
            "Whoever is complained about does not look into the complaint. Give it to somebody else and look at the case again."
        ),
        honest=N_("A complaint about one officer, looked into by another."),
        letter="d",
        wakes_on=TAKEN,
    ),
    condition(
        "P7.heap",
        N_("Officer complained about again and again"),
        BASIS,
        Severity.RED,
        _heap,
        N_("Several complaints within a short time name the same officer. Read them together, beside his cases."),
        honest=N_("Three complaints in a year, the oldest of them more than ninety days ago."),
        letter="e",
        wakes_on=MADE,
        looks_back=True,
        parameters=(
            Parameter("times", 3, N_("Complaints from which on it is repeated")),
            Parameter("window", 90, N_("Days in which they are counted"), N_("calendar days")),
        ),
    ),
)
