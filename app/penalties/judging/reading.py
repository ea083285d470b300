"""From the stored content of a version to a standard, or a refusal that names the part and its row."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from app.kernel.errors import Incomplete, Refused
from app.kernel.flows.plan import COMPARE
from app.kernel.words import N_, Word
from app.penalties.judging import general
from app.penalties.judging.conditions import NUMERIC, Condition, When
from app.penalties.judging.facts import read_fact
from app.penalties.judging.standard import (
    LARGEST,
    Adjustment,
    Band,
    BandKind,
    Choice,
    Effect,
    Factor,
    FactorKind,
    Gate,
    Grade,
    LawLevel,
    Span,
    SpanKind,
    Standard,
    Verdict,
)

Row = Mapping[str, Any]
T = TypeVar("T")
W = TypeVar("W", bound=Word)
PARTS = ("factors", "bands", "grades", "adjustments", "gates")


class Misread(Incomplete):
    """A part of a standard cannot be read; ``part`` and ``row`` (from 0) say which."""

    def __init__(self, part: str, row: int, refusal: Refused) -> None:
        super().__init__(refusal.message, field=refusal.field, **refusal.values)
        self.part, self.row = part, row


def read_standard(
    content: Mapping[str, Any], version: str = "", on: date | None = None, faults: list[Misread] | None = None
) -> Standard:
    """Return the standard that a version's content says, with the general part of the law.

    ``content`` holds lists of rows under ``factors``, ``bands``, ``grades``, ``adjustments`` and
    ``gates``; numbers are texts. With ``on``, rows that do not hold on that day are left out; with ``faults``, rows that
    cannot be read are left out and told there instead of being refused.
    """
    factors = tuple(_rows(content, "factors", _factor, faults))
    whole = content.get("general", True)
    known = {f.code: f for f in (*factors, *(general.FACTORS if whole else ()))}
    bands = tuple(_rows(content, "bands", lambda row: _band(row, known), faults))
    grades = tuple(_rows(content, "grades", lambda row: _grade(row, known), faults))
    adjustments = tuple(_rows(content, "adjustments", lambda row: _adjustment(row, known), faults))
    gates = tuple(_rows(content, "gates", lambda row: _gate(row, known), faults))
    if on is not None:
        bands = tuple(part for part in bands if part.valid_on(on))
        grades = tuple(part for part in grades if part.valid_on(on))
        adjustments = tuple(part for part in adjustments if part.valid_on(on))
        gates = tuple(part for part in gates if part.valid_on(on))
    return Standard(
        version=version,
        factors=tuple(known.values()),
        bands=bands,
        grades=grades,
        adjustments=(*adjustments, *(general.ADJUSTMENTS if whole else ())),
        gates=(*gates, *(general.GATES if whole else ())),
        limitation_years=int(content.get("limitation_years") or 2),
    )


def _rows(content: Mapping[str, Any], part: str, read: Callable[[Row], T], faults: list[Misread] | None) -> list[T]:
    found: list[T] = []
    for place, row in enumerate(content.get(part) or ()):
        try:
            found.append(read(row))
        except Refused as refusal:
            misread = Misread(part, place, refusal)
            if faults is None:
                raise misread from refusal
            faults.append(misread)
    return found


def number(row: Row, name: str, default: Decimal | None = None) -> Decimal:
    """Return a number of a row; raises Incomplete when it is none."""
    raw = row.get(name)
    if raw is None or raw == "":
        if default is not None:
            return default
        raise Incomplete(N_("A number is missing."), field=name)
    try:
        found = Decimal(str(raw))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise Incomplete(N_("%(text)s is not a number."), field=name, text=str(raw))
    return found


def _optional(row: Row, name: str) -> Decimal | None:
    return None if row.get(name) in (None, "") else number(row, name)


def _word(words: type[W], row: Row, name: str, default: W) -> W:
    raw = row.get(name)
    if raw in (None, ""):
        return default
    try:
        return words(str(raw))
    except ValueError:
        raise Incomplete(N_("%(text)s is not one of the words allowed here."), field=name, text=str(raw)) from None


def _day(row: Row, name: str) -> date | None:
    try:
        return date.fromisoformat(row[name]) if row.get(name) else None
    except ValueError:
        raise Incomplete(N_("%(text)s is not a day."), field=name, text=str(row[name])) from None


def _common(row: Row) -> dict[str, Any]:
    if not row.get("code"):
        raise Incomplete(N_("Every row needs a code of its own."), field="code")
    return {
        "code": str(row["code"]),
        "basis": str(row.get("basis") or ""),
        "valid_from": _day(row, "valid_from"),
        "valid_to": _day(row, "valid_to"),
    }


def _factor(row: Row) -> Factor:
    if not row.get("code") or not row.get("label"):
        raise Incomplete(N_("A factor needs a code and a name."), field="code")
    if row["code"] in general.CODES:
        raise Incomplete(
            N_("The code %(code)s belongs to the general part of the law."), field="code", code=row["code"]
        )
    made = Factor(
        code=str(row["code"]),
        label=str(row["label"]),
        kind=_word(FactorKind, row, "kind", FactorKind.NUMBER),
        unit=str(row.get("unit") or ""),
        choices=tuple(
            Choice(str(c["code"]), str(c.get("label") or c["code"]), number(c, "score", Decimal(0)))
            for c in row.get("choices") or ()
        ),
        scores=tuple(sorted((Decimal(str(start)), Decimal(str(score))) for start, score in row.get("scores") or ())),
        evidence=str(row.get("evidence") or ""),
        hint=str(row.get("hint") or ""),
        lowest=number(row, "lowest", Decimal(0)),
        highest=number(row, "highest", LARGEST),
    )
    if made.kind == FactorKind.CHOICE and not made.choices:
        raise Incomplete(N_("Say between what one chooses."), field="choices")
    default = row.get("default")
    if default in (None, ""):
        return made
    return Factor(**{**{name: getattr(made, name) for name in made.__slots__}, "default": read_fact(made, default)})


def read_when(parts: Any, known: Mapping[str, Factor]) -> When:
    """Return stored conditions, typed by their factors; refuses an unknown factor, sign or value."""
    return tuple(_condition(part, known) for part in parts or ())


def _condition(part: Any, known: Mapping[str, Factor]) -> Condition:
    code, operator, value = part
    factor = known.get(code)
    if factor is None:
        raise Incomplete(N_("There is no factor %(code)s."), field="when", code=code)
    if operator not in COMPARE or (operator in NUMERIC and factor.kind in (FactorKind.CHOICE, FactorKind.YES_NO)):
        raise Incomplete(
            N_("The sign %(sign)s does not fit the factor %(label)s."), field="when", sign=operator, label=factor.label
        )
    if isinstance(value, list):
        return Condition(code, operator, tuple(read_fact(factor, one) for one in value))
    return Condition(code, operator, read_fact(factor, value))


def _band(row: Row, known: Mapping[str, Factor]) -> Band:
    kind = _word(BandKind, row, "kind", BandKind.AMOUNT)
    base = str(row.get("base") or "")
    if kind not in (BandKind.AMOUNT, BandKind.FIXED):
        found = known.get(base)
        if found is None or found.kind not in (FactorKind.NUMBER, FactorKind.COUNT):
            raise Incomplete(N_("Say of which number this is a multiple or a percentage."), field="base")
    lo = number(row, "lo", Decimal(0))
    hi = lo if kind == BandKind.FIXED else number(row, "hi")
    if hi < lo:
        raise Incomplete(N_("The upper end lies below the lower one."), field="hi")
    return Band(
        **_common(row),
        kind=kind,
        lo=lo,
        hi=hi,
        lo_open=bool(row.get("lo_open")),
        hi_open=bool(row.get("hi_open")),
        base=base,
        floor_base=_optional(row, "floor_base"),
        cap=_optional(row, "cap"),
        when=read_when(row.get("when"), known),
        law_level=_word(LawLevel, row, "law_level", LawLevel.LAW),
        kinds=tuple(row.get("kinds") or ()),
        may=tuple(row.get("may") or ()),
        optional=bool(row.get("optional")),
    )


def _grade(row: Row, known: Mapping[str, Factor]) -> Grade:
    kind = _word(SpanKind, row, "kind", SpanKind.FRACTION)
    lo, hi = Decimal(0), Decimal(0)
    if kind != SpanKind.FORMULA:
        lo, hi = number(row, "lo", Decimal(0)), number(row, "hi")
        if hi < lo:
            raise Incomplete(N_("The upper end lies below the lower one."), field="hi")
    weights = tuple((str(code), Decimal(str(weight))) for code, weight in row.get("weights") or ())
    for code, _weight in weights:
        if code not in known:
            raise Incomplete(N_("There is no factor %(code)s."), field="weights", code=code)
    return Grade(
        **_common(row),
        level=int(row.get("level") or 1),
        name=str(row.get("name") or row["code"]),
        band=str(row.get("band") or ""),
        text=str(row.get("text") or ""),
        kinds=tuple(row.get("kinds") or ()),
        may=tuple(row.get("may") or ()),
        optional=bool(row.get("optional")),
        alternatives=tuple(read_when(parts, known) for parts in row.get("any") or ()),
        span=Span(
            kind, lo, hi, bool(row.get("lo_open")), bool(row.get("hi_open")), weights, number(row, "power", Decimal(1))
        ),
    )


def _adjustment(row: Row, known: Mapping[str, Factor]) -> Adjustment:
    return Adjustment(
        **_common(row),
        name=str(row.get("name") or row["code"]),
        effect=_word(Effect, row, "effect", Effect.LIGHTER),
        share=min(number(row, "share", Decimal(0)), Decimal(1)),
        when=_needed(row, known),
    )


def _gate(row: Row, known: Mapping[str, Factor]) -> Gate:
    return Gate(
        **_common(row),
        name=str(row.get("name") or row["code"]),
        verdict=_word(Verdict, row, "verdict", Verdict.NONE),
        when=_needed(row, known),
    )


def _needed(row: Row, known: Mapping[str, Factor]) -> When:
    when = read_when(row.get("when"), known)
    if not when:
        raise Incomplete(N_("Say under which conditions it applies."), field="when")
    return when
