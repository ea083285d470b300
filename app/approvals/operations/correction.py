"""What of an approval case may be set right, and what a moved day moves."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.approvals.models import Case, Correction
from app.approvals.operations.guards import begin, day_of
from app.approvals.organs import counts_on
from app.kernel.act import Act, start_of_day
from app.kernel.clocks import ClockKind, restart_clock
from app.kernel.corrections import Corrections
from app.kernel.words import N_

CLOCKS: Mapping[str, tuple[ClockKind, ...]] = {
    "received_on": (ClockKind.RECEIVE,),
    "accepted_on": (ClockKind.STATUTORY, ClockKind.PROMISE),
}
"""Clocks that start on a day that is corrected."""


def _order(act: Act, case: Case, days: Mapping[str, date | None]) -> Sequence[date | None]:
    """Return receipt, acceptance, first suspension, decision, delivery and today; then the end of the licence."""

    def counted(at: datetime | None) -> date | None:
        return counts_on(act.session, case.organisation, at) if at else None

    decided = counted(case.decided_at)
    stood = min((pause.suspended_on for pause in case.suspensions), default=None)
    course = (days["received_on"], days["accepted_on"], stood, decided, counted(case.delivered_at), day_of(act, case))
    ends = days["valid_to"]
    lasts_no_day = ends is not None and decided is not None and ends < decided
    return (*course, date.min) if lasts_no_day else course


def _write(act: Act, case: Case, field: str, value: Any) -> None:
    setattr(case, field, value)
    for what in CLOCKS.get(field, ()):
        restart_clock(act, case, what, value)
    if field == "accepted_on":
        case.accepted_at = max(start_of_day(value), case.received_at)


CORRECTIONS = Corrections(
    table=Correction,
    verbs=("approval.correction_proposed", "approval.corrected_record"),
    labels={
        "applicant_name": N_("Applicant"),
        "agent_name": N_("Agent"),
        "delivery_proof": N_("Proof of delivery"),
        "competent_organ": N_("Organ that is competent"),
        "received_on": N_("Received on"),
        "accepted_on": N_("Accepted on"),
        "valid_to": N_("Licence valid until"),
    },
    value_of=getattr,
    write=_write,
    days={"received_on": True, "accepted_on": True, "valid_to": False},
    order=_order,
    wrong_order=N_(
        "Receipt, acceptance, suspension, decision and delivery follow one another, none lies in the future, and a licence ends after its decision. Correct the day."
    ),
)


def propose_correction(
    act: Act, case: Case, field: str, new_value: str, reason: str, edit_number: int | None = None
) -> Correction:
    """Propose to set one field right; nothing changes until somebody else approves."""
    begin(act, case, "propose_correction", edit_number)
    made: Correction = CORRECTIONS.propose(act, case, field, new_value, reason)
    return made


def approve_correction(act: Act, case: Case, edit_number: int | None = None) -> Case:
    """Carry out the correction that somebody else proposed; a moved day moves its clocks, and alerts."""
    begin(act, case, "approve_correction", edit_number)
    CORRECTIONS.approve(act, case)
    return case
