"""What the night computes of engagements, so that points only compare: shares, concentration, fees, likeness of reports."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from statistics import median, quantiles
from typing import Any

from sqlalchemy import case, delete, func, insert, select

from app.intermediaries.models import Agency, CreditMark, Engagement, EngagementMeasure
from app.intermediaries.words import Cause, MarkState, Mode
from app.kernel.act import Act
from app.kernel.audit import advance
from app.kernel.chance import fisher_tail
from app.kernel.db import IDS_PER_COUNTY

YEAR, HALF, TWO_YEARS = timedelta(days=365), timedelta(days=183), timedelta(days=730)
FEWEST = 5
"""Groups smaller than this are not compared at all."""
SHINGLE = 5
"""Characters of a piece by which texts are compared."""
MOST_REPORTS = 200
"""Newest reports of one agency that are compared with each other."""


def likeness(one: str, other: str) -> float:
    """Return the part of their pieces that two texts share (Jaccard), 0 to 1."""
    first, second = _pieces(one), _pieces(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _pieces(text: str) -> frozenset[str]:
    plain = "".join(text.split())
    return frozenset(plain[i : i + SHINGLE] for i in range(max(len(plain) - SHINGLE + 1, 0)))


def measure_engagements(act: Act) -> Mapping[str, int]:
    """Recompute what the points M03, M05, M06, M07, M08 and M11 compare."""
    rows = [*_shares(act), *_direct(act), *_late(act), *_repairs(act), *_fees(act)]
    act.session.execute(delete(EngagementMeasure))
    by_county: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_county[row["county"]].append(row)
    for county, group in sorted(by_county.items()):
        first = advance(act.session.connection(), county, len(group)) - len(group) + 1
        for offset, row in enumerate(group):
            row |= {"id": county * IDS_PER_COUNTY + first + offset, "month": f"{act.on:%Y-%m}", "measured_at": act.at}
        act.session.execute(insert(EngagementMeasure), group)
    return {"measures": len(rows), "compared": _compare_reports(act)}


def _row(county: int, what: Cause, organisation: int, n: int, value: float, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("agency_id", "engagement_id", "expected", "low", "high", "probability"))
    return {
        "county": county,
        "what": str(what),
        "organisation_id": organisation,
        "n": n,
        "value": value,
        "category": "",
        **empty,
        **more,
    }


def _shares(act: Act) -> Iterable[dict[str, Any]]:
    counted = act.session.execute(
        select(Engagement.county, Engagement.category, Engagement.organisation_id, Engagement.agency_id, func.count())
        .where(Engagement.signed_on >= act.on - YEAR)
        .group_by(Engagement.county, Engagement.category, Engagement.organisation_id, Engagement.agency_id)
    )
    markets: dict[tuple[int, str], list[tuple[int, int, int]]] = defaultdict(list)
    for county, category, organisation, agency, count in counted:
        markets[(county, category)].append((organisation, agency, int(count)))
    for (county, category), cells in sorted(markets.items()):
        total = sum(count for _o, _a, count in cells)
        if total < FEWEST:
            continue
        clients: dict[int, int] = defaultdict(int)
        agencies: dict[int, int] = defaultdict(int)
        for organisation, agency, count in cells:
            clients[organisation] += count
            agencies[agency] += count
        for organisation, agency, count in cells:
            n, rest = clients[organisation], total - clients[organisation]
            if n >= FEWEST:
                yield _row(
                    county,
                    Cause.SHARE,
                    organisation,
                    n,
                    count / n,
                    agency_id=agency,
                    category=category,
                    expected=(agencies[agency] - count) / rest if rest else 0.0,
                    probability=fisher_tail(count, n, agencies[agency], total),
                )
        biggest = max(agencies, key=lambda one: (agencies[one], -one))
        home = act.session.scalars(select(Agency.organisation_id).where(Agency.id == biggest)).one()
        index = sum((count / total) ** 2 for count in agencies.values())
        yield _row(county, Cause.CONCENTRATION, home, total, index, agency_id=biggest, category=category)


def _direct(act: Act) -> Iterable[dict[str, Any]]:
    direct = func.sum(case((Engagement.mode == str(Mode.DIRECT), 1), else_=0))
    counted = act.session.execute(
        select(Engagement.county, Engagement.organisation_id, func.count(), direct)
        .where(Engagement.signed_on >= act.on - YEAR)
        .group_by(Engagement.county, Engagement.organisation_id)
    )
    for county, organisation, n, chosen in counted:
        if n >= FEWEST:
            yield _row(county, Cause.DIRECT, organisation, int(n), int(chosen) / int(n))


def _late(act: Act) -> Iterable[dict[str, Any]]:
    counted = act.session.execute(
        select(Agency.county, Agency.organisation_id, Agency.id, func.count())
        .join(Engagement, Engagement.agency_id == Agency.id)
        .where(Engagement.promised_on >= act.on - HALF, Engagement.late_days > 0)
        .group_by(Agency.county, Agency.organisation_id, Agency.id)
    )
    for county, organisation, agency, n in counted:
        yield _row(county, Cause.LATE, organisation, int(n), float(n), agency_id=agency)


def _repairs(act: Act) -> Iterable[dict[str, Any]]:
    counted = act.session.execute(
        select(Agency.county, Agency.organisation_id, Agency.id, func.count())
        .join(CreditMark, CreditMark.agency_id == Agency.id)
        .where(CreditMark.state == str(MarkState.REPAIRED), CreditMark.repair_decided_at >= act.at - TWO_YEARS)
        .group_by(Agency.county, Agency.organisation_id, Agency.id)
    )
    for county, organisation, agency, n in counted:
        yield _row(county, Cause.REPAIRS, organisation, int(n), float(n), agency_id=agency)


def _fees(act: Act) -> Iterable[dict[str, Any]]:
    found = act.session.execute(
        select(
            Engagement.id,
            Engagement.county,
            Engagement.organisation_id,
            Engagement.agency_id,
            Engagement.category,
            Engagement.amount,
            Engagement.object_value,
        ).where(Engagement.signed_on >= act.on - YEAR, Engagement.object_value > 0)
    )
    bands: dict[tuple[int, str, int], list[tuple[Any, float]]] = defaultdict(list)
    for one in found:
        band = (one.county, one.category, len(str(int(one.object_value))))
        bands[band].append((one, float(one.amount) / float(one.object_value)))
    for (county, category, _band), members in sorted(bands.items()):
        if len(members) < FEWEST:
            continue
        rates = [rate for _one, rate in members]
        cuts, middle = quantiles(rates, n=20, method="inclusive"), median(rates)
        for one, rate in members:
            yield _row(
                county,
                Cause.FEE,
                one.organisation_id,
                len(members),
                rate,
                agency_id=one.agency_id,
                engagement_id=one.id,
                category=category,
                expected=middle,
                low=cuts[0],
                high=cuts[-1],
            )


def _compare_reports(act: Act) -> int:
    """Write into each engagement of the year how like its report is to one on another project."""
    found = act.session.scalars(
        select(Engagement)
        .where(Engagement.signed_on >= act.on - YEAR, Engagement.report_text.is_not(None))
        .order_by(Engagement.agency_id, Engagement.signed_on.desc(), Engagement.id)
    )
    by_agency: dict[int, list[Engagement]] = defaultdict(list)
    for one in found:
        if len(by_agency[one.agency_id]) < MOST_REPORTS:
            by_agency[one.agency_id].append(one)
    return sum(_compare(group) for group in by_agency.values())


def _compare(group: Sequence[Engagement]) -> int:
    pieces = [_pieces(one.report_text or "") for one in group]
    for place, one in enumerate(group):
        others = [
            len(pieces[place] & mine) / len(pieces[place] | mine)
            for other, mine in zip(group, pieces, strict=True)
            if other.project != one.project and pieces[place] and mine
        ]
        greatest = round(max(others, default=0.0), 4)
        if one.similarity != greatest:
            one.similarity = greatest
    return len(group)
