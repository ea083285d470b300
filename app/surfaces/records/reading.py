"""Reading rows of a kind inside a scope: keyset pages, literal search, a count that stops early."""

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, inspect, or_, select, true
from sqlalchemy.orm import Mapper, Session, defer, joinedload, undefer

from app.kernel.db import contains_text
from app.kernel.errors import Incomplete, NotFound
from app.kernel.listing import LARGEST_PAGE, LONGEST_SEARCH, Page, Wanted
from app.kernel.places import Scope
from app.kernel.records import Field, Input, RecordKind
from app.kernel.sealing import EncryptedText
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_
from app.surfaces.records.values import input_of, parse_value

COUNT_TO = 10_000
COUNT_FOUND_TO = 200
"""The same where words are searched for: counting on would read the whole table."""


Inside = Scope | ColumnElement[bool]
"""What somebody may see: a scope, or the very condition (rows that are public)."""


def scope_condition(kind: RecordKind, scope: Inside) -> ColumnElement[bool]:
    """Return the condition that keeps a kind's rows inside a scope, and those that nobody is shown yet away.

    It is the one place where this is said.
    """
    hidden, inside = SUBJECTS.hidden_of(kind.model), _inside(kind, scope)
    return inside if hidden is None else and_(inside, kind.model.id.not_in(hidden))


def _inside(kind: RecordKind, scope: Inside) -> ColumnElement[bool]:
    model = kind.model
    if not isinstance(scope, Scope):
        return scope
    if kind.scope is None:
        return true()
    if kind.scope == "region_code":
        column = model.region_code
        if scope.regions is None:
            return false()
        inside: ColumnElement[bool] = column.startswith(scope.regions, autoescape=True)
        return inside if scope.regions else true()
    owner = None if kind.scope == "county" else getattr(model, kind.scope)
    return scope.where(model.county, owner)


def base_query(kind: RecordKind, scope: Inside, shown: Sequence[Field] | None = None) -> Select[Any]:
    """Return the rows of a kind inside a scope, with the rows that its fields pick.

    Of many rows only the fields ``shown`` are decrypted; what is sealed beside them stays in the database until
    somebody asks for it. None: all of it may be asked for.
    """
    options = [undefer(getattr(kind.model, f.name)) for f in kind.fields if _is_deferred(kind, f.name)]
    if shown is not None:
        names = {f.name for f in shown}
        options += [defer(getattr(kind.model, name)) for name in sealed_columns(kind.model) if name not in names]  # type: ignore[arg-type]  # a class can be a key
    for picked in (getattr(kind.model, f.picks) for f in kind.fields if f.picks):
        model = picked.property.mapper.class_
        asked = [] if shown is None else [defer(getattr(model, name)) for name in sealed_columns(model)]
        options.append(joinedload(picked).options(*asked))
    return select(kind.model).where(scope_condition(kind, scope)).options(*options)


@cache
def sealed_columns(model: type) -> tuple[str, ...]:
    """Return the names of the columns that a table keeps encrypted."""
    mapper: Mapper[Any] = inspect(model)
    return tuple(one.key for one in mapper.column_attrs if isinstance(one.columns[0].type, EncryptedText))


def _is_deferred(kind: RecordKind, name: str) -> bool:
    """Tell whether a field is read from the database only when asked for."""
    attribute = inspect(kind.model).column_attrs.get(name)
    return attribute is not None and attribute.deferred


def get_row(session: Session, kind: RecordKind, scope: Inside, pk: Any) -> Any:
    """Return one row, or NotFound; a row outside the scope looks the same as none."""
    key = inspect(kind.model).primary_key[0]
    try:
        value = _typed(pk, key)
    except (ValueError, TypeError):
        raise NotFound(N_("There is no such record, or it lies outside your region.")) from None
    row = session.scalars(base_query(kind, scope).where(key == value)).unique().one_or_none()
    if row is None:
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return row


def read_page(
    session: Session, kind: RecordKind, scope: Inside, wanted: Wanted, shown: Sequence[Field] | None = None
) -> Page:
    """Return one page in a stable order; the cost does not grow with the page's distance.

    ``shown`` are the fields that are looked at; all of the kind's unless they are named.
    """
    condition = and_(scope_condition(kind, scope), list_condition(kind, wanted))
    column, descending = _order(kind, wanted)
    key = inspect(kind.model).primary_key[0]
    size = max(1, min(wanted.size, LARGEST_PAGE))
    backwards = bool(wanted.before)
    statement = base_query(kind, scope, kind.fields if shown is None else shown).where(condition)
    mark = _read_mark(wanted.before or wanted.after, column, key)
    if mark is not None:
        statement = statement.where(_beyond(column, key, mark, descending != backwards))
    directions = [item.desc() if descending != backwards else item.asc() for item in (column, key)]
    if column is key:
        directions = directions[:1]
    rows = list(session.scalars(statement.order_by(*directions).limit(size + 1)).unique())
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    most = COUNT_FOUND_TO if wanted.text else COUNT_TO
    count = len(rows) if mark is None and not more else _count(session, key, condition, most)
    return Page(
        rows=rows,
        next=_mark(rows[-1], column, key) if rows and (more or backwards) else "",
        previous=_mark(rows[0], column, key) if rows and (mark is not None and (more or not backwards)) else "",
        count=min(count, most),
        capped=count > most,
    )


