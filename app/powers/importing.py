"""Bringing the spreadsheet of the catalogue in: in bulk, all powers or none, drafts that await their reviews."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from app.kernel.act import Act
from app.kernel.audit import Named, Subject, TrailRow, record, record_many
from app.kernel.initials import initials
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.roles import Role
from app.powers.models import Power, PowerState, PowerVersion, Stage
from app.powers.operations import CONTENT
from app.powers.planning import PowerPlan, government_of
from app.powers.withdrawing import drafts_to_withdraw, remove_drafts
from app.surfaces.sheets.importing import Brought, Choice, refuse_faulty
from app.surfaces.sheets.memory import collector_at_rest
from app.surfaces.sheets.planning import Fate, PlannedRow

BLANK: Mapping[str, Any] = {
    column.key: column.default.arg if column.default is not None and column.default.is_scalar else None
    for column in PowerVersion.__table__.columns
    if column.key in CONTENT
}
"""Content of a version of which the sheet says nothing."""

Entry = tuple[str, Named, Mapping[str, Any]]


@collector_at_rest()
def carry_out_powers(act: Act, plan: PowerPlan, choice: Choice = Choice.ALL_OR_NOTHING) -> Brought:
    """Write the powers of a plan as drafts, with one row of the trail for each.

    All rows or none, unless only the good rows were chosen; given twice, the second brings nothing.
    """
    refuse_faulty(len(plan.faulty), choice)
    if plan.create_organisations:
        _create_organisations(act, plan)
    new = [row for row in plan.rows if row.fate == Fate.NEW]
    changed = [row for row in plan.rows if row.fate == Fate.CHANGED]
    entries = [*_insert(act, new), *_change(act, plan, changed)]
    brought = Brought(len(new), len(changed), plan.counts[Fate.SAME], len(plan.faulty))
    if entries:
        subject = Subject("catalogue", act.county, act.county)
        entries.append(("powers.imported", subject, {"new": len(new), "changed": len(changed)}))
        record_many(act, entries)
    return brought


def _create_organisations(act: Act, plan: PowerPlan) -> None:
    """Make the departments that the sheet names and the county does not have yet."""
    wanted = {
        name
        for row in plan.rows
        if row.fate != Fate.FAULTY and isinstance(name := row.values["identity"].get("organisation_id"), str)
    }
    if not wanted:
        return
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    home = government_of(act)
    ids: dict[str, int] = {}
    for name in sorted(wanted):
        made = Organisation(
            county=home.county,
            code=_free_code(act, plan.unknown[name], name),
            name=name,
            path="",
            body=OrganisationKind.ORGAN,
            region_code=home.region_code,
            parent_id=home.id,
        )
        act.session.add(made)
        act.session.flush()
        made.path = f"{home.path}{made.id}/"
        record(act, "record.added", made, kind="organisation", values={"name": name, "code": made.code})
        ids[name] = made.id
    for row in plan.rows:
        if row.fate != Fate.FAULTY:
            identity = row.values["identity"]
            identity["organisation_id"] = ids.get(identity.get("organisation_id"), identity.get("organisation_id"))


def _free_code(act: Act, wished: str, name: str) -> str:
    begin = (wished or f"{act.county}-{initials(name)}")[:36]
    taken = set(
        act.session.scalars(select(Organisation.code).where(Organisation.code.startswith(begin, autoescape=True)))
    )
    return next(code for code in (begin, *(f"{begin}-{n}" for n in range(2, 999))) if code not in taken)


def _insert(act: Act, rows: Sequence[PlannedRow]) -> list[Entry]:
    by_county: dict[int, list[PlannedRow]] = defaultdict(list)
    for row in rows:
        by_county[row.values["identity"]["organisation_id"] // 10**9].append(row)
    levels = _levels(act, {row.values["identity"]["organisation_id"] for row in rows})
    entries: list[Entry] = []
    filled: list[tuple[PlannedRow, int, int]] = []
    powers: list[dict[str, Any]] = []
    for county, group in sorted(by_county.items()):
        wanted = [row for row in group if row.values["content"]]
        ids = iter(take_ids(act, county, len(group) + len(wanted)))
        for row, power_id in zip(group, ids, strict=False):
            identity = row.values["identity"]
            row.row_id = power_id
            powers.append(
                {
                    "id": power_id,
                    "county": county,
                    "state": PowerState.DRAFT,
                    "initials": initials(identity["name"]),
                    "level": levels[identity["organisation_id"]],
                    "national_code": None,
                    **identity,
                }
            )
            entries.append(("power.imported", Subject("power", power_id, county), {"code": identity["code"]}))
        filled += [(row, county, version_id) for row, version_id in zip(wanted, ids, strict=True)]
    insert_rows(act.session, Power, powers)
    insert_rows(act.session, PowerVersion, (_first_version(*one) for one in filled))
    return entries


def _first_version(row: PlannedRow, county: int, version_id: int) -> dict[str, Any]:
    name, content = row.values["identity"]["name"], row.values["content"]
    return {"id": version_id, **_version(row, county, 1, {**BLANK, "name": name, **content})}


def _version(row: PlannedRow, county: int, number: int, content: Mapping[str, Any]) -> dict[str, Any]:
    return {"county": county, "power_id": row.row_id, "number": number, "stage": Stage.DRAFT, "opinion": "", **content}


def _levels(act: Act, organisations: set[int]) -> dict[int, str]:
    rows = act.session.scalars(select(Organisation).where(Organisation.id.in_(sorted(organisations))))
    return {organisation.id: organisation.region.level for organisation in rows}


def _change(act: Act, plan: PowerPlan, rows: Sequence[PlannedRow]) -> list[Entry]:
    """Change what is not on the list directly; content always goes into a draft version."""
    entries: list[Entry] = []
    drafts: list[dict[str, Any]] = []
    for row in rows:
        before = plan.standing[row.key]
        county, version = before["county"], before["version"]
        own = {
            n: after
            for n, (_b, after) in row.changes.items()
            if n in ("power_type", "organisation_id", "national_code")
        }
        content = {n: after for n, (_b, after) in row.changes.items() if n in CONTENT}
        if "name" in content and before["current_version_id"] is None:
            own |= {"name": content["name"], "initials": initials(content["name"])}
        if own:
            act.session.execute(update(Power).where(Power.id == row.row_id).values(**own))
        if content and version is not None and version["published_at"] is None:
            act.session.execute(update(PowerVersion).where(PowerVersion.id == version["id"]).values(**content))
        elif content and (version is not None or set(content) - {"name"}):
            base = {name: version[name] for name in CONTENT} if version else {**BLANK, "name": before["name"]}
            number = version["number"] + 1 if version else 1
            made = _version(row, county, number, {**base, **content})
            drafts.append({"id": take_ids(act, county, 1)[0], **made})
        begun = bool(drafts) and drafts[-1]["power_id"] == row.row_id and not own
        facts = {"code": row.key, "fields": sorted(row.changes), "begun": begun}
        entries.append(("power.imported", Subject("power", row.row_id, county), facts))
    insert_rows(act.session, PowerVersion, drafts)
    return entries


def withdraw_power(act: Act, rows: Sequence[TrailRow], _reason: str) -> None:
    """Remove a power that a sheet brought, or the draft that it began, while nothing of it was published."""
    power = act.session.get(Power, rows[0].subject_id)
    drafts = drafts_to_withdraw(power, rows[0])
    assert power is not None
    record(act, "power.withdrawn", power, code=power.code, versions=len(drafts))
    remove_drafts(act, power, drafts)
