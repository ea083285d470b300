"""Asking the index: the newest first, by rank, with a count that stops at two hundred."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, and_, cast, func, literal_column, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.kernel.act import start_of_day
from app.kernel.calendar import ONE_DAY
from app.kernel.search.models import PublishedText
from app.kernel.search.words import Query, is_han, lookups, read_query, region_mark, word_mark

FOUND_TO = 200
"""Beyond so many hits only "more than" is said."""
SAMPLE = 300
OFTEN = 12
"""Met in so many of the newest and of the oldest: quicker met on the way than looked up."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for, and where."""

    asked: str
    region: str = ""
    """Twelve digits of a division; everything inside it."""
    category: str = ""
    kind: str = ""
    from_on: date | None = None
    to_on: date | None = None
    before: int | None = None
    """Rank of the last one seen."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was found."""

    rank: int
    kind: str
    subject_id: int
    organisation_id: int | None
    region_code: str
    category: str
    title: str
    body: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found."""

    query: Query
    rows: Sequence[Found]
    count: int
    """At most one more than FOUND_TO."""
    more: bool


COLUMNS = (
    PublishedText.rank,
    PublishedText.kind,
    PublishedText.subject_id,
    PublishedText.organisation_id,
    PublishedText.region_code,
    PublishedText.category,
    PublishedText.title,
    PublishedText.body,
    PublishedText.published_at,
)


def search_texts(session: Session, wanted: Wanted, size: int = 20) -> Page:
    """Return the newest texts that hold every term; Incomplete for a query that is too short."""
    query = read_query(wanted.asked)
    if session.get_bind().dialect.name == "sqlite":
        chosen, count = _on_the_way(session, _matched(query, wanted), literal_column("rowid"), wanted, size)
    elif _frequent(session, query, wanted):
        met = select(PublishedText.rank).where(*_plainly(query, wanted))
        chosen, count = _on_the_way(session, met, PublishedText.rank, wanted, size)
    else:
        chosen, count = _looked_up(session, query, wanted, size)
    rows = session.execute(
        select(*COLUMNS).where(PublishedText.rank.in_(chosen[:size])).order_by(PublishedText.rank.desc())
    )
    return Page(query, [Found(*row) for row in rows], count, len(chosen) > size)


def _on_the_way(session: Session, met: Select[Any], rank: Any, wanted: Wanted, size: int) -> tuple[list[int], int]:
    """Return the newest ranks and the count of what is met while going through the order of ranks."""
    count = session.scalar(select(func.count()).select_from(met.limit(FOUND_TO + 1).subquery())) or 0
    following = met.where(rank < wanted.before) if wanted.before is not None else met
    return list(session.scalars(following.order_by(rank.desc()).limit(size + 1))), count


def _looked_up(session: Session, query: Query, wanted: Wanted, size: int) -> tuple[list[int], int]:
    """Return the newest ranks and the count of what the index of PostgreSQL holds.

    The hits are taken from the index first: left to itself, the planner believes that a page of a
    rare word is met on the way, and reads the whole table.
    """
    filters = _filter_marks(wanted)
    found = select(PublishedText.rank).where(
        *(_holds(term) for term in query.terms),
        *([_has(filters)] if filters else ()),
        *_adjacent(query),
        *_between(PublishedText.rank, wanted),
    )
    hits = found.cte("hits").prefix_with("MATERIALIZED")
    some = select(literal_column("1")).select_from(hits).limit(FOUND_TO + 1).subquery()
    counted = select(func.count()).select_from(some).scalar_subquery()
    page = select(hits.c.rank, counted).order_by(hits.c.rank.desc()).limit(size + 1)
    if wanted.before is not None:
        page = page.where(hits.c.rank < wanted.before)
    rows = session.execute(page).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _frequent(session: Session, query: Query, wanted: Wanted) -> bool:
    """Tell whether a query is met often among the newest texts and among the oldest."""

    def met(order: Any) -> Any:
        inside = select(*PublishedText.__table__.columns).where(*_between(PublishedText.rank, wanted))
        near = inside.order_by(order).limit(SAMPLE).subquery()
        some = aliased(PublishedText, near)
        return select(func.count()).select_from(some).where(*_plainly(query, wanted, some)).scalar_subquery()

    newest, oldest = session.execute(select(met(PublishedText.rank.desc()), met(PublishedText.rank.asc()))).one()
    return bool(min(newest, oldest) >= OFTEN)


def _plainly(query: Query, wanted: Wanted, of: Any = PublishedText) -> list[ColumnElement[bool]]:
    """Return the conditions without the index: the text itself is compared."""
    checks = [of.folded.contains(term, autoescape=True) if is_han(term) else _stands(term, of) for term in query.terms]
    if wanted.region:
        checks.append(of.region_code.startswith(region_mark(wanted.region)[2:]))
    if wanted.category:
        checks.append(of.category == wanted.category)
    if wanted.kind:
        checks.append(of.kind == wanted.kind)
    return [*checks, *_between(of.rank, wanted)]


def _stands(word: str, of: Any) -> ColumnElement[bool]:
    """Return: a text holds a word of letters and digits by itself, or its title has these initials (PostgreSQL)."""
    alone: ColumnElement[bool] = of.folded.regexp_match(f"(^|[^0-9a-z]){word}([^0-9a-z]|$)")
    return or_(alone, of.initials.contains(word, autoescape=True)) if lookups(word)[1] else alone


def _matched(query: Query, wanted: Wanted) -> Select[Any]:
    """Return the ranks that FTS5 matches."""
    asked = " AND ".join([*map(_term, query.terms), *map(_quoted, _filter_marks(wanted))])
    rank: ColumnElement[int] = literal_column("rowid")
    return (
        select(rank)
        .select_from(text("published_words"))
        .where(text("published_words MATCH :asked").bindparams(asked=asked), *_between(rank, wanted))
    )


def _filter_marks(wanted: Wanted) -> list[str]:
    marks = [region_mark(wanted.region)] if wanted.region else []
    marks += [word_mark("c", wanted.category)] if wanted.category else []
    return marks + ([word_mark("k", wanted.kind)] if wanted.kind else [])


def _between(rank: Any, wanted: Wanted) -> list[ColumnElement[bool]]:
    checks = [rank >= _rank_of(wanted.from_on)] if wanted.from_on is not None else []
    return checks + ([rank < _rank_of(wanted.to_on + ONE_DAY)] if wanted.to_on is not None else [])


def _rank_of(day: date) -> int:
    return int(start_of_day(day).timestamp() * 1_000_000)


def _quoted(word: str) -> str:
    return f'"{word}"'


def _term(term: str) -> str:
    """Return a term as FTS5 reads it: pairs side by side, or a word or the initials of a title."""
    words, initials = lookups(term)
    asked = " ".join(words)
    return f'("{asked}" OR "{" ".join(initials)}")' if initials else f'"{asked}"'


def _holds(term: str) -> ColumnElement[bool]:
    """Return: the words of a text hold those of a term."""
    words, initials = lookups(term)
    held = _has(words)
    if not initials:
        return held
    return or_(held, and_(_has(initials), PublishedText.initials.contains(term, autoescape=True)))


def _has(words: Sequence[str]) -> ColumnElement[bool]:
    """Return: the index holds all these words of a text (PostgreSQL)."""
    return PublishedText.words.op("@>")(cast(words, ARRAY(Text)))


def _adjacent(query: Query) -> list[ColumnElement[bool]]:
    """Return: the pairs of longer runs stand side by side."""
    return [PublishedText.folded.contains(term, autoescape=True) for term in query.exact]