def _count(session: Session, key: Any, condition: ColumnElement[bool], most: int) -> int:
    """Count rows, and stop counting where nobody reads the number any more."""
    some = select(key).where(condition).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def list_condition(kind: RecordKind, wanted: Wanted) -> ColumnElement[bool]:
    """Return what a list's search and filters ask, scope apart."""
    return and_(_search(kind, wanted), *_filters(kind, wanted))


def _search(kind: RecordKind, wanted: Wanted) -> ColumnElement[bool]:
    text = wanted.text.replace("\x00", "").strip()
    if not text:
        return true()
    if len(text) > LONGEST_SEARCH:
        raise Incomplete(N_("Search for at most %(most)d characters."), most=LONGEST_SEARCH)
    columns = [getattr(kind.model, f.name) for f in kind.fields if f.searchable]
    if not columns:
        return true()
    return or_(*(contains_text(column, text) for column in columns))


def _filters(kind: RecordKind, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return one condition a filter; ``name__from`` and ``name__to`` bound a date or number (A11)."""
    conditions: list[ColumnElement[bool]] = []
    for name, raw in wanted.filters.items():
        plain, _, bound = name.partition("__")
        try:
            item = kind.field(plain)
        except KeyError:
            item = None
        if item is None or not (item.filtered or item.listed) or bound not in ("", "from", "to"):
            raise Incomplete(N_("This list cannot be filtered by %(name)s."), name=name[:40])
        if raw == "":
            continue
        value = parse_value(kind, item, raw)
        column = getattr(kind.model, plain)
        if bound:
            conditions.append(column >= value if bound == "from" else column <= value)
        elif input_of(kind, item) in (Input.TEXT, Input.LONG, Input.TELEPHONE, Input.IDENTITY):
            conditions.append(contains_text(column, value))
        else:
            conditions.append(column == value)
    return conditions


def _order(kind: RecordKind, wanted: Wanted) -> tuple[Any, bool]:
    name, direction = kind.order
    descending = direction == "desc"
    if wanted.order:
        if wanted.order not in {f.name for f in kind.listed} and wanted.order != name:
            raise Incomplete(N_("This list cannot be sorted by %(name)s."), name=wanted.order[:40])
        name, descending = wanted.order, wanted.descending
    column = inspect(kind.model).columns[name]
    if column.nullable:
        raise Incomplete(N_("This list cannot be sorted by %(name)s."), name=name)
    return column, descending


def sortable(kind: RecordKind) -> set[str]:
    """Return the names of the columns by which a list may be sorted."""
    columns = inspect(kind.model).columns
    return {f.name for f in kind.listed if f.name in columns and not columns[f.name].nullable and not f.picks}


def _beyond(column: Any, key: Any, mark: tuple[Any, Any], descending: bool) -> ColumnElement[bool]:
    value, pk = mark
    beyond: ColumnElement[bool] = key < pk if descending else key > pk
    if column is key:
        return beyond
    # The bound on the column alone is what lets SQLite begin at the mark instead of walking to it.
    if descending:
        return and_(column <= value, or_(column < value, key < pk))
    return and_(column >= value, or_(column > value, key > pk))


def _mark(row: Any, column: Any, key: Any) -> str:
    text = json.dumps([_as_text(getattr(row, column.key)), _as_text(getattr(row, key.key))])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _as_text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _read_mark(text: str, column: Any, key: Any) -> tuple[Any, Any] | None:
    if not text:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return _typed(value, column), _typed(pk, key)
    except (ValueError, TypeError, UnicodeDecodeError, InvalidOperation):
        raise Incomplete(N_("This page link is damaged. Begin again with the first page.")) from None


def _typed(value: Any, column: Any) -> Any:
    """Return a value of an address as its column holds it; ValueError or TypeError when it cannot be."""
    of = getattr(column.type, "impl_instance", column.type).python_type
    if of is datetime:
        return datetime.fromisoformat(value)
    if of is date:
        return date.fromisoformat(value)
    if of is Decimal and isinstance(value, str) and len(value) < 40:
        value = Decimal(value)
    if of is int and isinstance(value, str):
        value = int(value)
    if type(value) is not of or (of is int and abs(value) >= 2**63):
        raise ValueError(value)
    return value
