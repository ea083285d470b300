"""Looking at a file before anything reads it: bombs, macros, passwords and what is no sheet at all."""

import re
import zipfile
from pathlib import Path

from app.kernel.errors import Refused
from app.kernel.words import N_

MOST_BYTES = 64_000_000
MOST_UNPACKED = 200_000_000
MOST_RATIO = 100
SMALL = 1_000_000
"""Bytes unpacked below which a file cannot be a bomb, however well it is packed."""
MOST_ROWS = 100_000
MOST_LINES = MOST_ROWS + 200
"""Lines that are read: above the rows stand titles and headings, below them totals and signatures."""
MOST_COLUMNS = 500
MOST_CELLS = 5_000_000
MOST_MEMBERS = 2_000

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = ("vbaproject.bin", "/macrosheets/", "basic/script-lc.xml")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension[^>]*\bref=\"(?:[A-Z]+\d+:)?([A-Z]+)(\d+)\"")


class Unreadable(Refused):
    """The file is not a sheet that we read; the sentence says what to save it as."""


class Oversized(Refused):
    """The file is too large in bytes, rows, columns or unpacked size."""

    status = 413


def too_large() -> Oversized:
    """Return the refusal of a sheet beyond the limits."""
    return Oversized(
        N_(
            "This sheet is too large: at most %(rows)d rows and %(columns)d columns are read. Copy the rows "
            "that are filled into a new sheet, or divide the file."
        ),
        rows=MOST_ROWS,
        columns=MOST_COLUMNS,
    )


def encrypted() -> Unreadable:
    """Return the refusal of a sheet with a password."""
    return Unreadable(N_("This file is protected by a password. Remove the password and save it again."))


def with_macros() -> Unreadable:
    """Return the refusal of a sheet with macros."""
    return Unreadable(N_("This file contains macros. Save it as an ordinary workbook (.xlsx) and try again."))


def broken() -> Unreadable:
    """Return the refusal of a file that no reader understands."""
    return Unreadable(N_("This file cannot be read as a spreadsheet. Open it in Excel or WPS and save it as .xlsx."))


def inspect_file(file: Path) -> bool:
    """Refuse a dangerous file; return True for a workbook, False for a text that may be CSV."""
    if file.stat().st_size > MOST_BYTES:
        raise Oversized(N_("This file is too large: at most %(megabytes)d MB are read."), megabytes=MOST_BYTES // 10**6)
    with file.open("rb") as opened:
        begin = opened.read(8)
    if begin.startswith(ZIP):
        _inspect_zip(file)
        return True
    if begin == OLE:
        _inspect_ole(file)
        return True
    if not begin:
        raise Unreadable(N_("This file is empty."))
    return False


def _inspect_zip(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            names = [member.filename.lower() for member in members]
            unpacked = sum(member.file_size for member in members)
            size = max(1, sum(member.compress_size for member in members))
            if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked / size > MOST_RATIO):
                raise Oversized(
                    N_("This file unpacks to an implausible size and was not opened. Save it again as .xlsx.")
                )
            if len(members) > MOST_MEMBERS:
                raise broken()
            if any(mark in f"/{name}" for name in names for mark in _MACROS):
                raise with_macros()
            if not any(name.startswith("xl/workbook.") or name == "content.xml" for name in names):
                raise broken()
            for member in members:
                _inspect_member(packed, member)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        raise broken() from None


def _inspect_member(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if member.flag_bits & 1:
        raise encrypted()
    if name == "[content_types].xml" and b"macroenabled" in _begin(packed, member, 100_000).lower():
        raise with_macros()
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        found = _DIMENSION.search(_begin(packed, member, 4_000))
        if found and (int(found[2]) > MOST_LINES or column_number(found[1].decode()) > MOST_COLUMNS):
            raise too_large()


def _begin(packed: zipfile.ZipFile, member: zipfile.ZipInfo, size: int) -> bytes:
    with packed.open(member) as opened:
        return opened.read(size)


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _inspect_ole(file: Path) -> None:
    """Names in an old compound file stand in its directory as UTF-16."""
    content = file.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise encrypted()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise with_macros()
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise broken()
