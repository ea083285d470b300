"""Files and photos of an entry."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from app.kernel.act import Act
from app.kernel.attachments import Attachment, store_attachment
from app.kernel.errors import Incomplete, OutOfOrder, Refused
from app.kernel.photos import prepare_photo
from app.kernel.words import N_
from app.ledgers.fields.field import LedgerField
from app.ledgers.fields.reading import read_value
from app.ledgers.models import LedgerEntry
from app.ledgers.operations.entries import put_content
from app.ledgers.words import OPEN, Kind


def attach_file(
    act: Act,
    folder: Path,
    entry: LedgerEntry,
    item: LedgerField,
    name: str,
    stream: IO[bytes],
    told: Mapping[str, str] | None = None,
) -> Attachment:
    """Keep a file under an entry and put it into a field; a refusal names the field."""
    if entry.state not in OPEN:
        raise OutOfOrder(
            N_("This entry has been submitted and cannot be changed. Begin a correction once it is decided.")
        )
    if item.kind not in (Kind.FILE, Kind.PHOTO):
        raise Incomplete(N_("Files do not belong into this field."), field=item.name)
    facts: dict[str, Any] = {}
    try:
        if item.kind is Kind.PHOTO:
            stream, facts = prepare_photo(stream, told or {})
            # A phone's name for a picture may name a person; the public sees the picture's name.
            name = f"{item.label}-{len(entry.content.get(item.name, [])) + 1}.jpg"
        attachment = store_attachment(act, folder, entry, name, stream)
        act.session.flush()
        held = [*entry.content.get(item.name, []), {"id": attachment.id, "name": attachment.name, **facts}]
        put_content(act, entry, {**entry.content, item.name: read_value(item, held)})
    except Refused as refusal:
        refusal.field = item.name
        raise
    return attachment
