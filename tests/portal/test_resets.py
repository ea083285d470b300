"""Lost log-ins outside: the centre resets a factor or has a code sent; nobody inside learns a password or takes an account over."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel.audit import TrailRow
from app.kernel.notices import Message
from app.trading.models import OutsideAccount
from tests.portal.test_bidders import PASSWORD, Door
from tests.portal.test_experts import Panel
from tests.web import at_work, form_token

NEW = "Harbour-2208"


class Desk(Door):
    """The door of bidders with one account, and the desk of the trading centre."""

    def change(self, short: str, code: str, reason: str = "手机遗失，本人到场核对身份证") -> int:  # type: ignore[override]
        """Do something with the only account, as somebody inside."""
        with at_work(self.site) as session:
            pk = session.scalars(select(OutsideAccount.id)).one()
        client = self.client_of(short)
        said = {"csrf_token": form_token(client.get("/trading/")), "reason": reason}
        return client.post(f"/trading/accounts/{pk}/{code}", data=said).status_code

    def sent(self) -> list[str]:
        """Return the texts of the messages in the outbox."""
        with at_work(self.site) as session:
            return list(
                session.scalars(
                    select(Message.text).where(Message.subject_kind == "trade_account").order_by(Message.id)
                )
            )

    def code_sent(self) -> str:
        """Return the code of the last message."""
        found = re.search(r"：([0-9A-Z]{12})，", self.sent()[-1])
        assert found is not None
        return found[1]

    def set(self, code: str, name: str = "bidder7", door: str = "bidders", password: str = NEW) -> int:
        """Set a new password by a code."""
        page = f"/portal/{door}/reset"
        return self.send(self.site.test_client(), page, username=name, code=code, password=password)[0]

    def told(self, verb: str) -> int:
        """Return how many rows of the trail tell of it."""
        with at_work(self.site) as session:
            found = select(func.count()).select_from(TrailRow).where(TrailRow.verb == verb)
            return session.scalar(found) or 0


@pytest.fixture
def desk(site: Flask, client_of: Callable[[str], FlaskClient]) -> Desk:
    made = Desk(site, client_of)
    made.admitted()
    return made


def test_a_code_goes_to_the_telephone_and_sets_the_password_once(desk: Desk) -> None:
    client = desk.entered()
    assert desk.change("county_admin", "password") == 302
    code = desk.code_sent()
    page = desk.client_of("county_admin").get("/trading/accounts").get_data(as_text=True)
    assert "林投标7" in page and code not in page
    assert desk.password(desk.site.test_client(), "bidder7") == 302  # the old one stands until the code is used
    assert desk.set("K7MH4QPXWN3D") == desk.set(code, "nobody7") == desk.set(code, door="experts") == 422
    assert desk.set(code, password="short") == 422
    assert desk.set(code.lower()) == 302
    assert desk.set(code) == 422
    desk.later(minutes=16)
    assert "第7建设公司" not in client.get("/portal/bidders/").get_data(as_text=True)
    assert desk.password(desk.site.test_client(), "bidder7") == 401
    assert desk.password(desk.site.test_client(), "bidder7", NEW) == 302
    assert (desk.told("trade.reset_sent"), desk.told("trade.password_reset")) == (1, 1)
    with at_work(desk.site) as session:
        facts = session.scalars(select(TrailRow.facts).where(TrailRow.verb.like("trade.%reset%"))).all()
        assert not any(code in one for one in facts) and any("手机遗失" in one for one in facts)


def test_a_code_is_too_old_after_a_day(desk: Desk) -> None:
    desk.change("county_admin", "password")
    code = desk.code_sent()
    desk.later(hours=24, minutes=1)
    assert desk.set(code) == 422
    assert desk.told("trade.password_reset") == 0


def test_wrong_codes_are_counted_like_wrong_passwords(desk: Desk) -> None:
    desk.change("county_admin", "password")
    code = desk.code_sent()
    for _ in range(5):
        assert desk.set("K7MH4QPXWN3D") == 422
    assert desk.set(code) == 422
    assert desk.told("trade.password_reset") == 0
    desk.later(minutes=16)
    assert desk.set(code) == 302


def test_a_factor_is_reset_with_a_reason_the_holder_is_told_and_needs_his_password_still(desk: Desk) -> None:
    client = desk.entered()
    assert desk.change("county_admin", "factor", " ") == 422
    assert desk.sent() == []
    assert desk.change("county_admin", "factor") == 302
    assert "第7建设公司" not in client.get("/portal/bidders/").get_data(as_text=True)
    assert "动态验证码已由交易中心重置" in desk.sent()[-1]
    assert desk.told("trade.factor_reset") == 1
    again = desk.site.test_client()
    assert desk.password(again, "bidder7", "Wrong-4711") == 401
    assert desk.password(again, "bidder7", PASSWORD) == 302
    assert "<img" in again.get("/portal/bidders/factor").get_data(as_text=True)


def test_only_the_trading_centre_sees_and_changes_accounts(desk: Desk) -> None:
    with at_work(desk.site) as session:
        before = session.scalar(select(func.count(TrailRow.id)))
    for who in ("handler", "inspector", "organ_head"):
        assert desk.change(who, "password") == desk.change(who, "factor") == desk.change(who, "end") == 404
        assert "林投标7" not in desk.client_of(who).get("/trading/accounts").get_data(as_text=True)
    with at_work(desk.site) as session:
        assert session.scalar(select(func.count(TrailRow.id))) == before
        assert session.scalars(select(OutsideAccount.active)).all() == [True]
    assert desk.sent() == []


def test_without_a_mobile_number_no_code_is_sent_and_the_account_can_be_ended(desk: Desk) -> None:
    with at_work(desk.site) as session:
        session.connection().exec_driver_sql("UPDATE trade_account SET phone = '0591-87654321'")
        session.commit()
    assert desk.change("county_admin", "password") == 422
    assert desk.sent() == []
    assert desk.change("county_admin", "end") == 302
    assert desk.password(desk.site.test_client(), "bidder7") == 401
    assert desk.change("county_admin", "factor") == 409


def test_a_called_expert_is_told_until_when_and_where_and_nothing_of_the_trade(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    panel = Panel(site, client_of)
    for serial in range(9):
        panel.expert(serial)
    order = panel.draw()

    def sent() -> list[tuple[str, str]]:
        with at_work(panel.site) as session:
            found = select(Message.address, Message.text).where(Message.subject_kind == "trade_member")
            return [(row.address, row.text) for row in session.execute(found.order_by(Message.id))]

    assert len(sent()) == 5
    for address, text in sent():
        assert address == "13900000008" and "评标专家登录" in text
        assert "湖前路" not in text and "专家3" not in text and "城管" not in text
    panel.later(minutes=1)
    assert panel.answer(panel.expert(order[0]), 1, "no") == 302
    assert len(sent()) == 6
