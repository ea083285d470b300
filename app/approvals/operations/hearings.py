"""Hearings (art. 46 to 48): tell of the right, ask, set the day, hold, record."""

from datetime import date

from sqlalchemy import select

from app.approvals.models import Case, Hearing, State, SuspensionReason
from app.approvals.notices import tell_applicant, tell_officials
from app.approvals.operations.guards import begin, day_of, official_of
from app.approvals.operations.review import reviewers
from app.approvals.operations.time import go_on, open_suspension, pause, tell_suspension
from app.approvals.papers import issue
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, working_calendar
from app.kernel.clocks import ClockKind, clock_of, start_clock, stop_clock
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.places import Official
from app.kernel.words import N_

REQUEST_LIMIT = Limit(5, basis=N_("Administrative Licensing Law, art. 47"))
HOLD_LIMIT = Limit(20, basis=N_("Administrative Licensing Law, art. 47"))
NOTICE_DAYS = 7
"""Working days between the notice of the day and the hearing (art. 48(1))."""


def tell_hearing(act: Act, case: Case, edit_number: int | None = None) -> Hearing:
    """Tell applicant and interested parties that they may ask for a hearing within five working days."""
    begin(act, case, "tell_hearing", edit_number)
    if _hearing(act, case) is not None:
        raise OutOfOrder(N_("The right to a hearing has been told already in this case."))
    hearing = Hearing(county=case.county, case_id=case.id, told_on=day_of(act, case))
    act.session.add(hearing)
    clock = start_clock(
        act, case, ClockKind.HEARING, REQUEST_LIMIT, on=hearing.told_on, organisation_id=case.organisation_id
    )
    document = issue(act, case, "hearing_right", answer_by=clock.due_on)
    record(act, "approval.hearing_told", case, request_by=clock.due_on, document=document.number)
    tell_applicant(act, case, "hearing_told", due=clock.due_on or "规定期限")
    return hearing


def _hearing(act: Act, case: Case) -> Hearing | None:
    newest = select(Hearing).where(Hearing.case_id == case.id).order_by(Hearing.id.desc()).limit(1)
    return act.session.scalars(newest).first()


def request_hearing(act: Act, case: Case, requested_on: date | None = None, edit_number: int | None = None) -> Hearing:
    """Ask for a hearing; it must then be held within twenty working days and the limits stand still."""
    begin(act, case, "request_hearing", edit_number)
    hearing = _hearing(act, case)
    if hearing is None or hearing.requested_on is not None:
        raise OutOfOrder(N_("A hearing can be asked for once, after its right has been told."))
    day = day_of(act, case, requested_on)
    if not hearing.told_on <= day <= day_of(act, case):
        raise Incomplete(N_("The request came between the notice and today. Correct the day."), field="requested_on")
    last = working_calendar(act.session).due(hearing.told_on, REQUEST_LIMIT)
    if day > last:
        raise TooLate(
            N_("A hearing had to be asked for by %(day)s (Licensing Law art. 47). The case goes on without it."),
            day=last.isoformat(),
        )
    hearing.requested_on = day
    stop_clock(act, case, ClockKind.HEARING)
    clock = start_clock(act, case, ClockKind.HEARING, HOLD_LIMIT, on=day, organisation_id=case.organisation_id)
    suspension = pause(act, case, SuspensionReason.HEARING, HOLD_LIMIT.value, day)
    act.session.flush()
    hearing.suspension_id = suspension.id
    case.state = State.HEARING
    number = tell_suspension(act, case, suspension)
    record(act, "approval.hearing_requested", case, requested_on=day, hold_by=clock.due_on, document=number)
    due = clock.due_on or "法定期限"
    tell_officials(act, case, "hearing_requested", [case.handler_id], due=due)
    return hearing


