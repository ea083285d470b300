"""One workbook brings a county to life: places, posts, people, ledgers, starting balances; every row is told."""

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from app.domains import DOMAINS
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.places import Official, Organisation, Post, PostHolder, Region
from app.kernel.roles import Role
from app.ledgers.models import Ledger, LedgerDuty
from app.surfaces.database import db
from app.surfaces.people.parts import Outcome
from app.surfaces.people.rollout import PARTS, set_up_places
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Book, Sheet, read_book
from app.villages.models import VillageAccount
from tests.web import form_token
from tests.world import World

ALL = [part for domain in DOMAINS for part in domain.set_up]
TOWN: Mapping[str, Sequence[Sequence[str]]] = {
    "Places": (
        ("code", "name", "level"),
        ("350102002000", "鼓西街道", "town"),
        ("350102002002", "梦山社区", "village"),
    ),
    "Posts": (("organisation", "name", "duty"), ("350102002000", "便民服务窗口", "window")),
    "People": (
        ("organisation", "name", "username", "roles", "post", "phone"),
        ("350102002000", "新窗", "xinchuang", "window", "便民服务窗口", ""),
        ("350102002002", "新村", "xincun", "village_clerk", "", ""),
    ),
}
COUNTY = {
    **TOWN,
    "Ledgers": (
        ("code", "name", "bodies", "cadence", "due_days"),
        ("well-visits", "水井巡查台账", "village", "monthly", "5"),
    ),
    "Fields": (
        ("code", "label", "kind", "listed"),
        ("well-visits", "巡查日期", "date", "yes"),
        ("well-visits", "情况", "text", ""),
    ),
    "Starting balances": (
        ("organisation_id", "name", "medium", "owner", "opening", "opened_on"),
        ("350102002002", "基本存款账户", "bank", "collective", "125000.50", "2026-09-01"),
        ("350102002002", "库存现金", "cash", "collective", "800", "2026-09-01"),
    ),
}


def book_of(sheets: Mapping[str, Sequence[Sequence[str]]]) -> Book:
    return Book(tuple(Sheet(name, rows) for name, rows in sheets.items()))


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return buffer.getvalue()


def faults(outcome: Outcome) -> list[tuple[str, int, str]]:
    return [(one.name, row.number, fault.column) for one in outcome.taken for row in one.rows for fault in row.faults]


def test_one_workbook_brings_a_town_with_its_village_to_life(world: World, acting_as: Callable[..., Act]) -> None:
    act = acting_as("county_admin")
    outcome = set_up_places(act, book_of(TOWN), PARTS)
    assert faults(outcome) == []
    assert [(one.name, one.count(Fate.NEW)) for one in outcome.taken] == [("places", 2), ("posts", 1), ("people", 2)]
    assert {access.username for access in outcome.accesses} == {"xinchuang", "xincun"}
    village = world.organisation("350102002002")
    assert world.organisation("350102002000").path in village.path
    assert act.session.get_one(Region, "350102002002").live_on == act.on
    held = act.session.scalars(select(PostHolder).join(Post).where(Post.name == "便民服务窗口")).one()
    assert act.session.get_one(Official, held.official_id).name == "新窗"


def test_the_same_workbook_twice_changes_nothing(world: World, acting_as: Callable[..., Act]) -> None:
    act = acting_as("county_admin")
    set_up_places(act, book_of(COUNTY), ALL)
    again = set_up_places(act, book_of(COUNTY), ALL)
    assert (again.count(Fate.NEW), again.count(Fate.CHANGED), again.faulty, again.accesses) == (0, 0, 0, [])
    assert again.count(Fate.SAME, "people") == 2


