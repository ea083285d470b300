"""Clocks: budget, ledger of suspensions, due day, and what a changed calendar does to them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, start_of_day
from app.kernel.audit import TrailRow
from app.kernel.calendar import ONE_DAY, CalendarMissing, Limit, Unit, import_days, year_from_notice
from app.kernel.clocks import (
    Clock,
    ClockKind,
    breached,
    clock_of,
    clocks_without_due,
    extend_clock,
    fix_clock,
    recompute_clocks,
    remaining_days,
    resume_clock,
    running_clocks,
    start_clock,
    stop_clock,
    suspend_clock,
    used_days,
)
from app.kernel.errors import Incomplete
from app.kernel.places import Organisation
from tests import few
from tests.conftest import NOW
from tests.kernel.test_calendar import published_2027
from tests.world import World

S = ClockKind.STATUTORY
ACCEPTED, SUSPENDED, RESUMED = date(2026, 9, 21), date(2026, 9, 28), date(2026, 10, 19)
DECEMBER = datetime(2026, 12, 15, 2, tzinfo=UTC)


@pytest.fixture
def act(acting_as: Callable[..., Act]) -> Act:
    return acting_as(None)


@pytest.fixture
def case(world: World) -> Organisation:
    """A row that a clock can be about; the kernel knows no cases."""
    return world.organisation("gulou-urban")


def test_a_clock_is_due_at_the_midnight_after_its_last_day(act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(20, basis="art. 42"))
    assert (clock.due_on, clock.due_at) == (date(2026, 10, 26), start_of_day(date(2026, 10, 27)))
    assert clock.warn_at == start_of_day(date(2026, 10, 23))
    assert (clock.started_on, clock.started_at, clock.basis, clock.running) == (ACCEPTED, NOW, "art. 42", True)


def test_a_clock_is_late_only_after_that_midnight(act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(20))
    midnight = start_of_day(date(2026, 10, 27))
    assert not breached(clock, midnight)
    assert breached(clock, midnight + timedelta(microseconds=1))
    stop_clock(act, case, S, at=midnight)
    assert not breached(clock, midnight + timedelta(days=9))


def test_a_short_clock_is_near_its_end_from_its_start(act: Act, case: Organisation):
    assert start_clock(act, case, S, Limit(1)).warn_at == NOW


def test_a_clock_may_start_on_an_earlier_day_or_instant(act: Act, case: Organisation):
    by_day = start_clock(act, case, S, Limit(5), on=date(2026, 9, 18))
    assert by_day.started_at == start_of_day(date(2026, 9, 18))
    instant = datetime(2026, 9, 17, 17, 0, tzinfo=UTC)
    by_instant = start_clock(act, case, S, Limit(5), at=instant)
    assert by_instant.started_on == date(2026, 9, 18), "one in the morning in China"
    assert by_day.due_on == by_instant.due_on
    assert start_clock(act, case, S, Limit(5), on=act.on).started_at == NOW


def test_the_newest_clock_of_a_kind_is_found(session: Session, act: Act, case: Organisation):
    assert clock_of(session, case, S) is None
    start_clock(act, case, S, Limit(20))
    second = start_clock(act, case, S, Limit(20))
    start_clock(act, case, ClockKind.PROMISE, Limit(10))
    assert clock_of(session, case, S) is second
    assert len(running_clocks(session, case)) == 3


def test_stopping_stops_every_running_clock_of_the_kind_and_no_other(session: Session, act: Act, case: Organisation):
    first, second = (start_clock(act, case, S, Limit(20), step_id=step) for step in (1, 2))
    other = start_clock(act, case, ClockKind.PROMISE, Limit(10))
    stop_clock(act, case, S, step_id=1)
    assert (first.stopped_at, second.stopped_at) == (NOW, None)
    stop_clock(act, case, S, at=NOW + timedelta(days=1))
    assert first.stopped_at == NOW
    assert second.stopped_at == NOW + timedelta(days=1)
    assert other.running
    assert not second.running


def test_a_suspension_uses_four_days_and_moves_the_due_day_by_eleven(session: Session, act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(20))
    suspend_clock(act, case, S, SUSPENDED)
    assert (clock.due_on, clock.due_at, clock.warn_at) == (None, None, None)
    assert not clock.running
    assert not breached(clock, NOW + timedelta(days=400))
    assert used_days(session, clock, RESUMED) == 4
    assert remaining_days(session, clock, RESUMED) == 16
    resume_clock(act, case, S, RESUMED)
    assert (clock.suspended_days, clock.due_on) == (11, date(2026, 11, 10))
    assert used_days(session, clock, RESUMED) == 4
    assert remaining_days(session, clock, RESUMED) == 16


def test_suspending_twice_and_resuming_twice_change_nothing_more(act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(20))
    suspend_clock(act, case, S, SUSPENDED)
    suspend_clock(act, case, S, date(2026, 9, 29))
    assert clock.suspended_on == SUSPENDED
    resume_clock(act, case, S, RESUMED)
    resume_clock(act, case, S, date(2026, 10, 20))
    assert clock.due_on == date(2026, 11, 10)


def test_the_past_is_told_as_it_was_before_later_suspensions(session: Session, act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(20))
    suspend_clock(act, case, S, SUSPENDED)
    resume_clock(act, case, S, RESUMED)
    assert used_days(session, clock, date(2026, 9, 23)) == 2
    assert remaining_days(session, clock, date(2026, 9, 23)) == 18
    assert used_days(session, clock, date(2026, 10, 9)) == 4


def test_a_suspension_before_the_start_or_the_last_resumption_is_refused(act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(20))
    with pytest.raises(Incomplete, match="cannot begin on 2026-09-18"):
        suspend_clock(act, case, S, date(2026, 9, 18))
    suspend_clock(act, case, S, SUSPENDED)
    with pytest.raises(Incomplete, match="cannot end before"):
        resume_clock(act, case, S, date(2026, 9, 27))
    resume_clock(act, case, S, RESUMED)
    with pytest.raises(Incomplete, match="2026-10-19") as refusal:
        suspend_clock(act, case, S, date(2026, 10, 16))
    assert refusal.value.field == "suspended_on"
    assert clock.suspensions == [["2026-09-28", "2026-10-19"]]


@given(
    limit=st.integers(1, 40),
    unit=st.sampled_from(list(Unit)),
    pauses=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), max_size=3),
    roll=st.booleans(),
)
@settings(deadline=None, max_examples=few(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_suspension_never_shortens_a_clock(session: Session, act: Act, case: Organisation, limit, unit, pauses, roll):
    with session.begin_nested() as around:
        start, value = date(2025, 2, 3), min(limit, 4) if unit == Unit.MONTH else limit
        clock = start_clock(act, case, S, Limit(value, unit, roll_last_day=roll), on=start)
        day, previous = start, clock.due_at
        assert previous is not None
        for gap, length in pauses:
            suspend_clock(act, case, S, day + gap * ONE_DAY)
            day += (gap + length) * ONE_DAY
            resume_clock(act, case, S, day)
            assert clock.due_at is not None
            assert clock.due_at >= previous
            assert clock.warn_at is not None
            assert clock.warn_at <= clock.due_at
            previous = clock.due_at
        if unit == Unit.WORKING_DAY:
            assert used_days(session, clock, day) + remaining_days(session, clock, day) == value
        around.rollback()


def test_an_extension_lengthens_the_limit_in_its_own_unit(act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(20))
    extend_clock(act, case, S, 10)
    assert (clock.extension, clock.due_on) == (10, date(2026, 11, 9))
    with pytest.raises(Incomplete):
        extend_clock(act, case, S, 0)


def test_calendar_days_and_months_pause_by_calendar_days_and_roll_at_the_end(session, act: Act, case: Organisation):
    fine = start_clock(act, case, ClockKind.ANSWER, Limit(15, Unit.CALENDAR_DAY), on=date(2026, 9, 18))
    assert fine.due_on == date(2026, 10, 8)
    assert used_days(session, fine, date(2026, 9, 28)) == 10
    assert remaining_days(session, fine, date(2026, 10, 6)) == 2
    suspend_clock(act, case, ClockKind.ANSWER, date(2026, 9, 28))
    resume_clock(act, case, ClockKind.ANSWER, date(2026, 10, 5))
    assert (fine.suspended_days, fine.due_on) == (7, date(2026, 10, 10)), "10 October is a working Saturday"
    unrolled = start_clock(
        act, case, ClockKind.REPLY, Limit(90, Unit.CALENDAR_DAY, roll_last_day=False), on=date(2026, 7, 6)
    )
    assert unrolled.due_on == date(2026, 10, 4)
    month = start_clock(act, case, ClockKind.HEARING, Limit(1, Unit.MONTH), on=date(2026, 9, 2))
    assert month.due_on == date(2026, 10, 8)


def test_a_clock_in_hours_ends_at_its_instant_and_warns_in_its_last_quarter(session, act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(8, Unit.HOUR))
    assert clock.due_at == NOW + timedelta(hours=8)
    assert clock.warn_at == NOW + timedelta(hours=6)
    assert clock.due_on == ACCEPTED
    assert remaining_days(session, clock, date(2026, 9, 23)) == -2


def test_a_start_day_that_counts_is_used_at_once(session: Session, act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(3, count_start_day=True))
    assert clock.due_on == date(2026, 9, 23)
    assert used_days(session, clock, ACCEPTED) == 1
    assert remaining_days(session, clock, ACCEPTED) == 2


def test_a_late_clock_has_less_than_nothing_left_and_a_stopped_one_loses_no_more(session, act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(2))
    assert remaining_days(session, clock, date(2026, 9, 28)) == -2
    stop_clock(act, case, S, at=datetime(2026, 9, 24, 2, tzinfo=UTC))
    assert remaining_days(session, clock, date(2026, 10, 30)) == -1
    assert used_days(session, clock, date(2026, 10, 30)) == 3
    assert breached(clock, clock.started_at)


def test_a_clock_stopped_while_suspended_knows_whether_it_was_kept(act: Act, case: Organisation):
    clock = start_clock(act, case, S, Limit(2))
    suspend_clock(act, case, S, date(2026, 9, 28))
    stop_clock(act, case, S, at=datetime(2026, 10, 9, 2, tzinfo=UTC))
    assert (clock.suspended_on, clock.due_on) == (None, date(2026, 9, 30))
    assert breached(clock, NOW)


def test_a_due_day_from_outside_never_moves(session: Session, act: Act, case: Organisation):
    by_day = start_clock(act, case, S, Limit(20))
    fix_clock(act, by_day, date(2026, 10, 3))
    assert by_day.due_at == start_of_day(date(2026, 10, 4))
    assert by_day.warn_at == start_of_day(date(2026, 10, 3))
    suspend_clock(act, case, S, SUSPENDED)
    resume_clock(act, case, S, RESUMED)
    extend_clock(act, case, S, 10)
    assert by_day.due_on == date(2026, 10, 3)
    assert remaining_days(session, by_day, date(2026, 9, 28)) == 2
    by_instant = start_clock(act, case, ClockKind.PROMISE, Limit(8, Unit.HOUR))
    fix_clock(act, by_instant, NOW + timedelta(hours=30))
    assert (by_instant.due_on, by_instant.due_at) == (date(2026, 9, 22), NOW + timedelta(hours=30))
    assert recompute_clocks(act) == 0


def test_a_clock_into_a_missing_year_runs_without_a_due_day_until_the_year_is_imported(
    session: Session, acting_as: Callable[..., Act], case: Organisation
):
    act = acting_as(None, DECEMBER)
    clock = start_clock(act, case, S, Limit(20))
    short = start_clock(act, case, ClockKind.PROMISE, Limit(5))
    assert (clock.due_on, clock.due_at, clock.warn_at, clock.running) == (None, None, None, True)
    assert not breached(clock, DECEMBER + timedelta(days=300))
    assert clocks_without_due(session) == [clock]
    with pytest.raises(CalendarMissing):
        remaining_days(session, clock, act.on)
    import_days(act, published_2027(), 2027)
    assert clocks_without_due(session) == []
    assert clock.due_on == date(2027, 1, 13)
    assert short.due_on == date(2026, 12, 22)
    told = session.scalars(select(TrailRow).where(TrailRow.verb == "clock.recomputed")).one()
    assert (told.subject_kind, told.subject_id) == (case.kind, case.id)
    assert '"new_due":"2027-01-13","old_due":null' in told.facts


def test_a_clock_stopped_in_a_missing_year_is_judged_when_the_year_is_imported(
    session: Session, acting_as: Callable[..., Act], case: Organisation
):
    act = acting_as(None, DECEMBER)
    clock = start_clock(act, case, S, Limit(20))
    stop_clock(act, case, S, at=datetime(2027, 1, 20, 2, tzinfo=UTC))
    assert not breached(clock, NOW)
    import_days(act, published_2027(), 2027)
    assert breached(clock, NOW)


def test_a_suspension_across_a_missing_year_is_counted_when_the_year_is_imported(
    session: Session, acting_as: Callable[..., Act], case: Organisation
):
    act = acting_as(None, DECEMBER)
    clock = start_clock(act, case, S, Limit(5))
    suspend_clock(act, case, S, date(2026, 12, 16))
    resume_clock(act, case, S, date(2027, 1, 6))
    assert clock.due_on is None
    import_days(act, published_2027(), 2027)
    assert clock.suspended_days == 14
    assert clock.due_on == date(2027, 1, 12)


def test_a_changed_calendar_moves_running_clocks_after_it_and_leaves_stopped_and_earlier_ones(
    session: Session, acting_as: Callable[..., Act], case: Organisation
):
    act = acting_as(None, DECEMBER)
    import_days(act, published_2027(), 2027)
    before = start_clock(act, case, ClockKind.PROMISE, Limit(5))
    stopped = start_clock(act, case, ClockKind.REPLY, Limit(20))
    stop_clock(act, case, ClockKind.REPLY)
    running = start_clock(act, case, S, Limit(20))
    paused = start_clock(act, case, ClockKind.DELIVER, Limit(20))
    suspend_clock(act, case, ClockKind.DELIVER, date(2026, 12, 16))
    dues = before.due_on, stopped.due_on
    amended = year_from_notice(2027, [(date(2027, 1, 1), date(2027, 1, 8))], [], "补充通知")
    import_days(act, amended, 2027)
    assert (before.due_on, stopped.due_on) == dues
    assert running.due_on == date(2027, 1, 20)
    assert paused.due_on is None


def test_recomputing_goes_through_all_clocks_in_batches(
    session: Session, act: Act, case: Organisation, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.kernel.clocks.operations.BATCH", 2)
    made = [start_clock(act, case, S, Limit(20)) for _ in range(5)]
    for clock in made:
        clock.due_on = date(2026, 1, 1)
    session.flush()
    assert recompute_clocks(act) == 5
    assert {clock.due_on for clock in session.scalars(select(Clock))} == {date(2026, 10, 26)}
    assert recompute_clocks(act, [2026]) == 0