def call_hearing(act: Act, case: Case, reason: str, edit_number: int | None = None) -> Hearing:
    """Call a hearing that the law prescribes or that a great public interest asks for, and announce it.

    Nobody needs to ask for it (art. 46). The limits stand still as for every hearing (art. 45); the
    twenty days of article 47 bind only a hearing that was asked for.
    """
    begin(act, case, "call_hearing", edit_number)
    if not reason.strip():
        raise Incomplete(
            N_("Name the law that prescribes the hearing, or the public interest (Licensing Law art. 46)."),
            field="reason",
        )
    former = _hearing(act, case)
    if former is not None and (former.requested_on is not None or former.ex_officio):
        raise OutOfOrder(N_("A hearing was held in this case already."))
    stop_clock(act, case, ClockKind.HEARING)
    suspension = pause(
        act, case, SuspensionReason.HEARING, HOLD_LIMIT.value, day_of(act, case), reason.strip(), official_of(act)
    )
    act.session.flush()
    hearing = Hearing(
        county=case.county,
        case_id=case.id,
        told_on=suspension.suspended_on,
        ex_officio=True,
        reason=reason.strip(),
        suspension_id=suspension.id,
    )
    act.session.add(hearing)
    case.state = State.HEARING
    tell_suspension(act, case, suspension)
    document = issue(act, case, "hearing_announcement", reason=reason.strip())
    record(act, "approval.hearing_called", case, document=document.number)
    tell_applicant(act, case, "hearing_called")
    return hearing


def set_hearing(
    act: Act, case: Case, held_on: date, place: str, chair_id: int, edit_number: int | None = None
) -> Hearing:
    """Set day, place and chair, and tell the parties at least seven working days before (art. 48).

    The chair must not have reviewed the case. A day after the twenty working days is refused as long
    as an earlier one can still be met.
    """
    begin(act, case, "set_hearing", edit_number)
    hearing = _requested(act, case)
    if not place.strip():
        raise Incomplete(N_("Give the place of the hearing."), field="place")
    earliest = working_calendar(act.session).add(act.on, NOTICE_DAYS)
    if held_on < earliest:
        raise Incomplete(
            N_("The parties must be told seven working days before: not before %(day)s (Licensing Law art. 48)."),
            day=earliest.isoformat(),
            field="held_on",
        )
    clock = clock_of(act.session, case, ClockKind.HEARING)
    if clock is not None and clock.due_on is not None and earliest <= clock.due_on < held_on:
        raise Incomplete(
            N_("The hearing must be held by %(day)s (Licensing Law art. 47). Choose an earlier day."),
            day=clock.due_on.isoformat(),
            field="held_on",
        )
    chair = act.session.get(Official, chair_id)
    if chair is None or chair.left_on is not None or chair.county != case.county:
        raise Incomplete(N_("Choose an official of your county as chair."), field="chair")
    if chair_id in reviewers(act, case):
        raise NotAllowed(
            N_(
                "%(name)s has reviewed this case and cannot chair its hearing (Licensing Law art. 48(3)). "
                "Choose somebody else."
            ),
            name=chair.name,
        )
    hearing.notice_on, hearing.held_on, hearing.place, hearing.chair_id = (act.on, held_on, place.strip(), chair_id)
    document = issue(act, case, "hearing_notice", held_on=held_on, hearing_place=place.strip(), chair=chair.name)
    record(act, "approval.hearing_set", case, held_on=held_on, chair=chair_id, document=document.number)
    tell_applicant(act, case, "hearing_set", str(document.id), due=held_on, place=place.strip())
    return hearing


def _requested(act: Act, case: Case) -> Hearing:
    hearing = _hearing(act, case)
    called = hearing is not None and (hearing.ex_officio or hearing.requested_on is not None)
    if hearing is None or not called or hearing.record_text is not None:
        raise OutOfOrder(N_("No hearing of this case is open."))
    return hearing


def hold_hearing(act: Act, case: Case, record_text: str, edit_number: int | None = None) -> Hearing:
    """Keep the record of the hearing, by which the case must be decided; the limits run again."""
    begin(act, case, "hold_hearing", edit_number)
    hearing = _requested(act, case)
    if hearing.notice_on is None or hearing.held_on is None:
        raise OutOfOrder(N_("Set the day of the hearing first; the parties must be told seven working days before."))
    if act.on < hearing.held_on:
        raise OutOfOrder(N_("The hearing is on %(day)s. Record it then."), day=hearing.held_on.isoformat())
    if not record_text.strip():
        raise Incomplete(
            N_("The case is decided on the record of the hearing (Licensing Law art. 48). Write it."),
            field="record_text",
        )
    hearing.record_text = record_text.strip()
    stop_clock(act, case, ClockKind.HEARING)
    suspension = open_suspension(case)
    go_on(act, case, suspension, day_of(act, case), "听证笔录")
    record(act, "approval.hearing_held", case, held_on=hearing.held_on, chair=hearing.chair_id, days=suspension.days)
    return hearing
