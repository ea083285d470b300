"""What a published table comes to, what fills it, and what it is compared with."""

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric
from weasyprint import HTML

from app.disclosure.columns import Totals, columns_of, totals_of
from app.disclosure.freezing import PAPERS, digest_of, file_text
from app.disclosure.models import DisclosureItem, DisclosureVersion, PrivacyFinding
from app.disclosure.operations import (
    approve_text,
    attach_file,
    decide_leak,
    draft_item,
    fill_table,
    publish_text,
    submit_text,
    sweep_items,
    write_text,
)
from app.disclosure.operations.drafting import NOTHING
from app.kernel.attachments import Attachment
from app.kernel.domain import Filling
from app.kernel.errors import Incomplete
from app.kernel.points import POINTS
from app.ledgers.fields.field import fields_to
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.villages.filling import BOOK
from app.villages.models import VillageMonth
from app.villages.words import Category
from tests.disclosure.samples import BODY, SERIAL, Acting, Street, at
from tests.supervision.register import register_points
from tests.villages.building import VillageBuilder

register_points()
IDENTITY = SERIAL + ric.calc_check_digit(SERIAL + "0")
MONEY = fields_to(columns_of("日期、摘要、收入（元）、支出（元）、余额（元）"))
CENTS = st.integers(0, 10**9).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
PERIOD = "2026-08"


def row(text: str, income: str = "", expense: str = "", balance: str = "") -> dict[str, str]:
    return {"c0": "", "c1": text, "c2": income, "c3": expense, "c4": balance}


@given(st.lists(st.tuples(CENTS, CENTS), max_size=20), CENTS)
def test_a_table_comes_to_the_sum_of_its_rows_whatever_sums_stand_beside_them(
    entries: list[tuple[str, str]], closing: str
) -> None:
    rows = [row("租金", income, expense) for income, expense in entries]
    income, expense = (sum((Decimal(pair[side]) for pair in entries), Decimal(0)) for side in (0, 1))
    framed = [
        row("期初余额", balance="9.00"),
        *rows,
        row("本月合计", str(income), str(expense)),
        row("期末余额", balance=closing),
    ]
    assert totals_of(MONEY, framed) == Totals(income, expense, Decimal(closing))


def test_a_table_of_sums_alone_counts_and_one_without_both_columns_says_nothing() -> None:
    assert totals_of(MONEY, [row("收入合计", "5.00"), row("支出合计", "", "2.00")]) == Totals(Decimal(5), Decimal(2))
    assert totals_of(MONEY, []) == Totals(Decimal(0), Decimal(0))
    assert totals_of(fields_to(columns_of("项目、收入（元）")), [{"c0": "租金", "c1": "5.00"}]) == Totals()


def month(street: Street, income: str = "300.00", expense: str = "100.00") -> VillageMonth:
    """Write the village's published book of August."""
    made = VillageMonth(
        county=350102,
        organisation_id=street.village.id,
        period=PERIOD,
        opening=Decimal(0),
        income=Decimal(income),
        expense=Decimal(expense),
        closing=Decimal(income) - Decimal(expense),
        closing_cash=Decimal(0),
        lines=[],
        vouchers=2,
        published_at=at(9, 2),
    )
    street.session.add(made)
    street.session.flush()
    return made


def statement(street: Street, *rows: dict[str, str], **more: Any) -> DisclosureItem:
    return street.published(
        "CW-01",
        at(9, 5),
        "八月份收支情况已经村务监督委员会审核，逐笔列在下表，凭证存村会计处备查。",
        rows=rows,
        period=PERIOD,
        for_task=False,
        **more,
    )


@pytest.fixture
def build(session: Session, street: Street, acting_as: Acting) -> VillageBuilder:
    """Builds rows of the same village's book."""
    return VillageBuilder(session, street.world, acting_as)


@pytest.fixture
def look(session: Session, acting_as: Acting) -> Callable[[str], list[int | None]]:
    """Sweep with one point and give the subjects of its alerts that still hold."""

    def asked(code: str) -> list[int | None]:
        session.flush()
        sweep(acting_as(None, at(9, 6)), [POINTS.points[code]])
        session.expire_all()
        wanted = select(Alert.subject_id).where(Alert.point == code, Alert.ceased_at.is_(None))
        return list(session.scalars(wanted))

    return asked


Look = Callable[[str], list[int | None]]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("租金", "300"), row("电费", "", "100"), row("期末余额", balance="200")], False),
        ([row("租金", "300"), row("电费", "", "100")], False),
        ([row("租金", "299.98"), row("电费", "", "100")], True),
        ([row("租金", "300"), row("电费", "", "100.02")], True),
        ([row("租金", "300"), row("电费", "", "100"), row("期末余额", balance="199")], True),
    ],
)
def test_a_statement_that_differs_from_the_book_is_found(
    street: Street, look: Look, rows: list[dict[str, str]], found: bool
) -> None:
    month(street)
    item = statement(street, *rows)
    assert look("D04.differs") == ([item.id] if found else [])
    assert look("D03.empty") == []


def test_an_alert_about_a_statement_ceases_once_book_and_statement_agree(street: Street, look: Look) -> None:
    book = month(street, "400.00")
    item = statement(street, row("租金", "300"), row("电费", "", "100"))
    assert look("D04.differs") == look("D04.differs") == [item.id]
    book.income = Decimal(300)
    assert look("D04.differs") == []


