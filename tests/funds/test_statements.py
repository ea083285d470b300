"""``flask import-movements``: a bank's file is taken over once and whole; what is wrong with one is told in words."""

import gzip
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.funds.models import Account, Movement, Statement, StatementAccount
from app.kernel.audit import TrailRow
from app.parties.models import Party
from app.surfaces.database import db
from tests.funds.statements import (
    BODY,
    FIRM,
    FIRMS_CODE,
    HEADINGS,
    LINES,
    OWN,
    SHOP,
    TRAILER,
    counts,
    own_body,
    run,
    write,
)
from tests.parties.building import credit_code

ZERO = (0, 0, 0)


def stored(site: Flask) -> tuple[int, int, int]:
    """Return how many movements, accounts and files there are."""
    with site.app_context():
        found = [db.session.scalar(select(func.count(one.id))) or 0 for one in (Movement, Account, Statement)]
        db.session.remove()
    return found[0], found[1], found[2]


def changed(at: int, **cells: str) -> list[tuple[str, ...]]:
    """Return the lines with some cells of one replaced."""
    lines = [list(line) for line in LINES]
    for name, value in cells.items():
        lines[at][HEADINGS.index(name)] = value
    return [tuple(line) for line in lines]


@pytest.mark.parametrize("form", ["utf-8", "gb18030", "gzip"])
def test_a_statement_becomes_movements_once(site: Flask, tmp_path: Path, form: str) -> None:
    file = write(tmp_path, *LINES, TRAILER, encoding="gb18030" if form == "gb18030" else "utf-8")
    if form == "gzip":
        file.write_bytes(gzip.compress(file.read_bytes()))
    own_body(site)
    code, told = run(site, file)
    assert (code, counts(told), told["remarks"]) == (0, (3, 3, 0, 0), [])
    with site.app_context():
        rows = db.session.scalars(select(Movement).order_by(Movement.id)).all()
        assert [(one.amount, one.purpose, one.source) for one in rows] == [
            (Decimal("100.00"), "路灯维修款", "bank.csv:2"),
            (Decimal("250.50"), "误餐补助", "bank.csv:3"),
            (Decimal("1000.00"), "退回保证金", "bank.csv:4"),
        ]
        assert [rows[0].payer_id, rows[0].payee_id] == [rows[2].payee_id, rows[2].payer_id]
        assert {one.organisation.code for one in rows} == {"gulou-urban"}
        names = db.session.execute(select(Party.name, Party.form, Party.number).order_by(Party.name)).all()
        assert ("福州宏达市政工程有限公司", "company", FIRMS_CODE) in [tuple(one) for one in names]
        assert "王小明" not in {one.name for one in names}  # a person is shown by the surname alone
        assert not any(SHOP in str(one) for one in names)
        trail = db.session.scalars(select(TrailRow).where(TrailRow.verb == "funds.imported")).one()
        assert '"count":3' in trail.facts and '"sum":"1350.50"' in trail.facts
        held = db.session.scalars(select(StatementAccount)).one()
        assert (held.opening, held.closing) == (Decimal(1000), Decimal("1649.50"))
        db.session.remove()
    before = stored(site)
    code, told = run(site, file)
    assert (code, counts(told), stored(site)) == (0, (3, 0, 3, 0), before)


def test_a_later_statement_that_overlaps_brings_only_what_is_new(site: Flask, tmp_path: Path) -> None:
    run(site, write(tmp_path, *LINES))
    more = ("2026-09-04", "4", OWN, "49.50", "", "1600.00", FIRM, FIRMS_CODE, "", "电费")
    code, told = run(site, write(tmp_path, *LINES[1:], more, name="later.csv"))
    assert (code, counts(told), stored(site)[0]) == (0, (3, 1, 2, 0), 4)


