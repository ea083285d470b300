"""The trail: append-only, hash-chained per county, written in the transaction of the change.

Each row's hash covers its own content and the hash before it, so a changed, removed, inserted or
reordered row breaks the chain from there on. The database refuses UPDATE and DELETE
(``kernel.appending``). The same text is hashed by the stand-alone verifier: change neither alone.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

import orjson
from sqlalchemy import Connection, Index, Integer, String, Text, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.act import Act, Channel
from app.kernel.appending import keep_append_only
from app.kernel.bulk import write_rows
from app.kernel.db import IDS_PER_COUNTY, Base, Id, UtcDateTime, real_county

GENESIS = "0" * 64
"""Hash before the first row of every county."""
MANY = 100
"""From so many rows at once the trail is written in bulk; below, one statement is quicker to prepare."""


class ChainHead(Base):
    """Per county: the last id given, the last place in the trail and its hash.

    Every writer of a county updates this one row, so writers of one county queue here, in one
    order, and never deadlock on each other.
    """

    __tablename__ = "chain_head"

    county: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_id: Mapped[int] = mapped_column(Id, default=0)
    place: Mapped[int] = mapped_column(Id, default=0)
    hash: Mapped[str] = mapped_column(String(64), default=GENESIS)


class TrailRow(Base):
    """One step of one act."""

    __tablename__ = "trail"
    __table_args__ = (
        Index("ix_trail_place", "county", "place", unique=True),
        Index("ix_trail_subject", "subject_kind", "subject_id"),
        Index("ix_trail_at", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    """County number and place: ``county * 10**9 + place``."""
    county: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Id)
    """Position in the county's chain, from 1, without gaps."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    verb: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    official_id: Mapped[int | None] = mapped_column(Id)
    official: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[int | None] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(String(10))
    address: Mapped[str | None] = mapped_column(String(45))
    facts: Mapped[str] = mapped_column(Text)
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Named(Protocol):
    """A row that the trail can name."""

    @property
    def kind(self) -> str:
        """Word by which the trail names its table."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def county(self) -> int:
        """County in whose trail it stands."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that is not a row of ours, such as a log-in name or an export."""

    kind: str
    id: int
    county: int


keep_append_only(TrailRow, "the trail is append-only", "id = NEW.id", "county = NEW.county AND place = NEW.place")

HASHED = (
    "county",
    "place",
    "at",
    "verb",
    "subject_kind",
    "subject_id",
    "official_id",
    "official",
    "organisation_id",
    "channel",
    "address",
    "facts",
    "previous",
)
"""Columns that a row's hash covers, in this order."""


def canonical(facts: Mapping[str, Any]) -> str:
    """Return facts as the one text that is stored and hashed; dates and instants in ISO 8601."""
    return _FACTS.encode(facts)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value)


_FACTS = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def instant(value: datetime) -> str:
    """Return an instant as it is hashed: UTC, microseconds, ``2026-11-23T01:02:03.000004Z``."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def row_hash(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a trail row, as 64 hexadecimal digits."""
    return _line_hash([instant(v) if isinstance(v := row[name], datetime) else v for name in HASHED])


def _line_hash(values: list[Any]) -> str:
    return hashlib.sha256(line_text(values)).hexdigest()


def line_text(values: list[Any]) -> bytes:
    """Return texts, whole numbers and nulls as the JSON that is hashed, in UTF-8.

    Both libraries write the same; orjson is ten times as fast and takes neither half a character nor
    a number beyond 64 bits.
    """
    try:
        return orjson.dumps(values)
    except TypeError:
        return _LINE.encode(values).encode()


def advance(connection: Connection, county: int, ids: int) -> int:
    """Take a number of ids of a county and return the last of them; locks the county's head."""
    statement = (
        update(ChainHead)
        .where(ChainHead.county == real_county(county))
        .values(last_id=ChainHead.last_id + ids)
        .returning(ChainHead.last_id)
    )
    last = connection.execute(statement).scalar()
    if last is None:
        _make_head(connection, county)
        last = connection.execute(statement).scalar_one()
    return int(last)


