"""Cameras and stills: what they show, what is kept of them, and what nobody reads again."""

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete
from app.patrol.checks import SEALED
from app.patrol.models import CameraView
from app.patrol.operations import keep_still, note_try
from app.patrol.records.cameras import CAMERA
from app.patrol.words import StillOutcome
from app.surfaces.records.writing import edit_record
from tests.conftest import NOW
from tests.patrol.building import MONDAY, Halls, picture


def test_a_camera_shows_the_counters_whose_codes_were_typed(
    halls: Halls, acting_as: Callable[..., Act], session: Session
) -> None:
    camera = halls.camera()
    shown = select(CameraView.counter_id).where(CameraView.camera_id == camera.id)
    assert set(session.scalars(shown)) == {halls.first.id, halls.second.id}
    edit_record(acting_as("county_admin"), CAMERA, camera, {"counter_codes": "GL-A02"})
    assert set(session.scalars(shown)) == {halls.second.id}


def test_a_password_is_kept_encrypted_and_never_shown_or_put_into_the_trail(
    halls: Halls, acting_as: Callable[..., Act], session: Session
) -> None:
    camera = halls.camera(account="viewer", password="Lamp-Post-19")
    assert (camera.password, camera.sealed_password) == (SEALED, "Lamp-Post-19")
    stored = session.execute(text("SELECT sealed_password, password FROM hall_camera")).one()
    assert "Lamp-Post-19" not in "".join(stored)
    edit_record(acting_as("county_admin"), CAMERA, camera, {"name": "西侧", "password": SEALED})
    assert camera.sealed_password == "Lamp-Post-19"
    edit_record(acting_as("county_admin"), CAMERA, camera, {"password": ""})
    assert (camera.password, camera.sealed_password) == ("", None)
    assert not [row for row in session.scalars(select(TrailRow.facts)) if "Lamp-Post-19" in row]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("still_address", "ftp://192.0.2.10/a.jpg"),
        ("still_address", "http://viewer:secret@192.0.2.10/a.jpg"),
        ("live_address", "http://192.0.2.10:99999/a.m3u8"),
        ("still_address", ""),
        ("counter_codes", "GL-A01、GL-A77"),
        ("mask", "80,0,30,10"),
        ("mask", "left"),
    ],
)
def test_a_camera_that_cannot_work_is_refused(halls: Halls, field: str, value: Any) -> None:
    with pytest.raises(Incomplete) as refused:
        halls.camera(**{field: value})
    assert refused.value.field == field


def test_two_cameras_have_two_codes(halls: Halls) -> None:
    halls.camera()
    with pytest.raises(Conflict):
        halls.camera(name="西侧")


def test_tries_that_fail_begin_one_fault_and_a_fresh_picture_ends_it(
    halls: Halls, acting_as: Callable[..., Act], session: Session
) -> None:
    camera = halls.camera()
    for minute in range(12):
        outcome = StillOutcome.DARK if minute % 2 else StillOutcome.UNREACHABLE
        note_try(acting_as(None, NOW + timedelta(minutes=minute)), camera, outcome)
    assert (camera.faulty_since, camera.faults, camera.outcome) == (NOW, 12, "dark")
    note_try(acting_as(None, NOW + timedelta(minutes=12)), camera, StillOutcome.FRESH, "ab" * 32)
    assert (camera.faulty_since, camera.faults, camera.sha256) == (None, 0, "ab" * 32)
    note_try(acting_as(None, NOW + timedelta(minutes=13)), camera, StillOutcome.SAME)
    note_try(acting_as(None, NOW + timedelta(minutes=14)), camera, StillOutcome.FRESH, "cd" * 32)
    told = session.scalars(select(TrailRow.verb).where(TrailRow.verb.startswith("patrol.camera_")))
    assert list(told) == ["patrol.camera_faulty", "patrol.camera_well"]


def test_a_still_is_kept_with_its_hash_its_time_and_its_end(
    halls: Halls, acting_as: Callable[..., Act], session: Session, tmp_path: Path
) -> None:
    camera, bytes_ = halls.camera(), picture().getvalue()
    act = acting_as("inspector")
    still = keep_still(act, tmp_path, halls.hall, camera, StillOutcome.FRESH, NOW, io.BytesIO(bytes_))
    assert still.sha256 == hashlib.sha256(bytes_).hexdigest()
    assert still.kept_until == MONDAY + timedelta(days=30)
    assert still.attachment is not None
    assert (tmp_path / still.attachment.stored_as).read_bytes() == bytes_
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "patrol.still_kept")).one()
    assert (row.subject_id, still.sha256 in row.facts) == (still.id, True)


def test_what_is_no_picture_is_never_kept(halls: Halls, acting_as: Callable[..., Act], tmp_path: Path) -> None:
    page = io.BytesIO(b"<html><body>401 Unauthorized</body></html>")
    with pytest.raises(Incomplete):
        keep_still(acting_as("inspector"), tmp_path, halls.hall, halls.camera(), StillOutcome.FRESH, NOW, page)
    assert list(tmp_path.iterdir()) == []


def test_the_window_reads_counters_and_never_cameras(client_of: Callable[[str], FlaskClient]) -> None:
    window, inspector = client_of("window"), client_of("inspector")
    for kind in ("hall_camera", "hall_still"):
        assert window.get(f"/api/v1/{kind}/").status_code == 403
        assert inspector.get(f"/api/v1/{kind}/").get_json()["count"] == 0
