"""Running a case along its flow: visits are opened and closed, duties and four eyes are checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, resume_clock, start_clock, stop_clock, suspend_clock
from app.kernel.db import CountyRow
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.models import FlowStep, FlowTransition, FlowVersion, OrgScope, StepKind, StepVisit
from app.kernel.places import Organisation
from app.kernel.roles import Duty
from app.kernel.words import N_

Overrides = Mapping[str, Mapping[str, Any]]
"""Step code -> what differs for this power: ``limit_value``, ``duty``."""

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a is not None and a < b,
    "<=": lambda a, b: a is not None and a <= b,
    ">": lambda a, b: a is not None and a > b,
    ">=": lambda a, b: a is not None and a >= b,
    "in": lambda a, b: a in b,
}
"""Operators of the condition language; ``以上`` and ``以下`` include the number (Civil Code art. 1259)."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move brought about."""

    closed: StepVisit
    opened: tuple[StepVisit, ...]
    ended: bool


def holds(condition: Any, facts: Mapping[str, Any]) -> bool:
    """Tell whether every [field, operator, value] of a condition holds of the facts."""
    return all(COMPARE[operator](facts.get(name), value) for name, operator, value in condition or ())


def open_visits(session: Session, subject: CountyRow) -> list[StepVisit]:
    """Return the steps at which a case stands now."""
    return [visit for visit in visits_of(session, subject) if visit.closed_at is None]


def visits_of(session: Session, subject: CountyRow) -> list[StepVisit]:
    """Return every stay of a case, oldest first."""
    return list(
        session.scalars(
            select(StepVisit)
            .where(StepVisit.subject_kind == subject.kind, StepVisit.subject_id == subject.id)
            .order_by(StepVisit.id)
        )
    )


def start_flow(
    act: Act,
    subject: CountyRow,
    version: FlowVersion,
    organisation_id: int,
    overrides: Overrides | None = None,
    joint: tuple[int, ...] = (),
) -> list[StepVisit]:
    """Open the first step of a flow for a case; the case keeps this version to its end."""
    starts = [step for step in version.steps if step.node == StepKind.START]
    if len(starts) != 1:
        raise OutOfOrder(N_("This flow has no single start. Ask the administrator to publish it anew."))
    firsts = [t for t in version.transitions if t.from_code == starts[0].code]
    opened: list[StepVisit] = []
    for transition in firsts:
        step = _step(version, transition.to_code)
        opened += _open(act, subject, version, step, organisation_id, overrides, joint)
    return opened


def _step(version: FlowVersion, code: str) -> FlowStep:
    return next(step for step in version.steps if step.code == code)


def _open(
    act: Act,
    subject: CountyRow,
    version: FlowVersion,
    step: FlowStep,
    organisation_id: int,
    overrides: Overrides | None,
    joint: tuple[int, ...],
) -> list[StepVisit]:
    own = dict((overrides or {}).get(step.code, {}))
    homes: tuple[int, ...] = (organisation_id,)
    if step.org_scope == OrgScope.PARENT:
        parent = act.session.get_one(Organisation, organisation_id).parent_id
        homes = (parent or organisation_id,)
    elif step.org_scope == OrgScope.JOINT and joint:
        homes = joint
    return [_visit(act, subject, version, step, home, own) for home in homes]


def _visit(
    act: Act, subject: CountyRow, version: FlowVersion, step: FlowStep, home: int, own: Mapping[str, Any]
) -> StepVisit:
    rounds = act.session.scalar(
        select(func.count())
        .select_from(StepVisit)
        .where(
            StepVisit.subject_kind == subject.kind,
            StepVisit.subject_id == subject.id,
            StepVisit.step_code == step.code,
            StepVisit.organisation_id == home,
        )
    )
    visit = StepVisit(
        county=subject.county,
        subject_kind=subject.kind,
        subject_id=subject.id,
        version_id=version.id,
        step_code=step.code,
        name=step.name,
        round=(rounds or 0) + 1,
        organisation_id=home,
        duty=own.get("duty", step.duty),
        opened_at=act.at,
        signers=[],
    )
    act.session.add(visit)
    act.session.flush()
    limit = own.get("limit_value", step.limit_value)
    if limit:
        start_clock(
            act, subject, ClockKind.STEP, Limit(int(limit), Unit(step.limit_unit)),
            organisation_id=home, step_id=visit.id,
        )  # fmt: skip
    record(act, "step.opened", subject, step=step.code, name=step.name, round=visit.round, visit=visit.id)
    return visit