def test_lines_without_serial_numbers_are_told_apart_and_known_again(site: Flask, tmp_path: Path) -> None:
    same = ("2026-09-01", "", OWN, "5.00", "", "", FIRM, FIRMS_CODE, "", "停车费")
    file = write(tmp_path, same, same, same)
    assert counts(run(site, file)[1]) == (3, 3, 0, 0)
    assert counts(run(site, file)[1]) == (3, 0, 3, 0)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ([*LINES, ("合计", "4笔", "", "350.50", "1000.00", "", "", "", "", "")], "4"),
        ([*LINES, ("合计", "3笔", "", "350.51", "1000.00", "", "", "", "", "")], "350.51"),
        ([*LINES, ("合计", "", "", "", "", "", "", "", "", "")], "不完整"),
        ([*LINES[:2], TRAILER, LINES[2]], "之后"),
        ([*LINES[:2], TRAILER], "2"),
    ],
)
def test_a_file_that_does_not_fit_its_totals_is_refused_whole(
    site: Flask, tmp_path: Path, lines: Sequence[Sequence[str]], word: str
) -> None:
    for more in ((), ("--good-rows",)):
        code, told = run(site, write(tmp_path, *lines), *more)
        assert (code, told["new"], told["refused"]) == (2, 0, True)
        assert word in told["broken"]
    assert stored(site) == ZERO


