"""Photos: made small, turned upright, stripped of what the camera wrote; place and time kept apart."""

import io
import warnings
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import IO, Any

from PIL import Image, ImageOps, UnidentifiedImageError

from app.kernel.act import CHINA
from app.kernel.errors import Incomplete
from app.kernel.words import N_

LONGEST_SIDE = 1600
QUALITY = 85
EXIF_PART, GPS_PART, TAKEN = 0x8769, 0x8825, 0x9003


def prepare_photo(stream: IO[bytes], told: Mapping[str, str]) -> tuple[io.BytesIO, dict[str, Any]]:
    """Return a photo as JPEG without camera data, and ``{"at", "lat", "lon"}`` as far as they are known.

    ``told`` is what the browser said at the moment of choosing; what the camera wrote goes before it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(stream, formats=("JPEG", "PNG", "WEBP"))
            facts = {**_told(told), **_written(image)}
            image = ImageOps.exif_transpose(image)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            target = io.BytesIO()
            image.convert("RGB").save(target, "JPEG", quality=QUALITY)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ):
        raise Incomplete(N_("This is no photo that can be read. Choose a JPEG, PNG or WebP.")) from None
    target.seek(0)
    return target, facts


def _told(told: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    with suppress(ValueError):  # the browser did not say, or was not allowed to
        lat, lon = float(told.get("lat", "")), float(told.get("lon", ""))
        if abs(lat) <= 90 and abs(lon) <= 180:
            facts["lat"], facts["lon"] = round(lat, 6), round(lon, 6)
    with suppress(ValueError):
        at = datetime.fromisoformat(told.get("at", ""))
        facts["at"] = at.astimezone(CHINA).isoformat(timespec="minutes")
    return facts


def _written(image: Image.Image) -> dict[str, Any]:
    """Return place and time that the camera wrote into the picture."""
    facts: dict[str, Any] = {}
    exif = image.getexif()
    taken = exif.get_ifd(EXIF_PART).get(TAKEN)
    with suppress(ValueError):
        at = datetime.strptime(str(taken), "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
        facts["at"] = at.isoformat(timespec="minutes")
    gps = exif.get_ifd(GPS_PART)
    try:
        facts["lat"] = round(_degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1), 6)
        facts["lon"] = round(_degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1), 6)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        facts.pop("lat", None)
    return facts


def _degrees(parts: Any) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
