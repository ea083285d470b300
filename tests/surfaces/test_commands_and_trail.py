"""Whatever commands ran before, in whichever order: the trail is signed, verified, and genuine for outsiders."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.kernel.audit import ChainHead, TrailRow
from app.kernel.db import FIRST_COUNTY
from app.kernel.trail.roots import TrailRoot
from app.surfaces.database import db
from app.surfaces.keeping import key_file
from tests.conftest import NOW
from tests.kernel.trail import stand_alone
from tests.surfaces.test_commands import ours
from tests.web import RunningProgram, at_work, new_address

WRITERS = {
    "backup": ("backup", "{folder}/backup.zip"),
    "clock resume": ("clock", "resume", "时间已校准"),
    "outbox send": ("outbox", "send"),
    "penalties export": ("penalties", "export", "{folder}/penalties.xlsx"),
    "points back-test": ("points", "back-test", "A1", "--since", "2026-09-01"),
    "powers export": ("powers", "export", "{folder}/powers.xlsx"),
    "scan": ("scan",),
    "search rebuild": ("search", "rebuild"),
    "trail export": ("trail", "export", "{folder}/rows.jsonl"),
    "trail sign": ("trail", "sign"),
}
"""Commands that open an act, each as it is typed."""
ELSEWHERE = {
    "clock": "runs until it is ended",
    "clock status": "reads",
    "demo": "only on an empty database, see below",
    **dict.fromkeys(
        (
            "exchange",
            *(
                f"exchange {one}"
                for one in ("agree", "begin", "change-key", "export", "fingerprint", "import", "peer", "status")
            ),
        ),
        "between two installations, see tests/exchange",
    ),
    "export-bods": "writes for a county that is named, see tests/parties",
    "compare": "reads a file, not the database",
    "doctor": "reads",
    "holder-key": "writes a file of its own",
    "import-bods": "writes for a county that is named, see tests/parties",
    "import-log": "writes for the county of its mapping, see tests/approvals",
    "import-ocds": "writes for a body that is named, see tests/trading",
    "import-movements": "writes for a county that is named, see tests/funds",
    "index": "reads a file, not the database",
    "bid-screens": "reads a file, not the database",
    "ocds-flags": "reads a file, not the database",
    "open-shares": "writes a file of its own",
    "open": "migrates first, see below",
    "outbox": "a group",
    "outbox again": "needs a message that was given up",
    "outbox status": "reads",
    "penalties": "a group",
    "penalties check": "reads",
    "penalties guards": "reads",
    "penalties import": "as powers import",
    "points": "writes nothing",
    "powers": "a group",
    "powers figures": "reads",
    "powers import": "writes for a county that is named",
    "restore": "only on an empty database, see test_backup",
    "rollout": "minutes; an act for each county",
    "seal": "writes files of its own",
    "search": "a group",
    "setup": "writes no trail; before each of these tests",
    "shapes": "reads a file, not the database",
    "take-bonds": "writes for the county of each trade, see tests/trading",
    "sheets": "a group",
    "sheets doors": "writes nothing",
    "sheets import": "writes for a county that is named",
    "trail": "a group",
    "trail compare": "reads",
    "trail prove": "reads",
    "trail verify": "reads",
    "verify-movements": "reads",
    "training": "serves until it is ended",
}


@pytest.fixture
def run(program: RunningProgram, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Run a command, which must succeed, and return what it printed."""
    yield caller(program.app, tmp_path)


def caller(app: Flask, folder: Path) -> Callable[..., str]:
    """Return what runs a command of this program."""

    def call(*arguments: str) -> str:
        typed = [word.format(folder=folder) for word in arguments]
        done = app.test_cli_runner().invoke(args=typed)
        assert done.exit_code == 0, (typed, done.output, done.exception)
        return str(done.stdout)

    return call


def check(run: Callable[..., str], folder: Path, app: Flask) -> None:
    """Sign and verify twice; then an outsider verifies what is handed to outsiders."""
    for _ in range(2):
        run("trail", "sign")
        assert json.loads(run("trail", "verify", "--json"))["intact"]
    run("trail", "export", "{folder}/roots", "--roots")
    run("trail", "export", "{folder}/hashes")
    run("trail", "export", "{folder}/whole", "--whole")
    with at_work(app) as session:
        signed = set(session.scalars(select(TrailRoot.county)))
        written = set(session.scalars(select(TrailRow.county).where(TrailRow.verb != "trail.exported")))
        assert written <= signed
        assert all(county >= FIRST_COUNTY for county in (*signed, *session.scalars(select(ChainHead.county))))
        keys = [part for file in key_file().parent.glob("*.pub") for part in ("--key", str(file))]
    for rows in ("hashes", "whole") if signed else ():  # commands that write nothing leave nothing to be signed
        arguments = ["rows", str(folder / rows), "--roots", str(folder / "roots"), *keys]
        assert stand_alone().main(arguments) == 0


def test_every_command_is_one_of_these(site: Flask) -> None:
    assert {*WRITERS, *ELSEWHERE} == set(ours(site))


@pytest.mark.parametrize("first", WRITERS)
def test_any_two_commands_leave_a_trail_that_can_be_signed(
    first: str, run: Callable[..., str], program: RunningProgram, tmp_path: Path, engine_name: str
) -> None:
    names = list(WRITERS)
    # A sample on PostgreSQL: each command is once the first and once the second.
    after = names if engine_name == "sqlite" else [names[(names.index(first) + 5) % len(names)]]
    for second in after:
        program.make_new()
        run(*WRITERS[first])
        run(*WRITERS[second])
        check(run, tmp_path, program.app)


def test_a_fresh_installation_is_backed_up_and_signed_twice(engine_name: str, tmp_path: Path) -> None:
    app = create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": tmp_path,
            "SUNSHINE_TEST_NOW": NOW,
            "SQLALCHEMY_DATABASE_URI": new_address(engine_name, tmp_path),
        }
    )
    run = caller(app, tmp_path)
    run("setup")
    run(*WRITERS["backup"])
    check(run, tmp_path, app)
    run("open", "350104", "--administrator", "仓山管理员", "--username", "cangshan")
    check(run, tmp_path, app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("county", ["0", "12", "1000000"])
def test_a_county_that_does_not_exist_is_refused_in_words(program: RunningProgram, county: str) -> None:
    for typed in (("powers", "export", "x.xlsx", "--county", county), ("trail", "verify", "--county", county)):
        done = program.app.test_cli_runner().invoke(args=list(typed))
        assert (done.exit_code, type(done.exception)) == (2, SystemExit)
        assert county in done.stderr
