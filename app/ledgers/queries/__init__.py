"""What may be read of ledgers."""

from app.ledgers.queries.entries import entry_for, read_entries, with_mark
from app.ledgers.queries.ledgers import (
    duties_of,
    fills_somewhere,
    homes_for,
    ledger_for,
    visible_ledgers,
    waiting_count,
    waiting_entries,
)

__all__ = [
    "duties_of",
    "entry_for",
    "fills_somewhere",
    "homes_for",
    "ledger_for",
    "read_entries",
    "visible_ledgers",
    "waiting_count",
    "waiting_entries",
    "with_mark",
]
