"""Accounts of agencies: of the register, for engaged trades alone; they draft, answer and propose, and never publish or see bids."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.intermediaries.models import Agency, CreditMark
from app.kernel.act import Act, Actor, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.errors import NotAllowed
from app.kernel.guard import open_act
from app.trading.jobs import close_left
from app.trading.models import Addendum, OutsideAccount, OutsideApplication, Project, TradeQuestion
from app.trading.operations import ask, engage_agency, publish_notice
from tests.conftest import NOW
from tests.intermediaries.building import AgencyBuilder
from tests.portal.test_bidders import PASSWORD, Door, licence
from tests.trading.building import Tender
from tests.web import at_work
from tests.world import World

HOME = "/portal/agencies/"


class Office(Door):
    """The outer door of agencies: one is engaged for a project that has no notice, another for nothing."""

    def __init__(self, site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
        super().__init__(site, client_of)
        with at_work(site) as session:
            world = World(session)

            def acting_as(short: str | None = None, at: datetime = NOW) -> Act:
                actor = world.actor(short, at) if short else Actor.platform()
                return Act(session, actor, at, Channel.COMMAND, 350102)

            with open_act(acting_as(None)):
                build = AgencyBuilder(session, world, acting_as)
                tender = Tender(session, world, acting_as)
                self.told = tender.holders()
                agency, other = (build.agency(category="tender", name=f"榕城招标代理{place}") for place in (1, 2))
                for one in (agency, other):
                    build.qualification(one, category="tender")
                mark = build.mark(
                    other, state="noticed", public_on=None, noticed_at=NOW, object_until=NOW.date() + timedelta(days=9)
                )
                session.flush()
                project = tender.registered().project
                hired = build.engagement(agency, category="tender", organisation_id=project.organisation_id)
                session.flush()
                engage_agency(tender.clerk(), project, hired)
                self.agency, self.other, self.project, self.mark = agency.id, other.id, project.id, mark.id
                self.uscc = {1: agency.uscc, 2: other.uscc}
                session.flush()
            session.commit()

    def ask_for(self, place: int = 1, **said: object) -> tuple[int, str]:
        """Ask for an account of an agency."""
        told = {
            "centre": str(self.centre),
            "uscc": self.uscc[place],
            "phone": "13900000009",
            "person": f"代理员{place}",
            "username": f"agent{place}",
            "password": PASSWORD,
            "paper": (licence(), "授权书.png"),
        }
        return self.send(self.site.test_client(), HOME + "apply", **{**told, **said})

    def agent(self, place: int = 1) -> FlaskClient:
        """Give an agency an account and log in with both proofs."""
        assert self.ask_for(place)[0] == 200
        assert self.decide("county_admin", "admit", checked="与名录核对") == 302
        client = self.site.test_client()
        assert self.log_in(client, f"agent{place}") == 302
        client.get(HOME + "factor")
        assert self.send(client, HOME + "factor", code=self.code(f"agent{place}"))[0] == 302
        return client

    def log_in(self, client: FlaskClient, name: str) -> int:
        """Give name and password at the door of agencies."""
        return self.send(client, HOME + "login", HOME, username=name, password=PASSWORD)[0]

    def do(self, client: FlaskClient, code: str, **data: object) -> tuple[int, str]:
        """Do something with the trade for which the first agency is engaged."""
        return self.send(client, f"{HOME}trades/{self.project}/{code}", HOME, **data)

    def draft(self, client: FlaskClient, **said: object) -> tuple[int, str]:
        """Draft the notice as the form asks for it."""
        told = {
            "text": "路灯更换，市政公用工程施工总承包三级以上。",
            "sale_from": "2026-09-22",
            "sale_to": "2026-09-29",
            "deadline": "2026-10-20T09:00",
            "bond": "30000",
            "criteria": "报价 | 60\n施工组织设计 | 40",
            "blind": "no",
            "holders": "\n".join(f"{one.name} | {one.public_key}" for one in self.told),
        }
        return self.do(client, "draft", **{**told, **said})

    def published(self) -> None:
        """Let the buyer's head publish what was drafted."""
        with at_work(self.site) as session:
            actor = World(session).actor("organ_head", NOW)
            with open_act(act := Act(session, actor, NOW, Channel.SCREEN, 350102)):
                publish_notice(act, session.get_one(Project, self.project), "工期紧")
            session.commit()

    def bar(self, state: str) -> None:
        """Let the register say something else of the first agency."""
        with at_work(self.site) as session:
            with open_act(act := platform_act(session, Channel.CLOCK, NOW, 350102)):
                session.get_one(Agency, self.agency).state = state
                close_left(act)
            session.commit()


