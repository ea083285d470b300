"""A still tells of the camera: dark, turned away; and a masked part shows no face."""

import io

import pytest
from PIL import Image, ImageFilter, ImageStat

from app.patrol.cameras.outcomes import NotTaken
from app.patrol.cameras.pictures import LONGEST_SIDE, Area, hide, read_areas, read_picture, shift
from tests.patrol.cameras.sources import jpeg, room


def test_a_dark_picture_is_told_from_a_dim_one() -> None:
    assert read_picture(jpeg(room(light=8))).dark
    assert not read_picture(jpeg(room(light=90))).dark
    assert not read_picture(jpeg(room())).dark


def test_a_camera_that_looks_elsewhere_is_told_from_people_and_light() -> None:
    before = read_picture(jpeg(room()))
    assert shift(before.outline, before.outline) == 0
    for same in (room(person=True), room(light=150), room(light=90, person=True)):
        assert shift(before.outline, read_picture(jpeg(same)).outline) < 0.25
    for turned in (room(shift=75), room(shift=100), room().transpose(Image.Transpose.FLIP_LEFT_RIGHT)):
        assert shift(before.outline, read_picture(jpeg(turned)).outline) > 0.35


def test_a_still_is_made_small_and_loses_what_the_camera_wrote() -> None:
    large = room().resize((4000, 2250))
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    large.save(target, "JPEG", exif=exif)
    kept = read_picture(target.getvalue())
    image = Image.open(io.BytesIO(kept.data))
    assert max(image.size) == LONGEST_SIDE
    assert b"Maker of cameras" not in kept.data


def test_a_picture_that_unpacks_to_a_giant_is_refused() -> None:
    target = io.BytesIO()
    Image.new("1", (20000, 20000)).save(target, "PNG")
    assert len(target.getvalue()) < 200_000
    with pytest.raises(NotTaken):
        read_picture(target.getvalue())


def test_a_masked_part_is_blurred_and_the_rest_is_not() -> None:
    still = read_picture(jpeg(room(person=True)))
    masked = Image.open(io.BytesIO(hide(still.data, [Area(40, 30, 25, 70)])))
    before = Image.open(io.BytesIO(still.data))

    def edges(image: Image.Image, box: tuple[int, int, int, int]) -> float:
        return ImageStat.Stat(image.convert("L").filter(ImageFilter.FIND_EDGES).crop(box)).mean[0]

    inside, outside = (270, 115, 400, 345), (10, 20, 240, 340)
    assert edges(masked, inside) < edges(before, inside) / 3
    assert edges(masked, outside) == pytest.approx(edges(before, outside), rel=0.15)


def test_areas_are_read_as_a_clerk_types_them() -> None:
    assert read_areas("10,20,30,40； 0,50,100,50 ;") == [Area(10, 20, 30, 40), Area(0, 50, 100, 50)]
    assert read_areas("") == []
    assert Area(10, 20, 30, 40).box(640, 360) == (64, 72, 256, 216)


@pytest.mark.parametrize("typed", ["10,20,30", "80,0,30,10", "10,10,0,5", "a,b,c,d", "10,20,30,40;x"])
def test_an_area_outside_the_picture_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_areas(typed)
