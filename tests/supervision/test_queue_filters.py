"""Filters, orders and columns of the queue, by page, REST and export alike."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.kernel.act import Channel, platform_act
from app.kernel.errors import Incomplete
from app.kernel.guard import open_act
from app.supervision.operations.columns import choose_columns
from app.supervision.operations.filters import save_filter
from app.supervision.queries.alerts import Direction, Place, find_alerts
from app.supervision.queries.columns import USUAL, Column, columns_of
from app.supervision.queries.narrowing import AlertFilter, Looking, Sort
from tests.conftest import NOW
from tests.supervision.building import Builder, point
from tests.supervision.test_queue import EVERYTHING, TODAY, listed, write_alerts
from tests.web import at_work, form_token
from tests.world import World

DUE: list[tuple[str, timedelta | None]] = [
    ("overdue", timedelta(days=-1)),
    ("today", timedelta(days=0)),
    ("week", timedelta(days=6)),
    ("none", None),
]


@pytest.mark.parametrize(("due", "from_now"), DUE)
def test_the_queue_is_filtered_by_when_the_reply_is_due(build: Builder, due: str, from_now: timedelta | None) -> None:
    write_alerts(build, 1, state="new", reply_due_on=TODAY + timedelta(days=7))
    write_alerts(build, 1, state="closed", closed_at=NOW, reply_due_on=TODAY - timedelta(days=1))
    wanted = write_alerts(build, 2, state="new", reply_due_on=None if from_now is None else TODAY + from_now)
    assert set(listed(build, due=due)) == set(wanted)


def test_a_reply_due_today_is_due_within_the_week_and_not_overdue(build: Builder) -> None:
    today = write_alerts(build, 1, state="new", reply_due_on=TODAY)
    assert (listed(build, due="week"), listed(build, due="overdue")) == (today, [])


def test_points_are_found_by_number_and_by_words_of_their_name(build: Builder) -> None:
    late = write_alerts(build, 1, point="A5.statutory")
    early = write_alerts(build, 1, point="A1.late")
    assert listed(build, called="a5") == late
    words = point("A1.late").title.split()
    assert early[0] in listed(build, called=" ".join(reversed(words)))
    assert listed(build, called="no such point") == []


def test_confirmed_before_is_the_same_point_at_the_same_organisation_earlier(build: Builder) -> None:
    first = write_alerts(build, 1, state="closed", detected_at=NOW - timedelta(days=9))
    write_alerts(build, 1, state="new", point="A1.late")
    write_alerts(build, 1, state="new", organisation_id=build.world.organisation("gudong").id)
    assert listed(build, confirmed_before=True) == []
    again = write_alerts(build, 1, state="new", detected_at=NOW)
    write_alerts(build, 1, state="false_alarm", point="A2.more", detected_at=NOW - timedelta(days=9))
    write_alerts(build, 1, state="new", point="A2.more", detected_at=NOW)
    assert listed(build, confirmed_before=True) == again
    assert first[0] not in listed(build, confirmed_before=True)


@pytest.mark.parametrize("order", ["newest", "oldest", "severity", "due"])
def test_every_order_pages_without_gap_or_repetition_in_both_directions(build: Builder, order: str) -> None:
    for grade in (1, 3, 2):
        write_alerts(build, 4, state="new", severity=grade, reply_due_on=TODAY + timedelta(days=grade % 2))
    filters = AlertFilter(sort=order)
    whole = find_alerts(build.session, EVERYTHING, filters, limit=1000).alerts
    keys: list[Any] = [
        {
            "newest": (-one.detected_at.timestamp(), -one.id),
            "oldest": (one.detected_at.timestamp(), one.id),
            "severity": (-one.severity, -one.detected_at.timestamp(), -one.id),
            "due": (one.reply_due_on, one.detected_at.timestamp(), one.id),
        }[order]
        for one in whole
    ]
    assert keys == sorted(keys)
    assert len(keys) == 12
    pages, place = [], None
    while True:
        page = find_alerts(build.session, EVERYTHING, filters, place, limit=5)
        pages.append([one.id for one in page.alerts])
        if page.older is None:
            break
        place = Place.parse(str(page.older), filters.order)
    assert [one for each in pages for one in each] == [one.id for one in whole]
    back = find_alerts(build.session, EVERYTHING, filters, page.newer, 5, Direction.NEWER)
    assert [one.id for one in back.alerts] == pages[1]


def test_a_place_of_one_order_is_none_in_another() -> None:
    with pytest.raises(Incomplete):
        Place.parse(str(Place(NOW, 5, 3)))
    with pytest.raises(Incomplete):
        Place.parse(str(Place(NOW, 5)), Sort.DUE)


def test_mine_is_of_whoever_looks(build: Builder) -> None:
    act, other = build.acting_as("inspector"), build.acting_as("second_inspector")
    mine = write_alerts(build, 1, assigned_to=act.actor.official_id)
    theirs = write_alerts(build, 1, assigned_to=other.actor.official_id)
    saved = save_filter(act, "我的", AlertFilter(mine=True), shared=True)
    filters = AlertFilter.from_query(saved.query)
    for who, wanted in ((act, mine), (other, theirs)):
        looks = Looking(who.actor.scope, TODAY, who.actor.official_id)
        assert [one.id for one in find_alerts(build.session, looks, filters).alerts] == wanted


def test_an_alert_knows_the_day_in_china_on_which_it_was_detected(build: Builder) -> None:
    late = datetime(2026, 9, 20, 17, 0, tzinfo=UTC)
    write_alerts(build, 1, detected_at=late)
    assert build.alerts()[0].detected_on == date(2026, 9, 21)


def test_columns_are_chosen_by_each_person_and_unknown_ones_refused(build: Builder) -> None:
    act = build.acting_as("inspector")
    choose_columns(act, ["due", "official"])
    choose_columns(act, ["due", "official", "county"])
    assert columns_of(build.session, act.actor.official_id) == (Column.OFFICIAL, Column.DUE, Column.COUNTY)
    assert columns_of(build.session, build.acting_as("second_inspector").actor.official_id) == USUAL
    for wrong in ([], ["password_hash"]):
        with pytest.raises(Incomplete):
            choose_columns(act, wrong)


QUERIES = (
    "severity=3&state=new&nature=1&open=1",
    "called=A5&due=overdue&sort=due",
    "confirmed=1&ceased=0&unassigned=1",
    "subject=approval:0&from_on=2026-01-01&to_on=2026-12-31",
    "mine=1&sort=severity",
)


@pytest.mark.parametrize("query", QUERIES)
def test_page_rest_and_export_narrow_alike(site: Flask, client_of: Callable[[str], FlaskClient], query: str) -> None:
    with at_work(site) as session:
        act = platform_act(session, Channel.COMMAND, NOW, county=350102)
        with open_act(act):
            build = Builder(session, World(session), lambda *_, **__: act)
            due = {"reply_due_on": TODAY - timedelta(days=2)}
            right = {"state": "closed", "closed_at": NOW, "detected_at": NOW - timedelta(days=60)}
            write_alerts(build, 1, **right)
            write_alerts(build, 3, state="new", **due)
            inspector = build.world.official("inspector").id
            write_alerts(build, 2, state="assigned", severity=1, assigned_to=inspector, **due)
            session.commit()
    client = client_of("inspector")
    told = client.get(f"/api/v1/alert/?{query}&size=50").get_json()
    ids = [one["id"] for one in told["result"]]
    assert 0 < len(ids) < 6
    assert told["count"] == len(ids)
    page = client.get(f"/supervision/alerts/?{query}").get_data(as_text=True)
    assert [int(one) for one in re.findall(r'name="alert" value="(\d+)"', page)] == ids
    book = load_workbook(io.BytesIO(client.get(f"/supervision/alerts/export?{query}").data))
    assert [int(row[0]) for row in book.active.iter_rows(min_row=2, values_only=True)] == ids


@pytest.mark.parametrize("query", ["due=never", "sort=random", "subject=approval:x", "county=abc", "size=0"])
def test_rest_refuses_what_the_queue_cannot_mean(client_of: Callable[[str], FlaskClient], query: str) -> None:
    answer = client_of("inspector").get(f"/api/v1/alert/?{query}")
    assert (answer.status_code, bool(answer.get_json()["detail"])) == (422, True)


def test_rest_gives_an_alert_with_its_values_inside_the_scope_alone(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    with at_work(site) as session:
        act = platform_act(session, Channel.COMMAND, NOW, county=350102)
        with open_act(act):
            build = Builder(session, World(session), lambda *_, **__: act)
            pk = write_alerts(build, 1, evidence={"days": 9})[0]
            session.commit()
    told = client_of("inspector").get(f"/api/v1/alert/{pk}").get_json()["result"]
    assert (told["id"], told["evidence"]) == (pk, {"days": 9})
    outside = client_of("other_inspector")
    refused = outside.get(f"/api/v1/alert/{pk}")
    assert (refused.status_code, "result" in refused.get_json()) == (404, False)
    assert outside.get("/api/v1/alert/").get_json()["result"] == []


def test_chosen_columns_are_shown_and_kept(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    with at_work(site) as session:
        act = platform_act(session, Channel.COMMAND, NOW, county=350102)
        with open_act(act):
            build = Builder(session, World(session), lambda *_, **__: act)
            write_alerts(build, 1, state="new", reply_due_on=TODAY - timedelta(days=2), official_id=build.handler.id)
            session.commit()
            name = build.handler.name
    client = client_of("inspector")
    before = client.get("/supervision/alerts/").get_data(as_text=True)
    assert name not in before.partition("<tbody>")[2]
    token = form_token(client.get("/supervision/alerts/"))
    sent = {"csrf_token": token, "columns": ["official", "due"], "query": "open=1"}
    client.post("/supervision/alerts/columns", data=sent)
    after = client.get("/supervision/alerts/").get_data(as_text=True).partition("<tbody>")[2]
    assert name in after
    assert "2026年" in after
