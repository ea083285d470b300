"""The queue filters by everything, pages in both directions, and searches Chinese words of two characters."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, true
from sqlalchemy.orm import Session

from app.kernel.act import CHINA, local_day
from app.kernel.audit import advance
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.places import Scope
from app.supervision.models import Alert
from app.supervision.operations.filters import MOST, remove_filter, save_filter
from app.supervision.queries.alerts import Direction, Place, alerts_about, count_alerts, find_alerts
from app.supervision.queries.filters import saved_filters
from app.supervision.queries.narrowing import AlertFilter, Looking
from tests import few
from tests.conftest import NOW
from tests.forms import form_values
from tests.supervision.building import Builder

TODAY = local_day(NOW)
EVERYTHING = Looking(Scope.everything(), TODAY)
STATES = ("new", "assigned", "explained", "verified", "closed", "false_alarm", "accountability")


def write_alerts(build: Builder, count: int, **values: Any) -> list[int]:
    """Write alerts a minute apart, the last the newest, two of them at each instant."""
    county = values.get("county", 350102)
    last = advance(build.session.connection(), county, count)
    rows = []
    for place in range(count):
        at = NOW - timedelta(days=40) + timedelta(minutes=10 * (place // 2))
        given = {
            "id": county * 10**9 + last - count + 1 + place,
            "county": county,
            "point": "A5.statutory",
            "limits": {},
            "subject_kind": "approval",
            "subject_id": place,
            "episode": f"{last}-{place}",
            "organisation_id": build.organ.id,
            "official_id": None,
            "severity": 3,
            "occurred_at": at,
            "detected_at": at,
            "text": f"鼓2026-{place} · 户外广告设置审批 · 超时",
            "evidence": {},
            "state": STATES[place % 7],
        }
        rows.append(given | values)
    build.session.execute(insert(Alert), rows)
    return [row["id"] for row in rows]


def listed(build: Builder, looking: Looking = EVERYTHING, **narrowed: Any) -> list[int]:
    page = find_alerts(build.session, looking, AlertFilter(**narrowed), limit=1000)
    assert count_alerts(build.session, looking, AlertFilter(**narrowed)) == len(page.alerts)
    return [alert.id for alert in page.alerts]


def test_the_newest_come_first(build: Builder) -> None:
    ids = write_alerts(build, 5)
    assert listed(build) == ids[::-1]


def test_pages_follow_each_other_without_gap_or_repetition_in_both_directions(build: Builder) -> None:
    ids = write_alerts(build, 61)[::-1]
    forward, place = [], None
    while True:
        page = find_alerts(build.session, EVERYTHING, AlertFilter(), place, limit=25)
        forward.append([alert.id for alert in page.alerts])
        if page.older is None:
            break
        place = page.older
    assert [len(part) for part in forward] == [25, 25, 11]
    assert [one for part in forward for one in part] == ids
    back = find_alerts(build.session, EVERYTHING, AlertFilter(), page.newer, 25, Direction.NEWER)
    assert [alert.id for alert in back.alerts] == forward[1]
    first = find_alerts(build.session, EVERYTHING, AlertFilter(), back.newer, 25, Direction.NEWER)
    assert [alert.id for alert in first.alerts] == forward[0]
    assert first.newer is None
    assert first.older is not None


def test_one_can_jump_to_a_day(build: Builder) -> None:
    write_alerts(build, 600)
    day = date(2026, 8, 13)
    page = find_alerts(build.session, EVERYTHING, AlertFilter(), Place.end_of(day), limit=5)
    days = {alert.detected_at.astimezone(CHINA).date() for alert in page.alerts}
    assert days == {day}
    assert page.newer is not None


def test_a_place_survives_being_written_in_a_link(build: Builder) -> None:
    write_alerts(build, 1)
    place = Place.of(find_alerts(build.session, EVERYTHING, AlertFilter()).alerts[0])
    assert Place.parse(str(place)) == place


@pytest.mark.parametrize("written", ["", "x", "2026-01-01_5", "2026-01-01T00:00:00+00:00_", "9" * 400, "_1"])
def test_a_broken_link_is_refused_in_words(written: str) -> None:
    with pytest.raises(Incomplete):
        Place.parse(written)


FILTERS: list[tuple[dict[str, Any], Callable[[Builder], dict[str, Any]]]] = [
    ({"county": 350103}, lambda b: {"counties": (350103,)}),
    ({"point": "A1.late"}, lambda b: {"points": ("A1.late",)}),
    ({"point": "A1.late"}, lambda b: {"group": "A1"}),
    ({"severity": 1}, lambda b: {"severities": (1,)}),
    ({"nature": 3}, lambda b: {"natures": (3,)}),
    ({"state": "verified"}, lambda b: {"states": ("verified",), "points": ("A5.statutory",), "text": "超时"}),
    ({"official_id": 77}, lambda b: {"official_id": 77}),
    ({"assigned_to": 77}, lambda b: {"assigned_to": 77}),
    ({"ceased_at": NOW}, lambda b: {"ceased": True}),
    ({"detected_at": NOW}, lambda b: {"from_on": date(2026, 9, 21)}),
    ({"detected_at": NOW - timedelta(days=99)}, lambda b: {"to_on": date(2026, 7, 1)}),
    ({"text": "鼓2026-X · 建设工程消防验收 · 超时"}, lambda b: {"text": "消防"}),
    ({"text": "鼓2026-X · 建设工程消防验收 · 超时"}, lambda b: {"text": "消防验收 超时"}),
    ({"text": "100%_a\\b"}, lambda b: {"text": "0%_A\\"}),
]


@pytest.mark.parametrize("case", range(len(FILTERS)))
def test_the_queue_is_filtered_by_everything(build: Builder, case: int) -> None:
    values, narrowed = FILTERS[case]
    write_alerts(build, 7, state="new", text="台2026 · 食品经营许可")
    wanted = write_alerts(build, 2, **values)
    assert set(listed(build, **narrowed(build))) == set(wanted)


def test_open_only_leaves_out_what_has_been_ended(build: Builder) -> None:
    ids = write_alerts(build, 7)
    assert listed(build, open_only=True) == ids[3::-1]


def test_unassigned_only_and_still_holding_only(build: Builder) -> None:
    free, held = write_alerts(build, 1), write_alerts(build, 1, assigned_to=5, ceased_at=NOW)
    assert listed(build, unassigned=True) == free
    assert listed(build, ceased=False) == free
    assert listed(build, ceased=True) == held


def test_an_organisation_includes_what_lies_below_it(build: Builder) -> None:
    ids = write_alerts(build, 2)
    write_alerts(build, 2, organisation_id=build.world.organisation("gudong").id)
    assert set(listed(build, organisation_id=build.organ.id)) == set(ids)
    assert len(listed(build, organisation_id=build.world.organisation("gulou").id)) == 4
    assert listed(build, organisation_id=1) == []


def test_an_item_finds_the_alerts_of_its_cases(build: Builder) -> None:
    case = build.case()
    wanted = write_alerts(build, 1, subject_id=case.id)
    write_alerts(build, 2)
    assert listed(build, power_id=build.power.id) == wanted
    assert [alert.id for alert in alerts_about(build.session, true(), "approval", case.id)] == wanted


def test_nothing_outside_the_scope_is_listed_or_counted(build: Builder) -> None:
    write_alerts(build, 3)
    scope = Looking(build.acting_as("other_inspector").actor.scope)
    assert listed(build, scope) == []
    assert listed(build, scope, text="户外广告") == []
    own = Looking(build.acting_as("handler").actor.scope)
    assert len(listed(build, own)) == 3


def test_counting_stops_where_it_no_longer_matters(build: Builder) -> None:
    write_alerts(build, 30)
    assert count_alerts(build.session, EVERYTHING, AlertFilter(), limit=20) == 21


def test_one_character_is_too_little_to_search_for(build: Builder) -> None:
    with pytest.raises(Incomplete):
        listed(build, text="消")


@pytest.mark.parametrize("often", [1, 1000])
def test_frequent_words_are_found_as_rare_ones_are(build: Builder, monkeypatch: pytest.MonkeyPatch, often: int) -> None:
    ids = write_alerts(build, 9)
    monkeypatch.setattr("app.kernel.containing.OFTEN", often)  # 1: always looked up; 1000: never
    assert set(listed(build, text="户外广告")) == set(ids)
    assert listed(build, text="鼓2026-8") == [ids[8]]


WORDS = st.text(st.sampled_from("户外广告消防aB1-%_\\\" ·'*"), min_size=1, max_size=6)


@settings(deadline=None, max_examples=few(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("户外广告消防aB1-%_\\\" ·'*"), min_size=1, max_size=12), word=WORDS)
def test_search_is_exactly_contains(session: Session, build: Builder, text: str, word: str) -> None:
    wanted = write_alerts(build, 1, text=text)[0]
    words = word.split()
    if not words or any(len(one) < 2 for one in words):
        return
    found = wanted in listed(build, text=word)
    assert found == all(one.lower() in text.lower() for one in words)


def test_a_filter_survives_being_saved(build: Builder) -> None:
    filters = AlertFilter(counties=(350102,), text="消防", from_on=date(2026, 9, 1), ceased=False, open_only=True)
    assert AlertFilter.from_query(filters.as_query()) == filters


def test_an_unknown_filter_is_refused() -> None:
    with pytest.raises(Incomplete):
        AlertFilter.from_query({"password_hash": "x"})


def test_saved_filters_are_shown_with_their_counts(build: Builder) -> None:
    write_alerts(build, 7)
    act = build.acting_as("inspector")
    save_filter(act, "待核", AlertFilter(open_only=True))
    save_filter(act, "待核", AlertFilter(states=("verified",)))
    save_filter(build.acting_as("second_inspector"), "共用", AlertFilter(), shared=True)
    save_filter(build.acting_as("second_inspector"), "私用", AlertFilter())
    mine = saved_filters(build.session, act.actor, TODAY)
    assert {one.saved.name: one.shown for one in mine} == {"待核": "1", "共用": "7"}
    assert {one.shown for one in saved_filters(build.session, act.actor, TODAY, counted_to=3)} == {"1", "4"}


def test_a_saved_filter_belongs_to_its_owner(build: Builder) -> None:
    saved = save_filter(build.acting_as("inspector"), "待核", AlertFilter())
    with pytest.raises(NotAllowed):
        remove_filter(build.acting_as("second_inspector"), saved)
    remove_filter(build.acting_as("inspector"), saved)
    build.session.flush()
    assert saved_filters(build.session, build.acting_as("inspector").actor, TODAY) == []


def test_saved_filters_are_limited_and_named(build: Builder) -> None:
    act = build.acting_as("inspector")
    with pytest.raises(Incomplete):
        save_filter(act, " ", AlertFilter())
    for number in range(MOST):
        save_filter(act, f"{number}", AlertFilter())
        build.session.flush()
    with pytest.raises(Incomplete):
        save_filter(act, "再来", AlertFilter())
    with pytest.raises(NotAllowed):
        save_filter(build.acting_as(), "平台", AlertFilter())


def test_a_group_is_narrowed_to_one_of_its_points_and_forgets_those_of_another(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("inspector")

    def chosen(address: str) -> dict[str, str]:
        values = form_values(client.get(f"/supervision/alerts/?{address}").get_data(as_text=True), "severity")
        return {name: values.get(name, "") for name in ("group", "point")}

    assert chosen("open=1") == {"group": "", "point": ""}
    assert chosen("group=A5&point=A5.statutory") == {"group": "A5", "point": "A5.statutory"}
    assert chosen("point=A5.statutory") == {"group": "A5", "point": "A5.statutory"}
    assert chosen("group=A1&point=A5.statutory") == {"group": "A1", "point": ""}
