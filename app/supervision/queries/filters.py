"""Saved filters with their counts."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.supervision.models import SavedFilter
from app.supervision.queries.alerts import COUNTED, count_alerts
from app.supervision.queries.narrowing import AlertFilter, Looking


@dataclass(frozen=True, slots=True)
class CountedFilter:
    """A saved filter, and how many alerts it finds within the person's scope."""

    saved: SavedFilter
    filters: AlertFilter
    count: int

    @property
    def shown(self) -> str:
        """The count as it is shown: ``37`` or ``10,000+``."""
        return f"{COUNTED:,}+" if self.count > COUNTED else f"{self.count:,}"


def saved_filters(session: Session, actor: Actor, on: date, counted_to: int = COUNTED) -> list[CountedFilter]:
    """Return a person's own filters and those shared in his county, each with its count."""
    statement = select(SavedFilter).where(
        or_(
            SavedFilter.official_id == actor.official_id,
            SavedFilter.shared.is_(True) & (SavedFilter.county == actor.county),
        )
    )
    looking = Looking(actor.scope, on, actor.official_id)
    result = []
    for saved in session.scalars(statement.order_by(SavedFilter.name, SavedFilter.id)):
        filters = AlertFilter.from_query(saved.query)
        result.append(CountedFilter(saved, filters, count_alerts(session, looking, filters, counted_to)))
    return result
