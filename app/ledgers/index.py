"""The typed index of an entry's values."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.ledgers.fields.field import LedgerField
from app.ledgers.models import AMOUNT_SCALE, LONGEST_TEXT, LedgerEntry, LedgerValue
from app.ledgers.words import Kind


def indexed_value(item: LedgerField, value: Any) -> dict[str, Any]:
    """Return (text, amount, day) of a value, one of them filled; all empty for no value."""
    held: dict[str, Any] = {"text": None, "amount": None, "day": None}
    if not value:
        return held
    if item.kind in (Kind.NUMBER, Kind.MONEY):
        held["amount"] = int(Decimal(value) * AMOUNT_SCALE)
    elif item.kind is Kind.DATE or (item.kind is Kind.COMPUTED and value.count("-") == 2):
        held["day"] = date.fromisoformat(value)
    elif item.kind is Kind.COMPUTED:
        held["amount"] = int(Decimal(value) * AMOUNT_SCALE)
    elif item.kind in (Kind.ORGANISATION, Kind.REGION):
        held["text"] = value["code"]
    else:
        held["text"] = str(value)[:LONGEST_TEXT]
    return held


def index_rows(
    entry_id: int, county: int, ledger_id: int, items: Iterable[LedgerField], content: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows of the index that an entry needs."""
    rows = []
    for item in items:
        if item.indexed and content.get(item.name):
            held = indexed_value(item, content[item.name])
            rows.append({"entry_id": entry_id, "field": item.name, "county": county, "ledger_id": ledger_id, **held})
    return rows


def index_entry(session: Session, entry: LedgerEntry, items: Iterable[LedgerField]) -> None:
    """Write an entry's values into the index, over those that stood there."""
    session.flush()
    session.execute(delete(LedgerValue).where(LedgerValue.entry_id == entry.id))
    for row in index_rows(entry.id, entry.county, entry.ledger_id, items, entry.content):
        session.add(LedgerValue(**row))
    session.flush()
