"""M09, M10 and M12: licences that are only lent, agencies tied to office, one hand behind several candidates."""

from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.intermediaries.models import Agency, Candidate, Engagement, EngagementSigner, Practitioner
from app.intermediaries.points.shared import WRITTEN, about_engagement, condition
from app.intermediaries.words import TieWarning
from app.kernel.act import local_day
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_
from app.parties.behind import as_number, under_one_hand
from app.parties.models import Office, Party, Reach, Tie
from app.parties.words import HOLDING, KIN_PATHS, LEADING, OfficeWord

RED = Severity.RED
LENT = N_("Asset Appraisal Law, art. 14(2) and (4)")
TIED = N_("Civil Servants Law, art. 74(2) and art. 107; Law on Administrative Discipline for Public Officials, art. 33")
HAND = N_("Asset Appraisal Law, art. 20(2)")


def _about_person(fact: str, **evidence: object) -> Findings:
    return (
        findings(
            kind=Practitioner.kind,
            subject=Practitioner.id,
            county=Practitioner.county,
            organisation=Agency.organisation_id,
            moment=Practitioner.from_at,
            fact=fact,
            agency=Agency.name,
            licence=Practitioner.licence,
            **evidence,
        )
        .select_from(Practitioner)
        .join(Agency, Agency.id == Practitioner.agency_id)
        .where(Practitioner.to_on.is_(None))
    )


