"""Checking a definition: what keeps a field, or all fields together, from being published."""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from pypinyin import lazy_pinyin

from app.kernel.errors import Incomplete, Refused
from app.kernel.words import N_
from app.ledgers.fields.field import IN_TABLES, INDEXED, LedgerField
from app.ledgers.fields.formulas import check_formula
from app.ledgers.fields.reading import day_or_none
from app.ledgers.words import Kind

NAME = re.compile(r"(?=.{1,40}$)[a-z][a-z0-9]*(_[a-z0-9]+)*")
RESERVED = frozenset(
    {
        "state",
        "period",
        "organisation",
        "organisation_id",
        "revision",
        "do",
        "q",
        "after",
        "before",
        "order",
        "desc",
        "size",
        "csrf_token",
        "draft_key",
    }
)
"""Names that forms and addresses need for themselves."""
MOST_FIELDS = 60
MOST_CHOICES = 100
LONGEST_LABEL = 60
COUNTS = frozenset({Kind.TEXT, Kind.TABLE, Kind.FILE, Kind.PHOTO})
"""Kinds whose least and most count characters, rows or files."""
NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY})


def name_from(label: str, taken: Sequence[str]) -> str:
    """Return a name for a new field, from the pinyin of its label; a number tells it from those taken."""
    spelled = "_".join(lazy_pinyin(re.sub(r"[（(].*?[)）]", "", label))).lower()
    plain = re.sub(r"[^a-z0-9]+", "_", spelled).strip("_")[:34].strip("_")
    plain = plain if NAME.fullmatch(plain) else f"field_{plain}".rstrip("_")[:34]
    name, number = plain, 2
    while name in taken or name in RESERVED:
        name, number = f"{plain}_{number}", number + 1
    return name


def check_field(item: LedgerField, others: Sequence[LedgerField] = ()) -> None:
    """Refuse a field that could not be filled in; ``field`` of the refusal names the part at fault."""
    if not NAME.fullmatch(item.name) or item.name in RESERVED:
        raise Incomplete(
            N_("The name of a field has small letters, digits and single underscores; “%(name)s” cannot be used."),
            field="name",
            name=item.name[:40],
        )
    if not item.label.strip() or len(item.label) > LONGEST_LABEL:
        raise Incomplete(
            N_("Give the field a label of at most %(most)d characters."), field="label", most=LONGEST_LABEL
        )
    _check_bounds(item)
    _check_choices(item)
    if item.pattern and item.kind is not Kind.TEXT:
        raise Incomplete(N_("Only a text can be asked for by example."), field="pattern")
    if item.kind is Kind.TABLE:
        _check_columns(item)
    elif item.columns:
        raise Incomplete(N_("Only a table has columns."), field="columns")
    if item.kind is Kind.COMPUTED:
        if item.required:
            raise Incomplete(N_("A computed field cannot be required: it is computed by itself."), field="required")
        check_formula(item, tuple(others) or (item,))
    elif item.formula:
        raise Incomplete(N_("Only a computed field has a formula."), field="formula")
    if item.filtered and item.kind not in INDEXED:
        raise Incomplete(N_("The list cannot be filtered by a field of this kind."), field="filtered")
    if item.listed and item.kind not in INDEXED:
        raise Incomplete(N_("A field of this kind does not fit into a list."), field="listed")
    if item.masked and not item.public:
        raise Incomplete(N_("Only what is public can be masked."), field="masked")


def _check_bounds(item: LedgerField) -> None:
    bounds = []
    for part in ("least", "most"):
        text = getattr(item, part)
        if not text:
            continue
        value = _bound(item, text)
        if value is None:
            raise Incomplete(
                N_("“%(text)s” cannot be the least or most of a field of this kind."), field=part, text=text
            )
        bounds.append(value)
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        raise Incomplete(N_("The least is more than the most."), field="least")


def _bound(item: LedgerField, text: str) -> Decimal | None:
    if item.kind is Kind.DATE:
        day = day_or_none(text)
        return Decimal(day.toordinal()) if day is not None and day.isoformat() == text else None
    if item.kind not in NUMBERS | COUNTS:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or (item.kind in COUNTS and (number != int(number) or not 0 <= number <= 10_000)):
        return None
    return number


def _check_choices(item: LedgerField) -> None:
    if item.kind is not Kind.CHOICE:
        if item.choices:
            raise Incomplete(N_("Only a field with one of a list has choices."), field="choices")
        return
    if not 2 <= len(item.choices) <= MOST_CHOICES:
        raise Incomplete(N_("Give 2 to %(most)d choices, one a line."), field="choices", most=MOST_CHOICES)
    if len(set(item.choices)) < len(item.choices) or any(len(c) > LONGEST_LABEL or not c.strip() for c in item.choices):
        raise Incomplete(
            N_("Each choice stands once and has at most %(most)d characters."), field="choices", most=LONGEST_LABEL
        )


def _check_columns(item: LedgerField) -> None:
    if not 1 <= len(item.columns) <= 12:
        raise Incomplete(N_("A table has 1 to 12 columns, one a line."), field="columns")
    _refuse_twice(item.columns, "columns")
    for column in item.columns:
        if column.kind not in IN_TABLES:
            raise Incomplete(
                N_("A column of a table holds a text, number, sum, date, choice or name."), field="columns"
            )
        try:
            check_field(column)
        except Refused as refusal:
            refusal.field = "columns"
            raise


def _refuse_twice(items: Sequence[LedgerField], part: str) -> None:
    for attribute in ("label", "name"):
        twice = [text for text, count in Counter(getattr(i, attribute) for i in items).items() if count > 1]
        if twice:
            raise Incomplete(N_("Two fields are called %(name)s."), field=part, name=twice[0])


def check_fields(items: Sequence[LedgerField]) -> dict[str, Refused]:
    """Return what keeps fields from being published, by the field's name; nothing when all is well."""
    faults: dict[str, Refused] = {}
    for item in items:
        try:
            check_field(item, items)
        except Refused as refusal:
            faults[item.name] = refusal
    try:
        _refuse_twice(items, "label")
        if not items:
            raise Incomplete(N_("A ledger needs at least one field."))
        if len(items) > MOST_FIELDS:
            raise Incomplete(N_("A ledger has at most %(most)d fields."), most=MOST_FIELDS)
        if not any(item.listed for item in items):
            raise Incomplete(N_("Choose at least one field for the list."))
        _refuse_circle(items)
    except Refused as refusal:
        faults.setdefault("", refusal)
    return faults


def _refuse_circle(items: Sequence[LedgerField]) -> None:
    """Refuse computed fields that need each other."""
    needs: dict[str, frozenset[str]] = {}
    for item in items:
        if item.kind is Kind.COMPUTED:
            try:
                needs[item.name] = check_formula(item, tuple(items))
            except Refused:
                continue  # told at the field itself
    while needs:
        ready = [name for name, wanted in needs.items() if not wanted & needs.keys()]
        if not ready:
            raise Incomplete(N_("The computed fields %(names)s need each other."), names="、".join(sorted(needs)))
        for name in ready:
            del needs[name]
