"""The tables against the trail: what an act wrote into a row must still stand there.

A domain names, by verb, the facts that the subject's row has to keep until another act of its list says
otherwise. Somebody who changes a fine in its own table leaves the trail untouched; here it is found.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby, islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow, canonical

Kept = Mapping[str, Mapping[str, str]]
"""By verb: its facts, and the column of the subject's row that each must still be found in."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the trail says of it."""

    county: int
    place: int
    """Row of the trail that says it."""
    kind: str
    row_id: int
    column: str
    """Empty when the whole row is gone."""
    told: Any = None
    found: Any = None

    def as_json(self) -> dict[str, Any]:
        """Return the difference as plain values."""
        return asdict(self)


@dataclass(slots=True)
class Compared:
    """How many rows were compared, and what was found."""

    rows: int
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class _Said:
    county: int
    place: int
    value: Any


def compare_tables(session: Session, subjects: Mapping[str, type], kept: Kept, county: int | None = None) -> Compared:
    """Compare every row of which the trail holds binding facts with the last of these facts."""
    compared = Compared(0, [])
    verbs = sorted(verb for verb, facts in kept.items() if facts)
    rows = (
        select(
            TrailRow.subject_kind, TrailRow.subject_id, TrailRow.county, TrailRow.place, TrailRow.verb, TrailRow.facts
        )
        .where(TrailRow.verb.in_(verbs), TrailRow.subject_kind.in_(sorted(subjects)))
        .order_by(TrailRow.subject_kind, TrailRow.subject_id, TrailRow.county, TrailRow.place)
    )
    if county is not None:
        rows = rows.where(TrailRow.county == county)
    read = session.execute(rows, execution_options={"yield_per": BATCH})
    for kind, of_kind in groupby(read, lambda row: str(row.subject_kind)):
        told = _told(of_kind, kept)
        while batch := dict(islice(told, BATCH)):
            compared.rows += len(batch)
            compared.differences += _compare(session, kind, subjects[kind], batch)
    return compared


def _told(rows: Iterator[Any], kept: Kept) -> Iterator[tuple[int, dict[str, _Said]]]:
    """Give, row by row of one kind, the last fact for each column."""
    for row_id, of_row in groupby(rows, lambda row: int(row.subject_id)):
        said: dict[str, _Said] = {}
        for row in of_row:
            facts = json.loads(row.facts)
            for fact, column in kept[row.verb].items():
                if fact in facts:
                    said[column] = _Said(row.county, row.place, facts[fact])
        if said:
            yield row_id, said


def _compare(session: Session, kind: str, table: Any, batch: Mapping[int, dict[str, _Said]]) -> Iterator[Difference]:
    columns = sorted({column for said in batch.values() for column in said})
    rows = select(table.id, *(getattr(table, column) for column in columns)).where(table.id.in_(batch))
    found = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in session.execute(rows)}
    for row_id, said in batch.items():
        if row_id not in found:
            last = max(said.values(), key=lambda one: one.place)
            yield Difference(last.county, last.place, kind, row_id, "")
            continue
        for column, one in sorted(said.items()):
            value = json.loads(canonical({"": found[row_id][column]}))[""]
            if not _same(one.value, value):
                yield Difference(one.county, one.place, kind, row_id, column, one.value, value)


def _same(told: Any, found: Any) -> bool:
    """Tell whether two values are the same; 500 and 500.00 are one amount."""
    if told == found:
        return True
    try:
        return Decimal(str(told)) == Decimal(str(found))
    except InvalidOperation:
        return False
