"""Figures of halls: looks count only where somebody should be there, and each organisation sees its own."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kernel.places import Scope
from app.patrol.queries.shares import Share, manned, rounds_made, waited
from app.patrol.words import Seen
from tests.conftest import NOW
from tests.patrol.building import Halls, at
from tests.patrol.scenarios import FRIDAY, at_work, due_rounds

SINCE = NOW - timedelta(days=30)


def test_counters_are_counted_only_where_somebody_should_be_there(halls: Halls, session: Session) -> None:
    at_work(halls)
    for seen, clock in ((Seen.MANNED, "09:30"), (Seen.UNMANNED, "10:30"), (Seen.MANNED, "11:00")):
        halls.look(seen, at(clock, FRIDAY))
    halls.look(Seen.UNMANNED, at("11:10", FRIDAY), halls.second)  # no roster: not enough data
    found = manned(session, Scope.everything(), SINCE)
    assert found["hall"] == [Share("鼓楼区政务服务中心", 2, 3)]
    assert found["counter"] == [Share("GL-A01 市容许可窗口", 2, 3)]
    assert found["hour"] == [Share("9", 1, 1), Share("10", 0, 1), Share("11", 1, 1)]
    assert found["hall"][0].percent == 67
    elsewhere = Scope(frozenset({350102}), frozenset({halls.world.organisation("gulou-health").id}))
    assert manned(session, elsewhere, SINCE)["hall"] == []


def test_waits_are_counted_by_the_hour_in_which_the_ticket_was_taken(halls: Halls, session: Session) -> None:
    for number, (taken, called) in enumerate((("09:10", "09:39"), ("09:20", "09:50"), ("10:00", "10:05"))):
        halls.ticket(f"T{number}", at(taken, FRIDAY), at(called, FRIDAY))
    halls.ticket("T9", at("10:00", FRIDAY))
    found = waited(session, Scope.everything(), SINCE)
    assert found["hour"] == [Share("9", 1, 2), Share("10", 1, 1)]


def test_rounds_that_were_due_are_counted_and_one_with_a_reason_is_not(halls: Halls, session: Session) -> None:
    due_rounds(halls, made=2, excused=1)
    assert rounds_made(session, Scope.everything(), SINCE, NOW) == [Share("鼓楼区政务服务中心", 2, 3)]


def test_the_page_says_when_there_is_not_enough_data(client_of: Callable[[str], FlaskClient]) -> None:
    for role in ("inspector", "leader", "window"):
        assert "数据不足" in client_of(role).get("/patrol/figures").get_data(as_text=True), role
