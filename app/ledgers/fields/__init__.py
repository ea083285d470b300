"""Fields of ledgers as data: what they are, how they are checked, read, computed and shown."""

from app.ledgers.fields.field import LedgerField, fields_from, fields_to
from app.ledgers.fields.reading import Lookup, read_content, read_value
from app.ledgers.fields.showing import mask, text_of

__all__ = ["LedgerField", "Lookup", "fields_from", "fields_to", "mask", "read_content", "read_value", "text_of"]
