"""What a version says as a whole: its digest, what is measured of it, and the personal data in it."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring
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
READER = Path(__file__).with_name("reader.py")
PATIENCE = 20
"""Seconds that reading a PDF may take."""
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
        "title": version.title,
        "body": version.body,
        "columns": version.columns,
        "rows": version.rows,
        "note": version.note,
        "files": [file.digest for file in files_of(session, version)],
    }
    if version.cosigner:
        content["cosigner"] = version.cosigner
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def measure(version: DisclosureVersion) -> None:
    """Write down what points compare: length, rows, sums of money and fingerprint."""
    version.length = len("".join(version.body.split()))
    version.rows_count = len(version.rows or [])
    sum_up(version)
    version.simhash = simhash(f"{version.body}\n{table_text(version.rows)}")


def sum_up(version: DisclosureVersion) -> None:
    """Write down what the table of a version comes to; nothing where its figures stand in a file."""
    in_files = version.files and not version.rows
    totals = Totals() if in_files else totals_of(version.columns, version.rows)
    version.income, version.expense, version.closing = totals.income, totals.expense, totals.closing


def mark_of(leak: Leak, place: str) -> str:
    """Return the keyed hash by which a finding is known again."""
    return keyed_hash(f"{leak.kind}:{place}:{leak.value}")


def leaks_of(version: DisclosureVersion) -> Iterator[tuple[str, Leak]]:
    """Yield (place, leak) for title, body, note and table of a version."""
    for place, text in (("title", version.title), ("body", version.body), ("note", version.note)):
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
                cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
            )
            return "\n".join(_said(cell) for cell in cells if cell not in ("", None))[:MOST_READ]
        if media_type == WORDS:
            with zipfile.ZipFile(path) as held:
                info = held.getinfo("word/document.xml")
                tree = fromstring(held.read(info) if info.file_size < 20 * MOST_READ else b"<none/>")
            return "\n".join("".join(part.itertext()) for part in tree.iter() if part.tag.endswith("}p"))[:MOST_READ]
    except Exception:
        return ""
    return ""


def _paper_text(path: Path) -> str:
    command = [sys.executable, "-I", str(READER), str(path), str(MOST_READ)]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
    return done.stdout.decode()


def unread_by_filter(media_type: str, text: str) -> bool:
    """Tell whether a paper gave no text to the filter: a scan or a picture, to be looked at by a person."""
    return media_type.startswith("image/") or (media_type == PAPERS and not text.strip())


def _said(cell: Any) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
