"""No query of a point asks a table again that a query around it names already.

SQLAlchemy correlates a subquery with the query directly around it and no further: what stands two levels down gets a
copy of its own of the outer table, and the condition holds for any row instead of the one at hand. Nobody sees it in
the text, and it accuses people of what others did.
"""

from typing import Any, ClassVar

import pytest
from sqlalchemy import FromClause, Select, exists, select
from sqlalchemy.dialects import sqlite

from app.domains import DOMAINS
from app.kernel.places import Official, Organisation, Region
from app.kernel.points import Point
from tests.conftest import NOW

POINTS = [point for domain in DOMAINS for point in domain.points]


class Nesting(sqlite.dialect.statement_compiler):  # type: ignore[misc, name-defined]
    """Compiles a statement and notes what is named again inside."""

    again: ClassVar[set[str]]

    def _setup_select_stack(self, select: Any, state: Any, entry: Any, asfrom: bool, *more: Any) -> Any:
        around: set[FromClause] = entry["correlate_froms"]
        froms = super()._setup_select_stack(select, state, entry, asfrom, *more)
        if not asfrom:
            inner = {table for one in froms for table in one._from_objects}
            self.again |= {str(table.description) for table in inner & around}
        return froms


def named_again(query: Select[Any]) -> set[str]:
    """Return the tables that a query names again inside a subquery, by their names."""

    class Noting(Nesting):
        again: ClassVar[set[str]] = set()

    dialect = sqlite.dialect()
    dialect.statement_compiler = Noting
    query.compile(dialect=dialect)
    return Noting.again


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.code)
def test_a_point_means_the_row_at_hand(point: Point) -> None:
    given = {**point.defaults, **{f"{name}_ago": NOW for name in point.defaults}}
    assert named_again(point.find(NOW, given)) == set()


def test_a_copy_two_levels_down_is_seen() -> None:
    written = exists().where(Region.code == Organisation.region_code, Region.name == Official.name)
    here = select(Official.id).where(Official.organisation_id == Organisation.id, written)
    assert named_again(select(Organisation.id).where(here.exists())) == {"organisation"}
    right = select(Official.id).where(
        Official.organisation_id == Organisation.id, written.correlate(Official, Organisation)
    )
    assert named_again(select(Organisation.id).where(right.exists())) == set()
