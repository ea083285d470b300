"""A month of vouchers from a sheet: what is refused, asked, corrected in place, and handed in a second time."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.kernel.act import Act, Channel
from app.surfaces.acts import command_act
from app.surfaces.database import db
from app.surfaces.sheets import reading, working
from app.surfaces.sheets.models import HandedSheet
from app.surfaces.sheets.reading import Book
from app.villages.models import Voucher
from tests.forms import form_values
from tests.villages.test_pages import count, village  # noqa: F401 - a fixture
from tests.web import RunningProgram, at_work, refusal

TABLES = Path(__file__).parents[1] / "surfaces"
Client = Callable[[str], FlaskClient]
HEADS = ("日期", "科目", "金额", "收款人", "摘要", "发票号")
LIGHT: tuple[Any, ...] = ("2026-09-03", "办公和水电费", 100, "供电公司", "路灯电费", "")


def book(
    *rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS, hidden: tuple[int, ...] = (), above: int = 0
) -> io.BytesIO:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        sheet = made.add_worksheet("当月凭证")
        for at, row in enumerate([*[("封面",)] * above, heads, *rows]):
            sheet.write_row(at, 0, row)
        for number in hidden:
            sheet.set_row(number - 1, None, None, {"hidden": True})
    target.seek(0)
    return target


class Desk:
    """A clerk at the page of the cash book's sheets."""

    def __init__(self, client: FlaskClient, home: int) -> None:
        self.client, self.place, self.page = client, f"/villages/{home}/cash/import", ""
        client.get("/language/en?next=/")

    def hand_in(self, content: io.BytesIO, name: str = "凭证.xlsx") -> str:
        """Hand a file in."""
        token = form_values(self.client.get(self.place).get_data(as_text=True))["csrf_token"]
        answer = self.client.post(
            self.place, data={"csrf_token": token, "file": (content, name)}, follow_redirects=True
        )
        self.page = answer.get_data(as_text=True)
        return self.page

    @property
    def url(self) -> str:
        """Return where the sheet that was handed in lies."""
        found = re.search(rf"{self.place}/[0-9a-f]{{32}}", self.page)
        assert found is not None
        return found[0]

    def translate(self, end: str = "/check", **answers: str) -> str:
        """Answer on the page of the report."""
        token = form_values(self.page)["csrf_token"]
        answer = self.client.post(self.url + end, data={"csrf_token": token, **answers}, follow_redirects=True)
        self.page = answer.get_data(as_text=True)
        return self.page

    def take(self, **more: str) -> str:
        """Take the rows over."""
        return self.translate("", **more)


@pytest.fixture
def desk(client_of: Client, village: int) -> Desk:  # noqa: F811
    return Desk(client_of("village_clerk"), village)


@contextmanager
def the_clock(program: RunningProgram) -> Iterator[Act]:
    """An act of the clock."""
    with program.app.app_context():
        with command_act(Channel.CLOCK) as act:
            yield act
        db.session.remove()


def vouchers(program: RunningProgram) -> list[Voucher]:
    with at_work(program.app) as session:
        return list(session.scalars(select(Voucher).order_by(Voucher.id)))


def test_two_invoices_of_twenty_digits_do_not_become_one(program: RunningProgram, desk: Desk) -> None:
    one, two = 25352000000012345678, 25352000000012345679
    page = desk.hand_in(book((*LIGHT[:5], one), (*LIGHT[:5], two)))
    assert page.count("15 digits") == 2
    desk.take(good_rows="1")
    assert count(program) == 0


def test_tails_of_fractions_are_taken_as_what_they_mean(program: RunningProgram, desk: Desk) -> None:
    desk.hand_in(book((*LIGHT[:2], 0.1 + 0.2, *LIGHT[3:]), (*LIGHT[:2], 1.1 * 3, *LIGHT[3:])))
    desk.take()
    assert [one.amount for one in vouchers(program)] == [Decimal("0.30"), Decimal("3.30")]


def test_the_check_tells_what_the_confirmation_would_refuse(program: RunningProgram, desk: Desk) -> None:
    page = desk.hand_in(book(LIGHT, ("2025-12-03", *LIGHT[1:])))
    assert "Row 3" in page
    assert "The book of this account begins on" in page
    assert "2025-12-03" in page  # what stands in the cell, not the row's title
    desk.take()
    assert count(program) == 0
    desk.take(good_rows="1")
    assert [one.occurred_on for one in vouchers(program)] == [date(2026, 9, 3)]


@pytest.mark.parametrize("amount", ["100,08", "3,6", "1_00.16", "#REF!"])
def test_a_sum_that_can_be_read_in_two_ways_is_corrected_in_place(
    program: RunningProgram, desk: Desk, amount: str
) -> None:
    page = desk.hand_in(book((*LIGHT[:2], amount, *LIGHT[3:]), (*LIGHT[:2], 5, "甲", "纸张", "")))
    assert f'name="fix-2-amount" value="{amount}"' in page
    assert page.count("fix-2-amount") == 1
    assert "Take over only the 1 right rows" in desk.translate(**{"fix-2-amount": amount})
    desk.translate(**{"fix-2-amount": "100.08"})
    desk.take()
    assert [one.amount for one in vouchers(program)] == [Decimal("100.08"), Decimal(5)]


