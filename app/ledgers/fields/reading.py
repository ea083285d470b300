"""From what a person typed, pasted or sent to the content of an entry; one place for form, sheet and REST."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Organisation, Region
from app.kernel.privacy import LeakKind, leaks_in
from app.kernel.typed import read_amount, read_day, read_text
from app.kernel.words import N_
from app.ledgers.fields.field import LONG_TEXT, LedgerField
from app.ledgers.fields.formulas import as_text, compute_all
from app.ledgers.fields.patterns import is_like
from app.ledgers.words import Kind

LONGEST = 10_000
LONGEST_NAME = 60
MOST_ROWS = 500
MOST_FILES = 20
PLACES = {Kind.NUMBER: 4, Kind.MONEY: 2}
SEPARATORS = re.compile(r"[|｜]")


@dataclass(slots=True)
class Lookup:
    """Finds organisations and regions where a ledger holds, by code or name; each is asked for once.

    Names of organisations and places are public, so it is the ledger that limits them and not the scope.
    """

    session: Session
    prefix: str
    """Digits with which the regions begin."""
    known: dict[tuple[Kind, str], dict[str, str] | None] = field(default_factory=dict)

    def find(self, kind: Kind, text: str) -> dict[str, str] | None:
        """Return ``{"code", "name"}`` of the one that a text names; None for none or several."""
        key = (kind, text)
        if key not in self.known:
            found = self._ask(kind, text)
            self.known[key] = found[0] if len(found) == 1 else None
        return self.known[key]

    def _ask(self, kind: Kind, text: str) -> list[dict[str, str]]:
        table: Any = Organisation if kind is Kind.ORGANISATION else Region
        statement = select(table.code, table.name).where(or_(table.code == text, table.name == text)).limit(20)
        inside = Organisation.region_code if table is Organisation else Region.code
        statement = statement.where(inside.startswith(self.prefix, autoescape=True))
        rows = [{"code": code, "name": name} for code, name in self.session.execute(statement)]
        return [row for row in rows if row["code"] == text] or rows


@dataclass(frozen=True, slots=True)
class Content:
    """What was read: the entry's content, and a refusal for each field that cannot be taken as it is."""

    held: dict[str, Any]
    faults: dict[str, Refused]
    """By field; a cell of a table by ``field-row-column``, rows from 0."""


def read_content(
    items: Sequence[LedgerField], raw: Mapping[str, Any], lookup: Lookup, *, complete: bool = True
) -> Content:
    """Return the content of an entry with its computed fields; unless ``complete``, gaps are let pass."""
    held: dict[str, Any] = {}
    faults: dict[str, Refused] = {}
    for item in items:
        if item.kind is Kind.COMPUTED:
            continue
        try:
            value = (
                _read_table(item, raw.get(item.name), lookup, complete, faults)
                if item.kind is Kind.TABLE
                else (read_value(item, raw.get(item.name), lookup))
            )
            if complete and item.required and not value:
                raise Incomplete(N_("This field must be filled in."), field=item.name)
        except Refused as refusal:
            faults.setdefault(item.name, refusal)
            continue
        if value:
            held[item.name] = value
    held.update(compute_all(tuple(items), held))
    return Content(held, faults)


def read_value(item: LedgerField, raw: Any, lookup: Lookup | None = None) -> Any:
    """Return the value of one field as JSON holds it, None for an empty one; Incomplete says what is wrong."""
    if isinstance(raw, str):
        raw = raw.replace("\x00", "").strip()
    if raw is None or raw in ("", [], {}):
        return None
    if item.kind in (Kind.ORGANISATION, Kind.REGION):
        assert lookup is not None
        return _place(item, raw, lookup)
    return _READERS[item.kind](item, raw)


def _plain(item: LedgerField, raw: Any) -> str:
    if isinstance(raw, (dict, list, bool)):
        raise Incomplete(N_("A text is expected here."), field=item.name)
    return read_text(raw, item.name)


def _text(item: LedgerField, raw: Any) -> str:
    text = unicodedata.normalize("NFC", _plain(item, raw))
    longest = int(item.most) if item.most else LONG_TEXT
    if len(text) > longest:
        raise Incomplete(
            N_("At most %(most)d characters fit here; these are %(count)d."),
            field=item.name,
            most=longest,
            count=len(text),
        )
    if item.least and len(text) < int(item.least):
        raise Incomplete(N_("At least %(least)s characters are needed here."), field=item.name, least=item.least)
    if item.pattern and not is_like(text, item.pattern):
        raise Incomplete(N_("Write it like this: %(example)s."), field=item.name, example=item.pattern)
    refuse_identity(item, text)
    return text


def refuse_identity(item: LedgerField, text: str) -> None:
    """Refuse a text with a resident identity number (Personal Information Protection Law art. 28, 29)."""
    if any(leak.kind is LeakKind.IDENTITY for leak in leaks_in(text)):
        raise Incomplete(
            N_("An identity number does not belong into a ledger. Leave it out; name and village are enough."),
            field=item.name,
        )


