"""Accounts of experts: asked for outside, compared with the pool, open until the expert leaves it; calls are answered alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Actor, Channel
from app.kernel.audit import TrailRow
from app.kernel.drawing import commitment
from app.kernel.errors import NotAllowed
from app.kernel.guard import open_act
from app.kernel.identities import identity_hash
from app.kernel.places import Official
from app.surfaces.records.writing import edit_record
from app.trading.checks import settle_experts
from app.trading.jobs import take_silence
from app.trading.models import Expert, OutsideAccount, OutsideApplication, PanelMember, Project
from app.trading.operations import freeze_list, note_answer, reveal
from app.trading.operations.outside import make_account
from app.trading.records.course import EXPERT
from app.trading.words import CallAnswer
from tests.parties.building import person_number
from tests.portal.test_bidders import PASSWORD, Door
from tests.trading.building import VALUES
from tests.web import at_work, form_token

HOME = "/portal/experts/"


class Panel(Door):
    """The outer door of experts, beside a published trade and a pool of nine with true identity numbers."""

    def __init__(self, site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
        super().__init__(site, client_of)
        with self.acting() as act:
            for serial in range(9):
                act.session.add(
                    Expert(
                        county=350102,
                        name=f"专家{serial}",
                        number="350***********" + str(1000 + serial),
                        number_hash=identity_hash(person_number(600 + serial)),
                        specialty="市政",
                        employer=f"设计院{serial}",
                    )
                )
            settle_experts(act)

    @contextmanager
    def acting(self, at: datetime | None = None) -> Iterator[Act]:
        """Act as the platform, and commit."""
        with at_work(self.site) as session:
            moment = at or self.site.config["SUNSHINE_TEST_NOW"]
            act = Act(session, Actor.platform(), moment, Channel.COMMAND, 350102)
            with open_act(act):
                yield act
                session.flush()
            session.commit()

    def ask(self, serial: int, **said: object) -> tuple[int, str]:
        """Ask for an account as an expert of the pool."""
        told = {
            "centre": str(self.centre),
            "person": f"专家{serial}",
            "number": person_number(600 + serial),
            "phone": "13900000008",
            "username": f"expert{serial}",
            "password": PASSWORD,
        }
        return self.send(self.site.test_client(), HOME + "apply", **{**told, **said})

    def decide_expert(self, short: str, code: str = "admit", **data: object) -> int:
        """Decide on the last application, as somebody inside."""
        with at_work(self.site) as session:
            pk = session.scalar(select(func.max(OutsideApplication.id)))
        client = self.client_of(short)
        said = {"csrf_token": form_token(client.get("/trading/")), "checked": "本人到场核对身份证", **data}
        return client.post(f"/trading/applications/{pk}/{code}", data=said).status_code

    def expert(self, serial: int) -> FlaskClient:
        """Give an expert an account where he has none, and log in with both proofs."""
        with at_work(self.site) as session:
            held = session.scalar(select(OutsideAccount.id).where(OutsideAccount.username == f"expert{serial}"))
        if held is None:
            assert self.ask(serial)[0] == 200
            assert self.decide_expert("county_admin") == 302
        client = self.site.test_client()
        assert self.log_in(client, f"expert{serial}") == 302
        client.get(HOME + "factor")
        assert self.send(client, HOME + "factor", code=self.code(f"expert{serial}"))[0] == 302
        return client

    def log_in(self, client: FlaskClient, name: str, password: str = PASSWORD) -> int:
        """Give name and password at the door of experts."""
        return self.send(client, HOME + "login", HOME, username=name, password=password)[0]

    def draw(self) -> list[int]:
        """Draw; returns the serials of the experts in the order of the draw."""
        with self.acting() as act:
            project = act.session.get_one(Project, self.pk)
            sides = {side: commitment(str(side), value) for side, value in VALUES.items()}
            draw = freeze_list(act, project, "市政", 5, sides)
            for side, value in VALUES.items():
                reveal(act, draw, side, value)
            return [int(one.expert.name.removeprefix("专家")) for one in draw.members]

    def place(self, session: Session, place: int) -> PanelMember:
        """Return the member at a place of the draw, counted from 1."""
        return session.scalars(select(PanelMember).where(PanelMember.place == place)).one()

    def answer(self, client: FlaskClient, place: int, answer: str, note: str = "") -> int:
        """Answer the call to a place."""
        with at_work(self.site) as session:
            pk = self.place(session, place).id
        return self.send(client, f"{HOME}calls/{pk}", HOME, answer=answer, note=note)[0]

    def answers(self) -> list[tuple[str, bool, bool]]:
        """Return of each place the answer, whether it is called, and whether the answer was noted by hand."""
        with at_work(self.site) as session:
            rows = session.scalars(select(PanelMember).order_by(PanelMember.place)).all()
            return [(one.answer, one.called_at is not None, one.by_hand) for one in rows]


@pytest.fixture
def panel(site: Flask, client_of: Callable[[str], FlaskClient]) -> Panel:
    return Panel(site, client_of)


def home(client: FlaskClient) -> str:
    return client.get(HOME).get_data(as_text=True)


def test_an_expert_of_the_pool_asks_and_the_centre_gives_the_account(panel: Panel) -> None:
    assert panel.ask(3)[0] == 200
    assert panel.log_in(panel.site.test_client(), "expert3") == 401
    assert panel.decide_expert("handler") in (403, 404)
    assert panel.decide_expert("inspector") in (403, 404)
    assert panel.decide_expert("county_admin", checked=" ") == 422
    assert "专家3" in panel.client_of("county_admin").get("/trading/applications").get_data(as_text=True)
    assert "专家3" not in panel.client_of("handler").get("/trading/applications").get_data(as_text=True)
    assert panel.decide_expert("county_admin") == 302
    assert panel.decide_expert("county_admin") == 409
    with at_work(panel.site) as session:
        account = session.scalars(select(OutsideAccount)).one()
        asked = session.scalars(select(OutsideApplication)).one()
        assert account.expert is not None and (account.expert.name, account.bidder_id) == ("专家3", None)
        assert (asked.state, asked.password) == ("admitted", "")
        assert person_number(603) not in asked.number
        told = ("trade.applied", "trade.account_made", "trade.admitted")
        rows = session.scalars(select(TrailRow).where(TrailRow.verb.in_(told)).order_by(TrailRow.id)).all()
        assert tuple(row.verb for row in rows) == told
        assert "核对身份证" in rows[-1].facts
    assert "待办事项" in home(panel.expert(3))


def test_nobody_learns_at_the_door_who_is_in_the_pool(panel: Panel) -> None:
    known, stranger = panel.ask(3), panel.ask(4, number=person_number(99), username="someone")
    assert known == stranger
    assert panel.decide_expert("county_admin") == 422
    panel.expert(5)
    assert panel.ask(5, username="expert5b") == known
    assert panel.decide_expert("county_admin") == 409
    assert panel.ask(6, person="别的名字") == known
    assert panel.decide_expert("county_admin") == 422
    assert panel.decide_expert("county_admin", "turn-down", reason="姓名不符") == 302
    page = panel.send(panel.site.test_client(), HOME + "login", HOME, username="expert6", password=PASSWORD)[1]
    assert "姓名不符" in page
    assert panel.count(OutsideAccount) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"number": person_number(603)[:-1]}, "身份证号码有误"),
        ({"phone": "12"}, "电话"),
        ({"username": "Expert 7"}, "登录名"),
        ({"password": "short"}, "密码"),
        ({"person": " "}, "必填"),
        ({"centre": "1"}, "从列表中选"),
    ],
)
def test_an_application_that_cannot_be_checked_is_refused(panel: Panel, said: dict[str, object], words: str) -> None:
    code, page = panel.ask(3, **said)
    assert code == 422 and words in page
    assert PASSWORD not in page and person_number(603) not in page
    assert panel.count(OutsideApplication) == 0


def test_no_official_is_an_expert_and_an_expert_who_becomes_one_is_locked_out(panel: Panel) -> None:
    def serves(name: str, phone: str) -> None:
        with panel.acting() as act:
            official = act.session.scalars(select(Official).order_by(Official.id).limit(1)).one()
            official.name, official.phone = name, phone

    panel.expert(3)
    serves("专家2", "139-0000-0008")
    code, page = panel.ask(2)
    assert code == 422 and "公职人员" in page
    assert panel.log_in(panel.site.test_client(), "expert3") == 302
    serves("专家3", "13900000008")
    assert panel.log_in(panel.site.test_client(), "expert3") == NotAllowed.status


def test_whoever_leaves_the_pool_has_no_account_any_more(panel: Panel) -> None:
    client = panel.expert(3)
    assert "待办事项" in home(client)
    with panel.acting() as act:
        expert = act.session.scalars(select(Expert).where(Expert.name == "专家3")).one()
        edit_record(act, EXPERT, expert, {"active": False})
    assert "待办事项" not in home(client)
    assert panel.log_in(panel.site.test_client(), "expert3") == 401
    with at_work(panel.site) as session:
        assert session.scalars(select(OutsideAccount.active)).all() == [False]
        assert session.scalar(select(func.count()).select_from(TrailRow).where(TrailRow.verb == "trade.account_ended"))


def test_each_door_opens_for_its_own_accounts_alone(panel: Panel) -> None:
    panel.admitted(7)
    expert, bidder = panel.expert(3), panel.entered()
    assert "第7建设公司" in bidder.get("/portal/bidders/").get_data(as_text=True)
    assert "待办事项" not in home(bidder)
    assert 'name="password"' in expert.get("/portal/bidders/").get_data(as_text=True)
    assert panel.log_in(panel.site.test_client(), "bidder7") == 401
    assert panel.password(panel.site.test_client(), "expert3") == 401
    data = {"person": "张三", "phone": "13900000001", "username": "third", "password": PASSWORD}
    panel.send(expert, "/portal/bidders/people", HOME, **data)
    assert panel.count(OutsideAccount) == 2
    half = panel.site.test_client()
    panel.log_in(half, "expert3")
    panel.later(minutes=1)
    panel.send(half, "/portal/bidders/factor", HOME, code=panel.code("expert3"))
    assert "待办事项" not in home(half)


def test_an_expert_s_account_opens_nothing_inside(panel: Panel) -> None:
    client = panel.expert(3)
    for path in ("/", "/trading/", f"/trading/{panel.pk}", "/records/trade_expert/list/"):
        answer = client.get(path)
        assert answer.status_code == 302 and "/login/" in answer.headers["Location"], path
    for kind in ("trade_expert", "trade_offer", "trade_project"):
        assert client.get(f"/api/v1/{kind}/").status_code == 401
    assert "待办事项" not in home(panel.client_of("county_admin"))


def test_nothing_is_seen_before_the_order_calls_and_then_that_trade_alone(panel: Panel) -> None:
    clients = {serial: panel.expert(serial) for serial in range(9)}
    assert not any("湖前路照明改造" in home(one) for one in clients.values())
    order = panel.draw()
    assert [called for _answer, called, _hand in panel.answers()] == [True] * 5 + [False] * (len(order) - 5)
    assert ["湖前路照明改造" in home(clients[serial]) for serial in order] == [True] * 5 + [False] * (len(order) - 5)
    first, second, reserve = (clients[order[place]] for place in (0, 1, 5))
    assert panel.answer(reserve, 6, "yes") == 404
    assert panel.answer(second, 1, "no") == 404
    assert panel.answer(panel.site.test_client(), 1, "no") == 302
    assert panel.answer(first, 1, "waiting") == panel.answer(first, 1, "silent") == 422
    assert {answer for answer, _called, _hand in panel.answers()} == {"waiting"}
    assert panel.answer(second, 2, "yes") == 302
    assert panel.answer(second, 2, "no") == 409
    assert panel.answer(first, 1, "recused") == 422
    assert panel.answer(first, 1, "recused", "曾任投标人顾问") == 302
    assert panel.answers()[0] == ("recused", True, False)
    assert "湖前路照明改造" in home(reserve)
    assert panel.answer(reserve, 6, "yes") == 302
    with at_work(panel.site) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.called").order_by(TrailRow.id)).all()
        assert [row.channel for row in rows] == ["portal"] * 3
        assert not any("专家" in row.official for row in rows)
        assert not any("顾问" in row.facts for row in rows)


def test_a_yes_becomes_a_recusal_until_the_committee_sits_and_the_next_is_called(panel: Panel) -> None:
    order = panel.draw()
    client = panel.expert(order[1])
    assert panel.answer(client, 2, "yes") == 302
    assert [called for _answer, called, _hand in panel.answers()][5] is False
    assert panel.answer(client, 2, "recused", "开标后发现与投标人有亲属关系") == 302
    assert panel.answers()[1] == ("recused", True, False)
    assert panel.answers()[5][:2] == ("waiting", True)
    assert panel.answer(client, 2, "yes") == 409


def test_silence_of_whoever_has_an_account_is_a_no_after_two_hours(panel: Panel) -> None:
    with panel.acting() as act:  # five of nine: whatever the order, one of them is among the first five
        for expert in act.session.scalars(select(Expert).order_by(Expert.id).limit(5)):
            made = make_account(act, expert, expert.name, f"silent{expert.id}", "")
            made.totp_confirmed = True
    order = panel.draw()
    holders = {place for place, serial in enumerate(order) if serial < 5}

    def silent(**span: int) -> set[int]:
        panel.later(**span)
        with panel.acting() as act:
            take_silence(act)
        return {place for place, (answer, _called, _hand) in enumerate(panel.answers()) if answer == "silent"}

    assert silent(minutes=119) == set()
    first = silent(minutes=1)
    assert first == {place for place in holders if place < 5} != set()
    assert silent(minutes=1) == first
    called = [place for place, (_answer, called, _hand) in enumerate(panel.answers()) if called]
    assert called == list(range(min(len(order), 5 + len(first))))
    assert not any(hand for answer, _called, hand in panel.answers() if answer == "silent")
    assert silent(hours=3) <= holders  # whoever has no account is called by telephone, and waits


def test_the_centre_still_notes_in_the_order_what_it_heard_by_telephone(panel: Panel) -> None:
    panel.draw()
    with panel.acting() as act:
        note_answer(act, panel.place(act.session, 1), CallAnswer.YES)
    assert panel.answers()[0] == ("yes", True, True)
