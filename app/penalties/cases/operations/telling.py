"""The party is told and heard: notice, plea, hearing, recheck (art. 44, 45, 62 to 65)."""

import re
from datetime import date
from decimal import Decimal

from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY, CalendarMissing, Limit, working_calendar
from app.kernel.clocks import ClockKind, clock_of, start_clock, stop_clock
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.places import Official
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties.cases.acts import CaseNote, Hearing
from app.penalties.cases.guards import (
    begin,
    check_hearing,
    check_officers,
    hearing_of,
    is_heavy,
    last_note,
    needed,
    note,
)
from app.penalties.cases.limits import check_legal, limits_on
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.notices import tell_duty, tell_party
from app.penalties.cases.operations.discretion import check_amount, holds, last_discretion
from app.penalties.cases.papers import issue, money, named, ranges_of
from app.penalties.cases.told import proofs_of

PLEAD = Limit(5, basis=N_("Administrative Penalty Law art. 44, 45: time that the notice gives"))
ASK = Limit(5, basis=N_("Administrative Penalty Law art. 64(1)"))
TOLD_AHEAD = 7
"""Working days between the notice of a hearing and the hearing (art. 64(2), 85)."""
WAIVED, GAVE_UP = "waived", "gave_up"
"""Results of what the party said: that it says nothing; that it gives up the hearing it had asked for."""
HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


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
        act,
        case,
        "hearing_right" if heavy else "penalty_notice",
        amount=case.proposed,
        others=case.other_penalties or [],
        grade=judged.grade or "",
        reason=judged.reason,
        until=until,
        officers=named(case),
        proofs=proofs_of(act, case),
        ranges=ranges_of(case),
    )
    record(act, "penalty.noticed", case, amount=case.noticed, hearing=heavy, until=until, document=paper.number)
    tell_party(act, case, "noticed", paper.number, until=until, hearing="、要求听证" if heavy else "")


def plead(act: Act, case: PenaltyCase, text: str, *, waives: bool = False, edit_number: int | None = None) -> CaseNote:
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
        raise Incomplete(N_("The request came between the notice and today. Correct the day."), field="requested_on")
    if clock.due_on is not None and day > clock.due_on:
        raise TooLate(
            N_(
                "A hearing is asked for within five working days of the notice (Penalty Law art. 64); that ended "
                "on %(due)s."
            ),
            due=clock.due_on,
            field="requested_on",
        )
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


def set_hearing(
    act: Act, case: PenaltyCase, set_for: date, chair: Official, place: str, begins: str, edit_number: int | None = None
) -> None:
    """Set day, hour, place and chair, told at least seven working days ahead; the chair did not investigate (art. 64)."""
    begin(act, case, "set_hearing", edit_number=edit_number)
    hearing = _open_hearing(act, case)
    if chair.id in {officer.official_id for officer in case.officers}:
        raise NotAllowed(
            N_("Who investigated a case does not chair its hearing (Penalty Law art. 64). Name somebody else."),
            field="chair",
        )
    if chair.organisation_id != case.organisation_id:
        raise NotAllowed(N_("The chair is an official of the handling organ."), field="chair")
    earliest = _days_ahead(act)
    if set_for < earliest:
        raise Incomplete(
            N_("A hearing is told seven working days ahead (Penalty Law art. 64). The first day is %(day)s."),
            day=earliest,
            field="set_for",
        )
    _check_works(act, set_for)
    if not HOUR.fullmatch(begins.strip()):
        raise Incomplete(N_("Enter the hour at which the hearing begins, for example 09:30."), field="begins")
    hearing.told_at, hearing.set_for, hearing.chair_id = act.at, set_for, chair.id
    hearing.begins = begins.strip()
    paper = issue(
        act,
        case,
        "hearing_notice",
        held_on=set_for,
        begins=hearing.begins,
        hearing_place=needed(place, "place"),
        chair=chair.name,
    )
    record(
        act, "penalty.hearing_set", case, set_for=set_for, begins=hearing.begins, chair=chair.id, document=paper.number
    )
    tell_party(act, case, "hearing_set", paper.number, on=set_for, place=place.strip())


