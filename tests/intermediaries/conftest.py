"""A county's register with one agency, and the officials who work with it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from tests.intermediaries.building import AgencyBuilder
from tests.world import World


@pytest.fixture
def build(session: Session, world: World, acting_as: Callable[..., Act]) -> AgencyBuilder:
    """Builds rows of the register."""
    return AgencyBuilder(session, world, acting_as)
