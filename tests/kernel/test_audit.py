"""The trail holds what happened, in order, and refuses to be rewritten."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import GENESIS, TrailRow, record, row_hash
from tests.world import World


def test_rows_of_a_county_form_one_chain(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("handler")
    record(act, "case.opened", world.organisation("gulou-urban"), number="鼓2026-1")
    record(act, "case.accepted", world.organisation("gulou-urban"))
    rows = session.scalars(select(TrailRow).where(TrailRow.county == 350102).order_by(TrailRow.place)).all()
    assert [row.place for row in rows] == [1, 2]
    assert rows[0].previous == GENESIS
    assert rows[1].previous == rows[0].hash
    for row in rows:
        values = {column: getattr(row, column) for column in TrailRow.__table__.columns.keys()}
        assert row.hash == row_hash(values)


@pytest.mark.parametrize("statement", [update(TrailRow).values(verb="nothing"), delete(TrailRow)])
def test_the_database_refuses_to_change_the_trail(
    session: Session, world: World, acting_as: Callable[..., Act], statement: object
) -> None:
    record(acting_as("handler"), "case.opened", world.organisation("gulou-urban"))
    with pytest.raises(DatabaseError, match="append-only"):
        session.connection().execute(statement)  # type: ignore[call-overload]
