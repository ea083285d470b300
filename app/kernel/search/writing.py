"""Putting a text into the index when it is published, and taking it out when it is withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.bulk import write_rows
from app.kernel.guard import SilentWrite
from app.kernel.initials import initials
from app.kernel.search.models import PublishedText
from app.kernel.search.words import GAP, folded, initial_marks, marks, words_of

LONGEST_TITLE, LONGEST_BODY = 200, 20_000
CHUNK = 500
AHEAD = 1_000
"""Ranks that are looked at beyond the last instant; several texts may be of one."""
_TOLD = (
    PublishedText.rank,
    PublishedText.region_code,
    PublishedText.category,
    PublishedText.kind,
    PublishedText.title,
    PublishedText.initials,
    PublishedText.body,
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is published."""

    kind: str
    subject_id: int
    county: int
    region_code: str
    """Twelve digits of the division that it is about."""
    category: str
    title: str
    body: str
    published_at: datetime
    organisation_id: int | None = None


def index_text(act: Act, given: Text) -> None:
    """Let a text be found from now on; what stood there of the same subject before goes."""
    index_texts(act, [given])


def index_texts(act: Act, given: Sequence[Text]) -> int:
    """Let texts be found from now on, each in the place of what stood there before; returns how many."""
    _must_write(act)
    for kind in {one.kind for one in given}:
        forget_texts(act, kind, [one.subject_id for one in given if one.kind == kind])
    connection = act.session.connection()
    postgresql = connection.dialect.name == "postgresql"
    rows = [_row(one) for one in given]
    _settle_ranks(act.session, rows)
    words = [(row["rank"], row.pop("words")) for row in rows]
    for row, (_rank, held) in zip(rows, words, strict=True):
        row["words"] = _array(held) if postgresql else None
    write_rows(connection, PublishedText.__table__, rows)  # type: ignore[arg-type]
    if not postgresql and rows:
        statement = "INSERT INTO published_words (rowid, words) VALUES (?, ?)"
        connection.exec_driver_sql(statement, [(rank, " ".join(held)) for rank, held in words])
    return len(rows)


def forget_text(act: Act, kind: str, subject_id: int) -> bool:
    """Let a text be found no more; tells whether it was there."""
    return forget_texts(act, kind, [subject_id]) == 1


def forget_texts(act: Act, kind: str, subject_ids: Sequence[int]) -> int:
    """Let texts of a kind be found no more; returns how many were there."""
    _must_write(act)
    act.session.flush()
    connection = act.session.connection()
    gone = 0
    for start in range(0, len(subject_ids), CHUNK):
        part = subject_ids[start : start + CHUNK]
        held = (PublishedText.kind == kind, PublishedText.subject_id.in_(part))
        rows = connection.execute(select(*_TOLD).where(*held)).all()
        if rows and connection.dialect.name == "sqlite":
            _forget_words(connection, rows)
        if rows:
            connection.execute(delete(PublishedText).where(*held))
        gone += len(rows)
    return gone


def forget_everything(act: Act) -> None:
    """Empty the index, before it is filled again."""
    _must_write(act)
    connection = act.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO published_words (published_words) VALUES ('delete-all')")
    connection.execute(delete(PublishedText))


def _array(words: Sequence[str]) -> str:
    """Return words as PostgreSQL reads an array: they hold no sign that would have to be quoted."""
    return f"{{{','.join(sorted(set(words) - {GAP}))}}}"


def _must_write(act: Act) -> None:
    if act.session.info.get("act") is None:
        raise SilentWrite("a published text was to change while no act was open")


def _row(given: Text) -> dict[str, Any]:
    title, body = given.title[:LONGEST_TITLE], given.body[:LONGEST_BODY]
    short = initials(title)
    return {
        "rank": int(given.published_at.timestamp() * 1_000_000),
        "kind": given.kind,
        "subject_id": given.subject_id,
        "county": given.county,
        "organisation_id": given.organisation_id,
        "region_code": given.region_code,
        "category": given.category,
        "title": title,
        "initials": short,
        "body": body,
        "folded": folded(f"{title}\n{body}"),
        "words": _words(given.region_code, given.category, given.kind, title, short, body),
        "published_at": given.published_at,
    }


def _words(region: str, category: str, kind: str, title: str, short: str, body: str) -> list[str]:
    return [*words_of(title), *words_of(body), *initial_marks(short), *marks(region, category, kind)]


def _settle_ranks(session: Session, rows: list[dict[str, Any]]) -> None:
    """Give each row the next free rank at or after its instant."""
    if not rows:
        return
    rows.sort(key=lambda row: row["rank"])
    end = rows[-1]["rank"] + AHEAD
    taken = _taken(session, rows[0]["rank"], end)
    for row in rows:
        rank = row["rank"]
        while rank in taken:
            rank += 1
            if rank > end:
                taken |= _taken(session, end + 1, end + AHEAD)
                end += AHEAD
        row["rank"] = rank
        taken.add(rank)


def _taken(session: Session, first: int, last: int) -> set[int]:
    return set(session.scalars(select(PublishedText.rank).where(PublishedText.rank.between(first, last))))


def _forget_words(connection: Connection, rows: Sequence[Any]) -> None:
    """Take words out of an index that holds no texts: they are told once more."""
    told = [
        (row.rank, " ".join(_words(row.region_code, row.category, row.kind, row.title, row.initials, row.body)))
        for row in rows
    ]
    connection.exec_driver_sql(
        "INSERT INTO published_words (published_words, rowid, words) VALUES ('delete', ?, ?)", told
    )
