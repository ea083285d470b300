"""The last picture of each camera: overwritten in place; only what a look rests on is kept."""

import io
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.patrol.models import Camera
from app.patrol.operations.rounds import Picture
from app.patrol.queries.looking import FRESH
from app.patrol.words import StillOutcome


def picture_path(folder: Path, camera_id: int, *, fresh: bool = True) -> Path:
    """Return where the last picture of a camera lies; ``folder`` is the installation's folder ``wall``.

    One that is dark, old or of another view lies beside it, so that it is never taken for what is seen now.
    """
    return folder / (f"{camera_id}.jpg" if fresh else f"{camera_id}-odd.jpg")


def last_picture(folder: Path, camera: Camera | None, at: datetime) -> Picture | None:
    """Return what a camera shows now; None where its last fresh picture is older than two minutes or gone."""
    if camera is None or camera.fresh_at is None or not at - FRESH <= camera.fresh_at <= at:
        return None
    try:
        taken = picture_path(folder, camera.id).read_bytes()
    except FileNotFoundError:
        return None
    return Picture(io.BytesIO(taken), camera.fresh_at, StillOutcome.FRESH)


def newest_picture(folder: Path, camera: Camera) -> bytes | None:
    """Return the newest picture of a camera, whatever it is worth; None where there is none."""
    fresh = camera.outcome == StillOutcome.FRESH
    for path in (picture_path(folder, camera.id, fresh=fresh), picture_path(folder, camera.id, fresh=not fresh)):
        with suppress(FileNotFoundError):
            return path.read_bytes()
    return None
