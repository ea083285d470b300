"""A whole city comes to work by one command: every place with its body, clerk, account and access slip."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from app import create_app
from app.kernel.audit import TrailRow
from app.kernel.places import Level, Official, Organisation, Post, PostHolder, Region
from app.kernel.trail.verify import verify
from app.surfaces.accounts.passwords import check_password, long_first_password
from app.surfaces.database import db
from tests.web import new_address

MAWEI = 350105
"""4 towns and 79 villages and communities."""


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


def roll(site: Flask, *more: str) -> Any:
    told = site.test_cli_runner().invoke(args=["rollout", "--county", str(MAWEI), "--json", *more])
    assert told.exit_code == 0, told.output
    return site.json.loads(told.output.strip().splitlines()[-1])


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def closing(empty: Flask) -> Any:
    yield
    with empty.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("closing")
def test_every_place_of_a_county_is_at_work_after_one_command(empty: Flask, tmp_path: Path) -> None:
    assert roll(empty, "--dry-run")["counties"] == [
        {"county": "马尾区", "places": {"county": 1, "town": 4, "village": 79}, "accounts": 0}
    ]
    with empty.app_context():
        assert count(Organisation) == 0
    assert roll(empty)["counties"][0]["accounts"] == 84
    assert roll(empty)["counties"][0] == {
        "county": "马尾区",
        "places": {"county": 0, "town": 0, "village": 0},
        "accounts": 0,
    }
    with empty.app_context():
        assert [count(table) for table in (Organisation, Post, Official, PostHolder, User)] == [84] * 5
        live = select(func.count()).select_from(Region).where(Region.live_on.is_not(None))
        assert db.session.scalar(live) == 84
        village = db.session.scalars(select(Organisation).where(Organisation.body == "village").limit(1)).one()
        above = [int(part) for part in village.path.strip("/").split("/")]
        levels = [db.session.get_one(Organisation, pk).region.level for pk in above]
        assert levels == [Level.COUNTY, Level.TOWN, Level.VILLAGE]
        told = db.session.execute(select(TrailRow.verb, func.count()).group_by(TrailRow.verb)).all()
        assert {"place.set_up": 84, "account.created": 84, "role.granted": 84}.items() <= {tuple(r) for r in told}
        assert verify(db.session()).intact
    (slips,) = (tmp_path / "slips").iterdir()
    assert slips.stat().st_mode & 0o077 == 0
    text = slips.read_text(encoding="utf-8")
    assert text.count("<section>") == 84
    assert text.count("data:image/svg+xml") == 84


@pytest.mark.usefixtures("closing")
def test_a_village_clerk_logs_in_with_his_slip_and_chooses_a_password(empty: Flask, tmp_path: Path) -> None:
    roll(empty)
    (slips,) = (tmp_path / "slips").iterdir()
    section = next(one for one in slips.read_text(encoding="utf-8").split("<section>") if "<code>c350105" in one)
    name, password = re.findall(r"<code>(.*?)</code>", section)
    client = empty.test_client()
    page = client.get(f"/login/?username={name}").get_data(as_text=True)
    assert f'value="{name}"' in page
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = client.post("/login/", data={"csrf_token": token, "username": name, "password": password})
    assert answer.status_code == 302
    assert "/password" in client.get("/", follow_redirects=False).location


@pytest.mark.usefixtures("closing")
def test_a_county_that_is_not_among_the_divisions_is_refused(empty: Flask) -> None:
    told = empty.test_cli_runner().invoke(args=["rollout", "--county", "999999"])
    assert told.exit_code == 1
    assert "六位" in told.output


def test_a_long_first_password_meets_the_rules() -> None:
    words = {long_first_password() for _ in range(50)}
    assert len(words) == 50
    for word in words:
        check_password(word, "c350105001001")
