"""Attachments: the name as the clerk gave it in the table, the bytes under a random name on disk."""

import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, ClassVar

from sqlalchemy import ColumnElement, Index, String, delete, event, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.contents import ALLOWED, PIECE, check_content, plain_name
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.errors import Conflict, Incomplete, NotFound, Refused
from app.kernel.quotas import MEGABYTE, QUOTAS, Owner, Quota, check_quotas, count_file
from app.kernel.words import N_

VERBS = {
    "attachment.stored": N_("File handed in"),
    "attachment.downloaded": N_("File downloaded"),
    "attachment.discarded": N_("Files that nobody needs discarded"),
    "export.made": N_("Exported"),
}
"""Verbs that this room writes, for the composition root."""


class Attachment(CountyRow):
    """A file that belongs to one subject and is read under that subject's scope."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_subject", "subject_kind", "subject_id"),
        Index("ix_attachment_digest", "digest"),
    )
    kind: ClassVar[str] = "attachment"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    organisation_id: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(200))
    """Original file name, Chinese kept."""
    media_type: Mapped[str] = mapped_column(String(80))
    """By content, never by name."""
    size: Mapped[int] = mapped_column(Id)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the bytes."""
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by: Mapped[int | None] = mapped_column(Id)


class NoRoom(Refused):
    """The disk is full."""

    status = 507


def store_attachment(
    act: Act,
    folder: Path,
    subject: Owner,
    name: str,
    stream: IO[bytes],
    max_bytes: int = 50 * MEGABYTE,
    *,
    allowed: Collection[str] = ALLOWED,
    quotas: Mapping[str, Quota] = QUOTAS,
) -> Attachment:
    """Keep a file under a random name and write its row; whatever fails leaves no file behind.

    The stream is read in pieces and given up as soon as it is larger than ``max_bytes``. The file
    lasts only if the act is committed: a rollback removes it, and ``sweep_orphans`` what a crash left.
    Raises Incomplete (kind, size, name), TooMuch (quota), NoRoom (disk).
    """
    organisation_id = getattr(subject, "organisation_id", None) or act.actor.organisation_id
    check_quotas(act, subject, quotas)
    stored_as = secrets.token_hex(20)
    path = folder / stored_as
    kept_name = plain_name(name)
    try:
        size, digest = _write(path, stream, max_bytes)
        media_type = check_content(path, kept_name, allowed)
        attachment = Attachment(
            county=subject.county,
            subject_kind=subject.kind,
            subject_id=subject.id,
            organisation_id=organisation_id,
            name=kept_name or "file",
            media_type=media_type,
            size=size,
            digest=digest,
            stored_as=stored_as,
            uploaded_at=act.at,
            uploaded_by=act.actor.official_id,
        )
        act.session.add(attachment)
        record(act, "attachment.stored", attachment, size=size, digest=digest, media_type=media_type)
        # After the trail: whoever writes locks the county's head first and a shared count second.
        count_file(act, subject, size)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    _remove_upon_rollback(act.session, path)
    return attachment


def keep_file(session: Session, folder: Path, stream: IO[bytes], max_bytes: int) -> tuple[str, int, str]:
    """Keep bytes that nobody may look at, such as a sealed file, under a random name; a rollback removes them.

    Returns the name, the size and the SHA-256. Raises Incomplete (empty, too large) and NoRoom (disk).
    """
    stored_as = secrets.token_hex(20)
    try:
        size, digest = _write(folder / stored_as, stream, max_bytes)
    except BaseException:
        (folder / stored_as).unlink(missing_ok=True)
        raise
    _remove_upon_rollback(session, folder / stored_as)
    return stored_as, size, digest


def _write(path: Path, stream: IO[bytes], max_bytes: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > max_bytes:
                    raise Incomplete(
                        N_("The file is larger than %(limit)s MB. Make it smaller, or split it."),
                        limit=f"{max_bytes / MEGABYTE:g}",
                    )
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom(N_("The platform's disk is full. Nothing was kept; tell the administrator.")) from fault
        raise
    if size == 0:
        raise Incomplete(N_("The file is empty. Choose it again."))
    return size, digest.hexdigest()


def _remove_upon_rollback(session: Session, path: Path) -> None:
    waiting: list[Path] | None = session.info.get("files written")
    if waiting is None:
        waiting = session.info["files written"] = []
        event.listen(session, "after_soft_rollback", _remove_written)
        event.listen(session, "after_commit", _keep_written)
    waiting.append(path)


def _remove_written(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        for path in session.info["files written"]:
            path.unlink(missing_ok=True)
        session.info["files written"].clear()


def _keep_written(session: Session) -> None:
    session.info["files written"].clear()


def path_of(folder: Path, attachment: Attachment) -> Path:
    """Return where a file lies; NotFound when it has gone missing from the disk or lies elsewhere."""
    path = folder / attachment.stored_as
    if path.parent != folder or path.is_symlink() or not path.is_file():
        raise NotFound(N_("The file is not there any more. Tell the administrator."))
    return path


def genuine_path(folder: Path, attachment: Attachment) -> Path:
    """Return where a file lies; Conflict when its bytes are not the ones that were handed in."""
    path = path_of(folder, attachment)
    with path.open("rb") as file:
        genuine = hashlib.file_digest(file, "sha256").hexdigest() == attachment.digest
    if not genuine:
        raise Conflict(N_("The file on the disk is not the one that was handed in. Tell the administrator."))
    return path


def open_attachment(
    act: Act, folder: Path, attachment_id: int, allowed: Callable[[Attachment], bool]
) -> tuple[Attachment, Path]:
    """Return a file for download, if ``allowed`` lets this actor read its subject; the trail notes it.

    What may not be read looks like what is not there. Raises Conflict when the bytes are not the
    ones that were handed in.
    """
    attachment = act.session.get(Attachment, attachment_id)
    if attachment is None or not allowed(attachment):
        raise NotFound(N_("There is no such file, or it lies outside your region."))
    path = genuine_path(folder, attachment)
    record(act, "attachment.downloaded", attachment, of=attachment.subject_kind, of_id=attachment.subject_id)
    return attachment, path


def discard_attachments(act: Act, which: ColumnElement[bool]) -> int:
    """Forget files that nobody needs: their rows now, their bytes when ``sweep_orphans`` next finds them.

    The trail of each county notes how many and how large. Returns how many.
    """
    gone = act.session.execute(delete(Attachment).where(which).returning(Attachment.county, Attachment.size)).all()
    for county in sorted({row.county for row in gone}):
        sizes = [row.size for row in gone if row.county == county]
        record(act, "attachment.discarded", Subject(Attachment.kind, 0, county), count=len(sizes), size=sum(sizes))
    return len(gone)


def sweep_orphans(
    session: Session, folder: Path, now: datetime, older_than: timedelta = timedelta(days=1)
) -> dict[str, int]:
    """Remove files that no row knows, as a crash between file and commit leaves them (F8).

    Young files are left alone: their act may still be under way.
    """
    figures = {"removed": 0, "bytes": 0}
    limit = (now - older_than).timestamp()
    old = [file for file in folder.glob("*") if file.is_file() and file.stat().st_mtime < limit]
    for start in range(0, len(old), 500):
        part = {file.name: file for file in old[start : start + 500]}
        known = set(session.scalars(select(Attachment.stored_as).where(Attachment.stored_as.in_(part))))
        for name in part.keys() - known:
            figures["removed"] += 1
            figures["bytes"] += part[name].stat().st_size
            part[name].unlink()
    return figures
