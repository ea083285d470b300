"""Writing rows of a kind: every screen, sheet and REST call passes these three verbs."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.db import IDS_PER_COUNTY, CountyRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.records import Field, Input, RecordKind
from app.kernel.sealing import EncryptedText
from app.kernel.typed import Faulty
from app.kernel.words import N_
from app.surfaces.records.naming import find_named
from app.surfaces.records.values import check_picked, input_of, parse_value, picked_model

HIDDEN = "***"
"""What the trail holds instead of a value that is stored encrypted."""


def parse_all(
    act: Act, kind: RecordKind, raw: Mapping[str, Any], *, partial: bool = False, today: date | None = None
) -> dict[str, Any]:
    """Return the values of every editable field, or raise Faulty with one sentence a field.

    ``today`` lets a form leave the year out of a day. ``partial`` leaves out fields that were not sent (REST changes). An unknown name is refused,
    so nobody can set a field that the form does not show (A15).
    """
    known = {f.name for f in kind.editable}
    faults: dict[str, Refused] = {
        name: Incomplete(N_("There is no field of this name that you may set."), field=name)
        for name in raw
        if name not in known
    }
    values: dict[str, Any] = {}
    for item in sorted(kind.editable, key=lambda one: one.name != "organisation_id"):
        if partial and item.name not in raw:
            continue
        try:
            picks = input_of(kind, item) == Input.PICK
            given = raw.get(item.name)
            if picks:
                given = _named(act, kind, item, given, values.get("organisation_id"))
            value = parse_value(kind, item, given, today)
            if value is not None and picks:
                check_picked(act.session, act.actor.scope, kind, item, value)
            values[item.name] = value
        except Refused as fault:
            faults[item.name] = fault
    if faults:
        raise Faulty(faults)
    return values


def _named(act: Act, kind: RecordKind, field: Field, given: Any, home: int | None) -> Any:
    """Return the key of a row that was written by its code or name, first inside the record's own organisation.

    What is a key already stays.
    """
    if not isinstance(given, str) or not given.strip() or given.strip().isdecimal():
        return given
    named = find_named(act.session, act.actor.scope, picked_model(kind, field), [given.strip()])
    return named.one(given.strip(), field.name, home or act.actor.organisation_id)


def add_record(act: Act, kind: RecordKind, values: Mapping[str, Any]) -> Any:
    """Add a row inside the actor's scope and put it into the trail."""
    row = kind.model(**values)
    place_row(act, kind, row)
    check_scope(act, kind, row)
    if kind.check:
        kind.check(act, row, values)
    act.session.add(row)
    act.session.flush()
    if kind.settle:
        kind.settle(act)
    record(act, "record.added", named(act, kind, row), kind=kind.name, values=trail_values(values, kind))
    return row


def edition_of(kind: RecordKind, row: Any) -> str:
    """Return a mark of what a record holds now; it differs as soon as somebody has changed a field."""
    held = {f.name: getattr(row, f.name) for f in kind.editable}
    text = json.dumps(trail_values(held), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def edit_record(act: Act, kind: RecordKind, row: Any, values: Mapping[str, Any], edition: str | None = None) -> Any:
    """Change a row and put old and new values into the trail; a stale edit is a Conflict (F14).

    ``edition`` is the mark of the record as the person saw it; none when no person looked at it.
    """
    # Locked first: of two who save at the same moment, the second sees what the first has written.
    act.session.refresh(row, with_for_update={"of": kind.model})
    if edition is not None and edition != edition_of(kind, row):
        raise Conflict(
            N_(
                "Somebody else changed this record while you were working on it. "
                "Your text is kept: look at the new state, then save again."
            )
        )
    columns = inspect(kind.model).columns
    changes = {
        name: value
        for name, value in values.items()
        if getattr(row, name) != value and (value is not None or columns[name].nullable)
    }
    if not changes:
        return row
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    check_scope(act, kind, row)
    if kind.check:
        kind.check(act, row, changes)
    if kind.settle:
        act.session.flush()
        kind.settle(act)
    record(
        act,
        "record.changed",
        named(act, kind, row),
        kind=kind.name,
        before=trail_values(before, kind),
        after=trail_values(changes, kind),
    )
    return row


def delete_record(act: Act, kind: RecordKind, row: Any, reason: str) -> None:
    """Remove a row for a reason; what it held stays in the trail. OutOfOrder while other rows rest on it."""
    if kind.delete_needs_reason and not reason.strip():
        raise Incomplete(N_("Say why this record is to be removed."), field="reason")
    held = {f.name: getattr(row, f.name) for f in kind.fields if f.name in inspect(kind.model).columns}
    record(
        act,
        "record.removed",
        named(act, kind, row),
        kind=kind.name,
        reason=reason.strip(),
        values=trail_values(held, kind),
    )
    act.session.delete(row)
    try:
        act.session.flush()
    except IntegrityError as fault:
        raise OutOfOrder(
            N_("Other records rest on this one, so it stays. Change it, or remove those first.")
        ) from fault


def named(act: Act, kind: RecordKind, row: Any) -> Subject:
    """Return a row as the trail names it."""
    key = inspect(kind.model).primary_key[0].key
    return subject_of(act, kind, getattr(row, str(key)))


def subject_of(act: Act, kind: RecordKind, key: Any) -> Subject:
    """Return the row of a key as the trail names it; rows without a number go by their key's digits."""
    digits = key.strftime("%Y%m%d") if isinstance(key, date) else str(key)
    number = int(digits) if digits.isdecimal() else 0
    county = number // IDS_PER_COUNTY if issubclass(kind.model, CountyRow) else act.county
    return Subject(model_word(kind), number, county)


def model_word(kind: RecordKind) -> str:
    """Return the word by which the trail names rows of a kind."""
    return str(getattr(kind.model, "kind", kind.name))


def place_row(act: Act, kind: RecordKind, row: Any) -> None:
    """Put a new row into the county of its organisation, or of the actor, when it names none."""
    if not hasattr(kind.model, "county") or getattr(row, "county", None):
        return
    owner = getattr(row, "organisation_id", None)
    row.county = owner // 10**9 if owner else act.county
    if kind.scope == "organisation_id" and owner is None:
        row.organisation_id = act.actor.organisation_id


def check_scope(act: Act, kind: RecordKind, row: Any) -> None:
    """Refuse a row outside the actor's scope."""
    scope = act.actor.scope
    if kind.scope is None:
        return
    if kind.scope == "region_code":
        inside = scope.holds_region(row.region_code)
    else:
        inside = scope.holds(row.county, None if kind.scope == "county" else getattr(row, kind.scope))
    if not inside:
        raise NotAllowed(N_("This lies outside your region. You can only write records of your own region."))


def trail_values(values: Mapping[str, Any], kind: RecordKind | None = None) -> dict[str, Any]:
    """Return values as the trail keeps them; of a kind's secret and encrypted fields only that they were given."""
    columns = inspect(kind.model).columns if kind is not None else {}
    hidden = {field.name for field in kind.fields if field.secret} if kind is not None else set()
    hidden |= {name for name in values if isinstance(getattr(columns.get(name), "type", None), EncryptedText)}
    return {
        k: HIDDEN if k in hidden and v else v.isoformat() if isinstance(v, (date, datetime)) else v
        for k, v in values.items()
    }
