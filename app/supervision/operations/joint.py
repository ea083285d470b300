"""Joint follow-ups: one leading body, others with parts and limits of their own; longer limits; checks afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.clocks import ClockKind, clock_of, extend_clock
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.supervision.flows import FOLLOW_UPS
from app.supervision.models import Alert, FollowUp
from app.supervision.operations.follow_ups import (
    ask_follow_up,
    ask_in_writing,
    may_reply,
    needs_reviewer,
    tell_answerers,
)

MOST_PARTS = 20
LONGEST = 30
"""Working days by which a limit is made longer at one time."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one body beside the leading one is to explain and put right, within how many working days."""

    organisation_id: int
    question: str
    days: int


def ask_jointly(act: Act, alert: Alert, question: str, days: int, shares: Iterable[Share]) -> FollowUp:
    """Ask several bodies about one alert: that of the alert leads, each other has its own part and limit."""
    wanted = list(shares)
    if len(wanted) > MOST_PARTS:
        raise Incomplete(N_("A joint follow-up has at most %(most)d parts."), most=MOST_PARTS)
    bodies = [share.organisation_id for share in wanted]
    if len(set(bodies)) != len(bodies) or alert.organisation_id in bodies:
        raise Incomplete(N_("Each body has one part only, and the leading body has none beside its own."), field="body")
    lead = ask_follow_up(act, alert, question, days)
    for number, share in enumerate(wanted, start=1):
        body = act.session.get(Organisation, share.organisation_id)
        if body is None or body.county != alert.county or not act.actor.scope.holds(body.county, body.id):
            raise Incomplete(N_("Choose bodies of your own county."), field="body")
        if body.id == act.actor.organisation_id:
            raise NotAllowed(N_("Your own organisation cannot be asked by you. Have another inspector do it."))
        if not share.question.strip():
            raise Incomplete(N_("Write for each body what it is to explain and put right."), field="question")
        ask_in_writing(act, alert, body.id, f"{lead.number}-{number}", share.question, share.days, lead.id)
    return lead


def shares_in(act: Act, text: str) -> list[Share]:
    """Read parts as they are typed, one line a body: code or whole name | question | working days."""
    shares = []
    for line in filter(None, map(str.strip, text.splitlines())):
        fields = [field.strip() for field in line.replace("｜", "|").split("|")]
        if len(fields) != 3 or not fields[2].isdecimal() or len(fields[2]) > 3:
            raise Incomplete(
                N_("“%(line)s” is no part: write body | what it is to put right | working days."),
                field="parts",
                line=line,
            )
        named = (Organisation.code == fields[0]) | (Organisation.name == fields[0])
        inside = act.actor.scope.where(Organisation.county, Organisation.id)
        body = act.session.scalar(select(Organisation.id).where(named, inside).limit(1))
        if body is None:
            raise Incomplete(N_("There is no body “%(name)s” in your region."), field="parts", name=fields[0])
        shares.append(Share(body, fields[1], int(fields[2])))
    return shares


def parts_of(act: Act, follow_up: FollowUp) -> list[FollowUp]:
    """Return the parts of a joint follow-up in their order."""
    parts = select(FollowUp).where(FollowUp.lead_id == follow_up.id).order_by(FollowUp.id)
    return list(act.session.scalars(parts))


def ask_for_time(act: Act, follow_up: FollowUp, days: int, why: str) -> FollowUp:
    """Ask for a longer limit, before it has passed."""
    if not may_reply(act.session, act.actor, follow_up):
        raise NotAllowed(N_("Only the head of the section or of the organ concerned may reply."))
    step = FOLLOW_UPS.check(follow_up.state, "ask_time")
    if follow_up.due_on is not None and act.on > follow_up.due_on:
        raise TooLate(N_("The limit ended on %(day)s. Reply now, and say why it is late."), day=follow_up.due_on)
    _checked(days)
    if not why.strip():
        raise Incomplete(N_("Write why more time is needed."), field="why")
    follow_up.wanted_days, follow_up.wanted_why = days, why.strip()
    record(act, step.verb, follow_up, days=days)
    return follow_up


def give_time(act: Act, follow_up: FollowUp, days: int) -> FollowUp:
    """Make the limit of a follow-up longer, whether or not it was asked for."""
    needs_reviewer(act, follow_up)
    step = FOLLOW_UPS.check(follow_up.state, "give_time")
    _checked(days)
    extend_clock(act, follow_up, ClockKind.REPLY, days)
    clock = clock_of(act.session, follow_up, ClockKind.REPLY)
    follow_up.due_on = clock.due_on if clock is not None else follow_up.due_on
    follow_up.extended += days
    follow_up.wanted_days = follow_up.wanted_why = None
    follow_up.reminded_at, follow_up.rung = None, 0
    record(act, step.verb, follow_up, days=days, due_on=follow_up.due_on)
    tell_answerers(act, follow_up, N_("Follow-up %(number)s: the limit was made longer"), f"time-{follow_up.extended}")
    return follow_up


def refuse_time(act: Act, follow_up: FollowUp, why: str) -> FollowUp:
    """Leave the limit as it is, with the reason."""
    needs_reviewer(act, follow_up)
    step = FOLLOW_UPS.check(follow_up.state, "refuse_time")
    if follow_up.wanted_days is None:
        raise OutOfOrder(N_("Nobody has asked for more time."))
    if not why.strip():
        raise Incomplete(N_("Write why the limit stays as it is."), field="review")
    follow_up.wanted_days, follow_up.wanted_why = None, None
    record(act, step.verb, follow_up, why=why.strip())
    tell_answerers(act, follow_up, N_("Follow-up %(number)s: the limit stays as it is"), f"no-time-{follow_up.round}")
    return follow_up


def check_again(act: Act, follow_up: FollowUp, lasted: bool, text: str) -> FollowUp:
    """Write down whether what was put right has lasted, months after the reply was accepted; once."""
    needs_reviewer(act, follow_up)
    step = FOLLOW_UPS.check(follow_up.state, "check")
    if follow_up.checked_at is not None:
        raise OutOfOrder(N_("This has been checked already."))
    if not text.strip():
        raise Incomplete(N_("Write what the check found."), field="review")
    follow_up.checked_at, follow_up.checked_by = act.at, act.actor.official_id
    follow_up.lasted, follow_up.check_text = lasted, text.strip()
    record(act, step.verb, follow_up, lasted=lasted)
    return follow_up


def _checked(days: int) -> None:
    if not 1 <= days <= LONGEST:
        raise Incomplete(N_("Enter from 1 to %(most)d working days."), field="days", most=LONGEST)
