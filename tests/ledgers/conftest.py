"""A published ledger with a field of every kind."""

from collections.abc import Callable

import pytest

import app.everything  # noqa: F401 - loads every table
from app.kernel.act import Act
from app.ledgers.models import Ledger
from tests.ledgers.samples import make_ledger
from tests.world import World


@pytest.fixture
def ledger(world: World, acting_as: Callable[..., Act]) -> Ledger:
    return make_ledger(acting_as("county_admin"), world.organisation("gulou"))
