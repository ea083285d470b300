"""T30 over a year of committees: it fires, does not, ceases; and what honest draws look like."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.chance import successes_tail
from app.kernel.peers import binomial_tail
from app.supervision.models import Alert
from app.supervision.scanning import scan, sweep
from app.trading.models import NetworkRun
from app.trading.points.pairing import PAIRING
from app.trading.screening.pairings import DrawList, Sitting, judge_pairings
from app.trading.words import Outcome, PatternReason
from tests.conftest import NOW
from tests.supervision.register import register_points
from tests.trading.course import DAY
from tests.trading.panels import BUYERS, FAVOURITE, Panels
from tests.world import World

register_points()
POINTS = {point.code: point for point in PAIRING}
MANY = tuple(range(40, 47))


@pytest.fixture
def panels(session: Session, world: World, acting_as: Callable[..., Act]) -> Panels:
    return Panels(session, world, acting_as)


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, and how the like is no alert; all end when twelve months have passed."""

    fires: Callable[[Panels], Any]
    calm: Callable[[Panels], Any]


def one_buyer(panels: Panels) -> None:
    """For one buyer a newcomer to the pool sits in all of seven committees."""
    panels.elsewhere()
    panels.join(FAVOURITE)
    panels.award(*panels.seven(FAVOURITE, ["gulou-urban"], MANY))
    panels.night()


def one_winner(panels: Panels) -> None:
    """Seven trades of three buyers are won by one bidder, and a newcomer sits in all of their committees."""
    panels.elsewhere()
    panels.join(FAVOURITE)
    panels.award(*panels.seven(FAVOURITE, BUYERS, [2]))
    panels.night()


def always_comes(panels: Panels, buyers: tuple[str, ...] = ("gulou-urban",), winners: tuple[int, ...] = MANY) -> None:
    """Whoever sits in all of seven committees sits in all the others too."""
    panels.join(FAVOURITE)
    panels.elsewhere(FAVOURITE)
    panels.award(*panels.seven(FAVOURITE, buyers, winners))
    panels.night()


SCENARIOS = {
    "T30.buyer": Scenario(one_buyer, always_comes),
    "T30.winner": Scenario(one_winner, lambda panels: always_comes(panels, BUYERS, (2,))),
}


def found(panels: Panels, code: str, at: Any = NOW) -> list[Alert]:
    sweep(panels.acting_as(None, at), [POINTS[code]], now=at)
    asked = select(Alert).where(Alert.point == code).execution_options(populate_existing=True)
    return list(panels.session.scalars(asked))


def test_every_condition_has_its_scenario() -> None:
    assert set(SCENARIOS) == set(POINTS)


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_a_condition_raises_one_alert_at_the_centre_and_ceases_after_a_year(panels: Panels, code: str) -> None:
    scan(panels.acting_as(None, at=NOW - 500 * DAY), points=[POINTS[code]])
    SCENARIOS[code].fires(panels)
    scan(panels.acting_as(None), points=[POINTS[code]])
    assert panels.night(NOW + timedelta(hours=1)) == {"found": 0, "ended": 0}
    (alert,) = found(panels, code)
    assert alert.organisation_id == panels.world.organisation("gulou").id
    told = alert.evidence
    assert (told["draws"], told["seats"], told["seat_share"], told["compared"]) == (7, 7, 1.0, 20)
    assert 0.24 < told["seats_expected"] < 0.26 and told["chance"] < 0.002
    assert "favourite" in told["pairing"] and told["drawn_first"] <= told["drawn_last"]
    later = NOW + 400 * DAY
    assert panels.night(later)["ended"] == 1
    assert [one.ceased_at for one in found(panels, code, later)] == [later]


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_what_is_in_order_raises_nothing(panels: Panels, code: str) -> None:
    SCENARIOS[code].calm(panels)
    assert found(panels, code) == []
    assert ("does_not_apply", "all_sit") in panels.answers(
        "panel_buyer" if code == "T30.buyer" else "panel_winner"
    ).values()


