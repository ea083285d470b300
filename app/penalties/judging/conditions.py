"""Conditions on facts: all of [factor, operator, value], true, false or not yet known.

The same small language as the conditions of flows, here with a third answer: a fact that nobody has
stated decides nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from app.kernel.flows.plan import COMPARE
from app.kernel.words import N_, Sentences

Fact = Decimal | str | bool | date
Facts = Mapping[str, Fact]
NUMERIC = frozenset({"<", "<=", ">", ">="})

SIGNS = {"=": "", "!=": "≠ ", "<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ ", "in": "", "not in": "≠ "}


class Condition(NamedTuple):
    """One comparison of a fact with a value; of ``in`` and ``not in``, with a tuple of values."""

    factor: str
    operator: str
    value: Any

    def answer(self, facts: Facts) -> bool | None:
        """Return whether it holds, or None when the fact is not known."""
        fact = facts.get(self.factor)
        return None if fact is None else COMPARE[self.operator](fact, self.value)


When = tuple[Condition, ...]
"""All of these must hold; an empty one always does."""


def answer(when: When, facts: Facts) -> bool | None:
    """Return whether all conditions hold; one that fails settles it whatever is not known."""
    known: bool | None = True
    for condition in when:
        found = condition.answer(facts)
        if found is False:
            return False
        if found is None:
            known = None
    return known


def unknown(when: When, facts: Facts) -> set[str]:
    """Return the factors that a set of conditions still needs."""
    return {condition.factor for condition in when if condition.factor not in facts}


def factors_of(whens: Iterable[When]) -> set[str]:
    """Return every factor that conditions name."""
    return {condition.factor for when in whens for condition in when}


def told(when: When, labels: Mapping[str, str], words: Mapping[tuple[str, str], str]) -> Sentences:
    """Return conditions as labelled words: ``Area: ≥ 5，< 10``; ``words`` names the choices of a factor."""
    parts: list[tuple[str, str]] = []
    for condition in when:
        label, text = labels.get(condition.factor, condition.factor), _value(condition, words)
        if parts and parts[-1][0] == label:
            text = f"{parts.pop()[1]}，{text}"
        parts.append((label, text))
    return Sentences(parts)


def _value(condition: Condition, words: Mapping[tuple[str, str], str]) -> str:
    factor, operator, value = condition
    if isinstance(value, bool):
        return N_("yes") if value is (operator == "=") else N_("no")
    listed = value if isinstance(value, tuple) else (value,)
    return SIGNS[operator] + "/".join(_plain(words.get((factor, str(one)), one)) for one in listed)


def _plain(value: Any) -> str:
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else str(value)
