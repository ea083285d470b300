"""One condition of an own point: read from what an administrator entered, and turned into SQL.

Only comparison: no expression, no template and no SQL is ever taken from a person. A distance in days
between two instants is a fact that was computed when the case was written.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from app.kernel.act import start_of_day
from app.kernel.db import contains_text
from app.kernel.errors import Incomplete
from app.kernel.terms import Term, TermKind
from app.kernel.typed import read_day, read_number
from app.kernel.words import N_, Word

LONGEST = 100
LARGEST = 10**15
SEPARATORS = re.compile(r"[、，,;；]")


class Comparison(Word):
    """How a term is compared."""

    EQUALS = "equals", N_("is")
    DIFFERS = "differs", N_("is not")
    MORE = "more", N_("is more than, or later than")
    AT_LEAST = "at_least", N_("is at least, or not before")
    LESS = "less", N_("is less than, or earlier than")
    AT_MOST = "at_most", N_("is at most, or not after")
    OLDER = "older", N_("lies more days back than")
    CONTAINS = "contains", N_("contains")
    EMPTY = "empty", N_("is empty")
    FILLED = "filled", N_("is filled in")


ORDERED = frozenset({Comparison.MORE, Comparison.AT_LEAST, Comparison.LESS, Comparison.AT_MOST})
BARE = frozenset({Comparison.EMPTY, Comparison.FILLED})
"""Compare with nothing."""
EQUAL = frozenset({Comparison.EQUALS, Comparison.DIFFERS})
FITTING: Mapping[TermKind, frozenset[Comparison]] = {
    TermKind.NUMBER: ORDERED | BARE | EQUAL,
    TermKind.INSTANT: ORDERED | BARE | {Comparison.OLDER},
    TermKind.TEXT: BARE | EQUAL | {Comparison.CONTAINS},
    TermKind.CHOICE: BARE | EQUAL,
}


class Joined(Word):
    """How a condition joins the one above it."""

    AND = "and", N_("and")
    OR = "or", N_("or")


@dataclass(frozen=True, slots=True)
class Condition:
    """A term, how it is compared, and with what: a value, or another term."""

    term: Term
    how: Comparison
    value: str = ""
    other: Term | None = None
    joined: str = Joined.AND
    """Joined by OR, it is an alternative to the condition above it."""

    def as_plain(self) -> dict[str, str]:
        """Return the condition as it is stored."""
        plain = {"term": self.term.name, "is": self.how.value, "kind": self.term.kind.value}
        if self.joined == Joined.OR:
            plain["joined"] = Joined.OR.value
        if self.other is not None:
            return plain | {"other": self.other.name}
        return plain | ({"value": self.value} if self.value else {})


def read_condition(
    terms: Mapping[str, Term], term: str, how: str, value: str = "", other: str = "", joined: str = ""
) -> Condition:
    """Return a condition of what was entered, or raise Incomplete with the column that is wrong."""
    if joined not in {"", *Joined}:
        raise Incomplete(N_("Choose how it joins the row above."), field="joined")
    made = _read(terms, term, how, value.strip(), other)
    return replace(made, joined=Joined(joined)) if joined else made


def _read(terms: Mapping[str, Term], term: str, how: str, value: str, other: str) -> Condition:
    if term not in terms:
        raise Incomplete(N_("Choose what is compared."), field="term")
    if how not in set(Comparison):
        raise Incomplete(N_("Choose how it is compared."), field="is")
    left, comparison = terms[term], Comparison(how)
    if comparison not in FITTING[left.kind]:
        raise Incomplete(N_("This cannot be asked of a field of this kind. Choose another comparison."), field="is")
    if comparison in BARE:
        return Condition(left, comparison)
    if other:
        return _with_other(left, comparison, terms.get(other))
    if not value:
        raise Incomplete(N_("Enter a value, or choose what it is compared with."), field="value")
    if len(value) > LONGEST:
        raise Incomplete(N_("At most %(most)d characters fit here."), field="value", most=LONGEST)
    made = Condition(left, comparison, value)
    values_of(made)  # refuses a value that cannot be compared
    return made


def alternatives(conditions: Iterable[Condition]) -> list[list[Condition]]:
    """Return the conditions in groups: of each group one must hold, and every group must."""
    groups: list[list[Condition]] = []
    for condition in conditions:
        if condition.joined == Joined.OR and groups:
            groups[-1].append(condition)
        else:
            groups.append([condition])
    return groups


def _with_other(left: Term, how: Comparison, other: Term | None) -> Condition:
    if other is None or other.kind != left.kind or how in (Comparison.OLDER, Comparison.CONTAINS):
        raise Incomplete(N_("These two cannot be compared with each other: they must be of one kind."), field="other")
    return Condition(left, how, other=other)


def values_of(condition: Condition) -> list[Any]:
    """Return the values of a condition, typed; several of a text or a list are alternatives."""
    kind, text = condition.term.kind, condition.value
    if kind is TermKind.NUMBER or condition.how is Comparison.OLDER:
        return [_number(text, whole=condition.how is Comparison.OLDER)]
    if kind is TermKind.INSTANT:
        return [_day(text)]
    if condition.how is Comparison.CONTAINS:
        return [text]
    several = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
    choices = condition.term.choices
    if choices is not None and set(several) - {str(word) for word in choices}:
        listed = "、".join(str(word) for word in choices)
        raise Incomplete(N_("Choose among: %(choices)s."), field="value", choices=listed)
    if not several:
        raise Incomplete(N_("Enter a value, or choose what it is compared with."), field="value")
    return several


def _number(text: str, *, whole: bool) -> float:
    number = read_number(text)
    if number is None or abs(number) > LARGEST or (whole and not (0 <= number <= 36_500 and number == int(number))):
        raise Incomplete(N_("Enter a number, for example 60."), field="value")
    return float(number)


def _day(text: str) -> date:
    return read_day(text, "value")


Columns = Callable[[Term], Any]
"""Gives the column in which a term stands in the query."""


def all_as_sql(conditions: Iterable[Condition], column: Columns, now: datetime) -> list[ColumnElement[bool]]:
    """Return what must hold of a case: of every group of alternatives, one."""
    return [or_(*(as_sql(one, column, now) for one in group)) for group in alternatives(conditions)]


def as_sql(condition: Condition, column: Columns, now: datetime) -> ColumnElement[bool]:
    """Return a condition over columns; what is missing meets no comparison but ``is empty``."""
    left, how = column(condition.term), condition.how
    if condition.other is not None:
        return _compared(left, how, column(condition.other))
    special: Mapping[Comparison, Callable[[], ColumnElement[bool]]] = {
        Comparison.EMPTY: lambda: left.is_(None),
        Comparison.FILLED: lambda: left.is_not(None),
        Comparison.OLDER: lambda: left < now - timedelta(days=values_of(condition)[0]),
        Comparison.CONTAINS: lambda: contains_text(left, condition.value),
    }
    return special[how]() if how in special else _with_values(left, condition)


def _with_values(left: Any, condition: Condition) -> ColumnElement[bool]:
    values = values_of(condition)
    if condition.term.kind is TermKind.INSTANT:
        return _by_day(left, condition.how, values[0])
    if len(values) > 1:
        return left.in_(values) if condition.how is Comparison.EQUALS else left.not_in(values)  # type: ignore[no-any-return]
    return _compared(left, condition.how, values[0])


def _compared(left: Any, how: Comparison, right: Any) -> ColumnElement[bool]:
    compared = {
        Comparison.EQUALS: left == right,
        Comparison.DIFFERS: left != right,
        Comparison.MORE: left > right,
        Comparison.AT_LEAST: left >= right,
        Comparison.LESS: left < right,
        Comparison.AT_MOST: left <= right,
    }
    return compared[how]  # type: ignore[no-any-return]


def _by_day(left: Any, how: Comparison, day: date) -> ColumnElement[bool]:
    """Compare an instant with a day of China: later than a day begins when the day has ended."""
    begins, ends = start_of_day(day), start_of_day(day + timedelta(days=1))
    compared = {
        Comparison.MORE: left >= ends,
        Comparison.AT_LEAST: left >= begins,
        Comparison.LESS: left < begins,
        Comparison.AT_MOST: left < ends,
    }
    return compared[how]  # type: ignore[no-any-return]
