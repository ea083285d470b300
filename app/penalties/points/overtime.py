"""P6 Overtime (超时办理): ninety days, service, preserved and seized goods, payment, court, limitation."""

from datetime import datetime, timedelta

from sqlalchemy import and_

from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Severity, Tick
from app.kernel.words import N_
from app.penalties.cases.acts import Evidence
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.points.cases import DECIDED, RUNNING, about_case, about_clock, about_decision, condition, late

MOVES = DECIDED | {
    "penalty.filed",
    "penalty.suspended",
    "penalty.resumed",
    "penalty.filing_withdrawn",
    "clock.recomputed",
}
SERVED = DECIDED | {"penalty.served", "penalty.closed"}
HELD = frozenset(
    {"penalty.evidence_added", "penalty.evidence_released", "penalty.seizure_extended", "penalty.imported"}
)
PAYING = SERVED | {
    "penalty.paid",
    "penalty.deferred",
    "penalty.reminded",
    "penalty.surcharge_began",
    "penalty.remedy_ended",
}
ASKED = SERVED | {"penalty.paid", "penalty.court_applied", "penalty.remedy_ended"}


def _decision(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find cases decided after the ninety days, or still open after them."""
    return about_clock(
        ClockKind.STATUTORY,
        fact,
        filed_at=PenaltyCase.filed_at,
        decided_at=PenaltyCase.decided_at,
        suspended_days=Clock.suspended_days,
    ).where(late(now))


def _near(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find open cases whose ninety days end within some days."""
    soon = now + timedelta(days=limits["days"])
    return about_clock(ClockKind.STATUTORY, fact, filed_at=PenaltyCase.filed_at).where(
        Clock.stopped_at.is_(None), Clock.due_at > now, Clock.due_at <= soon
    )


def _service(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find decisions served later than seven working days, or not yet."""
    return about_clock(
        ClockKind.DELIVER, fact, decided_at=PenaltyCase.decided_at, served_at=PenaltyCase.served_at
    ).where(late(now))


def _held(what: ClockKind, fact: str, now: datetime) -> Findings:
    belongs = and_(Clock.subject_kind == Evidence.kind, Clock.subject_id == Evidence.id, Clock.what == str(what))
    return (
        about_case(
            moment=Clock.due_at,
            fact=fact,
            official=Evidence.added_by,
            episode=Clock.id,
            thing=Evidence.description,
            due_on=Clock.due_on,
            due_at=Clock.due_at,
            released_at=Evidence.released_at,
            limit=Clock.limit_value,
            unit=Clock.limit_unit,
        )
        .join(Evidence, Evidence.case_id == PenaltyCase.id)
        .join(Clock, belongs)
        .where(late(now))
    )


def _evidence(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find preserved evidence that was decided upon too late, or not at all."""
    return _held(ClockKind.EVIDENCE, fact, now)


def _seizure(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find seizures that lasted longer than thirty days, with their extension sixty."""
    return _held(ClockKind.SEIZURE, fact, now)


def _report(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find decisions on the spot that were reported for file too late, or not at all."""
    return about_clock(
        ClockKind.REPORT, fact, decided_at=PenaltyCase.decided_at, reported_at=PenaltyCase.reported_at
    ).where(late(now))


def _payment(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find unpaid fines for which neither surcharge nor reminder followed."""
    return about_clock(ClockKind.PAY, fact, fine=PenaltyCase.fine, paid=PenaltyCase.paid).where(
        Clock.stopped_at.is_(None),
        Clock.due_at <= limits["days_ago"],
        PenaltyCase.paid < PenaltyCase.fine,
        PenaltyCase.surcharge_from.is_(None),
        PenaltyCase.reminded_at.is_(None),
        PenaltyCase.under_remedy.is_(False),
        PenaltyCase.state != str(CaseState.CLOSED),
    )


def _court(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fines for whose enforcement the court was asked too late, or never."""
    return about_clock(ClockKind.COURT, fact, fine=PenaltyCase.fine, paid=PenaltyCase.paid).where(late(now))


def _lapsed(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find penalties decided although the act was too old when it was discovered; filing alone punishes nobody."""
    return about_decision(
        fact, acted_on=PenaltyCase.acted_on, found_on=PenaltyCase.found_on, lapsed_on=PenaltyCase.lapsed_on
    ).where(PenaltyCase.found_on >= PenaltyCase.lapsed_on)


OVERTIME = (
    condition(
        "P6.decision",
        N_("Decided after the ninety days"),
        N_("Administrative Penalty Law, art. 60"),
        Severity.RED,
        _decision,
        N_(
            "A penalty is decided within ninety days of filing unless a law or rule says otherwise; time that stood still is not counted. Look in the timeline where it was lost."
        ),
        honest=N_("Decided on the last day after an expert opinion during which the time stood still."),
        letter="a",
        wakes_on=MOVES | {TICK},
        tick=RUNNING,
    ),
    condition(
        "P6.near",
        N_("Ninety days end soon"),
        N_("Administrative Penalty Law, art. 60"),
        Severity.BLUE,
        _near,
        N_("A few days are left. A hint for the organ; nothing is wrong yet."),
        honest=N_("A case decided ten days before its limit."),
        letter="i",
        wakes_on=MOVES | {TICK},
        tick=Tick(PenaltyCase.near_at),
        ceases_by_time=True,
        nature=Nature.LEAD,
        parameters=(Parameter("days", 10, N_("Days before the end"), N_("calendar days")),),
    ),
    condition(
        "P6.service",
        N_("Decision not served in time"),
        N_("Administrative Penalty Law, art. 61"),
        Severity.RED,
        _service,
        N_(
            "A decision is handed over at once or served within seven working days. Until then the party neither pays nor seeks remedy."
        ),
        honest=N_("Served on the seventh working day after a holiday."),
        letter="b",
        wakes_on=SERVED | {TICK},
        tick=RUNNING,
    ),
    condition(
        "P6.evidence",
        N_("Preserved evidence not decided upon in time"),
        N_("Administrative Penalty Law, art. 56"),
        Severity.RED,
        _evidence,
        N_(
            "What is registered and preserved in advance is decided upon within seven working days: given back, seized, sent to appraisal. These goods are still held."
        ),
        honest=N_("Given back on the seventh working day."),
        letter="c",
        wakes_on=HELD | {TICK},
        tick=RUNNING,
    ),
    condition(
        "P6.seizure",
        N_("Seized beyond the limit"),
        N_("Administrative Coercion Law, art. 25"),
        Severity.RED,
        _seizure,
        N_(
            "A seizure lasts thirty days, once extended by thirty more. After that the goods are given back or confiscated by decision."
        ),
        honest=N_("Extended in time and given back within sixty days."),
        letter="d",
        wakes_on=HELD | {TICK},
        tick=RUNNING,
    ),
    condition(
        "P6.report",
        N_("Decision on the spot not reported for file in time"),
        N_("Administrative Penalty Law, art. 52(3)"),
        Severity.RED,
        _report,
        N_(
            "A decision on the spot is reported to the organ for file within the days of its rule. What is not filed cannot be counted against the treasury."
        ),
        honest=N_("A fine on the spot of a night patrol, reported for file the next working day."),
        letter="e",
        wakes_on=DECIDED | {"penalty.reported", TICK},
        tick=RUNNING,
    ),
    condition(
        "P6.payment",
        N_("Unpaid without surcharge or reminder"),
        N_("Administrative Penalty Law, art. 67 and 72"),
        Severity.RED,
        _payment,
        N_(
            "The fifteen days have passed, the fine is not paid, and nobody added the three per cent or reminded the party. A fine that is let lie is a fine forgiven."
        ),
        honest=N_("Paid in part, and the remedy of the party is pending."),
        letter="f",
        wakes_on=PAYING | {TICK},
        tick=Tick(Clock.due_at, Clock.stopped_at.is_(None), shift="days"),
        parameters=(Parameter("days", 3, N_("Working days that are let pass"), N_("working days")),),
    ),
    condition(
        "P6.court",
        N_("Court not asked in time"),
        N_("Administrative Coercion Law, art. 53"),
        Severity.RED,
        _court,
        N_(
            "Within three months of the end of the time for remedies the court is asked to enforce. After that nobody can collect the fine any more."
        ),
        honest=N_("The party paid at the bank on the last day; the slip reached the office a week later."),
        letter="g",
        wakes_on=ASKED | {TICK},
        tick=RUNNING,
    ),
    condition(
        "P6.lapsed",
        N_("Punished after the limitation"),
        N_("Administrative Penalty Law, art. 36"),
        Severity.RED,
        _lapsed,
        N_(
            "An act that is discovered after two years, five where life, health or finance was harmed, is not punished any more. Check when it ended and when it was found."
        ),
        honest=N_("A continuing act that ended less than two years before it was found."),
        letter="h",
        wakes_on=DECIDED | {"penalty.corrected_record"},
    ),
)
