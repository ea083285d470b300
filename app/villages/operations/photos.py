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
from app.kernel.photos import prepare_photo
from app.kernel.words import N_
from app.villages.access import CHECKERS, ENTERERS, check_writes
from app.villages.models import VillageWorks, VillageWorksPhoto
from app.villages.words import WorksStage

MOST = 20


def add_photo(
    act: Act, folder: Path, owner: Any, name: str, stream: IO[bytes], told: Mapping[str, str] = {}
) -> Attachment:
    """Keep a photo of a voucher or of works; the same photo sent again is the one that is there already."""
    return _keep(act, folder, owner, name, stream, told)[0]


def _keep(
    act: Act, folder: Path, owner: Any, name: str, stream: IO[bytes], told: Mapping[str, str]
) -> tuple[Attachment, dict[str, Any]]:
    """Return the kept photo, and its time and place as far as they are known."""
    check_writes(act, owner.organisation, *ENTERERS, *CHECKERS)
    if owner.photos >= MOST:
        raise Incomplete(N_("At most twenty photos belong to one entry."), field="photo")
    small, facts = prepare_photo(stream, told)
    plain = name.rsplit(".", 1)[0][:60] or "photo"
    same = select(Attachment).where(
        Attachment.subject_kind == owner.kind,
        Attachment.subject_id == owner.id,
        Attachment.digest == hashlib.sha256(small.getvalue()).hexdigest(),
    )
    if (known := act.session.scalar(same)) is not None:
        return known, facts
    kept = store_attachment(act, folder, owner, f"{plain}.jpg", small)
    owner.photos += 1
    record(act, "village.photo_added", owner, digest=kept.digest, at=facts.get("at", ""), photos=owner.photos)
    return kept, facts


def add_works_photo(
    act: Act,
    folder: Path,
    works: VillageWorks,
    stage: WorksStage,
    name: str,
    stream: IO[bytes],
    told: Mapping[str, str] = {},
) -> Attachment:
    """Keep a photo of works at one of its three stages, with the time and place that camera or browser told."""
    kept, facts = _keep(act, folder, works, name, stream, told)
    known = select(VillageWorksPhoto.id).where(VillageWorksPhoto.attachment_id == kept.id)
    if act.session.scalar(known) is None:
        act.session.add(
            VillageWorksPhoto(
                county=works.county,
                works_id=works.id,
                attachment_id=kept.id,
                stage=stage,
                taken_at=facts.get("at", ""),
                lat=facts.get("lat"),
                lon=facts.get("lon"),
            )
        )
        setattr(works, stage.value, getattr(works, stage.value) + 1)
    act.session.flush()
    return kept
