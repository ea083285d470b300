"""Complaints to the supervisor of a trade: examined, the trade suspended by a written notice, decided, the decision published."""

from datetime import date

from sqlalchemy import select

from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.clocks import ClockKind, clock_of, start_clock, stop_clock
from app.kernel.codes import new_code
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.numbering import next_number
from app.kernel.voices import said
from app.kernel.words import N_
from app.trading.flows import TENDER
from app.trading.guards import begin, finish
from app.trading.models import Objection, Project, TradeComplaint
from app.trading.operations.halting import go_on, halt, is_held
from app.trading.operations.objecting import declare_void, evaluate_again
from app.trading.operations.voices import nameless
from app.trading.remedies import COMPLAINING, MOST_SUSPENDED, complaint_until
from app.trading.words import ComplaintOutcome, ComplaintState, TradeKind


def complain(
    act: Act,
    project: Project,
    text: str,
    name: str,
    contact: str,
    *,
    objection: Objection | None = None,
    known_on: date | None = None,
) -> TradeComplaint:
    """Take a complaint to the supervisor, in the time of the law: after the answer to the objection, or its due day.

    A works tender may be complained about without an objection, from the day on which the matter became known.
    """
    if project.supervisor_id is None:
        raise OutOfOrder(N_("This trade names no supervising department. Ask the trading centre who supervises it."))
    if project.notice is None or project.notice.published_at is None:
        raise OutOfOrder(N_("This project has no notice yet. Draft it first."))
    _check_window(act, project, objection, known_on)
    rule = COMPLAINING[TradeKind(project.trade_kind)]
    made = TradeComplaint(
        county=project.county,
        project_id=project.id,
        organisation_id=project.supervisor_id,
        objection_id=objection.id if objection else None,
        number=f"TS{act.on.year}-{project.county}-{next_number(act, 'trade_complaint', project.county):04d}",
        text=said(text),
        name=said(name, "name", 120),
        contact=said(contact, "contact", 120),
        query_code=new_code(12),
        made_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    start_clock(act, made, ClockKind.RECEIVE, rule.examine)
    record(act, "trade.complained", made, project=project.id, objection=made.objection_id)
    return made


def _check_window(act: Act, project: Project, objection: Objection | None, known_on: date | None) -> None:
    rule = COMPLAINING[TradeKind(project.trade_kind)]
    if objection is None:
        if rule.objection_first or known_on is None:
            raise Incomplete(
                N_("Object first, and complain with the code of the objection if the answer does not satisfy you."),
                field="code",
            )
        if known_on > act.on:
            raise Incomplete(N_("This day lies in the future."), field="known_on")
        begins = known_on
    else:
        if objection.project_id != project.id:
            raise Incomplete(N_("This is the code of an objection to another trade."), field="code")
        standing = select(TradeComplaint.id).where(TradeComplaint.objection_id == objection.id)
        if act.session.scalar(standing.limit(1)) is not None:
            raise Conflict(N_("A complaint with this objection has been taken already."), field="code")
        begins = _answered_on(act, objection)
    last = complaint_until(act.session, project, begins)
    if act.on > last:
        raise TooLate(N_("A complaint about this could be made until %(day)s."), day=last)


def _answered_on(act: Act, objection: Objection) -> date:
    """Return the day of the answer, or the day on which it was due; refused while neither has come."""
    if objection.answered_at is not None:
        return local_day(objection.answered_at)
    clock = clock_of(act.session, objection, ClockKind.ANSWER)
    if clock is None or clock.due_on is None or act.on <= clock.due_on:
        raise OutOfOrder(N_("The buyer has not answered yet, and still may. Wait for the answer or its day."))
    return clock.due_on


def _state(complaint: TradeComplaint, *states: ComplaintState) -> None:
    if complaint.state not in states:
        raise OutOfOrder(
            N_("This is not possible while the state is “%(state)s”. Reload the page."),
            state=ComplaintState(complaint.state),
        )


def examine(act: Act, complaint: TradeComplaint, reason: str = "", *, accepted: bool) -> None:
    """Accept a complaint, or refuse to take it up with the reason; its time for the decision begins."""
    project = complaint.project
    move = begin(act, project, "examine")
    _state(complaint, ComplaintState.MADE)
    if not accepted:
        complaint.decision = nameless(act, project, said(reason, "reason"), "reason")
    complaint.state = str(ComplaintState.ACCEPTED if accepted else ComplaintState.REFUSED)
    complaint.examined_at, complaint.examined_by = act.at, act.actor.official_id
    stop_clock(act, complaint, ClockKind.RECEIVE)
    if accepted:
        start_clock(act, complaint, ClockKind.ANSWER, COMPLAINING[TradeKind(project.trade_kind)].decide)
    finish(act, project, move, complaint=complaint.id, accepted=accepted)


def suspend(act: Act, complaint: TradeComplaint, until: date, text: str) -> None:
    """Suspend the trade by a written notice, once and for thirty days at most; it stands on the portal."""
    project = complaint.project
    move = begin(act, project, "suspend")
    _state(complaint, ComplaintState.ACCEPTED)
    if complaint.suspended_at is not None:
        raise OutOfOrder(N_("The trade has been suspended for this complaint already; the law allows it once."))
    if not act.on < until <= act.on + MOST_SUSPENDED:
        raise Incomplete(
            N_("A suspension lasts thirty days at most (Government Procurement Law art. 57). Choose an earlier day."),
            field="until",
        )
    complaint.notice = nameless(act, project, said(text, "notice"), "notice")
    complaint.suspended_at, complaint.suspended_until = act.at, until
    act.session.flush()
    halt(act, project, "complaint")
    finish(act, project, move, complaint=complaint.id, until=until)


def lift(act: Act, complaint: TradeComplaint) -> None:
    """Lift a suspension before its last day."""
    project = complaint.project
    move = begin(act, project, "lift")
    if complaint.suspended_at is None or complaint.resumed_at is not None:
        raise OutOfOrder(N_("No suspension is in force for this complaint."))
    complaint.resumed_at = act.at
    finish(act, project, move, complaint=complaint.id)
    go_on(act, project)


def lift_due(act: Act) -> int:
    """Lift the suspensions whose last day has passed, by the clock; returns how many."""
    over = select(TradeComplaint).where(TradeComplaint.resumed_at.is_(None), TradeComplaint.suspended_until < act.on)
    found = act.session.scalars(over.order_by(TradeComplaint.id)).all()
    for complaint in found:
        complaint.resumed_at = act.at
        record(act, TENDER.moves["lift"].verb, complaint.project, complaint=complaint.id)
        go_on(act, complaint.project)
    return len(found)


def decide(act: Act, complaint: TradeComplaint, decision: str, outcome: ComplaintOutcome) -> None:
    """Decide a complaint, by a head of the supervisor who did not examine it; the decision is published without names."""
    project = complaint.project
    move = begin(act, project, "decide")
    _state(complaint, ComplaintState.ACCEPTED)
    if act.actor.official_id is not None and act.actor.official_id == complaint.examined_by:
        raise NotAllowed(N_("Who examined the complaint does not decide it. Let another head decide."))
    complaint.decision = nameless(act, project, said(decision, "decision"), "decision")
    complaint.outcome, complaint.state = str(outcome), str(ComplaintState.DECIDED)
    complaint.decided_at, complaint.decided_by = act.at, act.actor.official_id
    stop_clock(act, complaint, ClockKind.ANSWER)
    _end_suspension(act, complaint)
    finish(act, project, move, complaint=complaint.id, outcome=str(outcome), number=complaint.number)
    if outcome == ComplaintOutcome.VOID:
        declare_void(act, project, complaint=complaint.id)
    elif outcome == ComplaintOutcome.AGAIN:
        evaluate_again(act, project, complaint.decision)
        if is_held(act, project):
            halt(act, project, "complaint")
    go_on(act, project)


def _end_suspension(act: Act, complaint: TradeComplaint) -> None:
    if complaint.suspended_at is not None and complaint.resumed_at is None:
        complaint.resumed_at = act.at


def withdraw_complaint(act: Act, complaint: TradeComplaint) -> None:
    """Withdraw a complaint by whoever holds its code; what follows later is still seen by the supervision."""
    _state(complaint, ComplaintState.MADE, ComplaintState.ACCEPTED)
    complaint.state, complaint.withdrawn_at = str(ComplaintState.WITHDRAWN), act.at
    for what in (ClockKind.RECEIVE, ClockKind.ANSWER):
        stop_clock(act, complaint, what)
    _end_suspension(act, complaint)
    record(act, "trade.complaint_withdrawn", complaint, project=complaint.project_id)
    go_on(act, complaint.project)
