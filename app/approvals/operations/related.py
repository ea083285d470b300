"""Cases that follow from another: change, renew, revoke, cancel, reopen; and deemed renewal."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.approvals.flows import UNDECIDED
from app.approvals.forms import FaultyForm, check_form
from app.approvals.models import Case, Material, State
from app.approvals.operations.decision import grant_deemed
from app.approvals.operations.ending import continued
from app.approvals.operations.guards import begin, day_of, joint_of, overrides_of, pass_entry
from app.approvals.operations.limits import start_limits
from app.approvals.operations.submission import flow_of, open_version, receive, tell_window
from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.calendar import working_calendar
from app.kernel.documents import Document
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.flows.engine import start_flow
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_, Word

RENEWAL_DAYS = 30
"""Working days before the licence ends by which renewal is to be asked for (art. 50, 82)."""


class Relation(Word):
    """How a case follows from an earlier one."""

    CHANGE = "change", N_("Change of the licence")
    RENEW = "renew", N_("Renewal")
    REVOKE = "revoke", N_("Revocation")
    CANCEL = "cancel", N_("Cancellation of registration")
    REOPEN = "reopen", N_("Reopened")
    TRANSFER = "transfer", N_("Transferred")


BY_APPLICANT = (Relation.CHANGE, Relation.RENEW, Relation.CANCEL)
BY_ORGAN = (*BY_APPLICANT, Relation.REVOKE)


def open_related(
    act: Act,
    case: Case,
    relation: str,
    answers: Mapping[str, Any] | None = None,
    reason: str = "",
    edit_number: int | None = None,
) -> Case:
    """Open a case that changes, renews, revokes or cancels a licence granted before (art. 49, 50, 69, 70).

    Revocation is the organ's own act and needs its reason.
    """
    begin(act, case, "open_related", edit_number)
    allowed = BY_APPLICANT if Role.PUBLIC in act.actor.roles else BY_ORGAN
    if relation not in allowed:
        raise Incomplete(N_("Choose change, renewal, revocation or cancellation."), field="relation")
    if case.decision != "grant":
        raise OutOfOrder(N_("Only a licence that was granted can be changed, renewed, revoked or cancelled."))
    if relation == Relation.REVOKE and not reason.strip():
        raise Incomplete(N_("A revocation needs its reason (Licensing Law art. 69)."), field="reason")
    if relation == Relation.RENEW and case.valid_to is None:
        raise OutOfOrder(N_("This licence has no last day, so it needs no renewal."))
    open_one = select(Case.id).where(
        Case.previous_case_id == case.id,
        Case.relation == relation,
        Case.state.in_(sorted(str(state) for state in UNDECIDED)),
    )
    if act.session.scalar(open_one.limit(1)) is not None:
        raise OutOfOrder(N_("A case of this kind is open already for this licence."))
    # A new application follows the content in force now; a licence is taken away under its own.
    current = relation in (Relation.CHANGE, Relation.RENEW)
    version = open_version(act, case.power) if current else case.power_version
    kept, faults = check_form(version.form, {**(case.form or {}), **(answers or {})})
    if faults:
        raise FaultyForm(faults)
    home = act.session.get_one(Organisation, case.organisation_id)
    onward = continued(act, case, home, relation, version)
    onward.form = kept
    onward.source = "portal" if Role.PUBLIC in act.actor.roles else "window"
    onward.reason = reason.strip() or None
    late = relation == Relation.RENEW and not in_time(act, case, onward.received_on)
    record(act, "approval.related_opened", case, relation=relation, onward=onward.id)
    receive(act, onward, "approval.submitted", relation=relation, previous=case.id, late=late)
    start_flow(
        act, onward, flow_of(act, onward.power_version), onward.organisation_id, overrides_of(onward), joint_of(onward)
    )
    tell_window(act, onward)
    return onward


def in_time(act: Act, licence: Case, received_on: date) -> bool:
    """Tell whether renewal was asked for thirty working days before the licence ends (art. 50)."""
    if licence.valid_to is None:
        return False
    return received_on <= working_calendar(act.session).before(licence.valid_to, RENEWAL_DAYS)


def deem_renewed(act: Act, case: Case) -> Document:
    """Grant a renewal that was asked for in time and not decided before the licence ended (art. 50).

    Only the clock makes this move. The new term is as long as the old one.
    """
    begin(act, case, "deem_renewed")
    licence = act.session.get(Case, case.previous_case_id) if case.previous_case_id else None
    if case.relation != Relation.RENEW or licence is None or licence.valid_to is None:
        raise OutOfOrder(N_("This case renews no licence with a last day."))
    if act.on <= licence.valid_to:
        raise OutOfOrder(N_("The licence has not ended yet; the renewal can still be decided."))
    if not in_time(act, licence, case.received_on):
        raise OutOfOrder(N_("The renewal was asked for too late to be deemed granted (Licensing Law art. 50)."))
    term = licence.valid_to - local_day(licence.decided_at) if licence.decided_at else timedelta(days=365)
    return grant_deemed(act, case, licence.valid_to + term)


def continue_case(act: Act, case: Case, relation: str) -> Case:
    """Open a case again after a remedy annulled its outcome: accepted at once, with a new limit."""
    onward = continued(act, case, act.session.get_one(Organisation, case.organisation_id), relation)
    for paper in act.session.scalars(select(Material).where(Material.case_id == onward.id)):
        paper.state = "accepted" if paper.attachment_id else paper.state
    start_flow(
        act, onward, flow_of(act, onward.power_version), onward.organisation_id, overrides_of(onward), joint_of(onward)
    )
    onward.state, onward.accepted_on, onward.accepted_at = State.ACCEPTED, day_of(act, onward), act.at
    onward.first_told_at = act.at
    start_limits(act, onward, onward.accepted_on, act.at)
    pass_entry(act, onward)
    record(act, "approval.reopened", onward, previous=case.id)
    return onward
