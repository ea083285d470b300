"""Record kinds of what a village owns, lets and builds, and of how its officers were judged."""

from sqlalchemy import true

from app.kernel.records import Field, Input, RecordKind
from app.kernel.words import N_
from app.villages.access import KEPT_BY_TOWN, KEPT_BY_VILLAGE
from app.villages.checks import (
    check_appraisal,
    check_asset,
    check_audit,
    check_contract,
    check_instalment,
    check_works,
    make_instalments,
)
from app.villages.models import (
    VillageAppraisal,
    VillageAsset,
    VillageAudit,
    VillageContract,
    VillageInstalment,
    VillageWorks,
)
from app.villages.words import AppraisalVerdict, AssetClass, AssetState, AuditKind, ContractMode, Tender

MENU = N_("Villages")
VILLAGE = Field(
    "organisation_id",
    N_("Village"),
    picks="organisation",
    listed=True,
    filtered=True,
    required=False,
    hint=N_("Empty for your own village"),
    public=True,
)
HIDDEN = N_("Kept as a hash for matching; only its ends are shown")


APPRAISAL = RecordKind(
    name="village_appraisal",
    model=VillageAppraisal,
    title=N_("Appraisals of village officers"),
    menu=MENU,
    icon="star",
    key=("officer_id", "held_on"),
    order=("held_on", "desc"),
    check=check_appraisal,
    fields=(
        VILLAGE,
        Field("officer_id", N_("Officer of the village"), picks="officer", listed=True, filtered=True),
        Field("held_on", N_("Day of the meeting"), example="2026-01-15", listed=True, filtered=True),
        Field("verdict", N_("Verdict of the villagers"), choices=AppraisalVerdict, listed=True, filtered=True),
    ),
    access=KEPT_BY_TOWN,
)
AUDIT = RecordKind(
    name="village_audit",
    model=VillageAudit,
    title=N_("Audits of village officers"),
    menu=MENU,
    icon="search",
    key=("officer_id", "audit_kind", "done_on"),
    order=("done_on", "desc"),
    check=check_audit,
    fields=(
        VILLAGE,
        Field("officer_id", N_("Officer of the village"), picks="officer", listed=True, filtered=True),
        Field("audit_kind", N_("Kind of audit"), choices=AuditKind, listed=True, filtered=True),
        Field("done_on", N_("Report of"), example="2026-02-10", listed=True, filtered=True),
        Field("result", N_("Finding of the audit"), required=False),
        Field("published_on", N_("Published on"), listed=True, filtered=True),
    ),
    access=KEPT_BY_TOWN,
)
ASSET = RecordKind(
    name="village_asset",
    model=VillageAsset,
    title=N_("Assets of villages"),
    menu=MENU,
    icon="building",
    key=("organisation_id", "name"),
    order=("id", "desc"),
    check=check_asset,
    public=lambda _on: true(),
    fields=(
        VILLAGE,
        Field("name", N_("Name of the asset"), example="沿街店面3号", listed=True, searchable=True, public=True),
        Field("asset_class", N_("Class of the asset"), choices=AssetClass, listed=True, filtered=True, public=True),
        Field(
            "area",
            N_("Area"),
            hint=N_("Square metres for buildings, mu for land and water, pieces for equipment"),
            example="120",
            listed=True,
            public=True,
        ),
        Field("state", N_("Use"), choices=AssetState, listed=True, filtered=True, public=True),
        Field("value", N_("Book value (yuan)"), example="350000", required=False, public=True),
        Field("place", N_("Where it lies"), example="杨桥东路", required=False, public=True),
        Field(
            "code",
            N_("Number of the asset"),
            hint=N_("As on its card; tells two assets of one name apart"),
            example="ZC-003",
            required=False,
            first=False,
            listed=True,
            searchable=True,
        ),
    ),
    access=KEPT_BY_VILLAGE,
)
CONTRACT = RecordKind(
    name="village_contract",
    model=VillageContract,
    title=N_("Contracts of villages"),
    menu=MENU,
    icon="file",
    key=("organisation_id", "number"),
    order=("signed_on", "desc"),
    check=check_contract,
    settle=make_instalments,
    fields=(
        VILLAGE,
        Field("number", N_("Contract number"), example="ZS-2026-01", listed=True, searchable=True),
        Field("asset_id", N_("Asset"), picks="asset", listed=True, filtered=True),
        Field("party", N_("Partner of the contract"), example="榕城商贸有限公司", listed=True, searchable=True),
        Field("start_on", N_("First day"), example="2026-01-01"),
        Field("end_on", N_("Last day"), example="2030-12-31", listed=True, filtered=True),
        Field("rent", N_("Rent a year (yuan)"), example="36000", listed=True),
        Field(
            "party_identity",
            N_("Identity number or credit code of the partner"),
            input=Input.IDENTITY,
            hint=HIDDEN,
            example="91350102MA00000001",
            required=False,
            first=False,
            secret=True,
            matched="party_hash",
        ),
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
)
INSTALMENT = RecordKind(
    name="village_instalment",
    model=VillageInstalment,
    title=N_("Rents of villages"),
    menu=MENU,
    icon="calendar",
    key=("contract_id", "due_on"),
    order=("due_on", "desc"),
    check=check_instalment,
    fields=(
        Field("contract_id", N_("Contract"), picks="contract", listed=True, filtered=True, editable=False),
        Field("organisation_id", N_("Village"), picks="organisation", listed=True, filtered=True, editable=False),
        Field("due_on", N_("Due on"), listed=True, filtered=True, editable=False),
        Field("amount", N_("Amount (yuan)"), listed=True, editable=False),
        Field("paid", N_("Paid (yuan)"), listed=True, required=False),
        Field("paid_on", N_("Paid on"), listed=True, filtered=True),
    ),
    access=KEPT_BY_VILLAGE,
)
WORKS = RecordKind(
    name="village_works",
    model=VillageWorks,
    title=N_("Works of villages"),
    menu=MENU,
    icon="flow",
    key=("organisation_id", "title"),
    order=("started_on", "desc"),
    check=check_works,
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
        Field(
            "builder_identity",
            N_("Credit code of the builder"),
            input=Input.IDENTITY,
            hint=HIDDEN,
            required=False,
            first=False,
            secret=True,
            matched="builder_hash",
        ),
        Field("decision_id", N_("Rests on the decision"), picks="decision", required=False, first=False),
        Field("paid", N_("Paid out (yuan)"), listed=True, editable=False, public=True),
        Field("photos", N_("Photos"), listed=True, editable=False),
    ),
    access=KEPT_BY_VILLAGE,
)
REGISTERS: tuple[RecordKind, ...] = (APPRAISAL, AUDIT, ASSET, CONTRACT, INSTALMENT, WORKS)
