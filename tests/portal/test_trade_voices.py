"""What anybody says about a trade on the portal, and what the buyer answers there for everybody."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.kernel.places import Post, PostHolder
from app.kernel.roles import Duty
from app.trading.models import Addendum, Objection, TradeQuestion
from tests.conftest import NOW
from tests.portal.test_trades import Place
from tests.trading.building import DEADLINE
from tests.web import at_work, form_token
from tests.world import World

TEXT = "灯杆基础按图集还是按现场确定？"


class Court(Place):
    """A published trade with the people of its buyer."""

    def __init__(self, site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
        super().__init__(site)
        self.client_of = client_of

    def say(self, door: str, expected: int, **data: object) -> str:
        """Send a form of the portal from its own page."""
        path = f"{self.home}/{door}"
        sent = {"csrf_token": form_token(self.client.get(path)), **data}
        answer = self.client.post(path, data=sent)
        assert answer.status_code == expected, answer.get_data(as_text=True)
        return html.unescape(answer.get_data(as_text=True))

    def press(self, short: str, code: str, expected: int = 302, **data: object) -> str:
        """Press a button of the trade inside."""
        client, page = self.client_of(short), f"/trading/{self.pk}"
        sent = {"csrf_token": form_token(client.get(page)), **data}
        answer = client.post(f"{page}/{code}", data=sent)
        assert answer.status_code == expected, answer.get_data(as_text=True)
        return html.unescape(answer.get_data(as_text=True))

    def read(self) -> str:
        """Read the page of the trade outside."""
        return html.unescape(self.client.get(self.home).get_data(as_text=True))

    def follow(self, code: str, expected: int) -> str:
        """Ask by a code what became of an objection."""
        sent = {"csrf_token": form_token(self.client.get("/portal/trades/follow")), "code": code}
        answer = self.client.post("/portal/trades/follow", data=sent)
        assert answer.status_code == expected
        return html.unescape(answer.get_data(as_text=True))


@pytest.fixture
def court(site: Flask, client_of: Callable[[str], FlaskClient]) -> Court:
    return Court(site, client_of)


def test_a_question_is_answered_for_everybody_and_the_trail_does_not_tell_who_asked(court: Court) -> None:
    court.say("ask", 302, text=TEXT)
    with at_work(court.site) as session:
        asked = session.scalars(select(TradeQuestion)).one()
        row = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.asked")).one()
        assert (row.address, row.official_id, row.facts) == (None, None, f'{{"project":{court.pk}}}')
    assert TEXT in court.read() and "尚未答复" in court.read()
    assert TEXT in court.press("handler", "answer", 422, question=asked.id, answer="第1工程有限公司问得好")
    court.press("handler", "answer", question=asked.id, answer="按图集03D702施工。")
    assert "按图集03D702施工。" in court.read() and "尚未答复" not in court.read()


def test_a_question_that_is_refused_keeps_what_was_typed(court: Court) -> None:
    page = court.say("ask", 422, text=f"{TEXT}第1工程有限公司")
    assert f"{TEXT}第1工程有限公司" in page and "不要出现任何投标人的名称" in page
    court.at(DEADLINE + timedelta(minutes=1))
    assert "投标已经截止" in court.say("ask", 422, text=TEXT)
    assert court.count(TradeQuestion) == 0


def test_an_addendum_stands_on_the_portal_once_a_second_person_published_it(court: Court) -> None:
    moved = (DEADLINE + timedelta(days=3)).isoformat()
    court.press("handler", "amend", text="灯杆由8米改为10米。", substantive="1", deadline=moved)
    assert "灯杆由8米改为10米。" not in court.read()
    court.press("handler", "amended", 403)
    court.press("organ_head", "amended")
    page = court.read()
    assert "补遗第1号" in page and "灯杆由8米改为10米。" in page and "顺延至" in page
    rows = court.client.get("/portal/open/trade_addendum.json").get_json()["rows"]
    assert [(row["number"], row["text"]) for row in rows] == [(1, "灯杆由8米改为10米。")]


def test_a_late_change_needs_its_reason_which_everybody_reads(court: Court) -> None:
    court.at(DEADLINE - timedelta(days=2))
    said = {"text": "取消路灯第7号。", "substantive": "1"}
    assert "十五日" in court.press("handler", "amend", 422, **said)
    court.press("handler", "amend", reason="规划昨日调整", **said)
    court.press("organ_head", "amended")
    assert "规划昨日调整" in court.read()
    with at_work(court.site) as session:
        made = session.scalars(select(Addendum)).one()
        assert (made.short, made.days_left, made.proposed_at) == (True, 2, NOW + (DEADLINE - timedelta(days=2) - NOW))


def test_a_refused_proposal_is_seen_by_nobody_outside(court: Court) -> None:
    court.press("handler", "amend", text="换一家也行。", substantive="0")
    court.press("organ_head", "drop", 422, reason=" ")
    court.press("organ_head", "drop", reason="没有必要")
    assert "换一家也行。" not in court.read()
    assert court.count(Addendum) == 1


def test_an_objector_follows_it_by_the_code_and_the_buyer_does_not_learn_the_name(court: Court) -> None:
    page = court.say("object", 200, text="业绩要求过高。", name="第1工程有限公司", contact="13900000001")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert code is not None
    outside = court.read()
    assert "针对" not in outside and "业绩要求过高。" not in outside and "第1工程" not in outside
    assert "暂停，等待答复" in outside
    inside = court.client_of("handler").get(f"/trading/{court.pk}").get_data(as_text=True)
    assert "业绩要求过高。" in inside and "第1工程" not in inside and "13900000001" not in inside
    listed = court.client_of("handler").get("/records/trade_objection/list/").get_data(as_text=True)
    assert "第1工程" not in listed and "业绩要求过高" not in listed
    with at_work(court.site) as session:
        made = session.scalars(select(Objection)).one()
    court.press("handler", "reply", 422, objection=made.id, outcome="again", answer="维持。")
    court.press("handler", "reply", objection=made.id, outcome="rejected", answer="业绩要求与规模相当。")
    for page in (court.read(), court.follow(code.group(), 200)):
        assert "业绩要求与规模相当。" in page and "不成立" in page and "第1工程" not in page
    assert "查询码" in court.follow("ABCD-EFGH-KMNP", 404)


def test_a_complaint_is_followed_and_withdrawn_by_its_code_and_only_the_decision_is_public(court: Court) -> None:
    court.say("complain", 422, text="评标不公。", name="甲公司", contact="13900000001")
    page = court.say("complain", 200, text="评标不公。", name="甲公司", contact="13900000001", known_on="2026-09-21")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert code is not None
    for read in (
        court.read(),
        html.unescape(court.client_of("handler").get(f"/trading/{court.pk}").get_data(as_text=True)),
        court.client_of("inspector").get("/records/trade_complaint/list/").get_data(as_text=True),
    ):
        assert "TS2026-" in read and "评标不公" not in read and "甲公司" not in read
    assert "撤回投诉" in court.follow(code.group(), 200)
    token = form_token(court.client.get("/portal/trades/follow"))
    court.client.post("/portal/trades/complaint/withdraw", data={"csrf_token": token, "code": code.group()})
    assert "投诉人已撤回" in court.read() and "撤回投诉" not in court.follow(code.group(), 200)
    assert "异议查询码" in court.say("complain", 422, text="评标不公。", name="甲", contact="1", code="ABCD-EFGH-KMNP")


def test_the_supervisor_reads_whose_objection_it_is(court: Court) -> None:
    court.say("object", 200, text="业绩要求过高。", name="第1工程有限公司", contact="13900000001")
    with at_work(court.site) as session:
        world = World(session)
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            home = world.organisation("gulou-health").id
            post = Post(county=350102, organisation_id=home, name="监管经办", duty=Duty.HANDLER)
            session.add(post)
            session.flush()
            official = world.official("county_admin").id
            session.add(PostHolder(county=350102, post_id=post.id, official_id=official, from_on=date(2026, 1, 1)))
            session.flush()
        session.commit()
    inside = court.client_of("county_admin").get(f"/trading/{court.pk}").get_data(as_text=True)
    assert "业绩要求过高。" in inside and "第1工程有限公司 · 13900000001" in inside
    watching = court.client_of("inspector").get(f"/trading/{court.pk}").get_data(as_text=True)
    assert "异议" in watching and "第1工程" not in watching and "业绩要求过高" not in watching
