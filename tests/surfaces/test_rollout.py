"""One workbook brings a county to life: places, posts, people, ledgers, starting balances; every row is told."""

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, text
from werkzeug.security import check_password_hash

from app.domains import DOMAINS
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.places import Official, Organisation, Post, PostHolder, Region
from app.kernel.roles import Role
from app.ledgers.models import Ledger, LedgerDuty
from app.surfaces.accounts.models import Account
from app.surfaces.acts import command_act
from app.surfaces.database import db
from app.surfaces.people.parts import Outcome
from app.surfaces.people.rollout import PARTS, carry_out_rollout, plan_rollout
from app.surfaces.sheets.doors import DOORS
from app.surfaces.sheets.handed import forget_sheets
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Book, Sheet, read_book
from app.surfaces.sheets.working import work_off
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


def bring(act: Act, book: Book, parts: Sequence[Any] = ALL, choice: Choice = Choice.ALL_OR_NOTHING) -> Outcome:
    """Check a workbook and bring it in; the outcome of the check when rows are faulty."""
    plan = plan_rollout(act, book, parts)
    if not plan.faulty or choice == Choice.GOOD_ROWS:
        carry_out_rollout(act, plan, choice, parts)
    return plan.outcome


def count_of(outcome: Outcome, fate: Fate, *names: str) -> int:
    return sum(one.count(fate) for one in outcome.taken if not names or one.name in names)


def faults(outcome: Outcome) -> list[tuple[str, int, str]]:
    return [(one.name, row.number, fault.column) for one in outcome.taken for row in one.rows for fault in row.faults]


def test_one_workbook_brings_a_town_with_its_village_to_life(world: World, acting_as: Callable[..., Act]) -> None:
    act = acting_as("county_admin")
    outcome = bring(act, book_of(TOWN), PARTS)
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
    bring(act, book_of(COUNTY), ALL)
    again = bring(act, book_of(COUNTY), ALL)
    fates = (Fate.NEW, Fate.CHANGED, Fate.FAULTY)
    assert ([count_of(again, fate) for fate in fates], again.accesses) == ([0, 0, 0], [])
    assert count_of(again, Fate.SAME, "people") == 2


