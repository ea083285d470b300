"""V18 and V23: more land claimed than there is, farm money for outsiders, compensation for land held back or misused."""

from datetime import datetime
from typing import Any

from sqlalchemy import Numeric, cast, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.places import Organisation
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_
from app.villages.models import (
    SubsidyBatch,
    SubsidyPayment,
    SubsidyProgramme,
    SubsidyReference,
    VillageDecision,
    VillageProfile,
    Voucher,
)
from app.villages.points.benefits import about_payment
from app.villages.points.shared import DAYS, KEPT, YUAN, above, condition, live, today
from app.villages.words import Confirmation, Direction, ProgrammeKind, RefKind

AREA = N_("Budget Law, art. 57 and 93; Rural Land Contracting Law, art. 21")
HELD = N_(
    "Rural Collective Economic Organisations Law, art. 26(10); Organic Law of the Villagers' Committees, art. 24(7)"
)
P = SubsidyPayment


def _outsider(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find the first farm subsidy of somebody whom the county's set of members does not name in this village."""
    ref, earlier, kept = aliased(SubsidyReference), aliased(SubsidyPayment), aliased(SubsidyReference)
    known = select(kept.id).where(kept.county == P.county, kept.ref_kind == str(RefKind.MEMBER))
    member = select(ref.id).where(
        ref.person_hash == P.person_hash,
        ref.ref_kind == str(RefKind.MEMBER),
        ref.value == cast(Organisation.region_code, Numeric(15, 2)),
    )
    before = select(earlier.id).where(
        earlier.person_hash == P.person_hash,
        earlier.programme_id == P.programme_id,
        earlier.organisation_id == P.organisation_id,
        earlier.id < P.id,
    )
    return (
        about_payment(fact)
        .join(Organisation, Organisation.id == P.organisation_id)
        .where(
            SubsidyProgramme.programme_kind == str(ProgrammeKind.FARM),
            known.correlate(P).exists(),
            ~member.correlate(P, Organisation).exists(),
            ~before.correlate(P).exists(),
        )
    )


def _area(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find claims for more land than was contracted."""
    return about_payment(fact, claimed=P.claimed, contracted=P.contracted).where(
        above(P.claimed, P.contracted * limits["ratio"])
    )


def _batch(fact: str, **evidence: Any) -> Findings:
    b = SubsidyBatch
    return findings(
        kind=b.kind,
        subject=b.id,
        county=b.county,
        organisation=b.organisation_id,
        moment=b.noted_at,
        fact=fact,
        arrived=b.arrived,
        paid=b.paid,
        **evidence,
    )


def _village_area(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find batches that claim more land than the village has."""
    return (
        _batch(fact, claimed=SubsidyBatch.claimed, arable=VillageProfile.arable)
        .join(VillageProfile, VillageProfile.organisation_id == SubsidyBatch.organisation_id)
        .where(VillageProfile.arable > 0, SubsidyBatch.claimed > VillageProfile.arable)
    )


def _held_back(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find compensation for land that has not reached the households."""
    return (
        _batch(fact, occurred_on=SubsidyBatch.arrived_on)
        .join(SubsidyProgramme, SubsidyProgramme.id == SubsidyBatch.programme_id)
        .where(
            SubsidyProgramme.programme_kind == str(ProgrammeKind.LAND),
            SubsidyBatch.arrived_day + limits["days"] < today(now),
            above(SubsidyBatch.arrived * limits["ratio"], SubsidyBatch.paid),
        )
    )


def _land(fact: str, **evidence: Any) -> Findings:
    """Begin findings about compensation for land of which something has been paid out."""
    return (
        _batch(fact, **evidence)
        .join(SubsidyProgramme, SubsidyProgramme.id == SubsidyBatch.programme_id)
        .where(SubsidyProgramme.programme_kind == str(ProgrammeKind.LAND), SubsidyBatch.paid > 0)
    )


def _undecided(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find compensation for land that is paid out although no decision on its use is named."""
    return _land(fact).where(SubsidyBatch.decision_id.is_(None))


def _differently(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find compensation for land used otherwise than decided: to households, or by the village itself."""
    b = SubsidyBatch
    own = (
        select(func.coalesce(func.sum(Voucher.amount), 0))
        .where(Voucher.decision_id == b.decision_id, Voucher.direction == str(Direction.OUT), live())
        .correlate(b)
        .scalar_subquery()
    )
    return (
        _land(fact, decision=VillageDecision.title, allotted=b.allotted, own_use=own)
        .join(VillageDecision, VillageDecision.id == b.decision_id)
        .where(
            b.allotted.is_not(None),
            or_(b.paid > b.allotted + limits["tol"], own > b.arrived - b.allotted + limits["tol"]),
        )
    )


def _denied(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find payments of which the villager says that they never came."""
    return about_payment(fact).where(P.confirmed == str(Confirmation.MISSING))


LAND = (
    condition(
        "V18.claim",
        N_("More land claimed than contracted"),
        AREA,
        Severity.RED,
        _area,
        N_("The claim exceeds the contracted area. Compare it with the contract and on the spot."),
        honest=N_("Claimed area one tenth above the contract, after the new survey."),
        letter="a",
        wakes_on=KEPT,
        parameters=(Parameter("ratio", 1.1, N_("Share of the contracted area")),),
    ),
    condition(
        "V18.village",
        N_("More land claimed than the village has"),
        AREA,
        Severity.RED,
        _village_area,
        N_("The claims of a batch add up to more than the arable land of the village."),
        honest=N_("The claims of a batch come to exactly the arable land."),
        letter="b",
    ),
    condition(
        "V18.member",
        N_("Farm subsidy for somebody who is no member of the village"),
        AREA,
        Severity.YELLOW,
        _outsider,
        N_(
            "The set of members of the villages does not name the beneficiary here. He may have leased the land; look at the contract."
        ),
        honest=N_("A member of the village receives his first farm subsidy."),
        letter="c",
        nature=Nature.LEAD,
        wakes_on=KEPT,
    ),
    condition(
        "V23.held",
        N_("Land compensation held back"),
        HELD,
        Severity.RED,
        _held_back,
        N_("The compensation arrived long ago and has not reached the households."),
        honest=N_("Ninety-five per cent paid on within sixty days, the rest to heirs who are being sought."),
        letter="a",
        parameters=(
            Parameter("days", 60, N_("Days from arrival"), DAYS),
            Parameter("ratio", 0.95, N_("Share that must be paid on")),
        ),
    ),
    condition(
        "V23.denied",
        N_("Villager says the money did not come"),
        HELD,
        Severity.RED,
        _denied,
        N_("Asked by code, the villager answered that the money never came. Compare the bank's file with his account."),
        honest=N_("The villager has not answered the question yet."),
        letter="b",
        nature=Nature.LEAD,
        wakes_on=frozenset({"village.subsidy_confirmed"}),
    ),
    condition(
        "V23.undecided",
        N_("Land compensation paid out without a decision"),
        HELD,
        Severity.RED,
        _undecided,
        N_(
            "The villagers decide how compensation for land is used and divided. It is being paid out and no decision is named."
        ),
        honest=N_("Compensation has arrived and nothing is paid out before the assembly meets."),
        letter="c",
    ),
    condition(
        "V23.use",
        N_("Land compensation used otherwise than decided"),
        HELD,
        Severity.RED,
        _differently,
        N_(
            "More reached the households, or the village itself spent more, than the decision gives them. Compare the minutes with the payments."
        ),
        honest=N_("Paid out to the cent as the decision allots it."),
        letter="d",
        parameters=(Parameter("tol", 0.01, N_("Sum that may differ"), YUAN),),
    ),
)
