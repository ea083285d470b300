"""Points of process, platform and follow-up: each fires, does not fire, and ceases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete

from app.kernel.audit import Subject
from app.kernel.calendar import WorkingDay
from app.kernel.clocks import ClockKind
from app.kernel.flows.models import Flow, FlowStep, FlowVersion
from app.supervision.models import FollowUp
from app.supervision.operations.alerts import close, mark_false_alarm
from app.supervision.operations.bulk import assign_alerts
from app.supervision.operations.settings import set_limit
from app.supervision.points import SUPERVISION_POINTS
from app.supervision.points.accounts import ACCOUNT_POINTS
from app.supervision.points.affairs import AFFAIRS_POINTS
from app.supervision.points.conflicts import CONFLICT_POINTS
from app.supervision.points.steering import STEERING_POINTS
from app.surfaces.scheduling.operations import log_run, note_hung, note_standstill, pause_clock
from app.surfaces.scheduling.standing import failing_jobs
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder, point


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, how the like is no alert, and how it ends."""

    fires: Callable[[Builder], Any]
    calm: Callable[[Builder], Any]
    ends: Callable[[Builder, Any], None] | None
    """``None``: a fact of history that nothing undoes."""


def _set(name: str, value: Any) -> Callable[[Builder, Any], None]:
    def end(build: Builder, row: Any) -> None:
        setattr(row, name, value)
        build.session.flush()

    return end


def _two_steps(b: Builder, second: bool) -> Any:
    flow = b.add(Flow(county=350102, code=f"four{second}", name="四眼"))
    version = b.add(FlowVersion(county=350102, flow_id=flow.id, number=1))
    b.add(FlowStep(county=350102, version_id=version.id, place=1, code="review", name="审核"))
    step = FlowStep(county=350102, version_id=version.id, place=2, code="check", name="复核")
    step.four_eyes_with = "review"
    b.add(step)
    case = b.case()
    b.visit(case, version_id=version.id)
    return b.visit(case, version_id=version.id, step_code="check", closed_by=b.second.id if second else b.handler.id)


def _gap(b: Builder, visited: bool) -> Any:
    flow = b.add(Flow(county=350102, code=f"gap{visited}", name="三步"))
    version = b.add(FlowVersion(county=350102, flow_id=flow.id, number=1))
    case = b.decided(flow_version_id=version.id)
    if visited:
        b.visit(case)
    return case


def _alert_about_late_case(b: Builder) -> Any:
    clock = b.clock(b.case(), ClockKind.STATUTORY, date(2026, 9, 18))
    b.sweep(point("A5.statutory"))
    return clock, b.alerts("A5.statutory")[0]


def _closed_alert(b: Builder, while_late: bool) -> Any:
    clock, alert = _alert_about_late_case(b)
    if not while_late:
        clock.stopped_at = NOW
    alert.state, alert.closed_at = "closed", NOW
    b.session.flush()
    return clock


def _setting(b: Builder, name: str = "days") -> Any:
    act = b.acting_as("county_admin")
    setting = set_limit(act, point("A5.promise_long" if name == "days" else "A2.reason"), name, 30, "试行")
    b.act = b.acting_as()
    return setting


def _set_while_open(b: Builder) -> Any:
    b.clock(b.case(), ClockKind.PROMISE, date(2026, 9, 7))
    b.sweep(point("A5.promise_long"), at=NOW - DAY)
    assert b.alerts("A5.promise_long")
    return _setting(b)


def _follow_up(b: Builder, **values: Any) -> Any:
    _clock, alert = _alert_about_late_case(b)
    given = {
        "county": 350102,
        "number": f"DB-{alert.id}",
        "alert_id": alert.id,
        "organisation_id": b.organ.id,
        "asked_at": NOW - 9 * DAY,
        "question": "请说明",
    }
    return b.add(FollowUp(**(given | values)))


