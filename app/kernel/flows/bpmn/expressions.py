"""Conditions as other programs write them: fields compared with plain values, joined by "and"."""

import ast
import json
import re
from typing import Any

from app.kernel.flows.plan import COMPARE

OPERATORS = {"==": "="}
LONGEST = 500
"""Signs that an expression may have."""
PART = re.compile(r"\s*([^\W\d][\w.]*)\s*(==|!=|<=|>=|<|>|=|not in\b|in\b)\s*(.+?)\s*", re.DOTALL)

JOINT = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?P<joint>\s(?:and|&&)\s)""")


def action_in(expression: str) -> str | None:
    """Return the action that an expression asks for, ``action == 'grant'``, or None for another."""
    condition = condition_in(expression)
    if condition and len(condition) == 1 and condition[0][:2] == ["action", "="]:
        value = condition[0][2]
        return value if isinstance(value, str) else None
    return None


def condition_in(expression: str) -> list[list[Any]] | None:
    """Return an expression as [field, operator, value] parts, or None when it is not of that form."""
    text = expression.strip()
    if len(text) > LONGEST:
        return None
    wrapped = re.fullmatch(r"[$#]\{(.*)\}|=(?!=)(.*)", text, re.DOTALL)
    if wrapped:
        text = wrapped[1] or wrapped[2] or ""
    if text.strip() in ("", "True", "true"):
        return []
    parts = [_part(part) for part in _split(text)]
    known = [part for part in parts if part is not None]
    return known if len(known) == len(parts) else None


def condition_in_json(text: str) -> list[list[Any]] | None:
    """Return a condition written as JSON, or None when it is not a list of [field, operator, value]."""
    try:
        condition = json.loads(text)
    except (ValueError, RecursionError):
        return None
    sound = isinstance(condition, list) and all(
        isinstance(part, list)
        and len(part) == 3
        and isinstance(part[0], str)
        and isinstance(part[1], str)
        and part[1] in COMPARE
        for part in condition
    )
    return condition if sound else None


def _split(text: str) -> list[str]:
    """Return the parts between each "and" that stands outside of quotes."""
    joints = [found for found in JOINT.finditer(text) if found["joint"]]
    starts = [0, *(found.end() for found in joints)]
    ends = [*(found.start() for found in joints), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _part(text: str) -> list[Any] | None:
    found = PART.fullmatch(text)
    if found is None:
        return None
    field, operator, written = found.groups()
    operator = OPERATORS.get(operator, operator)
    try:
        value = ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    lists = operator in ("in", "not in")
    if isinstance(value, tuple):
        value = list(value)
    plain = value if isinstance(value, list) else [value]
    if lists != isinstance(value, list):
        return None
    return [field, operator, value] if all(isinstance(v, str | int | float | bool) for v in plain) else None
