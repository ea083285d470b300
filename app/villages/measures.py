"""What each village's book of the year comes to, beside villages of like size; computed at night."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.kernel.act import Act
from app.kernel.places import Organisation
from app.villages.models import (
    VillageAccount,
    VillageAsset,
    VillageContract,
    VillageDecision,
    VillageProfile,
    VillageYear,
    Voucher,
)
from app.villages.words import Category, DecidingBody, Direction

SOFT = (Category.ALLOWANCE, Category.HOSPITALITY, Category.TRAVEL)
OPERATING = (*SOFT, Category.SALARY, Category.OFFICE)
LAST_DAYS = 5
"""Days at the end of a quarter in which bookings count as a rush."""
CONSISTENT = 1.4826
"""Makes the median absolute deviation estimate the standard deviation of a normal spread."""
RENT_DAYS = 3 * 365
"""How far back contracts are compared."""
FEWEST = 5
"""Peers from which a comparison says anything."""


def measure_years(act: Act) -> Mapping[str, int]:
    """Recompute the running year of every village that keeps a book here, county by county."""
    year = act.on.year
    counties = act.session.scalars(select(VillageAccount.county).distinct().order_by(VillageAccount.county)).all()
    written = 0
    for county in counties:
        figures = _figures(act.session, county, year)
        _compare(act.session, county, figures)
        _meetings(act.session, county, act.on, figures)
        known = {
            row.organisation_id: row
            for row in act.session.scalars(
                select(VillageYear).where(VillageYear.county == county, VillageYear.year == year)
            )
        }
        for village, values in sorted(figures.items()):
            row = known.get(village)
            if row is None:
                row = VillageYear(county=county, organisation_id=village, year=year)
                act.session.add(row)
            for name, value in values.items():
                setattr(row, name, value)
            row.measured_at = act.at
        act.session.flush()
        written += len(figures)
    return {"villages": written}


def rush_days(year: int) -> frozenset[int]:
    """Return the running numbers of the last five days of each quarter."""
    ends = [date(year + (month == 12), month % 12 + 1, 1) for month in (3, 6, 9, 12)]
    return frozenset((end - timedelta(days=back)).toordinal() for end in ends for back in range(1, LAST_DAYS + 1))


def _figures(session: Session, county: int, year: int) -> dict[int, dict[str, Any]]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    figures: dict[int, dict[str, Any]] = {}
    begun = session.execute(
        select(VillageAccount.organisation_id, func.min(VillageAccount.opened_on))
        .where(VillageAccount.county == county)
        .group_by(VillageAccount.organisation_id)
    )
    for village, opened in begun:
        figures[village] = {
            "vouchers": 0,
            "opened_day": opened.toordinal(),
            "operating": 0.0,
            "soft": 0.0,
            "hospitality": 0.0,
            "share": 0.0,
            "median_lag": 0.0,
            "late_share": 0.0,
            "last_booked_day": opened.toordinal(),
            "deviation": 0.0,
            "peers": 0,
            "quarter_missed": "",
        }
    sums = session.execute(
        select(Voucher.organisation_id, Voucher.category, func.sum(Voucher.amount))
        .where(
            Voucher.county == county,
            Voucher.day.between(first, last),
            Voucher.direction == str(Direction.OUT),
            Voucher.category.in_([str(one) for one in OPERATING]),
        )
        .group_by(Voucher.organisation_id, Voucher.category)
    )
    for village, category, amount in sums:
        held = figures[village]
        held["operating"] += float(amount)
        held["soft"] += float(amount) if category in SOFT else 0.0
        held["hospitality"] += float(amount) if category == Category.HOSPITALITY else 0.0
    lags: dict[int, list[int]] = defaultdict(list)
    rushed: dict[int, int] = defaultdict(int)
    rush = rush_days(year)
    booked = select(Voucher.organisation_id, Voucher.day, Voucher.booked_day).where(
        Voucher.county == county, Voucher.booked_day.between(first, last), Voucher.reverses_id.is_(None)
    )
    for village, day, booked_day in session.execute(booked.execution_options(yield_per=2_000)):
        assert booked_day is not None
        lags[village].append(booked_day - day)
        rushed[village] += booked_day in rush
        figures[village]["last_booked_day"] = max(figures[village]["last_booked_day"], booked_day)
    for village, held in figures.items():
        held["share"] = held["soft"] / held["operating"] if held["operating"] > 0 else 0.0
        if lags[village]:
            held["vouchers"] = len(lags[village])
            held["median_lag"] = float(median(lags[village]))
            held["late_share"] = rushed[village] / len(lags[village])
    return figures


def _compare(session: Session, county: int, figures: dict[int, dict[str, Any]]) -> None:
    """Put the robust deviation from villages of half to twice as many inhabitants into the figures."""
    rows = session.execute(
        select(VillageProfile.organisation_id, VillageProfile.population).where(VillageProfile.county == county)
    )
    sizes = {row[0]: row[1] for row in rows}
    known = [(size, village) for village, size in sizes.items() if village in figures and size > 0]
    for size, village in known:
        peers = [figures[other]["soft"] for held, other in known if other != village and size <= held * 2 <= size * 4]
        figures[village]["peers"] = len(peers)
        if len(peers) >= FEWEST:
            figures[village]["deviation"] = robust_z(figures[village]["soft"], peers)


def last_quarter(on: date) -> tuple[str, int, int]:
    """Return the last full quarter before a day as ``2026-Q3``, with the running numbers of its first and last day."""
    number = (on.month - 1) // 3
    year, number = (on.year, number) if number else (on.year - 1, 4)
    first = date(year, number * 3 - 2, 1)
    after = date(year + (number == 4), number * 3 % 12 + 1, 1)
    return f"{year}-Q{number}", first.toordinal(), after.toordinal() - 1


def _meetings(session: Session, county: int, on: date, figures: dict[int, dict[str, Any]]) -> None:
    """Note in which villages the representatives did not meet in the last full quarter."""
    name, first, last = last_quarter(on)
    met = session.scalars(
        select(VillageDecision.organisation_id).where(
            VillageDecision.county == county,
            VillageDecision.held_day.between(first, last),
            VillageDecision.body == str(DecidingBody.REPRESENTATIVES),
        )
    )
    held = set(met)
    for village, values in figures.items():
        kept = int(values["opened_day"]) <= first
        values.pop("opened_day")
        values["quarter_missed"] = name if kept and village not in held else ""


def measure_rents(act: Act) -> Mapping[str, int]:
    """Compute for each running contract what the like costs: the median of the town, else of the county.

    Compared are contracts of the same class signed within three years; an appraisal goes before the median.
    """
    since = act.on.toordinal() - RENT_DAYS
    town = aliased(Organisation)
    rows = act.session.execute(
        select(VillageContract, VillageAsset.asset_class, town.parent_id)
        .join(VillageAsset, VillageAsset.id == VillageContract.asset_id)
        .join(town, town.id == VillageContract.organisation_id)
        .where(
            VillageContract.ended_on.is_(None), VillageContract.start_day >= since, VillageContract.appraised.is_(None)
        )
    ).all()
    near: dict[tuple[str, int | None], list[float]] = defaultdict(list)
    far: dict[tuple[str, int], list[float]] = defaultdict(list)
    for contract, of_class, above in rows:
        near[of_class, above].append(contract.unit_rent)
        far[of_class, contract.county].append(contract.unit_rent)
    for contract, of_class, above in rows:
        rents = near[of_class, above] if len(near[of_class, above]) >= FEWEST else far[of_class, contract.county]
        contract.reference, contract.compared = float(median(rents)), len(rents)
    act.session.flush()
    return {"contracts": len(rows)}


def robust_z(value: float, peers: Sequence[float]) -> float:
    """Return how many robust deviations a value lies above the median of its peers; zero where they do not differ."""
    middle = median(peers)
    spread = CONSISTENT * median(abs(peer - middle) for peer in peers)
    return (value - middle) / spread if spread > 0 else 0.0
