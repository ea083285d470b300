"""What an organ is to a case: whose seal a document bears, its word in numbers, and when it is open."""

from contextlib import suppress
from datetime import date, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.approvals.models import OrganRule
from app.kernel.act import local_day
from app.kernel.calendar import CalendarMissing, working_calendar
from app.kernel.organs import customary_word, government_of, sealing_organ
from app.kernel.places import Organisation

CLOSES = "17:30"
"""End of the office day where neither the organ nor its county has set another."""

__all__ = ["CLOSES", "counts_on", "government_of", "organ_word", "rule_of", "sealing_organ"]


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


def counts_on(session: Session, organisation: Organisation, at: datetime) -> date:
    """Return the day on which an act counts at an organ: after hours and on days off, the next working day.

    The same for what comes in and for what the organ itself does. Whether a deadline was kept is told
    by the instant, never by this day. Where the calendar lacks the year the day itself counts; the
    clock that starts then has no due day and is reported as such.
    """
    rule = rule_of(session, organisation)
    if rule is None or rule.strict:
        closes = time.fromisoformat(rule.closes if rule is not None else CLOSES)
        with suppress(CalendarMissing):
            return working_calendar(session).counts_on(at, closes)
    return local_day(at)


def organ_word(session: Session, organisation: Organisation) -> str:
    """Return the organ's word in document numbers, for example ``鼓城管``."""
    organ = sealing_organ(organisation)
    rule = rule_of(session, organ)
    if rule is not None and rule.word and rule.organisation_id == organ.id:
        return rule.word
    return customary_word(session, organ)
