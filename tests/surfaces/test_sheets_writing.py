"""Sheets that we write: formulas stay text, templates guide, and our own files read back the same."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.powers.records import POWER
from app.surfaces.sheets.columns import Column, columns_of, read_table
from app.surfaces.sheets.reading import read_book
from app.surfaces.sheets.writing import LONGEST_CELL, Page, write_book, write_csv, write_template
from tests import few

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
NAME = Column("name", "Name", read=str, aliases=("事项名称",))


def template() -> bytes:
    target = io.BytesIO()
    write_template(target, "职权", columns_of(POWER))
    return target.getvalue()


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_looks_like_a_formula_stays_text_in_a_workbook(text: str) -> None:
    target = io.BytesIO()
    write_book(target, [Page("x", [NAME], [[text]])])
    with zipfile.ZipFile(target) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    cell = openpyxl.load_workbook(target).active["A2"]
    assert cell.data_type == "s"
    assert read_book(target.getvalue()).sheets[0].rows[1][0] in (
        text,
        text.replace("\r", "\n"),
        text.replace("\r", "_x000D_"),
    )


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_looks_like_a_formula_gets_an_apostrophe_in_csv_and_loses_it_on_the_way_back(text: str) -> None:
    content = "".join(write_csv([NAME], [[text]])).encode()
    assert b"'" + text[:1].encode() in content
    assert read_book(content).sheets[0].rows[1][0] == text


def test_negative_numbers_are_no_formulas() -> None:
    assert "".join(write_csv([NAME], [[-5], [None], [True]])).splitlines()[1:] == ["-5", '""', "Yes"]


@settings(deadline=None, max_examples=few(30))
@given(
    st.lists(
        st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).filter(lambda t: t.strip() == t),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_is_written_as_csv_reads_back_the_same(texts: list[str]) -> None:
    texts = [text for text in texts if not text.startswith("'")] or ["x"]
    rows = read_book("".join(write_csv([NAME], [[text, "x"] for text in texts])).encode()).sheets[0].rows
    assert [row[0] for row in rows[1:]] == texts


def test_the_template_has_headings_hints_examples_and_lists_to_choose_from() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template())).active
    assert [cell.value for cell in sheet[1]] == ["Name*", "Code*", "Type*", "Organisation*", "National code"]
    assert sheet["A2"].value == "As the law calls it"
    assert sheet["A3"].value == "食品经营许可"
    assert sheet.freeze_panes == "A2"
    lists = sheet.data_validations.dataValidation
    assert [str(item.sqref) for item in lists] == ["C4:C20001"]
    assert "Administrative licence" in lists[0].formula1


def test_hints_and_examples_of_the_template_are_not_imported() -> None:
    sheet = read_book(template()).sheets[0]
    assert read_table(sheet, columns_of(POWER)).lines == []


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    target = io.BytesIO()
    write_book(target, [Page("x", [NAME], [["长" * 40_000]])])
    written = str(read_book(target.getvalue()).sheets[0].rows[1][0])
    assert len(written) == LONGEST_CELL
    assert written.endswith("…")
