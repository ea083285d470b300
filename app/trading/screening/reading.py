"""Reads open contracting data: JSON Lines or one document, of releases, records or packages, plain or compressed.

Whatever the size of the file, no more than a block of lines or one element of a document is held. What cannot be read
is told by its line, and the rest goes on.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, cast

import orjson

from app.kernel.errors import Refused
from app.kernel.words import N_

BLOCK = 1 << 22
"""Bytes that are read at once: some two thousand processes."""
LONGEST = 1 << 28
"""Bytes of a line, or of one element of a document, beyond which it is passed over."""
HEAD = 1 << 16
GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"
TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*("?)|[{}\[\]]', re.DOTALL)


class Lines(NamedTuple):
    """A block of whole lines, and the number of the first; of each, where they do not lie one after the other."""

    first: int
    text: bytes
    numbers: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Broken:
    """What could not be read, and why."""

    line: int
    message: str


def open_data(path: Path) -> IO[bytes]:
    """Open a file, compressed by gzip or not; Refused when there is none or it is empty."""
    try:
        with path.open("rb") as file:
            head = file.read(2)
        if not head:
            raise Refused(N_("%(file)s is empty. Fetch it again."), file=path.name)
        return cast("IO[bytes]", gzip.open(path, "rb")) if head == GZIP else path.open("rb")
    except OSError:
        raise Refused(N_("%(file)s cannot be opened. Look at its name and folder."), file=path.name) from None


def blocks(file: IO[bytes]) -> Iterator[Lines | Broken]:
    """Iterate a file in blocks of whole lines; each element of a document is a line of its own."""
    source = _Source(file)
    head = source.peek()
    parts = _document(source) if is_document(head) else _lines(source)
    while True:
        try:
            part = next(parts, None)
        except (EOFError, gzip.BadGzipFile, zlib.error, OSError):
            yield Broken(source.line, N_("The file is damaged from here on. Fetch it again."))
            return
        if part is None:
            return
        yield part


class _Source:
    """A file by blocks, which knows at which line it stands when it breaks."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.line = 1
        self.held = b""

    def peek(self) -> bytes:
        """Return the beginning without taking it; nothing where not even that can be read."""
        try:
            self.held = self.file.read(HEAD).removeprefix(BOM)
        except (EOFError, gzip.BadGzipFile, zlib.error, OSError):
            return b""
        return self.held

    def read(self) -> bytes:
        """Return the next block."""
        held, self.held = self.held, b""
        return held or self.file.read(BLOCK)


def is_document(head: bytes) -> bool:
    """Tell by the beginning of a file whether it is one document, not one value a line."""
    lines = [line for line in head.split(b"\n") if line.strip()]
    if not lines:
        return False
    if len(lines) == 1:
        return b"\n" not in head.strip(b"\n") and not _whole(lines[0])
    if _whole(lines[0]):
        return False
    # A first line that stays open begins a document, unless the second stands alone as a process does.
    if _depth(lines[0]) <= 0:
        return False
    try:
        second = orjson.loads(lines[1])
    except orjson.JSONDecodeError:
        return True
    return not (isinstance(second, dict) and {"ocid", "releases", "records"} & set(second))


def _whole(line: bytes) -> bool:
    """Tell whether a line is a value by itself; a list is a document of its own."""
    try:
        return not isinstance(orjson.loads(line), list)
    except orjson.JSONDecodeError:
        return False


def _depth(line: bytes) -> int:
    depth = 0
    for token in TOKEN.finditer(line):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(token[0], 0)
    return depth


def _lines(source: _Source) -> Iterator[Lines | Broken]:
    """Iterate the blocks of a file with one value a line."""
    rest, skipping = b"", False
    while block := source.read():
        if skipping:
            _, cut, block = block.partition(b"\n")
            if not cut:
                continue
            source.line, skipping = source.line + 1, False
        end = block.rfind(b"\n") + 1
        if not end:
            rest += block
            if len(rest) > LONGEST:
                yield Broken(source.line, N_("The line is longer than can be read, and is passed over."))
                rest, skipping = b"", True
            continue
        text = rest + block[:end]
        rest = block[end:]
        number = source.line
        source.line += text.count(b"\n")
        yield Lines(number, text)
    if rest:
        yield Lines(source.line, rest)


