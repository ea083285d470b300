"""A whole import is withdrawn at once: what nobody has worked on since goes, the rest is listed with the reason."""

from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel.act import Channel, platform_act
from app.kernel.audit import TrailRow, record
from app.kernel.guard import open_act
from app.surfaces.sheets import working
from app.surfaces.sheets.models import HandedSheet
from app.villages.models import VillageAccount, VillageAsset
from tests.conftest import NOW
from tests.villages.test_pages import village  # noqa: F401 - a fixture
from tests.villages.test_sheet_import import (
    LIGHT,
    Client,
    Desk,
    book,
    desk,  # noqa: F401 - a fixture
    the_clock,
    vouchers,
)
from tests.web import RunningProgram, at_work

ASSETS = ("organisation_id", "name", "asset_class", "area", "state")


def assets_desk(client: FlaskClient) -> Desk:
    made = Desk(client, 0)
    made.place = "/sheets/village_asset/import"
    return made


def asset(name: str, area: float = 40) -> tuple[object, ...]:
    return ("zhongshan", name, "Shops and offices", area, "idle")


def assets(program: RunningProgram) -> dict[str, int]:
    with at_work(program.app) as session:
        return {one.name: int(one.area) for one in session.scalars(select(VillageAsset))}


def balance(program: RunningProgram) -> Decimal:
    with at_work(program.app) as session:
        return session.scalar(select(func.sum(VillageAccount.balance))) or Decimal(0)


def test_vouchers_of_a_withdrawn_sheet_are_reversed_in_red_and_may_come_again(
    program: RunningProgram,
    desk: Desk,  # noqa: F811
) -> None:
    rows = [LIGHT, (*LIGHT[:2], 7, *LIGHT[3:])]
    desk.hand_in(book(*rows))
    desk.take()
    assert balance(program) == -107
    assert "Say why" in desk.translate("/withdraw")
    before = desk.page
    assert "2 rows were taken back" in desk.translate("/withdraw", reason="交错了月份")
    assert balance(program) == 0
    made = vouchers(program)
    assert [(one.amount, one.reason) for one in made[2:]] == [(-7, "交错了月份"), (-100, "交错了月份")]
    desk.page = before
    assert "2 rows were taken back" in desk.translate("/withdraw", reason="再来一次")  # once only
    assert len(vouchers(program)) == 4
    desk.hand_in(book(*rows))
    desk.take()
    assert balance(program) == -107


def test_what_somebody_worked_on_since_stays_with_the_reason(
    program: RunningProgram,
    client_of: Client,
    village: int,  # noqa: F811
) -> None:
    made = assets_desk(client_of("village_clerk"))
    made.hand_in(book(asset("A1"), asset("A2"), heads=ASSETS))
    made.take()
    made.hand_in(book(asset("A1"), asset("A2", 55), asset("A3"), heads=ASSETS))
    assert "Take over 3 rows" in made.page
    made.take()
    assert assets(program) == {"A1": 40, "A2": 55, "A3": 40}
    with at_work(program.app) as session:
        third = session.scalars(select(VillageAsset).where(VillageAsset.name == "A3")).one()
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
            record(act, "record.changed", third, note="someone")
            session.commit()
    page = made.translate("/withdraw", reason="名称有误")
    assert "1 rows were taken back" in page and "1 rows stay" in page and "worked on it on" in page
    assert assets(program) == {"A1": 40, "A2": 40, "A3": 40}
    with at_work(program.app) as session:
        (told,) = session.scalars(select(TrailRow).where(TrailRow.verb == "sheet.withdrawn"))
        assert '"kept":1' in told.facts and '"withdrawn":1' in told.facts and "名称有误" in told.facts


def test_a_large_import_is_withdrawn_by_the_clock_and_found_again_on_the_page(
    program: RunningProgram,
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.hand_in(book(LIGHT, (*LIGHT[:2], 7, *LIGHT[3:])))
    desk.take()
    place = desk.url
    assert place in desk.client.get(desk.place).get_data(as_text=True)
    monkeypatch.setattr(working, "LARGE_ROWS", 1)
    assert "is being withdrawn" in desk.translate("/withdraw", reason="交错了")
    with the_clock(program) as act:
        assert working.work_off(act) == {"sheets": 1}
    assert "2 rows were taken back" in desk.client.get(place).get_data(as_text=True)
    assert balance(program) == 0


def test_a_sheet_that_was_taken_is_not_taken_or_checked_again(program: RunningProgram, desk: Desk) -> None:  # noqa: F811
    desk.hand_in(book(LIGHT))
    token = desk.url[-32:]
    desk.take()
    before = desk.page
    for end in ("", "/check"):
        desk.page = before
        assert "has been taken over" in desk.translate(end)
    with at_work(program.app) as session:
        assert session.get_one(HandedSheet, token).result["written"]["places"] != {}
    assert len(vouchers(program)) == 1
