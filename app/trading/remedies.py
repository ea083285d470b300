"""Until when one may object, and in which time it is answered: rows by kind of trade and stage, each with its article.

A works tender stands still from an objection to its answer (Implementing Regulations art. 22, 54). A procurement goes
on; only its supervisor's written notice halts it (Government Procurement Law art. 57).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import local_day
from app.kernel.calendar import Limit, Unit, working_calendar
from app.trading.models import Award, Lot, Project
from app.trading.words import ObjectionOutcome, ObjectionStage, TradeKind, TradeState


@dataclass(frozen=True, slots=True)
class Objecting:
    """What the law says of objections at one stage of one kind of trade."""

    answer: Limit
    halts: bool
    basis: str
    outcomes: tuple[ObjectionOutcome, ...]
    verified: bool = True


K, S, R = TradeKind, ObjectionStage, ObjectionOutcome
THREE_DAYS, SEVEN_DAYS = Limit(3, Unit.CALENDAR_DAY), Limit(7)
BEFORE_DEADLINE = timedelta(days=10)
"""Objections to the papers of a works tender come at least so long before the deadline (art. 22)."""
WITHIN = 7
"""Working days for an objection in a procurement (Government Procurement Law art. 52)."""

OBJECTING: Mapping[tuple[TradeKind, ObjectionStage], Objecting] = {
    (K.WORKS, S.PAPERS): Objecting(THREE_DAYS, True, "招标投标法实施条例第二十二条", (R.REJECTED, R.CORRECTED, R.VOID)),
    (K.WORKS, S.CANDIDATES): Objecting(THREE_DAYS, True, "招标投标法实施条例第五十四条", (R.REJECTED, R.AGAIN, R.VOID)),
    (K.PROCUREMENT, S.PAPERS): Objecting(SEVEN_DAYS, False, "政府采购法第五十二条、第五十三条", (R.REJECTED, R.CORRECTED, R.VOID)),
    (K.PROCUREMENT, S.RESULT): Objecting(SEVEN_DAYS, False, "政府采购法第五十二条、第五十三条", (R.REJECTED, R.VOID)),
}  # fmt: skip


def stage_of(project: Project) -> ObjectionStage | None:
    """Return what may be objected to as a trade stands now; None where it is nothing."""
    state = project.halted_from or project.state
    if state == TradeState.OPEN:
        return S.PAPERS
    if project.trade_kind == K.WORKS:
        return S.CANDIDATES if state == TradeState.SHOWN else None
    if state in (TradeState.CLOSED, TradeState.OPENED, TradeState.EVALUATING, TradeState.RANKED):
        return S.PAPERS
    return S.RESULT if state in (TradeState.AWARDED, TradeState.CONTRACTED) else None


def _awarded_on(session: Session, project: Project) -> date | None:
    awarded = select(func.max(Award.awarded_at)).join(Lot, Lot.id == Award.lot_id).where(Lot.project_id == project.id)
    at = session.scalar(awarded)
    return local_day(at) if at is not None else None


def first_day(session: Session, project: Project, stage: ObjectionStage) -> date | None:
    """Return the first day for an objection at a stage; None before it has begun."""
    if stage == S.CANDIDATES:
        return project.shown_from
    if stage == S.RESULT:
        return _awarded_on(session, project)
    notice = project.notice
    return local_day(notice.published_at) if notice is not None and notice.published_at is not None else None


def last_day(session: Session, project: Project, stage: ObjectionStage) -> date:
    """Return the last day for an objection at a stage that has begun."""
    notice = project.notice
    assert notice is not None
    if stage == S.CANDIDATES:
        assert project.shown_to is not None
        return project.shown_to
    if project.trade_kind == K.WORKS:
        return local_day(notice.deadline - BEFORE_DEADLINE)
    begins = _awarded_on(session, project) if stage == S.RESULT else notice.sale_to
    assert begins is not None
    return working_calendar(session).add(begins, WITHIN)


def may_object(session: Session, project: Project, on: date) -> ObjectionStage | None:
    """Return what may be objected to on a day; None where nothing may."""
    stage = stage_of(project)
    return stage if stage is not None and on <= last_day(session, project, stage) else None


@dataclass(frozen=True, slots=True)
class Complaining:
    """What the law says of complaints about one kind of trade."""

    window: Limit
    """To complain: from the answer to the objection or its due day, or from when the matter became known."""
    examine: Limit
    decide: Limit
    objection_first: bool
    """Nobody complains about it who has not objected."""
    basis: str
    verified: bool = True


MOST_SUSPENDED = timedelta(days=30)
"""A supervisor suspends a trade for so long at the most (Government Procurement Law art. 57)."""

COMPLAINING: Mapping[TradeKind, Complaining] = {
    K.WORKS: Complaining(Limit(10, Unit.CALENDAR_DAY), Limit(3), Limit(30), objection_first=False, basis="招标投标法实施条例第六十条、第六十一条"),
    K.PROCUREMENT: Complaining(Limit(15), Limit(5), Limit(30), objection_first=True, basis="政府采购法第五十五条、第五十六条", verified=False),
}  # fmt: skip


def complaint_until(session: Session, project: Project, begins: date) -> date:
    """Return the last day for a complaint whose time begins on a day."""
    return working_calendar(session).due(begins, COMPLAINING[TradeKind(project.trade_kind)].window)
