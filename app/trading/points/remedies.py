"""T05 and T38: papers changed too late or too often, objections and complaints that were not dealt with in time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Tick, findings
from app.kernel.words import N_
from app.trading.models import Addendum, Objection, Project, TradeComplaint
from app.trading.points.shared import YELLOW, about_trade, condition, goes_on
from app.trading.words import ComplaintState

PUBLISHED = frozenset({"trade.addendum_published", "trade.resumed", "trade.stopped"})
OBJECTED = frozenset({"trade.objected"})
COMPLAINED = frozenset({"trade.complained"})
RUNNING = Tick(Clock.due_at, Clock.stopped_at.is_(None))
"""A day passes while its clock runs."""


def _late_change(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find changes that touch bids and left less time than the law asks, as the deadline stands now."""
    return (
        about_trade(
            fact,
            Addendum.published_at,
            official=Addendum.published_by,
            episode=Addendum.number,
            days_left=Addendum.days_left,
            reason=Addendum.reason,
        )
        .join(Addendum, Addendum.project_id == Project.id)
        .where(Addendum.substantive, Addendum.days_left < limits["days"], Addendum.published_at <= now, goes_on())
    )


def _many_changes(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find trades whose papers were changed again and again in what touches bids."""
    mine = (Addendum.project_id == Project.id, Addendum.substantive, Addendum.published_at <= now)
    count = select(func.count()).where(*mine).correlate(Project).scalar_subquery()
    last = select(func.max(Addendum.published_at)).where(*mine).correlate(Project).scalar_subquery()
    return about_trade(fact, last, addenda=count).where(count >= limits["times"], goes_on())


def _about_objection(fact: str, moment: Any, **evidence: Any) -> Findings:
    return (
        findings(
            kind=Objection.kind,
            subject=Objection.id,
            county=Objection.county,
            organisation=Objection.organisation_id,
            moment=moment,
            fact=fact,
            stage=Objection.stage,
            came_in_at=Objection.made_at,
            answered_at=Objection.answered_at,
            **evidence,
        )
        .select_from(Objection)
        .join(Project, Project.id == Objection.project_id)
    )


def _went_on(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find objections that lay on somebody's desk while the trade went on."""
    return _about_objection(fact, Objection.made_at).where(Objection.halts, Objection.went_on, goes_on())


def _late(now: datetime) -> ColumnElement[bool]:
    """Return: a clock is late, or was when it stopped."""
    return or_(Clock.stopped_at > Clock.due_at, and_(Clock.stopped_at.is_(None), Clock.due_at < now))


def _unanswered(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find objections that were answered too late, or not at all; the clock knows the days of each kind of trade."""
    belongs = and_(
        Clock.subject_kind == Objection.kind, Clock.subject_id == Objection.id, Clock.what == str(ClockKind.ANSWER)
    )
    return _about_objection(fact, Clock.due_at, due_on=Clock.due_on).join(Clock, belongs).where(_late(now), goes_on())


def _complaint(what: ClockKind, fact: str, now: datetime) -> Findings:
    belongs = and_(
        Clock.subject_kind == TradeComplaint.kind, Clock.subject_id == TradeComplaint.id, Clock.what == str(what)
    )
    return (
        findings(
            kind=TradeComplaint.kind,
            subject=TradeComplaint.id,
            county=TradeComplaint.county,
            organisation=TradeComplaint.organisation_id,
            moment=Clock.due_at,
            fact=fact,
            complaint=TradeComplaint.number,
            came_in_at=TradeComplaint.made_at,
            due_on=Clock.due_on,
        )
        .select_from(TradeComplaint)
        .join(Project, Project.id == TradeComplaint.project_id)
        .join(Clock, belongs)
        .where(_late(now), goes_on(), TradeComplaint.state != str(ComplaintState.WITHDRAWN))
    )


def _unexamined(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find complaints that the supervisor examined too late, or not at all."""
    return _complaint(ClockKind.RECEIVE, fact, now)


def _undecided(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find complaints that the supervisor decided too late, or not at all."""
    return _complaint(ClockKind.ANSWER, fact, now)


def _heap(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find trades about which several complaints were taken up."""
    taken = TradeComplaint.state.in_([str(ComplaintState.ACCEPTED), str(ComplaintState.DECIDED)])
    mine = (TradeComplaint.project_id == Project.id, taken, TradeComplaint.examined_at <= now)
    count = select(func.count()).where(*mine).correlate(Project).scalar_subquery()
    last = select(func.max(TradeComplaint.examined_at)).where(*mine).correlate(Project).scalar_subquery()
    return about_trade(fact, last, complaints=count).where(count >= limits["times"], goes_on())


REMEDIES = (
    condition(
        "T05.late",
        N_("Papers changed shortly before the deadline"),
        N_("Bidding Law, art. 23; Implementing Regulations of the Procurement Law, art. 31"),
        YELLOW,
        _late_change,
        N_(
            "A change that may touch bids comes at least fifteen days before the deadline, or the deadline moves. This one left "
            "less. Look at what was changed, at the reason that was published, and at whose bid fits the change."
        ),
        honest=N_(
            "A misprint put right on the last day; a change fifteen days before the deadline; and a late one with which, or "
            "after which, the deadline moved."
        ),
        nature=Nature.BREACH,
        wakes_on=PUBLISHED,
        parameters=(Parameter("days", 15, N_("Days that must be left to the deadline"), N_("calendar days")),),
    ),
    condition(
        "T05.many",
        N_("Papers changed again and again"),
        N_("Implementing Regulations of the Bidding Law, art. 21"),
        YELLOW,
        _many_changes,
        N_(
            "The papers of this trade were changed several times in what touches bids. Read the addenda one after another: do "
            "they lead to one bidder, or were the papers not ready?"
        ),
        honest=N_("Two changes, a misprint put right, and a deadline that moved because the trade stood still."),
        wakes_on=PUBLISHED,
        parameters=(Parameter("times", 3, N_("Addenda from which on it is reported")),),
    ),
    condition(
        "T05.went_on",
        N_("Trade went on while an objection lay unanswered"),
        N_("Implementing Regulations of the Bidding Law, art. 22 and 54"),
        YELLOW,
        _went_on,
        N_(
            "A works tender stands still from an objection to its answer. This objection had come in on paper, and the trade was "
            "brought on before anybody entered it. Ask on whose desk it lay."
        ),
        honest=N_(
            "An objection on paper that was entered before the trade was brought on; and one made on the portal."
        ),
        nature=Nature.BREACH,
        wakes_on=OBJECTED,
    ),
    condition(
        "T38.answer",
        N_("Objection not answered in time"),
        N_("Implementing Regulations of the Bidding Law, art. 22 and 54; Procurement Law, art. 53"),
        YELLOW,
        _unanswered,
        N_(
            "An objection is answered within three days, in a procurement within seven working days. Whoever objected still waits, "
            "or waited too long."
        ),
        honest=N_("Answered on the last day: the third in works, the seventh working day in a procurement."),
        nature=Nature.BREACH,
        wakes_on=OBJECTED | {TICK},
        tick=RUNNING,
    ),
    condition(
        "T38.examined",
        N_("Complaint about a trade not examined in time"),
        N_("Implementing Regulations of the Bidding Law, art. 61; Measures for Complaints in Procurement"),
        YELLOW,
        _unexamined,
        N_(
            "The supervisor says within three working days whether it takes a complaint up, in a procurement within five. It has "
            "not, or did so too late."
        ),
        honest=N_("Examined on the last day: the third working day in works, the fifth in a procurement."),
        nature=Nature.BREACH,
        wakes_on=COMPLAINED | {TICK},
        tick=RUNNING,
        verified=False,
    ),
    condition(
        "T38.decided",
        N_("Complaint about a trade not decided in time"),
        N_("Implementing Regulations of the Bidding Law, art. 61; Procurement Law, art. 56"),
        YELLOW,
        _undecided,
        N_("A complaint that was taken up is decided within thirty working days. It has not been, or was too late."),
        honest=N_("Decided on the thirtieth working day; and one that was withdrawn before."),
        nature=Nature.BREACH,
        wakes_on=COMPLAINED | {TICK},
        tick=RUNNING,
    ),
    condition(
        "T38.heap",
        N_("Several complaints about one trade"),
        N_("Implementing Regulations of the Bidding Law, art. 60 and 61"),
        YELLOW,
        _heap,
        N_("Several complaints about this trade were taken up. Read them together, beside its other alerts."),
        honest=N_("One complaint that was taken up, another that was not, and a third that was withdrawn."),
        wakes_on=frozenset({"trade.complaint_examined"}),
        parameters=(Parameter("times", 2, N_("Complaints from which on it is reported")),),
    ),
)
