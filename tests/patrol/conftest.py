"""What tests of the hall patrol may ask for."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from tests.patrol.building import Halls
from tests.world import World


@pytest.fixture
def halls(session: Session, world: World, acting_as: Callable[..., Act]) -> Halls:
    """A hall with hours and two counters."""
    return Halls(session, world, acting_as)
