"""Contains-search by index: pairs of neighbouring characters, which the database itself keeps, whoever writes the row.

Trigrams cannot find words of two characters, which most Chinese words are. Fours of digits and letters stand
beside the pairs: a case number has many of the first and too few of the second.
"""

import re
from typing import Any

from sqlalchemy import DDL, ColumnElement, Table, and_, bindparam, event, func, select, text, true
from sqlalchemy.orm import Session

from app.kernel.db import STATED_INDEXES, contains_text

FOUR = re.compile("[0-9a-z]{4}")

SAMPLE, OFTEN = 500, 100
"""A word that one in 100 of the first and of the last 500 rows contains is frequent."""

_SIGNS = "[0-9A-Za-z]" * 4

TEXT_PAIRS = (
    "CREATE OR REPLACE FUNCTION text_pairs(line text) RETURNS text[] "  # noqa: S608 - nothing of a user's in it
    "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS "
    "$$ SELECT array_agg(DISTINCT lower(substr(line, n, size))) "
    "FROM generate_series(1, greatest(length(line) - 1, 1)) AS n, (VALUES (2), (4)) AS sizes(size) "
    f"WHERE size = 2 OR substr(line, n, 4) ~ '^{_SIGNS}$' $$"
)
"""PostgreSQL's function over which the indexes stand."""


def keep_pairs(table: Table, column: str, changes: bool) -> None:
    """Let the database keep the pairs of a text column; ``changes`` tells whether rows are rewritten or deleted."""
    table.info.setdefault(STATED_INDEXES, set()).add(f"ix_{table.name}_pairs")
    for dialect, statements in {
        "sqlite": sqlite_pairs(table.name, column, changes),
        "postgresql": postgresql_pairs(table.name, column),
    }.items():
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))


def postgresql_pairs(table: str, column: str) -> tuple[str, ...]:
    """Return the statements that make the index on PostgreSQL."""
    return TEXT_PAIRS, f"CREATE INDEX ix_{table}_pairs ON {table} USING gin (text_pairs({column}))"


def sqlite_pairs(table: str, column: str, changes: bool) -> tuple[str, ...]:
    """Return the statements that make the index on SQLite: a word table without contents, and who fills it."""
    index = f"{table}_{column}"
    enter = f"INSERT INTO {index} (rowid, pairs) SELECT new.id, ({pairs_in('new', column)});"
    # without contents the word table must be told what stood there before
    leave = f"INSERT INTO {index} ({index}, rowid, pairs) SELECT 'delete', old.id, ({pairs_in('old', column)});"
    statements: tuple[str, ...] = (
        f"CREATE VIRTUAL TABLE {index} USING fts5(pairs, content='', columnsize=0, detail='none', "
        "tokenize='unicode61 remove_diacritics 0')",
        f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {enter} END",
    )
    if changes:
        statements += (
            f"CREATE TRIGGER {index}_update AFTER UPDATE OF {column} ON {table} "
            f"WHEN old.{column} IS NOT new.{column} BEGIN {leave} {enter} END",
            f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {leave} END",
        )
    return statements


def pairs_in(row: str, column: str) -> str:
    """Return SQLite's expression for the pairs and fours of a row's text, parted by blanks."""
    said = f"{row}.{column}"
    return (
        "WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place "  # noqa: S608 - our own columns
        f"WHERE n < length({said}) - 1) "
        f"SELECT group_concat(substr({said}, n, 2) || CASE WHEN substr({said}, n, 4) GLOB '{_SIGNS}' "
        f"THEN ' ' || substr({said}, n, 4) ELSE '' END, ' ') FROM place"
    )


def contained(session: Session, key: Any, column: Any, word: str) -> ColumnElement[bool]:
    """Return: the text of a row contains the word, upper and lower case alike.

    Its pairs find candidates by the index of ``keep_pairs``; the comparison itself decides. A word of one
    character, or of punctuation alone, is compared with every row. ``key`` is the id of the row.
    """
    compared = contains_text(column, word)
    looked_up = pieces(word)
    if not looked_up:
        return compared
    if session.get_bind().dialect.name == "postgresql":
        return and_(func.text_pairs(column).op("@>")(looked_up), compared)
    index = f"{column.table.name}_{column.name}"
    matched = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :pairs")  # noqa: S608 - names of our own tables
    asked = " AND ".join(f'"{piece}"' for piece in looked_up)
    matched = matched.bindparams(bindparam("pairs", asked, unique=True))  # a search may have several words
    return and_(key.in_(matched.columns(key)), compared)


def frequent(session: Session, key: Any, column: Any, word: str, inside: ColumnElement[bool] | None = None) -> bool:
    """Tell whether a word is met often among the newest rows and among the oldest.

    Such a word is met on the way from the newest row on, sooner than an index has gathered all that hold it.
    """
    among = true() if inside is None else inside

    def met(order: Any) -> Any:
        some = select(column.label("told")).where(among).order_by(order).limit(SAMPLE).subquery()
        counted = select(func.count()).select_from(some)
        return counted.where(contains_text(some.c.told, word)).scalar_subquery()

    newest, oldest = session.execute(select(met(key.desc()), met(key.asc()))).one()
    return bool(min(newest, oldest) >= SAMPLE // OFTEN)


def pieces(word: str) -> list[str]:
    """Return what the index of texts holds of a word: fours of its digits and letters, else its pairs."""
    low = word.lower()
    fours = {low[n : n + 4] for n in range(len(low) - 3) if FOUR.fullmatch(low[n : n + 4])}
    inside = {four[n : n + 2] for four in fours for n in range(3)}
    pairs = {low[n : n + 2] for n in range(len(low) - 1) if low[n : n + 2].isalnum()} - inside
    return sorted(fours | pairs)
