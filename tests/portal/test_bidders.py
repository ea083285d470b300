"""Accounts at the outer door: applied for, checked by the centre, opened with two proofs; they open nothing inside."""

import html
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from app.kernel.act import Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.kernel.places import Official, Post, PostHolder
from app.kernel.roles import Duty
from app.surfaces.accounts.models import LoginSession
from app.trading.models import Bidder, OutsideAccount, OutsideApplication, OutsideSession, Project, SealedBid, TradePass
from app.trading.operations.outside import own_pass
from app.trading.sealing.envelope import seal
from tests.conftest import NOW
from tests.parties.building import credit_code
from tests.portal.test_trades import Place
from tests.web import at_work, form_token
from tests.world import World

PASSWORD = "Lantern-4711"


def licence() -> io.BytesIO:
    kept = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(kept, "PNG")
    kept.seek(0)
    return kept


class Door(Place):
    """The outer door of a published trade, with an officer at its trading centre."""

    def __init__(self, site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
        super().__init__(site)
        with at_work(site) as session:
            with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
                world = World(session)
                home = world.organisation("gulou").id
                post = Post(county=350102, organisation_id=home, name="交易中心经办", duty=Duty.HANDLER)
                session.add(post)
                session.flush()
                officer = world.official("county_admin")
                session.add(
                    PostHolder(county=350102, post_id=post.id, official_id=officer.id, from_on=date(2026, 1, 1))
                )
                session.flush()
            session.commit()
            self.centre = home
        self.client_of = client_of

    def send(self, client: FlaskClient, path: str, page: str = "", **data: object) -> tuple[int, str]:
        """Send a form from the page on which it stands."""
        token = form_token(client.get(page or path))
        answer = client.post(path, data={"csrf_token": token, **data}, content_type="multipart/form-data")
        return answer.status_code, html.unescape(answer.get_data(as_text=True))

    def apply(self, serial: int = 7, **said: object) -> tuple[int, str]:
        """Apply as a company."""
        told = {
            "centre": str(self.centre),
            "uscc": credit_code(serial),
            "name": f"第{serial}建设公司",
            "contact": "林工",
            "phone": "13900000007",
            "bank": "农行鼓楼支行",
            "bank_account": f"6228 4800 1234 {serial:04d}",
            "person": f"林投标{serial}",
            "username": f"bidder{serial}",
            "password": PASSWORD,
            "paper": (licence(), "执照.png"),
        }
        return self.send(self.site.test_client(), "/portal/bidders/apply", **{**told, **said})

    def decide(self, short: str, code: str, **data: object) -> int:
        """Decide on the last application, as somebody inside."""
        with at_work(self.site) as session:
            pk = session.scalar(select(func.max(OutsideApplication.id)))
        client = self.client_of(short)
        token = form_token(client.get("/trading/"))
        return client.post(f"/trading/applications/{pk}/{code}", data={"csrf_token": token, **data}).status_code

    def admitted(self, serial: int = 7) -> None:
        """Apply and be admitted."""
        assert self.apply(serial)[0] == 200
        assert self.decide("county_admin", "admit") == 302

    def password(self, client: FlaskClient, name: str, password: str = PASSWORD) -> int:
        """Give name and password."""
        return self.send(client, "/portal/bidders/login", "/portal/bidders/", username=name, password=password)[0]

    def code(self, name: str) -> str:
        """Return what the phone of a person shows now."""
        with at_work(self.site) as session:
            account = session.scalars(select(OutsideAccount).where(OutsideAccount.username == name)).one()
            assert account.totp_secret is not None
            return pyotp.TOTP(account.totp_secret).at(self.site.config["SUNSHINE_TEST_NOW"])

    def entered(self, name: str = "bidder7") -> FlaskClient:
        """Log in with both proofs."""
        client = self.site.test_client()
        assert self.password(client, name) == 302
        client.get("/portal/bidders/factor")
        assert self.send(client, "/portal/bidders/factor", code=self.code(name))[0] == 302
        return client

    def change(self, old: str, new: str) -> None:
        """Log in and change the password."""
        client, page = self.entered(), "/portal/bidders/"
        assert self.send(client, "/portal/bidders/password", page, old=old, new=new)[0] == 302

    def later(self, **span: int) -> None:
        """Let some time pass."""
        self.at(self.site.config["SUNSHINE_TEST_NOW"] + timedelta(**span))


@pytest.fixture
def door(site: Flask, client_of: Callable[[str], FlaskClient]) -> Door:
    return Door(site, client_of)


def test_a_company_applies_and_the_centre_registers_it(door: Door) -> None:
    assert door.apply()[0] == 200
    assert door.password(door.site.test_client(), "bidder7") == 401
    page = door.client_of("county_admin").get("/trading/applications").get_data(as_text=True)
    assert "第7建设公司" in page
    assert door.decide("handler", "admit") in (403, 404)
    assert door.count(OutsideAccount) == 0
    assert door.decide("county_admin", "admit") == 302
    assert door.decide("county_admin", "admit") == 409
    with at_work(door.site) as session:
        bidder = session.scalars(select(Bidder).where(Bidder.uscc == credit_code(7))).one()
        made = session.scalars(select(OutsideApplication)).one()
        assert bidder.party_id is not None and bidder.registered_at == NOW
        assert (made.state, made.password) == ("admitted", "")
        verbs = list(session.scalars(select(TrailRow.verb).where(TrailRow.verb.like("trade.a%"))))
    assert verbs == ["trade.applied", "trade.account_made", "trade.admitted"]


def test_a_company_that_is_turned_down_has_no_account(door: Door) -> None:
    door.apply()
    assert door.decide("county_admin", "turn-down", reason=" ") == 422
    assert door.decide("county_admin", "turn-down", reason="执照过期") == 302
    assert (door.count(OutsideAccount), door.password(door.site.test_client(), "bidder7")) == (0, 401)
    assert door.apply()[0] == 200


def test_whoever_applied_reads_at_the_log_in_what_became_of_it(door: Door) -> None:
    def told(password: str = PASSWORD) -> str:
        client = door.site.test_client()
        said = {"username": "bidder7", "password": password}
        status, page = door.send(client, "/portal/bidders/login", "/portal/bidders/", **said)
        assert status == 401
        return page

    door.apply()
    for _look in range(7):  # whoever looks often is not locked out
        assert "尚未审核" in told()
    door.decide("county_admin", "turn-down", reason="执照过期。")
    assert "未予登记：执照过期。" in told()
    assert "执照过期" not in told(PASSWORD + "x")
    door.apply()
    assert "尚未审核" in told()
    door.decide("county_admin", "admit")
    assert "未予登记" not in told(PASSWORD + "x")
    door.change(PASSWORD, "Harbour-0815")
    assert "未予登记" not in told()


def test_a_password_is_changed_by_whoever_knows_it_and_ends_other_log_ins(door: Door) -> None:
    door.admitted()
    client = door.entered()
    door.later(minutes=1)
    other = door.entered()
    page, new = "/portal/bidders/", "Harbour-0815"
    for old, wanted, status in ((PASSWORD + "x", new, 403), (PASSWORD, "short", 422), (PASSWORD, new, 302)):
        assert door.send(client, "/portal/bidders/password", page, old=old, new=wanted)[0] == status
    assert "第7建设公司" in client.get(page).get_data(as_text=True)
    assert "第7建设公司" not in other.get(page).get_data(as_text=True)
    assert door.password(door.site.test_client(), "bidder7") == 401
    assert door.password(door.site.test_client(), "bidder7", new) == 302
    assert door.send(door.site.test_client(), "/portal/bidders/password", page, old=new, new=PASSWORD)[0] == 302
    assert door.password(door.site.test_client(), "bidder7", new) == 302


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"uscc": "91350100M000100Y44"}, "校验"),
        ({"bank_account": "62一"}, "银行账号"),
        ({"phone": "12"}, "电话"),
        ({"username": "Bidder 7"}, "登录名"),
        ({"password": "short"}, "密码"),
        ({"person": " "}, "必填"),
        ({"centre": "1"}, "从列表中选"),
        ({"paper": ""}, "营业执照"),
        ({"paper": (io.BytesIO(b"<script>"), "a.png")}, "文件"),
    ],
)
def test_an_application_that_cannot_be_checked_is_refused(door: Door, said: dict[str, object], words: str) -> None:
    code, page = door.apply(**said)
    assert code == 422 and words in page
    assert PASSWORD not in page
    assert door.count(OutsideApplication) == 0