def _make_head(connection: Connection, county: int) -> None:
    """Give a county its head; when two writers meet at a county's first row, the second waits and goes on."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    head = dialect.insert(ChainHead).values(county=county, last_id=0, place=0, hash=GENESIS)
    connection.execute(head.on_conflict_do_nothing())


def record(act: Act, verb: str, subject: Named, **facts: Any) -> None:
    """Append one row to the trail of the subject's county, in the act's own transaction."""
    record_many(act, [(verb, subject, facts)])


def has_acted(act: Act, subject: Named, *verbs: str) -> bool:
    """Tell whether the actor himself has carried out one of these acts on a subject before."""
    own = select(TrailRow.id).where(
        TrailRow.subject_kind == subject.kind,
        TrailRow.subject_id == subject.id,
        TrailRow.verb.in_(verbs),
        TrailRow.official_id == act.actor.official_id,
    )
    return act.actor.official_id is not None and act.session.scalar(own.limit(1)) is not None


def record_many(act: Act, entries: list[tuple[str, Named, Mapping[str, Any]]]) -> None:
    """Append rows in order, each to the trail of its subject's county.

    Pending rows are flushed first, so that new subjects have their ids.
    """
    act.session.flush()
    by_county: dict[int, list[tuple[str, Named, Mapping[str, Any]]]] = {}
    for entry in entries:
        by_county.setdefault(real_county(entry[1].county), []).append(entry)
    connection = act.session.connection()
    for county, group in sorted(by_county.items()):
        _append(connection, act, county, group)


def _take_end(connection: Connection, county: int) -> tuple[int, str]:
    """Lock the county's head and return the last place and its hash: one statement, as acts are many."""
    statement = (
        update(ChainHead)
        .where(ChainHead.county == county)
        .values(place=ChainHead.place)
        .returning(ChainHead.place, ChainHead.hash)
    )
    head = connection.execute(statement).one_or_none()
    if head is None:
        _make_head(connection, county)
        head = connection.execute(statement).one()
    return int(head.place), str(head.hash)


class _Chain:
    """Rows of one county's trail, each with the hash of the one before; they are made as they are taken."""

    def __init__(
        self, act: Act, county: int, end: tuple[int, str], group: list[tuple[str, Named, Mapping[str, Any]]]
    ) -> None:
        self.act, self.county, self.group = act, county, group
        self.place, self.hash = end
        """Place and hash of the last row that was made."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        act, at = self.act, instant(self.act.at)
        common = {
            "county": self.county,
            "at": act.at,
            "official_id": act.actor.official_id,
            "official": act.actor.name[:80],
            "organisation_id": act.actor.organisation_id,
            "channel": str(act.channel),
            "address": None if act.channel is Channel.PORTAL else act.address,
        }
        for verb, subject, facts in self.group:
            self.place += 1
            row: dict[str, Any] = {
                **common,
                "id": self.county * IDS_PER_COUNTY + self.place,
                "place": self.place,
                "verb": verb,
                "subject_kind": str(subject.kind),
                "subject_id": int(subject.id),
                "facts": canonical(facts),
                "previous": self.hash,
            }
            row["hash"] = self.hash = _line_hash([at if name == "at" else row[name] for name in HASHED])
            yield row


def _append(connection: Connection, act: Act, county: int, group: list[tuple[str, Named, Mapping[str, Any]]]) -> None:
    rows = _Chain(act, county, _take_end(connection, county), group)
    if len(group) < MANY:
        connection.execute(insert(TrailRow), list(rows))
    else:
        write_rows(connection, TrailRow.__table__, rows)  # type: ignore[arg-type]
    head = update(ChainHead).where(ChainHead.county == county)
    connection.execute(head.values(place=rows.place, hash=rows.hash))