def _check_works(act: Act, day: date) -> None:
    try:
        works = working_calendar(act.session).is_workday(day)
    except CalendarMissing:
        works = day.weekday() < 5
    if not works:
        raise Incomplete(
            N_("A hearing is held on a working day, when the party and its agents can come. Choose another day."),
            field="set_for",
        )


def _days_ahead(act: Act) -> date:
    try:
        return working_calendar(act.session).add(act.on, TOLD_AHEAD)
    except CalendarMissing:  # the year is not there yet: weeks instead of working days, never fewer days
        return act.on + ONE_DAY * (TOLD_AHEAD + 4)


def _open_hearing(act: Act, case: PenaltyCase) -> Hearing:
    hearing = hearing_of(act, case)
    if hearing is None or hearing.held_at is not None or hearing.waived_at is not None:
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


def waive_hearing(act: Act, case: PenaltyCase, reason: str, edit_number: int | None = None) -> None:
    """Note that the party gave its hearing up: it withdrew, or stayed away without good reason (art. 64(6))."""
    begin(act, case, "waive_hearing", reason=reason, edit_number=edit_number)
    hearing = _open_hearing(act, case)
    hearing.waived_at = act.at
    made = note(act, case, "plea", reason.strip(), result=GAVE_UP)
    record(act, "penalty.hearing_waived", case, reason=made.text)


def recheck(act: Act, case: PenaltyCase, amount: Decimal, opinion: str, edit_number: int | None = None) -> CaseNote:
    """Recheck facts, grounds and evidence after the party was heard; never heavier for pleading (art. 45)."""
    begin(act, case, "recheck", edit_number=edit_number)
    check_officers(act, case)
    check_amount(amount)
    if case.noticed is None or amount > case.noticed:
        raise NotAllowed(
            N_(
                "Nobody is punished harder for pleading (Penalty Law art. 45): at most %(amount)s yuan. New facts "
                "need a new judgement and a new notice."
            ),
            amount=money(case.noticed or Decimal(0)),
            field="amount",
        )
    _check_heard(act, case)
    check_legal(amount, limits_on(case))
    for what in (ClockKind.REPLY, ClockKind.HEARING):  # the party's own days are over
        stop_clock(act, case, what)
    made = note(act, case, "recheck", needed(opinion, "opinion"), amount=amount)
    inside = holds(case, amount)
    case.proposed, case.out_of_range, case.state = amount, not inside, CaseState.RECHECKED
    record(act, "penalty.rechecked", case, amount=amount, noticed=case.noticed)
    tell_duty(act, case, "rechecked", Duty.ORGAN_HEAD, made.id)
    return made


def _check_heard(act: Act, case: PenaltyCase) -> None:
    """Refuse while the party may still speak: it has pleaded, waived, or let its days pass; a hearing is over."""
    check_hearing(act, case)
    clock = clock_of(act.session, case, ClockKind.REPLY)
    spoken = last_note(act, case, "plea") if clock is None else None
    passed = clock is None or clock.stopped_at is not None or (clock.due_at is not None and clock.due_at <= act.at)
    asking = clock_of(act.session, case, ClockKind.HEARING) if case.hearing_told else None
    if asking is not None and asking.stopped_at is None and asking.due_at is not None and asking.due_at > act.at:
        waived = last_note(act, case, "plea")
        passed = passed and waived is not None and waived.result == WAIVED
    if not passed and spoken is None:
        raise OutOfOrder(
            N_(
                "The party may still plead or ask for a hearing until %(due)s (Penalty Law art. 45, 64). Wait, or "
                "write down its plea or that it waives."
            ),
            due=(asking or clock).due_on if (asking or clock) else "",  # type: ignore[union-attr]
        )
