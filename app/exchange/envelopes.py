"""Envelopes: one row of a record kind as it crosses to another installation (CloudEvents 1.0, JSON).

Numbers, days and choices of a kind cross. A text crosses only where its field is public, for only such texts are held
free of personal data when they are written. What is secret, encrypted or a hash never does.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, String, inspect

from app.kernel.audit import TrailRow, instant
from app.kernel.db import county_of, json_text
from app.kernel.errors import Incomplete
from app.kernel.records import Field, RecordKind
from app.kernel.sealing import EncryptedText
from app.kernel.words import N_

SPEC = "1.0"
"""Version of CloudEvents."""
_ATTRIBUTES = frozenset(
    {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data"}
)


def crossing_fields(kind: RecordKind) -> tuple[Field, ...]:
    """Return the fields of a kind that leave the house."""
    return tuple(field for field in kind.fields if _crosses(kind, field))


def _crosses(kind: RecordKind, field: Field) -> bool:
    column = inspect(kind.model).columns.get(field.name)
    if field.secret or field.matched or column is None or isinstance(column.type, (EncryptedText, JSON)):
        return False
    return field.public or field.choices is not None or not isinstance(column.type, String)


def source_of(node: int) -> str:
    """Return the name of a node as the source of its rows; with an envelope's id it is unique for ever."""
    return f"/nodes/{node}"


def type_of(kind: RecordKind) -> str:
    """Return what a row of a kind is called."""
    return f"sunshine.{kind.name}.v1"


def envelope(node: int, kind: RecordKind, told: TrailRow, row: Any | None) -> dict[str, Any]:
    """Return a row as it stands after what the trail told of it; None for one that is no more."""
    return {
        "specversion": SPEC,
        "id": f"{told.county}/{told.place}",
        "source": source_of(node),
        "type": type_of(kind),
        "subject": str(told.subject_id),
        "time": instant(told.at),
        "datacontenttype": "application/json",
        "dataschema": f"/exchange/{kind.name}/v1",
        "data": None if row is None else {f.name: _plain(getattr(row, f.name)) for f in crossing_fields(kind)},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


def check_envelope(said: Mapping[str, Any], node: int, county: int, kinds: Mapping[str, RecordKind]) -> RecordKind:
    """Return the kind of a row that came; Incomplete, in a sentence for its sender, for one that is not taken."""
    if set(said) != _ATTRIBUTES or said["specversion"] != SPEC or said["source"] != source_of(node):
        raise Incomplete(N_("The row is no envelope of this peer."))
    kind = next((one for one in kinds.values() if type_of(one) == said["type"]), None)
    if kind is None:
        raise Incomplete(N_("Rows of this kind were not agreed on: %(kind)s."), kind=str(said["type"])[:60])
    subject, place = str(said["subject"]), str(said["id"]).removeprefix(f"{county}/")
    if not (subject.isascii() and subject.isdecimal() and place.isascii() and place.isdecimal()):
        raise Incomplete(N_("The row is no envelope of this peer."))
    if max(len(subject), len(place)) > 18 or county_of(int(subject)) != county:
        raise Incomplete(N_("The row belongs to another county than the channel."))
    data, known = said["data"], {field.name for field in crossing_fields(kind)}
    if data is not None and (not isinstance(data, dict) or set(data) != known):
        raise Incomplete(N_("The fields of the row are not those that were agreed on for %(kind)s."), kind=kind.name)
    if not isinstance(said["time"], str) or len(said["time"]) > 40 or not _is_plain((said["time"], data)):
        raise Incomplete(N_("The row holds something that is neither a text, a number nor a choice."))
    return kind


def _is_plain(held: object) -> bool:
    """Tell whether the fields of a row can be kept: single values, texts of real characters, numbers that fit."""
    values = held if isinstance(held, tuple) else (held,)
    plain = [one for value in values for one in (value.values() if isinstance(value, dict) else (value,))]
    if any(isinstance(one, (dict, list)) or (isinstance(one, str) and "\x00" in one) for one in plain):
        return False
    try:
        json_text(list(values))
    except TypeError:
        return False
    return True
