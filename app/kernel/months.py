"""Months of China as numbers (202611), by which figures are counted and compared without functions of dates."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, case, literal

from app.kernel.act import local_day, start_of_day


def month_starts(from_on: date, to_on: date) -> list[date]:
    """Return the first days of the months from one day to another."""
    months = range(from_on.year * 12 + from_on.month - 1, to_on.year * 12 + to_on.month)
    return [date(number // 12, number % 12 + 1, 1) for number in months]


def number_of_day(day: date) -> int:
    """Return a day as a period: 20261128."""
    return day.year * 10_000 + day.month * 100 + day.day


def number_of_month(day: date) -> int:
    """Return the month of a day as a period: 202611."""
    return day.year * 100 + day.month


def first_of_month(number: int) -> date:
    """Return the first day of a month given as a number; ValueError when it is none."""
    return date(number // 100, number % 100, 1)


def month_after(number: int, months: int = 1) -> int:
    """Return the month so many months later, or earlier."""
    place = number // 100 * 12 + number % 100 - 1 + months
    return place // 12 * 100 + place % 12 + 1


def months_between(first: int, last: int) -> list[int]:
    """Return the months from one to another, both included."""
    return [number_of_month(day) for day in month_starts(first_of_month(first), first_of_month(last))]


def is_day(column: Any) -> bool:
    """Tell whether a column holds days and no instants."""
    return isinstance(column.type, Date)


def begins(column: Any, day: date) -> date | datetime:
    """Return the beginning of a day as what a column holds: the day itself, or its first instant."""
    return day if is_day(column) else start_of_day(day)


def month_of(moment: Any, from_on: date, to_on: date) -> ColumnElement[Any]:
    """Return the month (202611) of a day or an instant in China, by comparison only; zero before the first month."""
    starts = reversed(month_starts(from_on, to_on))
    arms = [(moment >= begins(moment, start), literal(number_of_month(start), Integer)) for start in starts]
    return case(*arms, else_=literal(0, Integer))


def month_of_value(moment: date | datetime) -> int:
    """Return the month in which a day or an instant falls in China."""
    return number_of_month(local_day(moment) if isinstance(moment, datetime) else moment)
