"""The demo's tenders stand where their pages say."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.trading.models import Project
from seeds.trading import write_trading
from tests.trading.building import KEY
from tests.world import World


def test_each_tender_of_the_demo_stands_where_it_should(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    write_trading(acting_as(None), world.organisation("gulou-urban"), world.organisation("gulou"), KEY)
    states = session.scalars(select(Project.state).order_by(Project.id)).all()
    assert states == ["contracted", "failed", "open", "planned"]
