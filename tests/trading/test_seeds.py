"""The demo's tenders stand where their pages say."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.trading.models import Project
from app.trading.points.remedies import REMEDIES
from seeds.trading import write_trading
from tests.supervision.register import register_points
from tests.trading.building import KEY
from tests.world import World

register_points()


def test_each_tender_of_the_demo_stands_where_it_should(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act, health = acting_as(None), world.organisation("gulou-health")
    write_trading(act, world.organisation("gulou-urban"), world.organisation("gulou"), KEY, health)
    states = session.scalars(select(Project.state).order_by(Project.id)).all()
    assert states == ["contracted", "failed", "open", "planned", "shown"]


def test_the_disputed_tender_of_the_demo_raises_what_was_planted_in_it_and_the_others_nothing_of_it(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act, health = acting_as(None), world.organisation("gulou-health")
    write_trading(act, world.organisation("gulou-urban"), world.organisation("gulou"), KEY, health)
    session.flush()
    sweep(act, REMEDIES)
    found = session.scalars(select(Alert.point).order_by(Alert.point)).all()
    assert found == ["T05.late", "T38.answer", "T38.decided"]
