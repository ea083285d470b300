"""The trail as files: hashes alone for everybody, whole rows for an inspector."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.audit import HASHED, TrailRow, instant
from app.kernel.trail.roots import TrailRoot, public_root
from app.kernel.trail.verify import BATCH, Progress, counties_of

PUBLISHED = ("county", "place", "hash")


def write_rows(
    session: Session,
    file: IO[str],
    county: int | None = None,
    *,
    whole: bool = False,
    progress: Progress = lambda _rows: None,
) -> int:
    """Write the trail as JSON lines and return how many.

    For everybody: county, place and hash, which say nothing about the rows yet let anybody compute
    the signed roots. ``whole`` writes full rows, names of officials included: for inspectors only.
    """
    names = (*HASHED, "hash") if whole else PUBLISHED
    count = 0
    for number in [county] if county is not None else counties_of(session):
        for batch in _batches(session, number, names):
            file.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in batch)
            count += len(batch)
            progress(len(batch))
    return count


def write_roots(session: Session, file: IO[str], county: int | None = None) -> int:
    """Write the signed roots as JSON lines, oldest first, and return how many."""
    roots = select(TrailRoot).order_by(TrailRoot.county, TrailRoot.size)
    if county is not None:
        roots = roots.where(TrailRoot.county == county)
    count = 0
    for root in session.scalars(roots.execution_options(yield_per=1000)):
        file.write(json.dumps(public_root(root), separators=(",", ":")) + "\n")
        count += 1
    return count


def published_roots(session: Session, county: int | None = None, most: int | None = None) -> dict[str, Any]:
    """Return the signed roots as the portal gives them (JSON), newest first, and whether these are all."""
    roots = select(TrailRoot).order_by(TrailRoot.signed_at.desc(), TrailRoot.id.desc())
    if county is not None:
        roots = roots.where(TrailRoot.county == county)
    found = list(session.scalars(roots.limit(None if most is None else most + 1)))
    shown = found[:most]
    return {"complete": len(shown) == len(found), "roots": [public_root(root) for root in shown]}


def _batches(session: Session, county: int, names: tuple[str, ...]) -> Iterator[list[dict[str, Any]]]:
    table, after = TrailRow.__table__, 0
    rows = select(*(table.c[name] for name in names)).where(table.c.county == county).order_by(table.c.place)
    while True:
        found = session.connection().execute(rows.where(table.c.place > after).limit(BATCH))
        batch = [_plain(row._asdict()) for row in found]
        if not batch:
            return
        yield batch
        after = batch[-1]["place"]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: instant(value) if isinstance(value, datetime) else value for name, value in row.items()}
