"""Record kinds of subsidies, and what is computed when they are written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, true

from app.kernel.act import Act
from app.kernel.codes import new_code
from app.kernel.errors import Incomplete
from app.kernel.identities import compact, conceal
from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.sealing import keyed_hash, masked
from app.kernel.words import N_
from app.villages.access import KEPT_BY_TOWN, READERS
from app.villages.models import SubsidyBatch, SubsidyExclusion, SubsidyPayment, SubsidyProgramme, VillageDecision
from app.villages.registers import HIDDEN, MENU, VILLAGE
from app.villages.rules import not_below, of_village
from app.villages.words import Confirmation, ProgrammeKind

KEEPERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
COUNTYWIDE = {**dict.fromkeys(READERS, Access.READ), **dict.fromkeys(KEEPERS, Access.WRITE)}
CODE = 8


def _check_exclusion(act: Act, row: SubsidyExclusion, changes: Mapping[str, Any]) -> None:
    if row.programme_id == row.other_id:
        raise Incomplete(N_("Pick two different programmes."), field="other_id")


def _check_batch(act: Act, row: SubsidyBatch, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    not_below(row, "arrived", "allotted")
    decision = act.session.get(VillageDecision, row.decision_id) if row.decision_id else None
    if decision is not None and decision.organisation_id != row.organisation_id:
        raise Incomplete(N_("This entry belongs to another village."), field="decision_id")
    if row.allotted is not None and row.allotted > row.arrived:
        raise Incomplete(N_("A decision cannot give the households more than arrived."), field="allotted")
    row.period_day, row.arrived_day = row.period_on.toordinal(), row.arrived_on.toordinal()
    row.noted_at = row.noted_at or act.at


def _check_payment(act: Act, row: SubsidyPayment, changes: Mapping[str, Any]) -> None:
    batch = act.session.get(SubsidyBatch, row.batch_id) if row.batch_id else None
    if batch is None or batch.organisation_id != row.organisation_id:
        raise Incomplete(N_("This entry belongs to another village."), field="batch_id")
    if row.amount <= 0:
        raise Incomplete(N_("Enter a number above zero."), field="amount")
    not_below(row, "claimed", "contracted")
    row.programme_id, row.period_day = batch.programme_id, batch.period_day
    conceal(row, "identity", "person_hash")
    typed = compact(row.account or "")
    if typed and "*" not in typed:
        if not typed.isdecimal() or not 6 <= len(typed) <= 25:
            raise Incomplete(N_("An account number has six to twenty-five digits."), field="account")
        row.account, row.account_hash = masked(typed), keyed_hash(typed)
    row.confirm_code = row.confirm_code or new_code(CODE)
    row.confirmed = row.confirmed or str(Confirmation.OPEN)
    row.noted_at = row.noted_at or act.at
    row.noted_day = row.noted_day or act.on.toordinal()


def total_batches(act: Act) -> None:
    """Compute what each batch has paid on, to how many households, for how much land."""
    inside = act.actor.scope.where(SubsidyPayment.county, SubsidyPayment.organisation_id)
    rows = act.session.execute(
        select(
            SubsidyPayment.batch_id,
            func.sum(SubsidyPayment.amount),
            func.count(SubsidyPayment.household.distinct()),
            func.coalesce(func.sum(SubsidyPayment.claimed), 0),
        )
        .where(inside)
        .group_by(SubsidyPayment.batch_id)
    ).all()
    for batch_id, paid, households, claimed in rows:
        batch = act.session.get_one(SubsidyBatch, batch_id)
        batch.paid, batch.households, batch.claimed = paid or Decimal(0), households, claimed or Decimal(0)
    act.session.flush()


PROGRAMME = RecordKind(
    name="subsidy_programme",
    model=SubsidyProgramme,
    title=N_("Subsidy programmes"),
    menu=MENU,
    icon="list",
    key=("code",),
    order=("code", "asc"),
    scope="county",
    public=lambda _on: true(),
    fields=(
        Field("code", N_("Code"), example="DB", listed=True, searchable=True, public=True),
        Field("name", N_("Name of the programme"), example="最低生活保障", listed=True, searchable=True, public=True),
        Field(
            "programme_kind", N_("Kind of programme"), choices=ProgrammeKind, listed=True, filtered=True, public=True
        ),
        Field("basis", N_("Legal basis"), required=False, listed=True, public=True),
    ),
    access=COUNTYWIDE,
)
EXCLUSION = RecordKind(
    name="subsidy_exclusion",
    model=SubsidyExclusion,
    title=N_("Programmes that exclude each other"),
    menu=MENU,
    icon="ban",
    key=("programme_id", "other_id"),
    order=("id", "asc"),
    scope="county",
    check=_check_exclusion,
    fields=(
        Field("programme_id", N_("Programme"), picks="programme", listed=True),
        Field("other_id", N_("Excludes the programme"), picks="other", listed=True),
    ),
    access=COUNTYWIDE,
)
BATCH = RecordKind(
    name="subsidy_batch",
    model=SubsidyBatch,
    title=N_("Subsidies by batch"),
    menu=MENU,
    icon="folder",
    key=("organisation_id", "number"),
    order=("arrived_on", "desc"),
    check=_check_batch,
    fields=(
        VILLAGE,
        Field("number", N_("Number of the batch"), example="DB-2026-09", listed=True, searchable=True),
        Field("programme_id", N_("Programme"), picks="programme", listed=True, filtered=True),
        Field("period_on", N_("Paid for the time from"), example="2026-09-01", filtered=True),
        Field("arrived_on", N_("Money arrived on"), example="2026-09-05", listed=True, filtered=True),
        Field("arrived", N_("Sum that arrived (yuan)"), example="36000", listed=True),
        Field("published", N_("List is public"), listed=True, filtered=True, required=False),
        Field("paid", N_("Paid to households (yuan)"), listed=True, editable=False),
        Field("households", N_("Households"), editable=False),
        Field("decision_id", N_("Rests on the decision"), picks="decision", required=False, first=False),
        Field(
            "allotted",
            N_("Of it for the households by the decision (yuan)"),
            hint=N_("Of compensation for land only"),
            first=False,
        ),
    ),
    access=KEPT_BY_TOWN,
    links=((N_("Slips for the villagers"), "villages.slips"),),
)
PAYMENT = RecordKind(
    name="subsidy_payment",
    model=SubsidyPayment,
    title=N_("Subsidies by household"),
    menu=MENU,
    icon="coins",
    key=("batch_id", "identity"),
    order=("id", "desc"),
    check=_check_payment,
    settle=total_batches,
    fields=(
        VILLAGE,
        Field("batch_id", N_("Number of the batch"), picks="batch", listed=True, filtered=True),
        Field("name", N_("Beneficiary"), example="陈美玲", listed=True, searchable=True),
        Field(
            "identity",
            N_("Identity number"),
            input=Input.IDENTITY,
            hint=HIDDEN,
            example="350102198501010017",
            secret=True,
            matched="person_hash",
        ),
        Field("household", N_("Household number"), example="0123", listed=True),
        Field("amount", N_("Amount (yuan)"), example="680", listed=True),
        Field("account", N_("Account number"), hint=HIDDEN, example="6217001820012345678", required=False, secret=True),
        Field("claimed", N_("Area claimed (mu)"), first=False),
        Field("contracted", N_("Area contracted (mu)"), first=False),
        Field("filed_on", N_("Filed as an officer's relative on"), first=False),
        Field(
            "confirmed", N_("Answer of the villager"), choices=Confirmation, listed=True, filtered=True, editable=False
        ),
        Field("first_answer", N_("First answer, before it was changed"), choices=Confirmation, editable=False),
        Field("confirm_code", N_("Code for the villager"), editable=False, secret=True),
    ),
    access={role: access for role, access in KEPT_BY_TOWN.items() if role not in (Role.LEADER, Role.VILLAGE_CLERK)},
)
SUBSIDIES: tuple[RecordKind, ...] = (PROGRAMME, EXCLUSION, BATCH, PAYMENT)
