"""H01 to H08: each fires, stays silent beside what is like it, and ceases; and only the organisation concerned is told."""

from collections.abc import Callable

import pytest

from app.kernel.act import Act
from app.kernel.points import POINTS
from app.patrol.points import GROUPS, PATROL_POINTS
from app.supervision.models import Alert
from app.supervision.scanning import scan, sweep
from tests.conftest import NOW
from tests.patrol.building import Halls
from tests.patrol.scenarios import FRIDAY, SCENARIOS, absent_once, absent_twice, answered, last_look, unanswered


def alerts(halls: Halls, code: str) -> list[bool]:
    """Return for each alert of a point whether it stands."""
    halls.session.flush()
    sweep(halls.make(None, NOW), [POINTS[code]], now=NOW)
    halls.session.expire_all()
    return [alert.ceased_at is None for alert in halls.session.query(Alert).filter(Alert.point == code)]


def test_every_point_has_its_scenario_and_every_group_its_point() -> None:
    assert {point.code for point in PATROL_POINTS} == set(SCENARIOS)
    assert {point.group for point in PATROL_POINTS} == set(GROUPS) == {f"H{number:02d}" for number in range(1, 9)}


@pytest.mark.parametrize("code", SCENARIOS)
def test_it_fires_and_ceases(halls: Halls, code: str) -> None:
    SCENARIOS[code].fires(halls)
    assert alerts(halls, code) == [True]
    SCENARIOS[code].ceases(halls)
    assert alerts(halls, code) == [False]


@pytest.mark.parametrize(
    ("code", "place"), [(code, place) for code, one in SCENARIOS.items() for place in range(len(one.silent))]
)
def test_what_is_like_it_raises_nothing(halls: Halls, code: str, place: int) -> None:
    SCENARIOS[code].silent[place](halls)
    assert alerts(halls, code) == []


def test_one_look_is_enough_when_citizens_wait_and_nobody_is_called(halls: Halls) -> None:
    absent_once(halls)
    assert alerts(halls, "H01.unmanned") == [True]


def test_the_second_look_wakes_the_alert_about_the_first_and_names_the_person(
    halls: Halls, acting_as: Callable[..., Act]
) -> None:
    absent_twice(halls)
    scan(acting_as(None, NOW))
    alert = halls.session.query(Alert).filter(Alert.point == "H01.unmanned").one()
    assert alert.official_id == halls.world.official("window").id
    assert alert.organisation_id == halls.first.organisation_id
    assert alert.evidence == {"counter": "GL-A01", "seen": "unmanned"}
    assert alert.occurred_at.hour == 2 and alert.occurred_at.date() == FRIDAY


def test_an_answer_that_comes_too_late_leaves_the_alert_standing(halls: Halls) -> None:
    answered(halls, day=FRIDAY)
    assert last_look(halls).answered_at is not None
    assert alerts(halls, "H07.unanswered") == [True]


def test_the_patrol_answers_for_its_own_looks(halls: Halls) -> None:
    SCENARIOS["H08.quick"].fires(halls)
    alerts(halls, "H08.quick")
    alert = halls.session.query(Alert).one()
    assert (alert.organisation_id, alert.official_id) == (
        halls.world.organisation("gulou-inspection").id,
        halls.world.official("inspector").id,
    )


def test_what_was_seen_waits_five_working_days_for_its_answer(halls: Halls) -> None:
    unanswered(halls)
    assert alerts(halls, "H07.unanswered") == [True]
