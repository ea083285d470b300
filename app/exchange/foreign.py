"""Rows of other installations, asked for kind by kind: as lists, one at a time with where it came from, and in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, and_, inspect, select
from sqlalchemy.orm import Session

from app.exchange.envelopes import crossing_fields
from app.exchange.kinds import all_kinds
from app.exchange.models import ExchangeBatch, ExchangeChannel, ForeignRow, Peer, WaitingRow
from app.exchange.queries import batch_numbered
from app.exchange.words import ChannelState, Direction
from app.kernel.places import Scope
from app.kernel.records import Field, RecordKind
from app.kernel.words import N_
from app.surfaces.records.showing import text_of

FOREIGN = RecordKind(
    name="exchange_row",
    model=ForeignRow,
    title=N_("Rows of other installations"),
    menu=N_("Platform"),
    fields=(Field("title", N_("Name"), listed=True, searchable=True),),
    access={},
    scope="county",
)
"""How the lists of the house read these rows; they have screens of their own, for each row has the fields of its kind."""
COLUMNS = 6
"""Fields of a kind in the list."""
PART = 500
"""Rows that are read at a time."""


def _comes_in(scope: Scope) -> ColumnElement[bool]:
    return and_(scope.where(ExchangeChannel.county, None), ExchangeChannel.direction == str(Direction.IN))


def kinds_that_come(session: Session, scope: Scope) -> list[RecordKind]:
    """Return the record kinds that were agreed on with any peer, in the order of the program."""
    agreed = session.scalars(select(ExchangeChannel.kinds).where(_comes_in(scope)))
    names = {name for some in agreed for name in some}
    return [kind for name, kind in all_kinds().items() if name in names]


def senders(session: Session, scope: Scope) -> Sequence[Peer]:
    """Return the peers from which anything comes, by number."""
    sends = select(ExchangeChannel.peer_id).where(_comes_in(scope))
    return session.scalars(select(Peer).where(Peer.id.in_(sends)).order_by(Peer.number)).all()


def rows_of(scope: Scope, kind: str, source: int | None = None) -> ColumnElement[bool]:
    """Return what keeps the rows of a kind, and of one sender, within a scope."""
    inside = and_(scope.where(ForeignRow.county, None), ForeignRow.row_kind == kind)
    return inside if source is None else and_(inside, ForeignRow.source == source)


def listed_fields(kind: RecordKind) -> tuple[Field, ...]:
    """Return the fields of a kind that came and that its own list shows, too."""
    return tuple(field for field in crossing_fields(kind) if field.listed)[:COLUMNS]


@dataclass(frozen=True, slots=True)
class Wording:
    """The fields of rows of one kind as a person reads them."""

    kind: RecordKind
    picked: Mapping[str, Mapping[int, str]]
    """By field, how the rows are called that it picks, as far as they came, too."""

    @classmethod
    def of(cls, session: Session, kind: RecordKind, fields: Iterable[Field], rows: Sequence[ForeignRow]) -> "Wording":
        """Return the words for rows; one statement for each field that picks a row of another kind."""
        by_model = {other.model: other.name for other in all_kinds().values()}
        picked: dict[str, Mapping[int, str]] = {}
        for field in fields:
            model = inspect(kind.model).relationships[field.picks].mapper.class_ if field.picks else None
            ids = {row.data[field.name] for row in rows if row.data and type(row.data.get(field.name)) is int}
            if model in by_model and ids:
                found = select(ForeignRow.subject, ForeignRow.title).where(
                    ForeignRow.row_kind == by_model[model],
                    ForeignRow.source.in_({row.source for row in rows}),
                    ForeignRow.trail.in_({row.trail for row in rows}),
                    ForeignRow.subject.in_(ids),
                )
                picked[field.name] = dict(session.execute(found).all())
        return cls(kind, picked)

    def said(self, field: Field, row: ForeignRow) -> str:
        """Return a field of a row in words; a row that is no more has none."""
        value = (row.data or {}).get(field.name)
        if field.picks and isinstance(value, int):
            return self.picked.get(field.name, {}).get(value, str(value))
        held = SimpleNamespace(**{field.name: self._read(field, value)})
        return text_of(self.kind, replace(field, picks=None), held)

    def _read(self, field: Field, value: Any) -> Any:
        """Return a value as its column would hold it; as it came where the sender wrote something else."""
        of = inspect(self.kind.model).columns[field.name].type.python_type
        try:
            if of in (date, datetime) and isinstance(value, str):
                return of.fromisoformat(value)
            return Decimal(value) if of is Decimal and isinstance(value, str) else value
        except (ValueError, InvalidOperation):
            return value


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came from, and which of its states were refused."""

    peer: Peer
    channel: ExchangeChannel | None
    batch: ExchangeBatch | None
    refused: Sequence[WaitingRow]


def origin_of(session: Session, row: ForeignRow) -> Origin:
    """Return the peer, the channel and the batch that brought a row, and what was refused of it, newest first."""
    peer = session.scalars(select(Peer).where(Peer.number == row.source)).one()
    channels = session.scalars(
        select(ExchangeChannel)
        .where(
            ExchangeChannel.peer_id == peer.id,
            ExchangeChannel.direction == str(Direction.IN),
            ExchangeChannel.trail == row.trail,
        )
        .order_by(ExchangeChannel.course.desc())
    ).all()
    # the place of a row that has not come since its channel began again is none: an ended channel brought it
    brought = [one for one in channels if row.place or one.state == ChannelState.ENDED]
    channel = brought[0] if brought else None
    batch = batch_numbered(session, channel, row.batch) if channel else None
    refused = session.scalars(
        select(WaitingRow)
        .where(
            WaitingRow.channel_id.in_([one.id for one in channels]),
            WaitingRow.row_kind == row.row_kind,
            WaitingRow.subject == row.subject,
        )
        .order_by(WaitingRow.since.desc(), WaitingRow.id.desc())
    ).all()
    return Origin(peer, channel, batch, refused)


def all_rows(session: Session, inside: ColumnElement[bool]) -> Iterator[list[ForeignRow]]:
    """Yield rows part by part, in the order in which they first came."""
    last = 0
    while True:
        found = select(ForeignRow).where(inside, ForeignRow.id > last).order_by(ForeignRow.id).limit(PART)
        part = list(session.scalars(found))
        if part:
            last = part[-1].id
            yield part
        if len(part) < PART:
            return
