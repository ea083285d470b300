"""What a file is, told by its content and never by its name (A44, A45; A42 for archives)."""

import codecs
import re
import subprocess
import sys
import unicodedata
import warnings
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import filetype
from PIL import Image, ImageFile

from app.kernel.errors import Incomplete
from app.kernel.words import N_

PIECE = 256 * 1024
UNPACKED_MOST = 200 * 1024 * 1024
RATIO_MOST = 100
MEMBERS_MOST = 10_000
SLACK = 1024 * 1024
"""Below this unpacked size a high ratio is no bomb: an almost empty sheet packs very well."""

_OPENXML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = (
    f"{_OPENXML}{part}" for part in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
PDF, OFD, TEXT = "application/pdf", "application/ofd", "text/plain"
ENDINGS = {
    PDF: (".pdf",),
    OFD: (".ofd",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    TEXT: (".txt", ".csv"),
}
"""Types that may be handed in and the endings of their names; OFD is GB/T 33190-2016."""
ALLOWED = frozenset(ENDINGS)
IMAGES = frozenset(kind for kind in ENDINGS if kind.startswith("image/"))

_ARCHIVES = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX, "OFD.xml": OFD}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_ACTIVE = re.compile(
    rb"<(?:(?:script|html|svg|iframe)[\s>]|\?php|!doctype)|%PDF-\d|PK\x05\x06\0{4}|PK\x03\x04[\n\x14\x2d]\0",
    re.IGNORECASE,
)
"""What a picture never holds, and a file that is two things at once does."""
_LONGEST = 16
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_ENDING = 4096
"""Bytes at the end of a PDF in which its end mark stands (ISO 32000-1, annex H: the last 1,024; programs add some)."""
_OPENER = Path(__file__).with_name("locked.py")
_PATIENCE = 20
"""Seconds that opening a PDF may take."""
_DECODED = frozenset({"image/jpeg", "image/png", "image/webp"})


def check_content(path: Path, name: str = "", allowed: Collection[str] = ALLOWED) -> str:
    """Return the media type that a file's content shows.

    Raises Incomplete, in words that say what to do, for a type that is not allowed, a name that says
    something else, macros, encryption, an archive that unpacks to too much, and a file that is two
    things at once, a paper that ends too early and a picture that does not show. Nothing is unpacked;
    only a PDF that says that it is encrypted is opened, by a program of its own.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_OLD_OFFICE):
        _refuse_old_office(path)
    kind = filetype.guess(head)
    media_type = str(kind.mime) if kind is not None else _text_type(path)
    if head.startswith(b"PK\x03\x04"):
        media_type = _archive_type(path)
    elif media_type in IMAGES or media_type == PDF:
        _refuse_polyglot(path, media_type)
        if media_type == PDF:
            _refuse_unreadable_paper(path)
        elif media_type in _DECODED:
            _refuse_broken_picture(path)
    if media_type not in allowed or media_type not in ENDINGS:
        raise Incomplete(
            N_(
                "This kind of file is not accepted, whatever its name says. Hand in a PDF or OFD, a picture "
                "(JPG, PNG), a Word, Excel or PowerPoint file, or plain text."
            )
        )
    ending = Path(name).suffix.lower()
    if ending and ending not in ENDINGS[media_type]:
        raise Incomplete(
            N_(
                "The name ends in %(ending)s, but the content is another kind of file (%(kind)s). Save it "
                "in the form that its name says, or give it the right name."
            ),
            ending=ending,
            kind=ENDINGS[media_type][0],
        )
    return media_type


def _refuse_old_office(path: Path) -> None:
    found = {mark for mark in (_ENCRYPTED, _MACROS) if _holds(path, mark)}
    if _ENCRYPTED in found:
        raise Incomplete(
            N_(
                "The file is protected by a password. Remove the password in the office program, save it and "
                "hand it in again."
            )
        )
    if _MACROS in found:
        raise Incomplete(_HAS_MACROS)
    raise Incomplete(
        N_(
            "This is a file of an old office program (.doc, .xls, .ppt or .wps). Save it as .docx, .xlsx or "
            "PDF and hand it in again."
        )
    )


_HAS_MACROS = N_("The file contains macros. Save it without macros (.docx, .xlsx or PDF) and hand it in again.")


def _refuse_unreadable_paper(path: Path) -> None:
    """Refuse a PDF that nobody could open: cut off on its way, or locked by a password."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _ENDING, 0))
        if b"%%EOF" not in file.read():
            raise Incomplete(
                N_(
                    "The PDF ends too early: it was cut off when it was copied or sent. Open it on your device; if it "
                    "does not open there, get it again, then hand it in."
                )
            )
    if not any(_ENCRYPT.search(piece) for piece in _pieces(path)):
        return
    try:
        opened = (
            subprocess.run(
                [sys.executable, "-I", str(_OPENER), str(path)], capture_output=True, timeout=_PATIENCE, check=False
            ).returncode
            == 0
        )
    except subprocess.TimeoutExpired:
        opened = False
    if not opened:
        raise Incomplete(
            N_(
                "The PDF asks for a password, so nobody could read it here. Open it with its password, print it into "
                "a new PDF without one, and hand that in."
            )
        )


def _refuse_broken_picture(path: Path) -> None:
    """Refuse a picture that does not show: its pixels are read once, small."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the library of the printer switches it on for its whole process
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                picture.draft("L", (64, 64))
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Incomplete(
            N_(
                "The picture cannot be shown: the file is damaged or was cut off. Take or save the picture again and "
                "hand it in."
            )
        ) from None


def _pieces(path: Path) -> Iterator[bytes]:
    """Give a file in pieces that overlap, so that no mark is cut in two."""
    tail = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield tail + piece
            tail = piece[-2 * _LONGEST :]


def _holds(path: Path, mark: bytes) -> bool:
    return any(mark in piece for piece in _pieces(path))


def _refuse_polyglot(path: Path, media_type: str) -> None:
    first = True
    for piece in _pieces(path):
        marks = (found.group().upper() for found in _ACTIVE.finditer(piece))
        # A PDF says so once at its very beginning, and may hold files; it never is an archive itself.
        bad = [mark for mark in marks if media_type != PDF or mark.startswith(b"PK\x05")]
        if bad or (first and media_type == PDF and not piece.startswith(b"%PDF-")):
            raise Incomplete(
                N_(
                    "The file is two kinds of file at once, as attackers make them. Open it, save it again "
                    "as a PDF or picture, and hand that in."
                )
            )
        first = False


def _text_type(path: Path) -> str:
    """Tell plain text (UTF-8 or GB 18030) from everything else; markup is not plain text."""
    unknown = "application/octet-stream"
    for encoding in ("utf-8", "gb18030"):
        decoder, first = codecs.getincrementaldecoder(encoding)(), True
        try:
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    said = decoder.decode(piece)
                    if first and said.lstrip("\ufeff \t\r\n").startswith("<"):
                        return unknown
                    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", said) or re.search(
                        r"<(?:script|html|svg|iframe|\?php)", said, re.I
                    ):
                        return unknown
                    first = False
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return TEXT
    return unknown


def _archive_type(path: Path) -> str:
    """Return what an archive is after a look at its directory."""
    damaged = N_("The file is damaged. Save it again and hand it in again.")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            locked = any(member.flag_bits & 1 for member in members)
            kinds = b"" if locked else _content_types(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise Incomplete(damaged) from None
    unpacked = sum(member.file_size for member in members)
    ratio = unpacked / max(path.stat().st_size, 1)
    if unpacked > UNPACKED_MOST or len(members) > MEMBERS_MOST or (ratio > RATIO_MOST and unpacked > SLACK):
        raise Incomplete(
            N_("The file unpacks to far more than it may. Save it again without embedded content, or split it.")
        )
    if locked:
        raise Incomplete(N_("The file is protected by a password. Remove the password and hand it in again."))
    names = {member.filename for member in members}
    lower = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name for name in lower):
        raise Incomplete(_HAS_MACROS)
    if b"macroenabled" in kinds.lower():
        raise Incomplete(_HAS_MACROS)
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise Incomplete(damaged)
    return next((kind for mark, kind in _ARCHIVES.items() if mark in names), "application/zip")


def _content_types(archive: zipfile.ZipFile) -> bytes:
    """Return the list of parts of an office file, at most one megabyte of it."""
    try:
        with archive.open("[Content_Types].xml") as part:
            return part.read(2**20)
    except KeyError:
        return b""


_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)


def plain_name(name: str) -> str:
    """Return a file name that harms nobody: no folder, no control or direction sign; Chinese stays.

    At most 200 characters, the ending kept. It names the download, never a place on our disk (A46, A47).
    """
    last = re.split(r"[/\\]|%2f|%5c", unicodedata.normalize("NFC", name), flags=re.I)[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(". ")
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    ending = Path(kept).suffix[:20]
    return kept if len(kept) <= 200 else kept[: 200 - len(ending)] + ending
