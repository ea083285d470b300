"""Photos of papers and places: made small, without camera data, each taken once."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.attachments import Attachment, store_attachment
from app.kernel.audit import record
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.surfaces.photos import prepare_photo
from app.villages.access import CHECKERS, ENTERERS, check_writes

MOST = 20


def add_photo(
    act: Act, folder: Path, owner: Any, name: str, stream: IO[bytes], told: Mapping[str, str] = {}
) -> Attachment:
    """Keep a photo of a voucher or of works; the same photo sent again is the one that is there already."""
    check_writes(act, owner.organisation, *ENTERERS, *CHECKERS)
    if owner.photos >= MOST:
        raise Incomplete(N_("At most twenty photos belong to one entry."), field="photo")
    small, facts = prepare_photo(stream, told)
    plain = name.rsplit(".", 1)[0][:60] or "photo"
    same = select(Attachment).where(
        Attachment.subject_kind == owner.kind, Attachment.subject_id == owner.id,
        Attachment.digest == hashlib.sha256(small.getvalue()).hexdigest(),
    )  # fmt: skip
    if (known := act.session.scalar(same)) is not None:
        return known
    kept = store_attachment(act, folder, owner, f"{plain}.jpg", small)
    owner.photos += 1
    record(act, "village.photo_added", owner, digest=kept.digest, at=facts.get("at", ""), photos=owner.photos)
    return kept
