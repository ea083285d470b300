"""The commands of supervision: what the points are, scan now, test on history."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.kernel.points import PointSetting
from app.supervision.models import Alert
from app.surfaces.acts import command_act
from app.surfaces.database import db
from app.surfaces.scheduling.leadership import take_lead
from app.surfaces.scheduling.operations import pause_clock
from tests.conftest import NOW
from tests.supervision.building import Builder
from tests.world import World


@pytest.fixture
def program(built: str, tmp_path: Path) -> Iterator[Flask]:
    """The whole program on a database of its own, with one case that has something to find."""
    made = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": built,
            "SUNSHINE_FOLDER": tmp_path,
            "TESTING": True,
            "SQLALCHEMY_ENGINE_OPTIONS": {},
            "SUNSHINE_TEST_NOW": NOW,
        }
    )
    with made.app_context(), command_act(county=350102) as act:
        build = Builder(act.session, World(act.session), lambda *_, **__: act)
        case = build.case()
        build.suspension(case, reason="领导出差", entry_lag=1)
        build.happened("approval.suspended", case)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def run(program: Flask, *arguments: str, code: int = 0) -> str:
    """Run a command and return what it printed."""
    result = program.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout


def as_json(program: Flask, *arguments: str, code: int = 0) -> Any:
    return json.loads(run(program, *arguments, "--json", code=code))


def test_points_are_listed_with_their_basis_and_parameters(program: Flask) -> None:
    rows = {row["code"]: row for row in as_json(program, "points")}
    assert rows["A4.backdated"]["parameters"] == {"lag": 1}
    assert rows["A5.statutory"]["severity"] == "red"
    assert {code.split(".")[0] for code in rows} >= {"A1", "A2", "A3", "A4", "A5", "PR", "FU"}
    assert "A4.backdated" in run(program, "points")


def test_a_scan_raises_once_and_prints_figures(program: Flask) -> None:
    first = as_json(program, "scan")
    assert first["by_point"] == {"A4.reason": 1}
    assert as_json(program, "scan")["raised"] == 0
    assert as_json(program, "scan", "--all")["by_point"].keys() <= {"PR.calendar_next"}


def test_a_scan_prints_a_table_for_people(program: Flask) -> None:
    printed = run(program, "scan")
    assert "A4.reason" in printed
    with program.app_context():
        text = db.session.query(Alert).one().text
    assert "户外广告设置审批" in text


def test_a_back_test_counts_by_month_and_county_and_raises_nothing(program: Flask) -> None:
    rows = as_json(program, "points", "back-test", "A4", "--since", "2026-01-01")
    assert rows == [{"point": "A4.reason", "month": "2026-09", "county": 350102, "count": 1}]
    assert "A4.reason" in run(program, "points", "back-test", "A4.reason", "--since", "2026-01-01")
    with program.app_context():
        assert db.session.query(Alert).count() == 0


def test_a_back_test_tries_other_values(program: Flask) -> None:
    asked = ("points", "back-test", "A4.backdated", "--since", "2026-01-01")
    assert as_json(program, *asked) == []
    found = {"point": "A4.backdated", "month": "2026-09", "county": 350102, "count": 1}
    assert as_json(program, *asked, "--set", "lag=0") == [found]
    with program.app_context():
        assert db.session.query(PointSetting).count() == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("NONE", "--since", "2026-01-01"), "NONE"),
        (("A4", "--since", "yesterday"), "yesterday"),
        (("A4",), "--since"),
        (("A4", "--since", "2026-01-01", "--set", "lag=2"), "完整编码"),
        (("A4.backdated", "--since", "2026-01-01", "--set", "lag=x"), "x"),
        (("A4.backdated", "--since", "2026-01-01", "--set", "none=1"), "none"),
        (("A4.backdated", "--since", "2026-01-01", "--set", "severity=9"), "9"),
    ],
)
def test_a_back_test_of_nothing_is_refused_and_told_why(program: Flask, arguments: tuple[str, ...], named: str) -> None:
    result = program.test_cli_runner().invoke(args=["points", "back-test", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert named in result.stderr


def test_the_state_of_the_clock_is_told(program: Flask) -> None:
    assert as_json(program, "clock", "status", code=1) == {
        "runs": False,
        "still_since": None,
        "processes": [],
        "failing": [],
    }
    with program.app_context(), db.engine.begin() as connection:
        take_lead(connection, "one", NOW)
    assert as_json(program, "clock", "status")["runs"] is True
    assert "one" in run(program, "clock", "status")
    with program.app_context(), command_act() as act:
        pause_clock(act, "1 day")
    run(program, "clock", "status", code=1)
    run(program, "clock", "resume", "已校时")
    run(program, "clock", "status")
