"""The whole way of a log: read, brought together by case, checked to the last row, then written.

Nothing is written before everything has been checked, so the report of faults is whole whether or
not the writing is cut off later, and a dry run is the same way without its last part.
"""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from app.approvals.logs.cases import CaseReader, LoggedCase
from app.approvals.logs.mapping import LogMapping
from app.approvals.logs.matching import Seen, unmatched
from app.approvals.logs.reading import Row, digest_of, is_xes, read_log
from app.approvals.logs.register import Register
from app.approvals.logs.report import FaultFile, Figures
from app.approvals.logs.spool import Spool
from app.approvals.logs.writing import begin_import, finish_import, write_cases
from app.kernel.act import Act
from app.kernel.errors import Conflict
from app.kernel.words import N_

BATCH = 200
"""Cases written at a time, with the mark of progress."""
Acting: TypeAlias = Callable[[], AbstractContextManager[Act]]
"""Opens an act that commits when its block ends."""


@dataclass(slots=True)
class Progress:
    """Told how far an import has come; each part is told its own units."""

    reading: Callable[[int], None] = field(default=lambda _bytes: None)
    checking: Callable[[int], None] = field(default=lambda _cases: None)
    writing: Callable[[int], None] = field(default=lambda _cases: None)


def import_log(
    path: Path,
    mapping: LogMapping,
    now: datetime,
    folder: Path,
    report: Path,
    acting: Acting | None,
    progress: Progress | None = None,
) -> Figures:
    """Import a log and return the figures; ``acting=None`` only checks it.

    A run that is cut off is taken up behind its last batch by calling this again. Raises Incomplete
    when the file is no such log, Conflict when it is being imported at this moment.
    """
    progress = progress or Progress()
    figures, digest, seen = Figures(), digest_of(path), Seen(mapping)
    with _only_one(folder, digest), Spool() as spool, FaultFile(report) as faults:
        _read(path, mapping, spool, faults, figures, seen, progress)
        figures.not_found = unmatched(seen, columns_are_headed=not is_xes(path))
        reader = CaseReader(mapping, now)
        _check(reader, spool, faults, figures, progress)
        if acting is not None:
            _write(path.name, digest, reader, spool, figures, acting, progress)
    return figures


@contextmanager
def _only_one(folder: Path, digest: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{digest[:16]}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise Conflict(N_("This log is being imported already. Wait until that run has ended.")) from fault
        yield
        Path(file.name).unlink(missing_ok=True)


def _read(
    path: Path, mapping: LogMapping, spool: Spool, faults: FaultFile, figures: Figures, seen: Seen, progress: Progress
) -> None:
    key = mapping.columns.index(mapping.case.id)
    for item in read_log(path, mapping, progress.reading):
        figures.rows += 1
        if isinstance(item, Row):
            spool.add(item.values[key], item)
            seen.add(item.values)
            continue
        figures.bad_rows += 1
        faults.write([item])
        if item.case and not mapping.drop_bad_rows:
            spool.refuse(item.case)
    spool.sort()


def _check(reader: CaseReader, spool: Spool, faults: FaultFile, figures: Figures, progress: Progress) -> None:
    for case_id, rows in spool.cases():
        read = reader.read(case_id, rows)
        figures.duplicates += read.duplicates
        figures.bad_rows += len(read.faults)
        faults.write(read.faults)
        if read.case is None:
            spool.refuse(case_id)
        else:
            _count(figures, read.case)
        progress.checking(1)
    figures.refused_cases = spool.refused()


def _count(figures: Figures, case: LoggedCase) -> None:
    figures.cases += 1
    figures.events += case.events
    figures.ended += case.course.ended_at is not None
    figures.open += case.course.ended_at is None
    figures.late += case.statutory is not None and case.statutory.late
    figures.late_open += case.late_open


def _write(
    name: str, digest: str, reader: CaseReader, spool: Spool, figures: Figures, acting: Acting, progress: Progress
) -> None:
    mapping = reader.mapping
    register = Register(mapping)
    with acting() as act:
        register.open(act)
        mapping_digest = hashlib.sha256(mapping.text.encode()).hexdigest()
        run = begin_import(act, mapping, name, digest, mapping_digest)
        act.session.flush()
        run_id, after = run.id, run.last_case
    figures.resumed_after = after
    cases = _fit(reader, spool, after)
    while batch := list(islice(cases, BATCH)):
        with acting() as act:
            write_cases(act, run_id, register, batch, figures)
        progress.writing(len(batch))
    with acting() as act:
        finish_import(act, run_id, figures.refused_cases)


def _fit(reader: CaseReader, spool: Spool, after: str) -> Iterator[LoggedCase]:
    for case_id, rows in spool.cases(after):
        case = reader.read(case_id, rows).case
        if case is not None:
            yield case
