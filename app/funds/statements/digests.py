"""What the trail says of a thousand movements at once, and whether they still are what it says."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.models import Movement, Statement
from app.kernel.audit import TrailRow, instant, line_text

DIGESTED = (
    "id",
    "key",
    "organisation_id",
    "payer_id",
    "payee_id",
    "from_account_id",
    "to_account_id",
    "amount",
    "at",
    "booked_on",
    "purpose",
    "economic_class",
    "function_class",
    "source",
    "reverses_id",
)
"""Columns that a digest covers, in this order."""
VERB = "funds.imported"
SINGLE = ("funds.moved", "funds.reversed")
BATCH = 1_000


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return instant(value)
    return value if value is None or isinstance(value, int) else str(value)


def digest_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of movements: one JSON array a line, in the order of their ids."""
    text = b"\n".join(line_text([_plain(row[name]) for name in DIGESTED]) for row in rows)
    return sha256(text).hexdigest()


@dataclass(slots=True)
class Verified:
    """What became of comparing movements with the trail."""

    movements: int = 0
    batches: int = 0
    broken: list[dict[str, Any]] = field(default_factory=list)
    """Batches that are not what the trail says: place of its row, first and last movement."""
    loose: list[int] = field(default_factory=list)
    """Movements of which the trail says nothing."""

    @property
    def sound(self) -> bool:
        """Whether every movement is as the trail says."""
        return not self.broken and not self.loose


@dataclass(frozen=True, slots=True)
class Batch:
    """What the trail says of movements that were written together."""

    place: int
    statement_id: int
    first: int
    last: int
    count: int
    total: str
    digest: str


def batches_of(session: Session, county: int, movement_id: int | None = None) -> list[Batch]:
    """Return the batches of a county in the order of their movements, or the one that holds a movement."""
    rows = select(TrailRow.place, TrailRow.subject_id, TrailRow.facts).where(
        TrailRow.county == county, TrailRow.verb == VERB, TrailRow.subject_kind == Statement.kind
    )
    found = []
    for row in session.execute(rows):
        told = json.loads(row.facts)
        one = Batch(row.place, row.subject_id, *(told[name] for name in ("first", "last", "count", "sum", "digest")))
        if movement_id is None or one.first <= movement_id <= one.last:
            found.append(one)
    return sorted(found, key=lambda one: one.first)


def verify(session: Session, county: int, movement_id: int | None = None) -> Verified:
    """Compare the movements of a county, or those written together with one, with what the trail says of them."""
    verified = Verified()
    for one in batches_of(session, county, movement_id):
        rows = _rows(session, Movement.id.between(one.first, one.last))
        verified.batches += 1
        verified.movements += len(rows)
        total = f"{sum((row['amount'] for row in rows), Decimal(0)):.2f}"
        if (len(rows), total, digest_of(rows)) != (one.count, one.total, one.digest):
            verified.broken.append(
                {"trail": one.place, "statement": one.statement_id, "first": one.first, "last": one.last}
            )
    if movement_id is None or not verified.batches:
        _add_single(session, county, movement_id, verified)
    return verified


def _rows(session: Session, where: Any) -> list[dict[str, Any]]:
    columns = [getattr(Movement, name) for name in DIGESTED]
    return [dict(row) for row in session.execute(select(*columns).where(where).order_by(Movement.id)).mappings()]


def _add_single(session: Session, county: int, movement_id: int | None, verified: Verified) -> None:
    """Look for movements outside all batches of which the trail has no row of their own."""
    outside = _outside(batches_of(session, county))
    wanted = select(Movement.id).where(Movement.county == county).order_by(Movement.id)
    if movement_id is not None:
        wanted = wanted.where(Movement.id == movement_id)
    own = wanted.add_columns(
        select(TrailRow.id)
        .where(TrailRow.subject_kind == Movement.kind, TrailRow.subject_id == Movement.id, TrailRow.verb.in_(SINGLE))
        .exists()
    )
    for pk, told in session.execute(own, execution_options={"yield_per": BATCH}):
        if outside(pk):
            verified.movements += 1
            if not told:
                verified.loose.append(pk)


def _outside(batches: Sequence[Batch]) -> Callable[[int], bool]:
    """Return a test of ids that are asked in their order: does one lie outside all batches?"""
    rest: Iterator[Batch] = iter(batches)
    here = next(rest, None)

    def outside(pk: int) -> bool:
        nonlocal here
        while here is not None and here.last < pk:
            here = next(rest, None)
        return here is None or pk < here.first

    return outside
