"""What tests of villages may ask for."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

import app.everything  # noqa: F401 - every table
from app.kernel.act import Act
from tests.villages.building import VillageBuilder
from tests.world import World


@pytest.fixture
def build(session: Session, world: World, acting_as: Callable[..., Act]) -> VillageBuilder:
    """Builds a village's rows on each engine."""
    return VillageBuilder(session, world, acting_as)
