"""Running a case along its flow: every move closes one step and opens what comes next.

A move checks duty, four eyes, reasons, opinion, signatures and documents; then it writes the visit,
stops and starts the step clocks and leaves its rows in the trail, all in the act's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.calendar import DUE_MOVED
from app.kernel.clocks import ClockKind, earliest_suspension, resume_clock, running_clocks, suspend_clock
from app.kernel.db import CountyRow
from app.kernel.documents import Document
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.flows.journey import Journey, Overrides
from app.kernel.flows.models import FlowRun, FlowState, FlowStep, FlowVersion, OrgScope, StepVisit
from app.kernel.flows.plan import Plan
from app.kernel.flows.visits import (
    assign_visit,
    may_do,
    obstacle,
    open_visits,
    possible_moves,
    possible_ways,
    sign_visit,
    take_visit,
    visits,
    visits_of,
)
from app.kernel.words import N_

__all__ = [
    "VERBS",
    "Moved",
    "Overrides",
    "assign_visit",
    "end_flow",
    "may_do",
    "move",
    "obstacle",
    "open_visits",
    "possible_moves",
    "possible_ways",
    "resume_steps",
    "sign_visit",
    "start_flow",
    "suspend_steps",
    "take_visit",
    "visits_of",
]

VERBS: Mapping[str, str] = {
    "step.opened": N_("Step begun"),
    "step.closed": N_("Step done"),
    "step.taken": N_("Step taken"),
    "step.assigned": N_("Step assigned"),
    "step.signed": N_("Step signed by a further officer"),
    "clock.recomputed": N_("Deadline derived again after a change of the calendar"),
    DUE_MOVED: N_("Due day moved by a change of the calendar"),
    "calendar.imported": N_("Working calendar imported"),
    "calendar.loaded": N_("Published working calendars loaded"),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move brought about: the step closed, the steps opened, and whether the flow has ended."""

    closed: StepVisit
    opened: tuple[StepVisit, ...]
    ended: bool


def start_flow(
    act: Act,
    subject: CountyRow,
    version: FlowVersion,
    organisation_id: int,
    overrides: Overrides | None = None,
    joint: Sequence[int] | None = None,
) -> list[StepVisit]:
    """Send a case on its way and return the steps it stands at; it keeps this version to its end."""
    if version.state == FlowState.DRAFT:
        raise OutOfOrder(N_("This flow is still a draft. Publish it before cases run along it."))
    if _locked_run(act, subject) is not None:
        raise OutOfOrder(N_("This case is on its way along a flow already. End that flow first."))
    plan = Plan(version)
    if not joint and any(step.org_scope == OrgScope.JOINT for step in plan.steps.values()):
        raise Incomplete(
            N_(
                "This flow needs the organs that handle the case jointly (Licensing Law, art. 26). "
                "Name at least one in the power's version."
            ),
            field="joint",
        )
    run = FlowRun(
        county=subject.county,
        subject_kind=subject.kind,
        subject_id=subject.id,
        version_id=version.id,
        organisation_id=organisation_id,
        joint=list(joint or ()),
        started_at=act.at,
        overrides={code: dict(own) for code, own in (overrides or {}).items()},
    )
    act.session.add(run)
    act.session.flush()
    journey = Journey(act, subject, run, plan, joint=run.joint)
    journey.follow(plan.start.code, None)
    return journey.opened


def move(
    act: Act,
    subject: CountyRow,
    action: str,
    *,
    reason: str | None = None,
    opinion: str | None = None,
    facts: Mapping[str, Any] | None = None,
    visit: StepVisit | None = None,
    overrides: Overrides | None = None,
    joint: Sequence[int] | None = None,
) -> Moved:
    """Close an open step by an action and open what comes next.

    Without ``visit`` it is the actor's own step that knows the action. ``facts`` are what conditions
    of the transitions look at; ``overrides`` and ``joint`` hold for this move instead of those that the
    flow began with. Refused without the duty, when a colleague has taken the step, when
    four eyes are needed and these are the first two, and when reason, opinion, signatures or a
    document are missing.
    """
    run = _locked_run(act, subject)
    if run is None:
        raise OutOfOrder(N_("The flow of this case has ended, no step is open. Reload the page."))
    plan = Plan(run.version)
    visit = visit or _own_visit(act, subject, plan, action)
    refused = obstacle(act, visit)
    if refused is not None:
        raise refused
    ways = plan.ways(visit.step_code, action)
    if not ways:
        raise _not_here(plan, action, visit.name)
    step = plan.steps[visit.step_code]
    needs_reason = any(way.needs_reason for way in ways)
    _check_papers(act, subject, step, visit, needs_reason, reason, opinion)
    journey = Journey(act, subject, run, plan, facts or {}, overrides or {}, joint or run.joint)
    visit.opinion, visit.reason = opinion, reason
    journey.close(visit, action)
    journey.follow(visit.step_code, action, visit)
    ended = journey.end_if_done()
    return Moved(visit, tuple(journey.opened), ended)


