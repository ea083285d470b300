"""The screens: writing a standard down, reviewing and publishing it; the public search and calculator."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.penalties.models import Benchmark, ViolationItem
from app.penalties.operations import draft_item, edit_item, publish_item
from app.powers.models import Power, PowerState, PowerType
from tests.penalties.conftest import CONTENT
from tests.penalties.standards import DUST
from tests.penalties.test_spreadsheet import TABLE
from tests.web import NO_ROLE, RunningProgram, at_work, form_token, refusal
from tests.world import World

Client = Callable[[str], FlaskClient]
BEFORE = datetime(2026, 8, 1, tzinfo=UTC)


def plant(session: Session, *, publish: bool = True, **changes: Any) -> int:
    """Write the dust item down, in force or as a draft, its standard changed as told; returns its id."""
    home = World(session).organisation("gulou-urban")
    act = platform_act(session, Channel.COMMAND, BEFORE, 350102)
    with open_act(act):
        power = Power(
            county=350102,
            code="GL-CF-0001-00",
            name="对扬尘污染的处罚",
            power_type=PowerType.PENALTY,
            organisation_id=home.id,
            state=PowerState.IN_FORCE,
        )
        benchmark = Benchmark(
            county=350102,
            number="鼓城管〔2026〕3号",
            title="裁量基准",
            organ=home.name,
            effective_on=date(2026, 7, 1),
            organisation_id=home.id,
        )
        session.add_all([power, benchmark])
        session.flush()
        item = draft_item(act, home, "CF-0001", "工地扬尘", power)
        edit_item(act, item, {**CONTENT, **changes, "benchmark_id": benchmark.id})
        if publish:
            publish_item(act, item)
        session.commit()
        return item.id


@pytest.fixture
def item_id(program: RunningProgram) -> int:
    with at_work(program.app) as session:
        return plant(session)


@pytest.fixture
def draft_id(program: RunningProgram) -> int:
    with at_work(program.app) as session:
        return plant(session, publish=False)


def post(client: FlaskClient, url: str, page: str, **data: Any) -> Any:
    token = form_token(client.get(page))
    return client.post(url, data={"csrf_token": token, **data}, follow_redirects=True)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_public_finds_an_item_and_reads_its_standard(site: Flask, item_id: int) -> None:
    client = site.test_client()
    for query in ("围挡", "大气污染防治法", "sggd"):
        assert f"/portal/penalties/{item_id}" in text(client.get(f"/portal/penalties/?q={query}"))
    assert (
        "/portal/penalties/"
        not in text(client.get("/portal/penalties/?q=食品")).split("<main", 1)[1].split("card empty")[0]
    )
    page = text(client.get(f"/portal/penalties/{item_id}"))
    for word in ("10,000", "100,000", "大气污染防治法", "重污染天气预警期间", "鼓城管〔2026〕3号"):
        assert word in page


def test_the_portal_does_not_see_drafts(site: Flask, draft_id: int) -> None:
    assert site.test_client().get(f"/portal/penalties/{draft_id}").status_code == 404
    assert "施工工地" not in text(site.test_client().get("/portal/penalties/"))


def test_the_calculator_answers_without_script(site: Flask, item_id: int) -> None:
    page = text(site.test_client().get(f"/portal/penalties/{item_id}?f-area=800&f-times=1"))
    assert "37,000 – 73,000" in page
    assert 'value="800"' in page


def test_the_calculator_gives_only_its_answer_to_the_script(site: Flask, item_id: int) -> None:
    answer = text(site.test_client().get(f"/portal/penalties/{item_id}?f-area=800&f-times=1&f-alert=1&part=answer"))
    assert "73,000 – 100,000" in answer
    assert "<html" not in answer and "<form" not in answer


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("f-area=800", "查处次数"),
        ("f-area=abc&f-times=1", "工地面积"),
        ("f-area=800&f-times=1&f-relief=reduce", "0 – 73,000"),
        ("f-area=800&f-times=1&f-circumstance=minor", "art. 33"),
        ("f-area=800&f-times=1&f-act_ended_on=2024-01-01&f-found_on=2026-08-01", "art. 36"),
        ("f-area=%3Cscript%3E&f-times=1", "工地面积"),
    ],
)
def test_the_calculator_explains_itself(site: Flask, item_id: int, query: str, says: str) -> None:
    client = site.test_client()
    client.get("/language/en?next=/portal/")
    page = text(client.get(f"/portal/penalties/{item_id}?{query}&part=answer"))
    assert says in page or says.replace("art. 33", "第三十三条").replace("art. 36", "第三十六条") in page
    assert "<script>" not in page


def test_a_calculation_leaves_no_trace(site: Flask, item_id: int) -> None:
    from app.kernel.audit import TrailRow

    with at_work(site) as session:
        before = session.query(TrailRow).count()
    site.test_client().get(f"/portal/penalties/{item_id}?f-area=800&f-times=1")
    with at_work(site) as session:
        assert session.query(TrailRow).count() == before


def test_a_standard_is_written_reviewed_and_published_on_the_screen(
    program: RunningProgram, client_of: Client, draft_id: int
) -> None:
    show = f"/violations/{draft_id}"
    head, reviewer = client_of("organ_head"), client_of("legal_reviewer")
    post(head, f"{show}/steps/submit", f"{show}/edit")
    post(reviewer, f"{show}/steps/pass", show, opinion="符合规定")
    assert "37,000" not in text(head.get(show))
    post(head, f"{show}/steps/publish", show)
    assert "37,000 – 73,000" in text(head.get(f"{show}?f-area=800&f-times=1"))
    assert program.app.test_client().get(f"/portal/penalties/{draft_id}").status_code == 200


def form_of(**changes: str) -> dict[str, str]:
    """The edit form as a browser sends it: one band and two grades."""
    return {
        "name": "工地扬尘",
        "sector": "ecology",
        "limitation_years": "2",
        "general": "1",
        "filing_standard": "有证据",
        "laws-0-law": "大气污染防治法",
        "laws-0-article": "第一百一十五条",
        "factors-0-code": "area",
        "factors-0-label": "面积",
        "bands-0-lo": "1万",
        "bands-0-hi": "10万",
        "bands-0-basis": "大气污染防治法第一百一十五条",
        "grades-0-name": "轻",
        "grades-0-level": "1",
        "grades-0-lo": "0",
        "grades-0-hi": "50%",
        "grades-0-when": "面积<500",
        "grades-0-basis": "基准",
        "grades-1-name": "重",
        "grades-1-level": "2",
        "grades-1-lo": "50%",
        "grades-1-hi": "1",
        "grades-1-when": "area>=500",
        "grades-1-basis": "基准",
        **changes,
    }


def test_the_form_saves_what_its_tables_say(program: RunningProgram, client_of: Client, draft_id: int) -> None:
    head = client_of("organ_head")
    edit = f"/violations/{draft_id}/edit"
    answer = post(head, edit, edit, **form_of())
    assert answer.status_code == 200
    with at_work(program.app) as session:
        version = session.get_one(ViolationItem, draft_id).versions[-1]
        assert version.bands == [
            {"code": "B01", "lo": "10000", "hi": "100000", "basis": "大气污染防治法第一百一十五条"}
        ]
        assert [grade["any"] for grade in version.grades] == [[[["area", "<", "500"]]], [[["area", ">=", "500"]]]]
    assert "面积" in text(head.get(edit))


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"bands-0-hi": "viel"}, "viel"), ({"grades-1-when": "colour=red"}, "colour"), ({"sector": "space"}, "工地扬尘")],
)
def test_a_faulty_cell_keeps_everything_that_was_typed(
    program: RunningProgram, client_of: Client, draft_id: int, changes: dict[str, str], says: str
) -> None:
    head = client_of("organ_head")
    edit = f"/violations/{draft_id}/edit"
    answer = post(head, edit, edit, **form_of(**changes))
    assert answer.status_code == 422
    assert says in text(answer) and 'value="面积&lt;500"' in text(answer)
    with at_work(program.app) as session:
        assert session.get_one(ViolationItem, draft_id).versions[-1].bands == DUST["bands"]


def test_submitting_a_gap_names_it_and_saves_nothing(program: RunningProgram, client_of: Client, draft_id: int) -> None:
    head = client_of("organ_head")
    edit = f"/violations/{draft_id}/edit"
    with at_work(program.app) as session:
        power = str(session.scalars(select(Power.id)).one())
    answer = post(head, edit, edit, **form_of(**{"grades-1-when": "area>500"}), power_id=power, submit="1")
    assert answer.status_code == 422 and "面积: 500" in text(answer)


def test_a_new_item_is_begun_on_the_screen(program: RunningProgram, client_of: Client) -> None:
    head = client_of("organ_head")
    with at_work(program.app) as session:
        home = World(session).organisation("gulou-urban").id
    answer = post(head, "/violations/new", "/violations/new", name="随意倾倒垃圾", code="CF-77", organisation=str(home))
    assert answer.status_code == 200 and answer.request.path.endswith("/edit")
    again = post(head, "/violations/new", "/violations/new", name="又一个", code="CF-77", organisation=str(home))
    assert again.status_code == 422


def test_the_versions_page_tells_what_changed(client_of: Client, item_id: int) -> None:
    head = client_of("organ_head")
    post(head, f"/violations/{item_id}/edit", f"/violations/{item_id}/edit", **form_of(**{"bands-0-lo": "2万"}))
    page = text(head.get(f"/violations/{item_id}/versions"))
    assert "20000" in page and "10000" in page


def test_an_officer_reads_and_cannot_write(client_of: Client, item_id: int) -> None:
    officer = client_of("enforcement_officer")
    page = text(officer.get(f"/violations/{item_id}"))
    assert "工地" in page and f"/violations/{item_id}/edit" not in page
    assert refusal(officer.get(f"/violations/{item_id}/edit")) == NO_ROLE
    assert refusal(officer.get("/violations/import")) == NO_ROLE


@pytest.mark.parametrize("short", ["other_handler", "other_county_admin"])
def test_another_county_sees_nothing_inside(client_of: Client, item_id: int, short: str) -> None:
    assert client_of(short).get(f"/violations/{item_id}").status_code == 404
    assert "工地" not in text(client_of(short).get("/violations/"))


def workbook(rows: list[list[Any]]) -> io.BytesIO:
    kept, made = io.BytesIO(), Workbook()
    for row in rows:
        made.active.append(row)
    made.save(kept)
    kept.seek(0)
    return kept


def hand_in(admin: FlaskClient, file: io.BytesIO) -> str:
    """Hand a sheet in and return the page that says what would become of its rows."""
    token = form_token(admin.get("/violations/import"))
    return text(admin.post("/violations/import", data={"csrf_token": token, "file": (file, "table.xlsx")}))


def sent_to(page: str, end: str) -> str:
    """Return the address to which a form of a page is sent."""
    return next(url for part in page.split('action="')[1:] if (url := part.split('"', 1)[0]).endswith(end))


def test_a_published_table_is_taken_over_and_withdrawn_on_the_screen(
    program: RunningProgram, client_of: Client
) -> None:
    admin = client_of("county_admin")
    page = hand_in(admin, workbook([list(row) for row in TABLE.rows]))
    assert 'name="ask-organisation"' in page and "/violations/import/" in page
    again = sent_to(page, "/check")
    place = again.removesuffix("/check")
    said = {"asks": "1", "ask-organisation": "gulou-urban", "ask-prefix": "CF-", "ask-benchmark": ""}
    checked = text(post(admin, again, place, **said))
    assert "造成恶劣社会影响的" in checked and "CF-0001" in checked
    with at_work(program.app) as session:
        assert session.scalars(select(ViolationItem)).all() == []
    taken = text(post(admin, place, place))

    with at_work(program.app) as session:
        assert len(session.scalars(select(ViolationItem)).all()) == 3
    post(admin, sent_to(taken, "/withdraw"), place, reason="表格发错")
    with at_work(program.app) as session:
        assert session.scalars(select(ViolationItem)).all() == []


def test_a_cell_of_a_further_sheet_is_corrected_in_place(program: RunningProgram, client_of: Client) -> None:
    admin = client_of("county_admin")
    book = load_workbook(io.BytesIO(admin.get("/violations/template.xlsx").get_data()))
    for name, cells in (
        ("事项", {1: "GL-CF-0009", 2: "未采取防尘措施", 3: "gulou-urban"}),
        ("处罚幅度", {1: "GL-CF-0009", 3: "一万多", 4: "100000"}),
    ):
        for column, value in cells.items():
            book[name].cell(4, column, value)
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    page = hand_in(admin, kept)
    assert 'name="fix-4-lo 处罚幅度"' in page
    again = sent_to(page, "/check")
    place = again.removesuffix("/check")
    post(admin, again, place, **{"fix-4-lo 处罚幅度": "1万"})
    post(admin, place, place)
    with at_work(program.app) as session:
        item = session.scalars(select(ViolationItem)).one()
        assert item.versions[0].bands[0]["lo"] == "10000"


def test_an_export_may_be_handed_in_again(client_of: Client, item_id: int) -> None:
    admin = client_of("county_admin")
    page = hand_in(admin, io.BytesIO(admin.get("/violations/export.xlsx").get_data()))
    assert "未变" in page and 'name="fix-' not in page


def test_a_document_is_published_as_a_whole_on_the_screen(
    program: RunningProgram, client_of: Client, draft_id: int
) -> None:
    admin = client_of("county_admin")
    with at_work(program.app) as session:
        pk = session.scalars(select(Benchmark.id)).one()
    place = f"/violations/documents/{pk}"
    assert "施工工地" in text(admin.get(place))
    post(admin, place, place, review="鼓司审〔2026〕9号")
    assert program.app.test_client().get(f"/portal/penalties/{draft_id}").status_code == 200


def test_the_record_page_leads_to_the_standard(client_of: Client, item_id: int) -> None:
    assert f"/violations/{item_id}" in text(client_of("county_admin").get(f"/records/violation_item/show/{item_id}"))