def _put_right(b: Builder, case: Any, false_alarm: bool = False) -> None:
    """Have an entry with an earlier date found and ended by an inspector five days ago."""
    b.suspension(case, entry_lag=4, entered_at=NOW - 8 * DAY)
    b.act = b.acting_as()
    b.sweep(point("A4.backdated"), at=NOW - 7 * DAY)
    alert, inspector = b.alerts("A4.backdated")[-1], b.acting_as("inspector", at=NOW - 5 * DAY)
    assign_alerts(inspector, [alert.id], b.world.official("inspector").id)
    if false_alarm:
        mark_false_alarm(inspector, alert, "lawful")
    else:
        close(inspector, alert, "已整改")
    b.act = b.acting_as()


def _found_again(b: Builder, case: Any, days_ago: int = 3) -> Any:
    b.suspension(case, entry_lag=4, entered_at=NOW - days_ago * DAY)
    b.sweep(point("A4.backdated"))
    return b.alerts("A4.backdated")[-1]


def _relapse(b: Builder, days_ago: int = 3, false_alarm: bool = False) -> Any:
    case = b.case(NOW - 20 * DAY)
    _put_right(b, case, false_alarm)
    return _found_again(b, case, days_ago)


def _clear(b: Builder, alert: Any) -> None:
    inspector = b.acting_as("inspector")
    assign_alerts(inspector, [alert.id], b.world.official("inspector").id)
    mark_false_alarm(inspector, alert, "wrong_record")
    b.act = b.acting_as()
    b.session.flush()


def _late_reply(b: Builder, due_on: date) -> Any:
    return b.clock(_follow_up(b), ClockKind.REPLY, due_on)


def _lose_calendar(b: Builder) -> None:
    b.session.execute(delete(WorkingDay).where(WorkingDay.day >= date(2026, 1, 1)))


def _restore_calendar(b: Builder, year: int) -> None:
    for day in (date(year, 1, 1), date(year, 12, 31)):
        b.add(WorkingDay(day=day, is_workday=False, source="国务院办公厅通知"))


def _failing(b: Builder) -> Any:
    log_run(b.act, "sign roots", NOW, {}, "no key")
    return failing_jobs(b.session)[0]


SCENARIOS = {
    "PR.own_decision": Scenario(
        lambda b: b.decided(decided_by=b.handler.id),
        lambda b: (b.decided(), b.case()),
        lambda b, row: _set("decided_by", b.head.id)(b, row),
    ),
    "PR.own_step": Scenario(
        lambda b: _two_steps(b, second=False),
        lambda b: _two_steps(b, second=True),
        lambda b, row: _set("closed_by", b.second.id)(b, row),
    ),
    "PR.own_return": Scenario(
        lambda b: b.returned(b.case(), approved_by=b.handler.id),
        lambda b: b.returned(b.case()),
        lambda b, row: _set("approved_by", b.head.id)(b, row),
    ),
    "PR.own_suspension": Scenario(
        lambda b: b.suspension(b.case(), approved_by=b.handler.id, handled_by=b.handler.id),
        lambda b: b.suspension(b.case(handler_id=b.head.id), handled_by=b.handler.id),
        lambda b, row: _set("approved_by", b.head.id)(b, row),
    ),
    "PR.own_correction": Scenario(
        lambda b: b.correction(b.case(), approved_by=b.handler.id),
        lambda b: b.correction(b.case()),
        lambda b, row: _set("approved_by", b.head.id)(b, row),
    ),
    "PR.step_missing": Scenario(
        lambda b: _gap(b, visited=False), lambda b: _gap(b, visited=True), lambda b, row: b.visit(row)
    ),
    "PR.date_moved": Scenario(
        lambda b: b.correction(b.case(), moves_date=True),
        lambda b: (b.correction(b.case()), b.correction(b.case(), moves_date=True, approved_at=None)),
        _set("moves_date", False),
    ),
    "PR.reversed": Scenario(
        lambda b: b.decided(accepted_at=NOW), lambda b: b.decided(), _set("accepted_at", NOW - 3 * DAY)
    ),
    "PR.clock_stood_still": Scenario(
        lambda b: note_standstill(b.act, NOW - DAY), lambda b: pause_clock(b.act, "1 day"), None
    ),
    "PR.clock_jumped": Scenario(
        lambda b: pause_clock(b.act, "1 day"), lambda b: note_standstill(b.act, NOW - DAY), None
    ),
    "PR.clock_hung": Scenario(lambda b: note_hung(b.act, "old"), lambda b: note_standstill(b.act, NOW - DAY), None),
    "PR.job_failed": Scenario(_failing, lambda b: log_run(b.act, "sign roots", NOW, {}), _set("ended_at", NOW)),
    "PR.trail_broken": Scenario(
        lambda b: b.happened("trail.broken", Subject("trail", 350102, 350100)),
        lambda b: b.happened("trail.exported", Subject("trail", 350102, 350100)),
        None,
    ),
    "PR.calendar_missing": Scenario(_lose_calendar, lambda b: None, lambda b, row: _restore_calendar(b, 2026)),
    "PR.calendar_next": Scenario(
        lambda b: set_limit(b.act, point("PR.calendar_next"), "from_month", 9, "提前", 350100),
        lambda b: None,
        lambda b, row: _restore_calendar(b, 2027),
    ),
    "PR.calendar_changed": Scenario(
        lambda b: b.happened("calendar.imported", Subject("working_calendar", 2026, 350100)),
        lambda b: b.happened("calendar.imported", Subject("other", 2026, 350100)),
        None,
    ),
    "PR.setting_changed": Scenario(_setting, lambda b: None, None),
    "PR.setting_hides": Scenario(_set_while_open, _setting, None),
    "PR.closed_early": Scenario(
        lambda b: _closed_alert(b, while_late=True),
        lambda b: _closed_alert(b, while_late=False),
        _set("stopped_at", NOW),
    ),
    "FU.overdue": Scenario(
        lambda b: _late_reply(b, date(2026, 9, 18)),
        lambda b: _late_reply(b, date(2026, 9, 21)),
        _set("due_at", NOW + DAY),
    ),
    "FU.repeated": Scenario(
        lambda b: _follow_up(b, round=3, reviewed_at=NOW),
        lambda b: _follow_up(b, round=2, reviewed_at=NOW),
        _set("round", 1),
    ),
    "FU.again": Scenario(_relapse, lambda b: _relapse(b, false_alarm=True), _clear),
}
CODES = sorted(SCENARIOS)


