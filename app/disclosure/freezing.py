"""What a version says as a whole: its digest, what is measured of it, and the personal data in it."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.disclosure.columns import Totals, table_text, totals_of
from app.disclosure.likeness import simhash
from app.disclosure.models import DisclosureVersion
from app.kernel.attachments import Attachment
from app.kernel.audit import canonical
from app.kernel.privacy import Leak, leaks_in
from app.kernel.sealing import keyed_hash

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS = "application/pdf"
MOST_PAGES = 200
"""Pages of a PDF that the filter reads."""
MOST_READ = 2_000_000
"""Characters of a file that the filter reads."""


def files_of(session: Session, version: DisclosureVersion) -> list[Attachment]:
    """Return the files of a version in the order in which they were handed in."""
    mine = select(Attachment).where(
        Attachment.subject_kind == DisclosureVersion.kind, Attachment.subject_id == version.id
    )
    return list(session.scalars(mine.order_by(Attachment.id)))


def digest_of(session: Session, version: DisclosureVersion) -> str:
    """Return the SHA-256 of everything that the public reads of a version."""
    content: dict[str, Any] = {
        "title": version.title, "body": version.body, "columns": version.columns, "rows": version.rows,
        "note": version.note, "files": [file.digest for file in files_of(session, version)],
    }  # fmt: skip
    if version.cosigner:
        content["cosigner"] = version.cosigner
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def measure(version: DisclosureVersion) -> None:
    """Write down what points compare: length, rows, sums of money and fingerprint."""
    version.length = len("".join(version.body.split()))
    version.rows_count = len(version.rows or [])
    in_files = version.files and not version.rows
    totals = Totals() if in_files else totals_of(version.columns, version.rows)
    version.income, version.expense, version.closing = totals.income, totals.expense, totals.closing
    version.simhash = simhash(f"{version.body}\n{table_text(version.rows)}")


def mark_of(leak: Leak, place: str) -> str:
    """Return the keyed hash by which a finding is known again."""
    return keyed_hash(f"{leak.kind}:{place}:{leak.value}")


def leaks_of(version: DisclosureVersion) -> Iterator[tuple[str, Leak]]:
    """Yield (place, leak) for title, body and table of a version."""
    for place, text in (("title", version.title), ("body", version.body)):
        for leak in leaks_in(text):
            yield place, leak
    for row in version.rows or []:
        for cell in row.values():
            for leak in leaks_in(str(cell)):
                yield "table", leak


def file_text(path: Path, media_type: str) -> str:
    """Return the text of a PDF, Word or Excel file; other kinds, scans, and files that cannot be read give none."""
    try:
        if media_type == PAPERS:
            return _paper_text(path)
        if media_type == SHEETS:
            book = CalamineWorkbook.from_path(str(path))
            cells = (
                cell
                for name in book.sheet_names
                for row in book.get_sheet_by_name(name).to_python()
                for cell in row
            )
            return "\n".join(_said(cell) for cell in cells if cell not in ("", None))[:MOST_READ]
        if media_type == WORDS:
            with zipfile.ZipFile(path) as held:
                info = held.getinfo("word/document.xml")
                tree = fromstring(held.read(info) if info.file_size < 20 * MOST_READ else b"<none/>")
            return "\n".join("".join(part.itertext()) for part in tree.iter() if part.tag.endswith("}p"))[
                :MOST_READ
            ]
    except Exception:
        return ""
    return ""


def _paper_text(path: Path) -> str:
    pages, length = [], 0
    for page in PdfReader(path).pages[:MOST_PAGES]:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > MOST_READ:
            break
    return "\n".join(pages)[:MOST_READ]


def unread_by_filter(file: Attachment, path: Path) -> bool:
    """Tell whether a paper holds no text that the filter could read: a scan or a picture, to be looked at by a person."""
    return file.media_type.startswith("image/") or (
        file.media_type == PAPERS and not file_text(path, PAPERS).strip()
    )


def _said(cell: Any) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
