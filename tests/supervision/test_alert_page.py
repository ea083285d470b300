"""The alert's page, the export and an inspector's day: all that is needed to judge, and nothing for the wrong eyes."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.kernel.act import Act, Actor, Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Scope
from app.supervision.models import Alert, AlertState, FalseAlarm
from app.supervision.operations.alerts import explain, verify
from app.supervision.operations.bulk import assign_alerts
from app.supervision.operations.follow_ups import ask_follow_up, reply_to_follow_up
from app.supervision.queries.similar import ended_similar, ends_of_similar
from tests.conftest import NOW
from tests.supervision.building import Builder, point
from tests.supervision.test_queue import write_alerts
from tests.web import at_work, form_token
from tests.world import World

FINDING, EXPLANATION, QUESTION = "卷宗显示倒签", "系统故障所致", "请说明倒签原因"


def on_site(site: Flask) -> Iterator[Builder]:
    with at_work(site) as session:
        world = World(session)
        with open_act(platform_act(session, Channel.COMMAND, NOW, county=350102)):

            def acting_as(who: str | None = None, at: datetime = NOW) -> Act:
                actor = world.actor(who, at) if who else Actor.platform()
                session.info["act"] = made = Act(session, actor, at, Channel.SCREEN, 350102)
                return made

            yield Builder(session, world, acting_as)
            session.commit()


@pytest.fixture
def found(site: Flask) -> int:
    """An alert about the handler: explained, verified, with a follow-up that was replied to."""
    for build in on_site(site):
        build.visit(build.case(), version_id=None)
        build.suspension(build.case(), entry_lag=4)
        build.sweep(point("A4.backdated"))
        alert = build.alerts("A4.backdated")[0]
        inspector = build.acting_as("inspector")
        assign_alerts(inspector, [alert.id], build.world.official("inspector").id)
        explain(build.acting_as("organ_head"), alert, EXPLANATION)
        verify(build.acting_as("inspector"), alert, FINDING)
        asked = ask_follow_up(build.acting_as("inspector"), alert, QUESTION)
        reply_to_follow_up(build.acting_as("organ_head"), asked, "已查明", "已培训")
        pk = int(alert.id)
    return pk


@pytest.mark.parametrize("who", ["handler", "section_head", "organ_head"])
def test_whoever_is_supervised_reads_the_explanation_and_no_note_of_inspectors(
    client_of: Callable[[str], FlaskClient], found: int, who: str
) -> None:
    page = client_of(who).get(f"/supervision/alerts/{found}").get_data(as_text=True)
    assert (EXPLANATION in page, FINDING in page) == (True, False)
    beside = client_of(who).get(f"/supervision/alerts/{found}?part=beside").get_data(as_text=True)
    assert (EXPLANATION in beside, FINDING in beside) == (True, False)
    told = client_of(who).get(f"/api/v1/alert/{found}").get_data(as_text=True)
    assert FINDING not in told
    if who != "handler":
        book = load_workbook(io.BytesIO(client_of(who).get("/supervision/alerts/export?all=1").data))
        cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
        assert (EXPLANATION in cells, FINDING in cells) == (True, False)


@pytest.mark.parametrize("who", ["inspector", "auditor"])
def test_whoever_watches_reads_the_notes(client_of: Callable[[str], FlaskClient], found: int, who: str) -> None:
    page = client_of(who).get(f"/supervision/alerts/{found}").get_data(as_text=True)
    assert FINDING in page


def test_the_part_beside_the_list_is_no_whole_page(client_of: Callable[[str], FlaskClient], found: int) -> None:
    part = client_of("inspector").get(f"/supervision/alerts/{found}?part=beside").get_data(as_text=True)
    assert ("<html" in part, "<h1" in part, FINDING in part) == (False, False, True)


def test_the_export_holds_what_a_report_needs(client_of: Callable[[str], FlaskClient], found: int) -> None:
    book = load_workbook(io.BytesIO(client_of("inspector").get("/supervision/alerts/export?all=1").data))
    head, *rows = book.active.iter_rows(values_only=True)
    row = dict(zip(head, next(row for row in rows if int(row[0]) == found), strict=True))
    assert row["监察点编号"] == "A4.backdated"
    assert "行政许可法" in str(row["法律法规"])
    assert (row["单位"], row["责任人"]) == ("鼓楼区城市管理局", "李办")
    assert "4" in str(row["比对数据"])
    assert (row["单位说明"], row["监察人员核查情况"]) == (EXPLANATION, FINDING)
    assert str(row["督办"]).startswith("DB-350102-2026-0001")


def test_similar_alerts_are_counted_by_how_they_ended(build: Builder) -> None:
    whole: dict[str, Any] = {"point": "A4.backdated", "detected_at": NOW - timedelta(days=30)}
    write_alerts(build, 2, state="closed", closed_at=NOW, **whole)
    write_alerts(build, 1, state="false_alarm", closed_at=NOW, false_alarm="lawful", **whole)
    elsewhere = build.world.organisation("gudong").id
    write_alerts(build, 3, state="closed", closed_at=NOW, organisation_id=elsewhere, **whole)
    write_alerts(build, 4, state="closed", closed_at=NOW, **{**whole, "point": "A1.late"})
    write_alerts(build, 1, state="closed", closed_at=NOW, **{**whole, "detected_at": NOW - timedelta(days=400)})
    own = write_alerts(build, 2, state="new", **{**whole, "detected_at": NOW})[0]
    alert = next(one for one in build.alerts() if one.id == own)
    home = ends_of_similar(build.session, Scope.everything(), alert, at_home=True)
    assert (home.total, home.open, home.false_alarms) == (4, 1, {FalseAlarm.LAWFUL: 1})
    assert home.states == {AlertState.CLOSED: 2, AlertState.FALSE_ALARM: 1}
    whole_county = ends_of_similar(build.session, Scope.everything(), alert)
    assert (whole_county.total, whole_county.states[AlertState.CLOSED]) == (7, 5)
    assert ends_of_similar(build.session, Scope(), alert).total == 0
    last = ended_similar(build.session, Scope.everything(), alert)
    assert [one.organisation_id == build.organ.id for one in last] == [True, True, True, True, False]


def test_a_day_begins_with_replies_to_review_and_holds_no_empty_part(
    client_of: Callable[[str], FlaskClient], found: int
) -> None:
    page = client_of("inspector").get("/supervision/my-day").get_data(as_text=True)
    assert QUESTION in page
    assert page.count("<section") == page.count("work-list")
    other = client_of("second_inspector").get("/supervision/my-day").get_data(as_text=True)
    assert QUESTION not in other


@pytest.mark.parametrize("who", ["handler", "organ_head", "auditor", "leader"])
def test_a_day_is_an_inspectors(client_of: Callable[[str], FlaskClient], found: int, who: str) -> None:
    refused = client_of(who).get("/supervision/my-day")
    assert (refused.status_code, QUESTION in refused.get_data(as_text=True)) == (403, False)


def test_a_common_opinion_fills_the_box_of_an_alert_and_nothing_is_done(
    site: Flask, client_of: Callable[[str], FlaskClient], found: int
) -> None:
    inspector = client_of("inspector")
    address = f"/supervision/alerts/{found}"
    page = inspector.get(address)
    boxes = re.findall(r'name="common" value="list:(\w+)"', page.get_data(as_text=True))
    assert boxes == ["question", "text", "text", "text"], "to ask, to close, a false alarm, to hold to account"
    sent = {"csrf_token": form_token(page), "text": "已督促补录并通报"}
    assert inspector.post(f"{address}/close", data=sent | {"common": "keep:text"}).status_code == 200
    listed = inspector.post(f"{address}/close", data=sent | {"text": "经查", "common": "list:text"}).get_data(
        as_text=True
    )
    assert listed.count("已督促补录并通报") == 1 and listed.count(">经查</textarea>") == 1
    pk = re.search(r'value="use:text:(\d+)"', listed)
    assert pk is not None
    filled = inspector.post(f"{address}/close", data=sent | {"text": "经查", "common": f"use:text:{pk[1]}"})
    assert "经查\n已督促补录并通报</textarea>" in filled.get_data(as_text=True)
    with at_work(site) as session:
        assert session.get_one(Alert, found).state == AlertState.VERIFIED


def test_an_alert_that_moved_on_meanwhile_says_so_though_the_button_is_gone(
    client_of: Callable[[str], FlaskClient], found: int
) -> None:
    inspector = client_of("inspector")
    page = inspector.get(f"/supervision/alerts/{found}")
    sent = {"csrf_token": form_token(page), "text": "再核查"}
    refused = inspector.post(f"/supervision/alerts/{found}/verify", data=sent)
    assert refused.status_code == 409
    assert 'role="alert"' in refused.get_data(as_text=True)
    assert inspector.post(f"/supervision/alerts/{found}/nothing", data=sent).status_code == 404
