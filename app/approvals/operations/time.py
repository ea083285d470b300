"""Suspending, resuming and extending: the only ways in which a limit moves."""

from datetime import date

from sqlalchemy import select

from app.approvals.flows import HEADS
from app.approvals.models import Case, Extension, State, Suspension, SuspensionReason
from app.approvals.notices import tell_applicant
from app.approvals.operations.guards import begin, day_of, official_of, other_official
from app.approvals.papers import issue
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, Shift, WorkingCalendar, move_due, working_calendar
from app.kernel.clocks import (
    Clock,
    ClockKind,
    clock_of,
    extend_clock,
    remaining_days,
    resume_clock,
    start_clock,
    stop_clock,
    suspend_clock,
)
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.flows.engine import resume_steps, suspend_steps
from app.kernel.words import N_

LIMITS = (ClockKind.STATUTORY, ClockKind.PROMISE)
EXTENSION_DAYS, JOINT_EXTENSION_DAYS = 10, 15
REASON_WORDS = {
    SuspensionReason.HEARING: "听证",
    SuspensionReason.TENDER: "招标",
    SuspensionReason.AUCTION: "拍卖",
    SuspensionReason.INSPECTION: "检验",
    SuspensionReason.TESTING: "检测",
    SuspensionReason.QUARANTINE: "检疫",
    SuspensionReason.APPRAISAL: "鉴定",
    SuspensionReason.EXPERT_REVIEW: "专家评审",
}
"""As article 45 names them."""


def suspend(
    act: Act,
    case: Case,
    reason: str,
    expected_days: int,
    *,
    reason_text: str = "",
    suspended_on: date | None = None,
    approved_by: int | None = None,
    tell: bool = True,
    edit_number: int | None = None,
) -> Suspension:
    """Let the limits stand still for a reason of article 45, by the section head or above.

    Whoever handles the case himself names the head who approved it (``approved_by``).

    The applicant is told the time needed in writing, unless ``tell`` is false: then the suspension
    stands as untold. A day before the entry (``suspended_on``) is kept with its lag. Both alert.
    """
    begin(act, case, "suspend", edit_number)
    if reason not in list(SuspensionReason) or reason == SuspensionReason.HEARING:
        raise Incomplete(
            N_(
                "Only tender, auction, inspection, testing, quarantine, appraisal and expert review stop the "
                "limit; a hearing does so by itself (Licensing Law art. 45). Choose one of them, or go on."
            ),
            field="reason",
        )
    if expected_days < 1:
        raise Incomplete(N_("Give the working days that it will take, at least one."), field="expected_days")
    approver = _approver(act, case, approved_by)
    day = day_of(act, case, suspended_on)
    if day > day_of(act, case) or (case.accepted_on is not None and day < case.accepted_on):
        raise Incomplete(N_("A suspension begins between acceptance and today. Correct the day."), field="suspended_on")
    last = max((old.resumed_on for old in case.suspensions if old.resumed_on), default=None)
    if last is not None and day < last:
        raise Incomplete(
            N_("The case ran again on %(day)s. A suspension cannot begin before that."),
            day=last.isoformat(),
            field="suspended_on",
        )
    suspension = pause(act, case, SuspensionReason(reason), expected_days, day, reason_text.strip(), approver)
    case.state = State.SUSPENDED
    number = None
    if tell:
        number = tell_suspension(act, case, suspension)
    record(
        act,
        "approval.suspended",
        case,
        reason=reason,
        suspended_on=day,
        expected_days=expected_days,
        told=tell,
        document=number,
        entry_lag=suspension.entry_lag,
        approved_by=approver,
    )
    return suspension


def _approver(act: Act, case: Case, named: int | None) -> int | None:
    """Return who approves a suspension: the actor, or the head whom he names because he handles the case."""
    approver = named or official_of(act)
    if approver is not None and approver == case.handler_id:
        raise Incomplete(
            N_("You handle this case yourself, so another head approves that its limit stands still. Choose who did."),
            field="approved_by",
        )
    if named is not None and named != official_of(act):
        other_official(act, case, named, HEADS)
    return approver


def pause(
    act: Act,
    case: Case,
    reason: SuspensionReason,
    expected_days: int,
    on: date,
    text: str = "",
    approved_by: int | None = None,
) -> Suspension:
    """Stop the limits of a case from a day and start the clock of its resumption.

    Nobody approves that the law itself stops them, as for a hearing that somebody asked for.
    """
    days = working_calendar(act.session)
    statutory = clock_of(act.session, case, ClockKind.STATUTORY)
    suspension = Suspension(
        county=case.county,
        case_id=case.id,
        reason=reason,
        reason_text=text,
        suspended_on=on,
        entered_at=act.at,
        entered_on=day_of(act, case),
        told_due_on=days.add(on, 1),
        entry_lag=days.between(on, day_of(act, case)),
        expected_days=expected_days,
        remaining_days=remaining_days(act.session, statutory, on) if statutory else None,
        approved_by=approved_by,
        entered_by=official_of(act),
        handled_by=case.handler_id,
        state_before=case.state,
    )
    case.suspensions.append(suspension)
    for what in LIMITS:
        suspend_clock(act, case, what, on)
    suspend_steps(act, case, on)
    basis = N_("Administrative Licensing Law, art. 45")
    start_clock(
        act, case, ClockKind.RESUME, Limit(expected_days, basis=basis), on=on, organisation_id=case.organisation_id
    )
    return suspension