def may_do(act: Act, visit: StepVisit) -> bool:
    """Tell whether the actor holds the duty of a step, in its organisation, himself or as deputy."""
    if act.actor.is_platform:
        return True
    if visit.duty is None:
        return False
    if visit.official_id is not None and visit.official_id != act.actor.official_id:
        return False
    return (visit.organisation_id, Duty(visit.duty)) in act.actor.duties


def possible_moves(act: Act, subject: CountyRow) -> list[tuple[StepVisit, FlowTransition]]:
    """Return what this actor may do now with a case: (step, transition)."""
    found: list[tuple[StepVisit, FlowTransition]] = []
    for visit in open_visits(act.session, subject):
        if visit.version_id is not None and may_do(act, visit):
            version = act.session.get_one(FlowVersion, visit.version_id)
            found += [(visit, t) for t in version.transitions if t.from_code == visit.step_code]
    return found


def take_visit(act: Act, visit: StepVisit, subject: CountyRow) -> None:
    """Take an open step for oneself, so that colleagues of the same duty leave it alone."""
    _check_duty(act, visit)
    visit.official_id = act.actor.official_id
    record(act, "step.taken", subject, visit=visit.id, step=visit.step_code)


def assign_visit(act: Act, visit: StepVisit, subject: CountyRow, official_id: int) -> None:
    """Give an open step to an official; the caller has checked that he may decide this."""
    visit.official_id = official_id
    record(act, "step.assigned", subject, visit=visit.id, step=visit.step_code, to=official_id)


def sign_visit(act: Act, visit: StepVisit, subject: CountyRow) -> None:
    """Sign a step as a further officer (art. 34: two for a check of substance)."""
    if visit.duty is None or (visit.organisation_id, Duty(visit.duty)) not in act.actor.duties:
        raise NotAllowed(N_("Only an officer with the duty of this step may sign it."))
    if act.actor.official_id in visit.signers:
        raise OutOfOrder(N_("You have signed this step already. Another officer must sign it too."))
    visit.signers = [*visit.signers, act.actor.official_id]
    record(act, "step.signed", subject, visit=visit.id, step=visit.step_code)


def _check_duty(act: Act, visit: StepVisit) -> None:
    if may_do(act, visit):
        return
    if visit.official_id is not None and visit.official_id != act.actor.official_id:
        raise NotAllowed(N_("A colleague has taken this step. Ask him to do it, or have it handed over."))
    raise NotAllowed(
        N_("The step “%(step)s” is done by the holder of another post. It is not yours to do."),
        step=visit.name,
    )


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
    joint: tuple[int, ...] = (),
) -> Moved:
    """Close the present step by an action and open what comes next.

    Refused without the duty, without a required reason or opinion, with too few signatures, or when
    the same person did the step that must be done by somebody else.
    """
    visit = visit or _present(act, subject, action)
    assert visit.version_id is not None
    version = act.session.get_one(FlowVersion, visit.version_id)
    step = _step(version, visit.step_code)
    ways = [t for t in version.transitions if t.from_code == visit.step_code and t.action == action]
    if not ways:
        raise OutOfOrder(N_("This is not possible at the step “%(step)s”."), step=visit.name)
    _check_duty(act, visit)
    _check_content(step, ways, reason, opinion)
    _check_eyes(act, subject, step, visit)
    ways = _chosen(ways, facts or {})
    _close(act, subject, visit, action, opinion or reason)
    opened: list[StepVisit] = []
    ended = False
    home = _home(act, subject, visit)
    for way in ways:
        target = _step(version, way.to_code)
        if target.node == StepKind.JOIN:
            if not _joined(act, subject, version, target):
                continue
            target = _step(version, _only_way(version, target).to_code)
        if target.node == StepKind.END:
            ended = True
        else:
            opened += _open(act, subject, version, target, home, overrides, joint)
    return Moved(visit, tuple(opened), ended and not open_visits(act.session, subject))


def _home(act: Act, subject: CountyRow, visit: StepVisit) -> int:
    """Return the organisation that handles the case; a joint or superior step leads back to it."""
    own = getattr(subject, "organisation_id", None)
    return int(own) if own is not None else visit.organisation_id


