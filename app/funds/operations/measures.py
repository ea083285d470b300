"""Measuring each night how bodies pay: month by month beside their own past, and whole thousands beside other bodies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import aliased

from app.funds.models import MonthPaid, Movement, RoundPaid
from app.funds.round_trips import cents, stands
from app.kernel.act import Act
from app.kernel.audit import advance
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.months import first_of_month, month_after, month_of, number_of_month
from app.kernel.peers import binomial_tail
from app.parties.models import Party
from app.parties.words import PartyForm

BEFORE = 24
"""Months by which a month is judged."""
ENOUGH = 20
"""So many of them must have payments."""
SPREAD = 1.4826
"""Makes a median absolute deviation the standard deviation of what is normal (Rousseeuw and Croux 1993)."""
LEAST = 50
"""Payments of a year below which a share says nothing."""
SERIES = 6
"""Equal amounts to one payee in a year that are one series, such as rent: what is agreed once is often round."""
FAR = 999.0
"""Stands for any deviation where all months before were alike."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A value beside those before it."""

    months: int
    middle: float
    spread: float
    deviation: float


def beside_own(value: float, before: Sequence[float]) -> Beside:
    """Return a value beside earlier ones by their median and their median absolute deviation."""
    if not before:
        return Beside(0, 0.0, 0.0, 0.0)
    middle = median(before)
    spread = SPREAD * median(abs(one - middle) for one in before)
    if spread:
        deviation = max(-FAR, min(FAR, (value - middle) / spread))
    else:
        deviation = 0.0 if value == middle else FAR if value > middle else -FAR
    return Beside(len(before), middle, spread, deviation)


