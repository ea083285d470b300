"""The follow-up (督办): ask, remind, reply, review; with a clock and points of its own."""

from collections.abc import Iterable

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import CHINA, Act, Actor
from app.kernel.audit import record
from app.kernel.calendar import Limit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.machine import Move
from app.kernel.notices import Medium, queue_message
from app.kernel.numbering import next_number
from app.kernel.places import Organisation, OrganisationKind, holders_of
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.supervision.flows import FOLLOW_UPS, OPEN_FOLLOW_UP
from app.supervision.models import ENDED, Alert, FollowUp
from app.supervision.operations.alerts import hold_to_account
from app.supervision.texts import in_house_language

REPLY_DAYS = 5
REPLY_BASIS = N_("Reply limit of the follow-up")
ANSWERERS = (Duty.SECTION_HEAD, Duty.ORGAN_HEAD)
"""Duties whose holders answer for an organ; a village or a township without them is answered for by its clerk."""
CHECK_AFTER = relativedelta(months=3)
"""After so long an accepted reply is checked again: whether what was put right has lasted."""


def ask_follow_up(act: Act, alert: Alert, question: str, days: int = REPLY_DAYS) -> FollowUp:
    """Ask the organisation in writing to explain and put right, within so many working days."""
    needs_reviewer(act, alert)
    if alert.state in ENDED:
        raise OutOfOrder(N_("This alert has been ended. Nothing more can be done with it."))
    if not question.strip():
        raise Incomplete(N_("Write what the organisation is to explain and put right."), field="question")
    open_one = select(FollowUp.id).where(
        FollowUp.alert_id == alert.id, FollowUp.lead_id.is_(None), FollowUp.state.in_(OPEN_FOLLOW_UP)
    )
    if act.session.scalar(open_one.limit(1)) is not None:
        raise Conflict(N_("A follow-up of this alert is under way. Wait for its reply, or send that one back."))
    serial = next_number(act, "follow_up", alert.county)
    number = f"DB-{alert.county}-{act.on.year}-{serial:04d}"
    return ask_in_writing(act, alert, alert.organisation_id, number, question, days)


def ask_in_writing(
    act: Act, alert: Alert, organisation_id: int, number: str, question: str, days: int, lead_id: int | None = None
) -> FollowUp:
    """Write a question to one body under its number, start the clock of the reply and tell whoever answers for it."""
    follow_up = FollowUp(
        county=alert.county,
        number=number,
        alert_id=alert.id,
        organisation_id=organisation_id,
        lead_id=lead_id,
        asked_by=act.actor.official_id,
        asked_at=act.at,
        question=question.strip(),
    )
    act.session.add(follow_up)
    act.session.flush()
    _start_clock(act, follow_up, days)
    record(act, "follow_up.asked", follow_up, alert=alert.id, due_on=follow_up.due_on, lead=lead_id)
    tell_answerers(act, follow_up, N_("Follow-up %(number)s: your reply is asked for"), "asked")
    return follow_up


def answerers_of(session: Session, organisation_id: int) -> tuple[Duty, ...]:
    """Return the duties whose holders answer for an organisation."""
    body = session.scalar(select(Organisation.body).where(Organisation.id == organisation_id))
    clerks = body in (OrganisationKind.VILLAGE, OrganisationKind.TOWN)
    return (*ANSWERERS, Duty.CLERK) if clerks else ANSWERERS


def may_reply(session: Session, actor: Actor, follow_up: FollowUp) -> bool:
    """Tell whether somebody answers for the organisation of a follow-up."""
    home = follow_up.organisation_id
    return any((home, duty) in actor.duties for duty in answerers_of(session, home))


def reply_to_follow_up(act: Act, follow_up: FollowUp, reply: str, measures: str) -> FollowUp:
    """Answer for the organisation: what happened, and what is done about it."""
    if not may_reply(act.session, act.actor, follow_up):
        raise NotAllowed(N_("Only the head of the section or of the organ concerned may reply."))
    step = FOLLOW_UPS.check(follow_up.state, "reply")
    if not reply.strip() or not measures.strip():
        raise Incomplete(
            N_("Give both an explanation and the measures taken; if there is nothing to put right, say so."),
            field="measures" if reply.strip() else "reply",
        )
    follow_up.reply, follow_up.measures = reply.strip(), measures.strip()
    follow_up.replied_by, follow_up.replied_at = act.actor.official_id, act.at
    follow_up.state = step.target or follow_up.state
    stop_clock(act, follow_up, ClockKind.REPLY)
    record(act, step.verb, follow_up, round=follow_up.round)
    return follow_up


