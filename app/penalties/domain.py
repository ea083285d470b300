"""The door of penalties."""

from typing import Any

from sqlalchemy import func, select

from app.kernel.act import Actor
from app.kernel.domain import Domain, MenuItem, PartyPart, Shortcut
from app.kernel.duties import Letters, answer_due
from app.kernel.roles import Duty, Role
from app.kernel.subjects import SubjectKind, beside_place, tables
from app.kernel.words import N_
from app.penalties.cases import jobs
from app.penalties.cases.acts import (
    CaseCorrection,
    CaseNote,
    CauseChange,
    Discretion,
    Evidence,
    Hearing,
    Payment,
    PenaltyComplaint,
)
from app.penalties.cases.flows import VERBS as CASE_VERBS
from app.penalties.cases.models import CaseOfficer, LegalQualification, OfficerCertificate, PenaltyCase, PenaltyRule
from app.penalties.cases.operations import hand_over_penalties
from app.penalties.cases.pages import PAGES as CASE_PAGES
from app.penalties.cases.pages import WORKERS
from app.penalties.cases.pages.complaints import ANSWERERS
from app.penalties.cases.pages.desk import REGISTRARS
from app.penalties.cases.pages.receipts import TAKERS
from app.penalties.cases.queries import complaints_waiting, work_waiting
from app.penalties.cases.records import CASE_READERS
from app.penalties.cases.records import KINDS as CASE_KINDS
from app.penalties.cases.texts import SOURCE
from app.penalties.cases.work import pieces
from app.penalties.commands import penalties_group
from app.penalties.evidence import EVIDENCE
from app.penalties.figures import FIGURES
from app.penalties.models import Benchmark, ViolationItem, ViolationVersion
from app.penalties.operations import VERBS
from app.penalties.operations.content import WRITERS
from app.penalties.pages import PAGES, READERS
from app.penalties.points import GROUPS, PENALTY_POINTS
from app.penalties.queries import waiting_for_review
from app.penalties.records import KINDS
from app.penalties.terms import PENALTY_CASES


def _reviews(session: Any, actor: Actor) -> int:
    """Return how many standards wait for this person's review."""
    return waiting_for_review(session, actor.scope) if Role.LEGAL_REVIEWER in actor.roles else 0


MENU = (
    MenuItem(
        N_("My penalty cases"),
        N_("Penalties"),
        "enforcement.my_desk",
        frozenset(WORKERS),
        "desk",
        2,
        work_waiting,
        N_("Penalty cases that wait for you, by deadline"),
        pieces,
    ),
    MenuItem(
        N_("Register a clue"),
        N_("Penalties"),
        "enforcement.register",
        frozenset(REGISTRARS),
        "plus",
        3,
        None,
        N_("Write down a suspected violation"),
    ),
    MenuItem(
        N_("All penalty cases"),
        N_("Penalties"),
        "enforcement.find",
        frozenset(CASE_READERS),
        "scales",
        4,
        None,
        N_("Find a penalty case by number or party"),
    ),
    MenuItem(
        N_("Bank receipts"),
        N_("Penalties"),
        "enforcement.receipts",
        frozenset(TAKERS),
        "coins",
        60,
        None,
        N_("Bring in the bank's file of paid fines"),
    ),
    MenuItem(
        N_("Complaints about enforcement"),
        N_("Supervision"),
        "enforcement.complaints",
        frozenset(ANSWERERS),
        "megaphone",
        45,
        complaints_waiting,
        N_("Read and answer"),
    ),
    MenuItem(
        N_("Penalty items"),
        N_("Penalties"),
        "violations.items",
        frozenset(READERS),
        "book",
        10,
        _reviews,
        N_("What is punished, its standard, and the calculator"),
    ),
    MenuItem(
        N_("Bring in penalty items"),
        N_("Penalties"),
        "violations.upload",
        frozenset(WRITERS),
        "upload",
        70,
        None,
        N_("From a workbook or a published table"),
    ),
)

SUBJECTS = (
    SubjectKind(
        PenaltyCase,
        select(
            PenaltyCase.id, PenaltyCase.number + " · " + func.coalesce(ViolationItem.name, PenaltyCase.place)
        ).outerjoin(ViolationItem, ViolationItem.id == PenaltyCase.item_id),
        N_("Open the case"),
        "enforcement.case",
    ),
    SubjectKind(
        PenaltyComplaint,
        beside_place(PenaltyComplaint),
        N_("Open the complaints"),
        "enforcement.complaints",
        listed=True,
    ),
    *tables(
        Benchmark,
        ViolationItem,
        ViolationVersion,
        CaseOfficer,
        OfficerCertificate,
        LegalQualification,
        CaseCorrection,
        PenaltyRule,
        Evidence,
        CauseChange,
        Discretion,
        Hearing,
        CaseNote,
        Payment,
    ),
)

SHORTCUTS = (
    Shortcut(N_("My penalty cases"), "enforcement.my_desk", frozenset({Role.ENFORCEMENT_OFFICER}), "shield"),
    Shortcut(N_("Register a clue"), "enforcement.register", frozenset({Role.ENFORCEMENT_OFFICER}), "plus"),
)

PARTY_PARTS = (
    PartyPart(N_("Penalty cases"), PenaltyCase, PenaltyCase.found_on, lambda party: PenaltyCase.party_hash == party),
)

PENALTIES = Domain(
    name="penalties",
    title=N_("Online penalties"),
    manual="enforcement",
    verbs={**VERBS, **CASE_VERBS},
    subjects=SUBJECTS,
    kept={
        "penalty.decided": {"fine": "fine", "decision": "decision"},
        "penalty.decided_on_spot": {"fine": "fine"},
        "penalty.remedy_ended": {"fine": "fine"},
        "penalty.closed": {"fine": "fine", "paid": "paid"},
    },
    figures=FIGURES,
    records=(*KINDS, *CASE_KINDS),
    points=PENALTY_POINTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    watched=(PENALTY_CASES,),
    letters=(
        Letters(
            PenaltyComplaint,
            N_("Complaints about enforcement"),
            "enforcement.complaints",
            frozenset(ANSWERERS),
            answer_due(PenaltyComplaint),
            PenaltyComplaint.answered_at.is_(None),
            (Duty.ORGAN_HEAD, Duty.LEGAL_REVIEWER),
        ),
    ),
    jobs=jobs.JOBS,
    pages=(PAGES, CASE_PAGES),
    menu=MENU,
    shortcuts=SHORTCUTS,
    handovers=(hand_over_penalties,),
    texts=(SOURCE,),
    commands=(penalties_group,),
    party_parts=PARTY_PARTS,
)
