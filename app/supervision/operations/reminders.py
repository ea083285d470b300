"""The ladder of reminders: the body on the last day and once it is late, then its superior, then the leaders of the county."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.clocks import Clock, ClockKind
from app.kernel.places import Official, Organisation, holders_of
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.models import FollowUp, FollowUpState
from app.supervision.operations.follow_ups import answerers_of, tell_answerers, tell_people

LATE_EVERY = timedelta(days=1)
"""After the limit a reminder goes out once a day at the most."""
SUPERIOR_AFTER, LEADER_AFTER = timedelta(days=3), timedelta(days=5)
"""How long after the limit the superior body is told, and when it is reported to the leaders."""
DUE, LATE, SUPERIOR, LEADER = 1, 2, 3, 4
"""Rungs of the ladder."""


def remind_late_replies(act: Act) -> dict[str, int]:
    """Remind once on the last working day before the limit, and once a day after it."""
    waiting = act.session.execute(
        select(FollowUp, Clock)
        .join(Clock, (Clock.subject_kind == FollowUp.kind) & (Clock.subject_id == FollowUp.id))
        .where(
            FollowUp.state.in_((FollowUpState.ASKED, FollowUpState.SENT_BACK)),
            Clock.what == str(ClockKind.REPLY),
            Clock.stopped_at.is_(None),
            Clock.warn_at <= act.at,
            Clock.due_at.is_not(None),
        )
        .order_by(FollowUp.id)
    )
    sent = 0
    for follow_up, clock in waiting.all():
        last = follow_up.reminded_at
        due_at = clock.due_at or act.at
        late = due_at < act.at
        if last is not None and (not late or (last > due_at and act.at - last < LATE_EVERY)):
            continue
        follow_up.reminded_at, follow_up.reminders = act.at, follow_up.reminders + 1
        title = (
            N_("Follow-up %(number)s: the reply is overdue")
            if late
            else N_("Follow-up %(number)s: the reply falls due")
        )
        tell_answerers(act, follow_up, title, f"reminder-{follow_up.reminders}")
        record(act, "follow_up.reminded", follow_up, reminders=follow_up.reminders)
        climb(act, follow_up, due_at)
        sent += 1
    return {"reminders": sent}


def climb(act: Act, follow_up: FollowUp, due_at: datetime) -> None:
    """Tell those above, each once, as the lateness grows."""
    late = act.at - due_at
    rung = DUE if late < timedelta(0) else LATE
    if late >= SUPERIOR_AFTER:
        rung = SUPERIOR
    if late >= LEADER_AFTER:
        rung = LEADER
    if follow_up.rung < SUPERIOR <= rung:
        title = N_("Follow-up %(number)s: a body below you does not reply")
        tell_people(act, follow_up, _above(act, follow_up), title, "superior")
    if follow_up.rung < LEADER <= rung:
        follow_up.reported_at = act.at
        record(act, "follow_up.reported", follow_up, reminders=follow_up.reminders)
        title = N_("Follow-up %(number)s: reported because there is no reply")
        tell_people(act, follow_up, _leaders(act, follow_up.county), title, "leader")
    follow_up.rung = max(follow_up.rung, rung)


def _above(act: Act, follow_up: FollowUp) -> set[int]:
    """Return who answers for the body above."""
    parent = act.session.scalar(select(Organisation.parent_id).where(Organisation.id == follow_up.organisation_id))
    if parent is None:
        return set()
    duties = answerers_of(act.session, parent)
    return {one for duty in duties for one in holders_of(act.session, parent, duty, act.on)}


def _leaders(act: Act, county: int) -> Iterable[int]:
    """Return the officials of the county whose account has the role of a leader."""
    held = (
        select(Official.id)
        .join(User, User.id == Official.user_id)
        .where(Official.county == county, Official.left_on.is_(None), User.active.is_(True))
        .where(User.roles.any(RoleRow.name == Role.LEADER.value))
    )
    return list(act.session.scalars(held))