def test_ledgers_of_the_workbook_are_in_force_at_once_and_balances_are_the_books_first(
    world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("county_admin")
    outcome = bring(act, book_of(COUNTY), ALL)
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
    outcome = bring(acting_as("county_admin"), book_of(sheets), ALL)
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
    outcome = bring(acting_as("county_admin"), book_of(sheets), ALL)
    assert faults(outcome) == [("ledgers", 2, "")]


def test_an_empty_template_is_refused(world: World, acting_as: Callable[..., Act]) -> None:
    empty = book_of({name: rows[:1] for name, rows in TOWN.items()})
    with pytest.raises(Incomplete, match="no rows"):
        bring(acting_as("county_admin"), empty, ALL)


def test_only_who_keeps_balances_brings_them_in(world: World, acting_as: Callable[..., Act]) -> None:
    bring(acting_as("county_admin"), book_of(TOWN), PARTS)
    with pytest.raises(NotAllowed, match="does not fill in the sheet"):
        bring(acting_as("city_admin"), book_of(COUNTY), ALL)
    with pytest.raises(NotAllowed):
        bring(acting_as("handler"), book_of(TOWN), PARTS)


def test_the_template_holds_a_sheet_for_everything_and_its_examples_are_no_rows(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    content = client.get("/people/rollout/template.xlsx").data
    names = [sheet.name for sheet in read_book(content).sheets]
    assert names == ["地区", "岗位", "人员", "台账", "字段", "明细表的列", "期初余额"]
    answer = _hand_in(client, content)
    assert "工作簿中没有数据" in answer.get_data(as_text=True)


DOOR = "/people/rollout/import"


def _hand_in(client: FlaskClient, content: bytes) -> Any:
    token = form_token(client.get(DOOR))
    return client.post(DOOR, data={"csrf_token": token, "file": (io.BytesIO(content), "鼓西.xlsx")})


def _address(page: str) -> str:
    found = re.search(rf'action="({DOOR}/[0-9a-f]{{32}})', page)
    assert found is not None
    return found[1]


def _is_there(site: Flask, code: str) -> bool:
    with site.app_context():
        found = db.session.scalar(select(func.count(Organisation.id)).where(Organisation.code == code))
        db.session.remove()
    return bool(found)


def test_the_screen_checks_every_sheet_writes_nothing_and_brings_in_on_the_second_press(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    people = (*COUNTY["People"], ("350102002000", "新员", "xinyuan", "乡镇录入员,窗口人员", "", ""))
    shown = _hand_in(client, workbook({**COUNTY, "People": people}))
    page = shown.get_data(as_text=True)
    assert "导入 11 行" in page  # 2 places, 1 post, 3 people, 1 ledger with 2 fields, 2 balances
    assert not _is_there(site, "350102002000")
    address = _address(page)
    done = client.post(address, data={"csrf_token": form_token(shown)}).get_data(as_text=True)
    slips = re.search(r'href="(/people/rollout/import/[0-9a-f]{32}/slips)"', done)
    assert slips is not None
    assert "xincun" not in done
    with site.app_context():
        village = db.session.scalars(select(Organisation).where(Organisation.code == "350102002002")).one()
        assert db.session.scalars(select(VillageAccount).where(VillageAccount.organisation_id == village.id)).all()
        db.session.remove()
    assert client_of("handler").get(DOOR).status_code == 403
    assert client_of("handler").get(slips[1]).status_code == 403
    assert client_of("city_admin").get(slips[1]).status_code == 404


def test_slips_are_kept_encrypted_until_they_are_printed_or_a_password_was_chosen(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    shown = _hand_in(client, workbook(TOWN))
    address = _address(shown.get_data(as_text=True))
    client.post(address, data={"csrf_token": form_token(shown)})
    slips = f"{address}/slips"
    answer = client.get(slips)
    page = answer.get_data(as_text=True)
    first = re.search(r"<code>xincun</code></p><p>[^<]+<code>([^<]+)</code>", page)
    assert first is not None
    with site.app_context():
        user = db.session.scalars(select(User).where(User.username == "xincun")).one()
        assert check_password_hash(user.password, first[1])
        (held,) = db.session.execute(text("SELECT handout FROM handed_sheet")).one()
        assert first[1] not in held and "xincun" not in held
        account = db.session.scalars(select(Account).join(User).where(User.username == "xinchuang")).one()
        with command_act():
            account.must_change = False
        db.session.remove()
    page = client.get(slips).get_data(as_text=True)
    assert "<code>xincun</code>" in page and "xinchuang" not in page
    client.post(slips, data={"csrf_token": form_token(answer)})
    assert client.get(slips).status_code == 404
    assert "/slips" not in client.get(address).get_data(as_text=True)


def test_slips_that_nobody_printed_are_forgotten_after_a_week(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    shown = _hand_in(client, workbook(TOWN))
    client.post(_address(shown.get_data(as_text=True)), data={"csrf_token": form_token(shown)})
    with site.app_context():
        for days, kept in ((6, 1), (8, 0)):
            with command_act() as act:
                forget_sheets(replace(act, at=act.at + timedelta(days=days)))
            found = db.session.execute(text("SELECT count(handout), count(*) FROM handed_sheet")).one()
            assert tuple(found) == (kept, 1)
        db.session.remove()


def test_faulty_rows_are_corrected_in_place_whatever_their_sheet(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    wrong = {
        **COUNTY,
        "Places": (*COUNTY["Places"], ("12", "温泉街道", "town")),
        "People": (*TOWN["People"], ("nowhere", "某", "mou", "window", "", "")),
    }
    shown = _hand_in(client, workbook(wrong))
    page = shown.get_data(as_text=True)
    address = _address(page)
    sheet = read_book(client.get(f"{address}/report.xlsx").data).sheets[0]
    assert sheet.rows[3][-1] != ""
    client.post(address, data={"csrf_token": form_token(shown)})
    assert not _is_there(site, "350102002000")
    fixes = {"fix-4-code": "350102003000", "fix-4-organisation People": "350102002000"}
    assert all(f'name="{name}"' in page for name in fixes)
    again = client.post(f"{address}/check", data={"csrf_token": form_token(shown), **fixes})
    assert "导入 12 行" in again.get_data(as_text=True)
    client.post(address, data={"csrf_token": form_token(again)})
    assert _is_there(site, "350102003000")


def test_good_rows_can_be_brought_without_the_faulty_ones_and_nothing_of_these_stays(
    world: World, acting_as: Callable[..., Act]
) -> None:
    people = (*TOWN["People"], ("gudong", "半途", "xincun", "window", "", ""))  # his log-in name is taken by then
    act = acting_as("county_admin")
    outcome = bring(act, book_of({**TOWN, "People": people}), PARTS, Choice.GOOD_ROWS)
    assert faults(outcome) == [("people", 4, "username")]
    assert {access.username for access in outcome.accesses} == {"xinchuang", "xincun"}
    assert act.session.scalars(select(Official).where(Official.name == "半途")).all() == []


def test_hidden_rows_of_any_sheet_are_asked_about_and_number_cells_that_lost_digits_are_refused(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        places, people = made.add_worksheet("地区"), made.add_worksheet("人员")
        for number, row in enumerate(TOWN["Places"]):
            places.write_row(number, 0, row)
        for number, row in enumerate(TOWN["People"]):
            people.write_row(number, 0, row[:4])
        people.set_row(2, None, None, {"hidden": True})
        people.write_row(3, 0, ("350102002000", 123456789012345678, "wuming", "window"))
        people.write_formula(4, 1, "=A1/0", None, "#DIV/0!")
        people.write_row(4, 2, ("wuming2", "window"))
        people.write(4, 0, "350102002000")
    page = _hand_in(client_of("county_admin"), buffer.getvalue()).get_data(as_text=True)
    assert "人员 3" in page and 'name="hidden"' in page
    assert all(f'name="fix-{row}-name 人员"' in page for row in (4, 5))
    assert "#DIV/0!" in page


def test_a_workbook_of_people_alone_needs_no_sheet_of_places_and_other_headings_are_matched_by_hand(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    alone = {"People": (TOWN["People"][0], ("gudong", "独来", "dulai", "window", "", ""))}
    assert "导入 1 行" in _hand_in(client, workbook(alone)).get_data(as_text=True)
    foreign = {"Sheet1": (("行政代码", "地名", "类别"), ("350102003000", "温泉街道", "town"))}
    page = _hand_in(client, workbook(foreign))
    matched = client.post(
        f"{_address(page.get_data(as_text=True))}/check",
        data={
            "csrf_token": form_token(page),
            "sheet": "Sheet1",
            "heading": "1",
            "from-code": "行政代码",
            "from-name": "地名",
            "from-level": "类别",
        },
    )
    assert "导入 1 行" in matched.get_data(as_text=True)


def test_a_large_workbook_is_brought_in_by_the_clock_and_its_slips_wait(
    site: Flask, client_of: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DOORS, "rollout", replace(DOORS["rollout"], large=2))
    client = client_of("county_admin")
    address = _hand_in(client, workbook(TOWN)).location

    def the_clock() -> Any:
        with site.app_context():
            with command_act() as act:
                work_off(act)
            db.session.remove()
        return client.get(address)

    checked = the_clock()
    assert "导入 5 行" in checked.get_data(as_text=True)
    assert not _is_there(site, "350102002000")
    client.post(address, data={"csrf_token": form_token(checked)})
    assert f"{address}/slips" in the_clock().get_data(as_text=True)
    assert "xincun" in client.get(f"{address}/slips").get_data(as_text=True)


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
    assert site.json.loads(dry.stdout)["counts"] == {"new": 10, "changed": 0, "same": 0, "faulty": 0}
    assert not _is_there(site, "350102002000")
    done = run(args=[*given, "--county", "350102"])
    assert done.exit_code == 0, done.output
    assert "xincun" in next((tmp_path / "slips").iterdir()).read_text(encoding="utf-8")
    again = run(args=[*given, "--county", "350102", "--dry-run", "--json"])
    assert site.json.loads(again.stdout)["counts"] == {"new": 0, "changed": 0, "same": 10, "faulty": 0}
    file.write_bytes(workbook({**COUNTY, "Posts": (*COUNTY["Posts"], ("nowhere", "岗", "window"))}))
    wrong = run(args=[*given, "--county", "350102"])
    assert wrong.exit_code == 1 and "Posts      3 nowhere" in wrong.output


def test_roles_are_told_apart_by_comma_in_either_language(world: World, acting_as: Callable[..., Act]) -> None:
    sheets = {
        **TOWN,
        "People": (TOWN["People"][0], ("gudong", "双岗", "shuanggang", "town_clerk，village_clerk", "", "")),
    }
    act = acting_as("county_admin")
    outcome = bring(act, book_of(sheets), PARTS)
    assert faults(outcome) == []
    official = act.session.scalars(select(Official).where(Official.name == "双岗")).one()
    user = act.session.get_one(User, official.user_id)
    assert {role.name for role in user.roles} == {Role.TOWN_CLERK.value, Role.VILLAGE_CLERK.value}
