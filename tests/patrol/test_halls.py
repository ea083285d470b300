"""Halls, hours and rosters: when a hall is open, who should be at a counter, and who keeps that."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import CHINA, Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.patrol.hours import Span, read_time, without
from app.patrol.models import Roster
from app.patrol.queries import is_open, opening, rostered
from app.patrol.records.halls import ROSTER
from app.patrol.words import DayKind, Manning
from app.surfaces.records.writing import edit_record
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import Sheet
from tests.patrol.building import MONDAY, Halls, at

HOLIDAY = date(2026, 9, 25)
WORKED_SUNDAY = date(2026, 9, 20)


def clocks(halls: Halls, day: date) -> list[tuple[str, str]]:
    spans = opening(halls.session, halls.hall, day)
    return [(f"{s.begins.astimezone(CHINA):%H:%M}", f"{s.ends.astimezone(CHINA):%H:%M}") for s in spans]


def test_a_hall_is_open_in_its_hours_and_not_at_noon(halls: Halls) -> None:
    assert clocks(halls, MONDAY) == [("09:00", "12:00"), ("14:00", "17:30")]
    moments = ("08:59", "09:00", "11:59", "12:00", "13:00", "14:00", "17:30")
    found = [is_open(halls.session, halls.hall, at(clock)) for clock in moments]
    assert found == [False, True, True, False, False, True, False]


def test_a_public_holiday_is_closed_and_a_worked_sunday_keeps_mondays_hours(halls: Halls) -> None:
    assert clocks(halls, HOLIDAY) == []
    assert clocks(halls, WORKED_SUNDAY) == clocks(halls, MONDAY)
    halls.hours(DayKind.MAKE_UP, "9:00", "11:30")
    halls.hours(DayKind.HOLIDAY, "10:00", "11:00")
    assert clocks(halls, WORKED_SUNDAY) == [("09:00", "11:30")]
    assert clocks(halls, HOLIDAY) == [("10:00", "11:00")]


def test_a_saturday_is_open_only_where_somebody_entered_it(halls: Halls) -> None:
    saturday = MONDAY + timedelta(days=5)
    assert clocks(halls, saturday) == []
    halls.hours(DayKind.SATURDAY, "09:00", "12:00", from_on=saturday)
    assert clocks(halls, saturday) == [("09:00", "12:00")]
    assert clocks(halls, saturday - timedelta(days=7)) == []


def test_a_power_cut_closes_a_part_of_the_day(halls: Halls) -> None:
    halls.closed(at("10:00"), at("15:00"))
    assert clocks(halls, MONDAY) == [("09:00", "10:00"), ("15:00", "17:30")]


def test_hours_that_run_into_others_or_backwards_are_refused(halls: Halls) -> None:
    with pytest.raises(Conflict):
        halls.hours(DayKind.MONDAY, "11:00", "13:00")
    with pytest.raises(Incomplete, match="end lies before"):
        halls.hours(DayKind.SUNDAY, "11:00", "10:00")
    assert halls.hours(DayKind.MONDAY, "12:00", "13:00").opens == "12:00"


@pytest.mark.parametrize(("typed", "kept"), [("9:00", "09:00"), ("９：３０", "09:30"), ("17.05", "17:05")])
def test_a_time_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert read_time(typed, "opens") == kept


@pytest.mark.parametrize("typed", ["", "9", "24:00", "09:60", "上午九点"])
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Incomplete, match="09:00"):
        read_time(typed, "opens")


def test_taking_a_span_out_of_another_leaves_both_ends() -> None:
    whole = Span(at("09:00"), at("12:00"))
    assert without([whole], [Span(at("10:00"), at("11:00"))]) == [
        Span(at("09:00"), at("10:00")),
        Span(at("11:00"), at("12:00")),
    ]
    assert without([whole], [Span(at("08:00"), at("13:00"))]) == []
    assert without([whole], [Span(at("12:00"), at("13:00"))]) == [whole]


def test_without_a_roster_there_is_not_enough_data(halls: Halls) -> None:
    assert rostered(halls.session, halls.first, at("10:00")).manning == Manning.UNKNOWN


def test_the_roster_says_who_should_be_there_and_that_at_noon_nobody_needs_to(halls: Halls) -> None:
    halls.roster(halls.first, "window")
    window = halls.world.official("window").id
    assert rostered(halls.session, halls.first, at("10:00")) == (Manning.SOMEBODY, (window,))
    assert rostered(halls.session, halls.first, at("12:00")).manning == Manning.NOBODY
    assert rostered(halls.session, halls.second, at("10:00")).manning == Manning.UNKNOWN


def test_leave_takes_a_person_away_and_a_replacement_puts_another_there(halls: Halls) -> None:
    halls.roster(halls.first, "window")
    halls.roster(halls.first, "window", "10:00", "12:00", "leave", note="病假，周科同意")
    assert rostered(halls.session, halls.first, at("10:30")).manning == Manning.NOBODY
    window = halls.world.official("window").id
    halls.roster(halls.first, "handler", "10:00", "12:00", "replacement", instead_of_id=window)
    found = rostered(halls.session, halls.first, at("10:30"))
    assert found == (Manning.SOMEBODY, (halls.world.official("handler").id,))
    assert rostered(halls.session, halls.first, at("09:30")).officials == (window,)


def test_leave_needs_a_note_and_a_replacement_somebody_to_stand_in_for(halls: Halls) -> None:
    with pytest.raises(Incomplete) as refused:
        halls.roster(halls.first, "window", what="training")
    assert refused.value.field == "note"
    with pytest.raises(Incomplete) as refused:
        halls.roster(halls.first, "window", what="replacement")
    assert refused.value.field == "instead_of_id"


def test_nobody_is_at_two_counters_at_once(halls: Halls) -> None:
    halls.roster(halls.first, "window")
    with pytest.raises(Conflict):
        halls.roster(halls.second, "window", "11:00", "14:00")
    assert halls.roster(halls.second, "window", "14:00", "17:00").id


def test_an_organisation_keeps_the_roster_of_its_own_counters_alone(halls: Halls) -> None:
    health = halls.counter("GL-A03", "卫生许可窗口", "gulou-health")
    with pytest.raises(NotAllowed):
        halls.roster(health, "window")
    assert halls.roster(health, "window", who="county_admin").organisation_id == health.organisation_id


def test_a_roster_that_is_moved_keeps_its_instants_and_stands_in_the_trail(
    halls: Halls, acting_as: Callable[..., Act], session: Session
) -> None:
    line = halls.roster(halls.first, "window")
    edit_record(acting_as("window"), ROSTER, line, {"begins": "14:00", "ends": "17:30"})
    assert (line.from_at, line.to_at) == (at("14:00"), at("17:30"))
    verbs = session.scalars(select(TrailRow.verb).where(TrailRow.subject_id == line.id).order_by(TrailRow.id))
    assert list(verbs) == ["record.added", "record.changed"]


def test_a_sheet_brings_a_week_of_rosters(halls: Halls, acting_as: Callable[..., Act], session: Session) -> None:
    heading = ("on", "counter_id", "official_id", "begins", "ends", "what")
    days = [MONDAY + timedelta(days=n) for n in range(4)]
    rows = [(day.isoformat(), "GL-A01", "王窗", "9:00", "12:00", "duty") for day in days]
    act = acting_as("window")
    plan = plan_import(act, ROSTER, Sheet("排班", [heading, *rows]))
    assert [str(fault.refusal) for row in plan.rows for fault in row.faults] == []
    assert carry_out(act, plan).new == 4
    held = session.scalars(select(Roster).order_by(Roster.on)).all()
    assert [(line.on, line.from_at) for line in held] == [(day, at("09:00", day)) for day in days]
