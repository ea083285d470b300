"""A trade stands still while something must be answered first, and goes on where it stood."""

from datetime import timedelta

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY
from app.trading.flows import TENDER
from app.trading.guards import notice_of
from app.trading.models import Addendum, Award, Lot, Objection, Project, TradeComplaint
from app.trading.operations.planning import note_minima
from app.trading.operations.voices import note_days_left
from app.trading.words import TradeState


def halt(act: Act, project: Project, why: str) -> None:
    """Let a trade stand still from now on; one that does already stays as it is."""
    if project.state == TradeState.HALTED:
        return
    TENDER.check(project.state, "halt")
    project.halted_from, project.halted_at, project.state = project.state, act.at, str(TradeState.HALTED)
    record(act, TENDER.moves["halt"].verb, project, why=why, state=project.halted_from)


def is_held(act: Act, project: Project) -> bool:
    """Tell whether anything is left for which a trade must stand still."""
    waiting = select(Objection.id).where(
        Objection.project_id == project.id, Objection.halts, Objection.answered_at.is_(None)
    )
    suspended = select(TradeComplaint.id).where(
        TradeComplaint.project_id == project.id,
        TradeComplaint.suspended_at.is_not(None),
        TradeComplaint.resumed_at.is_(None),
    )
    return any(act.session.scalar(one.limit(1)) is not None for one in (waiting, suspended))


def go_on(act: Act, project: Project) -> None:
    """Let a trade go on where it stood, once nothing holds it; what was about to fall due moves by the days lost.

    While bids come in that is the deadline. A part of a day counts as a day, so that the hour of the deadline stays.
    """
    act.session.flush()
    if project.state != TradeState.HALTED or is_held(act, project):
        return
    assert project.halted_from is not None and project.halted_at is not None
    days = -((project.halted_at - act.at) // ONE_DAY)
    if project.halted_from == TradeState.OPEN and days:
        _move_deadline(act, project, days)
    if project.shown_to is not None and project.halted_from == TradeState.SHOWN:
        project.shown_to += timedelta(days=days)
    if project.show_due_on is not None and project.halted_from == TradeState.RANKED:
        project.show_due_on += timedelta(days=days)
    if project.halted_from == TradeState.AWARDED:
        _move_contracts(act, project, days)
    project.state, project.halted_from, project.halted_at = project.halted_from, None, None
    project.resumed_at = act.at
    record(act, TENDER.moves["resume"].verb, project, days=days, deadline=notice_of(project).deadline)


def _move_contracts(act: Act, project: Project, days: int) -> None:
    for award in act.session.scalars(select(Award).join(Lot).where(Lot.project_id == project.id)):
        if award.contract_due_on is not None:
            award.contract_due_on += timedelta(days=days)


def _move_deadline(act: Act, project: Project, days: int) -> None:
    notice = notice_of(project)
    moved = notice.deadline + timedelta(days=days)
    number = act.session.scalar(select(func.max(Addendum.number)).where(Addendum.project_id == project.id)) or 0
    act.session.add(
        Addendum(
            county=project.county,
            project_id=project.id,
            number=number + 1,
            text="",
            substantive=False,
            halt_days=days,
            old_deadline=notice.deadline,
            new_deadline=moved,
            proposed_at=act.at,
            published_at=act.at,
        )
    )
    notice.deadline = moved
    note_minima(act, notice)
    note_days_left(act, project)
    act.session.flush()
