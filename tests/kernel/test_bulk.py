"""Rows in bulk: PostgreSQL knows how many there are as soon as they are committed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, event

from app.kernel import bulk
from app.kernel.bulk import write_rows
from tests.databases import postgres_database

ROWS = Table("counted_row", MetaData(), Column("id", Integer, primary_key=True), Column("number", Integer))


@pytest.fixture
def postgres() -> Iterator[Engine]:
    """A database of PostgreSQL with an empty table that nobody has counted."""
    engine = create_engine(postgres_database())
    ROWS.metadata.create_all(engine)
    yield engine
    engine.dispose()


def rows(first: int, count: int) -> list[dict[str, int]]:
    return [{"id": n, "number": n % 7} for n in range(first, first + count)]


def counted(engine: Engine) -> tuple[int, int]:
    """Return how many rows the planner believes in, and of how many columns it knows the values."""
    with engine.connect() as connection:
        believed = connection.exec_driver_sql(
            "SELECT reltuples FROM pg_class WHERE relname = 'counted_row'"
        ).scalar_one()
        known = connection.exec_driver_sql("SELECT count(*) FROM pg_stats WHERE tablename = 'counted_row'").scalar_one()
    return int(believed), int(known)


def test_many_rows_are_counted_when_they_are_committed(postgres: Engine) -> None:
    with postgres.begin() as connection:
        write_rows(connection, ROWS, rows(0, bulk.LARGE))
    assert counted(postgres) == (bulk.LARGE, 2)


def test_parts_of_one_transaction_count_together_and_those_of_two_do_not(postgres: Engine) -> None:
    half = bulk.LARGE // 2
    for first in (0, half):
        with postgres.begin() as connection:
            write_rows(connection, ROWS, rows(first, half))
    assert counted(postgres)[1] == 0
    with postgres.begin() as connection:
        for first in (2 * half, 3 * half):
            write_rows(connection, ROWS, rows(first, half))
    assert counted(postgres) == (4 * half, 2)


def test_few_rows_and_rows_that_were_taken_back_are_not_counted(postgres: Engine) -> None:
    with postgres.connect() as connection:
        with connection.begin() as taken_back:
            write_rows(connection, ROWS, rows(0, bulk.LARGE))
            taken_back.rollback()
        with connection.begin():
            write_rows(connection, ROWS, rows(0, 10))
    assert counted(postgres)[1] == 0


def test_a_table_that_somebody_else_counts_is_passed_over_and_the_rows_are_kept(postgres: Engine) -> None:
    with postgres.connect() as other, postgres.begin() as connection:
        other.exec_driver_sql('LOCK TABLE "counted_row" IN SHARE UPDATE EXCLUSIVE MODE')
        write_rows(connection, ROWS, rows(0, bulk.LARGE))
    with postgres.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM counted_row").scalar_one() == bulk.LARGE


def test_sqlite_is_asked_to_count_nothing() -> None:
    engine, heard = create_engine("sqlite://"), list[str]()
    event.listen(engine, "before_cursor_execute", lambda *said: heard.append(str(said[2])))
    with engine.begin() as connection:
        ROWS.metadata.create_all(connection)
        write_rows(connection, ROWS, rows(0, bulk.LARGE))
    assert heard and not any("ANALYZE" in one for one in heard)
