"""How what somebody types is understood, shown beside its field: sums, days, and numbers in groups.

The pages say the same while one types (js/typed.js); here it is said without script, and of what is stored already.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import format_date, get_locale

from app.kernel.errors import Incomplete
from app.kernel.identities import compact, is_company, is_person, telephone
from app.kernel.typed import read_amount, read_day
from app.kernel.words import N_
from app.surfaces.acts import today
from app.surfaces.language import show_day, translate

IN_CHINESE = ((10**8, "亿"), (10**4, "万"))
_PERSON, _COMPANY, _MOBILE = (6, 8, 4), (2, 6, 9, 1), (3, 4, 4)
MARK = "(yuan)"
"""What the label of a sum of money says."""


def init_app(app: Flask) -> None:
    """Give templates the filter ``understood`` and the test ``iso_day``, a day as the browser's own field keeps it."""
    app.jinja_env.filters["understood"] = understood
    app.jinja_env.tests["iso_day"] = lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d", str(text)) is not None
    # Chinese stands in a page as it is, not as six signs for each of its own
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}


def understood(field: Mapping[str, Any]) -> str:
    """Return how the value of a form's field is read; empty where there is nothing to say or it cannot be read."""
    value, read = field.get("value"), _READERS.get(str(field.get("input", "")))
    if value in ("", None) or read is None:
        return ""
    try:
        return read(str(value), bool(field.get("money")))
    except Incomplete:
        return ""


def _amount(text: str, money: bool) -> str:
    number = read_amount(text, places=9) + 0  # there is no sum of minus nothing
    said = f"{number:,.2f}" if money else f"{number.normalize():,f}"
    said = f"{said} {translate(N_('yuan'))}" if money else said
    return f"{said}{_in_chinese(number)}"


def _in_chinese(number: Decimal) -> str:
    if not _is_chinese():
        return ""
    size, word = next(((size, word) for size, word in IN_CHINESE if abs(number) >= size), (1, ""))
    return f"（{(number / size).normalize():f} {word}）" if word else ""


def _is_chinese() -> bool:
    return str(get_locale()).startswith("zh")


def _day(text: str, money: bool) -> str:
    day = read_day(text, today=today())
    return f"{show_day(day)}{' ' if _is_chinese() else ', '}{format_date(day, 'EEEE')}"


def _number(text: str, money: bool) -> str:
    number = compact(text)
    if is_person(number):
        return groups(number, _PERSON)
    return groups(number, _COMPANY) if is_company(number) else ""


def _telephone(text: str, money: bool) -> str:
    number = telephone(text) or ""
    if re.fullmatch("1[0-9]{10}", number):
        return groups(number, _MOBILE)
    return number


def groups(text: str, sizes: tuple[int, ...]) -> str:
    """Return a number in groups of so many signs, as people compare it with a card."""
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return " ".join(part for part in parts if part)


_READERS: Mapping[str, Callable[[str, bool], str]] = {
    "decimal": _amount,
    "date": _day,
    "identity": _number,
    "tel": _telephone,
}