def _present(act: Act, subject: CountyRow, action: str) -> StepVisit:
    visits = open_visits(act.session, subject)
    if not visits:
        raise OutOfOrder(N_("The flow of this case has ended."))
    for visit in visits:
        if may_do(act, visit) and visit.version_id is not None:
            version = act.session.get_one(FlowVersion, visit.version_id)
            if any(t.from_code == visit.step_code and t.action == action for t in version.transitions):
                return visit
    return visits[0]


def _check_content(
    step: FlowStep, ways: list[FlowTransition], reason: str | None, opinion: str | None
) -> None:
    if any(way.needs_reason for way in ways) and not (reason or "").strip():
        raise Incomplete(N_("Give the reason. It will be told to the applicant."), field="reason")
    if step.opinion_required and not (opinion or reason or "").strip():
        raise Incomplete(N_("Write your opinion. The next person decides by it."), field="opinion")


def _check_eyes(act: Act, subject: CountyRow, step: FlowStep, visit: StepVisit) -> None:
    signed = {*visit.signers, act.actor.official_id}
    if not act.actor.is_platform and len(signed) < step.min_officers:
        raise Incomplete(
            N_(
                "%(count)d officers must sign this step (Licensing Law art. 34). Ask a colleague to sign first."
            ),
            count=step.min_officers,
        )
    if step.four_eyes_with is None or act.actor.official_id is None:
        return
    same = act.session.scalar(
        select(StepVisit.id).where(
            StepVisit.subject_kind == subject.kind,
            StepVisit.subject_id == subject.id,
            StepVisit.step_code == step.four_eyes_with,
            StepVisit.closed_by == act.actor.official_id,
        )
    )
    if same is not None:
        raise NotAllowed(N_("You did an earlier step of this case. Somebody else must do this one."))


def _chosen(ways: list[FlowTransition], facts: Mapping[str, Any]) -> list[FlowTransition]:
    """Return the transitions whose conditions hold; the default ones when none does."""
    holding = [way for way in ways if holds(way.condition, facts) and not way.is_default]
    return holding or [way for way in ways if way.is_default] or ways[:1]


def _only_way(version: FlowVersion, step: FlowStep) -> FlowTransition:
    return next(t for t in version.transitions if t.from_code == step.code)


def _joined(act: Act, subject: CountyRow, version: FlowVersion, join: FlowStep) -> bool:
    """Tell whether enough of the parallel steps that lead to a join are done."""
    sources = {t.from_code for t in version.transitions if t.to_code == join.code}
    visits = [v for v in visits_of(act.session, subject) if v.step_code in sources]
    done = sum(1 for v in visits if v.closed_at is not None)
    if join.join_rule == "any":
        return done == 1
    if join.join_rule.isdigit():
        return done == int(join.join_rule)
    return all(v.closed_at is not None for v in visits)


def _close(act: Act, subject: CountyRow, visit: StepVisit, action: str, opinion: str | None) -> None:
    visit.closed_at = act.at
    visit.closed_by = act.actor.official_id
    visit.official_id = visit.official_id or act.actor.official_id
    visit.action = action
    visit.opinion = opinion
    stop_clock(act, subject, ClockKind.STEP, step_id=visit.id)
    record(act, "step.closed", subject, visit=visit.id, step=visit.step_code, action=action)


def end_flow(act: Act, subject: CountyRow, action: str) -> None:
    """Close every open step because the case has ended from outside the flow (return, withdrawal)."""
    for visit in open_visits(act.session, subject):
        _close(act, subject, visit, action, None)


def suspend_steps(act: Act, subject: CountyRow, on: date) -> None:
    """Let the step clocks of a case stand still."""
    suspend_clock(act, subject, ClockKind.STEP, on)


def resume_steps(act: Act, subject: CountyRow, on: date) -> None:
    """Let the step clocks of a case run again."""
    resume_clock(act, subject, ClockKind.STEP, on)


VERBS = {
    "step.opened": N_("Step begun"),
    "step.closed": N_("Step done"),
    "step.taken": N_("Step taken"),
    "step.assigned": N_("Step assigned"),
    "step.signed": N_("Step signed"),
    "clock.recomputed": N_("Deadline derived anew after a change of the calendar"),
    "calendar.imported": N_("Working calendar imported"),
}