def accept_reply(act: Act, follow_up: FollowUp, review: str = "") -> FollowUp:
    """Find the reply sufficient, to be checked again after some months; the alert itself is ended separately."""
    waiting = select(FollowUp.number).where(FollowUp.lead_id == follow_up.id, FollowUp.state.in_(OPEN_FOLLOW_UP))
    part = act.session.scalar(waiting.order_by(FollowUp.id).limit(1))
    if part is not None:
        raise OutOfOrder(N_("Part %(number)s of this joint follow-up is still open. End the parts first."), number=part)
    _review(act, follow_up, "accept", review)
    follow_up.check_on = act.on + CHECK_AFTER
    return follow_up


def send_reply_back(act: Act, follow_up: FollowUp, review: str, days: int = REPLY_DAYS) -> FollowUp:
    """Ask again, with the reason and a new limit."""
    if not review.strip():
        raise Incomplete(N_("Write what is missing in the reply."), field="review")
    _review(act, follow_up, "send_back", review)
    follow_up.round += 1
    follow_up.reminded_at, follow_up.rung = None, 0
    _start_clock(act, follow_up, days)
    tell_answerers(act, follow_up, N_("Follow-up %(number)s: the reply was sent back"), f"back-{follow_up.round}")
    return follow_up


def escalate(act: Act, follow_up: FollowUp, review: str) -> FollowUp:
    """Give up asking: the alert behind it is handed on to those who hold officials to account."""
    needs_reviewer(act, follow_up)
    step = FOLLOW_UPS.check(follow_up.state, "escalate")
    if not review.strip():
        raise Incomplete(N_("Write why this goes on to accountability."), field="review")
    hold_to_account(act, follow_up.alert, review)
    _put_review(act, follow_up, step, review)
    stop_clock(act, follow_up, ClockKind.REPLY)
    return follow_up


def cancel_follow_up(act: Act, follow_up: FollowUp, reason: str) -> FollowUp:
    """Take back a follow-up that was asked by mistake; the reason stays with it."""
    needs_reviewer(act, follow_up)
    step = FOLLOW_UPS.check(follow_up.state, "cancel")
    if not reason.strip():
        raise Incomplete(N_("Write why the follow-up is taken back."), field="review")
    _put_review(act, follow_up, step, reason)
    stop_clock(act, follow_up, ClockKind.REPLY)
    return follow_up


def _review(act: Act, follow_up: FollowUp, move: str, review: str) -> FollowUp:
    needs_reviewer(act, follow_up)
    _put_review(act, follow_up, FOLLOW_UPS.check(follow_up.state, move), review)
    return follow_up


def _put_review(act: Act, follow_up: FollowUp, step: Move, review: str) -> None:
    follow_up.review, follow_up.state = review.strip(), step.target or follow_up.state
    follow_up.reviewed_by, follow_up.reviewed_at = act.actor.official_id, act.at
    record(act, step.verb, follow_up, round=follow_up.round, alert=follow_up.alert_id)


def needs_reviewer(act: Act, alert: Alert | FollowUp) -> None:
    """Refuse whoever is no inspector of the place, or is concerned himself."""
    act.needs(Role.INSPECTOR)
    own = act.actor.organisation_id == alert.organisation_id
    if not act.actor.scope.holds(alert.county, alert.organisation_id) or own:
        raise NotAllowed(
            N_("You or your organisation are concerned by this alert, so another inspector must judge it.")
            if own
            else N_("There is no such alert, or it lies outside your area.")
        )


def _start_clock(act: Act, follow_up: FollowUp, days: int) -> None:
    """Start the reply clock and put its last day on the follow-up."""
    if days < 1:
        raise Incomplete(N_("Give at least one working day for the reply."), field="days")
    limit = Limit(days, basis=REPLY_BASIS)
    follow_up.due_on = start_clock(act, follow_up, ClockKind.REPLY, limit).due_on


def tell_answerers(act: Act, follow_up: FollowUp, title: str, occasion: str) -> None:
    """Put a message on the desk of everybody who answers for the organisation."""
    home = follow_up.organisation_id
    people = {one for duty in answerers_of(act.session, home) for one in holders_of(act.session, home, duty, act.on)}
    tell_people(act, follow_up, people, title, occasion)


def tell_people(act: Act, follow_up: FollowUp, people: Iterable[int], title: str, occasion: str) -> None:
    """Put a message about a follow-up on desks."""
    said = in_house_language(title) % {"number": follow_up.number}
    for official_id in sorted(people):
        key = f"follow-up-{follow_up.id}-{occasion}-{act.at.astimezone(CHINA):%Y%m%d%H%M}"
        queue_message(act, Medium.DESK, str(official_id), said, follow_up.question, follow_up, key)
