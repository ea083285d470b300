"""PDF files (ISO 32000) and files of old office programs (compound files: .doc, .xls, .wps, .et)."""

from io import BytesIO
from typing import Any

from app.trading.documents.names import marks_of
from app.trading.documents.told import MOST_TEXT, Fault, Mark, MarkKind, Told, Unread

MOST_PAGES = 2_000
INFO = {
    "/Author": MarkKind.AUTHOR,
    "/CreationDate": MarkKind.MADE_AT,
    "/ModDate": MarkKind.SAVED_AT,
    "/Company": MarkKind.COMPANY,
}
ENCRYPTED = "EncryptedPackage"


def read_pdf(name: str, content: bytes) -> Told:
    """Read a PDF: its information dictionary, its identifier, and the text that stands in it; none is guessed from pictures."""
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load, and most files are none

    told = Told(name, format="pdf")
    try:
        paper = PdfReader(BytesIO(content))
        if paper.is_encrypted and not _opens(paper):
            raise Unread(Fault.LOCKED)
        told.marks = _marks(paper)
        told.text = _text(paper)
    except Unread:
        raise
    except Exception:  # the library fails in a hundred ways on broken files; each says the same
        raise Unread(Fault.DAMAGED) from None
    if not told.text.strip():
        told.fault = Fault.NO_TEXT
    return told


def _opens(paper: Any) -> bool:
    """Tell whether an encrypted PDF opens without a password; AES needs a library that is not here, so it does not."""
    from pypdf.errors import DependencyError  # noqa: PLC0415 - as above

    try:
        return bool(paper.decrypt(""))
    except DependencyError:
        return False


def _marks(paper: Any) -> list[Mark]:
    info = paper.metadata or {}
    found = [mark for key, kind in INFO.items() if info.get(key) for mark in marks_of(kind, str(info[key]))]
    found += marks_of(MarkKind.TOOL, f"{info.get('/Creator') or ''} {info.get('/Producer') or ''}")
    ids = paper.trailer.get("/ID")
    if ids:
        # The first half stays when a copy is changed and saved again (ISO 32000-1, 14.4).
        first = ids[0]
        raw = getattr(first, "original_bytes", None) or str(first).encode("latin-1", "replace")
        found += marks_of(MarkKind.DOCUMENT, raw.hex())
    return found


def _text(paper: Any) -> str:
    lines: list[str] = []
    left = MOST_TEXT
    for page in paper.pages[:MOST_PAGES]:
        text = (page.extract_text() or "")[:left]
        lines.append(text)
        left -= len(text)
        if left <= 0:
            break
    return "\n".join(lines)


def read_old(name: str, content: bytes) -> Told:
    """Read who made a file of an old office program; its text is not read, and the file says so."""
    from olefile import OleFileIO  # noqa: PLC0415 - only old files need it

    told = Told(name, format="ole", fault=Fault.OLD)
    try:
        with OleFileIO(BytesIO(content)) as opened:
            if opened.exists(ENCRYPTED):
                raise Unread(Fault.LOCKED)
            held = opened.get_metadata()
            for kind, value in (
                (MarkKind.AUTHOR, held.author),
                (MarkKind.SAVED_BY, held.last_saved_by),
                (MarkKind.COMPANY, held.company),
                (MarkKind.TOOL, held.creating_application),
                (MarkKind.MADE_AT, held.create_time),
                (MarkKind.SAVED_AT, held.last_saved_time),
            ):
                if value:
                    told.marks += marks_of(kind, _decoded(value, held.codepage))
    except Unread:
        raise
    except Exception:  # the library fails in a hundred ways on broken files; each says the same
        raise Unread(Fault.DAMAGED) from None
    return told


def _decoded(value: Any, codepage: int | None) -> str:
    if not isinstance(value, bytes):
        return str(value)
    encoding = {65001: "utf-8", 936: "gb18030", 54936: "gb18030", 1200: "utf-16-le"}.get(codepage or 0, "gb18030")
    return value.rstrip(b"\0").decode(encoding, "replace")
