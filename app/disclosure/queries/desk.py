"""What clerks, examiners and the county see: tasks with their light, what waits, freshness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session, joinedload

from app.disclosure.access import may_examine, may_withdraw
from app.disclosure.models import (
    DisclosingBody,
    DisclosureDuty,
    DisclosureItem,
    DisclosureQuestion,
    DisclosureRequest,
    DisclosureTask,
    DisclosureVersion,
    PrivacyFinding,
)
from app.disclosure.words import PUBLIC_STATES, LeakDecision, TextState, kinds_of
from app.kernel.act import Actor
from app.kernel.clocks import Clock, ClockKind
from app.kernel.clocks.lights import Light
from app.kernel.errors import NotFound
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.words import Cadence

MOST = 50
AHEAD = timedelta(days=45)
"""How far ahead tasks are shown."""
ROWS = 40


def light_of(warn_at: datetime, due_at: datetime, met_at: datetime | None, now: datetime) -> Light:
    """Return the traffic light of a task."""
    if met_at is not None:
        return Light.GREEN
    if due_at <= now:
        return Light.RED
    return Light.YELLOW if warn_at <= now else Light.GREEN


def inside(actor: Actor, model: Any) -> ColumnElement[bool]:
    """Return the condition for rows of an organisation inside somebody's scope."""
    return actor.scope.where(model.county, model.organisation_id)


def tasks_for(session: Session, actor: Actor, now: datetime) -> list[DisclosureTask]:
    """Return what an organisation, and those below it, must publish soon or should have published, latest first."""
    T = DisclosureTask  # noqa: N806 - the table, many times
    open_ones = (
        select(T)
        .where(inside(actor, T), T.met_at.is_(None), T.due_at <= now + AHEAD)
        .options(joinedload(T.duty), joinedload(T.organisation))
        .order_by(case((T.organisation_id == (actor.organisation_id or 0), 0), else_=1), T.due_at, T.id)
        .limit(MOST)
    )
    return list(session.scalars(open_ones))


def count_open(session: Session, actor: Actor, now: datetime) -> int:
    """Return how many tasks of one's own organisation are due soon or late."""
    T = DisclosureTask  # noqa: N806
    mine = select(func.count()).where(
        T.organisation_id == (actor.organisation_id or 0), T.met_at.is_(None), T.warn_at <= now
    )
    return session.scalar(mine) or 0


def texts_for(session: Session, actor: Actor, *states: TextState) -> list[DisclosureVersion]:
    """Return the newest texts in some states inside the scope."""
    V = DisclosureVersion  # noqa: N806
    found = (
        select(V)
        .where(inside(actor, V), V.state.in_([str(state) for state in states]))
        .options(joinedload(V.item).joinedload(DisclosureItem.organisation))
        .order_by(V.id.desc())
        .limit(MOST)
    )
    return list(session.scalars(found))


def to_examine(session: Session, actor: Actor) -> list[DisclosureVersion]:
    """Return the texts that wait for this person's examination."""
    waiting = texts_for(session, actor, TextState.SUBMITTED, TextState.APPROVED)
    return [version for version in waiting if may_examine(actor, version)]


def withdrawals(session: Session, actor: Actor) -> list[DisclosureItem]:
    """Return the items that somebody below asks to withdraw."""
    asked = (
        select(DisclosureItem)
        .where(
            inside(actor, DisclosureItem), DisclosureItem.hide_asked_at.is_not(None), DisclosureItem.hidden_at.is_(None)
        )
        .options(joinedload(DisclosureItem.organisation))
        .order_by(DisclosureItem.hide_asked_at)
        .limit(MOST)
    )
    return [item for item in session.scalars(asked) if may_withdraw(actor, item)]


def item_for(session: Session, actor: Actor, pk: int) -> DisclosureItem:
    """Return an item inside the scope with its versions; what lies outside looks like none."""
    found = session.scalars(
        select(DisclosureItem)
        .where(DisclosureItem.id == pk, inside(actor, DisclosureItem))
        .options(
            joinedload(DisclosureItem.organisation),
            joinedload(DisclosureItem.duty),
            joinedload(DisclosureItem.versions),
        )
    )
    item = found.unique().one_or_none()
    if item is None:
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return item


def task_for(session: Session, actor: Actor, pk: int) -> DisclosureTask:
    """Return a task inside the scope."""
    return _one(session, actor, DisclosureTask, pk)  # type: ignore[no-any-return]


def body_for(session: Session, actor: Actor, pk: int) -> DisclosingBody:
    """Return an organisation that publishes, inside the scope."""
    return _one(session, actor, DisclosingBody, pk)  # type: ignore[no-any-return]


def finding_for(session: Session, actor: Actor, pk: int) -> PrivacyFinding:
    """Return a finding of the filter inside the scope."""
    return _one(session, actor, PrivacyFinding, pk)  # type: ignore[no-any-return]


def question_for(session: Session, actor: Actor, pk: int) -> DisclosureQuestion:
    """Return a question inside the scope."""
    return _one(session, actor, DisclosureQuestion, pk)  # type: ignore[no-any-return]


def request_for(session: Session, actor: Actor, pk: int) -> DisclosureRequest:
    """Return an application inside the scope."""
    return _one(session, actor, DisclosureRequest, pk)  # type: ignore[no-any-return]


def _one(session: Session, actor: Actor, model: Any, pk: int) -> Any:
    found = session.scalar(select(model).where(model.id == pk, inside(actor, model)))
    if found is None:
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return found


