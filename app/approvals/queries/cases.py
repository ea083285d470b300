"""Finding and opening cases inside the actor's scope, and what he may do with one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.approvals.flows import APPROVAL
from app.approvals.models import Case, Complaint
from app.approvals.operations.guards import check_actor, self_away
from app.approvals.operations.review import reviewers
from app.approvals.operations.third_parties import unheard
from app.kernel.act import Act, Actor
from app.kernel.errors import NotAllowed, NotFound, OutOfOrder, Refused
from app.kernel.flows import engine
from app.kernel.flows.machine import Move
from app.kernel.flows.models import FlowTransition, StepVisit
from app.kernel.roles import Role
from app.kernel.words import N_
from app.parties.recusal import keeps_away

PAGE = 20


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a case lies in the actor's scope: his organ handles it, or a step of it."""
    scope = actor.scope
    inside = scope.where(Case.county, Case.organisation_id)
    if not scope.organisations:
        return inside
    joined = (
        select(StepVisit.id)
        .where(
            StepVisit.subject_kind == Case.kind,
            StepVisit.subject_id == Case.id,
            StepVisit.organisation_id.in_(sorted(scope.organisations)),
        )
        .correlate(Case)
        .exists()
    )
    return or_(inside, joined)


def case_for(act: Act, case_id: int) -> Case:
    """Return a case of the actor's scope; NotFound for every other, existing or not."""
    case = act.session.scalar(
        select(Case)
        .where(Case.id == case_id, in_scope(act.actor))
        .options(
            joinedload(Case.power_version),
            joinedload(Case.organisation),
            selectinload(Case.materials),
            selectinload(Case.suspensions),
        )
    )
    if case is None:
        raise NotFound(N_("There is no such case in your scope."))
    return case


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a search for cases is narrowed by; empty fields narrow nothing."""

    states: tuple[str, ...] = ()
    organisation_id: int | None = None
    power_id: int | None = None
    handler_id: int | None = None
    text: str = ""
    """Beginning of the number, or part of the applicant's name."""
    received_from: date | None = None
    received_to: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of cases, newest first, and where the next one begins."""

    cases: tuple[Case, ...]
    after: tuple[datetime, int] | None


def find_cases(
    session: Session,
    actor: Actor,
    wanted: CaseFilter | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> Page:
    """Return cases of the actor's scope, newest first, a page at a time.

    ``after`` is the (received at, id) of the last case seen, so that deep pages cost no more than
    the first.
    """
    statement = select(Case).where(in_scope(actor), *_conditions(wanted or CaseFilter()))
    if after is not None:
        statement = statement.where(
            or_(Case.received_at < after[0], and_(Case.received_at == after[0], Case.id < after[1]))
        )
    newest = statement.order_by(Case.received_at.desc(), Case.id.desc()).limit(limit + 1)
    found = session.scalars(newest.options(selectinload(Case.power_version), selectinload(Case.organisation))).all()
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), (last.received_at, last.id) if last else None)


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(Case.state.in_(wanted.states))
    if wanted.organisation_id is not None:
        conditions.append(Case.organisation_id == wanted.organisation_id)
    if wanted.power_id is not None:
        conditions.append(Case.power_id == wanted.power_id)
    if wanted.handler_id is not None:
        conditions.append(Case.handler_id == wanted.handler_id)
    if wanted.text.strip():
        text = wanted.text.strip()
        conditions.append(
            or_(Case.number.startswith(text, autoescape=True), Case.applicant_name.contains(text, autoescape=True))
        )
    if wanted.received_from is not None:
        conditions.append(Case.received_on >= wanted.received_from)
    if wanted.received_to is not None:
        conditions.append(Case.received_on <= wanted.received_to)
    return conditions


@dataclass(frozen=True, slots=True)
class Button:
    """One act in the row of a case page; disabled ones say why."""

    move: Move
    visit: StepVisit | None
    why_not: Refused | None = None

    @property
    def allowed(self) -> bool:
        """Tell whether the actor may make it now."""
        return self.why_not is None


def possible_moves(act: Act, case: Case) -> list[Button]:
    """Return what the law knows in the present state of a case, with the reason where it is not the actor's.

    Acts of the clock and of the applicant alone are left out.
    """
    buttons = []
    visits = engine.open_visits(act.session, case)
    ways = engine.possible_ways(act, case)
    away = keeps_away(act.session, act.actor.official_id, case.applicant_hash)
    for move in APPROVAL.moves_from(case.state):
        if not move.duties or (move.code == "decide_on_spot" and not case.power_version.instant):
            continue
        if move.code == "hear_third_party" and not unheard(act, case):
            continue
        visit, why_not = _judge(act, case, move, visits, ways)
        if away and move.code != "recuse":
            visit, why_not = None, self_away()
        buttons.append(Button(move, visit, why_not))
    return buttons


def _judge(
    act: Act, case: Case, move: Move, visits: list[StepVisit], ways: list[tuple[StepVisit, FlowTransition]]
) -> tuple[StepVisit | None, Refused | None]:
    """Return the step that a move would close, and why the actor may not make it."""
    try:
        check_actor(act, case, move)
    except Refused as refusal:
        return None, refusal
    if move.code in ("take", "sign"):
        signs = move.code == "sign"
        mine = [visit for visit in visits if engine.obstacle(act, visit, as_second=signs) is None]
        if not signs:
            mine = [visit for visit in mine if visit.official_id is None]
        return (mine[0], None) if mine else (None, _not_yours())
    if move.flow_action is None or (move.code == "deliver" and not visits):
        return None, None
    visit = next((visit for visit, way in ways if way.action == move.flow_action), None)
    why_not = None if visit else _not_yours()
    if visit and move.code in ("grant", "refuse") and act.actor.official_id in reviewers(act, case):
        why_not = NotAllowed(N_("You handled this case, so somebody else must decide it."))
    return visit, why_not


def _not_yours() -> Refused:
    return OutOfOrder(N_("The step at which the case stands is another post's, or knows no such act."))


def complaints_for(session: Session, actor: Actor, limit: int = PAGE) -> list[Complaint]:
    """Return complaints that an inspector of the region may read, unanswered and oldest first."""
    if Role.INSPECTOR not in actor.roles:
        return []
    condition = actor.scope.where(Complaint.county)
    own = Complaint.organisation_id == actor.organisation_id if actor.organisation_id else false()
    return list(
        session.scalars(
            select(Complaint)
            .where(condition, ~own)
            .order_by(Complaint.answered_at.is_not(None), Complaint.made_at, Complaint.id)
            .limit(limit)
        )
    )
