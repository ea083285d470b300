"""The desk: what waits for me, by deadline, with a traffic light."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session, selectinload

from app.approvals.flows import ENDED
from app.approvals.models import OWN_CLOCKS, Case, State, against_case
from app.kernel.act import Actor
from app.kernel.clocks import Clock
from app.kernel.clocks.lights import FAR, Deadline, Light, deadline_of, light_of, nearest_or_far
from app.kernel.db import UtcDateTime
from app.kernel.flows.models import StepVisit
from app.kernel.roles import Duty


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk is narrowed by."""

    light: str | None = None
    states: tuple[str, ...] = ()
    only_mine: bool = False
    """Leave out what nobody has taken yet."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One piece of work: the case, its open step, and the nearest of its deadlines."""

    case: Case
    visit: StepVisit
    due_at: datetime | None
    light: Light
    place: tuple[datetime, int]
    """Where the next page goes on."""


def _nearest(column: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return the nearest deadline that runs on a case, or on this very step of it."""
    here = or_(Clock.step_id.is_(None), Clock.step_id == StepVisit.id)
    return nearest_or_far(column, and_(against_case(Case.id), here), Case, StepVisit)


def deadlines(session: Session, case_ids: Collection[int], now: datetime) -> dict[int, Deadline]:
    """Return the deadline of each of some cases; ended ones have none."""
    running: dict[int, list[Clock]] = {pk: [] for pk in case_ids}
    for clock in session.scalars(
        select(Clock).where(against_case(Clock.subject_id), Clock.subject_id.in_(running), Clock.stopped_at.is_(None))
    ):
        running[clock.subject_id].append(clock)
    return {pk: deadline_of(clocks, now) for pk, clocks in running.items()}


def step_deadlines(running: Iterable[Clock], visits: Iterable[StepVisit], now: datetime) -> dict[int, Deadline]:
    """Return the deadline at each open step of a case, by the id of the visit, as the desk shows it."""
    own = [clock for clock in running if clock.what in OWN_CLOCKS]
    return {
        visit.id: deadline_of([clock for clock in own if clock.step_id in (None, visit.id)], now)
        for visit in visits
        if visit.closed_at is None
    }


def _mine(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an open step is the actor's: of his duty and taken by nobody else."""
    held = [and_(StepVisit.organisation_id == home, StepVisit.duty == str(duty)) for home, duty in sorted(actor.duties)]
    if not held:
        return false()
    free = or_(StepVisit.official_id.is_(None), StepVisit.official_id == actor.official_id)
    return and_(StepVisit.subject_kind == Case.kind, StepVisit.closed_at.is_(None), or_(*held), free)


def desk(
    session: Session,
    actor: Actor,
    now: datetime,
    wanted: DeskFilter | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 20,
) -> list[DeskRow]:
    """Return the actor's work, nearest deadline first; ``after`` is the place of the last row seen."""
    wanted = wanted or DeskFilter()
    due, warn = _nearest(Clock.due_at), _nearest(Clock.warn_at)  # type: ignore[arg-type]
    work = (
        select(Case, StepVisit, due.label("due"), warn.label("warn"))
        .join(StepVisit, StepVisit.subject_id == Case.id)
        .where(_mine(actor), *_narrowed(wanted, actor, due, warn, now))
    )
    if after is not None:
        work = work.where(or_(due > after[0], and_(due == after[0], StepVisit.id > after[1])))
    rows = session.execute(work.order_by(due, StepVisit.id).limit(limit).options(selectinload(Case.power_version)))
    return [
        DeskRow(
            row.Case,
            row.StepVisit,
            None if row.due >= FAR else row.due,
            light_of(row.due, row.warn, now),
            (row.due, row.StepVisit.id),
        )
        for row in rows
    ]


def _narrowed(
    wanted: DeskFilter, actor: Actor, due: ColumnElement[datetime], warn: ColumnElement[datetime], now: datetime
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(Case.state.in_(wanted.states))
    if wanted.only_mine:
        conditions.append(StepVisit.official_id == actor.official_id)
    if wanted.text.strip():
        text = wanted.text.strip()
        conditions.append(
            or_(Case.number.startswith(text, autoescape=True), Case.applicant_name.contains(text, autoescape=True))
        )
    if wanted.light is not None:
        moment, never = literal(now, UtcDateTime), literal(FAR, UtcDateTime)
        conditions.append(
            {
                Light.RED: due <= moment,
                Light.YELLOW: and_(due > moment, due < never, warn <= moment),
                Light.GREEN: and_(due > moment, due < never, warn > moment),
                Light.GREY: due >= never,
            }[Light(wanted.light)]
        )
    return conditions


def tiles(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """Return the counts of the desk's tiles: all, red, yellow, untaken, suspended, waiting for papers."""
    due, warn = _nearest(Clock.due_at), _nearest(Clock.warn_at)  # type: ignore[arg-type]
    work = (
        select(due.label("due"), warn.label("warn"), Case.state, StepVisit.official_id)
        .join(StepVisit, StepVisit.subject_id == Case.id)
        .where(_mine(actor))
    )
    inner = work.subquery()
    moment = literal(now, UtcDateTime)
    counts = session.execute(
        select(
            func.count().label("all"),
            func.count().filter(inner.c.due <= moment).label("red"),
            func.count().filter(inner.c.due > moment, inner.c.warn <= moment).label("yellow"),
            func.count().filter(inner.c.official_id.is_(None)).label("untaken"),
            func.count().filter(inner.c.state.in_([State.SUSPENDED, State.HEARING])).label("suspended"),
            func.count().filter(inner.c.state == State.CORRECTING).label("correcting"),
        ).select_from(inner)
    ).one()
    return {name: int(count) for name, count in counts._mapping.items()}


def work_waiting(session: Session, actor: Actor) -> int:
    """Return how many pieces of work wait for the actor, for the home page."""
    if not actor.duties.intersection({(home, duty) for home, duty in actor.duties if duty in Duty}):
        return 0
    return int(
        session.scalar(
            select(func.count())
            .select_from(StepVisit)
            .join(Case, StepVisit.subject_id == Case.id)
            .where(_mine(actor), Case.state.not_in([str(state) for state in ENDED]))
        )
        or 0
    )
