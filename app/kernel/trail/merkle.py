"""Merkle tree over the row hashes of one county (RFC 6962, section 2.1), grown and never recomputed.

Leaf number n (from 0) is the 32-byte hash of the row at place n + 1. Roots of complete subtrees of
256 leaves and more are kept in a table, so that a root or a proof over millions of rows reads at
most a few hundred rows and some twenty nodes.
"""

from collections.abc import Iterator
from functools import reduce
from hashlib import sha256

from sqlalchemy import Integer, String, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.audit import TrailRow
from app.kernel.db import Base, Id

EMPTY = sha256().digest()
"""Root of the tree without leaves."""
BLOCK_LEVEL = 8
BLOCK = 1 << BLOCK_LEVEL
"""Leaves below the lowest node that is kept."""


class TrailNode(Base):
    """Root of the complete subtree of ``2**level`` leaves that begins at leaf ``position << level``.

    A mere memory: verification reads the rows, never the nodes.
    """

    __tablename__ = "trail_node"

    county: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))


def leaf_hash(row_hash: bytes) -> bytes:
    """Return the hash of a leaf: of a zero byte and what the leaf holds."""
    return sha256(b"\x00" + row_hash).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node: of a byte of one and its two halves."""
    return sha256(b"\x01" + left + right).digest()


class CountyTree:
    """The rows of a county's trail as the leaves of a tree, numbered from 0; reads only."""

    def __init__(self, session: Session, county: int) -> None:
        self._session, self._county = session, county

    def root(self, start: int, end: int) -> bytes:
        """Return the root over the leaves from ``start`` to before ``end``.

        ``start`` is a multiple of every power of two below the number of leaves, as in the whole tree and in each range
        of a proof. Raises LookupError for rows that are not there.
        """
        width = end - start
        if not width:
            return EMPTY
        largest = 1 << width.bit_length() - 1
        if largest == width:
            return self._subtree(start, width)
        return node_hash(self._subtree(start, largest), self.root(start + largest, end))

    def _subtree(self, offset: int, width: int) -> bytes:
        if width >= BLOCK:
            level = width.bit_length() - 1
            key = {"county": self._county, "level": level, "position": offset >> level}
            kept = self._session.scalar(select(TrailNode.hash).filter_by(**key))
            if kept is not None:
                return bytes.fromhex(kept)
        if width <= BLOCK:
            return self.fold(offset, width)
        half = width // 2
        return node_hash(self._subtree(offset, half), self._subtree(offset + half, half))

    def fold(self, offset: int, width: int) -> bytes:
        """Return the root over a power of two of leaves, from the rows alone; LookupError for rows that are not there."""
        level = [leaf_hash(row) for row in row_hashes(self._session, self._county, offset, width)]
        if len(level) != width:
            raise LookupError(f"the trail of {self._county} lacks rows after place {offset}")
        while len(level) > 1:
            level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
        return level[0]


def row_hashes(session: Session, county: int, offset: int, width: int) -> Iterator[bytes]:
    """Give the hashes of consecutive rows of a county in the order of their places."""
    rows = (
        select(TrailRow.hash)
        .where(TrailRow.county == county, TrailRow.place > offset, TrailRow.place <= offset + width)
        .order_by(TrailRow.place)
    )
    return (bytes.fromhex(value) for value in session.scalars(rows))


def grow(session: Session, county: int, size: int) -> int:
    """Keep the nodes that became complete within the first ``size`` rows; returns how many.

    The cost follows the new rows, not the whole trail. Rows are immutable, so what another process
    kept in between is the same.
    """
    blocks = select(func.max(TrailNode.position)).where(TrailNode.county == county, TrailNode.level == BLOCK_LEVEL)
    last = session.scalar(blocks)
    first = 0 if last is None else last + 1
    tree = CountyTree(session, county)
    fresh: dict[tuple[int, int], bytes] = {}
    for position in range(first, size // BLOCK):
        node = tree.fold(position * BLOCK, BLOCK)
        level = BLOCK_LEVEL
        fresh[level, position] = node
        while position & 1:
            left = fresh.get((level, position - 1)) or tree.root((position - 1) << level, position << level)
            node = node_hash(left, node)
            level, position = level + 1, position >> 1  # noqa: PLW2901 - climbs while a pair is complete
            fresh[level, position] = node
    rows = [
        {"county": county, "level": level, "position": position, "hash": node.hex()}
        for (level, position), node in fresh.items()
    ]
    for start in range(0, len(rows), 1000):
        session.execute(insert(TrailNode), rows[start : start + 1000])
    return len(rows)


class Peaks:
    """Root over a stream of row hashes: the roots of the complete subtrees seen so far."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, row_hash: bytes) -> None:
        """Append one leaf."""
        level, node = 0, leaf_hash(row_hash)
        while self._peaks and self._peaks[-1][0] == level:
            node = node_hash(self._peaks.pop()[1], node)
            level += 1
        self._peaks.append((level, node))

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        nodes = [node for _, node in reversed(self._peaks)] or [EMPTY]
        return reduce(lambda right, left: node_hash(left, right), nodes)


def inclusion_ranges(leaf: int, size: int) -> list[tuple[int, int]]:
    """Return the leaf ranges whose roots make up the path of a leaf to the root (RFC 6962, section 2.1.1)."""
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if leaf < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(older: int, newer: int) -> list[tuple[int, int]]:
    """Return the leaf ranges whose roots make up the consistency proof (RFC 6962, section 2.1.2)."""
    ranges: list[tuple[int, int]] = []
    start, end, whole = 0, newer, True
    m = older
    while m != end - start:
        k = 1 << (end - start - 1).bit_length() - 1
        if m <= k:
            ranges.append((start + k, end))
            end = start + k
        else:
            ranges.append((start, start + k))
            start, m, whole = start + k, m - k, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]
