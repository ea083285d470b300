"""From what a person typed, pasted or sent to the value of a column; one place for form, sheet and REST."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Integer, Numeric, String, Text, inspect, select, true
from sqlalchemy.orm import Session

from app.kernel.act import CHINA
from app.kernel.db import PUBLIC, Id, UtcDateTime
from app.kernel.errors import Incomplete
from app.kernel.identities import spelled, telephone
from app.kernel.places import Organisation, Region, Scope
from app.kernel.privacy import refuse_personal
from app.kernel.records import Field, Input, RecordKind
from app.kernel.typed import read_amount, read_day, read_moment, read_text, read_whole
from app.kernel.words import N_
from app.surfaces.language import translate

YES = frozenset({"1", "true", "yes", "y", "on", "是", "有", "√"})
NO = frozenset({"0", "false", "no", "n", "off", "否", "无", "×"})


def input_of(kind: RecordKind, field: Field) -> Input:
    """Return how a field is entered: as declared, or as its column says."""
    if field.input is not None:
        return field.input
    if field.choices is not None:
        return Input.CHOICE
    if field.picks is not None:
        return Input.PICK
    if field.matched:
        return Input.IDENTITY
    column = column_of(kind, field)
    kinds: tuple[tuple[type[Any], Input], ...] = (
        (Boolean, Input.YES_NO),
        (Date, Input.DATE),
        (UtcDateTime, Input.MOMENT),
        (Integer, Input.NUMBER),
        (Id, Input.NUMBER),
        (Numeric, Input.AMOUNT),
        (Text, Input.LONG),
    )
    return next((found for of, found in kinds if isinstance(column.type, of)), Input.TEXT)


def column_of(kind: RecordKind, field: Field) -> Any:
    """Return the column behind a field; for a picked row, its foreign key."""
    return inspect(kind.model).columns[field.name]


def is_required(kind: RecordKind, field: Field) -> bool:
    """Tell whether a field must be filled: as declared, else as its column says."""
    if field.required is not None:
        return field.required
    column = column_of(kind, field)
    return not column.nullable and column.default is None and column.server_default is None


def parse_value(kind: RecordKind, field: Field, raw: Any, today: dt.date | None = None) -> Any:
    """Return the value of a field for its column, or raise Incomplete naming the field.

    ``raw`` is a text of a form, a cell of a sheet (text, number, date, bool) or a JSON value; an
    empty one is None, and refused when the field is required. ``today`` lets a form leave the year out of a day.
    """
    if isinstance(raw, str):
        raw = raw.replace("\x00", "").strip()
    if raw is None or raw == "":
        if is_required(kind, field):
            raise Incomplete(N_("This field must be filled in."), field=field.name)
        column = column_of(kind, field)
        return "" if isinstance(column.type, String) and not column.nullable else None
    how = input_of(kind, field)
    if today is not None and how == Input.DATE:
        return read_day(raw, field.name, today)
    value = _READERS.get(how, _text)(kind, field, raw)
    if isinstance(value, str) and (kinds := column_of(kind, field).info.get(PUBLIC)):
        refuse_personal(value, field.name, kinds)
    return value


def _text(kind: RecordKind, field: Field, raw: Any) -> str:
    if isinstance(raw, (dict, list)):
        raise Incomplete(N_("A text is expected here."), field=field.name)
    text = read_text(raw, field.name)
    if spell := _SPELLED.get(input_of(kind, field)):
        text = spell(text)
    column = column_of(kind, field)
    longest = column.type.length if isinstance(column.type, String) else None
    if longest and len(text) > longest:
        raise Incomplete(
            N_("At most %(most)d characters fit here; these are %(count)d."),
            field=field.name,
            most=longest,
            count=len(text),
        )
    return text


def _number(kind: RecordKind, field: Field, raw: Any) -> int:
    number = read_whole(raw, field.name)
    narrow = isinstance(column_of(kind, field).type, Integer) and abs(number) >= 2**31
    if narrow or abs(number) > 2**53:
        raise Incomplete(N_("This number is too large."), field=field.name)
    return number


def _amount(kind: RecordKind, field: Field, raw: Any) -> Decimal:
    column = column_of(kind, field).type
    number = read_amount(raw, field.name, column.scale or 0)
    if column.precision and abs(number) >= Decimal(10) ** (column.precision - (column.scale or 0)):
        raise Incomplete(N_("This number is too large."), field=field.name)
    return number


def _date(kind: RecordKind, field: Field, raw: Any) -> dt.date:
    return read_day(raw, field.name)


def _moment(kind: RecordKind, field: Field, raw: Any) -> dt.datetime:
    moment = raw if isinstance(raw, dt.datetime) else read_moment(raw, field.name)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _yes_no(kind: RecordKind, field: Field, raw: Any) -> bool:
    text = str(raw).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Incomplete(N_("Answer yes or no."), field=field.name)


def _choice(kind: RecordKind, field: Field, raw: Any) -> str:
    text = str(raw)
    choices = list(field.choices or ())
    for choice in choices:
        if text in (choice.value, choice.title_id):
            return str(choice.value)

    for choice in choices:
        if text == translate(choice):
            return str(choice.value)
    raise Incomplete(
        N_("Choose one of: %(choices)s."), field=field.name, choices="、".join(translate(c) for c in choices)
    )


def _pick(kind: RecordKind, field: Field, raw: Any) -> int | str:
    """Read the key of a picked row: a number, except for divisions, whose key is their code."""
    named = isinstance(column_of(kind, field).type, String)
    return _text(kind, field, raw) if named else _number(kind, field, raw)


_SPELLED = {Input.TELEPHONE: lambda text: telephone(text) or text, Input.IDENTITY: spelled}
"""Numbers that have one spelling, whatever stands between their digits; what is none of them stays as it was typed."""
_READERS = {
    Input.NUMBER: _number,
    Input.AMOUNT: _amount,
    Input.PICK: _pick,
    Input.DATE: _date,
    Input.MOMENT: _moment,
    Input.YES_NO: _yes_no,
    Input.CHOICE: _choice,
}


def picked_model(kind: RecordKind, field: Field) -> type[Any]:
    """Return the table from which a field picks a row."""
    assert field.picks is not None
    model: type[Any] = inspect(kind.model).relationships[field.picks].mapper.class_
    return model


def pickable(model: type[Any], scope: Scope) -> ColumnElement[bool]:
    """Return the condition for rows that somebody may name in a field: those of the scope, or of the county's own lists."""
    if model is Region:
        return Region.code.startswith(scope.regions or "", autoescape=True)
    if not hasattr(model, "county"):
        return true()
    owner = model.id if model is Organisation else getattr(model, "organisation_id", None)
    return scope.where(model.county, None if getattr(model, "countywide", False) else owner)


def check_picked(session: Session, scope: Scope, kind: RecordKind, field: Field, value: Any) -> None:
    """Refuse a picked row that does not exist or lies outside the scope; both read the same (A5, A6)."""
    model = picked_model(kind, field)
    keys = inspect(model).primary_key
    if session.scalar(select(keys[0]).where(keys[0] == value, pickable(model, scope))) is None:
        raise Incomplete(N_("There is no such entry in your region. Pick one from the list."), field=field.name)
