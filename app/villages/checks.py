"""What a row of a village's registers must hold, whether it came by form, sheet or REST."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from app.kernel.act import Act, start_of_day
from app.kernel.errors import Conflict, Incomplete
from app.kernel.identities import compact, conceal, is_person
from app.kernel.names import is_personal
from app.kernel.words import N_
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
from app.villages.words import AppraisalVerdict

YEAR = 365.25

LONGEST = 70
"""Years of a contract beyond which a date was mistyped."""


def _same_village(act: Act, row: Any, table: type[Any], field: str) -> Any:
    """Return the row of another register that a field names; both belong to one village."""
    key = getattr(row, field)
    found = act.session.get(table, key) if key else None
    if key and (found is None or found.organisation_id != row.organisation_id):
        raise Incomplete(N_("This entry belongs to another village."), field=field)
    return found


def check_appraisal(act: Act, row: VillageAppraisal, changes: Mapping[str, Any]) -> None:
    """Refuse a day to come and an officer of another village; count how many failed in a row."""
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


def check_audit(act: Act, row: VillageAudit, changes: Mapping[str, Any]) -> None:
    """Refuse an officer of another village and a publication before the audit."""
    of_village(act, row.organisation_id)
    _same_village(act, row, VillageOfficer, "officer_id")
    in_order(row.done_on, row.published_on, "published_on")
    row.noted_at = row.noted_at or act.at


def check_asset(act: Act, row: VillageAsset, changes: Mapping[str, Any]) -> None:
    """Refuse an area of nothing and a number that another asset of the village has."""
    of_village(act, row.organisation_id)
    not_below(row, "value")
    if row.area <= 0:
        raise Incomplete(N_("Enter a number above zero."), field="area")
    same = select(VillageAsset.id).where(
        VillageAsset.organisation_id == row.organisation_id, VillageAsset.code == row.code, VillageAsset.id != row.id
    )
    if row.code and act.session.scalar(same if row.id else same.where(VillageAsset.id.is_not(None))) is not None:
        raise Conflict(N_("Another asset of this village has this number."), field="code")


def check_contract(act: Act, row: VillageContract, changes: Mapping[str, Any]) -> None:
    """Refuse days out of order and terms beyond seventy years; compute what points compare."""
    of_village(act, row.organisation_id)
    asset = _same_village(act, row, VillageAsset, "asset_id")
    in_order(row.start_on, row.end_on, "end_on")
    not_below(row, "rent", "prepaid_years", "bidders", "publicity_days", "appraised")
    row.start_day, row.end_day = row.start_on.toordinal(), row.end_on.toordinal()
    row.years = round((row.end_day - row.start_day + 1) / YEAR, 2)
    if row.years > LONGEST:
        raise Incomplete(
            N_("The last day lies more than seventy years after the first. Look at the dates."), field="end_on"
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
                    county=contract.county,
                    organisation_id=contract.organisation_id,
                    contract_id=contract.id,
                    due_on=due,
                    due_day=due.toordinal(),
                    due_at=start_of_day(due),
                    amount=contract.rent,
                    paid=contract.rent if prepaid else Decimal(0),
                    paid_on=contract.signed_on if prepaid else None,
                )
            )
    act.session.flush()


def check_instalment(act: Act, row: VillageInstalment, changes: Mapping[str, Any]) -> None:
    """Refuse a rent without its contract, and a payment without its day."""
    if not row.contract_id:
        raise Incomplete(N_("Rents follow from their contract. Enter the contract; its rents come by themselves."))
    not_below(row, "paid")
    if row.paid > 0 and row.paid_on is None:
        raise Incomplete(N_("Say on which day it was paid."), field="paid_on")


def check_works(act: Act, row: VillageWorks, changes: Mapping[str, Any]) -> None:
    """Refuse days out of order; hide the number of the builder."""
    of_village(act, row.organisation_id)
    in_order(row.started_on, row.accepted_on, "accepted_on")
    not_below(row, "amount")
    conceal(row, "builder_identity", "builder_hash", person=False)
    row.noted_at = row.noted_at or act.at
