"""One's own deadlines outside the program: the calendar by a private address, and the digest of the morning."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.approvals.models import Case
from app.kernel.act import Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.calendar import ONE_DAY
from app.kernel.guard import open_act
from app.kernel.notices import Message
from app.surfaces.accounts.models import Account
from app.surfaces.database import db
from app.surfaces.icalendar import LONGEST, DayEvent, calendar_text
from app.surfaces.reminding import send_digests
from tests.citizen import apply
from tests.conftest import NOW
from tests.web import at_work, form_token
from tests.world import OFFICIALS, World

pytestmark = pytest.mark.both_engines
ClientOf = Callable[[str], FlaskClient]
PAGE = "/messages/reminders"


def change(client: FlaskClient, **form: str) -> str:
    sent = {"csrf_token": form_token(client.get(PAGE))} | form
    return unescape(client.post(PAGE, data=sent, follow_redirects=True).get_data(as_text=True))


def address_of(page: str) -> str:
    found = re.search(r"<code[^>]*>https?://[^/]+(/messages/deadlines/[^<]+\.ics)</code>", page)
    assert found is not None
    return found.group(1)


def unfolded(text: str) -> list[str]:
    """Return the lines of a calendar as a program reads them (RFC 5545, 3.1)."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= LONGEST for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def waiting(site: Flask, item: int) -> tuple[int, date]:
    """Let an application wait at the window; returns it and the last day for accepting it."""
    apply(site.test_client(), item)
    with at_work(site) as session:
        case = session.scalars(select(Case)).one()
        return case.id, case.received_on


def test_the_address_gives_the_deadlines_without_names_to_whoever_has_it(
    site: Flask, item: int, client_of: ClientOf
) -> None:
    pk, received = waiting(site, item)
    path = address_of(change(client_of("window"), do="calendar"))
    answer = site.test_client().get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    lines = unfolded(answer.get_data(as_text=True))
    [day] = [line.partition(":")[2] for line in lines if line.startswith("DTSTART")]
    assert received < date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}") <= received + timedelta(days=9)
    assert [line.rpartition("/cases/")[2] for line in lines if line.startswith("URL")] == [f"{pk}?list="]
    assert "林小燕" not in "".join(lines) and "13800001234" not in "".join(lines)
    with at_work(site) as session:
        number = session.get_one(Case, pk).number
        held = session.scalars(select(Account.calendar_hash).where(Account.calendar_hash.is_not(None))).one()
        verbs = select(TrailRow.verb).where(TrailRow.verb.startswith("account.calendar"))
        assert list(session.scalars(verbs)) == ["account.calendar_opened"]
    assert any(line.startswith("SUMMARY") and number in line for line in lines)
    assert held not in path, "the table holds a hash of what the address holds"


def test_an_address_that_was_replaced_or_ended_or_whose_holder_is_gone_gives_nothing(
    site: Flask, client_of: ClientOf
) -> None:
    window, anybody = client_of("window"), site.test_client()
    first = address_of(change(window, do="calendar"))
    second = address_of(change(window, do="calendar"))
    assert [anybody.get(path).status_code for path in (first, second)] == [404, 200]
    assert "<code" not in change(window, do="no_calendar")
    assert anybody.get(second).status_code == 404
    third = address_of(change(window, do="calendar"))
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        account = session.scalars(select(Account).where(Account.calendar_hash.is_not(None))).one()
        account.user.active = False
        session.commit()
    assert anybody.get(third).status_code == 404
    assert anybody.get("/messages/deadlines/guess.ics").status_code == 404


def test_long_lines_are_folded_between_characters_and_signs_are_escaped() -> None:
    told = DayEvent("a@sunshine", date(2026, 9, 30), "办理，签署意见; 第1,2条\\" + "很长" * 40, "https://a.cn/1")
    lines = unfolded(calendar_text("我的期限", [told], NOW))
    assert "SUMMARY:办理，签署意见\\; 第1\\,2条\\\\" + "很长" * 40 in lines
    assert "DTEND;VALUE=DATE:20261001" in lines


def digests(site: Flask, days: int = 0) -> list[tuple[str, str, str]]:
    """Let the clock send the digests so many days later; returns medium, address and text of all so far."""
    with site.app_context():
        session = db.session()
        act = platform_act(session, Channel.CLOCK, NOW + days * ONE_DAY, 350100)
        with open_act(act):
            send_digests(act)
            session.commit()
        wanted = select(Message).where(Message.title == "今日待办").order_by(Message.id)
        found = [(one.medium, one.address, one.text) for one in session.scalars(wanted)]
        db.session.remove()
    return found


def test_the_digest_comes_once_on_working_days_by_the_chosen_medium_and_names_no_applicant(
    site: Flask, item: int, client_of: ClientOf
) -> None:
    waiting(site, item)
    window = client_of("window")
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        person = World(session).official("window")
        person.email, person.phone = "window@example.cn", None
        session.commit()
    assert digests(site) == []
    assert "请管理员先登记" in change(window, do="digest", digest="sms")
    change(window, do="digest", digest="email")
    [(_medium, _address, first)] = digests(site)
    assert "未读消息1条" in first and "件" not in first, "the day is far, but a message told of the application"
    late = digests(site, 30)
    medium, address, text = late[-1]
    assert len(late) == 2
    assert (medium, address) == ("email", "window@example.cn")
    assert OFFICIALS["window"][0] not in text and "已超时1件" in text and "林小燕" not in text
    assert digests(site, 30) == late, "once a day"
    change(window, do="digest", digest="")
    assert digests(site, 31) == late


def test_no_digest_comes_on_a_day_off(site: Flask, item: int, client_of: ClientOf) -> None:
    waiting(site, item)
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        World(session).official("window").email = "window@example.cn"
        session.commit()
    change(client_of("window"), do="digest", digest="email")
    saturday = (5 - NOW.weekday()) % 7 + 28
    assert digests(site, saturday) == []
    assert len(digests(site, saturday + 2)) == 1
