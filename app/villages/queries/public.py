"""What the public reads of villages: the tree of divisions, and what each village has published."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from app.kernel.codes import typed
from app.kernel.errors import NotFound
from app.kernel.initials import initials
from app.kernel.names import public_name
from app.kernel.places import Level, Organisation, OrganisationKind, Region
from app.kernel.words import N_
from app.villages.models import (
    SubsidyBatch,
    SubsidyPayment,
    SubsidyProgramme,
    VillageAsset,
    VillageContract,
    VillageDecision,
    VillageMonth,
    VillageQuestion,
    VillageWorks,
    Voucher,
)
from app.villages.words import PayeeKind, VoucherState

MOST = 60


def division(session: Session, code: str) -> Region:
    """Return a county, town or village by its code; NotFound otherwise."""
    found = session.get(Region, code)
    if found is None or found.level not in (Level.COUNTY, Level.TOWN, Level.VILLAGE):
        raise NotFound(N_("There is no such village."))
    return found


def divisions_below(session: Session, code: str | None) -> Sequence[Region]:
    """Return the counties, or what lies directly below a division, by code."""
    wanted = (
        select(Region).where(Region.level == Level.COUNTY)
        if code is None
        else select(Region).where(Region.parent_code == code)
    )
    return session.scalars(wanted.order_by(Region.code)).all()


def villages_named(session: Session, text: str) -> list[dict[str, str]]:
    """Return villages whose name holds a text, or pinyin initials, with town and county: hundreds of names repeat."""
    town, county = aliased(Region), aliased(Region)
    named: ColumnElement[bool] = Region.name.contains(text, autoescape=True)
    if text.isascii() and text.isalpha():
        every = session.execute(
            select(Region.code, Region.name).where(Region.level == Level.VILLAGE).order_by(Region.code)
        )
        named = Region.code.in_([code for code, name in every if text.lower() in initials(name)][:MOST])
    rows = session.execute(
        select(Region.code, Region.name, town.name, county.name)
        .join(town, town.code == Region.parent_code)
        .join(county, county.code == town.parent_code)
        .where(Region.level == Level.VILLAGE, named)
        .order_by(Region.code)
        .limit(MOST)
    )
    return [{"code": row[0], "name": row[1], "town": row[2], "county": row[3]} for row in rows]


def above(session: Session, region: Region) -> list[Region]:
    """Return town and county of a village, the county first."""
    found: list[Region] = []
    at = session.get(Region, region.parent_code) if region.parent_code else None
    while at is not None and at.level in (Level.COUNTY, Level.TOWN):
        found.insert(0, at)
        at = session.get(Region, at.parent_code) if at.parent_code else None
    return found


def home_of(session: Session, region: Region) -> Organisation:
    """Return who answers for a village: its committee, else the township, else the county; NotFound for nobody."""
    codes = [region.code, *(one.code for one in reversed(above(session, region)))]
    bodies = {OrganisationKind.VILLAGE: 0, OrganisationKind.TOWN: 1, OrganisationKind.GOVERNMENT: 2}
    found = session.scalars(
        select(Organisation).where(
            Organisation.region_code.in_(codes), Organisation.body.in_(bodies), Organisation.closed_on.is_(None)
        )
    ).all()
    if not found:
        raise NotFound(N_("This village does not work with the platform yet."))
    return min(found, key=lambda home: (codes.index(home.region_code), bodies[OrganisationKind(home.body)]))


def village_id(session: Session, region: Region) -> int:
    """Return the id of a village's committee; zero when it does not work with the platform yet."""
    return (
        session.scalar(
            select(Organisation.id).where(
                Organisation.region_code == region.code, Organisation.body == OrganisationKind.VILLAGE
            )
        )
        or 0
    )


def months_of(session: Session, home: int, most: int = 36) -> Sequence[VillageMonth]:
    """Return the published months of a village, newest first."""
    wanted = select(VillageMonth).where(VillageMonth.organisation_id == home)
    return session.scalars(wanted.order_by(VillageMonth.period.desc()).limit(most)).all()


def month_of(session: Session, home: int, period: str) -> VillageMonth:
    """Return a published month; NotFound otherwise."""
    found = session.scalar(
        select(VillageMonth).where(VillageMonth.organisation_id == home, VillageMonth.period == period)
    )
    if found is None:
        raise NotFound(N_("The accounts of this month are not published."))
    return found


def public_payee(name: str, kind: str) -> str:
    """Return a payee as the public reads it: a company by name, a person by surname only."""
    return name if kind == PayeeKind.ORGANISATION else public_name(name)


