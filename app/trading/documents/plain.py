"""What files tell as plain JSON, and back: so it comes out of the process that reads them."""

from decimal import Decimal
from typing import Any

from app.trading.documents.told import Fault, Item, Mark, MarkKind, Told


def as_plain(told: Told) -> dict[str, Any]:
    """Return what a file tells as JSON can hold it."""
    return {
        "name": told.name,
        "digest": told.digest,
        "format": told.format,
        "marks": [[str(mark.kind), mark.value] for mark in told.marks],
        "text": told.text,
        "items": [
            [
                one.code,
                one.name,
                one.unit,
                str(one.quantity),
                str(one.price),
                None if one.total is None else str(one.total),
            ]
            for one in told.items
        ],
        "fault": str(told.fault) if told.fault else None,
    }


def from_plain(held: dict[str, Any]) -> Told:
    """Return what a file tells, from JSON."""
    return Told(
        held["name"],
        digest=held["digest"],
        format=held["format"],
        marks=[Mark(MarkKind(kind), value) for kind, value in held["marks"]],
        text=held["text"],
        items=[
            Item(code, name, unit, Decimal(quantity), Decimal(price), None if total is None else Decimal(total))
            for code, name, unit, quantity, price, total in held["items"]
        ],
        fault=Fault(held["fault"]) if held["fault"] else None,
    )
