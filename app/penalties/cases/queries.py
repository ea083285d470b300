"""Finding and opening penalty cases inside the actor's scope; my work by deadline; what may be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.kernel.act import Act, Actor
from app.kernel.attachments import Attachment
from app.kernel.clocks import Clock
from app.kernel.clocks.lights import FAR, Light, light_of, nearest_or_far
from app.kernel.db import UtcDateTime
from app.kernel.errors import NotFound
from app.kernel.flows.machine import Move
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.parties.recusal import keeps_away
from app.penalties.cases.acts import Evidence, PenaltyComplaint
from app.penalties.cases.flows import OFFICERS, PENALTY
from app.penalties.cases.guards import holds, officers_of
from app.penalties.cases.models import CaseOfficer, CaseState, OfficerCertificate, PenaltyCase
from app.penalties.models import ItemState, ViolationItem

PAGE = 20
Place = tuple[datetime, int]

OFFICERS_STATES = (
    CaseState.FILED,
    CaseState.INVESTIGATING,
    CaseState.PROPOSED,
    CaseState.REVIEWED,
    CaseState.NOTICED,
    CaseState.DECIDED,
    CaseState.SERVED,
    CaseState.EXECUTING,
)
HEADS_STATES = {
    Duty.ORGAN_HEAD: (CaseState.CLUE, CaseState.RECHECKED, CaseState.DISCUSSED),
    Duty.SECTION_HEAD: (CaseState.CLUE, CaseState.SUSPENDED),
    Duty.LEGAL_REVIEWER: (CaseState.PROPOSED,),
}
"""States in which a case waits for whom."""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One case that waits for the actor, with the nearest of its deadlines."""

    case: PenaltyCase
    due_at: datetime | None
    light: Light
    place: Place


def case_for(act: Act, case_id: int) -> PenaltyCase:
    """Return a case of the actor's scope; NotFound for every other, existing or not."""
    case = act.session.scalar(
        select(PenaltyCase)
        .where(PenaltyCase.id == case_id, act.actor.scope.where(PenaltyCase.county, PenaltyCase.organisation_id))
        .options(
            selectinload(PenaltyCase.officers).joinedload(CaseOfficer.official),
            selectinload(PenaltyCase.officers).joinedload(CaseOfficer.certificate),
        )
    )
    if case is None:
        raise NotFound(N_("There is no such case in your scope."))
    return case


