"""Finding rows by the code or name that a person wrote, inside the scope."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect, null, or_, select
from sqlalchemy.orm import Session

from app.kernel.errors import Incomplete
from app.kernel.places import Scope
from app.kernel.words import N_
from app.surfaces.records.values import pickable

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Named:
    """What the names of one column lead to."""

    ids: Mapping[str, frozenset[Any]]
    """Text -> ids; a code goes before a name."""
    all_ids: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    """Text -> ids, whether it is their code or their name."""
    homes: Mapping[Any, tuple[Any, Any]] = field(default_factory=dict)
    """Id -> organisation and year, where the table has them."""

    def one(self, text: str, field: str, home: int | None = None, year: Any = None) -> Any:
        """Return the id that a text names, first inside an organisation and a year; or raise Incomplete."""
        found = self._inside(text, home, year)
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise Incomplete(
                N_("Several entries are called %(name)s. Write the code instead of the name."), field=field, name=text
            )
        raise Incomplete(
            N_("There is no %(name)s in your region. Check the spelling, or write its code."), field=field, name=text
        )

    def _inside(self, text: str, home: int | None, year: Any) -> frozenset[Any]:
        """Return what a text names in the row's own organisation and year; anywhere when it names nothing there."""
        found = self.ids.get(text, frozenset())
        own = {one for one in self.all_ids.get(text, ()) if home is not None and self.homes[one][0] == home}
        if own:
            coded = found & own
            found = frozenset(coded or own)
        same = frozenset(one for one in found if year is not None and self.homes[one][1] == year)
        return same or found


def chunks(items: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Yield a sequence in parts that fit into one query."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def name_columns(mapper: Any, *usual: str) -> list[Any]:
    """Return the columns by which people call rows of a table: the usual ones, else its document or the key of its source."""
    for columns in (usual, ("document", "key")):
        if held := [mapper.columns[name] for name in columns if name in mapper.columns]:
            return held
    return []


def find_named(session: Session, scope: Scope, model: type[Any], texts: Iterable[str]) -> Named:
    """Return the rows of a table whose code or name is one of the texts; a code goes before a name."""
    mapper = inspect(model)
    key = mapper.primary_key[0]
    names = name_columns(mapper, "code", "uscc", "number", "name", "title")
    wanted = sorted(set(texts))
    place = [mapper.columns.get("organisation_id"), mapper.columns.get("year")]
    there = [null() if column is None else column for column in place]
    homes: dict[Any, tuple[Any, Any]] = {}
    by_column: list[dict[str, set[Any]]] = [{} for _ in names]
    for part in chunks(wanted):
        statement = select(key, *there, *names).where(or_(*(column.in_(part) for column in names)))
        for found in session.execute(statement.where(pickable(model, scope))):
            homes[found[0]] = (found[1], found[2])
            for at, text in enumerate(found[3:]):
                by_column[at].setdefault(text, set()).add(found[0])
    ids: dict[str, frozenset[Any]] = {}
    all_ids: dict[str, frozenset[Any]] = {}
    for text in wanted:
        all_ids[text] = frozenset().union(*(column.get(text, ()) for column in by_column))
        ids[text] = frozenset(next((column[text] for column in by_column if text in column), ()))
    return Named(ids, all_ids, homes)
