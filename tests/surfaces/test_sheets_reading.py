"""Sheets from outside: what is read, and what is refused with words before it can do harm."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app.surfaces.sheets import reading
from app.surfaces.sheets.inspection import MOST_COLUMNS, MOST_LINES, MOST_ROWS, Oversized, Unreadable, column_number
from app.surfaces.sheets.reading import open_book, read_book

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: tuple[object, ...]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("职权")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, place, cell, day)
                else:
                    sheet.write(at, place, cell)
    return target.getvalue()


def repacked(content: bytes, changed: dict[str, bytes]) -> bytes:
    """Return a workbook with members replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return target.getvalue()


def test_texts_numbers_days_and_answers_come_out_as_they_were_written() -> None:
    book = read_book(workbook(("名称", 7, 1.5, True, date(2026, 11, 23)), ("", "0012")))
    assert book.sheets[0].name == "职权"
    assert [list(row) for row in book.sheets[0].rows] == [
        ["名称", 7, 1.5, "true", "2026-11-23"],
        ["", "0012", "", "", ""],
    ]


def test_rows_keep_their_numbers_when_the_sheet_begins_lower() -> None:
    book = read_book(workbook((), (), ("名称",)))
    assert list(book.sheets[0].rows[2]) == ["名称"]


def test_a_hidden_sheet_is_not_read() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("shown").write(0, 0, "x")
        hidden = book.add_worksheet("lists")
        hidden.write(0, 0, "y")
        hidden.hide()
    assert [sheet.name for sheet in read_book(target.getvalue()).sheets] == ["shown"]


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "start_reading", lambda *_given: pytest.fail("the bomb was opened"))
    bomb = repacked(workbook(("x",)), {SHEET: b"<a>" + b" " * 30_000_000})
    assert len(bomb) < 300_000
    with pytest.raises(Oversized):
        read_book(bomb)


def test_more_than_two_hundred_megabytes_unpacked_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.surfaces.sheets.inspection.MOST_UNPACKED", 10_000)
    with pytest.raises(Oversized):
        read_book(repacked(workbook(("x",)), {"xl/media/noise.bin": bytes(range(256)) * 50}))


@pytest.mark.parametrize("reference", [f"A1:XFD{2**20}", f"A1:A{MOST_LINES + 1}", "A1:SG2"])
def test_a_sheet_that_claims_too_many_rows_or_columns_is_refused(reference: str) -> None:
    content = workbook(("x",))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read(SHEET).replace(b'ref="A1"', f'ref="{reference}"'.encode())
    with pytest.raises(Oversized):
        read_book(repacked(content, {SHEET: sheet}))


def test_one_cell_in_the_farthest_corner_breaks_nothing_but_its_own_reader() -> None:
    content = workbook(("x",))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read(SHEET)
    far = f'<row r="{2**20}"><c r="XFD{2**20}"><v>1</v></c></row></sheetData>'.encode()
    with pytest.raises(Oversized):
        read_book(repacked(content, {SHEET: sheet.replace(b"</sheetData>", far)}))


def test_a_hundred_thousand_rows_of_five_hundred_columns_are_refused() -> None:
    row = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="SF%d"><v>1</v></c></row>'
    cells = b"".join(row % (n, n, n) for n in range(2, MOST_ROWS, 7))
    content = workbook(("x",))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read(SHEET).replace(b"</sheetData>", cells + b"</sheetData>")
    with pytest.raises(Oversized):
        read_book(repacked(content, {SHEET: sheet}))


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0)
    with pytest.raises(Oversized):
        read_book(workbook(("x",)))


@pytest.mark.parametrize(
    "changed",
    [
        {"xl/vbaProject.bin": b"x"},
        {"xl/macrosheets/sheet1.xml": b"x"},
        {"[Content_Types].xml": b'<Types><Override ContentType="x.sheet.macroEnabled.main+xml"/></Types>'},
    ],
)
def test_a_workbook_with_macros_is_refused_whatever_its_name(changed: dict[str, bytes]) -> None:
    with pytest.raises(Unreadable, match="macros"):
        read_book(repacked(workbook(("x",)), changed))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("stream", "sentence"), [("EncryptedPackage", "password"), ("_VBA_PROJECT", "macros"), ("WordDocument", "cannot")]
)
def test_an_old_compound_file_with_password_or_macros_is_refused(stream: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_book(OLE + b"\x00" * 600 + stream.encode("utf-16-le") + b"\x00" * 600)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 broken",
        b"%PDF-1.7 \x00\x01",
        b"<html><table><tr><td>1</td></tr></table></html>",
        OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le") + b"\x00" * 600,
        repacked(workbook(("x",)), {SHEET: b"<worksheet><sheetData><row r='x"}),
    ],
)
def test_what_is_no_sheet_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_book(content)


