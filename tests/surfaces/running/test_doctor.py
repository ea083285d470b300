"""``flask doctor`` names what is wrong and what to do, one thing at a time and each by its own fault."""

import json
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from flask import Flask
from nacl.exceptions import UnavailableError
from sqlalchemy import text

from app.kernel.act import Channel, platform_act
from app.kernel.audit import Subject, record
from app.kernel.guard import open_act
from app.surfaces.database import db
from app.surfaces.running.checks import BACKUP_AGE, CHECKS
from app.surfaces.scheduling.models import Heartbeat
from app.surfaces.scheduling.operations import log_run
from tests.surfaces.running.health import make_well

ALL_WELL = {check.name: True for check in CHECKS}


@pytest.fixture(autouse=True)
def _well(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_well(site)
    monkeypatch.setitem(site.config, "SUNSHINE_ADDRESS", "http://localhost:5080")


def told(site: Flask) -> dict[str, bool]:
    """Return what the command says of each check; it ends with 1 exactly where one is not well."""
    done = site.test_cli_runner().invoke(args=["doctor", "--json"])
    found: dict[str, bool] = json.loads(done.output)
    assert done.exit_code == (0 if all(found.values()) else 1)
    return found


def said(site: Flask) -> str:
    """Return what the command says in words."""
    return site.test_cli_runner().invoke(args=["doctor"]).output


def test_a_program_that_is_well_is_told_so_twice(site: Flask) -> None:
    assert told(site) == told(site) == ALL_WELL


def test_plain_http_and_a_processor_without_aes_are_told(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(site.config, "SUNSHINE_ADDRESS", "http://10.20.0.5")

    def no_aes(*_arguments: bytes) -> bytes:
        raise UnavailableError

    monkeypatch.setattr("app.surfaces.running.machine.bindings.crypto_aead_aes256gcm_encrypt", no_aes)
    assert told(site) == ALL_WELL | {"web_crypto": False, "aes": False}
    assert "SUNSHINE_ADDRESS" in said(site) and "AES" in said(site)


def test_a_database_that_is_away_hides_what_lies_in_it(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = "SELECT * FROM no_such_database"
    monkeypatch.setattr("app.surfaces.running.checks.text", lambda _text: text(statement))
    hidden = {check.name for check in CHECKS if check.asks_database}
    assert {name for name, well in told(site).items() if not well} == hidden | {"database"}


def test_tables_of_another_version_are_told_with_both_versions(site: Flask) -> None:
    with site.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001_of_old'"))
        db.session.commit()
    assert not told(site)["migrations"] and "0001_of_old" in said(site)
    with site.app_context():
        db.session.execute(text("DELETE FROM alembic_version"))
        db.session.commit()
    assert "setup" in said(site)


def test_a_full_disk_is_told(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(2**40, 2**40 - 2**29, 2**29))
    assert told(site) == ALL_WELL | {"disk": False}
    assert "512 MB" in said(site)


def test_a_clock_that_stands_still_and_a_job_that_fails_are_told(site: Flask) -> None:
    at = site.config["SUNSHINE_TEST_NOW"]
    with site.app_context(), open_act(platform_act(db.session(), Channel.COMMAND, at, 350100)) as act:
        log_run(act, "scan", at, None, "ValueError: broken")
        db.session.commit()
    assert told(site) == ALL_WELL | {"jobs": False}
    assert "scan" in said(site)
    with site.app_context(), open_act(platform_act(db.session(), Channel.COMMAND, at, 350100)):
        db.session.merge(Heartbeat(process="test:1", leads=True, fence=1, beat_at=at - timedelta(hours=1)))
        db.session.commit()
    assert told(site) == ALL_WELL | {"jobs": False, "clock": False}


def test_a_year_without_calendar_is_told(site: Flask) -> None:
    with site.app_context():
        db.session.execute(text("DELETE FROM working_day"))
        db.session.commit()
    assert told(site) == ALL_WELL | {"calendar": False}


def test_production_without_a_backup_of_late_is_told(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    at = site.config["SUNSHINE_TEST_NOW"]

    def back_up(days: int) -> None:
        made = platform_act(db.session(), Channel.COMMAND, at - timedelta(days=days), 350100)
        with open_act(made) as act:
            record(act, "backup.made", Subject("backup", 350100, 350100))
            db.session.commit()

    monkeypatch.setitem(site.config, "SUNSHINE_MODE", "production")
    with site.app_context():
        back_up(BACKUP_AGE.days + 1)
    assert told(site) == ALL_WELL | {"backup": False}
    with site.app_context():
        back_up(1)
    assert told(site) == ALL_WELL
