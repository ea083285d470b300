"""Points of the process itself: who approves his own work, missing steps, moved dates."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from app.approvals.models import Case, Correction, Hearing, Return, Suspension
from app.approvals.points.cases import about_case
from app.kernel.flows.models import FlowStep, StepVisit
from app.kernel.points import Findings, Limits, Nature, Point, Severity
from app.kernel.words import N_

DECIDED = frozenset({"approval.granted", "approval.refused", "approval.corrected_record"})
FOUR_EYES = N_("Rule of four eyes: who handles does not decide")


def _own_decision(now: datetime, limits: Limits) -> Findings:
    """Find cases decided by the person who handled them."""
    return about_case(
        moment=Case.decided_at, fact=N_("Handled and decided by one person"), official=Case.decided_by
    ).where(Case.decided_at.is_not(None), Case.decided_by == Case.handler_id, Case.source != "import")


def _own_step(now: datetime, limits: Limits) -> Findings:
    """Find steps closed by the person who closed the step that must be another's."""
    other = aliased(StepVisit)
    return (
        about_case(
            moment=StepVisit.closed_at,
            fact=StepVisit.name,
            official=StepVisit.closed_by,
            episode=StepVisit.id,
            step=StepVisit.step_code,
            other_step=other.step_code,
        )
        .join(StepVisit, and_(StepVisit.subject_kind == Case.kind, StepVisit.subject_id == Case.id))
        .join(FlowStep, and_(FlowStep.version_id == StepVisit.version_id, FlowStep.code == StepVisit.step_code))
        .join(
            other,
            and_(
                other.subject_kind == Case.kind, other.subject_id == Case.id, other.step_code == FlowStep.four_eyes_with
            ),
        )
        .where(StepVisit.closed_by.is_not(None), StepVisit.closed_by == other.closed_by)
    )


def _own_return(now: datetime, limits: Limits) -> Findings:
    """Find returns approved by the person who returned the case."""
    return (
        about_case(
            moment=Return.returned_at,
            fact=N_("Return approved by the one who made it"),
            official=Return.returned_by,
            episode=Return.id,
        )
        .join(Return, Return.case_id == Case.id)
        .where(Return.returned_by == Return.approved_by)
    )


def _own_suspension(now: datetime, limits: Limits) -> Findings:
    """Find suspensions approved by nobody, or by the very officer who handled the case then.

    A hearing that somebody asked for stops the limit by law; nobody has to approve it (art. 45 and 47).
    """
    asked_for = select(Hearing.id).where(Hearing.suspension_id == Suspension.id, Hearing.requested_on.is_not(None))
    return (
        about_case(
            moment=Suspension.entered_at,
            fact=N_("Suspension approved by nobody else"),
            official=Suspension.entered_by,
            episode=Suspension.id,
            approved_by=Suspension.approved_by,
        )
        .join(Suspension, Suspension.case_id == Case.id)
        .where(
            or_(Suspension.approved_by.is_(None), Suspension.approved_by == Suspension.handled_by),
            ~asked_for.correlate(Suspension).exists(),
            Case.source != "import",
        )
    )


def _own_correction(now: datetime, limits: Limits) -> Findings:
    """Find corrections of records that the proposer approved himself."""
    return (
        about_case(
            moment=Correction.approved_at,
            fact=N_("Correction approved by the one who proposed it"),
            official=Correction.proposed_by,
            episode=Correction.id,
            field=Correction.field,
        )
        .join(Correction, Correction.case_id == Case.id)
        .where(Correction.approved_at.is_not(None), Correction.approved_by == Correction.proposed_by)
    )


def _step_missing(now: datetime, limits: Limits) -> Findings:
    """Find cases with a later event whose earlier one is missing."""
    a_step_done = (
        select(StepVisit.id)
        .where(StepVisit.subject_kind == Case.kind, StepVisit.subject_id == Case.id, StepVisit.closed_at.is_not(None))
        .correlate(Case)
        .exists()
    )
    return about_case(
        moment=Case.decided_at,
        fact=N_("An earlier step is missing"),
        official=Case.decided_by,
        accepted_at=Case.accepted_at,
        reviewed_at=Case.reviewed_at,
        decided_at=Case.decided_at,
        delivered_at=Case.delivered_at,
    ).where(
        Case.decided_at.is_not(None),
        Case.source != "import",
        or_(Case.accepted_at.is_(None), and_(Case.flow_version_id.is_not(None), ~a_step_done)),
    )


def _date_moved(now: datetime, limits: Limits) -> Findings:
    """Find records set right by which a date was moved."""
    return (
        about_case(
            moment=Correction.approved_at,
            fact=Correction.field,
            official=Correction.proposed_by,
            episode=Correction.id,
            old=Correction.old_value,
            new=Correction.new_value,
            approved_by=Correction.approved_by,
        )
        .join(Correction, Correction.case_id == Case.id)
        .where(Correction.moves_date.is_(True), Correction.approved_at.is_not(None))
    )


