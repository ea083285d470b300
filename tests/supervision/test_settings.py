"""Thresholds change openly: with a reason, a history, and an alert when they hide something."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.act import start_of_day
from app.kernel.calendar import WorkingCalendar
from app.kernel.clocks import ClockKind
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.points import PointSetting
from app.supervision.operations.settings import set_limit, switch
from app.supervision.queries.limits import SEVERITY, SWITCHED_ON, Settings, working_days_ago
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder, point

POINT = "A4.backdated"


def test_the_old_value_stays_in_the_history(build: Builder) -> None:
    act = build.acting_as("county_admin")
    set_limit(act, point(POINT), "lag", 2, "一")
    build.session.flush()
    set_limit(build.acting_as("county_admin", at=NOW + DAY), point(POINT), "lag", 3, "二")
    build.session.flush()
    history = select(PointSetting.number, PointSetting.value).order_by(PointSetting.number)
    rows = build.session.execute(history)
    assert [tuple(row) for row in rows] == [(1, 2), (2, 3)]
    before, after = (Settings(build.session, at) for at in (NOW, NOW + DAY))
    assert before.effective(point(POINT), 350102)["lag"] == 2
    assert after.effective(point(POINT), 350102)["lag"] == 3
    assert after.effective(point(POINT), 350103)["lag"] == 1


def test_of_two_changes_at_one_instant_the_later_holds(build: Builder) -> None:
    act = build.acting_as("county_admin")
    for value in (2, 5, 4):
        set_limit(act, point(POINT), "lag", value, "调整")
        build.session.flush()
    assert Settings(build.session, NOW).effective(point(POINT), 350102)["lag"] == 4


def test_counties_with_the_same_limits_are_asked_together(build: Builder) -> None:
    set_limit(build.acting_as("county_admin"), point(POINT), "lag", 2, "本区")
    build.session.flush()
    settings = Settings(build.session, NOW)
    assert [r.counties for r in settings.regimes(point("A1.late"), [350102, 350103])] == [None]
    regimes = settings.regimes(point(POINT), [350102, 350103])
    groups = {regime.counties: regime.limits["lag"] for regime in regimes}
    assert groups == {(350102,): 2, (350103,): 1}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("lag", 2, " "),
        ("nothing", 2, "因"),
        ("lag", "x", "因"),
        ("lag", -1, "因"),
        ("severity", 4, "因"),
        ("lag", None, "因"),
    ],
)
def test_a_change_without_sense_is_refused(build: Builder, name: str, value: Any, reason: str) -> None:
    with pytest.raises(Incomplete):
        set_limit(build.acting_as("county_admin"), point(POINT), name, value, reason)


@pytest.mark.parametrize("who", ["handler", "organ_head", "leader", "auditor"])
def test_those_who_are_watched_do_not_set_the_thresholds(build: Builder, who: str) -> None:
    with pytest.raises(NotAllowed):
        switch(build.acting_as(who), point(POINT), False, "不要")


def test_nobody_sets_thresholds_of_another_county(build: Builder) -> None:
    with pytest.raises(NotAllowed):
        set_limit(build.acting_as("county_admin"), point(POINT), "lag", 2, "因", 350103)


def test_a_threshold_changed_over_open_alerts_is_itself_an_alert(build: Builder) -> None:
    build.suspension(build.case(), entry_lag=4)
    build.sweep(point(POINT), at=NOW - DAY)
    switch(build.acting_as("county_admin"), point(POINT), False, "停用")
    build.scan()
    codes = [alert.point for alert in build.alerts()]
    assert codes == [POINT, "PR.setting_changed", "PR.setting_hides"]
    hides = build.alerts("PR.setting_hides")[0]
    assert hides.official_id == build.world.official("county_admin").id
    assert build.alerts(POINT)[0].ceased_at is None, "what was found stays found"


def test_working_days_ago_counts_today_and_skips_free_days(build: Builder) -> None:
    free = (NOW.date() - 2 * DAY, NOW.date() - 3 * DAY)
    year = [date(2026, 1, 1) + n * DAY for n in range(365)]
    calendar = WorkingCalendar((day, day not in free) for day in year)
    assert working_days_ago(calendar, NOW, 0) == start_of_day(NOW.date())
    assert working_days_ago(calendar, NOW, 1) == start_of_day(NOW.date() - DAY)
    assert working_days_ago(calendar, NOW, 2) == start_of_day(NOW.date() - 4 * DAY)


LONG = "A5.promise_long"


def _long_past_its_promise(build: Builder) -> None:
    """A case two weeks past its promise, and its open alert."""
    build.clock(build.case(), ClockKind.PROMISE, date(2026, 9, 7))
    build.sweep(point(LONG), at=NOW - DAY)
    assert len(build.alerts(LONG)) == 1


@pytest.mark.parametrize(
    ("name", "value", "county", "hides"),
    [
        ("days", 1, 350102, 0),
        ("days", 3, 350102, 0),
        ("days", 9, 350102, 0),
        ("days", 30, 350102, 1),
        ("days", 30, 350100, 1),
        ("days", 30, 350103, 0),
        (SWITCHED_ON, False, 350102, 1),
        (SWITCHED_ON, True, 350102, 0),
        (SEVERITY, 1, 350102, 0),
    ],
)
def test_only_a_change_by_which_an_open_alert_no_longer_stands_hides_something(
    build: Builder, name: str, value: Any, county: int, hides: int
) -> None:
    _long_past_its_promise(build)
    setting = set_limit(build.acting_as("city_admin"), point(LONG), name, value, "调整", county)
    assert setting.hides == hides
    build.sweep(point("PR.setting_hides"))
    assert [alert.evidence["hides"] for alert in build.alerts("PR.setting_hides")] == [hides] * (hides > 0)


def test_a_city_hides_nothing_in_a_county_that_has_a_value_of_its_own(build: Builder) -> None:
    _long_past_its_promise(build)
    city = build.acting_as("city_admin")
    set_limit(city, point(LONG), "days", 2, "本区", 350102)
    assert set_limit(city, point(LONG), "days", 30, "全市", 350100).hides == 0


def test_switching_on_again_hides_nothing(build: Builder) -> None:
    _long_past_its_promise(build)
    city = build.acting_as("city_admin")
    assert switch(city, point(LONG), False, "停用", 350102).hides == 1
    assert switch(city, point(LONG), True, "恢复", 350102).hides == 0
