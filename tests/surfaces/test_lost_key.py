"""The signing key is not there, as after a restore: every command and the clock say in words what to do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app import create_app
from app.kernel.audit import TrailRow
from app.kernel.trail.keys import NoKey, open_key
from app.surfaces.database import db
from app.surfaces.keeping import KEEPING, key_file
from app.surfaces.scheduling.clock import Clock
from app.surfaces.scheduling.leadership import take_lead
from app.surfaces.scheduling.models import Run
from tests.conftest import NOW
from tests.surfaces.test_commands import ours
from tests.surfaces.test_commands_and_trail import WRITERS
from tests.web import RunningProgram, new_address

READERS = {
    "bid-screens": ("x.csv",),
    "clock status": (),
    "doctor": (),
    "compare": ("x.csv", "--unit", "1", "--event", "2"),
    "exchange agree": ("350100", "--send", "power"),
    "exchange begin": ("350102",),
    "exchange change-key": (),
    "exchange export": ("350100", "--to", "{folder}"),
    "exchange fingerprint": (),
    "exchange import": ("{folder}/x.gz",),
    "exchange peer": ("350100", "x", "x.pub", "--fingerprint", "x", "--level", "above"),
    "exchange status": (),
    "export-bods": ("{folder}/bods.json", "--county", "350102"),
    "holder-key": ("{folder}/holder.key", "--passphrase", "four words in a row"),
    "import-bods": ("x.json",),
    "import-ocds": ("x.jsonl", "--for", "gulou"),
    "import-movements": ("x.csv",),
    "index": ("x.csv", "--unit", "1", "--indicator", "2"),
    "import-log": ("x.csv", "--map", "x.yaml"),
    "ocds-flags": ("x.jsonl",),
    "open-shares": ("{folder}/holder.key", "x.json", "{folder}/shares.json", "--passphrase", "four words in a row"),
    "outbox again": ("1",),
    "outbox status": (),
    "penalties check": ("--json",),
    "penalties guards": (),
    "penalties import": ("x.xlsx",),
    "points": (),
    "powers figures": (),
    "powers import": ("x.xlsx",),
    "seal": ("notice.json", "bid.json", "{folder}/envelope.json", "--pass", "0" * 32),
    "shapes": ("x.csv",),
    "take-bonds": ("x.csv",),
    "sheets doors": (),
    "sheets import": ("powers", "x.xlsx"),
    "trail compare": ("350102", "1"),
    "trail prove": ("350102", "1"),
    "trail verify": (),
    "verify-movements": (),
}
"""Other commands that end by themselves, with what they need behind them."""
ENDLESS = {
    "clock",
    "training",
    "restore",
    "rollout",
    "setup",
    "open",
    "demo",
    "exchange",
    "outbox",
    "penalties",
    "powers",
    "search",
    "sheets",
    "trail",
}
"""Groups, what runs until it is ended, what needs an empty database, and what stands in tests of its own."""


@pytest.fixture
def lost(program: RunningProgram) -> Iterator[Flask]:
    """A program that signed its trail and whose key is gone."""
    program.make_new()
    call(program.app, "search", "rebuild")  # leaves a row to be signed
    call(program.app, "trail", "sign")
    with program.app.app_context():
        key_file().unlink()
    yield program.app


def call(app: Flask, *arguments: str) -> tuple[int, str, str]:
    """Run a command; it must end with a sentence, never with a traceback."""
    done = app.test_cli_runner().invoke(args=list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), (arguments, done.exception)
    return done.exit_code, done.stdout, done.stderr


def test_set_up_does_its_work_and_says_what_to_do_about_the_key(engine_name: str, tmp_path: Path) -> None:
    app = create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": tmp_path,
            "SUNSHINE_TEST_NOW": NOW,
            "SQLALCHEMY_DATABASE_URI": new_address(engine_name, tmp_path),
        }
    )
    opening = ("--administrator", "管理员", "--username")
    for command in (("setup",), ("open", "350104", *opening, "cangshan"), ("trail", "sign")):
        assert call(app, *command)[0] == 0
    with app.app_context():
        key_file().unlink()
    code, said, warned = call(app, "setup")
    assert code == 1 and said.strip()
    assert "trail.key" in warned and "--new-key" in warned
    assert call(app, "open", "350102", *opening, "gulou")[0] == 0  # the rest works
    with app.app_context():
        assert not key_file().exists()
        assert {"cangshan", "gulou"} <= set(db.session.scalars(select(User.username)))
    assert call(app, "trail", "sign", "--new-key", "遗失")[0] == 0
    assert call(app, "setup")[0] == 0
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_every_command_is_tried_without_the_key(lost: Flask) -> None:
    assert {*WRITERS, *READERS, *ENDLESS} == set(ours(lost))


def test_no_command_ends_with_a_traceback_and_none_makes_a_key_in_silence(lost: Flask, tmp_path: Path) -> None:
    for name in (*WRITERS, *READERS):
        typed = WRITERS.get(name) or (*name.split(), *READERS[name])
        code, _said, warned = call(lost, *(word.format(folder=tmp_path) for word in typed))
        if name == "trail sign":
            assert code == 1 and "--new-key" in warned
        with lost.app_context():
            assert not key_file().exists(), name


def test_the_clock_says_it_in_one_sentence_and_goes_on(lost: Flask, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock(lost, "one", 0.1)
    with lost.app_context(), db.engine.begin() as connection:
        fence = take_lead(connection, "one", NOW)
    for job in KEEPING.jobs:
        if job.name in ("sign roots", "watch tails", "verify trails"):
            clock.carry_out(job, fence)
    with lost.app_context():
        faults = {run.name: run.fault for run in db.session.scalars(select(Run).where(Run.ended_at.is_not(None)))}
    assert faults["verify trails"] is None
    for name in ("sign roots", "watch tails"):
        assert "--new-key" in (faults[name] or "") and "Traceback" not in (faults[name] or "")
    assert "Traceback" not in caplog.text and "--new-key" in caplog.text


def test_a_new_key_is_begun_with_its_reason_and_what_the_former_signed_stays_genuine(
    lost: Flask, tmp_path: Path
) -> None:
    code, _said, warned = call(lost, "trail", "sign", "--new-key", "机房火灾，副本全部损毁")
    assert code == 0
    with lost.app_context():
        assert key_file().stat().st_mode & 0o077 == 0
        names = {file.stem for file in key_file().parent.glob("*.pub")}
        told = db.session.scalars(select(TrailRow).where(TrailRow.verb == "trail.key_begun")).one()
        assert len(names) == 2 and told.subject_id == 350100
        assert all(name in told.facts for name in names) and "机房火灾" in told.facts
        (new,) = (name for name in names if name in warned)
    assert call(lost, "trail", "sign")[0] == 0
    assert call(lost, "trail", "verify")[0] == 0
    page = lost.test_client().get("/portal/trail/").get_data(as_text=True)
    former = (names - {new}).pop()
    assert f"--key {new}.pub --key {former}.pub</pre>" in page


def test_no_key_is_begun_beside_another_nor_without_a_reason(lost: Flask) -> None:
    assert call(lost, "trail", "sign", "--new-key", " ")[0] == 1
    assert call(lost, "trail", "sign", "--new-key", "遗失")[0] == 0
    with lost.app_context():
        before = key_file().read_bytes()
    code, _said, warned = call(lost, "trail", "sign", "--new-key", "再来一次")
    assert code == 1 and "trail.key" in warned
    with lost.app_context():
        assert key_file().read_bytes() == before


@pytest.mark.parametrize(
    "spoil", [lambda file: file.mkdir(mode=0o700), lambda file: file.write_text("x") and file.chmod(0o600)]
)
def test_a_key_that_cannot_be_read_is_told_in_words(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    spoil(tmp_path / "trail.key")
    with pytest.raises(NoKey, match=r"trail\.key"):
        open_key(tmp_path / "trail.key")
