"""Reading logs as a stream: CSV or XES, plain or gzip, never more than one line or one trace in memory."""

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.approvals.logs.mapping import LogMapping
from app.approvals.logs.report import Fault
from app.kernel.errors import Incomplete
from app.kernel.words import N_

GZIP = b"\x1f\x8b"
LONGEST_LINE = 1_000_000
"""Characters; a longer line is no line of a log but a file of another kind."""
MOST_EVENTS = 10_000
"""Events in one case; more is a fault of the log or of its mapping."""
PLAIN = frozenset({"string", "date", "int", "float", "boolean", "id"})
"""Attributes of XES that carry one value."""
_UNFIT = re.compile("[\x00\udc80-\udcff]")
"""What no database stores: NUL, and bytes that could not be decoded."""


@dataclass(frozen=True, slots=True)
class Row:
    """One event as the log has it: values of the mapping's columns in their order, stripped; what counts as empty is."""

    line: int
    values: tuple[str, ...]
    digest: bytes
    """Of the whole row, by which a row that stands twice is found."""


Tell = Callable[[int], None]
"""Told how many bytes of the file have been read so far."""


@contextmanager
def _opened(path: Path, tell: Tell) -> Iterator[io.BufferedReader]:
    with path.open("rb", buffering=0) as raw:
        stream = _buffered(_Watched(raw, tell))
        packed = stream.peek(2)[:2] == GZIP
        yield _buffered(gzip.GzipFile(fileobj=stream)) if packed else stream


def _buffered(stream: Any) -> io.BufferedReader:
    return io.BufferedReader(stream, 1 << 20)


class _Watched(io.RawIOBase):
    """A file that tells how far it has been read."""

    def __init__(self, raw: io.RawIOBase, tell: Tell) -> None:
        self._raw, self._told, self._tell = raw, 0, tell

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        count = self._raw.readinto(buffer) or 0
        self._told += count
        self._tell(self._told)
        return count


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, as it lies there."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_log(path: Path, mapping: LogMapping, tell: Tell = lambda _bytes: None) -> Iterator[Row | Fault]:
    """Yield every event of a log, or the fault of a row that cannot be one; Incomplete when it is no log."""
    try:
        with _opened(path, tell) as stream:
            if _begins_as_xes(stream):
                yield from _read_xes(stream, path, mapping)
            else:
                yield from _read_csv(stream, path, mapping)
    except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
        raise Incomplete(
            N_("The file %(name)s is damaged or cut off. Copy it again from the other system."), name=path.name
        ) from fault
    except OSError as fault:
        raise Incomplete(N_("The file %(name)s cannot be read."), name=path.name) from fault


def is_xes(path: Path) -> bool:
    """Tell whether a log is XES; every other is read as CSV."""
    with _opened(path, lambda _bytes: None) as stream:
        return _begins_as_xes(stream)


def _begins_as_xes(stream: io.BufferedReader) -> bool:
    return stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _read_csv(stream: IO[bytes], path: Path, mapping: LogMapping) -> Iterator[Row | Fault]:
    sheet = mapping.sheet
    _check_encoding(stream, sheet.encoding, path)
    text = io.TextIOWrapper(stream, sheet.encoding, errors="surrogateescape", newline="")
    reader = csv.reader(_lines(text, path), delimiter=sheet.delimiter, quotechar=sheet.quote)
    try:
        headings = [cell.lstrip("\ufeff").strip() for cell in next(reader, [])]
        places = [_place_of(column, headings, path) for column in mapping.columns]
        key = mapping.columns.index(mapping.case.id)
        line = reader.line_num
        for cells in reader:
            first, line = line + 1, reader.line_num
            if any(cells):
                yield _row(first, cells, headings, places, mapping, key)
    except UnicodeError as fault:
        raise Incomplete(
            N_("The file %(name)s is not written in the encoding %(encoding)s of the mapping."),
            name=path.name,
            encoding=sheet.encoding,
        ) from fault
    except csv.Error as fault:
        raise Incomplete(
            N_(
                "Line %(line)d of %(name)s cannot be split into cells; a quote is probably missing. "
                "Nothing was imported."
            ),
            line=reader.line_num,
            name=path.name,
        ) from fault


ASCII = bytes(range(128))


def _check_encoding(stream: IO[bytes], encoding: str, path: Path) -> None:
    """Refuse a file that is plainly written in another encoding than the mapping says, and name that one."""
    assert isinstance(stream, io.BufferedReader)
    sample = stream.peek(1 << 20)
    try:
        said = codecs.lookup(encoding).name
    except LookupError as fault:
        raise Incomplete(N_("There is no encoding %(name)s."), name=encoding) from fault
    likely = _encoding_of(sample)
    if likely is not None and likely not in (said, f"{said}-sig") and said not in (likely, f"{likely}-sig"):
        raise Incomplete(
            N_(
                "The file %(name)s is not written in %(encoding)s as the mapping says; it reads as %(likely)s. Write in the "
                "mapping: csv: {encoding: %(likely)s}."
            ),
            name=path.name,
            encoding=encoding,
            likely=likely,
        )


