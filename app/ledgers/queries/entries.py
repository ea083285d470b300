"""Entries of a ledger: one of them, and pages of a list by typed values without looking into JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from app.kernel.act import Actor
from app.kernel.containing import contained, frequent
from app.kernel.db import contains_text
from app.kernel.errors import Incomplete, NotFound
from app.kernel.listing import LARGEST_PAGE, LONGEST_SEARCH, Page, Wanted
from app.kernel.words import N_
from app.ledgers.access import entry_condition, ledger_condition
from app.ledgers.fields.field import LedgerField
from app.ledgers.fields.reading import day_or_none, read_value
from app.ledgers.index import indexed_value
from app.ledgers.models import Ledger, LedgerEntry, LedgerValue
from app.ledgers.words import EntryState, Kind

FEW = 1_000
"""Entries that a filter may find to be looked up by their ids."""
COUNT_TO = 1_000
"""Entries that are counted; a list with more says so."""


def entry_for(session: Session, actor: Actor, pk: int) -> LedgerEntry:
    """Return an entry that somebody sees, or NotFound."""
    found = session.scalar(
        select(LedgerEntry)
        .join(Ledger, Ledger.id == LedgerEntry.ledger_id)
        .options(joinedload(LedgerEntry.ledger), joinedload(LedgerEntry.version), joinedload(LedgerEntry.organisation))
        .where(LedgerEntry.id == pk, ledger_condition(actor))
    )
    seen = found is not None and session.scalar(
        select(LedgerEntry.id).where(LedgerEntry.id == pk, entry_condition(actor, found.ledger))
    )
    if found is None or not seen:
        raise NotFound(N_("There is no such entry, or it lies outside your region."))
    return found


def list_condition(
    session: Session, ledger: Ledger, items: tuple[LedgerField, ...], wanted: Wanted
) -> ColumnElement[bool]:
    """Return what the search and the filters of a list ask; Incomplete names a filter that does not exist."""
    checks: list[ColumnElement[bool]] = [LedgerEntry.ledger_id == ledger.id]
    text = wanted.text.replace("\x00", "").strip()
    if len(text) > LONGEST_SEARCH:
        raise Incomplete(N_("Search for at most %(most)d characters."), most=LONGEST_SEARCH)
    if text:
        checks.append(_by_title(session, ledger, text))
    known = {item.name: item for item in items if item.filtered}
    asked: dict[str, dict[str, str]] = {}
    state: ColumnElement[bool] = LedgerEntry.state != EntryState.CORRECTED
    for name, raw in wanted.filters.items():
        plain, _, bound = name.partition("__")
        if raw == "" or bound == "text":
            continue
        if name == "state" and raw in set(EntryState):
            state = LedgerEntry.state == raw
        elif name == "period":
            checks.append(LedgerEntry.period == raw[:10])
        elif name == "organisation" and raw.isdecimal() and len(raw) < 18:
            checks.append(LedgerEntry.organisation_id == int(raw))
        elif plain in known and bound in ("", "from", "to"):
            asked.setdefault(plain, {})[bound] = raw
        else:
            raise Incomplete(N_("This list cannot be filtered by %(name)s."), name=name[:40])
    if asked:
        checks.append(_by_values(session, ledger, [(known[name], asked[name]) for name in asked]))
    return and_(state, *checks)


def _by_title(session: Session, ledger: Ledger, word: str) -> ColumnElement[bool]:
    """Return the condition for entries whose title contains a word; those that few are, are given as their ids."""
    inside = LedgerEntry.ledger_id == ledger.id
    if frequent(session, LedgerEntry.id, LedgerEntry.title, word, inside):
        return contains_text(LedgerEntry.title, word)
    named = inside & contained(session, LedgerEntry.id, LedgerEntry.title, word)
    few = session.scalars(select(LedgerEntry.id).where(named).limit(FEW + 1)).all()
    return _one_of(few) if len(few) <= FEW else named


def _one_of(few: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition for entries of these ids, written into the statement: they are our own numbers."""
    return LedgerEntry.id.in_(bindparam("few", few, expanding=True, literal_execute=True, unique=True))