def test_no_official_bids(door: Door) -> None:
    with at_work(door.site) as session:
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            official = session.scalars(select(Official).limit(1)).one()
            official.phone, name = "138-0000-1234", official.name
            session.flush()
        session.commit()
    code, page = door.apply(person=name, phone="13800001234")
    assert code == 422 and "公职人员" in page
    assert door.count(OutsideApplication) == 0
    assert door.apply(person=name, phone="13800009999")[0] == 200


def test_a_name_and_a_company_stand_for_one(door: Door) -> None:
    door.admitted()
    assert "已有账号" in door.apply()[1]
    assert "bidder7已被使用" in door.apply(8, username="bidder7")[1]
    assert door.count(OutsideApplication) == 1


def test_both_proofs_are_needed_and_a_code_works_once(door: Door) -> None:
    door.admitted()
    client = door.site.test_client()
    assert door.password(client, "bidder7", PASSWORD + "x") == 401
    assert door.password(client, "bidder7") == 302
    assert "第7建设公司" not in client.get("/portal/bidders/").get_data(as_text=True)
    assert "data:image/svg+xml" in client.get("/portal/bidders/factor").get_data(as_text=True)
    assert door.send(client, "/portal/bidders/factor", code="000000")[0] == 401
    code = door.code("bidder7")
    assert door.send(client, "/portal/bidders/factor", code=code)[0] == 302
    assert "第7建设公司" in client.get("/portal/bidders/").get_data(as_text=True)
    second = door.site.test_client()
    door.password(second, "bidder7")
    page = second.get("/portal/bidders/factor").get_data(as_text=True)
    assert "data:image/svg+xml" not in page
    assert door.send(second, "/portal/bidders/factor", code=code)[0] == 401


