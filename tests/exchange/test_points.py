"""EX: each point fires, stays silent beside what is like it, and ceases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.exchange.points import EXCHANGE_POINTS, GROUPS
from app.kernel.act import Act
from app.kernel.points import POINTS
from app.supervision.models import Alert
from app.supervision.scanning import scan, sweep
from tests.conftest import NOW
from tests.exchange.scenarios import SCENARIOS, Exchanges
from tests.world import World


@pytest.fixture
def there(session: Session, world: World, acting_as: Callable[..., Act]) -> Exchanges:
    """A county with its city as peer."""
    return Exchanges(session, world, acting_as)


def alerts(there: Exchanges, code: str) -> list[bool]:
    """Return for each alert of a point whether it stands."""
    there.session.flush()
    sweep(there.make(None, NOW), [POINTS[code]], now=NOW)
    there.session.expire_all()
    return [alert.ceased_at is None for alert in there.session.query(Alert).filter(Alert.point == code)]


def test_every_point_has_its_scenario_and_every_group_its_point() -> None:
    assert {point.code for point in EXCHANGE_POINTS} == set(SCENARIOS)
    assert {point.group for point in EXCHANGE_POINTS} == set(GROUPS)


@pytest.mark.parametrize("code", SCENARIOS)
def test_it_fires_and_ceases(there: Exchanges, code: str) -> None:
    SCENARIOS[code].fires(there)
    assert alerts(there, code) == [True]
    SCENARIOS[code].ceases(there)
    assert alerts(there, code) == [False]


@pytest.mark.parametrize(
    ("code", "place"), [(code, place) for code, one in SCENARIOS.items() for place in range(len(one.silent))]
)
def test_what_is_like_it_raises_nothing(there: Exchanges, code: str, place: int) -> None:
    SCENARIOS[code].silent[place](there)
    assert alerts(there, code) == []


@pytest.mark.parametrize("code", SCENARIOS)
def test_the_clock_of_every_minute_finds_it_and_what_ends_it(
    there: Exchanges, code: str, acting_as: Callable[..., Act]
) -> None:
    scan(acting_as(None, NOW - timedelta(hours=2)), now=NOW - timedelta(hours=2))
    SCENARIOS[code].fires(there)
    there.session.flush()
    scan(acting_as(None, NOW), now=NOW)
    there.session.expire_all()
    (alert,) = there.session.query(Alert).filter(Alert.point == code)
    assert alert.ceased_at is None
    assert alert.organisation_id == World(there.session).organisation("gulou").id
    assert "福州市平台" in alert.evidence.values()
    SCENARIOS[code].ceases(there)
    there.session.flush()
    scan(acting_as(None, NOW + timedelta(minutes=1)), now=NOW + timedelta(minutes=1))
    there.session.expire_all()
    (alert,) = there.session.query(Alert).filter(Alert.point == code)
    assert alert.ceased_at is not None
