"""Bringing the workbook in: in bulk, all items or none, as drafts that await their review."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update

from app.kernel.act import Act
from app.kernel.audit import Named, Subject, TrailRow, record, record_many
from app.kernel.initials import initials
from app.kernel.inserts import insert_rows, take_ids
from app.penalties.models import ItemState, Stage, ViolationItem, ViolationVersion
from app.penalties.operations.content import CONTENT, laws_line
from app.penalties.sheets.planning import ItemPlan
from app.powers.withdrawing import drafts_to_withdraw, remove_drafts
from app.surfaces.sheets.importing import Brought, Choice, refuse_faulty
from app.surfaces.sheets.memory import collector_at_rest
from app.surfaces.sheets.planning import Fate, PlannedRow

BLANK: Mapping[str, Any] = {
    column.key: column.default.arg if column.default is not None and column.default.is_scalar else None
    for column in ViolationVersion.__table__.columns
    if column.key in CONTENT
}
"""Content of a version of which the workbook says nothing."""

Entry = tuple[str, Named, Mapping[str, Any]]


@collector_at_rest()
def carry_out_items(act: Act, plan: ItemPlan, choice: Choice = Choice.ALL_OR_NOTHING) -> Brought:
    """Write the items of a plan as drafts, with one row of the trail for each.

    All rows or none, unless only the good rows were chosen; given twice, the second brings nothing.
    """
    refuse_faulty(len(plan.faulty), choice)
    new = [row for row in plan.rows if row.fate == Fate.NEW]
    changed = [row for row in plan.rows if row.fate == Fate.CHANGED]
    entries = [*_insert(act, new), *_change(act, plan, changed)]
    if entries:
        subject = Subject("violations", act.county, act.county)
        entries.append(("violations.imported", subject, {"new": len(new), "changed": len(changed)}))
        record_many(act, entries)
        act.session.expire_all()
    return Brought(len(new), len(changed), plan.counts[Fate.SAME], len(plan.faulty))


def _insert(act: Act, rows: Sequence[PlannedRow]) -> list[Entry]:
    by_county: dict[int, list[PlannedRow]] = defaultdict(list)
    for row in rows:
        by_county[row.values["identity"]["organisation_id"] // 10**9].append(row)
    items: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    entries: list[Entry] = []
    for county, group in sorted(by_county.items()):
        ids = take_ids(act, county, 2 * len(group))
        for row, item_id, version_id in zip(group, ids[: len(group)], ids[len(group) :], strict=True):
            identity, content = row.values["identity"], row.values["content"]
            items.append(
                {
                    "id": item_id,
                    "county": county,
                    "code": row.key,
                    "name": content["name"],
                    "state": ItemState.DRAFT,
                    "initials": initials(content["name"]),
                    "laws": laws_line(content.get("laws")),
                    "organisation_id": identity["organisation_id"],
                    "power_id": identity.get("power_id"),
                }
            )
            versions.append(_version(version_id, county, item_id, 1, {**BLANK, **content}))
            entries.append(("violation.imported", Subject("violation_item", item_id, county), {"code": row.key}))
    insert_rows(act.session, ViolationItem, items)
    insert_rows(act.session, ViolationVersion, versions)
    return entries


def _version(version_id: int, county: int, item_id: int, number: int, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": version_id,
        "county": county,
        "item_id": item_id,
        "number": number,
        "stage": Stage.DRAFT,
        "opinion": "",
        **content,
    }


def _change(act: Act, plan: ItemPlan, rows: Sequence[PlannedRow]) -> list[Entry]:
    """Change the open draft of an item, or begin a new version from the newest published one."""
    entries: list[Entry] = []
    drafts: list[dict[str, Any]] = []
    for row in rows:
        before = plan.standing[row.key]
        county, version = before["county"], before["version"]
        own = {name: after for name, (_b, after) in row.changes.items() if name in ("organisation_id", "power_id")}
        content = {name: after for name, (_b, after) in row.changes.items() if name in CONTENT}
        if "name" in content and before["current_version_id"] is None:
            own |= {"name": content["name"], "initials": initials(content["name"])}
        if "laws" in content:
            own["laws"] = laws_line(content["laws"])
        if own:
            act.session.execute(update(ViolationItem).where(ViolationItem.id == row.row_id).values(**own))
        if content and version is not None and version["published_at"] is None:
            act.session.execute(update(ViolationVersion).where(ViolationVersion.id == version["id"]).values(**content))
        elif content:
            base = {name: version[name] for name in CONTENT} if version else {**BLANK, "name": before["name"]}
            number = version["number"] + 1 if version else 1
            made = _version(take_ids(act, county, 1)[0], county, row.row_id, number, {**base, **content})
            drafts.append(made)
        begun = bool(drafts) and drafts[-1]["item_id"] == row.row_id and not own
        facts = {"code": row.key, "fields": sorted(row.changes), "begun": begun}
        entries.append(("violation.imported", Subject("violation_item", row.row_id, county), facts))
    insert_rows(act.session, ViolationVersion, drafts)
    return entries


def withdraw_item(act: Act, rows: Sequence[TrailRow], _reason: str) -> None:
    """Remove an item that a sheet brought, or the draft that it began, while nothing of it was published."""
    item = act.session.get(ViolationItem, rows[0].subject_id)
    drafts = drafts_to_withdraw(item, rows[0])
    assert item is not None
    record(act, "violation.withdrawn", item, code=item.code, versions=len(drafts))
    remove_drafts(act, item, drafts)
