"""Figures computed when something is written, so that points compare and never calculate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Float, Index, Integer, String, case, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.approvals.models import Case
from app.kernel.act import Act
from app.kernel.audit import advance
from app.kernel.db import IDS_PER_COUNTY, CountyRow, Id, UtcDateTime
from app.kernel.peers import beside

WINDOW = timedelta(days=365)
"""How far back the decisions of an officer are counted."""


class RefusalMeasure(CountyRow):
    """How often one officer refused one item within a year, beside his peers of the same item."""

    __tablename__ = "refusal_measure"
    __table_args__ = (Index("ix_refusal_measure", "county", "month"),)
    kind = "refusal_measure"

    month: Mapped[str] = mapped_column(String(7))
    """Month in which it was computed, ``2026-11``; an earlier computation of the month is replaced."""
    measured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    official_id: Mapped[int] = mapped_column(Id)
    power_id: Mapped[int] = mapped_column(Id)
    organisation_id: Mapped[int] = mapped_column(Id)
    decided: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
    rate: Mapped[float] = mapped_column(Float)
    peer_rate: Mapped[float] = mapped_column(Float)
    """Mean of the peers' rates, each peer counted once."""
    deviation: Mapped[float] = mapped_column(Float)
    """(rate - mean) / standard deviation of the peers."""
    probability: Mapped[float] = mapped_column(Float)
    """Chance of that many refusals or more at the peers' pooled rate (binomial, one-sided)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Decisions and refusals of one officer on one item."""

    county: int
    organisation_id: int
    official_id: int
    power_id: int
    decided: int
    refused: int


def compare(tallies: Iterable[Tally]) -> list[dict[str, Any]]:
    """Return the measure of every officer who has peers on the same item."""
    by_power: dict[int, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_power[tally.power_id].append(tally)
    measures = []
    for group in by_power.values():
        for tally in group:
            peers = [(other.refused, other.decided) for other in group if other is not tally]
            if not peers:
                continue
            measures.append(
                {
                    "county": tally.county,
                    "organisation_id": tally.organisation_id,
                    "official_id": tally.official_id,
                    "power_id": tally.power_id,
                    "decided": tally.decided,
                    "refused": tally.refused,
                    **beside((tally.refused, tally.decided), peers),
                }
            )
    return measures


def measure_refusals(act: Act) -> Mapping[str, int]:
    """Recompute how often each officer refused each item in the year before the act."""
    refused = func.sum(case((Case.decision == "refuse", 1), else_=0))
    rows = act.session.execute(
        select(Case.county, Case.organisation_id, Case.decided_by, Case.power_id, func.count(), refused)
        .where(Case.decided_at >= act.at - WINDOW, Case.decided_at <= act.at, Case.decided_by.is_not(None))
        .group_by(Case.county, Case.organisation_id, Case.decided_by, Case.power_id)
    )
    measures = compare(Tally(*row) for row in rows)
    month = f"{act.on:%Y-%m}"
    act.session.execute(delete(RefusalMeasure).where(RefusalMeasure.month == month))
    by_county: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for measure in measures:
        by_county[measure["county"]].append(measure)
    for county, group in sorted(by_county.items()):
        first = advance(act.session.connection(), county, len(group)) - len(group) + 1
        for place, measure in enumerate(group):
            measure |= {"id": county * IDS_PER_COUNTY + first + place, "month": month, "measured_at": act.at}
        act.session.execute(insert(RefusalMeasure), group)
    return {"measures": len(measures)}