def test_a_half_log_in_ends_after_five_minutes_and_a_session_after_thirty(door: Door) -> None:
    door.admitted()
    client = door.site.test_client()
    door.password(client, "bidder7")
    door.later(minutes=6)
    assert client.get("/portal/bidders/factor").status_code == 302
    entered = door.entered()
    door.later(minutes=29)
    assert "第7建设公司" in entered.get("/portal/bidders/").get_data(as_text=True)
    door.later(minutes=29)
    assert "第7建设公司" in entered.get("/portal/bidders/").get_data(as_text=True)
    door.later(minutes=31)
    assert "第7建设公司" not in entered.get("/portal/bidders/").get_data(as_text=True)


def test_a_copied_cookie_is_dead_after_logging_out(door: Door) -> None:
    door.admitted()
    client = door.entered()
    name = door.site.config["SESSION_COOKIE_NAME"]
    held = client.get_cookie(name)
    assert held is not None
    assert door.send(client, "/portal/bidders/leave", "/portal/bidders/")[0] == 302
    thief = door.site.test_client()
    thief.set_cookie(name, held.value)
    assert "第7建设公司" not in thief.get("/portal/bidders/").get_data(as_text=True)


def test_an_account_outside_opens_nothing_inside_and_the_other_way_round(door: Door) -> None:
    door.admitted()
    client = door.entered()
    for path in (
        "/",
        "/trading/",
        f"/trading/{door.pk}",
        f"/trading/{door.pk}/bids.json",
        "/records/trade_bidder/list/",
    ):
        answer = client.get(path)
        assert answer.status_code == 302 and "/login/" in answer.headers["Location"], path
    assert client.get("/api/v1/trade_bidder/").status_code == 401
    inside = door.client_of("county_admin").get("/portal/bidders/").get_data(as_text=True)
    assert "第7建设公司" not in inside and 'name="password"' in inside
    with at_work(door.site) as session:
        assert session.scalar(select(func.count()).select_from(OutsideSession)) == 1
        users = session.scalars(select(LoginSession.user_id)).all()
        assert len(users) >= 1


