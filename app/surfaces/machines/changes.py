"""What changed of a kind since a mark: read from the trail, in its order, so that nothing is lost that came late.

A mark names a place in each county's trail. A county's places are given under the lock of its chain, one after another and
without gaps, so whoever goes on from the last place that he was told of misses nothing and is told nothing twice.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.kernel.audit import ChainHead, TrailRow
from app.kernel.db import CountyRow
from app.kernel.errors import Incomplete, NotFound
from app.kernel.places import Scope
from app.kernel.records import RecordKind
from app.kernel.words import N_
from app.surfaces.records.reading import base_query
from app.surfaces.records.writing import model_word

LOOKED_AT = 20_000
"""Rows of one county's trail that one call looks through; a mark in their midst is answered, and the next call goes on."""
REMOVED = "record.removed"
START = "start"
"""The mark of whoever wants everything from the beginning."""

Mark = Mapping[int, int]
"""County -> last place that was told of."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the trail tells of a row, and the row as it stands now; None when it is no more."""

    told: TrailRow
    row: Any | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in the order of the trail, the mark to go on from, and whether more is there already."""

    changes: list[Change]
    mark: str
    more: bool


def can_be_followed(kind: RecordKind) -> bool:
    """Tell whether the trail names a kind's rows: those that belong to a county and have a number."""
    return issubclass(kind.model, CountyRow)


def read_changes(session: Session, kind: RecordKind, scope: Scope, since: str, size: int) -> Changes:
    """Return the next changes of a kind inside a scope, at most ``size``; without a mark none, and where the trails end.

    A row that stands no more is told of by those alone in whose scope it stood.
    """
    if not can_be_followed(kind):
        raise NotFound(N_("Changes of this kind are not told one by one. Read its list."))
    ends = _ends(session, scope)
    if not since:
        return Changes([], _written(ends), False)
    mark = {} if since == START else _read(since)
    found: list[Change] = []
    reached = {county: mark.get(county, 0) for county in ends}
    for county, end in sorted(ends.items()):
        if len(found) < size:
            found += _of_county(session, kind, scope, county, end, reached, size - len(found))
    more = any(reached[county] < end for county, end in ends.items())
    return Changes(found, _written({**mark, **reached}), more)


def _of_county(
    session: Session, kind: RecordKind, scope: Scope, county: int, end: int, reached: dict[int, int], size: int
) -> list[Change]:
    """Return the next changes in one county's trail and note how far it was read."""
    begin = reached[county]
    last = min(end, begin + LOOKED_AT)
    told = select(TrailRow).where(
        TrailRow.county == county,
        TrailRow.place > begin,
        TrailRow.place <= last,
        TrailRow.subject_kind == model_word(kind),
    )
    rows = list(session.scalars(told.order_by(TrailRow.place).limit(size)))
    reached[county] = rows[-1].place if len(rows) == size else last
    standing = rows_of(session, kind, scope, {row.subject_id for row in rows})
    return [
        Change(row, standing.get(row.subject_id))
        for row in rows
        if row.subject_id in standing or was_inside(kind, scope, row)
    ]


def rows_of(session: Session, kind: RecordKind, scope: Scope, ids: set[int]) -> dict[int, Any]:
    """Return the rows of a kind inside a scope, by id."""
    key = inspect(kind.model).primary_key[0]
    if not ids:
        return {}
    found = session.scalars(base_query(kind, scope).where(key.in_(sorted(ids)))).unique()
    return {int(getattr(row, str(key.key))): row for row in found}


def was_inside(kind: RecordKind, scope: Scope, told: TrailRow) -> bool:
    """Tell whether a row that was removed stood inside a scope, as the trail keeps what it held."""
    if told.verb != REMOVED:
        return False
    values = json.loads(told.facts).get("values", {})
    if kind.scope is None:
        return True
    if kind.scope == "region_code":
        return scope.holds_region(str(values.get("region_code", "")))
    if kind.scope == "county":
        return scope.holds(told.county)
    owner = values.get(kind.scope)
    return (
        scope.holds(told.county, owner)
        if isinstance(owner, int)
        else scope.organisations is None and scope.holds(told.county)
    )


def _ends(session: Session, scope: Scope) -> dict[int, int]:
    """Return where the trail of each county inside a scope ends."""
    heads = select(ChainHead.county, ChainHead.place).where(scope.where(ChainHead.county))
    return {int(county): int(place) for county, place in session.execute(heads)}


def _written(mark: Mark) -> str:
    text = json.dumps({str(county): place for county, place in sorted(mark.items())}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(text: str) -> dict[int, int]:
    try:
        held = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        mark = {int(county): place for county, place in held.items()}
    except (ValueError, TypeError, AttributeError):
        mark = {-1: -1}
    if any(type(place) is not int or not 0 <= place < 2**62 for place in mark.values()):
        raise Incomplete(
            N_("This mark is damaged. Begin with since=start, or with the mark of the last answer."), field="since"
        )
    return mark
