"""The scan raises what is new once, follows the clock, and loses nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from app.approvals.points import APPROVAL_POINTS
from app.kernel.audit import TrailRow
from app.kernel.clocks import ClockKind
from app.kernel.points import POINTS, Findings, Point, Severity, part
from app.supervision.models import Alert, ScanCursor
from app.supervision.operations.settings import set_limit, switch
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder, point

LATE = "A5.statutory"


def test_an_event_wakes_the_points_that_listen_to_it(build: Builder) -> None:
    case = build.case()
    build.suspension(case, reason="领导出差")
    build.happened("approval.suspended", case)
    figures = build.scan()
    assert figures.by_point == {"A4.reason": 1}
    alert = build.alerts()[0]
    assert alert.subject_id == case.id
    assert alert.text.startswith(f"{case.number} · 户外广告设置审批 · ")
    assert alert.evidence["reason"] == "领导出差"
    assert alert.reply_due_on == date(2026, 9, 29)
    assert alert.id // 10**9 == 350102


def test_the_second_scan_finds_nothing_new(build: Builder) -> None:
    case = build.case()
    build.suspension(case, reason="领导出差")
    build.happened("approval.suspended", case)
    build.scan()
    assert build.scan().events == 1, "only the alert that the first scan recorded"
    assert build.scan().events == 0
    assert len(build.alerts()) == 1


def test_only_the_subjects_of_new_events_are_looked_at(build: Builder) -> None:
    quiet, loud = build.case(), build.case()
    for case in (quiet, loud):
        build.suspension(case, reason="领导出差")
    build.happened("approval.suspended", loud)
    build.scan()
    assert [alert.subject_id for alert in build.alerts("A4.reason")] == [loud.id]


def test_alerts_are_numbered_in_the_order_of_their_subjects_whichever_way_the_database_reads(build: Builder) -> None:
    cases = [build.case() for _ in range(3)]
    for case in cases:
        build.clock(case, ClockKind.STATUTORY, date(2026, 9, 18))
    late = point(LATE)

    def read_backwards(*given: Any) -> Findings:
        found = late.find(*given)
        return found.order_by(part(found, "subject").desc())

    build.sweep(replace(late, find=read_backwards))
    assert [alert.subject_id for alert in build.alerts(LATE)] == [case.id for case in cases]


def test_each_alert_leaves_a_row_in_the_trail_of_its_county(build: Builder) -> None:
    build.clock(build.case(), ClockKind.STATUTORY, date(2026, 9, 18))
    build.sweep(point(LATE))
    rows = build.session.execute(
        select(TrailRow.county, TrailRow.subject_id).where(TrailRow.verb == "alert.raised")
    ).all()
    assert [tuple(row) for row in rows] == [(350102, build.alerts()[0].id)]


def test_time_alone_raises_an_alert_when_a_deadline_passes(build: Builder) -> None:
    case = build.case()
    build.clock(case, ClockKind.STATUTORY, date(2026, 9, 21))
    build.happened("approval.accepted", case)
    build.scan()
    assert build.alerts(LATE) == []
    build.scan(at=NOW + DAY / 4)
    assert build.alerts(LATE) == []
    build.scan(at=NOW + DAY)
    assert [alert.subject_id for alert in build.alerts(LATE)] == [case.id]


def test_a_promise_missed_turns_red_after_three_working_days(build: Builder) -> None:
    case = build.case()
    build.clock(case, ClockKind.PROMISE, date(2026, 9, 15))
    build.happened("approval.accepted", case)
    red = point("A5.promise_long")
    raised = []
    for days in (-3, -2, -1):
        build.scan(red, at=NOW + days * DAY)
        raised.append(len(build.alerts(red.code)))
    assert raised == [0, 0, 1], "Friday is the third day, Saturday is free, Sunday the 20th is worked"
    assert build.alerts(red.code)[0].severity == Severity.RED


def test_a_hint_ceases_when_its_day_is_over(build: Builder) -> None:
    case = build.case()
    build.clock(case, ClockKind.STATUTORY, date(2026, 9, 21), warn_at=NOW - DAY)
    build.happened("approval.accepted", case)
    build.scan(point("A5.near"))
    build.scan(point("A5.near"), at=NOW + DAY)
    assert [alert.ceased_at for alert in build.alerts("A5.near")] == [NOW + DAY]


def test_an_alert_ceases_when_an_event_ends_its_condition(build: Builder) -> None:
    case = build.case()
    clock = build.clock(case, ClockKind.STATUTORY, date(2026, 9, 18))
    build.happened("approval.accepted", case)
    build.scan()
    clock.due_on, clock.due_at, clock.suspended_on = None, None, date(2026, 9, 17)
    build.happened("approval.suspended", case)
    build.scan(at=NOW + DAY / 24)
    ceased = build.session.scalar(select(TrailRow.verb).where(TrailRow.verb == "alert.ceased"))
    assert build.alerts(LATE)[0].ceased_at == NOW + DAY / 24
    assert ceased == "alert.ceased"


def test_a_new_deadline_missed_is_a_new_alert(build: Builder) -> None:
    clock = build.clock(build.case(), ClockKind.STATUTORY, date(2026, 9, 17))
    build.sweep(point(LATE))
    clock.due_on, clock.due_at = date(2026, 9, 18), NOW - DAY
    build.session.flush()
    build.sweep(point(LATE))
    assert [alert.episode for alert in build.alerts(LATE)] == ["2026-09-17", "2026-09-18"]


def test_a_county_has_its_own_limits_from_the_day_they_are_set(build: Builder) -> None:
    case = build.decided("refuse", reason_code="R1", reason="不符合容貌标准", remedy="可复议")
    act = build.acting_as("county_admin")
    for code in ("A2.reason", "A2.refused"):
        set_limit(act, point(code), "min_reason", 5, "本区规定")
    build.act = build.acting_as()
    build.sweep(point("A2.reason"), point("A2.refused"))
    assert [alert.point for alert in build.alerts()] == ["A2.refused"]
    assert build.alerts()[0].subject_id == case.id


def test_the_limits_in_force_are_kept_with_the_alert(build: Builder) -> None:
    build.suspension(build.case(), entry_lag=4)
    act = build.acting_as("county_admin")
    set_limit(act, point("A4.backdated"), "lag", 3, "本区规定")
    build.sweep(point("A4.backdated"))
    assert build.alerts()[0].limits["lag"] == 3


def test_a_point_switched_off_raises_nothing_and_only_there(build: Builder) -> None:
    build.suspension(build.case(), entry_lag=4)
    switch(build.acting_as("county_admin"), point("A4.backdated"), False, "停用")
    build.sweep(point("A4.backdated"))
    assert build.alerts() == []


def test_a_severity_set_by_the_county_is_given_to_its_alerts(build: Builder) -> None:
    build.suspension(build.case(), entry_lag=4)
    set_limit(build.acting_as("county_admin"), point("A4.backdated"), "severity", 1, "本区规定")
    build.sweep(point("A4.backdated"))
    assert build.alerts()[0].severity == Severity.BLUE
    assert build.alerts()[0].reply_due_on is None


def test_the_city_sets_a_limit_for_all_its_counties(build: Builder) -> None:
    build.suspension(build.case(), entry_lag=4)
    set_limit(build.acting_as("city_admin"), point("A4.backdated"), "lag", 5, "全市规定", 350100)
    build.sweep(point("A4.backdated"))
    assert build.alerts() == []


@pytest.mark.parametrize("code", sorted(POINTS.points))
def test_sweep_and_scan_of_an_empty_world_raise_nothing(build: Builder, code: str) -> None:
    build.sweep(point(code))
    build.scan(point(code))
    build.scan(point(code), at=NOW + DAY)
    assert build.alerts() == []


def test_every_point_that_the_clock_wakes_says_by_which_column() -> None:
    with pytest.raises(ValueError, match="belong together"):
        Point(
            code="X.y",
            title="",
            basis="",
            severity=Severity.RED,
            find=APPROVAL_POINTS[0].find,
            explanation="",
            honest="",
            wakes_on=frozenset({"clock.tick"}),
        )


def test_the_number_of_statements_does_not_grow_with_the_cases(build: Builder) -> None:
    def statements() -> int:
        counted: list[str] = []
        bind = build.session.connection()
        listener = lambda *args: counted.append(args[2])  # noqa: E731 - removed again below
        event.listen(bind, "before_cursor_execute", listener)
        build.scan()
        event.remove(bind, "before_cursor_execute", listener)
        return len(counted)

    build.scan()
    one = build.case()
    build.suspension(one, reason="领导出差")
    build.happened("approval.suspended", one)
    few = statements()
    for _ in range(20):
        case = build.case()
        build.suspension(case, reason="领导出差")
        build.happened("approval.suspended", case)
    assert statements() <= few + 1
    assert len(build.alerts("A4.reason")) == 21


def test_the_cursor_never_goes_back(build: Builder) -> None:
    build.happened("approval.accepted", build.case())
    build.scan()
    place = build.session.scalar(select(ScanCursor.place).where(ScanCursor.county == 350102))
    build.scan(at=NOW - DAY)
    assert build.session.scalar(select(ScanCursor.place).where(ScanCursor.county == 350102)) == place
    gate = build.session.get(ScanCursor, 0, populate_existing=True)
    assert gate is not None
    assert gate.ticked_at == NOW


def test_a_missing_calendar_stops_only_the_points_that_compute_with_it(build: Builder) -> None:
    build.session.execute(text("DELETE FROM working_day"))
    build.session.info.pop("calendar", None)
    build.suspension(build.case(), reason="领导出差")
    figures = build.sweep()
    assert figures.skipped == ["A5.promise_long", "P6.payment"]
    assert {"A4.reason": 1, "PR.calendar_missing": 1}.items() <= figures.by_point.items()
    assert build.session.scalar(select(func.count(Alert.reply_due_on))) == 0
