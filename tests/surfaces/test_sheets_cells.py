"""Cells as spreadsheets really hold them: lost digits, tails of fractions, errors, formulas without result, hidden rows."""

import io
import zipfile
from typing import Any

import openpyxl
import xlsxwriter

from app.kernel.typed import read_amount, read_text
from app.surfaces.sheets.columns import Column, read_table
from app.surfaces.sheets.reading import Sheet, read_book, read_csv
from tests.surfaces.test_sheets_reading import SHEET, repacked

COLUMNS = (Column("number", "Number", read_text), Column("amount", "Amount", read_amount, required=True))


def written(*rows: tuple[Any, ...]) -> bytes:
    """Return a workbook whose number cells hold their numbers as a spreadsheet program stores them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([("Number", "Amount"), *rows]):
            sheet.write_row(at, 0, row)
    return target.getvalue()


def faults(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [
        (line.number, fault.column, fault.refusal.message % fault.refusal.values)
        for line in read_table(sheet, COLUMNS).lines
        for fault in line.faults
    ]


def test_two_long_numbers_in_number_cells_do_not_become_one() -> None:
    book = read_book(
        written((25352000000012345678, 1), (25352000000012345679, 2), ("25352000000012345678", 3))
    )
    found = faults(book.sheets[0])
    assert [(row, column) for row, column, _why in found] == [(2, "number"), (3, "number")]
    assert all("15 digits" in why for _row, _column, why in found)
    assert read_table(book.sheets[0], COLUMNS).lines[2].values["number"] == "25352000000012345678"


def test_tails_of_binary_fractions_are_no_decimals() -> None:
    book = read_book(written(("a", 0.1 + 0.2), ("b", 1.1 * 3), ("c", 19.99 * 3), ("d", 2.9999999999999996)))
    assert [f"{line.values['amount']}" for line in read_table(book.sheets[0], COLUMNS).lines] == [
        "0.30", "3.30", "59.97", "3.00",
    ]  # fmt: skip


def with_formulas() -> bytes:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Number", "Amount"])
    for row, (number, amount) in enumerate(
        [("a", "#REF!"), ("b", "#N/A"), ("#DIV/0!", 5), ("d", "=B99*2"), ("e", 7), ("f", "=SUM(B2:B3)")],
        start=2,
    ):
        for column, value in ((1, number), (2, amount)):
            page.cell(row, column, value)
    book.save(target)
    return target.getvalue()


def test_a_cell_with_an_error_or_without_result_is_named_and_never_empty() -> None:
    found = {(row, column): why for row, column, why in faults(read_book(with_formulas()).sheets[0])}
    assert set(found) == {(2, "amount"), (3, "amount"), (4, "number"), (5, "amount"), (7, "amount")}
    assert "#REF!" in found[2, "amount"]
    assert "#N/A" in found[3, "amount"]
    assert "#DIV/0!" in found[4, "number"]
    assert "no result" in found[5, "amount"]


def test_an_error_in_pasted_rows_is_named_too() -> None:
    found = faults(read_csv(b"Number\tAmount\na\t#REF!\n########\t5\n#1\t6\n"))
    assert [(row, column) for row, column, _why in found] == [(2, "amount"), (3, "number")]


def test_a_formula_with_an_empty_text_as_its_result_is_empty() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Number", "Amount"))
        sheet.write_formula(1, 0, '=IF(B2>9,"x","")', None, "")
        sheet.write_formula(1, 1, "=2*3", None, 6)
    with zipfile.ZipFile(io.BytesIO(target.getvalue())) as packed:
        part = packed.read(SHEET).replace(b'<c r="A2">', b'<c r="A2" t="str">')
    content = repacked(target.getvalue(), {SHEET: part})
    (line,) = read_table(read_book(content).sheets[0], COLUMNS).lines
    assert (line.values["number"], line.values["amount"], line.faults) == ("", 6, [])


def test_rows_hidden_by_hand_or_by_a_filter_are_known_of_each_sheet() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for hidden in ((3, 4), ()):
            sheet = book.add_worksheet()
            for at in range(6):
                sheet.write_row(at, 0, ("Number", "Amount") if not at else (f"n{at}", at))
            for number in hidden:
                sheet.set_row(number - 1, None, None, {"hidden": True})
    assert [sorted(sheet.hidden) for sheet in read_book(target.getvalue()).sheets] == [[3, 4], []]


def test_hidden_rows_of_a_large_sheet_are_found_across_its_pieces() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for at in range(40_000):
            sheet.write_row(at, 0, (f"number {at}", at))
            if at % 1_000 == 999:
                sheet.set_row(at, None, None, {"hidden": True})
    assert sorted(read_book(target.getvalue()).sheets[0].hidden) == list(range(1_000, 40_001, 1_000))


def test_tabs_below_a_title_divide_the_columns() -> None:
    text = "2026年11月，现金日记账（单位：元）\n\nNumber\tAmount\na\t1,250.50\nb\t3\n"
    assert [line.values["amount"] for line in read_table(read_csv(text.encode()), COLUMNS).lines] == [
        1250.5,
        3,
    ]
