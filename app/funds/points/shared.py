"""What points about payments have in common: which payments count, and who pays."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day
from app.kernel.words import N_
from app.parties.models import Party
from app.parties.words import PartyForm

BUDGET = N_("Budget Law, art. 57")
YUAN = N_("yuan")
DAYS = N_("calendar days")
MOVED = frozenset({"funds.moved", "funds.reversed"})
"""What was taken over from files is found by the nightly sweep."""


def is_form(party_id: Any, form: PartyForm) -> ColumnElement[bool]:
    """Return: a party is of a form."""
    one = aliased(Party)
    return exists(select(one.id).where(one.id == party_id, one.form == str(form)))


def last_year(now: datetime) -> tuple[date, date]:
    """Return the first and the last day of the last whole year, by the calendar of China."""
    year = local_day(now).year - 1
    return date(year, 1, 1), date(year, 12, 31)
