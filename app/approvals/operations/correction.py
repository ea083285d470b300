"""Setting a record right under two pairs of eyes; the old value stays for ever."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.approvals.models import Case, Correction
from app.approvals.operations.guards import begin
from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.clocks import ClockKind, clock_of, derive_due
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.words import N_

FIELDS: Mapping[str, type] = {
    "applicant_name": str, "agent_name": str, "delivery_proof": str, "competent_organ": str,
    "received_on": date, "accepted_on": date, "valid_to": date,
}  # fmt: skip
"""What may be corrected. Decisions, reasons and states are never corrected: there are acts for that."""

CLOCKS: Mapping[str, tuple[ClockKind, ...]] = {
    "received_on": (ClockKind.RECEIVE,),
    "accepted_on": (ClockKind.STATUTORY, ClockKind.PROMISE),
}
"""Clocks that start on a day that is corrected."""


def propose_correction(
    act: Act, case: Case, field: str, new_value: str, reason: str, edit_number: int | None = None
) -> Correction:
    """Propose to set one field right; nothing changes until somebody else approves."""
    begin(act, case, "propose_correction", edit_number)
    if field not in FIELDS:
        raise Incomplete(N_("This field cannot be corrected; use the act that changes it."), field="field")
    if not reason.strip():
        raise Incomplete(N_("Write what is wrong and how you know it."), field="reason")
    value = _read(field, new_value)
    old = getattr(case, field)
    if value == old:
        raise Incomplete(N_("The new value is the old one."), field="new_value")
    if isinstance(value, date) and field != "valid_to" and value > act.on:
        raise Incomplete(N_("This day cannot lie in the future."), field="new_value")
    assert act.actor.official_id is not None
    correction = Correction(
        county=case.county, case_id=case.id, field=field, old_value=_text(old), new_value=_text(value),
        moves_date=FIELDS[field] is date, reason=reason.strip(), proposed_by=act.actor.official_id,
        proposed_at=act.at,
    )  # fmt: skip
    act.session.add(correction)
    record(act, "approval.correction_proposed", case, field=field, moves_date=correction.moves_date)
    return correction


def _read(field: str, text: str) -> Any:
    if FIELDS[field] is str:
        if not text.strip() or len(text) > 120:
            raise Incomplete(N_("Write the right value, at most 120 characters."), field="new_value")
        return text.strip()
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Incomplete(
            N_("Write a day that exists as year, month, day, for example 2026-09-21."), field="new_value"
        ) from None


def _text(value: Any) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)


def approve_correction(act: Act, case: Case, correction: Correction, edit_number: int | None = None) -> Case:
    """Carry out a correction that somebody else proposed; a moved day moves its clocks, and alerts."""
    begin(act, case, "approve_correction", edit_number)
    if correction.case_id != case.id or correction.approved_at is not None:
        raise OutOfOrder(N_("This correction has been dealt with already."))
    if correction.proposed_by == act.actor.official_id:
        raise NotAllowed(N_("Somebody else must approve a correction that you proposed."))
    if _text(getattr(case, correction.field)) != correction.old_value:
        raise OutOfOrder(N_("The field was changed after the proposal. Propose the correction anew."))
    assert correction.new_value is not None
    value = _read(correction.field, correction.new_value)
    setattr(case, correction.field, value)
    for what in CLOCKS.get(correction.field, ()):
        clock = clock_of(act.session, case, what)
        if clock is not None and not clock.fixed:
            clock.started_on, clock.started_at = value, start_of_day(value)
            derive_due(act.session, clock)
    if correction.field == "accepted_on":
        case.accepted_at = start_of_day(value)
    correction.approved_by, correction.approved_at = act.actor.official_id, act.at
    record(
        act, "approval.corrected_record", case,
        field=correction.field, moves_date=correction.moves_date, proposed_by=correction.proposed_by,
        **({"old": correction.old_value, "new": correction.new_value} if correction.moves_date else {}),
    )  # fmt: skip
    return case
