"""Finding rows by the code or name that a person wrote, inside the scope."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from app.kernel.errors import Incomplete
from app.kernel.places import Scope
from app.kernel.words import N_
from app.surfaces.records.values import pickable

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Named:
    """What the names of one column lead to: text -> ids."""

    ids: Mapping[str, frozenset[Any]]

    def one(self, text: str, field: str) -> Any:
        """Return the id that a text names, or raise Incomplete."""
        found = self.ids.get(text, frozenset())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise Incomplete(
                N_("Several entries are called %(name)s. Write the code instead of the name."),
                field=field,
                name=text,
            )
        raise Incomplete(
            N_("There is no %(name)s in your region. Check the spelling, or write its code."),
            field=field,
            name=text,
        )


def chunks(items: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Yield a sequence in parts that fit into one query."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def find_named(session: Session, scope: Scope, model: type[Any], texts: Iterable[str]) -> Named:
    """Return the rows of a table whose code or name is one of the texts; a code goes before a name."""
    mapper = inspect(model)
    key = mapper.primary_key[0]
    names = [mapper.columns[n] for n in ("code", "uscc", "number", "name", "title") if n in mapper.columns]
    wanted = sorted(set(texts))
    by_column: list[dict[str, set[Any]]] = [{} for _ in names]
    for part in chunks(wanted):
        statement = select(key, *names).where(or_(*(column.in_(part) for column in names)))
        for found in session.execute(statement.where(pickable(model, scope))):
            for at, text in enumerate(found[1:]):
                by_column[at].setdefault(text, set()).add(found[0])
    ids: dict[str, frozenset[Any]] = {}
    for text in wanted:
        ids[text] = frozenset(next((column[text] for column in by_column if text in column), ()))
    return Named(ids)
