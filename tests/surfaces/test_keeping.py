"""What the clock and the administrator's commands do for the trail, the backup and the outbox."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.kernel.act import Channel
from app.kernel.audit import Subject, TrailRow, record
from app.kernel.notices import Medium, Message, MessageState, queue_message
from app.kernel.places import Organisation
from app.kernel.trail.keys import NoKey
from app.kernel.trail.roots import TrailRoot
from app.surfaces.acts import command_act
from app.surfaces.folders import FOLDERS, Until
from app.surfaces.keeping import KEEPING, key_file, send_outbox, signing_key
from tests.conftest import NOW
from tests.kernel.trail import change, cut, fill, stand_alone, unlock
from tests.web import RunningProgram, at_work, login, new_address

JOBS = {job.name: job for job in KEEPING.jobs}
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(site: Flask) -> Run:
    """Run a command of ``flask`` and return its exit code and what it said."""
    key = Path(site.config["SUNSHINE_FOLDER"]) / "keys"
    for old in key.glob("*"):
        old.unlink()
    with site.app_context(), command_act() as act:
        fill(act, 20)

    def call(*arguments: str) -> tuple[int, str]:
        done = site.test_cli_runner().invoke(args=list(arguments))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return call


def test_verify_says_that_the_trail_is_intact_and_ends_with_zero(run: Run) -> None:
    assert run("trail", "sign")[0] == 0
    code, said = run("trail", "verify", "--json")
    verdict = json.loads(said)
    assert (code, verdict["intact"], verdict["rows"], verdict["roots"]) == (0, True, 20, 1)
    assert run("trail", "verify")[0] == 0


def test_verify_names_the_first_broken_row_and_ends_with_one(run: Run, site: Flask) -> None:
    with at_work(site) as session:
        unlock(session)
        change(session, 7, verb="x")
        session.commit()
    code, said = run("trail", "verify", "--county", "350102")
    assert code == 1
    assert "350102" in said
    assert "7" in said
    code, said = run("trail", "verify", "--json")
    (fault,) = json.loads(said)["faults"]
    assert (fault["county"], fault["place"], fault["what"]) == (350102, 7, "changed")


def test_verify_alone_finds_a_tail_that_was_cut_off_with_its_head_repaired(run: Run, site: Flask) -> None:
    with site.app_context(), command_act() as act:
        JOBS["watch tails"].run(act)
    with at_work(site) as session:
        unlock(session)
        cut(session, 12, wind_head_back=True)
        session.commit()
    code, said = run("trail", "verify", "--json")
    (fault,) = json.loads(said)["faults"]
    assert (code, fault["place"], fault["until"], fault["what"]) == (1, 13, 20, "tail_cut")


def test_what_is_exported_is_found_genuine_without_the_platform(
    run: Run, site: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("trail", "sign")
    with site.app_context(), command_act() as act:
        fill(act, 5)
    run("trail", "sign")
    files = {name: str(tmp_path / name) for name in ("rows", "hashes", "roots", "proof", "growth")}
    assert run("trail", "export", files["rows"], "--whole", "--county", "350102")[0] == 0
    assert run("trail", "export", files["hashes"], "--county", "350102")[0] == 0
    assert run("trail", "export", files["roots"], "--roots", "--county", "350102")[0] == 0
    (tmp_path / "proof").write_text(run("trail", "prove", "350102", "4")[1])
    (tmp_path / "growth").write_text(run("trail", "compare", "350102", "20")[1])
    with site.app_context():
        (key,) = key_file().parent.glob("*.pub")
    outsider = stand_alone()
    for arguments in (
        ["rows", files["rows"], "--roots", files["roots"]],
        ["rows", files["hashes"], "--roots", files["roots"]],
        ["inclusion", files["proof"]],
        ["consistency", files["growth"]],
    ):
        assert outsider.main([*arguments, "--key", str(key)]) == 0, capsys.readouterr().out
    assert (tmp_path / "rows").stat().st_mode & 0o777 == 0o600
    with at_work(site) as session:
        exported = select(func.count()).where(TrailRow.verb == "trail.exported")
        assert session.scalar(exported) == 3


def test_a_proof_that_does_not_exist_is_refused_in_words(run: Run) -> None:
    run("trail", "sign")
    for arguments in (("prove", "350102", "4000"), ("compare", "350102", "3")):
        code, said = run("trail", *arguments)
        assert code == 1
        assert "Traceback" not in said


@pytest.mark.parametrize("target_name", ["sqlite", "postgresql"])
def test_a_restored_platform_lets_people_in(
    run: Run, site: Flask, program: RunningProgram, tmp_path: Path, target_name: str
) -> None:
    run("trail", "sign")
    assert run("backup", str(tmp_path / "b.zip"))[0] == 0
    target = RunningProgram.__new__(RunningProgram)
    target.app = _empty_program(target_name, tmp_path / "new")
    with site.app_context():
        (key,) = key_file().parent.glob("*.pub")
    done = target.app.test_cli_runner().invoke(args=["restore", str(tmp_path / "b.zip"), "--key", str(key)])
    assert done.exit_code == 0, done.output
    with target.app.app_context():
        assert login(target.app, "inspector").get("/").status_code == 200
    again = target.app.test_cli_runner().invoke(args=["restore", str(tmp_path / "b.zip")])
    assert again.exit_code == 1
    assert "Traceback" not in again.output
    RunningProgram.close(target)


def _empty_program(engine_name: str, folder: Path) -> Flask:
    from app import create_app

    folder.mkdir()
    return create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": folder,
            "SQLALCHEMY_DATABASE_URI": new_address(engine_name, folder),
            "TESTING": True,
            "SUNSHINE_TEST_NOW": NOW,
            "SUNSHINE_LIMITED": False,
        }
    )


def test_a_backup_lists_what_it_holds(run: Run, site: Flask, tmp_path: Path) -> None:
    code, said = run("backup", str(tmp_path / "b.zip"), "--json")
    assert code == 0
    assert json.loads(said)["tables"]["trail"]["rows"] == 20
    with at_work(site) as session:
        assert session.scalar(select(func.count()).where(TrailRow.verb == "backup.made")) == 1


def _queue(site: Flask) -> int:
    with site.app_context(), command_act() as act:
        office = act.session.scalars(select(Organisation).where(Organisation.code == "gulou-urban")).one()
        message = queue_message(act, Medium.SMS, "13912345678", "t", "x", office, "k")
        act.session.flush()
        return message.id


def test_the_outbox_is_sent_by_the_clock_and_by_command(run: Run, site: Flask) -> None:
    number = _queue(site)
    assert json.loads(run("outbox", "status", "--json")[1])["waiting"] == 1
    assert json.loads(run("outbox", "send", "--json")[1])["sent"] == 1
    with site.app_context(), command_act(Channel.CLOCK) as act:
        assert send_outbox(act)["sent"] == 0
    code, said = run("outbox", "again", str(number))
    assert code == 1
    assert "Traceback" not in said


def test_messages_that_wait_too_long_are_a_fault_of_the_outbox(run: Run, site: Flask) -> None:
    number = _queue(site)
    assert run("outbox", "status")[0] == 0
    site.config["SUNSHINE_TEST_NOW"] = NOW + timedelta(minutes=11)
    assert run("outbox", "status")[0] == 1
    with at_work(site) as session:
        session.execute(text("UPDATE message SET state = 'failed'"))
        session.commit()
    assert run("outbox", "again", str(number))[0] == 0
    with at_work(site) as session:
        assert session.scalar(select(Message.state)) == MessageState.WAITING


def test_the_clock_signs_witnesses_and_sweeps(run: Run, site: Flask) -> None:
    with site.app_context(), command_act(Channel.CLOCK) as act:
        assert JOBS["sign roots"].run(act)["signed"] == 1  # type: ignore[index]
        JOBS["watch tails"].run(act)
        swept = JOBS["sweep files"].run(act)
        assert swept == {name: 0 for name, one in FOLDERS.items() if one.until is not Until.KEPT}
        JOBS["send outbox"].run(act)


def test_a_lost_signing_key_is_not_replaced_in_silence(run: Run, site: Flask) -> None:
    with site.app_context(), command_act() as act:
        first = signing_key(act.session)
        assert signing_key(act.session) == first
        record(act, "case.noted", Subject("case", 1, 350102))
        JOBS["sign roots"].run(act)
        assert act.session.scalar(select(func.count(TrailRoot.id))) == 1
        key_file().unlink()
        with pytest.raises(NoKey):
            signing_key(act.session)
