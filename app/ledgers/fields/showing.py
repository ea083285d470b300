"""Showing what a field holds: to those who work with it, masked to the public, as a cell of a sheet."""

import re
from collections.abc import Mapping
from typing import Any

from app.kernel.names import public_name
from app.kernel.privacy import PERSONAL, without
from app.ledgers.fields.field import LedgerField
from app.ledgers.words import Kind

STAR = "*"
HIDDEN = "***"


def text_of(item: LedgerField, value: Any) -> str:
    """Return a value as text, in any language the same; rows of a table one a line."""
    if value in (None, "", []):
        return ""
    if item.kind in (Kind.ORGANISATION, Kind.REGION):
        return str(value.get("name", ""))
    if item.kind in (Kind.FILE, Kind.PHOTO):
        return "、".join(str(one.get("name", "")) for one in value)
    if item.kind is Kind.TABLE:
        return "\n".join(" | ".join(text_of(column, row.get(column.name)) for column in item.columns) for row in value)
    return str(value)


def with_unit(item: LedgerField, value: Any) -> str:
    """Return a value for a page: numbers in groups of three with their unit."""
    text = text_of(item, value)
    if not text:
        return ""
    if item.kind in (Kind.NUMBER, Kind.MONEY) or (item.kind is Kind.COMPUTED and "-" not in text[1:]):
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else text
        if text.startswith("0") and value.startswith("-"):
            text = f"-{text}"
        unit = "元" if item.kind is Kind.MONEY else item.unit
        return f"{text} {unit}".strip()
    return text


def mask(item: LedgerField, value: Any) -> str:
    """Return what the public sees of a masked value: a surname, the ends of a number, or nothing but stars."""
    text = text_of(item, value)
    if not text:
        return ""
    if item.kind is Kind.PERSON:
        return public_name(text)
    if item.kind is not Kind.TEXT:
        return HIDDEN
    if re.fullmatch(r"[0-9A-Za-z-]{7,}", text):
        return f"{text[:3]}{STAR * (len(text) - 7)}{text[-4:]}" if len(text) > 7 else text[:2] + STAR * (len(text) - 2)
    return text[0] + HIDDEN


def public_text(item: LedgerField, value: Any) -> str:
    """Return what the public sees of a field that is public; long numbers in free text lose their middle."""
    if item.masked:
        return mask(item, value)
    shown = with_unit(item, value)
    return without(shown, PERSONAL) if item.kind in (Kind.TEXT, Kind.PERSON, Kind.TABLE) else shown


NAMING = (Kind.TEXT, Kind.PERSON, Kind.ORGANISATION, Kind.REGION, Kind.CHOICE)
"""Kinds that name an entry, the best first."""


def title_of(items: tuple[LedgerField, ...], content: Mapping[str, Any]) -> str:
    """Return the line by which an entry is called: a listed text or name that is filled, else what there is."""
    filled = [item for item in items if content.get(item.name) and item.kind not in (Kind.FILE, Kind.PHOTO, Kind.TABLE)]
    rank = {kind: place for place, kind in enumerate(NAMING)}
    best = min(filled, key=lambda item: (not item.listed, rank.get(item.kind, len(rank))), default=None)
    return text_of(best, content[best.name]).replace("\n", " ")[:200] if best else ""
