"""What the session refuses on its own: a silent write, a row without a county, personal data for the public; who gives ids."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, event, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction

from app.kernel.act import Act
from app.kernel.audit import advance
from app.kernel.db import IDS_PER_COUNTY, PUBLIC, Base, CountyRow
from app.kernel.privacy import refuse_row

BLOCK = 20
"""Ids taken at a time; those left over at the end of a transaction are never used."""


class SilentWrite(RuntimeError):  # noqa: N818 - says what happened
    """A table of ours was about to change while no Act was open: a bug, never a refusal."""


@contextmanager
def open_act(act: Act) -> Iterator[Act]:
    """Let the act's session write until the block ends; does not commit."""
    previous = act.session.info.get("act")
    act.session.info["act"] = act
    try:
        yield act
    finally:
        act.session.info["act"] = previous


_ours: list[type] = [Base]


def guard_too(table: type) -> None:
    """Let a table of the framework change only by an act as well."""
    _ours.append(table)


def ours(item: object) -> bool:
    """Tell whether an object or class belongs to the tables that change only by an act."""
    kinds = tuple(_ours)
    return isinstance(item, kinds) or (isinstance(item, type) and issubclass(item, kinds))


def _refuse_silent_flush(session: Session, _context: UOWTransaction, _objects: object) -> None:
    if session.info.get("act") is None:
        for item in (*session.new, *session.dirty, *session.deleted):
            if ours(item) and (item in session.new or item in session.deleted or session.is_modified(item)):
                raise SilentWrite(f"{type(item).__name__} changed while no act was open")


def _refuse_silent_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and state.session.info.get("act") is None:
        mapper = state.bind_mapper
        if mapper is not None and ours(mapper.class_):
            raise SilentWrite(f"{mapper.class_.__name__} changed while no act was open")


def _give_id(_mapper: Mapper[Any], connection: Connection, row: CountyRow) -> None:
    session = inspect(row).session
    assert session is not None
    act: Act | None = session.info.get("act")
    if row.county is None:
        if act is None:
            raise SilentWrite(f"{type(row).__name__} has no county")
        row.county = act.county
    if row.id is None:
        row.id = next_id(session, connection, row.county)


def next_id(session: Session, connection: Connection, county: int) -> int:
    """Return a fresh id of a county, unique for ever, inside the running transaction."""
    blocks: dict[int, list[int]] = session.info.setdefault("ids", {})
    if not blocks.get(county):
        last = advance(connection, county, BLOCK)
        first = county * IDS_PER_COUNTY + last - BLOCK + 1
        blocks[county] = list(range(first + BLOCK - 1, first - 1, -1))
    return blocks[county].pop()


def _forget_ids(session: Session, *_: object) -> None:
    session.info.pop("ids", None)


@cache
def public_columns(table: type) -> Mapping[str, Any]:
    """Return by attribute the kinds of personal data that its columns for the public are free of."""
    return marked_columns(table, PUBLIC)


def marked_columns(table: type, mark: str) -> Mapping[str, Any]:
    """Return by attribute what its columns hold under a mark of ``Column.info``."""
    mapper: Mapper[Any] = inspect(table)
    return {
        one.key: held
        for one in mapper.column_attrs
        if isinstance(one.columns[0], Column) and (held := one.columns[0].info.get(mark))
    }


def _refuse_personal_data(session: Session, _context: UOWTransaction, _objects: object) -> None:
    for item in (*session.new, *session.dirty):
        if isinstance(item, Base) and (columns := public_columns(type(item))):
            changed = {name: vars(item).get(name) for name in columns if inspect(item).attrs[name].history.added}
            refuse_row(changed, columns)


def watch(session_class: Any) -> None:
    """Put the guards on a session class, factory or scoped session."""
    event.listen(session_class, "before_flush", _refuse_silent_flush)
    event.listen(session_class, "before_flush", _refuse_personal_data)
    event.listen(session_class, "do_orm_execute", _refuse_silent_statement)
    event.listen(session_class, "after_commit", _forget_ids)
    # A savepoint that is taken back takes the ids back that were given inside it.
    event.listen(session_class, "after_soft_rollback", _forget_ids)


event.listen(CountyRow, "before_insert", _give_id, propagate=True)
