"""The pictures of all cameras, fetched by the clock while their halls are open."""

from collections import Counter as Count
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import NotFound
from app.kernel.networks import Networks
from app.kernel.words import N_
from app.patrol.cameras.outcomes import NotTaken, Source
from app.patrol.cameras.pictures import read_picture, shift
from app.patrol.cameras.taking import Taken, take_pictures
from app.patrol.models import Camera
from app.patrol.operations.stills import note_try
from app.patrol.queries.opening import is_open
from app.patrol.wall import newest_picture, picture_path
from app.patrol.words import StillOutcome, StillWay

STREAMS = 10
"""Streams of which a picture is taken in one run: each decodes video, and the others have their turn in the next."""
MOVED = 0.4
"""Part of the outline that differs once a camera looks elsewhere; people and light change less than a quarter."""

Take = Callable[[Sequence[Source], Networks], list[Taken]]


class Due(NamedTuple):
    """A camera whose picture is to be fetched."""

    camera_id: int
    source: Source


def cameras_due(act: Act) -> list[Due]:
    """Return the cameras of halls that are open now; of streams those that have waited the longest."""
    cameras = act.session.scalars(
        select(Camera)
        .options(joinedload(Camera.hall))
        .where(Camera.way == str(StillWay.SNAPSHOT), Camera.off.is_(False), Camera.still_address != "")
        .order_by(Camera.tried_at.is_not(None), Camera.tried_at, Camera.id)
    ).all()
    open_halls = {hall.id for hall in {camera.hall for camera in cameras} if is_open(act.session, hall, act.at)}
    due, streams = [], 0
    for camera in cameras:
        if camera.hall_id not in open_halls:
            continue
        is_stream = camera.still_address.startswith("rtsp:")
        streams += is_stream
        if not is_stream or streams <= STREAMS:
            account = Source(camera.still_address, camera.account, camera.sealed_password or "")
            due.append(Due(camera.id, account))
    return due


def fetch_stills(
    act: Act, folder: Path, networks: Networks, release: Callable[[], None], take: Take = take_pictures
) -> Mapping[str, int]:
    """Fetch the picture of each camera that is due and note what came of it; returns how many of each outcome.

    ``folder`` is the wall's; ``release`` ends the transaction before anything is asked of the net, so that nobody
    waits for a camera. Without networks nothing is asked: the operator has not said where cameras may stand.
    """
    due = cameras_due(act) if networks else []
    release()
    if not due:
        return {}
    taken = dict(zip((one.camera_id for one in due), take([one.source for one in due], networks), strict=True))
    outcomes: Count[str] = Count()
    for camera in act.session.scalars(select(Camera).where(Camera.id.in_(taken)).order_by(Camera.id)).all():
        outcome = _judge(camera, taken[camera.id])
        outcomes[str(outcome)] += 1
        picture = taken[camera.id].picture
        if picture is not None:
            _overwrite(picture_path(folder, camera.id, fresh=outcome == StillOutcome.FRESH), picture.data)
        note_try(act, camera, outcome, picture.digest if picture else "")
    return dict(sorted(outcomes.items()))


def _judge(camera: Camera, taken: Taken) -> StillOutcome:
    """Return what a camera's picture is worth: an old one given again is no picture of now."""
    picture = taken.picture
    if picture is None:
        return taken.outcome
    if picture.digest == camera.sha256:
        return StillOutcome.SAME
    if picture.dark:
        return StillOutcome.DARK
    if camera.reference_hash and shift(camera.reference_hash, picture.outline) > MOVED:
        return StillOutcome.MOVED
    return StillOutcome.FRESH


def _overwrite(path: Path, data: bytes) -> None:
    """Replace a picture in one step: whoever reads it at this moment gets the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(data)
    beside.replace(path)


def set_view(act: Act, folder: Path, camera: Camera) -> None:
    """Take what a camera shows now as what it should show; from then on a camera that was turned is noticed."""
    data = newest_picture(folder, camera)
    if data is None:
        raise NotFound(N_("This camera has given no picture yet. Wait a minute while its hall is open."))
    try:
        camera.reference_hash = read_picture(data).outline
    except NotTaken:
        raise NotFound(N_("This camera has given no picture yet. Wait a minute while its hall is open.")) from None
    record(act, "patrol.view_set", camera, outcome=camera.outcome)
