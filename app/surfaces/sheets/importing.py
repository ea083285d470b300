"""Carrying a plan out: all rows or none, or the good rows by an explicit choice; in bulk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, inspect, update

from app.kernel.act import Act
from app.kernel.audit import Subject, record_many
from app.kernel.db import CountyRow
from app.kernel.errors import Incomplete
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.records import RecordKind
from app.kernel.words import N_, Word
from app.surfaces.records.writing import subject_of, trail_values
from app.surfaces.sheets.memory import collector_at_rest
from app.surfaces.sheets.planning import Fate, Plan, PlannedRow


class Choice(Word):
    """What to do when some rows are faulty."""

    ALL_OR_NOTHING = "all_or_nothing", N_("All rows or none")
    GOOD_ROWS = "good_rows", N_("Only the rows without faults")


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import wrote."""

    new: int
    changed: int
    same: int
    left_out: int


@collector_at_rest()
def carry_out(act: Act, plan: Plan, choice: Choice = Choice.ALL_OR_NOTHING) -> Brought:
    """Write the rows of a plan; refuses all of them when one is faulty, unless good rows were chosen."""
    refuse_faulty(len(plan.faulty), choice)
    kind = plan.kind
    new = [row for row in plan.rows if row.fate == Fate.NEW]
    changed = [row for row in plan.rows if row.fate == Fate.CHANGED]
    added = _insert(act, kind, new)
    altered = _update(act, kind, changed)
    if kind.settle:
        kind.settle(act)
    record_many(act, [*added, *altered])
    return Brought(len(new), len(changed), plan.counts[Fate.SAME], len(plan.faulty))


def refuse_faulty(count: int, choice: Choice) -> None:
    """Refuse an import with faulty rows unless the person chose to bring only the good ones."""
    if count and choice != Choice.GOOD_ROWS:
        raise Incomplete(
            N_(
                "%(count)d rows are faulty, so nothing was written. Correct them in the marked-up sheet and give "
                "it again, or choose to bring only the good rows."
            ),
            count=count,
        )


def _insert(act: Act, kind: RecordKind, rows: Sequence[PlannedRow]) -> list[tuple[str, Subject, Mapping[str, Any]]]:
    values = [row.values for row in rows]
    if issubclass(kind.model, CountyRow):
        by_county: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for value in values:
            by_county[value.get("county") or act.county].append(value)
        for county, group in sorted(by_county.items()):
            for value, row_id in zip(group, take_ids(act, county, len(group)), strict=True):
                value["id"], value["county"] = row_id, county
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for value in values:
        by_columns[tuple(sorted(value))].append(value)
    for group in by_columns.values():
        insert_rows(act.session, kind.model, group)
    key = inspect(kind.model).primary_key[0].key
    return [
        ("record.added", subject_of(act, kind, value[key]), {"kind": kind.name, "values": trail_values(value, kind)})
        for value in values
    ]


def _update(act: Act, kind: RecordKind, rows: Sequence[PlannedRow]) -> list[tuple[str, Subject, Mapping[str, Any]]]:
    mapper = inspect(kind.model)
    key = mapper.primary_key[0]
    groups: dict[tuple[str, ...], list[PlannedRow]] = defaultdict(list)
    for row in rows:
        groups[tuple(sorted(row.changes))].append(row)
    connection = act.session.connection()
    entries: list[tuple[str, Subject, Mapping[str, Any]]] = []
    for names, group in groups.items():
        written: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        if mapper.version_id_col is not None:
            written[mapper.version_id_col.key] = mapper.version_id_col + 1
        connection.execute(
            update(mapper.local_table).where(key == bindparam("row_key")).values(written),
            [{"row_key": row.row_id, **{f"new_{name}": row.changes[name][1] for name in names}} for row in group],
        )
        entries += [
            (
                "record.changed",
                subject_of(act, kind, row.row_id),
                {
                    "kind": kind.name,
                    "before": trail_values({name: row.changes[name][0] for name in names}, kind),
                    "after": trail_values({name: row.changes[name][1] for name in names}, kind),
                },
            )
            for row in group
        ]
    act.session.expire_all()
    return entries
