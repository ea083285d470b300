"""A tender, or trades from plan to contract, to work with."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from tests.trading.building import Tender
from tests.trading.course import Trades
from tests.world import World


@pytest.fixture
def tender(session: Session, world: World, acting_as: Callable[..., Act]) -> Tender:
    return Tender(session, world, acting_as)


@pytest.fixture
def trades(session: Session, world: World, acting_as: Callable[..., Act]) -> Trades:
    return Trades(session, world, acting_as)
