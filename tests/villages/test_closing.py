"""The close of a month: what is missing, whose turn it is, and who is told."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.guard import open_act
from app.kernel.notices import Message
from app.kernel.places import Organisation
from app.villages import operations as verbs
from app.villages.models import VillageClosing, Voucher
from app.villages.queries.closing import Part, checklist, end_balances, publish_by
from app.villages.words import Category, Method, VoucherState
from tests.conftest import NOW
from tests.villages.building import VillageBuilder
from tests.villages.test_pages import village  # noqa: F401 - a fixture
from tests.web import RunningProgram, at_work, form_token

MONTH = "2026-08"
IN_AUGUST = date(2026, 8, 18)
DAY = timedelta(days=1)


def items(build: VillageBuilder, period: str = MONTH) -> dict[str, tuple[bool, int]]:
    """Return of each item whether it is done and how much is missing."""
    found = checklist(build.session, build.village, period, date(2026, 9, 21))
    return {item.part.value: (item.done, item.count) for item in found}


def turn(build: VillageBuilder) -> tuple[Part, str]:
    """Return the first item that is not done, and whose it is."""
    first = next(one for one in checklist(build.session, build.village, MONTH, date(2026, 9, 21)) if not one.done)
    return first.part, first.whose


def count_all(build: VillageBuilder, act: Act, **counted: tuple[str, str]) -> VillageClosing:
    """Count every account as the book has it, or as told by its medium."""
    told = {
        account.id: (Decimal(counted[account.medium][0]), counted[account.medium][1])
        if account.medium in counted
        else (amount, "")
        for account, amount in end_balances(build.session, build.village.id, MONTH).items()
    }
    return verbs.count_balances(act, build.village, MONTH, told)


def messages(session: Session, official_id: int) -> list[str]:
    wanted = select(Message.text).where(Message.medium == "desk", Message.address == str(official_id))
    return list(session.scalars(wanted.order_by(Message.id)))


def test_a_month_is_closed_item_by_item_and_the_list_says_whose_turn_it_is(build: VillageBuilder) -> None:
    clerk, town = build.acting_as("village_clerk"), build.acting_as("town_clerk")
    voucher = build.voucher("300", occurred_on=IN_AUGUST)
    assert items(build)["photos"] == (False, 1)
    assert turn(build) == (Part.PHOTOS, "village")
    voucher.photos = 1
    assert turn(build) == (Part.STAMPS, "village")
    verbs.stamp_voucher(clerk, voucher, build.supervisor)
    assert turn(build) == (Part.BALANCES, "village")
    with pytest.raises(OutOfOrder):
        verbs.hand_month(clerk, build.village, MONTH)
    count_all(build, clerk)
    assert turn(build) == (Part.HANDED, "village")
    verbs.hand_month(clerk, build.village, MONTH)
    assert turn(build) == (Part.CHECKED, "town")
    verbs.return_voucher(town, voucher, "缺用途说明")
    assert turn(build) == (Part.RETURNED, "village")
    verbs.edit_voucher(clerk, voucher, build.entry("300", occurred_on=IN_AUGUST))
    assert turn(build) == (Part.STAMPS, "village")
    verbs.stamp_voucher(clerk, voucher, build.supervisor)
    verbs.check_voucher(town, voucher)
    assert turn(build) == (Part.BOOKED, "town")
    verbs.book_voucher(town, voucher)
    assert turn(build) == (Part.PUBLISHED, "village")
    verbs.publish_month(clerk, build.village, MONTH)
    assert all(done for done, _count in items(build).values())


def test_the_township_is_told_with_what_is_lacking(build: VillageBuilder) -> None:
    clerk, town = build.acting_as("village_clerk"), build.acting_as("town_clerk")
    build.voucher("300", occurred_on=IN_AUGUST)
    count_all(build, clerk)
    verbs.hand_month(clerk, build.village, MONTH)
    [told] = messages(build.session, town.actor.official_id or 0)
    assert MONTH in told and "没有照片1张" in told and "没有盖章1张" in told
    assert messages(build.session, clerk.actor.official_id or 0) == []


def test_what_was_counted_is_compared_with_the_book_as_it_is_now(build: VillageBuilder) -> None:
    clerk = build.acting_as("village_clerk")
    build.voucher("300", occurred_on=IN_AUGUST, method=Method.CASH, account=build.box)
    later = build.voucher("50", occurred_on=date(2026, 9, 2), method=Method.CASH, account=build.box)
    assert {a.medium: amount for a, amount in end_balances(build.session, build.village.id, MONTH).items()} == {
        "bank": Decimal(0),
        "cash": Decimal(-300),
    }
    with pytest.raises(Incomplete):
        count_all(build, clerk, cash=("-250", " "))
    count_all(build, clerk, cash=("-250", "少记一笔"))
    assert items(build)["balances"][0], "explained against the book"
    verbs.edit_voucher(clerk, later, build.entry("60", occurred_on=date(2026, 9, 2), method=Method.CASH))
    assert items(build)["balances"][0], "a voucher of a later month changes nothing"
    build.voucher("10", occurred_on=IN_AUGUST, method=Method.CASH, account=build.box)
    assert not items(build)["balances"][0], "the book is another one now"
    count_all(build, clerk)
    assert items(build)["balances"][0]


def test_money_moved_between_own_accounts_is_at_its_end_in_both(build: VillageBuilder) -> None:
    build.voucher("500", Category.MOVE, occurred_on=date(2026, 9, 3), account=build.bank, to_account=build.box)
    assert set(end_balances(build.session, build.village.id, MONTH).values()) == {Decimal(0)}
    now = end_balances(build.session, build.village.id, "2026-09")
    assert {account.medium: amount for account, amount in now.items()} == {"bank": Decimal(-500), "cash": Decimal(500)}


def test_a_remark_of_the_township_stays_open_in_later_months_until_it_is_answered(build: VillageBuilder) -> None:
    clerk, town = build.acting_as("village_clerk"), build.acting_as("town_clerk")
    verbs.remark_on_month(town, build.village, "2026-07", "误餐补助请附名单")
    assert items(build)["remarks"] == (False, 1) and items(build, "2026-06")["remarks"] == (True, 0)
    [told] = messages(build.session, clerk.actor.official_id or 0)
    assert "误餐补助请附名单" in told
    for act, call in ((clerk, verbs.remark_on_month), (build.acting_as("inspector"), verbs.answer_remark)):
        with pytest.raises(NotAllowed):
            call(act, build.village, "2026-07", "不归他")
    verbs.answer_remark(clerk, build.village, "2026-07", "已补名单")
    assert items(build)["remarks"] == (True, 0)
    assert "已补名单" in messages(build.session, town.actor.official_id or 0)[-1]
    with pytest.raises(OutOfOrder):
        verbs.answer_remark(clerk, build.village, "2026-07", "再答")
    verbs.remark_on_month(town, build.village, "2026-07", "名单缺签字")
    assert items(build)["remarks"] == (False, 1)
    row = build.session.scalars(select(VillageClosing)).one()
    heard = select(TrailRow.verb).where(TrailRow.subject_kind == row.kind, TrailRow.subject_id == row.id)
    assert list(build.session.scalars(heard.order_by(TrailRow.place))) == [
        "village.month_remarked",
        "village.remark_answered",
        "village.month_remarked",
    ]


def test_a_month_that_is_not_over_is_neither_counted_nor_handed(build: VillageBuilder) -> None:
    clerk = build.acting_as("village_clerk")
    for call in (
        lambda: verbs.count_balances(clerk, build.village, "2026-09", {}),
        lambda: verbs.hand_month(clerk, build.village, "2026-09"),
    ):
        with pytest.raises(TooLate):
            call()
    assert not items(build, "2026-09")["balances"][0]


def test_the_day_for_publishing_is_the_tenth_after_the_month_or_the_next_worked_one(build: VillageBuilder) -> None:
    assert publish_by(build.session, MONTH) == date(2026, 9, 10)
    assert publish_by(build.session, "2026-09") == date(2026, 10, 10)
    assert publish_by(build.session, "2026-12") is None, "the calendar of 2027 is missing"


def send(client: FlaskClient, pk: int, step: str, **form: str) -> int:
    page = client.get(f"/villages/{pk}/cash/close?month={MONTH}")
    sent = {"csrf_token": form_token(page), "month": MONTH} | form
    return client.post(f"/villages/{pk}/cash/close/{step}", data=sent).status_code


def test_the_page_does_each_thing_where_it_stands(
    program: RunningProgram,
    client_of: Callable[[str], FlaskClient],
    village: int,  # noqa: F811 - the fixture
) -> None:
    clerk, town = client_of("village_clerk"), client_of("town_clerk")

    def seen(client: FlaskClient) -> str:
        return unescape(client.get(f"/villages/{village}/cash/close?month={MONTH}").get_data(as_text=True))

    names = re.findall(r'name="(counted-\d+)"', seen(clerk))
    assert len(names) == 2
    assert send(clerk, village, "hand") == 409
    assert send(clerk, village, "count", **{names[0]: "0", names[1]: "壹佰"}) == 422
    assert send(clerk, village, "count", **dict.fromkeys(names, "0")) == 302
    assert send(clerk, village, "hand") == 302
    assert send(clerk, village, "remark", remark="不归村里") == 403
    assert send(town, village, "remark", remark="请附误餐名单") == 302
    assert "请附误餐名单" in seen(clerk)
    assert send(clerk, village, "answer", answer="") == 422
    assert send(clerk, village, "answer", answer="已附") == 302
    assert "已附" in seen(town)
    assert client_of("handler").get(f"/villages/{village}/cash/close").status_code == 403
    with at_work(program.app) as session:
        row = session.scalars(select(VillageClosing)).one()
        assert (row.remark, row.answer, row.handed_at) == ("请附误餐名单", "已附", NOW)
        assert session.scalars(select(Voucher.state).where(Voucher.state == VoucherState.PUBLISHED)).all() == []


def test_a_published_month_is_not_called_late_though_a_remark_waits(
    program: RunningProgram,
    client_of: Callable[[str], FlaskClient],
    village: int,  # noqa: F811 - the fixture
) -> None:
    """Its day for publishing, 10 September, has passed; what waits is an answer, not the publishing."""

    def seen() -> str:
        page = client_of("village_clerk").get(f"/villages/{village}/cash/close?month={MONTH}")
        return unescape(page.get_data(as_text=True))

    assert "已逾期" in seen()
    with at_work(program.app) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
        home = session.get_one(Organisation, village)
        verbs.publish_month(act, home, MONTH)
        verbs.remark_on_month(act, home, MONTH, "请附误餐名单")
        session.commit()
    page = seen()
    assert "已逾期" not in page and "本月已公布" in page
    assert "轮到村里：乡镇意见已整改（还差 1 项）" in page and page.count("请附误餐名单") == 1