def _number(item: LedgerField, raw: Any) -> str:
    text = raw if isinstance(raw, float) else unicodedata.normalize("NFKC", _plain(item, raw))
    if isinstance(text, str) and item.unit:
        text = text.removesuffix(unicodedata.normalize("NFKC", item.unit)).strip()
    number = read_amount(text, item.name, PLACES[item.kind])
    _within(item, number, Decimal, "")
    return f"{number:.2f}" if item.kind is Kind.MONEY else as_text(number)


def _within(item: LedgerField, value: Any, of: Callable[[str], Any], unit: str) -> None:
    if item.least and value < of(item.least):
        raise Incomplete(N_("This must be at least %(least)s."), field=item.name, least=item.least)
    if item.most and value > of(item.most):
        raise Incomplete(N_("This must be at most %(most)s."), field=item.name, most=item.most)


def day_or_none(text: str) -> date | None:
    """Return a day, or None when the text is none."""
    try:
        return read_day(text)
    except Incomplete:
        return None


def _date(item: LedgerField, raw: Any) -> str:
    day = read_day(raw if isinstance(raw, date) else _plain(item, raw), item.name)
    _within(item, day, date.fromisoformat, "")
    return day.isoformat()


def _choice(item: LedgerField, raw: Any) -> str:
    text = unicodedata.normalize("NFKC", _plain(item, raw))
    for choice in item.choices:
        if unicodedata.normalize("NFKC", choice) == text:
            return choice
    near = get_close_matches(text, item.choices, 1, 0.5)
    if near:
        raise Incomplete(
            N_("Did you mean “%(near)s”? Choose one of: %(choices)s."),
            field=item.name,
            near=near[0],
            choices="、".join(item.choices),
        )
    raise Incomplete(N_("Choose one of: %(choices)s."), field=item.name, choices="、".join(item.choices))


def _person(item: LedgerField, raw: Any) -> str:
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", _plain(item, raw)))
    if any(sign.isdigit() for sign in text) or len(text) > LONGEST_NAME:
        raise Incomplete(N_("Enter a name only, without numbers."), field=item.name)
    return text


def _place(item: LedgerField, raw: Any, lookup: Lookup) -> dict[str, str]:
    if isinstance(raw, Mapping):
        raw = raw.get("code", "")
    text = _plain(item, raw)
    found = lookup.find(item.kind, text)
    if found is None and " " in text:
        found = lookup.find(item.kind, text.split(" ")[0])
    if found is None:
        raise Incomplete(
            N_("There is no such name where this ledger holds, or several have it. Give the code."), field=item.name
        )
    return dict(found)


def _files(item: LedgerField, raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(one, Mapping) and isinstance(one.get("id"), int) for one in raw):
        raise Incomplete(N_("Files are handed in on the page of the entry."), field=item.name)
    most = int(item.most) if item.most else MOST_FILES
    if len(raw) > most:
        raise Incomplete(N_("At most %(most)d files fit here."), field=item.name, most=most)
    return [dict(one) for one in raw]


def _read_table(
    item: LedgerField, raw: Any, lookup: Lookup, complete: bool, faults: dict[str, Refused]
) -> list[dict[str, Any]] | None:
    """Read the rows of a table: a list of rows, or the text of one cell, a row a line, its parts split by |."""
    if isinstance(raw, str):
        raw = [
            dict(zip((column.name for column in item.columns), SEPARATORS.split(line), strict=False))
            for line in raw.splitlines()
            if line.strip()
        ]
    if raw is None or raw == "":
        raw = []
    if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
        raise Incomplete(N_("Rows are expected here."), field=item.name)
    rows: list[dict[str, Any]] = []
    for place, row in enumerate(raw[: MOST_ROWS + 1]):
        given = {c.name: row.get(c.name) for c in item.columns}
        if all(value is None or not str(value).strip() for value in given.values()):
            continue
        held: dict[str, Any] = {}
        for column in item.columns:
            try:
                value = read_value(column, given[column.name], lookup)
                if complete and column.required and not value:
                    raise Incomplete(N_("This field must be filled in."), field=column.name)
                if value:
                    held[column.name] = value
            except Refused as refusal:
                faults[f"{item.name}-{place}-{column.name}"] = refusal
        rows.append(held)
    _check_count(item, len(rows), complete)
    return rows or None


def _check_count(item: LedgerField, count: int, complete: bool) -> None:
    most = int(item.most) if item.most else MOST_ROWS
    if count > most:
        raise Incomplete(N_("At most %(most)d rows fit here."), field=item.name, most=most)
    if complete and item.least and count < int(item.least):
        raise Incomplete(N_("At least %(least)s rows are needed here."), field=item.name, least=item.least)


_READERS: Mapping[Kind, Callable[[LedgerField, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.PERSON: _person,
    Kind.FILE: _files,
    Kind.PHOTO: _files,
}
