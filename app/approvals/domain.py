"""The door of approvals."""

from sqlalchemy import select

from app.approvals import jobs, records
from app.approvals.evidence import EVIDENCE
from app.approvals.figures import FIGURES
from app.approvals.logs.command import IMPORT_LOG
from app.approvals.logs.models import LogImport
from app.approvals.logs.writing import LOG_VERBS
from app.approvals.models import (
    Case,
    Complaint,
    Correction,
    Draft,
    Extension,
    Hearing,
    Material,
    NoticeItem,
    OneTimeNotice,
    OrganRule,
    Rating,
    Remedy,
    Return,
    Suspension,
    ThirdParty,
)
from app.approvals.operations.review import hand_over_cases
from app.approvals.operations.time import move_telling
from app.approvals.pages import PAGES
from app.approvals.pages.desk import READERS, WORKERS
from app.approvals.points import APPROVAL_POINTS, GROUPS
from app.approvals.queries import complaints_for, work_waiting
from app.approvals.terms import APPROVAL_CASES
from app.approvals.work import pieces
from app.kernel.documents import Document
from app.kernel.domain import Domain, MenuItem, PartyPart, Shortcut
from app.kernel.duties import Letters, answer_due
from app.kernel.flows.engine import VERBS as FLOW_VERBS
from app.kernel.roles import Role
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.powers.models import Power

VERBS = {
    "approval.submitted": N_("Application received"),
    "approval.draft_saved": N_("Draft saved"),
    "approval.drafts_forgotten": N_("Old drafts deleted"),
    "approval.fixed_on_spot": N_("Corrected at the window"),
    "approval.noticed": N_("One-time notice given"),
    "approval.corrected": N_("Corrections handed in"),
    "approval.accepted": N_("Accepted"),
    "approval.deemed_accepted": N_("Deemed accepted: nothing was told within five working days"),
    "approval.not_needed": N_("Applicant told that no licence is needed"),
    "approval.not_accepted": N_("Not accepted: another organ is competent"),
    "approval.returned": N_("Returned to the applicant"),
    "approval.taken": N_("Step taken by an officer"),
    "approval.assigned": N_("Assigned to an officer"),
    "approval.recused": N_("Kept away from the case"),
    "approval.signed": N_("Signed by a further officer"),
    "approval.reviewed": N_("Examined and passed on"),
    "approval.sent_back": N_("Sent back to an earlier step"),
    "approval.suspended": N_("Suspended"),
    "approval.resumed": N_("Resumed"),
    "approval.extended": N_("Time limit extended"),
    "approval.hearing_told": N_("Right to a hearing told"),
    "approval.hearing_requested": N_("Hearing asked for"),
    "approval.hearing_called": N_("Hearing called ex officio"),
    "approval.third_party_told": N_("Third party told"),
    "approval.third_party_heard": N_("Third party heard"),
    "approval.hearing_set": N_("Day of the hearing set"),
    "approval.hearing_held": N_("Hearing held and recorded"),
    "approval.withdrawn": N_("Withdrawn"),
    "approval.transferred": N_("Transferred to another organ"),
    "approval.granted": N_("Granted"),
    "approval.refused": N_("Refused"),
    "approval.delivered": N_("Decision delivered"),
    "approval.published": N_("Result published"),
    "approval.remedy_filed": N_("Remedy filed"),
    "approval.remedy_ended": N_("Remedy ended"),
    "approval.reopened": N_("Reopened with a new time limit"),
    "approval.related_opened": N_("A following case was opened"),
    "approval.correction_proposed": N_("Correction of the record proposed"),
    "approval.corrected_record": N_("Record corrected under two pairs of eyes"),
    "approval.rated": N_("Service rated by the applicant"),
    "approval.complained": N_("Complaint made"),
    "approval.complaint_answered": N_("Complaint answered"),
    "approval.imported": N_("Taken over from another system's log"),
    "document.printed": N_("Document printed"),
}
"""Each verb with its sentence in a timeline."""

SUBJECTS = (
    SubjectKind(
        Case,
        select(Case.id, Case.number + " · " + Power.name).join(Power, Power.id == Case.power_id),
        N_("Open the case"),
        "approvals.case",
        power=Case.power_id,
    ),
    *tables(
        Draft,
        Material,
        OneTimeNotice,
        NoticeItem,
        Suspension,
        Extension,
        Return,
        Hearing,
        ThirdParty,
        Remedy,
        Correction,
        Rating,
        Complaint,
        OrganRule,
        Document,
        LogImport,
    ),
)

WORK = N_("Work")
MENU = (
    MenuItem(
        N_("My desk"),
        WORK,
        "approvals.my_desk",
        frozenset(WORKERS),
        "desk",
        10,
        work_waiting,
        N_("Cases that wait for you, by deadline"),
        pieces,
    ),
    MenuItem(
        N_("Enter an application"),
        WORK,
        "approvals.choose_item",
        frozenset({Role.WINDOW}),
        "plus",
        20,
        None,
        N_("For a citizen at the window"),
    ),
    MenuItem(
        N_("All cases"),
        WORK,
        "approvals.find",
        frozenset(READERS),
        "table",
        30,
        None,
        N_("Find a case by number or applicant"),
    ),
    MenuItem(
        N_("Complaints of citizens"),
        N_("Supervision"),
        "approvals.complaints",
        frozenset({Role.INSPECTOR}),
        "mail",
        40,
        lambda session, actor: len(complaints_for(session, actor)),
        N_("Read and answer"),
    ),
)

SHORTCUTS = (
    Shortcut(N_("Enter an application"), "approvals.choose_item", frozenset({Role.WINDOW}), "plus"),
    Shortcut(N_("My desk"), "approvals.my_desk", frozenset(WORKERS) - {Role.TOWN_CLERK}, "desk"),
)

PARTY_PARTS = (
    PartyPart(N_("Applications for licences"), Case, Case.received_on, lambda party: Case.applicant_hash == party),
)

APPROVALS = Domain(
    name="approvals",
    title=N_("Online approval"),
    manual="handler",
    verbs={**VERBS, **LOG_VERBS, **FLOW_VERBS},
    subjects=SUBJECTS,
    figures=FIGURES,
    records=records.KINDS,
    points=APPROVAL_POINTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    watched=(APPROVAL_CASES,),
    letters=(
        Letters(
            Complaint,
            N_("Complaints of citizens"),
            "approvals.complaints",
            frozenset({Role.INSPECTOR}),
            answer_due(Complaint),
            Complaint.answered_at.is_(None),
            mine=lambda actor: Complaint.organisation_id != (actor.organisation_id or 0),
        ),
    ),
    jobs=jobs.JOBS,
    deadlines=move_telling,
    handovers=(hand_over_cases,),
    commands=(IMPORT_LOG,),
    pages=(PAGES,),
    menu=MENU,
    shortcuts=SHORTCUTS,
    party_parts=PARTY_PARTS,
)
