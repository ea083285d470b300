"""The page of a trade for the inspector: every condition with its answer, from the first day to the opening and after it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Act, Actor, Channel
from app.kernel.guard import open_act
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.trading.models import Project, ScreenedTrade
from app.trading.operations import open_bids, write_trades
from app.trading.operations.answering import answer_trades
from app.trading.points import GROUPS, TRADING_POINTS
from tests.conftest import NOW
from tests.supervision.test_subjects import kind_of
from tests.trading.bidfiles import bill
from tests.trading.course import Course, Trades
from tests.trading.papers import MACS, ORIGINS, PHONES, files_of, honest
from tests.trading.screened_told import told
from tests.web import at_work
from tests.world import World


@contextmanager
def trading(site: Flask) -> Iterator[Course]:
    """Begin a trade in the database of a running program; what was done is kept."""
    with at_work(site) as session:
        world = World(session)

        def acting_as(short: str | None, at: datetime = NOW) -> Act:
            actor = world.actor(short, at) if short else Actor.platform()
            made = Act(session, actor, at, Channel.COMMAND, 350102)
            session.info["act"] = made
            return made

        with open_act(acting_as(None)):
            yield Trades(session, world, acting_as).course()
        session.commit()


def answers(page: str) -> dict[str, str]:
    """Return the answer to each condition as the page says it."""
    rows = re.findall(
        r'<span class="soft">(T\d\d\.\w+)</span></td><td[^>]*><span class="tag[^"]*">([^<]+)</span>', page
    )
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_a_sealed_trade_says_who_can_be_judged_and_not_who_bids(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    with trading(site) as course:
        course.closed_with((1, "1900000"), (2, "1900000"), (3, "1800000"))
        pk = course.project.id
    page = client_of("inspector").get(f"/supervision/trades/{pk}").get_data(as_text=True)
    found = answers(page)
    assert found["T04.sale"] == "未发现" and found["T17.late"] == "发现"
    assert {found[code] for code in ("T14.hand", "T16.few", "T29.bidder", "T34.late")} == {"数据不足"}
    assert "尚未开标" in page and "工程有限公司" not in page and "1,900,000" not in page
    assert not any(code.startswith(("T18", "T22")) for code in found)


def test_an_opened_trade_shows_prices_answers_and_alerts_that_lead_there_and_back(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    with trading(site) as course:
        course.opened_with((1, "1900000"), (2, "1900000"), (3, "1800000"))
        sweep(course.acting_as(None), TRADING_POINTS)
        pk = course.project.id
        alert = course.session.scalars(select(Alert).where(Alert.point == "T18.identical")).one()
        screened, alert_id = alert.subject_id, alert.id
    for who in ("inspector", "organ_head"):
        client = client_of(who)
        page = client.get(f"/supervision/trades/{pk}").get_data(as_text=True)
        found = answers(page)
        assert set(found) == {
            one.code
            for one in TRADING_POINTS
            if kind_of(one) in ("trade_project", "trade_lot", "trade_objection", "trade_complaint", "screened_trade")
        }
        assert (found["T18.identical"], found["T19.differences"], found["T22.ceiling"]) == (
            "发现",
            "数据不足",
            "未发现",
        )
        assert "1,900,000.00" in page and f"/supervision/alerts/{alert_id}" in page
        assert f"/supervision/screened/{screened}" in client.get(f"/supervision/alerts/{alert_id}").get_data(
            as_text=True
        )
        assert answers(client.get(f"/supervision/screened/{screened}").get_data(as_text=True)) == found
    assert f"/supervision/trades/{pk}" in client_of("inspector").get(f"/trading/{pk}").get_data(as_text=True)


def test_the_table_of_bidders_names_what_two_share_and_leads_to_the_alert_in_both_languages(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    with trading(site) as course:
        rigged = files_of(2, mac=MACS[1], phone=PHONES[1], rows=bill(factor=1.02))
        unread = [*files_of(3), ("附件.docx", b"")]
        course.files, course.origins = honest() | {2: rigged, 3: unread}, ORIGINS
        course.closed_with()
        pk = course.project.id
    client = client_of("inspector")
    address = f"/supervision/trades/{pk}"
    assert "投标文件之间的共同点" not in client.get(address).get_data(as_text=True)
    with trading(site) as opened:
        opened.project, opened.keys = opened.session.get_one(Project, pk), course.keys
        opened.shares(1, 3, 5)
        open_bids(opened.centre(opened.deadline), opened.project)
        opened.read()
        sweep(opened.acting_as(None), TRADING_POINTS)
        held = select(Alert.id).where(Alert.point.in_(["T08.machine", "T11.contact", "T23.prices"]))
        alerts = opened.session.scalars(held).all()
    assert len(alerts) == 3
    for language, title in (("zh", "投标文件之间的共同点"), ("en", "What the files of the bids share")):
        client.get(f"/language/{language}?next=/")
        page = client.get(address).get_data(as_text=True)
        table = page.split(title, 1)[1].split("</table>", 1)[0]
        assert MACS[1] in table and "138****0001" in table and "附件.docx" in table
        assert all(table.count(f"/supervision/alerts/{alert}") == 2 for alert in alerts)
        assert PHONES[1] not in page and ORIGINS[1] not in page
        assert len(page) < 50_000


@pytest.mark.parametrize(("who", "status"), [("other_inspector", 404), ("handler", 403), ("village_clerk", 404)])
def test_whoever_has_no_business_there_sees_nothing(
    site: Flask, client_of: Callable[[str], FlaskClient], who: str, status: int
) -> None:
    with trading(site) as course:
        course.opened_with()
        pk = course.project.id
        screened = course.session.scalars(select(ScreenedTrade.id)).one()
    client = client_of(who)
    assert client.get(f"/supervision/trades/{pk}").status_code == status
    assert client.get(f"/supervision/screened/{screened}").status_code == status


def test_a_trade_of_another_platform_has_its_page_too(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    with trading(site) as course:
        body = course.world.organisation("gulou-inspection").id
        act = course.acting_as(None)
        ids = write_trades(act, 350102, [told("ocds-x-1", "100", body=body, bids_told=False, bidders=1)])
        answer_trades(act, 350102)
        (pk,) = ids
    page = client_of("inspector").get(f"/supervision/screened/{pk}").get_data(as_text=True)
    assert answers(page) == {
        "T16.few": "未发现",
        "T16.single": "发现",
        **dict.fromkeys(
            ("T18.identical", "T19.differences", "T20.variance", "T21.distance", "T22.ceiling"), "数据不足"
        ),
    }
    assert "只公布了中标人" in page


def test_each_of_the_38_points_of_trading_is_watched() -> None:
    watched = {one.code.split(".")[0] for one in TRADING_POINTS}
    assert watched == set(GROUPS) == {f"T{number:02d}" for number in range(1, 39)}
