"""V06 to V09: assets let too cheaply, too long, without bidding; rents in arrears."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_
from app.villages.models import VillageAsset, VillageContract, VillageInstalment, VillageProfile
from app.villages.points.shared import DAYS, KEPT, YUAN, condition, kept_here, today
from app.villages.words import AssetClass, AssetState, ContractMode

CHEAP = N_(
    "Rural Collective Economic Organisations Law, art. 35(2)(6); Organic Law of the Villagers' Committees, art. 24(5) and (8)"
)
TERM = N_("Civil Code, art. 705; Rural Land Contracting Law, art. 21")
FULFIL = N_("Rural Collective Economic Organisations Law, art. 43 and 30(10)")
BIDDING = N_(
    "Organic Law of the Villagers' Committees, art. 24(8); Rural Collective Economic Organisations Law, art. 26(9)"
)
HOUSEHOLD_YEARS = 30
HALF_YEAR = 180
CONTRACTS_ACT = date(1999, 10, 1)
"""Since then a lease lasts twenty years at most (Contract Law art. 214, now Civil Code art. 705)."""
COMMITTEES_ACT = date(2010, 10, 28)
"""Since then the villagers decide how their property is let (Organic Law of the Villagers' Committees art. 24)."""


def about_contract(fact: str, **evidence: Any) -> Findings:
    """Begin findings about contracts that run."""
    return (
        findings(
            kind=VillageContract.kind,
            subject=VillageContract.id,
            county=VillageContract.county,
            organisation=VillageContract.organisation_id,
            moment=VillageContract.noted_at,
            fact=fact,
            contract=VillageContract.number,
            asset=VillageAsset.name,
            rent=VillageContract.rent,
            **evidence,
        )
        .select_from(VillageContract)
        .join(VillageAsset, VillageAsset.id == VillageContract.asset_id)
        .where(VillageContract.ended_on.is_(None))
    )


def _cheap(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find assets let far below what the like costs."""
    c = VillageContract
    return about_contract(fact, unit_rent=c.unit_rent, reference=c.reference, compared=c.compared).where(
        c.reference > 0,
        c.unit_rent < c.reference * limits["ratio"],
        or_(c.appraised.is_not(None), c.compared >= limits["n"]),
    )


def _long(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find leases longer than the law lets them be; land contracted by households has a term of its own."""
    household = VillageAsset.asset_class == str(AssetClass.HOUSEHOLD_LAND)
    wrong = or_(VillageContract.years < HOUSEHOLD_YEARS - 0.1, VillageContract.years > HOUSEHOLD_YEARS + 0.1)
    too_long = and_(~household, VillageContract.years > limits["max"], VillageContract.signed_on >= CONTRACTS_ACT)
    return about_contract(fact, years=VillageContract.years).where(or_(too_long, and_(household, wrong)))


def _long_undecided(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find long contracts on which nobody but the committee decided."""
    return about_contract(fact, years=VillageContract.years).where(
        VillageContract.years > limits["warn"],
        VillageContract.decision_id.is_(None),
        kept_here(VillageContract.organisation_id, VillageContract.signed_on),
        VillageAsset.asset_class != str(AssetClass.HOUSEHOLD_LAND),
    )


def _prepaid(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find many years of rent paid at once, beyond the term of the committee that took it.

    The term is known while that committee is in office and the day of the next election is noted; else the years decide.
    """
    profile = aliased(VillageProfile)
    within = and_(
        VillageContract.prepaid_until <= profile.next_election_on,
        or_(profile.last_election_on.is_(None), VillageContract.signed_on >= profile.last_election_on),
    )
    return (
        about_contract(
            fact,
            years=VillageContract.prepaid_years,
            until=VillageContract.prepaid_until,
            election_on=profile.next_election_on,
        )
        .outerjoin(profile, profile.organisation_id == VillageContract.organisation_id)
        .where(VillageContract.prepaid_years > limits["years"], func.coalesce(within, false()).is_(False))
    )


def _arrears(fact: str, now: datetime, least: int, most: int | None) -> Findings:
    i = VillageInstalment
    found = (
        findings(
            kind=i.kind,
            subject=i.id,
            county=i.county,
            organisation=i.organisation_id,
            moment=i.due_at,
            fact=fact,
            contract=VillageContract.number,
            amount=i.amount,
            paid=i.paid,
            due_on=i.due_on,
        )
        .join(VillageContract, VillageContract.id == i.contract_id)
        .where(
            i.paid < i.amount,
            i.due_day + least < today(now),
            VillageContract.ended_on.is_(None),
            kept_here(i.organisation_id, i.due_on),
        )
    )
    return found if most is None else found.where(i.due_day + most >= today(now))


def _rent(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find rents that are overdue."""
    return _arrears(fact, now, limits["grace"], HALF_YEAR)


def _rent_long(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find rents overdue for more than half a year."""
    return _arrears(fact, now, limits["days"], None)


def _newer() -> Any:
    other = aliased(VillageContract)
    return (
        select(other.id)
        .where(other.asset_id == VillageContract.asset_id, other.end_day > VillageContract.end_day)
        .correlate(VillageContract)
        .exists()
    )


def _expired(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find assets still in use after their contract has ended."""
    return about_contract(fact, until=VillageContract.end_on).where(
        VillageContract.end_day < today(now), VillageAsset.state == str(AssetState.IN_USE), ~_newer()
    )


def _ending(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts that end soon."""
    return about_contract(fact, until=VillageContract.end_on).where(
        VillageContract.end_day >= today(now), VillageContract.end_day <= today(now) + limits["remind"], ~_newer()
    )


def _unbid(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts of some value whose partner was not found by open bidding."""
    return about_contract(fact, mode=VillageContract.mode).where(
        VillageContract.rent >= limits["threshold"],
        VillageContract.exemption == "",
        VillageContract.signed_on >= COMMITTEES_ACT,
        VillageContract.mode.in_((str(ContractMode.NEGOTIATED), str(ContractMode.RENEWAL))),
    )


def _short(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts of some value that were publicised too briefly."""
    return about_contract(fact, days=VillageContract.publicity_days).where(
        VillageContract.rent >= limits["threshold"],
        VillageContract.publicity_days < limits["days"],
        VillageContract.signed_on >= COMMITTEES_ACT,
    )


def _single(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find open biddings with a single bidder at the floor price."""
    return about_contract(fact, count=VillageContract.bidders).where(
        VillageContract.mode == str(ContractMode.OPEN), VillageContract.bidders <= 1, VillageContract.at_floor.is_(True)
    )


THRESHOLD = Parameter("threshold", 10000, N_("Rent a year from which bidding is open"), YUAN)
ASSETS = (
    condition(
        "V06.cheap",
        N_("Let far below its value"),
        CHEAP,
        Severity.RED,
        _cheap,
        N_(
            "The rent for each unit of area is far below the appraisal, or below the median of like assets of the town, else of the county. A lead: state and place of the asset may explain it."
        ),
        honest=N_("Let below the median, where too few like contracts exist to compare."),
        nature=Nature.LEAD,
        parameters=(
            Parameter("ratio", 0.7, N_("Share of the reference below which it counts")),
            Parameter("n", 5, N_("Fewest contracts compared")),
        ),
    ),
    condition(
        "V07.long",
        N_("Contract longer than the law allows"),
        TERM,
        Severity.RED,
        _long,
        N_("A lease lasts at most twenty years; arable land is contracted by households for thirty."),
        honest=N_("A lease of hill land signed in 1995, before the law set twenty years as the longest."),
        letter="a",
        wakes_on=KEPT,
        verified=False,
        parameters=(Parameter("max", 20, N_("Longest term"), N_("years")),),
    ),
    condition(
        "V07.undecided",
        N_("Long contract without a decision"),
        TERM,
        Severity.RED,
        _long_undecided,
        N_("A contract of this length binds later committees and needs a decision of the villagers or members."),
        honest=N_("Arable land contracted by a household for thirty years, as the law says."),
        letter="b",
        wakes_on=KEPT,
        verified=False,
        parameters=(Parameter("warn", 10, N_("Term from which a decision is needed"), N_("years")),),
    ),
    condition(
        "V07.prepaid",
        N_("Many years of rent taken at once"),
        TERM,
        Severity.RED,
        _prepaid,
        N_(
            "The committee in office takes rent that belongs to later ones: more than the years set, and beyond the next election where its day is known. Ask what became of it."
        ),
        honest=N_("Rent of six years taken at once, none of it beyond the term of the committee."),
        letter="c",
        wakes_on=KEPT,
        verified=False,
        parameters=(Parameter("years", 5, N_("Years of rent taken at once"), N_("years")),),
    ),
    condition(
        "V08.rent",
        N_("Rent overdue"),
        FULFIL,
        Severity.YELLOW,
        _rent,
        N_("The rent of a contract has not come in. Ask who was to collect it."),
        honest=N_("Paid on the last day of grace."),
        letter="a",
        parameters=(Parameter("grace", 30, N_("Days of grace"), DAYS),),
    ),
    condition(
        "V08.arrears",
        N_("Rent overdue for more than half a year"),
        FULFIL,
        Severity.RED,
        _rent_long,
        N_("Nobody has collected this rent for half a year. Ask whether it was waived, and by whom."),
        honest=N_("An old rent that was paid long ago."),
        letter="b",
        parameters=(Parameter("days", 180, N_("Days overdue"), DAYS),),
    ),
    condition(
        "V08.expired",
        N_("Still in use after the contract ended"),
        FULFIL,
        Severity.YELLOW,
        _expired,
        N_("The contract has ended, the asset is still in use and no new contract is on record."),
        honest=N_("The contract ended and was followed by a new one."),
        letter="c",
    ),
    condition(
        "V08.ending",
        N_("Contract ends soon"),
        FULFIL,
        Severity.BLUE,
        _ending,
        N_("Time to prepare open bidding for the next contract."),
        honest=N_("A contract that ends soon, whose successor has been signed."),
        letter="d",
        nature=Nature.LEAD,
        parameters=(Parameter("remind", 90, N_("Days before the end"), DAYS),),
    ),
    condition(
        "V09.mode",
        N_("Let without open bidding"),
        BIDDING,
        Severity.RED,
        _unbid,
        N_("Assets of this value are let by open bidding. No document spares it here."),
        honest=N_("Let by negotiation in 2009, before the law asked for a decision on bidding."),
        letter="a",
        wakes_on=KEPT,
        parameters=(THRESHOLD,),
    ),
    condition(
        "V09.publicity",
        N_("Publicised too briefly"),
        BIDDING,
        Severity.RED,
        _short,
        N_("Too few days were given for others to hear of it."),
        honest=N_("A small lease that needs no publicity."),
        letter="b",
        wakes_on=KEPT,
        parameters=(THRESHOLD, Parameter("days", 7, N_("Days of publicity"), DAYS)),
    ),
    condition(
        "V09.single",
        N_("One bidder at the floor price"),
        BIDDING,
        Severity.RED,
        _single,
        N_("A bidding with a single bidder at the floor price is none. Ask who knew of it."),
        honest=N_("One bidder, who offered more than the floor price."),
        letter="c",
        wakes_on=KEPT,
    ),
)
