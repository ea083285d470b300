"""Record kinds of what a village owns, lets and builds, and of how its officers were judged."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import select, true

from app.kernel.act import Act, start_of_day
from app.kernel.errors import Conflict, Incomplete
from app.kernel.identities import compact, conceal, is_person
from app.kernel.names import is_personal
from app.kernel.records import Field, RecordKind
from app.kernel.words import N_
from app.villages.access import KEPT_BY_TOWN, KEPT_BY_VILLAGE
from app.villages.models import (
    VillageAppraisal,
    VillageAsset,
    VillageAudit,
    VillageContract,
    VillageInstalment,
    VillageOfficer,
    VillageWorks,
)
from app.villages.rules import in_order, not_below, of_village
from app.villages.words import AppraisalVerdict, AssetClass, AssetState, AuditKind, ContractMode, Tender

MENU = N_("Villages")
YEAR = 365.25
LONGEST = 70
"""Years of a contract beyond which a date was mistyped."""
VILLAGE = Field("organisation_id", N_("Village"), picks="organisation", listed=True, filtered=True, required=False,
                hint=N_("Empty for your own village"), public=True)  # fmt: skip
HIDDEN = N_("Kept as a hash for matching; only its ends are shown")


def _same_village(act: Act, row: Any, table: type[Any], field: str) -> Any:
    """Return the row of another register that a field names; both belong to one village."""
    key = getattr(row, field)
    found = act.session.get(table, key) if key else None
    if key and (found is None or found.organisation_id != row.organisation_id):
        raise Incomplete(N_("This entry belongs to another village."), field=field)
    return found


def _check_appraisal(act: Act, row: VillageAppraisal, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    _same_village(act, row, VillageOfficer, "officer_id")
    if row.held_on > act.on:
        raise Incomplete(N_("This day has not come yet."), field="held_on")
    row.day, row.noted_at = row.held_on.toordinal(), row.noted_at or act.at
    before = act.session.scalars(
        select(VillageAppraisal)
        .where(VillageAppraisal.officer_id == row.officer_id, VillageAppraisal.day < row.day)
        .order_by(VillageAppraisal.day.desc())
    ).first()
    row.failing = (before.failing if before else 0) + 1 if row.verdict == AppraisalVerdict.FAILING else 0


def _check_audit(act: Act, row: VillageAudit, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    _same_village(act, row, VillageOfficer, "officer_id")
    in_order(row.done_on, row.published_on, "published_on")
    row.noted_at = row.noted_at or act.at


def _check_asset(act: Act, row: VillageAsset, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    not_below(row, "value")
    if row.area <= 0:
        raise Incomplete(N_("Enter a number above zero."), field="area")
    same = select(VillageAsset.id).where(
        VillageAsset.organisation_id == row.organisation_id,
        VillageAsset.code == row.code,
        VillageAsset.id != row.id,
    )
    if (
        row.code
        and act.session.scalar(same if row.id else same.where(VillageAsset.id.is_not(None))) is not None
    ):
        raise Conflict(N_("Another asset of this village has this number."), field="code")


def _check_contract(act: Act, row: VillageContract, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    asset = _same_village(act, row, VillageAsset, "asset_id")
    in_order(row.start_on, row.end_on, "end_on")
    not_below(row, "rent", "prepaid_years", "bidders", "publicity_days", "appraised")
    row.start_day, row.end_day = row.start_on.toordinal(), row.end_on.toordinal()
    row.years = round((row.end_day - row.start_day + 1) / YEAR, 2)
    if row.years > LONGEST:
        raise Incomplete(
            N_("The last day lies more than seventy years after the first. Look at the dates."),
            field="end_on",
        )
    number = compact(row.party_identity or "")
    if "*" not in number:
        row.party_person = is_person(number) if number else is_personal(row.party)
    conceal(row, "party_identity", "party_hash", person=False)
    row.unit_rent = float(row.rent / asset.area) if asset else 0.0
    row.prepaid_until = (
        row.start_on + timedelta(days=round(float(row.prepaid_years) * YEAR)) if row.prepaid_years else None
    )
    if row.appraised is not None and asset:
        row.reference, row.compared = float(row.appraised / asset.area), 0
    row.noted_at = row.noted_at or act.at


def make_instalments(act: Act) -> None:
    """Write a year's rent for each year of every contract that has none yet."""
    bare = select(VillageContract).where(
        ~select(VillageInstalment.id).where(VillageInstalment.contract_id == VillageContract.id).exists(),
        act.actor.scope.where(VillageContract.county, VillageContract.organisation_id),
    )
    for contract in act.session.scalars(bare.limit(2_000)).all():
        for number in range(max(1, round(contract.years))):
            due = contract.start_on + relativedelta(years=number)
            prepaid = number < contract.prepaid_years
            act.session.add(
                VillageInstalment(
                    county=contract.county, organisation_id=contract.organisation_id, contract_id=contract.id, due_on=due,
                    due_day=due.toordinal(), due_at=start_of_day(due), amount=contract.rent,
                    paid=contract.rent if prepaid else Decimal(0), paid_on=contract.signed_on if prepaid else None,
                )
            )  # fmt: skip
    act.session.flush()


