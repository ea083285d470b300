"""Logs for tests: a small mapping, rows as CSV or XES, and the way into the database."""

import csv
import gzip
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
import yaml
from flask import Flask
from flask_babel import Babel
from sqlalchemy.orm import Session

from app.approvals.logs.cases import CaseReader, LoggedCase
from app.approvals.logs.importing import import_log
from app.approvals.logs.mapping import LogMapping
from app.approvals.logs.reading import Row, read_log
from app.approvals.logs.report import Fault, Figures
from app.approvals.logs.spelling import load_mapping
from app.kernel.act import Act, Channel, platform_act
from app.kernel.guard import open_act

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
BASE: dict[str, Any] = {
    "source": "test-log",
    "county": 350102,
    "organisation": {"code": "gulou-urban", "name": "鼓楼区城市管理局"},
    "power": {"code": "T-XK-1", "name": "测试事项", "type": "01"},
    "times": {"zone": "Asia/Shanghai"},
    "case": {"id": "case", "due": "due"},
    "event": {"activity": "activity", "time": "time", "resource": "officer"},
    "activities": {
        "submit": "apply",
        "notify": "tell",
        "correct": "fix",
        "accept": "accept",
        "suspend": "pause",
        "resume": "go on",
        "extend": "extend",
        "grant": "grant",
        "refuse": "refuse",
        "return": "give back",
        "withdraw": "withdraw",
        "deliver": "hand over",
    },
}
HEADINGS = ("case", "activity", "time", "officer", "due")


def data_file(name: str) -> Path:
    """Return a file of the shared test data; the test is skipped when it is not there."""
    folder = Path(os.environ.get("SUNSHINE_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / name).exists():
        pytest.skip(f"{name} is not in {folder}; set SUNSHINE_TEST_DATA to the folder that holds it")
    return folder / name


def mapping_of(folder: Path, **changes: Any) -> LogMapping:
    """Return the small mapping with some parts changed; None takes a part out."""
    whole = {key: value for key, value in (BASE | changes).items() if value is not None}
    path = folder / "map.yaml"
    path.write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
    return load_mapping(path)


def write_csv(
    path: Path,
    rows: Iterable[Sequence[str]],
    headings: Sequence[str] = HEADINGS,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """Write rows as CSV, packed when the name says so."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows])
    content = text.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_xes(path: Path, traces: Mapping[str, tuple[Mapping[str, str], Sequence[Mapping[str, str]]]]) -> Path:
    """Write traces (attributes, events) as XES, packed when the name says so; times under ``time...``."""

    def attributes(of: Mapping[str, str]) -> str:
        return "".join(
            f"<{'date' if key.startswith(('time', 'due')) else 'string'} key={quoteattr(key)} value={quoteattr(value)}/>"
            for key, value in of.items()
        )

    body = "".join(
        f"<trace>{attributes({'concept:name': name} | dict(of))}"
        + "".join(f"<event>{attributes(event)}</event>" for event in events)
        + "</trace>"
        for name, (of, events) in traces.items()
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?><log xmlns="http://www.xes-standard.org/">{body}</log>'.encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def read_all(path: Path, mapping: LogMapping) -> tuple[list[Row], list[Fault]]:
    """Return rows and faults of a file."""
    items = list(read_log(path, mapping))
    rows = [item for item in items if isinstance(item, Row)]
    return rows, [item for item in items if isinstance(item, Fault)]


def cases_of(path: Path, mapping: LogMapping) -> dict[str, LoggedCase]:
    """Return the cases that a file makes, by id; a refused case fails the test."""
    rows, faults = read_all(path, mapping)
    assert faults == []
    key = mapping.columns.index(mapping.case.id)
    by_case: dict[str, list[Row]] = {}
    for row in rows:
        by_case.setdefault(row.values[key], []).append(row)
    made = {case_id: CaseReader(mapping, NOW).read(case_id, rows) for case_id, rows in by_case.items()}
    assert [fault for read in made.values() for fault in read.faults] == []
    return {case_id: read.case for case_id, read in made.items() if read.case}


class Importer:
    """Imports logs into one session, each batch an act of its own, as the command does."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session, self.folder = session, folder
        self.report = folder / "faults.csv"
        self.opened = 0
        self.stop_before: int | None = None
        """Number of the act before which the run is cut off."""
        self._app = Flask("texts")
        Babel(self._app)

    @contextmanager
    def acting(self) -> Iterator[Act]:
        """Open an act and keep what was done in it."""
        self.opened += 1
        if self.opened == self.stop_before:
            raise KeyboardInterrupt
        act = platform_act(self.session, Channel.IMPORT, NOW, county=350102)
        with open_act(act):
            yield act
            self.session.flush()
        self.session.commit()

    def run(self, path: Path, mapping: LogMapping, *, dry: bool = False) -> Figures:
        """Import a file."""
        with self._app.app_context():
            acting = None if dry else self.acting
            return import_log(path, mapping, NOW, self.folder / "state", self.report, acting)

    def faults(self) -> list[list[str]]:
        """Return the lines of the report without its headings."""
        if not self.report.exists():
            return []
        with self.report.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))[1:]
