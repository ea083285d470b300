"""Working days, time limits and the yearly notice."""

import time as time_of_machine
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day, start_of_day
from app.kernel.audit import TrailRow
from app.kernel.calendar import (
    FIRST_PUBLISHED,
    ONE_DAY,
    CalendarMissing,
    Limit,
    Unit,
    WorkingCalendar,
    WorkingDay,
    days_in,
    import_days,
    is_held,
    load_published,
    missing_years,
    on_change,
    published_year,
    replace_year,
    working_calendar,
    year_from_notice,
)
from app.kernel.clocks import ClockKind, start_clock
from app.kernel.errors import Incomplete, NotAllowed
from tests.world import World

SOURCE = "国办发明电〔2026〕7号"


@cache
def real() -> WorkingCalendar:
    """The calendar of 2010 to 2026 as published."""
    return WorkingCalendar((day, worked) for year in range(2010, 2027) for day, worked, _ in published_year(year))


def by_loop(first: date, last: date) -> int:
    """Count working days in (first, last] one by one: the slow and obvious way."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(real().is_workday(day) for day in days)


days = st.dates(date(2012, 1, 1), date(2024, 12, 31))
counts = st.integers(0, 260)


@given(day=days, more=st.integers(0, 400), count=counts, further=counts)
@settings(deadline=None)
def test_adding_working_days_is_monotone_in_day_and_count(day, more, count, further):
    assert real().add(day, count) <= real().add(day + timedelta(days=more), count)
    assert real().add(day, count) <= real().add(day, count + further)


@given(day=days, count=counts)
@settings(deadline=None)
def test_counting_undoes_adding(day, count):
    assert real().between(day, real().add(day, count)) == count


@given(day=days, length=st.integers(0, 800))
@settings(deadline=None)
def test_counting_equals_counting_one_by_one(day, length):
    last = day + timedelta(days=length)
    assert real().between(day, last) == by_loop(day, last)
    assert real().between(last, day) == -by_loop(day, last)


@given(day=days, count=st.integers(1, 260))
@settings(deadline=None)
def test_going_back_and_forth_returns_to_a_working_day(day, count):
    back = real().before(day, count)
    assert real().is_workday(back)
    assert real().add(back, count) == real().roll(day)


@given(day=days)
@settings(deadline=None)
def test_rolling_goes_to_the_next_worked_day_and_stays_there(day):
    rolled = real().roll(day)
    assert rolled >= day
    assert real().is_workday(rolled)
    assert by_loop(day - ONE_DAY, rolled) == 1
    assert real().roll(rolled) == rolled


@given(
    accepted=days,
    budget=st.integers(1, 60),
    pauses=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=4),
)
@settings(deadline=None)
def test_both_formulas_of_the_due_day_agree_and_a_suspension_never_shortens(accepted, budget, pauses):
    calendar, used, suspended, resumed = real(), 0, 0, accepted
    for gap, length in pauses:
        start = resumed + timedelta(days=gap)
        if used + calendar.between(resumed, start) >= budget:
            break
        used += calendar.between(resumed, start)
        resumed = start + timedelta(days=length)
        suspended += calendar.between(start, resumed)
    by_rest = calendar.add(resumed, budget - used)
    by_sum = calendar.add(accepted, budget + suspended)
    assert by_rest == by_sum
    assert by_sum >= calendar.add(accepted, budget)


WORKING, CALENDAR, MONTH = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH
VECTORS = {
    "accepted, 20 working days": (date(2026, 9, 21), Limit(20), date(2026, 10, 26)),
    "accepted, 30 working days": (date(2026, 9, 21), Limit(30), date(2026, 11, 9)),
    "one-time notice, 10 October is worked": (date(2026, 9, 29), Limit(5), date(2026, 10, 12)),
    "penalty, rolled": (date(2026, 7, 6), Limit(90, CALENDAR), date(2026, 10, 8)),
    "penalty, not rolled": (date(2026, 7, 6), Limit(90, CALENDAR, roll_last_day=False), date(2026, 10, 4)),
    "fine, rolled": (date(2026, 9, 18), Limit(15, CALENDAR), date(2026, 10, 8)),
    "no days at all": (date(2026, 9, 19), Limit(0), date(2026, 9, 19)),
    "the start counts": (date(2026, 9, 21), Limit(1, count_start_day=True), date(2026, 9, 21)),
    "a start off does not": (date(2026, 9, 19), Limit(2, count_start_day=True), date(2026, 9, 21)),
    "nothing to count": (date(2026, 9, 19), Limit(0, count_start_day=True), date(2026, 9, 19)),
    "calendar days with start": (date(2026, 9, 1), Limit(10, CALENDAR, True), date(2026, 9, 10)),
    "February is short": (date(2026, 1, 31), Limit(1, MONTH), date(2026, 2, 28)),
    "suit within six months, rolled": (date(2026, 4, 1), Limit(6, MONTH), date(2026, 10, 8)),
    "months with start": (date(2026, 3, 1), Limit(2, MONTH, True, False), date(2026, 4, 30)),
}
"""Start, limit and last day."""


@pytest.mark.parametrize("start, limit, due", VECTORS.values(), ids=VECTORS)
def test_the_last_day_of_a_limit_is_that_of_the_law(start, limit, due):
    assert real().due(start, limit) == due


def test_a_suspension_of_the_national_holiday_uses_four_and_pauses_eleven_days():
    accepted, suspended, resumed = date(2026, 9, 21), date(2026, 9, 28), date(2026, 10, 19)
    assert real().between(accepted, suspended) == 4
    assert real().between(suspended, resumed) == 11
    assert real().add(resumed, 20 - 4) == date(2026, 11, 10)
    assert real().add(accepted, 20 + 11) == date(2026, 11, 10)


def test_a_limit_in_hours_has_no_last_day():
    with pytest.raises(ValueError, match="instant"):
        real().due(date(2026, 9, 21), Limit(2, Unit.HOUR))


def test_adding_or_taking_no_days_stays_where_it_is():
    assert real().add(date(2026, 9, 20), 0) == real().before(date(2026, 9, 20), 0) == date(2026, 9, 20)
    assert real().between(date(2031, 1, 1), date(2031, 1, 1)) == 0


def test_two_libraries_know_the_same_holidays():
    other = holidays.country_holidays("CN", years=range(2010, 2027))
    for year in range(2010, 2027):
        for day, worked, _ in published_year(year):
            assert worked == other.is_working_day(day), day


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.is_workday(date(2027, 1, 4)),
        lambda c: c.roll(date(2027, 1, 1)),
        lambda c: c.add(date(2026, 12, 20), 20),
        lambda c: c.before(date(2010, 1, 4), 2),
        lambda c: c.between(date(2026, 12, 20), date(2027, 1, 4)),
        lambda c: c.due(date(2026, 12, 10), Limit(30, Unit.CALENDAR_DAY)),
    ],
)
def test_a_year_that_is_not_held_is_never_guessed(ask: Callable[[WorkingCalendar], object]):
    with pytest.raises(CalendarMissing) as refusal:
        ask(real())
    assert refusal.value.year in (2009, 2027)
    assert "yearly holiday notice" in str(refusal.value)


def test_a_year_that_lacks_one_day_counts_as_missing():
    rows = [(day, worked) for day, worked, _ in published_year(2026)]
    holed = WorkingCalendar(rows[:100] + rows[101:])
    assert holed.years == frozenset()
    with pytest.raises(CalendarMissing):
        holed.is_workday(date(2026, 9, 21))
    assert WorkingCalendar(rows).years == {2026}


def test_what_comes_after_closing_time_or_on_a_day_off_is_received_on_the_next_working_day():
    friday_noon, friday_evening = datetime(2026, 9, 18, 4, tzinfo=UTC), datetime(2026, 9, 18, 10, tzinfo=UTC)
    saturday, make_up = datetime(2026, 9, 19, 4, tzinfo=UTC), date(2026, 9, 20)
    assert real().counts_on(friday_noon, time(17, 30)) == date(2026, 9, 18)
    assert real().counts_on(friday_evening) == date(2026, 9, 18)
    assert real().counts_on(friday_evening, time(17, 30)) == make_up
    assert real().counts_on(saturday) == make_up


def test_the_table_is_read_a_year_at_a_time_and_again_after_the_transaction(session: Session, acting_as):
    act = acting_as(None)
    held = working_calendar(session)
    assert working_calendar(session) is held
    assert held.add(date(2026, 9, 21), 20) == date(2026, 10, 26)
    assert held.years == {2026}
    with session.begin_nested() as inner:
        import_days(act, published_2027(), 2027)
        assert working_calendar(session).is_workday(date(2027, 1, 4))
        inner.rollback()
    with pytest.raises(CalendarMissing):
        working_calendar(session).is_workday(date(2027, 1, 4))


def published_2027() -> list[tuple[date, bool, str]]:
    """Rows as the notice for 2027 might say."""
    return year_from_notice(
        2027,
        [(date(2027, 1, 1), date(2027, 1, 3)), (date(2027, 2, 5), date(2027, 2, 11))],
        [date(2027, 2, 13), date(2027, 2, 20)],
        SOURCE,
    )


def test_a_notice_gives_a_whole_year_over_the_weekend_rule():
    rows = {day: worked for day, worked, _ in published_2027()}
    assert len(rows) == days_in(2027) == 365
    assert not rows[date(2027, 2, 9)]
    assert rows[date(2027, 2, 13)]
    assert not rows[date(2027, 3, 6)]
    assert rows[date(2027, 3, 8)]


def test_the_notice_of_2026_rebuilds_the_published_year():
    off = [
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    ]
    made_up = [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    rebuilt = [(day, worked) for day, worked, _ in year_from_notice(2026, off, made_up, SOURCE)]
    assert rebuilt == [(day, worked) for day, worked, _ in published_year(2026)]


def test_a_notice_may_speak_of_the_december_before():
    rows = year_from_notice(2023, [(date(2022, 12, 31), date(2023, 1, 2))], [date(2022, 12, 24)], SOURCE)
    assert rows[0] == (date(2022, 12, 24), True, SOURCE)
    assert rows[1] == (date(2022, 12, 31), False, SOURCE)
    assert len(rows) == 365 + 2


@pytest.mark.parametrize(
    "off, made_up, said",
    [
        ([(date(2027, 1, 3), date(2027, 1, 1))], [], "end before they begin"),
        ([(date(2027, 1, 1), date(2027, 1, 3))], [date(2027, 1, 2)], "both as a day off"),
        ([], [date(2027, 1, 4)], "no Saturday or Sunday"),
        ([], [date(2026, 11, 28)], "does not belong"),
        ([(date(2028, 1, 1), date(2028, 1, 1))], [], "does not belong"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(off, made_up, said):
    with pytest.raises(Incomplete, match=said):
        year_from_notice(2027, off, made_up, SOURCE)


def test_a_year_that_nobody_has_published_is_missing():
    with pytest.raises(CalendarMissing):
        published_year(2027)


def test_the_next_year_is_missed_from_november_on(session: Session, acting_as):
    acting_as(None)
    assert missing_years(session, date(2026, 10, 31)) == []
    assert missing_years(session, date(2026, 11, 1)) == [2027]
    assert missing_years(session, date(2027, 1, 4)) == [2027]
    assert missing_years(session, date(2027, 12, 1)) == [2027, 2028]


def test_importing_a_year_counts_what_changed_and_leaves_a_row_in_the_trail(
    session: Session, world: World, acting_as: Callable[..., Act]
):
    act = acting_as("city_admin")
    assert import_days(act, published_2027(), 2027) == 365
    assert is_held(session, 2027)
    assert working_calendar(session).is_workday(date(2027, 2, 13))
    assert import_days(act, published_2027(), 2027) == 0
    amended = [(d, worked and d != date(2027, 3, 8), "补充通知") for d, worked, _ in published_2027()]
    assert import_days(act, amended, 2027) == 1
    assert session.get_one(WorkingDay, date(2027, 3, 8)).source == "补充通知"
    assert session.get_one(WorkingDay, date(2027, 3, 9)).source == SOURCE
    rows = session.scalars(select(TrailRow.facts).where(TrailRow.verb == "calendar.imported")).all()
    assert len(rows) == 3
    assert '"changed":1,' in rows[-1]


def test_an_import_may_amend_the_december_of_a_year_that_is_held(session: Session, acting_as):
    act = acting_as("city_admin")
    rows = [(date(2026, 12, 26), True, SOURCE), *published_2027()]
    assert import_days(act, rows, 2027) == 366
    assert working_calendar(session).is_workday(date(2026, 12, 26))


@pytest.mark.parametrize(
    "change, said",
    [
        pytest.param(lambda rows: rows[:-1], "1 days .* the first is 2027-12-31", id="a day short"),
        pytest.param(lambda rows: [*rows, rows[5]], "given twice", id="a day twice"),
        pytest.param(lambda rows: [*rows, (date(2028, 1, 1), False, SOURCE)], "not belong", id="a day beyond"),
        pytest.param(lambda rows: [(date(2026, 11, 28), True, SOURCE), *rows], "not belong", id="too early"),
    ],
)
def test_an_import_of_less_or_more_than_a_year_is_refused_whole(session: Session, acting_as, change, said):
    act = acting_as("city_admin")
    with pytest.raises(Incomplete, match=said):
        import_days(act, change(published_2027()), 2027)
    assert not is_held(session, 2027)


def test_december_of_a_year_that_is_not_held_is_left_out_and_told(session: Session, acting_as):
    rows = [(d.replace(year=2029), worked, s) for d, worked, s in published_2027()]
    done = replace_year(acting_as("city_admin"), [(date(2028, 12, 30), True, SOURCE), *rows], 2029)
    assert (done.left_out, len(done.days)) == ((date(2028, 12, 30),), 365)
    assert session.get(WorkingDay, date(2028, 12, 30)) is None


def test_only_an_administrator_imports_a_calendar(session: Session, acting_as):
    with pytest.raises(NotAllowed):
        import_days(acting_as("handler"), published_2027(), 2027)


def test_who_derives_from_the_calendar_hears_of_changed_years_only(session: Session, acting_as, monkeypatch):
    heard: list[list[int]] = []
    monkeypatch.setattr(
        "app.kernel.calendar.changing.on_change", {"test": lambda act, shift: heard.append(list(shift.years)) or 0}
    )
    act = acting_as(None)
    import_days(act, published_2027(), 2027)
    import_days(act, published_2027(), 2027)
    import_days(act, [(date(2026, 12, 26), True, SOURCE), *published_2027()], 2027)
    assert heard == [[2027], [2026]]
    assert on_change


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Asia/Shanghai"])
def test_days_are_those_of_china_whatever_the_machine_is_set_to(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time_of_machine.tzset()
    try:
        assert local_day(datetime(2026, 9, 21, 15, 59, tzinfo=UTC)) == date(2026, 9, 21)
        assert local_day(datetime(2026, 9, 21, 16, 0, tzinfo=UTC)) == date(2026, 9, 22)
        assert start_of_day(date(2026, 9, 21)) == datetime(2026, 9, 20, 16, 0, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time_of_machine.tzset()


def test_every_published_year_is_loaded_in_one_act_and_fills_the_limits_that_waited(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("city_admin")
    organ = world.organisation("gulou-urban")
    clock = start_clock(act, organ, ClockKind.ANSWER, Limit(5), on=date(2020, 1, 22))
    assert clock.due_on is None
    years = load_published(act)
    assert years == [*range(FIRST_PUBLISHED, 2025)]  # the small world holds 2025 and 2026 already
    assert all(is_held(session, year) for year in (*years, 2025, 2026))
    assert clock.due_on == date(2020, 2, 6)  # the Spring Festival of 2020 was made longer, to 2 February
    rows = session.scalars(select(TrailRow.facts).where(TrailRow.verb == "calendar.loaded")).all()
    assert len(rows) == 1 and '"deadlines":1' in rows[0]
    assert load_published(act) == []
