"""What an organ is to a case: whose seal a document bears, its word in numbers, and when it is open."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.approvals.models import OrganRule
from app.kernel.act import CHINA
from app.kernel.calendar import ONE_DAY, CalendarMissing, working_calendar
from app.kernel.organs import customary_word, government_of, sealing_organ
from app.kernel.places import Organisation

CLOSES = "17:30"
"""End of the office day where neither the organ nor its county has set another."""

__all__ = ["CLOSES", "government_of", "organ_word", "received_on", "rule_of", "sealing_organ"]


def rule_of(session: Session, organisation: Organisation) -> OrganRule | None:
    """Return the organ's own rule, else its county's, else none."""
    rules = session.scalars(
        select(OrganRule)
        .where(
            OrganRule.county == organisation.county,
            or_(OrganRule.organisation_id == organisation.id, OrganRule.organisation_id.is_(None)),
        )
        .order_by(OrganRule.organisation_id.is_(None))
    )
    return rules.first()


def received_on(session: Session, organisation: Organisation, at: datetime) -> date:
    """Return the day on which something counts as received: after hours, the next working day.

    Where the calendar lacks the year the day itself counts; the clock that starts then has no due
    day and is reported as such.
    """
    local = at.astimezone(CHINA)
    rule = rule_of(session, organisation)
    day = local.date()
    if rule is not None and not rule.strict:
        return day
    late = f"{local:%H:%M}" >= (rule.closes if rule is not None else CLOSES)
    days = working_calendar(session)
    try:
        return days.roll(day + ONE_DAY if late else day)
    except CalendarMissing:
        return day


def organ_word(session: Session, organisation: Organisation) -> str:
    """Return the organ's word in document numbers, for example ``鼓城管``."""
    organ = sealing_organ(organisation)
    rule = rule_of(session, organ)
    if rule is not None and rule.word and rule.organisation_id == organ.id:
        return rule.word
    return customary_word(session, organ)
