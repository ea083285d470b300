"""Setting the record of a penalty case right under two pairs of eyes; the old value stays for ever."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act, local_day, start_of_day
from app.kernel.audit import record
from app.kernel.clocks import ClockKind, clock_of, derive_due
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties.cases.acts import CaseCorrection
from app.penalties.cases.guards import begin, needed
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.notices import tell_duty
from app.penalties.cases.operations.clue import lapse
from app.penalties.cases.time import mark_near

LONGEST = 120
DAYS = ("acted_on", "found_on", "filed_on", "served_on")
"""What may be corrected. Judgements, decisions, reasons and states never are: there are acts for that."""
LABELS: Mapping[str, str] = {
    "party_name": N_("Party"), "place": N_("Place"), "serve_proof": N_("Proof of delivery"), "acted_on": N_("Day of the act"),
    "found_on": N_("Day of discovery"), "filed_on": N_("Day of filing"), "served_on": N_("Day of service"),
}  # fmt: skip


def value_of(case: PenaltyCase, field: str) -> Any:
    """Return what stands in the record now: a text, a day, or None."""
    if field == "filed_on":
        return local_day(case.filed_at) if case.filed_at else None
    if field == "served_on":
        return local_day(case.served_at) if case.served_at else None
    return getattr(case, field)


def waiting_correction(act: Act, case: PenaltyCase) -> CaseCorrection | None:
    """Return the correction that waits for its approval."""
    waiting = select(CaseCorrection).where(
        CaseCorrection.case_id == case.id, CaseCorrection.approved_at.is_(None)
    )
    return act.session.scalars(waiting.order_by(CaseCorrection.id)).first()


def propose_correction(
    act: Act, case: PenaltyCase, field: str, new_value: str, reason: str, edit_number: int | None = None
) -> CaseCorrection:
    """Propose to set one field right; nothing changes until somebody else approves."""
    begin(act, case, "propose_correction", reason=reason, edit_number=edit_number)
    if field not in LABELS:
        raise Incomplete(N_("This field cannot be corrected; use the act that changes it."), field="field")
    if waiting_correction(act, case) is not None:
        raise OutOfOrder(N_("Another correction of this case still waits for approval."))
    old, value = value_of(case, field), _read(field, new_value)
    _check(act, case, field, value)
    if value == old:
        raise Incomplete(N_("The new value is the old one."), field="new_value")
    assert act.actor.official_id is not None
    made = CaseCorrection(
        county=case.county, case_id=case.id, field=field, old_value=None if old is None else str(old), new_value=str(value),
        moves_date=field in DAYS, reason=needed(reason), proposed_by=act.actor.official_id, proposed_at=act.at,
    )  # fmt: skip
    act.session.add(made)
    act.session.flush()
    tell_duty(act, case, "correction", Duty.ORGAN_HEAD, made.id, reason=made.reason)
    record(act, "penalty.correction_proposed", case, field=field, moves_date=made.moves_date)
    return made


def _read(field: str, text: str) -> Any:
    text = text.strip()
    if field not in DAYS:
        if not text or len(text) > LONGEST:
            raise Incomplete(N_("Write the right value, at most 120 characters."), field="new_value")
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Incomplete(
            N_("Write a day that exists as year, month, day, for example 2026-09-21."), field="new_value"
        ) from None


def _check(act: Act, case: PenaltyCase, field: str, value: Any) -> None:
    """Refuse days that did not come, or that stand in a place where they cannot: act, discovery, filing, service."""
    if field not in DAYS:
        return
    if value_of(case, field) is None:
        raise OutOfOrder(N_("This has not happened in the case yet, so there is nothing to correct."))
    days = {name: value if name == field else value_of(case, name) for name in DAYS}
    order = [days["acted_on"], days["found_on"], days["filed_on"], case.decided_on, days["served_on"], act.on]
    known = [day for day in order if day is not None]
    if known != sorted(known):
        raise Incomplete(
            N_("Act, discovery, filing, decision and service follow one another, and none lies in the future. Correct the day."),
            field="new_value",
        )  # fmt: skip


def approve_correction(act: Act, case: PenaltyCase, edit_number: int | None = None) -> None:
    """Carry out the correction that somebody else proposed; a moved day moves its deadlines, and alerts."""
    begin(act, case, "approve_correction", edit_number=edit_number)
    correction = waiting_correction(act, case)
    if correction is None:
        raise OutOfOrder(N_("No correction waits for approval in this case."))
    if correction.proposed_by == act.actor.official_id:
        raise NotAllowed(N_("Somebody else must approve a correction that you proposed."))
    old = value_of(case, correction.field)
    if (None if old is None else str(old)) != correction.old_value:
        raise OutOfOrder(N_("The field was changed after the proposal. Propose the correction anew."))
    value = _read(correction.field, correction.new_value)
    _check(act, case, correction.field, value)
    _write(act, case, correction.field, value)
    correction.approved_by, correction.approved_at = act.actor.official_id, act.at
    record(
        act, "penalty.corrected_record", case, field=correction.field, moves_date=correction.moves_date,
        proposed_by=correction.proposed_by,
        **({"old": correction.old_value, "new": correction.new_value} if correction.moves_date else {}),
    )  # fmt: skip


def _write(act: Act, case: PenaltyCase, field: str, value: Any) -> None:
    if field == "filed_on":
        case.filed_at = start_of_day(value)
        _restart(act, case, ClockKind.STATUTORY, value)
        _stopped(act, case, ClockKind.CLUE, value)
        mark_near(act, case)
    elif field == "served_on":
        case.served_at = max(start_of_day(value), case.decided_at or start_of_day(value))
        _stopped(act, case, ClockKind.DELIVER, value)
        due = _restart(act, case, ClockKind.PAY, value)
        _restart(act, case, ClockKind.COURT, value)
        case.pay_until = due or case.pay_until
    else:
        setattr(case, field, value)
        if field == "acted_on":
            case.lapsed_on = lapse(value, case.item)


def _restart(act: Act, case: PenaltyCase, what: ClockKind, on: date) -> date | None:
    """Let a clock begin on another day; returns its new due day, None where it was fixed otherwise."""
    clock = clock_of(act.session, case, what)
    if clock is None or clock.fixed:
        return None
    clock.started_on, clock.started_at = on, start_of_day(on)
    derive_due(act.session, clock)
    return clock.due_on


def _stopped(act: Act, case: PenaltyCase, what: ClockKind, on: date) -> None:
    """Let a clock that ended by the corrected act end on the right day."""
    clock = clock_of(act.session, case, what)
    if clock is not None and clock.stopped_at is not None:
        clock.stopped_at = max(clock.started_at, start_of_day(on))
