"""Questions to the figures as they were counted, always inside a reader's scope."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.evaluation.counting import happened
from app.evaluation.models import FigureEdition, FigureValue, Grain
from app.kernel.calendar import ONE_DAY
from app.kernel.figures import Figure, Rows, Unit
from app.kernel.months import first_of_month, month_after
from app.kernel.places import Scope


@dataclass(slots=True)
class Told:
    """A figure of some place and time, as numerator, denominator and, of days, how often which."""

    numerator: int = 0
    denominator: int = 0
    days: dict[int, int] = field(default_factory=dict)

    def add(self, days: int, numerator: int, denominator: int) -> None:
        """Add values; figures of several places and months add up."""
        self.numerator += numerator
        self.denominator += denominator
        if numerator:
            self.days[days] = self.days.get(days, 0) + numerator

    def value(self, unit: Unit) -> float | None:
        """Return what is shown: a count, a share, a ratio or the median of days; None where there is nothing to tell."""
        if unit is Unit.COUNT:
            return self.numerator
        if unit is Unit.DAYS:
            return self.quantile(0.5)
        return self.numerator / self.denominator if self.denominator else None

    def quantile(self, part: float) -> int | None:
        """Return the days within which this part of the rows lies (nearest rank); None without rows."""
        rank = max(1, -(-int(part * 1000) * self.numerator // 1000))
        for days, count in sorted(self.days.items()):
            rank -= count
            if rank <= 0:
                return days
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which values are meant: months from one to another, and perhaps one organisation, item or officer."""

    first: int
    last: int
    organisation_id: int | None = None
    keys: tuple[str, ...] = ()
    """Keys of items or officers, of the same item elsewhere too; none for all."""
    grain: Grain = Grain.ORGANISATION
    days: tuple[date, date] | None = None
    """Of rows alone: from one day to another, in place of whole months."""

    @property
    def bounds(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.days or (first_of_month(self.first), first_of_month(month_after(self.last)) - ONE_DAY)


def told_by(
    session: Session, scope: Scope, codes: Iterable[str], asked: Asked, *by: str
) -> Mapping[tuple[Any, ...], Told]:
    """Return figures by their code and by columns: ``period``, ``organisation_id``, ``county`` or ``key``.

    A month that was counted and had nothing is there with zeros when asked by ``period``.
    """
    columns: dict[str, Any] = {
        "period": FigureEdition.period,
        "county": FigureEdition.county,
        "organisation_id": FigureValue.organisation_id,
        "key": FigureValue.key,
    }
    keys = [columns[name] for name in by]
    statement = (
        select(
            FigureEdition.code,
            *keys,
            FigureValue.days,
            func.sum(FigureValue.numerator),
            func.sum(FigureValue.denominator),
        )
        .join(FigureValue, FigureValue.edition_id == FigureEdition.id)
        .where(_editions(scope, codes, asked), FigureValue.grain == asked.grain.value)
        .where(scope.where(FigureValue.county, FigureValue.organisation_id))
        .group_by(FigureEdition.code, *keys, FigureValue.days)
    )
    if asked.organisation_id is not None:
        statement = statement.where(FigureValue.organisation_id == asked.organisation_id)
    if asked.keys:
        statement = statement.where(FigureValue.key.in_(asked.keys))
    found: dict[tuple[Any, ...], Told] = defaultdict(Told)
    for code, *rest in session.execute(statement):
        *of, days, above, below = rest
        found[(code, *of)].add(days, int(above), int(below))
    if by == ("period",):
        for code, period in counted_months(session, scope, codes, asked):
            found.setdefault((code, period), Told())
    return dict(found)


def _editions(scope: Scope, codes: Iterable[str], asked: Asked) -> ColumnElement[bool]:
    return (
        FigureEdition.code.in_(sorted(codes))
        & FigureEdition.current
        & FigureEdition.period.between(asked.first, asked.last)
        & scope.where(FigureEdition.county)
    )


def counted_months(session: Session, scope: Scope, codes: Iterable[str], asked: Asked) -> Sequence[tuple[str, int]]:
    """Return the months of each figure that were counted in some county of the scope; what was not is not known."""
    statement = select(FigureEdition.code, FigureEdition.period).where(_editions(scope, codes, asked)).distinct()
    return [(code, period) for code, period in session.execute(statement)]


def counted_at(session: Session, scope: Scope) -> datetime | None:
    """Return when the month that runs was counted last in this scope; None when never."""
    running = select(func.max(FigureEdition.as_of)).where(FigureEdition.edition == 0, scope.where(FigureEdition.county))
    return session.scalar(running)


def changed_since_frozen(session: Session, scope: Scope, code: str, asked: Asked) -> Sequence[FigureEdition]:
    """Return the editions of these months that took the place of a frozen one, the newest first."""
    later = select(FigureEdition).where(_editions(scope, [code], asked), FigureEdition.edition > 1)
    return session.scalars(later.order_by(FigureEdition.as_of.desc()).limit(20)).all()


def rows_of(rows: Rows, scope: Scope, asked: Asked, at: datetime, *columns: Any) -> Any:
    """Return the SELECT of the rows behind a figure, as they are now: what it counted, one by one."""
    statement = rows.select(*columns).where(*rows.within(scope, *asked.bounds), happened(rows, at))
    if asked.organisation_id is not None:
        statement = statement.where(rows.home == asked.organisation_id)
    column = {Grain.ITEM: rows.item, Grain.OFFICER: rows.officer}.get(asked.grain)
    if asked.keys and column is not None:
        kind = column.type.python_type
        statement = statement.where(column.in_([kind(key) for key in asked.keys]))
    return statement


def side_of(figure: Figure, denominator: bool) -> Rows:
    """Return the rows of the numerator, or of the denominator where there is one."""
    return figure.among if denominator and figure.among is not None else figure.counts