def move_telling(act: Act, shift: Shift) -> int:
    """Move the last days for telling applicants of suspensions with the calendar."""

    def days(suspension: Suspension, calendar: WorkingCalendar) -> dict[str, date]:
        return {"told_due_on": calendar.add(suspension.suspended_on, 1)}

    untold = select(Suspension).where(Suspension.told_on.is_(None), Suspension.told_due_on >= shift.first)
    return move_due(act, shift, untold, "told_due_on", days)


def tell_suspension(act: Act, case: Case, suspension: Suspension) -> str:
    """Tell the applicant in writing how long the limits will stand still; returns the document's number."""
    resume = clock_of(act.session, case, ClockKind.RESUME)
    word = REASON_WORDS[SuspensionReason(suspension.reason)]
    document = issue(
        act,
        case,
        "suspension",
        reason=word,
        reason_text=suspension.reason_text,
        suspended_on=suspension.suspended_on,
        expected_days=suspension.expected_days,
        resume_due=resume.due_on if resume else None,
        remaining_days=suspension.remaining_days,
    )
    suspension.document_id, suspension.told_on = document.id, max(act.on, suspension.suspended_on)
    tell_applicant(act, case, "suspended", str(suspension.id), reason=word, days=suspension.expected_days)
    return document.number


def resume(
    act: Act, case: Case, document: str, *, resumed_on: date | None = None, edit_number: int | None = None
) -> Suspension:
    """Let the limits run again, naming the document that ended the reason (report, record, result)."""
    begin(act, case, "resume", edit_number)
    if not document.strip():
        raise Incomplete(N_("Name the report or record that ended the suspension, with its number."), field="document")
    suspension = open_suspension(case)
    day = day_of(act, case, resumed_on)
    if not suspension.suspended_on <= day <= day_of(act, case):
        raise Incomplete(
            N_("The case runs again between the day of suspension and today. Correct the day."), field="resumed_on"
        )
    go_on(act, case, suspension, day, document)
    statutory = clock_of(act.session, case, ClockKind.STATUTORY)
    due = statutory.due_on if statutory else None
    record(
        act,
        "approval.resumed",
        case,
        reason=suspension.reason,
        resumed_on=day,
        days=suspension.days,
        due_on=due,
        document=document.strip(),
    )
    tell_applicant(act, case, "resumed", str(suspension.id), due=due or "法定期限届满之日")
    return suspension


def open_suspension(case: Case) -> Suspension:
    """Return the suspension in force."""
    for suspension in reversed(case.suspensions):
        if suspension.resumed_on is None:
            return suspension
    raise OutOfOrder(N_("This case is not suspended."))


def go_on(act: Act, case: Case, suspension: Suspension, on: date, document: str) -> None:
    """End a suspension on a day: the limits run again, longer by its working days."""
    suspension.resumed_on, suspension.resumed_at = on, act.at
    suspension.resume_document = document.strip()[:200]
    suspension.days = working_calendar(act.session).between(suspension.suspended_on, on)
    for what in LIMITS:
        resume_clock(act, case, what, on)
    resume_steps(act, case, on)
    stop_clock(act, case, ClockKind.RESUME)
    case.state = suspension.state_before


def extend(
    act: Act, case: Case, reason: str, days: int | None = None, edit_number: int | None = None, *, approval: str = ""
) -> Extension:
    """Make the statutory limit longer, once, by the head of the organ, the reason told (art. 42).

    At most ten working days, fifteen for joint handling; then the head of the government approves, and
    ``approval`` says who and by which paper, for the notice asserts it. After the limit has passed the extension
    still enters the record as late, and the inspectors see it.
    """
    begin(act, case, "extend", edit_number)
    most = JOINT_EXTENSION_DAYS if case.power_version.joint else EXTENSION_DAYS
    wanted = most if days is None else days
    clock = clock_of(act.session, case, ClockKind.STATUTORY)
    if clock is None or clock.stopped_at is not None:
        raise OutOfOrder(N_("No statutory limit runs in this case."))
    if clock.extension:
        raise OutOfOrder(N_("The limit has been extended already; the law allows it once (art. 42)."))
    if not 1 <= wanted <= most:
        raise Incomplete(
            N_("The limit may be extended by at most %(most)d working days (Licensing Law art. 42)."),
            most=most,
            field="days",
        )
    if not reason.strip():
        raise Incomplete(N_("Give the reason. It will be told to the applicant."), field="reason")
    if case.power_version.joint and not approval.strip():
        raise Incomplete(
            N_(
                "Of joint handling the head of the government approves the extension (Licensing Law art. 42(2)). Write who "
                "approved it and the number of the paper."
            ),
            field="approval",
        )
    return _extend(act, case, clock, wanted, reason.strip(), approval.strip()[:200])


def _extend(act: Act, case: Case, clock: Clock, days: int, reason: str, approval: str) -> Extension:
    before, late = clock.due_on, clock.due_at is not None and clock.due_at <= act.at
    extend_clock(act, case, ClockKind.STATUTORY, days)
    document = issue(
        act,
        case,
        "extension",
        days=days,
        reason=reason,
        due_before=before,
        due_on=clock.due_on,
        joint=case.power_version.joint,
        approval=approval,
    )
    extension = Extension(
        county=case.county,
        case_id=case.id,
        days=days,
        reason=reason,
        extended_at=act.at,
        approved_by=official_of(act),
        told_on=act.on,
        after_due=late,
        document_id=document.id,
    )
    act.session.add(extension)
    record(
        act,
        "approval.extended",
        case,
        days=days,
        due_before=before,
        due_on=clock.due_on,
        after_due=late,
        document=document.number,
        approval=approval,
    )
    tell_applicant(act, case, "extended", days=days)
    return extension
