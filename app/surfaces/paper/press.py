"""From a document to its PDF: template, layout, verification code, and the file that is kept."""

import hashlib
import secrets
import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import segno
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.attachments import Attachment
from app.kernel.audit import record
from app.kernel.codes import grouped
from app.kernel.documents import Document
from app.kernel.wording import chinese_day, chinese_number
from app.surfaces.paper.printer import FILE
from app.surfaces.paper.seal import picture, seal
from app.surfaces.scheduling.stopping import told_to_stop

HERE = Path(__file__).resolve().parent
PATIENCE = 30
"""Seconds after which a page that does not end is given up."""
AT_ONCE = 5
"""Documents of one run: printing takes seconds, and nothing of a run is kept before its end."""
PDF = "application/pdf"


class PrintFault(RuntimeError):  # noqa: N818 - the house says faults
    """A document could not be printed; the case goes on, the next run of the clock tries again."""


class Press:
    """Prints the documents of one domain from its folder of templates, one per kind of document."""

    def __init__(self, templates: Path, address: str, patience: float = PATIENCE) -> None:
        self.address = address.rstrip("/")
        self.patience = patience
        self._templates = Environment(
            loader=ChoiceLoader([FileSystemLoader(templates), FileSystemLoader(HERE)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(day=chinese_day, numeral=chinese_number, grouped=grouped)

    def page(self, document: Document) -> str:
        """Return the document as one HTML page that carries its style, seal and code in itself."""
        verify = f"{self.address}/verify/{document.verify_code}"
        return self._templates.get_template(f"{document.what}.html").render(
            document=document,
            body=document.body,
            style=(HERE / "paper.css").read_text(encoding="utf-8"),
            seal=picture(seal(document.sealed_by)) if document.sealed_by else "",
            qr=segno.make(verify, error="m").svg_data_uri(border=0),
            verify=verify,
            code=grouped(document.verify_code),
        )

    def text(self, document: Document) -> Markup:
        """Return what a document says between its number and its seal, to be read before it is issued."""
        template = self._templates.get_template(f"{document.what}.html")
        context = template.new_context({"document": document, "body": document.body})
        return Markup("".join(template.blocks["text"](context)))  # noqa: S704 - the template escapes

    def leaf(self, template: str, **values: object) -> str:
        """Return a page of a file that is no document of its own, in the style of documents."""
        style = (HERE / "paper.css").read_text(encoding="utf-8")
        return self._templates.get_template(template).render(style=style, **values)

    def pdf(self, document: Document) -> bytes:
        """Print a document; raises PrintFault when the printer fails or takes too long."""
        return print_page(self.page(document), self.patience)


def print_page(html: str, patience: float = PATIENCE) -> bytes:
    """Return an HTML page as PDF, made by a program apart that fetches nothing."""
    return print_bound([html], patience)


def print_bound(pages: Sequence[str | bytes], patience: float = PATIENCE) -> bytes:
    """Return HTML pages and PDF files (bytes) bound into one PDF, each laid out by itself."""
    html = "\0".join(
        page.replace("\0", "") if isinstance(page, str) else FILE + b64encode(page).decode() for page in pages
    )
    command = [sys.executable, "-I", str(HERE / "printer.py")]
    try:
        done = subprocess.run(command, input=html.encode(), capture_output=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired as fault:
        raise PrintFault(f"The printer took longer than {patience} seconds.") from fault
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise PrintFault(done.stderr.decode(errors="replace")[-2000:] or "The printer gave no page.")
    return done.stdout


def paper_of(session: Session, document: Document) -> Attachment | None:
    """Return the PDF that was kept for a document, if it has been printed."""
    kept = select(Attachment).where(
        Attachment.subject_kind == Document.kind, Attachment.subject_id == document.id, Attachment.media_type == PDF
    )
    return session.scalars(kept.order_by(Attachment.id).limit(1)).first()


def keep_paper(act: Act, document: Document, press: Press, folder: Path) -> Attachment:
    """Print a document once and keep the file under the folder; returns the kept one thereafter.

    The file is written before its row, so that a crash leaves a file without a row, never a row
    without its file.
    """
    kept = paper_of(act.session, document)
    if kept is not None:
        return kept
    return _keep(act, document, press.pdf(document), folder)


def _keep(act: Act, document: Document, content: bytes, folder: Path) -> Attachment:
    name = f"{secrets.token_hex(20)}.pdf"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("xb") as file:
        file.write(content)
    attachment = Attachment(
        county=document.county,
        subject_kind=document.kind,
        subject_id=document.id,
        organisation_id=document.organisation_id,
        name=f"{document.title}（{document.number}）.pdf",
        media_type=PDF,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        stored_as=name,
        uploaded_at=act.at,
    )
    act.session.add(attachment)
    record(act, "document.printed", document, number=document.number, digest=attachment.digest)
    return attachment


def print_waiting(act: Act, press: Press, folder: Path, subject_kind: str, limit: int = AT_ONCE) -> dict[str, int]:
    """Print documents of one kind of subject that have no PDF yet, a few at a time, until the clock is told to stop.

    One that cannot be printed is counted and does not keep the others waiting. All are printed
    before the first row is written: printing takes seconds, and on SQLite nobody else can write
    meanwhile.
    """
    printed = (
        exists()
        .where(Attachment.subject_kind == Document.kind, Attachment.subject_id == Document.id)
        .correlate(Document)
    )
    waiting = select(Document).where(Document.subject_kind == subject_kind, ~printed)
    figures = {"printed": 0, "failed": 0}
    pages: list[tuple[Document, bytes]] = []
    for document in act.session.scalars(waiting.order_by(Document.id.desc()).limit(limit)).all():
        if told_to_stop():
            break
        try:
            pages.append((document, press.pdf(document)))
        except PrintFault:
            figures["failed"] += 1
    for document, content in pages:
        if paper_of(act.session, document) is None:
            _keep(act, document, content, folder)
            figures["printed"] += 1
    return figures
