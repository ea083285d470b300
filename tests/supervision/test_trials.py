"""The trial of a point with other values: what would be found more, what less, and what became of it."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel.act import Act, Channel
from app.kernel.errors import Incomplete
from app.kernel.guard import open_act
from app.kernel.places import Scope
from app.kernel.points import POINTS, PointSetting
from app.supervision import trials
from app.supervision.models import Alert, AlertState
from app.supervision.operations.settings import switch
from app.supervision.queries.limits import Settings
from app.supervision.trials import Compared, Side, compare
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder, point
from tests.web import at_work, form_token
from tests.world import World

POINT = "A4.backdated"
"""A step dated back by more than ``lag`` days."""
SINCE = date(2026, 1, 1)
HERE = Scope(frozenset({350102}), None, "3501")


def compared(build: Builder, code: str = POINT, scope: Scope = HERE, **values: int) -> Compared:
    """Compare a point as it is with other values."""
    settings, asked = Settings(build.session, NOW), point(code)
    before, after = (Side(asked, settings.regimes(asked, [350102], tried, off_too=True)) for tried in (None, values))
    return compare(build.session, scope, before, after, SINCE, NOW)


def backdated(build: Builder, *lags: int) -> list[int]:
    """Build a suspension for each number of working days between it and its entry; return their subjects."""
    cases = [build.case() for _ in lags]
    for case, lag in zip(cases, lags, strict=True):
        build.suspension(case, entry_lag=lag)
    return [case.id for case in cases]


def test_each_side_tells_what_it_finds_alone(build: Builder) -> None:
    one, two, four = backdated(build, 1, 2, 4)
    looser = compared(build, lag=3)
    assert [hit.subject for hit in looser.only_before.rows] == [two]
    assert [hit.subject for hit in looser.both.rows] == [four]
    assert (looser.before.total, looser.after.total, looser.only_after.total) == (2, 1, 0)
    stricter = compared(build, lag=0)
    assert [hit.subject for hit in stricter.only_after.rows] == [one]
    assert stricter.months == [*((202600 + month, 0, 0) for month in range(1, 9)), (202609, 2, 3)]
    assert build.alerts() == []
    assert build.session.scalar(select(func.count(PointSetting.id))) == 0


def test_what_became_of_the_alerts_stands_beside_what_is_found(build: Builder) -> None:
    backdated(build, 2, 2, 2, 4)
    build.sweep(point(POINT))
    for alert, state in zip(build.alerts(), ("closed", "false_alarm", "assigned", "new"), strict=True):
        alert.state = str(AlertState(state))
    build.session.flush()
    backdated(build, 2)  # found since, and not scanned yet
    lost = compared(build, lag=3).only_before
    assert (lost.total, lost.confirmed, lost.cleared, lost.open) == (4, 1, 1, 1)


def test_a_point_that_is_switched_off_can_be_tried(build: Builder) -> None:
    backdated(build, 2)
    switch(build.acting_as("county_admin"), point(POINT), False, "停用")
    build.session.flush()
    assert compared(build, lag=3).before.total == 1


def test_points_that_look_back_are_tried_month_by_month(build: Builder) -> None:
    for days in (230, 220, 20, 10):
        build.returned(build.case(applicant_hash="same"), returned_at=NOW - days * DAY)
    tried = compared(build, "A3.repeated", times=3)
    assert [one for one in tried.months if one[1:] != (0, 0)] == [(202602, 1, 0), (202609, 1, 0)]


def test_a_trial_sees_only_what_lies_in_the_scope(build: Builder) -> None:
    backdated(build, 4)
    assert compared(build, scope=Scope(frozenset({350103}), None, "3501"), lag=0).after.total == 0
    other = build.world.organisation("gulou-health").id
    assert compared(build, scope=Scope(frozenset({350102}), frozenset({other}), "3501"), lag=0).after.total == 0


def test_more_than_can_be_compared_is_refused_and_a_later_day_asked_for(
    build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "MOST", 2)
    backdated(build, 4, 4)
    assert compared(build, lag=3).both.total == 2
    backdated(build, 4)
    with pytest.raises(Incomplete, match="Choose a later day") as refused:
        compared(build, lag=3)
    assert refused.value.field == "since"


def test_points_of_every_domain_can_be_tried(build: Builder) -> None:
    backdated(build, 4)
    tried = {POINT, *(one.code for one in list(POINTS)[::12])}
    assert {code for code in tried if compared(build, code).both.total} == {POINT}


@pytest.fixture
def suspended(site: Flask) -> Flask:
    """The site with suspensions entered two and four working days late."""
    with at_work(site) as session:
        world = World(session)
        act = Act(session, world.actor("handler", NOW), NOW, Channel.SCREEN, 350102)
        with open_act(act):
            build = Builder(session, world, lambda *_args, **_more: act)
            backdated(build, 2, 4)
        session.commit()
    return site


def test_an_inspector_tries_values_sees_what_they_lose_and_sets_them(
    suspended: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("inspector")
    assert f"/supervision/points/{POINT}/trial" in client.get(f"/supervision/points/{POINT}").get_data(as_text=True)
    answer = client.get(f"/supervision/points/{POINT}/trial?lag=3&since=2026-01-01")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert ("仅现行值查出 (1)" in page, "两种值都查出 (1)" in page, "仅试算值查出" in page.split("<ul")[0]) == (
        True,
        True,
        False,
    )
    sent = {"csrf_token": form_token(answer), "name": "lag", "value": "3", "reason": "试算后放宽"}
    assert client.post(f"/supervision/points/{POINT}", data=sent).status_code == 302
    with at_work(suspended) as session:
        assert session.scalars(select(PointSetting.value)).all() == [3]
        assert session.scalar(select(func.count(Alert.id))) == 0
    again = client.get(f"/supervision/points/{POINT}/trial").get_data(as_text=True)
    assert "现行值 (1)" in again


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("lag=x", "“x”不能作为该参数的值"),
        ("lag=-1", "“-1”不能作为该参数的值"),
        ("since=2031-01-01", "该日期尚未到来"),
        ("since=31.13.2026", "31.13.2026"),
    ],
)
def test_what_cannot_be_tried_is_named_and_what_was_typed_stays(
    suspended: Flask, client_of: Callable[[str], FlaskClient], query: str, fault: str
) -> None:
    answer = client_of("inspector").get(f"/supervision/points/{POINT}/trial?{query}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert fault in page
    assert f'value="{query.partition("=")[2]}"' in page


def test_a_trial_is_refused_to_those_who_do_not_read_points(
    suspended: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    answer = client_of("window").get(f"/supervision/points/{POINT}/trial")
    assert answer.status_code == 403
    assert "仅现行值查出" not in answer.get_data(as_text=True)
    unknown = client_of("inspector").get("/supervision/points/A4.nothing/trial")
    assert unknown.status_code == 404
