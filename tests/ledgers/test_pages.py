"""The screens: a county administrator defines without code, a village clerk fills in, the town approves, the public reads."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Channel, platform_act
from app.kernel.attachments import Attachment
from app.kernel.guard import open_act
from app.ledgers.fields import LedgerField
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerVersion
from app.ledgers.operations import change_field, draft_entry, submit_entry
from app.ledgers.operations.deciding import approve_entry
from app.ledgers.words import EntryState, Kind
from tests.conftest import NOW
from tests.forms import form_values
from tests.ledgers.samples import EVERY_KIND, RAW, make_ledger
from tests.web import NO_ROLE, RunningProgram, at_work, form_token, refusal
from tests.world import World

Client = Callable[[str], FlaskClient]


def plant(session: Session, code: str = "visits", home: str = "gulou", **rules: Any) -> int:
    world = World(session)
    keeper = world.organisation(home)
    act = platform_act(session, Channel.COMMAND, NOW, keeper.county)
    with open_act(act):
        made = make_ledger(act, keeper, code, **rules).id
        session.commit()
    return made


@pytest.fixture
def ledger_id(program: RunningProgram) -> int:
    with at_work(program.app) as session:
        return plant(session)


def enter(
    program: RunningProgram, ledger_id: int, home: str = "zhongshan", *, shown: bool = False, **changes: Any
) -> int:
    """Put an entry in, shown to the public or only a draft."""
    with at_work(program.app) as session:
        world = World(session)
        act = platform_act(session, Channel.COMMAND, NOW, 350102)
        with open_act(act):
            ledger = session.get_one(Ledger, ledger_id)
            entry = draft_entry(act, ledger, world.organisation(home), "", {**RAW, **changes})
            if shown:
                submit_entry(act, entry)
                approve_entry(act, entry, at_once=True)
            session.commit()
            return entry.id


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def content_of(client: FlaskClient, url: str) -> bytes:
    """Return the bytes of a file that is handed out, and close it."""
    with client.get(url) as answer:
        assert answer.status_code == 200, url
        return bytes(answer.get_data())


def page_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return text(answer)


def send(client: FlaskClient, url: str, page: str = "", **data: Any) -> Any:
    token = form_token(client.get(page or url))
    return client.post(url, data={"csrf_token": token, **data}, follow_redirects=True)


def only(program: RunningProgram, table: Any, *where: Any) -> Any:
    with at_work(program.app) as session:
        return session.scalars(select(table).where(*where)).one()


FORM = {
    "subject": "低保户走访",
    "area": "12.5",
    "price": "3.1",
    "held_on": "2026-09-08",
    "grade": "一般",
    "person": "陈建国",
    "partner": "gudong",
    "place": "350102001001",
    "rows-0-item": "米",
    "rows-0-cost": "1.1",
    "rows-2-item": "油",
}


def picture() -> io.BytesIO:
    kept = io.BytesIO()
    image = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:09:08 10:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 4.0, 30.0), 3: "E", 4: (119.0, 18.0, 0.0)})
    image.save(kept, "JPEG", exif=exif)
    kept.seek(0)
    return kept


def test_an_administrator_defines_a_ledger_without_code(program: RunningProgram, client_of: Client) -> None:
    client = client_of("county_admin")
    rules = {
        "name": "巡河台账",
        "purpose": "每月巡河",
        "bodies": ["village"],
        "cadence": "monthly",
        "due_days": "5",
        "remind_days": "3",
        "approver": "above",
        "public": "1",
    }
    assert send(client, "/ledgers/definitions/new", **rules).status_code == 200
    ledger = only(program, Ledger)
    assert ledger.code == "xun-he-tai-zhang"
    url = f"/ledgers/{ledger.id}/definition"
    assert page_of(client, f"{url}/fields/_new").count("kind=") >= 12
    for values in (
        {"kind": "date", "label": "巡河日期", "flags": ["required", "listed", "public"]},
        {"kind": "choice", "label": "水质", "choices": "清\n浊", "flags": ["listed", "filtered", "public"]},
        {
            "kind": "table",
            "label": "发现问题",
            "columns-0-label": "问题",
            "columns-0-kind": "text",
            "columns-1-label": "费用",
            "columns-1-kind": "money",
        },
        {"kind": "computed", "label": "总费用", "formula": "合计(发现问题.费用)"},
    ):
        answer = send(client, f"{url}/fields/_new", f"{url}/fields/_new?kind={values['kind']}", **values)
        assert answer.status_code == 200, text(answer)
    client.post(f"{url}/fields/shui_zhi/up", data={"csrf_token": form_token(client.get(url))})
    shown = page_of(client, url)
    assert shown.index("水质") < shown.index("巡河日期") < shown.index("总费用")
    assert "浊" in page_of(client, f"{url}/preview")
    page_of(client, f"{url}/publish")
    assert send(client, f"{url}/publish").status_code == 200
    clerk = client_of("village_clerk")
    assert "巡河台账" in page_of(clerk, "/ledgers/")
    assert "水质" in page_of(clerk, f"/ledgers/{ledger.id}/new")
    assert "巡河台账" in page_of(program.app.test_client(), "/portal/ledgers/")


@pytest.mark.parametrize(
    ("url", "data", "says"),
    [
        (
            "/ledgers/definitions/new",
            {"name": "", "bodies": ["village"], "cadence": "monthly", "approver": "above"},
            "名称",
        ),
        (
            "/ledgers/definitions/new",
            {"name": "甲", "regions": "无此地", "cadence": "monthly", "approver": "above"},
            "无此地",
        ),
        ("/ledgers/definitions/new", {"name": "甲", "due_days": "五", "cadence": "monthly", "approver": "above"}, "五"),
        ("/ledgers/{}/definition/fields/_new", {"kind": "choice", "label": "等次", "choices": "一个"}, "等次"),
        ("/ledgers/{}/definition/fields/_new", {"kind": "computed", "label": "合", "formula": "无 + 1"}, "无 + 1"),
        ("/ledgers/{}/definition/fields/_new", {"kind": "table", "label": "表", "columns-0-unit": "元"}, "表"),
        ("/ledgers/{}/definition/fields/area", {"kind": "number", "label": "面积", "least": "9", "most": "1"}, "面积"),
    ],
)
def test_a_wrong_definition_keeps_what_was_typed(
    program: RunningProgram, client_of: Client, ledger_id: int, url: str, data: dict[str, Any], says: str
) -> None:
    client = client_of("county_admin")
    page = url.format(ledger_id)
    answer = send(client, page, f"{page}?kind={data.get('kind', '')}", **data)
    assert answer.status_code == 422
    assert says in text(answer)
    assert "data-faults" in text(answer)


def test_a_change_shows_what_it_does_to_old_entries_before_it_is_published(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    enter(program, ledger_id)
    enter(program, ledger_id, subject="危房走访", grade="重大")
    client = client_of("county_admin")
    client.get("/language/en?next=/")
    url = f"/ledgers/{ledger_id}/definition"
    send(client, f"{url}/fields/grade", kind="choice", label="等级", choices="一般\n较大", flags=["listed"])
    send(client, f"{url}/fields/person/remove", url)
    send(client, f"{url}/fields/_new", f"{url}/fields/_new?kind=text", kind="text", label="备注", flags=["required"])
    page = page_of(client, f"{url}/publish")
    assert "1 old entries would not be taken like this" in page
    assert "Choose one of: 一般、较大" in page
    assert "2 old entries hold it" in page
    assert "2 old entries would not be taken like this" in page  # the new required field
    assert send(client, f"{url}/publish").status_code == 422
    send(client, f"{url}/publish", note="等级改为三档")
    with at_work(program.app) as session:
        numbers = [v.number for v in session.scalars(select(LedgerVersion).order_by(LedgerVersion.number))]
        assert numbers == [1, 2]
        assert {e.version.number for e in session.scalars(select(LedgerEntry))} == {1}
    assert "陈建国" in page_of(client_of("village_clerk"), f"/ledgers/entries/{only_first(program)}")


def only_first(program: RunningProgram) -> int:
    with at_work(program.app) as session:
        return int(session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id).limit(1)).one())


def test_a_village_clerk_fills_in_the_town_approves_and_the_public_reads_it_masked(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    clerk, town, street = client_of("village_clerk"), client_of("town_clerk"), program.app.test_client()
    new = f"/ledgers/{ledger_id}/new"
    page = page_of(clerk, "/ledgers/")
    assert f"{new}?period=2026-09" in page
    data = {**FORM, "picture": (picture(), "现场.jpg"), "picture__lat": "1", "picture__lon": "1"}
    shown = text(send(clerk, new, **data))
    assert "38.75" in shown and "低保户走访" in shown
    entry = only(program, LedgerEntry)
    assert (entry.state, entry.content["rows"]) == ("submitted", [{"item": "米", "cost": "1.10"}, {"item": "油"}])
    photo = entry.content["picture"][0]
    assert (photo["at"], photo["lat"], photo["lon"]) == ("2026-09-08T10:30+08:00", 26.075, 119.3)
    url = f"/ledgers/entries/{entry.id}"
    assert url in page_of(town, "/ledgers/")
    assert f"/portal/ledgers/entries/{entry.id}" not in page_of(street, f"/portal/ledgers/{ledger_id}")
    assert street.get(f"/portal{url}").status_code == 404
    send(town, f"{url}/steps/approve_publish", url)
    page = page_of(street, f"/portal{url}")
    assert "26.075" not in page and "现场.jpg" not in page and "2026-09-08 10:30" in page
    assert "陈某" in page and "陈建国" not in page and "3.10" not in page
    assert "低保户走访" in page_of(street, f"/portal/ledgers/{ledger_id}?q=中山")
    image = content_of(street, f"/portal{url}/files/{photo['id']}?show=1")
    stripped = Image.open(io.BytesIO(image))
    assert stripped.size == (20, 40) and not stripped.getexif()
    sheet = load_workbook(io.BytesIO(street.get(f"/portal/ledgers/{ledger_id}.xlsx").get_data()))
    cells = [str(cell.value) for row in sheet.active.rows for cell in row]
    assert "陈某" in cells and "陈建国" not in cells


def test_a_private_file_is_not_given_to_the_portal(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    clerk = client_of("village_clerk")
    send(clerk, f"/ledgers/{ledger_id}/new", **FORM, paper=(io.BytesIO(b"%PDF-1.4\n%%EOF"), "合同.pdf"))
    entry = only(program, LedgerEntry)
    send(client_of("town_clerk"), f"/ledgers/entries/{entry.id}/steps/approve_publish", f"/ledgers/entries/{entry.id}")
    file = entry.content["paper"][0]["id"]
    assert program.app.test_client().get(f"/portal/ledgers/entries/{entry.id}/files/{file}").status_code == 404
    assert content_of(clerk, f"/ledgers/entries/{entry.id}/files/{file}").startswith(b"%PDF")
    assert client_of("handler").get(f"/ledgers/entries/{entry.id}/files/{file}").status_code == 404


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    clerk = client_of("village_clerk")
    answer = send(clerk, f"/ledgers/{ledger_id}/new", **{**FORM, "area": "很大", "rows-2-cost": "贵"})
    assert answer.status_code == 422
    page = text(answer)
    assert 'value="很大"' in page and 'id="fault-area"' in page and 'value="贵"' in page
    with at_work(program.app) as session:
        assert session.scalars(select(LedgerEntry)).all() == []
        assert session.scalars(select(Attachment)).all() == []


def test_an_entry_is_kept_and_gone_on_with(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    clerk = client_of("village_clerk")
    send(clerk, f"/ledgers/{ledger_id}/new", do="keep", grade="重大", picture=(picture(), "a.jpg"))
    entry = only(program, LedgerEntry)
    assert (entry.state, len(entry.content["picture"])) == (EntryState.DRAFT, 1)
    edit = f"/ledgers/entries/{entry.id}/edit"
    values = form_values(page_of(clerk, edit), "revision")
    assert values["grade"] == "重大"
    answer = clerk.post(edit, data={**values, **FORM, "picture__gone": str(entry.content["picture"][0]["id"])})
    assert answer.status_code == 302
    assert "picture" not in only(program, LedgerEntry).content
    assert only(program, LedgerEntry).state == EntryState.SUBMITTED


def test_a_form_cannot_put_somebody_elses_file_into_an_entry(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    clerk = client_of("village_clerk")
    send(clerk, f"/ledgers/{ledger_id}/new", do="keep", **FORM)
    token = form_token(clerk.get("/"))
    entry = only(program, LedgerEntry)
    body = {"content": {"paper": [{"id": 350102000000001, "name": "x"}]}, "revision": entry.revision}
    answer = clerk.put(f"/api/v1/ledger/350102-visits/{entry.id}", json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    assert "paper" not in answer.get_json()["result"]["content"]


def test_a_picture_that_is_none_is_refused(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    answer = send(
        client_of("village_clerk"), f"/ledgers/{ledger_id}/new", **FORM, picture=(io.BytesIO(b"<svg>"), "a.jpg")
    )
    assert answer.status_code == 422
    with at_work(program.app) as session:
        assert session.scalars(select(LedgerEntry)).all() == []


def test_a_returned_entry_says_why(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    clerk, town = client_of("village_clerk"), client_of("town_clerk")
    send(clerk, f"/ledgers/{ledger_id}/new", **FORM)
    url = f"/ledgers/entries/{only(program, LedgerEntry).id}"
    send(town, f"{url}/steps/return", url, reason="")
    assert only(program, LedgerEntry).state == EntryState.SUBMITTED
    send(town, f"{url}/steps/return", url, reason="照片看不清")
    assert "照片看不清" in page_of(clerk, f"{url}/edit")


def test_nothing_to_enter_is_one_press(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    clerk = client_of("village_clerk")
    with at_work(program.app) as session:
        home = World(session).organisation("zhongshan").id
    duty = only(program, LedgerDuty, LedgerDuty.organisation_id == home)
    send(clerk, f"/ledgers/{ledger_id}/nothing/{duty.id}", "/ledgers/")
    assert only(program, LedgerDuty, LedgerDuty.id == duty.id).nil


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"甲户", "乙户"}),
        ("q=甲", {"甲户"}),
        ("grade=重大", {"乙户"}),
        ("area__from=20", {"乙户"}),
        ("area__to=20", {"甲户"}),
        ("held_on__from=2026-09-10", {"乙户"}),
        ("person=林", {"乙户"}),
        ("place=350102001002", {"乙户"}),
        ("period=2026-09", {"甲户", "乙户"}),
        ("period=2026-08", set()),
        ("state=published", {"乙户"}),
        ("total__from=100&grade=重大", {"乙户"}),
        ("subject=户&state=draft", {"甲户"}),
    ],
)
def test_a_list_is_filtered_by_every_kind(
    program: RunningProgram, client_of: Client, ledger_id: int, query: str, found: set[str]
) -> None:
    enter(program, ledger_id, subject="甲户")
    enter(
        program,
        ledger_id,
        "qingcheng",
        shown=True,
        subject="乙户",
        grade="重大",
        area="40",
        held_on="2026-09-12",
        person="林秀英",
        place="350102001002",
    )
    client = client_of("town_clerk")
    page = page_of(client, f"/ledgers/{ledger_id}/?{query}")
    assert {name for name in ("甲户", "乙户") if f">{name}</a>" in page} == found
    token = client.get(f"/api/v1/ledger/350102-visits/?{query}").get_json()
    assert {row["content"]["subject"] for row in token["result"]} == found
    assert client.get(f"/ledgers/{ledger_id}/export.xlsx?{query}").status_code == 200


@pytest.mark.parametrize("query", ["price__from=x", "nothing=1", "after=x", "spent=1", "held_on__from=x"])
def test_a_list_answers_odd_questions_in_words(client_of: Client, ledger_id: int, query: str) -> None:
    client = client_of("town_clerk")
    assert 'class="note error"' in page_of(client, f"/ledgers/{ledger_id}/?{query}")
    assert client.get(f"/api/v1/ledger/350102-visits/?{query}").status_code == 400


def test_pages_follow_one_another(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    for number in range(5):
        enter(program, ledger_id, subject=f"第{number}户")
    client = client_of("town_clerk")
    first = client.get("/api/v1/ledger/350102-visits/?size=2").get_json()
    second = client.get(f"/api/v1/ledger/350102-visits/?size=2&after={first['next']}").get_json()
    third = client.get(f"/api/v1/ledger/350102-visits/?size=2&after={second['next']}").get_json()
    back = client.get(f"/api/v1/ledger/350102-visits/?size=2&before={third['previous']}").get_json()
    names = [row["content"]["subject"] for page in (first, second, third) for row in page["result"]]
    assert names == [f"第{number}户" for number in (4, 3, 2, 1, 0)]
    assert back["result"] == second["result"]
    assert (first["count"], third["next"]) == (5, "")


def test_figures_count_and_add_up(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    enter(program, ledger_id, shown=True)
    enter(program, ledger_id, "qingcheng", shown=True, grade="重大", area="40")
    enter(program, ledger_id, area="1000")  # a draft does not count
    page = page_of(client_of("town_clerk"), f"/ledgers/{ledger_id}/figures")
    assert "52.5" in page and "162.75" in page and "<svg" in page
    assert "1,052" not in page


def test_the_list_of_a_ledger_costs_few_queries_whatever_it_holds(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    from sqlalchemy import event

    from app.surfaces.database import db

    for _number in range(4):
        enter(program, ledger_id)
    client = client_of("town_clerk")
    client.get(f"/ledgers/{ledger_id}/")
    count = 0
    with program.app.app_context():
        engine = db.engine

    def one(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(engine, "before_cursor_execute", one)
    answer = client.get(f"/ledgers/{ledger_id}/")
    event.remove(engine, "before_cursor_execute", one)
    assert count <= 12
    assert len(answer.get_data()) < 60_000


ROLES = ("village_clerk", "handler", "inspector", "auditor", "leader")


@pytest.mark.parametrize("who", ROLES)
def test_who_does_not_define_is_not_let_in(client_of: Client, ledger_id: int, who: str) -> None:
    client = client_of(who)
    for path in (
        "definitions/new",
        "definitions/import",
        f"{ledger_id}/definition/rules",
        f"{ledger_id}/definition/publish",
        f"{ledger_id}/definition/fields/_new",
        f"{ledger_id}/definition.xlsx",
    ):
        assert refusal(client.get(f"/ledgers/{path}")) == NO_ROLE, path
    assert f"/ledgers/{ledger_id}/definition/rules" not in page_of(client, f"/ledgers/{ledger_id}/definition")


@pytest.mark.parametrize("who", ["other_handler", "other_inspector", "other_county_admin"])
def test_another_county_sees_nothing_of_it(
    program: RunningProgram, client_of: Client, ledger_id: int, who: str
) -> None:
    entry = enter(program, ledger_id, shown=True)
    client = client_of(who)
    for path in (
        f"{ledger_id}/",
        f"{ledger_id}/figures",
        f"{ledger_id}/definition",
        f"entries/{entry}",
        f"{ledger_id}/export.xlsx",
        f"{ledger_id}/pick/partner",
    ):
        assert client.get(f"/ledgers/{path}").status_code == 404, path
    assert client.get("/api/v1/ledger/350102-visits/").status_code == 404
    assert client.get(f"/api/v1/ledger/350102-visits/{entry}").status_code == 404
    assert "visits" not in text(client.get("/api/v1/ledger/"))


def test_a_village_does_not_see_its_neighbours_entries(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    entry = enter(program, ledger_id, "qingcheng", shown=True)
    clerk = client_of("village_clerk")
    assert clerk.get(f"/ledgers/entries/{entry}").status_code == 404
    assert clerk.get("/api/v1/ledger/350102-visits/").get_json()["count"] == 0


def test_a_ledger_has_its_rest_resource_and_stands_in_the_document(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    clerk = client_of("village_clerk")
    token = form_token(clerk.get("/"))
    headers = {"X-CSRFToken": token}
    url = "/api/v1/ledger/350102-visits/"
    assert clerk.post(url, json={"content": RAW}).status_code == 403
    wrong = clerk.post(url, json={"content": {**RAW, "area": "x"}}, headers=headers)
    assert (wrong.status_code, list(wrong.get_json()["errors"])) == (422, ["area"])
    made = clerk.post(url, json={"content": RAW, "submit": False}, headers=headers)
    assert made.status_code == 201
    row = made.get_json()["result"]
    assert (row["organisation"], row["period"], row["content"]["total"]) == ("zhongshan", "2026-09", "38.75")
    changed = clerk.put(
        f"{url}{row['id']}",
        json={"content": {"area": "2"}, "revision": row["revision"], "submit": True},
        headers=headers,
    )
    assert changed.get_json()["result"]["content"]["total"] == "6.2"
    assert changed.get_json()["result"]["state"] == "submitted"
    assert clerk.put(f"{url}{row['id']}", json={"content": {}}, headers=headers).status_code == 409
    assert clerk.get(f"{url}{row['id']}").get_json()["result"]["content"]["area"] == "2"
    assert client_of("inspector").post(url, json={"content": RAW}, headers=headers).status_code == 403
    assert clerk.get("/api/v1/ledger/").get_json()["result"][0]["address"] == "350102-visits"
    document = clerk.get("/api/v1/_openapi").get_json()
    schema = document["components"]["schemas"]["ledger.350102-visits"]
    assert set(schema["properties"]) == {item.name for item in EVERY_KIND}
    assert schema["properties"]["grade"]["enum"] == ["一般", "重大"]
    assert set(document["paths"][url]) == {"get", "post"}
    assert set(document["paths"][f"{url}{{pk}}"]) >= {"get", "put"}


def test_a_change_of_the_definition_changes_the_document_without_a_restart(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    from app.ledgers.operations import add_field, publish_ledger

    with at_work(program.app) as session:
        act = platform_act(session, Channel.COMMAND, NOW, 350102)
        with open_act(act):
            ledger = session.get_one(Ledger, ledger_id)
            add_field(act, ledger, LedgerField("", "备注", Kind.TEXT))
            change_field(act, ledger, "grade", LedgerField("", "等级", Kind.CHOICE, choices=("甲", "乙"), listed=True))
            publish_ledger(act, ledger, "加备注")
            session.commit()
    clerk = client_of("village_clerk")
    schema = clerk.get("/api/v1/_openapi").get_json()["components"]["schemas"]["ledger.350102-visits"]
    assert schema["properties"]["grade"]["enum"] == ["甲", "乙"] and "bei_zhu" in schema["properties"]
    assert "备注" in page_of(clerk, f"/ledgers/{ledger_id}/new")


def take_url(page: str) -> str:
    """Return where the form that takes rows over leads."""
    return next(url for part in page.split('action="')[1:] if "/import/" in (url := part.split('"', 1)[0]))


def workbook(rows: list[list[Any]], heads: list[str]) -> io.BytesIO:
    book = Workbook()
    assert book.active is not None
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    return kept


HEADS = ["所属单位", "事项", "面积 (亩)", "日期", "等级", "明细"]


def test_a_sheet_is_taken_over_wholly_or_not_at_all(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    client = client_of("town_clerk")
    client.get("/language/en?next=/")
    heads = ["Organisation", "事项", "面积", "日期", "等级", "明细"]
    rows = [
        ["zhongshan", "一户", 12.5, "2026-09-01", "一般", "米|1"],
        ["庆城社区居委会", "二户", "x", "2026-13-01", "", ""],
        ["gudong", "三户", 1, "2026-09-01", "", ""],
    ]
    page = text(send(client, f"/ledgers/{ledger_id}/import", file=(workbook(rows, heads), "走访.xlsx")))
    assert "Enter a number" in page and "Enter a date" in page and "one organisation" in page
    url = take_url(page)
    send(client, url, f"/ledgers/{ledger_id}/import")
    with at_work(program.app) as session:
        assert session.scalars(select(LedgerEntry)).all() == []
    marked = load_workbook(io.BytesIO(client.get(f"{url}/report.xlsx").get_data()))
    assert "Enter a number" in str([cell.value for row in marked.active.rows for cell in row])
    page = text(send(client, f"/ledgers/{ledger_id}/import", file=(workbook(rows[:1], heads), "走访.xlsx")))
    url = take_url(page)
    send(client, url, f"/ledgers/{ledger_id}/import", name="走访.xlsx")
    entry = only(program, LedgerEntry)
    assert (entry.state, entry.content["area"], entry.content["rows"]) == (
        "submitted",
        "12.5",
        [{"item": "米", "cost": "1.00"}],
    )
    send(client, url, f"/ledgers/{ledger_id}/import", name="走访.xlsx")
    only(program, LedgerEntry)  # taken over twice, it stands once
    assert only(program, LedgerDuty, LedgerDuty.organisation_id == entry.organisation_id).met_at is not None


def test_the_template_is_read_back_empty(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    client = client_of("village_clerk")
    sheet = client.get(f"/ledgers/{ledger_id}/template.xlsx").get_data()
    heads = [cell.value for cell in load_workbook(io.BytesIO(sheet)).active[1]]
    assert any(str(head).startswith("面积") for head in heads)
    answer = send(client, f"/ledgers/{ledger_id}/import", file=(io.BytesIO(sheet), "a.xlsx"))
    with at_work(program.app) as session:
        assert session.scalars(select(LedgerEntry)).all() == []
    assert answer.status_code in (200, 422)


def test_a_definition_goes_from_one_county_to_another(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    here, there = client_of("county_admin"), client_of("other_county_admin")
    book = here.get(f"/ledgers/{ledger_id}/definition.xlsx").get_data()
    there.get("/language/en?next=/")  # a file of one language is read in the other
    page = text(send(there, "/ledgers/definitions/import", file=(io.BytesIO(book), "走访.xlsx")))
    url = take_url(page)
    send(there, url, "/ledgers/definitions/import")
    with at_work(program.app) as session:
        old, new = session.scalars(select(LedgerVersion).order_by(LedgerVersion.county)).all()
        assert (old.county, new.county) == (350102, 350103)
        assert old.fields == new.fields
        for name in ("name", "purpose", "bodies", "cadence", "due_days", "approver", "public"):
            assert getattr(old, name) == getattr(new, name), name
        assert new.published_at is None
    page = text(send(here, "/ledgers/definitions/import", file=(io.BytesIO(book), "走访.xlsx")))
    assert "未变" in page or "unchanged" in page


def test_a_faulty_definition_sheet_says_which_row_is_wrong(program: RunningProgram, client_of: Client) -> None:
    client = client_of("county_admin")
    client.get("/language/en?next=/")
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Ledgers"
    first.append(["Code", "Name", "Who fills it in", "How often", "Who approves"])
    first.append(["river", "巡河台账", "Village committee", "Every month", "above"])
    first.append(["Fluß", "坏", "Village committee", "Every month", "above"])
    second = book.create_sheet("Fields")
    second.append(["Code of the ledger", "Label", "Kind", "In the list", "Formula"])
    for row in (
        ["river", "日期", "Date", "yes", ""],
        ["river", "合计", "computed", "", "无 + 1"],
        ["nowhere", "甲", "text", "", ""],
        ["river", "甲", "music", "", ""],
    ):
        second.append(row)
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    page = text(send(client, "/ledgers/definitions/import", file=(kept, "a.xlsx")))
    for says in ("begins with a letter", "which is no number or date", "No ledger of this file", "Choose one of"):
        assert says in page, says
    assert "take_url" not in page and 'name="good_rows"' not in page
    with at_work(program.app) as session:
        assert session.scalars(select(Ledger)).all() == []


def test_an_alert_leads_to_what_was_entered_for_the_period(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    with at_work(program.app) as session:
        home = World(session).organisation("zhongshan").id
    duty = only(program, LedgerDuty, LedgerDuty.organisation_id == home)
    answer = client_of("inspector").get(f"/ledgers/duties/{duty.id}", follow_redirects=True)
    assert answer.request.args["period"] == "2026-09" and answer.status_code == 200
    assert client_of("other_inspector").get(f"/ledgers/duties/{duty.id}").status_code == 404


def test_an_administrator_of_many_villages_finds_one_by_typing(
    program: RunningProgram, client_of: Client, ledger_id: int
) -> None:
    from app.kernel.places import Organisation

    with at_work(program.app) as session:
        town = World(session).organisation("gudong")
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            for number in range(40):
                session.add(
                    Organisation(
                        county=350102,
                        code=f"v{number}",
                        name=f"{number}号村",
                        body="village",
                        region_code=town.region_code,
                        parent_id=town.id,
                        path=f"{town.path}v{number}/",
                    )
                )
            session.commit()
            wanted = session.scalars(select(Organisation.id).where(Organisation.code == "v39")).one()
    client = client_of("county_admin")
    page = page_of(client, f"/ledgers/{ledger_id}/new")
    assert "data-pick" in page and "39号村" not in page
    assert "39号村" in text(client.get(f"/ledgers/{ledger_id}/pick/_organisation?q=39")).encode().decode(
        "unicode_escape"
    )
    send(client, f"/ledgers/{ledger_id}/new", organisation_id=str(wanted), **FORM)
    assert only(program, LedgerEntry).organisation_id == wanted


def test_computed_fields_leave_as_numbers(program: RunningProgram, client_of: Client, ledger_id: int) -> None:
    enter(program, ledger_id)
    sheet = load_workbook(io.BytesIO(content_of(client_of("town_clerk"), f"/ledgers/{ledger_id}/export.xlsx"))).active
    heads, row = ([cell.value for cell in line] for line in list(sheet.rows)[:2])
    held = dict(zip(heads, row, strict=True))
    assert {name: held[name] for name in ("面积", "单价", "总价", "合计")} == {
        "面积": 12.5,
        "单价": 3.1,
        "总价": 38.75,
        "合计": 3.1,
    }
