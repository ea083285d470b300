"""The training room: a ticket leads in, every task can really be done, nothing of the platform is touched."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.kernel.act import local_day
from app.kernel.audit import TrailRow
from app.kernel.errors import NotAllowed
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.surfaces.database import db
from app.surfaces.training.sandbox import lay_out, put_back, sandbox_settings
from app.surfaces.training.tickets import Learner, key_for, read_ticket, write_ticket
from app.villages.lessons import LESSONS
from app.villages.models import VillageArticle, VillageQuestion, Voucher
from app.villages.words import VoucherState
from tests.forms import form_values
from tests.web import form_token

CLERK = Learner("林小燕", Role.VILLAGE_CLERK, "鼓东街道办事处", "中山社区居委会")
TOWN = Learner("郑志强", Role.TOWN_CLERK, "鼓东街道办事处", "练习村")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The program as a training room, laid out once.

    A process has one data key; so this room, alone of all, shares that of the other programs under test.
    """
    folder: Path = tmp_path_factory.mktemp("training")
    config = {"SUNSHINE_FOLDER": folder, "SECRET_KEY": "platform", "SUNSHINE_ADDRESS": "http://platform.test"}
    settings = {**sandbox_settings(config), "TESTING": True}
    del settings["SUNSHINE_DATA_KEY"]
    app = create_app(settings)
    lay_out(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def enter(room: Flask, learner: Learner) -> FlaskClient:
    client = room.test_client()
    ticket = write_ticket(room.config["SUNSHINE_TRAINING_KEY"], learner)
    answer = client.get("/room/enter", query_string={"ticket": ticket})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert answer.location.endswith("/room/")
    return client


def done(client: FlaskClient) -> int:
    """Return how many of the five tasks the page shows as done."""
    page = client.get("/room/").get_data(as_text=True)
    assert page.count('<li class="card">') == 5
    return page.count(">已完成<")


def send(client: FlaskClient, page: str, target: str, /, **form: Any) -> Any:
    token = form_token(client.get(page))
    return client.post(target, data={"csrf_token": token, **form})


def mine(room: Flask, table: Any, place: str) -> list[Any]:
    """Return the rows of a table in the newest place of a name."""
    with room.app_context():
        newest = select(func.max(Organisation.id)).where(Organisation.name == place)
        rows = db.session.scalars(select(table).where(table.organisation_id == newest.scalar_subquery())).all()
        db.session.expunge_all()
        db.session.remove()
    return list(rows)


def month(back: int) -> str:
    first = local_day(datetime.now(UTC)).replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return f"{first:%Y-%m}"


def test_a_village_clerk_does_all_five_tasks(room: Flask) -> None:
    client = enter(room, CLERK)
    assert done(client) == 0
    book = client.get("/villages/").location
    page = client.get(book).get_data(as_text=True)
    assert "中山社区居委会" in page and "第 1 个任务（共 5 个）：录入一笔支出" in page
    pk = re.search(r"/villages/(\d+)/cash", book)[1]  # type: ignore[index]
    today = local_day(datetime.now(UTC)).isoformat()
    payment = {
        "direction": "out",
        "category": "office",
        "amount": "120",
        "purpose": "购买水笔",
        "payee": "东街文具店",
        "payee_kind": "organisation",
        "method": "transfer",
        "receipt": "invoice",
        "occurred_on": today,
        "invoice_number": "25350000000001",
        "once": "training-1",
    }
    new = f"/villages/{pk}/cash/new"
    held = form_values(client.get(new).get_data(as_text=True), "amount")
    assert client.post(new, data={**held, **payment}).status_code == 302
    assert done(client) == 1
    copied = form_values(client.get(f"/villages/{pk}/cash/rows?copy=1").get_data(as_text=True), "row-0-amount")
    for name in [name for name in copied if name.endswith("-occurred_on") and copied[name]]:
        copied[name] = today
    assert client.post(f"/villages/{pk}/cash/rows", data=copied).status_code == 302
    assert done(client) == 2
    shown = f"/villages/{pk}/cash?month={month(1)}"
    assert send(client, shown, f"/villages/{pk}/cash/publish", month=month(1)).status_code == 302
    assert done(client) == 3
    (question,) = mine(room, VillageQuestion, "中山社区居委会")
    told = send(
        client,
        "/villages/questions",
        "/villages/questions",
        question=question.id,
        answer="八百六十元，票据见账目。",
        shown="1",
    )
    assert told.status_code == 302
    assert done(client) == 4
    new = f"/villages/{pk}/articles/new"
    assert (
        send(client, new, new, category="village", title="清理水沟", body="本周六清理村道两边的水沟。").status_code
        == 302
    )
    article = next(one for one in mine(room, VillageArticle, "中山社区居委会") if one.title == "清理水沟")
    assert (
        send(client, f"/villages/articles/{article.id}", f"/villages/articles/{article.id}/submit").status_code == 302
    )
    assert done(client) == 5
    assert "任务已全部完成" in client.get("/room/").get_data(as_text=True)


def test_a_township_clerk_does_all_five_tasks(room: Flask) -> None:
    client = enter(room, TOWN)
    waiting = [one for one in mine(room, Voucher, "练习村") if one.state == VoucherState.SUPERVISED]
    first, second = waiting[0].id, waiting[1].id
    assert send(client, f"/villages/vouchers/{first}", f"/villages/vouchers/{first}/check").status_code == 302
    assert (
        send(
            client, f"/villages/vouchers/{second}", f"/villages/vouchers/{second}/return", reason="照片看不清，请重拍。"
        ).status_code
        == 302
    )
    assert done(client) == 2
    pk = waiting[0].organisation_id
    assert (
        send(client, f"/villages/{pk}/cash?month={month(1)}", f"/villages/{pk}/cash/book", month=month(1)).status_code
        == 302
    )
    assert done(client) == 3
    (article,) = mine(room, VillageArticle, "练习村")
    assert (
        send(client, f"/villages/articles/{article.id}", f"/villages/articles/{article.id}/publish").status_code == 302
    )
    (question,) = mine(room, VillageQuestion, "练习村")
    send(client, "/villages/questions", "/villages/questions", question=question.id, answer="见账目。")
    assert done(client) == 5


def test_learners_work_side_by_side_each_in_a_village_of_his_own(room: Flask) -> None:
    one, other = enter(room, CLERK), enter(room, CLERK)
    first, second = one.get("/villages/").location, other.get("/villages/").location
    assert first != second
    assert one.get(second).status_code == 404


def test_there_is_no_way_in_without_a_good_ticket(room: Flask) -> None:
    client = room.test_client()
    assert client.get("/room/enter?ticket=made-up").status_code == 403
    foreign = write_ticket(key_for("another platform", "tickets"), CLERK)
    assert client.get("/room/enter", query_string={"ticket": foreign}).status_code == 403
    assert client.get("/login/").location.endswith("/room/door")
    assert "练一练" in client.get("/room/door").get_data(as_text=True)
    assert client.get("/room/").status_code in (302, 401)


def test_a_ticket_is_good_for_two_minutes(room: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_for("secret", "tickets")
    ticket = write_ticket(key, CLERK)
    assert read_ticket(key, ticket) == CLERK
    later = datetime.now(UTC).timestamp() + 121
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    with pytest.raises(NotAllowed, match="no longer good"):
        read_ticket(key, ticket)


def test_the_night_puts_the_room_back(room: Flask) -> None:
    client = enter(room, CLERK)
    assert client.get("/room/").status_code == 200
    assert not put_back(room)
    (room.config["SUNSHINE_FOLDER"] / "day").write_text("2020-01-01", encoding="utf-8")
    gone = client.get("/room/")
    assert gone.status_code == 302
    with room.app_context():
        assert (
            db.session.scalar(select(func.count()).select_from(TrailRow).where(TrailRow.verb == "village.asked")) == 0
        )
        db.session.remove()
    assert done(enter(room, CLERK)) == 0


def test_the_sandbox_shares_no_key_and_no_place_with_the_platform(tmp_path: Path) -> None:
    config = {"SUNSHINE_FOLDER": tmp_path, "SECRET_KEY": "platform", "SUNSHINE_ADDRESS": "http://x"}
    settings = sandbox_settings(config)
    keys = {settings[name] for name in ("SECRET_KEY", "SUNSHINE_DATA_KEY", "SUNSHINE_TRAINING_KEY")} | {"platform"}
    assert len(keys) == 4
    assert settings["SQLALCHEMY_DATABASE_URI"].startswith(f"sqlite:///{tmp_path / 'training'}")
    assert (settings["SUNSHINE_GATEWAY_SMS"], settings["SUNSHINE_GATEWAY_EMAIL"]) == ("", "")
    assert settings["SESSION_COOKIE_NAME"] != "sunshine"


def test_the_home_page_offers_the_room_to_those_who_learn_there(site: Flask, client_of: Any) -> None:
    site.config["SUNSHINE_TRAINING"] = "http://room.test"
    clerk = client_of("village_clerk")
    home = clerk.get("/")
    assert "练一练" in home.get_data(as_text=True)
    answer = clerk.get("/training/")
    assert answer.location.startswith("http://room.test/room/enter?ticket=")
    ticket = answer.location.partition("ticket=")[2]
    learner = read_ticket(key_for(site.config["SECRET_KEY"], "tickets"), ticket)
    assert learner.role == Role.VILLAGE_CLERK
    assert "练一练" not in client_of("inspector").get("/").get_data(as_text=True)
    site.config["SUNSHINE_TRAINING"] = "none"
    assert "练一练" not in clerk.get("/").get_data(as_text=True)
    assert clerk.get("/training/").status_code == 404


def test_every_role_that_learns_has_five_tasks() -> None:
    roles = [lesson.role for lesson in LESSONS]
    assert {role: roles.count(role) for role in set(roles)} == {Role.VILLAGE_CLERK: 5, Role.TOWN_CLERK: 5}
