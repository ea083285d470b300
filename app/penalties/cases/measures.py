"""How often each officer ends cases early, beside his peers; computed when written, so that points compare."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Float, Index, Integer, String, case, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.act import Act
from app.kernel.audit import advance
from app.kernel.db import IDS_PER_COUNTY, CountyRow, Id, UtcDateTime
from app.kernel.peers import beside
from app.kernel.words import N_, Word
from app.penalties.cases.models import CaseState, PenaltyCase

WINDOW = timedelta(days=365)
"""How far back the cases of an officer are counted."""


class EarlyEnd(Word):
    """How a case ended before any decision."""

    UNFILED = "unfiled", N_("Not filed")
    WITHDRAWN = "withdrawn", N_("Filing withdrawn")


STATES = {EarlyEnd.UNFILED: CaseState.NOT_FILED, EarlyEnd.WITHDRAWN: CaseState.WITHDRAWN}


class PenaltyMeasure(CountyRow):
    """How many of the clues that one officer registered ended early within a year, beside his peers of the county."""

    __tablename__ = "penalty_measure"
    __table_args__ = (Index("ix_penalty_measure", "county", "month"),)
    kind = "penalty_measure"

    month: Mapped[str] = mapped_column(String(7))
    """Month in which it was computed, ``2026-11``; an earlier computation of the month is replaced."""
    measured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(String(10))
    official_id: Mapped[int] = mapped_column(Id)
    organisation_id: Mapped[int] = mapped_column(Id)
    handled: Mapped[int] = mapped_column(Integer)
    ended: Mapped[int] = mapped_column(Integer)
    rate: Mapped[float] = mapped_column(Float)
    peer_rate: Mapped[float] = mapped_column(Float)
    """Mean of the peers' rates, each peer counted once."""
    deviation: Mapped[float] = mapped_column(Float)
    """(rate - mean) / standard deviation of the peers."""
    probability: Mapped[float] = mapped_column(Float)
    """Chance of that many or more at the peers' pooled rate (binomial, one-sided)."""


def measure_early_ends(act: Act) -> Mapping[str, int]:
    """Recompute how often the cases of each officer were not filed, or their filing withdrawn."""
    counts = {what: func.sum(case((PenaltyCase.state == str(state), 1), else_=0)) for what, state in STATES.items()}
    rows = act.session.execute(
        select(
            PenaltyCase.county, PenaltyCase.organisation_id, PenaltyCase.registered_by, func.count(), *counts.values()
        )
        .where(
            PenaltyCase.registered_at >= act.at - WINDOW,
            PenaltyCase.registered_at <= act.at,
            PenaltyCase.registered_by.is_not(None),
            PenaltyCase.state != str(CaseState.CLUE),
        )
        .group_by(PenaltyCase.county, PenaltyCase.organisation_id, PenaltyCase.registered_by)
    ).all()
    month = f"{act.on:%Y-%m}"
    act.session.execute(delete(PenaltyMeasure).where(PenaltyMeasure.month == month))
    by_county: dict[int, list[dict[str, object]]] = defaultdict(list)
    for place, what in enumerate(counts):
        for row in rows:
            peers = [
                (int(other[4 + place]), int(other[3])) for other in rows if other[0] == row[0] and other is not row
            ]
            if peers:
                by_county[row[0]].append(
                    {
                        "county": row[0],
                        "organisation_id": row[1],
                        "official_id": row[2],
                        "what": str(what),
                        "handled": int(row[3]),
                        "ended": int(row[4 + place]),
                        **beside((int(row[4 + place]), int(row[3])), peers),
                    }
                )
    for county, group in sorted(by_county.items()):
        first = advance(act.session.connection(), county, len(group)) - len(group) + 1
        for offset, measure in enumerate(group):
            measure |= {"id": county * IDS_PER_COUNTY + first + offset, "month": month, "measured_at": act.at}
        act.session.execute(insert(PenaltyMeasure), group)
    return {"measures": sum(map(len, by_county.values()))}