def _pass_on(page: str) -> str:
    found = re.search(r'data-part="pass"[^>]*value="([0-9a-f]{32})"', page)
    return found[1] if found else ""


def test_whoever_is_logged_in_needs_no_pass_and_nothing_tells_whose_it_is(door: Door) -> None:
    door.admitted()
    door.admitted(8)
    client, other = door.entered(), door.entered("bidder8")
    before = door.count(TradePass)
    token = _pass_on(client.get(f"{door.home}/bid").get_data(as_text=True))
    assert token == _pass_on(client.get(f"{door.home}/bid").get_data(as_text=True)) != ""
    foreign = _pass_on(other.get(f"{door.home}/bid").get_data(as_text=True))
    assert foreign not in ("", token) and door.count(TradePass) == before
    assert _pass_on(door.client.get(f"{door.home}/bid").get_data(as_text=True)) == ""
    with at_work(door.site) as session:
        number = session.get_one(Project, door.pk).number
    text = seal(b"{}", number, 1, token, [public for _private, public in door.keys])[0]
    bid = f"{door.home}/bid"
    assert door.send(client, bid, lot="1", token=token, envelope=text)[0] == 200
    assert door.send(other, bid, lot="1", token=foreign, envelope=text)[0] == 422
    assert door.count(TradePass) == before + 1
    assert door.send(other, bid, lot="1", token=token, envelope=text)[0] == 200  # the pass decides, not the account
    assert door.send(other, f"{door.home}/receipts", bid, token=foreign)[0] == 404
    with at_work(door.site) as session:
        kept = session.scalars(select(SealedBid).order_by(SealedBid.id.desc()).limit(1)).one()
        assert credit_code(7) not in kept.envelope
        rows = session.scalars(select(TrailRow).where(TrailRow.verb.in_(("trade.handed_in", "trade.pass_given")))).all()
        assert not any("林投标" in row.official or row.address for row in rows if row.verb == "trade.handed_in")
        assert not any("林投标" in row.official + row.facts for row in rows)
        bidder = session.scalars(select(Bidder).where(Bidder.uscc == credit_code(7))).one()
        assert own_pass(session.get_one(Project, door.pk), bidder) == token
        assert token not in set(session.scalars(select(TradePass.pass_hash)))


def test_several_people_of_one_company_have_the_same_bids(door: Door) -> None:
    door.admitted()
    door.admitted(8)
    client = door.entered()
    people = {"person": "王二", "phone": "13900000009", "username": "second7", "password": PASSWORD}
    assert door.send(client, "/portal/bidders/people", "/portal/bidders/", **people)[0] == 302
    assert door.send(client, "/portal/bidders/people", "/portal/bidders/", **people)[0] == 409
    second = door.entered("second7")
    passes = {_pass_on(one.get(f"{door.home}/bid").get_data(as_text=True)) for one in (client, second)}
    assert len(passes) == 1 and passes != {""}
    with at_work(door.site) as session:
        ids = {one.username: one.id for one in session.scalars(select(OutsideAccount))}
    for foreign in (ids["bidder8"], ids["bidder7"], 12345):
        assert door.send(client, "/portal/bidders/people", "/portal/bidders/", end=str(foreign))[0] == 403
    assert door.send(client, "/portal/bidders/people", "/portal/bidders/", end=str(ids["second7"]))[0] == 302
    assert "第7建设公司" not in second.get("/portal/bidders/").get_data(as_text=True)
    assert door.password(door.site.test_client(), "second7") == 401


def test_wrong_passwords_lock_the_name(door: Door) -> None:
    door.admitted()
    client = door.site.test_client()
    codes = [door.password(client, "bidder7", "Wrong-4711xx") for _ in range(6)]
    assert codes[:5] == [401] * 5 and codes[5] == 429
    assert door.password(client, "bidder7") == 429
    assert [door.password(client, "nobody", "Wrong-4711xx") for _ in range(6)] == codes
