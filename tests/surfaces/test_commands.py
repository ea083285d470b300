"""Every command speaks the language of the installation and answers programs in JSON."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from app import create_app
from app.surfaces.database import db
from tests.catalogue import chinese, compile_chinese
from tests.conftest import NOW

LIBRARIES = {"db", "fab", "limiter"}
"""Groups of commands that libraries bring along; they keep their own words."""

WITHOUT_TABLE = {
    "open-shares": "writes a file",
    "seal": "writes a file",
    "clock": "runs until it is ended",
    "clock resume": "one sentence",
    "exchange": "a group",
    "export-bods": "writes a file",
    "outbox again": "one sentence",
    "powers": "a group",
    "powers export": "writes a file",
    "outbox": "a group",
    "penalties": "a group",
    "penalties check": "one line a finding; the exit status answers",
    "penalties export": "writes a file",
    "penalties guards": "prints Markdown, a page of the docs",
    "restore": "one sentence a fault",
    "search": "a group",
    "setup": "one sentence",
    "sheets": "a group",
    "training": "serves until it is ended",
    "trail": "a group",
    "trail compare": "prints JSON always",
    "trail export": "writes a file",
    "trail prove": "prints JSON always",
}
"""Commands without ``--json``, each with the reason."""

WITHOUT_TABLES = {
    "doctor": "looks at the machine",
    "holder-key": "a machine without a database",
    "bid-screens": "reads a file alone",
    "ocds-flags": "reads a file alone",
    "open-shares": "a machine without a database",
    "seal": "a machine without a database",
    "compare": "reads a file",
    "index": "reads a file",
    "clock": "waits until somebody has set the database up",
    "demo": "sets the database up",
    "open": "sets the database up",
    "penalties guards": "prints what the program knows",
    "restore": "fills an empty database",
    "rollout": "sets the database up",
    "setup": "sets the database up",
    "shapes": "reads a file",
    "sheets doors": "prints what the program knows",
    "training": "serves a sandbox of its own",
}
"""Commands that need no tables, each with the reason."""
WRITTEN = ("backup", "holder-key", "powers export", "penalties export", "trail export")
"""Commands whose argument is the file that they write."""
FILE_FIRST = ("import-bods", "import-log", "import-movements", "penalties import", "powers import", "sheets import")
"""Commands that refuse what they are given here before they ask the database."""


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The program in Chinese, whatever the machine speaks."""
    compile_chinese()
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")
    yield program(tmp_path, "zh")


def program(folder: Path, language: str) -> Flask:
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'commands.db'}",
            "SUNSHINE_FOLDER": folder,
            "SUNSHINE_LANGUAGE": language,
            "BABEL_DEFAULT_LOCALE": language,
            "TESTING": True,
            "SUNSHINE_TEST_NOW": NOW,
        }
    )


def ours(app: Flask) -> dict[str, click.Command]:
    """Return the commands of the program by their words: ``trail verify``."""
    found: dict[str, click.Command] = {}
    waiting = [(name, one) for name, one in app.cli.commands.items() if name not in LIBRARIES]
    while waiting:
        words, command = waiting.pop()
        found[words] = command
        if isinstance(command, click.Group):
            waiting += [(f"{words} {name}", below) for name, below in command.commands.items()]
    return found


def test_every_command_and_option_is_explained_in_chinese(spoken: Flask) -> None:
    known = {message.string for message in chinese()}
    for words, command in ours(spoken).items():
        assert command.help in known, words
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help in known, f"{words} {option.name}"


def test_help_is_chinese_down_to_the_words_of_click(spoken: Flask) -> None:
    printed = spoken.test_cli_runner().invoke(args=["backup", "--help"]).output
    assert "用法：" in printed
    assert "期间照常办公" in printed
    assert "显示本帮助后退出" in printed
    assert "Write the database" not in printed


def test_a_wrong_option_is_refused_in_chinese(spoken: Flask) -> None:
    answer = spoken.test_cli_runner().invoke(args=["points", "back-test", "A5"])
    assert answer.exit_code == 2
    assert "缺少选项 '--since'" in answer.stderr


def test_help_follows_the_language_of_the_installation_and_back(spoken: Flask, tmp_path: Path) -> None:
    english = program(tmp_path, "en")
    assert english.test_cli_runner().invoke(args=["scan", "--help"]).output.startswith("Usage:")
    assert english.cli.commands["scan"].help.startswith("Scan now")
    again = program(tmp_path, "zh")
    assert again.cli.commands["scan"].help.startswith("立即扫描")
    assert os.environ["LANGUAGE"] == "zh"


def test_every_command_that_prints_a_table_also_prints_json(spoken: Flask) -> None:
    silent = {
        words
        for words, command in ours(spoken).items()
        if not any("--json" in option.opts for option in command.params)
    }
    assert silent == set(WITHOUT_TABLE)


@pytest.mark.parametrize(
    "arguments",
    [
        ("points",),
        ("points", "back-test", "A1", "--since", "2026-01-01"),
        ("scan",),
        ("clock", "status"),
        ("outbox", "status"),
        ("outbox", "send"),
        ("trail", "verify"),
        ("trail", "sign"),
        ("powers", "figures"),
    ],
)
def test_json_is_json(
    spoken: Flask, arguments: tuple[str, ...], tmp_path: Path, sqlite_template: sqlite3.Connection
) -> None:
    copy = sqlite3.connect(tmp_path / "commands.db")
    sqlite_template.backup(copy)
    copy.close()
    answer = spoken.test_cli_runner().invoke(args=[*arguments, "--json"])
    assert answer.exit_code in (0, 1), answer.output
    assert isinstance(json.loads(answer.stdout), dict | list)


def needed(words: str, command: click.Command, folder: Path) -> list[str]:
    """Return what a command cannot do without, as somebody would type it."""
    typed: list[str] = []
    for one in command.params:
        if not one.required:
            continue
        if isinstance(one.type, click.Path) and not one.type.file_okay:
            value = str(folder)
        elif isinstance(one.type, click.Path):
            file = folder / "argument.csv"
            if words in WRITTEN:
                file.unlink(missing_ok=True)
            else:
                file.write_text("", "utf-8")
            value = str(file)
        elif isinstance(one.type, click.DateTime):
            value = "2026-01-01"
        else:
            value = {"county": "350102", "number": "350100", "level": "above", "code": "A1.late"}.get(
                one.name or "", "1"
            )
        typed += [value] if isinstance(one, click.Argument) else [one.opts[0], value]
    return typed


def test_every_command_says_that_the_database_was_never_set_up(spoken: Flask, tmp_path: Path) -> None:
    for words, command in sorted(ours(spoken).items()):
        bare = isinstance(command, click.Group) and not command.invoke_without_command
        if bare or words in WITHOUT_TABLES:
            continue
        with spoken.app_context():
            db.session.remove()
            db.engine.dispose()
        for file in tmp_path.glob("commands.db*"):
            file.unlink()
        answer = spoken.test_cli_runner().invoke(args=[*words.split(), *needed(words, command, tmp_path)])
        assert isinstance(answer.exception, SystemExit) and answer.exit_code == 1, (words, answer.exception)
        assert answer.output.startswith("错误："), (words, answer.output)
        assert "数据库尚未初始化" in answer.output or words in FILE_FIRST, (words, answer.output)
