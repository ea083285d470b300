"""Verifying the trail: every row is hashed again, and the first broken one is named."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nacl.signing import VerifyKey
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.kernel.audit import GENESIS, ChainHead, TrailRow, row_hash
from app.kernel.db import IDS_PER_COUNTY
from app.kernel.trail.aside import count_set_aside, withdrawn_roots
from app.kernel.trail.keys import is_signed
from app.kernel.trail.merkle import Peaks
from app.kernel.trail.outside import Outside
from app.kernel.trail.roots import TrailRoot, public_root, signed_text
from app.kernel.words import N_, Word

BATCH = 5000
"""Rows read at a time; memory does not grow with the trail."""

Progress = Callable[[int], object]


class Breach(Word):
    """What is wrong with a trail."""

    CHANGED = "changed", N_("The content of this row was changed.")
    REWRITTEN = "rewritten", N_("This row was replaced by another and given a hash of its own.")
    MISSING = "missing", N_("Rows are missing here.")
    LINK = "link", N_("This row does not follow from the one before it: rows were reordered or inserted.")
    TAIL_CUT = "tail_cut", N_("The end of the trail was cut off.")
    BEYOND = "beyond", N_("Rows were added behind the end of the trail.")
    ROOT = "root", N_("The rows are not those that were signed: history was rewritten.")
    WITNESS = "witness", N_("The rows are not those that the witness saw: history was rewritten.")
    ROOT_CHAIN = "root_chain", N_("A signed root is missing or was added later.")
    SIGNATURE = "signature", N_("The signature of a root is not genuine.")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first broken row of a county."""

    county: int
    place: int
    until: int
    """Last place that the breach may concern; the same as ``place`` when the row itself is known."""
    what: Breach

    def as_json(self) -> dict[str, Any]:
        """Return the fault as plain values."""
        return asdict(self) | {"what": self.what.value, "sentence": self.what.title_id}


@dataclass(slots=True)
class Verdict:
    """What verification found."""

    rows: int = 0
    roots: int = 0
    counties: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    """At most one a county: the first."""
    set_aside: dict[str, int] = field(default_factory=dict)
    """Rows by table that a fault of the platform wrote for no county and that are kept apart."""

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as plain values."""
        faults = [fault.as_json() for fault in self.faults]
        return {
            "intact": self.intact,
            "rows": self.rows,
            "roots": self.roots,
            "counties": self.counties,
            "faults": faults,
            "set_aside": self.set_aside,
        }


class _Broken(Exception):  # noqa: N818 - carries a finding, is no error
    def __init__(self, place: int, what: Breach, until: int | None = None) -> None:
        self.place, self.what, self.until = place, what, until or place


def verify(
    session: Session,
    county: int | None = None,
    progress: Progress = lambda _rows: None,
    keys: Mapping[str, VerifyKey] | None = None,
    outside: Outside | None = None,
) -> Verdict:
    """Verify the trail of every county, or of one, against itself, its head and its signed roots.

    ``outside`` is what is known of it outside the database; a tail that was cut off with everything
    that stood about it in the database is found by that alone.
    ``progress`` is told after each batch how many rows it held. Without ``keys`` the signatures of
    the roots are not checked, only that the rows still give them. Reads in batches by key; rows that
    are written meanwhile do no harm.
    """
    verdict, outside = Verdict(set_aside=count_set_aside(session)), outside or Outside()
    every = sorted({*counties_of(session), *outside.counties})
    for number in [county] if county is not None else every:
        verdict.counties.append(number)
        try:
            _verify_county(session, number, verdict, progress, keys, outside)
        except _Broken as found:
            verdict.faults.append(Fault(number, found.place, found.until, found.what))
    return verdict


def counties_of(session: Session) -> list[int]:
    """Return every county that has, or had, a trail."""
    found = set(session.scalars(select(ChainHead.county).where(ChainHead.place > 0)))
    found.update(session.scalars(select(TrailRoot.county).distinct()))
    last: int | None = 0
    while last is not None:  # one step on the index a county, rather than one over all rows
        last = session.scalar(select(func.min(TrailRow.county)).where(TrailRow.county > last))
        if last is not None:
            found.add(last)
    return sorted(found)


def count_rows(session: Session, county: int | None = None) -> int:
    """Return how many rows the trail should hold by its heads, for a progress bar."""
    total = select(func.coalesce(func.sum(ChainHead.place), 0))
    return int(session.scalar(total if county is None else total.where(ChainHead.county == county)) or 0)


def _verify_county(
    session: Session,
    county: int,
    verdict: Verdict,
    progress: Progress,
    keys: Mapping[str, VerifyKey] | None,
    outside: Outside,
) -> None:
    head = session.execute(select(ChainHead.place, ChainHead.hash).where(ChainHead.county == county)).one_or_none()
    bound, head_hash = (int(head.place), str(head.hash)) if head else (0, GENESIS)
    roots = _roots(session, county, keys)
    signed, witnessed = _Promises(session, county, roots, outside), outside.rows.get(county, {})
    peaks, place, previous = Peaks(), 0, GENESIS
    for batch in _batches(session, county, bound):
        for index, row in enumerate(batch):
            _check_row(session, county, row, place, previous, batch, index, head_hash)
            place, previous = place + 1, row.hash
            peaks.add(bytes.fromhex(row.hash))
            if place in signed.roots:
                signed.check(place, peaks.root().hex())
            if witnessed.get(place, row.hash) != row.hash:
                raise _Broken(place, Breach.WITNESS)
        verdict.rows += len(batch)
        progress(len(batch))
    expected = max((bound, *signed.roots, *witnessed))
    if place < expected:
        raise _Broken(place + 1, Breach.TAIL_CUT, expected)
    if previous != head_hash:
        raise _Broken(max(place, 1), Breach.REWRITTEN)
    _check_end(session, county)
    verdict.roots += len(roots)
    signed.check_kept()


class _Promises:
    """Every root of a county that was ever signed, by its number of rows."""

    def __init__(self, session: Session, county: int, roots: list[TrailRoot], outside: Outside) -> None:
        self._since = {root.size: root.previous_size + 1 for root in roots}
        self.roots = {root.size: {root.root} for root in (*roots, *withdrawn_roots(session, county))}
        self._kept = set(self.roots)
        for size, root in outside.roots.get(county, {}).items():
            self.roots.setdefault(size, set()).add(root)

    def check(self, size: int, root: str) -> None:
        """Refuse rows that do not give what was signed over them."""
        if self.roots[size] != {root}:
            raise _Broken(self._since.get(size, 1), Breach.ROOT, size)

    def check_kept(self) -> None:
        """Refuse a trail that lacks a root which was published or kept outside."""
        lacking = sorted(set(self.roots) - self._kept)
        if lacking:
            raise _Broken(lacking[0], Breach.ROOT_CHAIN)


def _check_row(
    session: Session,
    county: int,
    row: Row[Any],
    place: int,
    previous: str,
    batch: list[Row[Any]],
    index: int,
    head_hash: str,
) -> None:
    if row.place != place + 1:
        raise _Broken(place + 1, Breach.MISSING, row.place - 1)
    if not _is_whole(row, county):
        raise _Broken(row.place, Breach.CHANGED)
    if row.previous != previous:
        # The row itself is whole. If what follows vouches for it, the one before was replaced.
        after = batch[index + 1].previous if index + 1 < len(batch) else _link_after(session, county, row.place)
        vouched = row.hash == (after if after is not None else head_hash)
        if vouched and place:
            raise _Broken(place, Breach.REWRITTEN)
        raise _Broken(row.place, Breach.LINK)


def _is_whole(row: Row[Any], county: int) -> bool:
    """Tell whether a row's content gives its hash; text that no encoding knows was not written by us."""
    try:
        right = row_hash(row._asdict())
    except ValueError:
        return False
    return bool(row.hash == right and row.id == county * IDS_PER_COUNTY + row.place)