def test_who_sits_is_asked_when_it_is_no_secret_any_more(panels: Panels) -> None:
    panels.elsewhere()
    panels.join(FAVOURITE)
    waiting = panels.seven(FAVOURITE, ["gulou-urban"], MANY)
    assert panels.night() == {"found": 0, "ended": 0} and panels.answers("panel_buyer") == {}
    panels.award(*waiting)
    assert panels.night(NOW + DAY) == {"found": 1, "ended": 0}
    ((name, answer),) = [one for one in panels.answers("panel_buyer").items() if one[1][0] == "found"]
    assert answer == ("found", None) and name == "鼓楼区城市管理局 · 专家favourite"
    run = panels.session.scalars(select(NetworkRun).order_by(NetworkRun.id.desc())).first()
    assert run is not None and run.answers["T30.buyer"]["found"] == 1


def test_without_draws_elsewhere_nobody_can_tell(panels: Panels) -> None:
    panels.join(FAVOURITE)
    panels.award(*panels.seven(FAVOURITE, ["gulou-urban"], [2]))
    panels.night()
    for what in ("panel_buyer", "panel_winner"):
        assert set(panels.answers(what).values()) == {("not_enough_data", "no_draws")}


def test_unequal_chances_are_summed_exactly_and_equal_ones_are_the_binomial() -> None:
    assert successes_tail(2, [0.5, 0.25, 0.1]) == pytest.approx(0.5 * 0.25 + 0.5 * 0.75 * 0.1 + 0.5 * 0.25 * 0.1)
    assert (successes_tail(0, [0.3]), successes_tail(-1, []), successes_tail(1, [])) == (1.0, 1.0, 0.0)
    for hits in range(9):
        assert successes_tail(hits, [0.3] * 8) == pytest.approx(binomial_tail(hits, 8, 0.3))


USUAL = DrawList(20, 5, 5)


def judged(
    seats: int = 7,
    draws: int = 7,
    here: DrawList = USUAL,
    there: DrawList = USUAL,
    others: int = 10,
    own: tuple[int, int] = (0, 0),
    asked: int = 40,
    lift: float = 1.0,
) -> tuple[Outcome, PatternReason | None]:
    one = Sitting([here] * draws, seats, [there] * others, own[0], own[1])
    (told,) = judge_pairings([one], asked, lift)
    return told.outcome, told.why


def test_the_four_answers_about_an_expert_and_a_buyer() -> None:
    assert judged() == (Outcome.FOUND, None)
    assert judged(seats=4) == (Outcome.NOT_FOUND, None)
    assert judged(seats=4, draws=4) == (Outcome.NOT_ENOUGH, PatternReason.FEW_SEATS)
    assert judged(others=4) == (Outcome.NOT_ENOUGH, PatternReason.NO_DRAWS)
    assert judged(here=DrawList(9, 5, 5)) == (Outcome.NOT_APPLICABLE, PatternReason.ALL_SIT)


def test_an_expert_who_always_comes_where_many_refuse_is_not_accused() -> None:
    tired = DrawList(20, 5, 9)
    assert judged(there=tired, draws=12, seats=9) == (Outcome.NOT_FOUND, None)
    assert judged(there=tired) == (Outcome.NOT_ENOUGH, PatternReason.FEW_SEATS)
    assert judged(own=(10, 6)) == (Outcome.NOT_APPLICABLE, PatternReason.ALL_SIT)
    assert judged(own=(10, 4)) == (Outcome.NOT_ENOUGH, PatternReason.FEW_SEATS)
    assert judged(here=DrawList(20, 5, 15)) == (Outcome.FOUND, None)  # those who were passed over here explain nothing


def test_what_was_asked_of_thousands_needs_more_seats_and_a_winner_three_times_the_usual() -> None:
    assert judged(asked=10_000) == (Outcome.NOT_FOUND, None)
    assert judged(seats=15, draws=30, lift=1.0) == (Outcome.NOT_FOUND, None)
    assert judged(seats=18, draws=30, lift=1.0) == (Outcome.FOUND, None)
    assert judged(seats=18, draws=30, lift=3.0) == (Outcome.NOT_FOUND, None)
    assert judged(seats=23, draws=30, lift=3.0) == (Outcome.FOUND, None)
