"""P1 and P2: clues that were not taken up, cases that were not filed (不予受理、不予立案)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.clocks import ClockKind
from app.kernel.places import Official
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_
from app.penalties.cases.acts import Evidence
from app.penalties.cases.measures import EarlyEnd, PenaltyMeasure
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.points.cases import RUNNING, about_case, about_clock, condition, late

DECLINED = frozenset({"penalty.declined", "penalty.imported"})
UNFILED = frozenset({"penalty.left_unfiled", "penalty.imported"})
TOLD = DECLINED | UNFILED | {"penalty.informer_told", TICK}
CAME_TO_NOTHING = [
    str(state) for state in (CaseState.CLUE, CaseState.CLUE_CLOSED, CaseState.NOT_FILED, CaseState.WITHDRAWN)
]
TAKEN = frozenset({"penalty.registered", "penalty.filed", "penalty.decided_on_spot", "penalty.imported", TICK})


def _ended(fact: str, state: CaseState) -> Findings:
    return about_case(
        moment=PenaltyCase.ended_at, fact=fact, official=PenaltyCase.approved_by, reason=PenaltyCase.reason
    ).where(PenaltyCase.state == str(state), PenaltyCase.ended_at.is_not(None))


def _unapproved_one() -> ColumnElement[bool]:
    return or_(
        func.coalesce(PenaltyCase.reason, "") == "",
        PenaltyCase.approved_by.is_(None),
        PenaltyCase.approved_by == PenaltyCase.registered_by,
    )


def _declined(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find every clue that was not taken up, with reasons and another's approval."""
    return _ended(fact, CaseState.CLUE_CLOSED).where(~_unapproved_one())


