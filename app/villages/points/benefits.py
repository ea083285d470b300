"""V13 to V17: benefits paid to the dead, twice, to the ineligible, to one account."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day
from app.kernel.places import Organisation
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_
from app.parties.behind import kin_of
from app.villages.models import SubsidyExclusion, SubsidyPayment, SubsidyProgramme, SubsidyReference, VillageOfficer
from app.villages.points.shared import DAYS, KEPT, YUAN, condition, today
from app.villages.words import ProgrammeKind, RefKind

RELIEF = N_("Provisional Measures for Social Assistance, art. 13 and 68")
TWICE = N_("Provisional Measures for Social Assistance, art. 58 and 68")
MEANS = N_("Provisional Measures for Social Assistance, art. 13 and 58")
RELATIVES = N_(
    "Law on Administrative Discipline of Public Officials, art. 33; Provisional Measures for Social Assistance, art. 61"
)
POOLED = N_(
    "Provisional Measures for Social Assistance, art. 68; Rural Collective Economic Organisations Law, art. 35(2)(1)"
)
MONTH = 31
P = SubsidyPayment


def about_payment(fact: str, **evidence: Any) -> Findings:
    """Begin findings about payments of benefits."""
    return (
        findings(
            kind=P.kind,
            subject=P.id,
            county=P.county,
            organisation=P.organisation_id,
            moment=P.noted_at,
            fact=fact,
            amount=P.amount,
            programme=SubsidyProgramme.name,
            household=P.household,
            **evidence,
        )
        .select_from(P)
        .join(SubsidyProgramme, SubsidyProgramme.id == P.programme_id)
    )


def _dead(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find benefits for a time after the beneficiary's death."""
    ref = SubsidyReference
    return (
        about_payment(fact)
        .join(ref, and_(ref.person_hash == P.person_hash, ref.ref_kind == str(RefKind.DEATH)))
        .where(P.period_day > ref.value + limits["grace_months"] * MONTH)
    )


