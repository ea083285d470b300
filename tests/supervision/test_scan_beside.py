"""A scan beside an import that is writing: it waits and goes on, or says so in words, and never ends in a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

from app.kernel.act import Act
from app.supervision import commands
from app.supervision.commands import scan_command
from app.supervision.scanning import Figures
from app.supervision.scanning import scan as scan_now
from app.surfaces.database import db
from app.surfaces.sheets.command import SHEETS

pytestmark = pytest.mark.both_engines
SHEET = "编码,名称,类型,单位\nGL-XK-0001-00,食品经营许可,01,gulou-urban\n"


@contextmanager
def import_that_writes(site: Flask) -> Iterator[Any]:
    """Hold what an import holds until its commit, and give those who wait little patience; yields the connection."""
    with site.app_context():
        main = db.engine
        lite = main.dialect.name == "sqlite"
        other = create_engine(main.url)

        def hurry(connection: Any, *_more: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 300" if lite else "SET lock_timeout = '300ms'")
            cursor.close()

        event.listen(main, "checkout", hurry)
        holder = other.connect()
        try:
            if lite:
                holder.connection.driver_connection.execute("BEGIN IMMEDIATE")
            else:
                holder.execute(text("LOCK TABLE chain_head, scan_cursor IN EXCLUSIVE MODE"))
            yield holder
        finally:
            event.remove(main, "checkout", hurry)
            holder.close()
            other.dispose()
            main.dispose()


def test_a_scan_says_in_words_that_an_import_is_writing(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "PATIENCE", 2)
    with import_that_writes(site):
        answer = site.test_cli_runner().invoke(scan_command)
    assert answer.exit_code == 1 and isinstance(answer.exception, SystemExit), answer.exception
    assert "请稍后再试" in answer.output or "try again" in answer.output


def test_a_scan_waits_for_an_import_and_goes_on(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[Act] = []
    real = scan_now
    with import_that_writes(site) as holder:

        def scan(act: Act) -> Figures:
            attempts.append(act)
            if len(attempts) == 2:
                holder.connection.driver_connection.rollback()  # the import is over
            return real(act)

        monkeypatch.setattr(commands, "scan", scan)
        answer = site.test_cli_runner().invoke(scan_command)
    assert answer.exit_code == 0, answer.output
    assert len(attempts) == 2


def test_an_import_beside_a_scan_that_writes_is_refused_in_words_and_writes_nothing(
    site: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(SHEET, encoding="utf-8")
    with import_that_writes(site):
        answer = site.test_cli_runner().invoke(SHEETS, ["import", "power", str(file), "--county", "350102"])
    assert answer.exit_code == 1 and isinstance(answer.exception, SystemExit), answer.exception
    again = site.test_cli_runner().invoke(SHEETS, ["import", "power", str(file), "--county", "350102"])
    assert again.exit_code == 0, again.output
