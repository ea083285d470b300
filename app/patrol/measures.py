"""What the night computes of ratings, so that H05 only compares: each counter beside the others of its hall."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import case, delete, func, select

from app.kernel.act import Act
from app.kernel.chance import adjusted, fisher_tail
from app.patrol.models import Counter, CounterRating, QueueTicket

WINDOW = timedelta(days=90)
BAD = 2
"""Ratings up to this are bad: 2 dissatisfied, 1 very dissatisfied."""
LEAST = 10
"""Ratings of a counter, and of the others together, below which nothing is computed; the point asks for more."""


class Rated(NamedTuple):
    """How a counter was rated in the window."""

    counter: int
    organisation: int
    county: int
    rated: int
    bad: int
    last_at: datetime


def rate_counters(act: Act) -> Mapping[str, int]:
    """Compare the bad ratings of each counter with those of the other counters of its hall (Fisher's exact test).

    The probabilities of a county are adjusted for how many counters were compared.
    """
    act.session.execute(delete(CounterRating))
    counted = (
        select(
            QueueTicket.hall_id,
            Counter.id,
            Counter.organisation_id,
            Counter.county,
            func.count(),
            func.sum(case((QueueTicket.rating <= BAD, 1), else_=0)),
            func.max(QueueTicket.called_at),
        )
        .join(Counter, Counter.id == QueueTicket.counter_id)
        .where(QueueTicket.rating.is_not(None), QueueTicket.called_at >= act.at - WINDOW)
        .group_by(QueueTicket.hall_id, Counter.id, Counter.organisation_id, Counter.county)
        .order_by(Counter.id)
    )
    halls: dict[int, list[Rated]] = defaultdict(list)
    for hall, *row in act.session.execute(counted):
        halls[hall].append(Rated(*row))
    compared: dict[int, list[tuple[Rated, int, int, float]]] = defaultdict(list)
    for rated in halls.values():
        total, bad = sum(one.rated for one in rated), sum(one.bad for one in rated)
        for one in rated:
            if one.rated >= LEAST and total - one.rated >= LEAST:
                chance = fisher_tail(one.bad, one.rated, bad, total)
                compared[one.county].append((one, total - one.rated, bad - one.bad, chance))
    for county, rows in sorted(compared.items()):
        for (one, others, others_bad, _p), chance in zip(rows, adjusted([row[3] for row in rows]), strict=True):
            act.session.add(
                CounterRating(
                    county=county,
                    counter_id=one.counter,
                    organisation_id=one.organisation,
                    rated=one.rated,
                    bad=one.bad,
                    others_rated=others,
                    others_bad=others_bad,
                    probability=chance,
                    month=f"{act.on:%Y-%m}",
                    last_at=one.last_at,
                )
            )
    act.session.flush()
    return {"counters": sum(map(len, compared.values()))}
