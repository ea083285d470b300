"""Points of the follow-up: it is a proceeding with deadlines, so it has points of its own."""

from datetime import datetime

from sqlalchemy import and_, or_

from app.approvals.points.cases import RUNNING
from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.supervision.models import FollowUp


def _reply_overdue(now: datetime, limits: Limits) -> Findings:
    """Find follow-ups to which the organisation did not reply in time."""
    return (
        findings(
            kind=FollowUp.kind,
            subject=FollowUp.id,
            county=FollowUp.county,
            organisation=FollowUp.organisation_id,
            moment=Clock.due_at,
            episode=Clock.due_on,
            fact=N_("Follow-up not answered in time"),
            due_on=Clock.due_on,
            replied_at=Clock.stopped_at,
            reminders=FollowUp.reminders,
        )
        .select_from(FollowUp)
        .join(
            Clock,
            and_(
                Clock.subject_kind == FollowUp.kind, Clock.subject_id == FollowUp.id, Clock.what == str(ClockKind.REPLY)
            ),
        )
        .where(or_(Clock.stopped_at > Clock.due_at, and_(Clock.stopped_at.is_(None), Clock.due_at < now)))
    )


def _reply_repeated(now: datetime, limits: Limits) -> Findings:
    """Find follow-ups whose reply was sent back again and again."""
    return findings(
        kind=FollowUp.kind,
        subject=FollowUp.id,
        county=FollowUp.county,
        organisation=FollowUp.organisation_id,
        moment=FollowUp.reviewed_at,
        fact=N_("Reply sent back again and again"),
        rounds=FollowUp.round,
    ).where(FollowUp.round > limits["rounds"], FollowUp.reviewed_at.is_not(None))


FOLLOW_UP_POINTS = (
    Point(
        code="FU.overdue",
        title=N_("Follow-up not answered in time"),
        basis=N_("Reply limit of the follow-up"),
        severity=Severity.RED,
        tick=RUNNING,
        wakes_on=frozenset({"follow_up.asked", "follow_up.replied", "follow_up.sent_back", "clock.recomputed", TICK}),
        find=_reply_overdue,
        explanation=N_(
            "The organisation was asked in writing to explain and put right, and did not "
            "answer within the limit, in spite of the reminders."
        ),
        honest=N_("Answered on the last evening of the limit."),
    ),
    Point(
        code="FU.repeated",
        title=N_("Reply sent back again and again"),
        basis=N_("Reply limit of the follow-up"),
        severity=Severity.YELLOW,
        wakes_on=frozenset({"follow_up.sent_back"}),
        find=_reply_repeated,
        nature=Nature.LEAD,
        parameters=(Parameter("rounds", 2, N_("Replies that may be asked for")),),
        explanation=N_("The organisation's replies were not good enough more than once. It may be time to escalate."),
        honest=N_("A reply sent back once and then accepted."),
    ),
)