def _twice(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find a second payment to one person for one programme and time, wherever it was made."""
    other = aliased(SubsidyPayment)
    first = select(other.id).where(
        other.person_hash == P.person_hash,
        other.programme_id == P.programme_id,
        other.period_day == P.period_day,
        other.id < P.id,
    )
    return about_payment(fact).where(first.correlate(P).exists())


def _exclusive(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find benefits of programmes that exclude each other."""
    other, pair = aliased(SubsidyPayment), SubsidyExclusion
    also = (
        select(other.id)
        .join(
            pair,
            or_(
                and_(pair.programme_id == P.programme_id, pair.other_id == other.programme_id),
                and_(pair.other_id == P.programme_id, pair.programme_id == other.programme_id),
            ),
        )
        .where(other.person_hash == P.person_hash, other.period_day == P.period_day, other.id < P.id)
    )
    return about_payment(fact).where(also.correlate(P).exists())


def _ineligible(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find means-tested relief for people paid by the public purse, or with car, houses or company."""
    ref = aliased(SubsidyReference)
    well_off = or_(
        ref.ref_kind.in_((str(RefKind.PAYROLL), str(RefKind.COMPANY))),
        and_(ref.ref_kind == str(RefKind.VEHICLE), ref.value > limits["car"]),
        and_(ref.ref_kind == str(RefKind.HOUSE), ref.value >= limits["house"]),
    )
    known = select(ref.id).where(ref.person_hash == P.person_hash, well_off)
    return about_payment(fact).where(
        SubsidyProgramme.programme_kind == str(ProgrammeKind.RELIEF), known.correlate(P).exists()
    )


def _officers(now: datetime) -> Any:
    """Tell whether a beneficiary is an officer of the village or kin of one."""
    officer = aliased(VillageOfficer)
    mine = select(officer.id).where(officer.organisation_id == P.organisation_id, officer.left_on.is_(None))
    himself = mine.where(officer.person_hash == P.person_hash)
    related = mine.where(officer.party_id.in_(kin_of(P.person_hash, local_day(now))))
    relief = SubsidyProgramme.programme_kind == str(ProgrammeKind.RELIEF)
    return and_(relief, or_(himself.correlate(P).exists(), related.correlate(P).exists()))


def _unfiled(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers and kin who receive relief without a filing in time."""
    return about_payment(fact).where(_officers(now), P.filed_on.is_(None), P.noted_day + limits["days"] < today(now))


def _filed(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers and kin who receive relief and have filed it."""
    return about_payment(fact, filed_at=P.filed_on).where(_officers(now), P.filed_on.is_not(None))


def _pooled(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find the payment with which an account has taken in money of so many households."""
    other = aliased(SubsidyPayment)
    households = (
        select(func.count(other.household.distinct()))
        .where(other.account_hash == P.account_hash, other.organisation_id == P.organisation_id, other.id <= P.id)
        .correlate(P)
        .scalar_subquery()
    )
    return about_payment(fact, count=households, account=P.account).where(
        P.account_hash.is_not(None), households >= limits["n"]
    )


def _official(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find payments into an account into which an officer of the village, or of its township, of another household is paid."""
    officer, home, his = aliased(VillageOfficer), aliased(Organisation), aliased(SubsidyPayment)
    same = (
        select(his.id)
        .join(officer, officer.person_hash == his.person_hash)
        .join(home, home.id == P.organisation_id)
        .where(
            his.account_hash == P.account_hash,
            his.person_hash != P.person_hash,
            officer.left_on.is_(None),
            or_(his.organisation_id != P.organisation_id, his.household != P.household),
            or_(officer.organisation_id == home.id, officer.organisation_id == home.parent_id),
        )
    )
    return about_payment(fact, account=P.account).where(P.account_hash.is_not(None), same.correlate(P).exists())


BENEFITS = (
    condition(
        "V13.dead",
        N_("Benefit paid to a deceased person"),
        RELIEF,
        Severity.RED,
        _dead,
        N_("The benefit is for a time after the death that the register tells. Ask who drew the money."),
        honest=N_("The month in which the person died is still paid."),
        nature=Nature.LEAD,
        parameters=(Parameter("grace_months", 1, N_("Months of grace")),),
    ),
    condition(
        "V14.twice",
        N_("Benefit paid twice"),
        TWICE,
        Severity.RED,
        _twice,
        N_("One person received one programme twice for one time, here or elsewhere."),
        honest=N_("Two programmes for one person in one month; and one programme in two months."),
        letter="a",
        wakes_on=KEPT,
    ),
    condition(
        "V14.exclusive",
        N_("Benefits that exclude each other"),
        TWICE,
        Severity.RED,
        _exclusive,
        N_("The matrix of programmes says that nobody receives both at one time."),
        honest=N_("Two programmes that the matrix lets stand beside each other."),
        letter="b",
        wakes_on=KEPT,
    ),
    condition(
        "V15.means",
        N_("Relief for somebody of means"),
        MEANS,
        Severity.RED,
        _ineligible,
        N_(
            "A reference set names the beneficiary: paid by the public purse, with a car, houses or a company. Verify on the spot; cars for the disabled are exempt."
        ),
        honest=N_("A person on the public payroll receives a farm subsidy, for which nobody asks about means."),
        nature=Nature.LEAD,
        wakes_on=KEPT,
        parameters=(
            Parameter("car", 50000, N_("Value of a car that counts"), YUAN),
            Parameter("house", 2, N_("Number of houses that counts")),
        ),
    ),
    condition(
        "V16.unfiled",
        N_("Officer or relative receives relief, not filed"),
        RELATIVES,
        Severity.RED,
        _unfiled,
        N_("Officers and their kin may receive relief when they are entitled to it; it is filed within the days set."),
        honest=N_("The brother of an officer receives relief and files it within thirty days."),
        letter="a",
        parameters=(Parameter("days", 30, N_("Days to file"), DAYS),),
    ),
    condition(
        "V16.filed",
        N_("Officer or relative receives relief, filed"),
        RELATIVES,
        Severity.BLUE,
        _filed,
        N_("Filed as it should be; for information."),
        honest=N_("Somebody who is kin of no officer has filed his relief all the same."),
        letter="b",
        nature=Nature.LEAD,
        wakes_on=KEPT,
    ),
    condition(
        "V17.pooled",
        N_("Benefits of several households in one account"),
        POOLED,
        Severity.RED,
        _pooled,
        N_("Money of several households runs into one account. Ask whose it is and who holds the card."),
        honest=N_("Three payments to one household into the account of the mother."),
        letter="a",
        wakes_on=KEPT,
        reply_days=3,
        parameters=(Parameter("n", 3, N_("Households from which it counts")),),
    ),
    condition(
        "V17.official",
        N_("Benefit paid into the account of an officer"),
        POOLED,
        Severity.RED,
        _official,
        N_(
            "The account is one into which an officer of the village or its township, of another household, is paid too. Ask who holds the card."
        ),
        honest=N_("The benefit of a villager goes into the account of an officer of his own household."),
        letter="b",
        nature=Nature.LEAD,
        wakes_on=KEPT,
        reply_days=3,
    ),
)
