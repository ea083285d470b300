"""Days by which organisations reply: they move with the calendar."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from app.kernel.act import Act, local_day
from app.kernel.calendar import Limit, Shift, WorkingCalendar, move_due
from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import POINTS, REPLY_DAYS
from app.supervision.flows import OPEN_FOLLOW_UP
from app.supervision.models import ENDED, Alert, FollowUp


def move_replies(act: Act, shift: Shift) -> int:
    """Move the last days for replies to open alerts; those of follow-ups are their clocks', moved and counted already."""
    _follow_clocks(act)
    open_ones = select(Alert).where(
        Alert.state.not_in(ENDED), or_(Alert.reply_due_on >= shift.first, Alert.reply_due_on.is_(None))
    )
    return move_due(act, shift, open_ones, "reply_due_on", _reply_due)


def _reply_due(alert: Alert, calendar: WorkingCalendar) -> Mapping[str, Any]:
    point = POINTS.points.get(alert.point)  # own points have none of their own
    days = point.reply_days if point is not None else REPLY_DAYS
    return {"reply_due_on": calendar.due(local_day(alert.detected_at), Limit(days))}


def _follow_clocks(act: Act) -> None:
    """Put the last days of the reply clocks on the follow-ups that wait for a reply."""
    late = (
        select(FollowUp, Clock.due_on)
        .join(Clock, (Clock.subject_kind == FollowUp.kind) & (Clock.subject_id == FollowUp.id))
        .where(
            FollowUp.state.in_(OPEN_FOLLOW_UP),
            Clock.what == str(ClockKind.REPLY),
            Clock.stopped_at.is_(None),
            FollowUp.due_on.is_distinct_from(Clock.due_on),
        )
    )
    for follow_up, due_on in act.session.execute(late).all():
        follow_up.due_on = due_on
    act.session.flush()
