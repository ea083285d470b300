"""The pages of a patrol: twenty looks by one press each, what an organisation sees, who opens a picture."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Act, Actor, Channel
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.patrol.models import Camera, Look, PatrolRound
from app.patrol.operations import note_try
from app.patrol.wall import picture_path
from app.patrol.words import StillOutcome
from app.surfaces.database import db
from tests.conftest import NOW
from tests.patrol.building import Halls, picture
from tests.web import at_work, form_token
from tests.world import World


@pytest.fixture
def hall(site: Flask) -> int:
    """A hall with a roster, a camera that has just given a picture, and twenty counters; its id."""
    with at_work(site) as session:
        world = World(session)

        def make(official: str | None = None, at: Any = NOW, channel: Channel = Channel.SCREEN) -> Act:
            actor = world.actor(official, at) if official else Actor.platform()
            made = Act(session, actor, at, channel, actor.county or 350102)
            session.info["act"] = made
            return made

        with open_act(make()):
            halls = Halls(session, world, make)
            for number in range(3, 21):
                halls.counter(f"GL-A{number:02d}", f"{number}号窗口")
            halls.roster(halls.first, "window")
            camera = halls.camera(counter_codes="GL-A01", mask="0,0,100,100")
            note_try(make(None, NOW - timedelta(seconds=30)), camera, StillOutcome.FRESH, "ab" * 32)
            folder = site.config["SUNSHINE_FOLDER"] / "wall"
            folder.mkdir(parents=True, exist_ok=True)
            picture_path(folder, camera.id).write_bytes(picture().getvalue())
            pk = halls.hall.id
        session.commit()
    return int(pk)


def begin(client: FlaskClient, hall: int, on_foot: str = "0") -> str:
    token = form_token(client.get("/patrol/"))
    answer = client.post("/patrol/start", data={"csrf_token": token, "hall": hall, "on_foot": on_foot})
    assert answer.status_code == 302
    return str(answer.location)


def press(client: FlaskClient, page: str, seen: str, **more: Any) -> str:
    """Press one button of the page; returns the next page."""
    action = re.search(r'action="(/patrol/rounds/\d+/looks/\d+)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert action is not None and token is not None
    sent = {"csrf_token": token[1], "seen": seen, **more}
    return client.post(action[1], data=sent, follow_redirects=True).get_data(as_text=True)


def test_a_round_of_twenty_looks_takes_twenty_presses(
    site: Flask, hall: int, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("inspector")
    page = client.get(begin(client, hall)).get_data(as_text=True)
    assert "王窗" in page and "now.jpg" in page
    shown = re.search(r'src="([^"]+now\.jpg)"', page)
    assert shown is not None
    assert client.get(shown[1]).get_data()[:2] == b"\xff\xd8"
    for number in range(20):
        assert f"已看 {number}/20" in page
        page = press(client, page, "unmanned" if number == 0 else "manned")
    assert "已看 20/20" in page
    with site.app_context():
        made = db.session.scalars(select(PatrolRound)).one()
        assert made.finished_at is not None
        first = made.looks[0]
        assert (first.seen, first.still is not None, first.still.attachment_id is not None) == ("unmanned", True, True)
        assert [look.still_id for look in made.looks[1:]] == [None] * 19
        db.session.remove()


def test_a_wrong_press_is_refused_in_words_and_changes_nothing(
    site: Flask, hall: int, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("inspector")
    page = client.get(begin(client, hall)).get_data(as_text=True)
    page = press(client, page, "asleep")
    assert "请从列表中选择。" in page and "已看 0/20" in page
    with site.app_context():
        assert db.session.scalars(select(Look.id).where(Look.at.is_not(None))).all() == []
        db.session.remove()


def test_on_foot_a_photo_goes_with_the_look_without_what_the_telephone_wrote(
    site: Flask, hall: int, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("inspector")
    page = client.get(begin(client, hall, "1")).get_data(as_text=True)
    press(client, page, "eating", photo=(io.BytesIO(picture().getvalue()), "IMG_1.jpg"))
    with site.app_context():
        look = db.session.scalars(select(Look).where(Look.at.is_not(None))).one()
        assert (look.still.outcome, look.still.camera_id, look.on_foot) == ("photo", None, True)
        db.session.remove()


def test_the_organisation_sees_its_looks_answers_and_whoever_opens_the_picture_is_written_down(
    site: Flask, hall: int, client_of: Callable[[str], FlaskClient]
) -> None:
    inspector, window, town = client_of("inspector"), client_of("window"), client_of("town_clerk")
    page = inspector.get(begin(inspector, hall)).get_data(as_text=True)
    press(inspector, page, "unmanned")
    listed = window.get("/patrol/seen").get_data(as_text=True)
    assert "GL-A01" in listed and "GL-A01" not in town.get("/patrol/seen").get_data(as_text=True)
    address = re.search(r'href="(/patrol/looks/\d+)"', listed)
    assert address is not None
    with window.get(f"{address[1]}/picture") as shown:
        whole = shown.get_data()
    assert (shown.mimetype, whole[:2]) == ("image/jpeg", b"\xff\xd8")
    assert f"{address[1]}/picture?print=1" in window.get(address[1]).get_data(as_text=True)
    printed = window.get(f"{address[1]}/picture?print=1")
    assert (printed.mimetype, printed.get_data()[:2]) == ("image/jpeg", b"\xff\xd8")
    assert printed.get_data() != whole
    assert town.get(address[1]).status_code == 404 and town.get(f"{address[1]}/picture").status_code == 404
    token = form_token(window.get(address[1]))
    window.post(f"{address[1]}/answer", data={"csrf_token": token, "text": "去复印材料"})
    assert "去复印材料" in inspector.get(address[1]).get_data(as_text=True)
    with site.app_context():
        opened = db.session.scalars(select(TrailRow.official).where(TrailRow.verb == "attachment.downloaded")).all()
        assert opened == ["王窗"] * 2
        db.session.remove()


def test_an_old_picture_of_the_wall_is_not_what_is_seen_now(
    site: Flask, hall: int, client_of: Callable[[str], FlaskClient]
) -> None:
    with at_work(site) as session, open_act(Act(session, Actor.platform(), NOW, Channel.CLOCK, 350102)):
        camera = session.scalars(select(Camera)).one()
        camera.fresh_at = NOW - timedelta(minutes=3)
        session.commit()
    client = client_of("inspector")
    page = client.get(begin(client, hall)).get_data(as_text=True)
    assert "now.jpg" not in page


def test_the_public_and_other_roles_see_nothing_of_it(
    site: Flask, hall: int, client_of: Callable[[str], FlaskClient]
) -> None:
    for role in ("window", "leader", "village_clerk"):
        assert client_of(role).get("/patrol/").status_code == 403, role
    assert site.test_client().get("/patrol/").status_code == 302


def test_the_wall_shows_what_cameras_show_and_its_opening_stands_in_the_trail_once(
    client_of: Callable[[str], FlaskClient], site: Flask, hall: int
) -> None:
    client = client_of("inspector")
    page = client.get("/patrol/wall/", follow_redirects=True).get_data(as_text=True)
    found = re.search(r'src="(/patrol/cameras/\d+/picture\?at=\d+)"', page)
    assert found is not None
    shown = client.get(found[1])
    assert shown.mimetype == "image/jpeg" and shown.data[:2] == b"\xff\xd8"
    assert f'data-again="/patrol/wall/{hall}?again=1"' in page
    assert client.get(f"/patrol/wall/{hall}?again=1").status_code == 200
    with at_work(site) as session:
        opened = session.scalars(select(TrailRow).where(TrailRow.verb == "patrol.wall_opened")).all()
    assert len(opened) == 1


def test_whoever_neither_patrols_nor_keeps_cameras_sees_no_wall(
    client_of: Callable[[str], FlaskClient], site: Flask, hall: int
) -> None:
    with at_work(site) as session:
        camera = session.scalars(select(Camera)).one().id
    for who in ("window", "village_clerk", "leader"):
        client = client_of(who)
        for address in (f"/patrol/wall/{hall}", f"/patrol/cameras/{camera}/picture"):
            assert client.get(address).status_code == 403, (who, address)
    assert client_of("inspector").get("/patrol/cameras/999/picture").status_code == 404
    keeper = client_of("county_admin")
    page = keeper.get(f"/patrol/wall/{hall}").get_data(as_text=True)
    action = re.search(r'action="(/patrol/cameras/\d+/view)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert action is not None and token is not None and "/patrol/start" not in page
    assert keeper.post(action[1], data={"csrf_token": token[1]}).status_code == 302
    with at_work(site) as session:
        assert len(session.scalars(select(Camera)).one().reference_hash) == 144
