"""Reading one file of a bid: what it is by its content, then by whom it was made and what it says. Nothing of it is trusted."""

import hashlib

from app.trading.documents.bidxml import read_xml
from app.trading.documents.office import read_docx, read_xlsx
from app.trading.documents.packed import Archive
from app.trading.documents.papers import read_old, read_pdf
from app.trading.documents.told import MOST_TEXT, Fault, Told, Unread

MOST_BYTES = 200 * 1024 * 1024
DEEPEST = 2
"""Archives within archives that are opened: bidding tools put their files into one."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_file(name: str, content: bytes, depth: int = 0) -> list[Told]:
    """Return what a file tells, and each file in it where it is an archive; one that cannot be read says why."""
    try:
        found = _read(name, content, depth)
    except Unread as fault:
        found = [Told(name, fault=fault.fault)]
    except RecursionError:
        found = [Told(name, fault=Fault.DAMAGED)]
    if len(found) == 1 and not found[0].digest:
        found[0].digest = hashlib.sha256(content).hexdigest()
    return found


def _read(name: str, content: bytes, depth: int) -> list[Told]:
    if not content:
        raise Unread(Fault.EMPTY)
    if len(content) > MOST_BYTES:
        raise Unread(Fault.TOO_LARGE)
    if content.startswith(b"PK\x03\x04"):
        return _unpacked(name, content, depth)
    if content.startswith(OLD_OFFICE):
        return [read_old(name, content)]
    if b"%PDF-" in content[:1024]:
        return [read_pdf(name, content)]
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if head.startswith(b"<") or content[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<"):
        return [read_xml(name, content)]
    return [_plain(name, content)]


def _unpacked(name: str, content: bytes, depth: int) -> list[Told]:
    archive = Archive(content)
    if "word/document.xml" in archive.names:
        return [read_docx(name, archive)]
    if "xl/workbook.xml" in archive.names:
        return [read_xlsx(name, archive, content)]
    if depth >= DEEPEST or not archive.names:
        raise Unread(Fault.UNKNOWN)
    found: list[Told] = []
    for member in archive.names:
        inside = f"{name}/{member}"
        try:
            part = archive.part(member)
        except Unread as fault:
            found.append(Told(inside, fault=fault.fault))
        else:
            found += read_file(inside, part or b"", depth + 1)
    return found


def _plain(name: str, content: bytes) -> Told:
    """Read plain text in UTF-8, UTF-16 or GB 18030; what is none is of an unknown kind."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(sign < " " and sign not in "\t\r\n\f" for sign in text[:100_000]):
            break
        return Told(name, format="txt", text=text[:MOST_TEXT])
    raise Unread(Fault.UNKNOWN)