def end_flow(act: Act, subject: CountyRow, action: str) -> list[StepVisit]:
    """Close every open step because the case ends from outside the flow (return, withdrawal, transfer).

    Whose duty that is the caller has checked. Returns the steps closed.
    """
    run = _locked_run(act, subject)
    if run is None:
        return []
    journey = Journey(act, subject, run, Plan(run.version))
    closed = journey.still_open()
    for visit in closed:
        journey.close(visit, action)
    journey.end_if_done()
    return closed


def suspend_steps(act: Act, subject: CountyRow, on: date) -> None:
    """Let the step clocks of a case stand still; a step opened after that day, from its first day on."""
    for clock in running_clocks(act.session, subject, ClockKind.STEP):
        day = max(on, earliest_suspension(clock))
        suspend_clock(act, subject, ClockKind.STEP, day, step_id=clock.step_id)


def resume_steps(act: Act, subject: CountyRow, on: date) -> None:
    """Let the step clocks of a case run again."""
    resume_clock(act, subject, ClockKind.STEP, on)


def _locked_run(act: Act, subject: CountyRow) -> FlowRun | None:
    """Return the run of a case that has not ended, locked until the transaction ends."""
    running = select(FlowRun).where(
        FlowRun.subject_kind == subject.kind, FlowRun.subject_id == subject.id, FlowRun.ended_at.is_(None)
    )
    run = act.session.scalar(running.with_for_update().execution_options(populate_existing=True))
    if run is not None:
        # Whoever held the lock before may have closed steps that this session has read as open.
        list(act.session.scalars(visits(subject).execution_options(populate_existing=True)))
    return run


def _own_visit(act: Act, subject: CountyRow, plan: Plan, action: str) -> StepVisit:
    """Return the open step at which the actor means to act."""
    knowing = [v for v in open_visits(act.session, subject) if plan.ways(v.step_code, action)]
    if not knowing:
        names = "、".join(visit.name for visit in open_visits(act.session, subject))
        raise _not_here(plan, action, names)
    own = [visit for visit in knowing if may_do(act, visit)]
    taken = [visit for visit in own if visit.official_id == act.actor.official_id] or own
    if len(taken) > 1:
        raise Incomplete(N_("You have several open steps of this case. Say which one you mean."), field="visit")
    return taken[0] if taken else knowing[0]


def _not_here(plan: Plan, action: str, step: str) -> OutOfOrder:
    return OutOfOrder(
        N_("“%(action)s” is not possible at the step “%(step)s”. Reload the page to see what is."),
        action=plan.label(action),
        step=step,
    )


def _check_papers(
    act: Act,
    subject: CountyRow,
    step: FlowStep,
    visit: StepVisit,
    needs_reason: bool,
    reason: str | None,
    opinion: str | None,
) -> None:
    if needs_reason and not (reason or "").strip():
        raise Incomplete(N_("Give the reason in words that the person concerned understands."), field="reason")
    if step.opinion_required and not (opinion or "").strip():
        raise Incomplete(N_("Write your opinion: the next person decides by it."), field="opinion")
    signed = {*(visit.signers or ()), act.actor.official_id} - {None}
    if len(signed) < step.min_officers and not (act.actor.is_platform and step.min_officers == 1):
        raise Incomplete(
            N_(
                "%(count)d officers must sign the step “%(step)s” (Licensing Law, art. 34; Penalty Law, "
                "art. 42). Ask a colleague to sign first."
            ),
            count=step.min_officers,
            step=step.name,
        )
    if step.document_required is not None:
        issued = select(func.count()).where(
            Document.subject_kind == subject.kind,
            Document.subject_id == subject.id,
            Document.what == step.document_required,
        )
        if not act.session.scalar(issued):
            raise Incomplete(
                N_("The step “%(step)s” cannot be left before its document has been issued. Issue it first."),
                step=step.name,
            )