@pytest.fixture
def office(site: Flask, client_of: Callable[[str], FlaskClient]) -> Office:
    return Office(site, client_of)


def home(client: FlaskClient) -> str:
    return client.get(HOME).get_data(as_text=True)


def test_an_agency_of_the_register_asks_and_the_centre_gives_the_account(office: Office) -> None:
    assert office.ask_for()[0] == 200
    assert office.decide("handler", "admit", checked="x") in (403, 404)
    assert office.decide("county_admin", "admit", checked=" ") == 422
    assert office.count(OutsideAccount) == 0
    page = office.client_of("county_admin").get("/trading/applications").get_data(as_text=True)
    assert "榕城招标代理1" in page
    assert office.decide("county_admin", "admit", checked="与名录核对") == 302
    with at_work(office.site) as session:
        account = session.scalars(select(OutsideAccount)).one()
        assert (account.agency_id, account.bidder_id, account.expert_id) == (office.agency, None, None)
        told = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.admitted")).one()
        assert "与名录核对" in told.facts
    assert "已有账号" in office.ask_for(username="second")[1]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"uscc": "91350100M000100Y43"}, "名录中没有"),
        ({"uscc": "123"}, "统一社会信用代码"),
        ({"paper": ""}, "证明材料"),
        ({"phone": "12"}, "手机号"),
    ],
)
def test_whoever_the_register_does_not_list_gets_no_account(
    office: Office, said: dict[str, object], words: str
) -> None:
    code, page = office.ask_for(**said)
    assert code == 422 and words in page
    assert office.count(OutsideApplication) == 0


def test_an_agency_suspended_after_it_asked_is_not_admitted(office: Office) -> None:
    assert office.ask_for()[0] == 200
    office.bar("barred")
    assert office.decide("county_admin", "admit", checked="核对") == 422
    assert office.count(OutsideAccount) == 0


def test_suspended_it_stays_outside_restored_it_comes_back_and_removed_its_account_ends(office: Office) -> None:
    client = office.agent()
    assert "湖前路照明改造" in home(client)
    office.bar("barred")
    assert "湖前路照明改造" not in home(client)
    assert office.log_in(office.site.test_client(), "agent1") == 401
    office.bar("warned")
    assert "湖前路照明改造" in home(client)
    office.bar("removed")
    assert "湖前路照明改造" not in home(client)
    with at_work(office.site) as session:
        assert session.scalars(select(OutsideAccount.active)).all() == [False]
        assert session.scalar(select(func.count()).select_from(TrailRow).where(TrailRow.verb == "trade.account_ended"))


def test_it_drafts_and_the_buyer_s_head_publishes(office: Office) -> None:
    client = office.agent()
    wrong, page = office.draft(client, criteria="报价 | 50\n施工组织设计 | 40")
    assert wrong == 422 and "报价 | 50" in page
    assert office.draft(client)[0] == 302
    assert office.draft(client)[0] == 409
    assert office.do(client, "publish")[0] == 404
    with at_work(office.site) as session:
        project = session.get_one(Project, office.project)
        assert (project.state, project.notice is not None) == ("drafted", True)
        row = session.scalars(
            select(TrailRow).where(TrailRow.verb == "trade.drafted").order_by(TrailRow.id.desc())
        ).first()
        assert row is not None and (row.official, row.channel) == ("代理员1（榕城招标代理1）", "portal")
    office.published()
    with at_work(office.site) as session:
        assert session.get_one(Project, office.project).state == "open"