def quantile(values: Iterable[float], share: float) -> float:
    """Return the smallest value at or above which lies at most ``1 - share`` of them (inverse of the distribution)."""
    held = sorted(values)
    place = -(-len(held) * share // 1)
    return held[max(0, int(place) - 1)]


def write_measures(act: Act, county: int) -> dict[str, int]:
    """Measure the bodies of a county again: three years by month, and the last whole year's whole thousands."""
    advance(act.session.connection(), county, 0)
    return {"months": _write_months(act, county), "bodies": _write_rounds(act, county)}


def _paid_by_bodies() -> Any:
    body = aliased(Party)
    return exists(select(body.id).where(body.id == Movement.payer_id, body.form == str(PartyForm.BODY)))


def _write_months(act: Act, county: int) -> int:
    this = number_of_month(act.on)
    since = first_of_month(month_after(this, -BEFORE - 13))
    until = first_of_month(this) - timedelta(days=1)
    month = month_of(Movement.booked_on, since, until)
    rows = act.session.execute(
        select(Movement.organisation_id, month, func.sum(cents(Movement.amount)), func.max(Movement.at))
        .where(Movement.county == county, Movement.booked_on.between(since, until), stands(Movement), _paid_by_bodies())
        .group_by(Movement.organisation_id, month)
    )
    held: dict[int, dict[int, tuple[int, datetime]]] = defaultdict(dict)
    for home, number, paid, at in rows:
        held[home][number] = (int(paid), at if isinstance(at, datetime) else datetime.fromisoformat(at))
    made = [
        row
        for home, by_month in held.items()
        for row in _months_of(county, home, {number: paid for number, (paid, _at) in by_month.items()}, by_month, this)
    ]
    return _replace(act, county, MonthPaid, made, ("organisation_id", "month"))


def _months_of(
    county: int, home: int, paid: Mapping[int, int], by_month: Mapping[int, tuple[int, datetime]], this: int
) -> Iterable[dict[str, Any]]:
    """Yield the last thirteen months in which a body paid, each beside those before it, empty ones included."""
    first = min(paid)
    for back in range(13, 0, -1):
        number = month_after(this, -back)
        if number not in paid:
            continue
        before = [one for one in (month_after(number, -step) for step in range(1, BEFORE + 1)) if one >= first]
        measured = beside_own(paid[number], [paid.get(one, 0) for one in before])
        at = by_month[number][1]
        yield {
            "county": county,
            "organisation_id": home,
            "month": number,
            "paid": Decimal(paid[number]) / 100,
            "months": _regular([paid.get(one, 0) for one in before]),
            "middle": round(Decimal(measured.middle) / 100, 2),
            "spread": round(Decimal(measured.spread) / 100, 2),
            "deviation": round(measured.deviation, 3),
            "same": Decimal(max(paid.get(month_after(number, -step), 0) for step in (12, 24))) / 100,
            "last_at": at if at.tzinfo else at.replace(tzinfo=UTC),
        }


def _regular(before: Sequence[float]) -> int:
    """Return in how many months, newest first, at least a tenth of the usual month of the last year was paid.

    A ledger that was taken over begins with stray payments: beside these every later month would be far too large.
    """
    lately = [one for one in before[:12] if one]
    return sum(1 for one in before if one and one * 10 >= median(lately)) if lately else 0


def _write_rounds(act: Act, county: int) -> int:
    year = act.on.year - 1
    first, last = date(year, 1, 1), date(year, 12, 31)
    of_year = (Movement.county == county, Movement.booked_on.between(first, last), stands(Movement), _paid_by_bodies())
    series = (
        select(Movement.organisation_id, Movement.payee_id, Movement.amount)
        .where(*of_year)
        .group_by(Movement.organisation_id, Movement.payee_id, Movement.amount)
        .having(func.count() >= SERIES)
        .subquery()
    )
    whole = case((cents(Movement.amount) % 100_000 == 0, 1), else_=0)
    rows = act.session.execute(
        select(Movement.organisation_id, func.count(), func.sum(whole), func.max(Movement.at))
        .outerjoin(
            series,
            and_(
                series.c.organisation_id == Movement.organisation_id,
                series.c.payee_id == Movement.payee_id,
                series.c.amount == Movement.amount,
            ),
        )
        .where(*of_year, series.c.payee_id.is_(None))
        .group_by(Movement.organisation_id)
        .having(func.count() >= LEAST)
    ).all()
    counts = {home: (int(count), int(round_)) for home, count, round_, _at in rows}
    made = []
    for home, count, round_, at in rows:
        others = [pair for other, pair in counts.items() if other != home]
        rate = sum(hits for _n, hits in others) / sum(n for n, _hits in others) if others else 1.0
        when = at if isinstance(at, datetime) else datetime.fromisoformat(at)
        made.append(
            {
                "county": county,
                "organisation_id": home,
                "year": year,
                "payments": int(count),
                "whole": int(round_),
                "share": round_ / count,
                "peers": len(others),
                "peer_share": quantile((hits / n for n, hits in others), 0.95) if others else 1.0,
                "probability": binomial_tail(int(round_), int(count), rate),
                "last_at": when if when.tzinfo else when.replace(tzinfo=UTC),
            }
        )
    return _replace(act, county, RoundPaid, made, ("organisation_id", "year"))


def _replace(act: Act, county: int, model: Any, rows: list[dict[str, Any]], key: tuple[str, str]) -> int:
    """Bring a table of measures into line with what was measured; returns how many rows differ from before."""
    standing = {
        tuple(getattr(one, name) for name in key): one
        for one in act.session.scalars(select(model).where(model.county == county))
    }
    fresh, changed = [], 0
    for row in rows:
        held = standing.pop(tuple(row[name] for name in key), None)
        if held is None:
            fresh.append(row)
        elif any(getattr(held, name) != value for name, value in row.items()):
            changed += 1
            for name, value in row.items():
                setattr(held, name, value)
    for gone in standing.values():
        act.session.delete(gone)
    act.session.flush()
    for row, pk in zip(fresh, take_ids(act, county, len(fresh)) if fresh else (), strict=True):
        row["id"] = pk
    if fresh:
        insert_rows(act.session, model, fresh)
    return len(fresh) + changed + len(standing)
