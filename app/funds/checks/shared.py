"""What several rows must hold alike."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.typed import LARGEST
from app.kernel.words import N_

CLASS = re.compile(r"[0-9]{3,10}")
"""Codes of both classifications of government spending; their beginnings name the wider classes."""


def above_zero(row: Any, *names: str) -> None:
    """Refuse sums that are not above zero."""
    for name in names:
        value = getattr(row, name)
        if value is None or not 0 < value < LARGEST:
            raise Incomplete(N_("Enter a sum of money above zero, in yuan."), field=name)


def not_to_come(act: Act, row: Any, *names: str) -> None:
    """Refuse days that lie in the future."""
    for name in names:
        day = getattr(row, name)
        if day is not None and day > act.on:
            raise Incomplete(N_("This day lies in the future."), field=name)


def check_class(row: Any, *names: str) -> None:
    """Refuse what is no code of a classification of spending; an empty one stays empty."""
    for name in names:
        code = (getattr(row, name) or "").strip()
        if code and not CLASS.fullmatch(code):
            raise Incomplete(
                N_("A class of spending is written as its code of three to ten digits, for example 30201."), field=name
            )
        setattr(row, name, code)


def span_year(row: Any) -> None:
    """Write the first and the last day of the year of a row, so that points compare days alone."""
    if row.year is None or not 2000 <= row.year <= 2100:
        raise Incomplete(N_("Enter a year, for example 2026."), field="year")
    row.from_on, row.to_on = date(row.year, 1, 1), date(row.year, 12, 31)


def percentage(row: Any, name: str, least: int = 0) -> None:
    """Refuse what is no percentage."""
    if not least <= getattr(row, name) <= 100:
        raise Incomplete(N_("Enter a percentage from %(least)d to 100."), field=name, least=least)


def keeps(row: Any, changes: Mapping[str, Any], *names: str) -> None:
    """Refuse a change of what a row keeps once it stands."""
    if row.id is None:
        return
    for name in names:
        if name in changes:
            raise OutOfOrder(
                N_("This stays as it was written, because sums rest on it. Enter a new record for what is different."),
                field=name,
            )


def within(rest: Decimal, amount: Decimal, field: str) -> None:
    """Refuse a sum that is larger than what is left."""
    if amount > rest:
        raise Incomplete(
            N_("%(rest)s yuan are left; %(amount)s are more than that."),
            field=field,
            rest=f"{rest:,.2f}",
            amount=f"{amount:,.2f}",
        )
