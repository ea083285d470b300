"""Point of rectification: what was confirmed and put right comes again about the same subject."""

from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.orm import aliased

from app.kernel.db import days_after
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.supervision.models import CONFIRMED, Alert, AlertState


def _again(now: datetime, limits: Limits) -> Findings:
    """Find alerts about something that happened after the same point had been right about the same subject.

    What had happened before the first was closed, and was only found later, is no relapse; what turned out to be a
    false alarm is none either.
    """
    first = aliased(Alert)
    return (
        findings(
            kind=Alert.kind,
            subject=Alert.id,
            county=Alert.county,
            organisation=Alert.organisation_id,
            official=Alert.official_id,
            moment=Alert.occurred_at,
            fact=N_("Put right, and found again"),
            repeated=Alert.point,
            first_closed_at=first.closed_at,
            first_verdict=first.verdict,
        )
        .select_from(Alert)
        .join(
            first,
            and_(
                first.subject_kind == Alert.subject_kind,
                first.subject_id == Alert.subject_id,
                first.point == Alert.point,
                first.id != Alert.id,
            ),
        )
        .where(
            Alert.point != "FU.again",
            first.state.in_([str(state) for state in CONFIRMED]),
            Alert.state != str(AlertState.FALSE_ALARM),
            Alert.occurred_at > first.closed_at,
            Alert.occurred_at <= days_after(first.closed_at, limits["days"]),
        )
    )


RECTIFICATION_POINTS = (
    Point(
        code="FU.again",
        title=N_("Put right, and found again"),
        basis=N_("Administrative Sanctions of Public Officials Law, art. 39"),
        severity=Severity.RED,
        nature=Nature.LEAD,
        wakes_on=frozenset({"alert.raised", "alert.false_alarm"}),
        find=_again,
        parameters=(Parameter("days", 180, N_("Days after the closing in which it is a relapse")),),
        explanation=N_(
            "An alert of this point about the same subject was right and was closed as put right. Within the months "
            "after it the same happened once more: what was reported as put right may not have lasted."
        ),
        honest=N_("The second alert is about something that had happened before the first was closed."),
    ),
)
