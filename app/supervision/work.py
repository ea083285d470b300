"""Alerts and follow-ups that wait for one person, as the home page shows them."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.kernel.act import Actor
from app.kernel.roles import Role
from app.kernel.words import N_
from app.kernel.work import MOST, Piece, by_day
from app.supervision.models import Alert, FollowUp, FollowUpState
from app.supervision.operations.follow_ups import may_reply
from app.supervision.texts import headline


def follow_up_pieces(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return the replies that the actor owes, or, for an inspector, has to review, the nearest day first."""
    review = Role.INSPECTOR in actor.roles
    states = (FollowUpState.REPLIED,) if review else (FollowUpState.ASKED, FollowUpState.SENT_BACK)
    rows = session.execute(
        select(FollowUp, Alert)
        .join(Alert, Alert.id == FollowUp.alert_id)
        .options(joinedload(FollowUp.organisation))
        .where(
            actor.scope.where(FollowUp.county, FollowUp.organisation_id),
            or_(*(FollowUp.state == state for state in states)),
        )
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(MOST)
    )
    found = []
    for row, alert in rows:
        if review or may_reply(session, actor, row):
            due_at, light = by_day(None if review else row.due_on, now)
            step = N_("Review the reply") if review else N_("Reply")
            about = f"{row.number} · {row.organisation.name}"
            found.append(
                Piece(
                    headline(alert),
                    step,
                    "supervision.follow_up",
                    {"pk": row.id, "list": ""},
                    about,
                    row.reply or "",
                    due_at,
                    light,
                )
            )
    return found
