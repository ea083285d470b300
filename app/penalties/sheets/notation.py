"""How conditions, choices and weights are written in a cell: ``area>=5 且 area<10；times=2``."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.errors import Incomplete, Refused
from app.kernel.words import N_
from app.penalties.judging import general
from app.penalties.judging.facts import NO, YES, read_fact
from app.penalties.judging.standard import Factor, FactorKind

ALWAYS = frozenset({"不限", "全部", "all", "always"})
OR = re.compile(r"\s*(?:[；;\n]|\s或\s|\s+or\s+)\s*")
AND = re.compile(r"\s*(?:[，,&]|\s且\s|且|\s+and\s+)\s*")
PART = re.compile(r"(?P<factor>.+?)\s*(?P<sign>>=|<=|!=|≥|≤|≠|>|<|=|＝|＞|＜)\s*(?P<value>.+)")
SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "＝": "=", "＞": ">", "＜": "<"}

Conditions = list[list[Any]]


def read_alternatives(text: str, factors: Sequence[Factor]) -> list[Conditions]:
    """Return the alternatives of a cell, each a list of [factor, sign, value]; 不限 holds always.

    A factor is written by its code or its name. Raises Incomplete saying what cannot be read.
    """
    if not text.strip():
        return []
    if text.strip().lower() in ALWAYS:
        return [[]]
    named = _by_name(factors)
    return [[_condition(part, named) for part in AND.split(one)] for one in OR.split(text.strip()) if one]


def read_conditions(text: str, factors: Sequence[Factor]) -> Conditions:
    """Return the conditions of a cell that may have no alternatives."""
    found = read_alternatives(text, factors)
    if len(found) > 1:
        raise Incomplete(N_("Only one set of conditions fits here; write a second row for the other."), field="when")
    return found[0] if found else []


def _by_name(factors: Sequence[Factor]) -> dict[str, Factor]:
    everything = (*general.FACTORS, *factors)
    return {name: factor for factor in everything for name in (str(factor.label), factor.code)}


def _condition(text: str, named: Mapping[str, Factor]) -> list[Any]:
    found = PART.fullmatch(text.strip())
    if found is None:
        factor = named.get(text.strip())
        if factor is not None and factor.kind == FactorKind.YES_NO:
            return [factor.code, "=", True]
        raise Incomplete(
            N_("“%(text)s” is no condition. Write factor, sign and value: area>=5."), field="when", text=text.strip()
        )
    factor = named.get(found["factor"].strip())
    if factor is None:
        raise Incomplete(N_("There is no factor %(code)s."), field="when", code=found["factor"].strip())
    sign = SIGNS.get(found["sign"], found["sign"])
    values = [one.strip() for one in found["value"].split("/")]
    if len(values) > 1:
        return [factor.code, "in" if sign == "=" else "not in", [_stored(factor, one) for one in values]]
    return [factor.code, sign, _stored(factor, values[0])]


def _stored(factor: Factor, text: str) -> Any:
    """Return a value as it is stored: yes and no as such, everything else as a text."""
    try:
        fact = read_fact(factor, text)
    except Refused as refusal:
        raise Incomplete(refusal.message, field="when", **refusal.values) from refusal
    if isinstance(fact, bool):
        return fact
    return f"{fact.normalize():f}" if hasattr(fact, "normalize") else str(fact)


def write_alternatives(alternatives: Any) -> str:
    """Return alternatives as a cell shows them."""
    if not alternatives:
        return ""
    return "；".join(write_conditions(parts) or "不限" for parts in alternatives)


def write_conditions(parts: Any) -> str:
    """Return conditions as a cell shows them."""
    return " 且 ".join(_written(*part) for part in parts or ())


def _written(code: str, sign: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"{code}={'是' if value is (sign == '=') else '否'}"
    if isinstance(value, list):
        return f"{code}{'=' if sign == 'in' else '!='}{'/'.join(map(str, value))}"
    return f"{code}{sign}{value}"


PAIR = re.compile(r"\s*([^=:：@]+?)\s*[=:：]\s*([^@]+?)\s*(?:@\s*([\d.]+))?\s*")


def read_choices(text: str) -> list[dict[str, str]]:
    """Return the choices of a cell: ``unit=单位；person=个人``; a score follows an @."""
    found = []
    for part in re.split(r"[；;\n]", text):
        if not part.strip():
            continue
        pair = PAIR.fullmatch(part)
        code, label, score = pair.groups() if pair else (part.strip(), part.strip(), None)
        found.append({"code": code, "label": label, **({"score": score} if score else {})})
    return found


def write_choices(choices: Any) -> str:
    """Return choices as a cell shows them."""
    return "；".join(
        f"{c['code']}={c.get('label') or c['code']}{'@' + str(c['score']) if c.get('score') else ''}"
        for c in choices or ()
    )


def read_pairs(text: str) -> list[list[str]]:
    """Return pairs of a cell: ``0:0.2；1:0.6`` or ``harm*0.6+exceed*0.4``."""
    found = []
    for part in re.split(r"[；;+\n]", text):
        if not part.strip():
            continue
        first, sign, last = re.sub(r"[*×：]", ":", part).partition(":")
        if not sign or not re.fullmatch(r"\s*\d+(\.\d+)?\s*", last):
            raise Incomplete(N_("Write pairs with a colon: 0:0.2；1:0.6."))
        found.append([first.strip(), last.strip()])
    return found


def write_pairs(pairs: Any) -> str:
    """Return pairs as a cell shows them."""
    return "；".join(f"{first}:{last}" for first, last in pairs or ())


def yes(text: str) -> bool:
    """Return a yes or no; an empty cell is no."""
    plain = text.strip().lower()
    if plain and plain not in YES and plain not in NO:
        raise Incomplete(N_("Answer yes or no."))
    return plain in YES