def test_every_point_of_supervision_has_its_scenario() -> None:
    """Those that look into two domains have theirs in tests/disclosure/test_figures.py, test_steering.py and test_conflicts.py."""
    compared = {one.code for one in (*AFFAIRS_POINTS, *STEERING_POINTS, *ACCOUNT_POINTS, *CONFLICT_POINTS)}
    assert set(SCENARIOS) == {one.code for one in SUPERVISION_POINTS} - compared


@pytest.mark.parametrize("code", CODES)
def test_a_condition_raises_one_alert(build: Builder, code: str) -> None:
    SCENARIOS[code].fires(build)
    build.sweep(point(code))
    build.sweep(point(code))
    assert len(build.alerts(code)) == 1


@pytest.mark.parametrize("code", CODES)
def test_what_is_in_order_raises_nothing(build: Builder, code: str) -> None:
    SCENARIOS[code].calm(build)
    build.sweep(point(code))
    assert build.alerts(code) == []


@pytest.mark.parametrize("code", [code for code in CODES if SCENARIOS[code].ends])
def test_an_alert_ceases_with_its_condition(build: Builder, code: str) -> None:
    scenario = SCENARIOS[code]
    row = scenario.fires(build)
    build.sweep(point(code))
    assert scenario.ends is not None
    scenario.ends(build, row)
    build.sweep(point(code))
    assert [alert.ceased_at for alert in build.alerts(code)] == [NOW]


@pytest.mark.parametrize(("days", "found"), [(7, 0), (9, 1)])
def test_a_relapse_lies_within_the_days_that_the_county_set(build: Builder, days: int, found: int) -> None:
    """Closed five days ago, found again eight days after the closing."""
    case = build.case(NOW - 20 * DAY)
    _put_right(build, case)
    build.suspension(case, entry_lag=4, entered_at=NOW + 3 * DAY)
    build.sweep(point("A4.backdated"), at=NOW + 4 * DAY)
    set_limit(build.acting_as("county_admin"), point("FU.again"), "days", days, "试行")
    build.act = build.acting_as()
    build.sweep(point("FU.again"), at=NOW + 4 * DAY)
    assert len(build.alerts("FU.again")) == found
