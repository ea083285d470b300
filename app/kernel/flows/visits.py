"""Who may do an open step, and the verbs that do not move the case: take, assign, sign."""

from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.clocks import Clock, ClockKind
from app.kernel.db import CountyRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from app.kernel.flows.models import FlowStep, FlowTransition, FlowVersion, StepVisit
from app.kernel.flows.plan import Plan
from app.kernel.places import Official, duties_held, posts_held
from app.kernel.roles import Duty, Role
from app.kernel.words import N_

HEADS = (Duty.SECTION_HEAD, Duty.ORGAN_HEAD)
"""Duties whose holders may give the steps of their organisation to an official."""


def visits(subject: CountyRow) -> Select[Any]:
    """Select the visits of a subject, oldest first."""
    return (
        select(StepVisit)
        .where(StepVisit.subject_kind == subject.kind, StepVisit.subject_id == subject.id)
        .order_by(StepVisit.opened_at, StepVisit.id)
    )


def visits_of(session: Session, subject: CountyRow) -> list[StepVisit]:
    """Return every stay of a case at a step, oldest first."""
    return list(session.scalars(visits(subject)))


def open_visits(session: Session, subject: CountyRow) -> list[StepVisit]:
    """Return the steps that wait to be done, oldest first; a join waits for nobody and is not one."""
    return list(session.scalars(visits(subject).where(StepVisit.closed_at.is_(None), StepVisit.duty.is_not(None))))


def step_of(session: Session, visit: StepVisit) -> FlowStep | None:
    """Return the step that a visit stays at; None for a visit of an imported log."""
    if visit.version_id is None:
        return None
    return Plan(session.get_one(FlowVersion, visit.version_id)).steps[visit.step_code]


def holds_duty(act: Act, visit: StepVisit) -> bool:
    """Tell whether the actor holds, or deputises in, the post that does a step; the platform does."""
    if act.actor.is_platform:
        return True
    return visit.duty is not None and (visit.organisation_id, Duty(visit.duty)) in act.actor.duties


def has_done(session: Session, visit: StepVisit, step_code: str, official_id: int) -> bool:
    """Tell whether an official closed, signed or was given another step of the same case."""
    others = select(StepVisit).where(
        StepVisit.subject_kind == visit.subject_kind,
        StepVisit.subject_id == visit.subject_id,
        StepVisit.step_code == step_code,
    )
    return any(
        official_id in (other.closed_by, other.official_id, *(other.signers or ())) for other in session.scalars(others)
    )


def obstacle(act: Act, visit: StepVisit, *, as_second: bool = False) -> Refused | None:
    """Return why the actor may not do an open step now, or None when he may.

    ``as_second`` asks for a further officer, who signs a step that a colleague has taken.
    """
    if visit.closed_at is not None:
        return _done(visit)
    if not holds_duty(act, visit):
        return NotAllowed(
            N_(
                "The step “%(step)s” is done by the holder of the duty “%(duty)s” in its organisation. "
                "You do not hold that post today."
            ),
            step=visit.name,
            duty=Duty(visit.duty) if visit.duty else "-",
        )
    actor = act.actor.official_id
    if as_second and actor is not None and actor == visit.official_id:
        return NotAllowed(
            N_(
                "You have the step “%(step)s” yourself, so you cannot sign it as the second officer (Licensing "
                "Law, art. 34; Penalty Law, art. 42). Ask a colleague to sign."
            ),
            step=visit.name,
        )
    if as_second and actor is not None and actor in (visit.signers or ()):
        return Conflict(N_("You have signed this step already. Another officer must sign it too."))
    if visit.official_id is not None and actor not in (None, visit.official_id) and not as_second:
        return NotAllowed(
            N_("A colleague has taken the step “%(step)s”. Ask him, or ask your head to assign it again."),
            step=visit.name,
        )
    return None if actor is None else four_eyes(act.session, visit, actor)


def four_eyes(session: Session, visit: StepVisit, official_id: int) -> NotAllowed | None:
    """Return why an official may not do a step that another pair of eyes must do."""
    step = step_of(session, visit)
    if step is None or step.four_eyes_with is None:
        return None
    if not has_done(session, visit, step.four_eyes_with, official_id):
        return None
    return NotAllowed(
        N_(
            "The step “%(step)s” must be done by somebody else than an earlier step of this case (separation "
            "of duties). Ask a colleague or the deputy."
        ),
        step=visit.name,
    )


