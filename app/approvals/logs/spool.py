"""A temporary file in which the scattered events of a log come together, case by case.

However large the log and however its rows are mixed, memory holds one batch. The file has no name:
when the process ends, however it ends, the system frees it (``SQLITE_TMPDIR`` says on which disk).
"""

import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import orjson

from app.approvals.logs.reading import MOST_EVENTS, Row

BATCH = 5000
"""Rows written to the file at a time."""


class Spool:
    """Takes rows in any order and gives them back by case; cases in the order of their ids."""

    def __enter__(self) -> Self:
        self._base = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.execute("CREATE TABLE arrived (case_id TEXT, line INTEGER, digest BLOB, row BLOB)")
        self._base.execute("CREATE TABLE refused (case_id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._base.execute("BEGIN")
        self._waiting: list[tuple[str, int, bytes, bytes]] = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def add(self, case_id: str, row: Row) -> None:
        """Put down one row of a case."""
        self._waiting.append((case_id, row.line, row.digest, orjson.dumps(row.values)))
        if len(self._waiting) == BATCH:
            self._flush()

    def refuse(self, case_id: str) -> None:
        """Leave a case out from now on."""
        self._base.execute("INSERT OR IGNORE INTO refused VALUES (?)", (case_id,))

    def refused(self) -> int:
        """Return how many cases are left out."""
        return int(self._base.execute("SELECT count(*) FROM refused").fetchone()[0])

    def sort(self) -> None:
        """Bring the rows of each case together; no more can be added."""
        self._flush()
        self._base.execute(
            "CREATE TABLE sorted AS SELECT case_id, line, digest, row FROM arrived ORDER BY case_id, line"
        )
        self._base.execute("DROP TABLE arrived")

    def _flush(self) -> None:
        self._base.executemany("INSERT INTO arrived VALUES (?, ?, ?, ?)", self._waiting)
        self._waiting.clear()

    def cases(self, after: str = "") -> Iterator[tuple[str, list[Row]]]:
        """Yield each case that is not left out, with its rows, from behind a case on.

        Of a case with too many events only so many are given that its length can be seen.
        """
        found = self._base.execute(
            "SELECT case_id, line, digest, row FROM sorted WHERE case_id > ?"
            " AND case_id NOT IN (SELECT case_id FROM refused) ORDER BY rowid",
            (after,),
        )
        current, rows = "", list[Row]()
        for case_id, line, digest, text in found:
            if case_id != current:
                if rows:
                    yield current, rows
                current, rows = case_id, []
            if len(rows) <= MOST_EVENTS:
                rows.append(Row(line, tuple(orjson.loads(text)), digest))
        if rows:
            yield current, rows
