"""What an entry holds, as pages inside and on the public portal show it."""

from typing import Any

from app.kernel.attachments import Attachment
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.ledgers.fields import LedgerField
from app.ledgers.fields.showing import public_text, with_unit
from app.ledgers.models import LedgerEntry
from app.ledgers.words import Kind
from app.surfaces.acts import session


def parts_of(found: LedgerEntry, *, public: bool = False) -> list[dict[str, Any]]:
    """Return what an entry holds, field by field; for the public only what it may see, masked where asked."""
    parts: list[dict[str, Any]] = []
    for item in found.version.items:
        value = found.content.get(item.name)
        if public and (not item.public or (item.masked and item.kind in (Kind.FILE, Kind.PHOTO))):
            continue
        part: dict[str, Any] = {
            "label": item.label,
            "name": item.name,
            "kind": item.kind.value,
            "text": "",
            "files": [],
            "rows": [],
        }
        hidden = public and item.masked
        if item.kind in (Kind.FILE, Kind.PHOTO):
            part["files"] = [_file(one, public) for one in value or []]
        elif item.kind is Kind.TABLE and not hidden:
            part["columns"] = [column.label for column in item.columns]
            part["rows"] = [[_cell(column, row, public) for column in item.columns] for row in value or []]
        else:
            part["text"] = public_text(item, value) if public else with_unit(item, value)
        part["empty"] = not (part["text"] or part["files"] or part["rows"])
        parts.append(part)
    return parts


def _cell(column: LedgerField, row: dict[str, Any], public: bool) -> str:
    value = row.get(column.name)
    return public_text(column, value) if public else with_unit(column, value)


def _file(one: dict[str, Any], public: bool) -> dict[str, Any]:
    """Return a file with what is known of it; where a photo was taken is not for the public, who may live there."""
    told = []
    if one.get("at"):
        told.append(str(one["at"]).replace("T", " ")[:16])
    if "lat" in one and "lon" in one and not public:
        told.append(f"{one['lat']:.5f}, {one['lon']:.5f}")
    return {"id": one["id"], "name": one["name"], "told": " · ".join(told)}


def file_of(found: LedgerEntry, file_id: int, *, public: bool = False) -> Attachment:
    """Return a file that an entry holds, for the public only one of a public field; NotFound otherwise."""
    held = {
        one["id"]
        for item in found.version.items
        if item.kind in (Kind.FILE, Kind.PHOTO) and (not public or (item.public and not item.masked))
        for one in found.content.get(item.name, [])
    }
    attachment = session().get(Attachment, file_id) if file_id in held else None
    if attachment is None:
        raise NotFound(N_("There is no such file, or it lies outside your region."))
    return attachment