def questions_for(session: Session, actor: Actor) -> list[DisclosureQuestion]:
    """Return the questions inside the scope, those that wait first."""
    Q = DisclosureQuestion  # noqa: N806
    found = (
        select(Q)
        .where(inside(actor, Q))
        .options(joinedload(Q.item), joinedload(Q.organisation))
        .order_by(case((Q.answered_at.is_(None), 0), else_=1), Q.due_at, Q.id)
        .limit(MOST)
    )
    return list(session.scalars(found))


def requests_for(session: Session, actor: Actor) -> list[tuple[DisclosureRequest, Clock | None]]:
    """Return the applications inside the scope with their clocks, those that wait first."""
    R = DisclosureRequest  # noqa: N806
    clock = (Clock.subject_kind == R.kind) & (Clock.subject_id == R.id) & (Clock.what == str(ClockKind.ANSWER))
    found = (
        select(R, Clock)
        .outerjoin(Clock, clock)
        .where(inside(actor, R))
        .options(joinedload(R.organisation))
        .order_by(case((R.decided_at.is_(None), 0), else_=1), R.received_at.desc(), R.id)
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in session.execute(found)]


def waiting_voices(session: Session, actor: Actor) -> int:
    """Return how many questions and applications wait for an answer of one's own organisation."""
    home = actor.organisation_id or 0
    counts = (
        select(func.count()).where(model.organisation_id == home, column.is_(None))
        for model, column in (
            (DisclosureQuestion, DisclosureQuestion.answered_at),
            (DisclosureRequest, DisclosureRequest.decided_at),
        )
    )
    return sum(session.scalar(one) or 0 for one in counts)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How an organisation stands with its duties."""

    organisation: Organisation
    unit_kind: str
    red: int
    yellow: int
    met: int
    due: int
    """Tasks whose day has come."""

    @property
    def light(self) -> Light:
        """Red when something is overdue, yellow when something is due soon, else green."""
        return Light.RED if self.red else Light.YELLOW if self.yellow else Light.GREEN


def freshness(
    session: Session, now: datetime, where: Sequence[ColumnElement[bool]] = (), after: int = 0, limit: int = ROWS
) -> list[Freshness]:
    """Return how organisations stand, in the order of their ids; ``where`` narrows bodies and organisations."""
    T, B = DisclosureTask, DisclosingBody  # noqa: N806
    homes = session.execute(
        select(Organisation, B.unit_kind)
        .join(B, B.organisation_id == Organisation.id)
        .where(Organisation.id > after, Organisation.closed_on.is_(None), *where)
        .order_by(Organisation.id)
        .limit(limit)
    ).all()
    open_one = T.met_at.is_(None)
    counted = session.execute(
        select(
            T.organisation_id,
            func.sum(case((open_one & (T.due_at <= now), 1), else_=0)).label("red"),
            func.sum(case((open_one & (T.due_at > now) & (T.warn_at <= now), 1), else_=0)).label("yellow"),
            func.sum(case((T.met_at.is_not(None), 1), else_=0)).label("met"),
            func.sum(case((T.due_at <= now, 1), else_=0)).label("due"),
        )
        .where(T.organisation_id.in_([home.id for home, _kind in homes]))
        .group_by(T.organisation_id)
    )
    by_home = {row.organisation_id: row for row in counted}
    found = []
    for home, kind in homes:
        row = by_home.get(home.id)
        numbers = (int(row.red), int(row.yellow), int(row.met), int(row.due)) if row else (0, 0, 0, 0)
        found.append(Freshness(home, kind, *numbers))
    return found


def event_duties(session: Session, actor: Actor) -> list[DisclosureDuty]:
    """Return the duties that an event gives rise to, for the kinds of organisations inside the scope."""
    doors = session.scalars(select(DisclosingBody.unit_kind).where(inside(actor, DisclosingBody)).distinct())
    kinds = sorted({str(kind) for door in doors for kind in kinds_of(door)})
    found = select(DisclosureDuty).where(
        DisclosureDuty.unit_kind.in_(kinds),
        DisclosureDuty.cadence == Cadence.EVENT,
        DisclosureDuty.active.is_(True),
        actor.scope.where(DisclosureDuty.county),
    )
    return list(session.scalars(found.order_by(DisclosureDuty.code).limit(200)))


def bodies_for(session: Session, actor: Actor) -> list[Organisation]:
    """Return the organisations inside the scope that publish, one's own first."""
    found = (
        select(Organisation)
        .join(DisclosingBody, DisclosingBody.organisation_id == Organisation.id)
        .where(actor.scope.where(Organisation.county, Organisation.id))
        .order_by(case((Organisation.id == (actor.organisation_id or 0), 0), else_=1), Organisation.id)
        .limit(200)
    )
    return list(session.scalars(found))


def leaks_public(session: Session, actor: Actor) -> list[PrivacyFinding]:
    """Return what the sweep found in texts that are public."""
    shown = exists().where(
        DisclosureItem.public_version_id == PrivacyFinding.version_id, DisclosureItem.state.in_(PUBLIC_STATES)
    )
    found = (
        select(PrivacyFinding)
        .where(inside(actor, PrivacyFinding), PrivacyFinding.decision == LeakDecision.OPEN, shown)
        .options(joinedload(PrivacyFinding.version))
        .order_by(PrivacyFinding.id.desc())
        .limit(MOST)
    )
    return list(session.scalars(found))
