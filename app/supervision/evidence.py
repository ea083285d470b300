"""Evidence in words: what a point compared, for an inspector who does not know the program's names."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from app.kernel.calendar import Unit
from app.kernel.evidence import EVIDENCE, Evidence, Shown
from app.kernel.points import POINTS
from app.kernel.terms import Term
from app.kernel.words import N_
from app.surfaces.language import show_day, show_moment, translate

STATED_OTHERWISE = frozenset({"unit", "due_at"})
"""The unit stands beside its limit, the last instant beside the day that it ends."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")


def evidence_rows(
    code: str, evidence: Mapping[str, Any] | None, own: Mapping[str, Term] = MappingProxyType({})
) -> list[dict[str, str]]:
    """Return (label, text) of everything that a point compared and that has a value.

    ``own`` are the terms of a county's own point.
    """
    held, names = evidence or {}, EVIDENCE.of(code)
    return [
        {"label": translate(own[name].title), "text": _of_term(own[name], value)}
        if name in own
        else _row(names.get(name, Evidence(name)), value, held)
        for name, value in held.items()
        if value not in (None, "") and not (name in STATED_OTHERWISE and (name == "unit" or "due_on" in held))
    ]


def _row(named: Evidence, value: Any, held: Mapping[str, Any]) -> dict[str, str]:
    return {"label": translate(named.label), "text": _told(named, value, held)}


def _told(named: Evidence, value: Any, held: Mapping[str, Any]) -> str:
    if value in named.words:
        return translate(named.words[value])
    match named.shown:
        case Shown.YUAN:
            return f"{float(value):,.2f}"
        case Shown.SHARE:
            return f"{float(value):.1%}"
        case Shown.LIMIT if held.get("unit") in set(Unit):
            return f"{value} {translate(Unit(held['unit']))}"
        case Shown.POINT if value in POINTS.points:
            return f"{value} {translate(POINTS[value].title)}"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return translate(N_("yes") if value else N_("no"))
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return show_moment(datetime.fromisoformat(value))
    if isinstance(value, str) and DAY.fullmatch(value):
        return show_day(date.fromisoformat(value))
    return str(value)


def _of_term(term: Term, value: Any) -> str:
    if term.choices is not None and value in set(term.choices):
        return translate(term.choices(value))
    return f"{value:g}" if isinstance(value, float) else _plain(value)
