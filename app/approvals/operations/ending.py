"""Ends without a decision: returned to the applicant, withdrawn by him, or transferred to another organ."""

from datetime import timedelta

from sqlalchemy import select

from app.approvals.flows import HEADS, RUNNING
from app.approvals.models import Case, Material, OneTimeNotice, Return, State
from app.approvals.notices import tell_applicant, tell_officials, was_told
from app.approvals.operations.acceptance import end_case
from app.approvals.operations.guards import (
    begin,
    day_of,
    holds,
    joint_of,
    official_of,
    other_official,
    overrides_of,
    pass_entry,
)
from app.approvals.operations.limits import start_limits
from app.approvals.operations.submission import RECEIVE_LIMIT, flow_of
from app.approvals.organs import counts_on, sealing_organ
from app.approvals.papers import issue, remedy_text
from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.clocks import ClockKind, clock_of, start_clock
from app.kernel.codes import new_code
from app.kernel.documents import Document
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.flows.engine import start_flow
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.kernel.roles import Duty, Role
from app.kernel.wording import chinese_day
from app.kernel.words import N_
from app.powers.models import PowerVersion

REMIND_DAYS = 5
"""Calendar days before the end of the correction limit on which the applicant is reminded."""
SECTION_HEAD = frozenset({Duty.SECTION_HEAD})


def return_case(
    act: Act,
    case: Case,
    reason_code: str,
    reason: str,
    *,
    approved_by: int | None = None,
    edit_number: int | None = None,
) -> Document:
    """Give the application back (退件), with reasons.

    A section head approves by doing it himself or by being named. Without approval, or after
    acceptance, the return still passes: it is stored as what it is, and the inspectors see it.
    """
    begin(act, case, "return_case", edit_number)
    if not reason_code or not reason.strip():
        raise Incomplete(
            N_(
                "A return needs its reasons in writing. Choose the reason and describe it; when the conditions "
                "are not met, refuse the application instead (Licensing Law art. 38)."
            ),
            field="reason" if reason_code else "reason_code",
        )
    if approved_by is not None and approved_by != act.actor.official_id:
        other_official(act, case, approved_by, HEADS)
    elif holds(act, case.organisation_id, SECTION_HEAD):
        approved_by = act.actor.official_id
    else:
        approved_by = None
    return _return(act, case, reason_code, reason.strip(), "return_case", approved_by=approved_by)


def _return(
    act: Act,
    case: Case,
    reason_code: str,
    reason: str,
    action: str,
    *,
    approved_by: int | None = None,
    silent: bool = False,
) -> Document:
    after = case.accepted_at is not None
    act.session.add(
        Return(
            county=case.county,
            case_id=case.id,
            returned_at=act.at,
            reason_code=reason_code,
            reason=reason,
            returned_by=official_of(act),
            approved_by=approved_by,
            after_acceptance=after,
            applicant_silent=silent,
        )
    )
    case.remedy = remedy_text(case.power_version, case.organisation, "本退件处理")
    document = issue(act, case, "return", reason=reason, silent=silent, after_acceptance=after, remedy=case.remedy)
    case.reason_code, case.reason, case.approved_by = reason_code, reason, approved_by
    case.state, case.first_told_at = State.RETURNED, case.first_told_at or act.at
    end_case(act, case, action)
    record(
        act,
        "approval.returned",
        case,
        reason_code=reason_code,
        after_acceptance=after,
        approved_by=approved_by,
        silent=silent,
        document=document.number,
    )
    tell_applicant(act, case, "returned")
    return document


def remind_silent(act: Act, case: Case) -> bool:
    """Remind the applicant that the limit for corrections ends soon; once for each notice."""
    clock = clock_of(act.session, case, ClockKind.CORRECT)
    notice = _last_notice(act, case)
    if clock is None or clock.due_on is None or was_told(act, case, "remind", str(notice.number)):
        return False
    tell_applicant(act, case, "remind", str(notice.number), due=clock.due_on)
    return True


def return_silent(act: Act, case: Case) -> Document:
    """Return the application of an applicant who stayed silent although he was reminded; by the clock."""
    begin(act, case, "return_silent")
    clock = clock_of(act.session, case, ClockKind.CORRECT)
    if clock is None or clock.due_at is None or clock.due_at > act.at:
        raise OutOfOrder(N_("The limit for corrections has not passed yet."))
    reminder = was_told(act, case, "remind", str(_last_notice(act, case).number))
    if reminder is None or reminder.created_at > start_of_day(act.on - timedelta(days=REMIND_DAYS - 1)):
        raise OutOfOrder(N_("The applicant must be reminded some days before his application is returned."))
    reason = f"补正期限于{chinese_day(clock.due_on)}届满，申请人经提醒仍未补正材料。" if clock.due_on else ""
    return _return(act, case, "applicant_silent", reason, "return_silent", silent=True)


def _last_notice(act: Act, case: Case) -> OneTimeNotice:
    newest = select(OneTimeNotice).where(OneTimeNotice.case_id == case.id).order_by(OneTimeNotice.id.desc())
    return act.session.scalars(newest.limit(1)).one()


