"""Bundles of alerts with one cause, and many alerts treated at one time, each judged by itself."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.guard import open_act
from app.supervision.models import Alert, AlertNote, AlertState
from app.supervision.operations.bulk import Outcome, assign_in_bulk, end_in_bulk
from app.supervision.queries.alerts import count_alerts, find_alerts
from app.supervision.queries.bundles import first_of_each, others_of, whole_bundles
from app.supervision.queries.narrowing import AlertFilter, narrowed
from tests.conftest import NOW
from tests.supervision.building import Builder
from tests.supervision.test_queue import EVERYTHING, write_alerts
from tests.web import at_work, form_token
from tests.world import World


def bundled(build: Builder, **narrowed_to: Any) -> list[list[int]]:
    """Return the ids of each bundle, its leader first; their count is that of the leaders."""
    filters = AlertFilter(grouped=True, **narrowed_to)
    conditions = narrowed(build.session, EVERYTHING, filters)
    listed = [*conditions, first_of_each(build.session, EVERYTHING, filters)]
    leaders = find_alerts(build.session, EVERYTHING, filters, limit=100, conditions=listed).alerts
    assert count_alerts(build.session, EVERYTHING, filters, conditions=listed) == len(leaders)
    others = others_of(build.session, conditions, leaders)
    return [[one.id, *(other.id for other in others.get(one.id, []))] for one in leaders]


def verbs_of(build: Builder, verb: str) -> list[int]:
    rows = select(TrailRow.subject_id).where(TrailRow.verb == verb, TrailRow.subject_kind == "alert")
    return sorted(build.session.scalars(rows))


def test_one_case_one_person_one_day_is_one_bundle(build: Builder) -> None:
    whole = {"subject_id": 7, "official_id": build.handler.id, "detected_at": NOW, "state": "new"}
    together = write_alerts(build, 3, **whole)
    apart = [
        write_alerts(build, 1, **{**whole, **changed})[0]
        for changed in ({"subject_id": 8}, {"official_id": None}, {"detected_at": NOW - timedelta(days=1)})
    ]
    found = bundled(build)
    assert sorted(map(sorted, found)) == sorted([sorted(together), *([one] for one in apart)])


def test_alerts_without_a_person_in_charge_are_bundled_too(build: Builder) -> None:
    together = write_alerts(build, 2, subject_id=7, official_id=None, state="new", detected_at=NOW)
    assert sorted(map(sorted, bundled(build))) == [together]


def test_a_bundle_holds_only_what_the_filter_lets_through(build: Builder) -> None:
    whole: dict[str, Any] = {"subject_id": 7, "detected_at": NOW}
    open_one = write_alerts(build, 1, state="new", **whole)
    write_alerts(build, 2, state="closed", **whole)
    assert bundled(build, open_only=True) == [open_one]


@pytest.mark.parametrize("order", ["newest", "oldest", "severity"])
def test_each_bundle_is_listed_once_in_every_order(build: Builder, order: str) -> None:
    for grade in (1, 3, 2):
        write_alerts(build, 4, state="new", severity=grade, detected_at=NOW)
    found = bundled(build, sort=order)
    assert [len(one) for one in found] == [3, 3, 3, 3]
    ids = [pk for one in found for pk in one]
    assert len(set(ids)) == 12
    assert sorted(whole_bundles(build.session, [], [found[0][0]])) == sorted(found[0])


def test_each_alert_ended_in_bulk_has_its_own_note_and_trail_row(build: Builder) -> None:
    ids = write_alerts(build, 3, state="assigned")
    outcome = end_in_bulk(build.acting_as("inspector"), ids, "", "已逐件整改")
    assert outcome == Outcome(3, [])
    build.session.flush()
    assert verbs_of(build, "alert.closed") == ids
    notes = build.session.scalars(select(AlertNote.alert_id).where(AlertNote.text == "已逐件整改")).all()
    assert sorted(notes) == ids
    assert {one.state for one in build.alerts()} == {AlertState.CLOSED}


def test_false_alarms_are_ended_in_bulk_with_one_reason_code(build: Builder) -> None:
    ids = write_alerts(build, 2, state="assigned")
    end_in_bulk(build.acting_as("inspector"), ids, "too_strict", "")
    assert {(one.state, one.false_alarm) for one in build.alerts()} == {("false_alarm", "too_strict")}


def test_what_cannot_be_ended_is_told_row_by_row_and_left_as_it_is(build: Builder) -> None:
    good = write_alerts(build, 2, state="assigned")
    new = write_alerts(build, 1, state="new")
    home = build.world.organisation("gulou-inspection").id
    own = write_alerts(build, 1, state="assigned", organisation_id=home)
    far = write_alerts(build, 1, county=350103, organisation_id=build.world.organisation("taijiang").id)
    outcome = end_in_bulk(build.acting_as("inspector"), [*good, *new, *own, *far], "", "已整改")
    assert outcome.done == 2
    assert {row.alert_id: type(row.reason).__name__ for row in outcome.refused} == {
        new[0]: "OutOfOrder",
        own[0]: "NotAllowed",
        far[0]: "NotFound",
    }
    assert [row.text for row in outcome.refused if row.alert_id in far] == [""]
    build.session.flush()
    assert verbs_of(build, "alert.closed") == good
    states = {one.id: one.state for one in build.alerts()}
    assert [states[pk] for pk in (*new, *own)] == ["new", "assigned"]


def test_one_text_is_refused_for_alerts_that_are_not_alike(build: Builder) -> None:
    ids = write_alerts(build, 2, state="assigned") + write_alerts(build, 1, state="assigned", point="A1.late")
    with pytest.raises(Incomplete):
        end_in_bulk(build.acting_as("inspector"), ids, "", "已整改")
    assert {one.state for one in build.alerts()} == {"assigned"}
    cause = {"subject_id": 9, "detected_at": NOW, "state": "assigned"}
    same = write_alerts(build, 1, **cause) + write_alerts(build, 1, point="A1.late", **cause)
    assert end_in_bulk(build.acting_as("inspector"), same, "", "同一原因").done == 2


def test_assignment_in_bulk_gives_those_that_can_be_given(build: Builder) -> None:
    inspector, holder = build.acting_as("inspector"), build.world.official("second_inspector")
    good, ended = write_alerts(build, 2, state="new"), write_alerts(build, 1, state="closed")
    outcome = assign_in_bulk(inspector, [*good, *ended], holder.id)
    assert (outcome.done, [row.alert_id for row in outcome.refused]) == (2, ended)
    assert verbs_of(build, "alert.assigned") == good


@pytest.mark.parametrize("who", ["handler", "section_head", "organ_head", "county_admin", "auditor"])
def test_nobody_but_an_inspector_treats_many(build: Builder, who: str) -> None:
    ids = write_alerts(build, 1, state="assigned")
    with pytest.raises(NotAllowed):
        end_in_bulk(build.acting_as(who), ids, "", "已整改")
    with pytest.raises(NotAllowed):
        assign_in_bulk(build.acting_as(who), ids, build.world.official("inspector").id)
    assert build.alerts()[0].assigned_to is None


def test_empty_texts_and_too_many_are_refused(build: Builder) -> None:
    ids = write_alerts(build, 1, state="assigned")
    act = build.acting_as("inspector")
    for wrong in ((ids, "", " "), ([], "", "已整改"), (list(range(1001)), "", "已整改")):
        with pytest.raises(Incomplete):
            end_in_bulk(act, *wrong)


@pytest.fixture
def cause(site: Flask) -> tuple[list[int], int]:
    """Three assigned alerts of one cause and one that is not assigned."""
    with at_work(site) as session:
        act = platform_act(session, Channel.COMMAND, NOW, county=350102)
        with open_act(act):
            build = Builder(session, World(session), lambda *_, **__: act)
            whole: dict[str, Any] = {"subject_id": 7, "detected_at": NOW}
            ids = write_alerts(build, 3, state="assigned", **whole)
            new = write_alerts(build, 1, state="new", **whole)[0]
            session.commit()
    return ids, new


def test_a_bundle_is_shown_once_and_ended_as_a_whole(
    site: Flask, client_of: Callable[[str], FlaskClient], cause: tuple[list[int], int]
) -> None:
    ids, new = cause
    client = client_of("inspector")
    page = client.get("/supervision/alerts/?open=1&grouped=1")
    text = page.get_data(as_text=True)
    assert text.count('name="bundle"') == 1
    assert "另有3条同因预警" in text
    sent = {"csrf_token": form_token(page), "bundle": new, "text": "同一原因，已整改", "query": "open=1&grouped=1"}
    told = client.post("/supervision/alerts/end", data=sent).get_data(as_text=True)
    assert "已办结3条预警" in told
    assert "状态为“新”" in told or "“办结”" in told
    with at_work(site) as session:
        states = dict(session.execute(select(Alert.id, Alert.state)).all())
    assert [states[pk] for pk in (*ids, new)] == ["closed", "closed", "closed", "new"]


@pytest.mark.parametrize("who", ["section_head", "auditor", "handler", "leader"])
def test_wrong_roles_end_nothing(
    site: Flask, client_of: Callable[[str], FlaskClient], cause: tuple[list[int], int], who: str
) -> None:
    client = client_of(who)
    sent = {"csrf_token": form_token(client.get("/login/password")), "alert": cause[0], "text": "已整改"}
    refused = client.post("/supervision/alerts/end", data=sent)
    assert refused.status_code == 403
    with at_work(site) as session:
        assert set(session.scalars(select(Alert.state))) == {"assigned", "new"}
        assert session.scalars(select(AlertNote.id)).all() == []


def test_the_day_of_a_bundle_is_chinas(build: Builder) -> None:
    early = NOW.replace(hour=15, minute=59)
    late = NOW.replace(hour=16, minute=1)
    for at in (early, late):
        write_alerts(build, 1, subject_id=7, state="new", detected_at=at)
    assert [one.detected_on for one in build.alerts()] == [early.date(), early.date() + timedelta(days=1)]
    assert isinstance(build.alerts()[0].detected_on, date)
    assert [len(one) for one in bundled(build)] == [1, 1]
