"""What the clock does for funds: looks for shapes in what the ledger has gained, and measures at night."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from app.funds.operations.measures import write_measures
from app.funds.operations.shapes import write_shapes
from app.kernel.act import Act
from app.kernel.audit import ChainHead
from app.kernel.domain import Job
from app.kernel.words import N_


def find_shapes(act: Act) -> Mapping[str, int]:
    """Look for round trips and split payments among new movements, county by county."""
    told: Counter[str] = Counter(found=0, grown=0, ended=0)
    for county in act.session.scalars(select(ChainHead.county).order_by(ChainHead.county)).all():
        told.update(write_shapes(act, county))
    return dict(told)


def measure_bodies(act: Act) -> Mapping[str, int]:
    """Measure how bodies pay, county by county: months beside their own past, whole thousands beside other bodies."""
    told: Counter[str] = Counter(months=0, bodies=0)
    for county in act.session.scalars(select(ChainHead.county).order_by(ChainHead.county)).all():
        told.update(write_measures(act, county))
    return dict(told)


JOBS = (
    Job("funds.shapes", N_("Look for round trips and split payments"), find_shapes, every=60, on_poke=True),
    Job("funds.measures", N_("Measure how bodies pay"), measure_bodies, daily_at="01:40"),
)