def test_ledgers_of_the_workbook_are_in_force_at_once_and_balances_are_the_books_first(
    world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("county_admin")
    outcome = set_up_places(act, book_of(COUNTY), ALL)
    assert faults(outcome) == []
    ledger = act.session.scalars(select(Ledger).where(Ledger.code == "well-visits")).one()
    assert ledger.current is not None and [item.label for item in ledger.current.items] == ["巡查日期", "情况"]
    village = world.organisation("350102002002")
    owed = select(LedgerDuty).where(LedgerDuty.ledger_id == ledger.id, LedgerDuty.organisation_id == village.id)
    assert act.session.scalars(owed).first() is not None
    accounts = act.session.scalars(select(VillageAccount).where(VillageAccount.organisation_id == village.id)).all()
    assert {(a.name, str(a.balance)) for a in accounts} == {("基本存款账户", "125000.50"), ("库存现金", "800.00")}
    told = act.session.scalars(select(TrailRow).where(TrailRow.verb == "place.set_up")).one()
    assert {"places": 2, "people": 2, "ledgers": 1, "village_account": 2}.items() <= json.loads(told.facts).items()


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("Places", ("3501", "x", "town"), "code"),
        ("Places", ("350103002000", "外区", "town"), "code"),
        ("Places", ("350102009001", "无主村", "village"), "code"),
        ("Places", ("350102003000", "温泉街道", "planet"), "level"),
        ("Places", ("350102003000", "", "town"), "name"),
        ("Posts", ("nowhere", "岗", "window"), "organisation"),
        ("Posts", ("gudong", "岗", "king"), "duty"),
        ("People", ("gudong", "某", "m", "emperor", "", ""), "roles"),
        ("People", ("gudong", "某", "m", "", "", ""), "roles"),
        ("People", ("gudong", "某", "m", "window", "no such post", ""), "post"),
        ("People", ("taijiang-urban", "某", "m", "window", "", ""), "organisation"),
        ("Starting balances", ("gudong", "现金", "cash", "collective", "1", "2026-09-01"), "organisation_id"),
        ("Starting balances", ("350102002002", "现金", "cash", "collective", "much", "2026-09-01"), "opening"),
        ("Fields", ("no-such-ledger", "日期", "date", "yes"), "code"),
    ],
)
def test_a_wrong_row_is_named_by_sheet_row_and_column(
    world: World, acting_as: Callable[..., Act], sheet: str, row: tuple[str, ...], column: str
) -> None:
    sheets = {**COUNTY, sheet: (*COUNTY[sheet], row)}
    outcome = set_up_places(acting_as("county_admin"), book_of(sheets), ALL)
    names = {
        "Places": "places",
        "Posts": "posts",
        "People": "people",
        "Fields": "ledger_fields",
        "Starting balances": "village_account",
    }
    assert faults(outcome) == [(names[sheet], len(sheets[sheet]), column)]


def test_a_ledger_that_cannot_be_published_is_told(world: World, acting_as: Callable[..., Act]) -> None:
    sheets = {**COUNTY, "Ledgers": (("code", "name", "cadence"), ("well-visits", "水井巡查台账", "monthly"))}
    outcome = set_up_places(acting_as("county_admin"), book_of(sheets), ALL)
    assert faults(outcome) == [("ledgers", 2, "")]


def test_an_empty_template_is_refused(world: World, acting_as: Callable[..., Act]) -> None:
    empty = book_of({name: rows[:1] for name, rows in TOWN.items()})
    with pytest.raises(Incomplete, match="no rows"):
        set_up_places(acting_as("county_admin"), empty, ALL)


def test_only_who_keeps_balances_brings_them_in(world: World, acting_as: Callable[..., Act]) -> None:
    set_up_places(acting_as("county_admin"), book_of(TOWN), PARTS)
    with pytest.raises(NotAllowed, match="does not fill in the sheet"):
        set_up_places(acting_as("city_admin"), book_of(COUNTY), ALL)
    with pytest.raises(NotAllowed):
        set_up_places(acting_as("handler"), book_of(TOWN), PARTS)


