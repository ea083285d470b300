"""Cells as spreadsheets really hold them: lost digits, tails of fractions, errors, formulas without result, hidden rows."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from app.kernel.typed import read_amount, read_text
from app.surfaces.sheets.columns import Column, read_table
from app.surfaces.sheets.marks import Marks, marks_of
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
    book = read_book(written((25352000000012345678, 1), (25352000000012345679, 2), ("25352000000012345678", 3)))
    found = faults(book.sheets[0])
    assert [(row, column) for row, column, _why in found] == [(2, "number"), (3, "number")]
    assert all("15 digits" in why for _row, _column, why in found)
    assert read_table(book.sheets[0], COLUMNS).lines[2].values["number"] == "25352000000012345678"


def test_tails_of_binary_fractions_are_no_decimals() -> None:
    book = read_book(written(("a", 0.1 + 0.2), ("b", 1.1 * 3), ("c", 19.99 * 3), ("d", 2.9999999999999996)))
    assert [f"{line.values['amount']}" for line in read_table(book.sheets[0], COLUMNS).lines] == [
        "0.30",
        "3.30",
        "59.97",
        "3.00",
    ]


def with_formulas() -> bytes:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Number", "Amount"])
    for row, (number, amount) in enumerate(
        [("a", "#REF!"), ("b", "#N/A"), ("#DIV/0!", 5), ("d", "=B99*2"), ("e", 7), ("f", "=SUM(B2:B3)")], start=2
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
    assert [line.values["amount"] for line in read_table(read_csv(text.encode()), COLUMNS).lines] == [1250.5, 3]


OLD = Path(__file__).parent / "hidden_and_errors.xls"
"""A cover, then a month of vouchers: rows 3 and 5 and column 6 hidden, #REF! in row 4. Tables of WPS (.et) are the same."""


def test_old_workbooks_tell_hidden_rows_columns_and_errors() -> None:
    cover, sheet = read_book(OLD).sheets
    assert (cover.hidden, cover.blind) == (frozenset(), False)
    assert (sheet.hidden, list(sheet.hidden_columns), sheet.blind) == ({3, 5}, [6], False)
    assert [row[2] for row in sheet.rows] == ["金额", 100, 200, "#REF!", 300]


def old_table(changed: Callable[[bytearray], None]) -> Marks | None:
    content = bytearray(OLD.read_bytes())
    changed(content)
    return marks_of(io.BytesIO(content), 1)


def _cut(content: bytearray) -> None:
    del content[600:]


def _looped(content: bytearray) -> None:
    table = 512 + int.from_bytes(content[76:80], "little") * 512
    content[table : table + 512] = b"".join((n ^ 1).to_bytes(4, "little") for n in range(128))


def _renamed(content: bytearray) -> None:
    at = bytes(content).index("Workbook".encode("utf-16-le"))
    content[at : at + 2] = b"X\0"


@pytest.mark.parametrize("changed", [_cut, _looped, _renamed])
def test_an_old_workbook_whose_records_cannot_be_found_tells_nothing(changed: Callable[[bytearray], None]) -> None:
    assert old_table(changed) is None


def open_document(table: str) -> bytes:
    names = {"table": "table:1.0", "office": "office:1.0", "text": "text:1.0"}
    spaces = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}"' for short, long in names.items())
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} xmlns:calcext="urn:org:documentfoundation:names:'
        f'experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet><table:table table:name="封面">'
        f"<table:table-row><table:table-cell/></table:table-row></table:table>{table}</office:spreadsheet></office:body>"
        f"</office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return target.getvalue()


def open_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def test_open_documents_tell_hidden_rows_columns_and_errors() -> None:
    error = '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    lost = error.replace("#DIV/0!", "错误:502")
    sheet = read_book(
        open_document(
            '<table:table table:name="表"><table:table-column table:number-columns-repeated="2"/>'
            '<table:table-column table:visibility="collapse"/>'
            f"<table:table-row>{open_cell('名称')}{open_cell('金额')}{open_cell('备用')}</table:table-row>"
            f'<table:table-row table:visibility="filter" table:number-rows-repeated="2">{open_cell("甲")}{open_cell("1")}</table:table-row>'
            f'<table:table-row>{open_cell("乙")}{error}</table:table-row><table:table-row table:number-rows-repeated="2"/>'
            f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{lost}</table:table-row>'
            f'<table:table-row table:visibility="collapse">{open_cell("丙")}</table:table-row></table:table>'
        )
    ).sheets[1]
    assert (sheet.hidden, list(sheet.hidden_columns), sheet.blind) == ({2, 3, 8}, [3], False)
    assert [list(row) for row in sheet.rows[3:4]] == [["乙", "#DIV/0!", ""]]
    assert sheet.rows[6][2] == "#VALUE!"


def test_hidden_columns_of_a_workbook_are_known() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("Number", "Amount", "x"))
        page.set_column(1, 2, None, None, {"hidden": True})
    assert list(read_book(target.getvalue()).sheets[0].hidden_columns) == [2, 3]
