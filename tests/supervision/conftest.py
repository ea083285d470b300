"""A builder of rows for the tests of supervision."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from tests.supervision.building import Builder
from tests.supervision.register import register_points
from tests.world import World

register_points()


@pytest.fixture
def build(session: Session, world: World, acting_as: Callable[..., Act]) -> Builder:
    """Build rows in the small world."""
    return Builder(session, world, acting_as)
