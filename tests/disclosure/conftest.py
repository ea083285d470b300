"""The small world with its catalogue of duties."""

import pytest
from sqlalchemy.orm import Session

from tests.disclosure.samples import Acting, Street
from tests.world import World


@pytest.fixture
def street(session: Session, world: World, acting_as: Acting) -> Street:
    """Two organisations that publish, since January."""
    return Street(session, world, acting_as)
