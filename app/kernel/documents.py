"""Written documents (文书): numbered, dated, sealed, and open to verification by a code."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Date, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.act import Act
from app.kernel.audit import canonical
from app.kernel.codes import new_code, typed
from app.kernel.db import CountyRow, Id, Json
from app.kernel.errors import NotFound
from app.kernel.words import N_


class Document(CountyRow):
    """A document issued in a proceeding; its content is frozen when it is issued."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_subject", "subject_kind", "subject_id"),)
    kind: ClassVar[str] = "document"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    organisation_id: Mapped[int] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(30))
    """Kind of document: acceptance, not_accepted, one_time_notice, grant, refusal ..."""
    number: Mapped[str] = mapped_column(String(60), unique=True)
    """As printed, for example 鼓城管许受〔2026〕12号."""
    title: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date] = mapped_column(Date)
    sealed_by: Mapped[str] = mapped_column(String(120))
    """Organ whose seal it bears; empty when it lacks one."""
    body: Mapped[Any] = mapped_column(Json, nullable=True)
    """Values that the template prints."""
    verify_code: Mapped[str] = mapped_column(String(24), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of number, title, day, seal and body in canonical form."""

    def __str__(self) -> str:
        return self.number

    @property
    def genuine(self) -> bool:
        """Tell whether the content is still the one that was issued."""
        return self.digest == digest_of(self.number, self.title, self.issued_on, self.sealed_by, self.body)


def digest_of(number: str, title: str, issued_on: date, sealed_by: str, body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document's content, as 64 hexadecimal digits."""
    content = {"number": number, "title": title, "on": issued_on, "sealed_by": sealed_by, "body": body}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def issue_document(
    act: Act,
    subject: CountyRow,
    what: str,
    *,
    organisation_id: int,
    number: str,
    title: str,
    sealed_by: str,
    body: Mapping[str, Any],
) -> Document:
    """Freeze a document about a subject, dated on the day of the act.

    ``body`` holds plain JSON values only: what is printed later must be what was hashed now.
    """
    document = Document(
        county=subject.county,
        subject_kind=subject.kind,
        subject_id=subject.id,
        organisation_id=organisation_id,
        what=what,
        number=number,
        title=title,
        issued_on=act.on,
        sealed_by=sealed_by,
        body=dict(body),
        verify_code=new_code(16),
        digest=digest_of(number, title, act.on, sealed_by, body),
    )
    act.session.add(document)
    act.session.flush()
    return document


def verify_document(session: Session, code: str) -> Document:
    """Return the document with this verification code, if its content is the one that was issued.

    Raises NotFound for an unknown code and for a document whose content was changed afterwards.
    """
    document = session.scalar(select(Document).where(Document.verify_code == typed(code)))
    if document is None or not document.genuine:
        raise NotFound(
            N_(
                "No genuine document has this verification code. Compare the code with the paper; "
                "if it agrees, report the paper to the organ named on it."
            )
        )
    return document


def documents_of(session: Session, subject: CountyRow) -> list[Document]:
    """Return the documents issued about a subject, oldest first."""
    issued = (
        select(Document)
        .where(Document.subject_kind == subject.kind, Document.subject_id == subject.id)
        .order_by(Document.id)
    )
    return list(session.scalars(issued))
