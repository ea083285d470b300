"""The demo is written whole by its own command: what the README's first command shows has something to show everywhere."""

import json
from pathlib import Path

from sqlalchemy import func, select

from app import create_app
from app.domains import DOMAINS
from app.kernel.audit import TrailRow
from app.supervision.models import Alert
from app.surfaces.database import db
from app.trading.models import OutsideAccount, OutsideApplication
from tests.surfaces.test_commands_and_trail import caller, check
from tests.web import at_work, new_address

SMALL = ("--cases", "20", "--penalties", "10")
QUIET = {"evaluation", "exchange", "parties", "powers"}
"""Domains whose points find nothing in the demo: its county keeps what they watch in order."""


def test_the_demo_is_whole_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    app = create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": tmp_path,
            "SQLALCHEMY_DATABASE_URI": new_address("sqlite", tmp_path),
        }
    )
    run = caller(app, tmp_path)
    accounts = json.loads(run("demo", *SMALL, "--json"))
    assert {"window", "handler", "inspector", "admin", "leader", "centre"} <= {one["username"] for one in accounts}
    with at_work(app) as session:
        rows = session.scalar(select(func.count(TrailRow.id)))
        found = set(session.scalars(select(Alert.point).distinct()))
        silent = {one.name for one in DOMAINS if one.points and not found & {point.code for point in one.points}}
        assert silent <= QUIET
        assert {"C01.approval", "C03.business", "C05.kin"} <= found
        assert session.scalars(select(OutsideAccount.username).where(OutsideAccount.expert_id.is_not(None))).all() == [
            "expert"
        ]
        assert session.scalars(select(OutsideAccount.username).where(OutsideAccount.agency_id.is_not(None))).all() == [
            "agency"
        ]
        waiting = select(OutsideApplication.role).where(OutsideApplication.state == "waiting")
        assert sorted(session.scalars(waiting)) == ["agency", "bidder", "expert"]
    assert json.loads(run("demo", *SMALL, "--json")) == accounts
    with at_work(app) as session:
        assert session.scalar(select(func.count(TrailRow.id))) == rows
    check(run, tmp_path, app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
