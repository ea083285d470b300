"""Drafts and submission: an application comes in, once, and a receipt goes out."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.approvals.flows import WINDOW
from app.approvals.forms import Applicant, FaultyForm, check_applicant, check_form, check_materials
from app.approvals.models import OWN_CLOCKS, Case, Draft, Material, State
from app.approvals.notices import tell_applicant, tell_duty
from app.approvals.operations.guards import holds, joint_of, overrides_of
from app.approvals.organs import counts_on
from app.approvals.papers import issue
from app.kernel.act import Act, local_day
from app.kernel.attachments import Attachment, discard_attachments
from app.kernel.audit import advance, record
from app.kernel.calendar import Limit
from app.kernel.clocks import Clock, ClockKind, running_clocks, start_clock
from app.kernel.clocks.lights import deadline_of
from app.kernel.codes import new_code, typed
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.flows.engine import start_flow
from app.kernel.flows.models import Flow, FlowState, FlowVersion
from app.kernel.identities import identity_hash
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.kernel.roles import Duty, Role
from app.kernel.sealing import keyed_hash
from app.kernel.words import N_
from app.powers.applying import closed_to_applicants
from app.powers.models import Power, PowerVersion

RECEIVE_LIMIT = Limit(5, basis=N_("Administrative Licensing Law, art. 32(4)"))
DEFAULT_FLOW = "three_steps"
"""The path of an item that names none."""
LONGEST_DRAFT = 200_000
"""Characters; a form of an item is far below."""


def save_draft(
    act: Act, power: Power, content: Mapping[str, Any], secret: str | None = None, *, keep: bool = False
) -> str:
    """Keep what a citizen has typed so far and return the code by which he comes back to it.

    ``keep`` says that the citizen asked for it; what was never kept so is forgotten sooner.
    With the code of an earlier save the same draft is written over; where that draft is gone (sent, or
    too old) a new one begins, so that nothing typed is lost.
    """
    text = json.dumps(content, ensure_ascii=False, default=str)
    if len(text) > LONGEST_DRAFT:
        raise Incomplete(N_("This draft is too long to be kept. Put long texts into a file and attach it."))
    draft = act.session.scalar(select(Draft).where(Draft.secret_hash == _digest(secret or "")))
    if draft is None:
        secret = new_code(16)
        draft = Draft(county=power.county, power_id=power.id, secret_hash=_digest(secret))
        act.session.add(draft)
    elif draft.power_id != power.id:
        raise Conflict(N_("This code belongs to a draft for another item."))
    draft.content, draft.saved_at, draft.kept = text, act.at, draft.kept or keep
    record(act, "approval.draft_saved", draft, power=power.id)
    assert secret is not None
    return secret


def find_draft(act: Act, secret: str) -> Draft:
    """Return the draft that a code opens; NotFound when there is none."""
    draft = act.session.scalar(select(Draft).where(Draft.secret_hash == _digest(secret)))
    if draft is None:
        raise NotFound(N_("No draft has this code, or it has been sent already. Check each character."))
    return draft


def replace_draft_files(act: Act, draft: Draft, replaced: Collection[int]) -> None:
    """Forget files of a draft in whose place others have been sent."""
    mine = (Attachment.subject_kind == Draft.kind) & (Attachment.subject_id == draft.id)
    if replaced:
        discard_attachments(act, mine & Attachment.id.in_(replaced))


def load_draft(act: Act, secret: str) -> dict[str, Any]:
    """Return what a citizen had typed, by the code he was given."""
    content: dict[str, Any] = json.loads(find_draft(act, secret).content)
    return content


def _digest(secret: str) -> str:
    return hashlib.sha256(typed(secret).encode()).hexdigest()


def submit(
    act: Act,
    power: Power,
    applicant: Applicant,
    form: Mapping[str, Any],
    materials: Mapping[str, int | None],
    *,
    key: str,
    draft_secret: str | None = None,
) -> Case:
    """Take in an application: the case, its receipt, the clock of acceptance and the first step.

    ``key`` is the sender's own: what is sent twice under it makes one case (the first is returned).
    Raises FaultyForm with all faults at once.
    """
    citizen = act.actor.is_platform or Role.PUBLIC in act.actor.roles
    if not citizen and not holds(act, power.organisation_id, WINDOW):
        raise NotAllowed(N_("Only the window of the handling organ enters applications for citizens."))
    # The county's head is locked first: of two senders of one key, the second sees the first's case.
    advance(act.session.connection(), power.county, 0)
    sent = keyed_hash(f"{power.county}:{key}")
    earlier = act.session.scalar(select(Case).where(Case.idempotency_key == sent))
    if earlier is not None:
        return _same(act, earlier, power, applicant, form, materials)
    version = open_version(act, power)
    person, applicant_faults = check_applicant(version, applicant)
    answers, answer_faults = check_form(version.form, form)
    papers, paper_faults = check_materials(version, materials)
    if applicant_faults or answer_faults or paper_faults:
        raise FaultyForm(answer_faults, paper_faults, applicant_faults)
    draft = find_draft(act, draft_secret) if draft_secret else None
    case = new_case(act, power, version, person, answers)
    case.idempotency_key = sent
    act.session.add(case)
    act.session.flush()
    for paper in papers:
        act.session.add(Material(county=case.county, case_id=case.id, **paper))
        if paper["attachment_id"] is not None:
            adopt_attachment(act, case, paper["attachment_id"], draft)
    if draft is not None:
        act.session.delete(draft)
    act.session.flush()
    receive(act, case, "approval.submitted", handed_in=sorted(materials), channel=str(act.channel))
    start_flow(act, case, flow_of(act, version), case.organisation_id, overrides_of(case), joint_of(case))
    tell_window(act, case)
    return case


def _same(
    act: Act,
    earlier: Case,
    power: Power,
    applicant: Applicant,
    form: Mapping[str, Any],
    materials: Mapping[str, int | None],
) -> Case:
    """Return the case that a key has made already; Conflict when something else is sent under it now."""
    if earlier.power_id != power.id or earlier.applicant_hash != identity_hash(applicant.identity):
        raise Conflict(N_("This key was used for another application. Reload the page and send again."))
    version = act.session.get_one(PowerVersion, earlier.power_version_id)
    person, _ = check_applicant(version, applicant)
    answers, _ = check_form(version.form, form)
    handed_in = {paper.code for paper in earlier.materials if paper.attachment_id is not None}
    fresh = {code for code, attachment in materials.items() if attachment is not None} - handed_in
    before = (earlier.applicant_name, earlier.applicant_phone, earlier.agent_name, dict(earlier.form or {}))
    if before != (person.name, person.phone, person.agent_name, answers) or fresh:
        raise Conflict(
            N_(
                "This application was sent already and has the number %(number)s. What you changed since has not been "
                "taken. To change it, ask the window, or withdraw it and begin a new one from the guide."
            ),
            number=earlier.number,
        )
    return earlier


def open_version(act: Act, power: Power) -> PowerVersion:
    """Return the content in force of an item that takes applications."""
    version = act.session.get(PowerVersion, power.current_version_id) if power.current_version_id else None
    if version is None or version.published_at is None or not power.takes_applications:
        raise closed_to_applicants(power)
    return version


def flow_of(act: Act, version: PowerVersion) -> FlowVersion:
    """Return the path of an item; the usual one when it names none."""
    if version.flow_version is not None:
        return version.flow_version
    usual = act.session.scalars(
        select(FlowVersion)
        .join(Flow)
        .where(Flow.code == DEFAULT_FLOW, FlowVersion.state == FlowState.PUBLISHED)
        .order_by(FlowVersion.number.desc())
        .limit(1)
    ).first()
    if usual is None:
        raise OutOfOrder(N_("This item has no path along which it could be handled. Tell the administrator."))
    return usual


def new_case(act: Act, power: Power, version: PowerVersion, person: Applicant, answers: Mapping[str, Any]) -> Case:
    """Return a case with number and query code, received now by the receive rule; not yet added."""
    organisation = act.session.get_one(Organisation, power.organisation_id)
    number = next_number(act, "approval", power.county)
    return Case(
        county=power.county,
        number=f"{power.county}-{act.on.year}-{number:06d}",
        query_code=new_code(12),
        power=power,
        power_version=version,
        flow_version=flow_of(act, version),
        organisation_id=power.organisation_id,
        organisation=organisation,
        state=State.SUBMITTED,
        source="portal" if Role.PUBLIC in act.actor.roles else "window",
        applicant_kind=person.kind,
        applicant_name=person.name,
        applicant_identity=person.identity,
        applicant_hash=identity_hash(person.identity),
        applicant_phone=person.phone,
        agent_name=person.agent_name,
        form=dict(answers),
        received_at=act.at,
        received_on=counts_on(act.session, organisation, act.at),
        conditions_met={},
    )


def receive(act: Act, case: Case, verb: str, **facts: Any) -> Clock:
    """Start the clock of acceptance, give the receipt and tell the applicant."""
    clock = start_clock(
        act,
        case,
        ClockKind.RECEIVE,
        RECEIVE_LIMIT,
        on=counts_on(act.session, case.organisation, act.at),
        organisation_id=case.organisation_id,
    )
    first = case.rounds == 1
    listed = [
        {"name": paper.name, "handed_in": paper.state != "missing"}
        for paper in act.session.scalars(select(Material).where(Material.case_id == case.id).order_by(Material.id))
    ]
    document = issue(
        act,
        case,
        "receipt",
        materials=listed,
        round=case.rounds,
        query_code=case.query_code,
        counted_from=clock.started_on,
        answer_by=clock.due_on,
    )
    record(
        act,
        verb,
        case,
        power=case.power_id,
        received_on=case.received_on,
        counted_from=clock.started_on,
        answer_by=clock.due_on,
        round=case.rounds,
        document=document.number,
        **facts,
    )
    event = "submitted" if first else "corrected"
    tell_applicant(act, case, event, str(case.rounds))
    return clock


def tell_window(act: Act, case: Case) -> None:
    """Tell the window of an application at its step, with the day by which its desk shows it."""
    event = "submitted" if case.rounds == 1 else "corrected"
    due = deadline_of((c for c in running_clocks(act.session, case) if c.what in OWN_CLOCKS), act.at).due_at
    last = local_day(due - timedelta(microseconds=1)) if due else "法定期限"
    tell_duty(act, case, event, Duty.WINDOW, str(case.rounds), due=last)


def adopt_attachment(act: Act, case: Case, attachment_id: int, draft: Draft | None = None) -> Attachment:
    """Bind an uploaded file to the case; refused unless it came with this very draft or case.

    A file of another case cannot be claimed by guessing its number.
    """
    attachment = act.session.get(Attachment, attachment_id)
    if attachment is not None and attachment.county == case.county:
        origin = (attachment.subject_kind, attachment.subject_id)
        own = act.actor.official_id is not None and attachment.uploaded_by == act.actor.official_id
        if (
            origin == (Case.kind, case.id)
            or (draft is not None and origin == (Draft.kind, draft.id))
            or (own and attachment.subject_kind in (Draft.kind, Power.kind))
        ):
            attachment.subject_kind, attachment.subject_id = Case.kind, case.id
            attachment.organisation_id = case.organisation_id
            return attachment
    raise NotFound(N_("The uploaded file is not there any more. Upload it again."))
