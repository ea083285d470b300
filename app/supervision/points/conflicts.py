"""C01, C03, C05: officials tied to the party of a case, in business undeclared, or set over their own kin.

They read ties of registers and of sheets, and who holds which office; where no office names the person of an
official, nothing is known of him, which is no proof that there is nothing. Each finding is a lead for a person to check.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.approvals.models import Case
from app.approvals.points.cases import about_case as about_approval
from app.kernel.act import local_day
from app.kernel.places import Official
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.parties.behind import close_to
from app.parties.models import Declaration, Office, Party, Reach, Tie
from app.parties.words import HOLDING, KIN_PATHS, LEADING, OfficeWord, PartyForm
from app.penalties.cases.models import CaseOfficer, PenaltyCase
from app.penalties.points.cases import about_case as about_penalty

SHARE = Parameter("share", 0.05, N_("Share of a company that counts"))


def _tied(official: Any, hashed: Any, on: Any, share: float) -> ColumnElement[bool]:
    """Tell whether an official was the party with a hash on a day, or tied to it by one or two ties.

    A tie that he declared and from whose matters he keeps away is told by the case: he is on it no longer.
    """
    held = aliased(Office)
    near = close_to(hashed, on, share).where(Reach.start_id == held.party_id).correlate_except(Reach, Party)
    return (
        select(held.id)
        .where(
            held.official_id == official,
            held.what == str(OfficeWord.OFFICIAL),
            held.from_on <= on,
            or_(held.to_on.is_(None), held.to_on >= on),
            or_(held.number_hash == hashed, near.exists()),
        )
        .correlate_except(held)
        .exists()
    )


def _on_approval(now: datetime, limits: Limits) -> Findings:
    """Find applications that lie with an official tied to the applicant, or were decided by one."""
    return (
        about_approval(
            moment=Case.received_at,
            fact=N_("An official on the case is tied to the applicant"),
            official=Official.id,
            episode=Official.id,
        )
        .join(Official, or_(Official.id == Case.handler_id, Official.id == Case.decided_by))
        .where(Case.source != "import", _tied(Official.id, Case.applicant_hash, Case.received_on, limits["share"]))
    )


def _on_penalty(now: datetime, limits: Limits) -> Findings:
    """Find penalty cases on which an officer stays who is tied to the party."""
    return (
        _about_party(CaseOfficer.official_id, N_("An officer on the case is tied to its party"))
        .join(CaseOfficer, CaseOfficer.case_id == PenaltyCase.id)
        .where(CaseOfficer.left_at.is_(None), _tied_to_party(CaseOfficer.official_id, limits))
    )


def _decided_penalty(now: datetime, limits: Limits) -> Findings:
    """Find penalties that somebody decided who is tied to the party."""
    return _about_party(PenaltyCase.decided_by, N_("Whoever decided the penalty is tied to its party")).where(
        PenaltyCase.decided_by.is_not(None), _tied_to_party(PenaltyCase.decided_by, limits)
    )


def _about_party(official: Any, fact: str) -> Findings:
    found = about_penalty(moment=PenaltyCase.filed_at, fact=fact, official=official, episode=official)
    return found.where(PenaltyCase.filed_at.is_not(None), PenaltyCase.source != "import")


def _tied_to_party(official: Any, limits: Limits) -> ColumnElement[bool]:
    return _tied(official, PenaltyCase.party_hash, PenaltyCase.found_on, limits["share"])


def _in_business(now: datetime, limits: Limits) -> Findings:
    """Find officials who lead or hold a company, by a register, and have not declared it in time."""
    today = local_day(now)
    declared = (
        select(Declaration.id)
        .where(
            Declaration.official_id == Office.official_id,
            Declaration.number_hash == Party.key_hash,
            Declaration.ended_on.is_(None),
        )
        .correlate(Office, Party)
        .exists()
    )
    return (
        findings(
            kind=Tie.kind,
            subject=Tie.id,
            county=Tie.county,
            organisation=Office.organisation_id,
            official=Office.official_id,
            moment=Party.noted_at,
            episode=Office.id,
            fact=N_("An official is in business and has not declared it"),
            company=Party.name,
            tie=Tie.what,
            holds=Tie.share,
        )
        .select_from(Office)
        .join(Tie, Tie.from_id == Office.party_id)
        .join(Party, Party.id == Tie.to_id)
        .where(
            *_in_office(Office, today),
            Tie.to_on.is_(None) | (Tie.to_on >= today),
            Party.form == str(PartyForm.COMPANY),
            or_(
                Tie.what.in_(sorted(LEADING)),
                and_(Tie.what.in_(sorted(HOLDING)), or_(Tie.share.is_(None), Tie.share >= limits["least"] * 100)),
            ),
            Party.noted_at <= now - timedelta(days=limits["days"]),
            Office.from_on <= today - timedelta(days=limits["days"]),
            ~declared,
        )
    )


def _in_office(office: Any, today: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        office.what == str(OfficeWord.OFFICIAL),
        office.official_id.is_not(None),
        office.from_on <= today,
        or_(office.to_on.is_(None), office.to_on >= today),
    )


HEAD, UNDER = aliased(Office), aliased(Office)


def _over_kin(now: datetime, limits: Limits) -> Findings:
    """Find leaders of a body in which their own kin hold a post."""
    today = local_day(now)
    return (
        findings(
            kind=Tie.kind,
            subject=Reach.first_tie,
            county=Reach.county,
            organisation=HEAD.organisation_id,
            official=HEAD.official_id,
            moment=Party.noted_at,
            episode=HEAD.id,
            fact=N_("A leader and his kin serve in one body"),
            kin=Reach.path,
        )
        .select_from(HEAD)
        .join(Reach, Reach.start_id == HEAD.party_id)
        .join(UNDER, UNDER.party_id == Reach.end_id)
        .join(Party, Party.id == Reach.end_id)
        .where(
            HEAD.leading.is_(True),
            UNDER.organisation_id == HEAD.organisation_id,
            Reach.steps == 1,
            Reach.path.in_(KIN_PATHS),
            Reach.from_on <= today,
            Reach.to_on >= today,
            *_in_office(HEAD, today),
            *_in_office(UNDER, today),
        )
    )


CONFLICT_POINTS = (
    Point(
        code="C01.approval",
        title=N_("Official tied to the applicant"),
        basis=N_("Civil Servants Law, art. 76 and 77"),
        severity=Severity.RED,
        nature=Nature.LEAD,
        find=_on_approval,
        wakes_on=frozenset(
            {
                "approval.submitted",
                "approval.accepted",
                "approval.taken",
                "approval.assigned",
                "approval.recused",
                "approval.granted",
                "approval.refused",
            }
        ),
        parameters=(SHARE,),
        explanation=N_(
            "The official who has this application in hand, or who decided it, is the applicant, near kin, or holds or "
            "represents the firm, by at most two ties of the registers, and has not kept away. Hear him, put somebody "
            "else on the case, and look at what he did in it."
        ),
        honest=N_(
            "The official kept away, and a colleague went on with the case; the tie ended before the application."
        ),
    ),
    Point(
        code="C01.penalty",
        title=N_("Officer tied to the party of a penalty"),
        basis=N_("Administrative Penalty Law, art. 43; Civil Servants Law, art. 76"),
        severity=Severity.RED,
        nature=Nature.LEAD,
        find=_on_penalty,
        wakes_on=frozenset({"penalty.filed", "penalty.recused", "penalty.decided", "penalty.decided_on_spot"}),
        parameters=(SHARE,),
        explanation=N_(
            "An officer on this case is its party, near kin, or holds or represents the firm, by at most two ties of the "
            "registers, and has not left the case. Hear him, put somebody else on it, and look at what he did in it."
        ),
        honest=N_("The officer left the case; his kin held less than five per cent of the firm."),
    ),
    Point(
        code="C01.decided",
        title=N_("Penalty decided by somebody tied to the party"),
        basis=N_("Administrative Penalty Law, art. 43; Civil Servants Law, art. 76"),
        severity=Severity.RED,
        nature=Nature.LEAD,
        find=_decided_penalty,
        wakes_on=frozenset({"penalty.decided", "penalty.decided_on_spot"}),
        parameters=(SHARE,),
        explanation=N_(
            "Whoever decided this penalty is its party, near kin, or holds or represents the firm, by at most two ties of "
            "the registers. Hear him, and have the penalty looked at by somebody else."
        ),
        honest=N_("A head decided about a firm that his kin had left before the facts were found."),
    ),
    Point(
        code="C03.business",
        title=N_("Official in business, not declared"),
        basis=N_("Civil Servants Law, art. 59 (16); Law on Administrative Discipline of Public Officials, art. 36"),
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        find=_in_business,
        parameters=(
            Parameter(
                "least", 0.01, N_("Share of a company from which on it counts: shares of listed companies lie below")
            ),
            Parameter("days", 30, N_("Days in which it is to be declared"), N_("calendar days")),
        ),
        explanation=N_(
            "A register names this official as representative, manager or owner of a company, and no declaration of his "
            "says so. Registers are late and names are borrowed: ask him first."
        ),
        honest=N_(
            "The official declared the company; a register that still names him has had thirty days to be set right."
        ),
    ),
    Point(
        code="C05.kin",
        title=N_("Leader set over his own kin"),
        basis=N_("Civil Servants Law, art. 74 (1)"),
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        find=_over_kin,
        explanation=N_(
            "A leader of this body and one of its officials are spouses, parent and child, brothers or sisters, or in-laws. "
            "One of them is to be given another post."
        ),
        honest=N_("Kin of a leader serve in another body, or have left this one."),
    ),
)
"""Conflicts of interest that are read from ties and offices."""
