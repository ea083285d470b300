"""Mutants of a point's query: each lacks one clause that spares somebody.

A clause is one member of a conjunction: of a WHERE, of an ON or of an ``and_``, in the query itself and in what it
asks to exist. An equality with a key joins tables and spares nobody; under a NOT a clause less finds fewer, so an
honest course cannot tell it. Both are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, UnaryExpression
from sqlalchemy.sql.expression import ClauseElement

from app.kernel.points import Limits, Point


@dataclass(frozen=True)
class Site:
    """A conjunction and the place of one of its members."""

    holder: Any
    place: int
    clause: ClauseElement

    def put(self, members: tuple[Any, ...]) -> None:
        """Give the conjunction these members."""
        if isinstance(self.holder, Select):
            self.holder._where_criteria = members
        else:
            self.holder.clauses = list(members)

    @property
    def members(self) -> tuple[Any, ...]:
        """The members that it has now."""
        return tuple(self.holder._where_criteria if isinstance(self.holder, Select) else self.holder.clauses)


def mutants(point: Point, now: datetime, limits: Limits) -> Iterator[tuple[str, Any]]:
    """Yield the text of each clause and the query without it; every query is built afresh.

    A clause that several queries share is put back before the next one is built.
    """
    for number in range(len(list(_sites(point.find(now, limits))))):
        changed = point.find(now, limits)
        site = list(_sites(changed))[number]
        whole, text = site.members, " ".join(str(site.clause).split())
        site.put(whole[: site.place] + whole[site.place + 1 :])
        try:
            yield text, changed
        finally:
            site.put(whole)


def finds(session: Session, query: Any) -> bool:
    """Tell whether a query finds anything."""
    return session.execute(query.limit(1)).first() is not None


def _sites(query: Any) -> Iterator[Site]:
    """Yield the clauses of a query: what it finds depends on them, not on what it shows as evidence."""
    yield from _of(query, query._where_criteria)
    skipped: set[int] = set()
    seen: set[int] = set()
    for root in (*query._where_criteria, *(join[1] for join in query._setup_joins if join[1] is not None)):
        for element in visitors.iterate(root):
            if id(element) in skipped or id(element) in seen:
                continue
            seen.add(id(element))
            if isinstance(element, UnaryExpression) and element.operator is operators.inv:
                skipped |= {id(inner) for inner in visitors.iterate(element)}
            elif isinstance(element, Select):
                yield from _of(element, element._where_criteria)
            elif isinstance(element, BooleanClauseList) and element.operator is operators.and_:
                yield from _of(element, tuple(element.clauses))


def _of(holder: Any, members: tuple[Any, ...]) -> Iterator[Site]:
    for place, clause in enumerate(members):
        if not _joins(clause) and not _is_conjunction(clause):
            yield Site(holder, place, clause)


def _joins(clause: Any) -> bool:
    if not isinstance(clause, BinaryExpression) or clause.operator is not operators.eq:
        return False
    return "id" in {getattr(side, "key", None) for side in (clause.left, clause.right)}


def _is_conjunction(clause: Any) -> bool:
    return isinstance(clause, BooleanClauseList) and clause.operator is operators.and_