def test_a_word_file_is_no_spreadsheet() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    with pytest.raises(Unreadable, match="cannot be read"):
        read_book(target.getvalue())


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(Unreadable, match="no rows"):
        read_book(workbook())


def test_too_many_bytes_are_refused_before_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.surfaces.sheets.inspection.MOST_BYTES", 100)
    with pytest.raises(Oversized):
        read_book(workbook(("x",)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = f'名称{delimiter}编码\r\n"食品,经营"{delimiter}0012\r\n'
    rows = read_book(text.encode(encoding)).sheets[0].rows
    assert [list(row) for row in rows] == [["名称", "编码"], ["食品,经营", "0012"]]


def test_bytes_that_are_no_chinese_text_are_refused() -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        read_book(b"a,b\n\x81\xff\xff,c")


def test_a_csv_field_beyond_all_measure_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_book(b'a,b\n"' + b"x" * 140_000 + b'",c')


def test_csv_with_too_many_columns_is_refused() -> None:
    with pytest.raises(Oversized):
        read_book(b"," * MOST_COLUMNS + b"x")


def test_files_of_another_program_are_read_too() -> None:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["名称", 3])
    book.save(target)
    assert list(read_book(target.getvalue()).sheets[0].rows[0]) == ["名称", 3]


def test_the_last_column_of_a_spreadsheet_has_its_number() -> None:
    assert column_number("A") == 1
    assert column_number("XFD") == 16_384


def two_sheets() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name in ("职权", "材料"):
            book.add_worksheet(name).write(0, 0, name)
    return target.getvalue()


def test_a_book_is_open_while_its_later_sheets_are_still_read(tmp_path: Path) -> None:
    file = tmp_path / "two.xlsx"
    file.write_bytes(two_sheets())
    book = open_book(file)
    file.unlink()
    assert [sheet.name for sheet in book.sheets] == ["职权", "材料"]
    assert [list(row) for sheet in book.sheets for row in sheet.rows] == [["职权"], ["材料"]]
    assert book.sheets[1].rows[:1] == [["材料"]]
    assert len(book.sheets[1].rows) == 1


def test_a_later_sheet_that_is_too_large_is_refused_when_it_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = "xl/worksheets/sheet2.xml"
    content = two_sheets()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read(second)
    far = b'<row r="2"><c r="XFD2"><v>1</v></c></row></sheetData>'
    file = tmp_path / "two.xlsx"
    file.write_bytes(repacked(content, {second: sheet.replace(b"</sheetData>", far)}))
    monkeypatch.setattr("app.surfaces.sheets.inspection.MOST_COLUMNS", 2**20)
    book = open_book(file)
    assert list(book.sheets[0].rows[0]) == ["职权"]
    with pytest.raises(Oversized):
        len(book.sheets[1].rows)


def test_a_book_without_visible_sheets_is_refused_when_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "hidden.xlsx"
    content = two_sheets()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.read("xl/workbook.xml").replace(b"<sheet name", b'<sheet state="hidden" name')
    file.write_bytes(repacked(content, {"xl/workbook.xml": names}))
    with pytest.raises(Unreadable, match="no rows"):
        open_book(file)


def test_as_many_rows_as_are_promised_pass_below_a_title_and_a_heading() -> None:
    rows = "".join(f"{n}\n" for n in range(MOST_ROWS))
    assert len(read_book(f"标题\n编码\n{rows}".encode()).sheets[0].rows) == MOST_ROWS + 2
    content = workbook(("标题",), ("编码",), ("甲",))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read(SHEET).replace(b'ref="A1:A3"', f'ref="A1:A{MOST_ROWS + 2}"'.encode())
    assert f"A{MOST_ROWS + 2}".encode() in sheet
    assert len(read_book(repacked(content, {SHEET: sheet})).sheets[0].rows) == 3