@pytest.mark.parametrize("nil", [True, False])
def test_accounts_published_as_zero_are_found_where_the_book_has_money(street: Street, look: Look, nil: bool) -> None:
    item = street.published("CW-01", at(9, 5), "" if nil else BODY, period=PERIOD, for_task=False, nil=nil)
    assert look("D03.empty") == []
    month(street)
    assert (look("D03.empty"), look("D04.differs")) == ([item.id], [])
    assert look("D03.hollow") == []


def test_the_night_sums_up_what_became_public_before(street: Street, look: Look, acting_as: Acting) -> None:
    month(street)
    item = statement(street, row("租金", "1"))
    version = item.public
    assert version is not None
    version.income = version.expense = None
    assert look("D04.differs") == []
    sweep_items(acting_as(None, at(9, 7)))
    assert look("D04.differs") == [item.id]


def test_nothing_to_tell_is_said_in_one_sentence_and_leaves_no_room_for_more(
    street: Street, acting_as: Acting, tmp_path: Path
) -> None:
    item = street.written("CW-01", body="", nil=True)
    act = acting_as("village_clerk")
    assert item.work is not None and (item.work.body, item.work.nil) == (NOTHING, True)
    for more in ({"body": BODY}, {"body": NOTHING, "rows": [row("租金", "1")]}):
        with pytest.raises(Incomplete) as refusal:
            write_text(act, item, "题", nil=True, cosigner="陈监督", **more)  # type: ignore[arg-type]
        assert refusal.value.field == "nil"
    with pytest.raises(Incomplete):
        attach_file(act, tmp_path, item, "图.png", io.BytesIO(picture()))
    write_text(act, item, "题", NOTHING, cosigner="陈监督")
    assert item.work.body == "" and not item.work.nil


def test_village_affairs_carry_the_name_of_who_examined_them_for_the_villagers(
    street: Street, acting_as: Acting, session: Session
) -> None:
    item = street.written(cosigner=" ")
    act = acting_as("village_clerk")
    with pytest.raises(Incomplete) as refusal:
        submit_text(act, item)
    assert refusal.value.field == "cosigner"
    write_text(act, item, "题", BODY, cosigner=" 陈  监督 ")
    submit_text(act, item)
    assert item.work is not None and item.work.cosigner == "陈 监督"
    town = acting_as("town_clerk")
    approve_text(town, item)
    publish_text(town, item)
    sealed = session.scalars(select(DisclosureVersion.digest)).one()
    item.versions[0].cosigner = "别人"
    assert digest_of(session, item.versions[0]) != sealed
    other = draft_item(act, street.village, street.duty("DW-02"))
    write_text(act, other, "题", BODY)
    submit_text(act, other)


def test_the_table_is_filled_from_the_published_book(
    street: Street, acting_as: Acting, session: Session, build: VillageBuilder
) -> None:
    item = street.written("CW-01", body="", period=PERIOD, for_task=False)
    act = acting_as("village_clerk")
    with pytest.raises(Incomplete, match="cash book first"):
        fill_table(act, item, BOOK)
    month(street)
    for amount, purpose, category in (("300", "店面租金", Category.RENT), ("100", "路灯电费", Category.OFFICE)):
        build.voucher(amount, category, purpose=purpose, state="published", period=PERIOD)
    version = fill_table(act, item, BOOK)
    assert [cell["c1"] for cell in version.rows] == ["期初余额", "店面租金", "路灯电费", "期末余额"]
    assert (version.income, version.expense, version.closing) == (300, 100, 200)
    few = Filling("none", "", lambda session, home, period: [{"不存在": "1", "摘要": "甲"}])
    assert fill_table(act, item, few).rows == [{"c0": "", "c1": "甲", "c2": "", "c3": "", "c4": ""}]


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(target, "PNG")
    return target.getvalue()


def found_file(session: Session) -> str:
    """Return under which name the first paper is kept."""
    return session.scalars(select(Attachment.stored_as).order_by(Attachment.id)).first() or ""


def paper(text: str) -> io.BytesIO:
    made = HTML(string=f"<p>{text}</p>").write_pdf()
    assert made is not None
    return io.BytesIO(made)


def test_the_filter_reads_papers_and_says_which_it_cannot_read(
    street: Street, acting_as: Acting, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = street.written()
    act = acting_as("village_clerk")
    attach_file(act, tmp_path, item, "名单.pdf", paper(f"户主 {IDENTITY} 金额八百元"))
    attach_file(act, tmp_path, item, "说明.pdf", paper("没有个人信息"))
    attach_file(act, tmp_path, item, "扫描.pdf", paper(""))
    attach_file(act, tmp_path, item, "照片.png", io.BytesIO(picture()))
    found = session.scalars(select(PrivacyFinding).order_by(PrivacyFinding.id)).all()
    assert [(one.leak, one.shown.partition("·")[2].strip()) for one in found] == [
        ("identity", "名单.pdf"),
        ("unread", "扫描.pdf"),
        ("unread", "照片.png"),
    ]
    decide_leak(act, found[1], mask=False, reason="已人工查看")
    monkeypatch.setattr("app.disclosure.freezing.PATIENCE", 0.01)
    assert file_text(tmp_path / found_file(session), PAPERS) == ""
    with pytest.raises(Incomplete):
        decide_leak(act, found[2], mask=True)
