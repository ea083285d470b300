"""What waits for experts: nobody sees a draw before its order calls him, then that trade alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.trading.models import Draw, Expert, PanelMember
from app.trading.operations.drawing import ANSWER_WITHIN, WHILE_CALLED
from app.trading.words import CallAnswer

MOST = 50


def calls_of(session: Session, expert: Expert) -> Sequence[PanelMember]:
    """Return the places in draws to which an expert was called, the latest first."""
    return session.scalars(_called(expert).order_by(PanelMember.id.desc()).limit(MOST)).all()


def call_of(session: Session, expert: Expert, pk: int) -> PanelMember:
    """Return a place to which an expert was called; NotFound where it is another's, or nobody was called to it yet."""
    found: PanelMember | None = session.scalar(_called(expert).where(PanelMember.id == pk))
    if found is None:
        raise NotFound(N_("The draw has not called you for such a trade."))
    return found


def _called(expert: Expert) -> Select[Any]:
    return (
        select(PanelMember)
        .join(Draw, Draw.id == PanelMember.draw_id)
        .where(
            PanelMember.expert_id == expert.id,
            or_(PanelMember.called_at.is_not(None), PanelMember.answer != str(CallAnswer.WAITING)),
        )
    )


def waits_for_answer(member: PanelMember) -> bool:
    """Tell whether the expert is to answer a call now."""
    return (
        member.answer == CallAnswer.WAITING
        and member.called_at is not None
        and member.draw.project.state in WHILE_CALLED
    )


def may_recuse(member: PanelMember) -> bool:
    """Tell whether an expert who will come, or sits, may still keep away: until the own scores are in."""
    willing = member.answer == CallAnswer.YES and member.scored_at is None
    return willing and member.draw.project.state in WHILE_CALLED


def answer_by(member: PanelMember) -> datetime | None:
    """Return until when the expert answers; none for whom nobody has called."""
    return member.called_at + ANSWER_WITHIN if member.called_at is not None else None