def test_the_template_holds_a_sheet_for_everything_and_its_examples_are_no_rows(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    content = client.get("/people/rollout/template.xlsx").data
    names = [sheet.name for sheet in read_book(content).sheets]
    assert names == ["地区", "岗位", "人员", "台账", "字段", "明细表的列", "期初余额"]
    answer = _hand_in(client, content)
    assert answer.status_code == 422
    assert "工作簿中没有数据" in answer.get_data(as_text=True)


def _hand_in(client: FlaskClient, content: bytes) -> Any:
    token = form_token(client.get("/people/rollout"))
    return client.post("/people/rollout", data={"csrf_token": token, "file": (io.BytesIO(content), "鼓西.xlsx")})


def test_the_screen_shows_every_row_writes_nothing_and_brings_in_on_the_second_press(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    people = (*COUNTY["People"], ("350102002000", "新员", "xinyuan", "乡镇录入员,窗口人员", "", ""))
    shown = _hand_in(client, workbook({**COUNTY, "People": people}))
    page = shown.get_data(as_text=True)
    assert shown.status_code == 200
    assert all(text in page for text in ("350102002000", "well-visits", "期初余额"))
    with site.app_context():
        assert not db.session.scalar(select(func.count(Organisation.id)).where(Organisation.code == "350102002000"))
        db.session.remove()
    address = re.search(r'action="(/people/rollout/[0-9a-f]{32})"', page)
    assert address is not None
    done = client.post(address[1], data={"csrf_token": form_token(shown)})
    assert done.status_code == 200
    assert "xincun" in done.get_data(as_text=True)
    with site.app_context():
        village = db.session.scalars(select(Organisation).where(Organisation.code == "350102002002")).one()
        assert db.session.scalars(select(VillageAccount).where(VillageAccount.organisation_id == village.id)).all()
        db.session.remove()
    assert client_of("handler").get("/people/rollout").status_code == 403
    assert client_of("handler").post(address[1], data={"csrf_token": "x"}).status_code in (400, 403)


def test_faulty_rows_come_back_marked_and_nothing_is_written(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    wrong = {**COUNTY, "Places": (*COUNTY["Places"], ("12", "短码", "town"))}
    shown = _hand_in(client, workbook(wrong))
    page = shown.get_data(as_text=True)
    assert shown.status_code == 422
    address = re.search(r'href="(/people/rollout/[0-9a-f]{32}/report.xlsx)"', page)
    assert address is not None
    sheet = read_book(client.get(address[1]).data).sheets[0]
    assert sheet.rows[3][-1] != ""
    assert '<form method="post" action="/people/rollout/' not in page
    forced = client.post(
        address[1].removesuffix("/report.xlsx"), data={"csrf_token": form_token(shown) if "csrf_token" in page else ""}
    )
    assert forced.status_code in (400, 422)
    with site.app_context():
        assert not db.session.scalar(select(func.count(Organisation.id)).where(Organisation.code == "350102002000"))
        db.session.remove()


def test_the_command_brings_a_workbook_in_and_a_dry_run_writes_nothing(
    site: Flask, client_of: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    client_of("county_admin")
    file = tmp_path / "county.xlsx"
    file.write_bytes(workbook(COUNTY))
    run = site.test_cli_runner().invoke
    given = ["rollout", "--workbook", str(file), "--slips", str(tmp_path / "slips")]
    assert run(args=given).exit_code != 0
    dry = run(args=[*given, "--county", "350102", "--dry-run", "--json"])
    assert dry.exit_code == 0, dry.output
    assert site.json.loads(dry.output.strip().splitlines()[-1])["sheets"]["village_account"]["new"] == 2
    done = run(args=[*given, "--county", "350102"])
    assert done.exit_code == 0, done.output
    assert "xincun" in next((tmp_path / "slips").iterdir()).read_text(encoding="utf-8")
    again = run(args=[*given, "--county", "350102", "--dry-run", "--json"])
    assert site.json.loads(again.output.strip().splitlines()[-1])["sheets"]["places"] == {
        "new": 0,
        "changed": 0,
        "same": 2,
        "faulty": 0,
    }
    file.write_bytes(workbook({**COUNTY, "Posts": (*COUNTY["Posts"], ("nowhere", "岗", "window"))}))
    wrong = run(args=[*given, "--county", "350102"])
    assert wrong.exit_code != 0 and "3" in wrong.output


def test_roles_are_told_apart_by_comma_in_either_language(world: World, acting_as: Callable[..., Act]) -> None:
    sheets = {
        **TOWN,
        "People": (TOWN["People"][0], ("gudong", "双岗", "shuanggang", "town_clerk，village_clerk", "", "")),
    }
    act = acting_as("county_admin")
    outcome = set_up_places(act, book_of(sheets), PARTS)
    assert faults(outcome) == []
    official = act.session.scalars(select(Official).where(Official.name == "双岗")).one()
    user = act.session.get_one(User, official.user_id)
    assert {role.name for role in user.roles} == {Role.TOWN_CLERK.value, Role.VILLAGE_CLERK.value}