LISTS = (b'"releases"', b'"records"')


class _Batch:
    """Elements of a document, each made one line, until there are enough of them for a block."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self.numbers: list[int] = []
        self.size = 0

    def add(self, number: int, text: bytes) -> bool:
        """Add an element that begins in a line; returns whether the batch is full."""
        self.texts.append(text.replace(b"\r", b" ").replace(b"\n", b" "))
        self.numbers.append(number)
        self.size += len(text)
        return self.size >= BLOCK

    def take(self) -> Iterator[Lines]:
        """Give the elements as a block."""
        if self.texts:
            yield Lines(self.numbers[0], b"\n".join(self.texts), tuple(self.numbers))
        self.texts, self.numbers, self.size = [], [], 0


def _document(source: _Source) -> Iterator[Lines | Broken]:
    """Iterate the elements of a list of releases, or of the lists in a package; anything else is one element."""
    cutter, batch = _Cutter(), _Batch()
    while block := source.read():
        source.line += cutter.feed(block)
        if len(cutter.buffer) > LONGEST:
            yield from batch.take()
            yield Broken(source.line, N_("One element is longer than can be read; nothing after it was read."))
            return
        for begin, end in cutter.elements():
            if batch.add(source.line + cutter.buffer.count(b"\n", 0, begin), cutter.buffer[begin:end]):
                yield from batch.take()
    yield from batch.take()
    if not cutter.lists:
        yield Lines(source.line, cutter.buffer.replace(b"\n", b" "), (source.line,))
    elif cutter.depth > 0:
        yield Broken(source.line, N_("The file ends in the middle. Fetch it again."))


class _Cutter:
    """Finds where the elements of the lists lie, by brackets and texts alone, in as much of a document as has come."""

    def __init__(self) -> None:
        self.buffer = b""
        self.depth = 0
        self.lists = 0
        self._scan = 0
        self._begin = -1
        """Where the element begins that has not ended yet."""
        self._level = -1
        """Depth of the list that is being read."""
        self._key = b""
        self._whole = False
        """It is a record or a release by itself, whatever lists it has."""

    def feed(self, block: bytes) -> int:
        """Take a block in; what has been given is forgotten. Returns how many lines were."""
        keep = self._begin if self._begin >= 0 else self._scan if self.lists else 0
        gone = self.buffer.count(b"\n", 0, keep)
        self.buffer = self.buffer[keep:] + block
        self._scan -= keep
        self._begin = max(self._begin - keep, -1)
        return gone

    def elements(self) -> Iterator[tuple[int, int]]:
        """Iterate begin and end of the elements that are whole."""
        for token in TOKEN.finditer(self.buffer, self._scan):
            mark = token[0][:1]
            if mark == b'"':
                if not token[1]:
                    return  # the text ends in a later block
                self._name(token[0])
            elif mark in b"[{":
                self._open(mark, token.start())
            elif self._close():
                yield self._begin, token.end()
                self._begin = -1
            self._scan = token.end()

    def _name(self, text: bytes) -> None:
        if self.depth == 1:
            self._key = text
            self._whole = self._whole or (text == b'"ocid"' and not self.lists)

    def _open(self, mark: bytes, start: int) -> None:
        self.depth += 1
        if self._level < 0:
            named = self.depth == 2 and self._key in LISTS and not self._whole
            if mark == b"[" and (self.depth == 1 or named):
                self._level = self.depth
                self.lists += 1
        elif self._begin < 0 and self.depth == self._level + 1:
            self._begin = start

    def _close(self) -> bool:
        """Go up; returns whether an element ends here."""
        self.depth -= 1
        if self._level >= 0 and self.depth < self._level:
            self._level = -1
        return self._begin >= 0 and self.depth == self._level
