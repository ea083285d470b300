"""The demo's agencies: planted anomalies of every point, and each is found."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.intermediaries.models import Agency
from app.intermediaries.points import GROUPS, INTERMEDIARY_POINTS
from app.kernel.act import Act
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from seeds.intermediaries import write_intermediaries
from tests.supervision.register import register_points
from tests.world import World

register_points()


@pytest.fixture
def demo(session: Session, world: World, acting_as: Callable[..., Act]) -> Session:
    """The register of the demo in the small world."""
    act = acting_as()
    codes = ("gulou-urban", "gulou-health", "gulou", "gudong", "zhongshan")
    write_intermediaries(act, {code: world.organisation(code) for code in codes})
    sweep(act, INTERMEDIARY_POINTS)
    return session


def test_every_point_finds_what_was_planted(demo: Session) -> None:
    found = {alert.point.split(".")[0] for alert in demo.query(Alert)}
    assert found == set(GROUPS)
    assert demo.query(Agency).count() == 60
    assert demo.query(Alert).filter(Alert.severity == 3).count() < 60  # most of the register is in order