def test_an_identity_number_is_not_shown_whole_to_whoever_looks_over_the_shoulder(desk: Desk) -> None:
    row = (*LIGHT[:5], "11010519491231002Y")
    page = desk.hand_in(book(row, heads=(*HEADS[:5], "Identity number or credit code of the payee")))
    assert "11010519491231002Y" not in page
    assert 'name="fix-2-payee_identity" value=""' in page


def test_hidden_rows_are_asked_about(program: RunningProgram, desk: Desk) -> None:
    rows = [(*LIGHT[:2], n, *LIGHT[3:4], f"第{n}笔", "") for n in range(1, 6)]
    page = desk.hand_in(book(*rows, hidden=(3, 4)))
    assert "2 rows are hidden" in page
    desk.take()
    assert count(program) == 0
    desk.translate(hidden="leave")
    desk.take()
    assert [one.purpose for one in vouchers(program)] == ["第1笔", "第4笔", "第5笔"]


def test_hidden_rows_are_taken_when_somebody_says_so(program: RunningProgram, desk: Desk) -> None:
    desk.hand_in(book(LIGHT, (*LIGHT[:2], 7, *LIGHT[3:]), hidden=(3,)))
    desk.translate(hidden="take")
    desk.take()
    assert count(program) == 2


def test_totals_and_signatures_below_the_table_are_asked_about(program: RunningProgram, desk: Desk) -> None:
    page = desk.hand_in(book(LIGHT, ("合计", "", 100), ("制表人：王芳", "", "", "审核：李明"), above=14))
    assert "look like totals or signatures" in page
    assert "headings in row 15" in page
    assert "合计 100" in page
    desk.translate(ending="leave")
    desk.take()
    assert count(program) == 1


def test_a_cover_sheet_is_passed_over(program: RunningProgram, desk: Desk) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        cover = made.add_worksheet("封面")
        cover.write_column(0, 0, ["中山社区", "2026年9月", "日期"])
        sheet = made.add_worksheet("明细")
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, LIGHT)
    target.seek(0)
    assert "“明细”" in desk.hand_in(target)
    desk.take()
    assert count(program) == 1


def test_columns_of_a_foreign_sheet_are_matched_by_hand_and_kept_for_the_next(
    program: RunningProgram, desk: Desk
) -> None:
    heads = ("哪天", "哪类", "多少钱", "给谁", "干什么", "号")
    page = desk.hand_in(book(LIGHT, heads=heads))
    assert 'name="from-amount"' in page
    chosen = {
        "from-occurred_on": "哪天",
        "from-category": "哪类",
        "from-amount": "多少钱",
        "from-payee": "给谁",
        "from-purpose": "干什么",
    }
    page = desk.translate(sheet="当月凭证", heading="1", keep_as="老式台账", **chosen)
    assert "All rows are right" in page
    desk.take()
    assert [(one.purpose, one.amount) for one in vouchers(program)] == [("路灯电费", Decimal(100))]
    desk.hand_in(book((*LIGHT[:2], 8, *LIGHT[3:]), heads=heads))
    again = desk.client.get(f"{desk.url}/columns?mapping=老式台账").get_data(as_text=True)
    assert '<option value="多少钱" selected>' in again


def test_a_corrected_row_corrects_and_is_not_doubled(program: RunningProgram, desk: Desk) -> None:
    other = ("2026-09-04", "办公和水电费", 30, "文具店", "打印纸", "")
    desk.hand_in(book(LIGHT, other))
    desk.take()
    wrong = (*LIGHT[:2], 120, *LIGHT[3:])
    page = desk.hand_in(book(wrong, other))
    assert "1 rows look like corrections" in page
    assert "100.00" in page
    assert "120.00" in page
    desk.take()
    assert [one.amount for one in vouchers(program)] == [100, 30]  # the question was not answered yet
    desk.translate(again="take")
    desk.take()
    assert [one.amount for one in vouchers(program)] == [120, 30]
    desk.hand_in(book(wrong, other))
    assert "look like corrections" not in desk.page


def test_two_payments_alike_on_one_day_are_both_kept_when_somebody_says_so(program: RunningProgram, desk: Desk) -> None:
    desk.hand_in(book(LIGHT))
    desk.take()
    desk.hand_in(book((*LIGHT[:2], 120, *LIGHT[3:])))
    desk.translate(again="leave")
    desk.take()
    assert [one.amount for one in vouchers(program)] == [100, 120]