def _mine(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a case waits for the actor: as its officer, or by his duty at its organ."""
    parts: list[ColumnElement[bool]] = []
    on_it = (
        select(CaseOfficer.id)
        .where(
            CaseOfficer.case_id == PenaltyCase.id,
            CaseOfficer.official_id == (actor.official_id or 0),
            CaseOfficer.left_at.is_(None),
        )
        .correlate(PenaltyCase)
        .exists()
    )
    if any(duty in OFFICERS for _, duty in actor.duties):
        parts.append(and_(PenaltyCase.state.in_([str(state) for state in OFFICERS_STATES]), on_it))
        parts.append(and_(PenaltyCase.state == str(CaseState.CLUE), PenaltyCase.registered_by == actor.official_id))
    for home, duty in sorted(actor.duties):
        if duty in HEADS_STATES:
            states = [str(state) for state in HEADS_STATES[duty]]
            parts.append(and_(PenaltyCase.organisation_id == home, PenaltyCase.state.in_(states)))
    return or_(*parts) if parts else false()


def _nearest(column: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return the nearest deadline that runs on a case or on evidence that it holds."""
    held = select(Evidence.id).where(Evidence.case_id == PenaltyCase.id).correlate(PenaltyCase)
    against = or_(
        and_(Clock.subject_kind == PenaltyCase.kind, Clock.subject_id == PenaltyCase.id),
        and_(Clock.subject_kind == Evidence.kind, Clock.subject_id.in_(held)),
    )
    return nearest_or_far(column, against, PenaltyCase)


def desk(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    light: str = "",
    text: str = "",
    after: Place | None = None,
    limit: int = PAGE,
) -> list[DeskRow]:
    """Return the actor's cases, nearest deadline first; ``after`` is the place of the last row seen."""
    due, warn = _nearest(Clock.due_at), _nearest(Clock.warn_at)  # type: ignore[arg-type]
    work = select(PenaltyCase, due.label("due"), warn.label("warn")).where(_mine(actor))
    moment = literal(now, UtcDateTime)
    if light == Light.RED:
        work = work.where(due <= moment)
    if light == Light.YELLOW:
        work = work.where(due > moment, warn <= moment)
    if text.strip():
        work = work.where(_contains(text))
    if after is not None:
        work = work.where(or_(due > after[0], and_(due == after[0], PenaltyCase.id > after[1])))
    rows = session.execute(work.order_by(due, PenaltyCase.id).limit(limit).options(joinedload(PenaltyCase.item)))
    return [
        DeskRow(row[0], None if row.due >= FAR else row.due, light_of(row.due, row.warn, now), (row.due, row[0].id))
        for row in rows
    ]


def tiles(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many cases wait: all, overdue, due soon."""
    due, warn = _nearest(Clock.due_at), _nearest(Clock.warn_at)  # type: ignore[arg-type]
    inner = select(due.label("due"), warn.label("warn")).select_from(PenaltyCase).where(_mine(actor)).subquery()
    moment = literal(now, UtcDateTime)
    row = session.execute(
        select(
            func.count().label("all"),
            func.count().filter(inner.c.due <= moment).label("red"),
            func.count().filter(inner.c.due > moment, inner.c.warn <= moment).label("yellow"),
        ).select_from(inner)
    ).one()
    return {name: int(count) for name, count in row._mapping.items()}


def work_waiting(session: Session, actor: Actor) -> int:
    """Return how many cases wait for the actor, for the home page."""
    return int(session.scalar(select(func.count()).select_from(PenaltyCase).where(_mine(actor))) or 0)


def _contains(text: str) -> ColumnElement[bool]:
    text = text.replace("\x00", "").strip()[:60]
    return or_(
        PenaltyCase.number.startswith(text, autoescape=True), PenaltyCase.party_name.contains(text, autoescape=True)
    )


def find_cases(
    session: Session, actor: Actor, *, text: str = "", state: str = "", before: int | None = None
) -> list[PenaltyCase]:
    """Return the cases of the actor's scope, newest first; the next page begins before the last id of this one."""
    wanted = select(PenaltyCase).where(actor.scope.where(PenaltyCase.county, PenaltyCase.organisation_id))
    if text.strip():
        wanted = wanted.where(_contains(text))
    if state in {str(word) for word in CaseState}:
        wanted = wanted.where(PenaltyCase.state == state)
    if before:
        wanted = wanted.where(PenaltyCase.id < before)
    ordered = wanted.order_by(PenaltyCase.id.desc()).limit(PAGE)
    return list(session.scalars(ordered.options(joinedload(PenaltyCase.item), joinedload(PenaltyCase.organisation))))


def possible_moves(act: Act, case: PenaltyCase) -> list[Move]:
    """Return the acts that the actor may make on a case now, in the order of the reference."""
    mine = {officer.official_id for officer in officers_of(case)}
    away = keeps_away(act.session, act.actor.official_id, case.party_hash)
    moves = []
    for move in PENALTY.moves_from(case.state):
        if (away and move.code != "keep_away") or not holds(act, case.organisation_id, move.duties):
            continue
        others = move.duties - OFFICERS
        on_it = not mine or act.actor.official_id in mine
        if on_it or holds(act, case.organisation_id, others):
            moves.append(move)
    return moves


def certified_officers(session: Session, organisation_id: int, act: Act) -> list[tuple[int, str]]:
    """Return the officers of an organ whose certificate is valid today, with its number."""
    rows = session.scalars(
        select(OfficerCertificate)
        .where(
            OfficerCertificate.organisation_id == organisation_id,
            OfficerCertificate.valid_from <= act.on,
            OfficerCertificate.valid_to >= act.on,
            OfficerCertificate.withdrawn_on.is_(None),
        )
        .options(joinedload(OfficerCertificate.official))
        .order_by(OfficerCertificate.number)
    )
    return [(row.official_id, f"{row.official.name}（{row.number}）") for row in rows]


def items_of(session: Session, organisation_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return the penalty items in force of some organs, to choose from."""
    rows = session.execute(
        select(ViolationItem.id, ViolationItem.name, ViolationItem.code)
        .where(
            ViolationItem.organisation_id.in_(sorted(organisation_ids)), ViolationItem.state == str(ItemState.IN_FORCE)
        )
        .order_by(ViolationItem.code)
        .limit(1000)
    )
    return [(row[0], f"{row[1]}（{row[2]}）") for row in rows]


def files_of(session: Session, case: PenaltyCase) -> dict[int, Attachment]:
    """Return the files of a case by id."""
    rows = session.scalars(
        select(Attachment).where(Attachment.subject_kind == case.kind, Attachment.subject_id == case.id)
    )
    return {row.id: row for row in rows}


def complaints_for(session: Session, actor: Actor, limit: int = 100) -> list[PenaltyComplaint]:
    """Return the complaints of the actor's scope, unanswered first, oldest first."""
    wanted = select(PenaltyComplaint).where(
        actor.scope.where(PenaltyComplaint.county, PenaltyComplaint.organisation_id)
    )
    return list(
        session.scalars(
            wanted.order_by(PenaltyComplaint.answered_at.is_not(None), PenaltyComplaint.id)
            .limit(limit)
            .options(joinedload(PenaltyComplaint.case), joinedload(PenaltyComplaint.official))
        )
    )


def complaints_waiting(session: Session, actor: Actor) -> int:
    """Return how many complaints wait for an answer in the actor's scope."""
    if not actor.roles & {Role.INSPECTOR, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER}:
        return 0
    wanted = select(func.count()).select_from(PenaltyComplaint)
    mine = actor.scope.where(PenaltyComplaint.county, PenaltyComplaint.organisation_id)
    return int(session.scalar(wanted.where(PenaltyComplaint.answered_at.is_(None), mine)) or 0)