def _check_instalment(act: Act, row: VillageInstalment, changes: Mapping[str, Any]) -> None:
    if not row.contract_id:
        raise Incomplete(
            N_("Rents follow from their contract. Enter the contract; its rents come by themselves.")
        )
    not_below(row, "paid")
    if row.paid > 0 and row.paid_on is None:
        raise Incomplete(N_("Say on which day it was paid."), field="paid_on")


def _check_works(act: Act, row: VillageWorks, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    in_order(row.started_on, row.accepted_on, "accepted_on")
    not_below(row, "amount")
    conceal(row, "builder_identity", "builder_hash", person=False)
    row.noted_at = row.noted_at or act.at


APPRAISAL = RecordKind(
    name="village_appraisal", model=VillageAppraisal, title=N_("Appraisals of village officers"), menu=MENU, icon="star",
    key=("officer_id", "held_on"), order=("held_on", "desc"), check=_check_appraisal,
    fields=(
        VILLAGE,
        Field("officer_id", N_("Officer of the village"), picks="officer", listed=True, filtered=True),
        Field("held_on", N_("Day of the meeting"), example="2026-01-15", listed=True, filtered=True),
        Field("verdict", N_("Verdict of the villagers"), choices=AppraisalVerdict, listed=True, filtered=True),
    ),
    access=KEPT_BY_TOWN,
)  # fmt: skip
AUDIT = RecordKind(
    name="village_audit", model=VillageAudit, title=N_("Audits of village officers"), menu=MENU, icon="search",
    key=("officer_id", "audit_kind", "done_on"), order=("done_on", "desc"), check=_check_audit,
    fields=(
        VILLAGE,
        Field("officer_id", N_("Officer of the village"), picks="officer", listed=True, filtered=True),
        Field("audit_kind", N_("Kind of audit"), choices=AuditKind, listed=True, filtered=True),
        Field("done_on", N_("Report of"), example="2026-02-10", listed=True, filtered=True),
        Field("result", N_("Finding of the audit"), required=False),
        Field("published_on", N_("Published on"), listed=True, filtered=True),
    ),
    access=KEPT_BY_TOWN,
)  # fmt: skip
ASSET = RecordKind(
    name="village_asset", model=VillageAsset, title=N_("Assets of villages"), menu=MENU, icon="building",
    key=("organisation_id", "name"), order=("id", "desc"), check=_check_asset,
    public=lambda _on: true(),
    fields=(
        VILLAGE,
        Field("name", N_("Name of the asset"), example="沿街店面3号", listed=True, searchable=True, public=True),
        Field("asset_class", N_("Class of the asset"), choices=AssetClass, listed=True, filtered=True, public=True),
        Field("area", N_("Area"), hint=N_("Square metres for buildings, mu for land and water, pieces for equipment"), example="120", listed=True, public=True),
        Field("state", N_("Use"), choices=AssetState, listed=True, filtered=True, public=True),
        Field("value", N_("Book value (yuan)"), example="350000", required=False, public=True),
        Field("place", N_("Where it lies"), example="杨桥东路", required=False, public=True),
        Field("code", N_("Number of the asset"), hint=N_("As on its card; tells two assets of one name apart"), example="ZC-003", required=False, first=False, listed=True, searchable=True),
    ),
    access=KEPT_BY_VILLAGE,
)  # fmt: skip
CONTRACT = RecordKind(
    name="village_contract", model=VillageContract, title=N_("Contracts of villages"), menu=MENU, icon="file",
    key=("organisation_id", "number"), order=("signed_on", "desc"), check=_check_contract, settle=make_instalments,
    fields=(
        VILLAGE,
        Field("number", N_("Contract number"), example="ZS-2026-01", listed=True, searchable=True),
        Field("asset_id", N_("Asset"), picks="asset", listed=True, filtered=True),
        Field("party", N_("Partner of the contract"), example="榕城商贸有限公司", listed=True, searchable=True),
        Field("start_on", N_("First day"), example="2026-01-01"),
        Field("end_on", N_("Last day"), example="2030-12-31", listed=True, filtered=True),
        Field("rent", N_("Rent a year (yuan)"), example="36000", listed=True),
        Field("party_identity", N_("Identity number or credit code of the partner"), hint=HIDDEN, example="91350102MA00000001", required=False, first=False, secret=True, matched="party_hash"),
        Field("mode", N_("How the partner was found"), choices=ContractMode, filtered=True, first=False),
        Field("signed_on", N_("Signed on"), example="2025-12-20", first=False),
        Field("prepaid_years", N_("Years of rent paid at once"), required=False, first=False),
        Field("bidders", N_("Bidders"), first=False),
        Field("at_floor", N_("Let at the floor price"), required=False, first=False),
        Field("publicity_days", N_("Days of publicity"), first=False),
        Field("decision_id", N_("Rests on the decision"), picks="decision", required=False, first=False),
        Field("appraised", N_("Appraised rent a year (yuan)"), first=False),
        Field("exemption", N_("Document that spares open bidding"), required=False, first=False),
        Field("recusal", N_("Who kept away, being related"), required=False, first=False),
        Field("ended_on", N_("Ended before its time on"), first=False),
    ),
    access=KEPT_BY_VILLAGE,
)  # fmt: skip
INSTALMENT = RecordKind(
    name="village_instalment", model=VillageInstalment, title=N_("Rents of villages"), menu=MENU, icon="calendar",
    key=("contract_id", "due_on"), order=("due_on", "desc"), check=_check_instalment,
    fields=(
        Field("contract_id", N_("Contract"), picks="contract", listed=True, filtered=True, editable=False),
        Field("organisation_id", N_("Village"), picks="organisation", listed=True, filtered=True, editable=False),
        Field("due_on", N_("Due on"), listed=True, filtered=True, editable=False),
        Field("amount", N_("Amount (yuan)"), listed=True, editable=False),
        Field("paid", N_("Paid (yuan)"), listed=True, required=False),
        Field("paid_on", N_("Paid on"), listed=True, filtered=True),
    ),
    access=KEPT_BY_VILLAGE,
)  # fmt: skip
WORKS = RecordKind(
    name="village_works", model=VillageWorks, title=N_("Works of villages"), menu=MENU, icon="flow",
    key=("organisation_id", "title"), order=("started_on", "desc"), check=_check_works,
    links=((N_("Photos of the works"), "villages.works"),),
    public=lambda _on: true(),
    fields=(
        VILLAGE,
        Field("title", N_("Works of the village"), example="村道硬化", listed=True, searchable=True, public=True),
        Field("amount", N_("Contract sum (yuan)"), example="86000", listed=True, public=True),
        Field("tender", N_("How the builder was found"), choices=Tender, listed=True, filtered=True, public=True),
        Field("builder", N_("Builder"), example="宏达工程有限公司", listed=True, searchable=True, public=True),
        Field("started_on", N_("Begun on"), example="2026-04-01", filtered=True, public=True),
        Field("accepted_on", N_("Accepted as finished on"), filtered=True, public=True),
        Field("tender_number", N_("Number of the tender"), required=False, first=False, public=True),
        Field("builder_identity", N_("Credit code of the builder"), hint=HIDDEN, required=False, first=False, secret=True, matched="builder_hash"),
        Field("decision_id", N_("Rests on the decision"), picks="decision", required=False, first=False),
        Field("paid", N_("Paid out (yuan)"), listed=True, editable=False, public=True),
        Field("photos", N_("Photos"), listed=True, editable=False),
    ),
    access=KEPT_BY_VILLAGE,
)  # fmt: skip
REGISTERS: tuple[RecordKind, ...] = (APPRAISAL, AUDIT, ASSET, CONTRACT, INSTALMENT, WORKS)