def _unapproved(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find clues that were put away without reasons, or by who had written them down."""
    return _ended(fact, CaseState.CLUE_CLOSED).where(_unapproved_one())


def _repeated(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find clues put away although the same party, place and cause had come before within the window, for nothing."""
    since = now - timedelta(days=limits["window"])
    other, taken = aliased(PenaltyCase), aliased(PenaltyCase)

    def same(case: Any) -> tuple[ColumnElement[bool], ...]:
        return (
            case.party_hash == PenaltyCase.party_hash,
            case.place == PenaltyCase.place,
            case.item_id == PenaltyCase.item_id,
            case.registered_at >= since,
            case.registered_at <= PenaltyCase.ended_at,
        )

    times = select(func.count()).select_from(other).where(*same(other)).correlate(PenaltyCase).scalar_subquery()
    followed = select(taken.id).where(*same(taken), taken.state.not_in(CAME_TO_NOTHING))
    return _ended(fact, CaseState.CLUE_CLOSED).where(
        PenaltyCase.party_hash.is_not(None),
        PenaltyCase.registered_at >= since,
        PenaltyCase.ended_at <= now,
        times >= limits["times"],
        ~followed.correlate(PenaltyCase).exists(),
    )


def _uninformed(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find informers who were not told in time that nothing follows."""
    return about_clock(ClockKind.INFORM, fact, reason=PenaltyCase.reason, told_at=PenaltyCase.informer_told_at).where(
        late(now)
    )


def _standard() -> ColumnElement[bool]:
    proves = select(Evidence.id).where(Evidence.case_id == PenaltyCase.id, Evidence.proves_filing.is_(True))
    return proves.correlate(PenaltyCase).exists()


def _unfiled(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find every case that was not filed, whose evidence does not meet the filing standard."""
    return _ended(fact, CaseState.NOT_FILED).where(~_standard())


def _standard_met(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find cases that were not filed although a piece of evidence meets the filing standard."""
    return _ended(fact, CaseState.NOT_FILED).where(_standard())


def _late(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find clues that were neither taken up nor put away in time."""
    return about_clock(ClockKind.CLUE, fact, filed_at=PenaltyCase.filed_at).where(late(now))


def rate(what: EarlyEnd, fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers who end cases early far more often than their peers, beyond what chance explains."""
    return (
        findings(
            kind=Official.kind,
            subject=PenaltyMeasure.official_id,
            county=PenaltyMeasure.county,
            organisation=PenaltyMeasure.organisation_id,
            official=PenaltyMeasure.official_id,
            moment=PenaltyMeasure.measured_at,
            fact=fact,
            episode=PenaltyMeasure.what + ":" + cast(PenaltyMeasure.month, String),
            handled=PenaltyMeasure.handled,
            ended=PenaltyMeasure.ended,
            early_rate=PenaltyMeasure.rate,
            peer_rate=PenaltyMeasure.peer_rate,
            deviation=PenaltyMeasure.deviation,
            probability=PenaltyMeasure.probability,
        )
        .select_from(PenaltyMeasure)
        .where(
            PenaltyMeasure.what == str(what),
            PenaltyMeasure.handled >= limits["n_min"],
            PenaltyMeasure.deviation > limits["z"],
            PenaltyMeasure.probability < limits["p"],
        )
    )


def _unfiled_rate(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers whose clues are left unfiled far more often than those of their peers."""
    return rate(EarlyEnd.UNFILED, fact, now, limits)


PEERS = (
    Parameter("n_min", 20, N_("Fewest cases that are compared")),
    Parameter("z", 3, N_("Standard deviations above the peers")),
    Parameter("p", 0.001, N_("Highest probability by chance")),
)

CLUE = (
    condition(
        "P1.declined",
        N_("Clue not taken up"),
        N_("Administrative Penalty Law, art. 54 and 76"),
        Severity.BLUE,
        _declined,
        N_(
            "Every clue that is put away is shown once, so that an inspector can look at its reason. It is no breach in itself."
        ),
        honest=N_("A clue of another organ's field that was handed over and not put away."),
        letter="a",
        wakes_on=DECLINED,
        nature=Nature.LEAD,
    ),
    condition(
        "P1.unapproved",
        N_("Clue put away without reasons or by its own registrar"),
        N_("Administrative Penalty Law, art. 54, 76 and 83"),
        Severity.RED,
        _unapproved,
        N_(
            "A clue is put away with reasons and by somebody other than who wrote it down; otherwise one person can make a violation vanish. Ask who decided, and read the clue."
        ),
        honest=N_("Put away with reasons and approved by the head."),
        letter="b",
        wakes_on=DECLINED,
    ),
    condition(
        "P1.repeated",
        N_("The same clue was put away although it came again"),
        N_("Administrative Penalty Law, art. 54, 76 and 83"),
        Severity.RED,
        _repeated,
        N_(
            "The same party, place and violation were reported more than once within a short time, and nothing followed. Compare the reasons and look at the place."
        ),
        honest=N_(
            "Two neighbours reported one violation: the first report was filed and punished, the second put away as the same matter."
        ),
        letter="c",
        wakes_on=DECLINED,
        looks_back=True,
        version=2,
        parameters=(
            Parameter("times", 2, N_("Times from which on it is repeated")),
            Parameter("window", 180, N_("Days in which they are counted"), N_("calendar days")),
        ),
    ),
    condition(
        "P1.uninformed",
        N_("Informer not told in time"),
        N_("Administrative Penalty Law, art. 54 and 75; rules of the organ"),
        Severity.RED,
        _uninformed,
        N_(
            "Whoever reports a violation is told within the days of the county's rule that nothing follows, and why. Nobody told him."
        ),
        honest=N_("An anonymous report: there is nobody to tell, so no limit runs."),
        letter="d",
        wakes_on=TOLD,
        tick=RUNNING,
    ),
    condition(
        "P2.unfiled",
        N_("Case not filed"),
        N_("Administrative Penalty Law, art. 54(2) and 76(2)"),
        Severity.YELLOW,
        _unfiled,
        N_("Every case that is not filed is shown once. Read the reason beside the filing standard of the item."),
        honest=N_("A clue that was filed after a second look at the evidence."),
        letter="a",
        wakes_on=UNFILED,
        nature=Nature.LEAD,
    ),
    condition(
        "P2.standard_met",
        N_("Not filed although the evidence meets the filing standard"),
        N_("Administrative Penalty Law, art. 54(2) and 76(2)"),
        Severity.RED,
        _standard_met,
        N_(
            "A piece of evidence was marked as meeting the filing standard of the item, and yet the case was not filed. What meets the standard must be filed in time."
        ),
        honest=N_("Evidence that was looked at and does not meet the filing standard."),
        letter="b",
        wakes_on=UNFILED,
    ),
    condition(
        "P2.late",
        N_("Clue neither filed nor put away in time"),
        N_("Administrative Penalty Law, art. 54(2) and 76(2)"),
        Severity.RED,
        _late,
        N_(
            "A clue is filed or put away within the working days of the county's rule. This one lay longer. Ask who had it, and whether the violation went on meanwhile."
        ),
        honest=N_("Found on the eve of a holiday and filed on the last working day of the limit."),
        letter="c",
        wakes_on=TAKEN | DECLINED | UNFILED,
        tick=RUNNING,
    ),
    condition(
        "P2.rate",
        N_("Leaves far more cases unfiled than peers"),
        N_("Administrative Penalty Law, art. 76(2)"),
        Severity.YELLOW,
        _unfiled_rate,
        N_(
            "Of the clues that this officer wrote down, far more were left unfiled than among his peers of the county. A figure, no proof: look at the cases."
        ),
        honest=N_("An officer with few clues, most of them about matters that were put right at once."),
        letter="d",
        nature=Nature.STATISTIC,
        parameters=PEERS,
    ),
)
