"""What one version changed: lists are compared row by row, by their code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.words import N_, Word
from app.penalties.models import ViolationVersion
from app.penalties.operations.content import CONTENT
from app.penalties.sheets.columns import BY_NAME, MAIN_COLUMNS, cells_of
from app.surfaces.language import translate
from app.surfaces.sheets.writing import yes_no

LABELS: Mapping[str, str] = {
    **{column.name: column.label for column in MAIN_COLUMNS},
    **{part.name: part.title for part in BY_NAME.values()},
    "benchmark_id": N_("Benchmark document"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; ``before`` or ``after`` is empty where a row is new or gone."""

    label: str
    before: str
    after: str


def difference(old: ViolationVersion | None, new: ViolationVersion) -> list[Change]:
    """Return what a version changed against the one before it."""
    changes: list[Change] = []
    for name in CONTENT:
        before, after = (getattr(version, name) if version is not None else None for version in (old, new))
        if before == after or (not before and not after):
            continue
        if name in BY_NAME:
            changes += _rows(name, before or [], after or [])
        elif name == "benchmark_id":
            changes.append(Change(LABELS[name], *(str(v.benchmark or "") if v else "" for v in (old, new))))
        else:
            changes.append(Change(LABELS[name], _text(before), _text(after)))
    return changes


def _rows(name: str, before: list[Any], after: list[Any]) -> list[Change]:
    old, new = ({_key(row): row for row in rows} for rows in (before, after))
    keys = [*old, *(key for key in new if key not in old)]
    return [
        Change(LABELS[name], row_text(name, old.get(key)), row_text(name, new.get(key)))
        for key in keys
        if old.get(key) != new.get(key)
    ]


def _key(row: Mapping[str, Any]) -> str:
    return str(row.get("code") or f"{row.get('law', '')}{row.get('article', '')}")


def row_text(name: str, row: Mapping[str, Any] | None) -> str:
    """Return a row of a list in one line, as its columns are called; empty for none."""
    if row is None:
        return ""
    part = BY_NAME[name]
    cells = cells_of(part, row)
    return "；".join(
        f"{translate(column.label)}: {_text(cells[column.name])}"
        for column in part.own
        if cells[column.name] not in (None, "", False)
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    return translate(value) if isinstance(value, Word) else str(value)
