"""The trail holds what happened, in order, and refuses to be rewritten."""

import json
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import NullPool, create_engine, delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel, platform_act
from app.kernel.audit import GENESIS, ChainHead, Subject, TrailRow, line_text, record, row_hash
from app.kernel.db import Base
from app.kernel.guard import open_act, watch
from app.kernel.trail.aside import SetAside
from app.kernel.trail.roots import TrailRoot
from app.kernel.trail.verify import verify
from tests.conftest import NOW
from tests.databases import postgres_database
from tests.world import World


def test_rows_of_a_county_form_one_chain(session: Session, world: World, acting_as: Callable[..., Act]) -> None:
    act = acting_as("handler")
    record(act, "case.opened", world.organisation("gulou-urban"), number="鼓2026-1")
    record(act, "case.accepted", world.organisation("gulou-urban"))
    rows = session.scalars(select(TrailRow).where(TrailRow.county == 350102).order_by(TrailRow.place)).all()
    assert [row.place for row in rows] == [1, 2]
    assert rows[0].previous == GENESIS
    assert rows[1].previous == rows[0].hash
    for row in rows:
        values = {column.name: getattr(row, column.name) for column in TrailRow.__table__.columns}
        assert row.hash == row_hash(values)


@pytest.mark.parametrize("statement", [update(TrailRow).values(verb="nothing"), delete(TrailRow)])
def test_the_database_refuses_to_change_the_trail(
    session: Session, world: World, acting_as: Callable[..., Act], statement: object
) -> None:
    record(acting_as("handler"), "case.opened", world.organisation("gulou-urban"))
    with pytest.raises(DatabaseError, match="append-only"):
        session.connection().execute(statement)  # type: ignore[call-overload]


def test_two_writers_of_a_countys_first_rows_wait_for_each_other() -> None:
    """On PostgreSQL the head's row does not exist yet: neither writer may fail."""
    county = 350999
    engine = create_engine(postgres_database(), poolclass=NullPool)
    Base.metadata.create_all(engine, tables=[t.__table__ for t in (ChainHead, TrailRow, TrailRoot, SetAside)])

    def write(session: Session) -> None:
        watch(session)
        act = platform_act(session, Channel.COMMAND, NOW, county)
        with open_act(act):
            record(act, "case.opened", Subject("case", 1, county))

    def write_too() -> None:
        with Session(engine) as second:
            write(second)
            second.commit()

    with Session(engine) as first:
        write(first)
        waiting = Thread(target=write_too)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        first.commit()
        waiting.join(10)
        assert first.scalars(select(TrailRow.place).where(TrailRow.county == county)).all() == [1, 2]
        assert verify(first, county).intact


@given(st.lists(st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"])))))
@example(['\x7f\u2028\x00\t\b\f"\\/', 2**64, -(2**63) - 1, None, "鼓楼区"])
def test_what_is_hashed_is_the_json_that_an_outsider_writes(values: list[Any]) -> None:
    outsider = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    assert line_text(values) == outsider.encode()