def _encoding_of(sample: bytes) -> str | None:
    """Return the encoding in which a text is plainly written; None when several would do, or none."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    high = len(sample.translate(None, ASCII))
    if not high:
        return None
    decoded = sample.decode("utf-8", "replace")
    if decoded.count("\ufffd") * 10 < sum(sign > "\x7f" for sign in decoded):
        return "utf-8"
    decoded = sample.decode("gb18030", "replace")
    han = sum("一" <= sign <= "鿿" for sign in decoded)
    return "gb18030" if han * 2 > high * 0.8 and "\ufffd" not in decoded[:-1] else None


def _lines(text: io.TextIOWrapper, path: Path) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise Incomplete(
                N_("The file %(name)s has a line of more than a million characters, so it is no such log."),
                name=path.name,
            )
        yield line


def _place_of(column: str, headings: Sequence[str], path: Path) -> int:
    """Return where a column stands: by its exact heading, else without regard to case."""
    found = [place for place, heading in enumerate(headings) if heading == column]
    found = found or [place for place, heading in enumerate(headings) if heading.casefold() == column.casefold()]
    if len(found) == 1:
        return found[0]
    raise Incomplete(
        N_("The file %(name)s must have exactly one column %(column)s. Its columns are: %(headings)s."),
        name=path.name,
        column=column,
        headings=" | ".join(headings)[:1000],
    )


def _row(
    line: int, cells: Sequence[str], headings: Sequence[str], places: Sequence[int], mapping: LogMapping, key: int
) -> Row | Fault:
    case = cells[places[key]].strip() if places[key] < len(cells) else ""
    if len(cells) != len(headings):
        return Fault(
            line,
            case,
            "",
            "",
            N_("This row has %(cells)d cells and the headings %(headings)d."),
            {"cells": len(cells), "headings": len(headings)},
        )
    values = mapping.without_empty([cells[place] for place in places])
    return _checked(line, values, cells, mapping, key)


def _checked(line: int, values: tuple[str, ...], whole: Sequence[str], mapping: LogMapping, key: int) -> Row | Fault:
    """Return the row, or the fault that keeps it from being read at all."""
    if _UNFIT.search("\x1f".join(values)):
        pairs = zip(mapping.columns, values, strict=True)
        column, value = next((column, value) for column, value in pairs if _UNFIT.search(value))
        reason = N_("These characters are not in the log's encoding.")
        return Fault(line, _UNFIT.sub("?", values[key]), column, value, reason)
    if not values[key]:
        return Fault(line, "", mapping.case.id, "", N_("This row names no case."))
    digest = hashlib.blake2b("\x1f".join(whole).encode("utf-8", "surrogateescape"), digest_size=16).digest()
    return Row(line, values, digest)


def _read_xes(stream: IO[bytes], path: Path, mapping: LogMapping) -> Iterator[Row | Fault]:
    number, trace, root = 0, _Trace(), None
    try:
        for what, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            name = _name(element)
            if what == "start":
                trace = _Trace() if name == "trace" else trace
                trace.inside = trace.inside or name == "trace"
            elif name == "event":
                number += 1
                trace.add(number, _attributes(element))
                element.clear()
                if not trace.inside:
                    yield from trace.rows(mapping)
                    trace = _Trace()
                    root.clear()
            elif name == "trace":
                trace.attributes = {f"case:{key}": value for key, value in _attributes(element).items()}
                yield from trace.rows(mapping)
                trace = _Trace()
                root.clear()
    except (ParseError, DefusedXmlException) as fault:
        raise Incomplete(
            N_("The file %(name)s is not a proper XES log: %(reason)s. Nothing was imported."),
            name=path.name,
            reason=str(fault) or type(fault).__name__,
        ) from fault


class _Trace:
    """The events of one trace while it is read; its attributes may come after them."""

    def __init__(self) -> None:
        self.inside = False
        self.attributes: dict[str, str] = {}
        self.events: list[tuple[int, dict[str, str]]] = []
        self.count = 0

    def add(self, number: int, attributes: dict[str, str]) -> None:
        """Keep an event, unless the trace is longer than any case can be."""
        self.count += 1
        if self.count <= MOST_EVENTS + 1:
            self.events.append((number, attributes))

    def rows(self, mapping: LogMapping) -> Iterator[Row | Fault]:
        """Yield the events as rows: the trace's attributes under ``case:``, the event's under their own key."""
        key = mapping.columns.index(mapping.case.id)
        for number, attributes in self.events:
            both = self.attributes | attributes
            values = mapping.without_empty([both.get(column, "") for column in mapping.columns])
            whole = [text for pair in sorted(both.items()) for text in pair]
            yield _checked(number, values, whole, mapping, key)


def _attributes(element: Element) -> dict[str, str]:
    return {str(child.get("key")): str(child.get("value") or "") for child in element if _name(child) in PLAIN}


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