def public_vouchers(session: Session, home: int, period: str = "", text: str = "") -> list[dict[str, Any]]:
    """Return published vouchers, public fields only; persons are masked and not found by their names."""
    wanted = select(Voucher).where(Voucher.organisation_id == home, Voucher.state == str(VoucherState.PUBLISHED))
    if period:
        wanted = wanted.where(Voucher.period == period)
    if text:
        wanted = wanted.where(Voucher.purpose.contains(text, autoescape=True))
    return [
        {
            "number": one.number,
            "on": one.occurred_on,
            "purpose": one.purpose,
            "category": one.category,
            "direction": one.direction,
            "amount": one.amount,
            "payee": public_payee(one.payee, one.payee_kind),
            "period": one.period,
            "red": one.reverses_id is not None,
        }
        for one in session.scalars(wanted.order_by(Voucher.occurred_on, Voucher.id).limit(400))
    ]


def public_decisions(session: Session, home: int) -> Sequence[VillageDecision]:
    """Return decisions that have been made public, newest first."""
    wanted = select(VillageDecision).where(
        VillageDecision.organisation_id == home, VillageDecision.decided_public_on.is_not(None)
    )
    return session.scalars(wanted.order_by(VillageDecision.held_on.desc()).limit(30)).all()


def answered_questions(session: Session, code: str) -> Sequence[VillageQuestion]:
    """Return questions and answers that stand on a village's page."""
    wanted = select(VillageQuestion).where(VillageQuestion.region_code == code, VillageQuestion.shown.is_(True))
    return session.scalars(wanted.order_by(VillageQuestion.answered_at.desc()).limit(20)).all()


def question_by_code(session: Session, code: str) -> VillageQuestion:
    """Return what a villager wrote, by its code."""
    found = session.scalar(select(VillageQuestion).where(VillageQuestion.query_code == typed(code)[:16]))
    if found is None:
        raise NotFound(N_("No question or report has this code."), field="code")
    return found


def figures(session: Session) -> dict[str, int]:
    """Return how many villages there are, and how many have published something."""
    villages = session.scalar(select(func.count()).select_from(Region).where(Region.level == Level.VILLAGE)) or 0
    alive = session.scalar(select(func.count(VillageMonth.organisation_id.distinct()))) or 0
    return {"villages": villages, "alive": alive}


def public_property(session: Session, home: int) -> list[dict[str, Any]]:
    """Return the assets of a village, each with its running contract; partners who are persons by surname only."""
    rows = session.execute(
        select(VillageAsset, VillageContract)
        .outerjoin(VillageContract, (VillageContract.asset_id == VillageAsset.id) & VillageContract.ended_on.is_(None))
        .where(VillageAsset.organisation_id == home)
        .order_by(VillageAsset.id, VillageContract.end_day.desc())
        .limit(200)
    )
    return [
        {
            "asset": asset,
            "contract": contract,
            "party": ""
            if contract is None
            else public_payee(contract.party, PayeeKind.PERSON if contract.party_person else PayeeKind.ORGANISATION),
        }
        for asset, contract in rows
    ]


def public_works(session: Session, home: int) -> Sequence[VillageWorks]:
    """Return the works of a village, newest first."""
    wanted = select(VillageWorks).where(VillageWorks.organisation_id == home)
    return session.scalars(wanted.order_by(VillageWorks.started_on.desc()).limit(40)).all()


def public_work(session: Session, home: int, pk: int) -> VillageWorks:
    """Return works of a village; NotFound otherwise."""
    found = session.get(VillageWorks, pk)
    if found is None or found.organisation_id != home:
        raise NotFound(N_("This village has no such works."))
    return found


def public_subsidies(session: Session, home: int) -> list[dict[str, Any]]:
    """Return the newest published payments: programme, surname, amount; never a number, an account or an illness."""
    rows = session.execute(
        select(SubsidyPayment.name, SubsidyPayment.amount, SubsidyProgramme.name, SubsidyBatch.period_on)
        .join(SubsidyBatch, SubsidyBatch.id == SubsidyPayment.batch_id)
        .join(SubsidyProgramme, SubsidyProgramme.id == SubsidyPayment.programme_id)
        .where(SubsidyPayment.organisation_id == home, SubsidyBatch.published.is_(True))
        .order_by(SubsidyBatch.period_on.desc(), SubsidyPayment.id)
        .limit(100)
    )
    return [{"name": public_name(row[0]), "amount": row[1], "programme": row[2], "period": row[3]} for row in rows]
