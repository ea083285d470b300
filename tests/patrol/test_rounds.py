"""Plans and rounds: the draw is committed and can be repeated, looks stand with picture and roster, and can be taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.drawing import commitment
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.patrol.drawing import SIDE, day_seed, halls_of_the_day, times_of
from app.patrol.hours import Span
from app.patrol.models import Look, PatrolDay, PatrolRound, Still
from app.patrol.operations import (
    answer_look,
    begin_round,
    commit_days,
    excuse_round,
    open_rounds,
    record_look,
    reveal_days,
    withdraw_look,
)
from app.patrol.operations.plans import name_of
from app.patrol.queries.opening import opening
from app.patrol.records.halls import HALL, HOURS_KIND
from app.patrol.words import Manning, Seen
from tests.patrol.building import MONDAY, Halls, at

Acting = Callable[..., Act]


def verbs_of(session: Session, *kinds: str) -> list[str]:
    rows = select(TrailRow.verb).where(TrailRow.subject_kind.in_(kinds), TrailRow.verb.startswith("patrol."))
    return list(session.scalars(rows.order_by(TrailRow.id)))


def test_the_draw_of_a_day_is_committed_opened_and_revealed_and_anybody_can_repeat_it(
    halls: Halls, acting_as: Acting, session: Session
) -> None:
    halls.plan()
    assert commit_days(acting_as(None, at("06:30"))) == {"days": 1}
    assert commit_days(acting_as(None, at("06:40"))) == {"days": 0}
    day = session.scalars(select(PatrolDay)).one()
    told = session.scalars(select(TrailRow.facts).where(TrailRow.verb == "patrol.committed")).one()
    assert (day.commitment in told, day.value in told, day.revealed) == (True, False, "")
    assert reveal_days(acting_as(None, at("19:59"))) == {"days": 0}
    opened = [
        open_rounds(acting_as(None, at(f"{hour:02d}:{minute}")))["rounds"]
        for hour in range(9, 18)
        for minute in ("00", "30")
    ]
    assert sum(opened) == 1
    made = session.scalars(select(PatrolRound)).one()
    assert [look.counter_id for look in made.looks] == [halls.first.id, halls.second.id]
    assert reveal_days(acting_as(None, at("20:05"))) == {"days": 1}
    assert commitment(SIDE, day.revealed) == day.commitment
    seed = day_seed([(code, waits) for code, waits in day.halls], name_of(day), day.revealed)
    assert halls_of_the_day(seed, day.halls, 30) == ["GL-ZW"]
    assert made.due_at in times_of(seed, "GL-ZW", 1, opening(session, halls.hall, MONDAY), 60)
    assert verbs_of(session, "patrol_day") == ["patrol.committed", "patrol.revealed"]


def test_no_round_is_known_before_its_time(halls: Halls, acting_as: Acting, session: Session) -> None:
    halls.plan(times="10:30、15:00")
    commit_days(acting_as(None, at("06:30")))
    assert open_rounds(acting_as(None, at("10:29"))) == {"rounds": 0}
    assert session.scalars(select(PatrolRound)).all() == []
    assert open_rounds(acting_as(None, at("10:30"))) == {"rounds": 1}
    assert open_rounds(acting_as(None, at("10:31"))) == {"rounds": 0}
    assert open_rounds(acting_as(None, at("15:00"))) == {"rounds": 1}


def test_a_closed_hall_is_not_drawn_and_one_that_closes_in_between_gets_no_round(
    halls: Halls, acting_as: Acting, session: Session
) -> None:
    halls.plan(times="15:00")
    assert commit_days(acting_as(None, at("06:30", date(2026, 9, 25)))) == {"days": 0}
    commit_days(acting_as(None, at("06:30")))
    halls.closed(at("14:00"), at("17:30"))
    assert open_rounds(acting_as(None, at("15:00"))) == {"rounds": 0}


def test_a_hall_that_waits_for_a_week_is_looked_at_whatever_was_drawn(
    halls: Halls, acting_as: Acting, session: Session
) -> None:
    halls.plan(share=1, times="10:00")
    urban = halls.hall.organisation_id
    for code in ("GL-B", "GL-C"):
        other = halls.enter(HALL, code=code, name=code, organisation_id=urban, address="")
        for weekday in ("monday", "tuesday", "wednesday", "thursday", "friday"):
            halls.enter(
                HOURS_KIND, hall_id=other.id, day=weekday, opens="09:00", closes="12:00", from_on=MONDAY, to_on=None
            )
    commit_days(acting_as(None, at("06:30")))
    day = session.scalars(select(PatrolDay)).one()
    assert sorted(map(tuple, day.halls)) == [("GL-B", True), ("GL-C", True), ("GL-ZW", True)]
    seed = day_seed(day.halls, name_of(day), day.value)
    assert set(halls_of_the_day(seed, day.halls, 1)) == {"GL-B", "GL-C", "GL-ZW"}
    assert len(halls_of_the_day(seed, [(code, False) for code, _w in day.halls], 1)) == 1


@given(value=st.binary(min_size=32, max_size=32).map(bytes.hex), rounds=st.integers(1, 4), minutes=st.integers(5, 120))
def test_drawn_times_lie_in_the_hours_early_enough_to_be_done(value: str, rounds: int, minutes: int) -> None:
    spans = [Span(at("09:00"), at("12:00")), Span(at("14:00"), at("17:30"))]
    found = times_of(value, "GL-ZW", rounds, spans, minutes)
    assert len(found) == rounds
    for due in found:
        span = next(one for one in spans if one.holds(due))
        assert due + timedelta(minutes=minutes) <= span.ends


def test_a_look_keeps_the_picture_the_roster_of_that_moment_and_how_long_it_took(
    halls: Halls, session: Session, tmp_path: Path
) -> None:
    halls.roster(halls.first, "window")
    look = halls.look(Seen.MANNED, at("10:00"), folder=tmp_path, took=12)
    assert (look.in_hours, look.manning, look.official_id) == (True, "somebody", halls.world.official("window").id)
    assert (look.seconds, look.hour, look.patrol_id) == (12, 10, halls.world.organisation("gulou-inspection").id)
    still = session.scalars(select(Still)).one()
    assert (look.still_id, still.taken_at, len(still.sha256)) == (still.id, at("10:00"), 64)
    told = session.scalars(select(TrailRow.facts).where(TrailRow.verb == "patrol.looked")).one()
    assert still.sha256 in told


def test_without_a_roster_a_look_says_so(halls: Halls) -> None:
    assert halls.look(Seen.UNMANNED, at("10:00")).manning == Manning.UNKNOWN


def test_a_round_is_finished_by_its_last_look_and_made_by_one_person(halls: Halls, acting_as: Acting) -> None:
    made = halls.round(at("10:00"))
    with pytest.raises(Conflict):
        begin_round(acting_as("second_inspector", at("10:01")), made)
    with pytest.raises(NotAllowed):
        record_look(acting_as("second_inspector", at("10:01")), Path("/nowhere"), made.looks[0], Seen.MANNED)
    for minute, look in enumerate(made.looks, start=1):
        assert made.finished_at is None
        record_look(acting_as("inspector", at(f"10:0{minute}")), Path("/nowhere"), look, Seen.MANNED)
    assert made.finished_at == at("10:02")
    with pytest.raises(Conflict):
        record_look(acting_as("inspector", at("10:05")), Path("/nowhere"), made.looks[0], Seen.UNMANNED)


def test_only_inspectors_patrol_and_only_while_the_hall_is_open(halls: Halls) -> None:
    for who in ("window", "county_admin", "auditor"):
        with pytest.raises(NotAllowed):
            halls.round(at("10:00"), who)
    with pytest.raises(OutOfOrder, match="closed"):
        halls.round(at("12:30"))


def test_looks_at_one_absence_stand_together_until_somebody_is_there(halls: Halls) -> None:
    halls.roster(halls.first, "window")
    first = halls.look(Seen.UNMANNED, at("10:00"))
    again = halls.look(Seen.UNMANNED, at("10:12"))
    there = halls.look(Seen.MANNED, at("10:30"))
    later = halls.look(Seen.UNMANNED, at("11:30"))
    assert [one.stretch_id for one in (first, again, there, later)] == [first.id, first.id, None, later.id]


def test_a_look_that_is_taken_back_belongs_to_no_absence(halls: Halls, acting_as: Acting) -> None:
    halls.roster(halls.first, "window")
    first, again = halls.look(Seen.UNMANNED, at("10:00")), halls.look(Seen.UNMANNED, at("10:12"))
    with pytest.raises(Incomplete):
        withdraw_look(acting_as("inspector", at("10:20")), first, " ")
    withdraw_look(acting_as("inspector", at("10:20")), first, "看错窗口")
    assert (first.stretch_id, again.stretch_id) == (None, again.id)
    with pytest.raises(OutOfOrder):
        withdraw_look(acting_as("inspector", at("10:21")), first, "看错窗口")


def test_the_organisation_answers_what_was_seen_once(halls: Halls, acting_as: Acting) -> None:
    look = halls.look(Seen.TELEPHONE, at("10:00"))
    with pytest.raises(NotAllowed):
        answer_look(acting_as("town_clerk", at("15:00")), look, "接听群众来电")
    answer_look(acting_as("window", at("15:00")), look, "接听群众来电")
    assert (look.answer, look.answered_at) == ("接听群众来电", at("15:00"))
    with pytest.raises(Conflict):
        answer_look(acting_as("window", at("15:01")), look, "又一次")
    manned = halls.look(Seen.MANNED, at("11:00"))
    with pytest.raises(OutOfOrder):
        answer_look(acting_as("window", at("15:01")), manned, "在岗")


def test_why_a_round_was_not_made_is_said_once_and_ends_it(halls: Halls, acting_as: Acting, session: Session) -> None:
    halls.plan(times="10:00")
    commit_days(acting_as(None, at("06:30")))
    open_rounds(acting_as(None, at("10:00")))
    made = session.scalars(select(PatrolRound)).one()
    excuse_round(acting_as("inspector", at("11:00")), made, "网络中断")
    assert made.excused == "网络中断"
    with pytest.raises(OutOfOrder):
        begin_round(acting_as("inspector", at("11:01")), made)


def test_something_else_needs_words(halls: Halls) -> None:
    with pytest.raises(Incomplete) as refused:
        halls.look(Seen.OTHER, at("10:00"))
    assert refused.value.field == "note"


@pytest.mark.parametrize(
    ("field", "value"), [("share", 0), ("rounds", 7), ("minutes", 4), ("times", "上午"), ("hall_codes", "GL-XX")]
)
def test_a_plan_that_cannot_be_kept_is_refused(halls: Halls, field: str, value: object) -> None:
    with pytest.raises(Incomplete) as refused:
        halls.plan(**{field: value})
    assert refused.value.field == field


def test_looks_are_given_first_to_counters_that_were_looked_at_longest_ago(halls: Halls) -> None:
    halls.look(Seen.MANNED, at("10:00"), halls.first)
    made = halls.round(at("10:30"))
    assert [look.counter_id for look in made.looks] == [halls.second.id, halls.first.id]


def test_a_ticket_says_how_long_it_waited_and_one_that_runs_backwards_is_refused(halls: Halls) -> None:
    ticket = halls.ticket("A001", at("09:10"), at("09:25"), rating=5)
    assert (ticket.waited, ticket.hour, ticket.organisation_id) == (15, 9, halls.first.organisation_id)
    assert halls.ticket("A002", at("09:11")).waited is None
    for values in ({"called": at("09:00")}, {"called": at("09:20"), "finished_at": at("09:15")}):
        with pytest.raises(Incomplete):
            halls.ticket("A003", at("09:12"), values.pop("called"), **values)
    with pytest.raises(Incomplete):
        halls.ticket("A004", at("09:12"), at("09:20"), rating=6)
    with pytest.raises(Incomplete):
        halls.ticket("A005", at("09:12"), at("09:20"), counter_id=None)


def test_looks_wait_in_their_round_until_they_are_made(halls: Halls, session: Session) -> None:
    halls.round(at("10:00"))
    assert [look.at for look in session.scalars(select(Look))] == [None, None]
