"""Making a round: begin it, note look after look, take back what was wrong, say why it was not made."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, NamedTuple

from sqlalchemy import select

from app.kernel.act import CHINA, Act
from app.kernel.audit import record
from app.kernel.calendar import Limit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.roles import Role
from app.kernel.words import N_
from app.patrol.models import Hall, Look, PatrolRound
from app.patrol.operations.plans import fill_round, minutes_of, week_of
from app.patrol.operations.stills import keep_still
from app.patrol.queries.opening import opening
from app.patrol.queries.rosters import rostered
from app.patrol.words import ABSENT, CONDUCT, Manning, Seen, StillOutcome, StillWay

ANSWER_DAYS = 5
"""Working days in which an organisation answers what was seen of its people."""
LOOKS = 20


class Picture(NamedTuple):
    """A picture that goes with a look."""

    stream: IO[bytes]
    taken_at: datetime
    """Server time."""
    outcome: StillOutcome


def start_round(act: Act, hall: Hall, *, on_foot: bool = False) -> PatrolRound:
    """Begin a round of one's own accord: through the cameras, or walking through the hall."""
    act.needs(Role.INSPECTOR)
    spans = opening(act.session, hall, act.on)
    if not any(span.holds(act.at) for span in spans):
        raise OutOfOrder(N_("The hall is closed at this hour. Look when it is open."))
    assert act.actor.organisation_id is not None
    made = PatrolRound(
        county=hall.county,
        organisation_id=act.actor.organisation_id,
        hall_id=hall.id,
        on_foot=on_foot,
        due_at=act.at,
        until=act.at + timedelta(hours=1),
        open_minutes=minutes_of(spans),
        week=week_of(act.on),
    )
    fill_round(act, made, hall, LOOKS)
    if not made.looks:
        raise Incomplete(N_("This hall has no counters yet. Have the administrator enter them."))
    begin_round(act, made)
    return made


def begin_round(act: Act, made: PatrolRound) -> None:
    """Take a round that is due; the others see that somebody makes it."""
    act.needs(Role.INSPECTOR)
    if made.finished_at is not None or made.excused:
        raise OutOfOrder(N_("This round is over."))
    if made.by_id is not None and made.by_id != act.actor.official_id:
        raise Conflict(N_("Somebody else makes this round. Take another."))
    if made.begun_at is not None:
        return
    made.by_id, made.begun_at = act.actor.official_id, act.at
    made.hour = act.at.astimezone(CHINA).hour
    record(act, "patrol.begun", made, hall=made.hall_id, on_foot=made.on_foot)


def record_look(act: Act, folder: Path, look: Look, seen: Seen, note: str = "", picture: Picture | None = None) -> None:
    """Note what was seen at a counter, with the picture, the roster of that moment and the time it took."""
    made = look.round
    if made.begun_at is None or made.by_id != act.actor.official_id:
        raise NotAllowed(N_("Begin the round first; whoever began it makes its looks."))
    if look.at is not None:
        raise Conflict(N_("This counter has been looked at already. Go on to the next."))
    if seen == Seen.OTHER and not note.strip():
        raise Incomplete(N_("Say what you saw."), field="note")
    spans = opening(act.session, made.hall, act.on)
    due = rostered(act.session, look.counter, act.at)
    look.seconds = int((act.at - _before(made)).total_seconds())
    look.at, look.by_id, look.seen, look.note = act.at, act.actor.official_id, str(seen), note.strip()
    look.on, look.hour = act.on, act.at.astimezone(CHINA).hour
    look.in_hours = any(span.holds(act.at) for span in spans)
    look.manning, look.official_id = str(due.manning), next(iter(due.officials), None)
    look.could_show = not look.on_foot and (look.camera is None or look.camera.way == StillWay.SNAPSHOT)
    if picture is not None:
        camera = None if picture.outcome == StillOutcome.PHOTO else look.camera
        look.still = keep_still(act, folder, made.hall, camera, picture.outcome, picture.taken_at, picture.stream)
    act.session.flush()
    restretch(act, look)
    record(
        act,
        "patrol.looked",
        look,
        round=made.id,
        counter=look.counter_id,
        seen=str(seen),
        manning=look.manning,
        official=look.official_id,
        still=look.still_id,
        sha256=look.still.sha256 if look.still else "",
        seconds=look.seconds,
    )
    if look.seen in CONDUCT and look.in_hours:
        start_clock(act, look, ClockKind.REPLY, Limit(ANSWER_DAYS), official_id=look.official_id)
    if all(one.at is not None for one in made.looks):
        made.finished_at = act.at
        record(act, "patrol.finished", made, looks=len(made.looks))


def _before(made: PatrolRound) -> datetime:
    """Return when the look before was made, or the round begun: how long this one took is measured here, not by a page."""
    assert made.begun_at is not None
    return max([made.begun_at, *(one.at for one in made.looks if one.at is not None)])


def restretch(act: Act, look: Look) -> None:
    """Say for the looks at a counter on one day which absence each belongs to: one manned look ends it."""
    looks = (
        select(Look)
        .where(Look.counter_id == look.counter_id, Look.on == look.on, Look.withdrawn_at.is_(None))
        .order_by(Look.at, Look.id)
    )
    first: Look | None = None
    for one in act.session.scalars(looks).all():
        if one.seen not in ABSENT or not one.in_hours or one.manning != Manning.SOMEBODY:
            first, one.stretch_id = None, None
            continue
        if first is None or first.official_id != one.official_id:
            first = one
        one.stretch_id = first.id
    act.session.flush()


def withdraw_look(act: Act, look: Look, why: str) -> None:
    """Take back a look that was wrong, such as at the wrong counter; it stays in the trail and accuses nobody any more."""
    act.needs(Role.INSPECTOR)
    if look.at is None or look.withdrawn_at is not None:
        raise OutOfOrder(N_("There is nothing to take back."))
    if not why.strip():
        raise Incomplete(N_("Say why this look was wrong."), field="why")
    look.withdrawn_at, look.withdrawn_why, look.stretch_id = act.at, why.strip(), None
    act.session.flush()
    restretch(act, look)
    stop_clock(act, look, ClockKind.REPLY)
    record(act, "patrol.look_withdrawn", look, why=why.strip(), counter=look.counter_id)


def answer_look(act: Act, look: Look, text: str) -> None:
    """Answer what was seen, for the organisation: whoever sits at the counter, or who is above him."""
    if look.at is None or look.seen == Seen.MANNED or look.withdrawn_at is not None:
        raise OutOfOrder(N_("Nothing was seen here that needs an answer."))
    if look.answered_at is not None:
        raise Conflict(N_("This has been answered already."))
    if not act.actor.scope.holds(look.county, look.organisation_id):
        raise NotAllowed(N_("The organisation whose people sit at the counter answers."))
    if not text.strip():
        raise Incomplete(N_("Write what happened, and why."), field="text")
    look.answer, look.answered_at, look.answered_by = text.strip(), act.at, act.actor.official_id
    stop_clock(act, look, ClockKind.REPLY)
    record(act, "patrol.answered", look, text=text.strip())


def excuse_round(act: Act, made: PatrolRound, why: str) -> None:
    """Say why a round was not made: an evacuation, a network that was down."""
    act.needs(Role.INSPECTOR)
    if made.finished_at is not None or made.excused:
        raise OutOfOrder(N_("This round is over."))
    if not why.strip():
        raise Incomplete(N_("Say why the round was not made."), field="why")
    made.excused = why.strip()
    record(act, "patrol.excused", made, why=made.excused)