def _link_after(session: Session, county: int, place: int) -> str | None:
    return session.scalar(select(TrailRow.previous).where(TrailRow.county == county, TrailRow.place == place + 1))


def _check_end(session: Session, county: int) -> None:
    """Refuse rows that no head knows; one statement, so that a writer in between does no harm."""
    last = select(func.max(TrailRow.place)).where(TrailRow.county == county).scalar_subquery()
    place = select(ChainHead.place).where(ChainHead.county == county).scalar_subquery()
    rows, head = session.execute(select(last, place)).one()
    if (rows or 0) > (head or 0):
        raise _Broken((head or 0) + 1, Breach.BEYOND, rows)


def _batches(session: Session, county: int, bound: int) -> Iterator[list[Row[Any]]]:
    table, after, limit = TrailRow.__table__, 0, BATCH
    rows = select(table).where(table.c.county == county, table.c.place <= bound).order_by(table.c.place)
    while True:
        try:
            found = session.connection().execute(rows.where(table.c.place > after).limit(limit))
            batch = list(found.all())
        except ValueError:
            # SQLite lets somebody write what is no instant at all: go on row by row to name it.
            if limit == 1:
                raise _Broken(after + 1, Breach.CHANGED) from None
            limit = 1
            continue
        if not batch:
            return
        yield batch
        after = int(batch[-1].place)


def _roots(session: Session, county: int, keys: Mapping[str, VerifyKey] | None) -> list[TrailRoot]:
    """Return the roots by size after checking that they form one signed chain."""
    found = list(session.scalars(select(TrailRoot).where(TrailRoot.county == county).order_by(TrailRoot.size)))
    size, root = 0, ""
    for one in found:
        if (one.previous_size, one.previous_root) != (size, root):
            raise _Broken(size + 1, Breach.ROOT_CHAIN, one.size)
        public = public_root(one)
        if keys is not None and not is_signed(signed_text(public), one.signature, one.key, keys):
            raise _Broken(size + 1, Breach.SIGNATURE, one.size)
        size, root = one.size, one.root
    return found
