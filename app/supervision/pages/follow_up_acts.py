"""What a person may do now with a follow-up, each act with its form, and the band on top of its page."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Actor, local_day
from app.kernel.clocks.lights import FAR
from app.kernel.places import Official
from app.kernel.roles import Role
from app.kernel.words import N_
from app.kernel.work import by_day
from app.supervision.flows import FOLLOW_UPS, OPEN_FOLLOW_UP, WAITING
from app.supervision.models import FollowUp, FollowUpState
from app.supervision.operations import follow_ups as verbs
from app.surfaces.actions import YES_NO, button, field
from app.surfaces.acts import now
from app.surfaces.casepage import Band, Stop, day_of
from app.surfaces.language import show_day, translate

REVIEW_DAYS = 3
ANSWERS = {"reply": N_("Send the reply"), "ask_time": N_("Ask for more time")}
"""What the organisation does."""
TITLES = {
    "accept": N_("Accept the reply"),
    "send_back": N_("Send the reply back"),
    "escalate": N_("Escalate"),
    "cancel": N_("Take back"),
    "give_time": N_("Give more time"),
    "refuse_time": N_("Refuse more time"),
    "check": N_("Look back at what was put right"),
}
"""What the inspector does."""


def _fields(code: str, item: FollowUp) -> list[dict[str, Any]]:
    review = field("review", N_("Review"), must=False)
    days = field("days", N_("Working days"), "number", value=item.wanted_days or REVIEW_DAYS)
    return {
        "reply": [
            field("reply", N_("Explanation of the organisation")),
            field("measures", N_("What is done about it")),
        ],
        "ask_time": [days, field("why", N_("Why is more time needed?"))],
        "give_time": [days],
        "check": [field("lasted", N_("Has it lasted?"), "choice", choices=YES_NO), review],
    }.get(code, [review])


def _possible(session: Session, actor: Actor, item: FollowUp) -> dict[str, str]:
    """Return the title of what the actor may do now by its code."""
    moves = {move.code for move in FOLLOW_UPS.moves_from(item.state)}
    if item.wanted_days is None:
        moves.discard("refuse_time")
    else:
        moves.discard("ask_time")
    if item.checked_at is not None:
        moves.discard("check")
    made: dict[str, str] = {}
    if verbs.may_reply(session, actor, item):
        made = dict(ANSWERS)
    if Role.INSPECTOR in actor.roles:
        made |= TITLES
    return {code: title for code, title in made.items() if code in moves}


def buttons_of(
    session: Session, actor: Actor, item: FollowUp, failed: str, errors: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the acts that the actor may make now, with their forms."""
    main = {"reply", "accept", "check"} | ({"give_time"} if item.wanted_days is not None else set())
    return [
        button(
            code,
            title,
            _fields(code, item),
            main=code in main,
            danger=code == "escalate",
            rare=code in ("escalate", "cancel"),
            hidden={"action": code},
            failed=failed,
            errors=errors,
        )
        for code, title in _possible(session, actor, item).items()
    ]


def band_of(session: Session, item: FollowUp) -> Band:
    """Return what stands on top of the page of a follow-up."""
    waits = item.state in set(map(str, WAITING))
    end, light = by_day(item.due_on if waits else None, now())
    wanted = translate(N_("asks for more time"))
    return Band(
        name=item.number,
        number="",
        about=item.organisation.name,
        state=translate(FollowUpState(item.state)),
        marks=[(wanted, "yellow")] if item.wanted_days else [],
        day=day_of(N_("Due on"), end or FAR, light),
        holder=_holder(session, item, waits),
        step=translate(N_("Reply") if waits else N_("Review")),
        stops=_stops(item),
        ended=item.state not in set(map(str, OPEN_FOLLOW_UP)) and item.check_on is None,
    )


def _holder(session: Session, item: FollowUp, waits: bool) -> str:
    if waits:
        return item.organisation.name
    if item.state == FollowUpState.REPLIED or (item.check_on is not None and item.checked_at is None):
        return session.scalar(select(Official.name).where(Official.id == item.asked_by)) or ""
    return ""


def _stops(item: FollowUp) -> list[Stop]:
    """Return asked, answered, reviewed and, where it is planned, looked at again."""
    state = FollowUpState(item.state)
    reviewed = state not in OPEN_FOLLOW_UP
    answered = reviewed or state is FollowUpState.REPLIED
    stops = [
        Stop(translate(N_("Asked")), "done", show_day(local_day(item.asked_at))),
        Stop(
            translate(N_("Reply")),
            "done" if answered else "now",
            show_day(local_day(item.replied_at)) if answered and item.replied_at else show_day(item.due_on),
        ),
        Stop(translate(state if reviewed else N_("Review")), "done" if reviewed else "now" if answered else "todo"),
    ]
    if item.check_on is not None:
        day = show_day(local_day(item.checked_at)) if item.checked_at else show_day(item.check_on)
        stops.append(Stop(translate(N_("Checked again")), "done" if item.checked_at else "now", day))
    return stops