def test_another_clerk_does_not_open_what_one_handed_in(client_of: Client, desk: Desk) -> None:
    desk.hand_in(book((*LIGHT[:2], "x", *LIGHT[3:])))
    town = client_of("town_clerk")
    for end in ("", "/columns", "/report.xlsx"):
        assert desk.client.get(desk.url + end).status_code == 200
        assert refusal(town.get(desk.url + end)) == (404, "文件已不存在，请重新提交。")


def test_the_marked_copy_keeps_the_headings_and_names_the_fault(desk: Desk) -> None:
    desk.hand_in(book((*LIGHT[:2], "3,6", *LIGHT[3:])))
    marked = load_workbook(io.BytesIO(desk.client.get(f"{desk.url}/report.xlsx").get_data())).active
    rows = [[cell.value for cell in row] for row in marked.rows]
    assert rows[0][:3] == ["日期", "科目", "金额"]
    assert "comma" in str(rows[1][-1])


def test_a_large_sheet_is_checked_and_taken_over_by_the_clock(
    program: RunningProgram, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "LARGE_ROWS", 3)
    rows = [(*LIGHT[:2], n, *LIGHT[3:4], f"第{n}笔", "") for n in range(1, 6)]
    page = desk.hand_in(book(*rows))
    assert "is being checked" in page
    with the_clock(program) as act:
        assert working.work_off(act) == {"sheets": 1}
    desk.page = desk.client.get(desk.url).get_data(as_text=True)
    assert "Take over 5 rows" in desk.page
    assert "is being taken over" in desk.take()
    assert count(program) == 0
    with the_clock(program) as act:
        working.work_off(act)
        assert working.work_off(act) == {}
    assert "has been taken over" in desk.client.get(desk.url).get_data(as_text=True)
    made = vouchers(program)
    assert [one.amount for one in made] == [1, 2, 3, 4, 5]
    assert {one.entered_by for one in made} != {None}  # in the name of whoever handed it in


def test_what_the_clock_refuses_is_told_and_a_killed_clock_begins_again(
    program: RunningProgram, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "LARGE_ROWS", 1)
    desk.hand_in(book(LIGHT, (*LIGHT[:2], 8, *LIGHT[3:])))
    with the_clock(program) as act:
        act.session.scalars(select(HandedSheet)).one().state = "at_work"
    with the_clock(program) as act:
        assert working.work_off(act) == {"sheets": 1}
    desk.page = desk.client.get(desk.url).get_data(as_text=True)
    assert "Take over 2 rows" in desk.page
    (next(iter(program.app.config["SUNSHINE_FOLDER"].glob(f"sheets/{desk.url[-32:]}")))).unlink()
    with the_clock(program) as act:
        act.session.scalars(select(HandedSheet)).one().state = "waiting"
    with the_clock(program) as act:
        working.work_off(act)
    assert "Hand it in again" in desk.client.get(desk.url).get_data(as_text=True)


def test_a_clock_that_is_told_to_stop_writes_nothing_of_a_sheet_and_begins_it_again(
    program: RunningProgram, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hand_in(book(LIGHT, (*LIGHT[:2], 8, *LIGHT[3:])))
    monkeypatch.setattr(working, "LARGE_ROWS", 1)
    desk.take()
    told = iter((False, False, True))  # before the sheet, before its plan, before its rows are written
    monkeypatch.setattr(working, "told_to_stop", lambda: next(told, True))
    with the_clock(program) as act:
        assert working.work_off(act) == {"sheets": 1}
    assert vouchers(program) == []
    assert "is being taken over" in desk.client.get(desk.url).get_data(as_text=True)
    monkeypatch.setattr(working, "told_to_stop", lambda: False)
    with the_clock(program) as act:
        assert working.work_off(act) == {"sheets": 1}
    assert len(vouchers(program)) == 2


def test_an_old_workbook_of_wps_is_asked_about_like_a_new_one(program: RunningProgram, desk: Desk) -> None:
    page = desk.hand_in(io.BytesIO((TABLES / "hidden_and_errors.xls").read_bytes()), "凭证.et")
    assert "Rows 3、5 do not show" in page and "shows #REF!" in page
    desk.translate(hidden="leave", **{"fix-4-amount": "30"})
    assert "Take over 2 rows" in desk.page


def test_a_hidden_column_that_is_read_is_told_and_a_blind_format_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        sheet = made.add_worksheet()
        for at, row in enumerate([HEADS, LIGHT]):
            sheet.write_row(at, 0, row)
        sheet.set_column(3, 3, None, None, {"hidden": True})
    assert "read all the same: 收款人" in desk.hand_in(io.BytesIO(target.getvalue()))
    read = reading.read_book
    monkeypatch.setattr(
        "app.surfaces.sheets.handed.read_book",
        lambda path: Book(tuple(replace(one, blind=True) for one in read(path).sheets)),
    )
    assert "does not tell which rows are hidden" in desk.hand_in(book(LIGHT))
