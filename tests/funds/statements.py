"""Files of banks as tests hand them in."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.kernel.places import Organisation
from app.surfaces.acts import command_act
from app.surfaces.database import db
from tests.parties.building import credit_code

OWN, FIRM, SHOP = "35050100240700001234", "35050100240700005678", "6217001820001234567"
BODY, FIRMS_CODE = credit_code(901), credit_code(77)
HEADINGS = (
    "记账日期",
    "流水号",
    "账号",
    "借方发生额",
    "贷方发生额",
    "余额",
    "对方账号",
    "对方代码",
    "对方户名",
    "摘要",
)
LINES: tuple[tuple[str, ...], ...] = (
    ("2026-09-01", "1", OWN, "100.00", "", "900.00", FIRM, FIRMS_CODE, "福州宏达市政工程有限公司", "路灯维修款"),
    ("2026-09-02", "2", OWN, "250.50", "", "649.50", SHOP, "", "王小明", "误餐补助"),
    ("2026-09-03", "3", OWN, "", "1,000.00", "1649.50", FIRM, FIRMS_CODE, "福州宏达市政工程有限公司", "退回保证金"),
)
TRAILER = ("合计", "3笔", "", "350.50", "1000.00", "", "", "", "", "")


def write(folder: Path, *lines: Sequence[str], name: str = "bank.csv", encoding: str = "utf-8") -> Path:
    """Write a file of the bank; lines are HEADINGS, then these."""
    file = folder / name
    file.write_bytes("\n".join('"' + '","'.join(line) + '"' for line in (HEADINGS, *lines)).encode(encoding))
    return file


def own_body(site: Flask, code: str = "gulou-urban") -> None:
    """Give a body its credit code, so that accounts under that number are its own."""
    with site.app_context():
        with command_act(county=350102) as act:
            body = act.session.scalars(select(Organisation).where(Organisation.code == code)).one()
            body.credit_code = BODY
        db.session.remove()


def run(site: Flask, file: Path, *more: str, body: str = "gulou-urban") -> tuple[int, dict[str, Any]]:
    """Take a file over; returns the exit code and what was told."""
    args = ["import-movements", str(file), "--county", "350102", "--for", body, "--json", *more]
    done = site.test_cli_runner().invoke(args=args)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout) if done.stdout.startswith("{") else {"error": done.output}


def counts(told: dict[str, Any]) -> tuple[int, int, int, int]:
    """Return lines, new, known and faults."""
    return told["lines"], told["new"], told["same"], told["faulty"]