FAULTS: dict[str, tuple[list[tuple[str, ...]], str]] = {
    "another currency": ([(*LINES[0], "USD")], "USD"),
    "below zero": (changed(0, 借方发生额="-100.00", 余额=""), "负数"),
    "ten to the fifteenth": (changed(0, 借方发生额="1000000000000000", 余额=""), "十万亿"),
    "a century": (changed(0, 记账日期="1926-09-01"), "1926"),
    "the future": (changed(2, 记账日期="2027-09-03"), "今日之后"),
    "no day": (changed(0, 记账日期=""), "没有日期"),
    "serial twice": (changed(1, 流水号="1"), "出现过"),
    "two owners": (changed(2, 对方代码=credit_code(78)), "所有人"),
    "nobody": (changed(1, 对方账号=""), "既没有账号"),
    "debit and credit": (changed(0, 贷方发生额="3"), "只有一个不为零"),
    "no amount": (changed(0, 借方发生额=""), "只有一个不为零"),
    "balance": (changed(1, 余额="649.51"), "应为"),
    "itself": (changed(0, 对方账号=OWN, 对方代码=""), "付款方和收款方相同"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_a_line_is_told_and_nothing_is_taken_over(site: Flask, tmp_path: Path, name: str) -> None:
    lines, word = FAULTS[name]
    file = write(tmp_path, *lines)
    if name == "another currency":
        file.write_text(file.read_text().replace('"摘要"', '"摘要","币种"'))
    code, told = run(site, file)
    assert (code, told["new"], told["refused"], stored(site)) == (2, 0, True, ZERO)
    assert any(word in fault["reason"] for fault in told["faults"]), told
    left_out = 0 if name == "balance" else 1
    code, told = run(site, file, "--good-rows")
    assert (code, told["new"]) == (2, len(lines) - left_out)


def test_an_account_of_the_register_keeps_its_owner(site: Flask, tmp_path: Path) -> None:
    run(site, write(tmp_path, *LINES))
    other = ("2026-09-05", "9", OWN, "1.00", "", "", FIRM, credit_code(78), "", "电费")
    code, told = run(site, write(tmp_path, other, name="later.csv"))
    assert (code, counts(told)) == (2, (1, 0, 0, 1))
    assert "所有人" in told["faults"][0]["reason"]


def test_days_that_no_file_tells_of_are_told_unless_the_balances_join(site: Flask, tmp_path: Path) -> None:
    plain = [(*line[:5], "", *line[6:]) for line in LINES]
    late = ("2026-09-20", "4", OWN, "49.50", "", "", FIRM, FIRMS_CODE, "", "电费")
    code, told = run(site, write(tmp_path, *plain, late))
    assert code == 0
    assert [("2026-09-03" in one, "2026-09-20" in one) for one in told["remarks"]] == [(True, True)]


def test_a_missing_statement_shows_in_the_balances(site: Flask, tmp_path: Path) -> None:
    run(site, write(tmp_path, *LINES))
    joined = ("2026-09-20", "5", OWN, "49.50", "", "1600.00", FIRM, FIRMS_CODE, "", "电费")
    assert run(site, write(tmp_path, joined, name="b.csv"), "--dry-run")[1]["remarks"] == []
    code, told = run(site, write(tmp_path, (*joined[:5], "1500.00", *joined[6:]), name="c.csv"))
    assert (code, told["new"]) == (0, 1)
    assert ["1,649.50" in one and "1,549.50" in one for one in told["remarks"]] == [True]


def test_the_newest_line_may_stand_first(site: Flask, tmp_path: Path) -> None:
    code, told = run(site, write(tmp_path, *reversed(LINES)))
    assert (code, counts(told)) == (0, (3, 3, 0, 0))


def test_a_line_takes_another_back_once(site: Flask, tmp_path: Path) -> None:
    def lines(*back: str) -> list[Any]:
        return [(*LINES[0][:5], "", *LINES[0][6:], ""), *(
            ("2026-09-02", f"r{n}", OWN, "-100.00", "", "", FIRM, FIRMS_CODE, "", "户名不符", serial)
            for n, serial in enumerate(back)
        )]  # fmt: skip

    def named(name: str, *back: str) -> Path:
        file = write(tmp_path, *lines(*back), name=name)
        file.write_text(file.read_text().replace('"摘要"', '"摘要","冲正流水号"'))
        return file

    code, told = run(site, named("a.csv", "7"))
    assert (code, told["new"], "不在账上" in told["faults"][0]["reason"]) == (2, 1, True)
    code, told = run(site, named("b.csv", "1", "1"))
    assert (code, counts(told)) == (2, (3, 1, 1, 1))
    assert "已经冲回" in told["faults"][0]["reason"]
    with site.app_context():
        first, back = db.session.scalars(select(Movement).order_by(Movement.id)).all()
        assert (back.reverses_id, back.payer_id, back.payee_id) == (first.id, first.payee_id, first.payer_id)
        db.session.remove()


def test_what_both_statements_tell_is_one_movement(site: Flask, tmp_path: Path) -> None:
    run(site, write(tmp_path, *LINES))
    mirror = [("2026-09-01", "x1", FIRM, "", "100.00", "", OWN, BODY, "", "路灯维修款")] * 1
    more = ("2026-09-01", "x2", FIRM, "", "100.00", "", OWN, BODY, "", "路灯维修款")
    file = write(tmp_path, *mirror, more, name="firm.csv")
    assert counts(run(site, file)[1]) == (2, 1, 1, 0)
    assert counts(run(site, file)[1]) == (2, 0, 2, 0)


def test_signs_and_the_own_account_can_be_said(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "signs.csv"
    file.write_text(f"日期,金额,对方账号,对方户名\n2026-09-01,-30.00,{FIRM},宏达\n2026-09-02,20.00,{FIRM},宏达\n")
    assert run(site, file)[0] == 2
    code, told = run(site, file, "--account", OWN, "--signs", "balance")
    assert (code, told["new"]) == (0, 2)
    with site.app_context():
        out, back = db.session.scalars(select(Movement).order_by(Movement.id)).all()
        assert (out.payer_id, out.amount) == (back.payee_id, Decimal(30))
        db.session.remove()


def verified(site: Flask, *more: str) -> tuple[int, str]:
    done = site.test_cli_runner().invoke(args=["verify-movements", "--json", *more])
    return done.exit_code, done.stdout


def test_each_movement_can_be_verified_against_the_trail(site: Flask, tmp_path: Path) -> None:
    run(site, write(tmp_path, *LINES))
    code, told = verified(site)
    assert (code, '"movements": 3' in told, '"sound": true' in told) == (0, True, True)
    with site.app_context():
        last = db.session.scalars(select(func.max(Movement.id))).one()
        for trigger in db.session.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'fund_movement'")
            if db.engine.dialect.name == "sqlite"
            else text("SELECT tgname FROM pg_trigger WHERE tgrelid = 'fund_movement'::regclass AND NOT tgisinternal")
        ).all():
            of = "" if db.engine.dialect.name == "sqlite" else " ON fund_movement"
            db.session.connection().exec_driver_sql(f"DROP TRIGGER {trigger}{of}")
        db.session.connection().exec_driver_sql(f"UPDATE fund_movement SET amount = 1 WHERE id = {last}")
        db.session.connection().exec_driver_sql(
            "INSERT INTO fund_movement (id, county, key, organisation_id, payer_id, payee_id, amount, at, booked_on, purpose, "
            "economic_class, function_class, subject_kind, source) SELECT id + 1, county, 'slipped in', organisation_id, "
            "payer_id, payee_id, amount, at, booked_on, purpose, '', '', '', '' FROM fund_movement "
            f"WHERE id = {last}"
        )
        db.session.connection().commit()
        db.session.remove()
    code, told = verified(site)
    assert (code, f'"without_trail": [{last + 1}]' in told, f'"last": {last}' in told) == (2, True, True)
    assert verified(site, "--movement", str(last))[0] == 2