def test_it_answers_naming_nobody_and_proposes_what_the_buyer_publishes(office: Office) -> None:
    client = office.agent()
    office.draft(client)
    office.published()
    with at_work(office.site) as session:
        with open_act(act := Act(session, Actor.public(), NOW, Channel.PORTAL, 350102)):
            asked = ask(act, session.get_one(Project, office.project), "电缆由谁供应？").id
        session.commit()
    named = office.do(client, "answer", question=str(asked), answer="第1工程有限公司也问过。")
    assert named[0] == 422 and "第1工程有限公司" in named[1]
    assert office.do(client, "answer", question=str(asked), answer="由承包人供应。")[0] == 302
    assert office.do(client, "amend", text="电缆型号改为YJV22。", substantive="1")[0] == 302
    assert office.do(client, "amended")[0] == 404
    with at_work(office.site) as session:
        question = session.get_one(TradeQuestion, asked)
        assert (question.answer, question.answered_by) == ("由承包人供应。", None)
        added = session.scalars(select(Addendum)).one()
        assert (added.published_at, added.proposed_by) == (None, None)


def test_what_is_another_s_is_not_there_and_what_is_the_buyer_s_is_refused(office: Office) -> None:
    stranger = office.agent(2)
    assert "湖前路照明改造" not in home(stranger)
    with at_work(office.site) as session:
        before = session.scalar(select(func.count(TrailRow.id)))
    assert stranger.get(f"{HOME}trades/{office.project}").status_code == 404
    assert office.draft(stranger)[0] == 404
    assert stranger.get(f"{HOME}trades/{office.pk}").status_code == 404
    nobody = office.site.test_client()
    assert office.draft(nobody)[0] == 302
    with at_work(office.site) as session:
        assert session.scalar(select(func.count(TrailRow.id))) == before
        project = session.get_one(Project, office.project)
        assert project.notice is None
        agent = Actor("代理员", roles=Actor.public().roles, party=("agency", office.agency))
        with open_act(act := Act(session, agent, NOW, Channel.PORTAL, 350102)), pytest.raises(NotAllowed):
            publish_notice(act, session.get_one(Project, office.pk))


def test_its_account_opens_nothing_inside_nor_at_another_door(office: Office) -> None:
    client = office.agent()
    for path in ("/", "/trading/", f"/trading/{office.project}", "/records/trade_project/list/"):
        answer = client.get(path)
        assert answer.status_code == 302 and "/login/" in answer.headers["Location"], path
    assert office.password(office.site.test_client(), "agent1") == 401
    assert 'name="password"' in client.get("/portal/bidders/").get_data(as_text=True)
    data = {"person": "张三", "phone": "13900000001", "username": "third", "password": PASSWORD}
    assert office.send(client, "/portal/bidders/people", HOME, **data)[0] == 302
    assert office.count(OutsideAccount) == 1
    assert office.send(client, HOME + "people", HOME, **data)[0] == 302
    assert office.count(OutsideAccount) == 2


def test_it_objects_to_its_own_mark_and_to_no_other(office: Office) -> None:
    first, second = office.agent(), office.agent(2)
    address = f"{HOME}marks/{office.mark}"
    assert office.send(first, address, HOME, text="事实不符")[0] == 404
    assert office.send(second, address, HOME, text=" ")[0] == 422
    assert office.send(second, address, HOME, text="报告不是我们出的")[0] == 302
    assert office.send(second, address, HOME, text="再说一次")[0] == 409
    with at_work(office.site) as session:
        mark = session.get_one(CreditMark, office.mark)
        assert (mark.state, mark.objection) == ("objected", "报告不是我们出的")
        row = session.scalars(select(TrailRow).where(TrailRow.verb == "mark.objected")).one()
        assert row.official == "代理员2（榕城招标代理2）"
