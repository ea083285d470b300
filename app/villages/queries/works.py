"""Photos of works by stage, for the inner net and the public portal alike."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.attachments import Attachment
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.villages.models import VillageWorks, VillageWorksPhoto
from app.villages.words import WorksStage


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of works: its file, when it was taken, and where, as far as camera or phone told."""

    file: int
    taken: str
    place: str
    """``26.08213, 119.30142``: degrees north and east (WGS 84)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The photos of one stage of works."""

    code: str
    title: WorksStage
    photos: list[Photo]


def staged_photos(session: Session, works: VillageWorks) -> list[Stage]:
    """Return the photos of works before, during and after, in the order in which they were handed in."""
    wanted = select(VillageWorksPhoto).where(VillageWorksPhoto.works_id == works.id).order_by(VillageWorksPhoto.id)
    held = session.scalars(wanted).all()
    return [Stage(stage.value, stage, [_photo(one) for one in held if one.stage == stage]) for stage in WorksStage]


def _photo(one: VillageWorksPhoto) -> Photo:
    known = one.lat is not None and one.lon is not None
    return Photo(
        one.attachment_id, one.taken_at[:16].replace("T", " "), f"{one.lat:.5f}, {one.lon:.5f}" if known else ""
    )


def works_photo_file(session: Session, works: VillageWorks, file: int) -> Attachment:
    """Return the file of a photo of these works; NotFound otherwise."""
    kept = session.get(Attachment, file)
    if kept is None or (kept.subject_kind, kept.subject_id) != (works.kind, works.id):
        raise NotFound(N_("There is no such file, or it lies outside your region."))
    return kept
