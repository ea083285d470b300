"""Figures of a ledger: how many entries and how much, by period, organisation and choice; one SELECT each."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.kernel.places import Organisation
from app.ledgers.fields.field import AMOUNTS, LedgerField
from app.ledgers.models import AMOUNT_SCALE, LedgerEntry, LedgerValue
from app.ledgers.words import COUNTED, Kind

SHOWN = 12
MOST_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure: (label, value) pairs; ``shape`` is columns for periods and bars for the rest."""

    title: str
    rows: list[tuple[str, float]]
    shape: str = "bars"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page of figures shows."""

    since: str
    """First of the twelve newest periods, which is where the figures begin."""
    count: int
    sums: list[tuple[LedgerField, float]]
    charts: list[Chart]


def figures_of(
    session: Session, scope: ColumnElement[bool], items: tuple[LedgerField, ...], titles: dict[str, str]
) -> Figures:
    """Return the figures of entries that count in the twelve newest periods; ``titles`` names the charts "period" and "organisation"."""
    counted: tuple[ColumnElement[bool], ...] = (scope, LedgerEntry.state.in_(COUNTED))
    by_period = session.execute(
        select(LedgerEntry.period, func.count()).where(*counted).group_by(LedgerEntry.period)
    ).all()
    periods = sorted((str(period), int(count)) for period, count in by_period)[-SHOWN:]
    if not periods:
        return Figures("", 0, [], [])
    counted = (*counted, LedgerEntry.period >= periods[0][0])
    charts = [Chart(titles["period"], _floats(periods), "columns")]
    by_home = session.execute(
        select(Organisation.name, func.count())
        .join(LedgerEntry, LedgerEntry.organisation_id == Organisation.id)
        .where(*counted)
        .group_by(Organisation.id, Organisation.name)
        .order_by(func.count().desc(), Organisation.name)
        .limit(SHOWN)
    ).all()
    charts.append(Chart(titles["organisation"], _floats(by_home)))
    choices = [item for item in items if item.indexed and item.kind is Kind.CHOICE][:MOST_FIELDS]
    for item in choices:
        charts.append(Chart(item.label, _by_choice(session, counted, item)))
    sums: list[tuple[LedgerField, float]] = []
    for item in [item for item in items if item.indexed and item.kind in AMOUNTS][:MOST_FIELDS]:
        by = _by_amount(session, counted, item)
        if by:
            sums.append((item, round(sum(value for _period, value in by), 2)))
            unit = "元" if item.kind is Kind.MONEY else item.unit
            charts.append(Chart(item.label, by, "columns", f" {unit}" if unit else ""))
    return Figures(periods[0][0], sum(count for _period, count in periods), sums, charts)


def _floats(rows: Any) -> list[tuple[str, float]]:
    return [(str(label), int(value)) for label, value in rows]


def _by_choice(session: Session, counted: Any, item: LedgerField) -> list[tuple[str, float]]:
    rows: Any = session.execute(
        select(LedgerValue.text, func.count())
        .join(LedgerEntry, LedgerEntry.id == LedgerValue.entry_id)
        .where(*counted, LedgerValue.field == item.name, LedgerValue.text.is_not(None))
        .group_by(LedgerValue.text)
    ).all()
    found = {str(text): int(count) for text, count in rows}
    known: list[tuple[str, float]] = [(choice, found.pop(choice, 0)) for choice in item.choices]
    return [*known, *sorted(found.items())]


def _by_amount(session: Session, counted: Any, item: LedgerField) -> list[tuple[str, float]]:
    rows = session.execute(
        select(LedgerEntry.period, func.sum(LedgerValue.amount))
        .join(LedgerEntry, LedgerEntry.id == LedgerValue.entry_id)
        .where(*counted, LedgerValue.field == item.name, LedgerValue.amount.is_not(None))
        .group_by(LedgerEntry.period)
    ).all()
    return [(period or "—", round(float(total or 0) / AMOUNT_SCALE, 2)) for period, total in sorted(rows, key=str)]
