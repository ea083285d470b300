"""What a channel has to send: rows that the trail has told of since the channel's place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.exchange.envelopes import envelope
from app.kernel.audit import TrailRow
from app.kernel.records import RecordKind

PART = 500
"""Rows that are read by their ids at a time."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the trail told between two places, as rows for a batch."""

    rows: list[dict[str, Any]]
    after: int
    until: int
    """The place from which the next stretch is read; ``after`` again where nothing was told."""


def read_stretch(
    session: Session, node: int, county: int, kinds: Mapping[str, RecordKind], after: int, most: int = 10_000
) -> Stretch:
    """Return the rows of the agreed kinds that a county's trail has told of after a place, in the order of the trail.

    Each row stands there once, under the last place that told of it, with what it holds at the time of reading: never
    less than what the trail had told by then. Places have no gaps and become visible in their order, since the
    writers of a county queue at its head; so no row that is written meanwhile can be passed over.
    """
    told_rows = session.scalars(
        select(TrailRow).where(TrailRow.county == county, TrailRow.place > after).order_by(TrailRow.place).limit(most)
    ).all()
    by_word = {kind.model.kind: kind for kind in kinds.values()}
    last = {(told.subject_kind, told.subject_id): told for told in told_rows if told.subject_kind in by_word}
    found = {
        (word, pk): row
        for word, kind in by_word.items()
        for pk, row in _rows(session, kind, [pk for of, pk in last if of == word]).items()
    }
    rows = [
        envelope(node, by_word[told.subject_kind], told, found.get(key))
        for key, told in sorted(last.items(), key=lambda item: item[1].place)
    ]
    return Stretch(rows, after, told_rows[-1].place if told_rows else after)


def _rows(session: Session, kind: RecordKind, ids: list[int]) -> dict[int, Any]:
    key = inspect(kind.model).primary_key[0]
    read = select(kind.model).execution_options(populate_existing=True)
    return {
        row.id: row
        for first in range(0, len(ids), PART)
        for row in session.scalars(read.where(key.in_(ids[first : first + PART])))
    }
