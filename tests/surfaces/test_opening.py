"""A county goes to work on an empty database, by one command."""

from pathlib import Path

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from app import create_app
from app.kernel.audit import TrailRow
from app.kernel.calendar.table import WorkingDay
from app.kernel.flows.models import Flow
from app.kernel.places import Official, Organisation, Region
from app.surfaces.database import db
from tests.web import new_address


@pytest.fixture
def empty(engine_name: str, tmp_path: Path) -> Flask:
    """A program on a database without a table."""
    return create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": tmp_path,
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": new_address(engine_name, tmp_path),
        }
    )


ARGUMENTS = ["open", "350102", "--administrator", "何佳慧", "--username", "hejiahui", "--json"]


def test_a_county_is_opened_and_its_administrator_can_log_in(empty: Flask) -> None:
    runner = empty.test_cli_runner()
    told = runner.invoke(args=ARGUMENTS)
    assert told.exit_code == 0, told.output
    answer = empty.json.loads(told.output.strip().splitlines()[-1])
    with empty.app_context():
        session = db.session
        assert session.scalar(select(func.count()).select_from(Region)) > 3000
        assert session.scalar(select(func.count()).select_from(Flow)) >= 5
        first, last = session.execute(select(func.min(WorkingDay.day), func.max(WorkingDay.day))).one()
        assert (first.year, last.year >= 2026) == (2004, True)
        home = session.scalars(select(Organisation)).one()
        assert (home.name, home.body) == ("鼓楼区人民政府", "government")
        user = session.scalars(select(User)).one()
        assert [role.name for role in user.roles] == ["county_admin"]
        assert session.scalars(select(Official.name)).one() == "何佳慧"
        assert "county.opened" in set(session.scalars(select(TrailRow.verb)))
        session.remove()
    client = empty.test_client()
    page = client.get("/login/").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    sent = {"csrf_token": token, "username": answer["username"], "password": answer["password"]}
    assert client.post("/login/", data=sent).status_code == 302
    with empty.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_county_is_opened_once_and_an_unknown_one_never(empty: Flask) -> None:
    runner = empty.test_cli_runner()
    assert runner.invoke(args=ARGUMENTS).exit_code == 0
    again = runner.invoke(args=[*ARGUMENTS[:-3], "--username", "second"])
    assert again.exit_code == 1 and "已经开通" in again.output
    unknown = runner.invoke(args=["open", "999999", "--administrator", "甲", "--username", "x"])
    assert unknown.exit_code == 1 and "999999" in unknown.output
    with empty.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_frameworks_own_command_makes_no_account_past_the_trail(site: Flask) -> None:
    wanted = "--username intruder --firstname a --lastname b --email a@b.cn --password Right-Horse-78 --role city_admin"
    site.test_cli_runner().invoke(args=["fab", "create-user", *wanted.split()])
    with site.app_context():
        assert db.session.scalar(select(User.id).where(User.username == "intruder")) is None
        db.session.remove()
