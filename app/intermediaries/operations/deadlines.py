"""Days that are counted in working days: they move with the calendar."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.intermediaries.models import AgencyStep, CreditMark, Engagement
from app.intermediaries.operations.register import APPEAL
from app.intermediaries.words import MarkState
from app.kernel.act import Act, local_day, start_of_day
from app.kernel.calendar import ONE_DAY, Limit, Shift, WorkingCalendar, move_due


def move_days(act: Act, shift: Shift) -> int:
    """Move what agencies promised, and the last days on which they may appeal against a step or object to a mark."""
    running = select(Engagement).where(Engagement.delivered_on.is_(None), Engagement.promised_on >= shift.first)
    open_steps = select(AgencyStep).where(AgencyStep.appealed_at.is_(None), AgencyStep.appeal_until >= shift.first)
    told = select(CreditMark).where(CreditMark.state == str(MarkState.NOTICED), CreditMark.object_until >= shift.first)
    return (
        move_due(act, shift, running, "promised_on", _promised)
        + move_due(act, shift, open_steps, "appeal_until", _appeal)
        + move_due(act, shift, told, "object_until", _objection)
    )


def _promised(engagement: Engagement, calendar: WorkingCalendar) -> Mapping[str, Any]:
    last = calendar.due(engagement.signed_on, Limit(engagement.promised_days))
    return {"promised_on": last, "due_at": start_of_day(last + ONE_DAY)}


def _appeal(step: AgencyStep, calendar: WorkingCalendar) -> Mapping[str, Any]:
    return {"appeal_until": calendar.due(local_day(step.at), APPEAL)}


def _objection(mark: CreditMark, calendar: WorkingCalendar) -> Mapping[str, Any]:
    assert mark.noticed_at is not None
    last = calendar.due(local_day(mark.noticed_at), Limit(mark.rule.objection_days))
    return {"object_until": last, "object_due_at": start_of_day(last + ONE_DAY)}
