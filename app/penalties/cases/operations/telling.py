"""The party is told and heard: notice, plea, hearing, recheck (art. 44, 45, 62 to 65)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY, CalendarMissing, Limit, working_calendar
from app.kernel.clocks import ClockKind, clock_of, start_clock, stop_clock
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.places import Official
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties.cases.acts import CaseNote, Hearing
from app.penalties.cases.guards import begin, check_officers, is_heavy, last_note, needed, note
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.notices import tell_duty, tell_party
from app.penalties.cases.operations.discretion import check_amount, holds, last_discretion
from app.penalties.cases.papers import issue, money, named

PLEAD = Limit(5, basis=N_("Administrative Penalty Law art. 44, 45: time that the notice gives"))
ASK = Limit(5, basis=N_("Administrative Penalty Law art. 64(1)"))
TOLD_AHEAD = 7
"""Working days between the notice of a hearing and the hearing (art. 64(2), 85)."""
WAIVED = "waived"


def give_notice(act: Act, case: PenaltyCase, edit_number: int | None = None) -> None:
    """Tell the party content, facts, grounds and basis of the intended penalty, frozen as they are now (art. 44).

    Above the threshold of a large fine the right to a hearing is told too (art. 63).
    """
    begin(act, case, "give_notice", edit_number=edit_number)
    check_officers(act, case)
    judged = last_discretion(act, case)
    heavy = is_heavy(act, case, case.proposed)
    case.noticed, case.noticed_at, case.state = case.proposed, act.at, CaseState.NOTICED
    if case.noticed_first is None:
        case.noticed_first = case.proposed
    case.hearing_due = case.hearing_told = heavy
    stop_clock(act, case, ClockKind.REPLY)
    stop_clock(act, case, ClockKind.HEARING)
    until = start_clock(act, case, ClockKind.REPLY, PLEAD).due_on
    if heavy:
        start_clock(act, case, ClockKind.HEARING, ASK)
    paper = issue(
        act, case, "hearing_right" if heavy else "penalty_notice", amount=case.proposed, others=case.other_penalties or [],
        grade=judged.grade or "", reason=judged.reason, until=until, officers=named(case),
    )  # fmt: skip
    record(
        act, "penalty.noticed", case, amount=case.noticed, hearing=heavy, until=until, document=paper.number
    )
    tell_party(act, case, "noticed", paper.number, until=until, hearing="、要求听证" if heavy else "")


def plead(
    act: Act, case: PenaltyCase, text: str, *, waives: bool = False, edit_number: int | None = None
) -> CaseNote:
    """Write down what the party says in its defence, or that it says nothing and waives (art. 45)."""
    begin(act, case, "plead", edit_number=edit_number)
    made = note(act, case, "plea", needed(text, "text"), result=WAIVED if waives else "")
    case.pleaded = case.pleaded or not waives
    stop_clock(act, case, ClockKind.REPLY)
    record(act, "penalty.pleaded", case, waives=waives)
    return made


def request_hearing(
    act: Act, case: PenaltyCase, requested_on: date | None = None, edit_number: int | None = None
) -> Hearing:
    """Ask for a hearing within five working days of the notice (art. 64(1))."""
    begin(act, case, "request_hearing", edit_number=edit_number)
    day = requested_on or act.on
    clock = clock_of(act.session, case, ClockKind.HEARING)
    if not case.hearing_told or clock is None:
        raise OutOfOrder(
            N_("This penalty is below the threshold of a hearing (Penalty Law art. 63). The party may plead.")
        )
    if hearing_of(act, case) is not None:
        raise OutOfOrder(N_("A hearing has been asked for already in this case."))
    if not clock.started_on <= day <= act.on:
        raise Incomplete(
            N_("The request came between the notice and today. Correct the day."), field="requested_on"
        )
    if clock.due_on is not None and day > clock.due_on:
        raise TooLate(
            N_("A hearing is asked for within five working days of the notice (Penalty Law art. 64); that ended "
               "on %(due)s."),
            due=clock.due_on, field="requested_on",
        )  # fmt: skip
    at = act.at if day == act.on else start_of_day(day)
    hearing = Hearing(county=case.county, case_id=case.id, requested_at=at)
    act.session.add(hearing)
    act.session.flush()
    stop_clock(act, case, ClockKind.HEARING, at=max(at, clock.started_at))
    stop_clock(act, case, ClockKind.REPLY)
    record(act, "penalty.hearing_requested", case, requested_on=day)
    for duty in (Duty.SECTION_HEAD, Duty.LEGAL_REVIEWER):
        tell_duty(act, case, "hearing_requested", duty, hearing.id)
    return hearing


def hearing_of(act: Act, case: PenaltyCase) -> Hearing | None:
    """Return the hearing that was asked for since the last notice, held or not."""
    asked = select(Hearing).where(Hearing.case_id == case.id)
    newest = act.session.scalars(asked.order_by(Hearing.id.desc())).first()
    if newest is None or case.noticed_at is None:
        return newest
    told = clock_of(act.session, case, ClockKind.HEARING)
    return newest if told is None or newest.requested_at >= start_of_day(told.started_on) else None


def set_hearing(
    act: Act, case: PenaltyCase, set_for: date, chair: Official, place: str, edit_number: int | None = None
) -> None:
    """Set day, place and chair, told at least seven working days ahead; the chair did not investigate (art. 64)."""
    begin(act, case, "set_hearing", edit_number=edit_number)
    hearing = _open_hearing(act, case)
    if chair.id in {officer.official_id for officer in case.officers}:
        raise NotAllowed(
            N_(
                "Who investigated a case does not chair its hearing (Penalty Law art. 64). Name somebody else."
            ),
            field="chair",
        )
    if chair.organisation_id != case.organisation_id:
        raise NotAllowed(N_("The chair is an official of the handling organ."), field="chair")
    earliest = _days_ahead(act)
    if set_for < earliest:
        raise Incomplete(
            N_("A hearing is told seven working days ahead (Penalty Law art. 64). The first day is %(day)s."),
            day=earliest, field="set_for",
        )  # fmt: skip
    hearing.told_at, hearing.set_for, hearing.chair_id = act.at, set_for, chair.id
    paper = issue(
        act, case, "hearing_notice", held_on=set_for, hearing_place=needed(place, "place"), chair=chair.name
    )
    record(act, "penalty.hearing_set", case, set_for=set_for, chair=chair.id, document=paper.number)
    tell_party(act, case, "hearing_set", paper.number, on=set_for, place=place.strip())


def _days_ahead(act: Act) -> date:
    try:
        return working_calendar(act.session).add(act.on, TOLD_AHEAD)
    except CalendarMissing:  # the year is not there yet: weeks instead of working days, never fewer days
        return act.on + ONE_DAY * (TOLD_AHEAD + 4)


def _open_hearing(act: Act, case: PenaltyCase) -> Hearing:
    hearing = hearing_of(act, case)
    if hearing is None or hearing.held_at is not None:
        raise OutOfOrder(N_("No hearing is open in this case."))
    return hearing


def hold_hearing(act: Act, case: PenaltyCase, text: str, edit_number: int | None = None) -> None:
    """Keep the record of a hearing; its chair writes it, and the decision rests on it (art. 65)."""
    begin(act, case, "hold_hearing", edit_number=edit_number)
    hearing = _open_hearing(act, case)
    if hearing.set_for is None or act.on < hearing.set_for:
        raise OutOfOrder(N_("The hearing has not been set, or its day has not come."))
    if not act.actor.is_platform and act.actor.official_id != hearing.chair_id:
        raise NotAllowed(N_("Only the chair of the hearing records it."))
    hearing.held_at, hearing.record = act.at, needed(text, "text")
    record(act, "penalty.hearing_held", case, chair=hearing.chair_id)


def recheck(
    act: Act, case: PenaltyCase, amount: Decimal, opinion: str, edit_number: int | None = None
) -> CaseNote:
    """Recheck facts, grounds and evidence after the party was heard; never heavier for pleading (art. 45)."""
    begin(act, case, "recheck", edit_number=edit_number)
    check_officers(act, case)
    check_amount(amount)
    if case.noticed is None or amount > case.noticed:
        raise NotAllowed(
            N_("Nobody is punished harder for pleading (Penalty Law art. 45): at most %(amount)s yuan. New facts "
               "need a new judgement and a new notice."),
            amount=money(case.noticed or Decimal(0)), field="amount",
        )  # fmt: skip
    _check_heard(act, case)
    made = note(act, case, "recheck", needed(opinion, "opinion"), amount=amount)
    inside = holds(case, amount)
    case.proposed, case.out_of_range, case.state = amount, not inside, CaseState.RECHECKED
    record(act, "penalty.rechecked", case, amount=amount, noticed=case.noticed)
    tell_duty(act, case, "rechecked", Duty.ORGAN_HEAD, made.id)
    return made


def _check_heard(act: Act, case: PenaltyCase) -> None:
    """Refuse while the party may still speak: it has pleaded, waived, or let its days pass."""
    clock = clock_of(act.session, case, ClockKind.REPLY)
    spoken = last_note(act, case, "plea") if clock is None else None
    passed = (
        clock is None or clock.stopped_at is not None or (clock.due_at is not None and clock.due_at <= act.at)
    )
    asking = clock_of(act.session, case, ClockKind.HEARING) if case.hearing_told else None
    if (
        asking is not None
        and asking.stopped_at is None
        and asking.due_at is not None
        and asking.due_at > act.at
    ):
        waived = last_note(act, case, "plea")
        passed = passed and waived is not None and waived.result == WAIVED
    if not passed and spoken is None:
        raise OutOfOrder(
            N_("The party may still plead or ask for a hearing until %(due)s (Penalty Law art. 45, 64). Wait, or "
               "write down its plea or that it waives."),
            due=(asking or clock).due_on if (asking or clock) else "",  # type: ignore[union-attr]
        )  # fmt: skip