def withdraw(act: Act, case: Case, reason: str = "", edit_number: int | None = None) -> Document:
    """End the case by the applicant's own will, before the decision.

    A withdrawal that the staff enters in his name needs a reason and is stored as such: it may be a
    refusal in disguise.
    """
    begin(act, case, "withdraw", edit_number)
    own = Role.PUBLIC in act.actor.roles
    if not own:
        if not reason.strip():
            raise Incomplete(N_("Write how and why the applicant asked to withdraw."), field="reason")
        act.session.add(
            Return(
                county=case.county,
                case_id=case.id,
                returned_at=act.at,
                reason_code="withdrawn",
                reason=reason.strip(),
                returned_by=official_of(act),
                by_staff_withdrawal=True,
                after_acceptance=case.accepted_at is not None,
            )
        )
    document = issue(act, case, "withdrawal", reason=reason.strip(), by_staff=not own)
    case.state, case.reason_code, case.reason = State.WITHDRAWN, "withdrawn", reason.strip()
    end_open_suspension(act, case)
    end_case(act, case, "withdraw")
    record(act, "approval.withdrawn", case, by_staff=not own, document=document.number)
    tell_applicant(act, case, "withdrawn")
    if own and case.handler_id is not None:
        tell_officials(act, case, "withdrawn", [case.handler_id])
    return document


def end_open_suspension(act: Act, case: Case) -> None:
    """Close a suspension that a case leaves behind when it ends while its clock stands still."""
    for suspension in case.suspensions:
        if suspension.resumed_on is None:
            suspension.resumed_on = max(day_of(act, case), suspension.suspended_on)
            suspension.resumed_at = act.at


def transfer(act: Act, case: Case, organisation: Organisation, reason: str, edit_number: int | None = None) -> Case:
    """Hand the case to another organ (art. 43): it ends here and goes on there with its own limit.

    Returns the case opened at the other organ: accepted there when it had been accepted here.
    """
    begin(act, case, "transfer", edit_number)
    if not reason.strip():
        raise Incomplete(N_("Write why the case goes to another organ."), field="reason")
    target = sealing_organ(organisation)
    if target.id == case.organisation_id or target.closed_on is not None:
        raise Incomplete(N_("Choose another organ that is at work."), field="organisation")
    was_running = case.state in {str(state) for state in RUNNING}
    onward = continued(act, case, target, "transfer")
    document = issue(
        act,
        case,
        "transfer",
        reason=reason.strip(),
        organ_to=target.name,
        new_number=onward.number,
        query_code=onward.query_code,
    )
    case.state, case.reason_code, case.reason = State.TRANSFERRED, "transferred", reason.strip()
    case.competent_organ = target.name
    case.first_told_at = case.first_told_at or act.at
    end_case(act, case, "transfer")
    record(act, "approval.transferred", case, to=target.id, onward=onward.id, document=document.number)
    record(act, "approval.submitted", onward, transferred_from=case.id, received_on=onward.received_on)
    _begin_there(act, onward, was_running)
    tell_applicant(act, case, "transferred", organ=target.name)
    return onward


def continued(act: Act, case: Case, target: Organisation, relation: str, version: PowerVersion | None = None) -> Case:
    """Return a new case about the same matter at an organ, with the papers of the old one."""
    version = version or case.power_version
    number = next_number(act, "approval", target.county)
    onward = Case(
        county=target.county,
        number=f"{target.county}-{act.on.year}-{number:06d}",
        query_code=new_code(12),
        power=case.power,
        power_version=version,
        flow_version=flow_of(act, version),
        organisation_id=target.id,
        state=State.SUBMITTED,
        source=case.source,
        applicant_kind=case.applicant_kind,
        applicant_name=case.applicant_name,
        applicant_identity=case.applicant_identity,
        applicant_hash=case.applicant_hash,
        applicant_phone=case.applicant_phone,
        agent_name=case.agent_name,
        form=dict(case.form or {}),
        received_at=act.at,
        received_on=counts_on(act.session, target, act.at),
        conditions_met={},
        previous_case_id=case.id,
        relation=relation,
    )
    act.session.add(onward)
    act.session.flush()
    for paper in act.session.scalars(select(Material).where(Material.case_id == case.id)).all():
        act.session.add(
            Material(
                county=onward.county,
                case_id=onward.id,
                code=paper.code,
                name=paper.name,
                required=paper.required,
                state=paper.state,
                attachment_id=paper.attachment_id,
            )
        )
    act.session.flush()
    return onward


def _begin_there(act: Act, onward: Case, accepted: bool) -> None:
    start_flow(
        act, onward, flow_of(act, onward.power_version), onward.organisation_id, overrides_of(onward), joint_of(onward)
    )
    if not accepted:
        start_clock(
            act, onward, ClockKind.RECEIVE, RECEIVE_LIMIT, on=onward.received_on, organisation_id=onward.organisation_id
        )
        return
    onward.state, onward.accepted_on, onward.accepted_at = State.ACCEPTED, day_of(act, onward), act.at
    onward.first_told_at = act.at
    start_limits(act, onward, onward.accepted_on, act.at)
    pass_entry(act, onward)