def may_do(act: Act, visit: StepVisit) -> bool:
    """Tell whether the actor may do an open step now."""
    return obstacle(act, visit) is None


def possible_ways(act: Act, subject: CountyRow) -> list[tuple[StepVisit, FlowTransition]]:
    """Return what the actor may do with a case now: for each of his steps one transition an action."""
    found: dict[tuple[int, str], tuple[StepVisit, FlowTransition]] = {}
    for visit in open_visits(act.session, subject):
        if visit.version_id is not None and may_do(act, visit):
            plan = Plan(act.session.get_one(FlowVersion, visit.version_id))
            for way in plan.ways(visit.step_code):
                found.setdefault((visit.id, way.action), (visit, way))
    return list(found.values())


def possible_moves(act: Act, subject: CountyRow) -> list[FlowTransition]:
    """Return the transitions that the actor may follow now, each once."""
    return list({way.id: way for _, way in possible_ways(act, subject)}.values())


def take_visit(act: Act, visit: StepVisit) -> None:
    """Take an open step for oneself, so that colleagues of the same duty leave it alone."""
    refused = obstacle(act, visit)
    if refused is not None:
        raise refused
    if act.actor.official_id is None:
        raise NotAllowed(N_("Only an official can take a step."))
    _give(act, visit, act.actor.official_id)
    record(act, "step.taken", subject_of(visit), step=visit.step_code, visit=visit.id)


def assign_visit(act: Act, visit: StepVisit, official_id: int) -> None:
    """Give an open step to an official who holds its duty.

    Done by whoever has the step, by a head of its organisation, or by an administrator of its county
    (handing over the work of a leaving clerk).
    """
    if visit.closed_at is not None:
        raise _done(visit)
    if not _may_assign(act, visit):
        raise NotAllowed(N_("A step is assigned by who has it or by a head of its organisation. Ask one of them."))
    official = act.session.get(Official, official_id)
    held = duties_held(posts_held(act.session, official_id, act.on))
    left = official is None or (official.left_on is not None and official.left_on < act.on)
    if left or visit.duty is None or (visit.organisation_id, Duty(visit.duty)) not in held:
        raise Incomplete(
            N_("This official does not hold the duty of the step “%(step)s” today. Choose one who does."),
            field="official_id",
            step=visit.name,
        )
    refused = four_eyes(act.session, visit, official_id)
    if refused is not None:
        raise refused
    previous = visit.official_id
    _give(act, visit, official_id)
    record(
        act,
        "step.assigned",
        subject_of(visit),
        step=visit.step_code,
        visit=visit.id,
        previous=previous,
        official=official_id,
    )


def sign_visit(act: Act, visit: StepVisit) -> None:
    """Sign an open step as a further officer (art. 34(3): two for a check of substance)."""
    refused = obstacle(act, visit, as_second=True)
    if refused is not None:
        raise refused
    if act.actor.official_id is None:
        raise NotAllowed(N_("Only an official can sign a step."))
    visit.signers = [*(visit.signers or ()), act.actor.official_id]
    record(act, "step.signed", subject_of(visit), step=visit.step_code, visit=visit.id)


def subject_of(visit: StepVisit) -> Subject:
    """Return the case of a visit, in whose timeline its acts stand."""
    return Subject(visit.subject_kind, visit.subject_id, visit.county)


def _done(visit: StepVisit) -> Conflict:
    return Conflict(
        N_("The step “%(step)s” is done already. Reload the page to see where the case stands."), step=visit.name
    )


def _may_assign(act: Act, visit: StepVisit) -> bool:
    actor = act.actor
    heads = any((visit.organisation_id, duty) in actor.duties for duty in HEADS)
    administers = bool(actor.roles & {Role.COUNTY_ADMIN, Role.CITY_ADMIN})
    inside = actor.scope.holds(visit.county, visit.organisation_id)
    return may_do(act, visit) or heads or (administers and inside)


def _give(act: Act, visit: StepVisit, official_id: int) -> None:
    visit.official_id = official_id
    act.session.execute(
        update(Clock)
        .where(
            Clock.subject_kind == visit.subject_kind,
            Clock.subject_id == visit.subject_id,
            Clock.what == str(ClockKind.STEP),
            Clock.step_id == visit.id,
            Clock.stopped_at.is_(None),
        )
        .values(official_id=official_id)
    )
    act.session.flush()
