"""What of a penalty case may be set right, and what a moved day moves."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.kernel.act import Act, local_day, start_of_day
from app.kernel.clocks import ClockKind, clock_of, restart_clock
from app.kernel.corrections import Corrections
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties.cases.acts import CaseCorrection
from app.penalties.cases.guards import begin
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.notices import tell_duty
from app.penalties.cases.operations.clue import lapse
from app.penalties.cases.time import mark_near


def _value_of(case: PenaltyCase, field: str) -> Any:
    if field == "filed_on":
        return local_day(case.filed_at) if case.filed_at else None
    if field == "served_on":
        return local_day(case.served_at) if case.served_at else None
    return getattr(case, field)


def _order(act: Act, case: PenaltyCase, days: Mapping[str, date | None]) -> Sequence[date | None]:
    return (days["acted_on"], days["found_on"], days["filed_on"], case.decided_on, days["served_on"], act.on)


def _write(act: Act, case: PenaltyCase, field: str, value: Any) -> None:
    if field == "filed_on":
        case.filed_at = start_of_day(value)
        restart_clock(act, case, ClockKind.STATUTORY, value)
        _stopped(act, case, ClockKind.CLUE, value)
        mark_near(act, case)
    elif field == "served_on":
        case.served_at = max(start_of_day(value), case.decided_at or start_of_day(value))
        _stopped(act, case, ClockKind.DELIVER, value)
        due = restart_clock(act, case, ClockKind.PAY, value)
        restart_clock(act, case, ClockKind.COURT, value)
        case.pay_until = due or case.pay_until
    else:
        setattr(case, field, value)
        if field == "acted_on":
            case.lapsed_on = lapse(value, case.item)


def _stopped(act: Act, case: PenaltyCase, what: ClockKind, on: date) -> None:
    """Let a clock that ended by the corrected act end on the right day."""
    clock = clock_of(act.session, case, what)
    if clock is not None and clock.stopped_at is not None:
        clock.stopped_at = max(clock.started_at, start_of_day(on))


CORRECTIONS = Corrections(
    table=CaseCorrection,
    verbs=("penalty.correction_proposed", "penalty.corrected_record"),
    labels={
        "party_name": N_("Party"),
        "place": N_("Place"),
        "serve_proof": N_("Proof of delivery"),
        "acted_on": N_("Day of the act"),
        "found_on": N_("Day of discovery"),
        "filed_on": N_("Day of filing"),
        "served_on": N_("Day of service"),
    },
    value_of=_value_of,
    write=_write,
    days={"acted_on": False, "found_on": False, "filed_on": True, "served_on": True},
    order=_order,
    wrong_order=N_(
        "Act, discovery, filing, decision and service follow one another, and none lies in the future. Correct the day."
    ),
)


def propose_correction(
    act: Act, case: PenaltyCase, field: str, new_value: str, reason: str, edit_number: int | None = None
) -> CaseCorrection:
    """Propose to set one field right, and tell the head; nothing changes until somebody else approves."""
    begin(act, case, "propose_correction", reason=reason, edit_number=edit_number)
    made: CaseCorrection = CORRECTIONS.propose(act, case, field, new_value, reason)
    tell_duty(act, case, "correction", Duty.ORGAN_HEAD, made.id, reason=made.reason)
    return made


def approve_correction(act: Act, case: PenaltyCase, edit_number: int | None = None) -> None:
    """Carry out the correction that somebody else proposed; a moved day moves its deadlines, and alerts."""
    begin(act, case, "approve_correction", edit_number=edit_number)
    CORRECTIONS.approve(act, case)
