"""What a still shows of the camera itself: whether it is dark and whether it looks elsewhere. Nobody is recognised."""

import hashlib
import io
import itertools
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageStat, UnidentifiedImageError

from app.patrol.cameras.outcomes import NotTaken
from app.patrol.words import StillOutcome

LONGEST_SIDE = 1280
QUALITY = 80
DARK_MEAN, DARK_SPREAD = 24.0, 8.0
"""Grey values from 0 to 255: below both, nobody could tell whether a counter is manned."""
ACROSS, DOWN = 32, 18
BLUR = 40
"""How much smaller a masked part is made before it is made large again: no face is left in it."""

_AREA = re.compile(r"(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})")


class Area(NamedTuple):
    """A part of a picture, in percent of its width and height."""

    left: int
    top: int
    width: int
    height: int

    def box(self, wide: int, high: int) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom in a picture of so many points."""
        right, bottom = self.left + self.width, self.top + self.height
        return self.left * wide // 100, self.top * high // 100, right * wide // 100, bottom * high // 100


def read_areas(typed: str) -> list[Area]:
    """Return the areas that "10,20,30,40; 50,0,50,100" names. Raises ValueError where one lies outside a picture."""
    areas = []
    for part in typed.replace("；", ";").replace(" ", "").split(";"):
        if not part:
            continue
        found = _AREA.fullmatch(part)
        area = Area(*map(int, found.groups())) if found else Area(0, 0, 0, 0)
        if not (area.width and area.height and area.left + area.width <= 100 and area.top + area.height <= 100):
            raise ValueError(part)
        areas.append(area)
    return areas


@dataclass(frozen=True)
class Picture:
    """A still as it is kept: JPEG of at most 1280 pixels on a side, without what the camera wrote into it."""

    data: bytes
    digest: str
    """SHA-256 of the bytes; two pictures with one digest show the very same."""
    outline: str
    """Where it gets lighter from left to right, 576 bits in 144 hexadecimal digits: the shape of the room."""
    dark: bool


def read_picture(sent: bytes) -> Picture:
    """Decode what a camera sent and encode it again. Raises NotTaken for what is no picture.

    Only JPEG, PNG and WebP are tried, and nothing larger than a picture of 179 million points is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened: Image.Image = Image.open(io.BytesIO(sent), formats=("JPEG", "PNG", "WEBP"))
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image = opened.convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ):
        raise NotTaken(StillOutcome.NO_PICTURE) from None
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    data = _written(image)
    grey = image.convert("L")
    shades = ImageStat.Stat(grey)
    dark = shades.mean[0] < DARK_MEAN and shades.stddev[0] < DARK_SPREAD
    return Picture(data, hashlib.sha256(data).hexdigest(), _outline(grey), dark)


def _written(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def _outline(grey: Image.Image) -> str:
    """Return a difference hash: a bit for each place, set where the next place to the right is lighter."""
    small = grey.resize((ACROSS + 1, DOWN), Image.Resampling.BOX).tobytes()
    rows = (small[start : start + ACROSS + 1] for start in range(0, len(small), ACROSS + 1))
    bits = "".join("1" if left < right else "0" for row in rows for left, right in itertools.pairwise(row))
    return f"{int(bits, 2):0{ACROSS * DOWN // 4}x}"


def shift(outline: str, other: str) -> float:
    """Return by which part two outlines differ, 0 to 1: about a half once a camera looks elsewhere."""
    return (int(outline, 16) ^ int(other, 16)).bit_count() / (ACROSS * DOWN)


def hide(data: bytes, areas: Sequence[Area]) -> bytes:
    """Return a still in which the areas where citizens stand are blurred beyond recognition, as JPEG."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    for area in areas:
        box = area.box(*image.size)
        part = image.crop(box)
        if part.width and part.height:
            tiny = part.resize((max(1, part.width // BLUR), max(1, part.height // BLUR)), Image.Resampling.BOX)
            image.paste(tiny.resize(part.size).filter(ImageFilter.GaussianBlur(BLUR // 4)), box)
    return _written(image)
