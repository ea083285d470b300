"""V11, V12, V24, V25: kin on the supervision committee, decisions without quorum, audits and appraisals missing."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, and_, literal, or_, select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day
from app.kernel.points import Findings, Limits, Parameter, Severity, findings
from app.kernel.words import N_
from app.parties.models import Reach, Tie
from app.parties.words import KIN_PATHS
from app.villages.models import (
    VillageAppraisal,
    VillageAudit,
    VillageDecision,
    VillageOfficer,
    VillageProfile,
    VillageYear,
)
from app.villages.points.shared import DAYS, KEPT, condition, kept_here, today
from app.villages.words import LEADING, SUPERVISING, AuditKind, DecidingBody, OfficerPost

AVOID = N_(
    "Organic Law of the Villagers' Committees, art. 32; Rural Collective Economic Organisations Law, art. 29 and 34(2)"
)
QUORUM = N_(
    "Organic Law of the Villagers' Committees, art. 26; Rural Collective Economic Organisations Law, art. 27 and 28"
)
AUDITS = N_("Organic Law of the Villagers' Committees, art. 35")
JUDGED = N_("Organic Law of the Villagers' Committees, art. 33")
COLLECTIVES_ACT = date(2025, 5, 1)
"""Since then the Law on Rural Collective Economic Organisations asks for notice and quorum of its own."""
WHOLE = (str(DecidingBody.ASSEMBLY), str(DecidingBody.MEMBERS))


def _officer(fact: str, **evidence: Any) -> Findings:
    return findings(
        kind=VillageOfficer.kind,
        subject=VillageOfficer.id,
        county=VillageOfficer.county,
        organisation=VillageOfficer.organisation_id,
        moment=VillageOfficer.noted_at,
        fact=fact,
        officer=VillageOfficer.name,
        post=VillageOfficer.post,
        **evidence,
    ).select_from(VillageOfficer)


def _kin(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find members of the supervision committee who are kin of somebody who leads the village."""
    leader = aliased(VillageOfficer)
    return (
        _officer(fact, other=leader.name, relation=Tie.what)
        .join(
            leader,
            and_(
                leader.organisation_id == VillageOfficer.organisation_id, leader.post.in_([str(one) for one in LEADING])
            ),
        )
        .join(Reach, and_(Reach.start_id == VillageOfficer.party_id, Reach.end_id == leader.party_id))
        .join(Tie, Tie.id == Reach.first_tie)
        .where(
            VillageOfficer.post.in_([str(one) for one in SUPERVISING]),
            Reach.path.in_(KIN_PATHS),
            Reach.to_on >= local_day(now),
            VillageOfficer.left_on.is_(None),
            leader.left_on.is_(None),
        )
    )


def _decision(fact: str) -> Findings:
    return findings(
        kind=VillageDecision.kind,
        subject=VillageDecision.id,
        county=VillageDecision.county,
        organisation=VillageDecision.organisation_id,
        moment=VillageDecision.noted_at,
        fact=fact,
        body=VillageDecision.body,
        members=VillageDecision.members,
        attended=VillageDecision.attended,
        votes=VillageDecision.yes,
        occurred_on=VillageDecision.held_on,
    )


