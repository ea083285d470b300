"""Sheets of many rows, checked and taken over as the clock does it, against openpyxl and a bare bulk insert.

``python -m bench.sheets [--rows 20000 100000] [--engine SQLite PostgreSQL]`` prints, for a village's cash book and
for payments of a subsidy, rows a second of the check and of taking over (processor time, reading the file included, the
PostgreSQL server not) and the most memory that the process ever held. The peer in the same run reads the same file with
openpyxl and inserts its cells into a table of texts with SQLAlchemy: no check, no trail, no scope.
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from sqlalchemy import Column, MetaData, Table, Text, func, insert, select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.kernel.act import Act, Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.sealing import set_data_key
from app.surfaces.sheets.arranging import Answers
from app.surfaces.sheets.checking import Checked, check, open_at, take
from app.surfaces.sheets.columns import columns_of
from app.surfaces.sheets.doors import Intake
from app.surfaces.sheets.importing import Choice, carry_out
from app.surfaces.sheets.planning import Fate, plan_import
from app.surfaces.sheets.reading import read_book
from app.villages.models import SubsidyBatch, SubsidyPayment, SubsidyProgramme, VillageAccount, Voucher
from app.villages.pages.entering import LABELS
from app.villages.sheet import carry_out_vouchers, plan_vouchers
from app.villages.sheet import columns_of as cash_columns
from app.villages.subsidies import PAYMENT
from bench.import_powers import COUNTY, NOW, databases, prepare, seconds

CASH_HEADS = ("occurred_on", "category", "amount", "payee", "purpose", "method", "receipt", "invoice_number")
PAID_HEADS = ("organisation_id", "batch_id", "name", "identity", "household", "amount")


def write_cash(file: Path, number: int) -> None:
    """Write so many vouchers, a third of them in cash."""
    rows = (
        (
            f"2026-{1 + n % 8:02d}-{1 + n % 28:02d}",
            "office",
            100 + n % 900,
            "国网福州供电公司",
            f"第{n}笔路灯电费",
            "transfer" if n % 3 else "cash",
            "invoice",
            f"2535{n:016d}",
        )
        for n in range(number)
    )
    _write(file, CASH_HEADS, rows)


def write_paid(file: Path, number: int) -> None:
    """Write so many payments, each to another person."""
    rows = (("organ-0", "DB-1", f"王{n}", person(n), str(n), 680) for n in range(number))
    _write(file, PAID_HEADS, rows)


def person(number: int) -> str:
    """Return an invented identity number whose check digit is right."""
    day, serial = divmod(number, 900)
    body = f"350102{1940 + day // 336}{1 + day // 28 % 12:02d}{1 + day % 28:02d}{serial:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def _write(file: Path, heads: tuple[str, ...], rows: Any) -> None:
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        page = book.add_worksheet("表")
        for at, row in enumerate([heads, *rows]):
            page.write_row(at, 0, row)


def village_of(session: Session) -> Organisation:
    """Return a village with its accounts and a batch of a subsidy."""
    with open_act(platform_act(session, Channel.SHEET, NOW, COUNTY)) as act:
        village = session.scalars(select(Organisation).where(Organisation.code == "organ-0")).one()
        village.body = OrganisationKind.VILLAGE
        for medium in ("bank", "cash"):
            session.add(
                VillageAccount(
                    county=COUNTY,
                    organisation_id=village.id,
                    name=medium,
                    medium=medium,
                    owner="collective",
                    opening=Decimal(0),
                    balance=Decimal(0),
                    opened_on=date(2020, 1, 1),
                )
            )
        programme = SubsidyProgramme(county=COUNTY, code="DB", name="低保", programme_kind="minimum", basis="")
        session.add(programme)
        session.flush()
        session.add(
            SubsidyBatch(
                county=COUNTY,
                organisation_id=village.id,
                number="DB-1",
                programme_id=programme.id,
                period_on=date(2026, 9, 1),
                period_day=1,
                arrived_on=date(2026, 9, 2),
                arrived_day=2,
                arrived=Decimal(900),
                noted_at=act.at,
            )
        )
        session.commit()
    return village


def cash_intake(act: Act, village: Organisation) -> Intake:
    """Return the door of the cash book."""
    return Intake(
        "cash",
        cash_columns(LABELS),
        lambda sheet: plan_vouchers(act, village, sheet, LABELS),
        lambda plan, choice: carry_out_vouchers(act, plan, choice),
        tried=False,
    )


def paid_intake(act: Act, _village: Organisation) -> Intake:
    """Return the door of the payments."""
    columns = columns_of(PAYMENT)
    return Intake(
        "paid",
        columns,
        lambda sheet: plan_import(act, PAYMENT, sheet, columns),
        lambda plan, choice: carry_out(act, plan, choice),
    )


SHEETS: dict[str, tuple[Callable[[Path, int], None], Callable[[Act, Organisation], Intake], type[Any]]] = {
    "cash book": (write_cash, cash_intake, Voucher),
    "subsidies": (write_paid, paid_intake, SubsidyPayment),
}


def bare(session: Session, file: Path) -> None:
    """Read a sheet with openpyxl and insert its cells as texts, all at once."""
    rows = load_workbook(file, read_only=True).worksheets[0].iter_rows(values_only=True)
    heads = [str(head) for head in next(rows)]
    table = Table("bare_sheet", MetaData(), *(Column(head, Text) for head in heads))
    with session.get_bind().connect() as connection:  # type: ignore[union-attr]
        table.create(connection)
        cells = [dict(zip(heads, map(str, row), strict=True)) for row in rows]
        connection.execute(insert(table), cells)
        connection.commit()
        table.drop(connection)
        connection.commit()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--engine", nargs="+", default=["SQLite", "PostgreSQL"])
    given = parser.parse_args()
    set_data_key("an invented key for this bench alone")
    with tempfile.TemporaryDirectory() as folder, databases() as engines:
        for name, (write, open_door, table) in SHEETS.items():
            for number in given.rows:
                file = Path(folder) / "sheet.xlsx"
                write(file, number)
                for engine in given.engine:
                    session = prepare(engines[engine]())
                    village = village_of(session)
                    peer = seconds(lambda: bare(session, file))[1]  # noqa: B023 - called at once

                    def work(done: Callable[[Act, Intake], Checked]) -> float:
                        with open_act(platform_act(session, Channel.SHEET, NOW, COUNTY)) as act:  # noqa: B023
                            return seconds(lambda: _done(act, done(act, open_door(act, village)), number))[1]  # noqa: B023

                    checked = work(lambda act, door: check(act, open_at(door, read_book(file), Answers())))  # noqa: B023
                    taken = work(
                        lambda act, door: take(act, open_at(door, read_book(file), Answers()), Choice.ALL_OR_NOTHING)  # noqa: B023
                    )
                    if session.scalar(select(func.count()).select_from(table)) != number:
                        sys.exit("rows were lost")
                    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                    print(
                        f"{name:10} {engine:11} {number:7,} rows  openpyxl and bulk insert {number / peer:7,.0f} rows/s  "
                        f"check {number / checked:7,.0f} rows/s ({checked / peer:4.1f} times)  "
                        f"take over {number / taken:7,.0f} rows/s ({taken / peer:4.1f} times)  {most:,.0f} MB",
                        flush=True,
                    )
                    session.close()
                    session.get_bind().dispose()  # type: ignore[union-attr]


def _done(act: Act, checked: Checked, number: int) -> None:
    if checked.plan.count(Fate.NEW) != number:
        sys.exit(f"not every row is new: {checked.plan.counts}")
    act.session.commit()


if __name__ == "__main__":
    main()