def _by_values(
    session: Session, ledger: Ledger, filters: list[tuple[LedgerField, Mapping[str, str]]]
) -> ColumnElement[bool]:
    """Return the condition for entries that every filter by value finds.

    What few entries fit is answered first and given as their ids; what many fit is looked up entry by
    entry from the newest on. No planner knows beforehand which of the two ways is the shorter.
    """
    (item, bounds), *others = filters
    first = select(LedgerValue.entry_id).where(_fits(LedgerValue, ledger, item, bounds))
    for other in others:
        first = first.where(_holds(ledger, other, LedgerValue.entry_id))
    few = session.scalars(first.limit(FEW + 1)).all()
    if len(few) <= FEW:
        return _one_of(few)
    return and_(*(_holds(ledger, one, LedgerEntry.id) for one in filters))


def _holds(ledger: Ledger, asked: tuple[LedgerField, Mapping[str, str]], entry_id: Any) -> ColumnElement[bool]:
    """Return the condition that the entry of an id holds a value that fits."""
    value = aliased(LedgerValue)
    return exists().where(value.entry_id == entry_id, _fits(value, ledger, *asked))


def _fits(value: Any, ledger: Ledger, item: LedgerField, bounds: Mapping[str, str]) -> ColumnElement[bool]:
    """Return the condition for a value; ``bounds`` holds what was given as "", "from" and "to"."""
    fits: list[ColumnElement[bool]] = [value.ledger_id == ledger.id, value.field == item.name]
    for bound, raw in bounds.items():
        name, wanted = _typed(item, raw)
        column = getattr(value, name)
        if bound:
            fits.append(column >= wanted if bound == "from" else column <= wanted)
        elif item.kind in (Kind.TEXT, Kind.PERSON):
            fits.append(contains_text(column, str(wanted)))
        else:
            fits.append(column == wanted)
    return and_(*fits)


def _typed(item: LedgerField, raw: str) -> tuple[str, Any]:
    """Return the name of the column of the index and the value that a filter compares with."""
    if item.kind in (Kind.TEXT, Kind.PERSON, Kind.ORGANISATION, Kind.REGION, Kind.CHOICE):
        return "text", raw.strip()[:LONGEST_SEARCH]
    if item.kind is Kind.DATE or (item.kind is Kind.COMPUTED and day_or_none(raw) is not None):
        day = day_or_none(raw)
        if day is None:
            raise Incomplete(N_("Enter a date such as 2026-11-23."), field=item.name)
        return "day", day
    plain = LedgerField(item.name, item.label, Kind.NUMBER, unit=item.unit)
    return "amount", indexed_value(plain, read_value(plain, raw))["amount"]


def base(actor: Actor, ledger: Ledger) -> Select[Any]:
    """Return the entries of a ledger that somebody sees."""
    return select(LedgerEntry).where(entry_condition(actor, ledger))


def read_entries(
    session: Session, actor: Actor, ledger: Ledger, items: tuple[LedgerField, ...], wanted: Wanted
) -> Page:
    """Return one page of entries, newest first; its cost does not grow with its distance from the first."""
    condition = and_(entry_condition(actor, ledger), list_condition(session, ledger, items, wanted))
    return with_mark(session, condition, wanted)


def with_mark(session: Session, condition: ColumnElement[bool], wanted: Wanted) -> Page:
    """Return the page of entries after or before a mark, which is the id of a row."""
    size = max(1, min(wanted.size, LARGEST_PAGE))
    mark, backwards = wanted.before or wanted.after, bool(wanted.before)
    beyond: ColumnElement[bool] = true()
    if mark:
        if not mark.isdecimal() or len(mark) > 18:
            raise Incomplete(N_("This page link is damaged. Begin again with the first page."))
        beyond = LedgerEntry.id > int(mark) if backwards else LedgerEntry.id < int(mark)
    order = LedgerEntry.id.asc() if backwards else LedgerEntry.id.desc()
    statement = (
        select(LedgerEntry)
        .options(joinedload(LedgerEntry.organisation))
        .where(condition, beyond)
        .order_by(order)
        .limit(size + 1)
    )
    rows = list(session.scalars(statement))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    counted = select(LedgerEntry.id).where(condition).limit(COUNT_TO + 1).subquery()
    count = session.scalar(select(func.count()).select_from(counted)) or 0
    return Page(
        rows=rows,
        next=str(rows[-1].id) if rows and (more or backwards) else "",
        previous=str(rows[0].id) if rows and mark and (more or not backwards) else "",
        count=min(count, COUNT_TO),
        capped=count > COUNT_TO,
    )


def plain_filters(filters: Mapping[str, str]) -> dict[str, str]:
    """Return filters without the texts beside picked rows, for addresses."""
    return {name: value for name, value in filters.items() if value and not name.endswith("__text")}