def _quorum(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find decisions for which too few attended or voted."""
    d = VillageDecision
    collective = d.held_on >= COLLECTIVES_ACT
    return _decision(fact).where(
        or_(
            and_(
                d.body == str(DecidingBody.REPRESENTATIVES),
                or_(d.attended < d.members * limits["present"], d.yes <= d.attended * limits["majority"]),
            ),
            and_(collective, d.body == str(DecidingBody.DELEGATES), d.yes < d.members * limits["present"]),
            and_(collective, d.body == str(DecidingBody.MEMBERS), d.attended < d.members * limits["present"]),
        )
    )


def _notice(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find assemblies of the collective called at too short notice."""
    return _decision(fact).where(
        VillageDecision.body == str(DecidingBody.MEMBERS),
        VillageDecision.notice_days < limits["days"],
        VillageDecision.held_on >= COLLECTIVES_ACT,
    )


def _reserved(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find matters reserved to the full assembly that others decided."""
    return _decision(fact).where(VillageDecision.reserved.is_(True), VillageDecision.body.not_in(WHOLE))


def _quarter(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find villages whose representatives did not meet in the last full quarter."""
    return findings(
        kind=VillageYear.kind,
        subject=VillageYear.id,
        county=VillageYear.county,
        organisation=VillageYear.organisation_id,
        moment=VillageYear.measured_at,
        fact=fact,
        episode=VillageYear.quarter_missed,
        period=VillageYear.quarter_missed,
    ).where(VillageYear.quarter_missed != "", VillageYear.year == local_day(now).year)


def _unaudited(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers who left long ago without an audit."""
    audit = select(VillageAudit.id).where(VillageAudit.officer_id == VillageOfficer.id)
    return _officer(fact, left_on=VillageOfficer.left_on).where(
        kept_here(VillageOfficer.organisation_id, VillageOfficer.left_on),
        VillageOfficer.left_day.is_not(None),
        VillageOfficer.left_day + limits["days"] < today(now),
        VillageOfficer.post.in_([str(one) for one in LEADING]),
        ~audit.correlate(VillageOfficer).exists(),
    )


def _unpublished(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find departure audits that were not published before the election."""
    return (
        findings(
            kind=VillageAudit.kind,
            subject=VillageAudit.id,
            county=VillageAudit.county,
            organisation=VillageAudit.organisation_id,
            moment=VillageAudit.noted_at,
            fact=fact,
            done_on=VillageAudit.done_on,
            published_on=VillageAudit.published_on,
            election_on=VillageProfile.next_election_on,
        )
        .join(VillageProfile, VillageProfile.organisation_id == VillageAudit.organisation_id)
        .where(
            VillageAudit.audit_kind == str(AuditKind.DEPARTURE),
            VillageProfile.next_election_on <= local_day(now),
            kept_here(VillageAudit.organisation_id, VillageProfile.next_election_on),
            or_(VillageAudit.published_on.is_(None), VillageAudit.published_on >= VillageProfile.next_election_on),
        )
    )


def _unappraised(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers whom the villagers have not appraised for a year."""
    recent = select(VillageAppraisal.id).where(
        VillageAppraisal.officer_id == VillageOfficer.id, VillageAppraisal.day >= today(now) - limits["days"]
    )
    return _officer(fact, from_on=VillageOfficer.from_on).where(
        VillageOfficer.left_on.is_(None),
        VillageOfficer.from_day + limits["days"] < today(now),
        VillageOfficer.post != str(OfficerPost.TOWN),
        ~recent.correlate(VillageOfficer).exists(),
        kept_here(VillageOfficer.organisation_id, literal(local_day(now) - timedelta(days=limits["days"]), Date)),
    )


def _failing(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers found not competent twice in a row who are still in office."""
    later = aliased(VillageAppraisal)
    newer = select(later.id).where(later.officer_id == VillageAppraisal.officer_id, later.day > VillageAppraisal.day)
    return (
        findings(
            kind=VillageAppraisal.kind,
            subject=VillageAppraisal.id,
            county=VillageAppraisal.county,
            organisation=VillageAppraisal.organisation_id,
            moment=VillageAppraisal.noted_at,
            fact=fact,
            officer=VillageOfficer.name,
            occurred_on=VillageAppraisal.held_on,
            count=VillageAppraisal.failing,
        )
        .join(VillageOfficer, VillageOfficer.id == VillageAppraisal.officer_id)
        .where(
            VillageAppraisal.failing >= 2, VillageOfficer.left_on.is_(None), ~newer.correlate(VillageAppraisal).exists()
        )
    )


TWO_THIRDS = Parameter("present", 0.6666, N_("Share of those entitled to vote"))
DEMOCRACY = (
    condition(
        "V11.kin",
        N_("Kin on the supervision committee"),
        AVOID,
        Severity.RED,
        _kin,
        N_(
            "Members of the supervision committee must not be near relatives of those whom they watch. Both are known by the hash of their numbers."
        ),
        honest=N_("A member of the supervision committee whose brother left the village committee."),
        reply_days=3,
    ),
    condition(
        "V12.quorum",
        N_("Decision without quorum"),
        QUORUM,
        Severity.RED,
        _quorum,
        N_(
            "Two thirds of the representatives must attend and most of those agree; in the collective two thirds of all delegates agree, or two thirds of all members attend. Look at the list of attendance."
        ),
        honest=N_("Twenty of thirty representatives came, and eleven agreed."),
        letter="a",
        wakes_on=KEPT,
        parameters=(TWO_THIRDS, Parameter("majority", 0.5, N_("Share of those who attended"))),
    ),
    condition(
        "V12.notice",
        N_("Assembly called at too short notice"),
        QUORUM,
        Severity.RED,
        _notice,
        N_("Members of the collective are told ten days before their assembly."),
        honest=N_("Members were told exactly ten days before."),
        letter="b",
        wakes_on=KEPT,
        parameters=(Parameter("days", 10, N_("Days of notice"), DAYS),),
    ),
    condition(
        "V12.reserved",
        N_("Matter of the assembly decided by others"),
        QUORUM,
        Severity.RED,
        _reserved,
        N_("The matter is reserved to the assembly of all. Representatives or the board decided it."),
        honest=N_("A reserved matter decided by the assembly of all."),
        letter="c",
        wakes_on=KEPT,
    ),
    condition(
        "V12.quarter",
        N_("No meeting of the representatives in the quarter"),
        QUORUM,
        Severity.RED,
        _quarter,
        N_("The representatives meet once in a quarter. No meeting of the last full quarter is on record."),
        honest=N_("A village that met in the quarter."),
        letter="d",
    ),
    condition(
        "V24.missing",
        N_("Departure without an audit"),
        AUDITS,
        Severity.YELLOW,
        _unaudited,
        N_("Whoever leaves office is audited. Half a year has passed and no report is on record."),
        honest=N_(
            "An officer who left years before the register began; what was audited on paper is not on record here."
        ),
        letter="a",
        parameters=(Parameter("days", 180, N_("Days from leaving to the report"), DAYS),),
    ),
    condition(
        "V24.unpublished",
        N_("Departure audit not published before the election"),
        AUDITS,
        Severity.YELLOW,
        _unpublished,
        N_("The villagers elect without knowing what the audit found."),
        honest=N_("The audit was published on the day before the election."),
        letter="b",
    ),
    condition(
        "V25.missing",
        N_("No appraisal for a year"),
        JUDGED,
        Severity.YELLOW,
        _unappraised,
        N_("The villagers appraise each officer every year. None is on record for this one."),
        honest=N_(
            "An officer in office for years whose register was brought in this month: the first year here is not over."
        ),
        letter="a",
        parameters=(Parameter("days", 365, N_("Days between appraisals"), DAYS),),
    ),
    condition(
        "V25.failing",
        N_("Found not competent twice and still in office"),
        JUDGED,
        Severity.RED,
        _failing,
        N_("Two appraisals in a row that find an officer not competent end his office."),
        honest=N_("Found not competent twice, then found competent in a new appraisal."),
        letter="b",
        wakes_on=KEPT,
        reply_days=3,
    ),
)
