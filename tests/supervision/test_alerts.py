"""Inspectors work the queue to the end; those supervised explain and do not judge."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.kernel.act import start_of_day
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.months import month_starts
from app.supervision.counting import count_alerts, count_month
from app.supervision.models import Alert, AlertState, By, FalseAlarm
from app.supervision.operations.alerts import close, explain, find_alert, hold_to_account, mark_false_alarm, verify
from app.supervision.operations.bulk import assign_alerts
from app.supervision.queries.figures import count_by, counted_at, precision_of
from tests import few
from tests.conftest import NOW
from tests.supervision.building import Builder, point


@pytest.fixture
def alert(build: Builder) -> Alert:
    build.suspension(build.case(), entry_lag=4)
    build.sweep(point("A4.backdated"))
    return build.alerts()[0]


def assigned(build: Builder, alert: Alert) -> Any:
    act = build.acting_as("inspector")
    assign_alerts(act, [alert.id], build.world.official("inspector").id)
    return act


def verbs(build: Builder) -> list[str]:
    rows = select(TrailRow.verb).where(TrailRow.subject_kind == "alert").order_by(TrailRow.place)
    return list(build.session.scalars(rows))


def test_an_alert_goes_from_new_to_closed_and_every_step_is_in_the_trail(build: Builder, alert: Alert) -> None:
    inspector = assigned(build, alert)
    explain(build.acting_as("section_head"), alert, "补录系统故障期间的挂起")
    verify(inspector, alert, "查阅故障记录属实")
    close(inspector, alert, "已通报，限期整改")
    assert alert.state == AlertState.CLOSED
    assert alert.closed_at == NOW
    written = [note.text for note in alert.notes]
    assert written == ["补录系统故障期间的挂起", "查阅故障记录属实", "已通报，限期整改"]
    moves = ["raised", "assigned", "explained", "verified", "closed"]
    assert verbs(build) == [f"alert.{move}" for move in moves]


def test_a_verified_alert_can_be_held_to_account(build: Builder, alert: Alert) -> None:
    inspector = assigned(build, alert)
    verify(inspector, alert, "倒签日期")
    hold_to_account(inspector, alert, "移送追责")
    assert alert.state == AlertState.ACCOUNTABILITY


def test_accountability_needs_verification_first(build: Builder, alert: Alert) -> None:
    inspector = assigned(build, alert)
    with pytest.raises(OutOfOrder):
        hold_to_account(inspector, alert, "移送追责")


def test_a_closed_alert_stays_closed(build: Builder, alert: Alert) -> None:
    inspector = assigned(build, alert)
    close(inspector, alert, "已整改")
    for again in (lambda: close(inspector, alert, "再次"), lambda: verify(inspector, alert, "再次")):
        with pytest.raises(OutOfOrder):
            again()


@pytest.mark.parametrize("judge", [close, verify, hold_to_account])
def test_a_judgement_without_words_is_refused(build: Builder, alert: Alert, judge: Any) -> None:
    inspector = assigned(build, alert)
    with pytest.raises(Incomplete):
        judge(inspector, alert, "  ")
    assert alert.state == AlertState.ASSIGNED


def test_a_false_alarm_needs_a_reason_from_the_list(build: Builder, alert: Alert) -> None:
    inspector = assigned(build, alert)
    with pytest.raises(Incomplete):
        mark_false_alarm(inspector, alert, "just so")
    mark_false_alarm(inspector, alert, FalseAlarm.TOO_STRICT)
    assert (alert.state, alert.false_alarm) == (AlertState.FALSE_ALARM, "too_strict")


@pytest.mark.parametrize("who", ["handler", "section_head", "organ_head", "window", "leader", "county_admin"])
def test_only_an_inspector_may_judge(build: Builder, alert: Alert, who: str) -> None:
    assigned(build, alert)
    with pytest.raises(NotAllowed):
        close(build.acting_as(who), alert, "没问题")


def test_the_person_supervised_may_not_judge_even_as_inspector(build: Builder, alert: Alert) -> None:
    assigned(build, alert)
    alert.official_id = build.world.official("second_inspector").id
    with pytest.raises(NotAllowed):
        close(build.acting_as("second_inspector"), alert, "没问题")


def test_an_organisation_may_not_judge_alerts_about_itself(build: Builder, alert: Alert) -> None:
    assigned(build, alert)
    alert.organisation_id = build.world.organisation("gulou-inspection").id
    with pytest.raises(NotAllowed):
        mark_false_alarm(build.acting_as("inspector"), alert, FalseAlarm.LAWFUL)


def test_an_alert_is_not_given_to_the_one_it_is_about(build: Builder, alert: Alert) -> None:
    with pytest.raises(NotAllowed):
        assign_alerts(build.acting_as("inspector"), [alert.id], build.handler.id)


def test_an_inspector_of_another_county_sees_no_such_alert(build: Builder, alert: Alert) -> None:
    outside = build.acting_as("other_inspector")
    with pytest.raises(NotFound):
        find_alert(outside, alert.id)
    with pytest.raises(NotFound):
        close(outside, alert, "没问题")
    with pytest.raises(NotFound):
        assign_alerts(outside, [alert.id], build.world.official("other_inspector").id)
    assert alert.state == AlertState.NEW


def test_bulk_assignment_is_all_or_nothing(build: Builder, alert: Alert) -> None:
    inspector = build.acting_as("inspector")
    with pytest.raises(NotFound):
        assign_alerts(inspector, [alert.id, 350102999999999], build.world.official("inspector").id)
    assert alert.assigned_to is None


@pytest.mark.parametrize("ids", [[], list(range(1001))])
def test_bulk_assignment_of_none_or_of_too_many_is_refused(build: Builder, ids: list[int]) -> None:
    with pytest.raises(Incomplete):
        assign_alerts(build.acting_as("inspector"), ids, build.world.official("inspector").id)


def test_nobody_who_has_left_gets_alerts(build: Builder, alert: Alert) -> None:
    gone = build.world.official("second_inspector")
    gone.left_on = date(2026, 9, 1)
    with pytest.raises(Incomplete):
        assign_alerts(build.acting_as("inspector"), [alert.id], gone.id)


def test_others_may_not_explain_for_the_organisation(build: Builder, alert: Alert) -> None:
    for who in ("inspector", "other_handler", "town_clerk"):
        with pytest.raises(NotAllowed):
            explain(build.acting_as(who), alert, "没问题")


def test_the_second_of_two_who_judge_at_once_is_told(build: Builder, alert: Alert) -> None:
    inspector = assigned(build, alert)
    build.session.flush()
    seen = alert.edit_number
    verify(inspector, alert, "属实", seen=seen)
    build.session.flush()
    with pytest.raises(Conflict):
        close(inspector, alert, "已整改", seen=seen)


def test_precision_counts_what_was_judged(build: Builder) -> None:
    for _ in range(4):
        build.suspension(build.case(), entry_lag=4)
    build.sweep(point("A4.backdated"))
    alerts = build.alerts()
    inspector = build.acting_as("inspector")
    assign_alerts(inspector, [alert.id for alert in alerts], build.world.official("inspector").id)
    for alert in alerts[:2]:
        close(inspector, alert, "已整改")
    mark_false_alarm(inspector, alerts[2], FalseAlarm.LAWFUL)
    build.session.flush()
    scope, year = inspector.actor.scope, (date(2026, 1, 1), date(2026, 12, 31))
    count_alerts(build.act)
    assert precision_of(build.session, scope, "A4.backdated", *year) == 2 / 3
    count = count_by(build.session, scope, By.POINT, *year)[0]
    assert (count.total, count.red, count.open, count.confirmed, count.cleared) == (4, 4, 1, 2, 1)


@pytest.mark.parametrize("by", list(By))
def test_figures_are_counted_by_everything(build: Builder, alert: Alert, by: By) -> None:
    count_alerts(build.act)
    scope = build.acting_as("inspector").actor.scope
    found = count_by(build.session, scope, by, date(2026, 8, 1), date(2026, 9, 30))
    expected = {
        By.COUNTY: 350102,
        By.ORGANISATION: build.organ.id,
        By.POWER: build.power.id,
        By.OFFICIAL: build.handler.id,
        By.POINT: "A4.backdated",
        By.MONTH: 202609,
    }
    assert [(row.key, row.total) for row in found if row.total] == [(expected[by], 1)]


def test_a_month_without_alerts_is_a_figure_too(build: Builder, alert: Alert) -> None:
    count_alerts(build.act)
    scope = build.acting_as("inspector").actor.scope
    found = count_by(build.session, scope, By.MONTH, date(2026, 7, 15), date(2026, 10, 2))
    assert [(row.key, row.total) for row in found] == [(202607, 0), (202608, 0), (202609, 1), (202610, 0)]


def test_what_was_judged_since_is_counted_again_and_counting_twice_changes_nothing(
    build: Builder, alert: Alert
) -> None:
    scope, year = build.acting_as("inspector").actor.scope, (date(2026, 1, 1), date(2026, 12, 31))
    assert count_alerts(build.act) == {"months": 1}
    assert counted_at(build.session, scope) == build.act.at
    assert count_alerts(build.act) == {"months": 0}
    inspector = assigned(build, alert)
    close(inspector, alert, "已整改")
    build.session.flush()
    assert count_alerts(build.act) == {"months": 1}
    count = count_by(build.session, scope, By.POINT, *year)[0]
    assert (count.total, count.open, count.confirmed) == (1, 0, 1)


@settings(deadline=None, max_examples=few(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_counts_of_any_period_are_the_alerts_of_that_period(build: Builder, data: st.DataObject) -> None:
    days = st.dates(date(2025, 11, 1), date(2026, 3, 31))
    found = data.draw(st.lists(days, max_size=12))
    first, last = sorted((data.draw(days), data.draw(days)))
    with build.session.no_autoflush, build.session.begin_nested() as kept:
        for number, day in enumerate(found):
            build.session.add(
                Alert(
                    county=350102,
                    point="A4.backdated",
                    subject_kind="approval",
                    subject_id=number,
                    episode="",
                    organisation_id=build.organ.id,
                    severity=2,
                    occurred_at=start_of_day(day),
                    detected_at=start_of_day(day),
                    text="-",
                    state="new",
                )
            )
        build.session.flush()
        for month in month_starts(date(2025, 11, 1), date(2026, 3, 31)):
            count_month(build.session, 350102, month)
        scope = build.acting_as("inspector").actor.scope
        counted = sum(row.total for row in count_by(build.session, scope, By.POINT, first, last))
        by_month = sum(row.total for row in count_by(build.session, scope, By.MONTH, first, last))
        kept.rollback()
    assert counted == by_month == sum(first <= day <= last for day in found)


def test_figures_hold_nothing_from_outside_the_scope(build: Builder, alert: Alert) -> None:
    scope = build.acting_as("other_inspector").actor.scope
    count_alerts(build.act)
    assert count_by(build.session, scope, By.COUNTY, date(2026, 1, 1), date(2026, 12, 31)) == []
