"""Investigating: evidence with its digest, preservation, standstill on the grounds of the organ's rules."""

from datetime import datetime

from app.kernel.act import Act
from app.kernel.attachments import Attachment
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, clock_of, extend_clock, resume_clock, start_clock, stop_clock, suspend_clock
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.words import N_
from app.penalties.cases.acts import Evidence, EvidenceKind
from app.penalties.cases.guards import begin, check_officers, has_evidence, needed, note
from app.penalties.cases.models import CaseState, PauseReason, PenaltyCase
from app.penalties.cases.papers import issue
from app.penalties.cases.time import mark_near

PRESERVATION = Limit(7, basis=N_("Administrative Penalty Law art. 56"))
SEIZURE = Limit(30, Unit.CALENDAR_DAY, basis=N_("Administrative Coercion Law art. 25"))
SEIZURE_LONGER = 30


def begin_investigation(act: Act, case: PenaltyCase, edit_number: int | None = None) -> None:
    """Begin to investigate: two officers show their certificates (art. 55)."""
    begin(act, case, "begin_investigation", edit_number=edit_number)
    check_officers(act, case)
    case.state = CaseState.INVESTIGATING
    record(act, "penalty.investigated", case, certificates=[o.certificate.number for o in case.officers])


def add_evidence(
    act: Act,
    case: PenaltyCase,
    evidence_kind: EvidenceKind,
    description: str,
    *,
    file: Attachment | None = None,
    taken_at: datetime | None = None,
    proves_filing: bool = False,
    preserve: bool = False,
    seize: bool = False,
) -> Evidence:
    """Add a piece of evidence; preserved in advance, it must be decided upon within seven working days (art. 56)."""
    begin(act, case, "add_evidence")
    needed(description, "description")
    if case.filed_at is not None:
        check_officers(act, case)
    if case.noticed_at is not None and has_evidence(act, case):
        raise OutOfOrder(
            N_(
                "The party was told of the evidence as it was. New evidence needs a new judgement and a new notice (Penalty "
                "Law art. 44, 62): judge and propose first."
            )
        )
    if taken_at is not None and taken_at > act.at:
        raise Incomplete(N_("The camera's time lies in the future. Enter the true time."), field="taken_at")
    if (preserve or seize) and case.filed_at is None:
        raise OutOfOrder(N_("Evidence is preserved in a case that has been filed. File it first."))
    evidence = Evidence(
        county=case.county,
        case_id=case.id,
        evidence_kind=evidence_kind,
        description=description.strip()[:300],
        attachment_id=file.id if file else None,
        digest=file.digest if file else None,
        taken_at=taken_at,
        added_at=act.at,
        added_by=act.actor.official_id,
        proves_filing=proves_filing,
        preserved_at=act.at if preserve else None,
        seized_at=act.at if seize else None,
    )
    act.session.add(evidence)
    act.session.flush()
    if preserve:
        start_clock(act, evidence, ClockKind.EVIDENCE, PRESERVATION, organisation_id=case.organisation_id)
        issue(act, case, "preservation", evidence=evidence.description)
    if seize:
        start_clock(act, evidence, ClockKind.SEIZURE, SEIZURE, organisation_id=case.organisation_id)
    record(
        act,
        "penalty.evidence_added",
        case,
        evidence=evidence.id,
        what=evidence_kind,
        digest=evidence.digest,
        taken_at=taken_at,
        preserved=preserve,
    )
    return evidence


def release_evidence(act: Act, case: PenaltyCase, evidence: Evidence, outcome: str) -> None:
    """Decide on preserved evidence: seized, sealed, appraised, returned."""
    begin(act, case, "release_evidence")
    held = evidence.preserved_at is not None or evidence.seized_at is not None
    if evidence.case_id != case.id or not held or evidence.released_at is not None:
        raise OutOfOrder(N_("This evidence is not preserved, or it has been decided upon."))
    evidence.released_at = act.at
    stop_clock(act, evidence, ClockKind.EVIDENCE)
    stop_clock(act, evidence, ClockKind.SEIZURE)
    record(act, "penalty.evidence_released", case, evidence=evidence.id, outcome=needed(outcome, "outcome"))


def extend_seizure(act: Act, case: PenaltyCase, evidence: Evidence, reason: str) -> None:
    """Let a seizure last thirty days more, once (Administrative Coercion Law art. 25)."""
    begin(act, case, "extend_seizure", reason=reason)
    clock = clock_of(act.session, evidence, ClockKind.SEIZURE)
    if evidence.case_id != case.id or clock is None or clock.stopped_at is not None or clock.extension:
        raise OutOfOrder(N_("This is not seized, or its seizure has been extended already (Coercion Law art. 25)."))
    extend_clock(act, evidence, ClockKind.SEIZURE, SEIZURE_LONGER)
    record(act, "penalty.seizure_extended", case, evidence=evidence.id, reason=reason.strip())


def note_contact(act: Act, case: PenaltyCase, text: str) -> None:
    """Keep in the record that the party, or somebody for it, got in touch about the case (art. 47)."""
    begin(act, case, "note_contact")
    made = note(act, case, "contact", needed(text, "text"))
    record(act, "penalty.contacted", case, text=made.text)


def suspend(act: Act, case: PenaltyCase, ground: PauseReason, reason: str, edit_number: int | None = None) -> None:
    """Let the ninety days stand still on a ground of the organ's rules of procedure."""
    begin(act, case, "suspend", reason=reason, edit_number=edit_number)
    suspend_clock(act, case, ClockKind.STATUTORY, act.on)
    case.state, case.near_at = CaseState.SUSPENDED, None
    record(act, "penalty.suspended", case, ground=ground, reason=reason.strip())


def resume(act: Act, case: PenaltyCase, edit_number: int | None = None) -> None:
    """Let the ninety days run again."""
    begin(act, case, "resume", edit_number=edit_number)
    resume_clock(act, case, ClockKind.STATUTORY, act.on)
    case.state = CaseState.INVESTIGATING
    mark_near(act, case)
    record(act, "penalty.resumed", case)
