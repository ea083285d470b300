"""Help where one stands: the question mark, the manual as pages, reports of problems, messages to the desk."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.notices import Medium, queue_message
from app.kernel.places import Official
from app.surfaces.help.chapters import NAMES, chapter
from app.surfaces.help.models import PageProblem
from tests.conftest import NOW
from tests.web import at_work, form_token
from tests.world import OFFICIALS

Client = Callable[[str], FlaskClient]
MARK = re.compile(r'href="(/help/[a-z-]+\?page=[^"]*)"')


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("english", [False, True])
def test_each_chapter_is_a_page_in_both_languages(name: str, english: bool) -> None:
    found = chapter(name, english, "/help/")
    assert found.title and len(re.sub(r"<[^>]+>", "", found.html)) > 500
    assert re.search(r"[\u4e00-\u9fff]", found.title) is None if english else re.search(r"[\u4e00-\u9fff]", found.title)
    for anchor, _heading in found.parts:
        assert f'id="{anchor}"' in found.html
    for target in re.findall(r'<a href="([^"]+)"', found.html):
        assert target.startswith(("https://", "http://", "#")) or target.removeprefix("/help/") in NAMES, target
    assert "English below" not in found.html and found.html.count("<a ") == found.html.count("</a>")


@pytest.mark.parametrize("short", sorted(OFFICIALS))
def test_the_question_mark_leads_every_role_to_a_chapter(client_of: Client, short: str) -> None:
    client = client_of(short)
    (address,) = set(MARK.findall(client.get("/").get_data(as_text=True)))
    page = client.get(address).get_data(as_text=True)
    assert 'class="card prose"' in page and 'id="ask"' in page


@pytest.mark.parametrize(
    ("short", "path", "name"),
    [
        ("village_clerk", "/", "villages"),
        ("handler", "/", "handler"),
        ("inspector", "/supervision/alerts", "inspector"),
        ("handler", "/supervision/follow-ups/", "handler"),
        ("handler", "/enforcement/", "enforcement"),
        ("handler", "/ledgers/", "ledgers"),
        ("county_admin", "/organisationrecords/list/", "administrator"),
        ("county_admin", "/accountrecords/list/", "administrator"),
    ],
)
def test_the_chapter_is_that_of_the_page_and_its_reader(client_of: Client, short: str, path: str, name: str) -> None:
    page = client_of(short).get(path, follow_redirects=True).get_data(as_text=True)
    assert any(address.startswith(f"/help/{name}?") for address in MARK.findall(page)), MARK.findall(page)


def bell(client: FlaskClient) -> str:
    """Return the count beside the bell of a page of no concern to messages."""
    shown = re.search(r'<b class="count">(\d+)', client.get("/help/").get_data(as_text=True))
    return shown[1] if shown else ""


def test_a_report_reaches_the_administrator_and_its_answer_comes_back(site: Flask, client_of: Client) -> None:
    clerk, admin = client_of("village_clerk"), client_of("county_admin")
    sent = {"csrf_token": form_token(clerk.get("/help/villages")), "page": "/villages/7/cash?q=陈", "fault": "ab12"}
    answer = clerk.post("/help/villages", data=sent | {"text": "点「保存」没有反应 <b>"})
    assert answer.status_code == 302
    home = admin.get("/").get_data(as_text=True)
    assert "点「保存」没有反应 &lt;b&gt;" in home and "陈村 · /villages/7/cash" in home
    assert "点「保存」没有反应" not in client_of("other_county_admin").get("/").get_data(as_text=True)
    with at_work(site) as session:
        told = session.scalars(select(PageProblem)).one()
        assert (told.page, told.fault, told.roles) == ("/villages/7/cash", "ab12", "village_clerk")
        pk = told.id
    reply = {"csrf_token": form_token(admin.get("/help/problems")), "problem": pk}
    empty = admin.post("/help/problems", data=reply | {"answer": " "})
    assert empty.status_code == 422 and "必填" in empty.get_data(as_text=True)
    assert admin.post("/help/problems", data=reply | {"answer": "请换浏览器。"}).status_code == 302
    again = admin.post("/help/problems", data=reply | {"answer": "请换浏览器。"})
    assert again.status_code == 409 and "已经答复过了" in again.get_data(as_text=True)
    assert bell(clerk) == "1" and bell(client_of("town_clerk")) == ""
    assert "请换浏览器。" in clerk.get("/").get_data(as_text=True)
    assert "请换浏览器。" not in client_of("town_clerk").get("/").get_data(as_text=True)
    assert clerk.post("/messages/", data={"csrf_token": sent["csrf_token"]}).status_code == 302
    assert bell(clerk) == ""
    assert "请换浏览器。" not in clerk.get("/").get_data(as_text=True)
    assert "请换浏览器。" in clerk.get("/messages/").get_data(as_text=True)


@pytest.mark.parametrize(("text", "words"), [("  ", "必填"), ("长" * 1001, "1001")])
def test_a_report_that_says_nothing_is_refused_and_kept(client_of: Client, text: str, words: str) -> None:
    clerk = client_of("handler")
    sent = {"csrf_token": form_token(clerk.get("/help/handler")), "page": "//elsewhere.example/", "text": text}
    answer = clerk.post("/help/handler", data=sent)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True)
    assert text.strip() in answer.get_data(as_text=True) and "elsewhere" not in answer.get_data(as_text=True)


def test_only_administrators_read_reports_and_only_theirs(site: Flask, client_of: Client) -> None:
    clerk = client_of("handler")
    sent = {"csrf_token": form_token(clerk.get("/help/handler")), "page": "/", "text": "看不清"}
    clerk.post("/help/handler", data=sent)
    for short in ("handler", "inspector", "organ_head"):
        assert client_of(short).get("/help/problems").status_code == 403
    foreign = client_of("other_county_admin")
    assert "看不清" not in foreign.get("/help/problems").get_data(as_text=True)
    with at_work(site) as session:
        pk = session.scalars(select(PageProblem.id)).one()
    reply = {"csrf_token": form_token(foreign.get("/help/problems")), "problem": pk, "answer": "好"}
    assert foreign.post("/help/problems", data=reply).status_code == 404
    with at_work(site) as session:
        assert session.scalars(select(PageProblem)).one().answered_at is None


def test_a_message_leads_to_what_it_is_about(site: Flask, client_of: Client) -> None:
    clerk, admin = client_of("handler"), client_of("county_admin")
    sent = {"csrf_token": form_token(clerk.get("/help/handler")), "page": "/", "text": "看不清"}
    clerk.post("/help/handler", data=sent)
    with at_work(site) as session:
        told = session.scalars(select(PageProblem)).one()
        admin_id = session.scalars(select(Official.id).where(Official.name == OFFICIALS["county_admin"][0])).one()
        with open_act(platform_act(session, Channel.CLOCK, NOW, 350102)) as act:
            for serial in range(33):
                queue_message(act, Medium.DESK, str(admin_id), f"第{serial}条", "看不清", told, f"test:{serial}")
            session.flush()
        session.commit()
    page = admin.get("/messages/").get_data(as_text=True)
    assert "第32条" in page and "第2条" not in page
    older = re.search(r'href="(/messages/\?before=\d+)"', page)
    assert older is not None
    assert "第2条" in admin.get(older[1]).get_data(as_text=True)
    assert "还有 29 条消息" in admin.get("/").get_data(as_text=True)