def _two(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find people who practise at two agencies or more; the later entry is reported."""
    other = aliased(Practitioner)
    others = (
        select(func.count(func.distinct(other.agency_id)))
        .where(
            other.party_id == Practitioner.party_id,
            other.to_on.is_(None),
            other.id < Practitioner.id,
            other.agency_id != Practitioner.agency_id,
        )
        .correlate(Practitioner)
        .scalar_subquery()
    )
    return _about_person(fact, agencies=others + 1).where(others >= limits["agencies"] - 1)


def _insured(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find practitioners whose social insurance somebody other than the agency pays."""
    return _about_person(fact, payer=Practitioner.insurance_payer).where(
        func.coalesce(Practitioner.insurance_payer, "") != "", Practitioner.insurance_payer != Agency.uscc
    )


def _many(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find days on which one person, whatever his agencies, signed more reports than anybody can examine."""
    signer, other, another, same = (
        EngagementSigner,
        aliased(Engagement),
        aliased(EngagementSigner),
        aliased(Practitioner),
    )
    signed = (
        select(func.count(other.id.distinct()))
        .join(another, another.engagement_id == other.id)
        .join(same, same.id == another.practitioner_id)
        .where(
            same.party_id == Practitioner.party_id,
            other.reported_on == Engagement.reported_on,
            other.id <= Engagement.id,
        )
        .correlate(Engagement, Practitioner)
        .scalar_subquery()
    )
    return (
        about_engagement(
            fact, episode=signer.id, reports=signed, reported_on=Engagement.reported_on, licence=Practitioner.licence
        )
        .join(signer, signer.engagement_id == Engagement.id)
        .join(Practitioner, Practitioner.id == signer.practitioner_id)
        .where(signed == limits["reports"] + 1)
    )


def _tied(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find agencies owned or run by the supervising body, its staff, those who left it lately, or their kin."""
    today = local_day(now)
    stands = or_(Office.to_on.is_(None), Office.to_on >= today)
    years = case((Office.leading, limits["leader_years"]), else_=limits["staff_years"])
    here = (
        Office.party_id == Tie.from_id,
        Office.organisation_id == Agency.organisation_id,
        Office.what.in_([str(one) for one in (OfficeWord.OFFICIAL, OfficeWord.BODY, OfficeWord.KIN)]),
        or_(stands, as_number(Tie.from_on) - as_number(Office.to_on) < years * 10_000),
    )
    left = case((Office.leading, str(TieWarning.LEADER_LEFT)), else_=str(TieWarning.STAFF_LEFT))
    word = case((Office.what != str(OfficeWord.OFFICIAL), Office.what), (stands, str(TieWarning.STAFF)), else_=left)
    own = select(word).where(*here).order_by(Office.id).limit(1).correlate(Tie, Agency)
    relative = (
        select(Reach.start_id)
        .join(Office, Office.party_id == Reach.start_id)
        .where(
            Reach.end_id == Tie.from_id,
            Reach.steps == 1,
            Reach.path.in_(KIN_PATHS),
            Reach.to_on >= today,
            Office.organisation_id == Agency.organisation_id,
            Office.what == str(OfficeWord.OFFICIAL),
            stands,
        )
        .correlate(Tie, Agency)
    )
    return (
        findings(
            kind=Tie.kind,
            subject=Tie.id,
            county=Tie.county,
            organisation=Agency.organisation_id,
            moment=Party.noted_at,
            fact=fact,
            agency=Agency.name,
            tie=Tie.what,
            office=func.coalesce(own.scalar_subquery(), str(TieWarning.KIN)),
            left_on=select(func.max(Office.to_on)).where(*here).correlate(Tie, Agency).scalar_subquery(),
            from_on=Tie.from_on,
        )
        .select_from(Tie)
        .join(Agency, Agency.party_id == Tie.to_id)
        .join(Party, Party.id == Tie.from_id)
        .where(Tie.to_on.is_(None), Tie.what.in_(sorted(HOLDING | LEADING)), or_(own.exists(), relative.exists()))
    )


def _hand(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find selections of which two candidates are led by one person, or controlled by one."""
    first, second, one, two = aliased(Candidate), aliased(Candidate), aliased(Agency), aliased(Agency)
    both = (
        select(first.id)
        .join(second, and_(second.engagement_id == first.engagement_id, second.agency_id > first.agency_id))
        .join(one, one.id == first.agency_id)
        .join(two, two.id == second.agency_id)
        .where(first.engagement_id == Engagement.id, under_one_hand(one.party_id, two.party_id, limits["share"]))
        .correlate(Engagement)
    )
    return about_engagement(fact).where(both.exists())


def _contact(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find selections of which two candidates have one telephone or one address."""
    first, second, one, two = aliased(Candidate), aliased(Candidate), aliased(Agency), aliased(Agency)
    both = (
        select(first.id)
        .join(second, and_(second.engagement_id == first.engagement_id, second.agency_id > first.agency_id))
        .join(one, one.id == first.agency_id)
        .join(two, two.id == second.agency_id)
        .where(
            first.engagement_id == Engagement.id,
            or_(
                and_(one.phone_key != "", one.phone_key == two.phone_key),
                and_(one.address_key != "", one.address_key == two.address_key),
            ),
        )
        .correlate(Engagement)
    )
    return about_engagement(fact).where(both.exists())


CHOSEN = WRITTEN | {"engagement.candidates"}

PEOPLE = (
    condition(
        "M09.two",
        N_("One licence at two agencies"),
        LENT,
        RED,
        _two,
        N_(
            "The same person, by the hash of the identity number, practises at two agencies or more. One of them only borrows the licence."
        ),
        honest=N_("The practitioner left one agency before he entered the other."),
        letter="a",
        wakes_on=WRITTEN,
        parameters=(Parameter("agencies", 2, N_("Agencies from which on it is reported")),),
    ),
    condition(
        "M09.insured",
        N_("Social insurance paid by another company"),
        LENT,
        RED,
        _insured,
        N_(
            "Somebody other than the agency pays the practitioner's social insurance, so he probably works elsewhere and has lent his licence."
        ),
        honest=N_("The agency itself pays the insurance; and a person without an entry about it."),
        letter="b",
        wakes_on=WRITTEN,
    ),
    condition(
        "M09.many",
        N_("More reports signed in a day than one can examine"),
        LENT,
        RED,
        _many,
        N_("One person signed more reports on one day than anybody can examine. Ask for the working papers."),
        honest=N_("Eight reports in a day, which is the limit; and two namesakes."),
        letter="c",
        wakes_on=WRITTEN,
        parameters=(Parameter("reports", 8, N_("Reports a day above which it is reported")),),
    ),
    condition(
        "M10.tied",
        N_("Agency tied to the body that supervises it"),
        TIED,
        RED,
        _tied,
        N_(
            "The supervising body, somebody who serves or lately served there, or a near relative of theirs owns or runs the agency. Never shown to the public; the person concerned may explain."
        ),
        honest=N_("A former leader who left three full years ago."),
        letter="a",
        wakes_on=WRITTEN,
        nature=Nature.LEAD,
        parameters=(
            Parameter("leader_years", 3, N_("Years after a leading post"), N_("years")),
            Parameter("staff_years", 2, N_("Years after another post"), N_("years")),
        ),
    ),
    condition(
        "M12.hand",
        N_("One controller behind several candidates"),
        HAND,
        RED,
        _hand,
        N_(
            "Two candidates of one selection are led or controlled by the same person or company. The choice between them was none."
        ),
        honest=N_("Two candidates with one small shareholder who controls neither."),
        letter="a",
        wakes_on=CHOSEN,
        parameters=(Parameter("share", 0.5, N_("Share of the capital that controls")),),
    ),
    condition(
        "M12.contact",
        N_("Candidates with one telephone or address"),
        HAND,
        RED,
        _contact,
        N_("Two candidates of one selection share a telephone or an address. Find out whether they are one."),
        honest=N_("Two agencies without a known telephone: two blanks are no match."),
        letter="b",
        wakes_on=CHOSEN,
    ),
)
