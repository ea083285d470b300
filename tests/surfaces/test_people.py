"""A county administrator, without code: brings in a village, gives roles, hands over work, imports a year."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.flows.models import StepVisit
from app.kernel.places import Official, PostHolder
from app.kernel.roles import Role
from app.surfaces.accounts.models import Account
from app.surfaces.accounts.operations import create_account, disable_account, grant_role, withdraw_role
from app.surfaces.database import db
from app.surfaces.export import write_table
from app.surfaces.people.notice_sheet import read_notice
from app.surfaces.people.operations import hand_over, leave_service
from tests.world import World


def _account(act: Act, world: World, short: str) -> Official:
    official = world.official(short)
    create_account(act, official, short, "Right-Horse-77", set())
    return official


def test_a_county_administrator_gives_and_withdraws_roles(world: World, acting_as: Callable[..., Act]) -> None:
    handler = _account(acting_as(None), world, "handler")
    act = acting_as("county_admin")
    grant_role(act, handler, Role.SECTION_HEAD)
    account = act.session.scalars(select(Account).where(Account.official_id == handler.id)).one()
    assert [role.name for role in account.user.roles] == ["section_head"]
    withdraw_role(act, handler, Role.SECTION_HEAD)
    assert account.user.roles == []


def test_nobody_gives_himself_a_role(world: World, acting_as: Callable[..., Act]) -> None:
    admin = _account(acting_as(None), world, "county_admin")
    with pytest.raises(NotAllowed, match="own roles"):
        grant_role(acting_as("county_admin"), admin, Role.INSPECTOR)


def test_only_the_city_gives_city_roles(world: World, acting_as: Callable[..., Act]) -> None:
    handler = _account(acting_as(None), world, "handler")
    with pytest.raises(NotAllowed, match="city administrator"):
        grant_role(acting_as("county_admin"), handler, Role.CITY_ADMIN)


def test_another_countys_people_are_not_there(world: World, acting_as: Callable[..., Act]) -> None:
    other = _account(acting_as(None), world, "other_handler")
    with pytest.raises(NotFound):
        grant_role(acting_as("county_admin"), other, Role.HANDLER)
    with pytest.raises(NotFound):
        disable_account(acting_as("county_admin"), other)


def test_a_handler_manages_nobody(world: World, acting_as: Callable[..., Act]) -> None:
    second = _account(acting_as(None), world, "second_handler")
    with pytest.raises(NotAllowed):
        grant_role(acting_as("handler"), second, Role.HANDLER)


def _open_step(act: Act, world: World) -> StepVisit:
    step = StepVisit(
        county=350102,
        subject_kind="approval",
        subject_id=1,
        step_code="review",
        name="审核",
        organisation_id=world.organisation("gulou-urban").id,
        duty="handler",
        official_id=world.official("handler").id,
        opened_at=act.at,
    )
    act.session.add(step)
    act.session.flush()
    return step


def test_open_work_and_posts_pass_to_the_successor(world: World, acting_as: Callable[..., Act]) -> None:
    step = _open_step(acting_as(None), world)
    act = acting_as("county_admin")
    leaving, successor = world.official("handler"), world.official("second_handler")
    passed_on: list[tuple[int, int]] = []
    hand_over(act, leaving, successor, [lambda act, a, b: passed_on.append((a, b)) or 3], with_posts=True)
    act.session.refresh(step)
    assert step.official_id == successor.id
    assert passed_on == [(leaving.id, successor.id)]
    held = act.session.scalars(select(PostHolder).where(PostHolder.official_id == leaving.id)).one()
    assert held.to_on == act.on


@pytest.mark.parametrize("role", [Role.SECTION_HEAD, Role.INSPECTOR])
def test_who_has_left_is_given_no_role_and_nobody_is_asked_for_consent(
    world: World, acting_as: Callable[..., Act], role: Role
) -> None:
    gone = _account(acting_as(None), world, "handler")
    gone.left_on = date(2026, 9, 1)
    for who in ("county_admin", "city_admin"):
        with pytest.raises(OutOfOrder, match="has left"):
            grant_role(acting_as(who), gone, role)


def test_nobody_leaves_with_open_work(world: World, acting_as: Callable[..., Act]) -> None:
    _open_step(acting_as(None), world)
    with pytest.raises(Incomplete, match="Hand it over first"):
        leave_service(acting_as("county_admin"), world.official("handler"), date(2026, 9, 21))


def test_a_notice_is_read_line_by_line() -> None:
    rows = [["开始", "结束", "类型"], ["2027-02-05", "2027-02-11", "放假"], ["2027年1月31日", "", "上班"], []]
    assert read_notice(rows) == ([(date(2027, 2, 5), date(2027, 2, 11))], [date(2027, 1, 31)])
    with pytest.raises(Incomplete, match="Row 1"):
        read_notice([["2027-02-05", "2027-02-11", "perhaps"]])


def test_cells_that_begin_like_a_formula_stay_text() -> None:
    from python_calamine import CalamineWorkbook

    content = write_table(["a"], [["=1+1"], ["@cmd"], ["+8"], ["-9"]])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["=1+1", "@cmd", "+8", "-9"]


def test_every_person_stands_on_one_page_of_accounts(
    site: Flask, client_of: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.surfaces.people.pages.PAGE", 3)
    client = client_of("city_admin")
    seen: list[str] = []
    address: str | None = "/people/accounts/"
    while address:
        page = client.get(address).get_data(as_text=True)
        seen += re.findall(r"/people/accounts/(\d+)\"", page)
        rest = page.partition('rel="next" href="')[2]
        address = rest.partition('"')[0].replace("&amp;", "&") or None
    with site.app_context():
        known = [str(pk) for pk in db.session.scalars(select(Official.id))]
        db.session.remove()
    assert sorted(seen) == sorted(known)
