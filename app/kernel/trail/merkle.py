"""Merkle tree over the row hashes of one county (RFC 6962, section 2.1), grown and never recomputed.

Leaf number n (from 0) is the 32-byte hash of the row at place n + 1. Roots of complete subtrees of
256 leaves and more are kept in a table, so that a root or a proof over millions of rows reads at
most a few hundred rows and some twenty nodes.
"""

from collections.abc import Iterator

from pymerkle import BaseMerkleTree
from pymerkle.hasher import MerkleHasher
from sqlalchemy import Integer, String, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.audit import TrailRow
from app.kernel.db import Base, Id

HASHER = MerkleHasher("sha256")
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


class CountyTree(BaseMerkleTree):
    """The first ``size`` rows of a county's trail as a tree; reads only."""

    def __init__(self, session: Session, county: int, size: int) -> None:
        super().__init__(disable_cache=True)
        # With its cache off the library puts its own function on the instance, over ours.
        self._get_subroot = self._kept_subroot
        self._session, self._county, self._leaves = session, county, size

    def _kept_subroot(self, offset: int, width: int) -> bytes:
        if width >= BLOCK:
            level = width.bit_length() - 1
            key = {"county": self._county, "level": level, "position": offset >> level}
            kept = self._session.scalar(select(TrailNode.hash).filter_by(**key))
            if kept is not None:
                return bytes.fromhex(kept)
        if width <= BLOCK:
            return self._fold(offset, width)
        half = width // 2
        return bytes(self.hash_pair(self._kept_subroot(offset, half), self._kept_subroot(offset + half, half)))

    def _fold(self, offset: int, width: int) -> bytes:
        return fold(self._get_leaves(offset, width))

    def _get_leaves(self, offset: int, width: int) -> list[bytes]:
        leaves = [HASHER.hash_buff(row) for row in row_hashes(self._session, self._county, offset, width)]
        if len(leaves) != width:
            raise LookupError(f"the trail of {self._county} lacks rows after place {offset}")
        return leaves

    def _get_leaf(self, index: int) -> bytes:
        return self._get_leaves(index - 1, 1)[0]

    def _get_size(self) -> int:
        return self._leaves

    def _encode_entry(self, data: bytes) -> bytes:
        return data

    def _store_leaf(self, data: bytes, digest: bytes) -> int:
        raise TypeError("leaves come from the trail alone")

    def range_root(self, start: int, end: int) -> bytes:
        """Return the root over the leaves from ``start`` to before ``end``."""
        return bytes(self._get_root(start, end))


def row_hashes(session: Session, county: int, offset: int, width: int) -> Iterator[bytes]:
    """Give the hashes of consecutive rows of a county in the order of their places."""
    rows = (
        select(TrailRow.hash)
        .where(TrailRow.county == county, TrailRow.place > offset, TrailRow.place <= offset + width)
        .order_by(TrailRow.place)
    )
    return (bytes.fromhex(value) for value in session.scalars(rows))


def fold(level: list[bytes]) -> bytes:
    """Return the root over a power of two of nodes."""
    while len(level) > 1:
        level = [bytes(HASHER.hash_pair(a, b)) for a, b in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def grow(session: Session, county: int, size: int) -> int:
    """Keep the nodes that became complete within the first ``size`` rows; returns how many.

    The cost follows the new rows, not the whole trail. Rows are immutable, so what another process
    kept in between is the same.
    """
    blocks = select(func.max(TrailNode.position)).where(TrailNode.county == county, TrailNode.level == BLOCK_LEVEL)
    last = session.scalar(blocks)
    first = 0 if last is None else last + 1
    tree = CountyTree(session, county, size)
    fresh: dict[tuple[int, int], bytes] = {}
    for position in range(first, size // BLOCK):
        node = tree._fold(position * BLOCK, BLOCK)
        level = BLOCK_LEVEL
        fresh[level, position] = node
        while position & 1:
            left = fresh.get((level, position - 1)) or tree.range_root((position - 1) << level, position << level)
            node = bytes(HASHER.hash_pair(left, node))
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
        level, node = 0, bytes(HASHER.hash_buff(row_hash))
        while self._peaks and self._peaks[-1][0] == level:
            node = bytes(HASHER.hash_pair(self._peaks.pop()[1], node))
            level += 1
        self._peaks.append((level, node))

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return bytes(HASHER.hash_empty())
        return bytes(HASHER.hash_fold([node for _, node in reversed(self._peaks)]))


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
