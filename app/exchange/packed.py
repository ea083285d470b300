"""Packed lines that come from outside: read piece by piece, never further than agreed.

A few kilobytes of gzip can hold gigabytes (CWE-409), a file may end anywhere, and any byte of it may be wrong.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.kernel.errors import Refused
from app.kernel.words import N_

PIECE = 64 * 1024
_GZIP = 31
"""``wbits`` of a gzip member with its head and checksum (RFC 1952)."""


class Unfit(Refused):
    """What came is no batch that can be taken; nothing of it was written."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one file or call may hold."""

    packed: int = 64 * 2**20
    """Bytes as they travel."""
    unpacked: int = 512 * 2**20
    line: int = 2**20
    """Bytes of one line."""
    rows: int = 20_000
    """Rows of one batch."""


BOUNDS = Bounds()
CUT = N_("The file ends in the middle. Copy or fetch it again; nothing of it was taken.")


def pack(lines: Iterable[bytes]) -> bytes:
    """Return lines as one gzip member, the same for the same lines."""
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    parts = [packer.compress(line + b"\n") for line in lines]
    return b"".join((*parts, packer.flush()))


def unpack(pieces: Iterable[bytes], bounds: Bounds = BOUNDS) -> Iterator[bytes]:
    """Yield the lines of gzip members that stand one behind the other; Unfit for anything else."""
    left = b""
    for part in _unpacked(pieces, bounds):
        *lines, left = (left + part).split(b"\n")
        if max(map(len, (*lines, left))) > bounds.line:
            raise Unfit(N_("The file has a line that is longer than allowed. It was not made by this program."))
        yield from lines
    if left:
        raise Unfit(CUT)


def _unpacked(pieces: Iterable[bytes], bounds: Bounds) -> Iterator[bytes]:
    packed = unpacked = 0
    member = zlib.decompressobj(_GZIP)
    begun = False
    for piece in pieces:
        packed += len(piece)
        if packed > bounds.packed:
            raise Unfit(N_("The file is larger than allowed. Have the sender make smaller batches."))
        rest, more = piece, False
        while rest or more:
            if member.eof:
                member = zlib.decompressobj(_GZIP)
            begun = True
            try:
                part = member.decompress(rest, PIECE)
            except zlib.error:
                raise Unfit(N_("The file is damaged. Copy or fetch it again; nothing of it was taken.")) from None
            unpacked += len(part)
            if unpacked > bounds.unpacked:
                raise Unfit(N_("The file unpacks to more than allowed. Nothing of it was taken."))
            rest = member.unused_data if member.eof else member.unconsumed_tail
            more = len(part) == PIECE and not member.eof  # what was read may hold more than one part
            yield part
    if not begun or not member.eof:
        raise Unfit(CUT)