def _reversed(now: datetime, limits: Limits) -> Findings:
    """Find cases whose dates run backwards."""
    return about_case(
        moment=Case.received_at,
        fact=N_("Dates run backwards"),
        received_on=Case.received_on,
        accepted_on=Case.accepted_on,
        accepted_at=Case.accepted_at,
        decided_at=Case.decided_at,
        delivered_at=Case.delivered_at,
    ).where(
        or_(
            and_(Case.accepted_on < Case.received_on, Case.accepted_at < Case.received_at),
            Case.decided_at < Case.accepted_at,
            Case.delivered_at < Case.decided_at,
        )
    )


PROCESS_POINTS = (
    Point(
        code="PR.own_decision",
        title=N_("Handled and decided by one person"),
        basis=FOUR_EYES,
        severity=Severity.RED,
        wakes_on=DECIDED,
        find=_own_decision,
        explanation=N_(
            "Who handles a case may not decide it. Here one person did both, so nobody looked over the work."
        ),
        honest=N_("The handler proposed and the head of the organ decided."),
    ),
    Point(
        code="PR.own_step",
        title=N_("Two steps by one person that must be two persons'"),
        basis=FOUR_EYES,
        severity=Severity.RED,
        wakes_on=frozenset({"step.closed"}) | DECIDED,
        find=_own_step,
        explanation=N_(
            "The path of the item demands that two of its steps be done by different persons. One person did both."
        ),
        honest=N_("Two steps by one officer that no rule of the path keeps apart."),
    ),
    Point(
        code="PR.own_return",
        title=N_("Return approved by the one who made it"),
        basis=FOUR_EYES,
        severity=Severity.RED,
        wakes_on=frozenset({"approval.returned"}),
        find=_own_return,
        explanation=N_("A return needs the approval of a second person; here both are the same."),
        honest=N_("Given back by the handler and approved by the section head."),
    ),
    Point(
        code="PR.own_suspension",
        title=N_("Suspension approved by nobody else"),
        basis=FOUR_EYES,
        severity=Severity.RED,
        wakes_on=frozenset({"approval.suspended", "approval.hearing_requested", "approval.hearing_called"}),
        find=_own_suspension,
        version=2,
        explanation=N_(
            "A suspension stops the clock of the law, so a second person must approve it. Here nobody else did."
        ),
        honest=N_(
            "The section head suspends the case of a handler of his and takes it over later; the applicant asks for a hearing, and the handler notes it; and one from a log that does not say who approved."
        ),
    ),
    Point(
        code="PR.own_correction",
        title=N_("Correction approved by the one who proposed it"),
        basis=FOUR_EYES,
        severity=Severity.RED,
        wakes_on=frozenset({"approval.corrected_record"}),
        find=_own_correction,
        explanation=N_(
            "A record may only be set right under two pairs of eyes. Here one person proposed and approved."
        ),
        honest=N_("A slip of the pen proposed by the clerk and approved by the head."),
    ),
    Point(
        code="PR.step_missing",
        title=N_("An earlier step is missing"),
        basis=N_("Fixed path of the item; Administrative Licensing Law, art. 34 and 74"),
        severity=Severity.RED,
        wakes_on=DECIDED | {"approval.delivered", "approval.published"},
        find=_step_missing,
        explanation=N_(
            "The case was decided without having been accepted, or without any step of its "
            "path having been done. Either the work was done off the record or it was not "
            "done."
        ),
        honest=N_("A case imported from another system, whose log does not hold the steps."),
    ),
    Point(
        code="PR.date_moved",
        title=N_("A date was moved by a correction"),
        basis=N_("Case dates are records; they move forward only"),
        severity=Severity.YELLOW,
        wakes_on=frozenset({"approval.corrected_record"}),
        find=_date_moved,
        nature=Nature.LEAD,
        explanation=N_(
            "A correction changed a date on which deadlines depend. Compare the old and the "
            "new value with the papers, and ask whether a deadline would have been missed."
        ),
        honest=N_("A correction of the applicant's name; and one of a date that was refused."),
    ),
    Point(
        code="PR.reversed",
        title=N_("Dates run backwards"),
        basis=N_("Case dates are records; they move forward only"),
        severity=Severity.RED,
        wakes_on=DECIDED | {"approval.accepted", "approval.delivered", "approval.imported"},
        find=_reversed,
        explanation=N_(
            "Acceptance lies before receipt, decision before acceptance, or delivery before "
            "decision. A date was entered falsely or by mistake."
        ),
        honest=N_("Received, accepted and decided within one minute at the window, in this order."),
    ),
)
