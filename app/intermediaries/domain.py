"""The door of intermediaries."""

from typing import Any

from sqlalchemy import select

from app.intermediaries.evidence import EVIDENCE
from app.intermediaries.flows import VERBS
from app.intermediaries.jobs import JOBS
from app.intermediaries.models import (
    Agency,
    AgencyCase,
    AgencyLetter,
    AgencyStep,
    CitizenReport,
    CreditMark,
    CreditRule,
    Engagement,
    EngagementSigner,
    Practitioner,
    Qualification,
    RatingRule,
)
from app.intermediaries.notices import TOLD
from app.intermediaries.operations import move_days
from app.intermediaries.pages import PAGES, READERS
from app.intermediaries.points import GROUPS, INTERMEDIARY_POINTS
from app.intermediaries.records import KINDS
from app.intermediaries.texts import SOURCE
from app.intermediaries.waiting import open_appeal, work_waiting
from app.intermediaries.words import MarkState
from app.kernel.domain import Domain, MenuItem, PartyPart
from app.kernel.duties import Letters, answer_due
from app.kernel.roles import Role
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.parties.models import Party

WORKING = (Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER, Role.ENFORCEMENT_OFFICER)
MENU = (
    MenuItem(
        N_("Intermediaries at work"),
        N_("Intermediaries"),
        "intermediaries.desk",
        frozenset(READERS),
        "desk",
        5,
        work_waiting,
        N_("Applications, marks and reports that wait"),
    ),
    MenuItem(
        N_("Find an agency"),
        N_("Intermediaries"),
        "intermediaries.agencies",
        frozenset(READERS),
        "search",
        6,
        None,
        N_("Its qualifications, rating, marks and engagements"),
    ),
    MenuItem(
        N_("Engagements and ratings"),
        N_("Intermediaries"),
        "intermediaries.engagements",
        frozenset(READERS),
        "star",
        7,
        None,
        N_("Note deliveries, enter candidates, rate agencies"),
    ),
)


def _of_agency(model: Any, text: Any) -> SubjectKind:
    """What belongs to an agency is called beside its name and seen on its page."""
    names = select(model.id, Agency.name + " · " + text).join(Agency, Agency.id == model.agency_id)
    return SubjectKind(model, names, N_("Open the agency"), "intermediaries.agency", model.agency_id)


SUBJECTS = (
    SubjectKind(Agency, select(Agency.id, Agency.name), N_("Open the agency"), "intermediaries.agency"),
    SubjectKind(
        Engagement,
        select(Engagement.id, Engagement.number + " · " + Engagement.project),
        N_("Open the engagement"),
        "intermediaries.engagement",
    ),
    SubjectKind(
        CreditMark,
        select(CreditMark.id, Agency.name + " · " + CreditMark.basis).join(Agency, Agency.id == CreditMark.agency_id),
        N_("Open the mark"),
        "intermediaries.mark",
    ),
    _of_agency(Qualification, Qualification.number),
    _of_agency(Practitioner, Practitioner.name),
    SubjectKind(
        AgencyLetter, select(AgencyLetter.id, AgencyLetter.name), N_("Open the letter"), "intermediaries.letter"
    ),
    _of_agency(AgencyStep, AgencyStep.reason),
    *tables(AgencyCase, CitizenReport, CreditRule, EngagementSigner, RatingRule),
)

PARTY_PARTS = (
    PartyPart(
        N_("Engagements as an agency"),
        Engagement,
        Engagement.signed_on,
        lambda party: Engagement.agency_id.in_(
            select(Agency.id).join(Party, Party.id == Agency.party_id).where(Party.key_hash == party)
        ),
    ),
    PartyPart(
        N_("Practises for an agency"),
        Practitioner,
        Practitioner.from_on,
        lambda party: Practitioner.person_hash == party,
    ),
)

INTERMEDIARIES = Domain(
    name="intermediaries",
    title=N_("Intermediaries"),
    manual="intermediaries",
    verbs=VERBS,
    subjects=SUBJECTS,
    records=KINDS,
    points=INTERMEDIARY_POINTS,
    party_parts=PARTY_PARTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    letters=(
        Letters(
            CitizenReport,
            N_("Reports about agencies"),
            "intermediaries.desk",
            frozenset(WORKING),
            answer_due(CitizenReport),
            CitizenReport.answered_at.is_(None),
            TOLD,
        ),
        Letters(
            CreditMark,
            N_("Objections of agencies"),
            "intermediaries.desk",
            frozenset(WORKING),
            answer_due(CreditMark),
            CreditMark.state == str(MarkState.OBJECTED),
            TOLD,
        ),
        Letters(
            AgencyStep,
            N_("Appeals of agencies"),
            "intermediaries.desk",
            frozenset(WORKING),
            answer_due(AgencyStep),
            open_appeal(),
            TOLD,
        ),
        Letters(
            AgencyLetter,
            N_("Letters of agencies"),
            "intermediaries.desk",
            frozenset(WORKING),
            answer_due(AgencyLetter),
            AgencyLetter.answered_at.is_(None),
            TOLD,
        ),
    ),
    jobs=JOBS,
    pages=(PAGES,),
    texts=(SOURCE,),
    menu=MENU,
    deadlines=move_days,
)
