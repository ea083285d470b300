"""Logs that are nearly right: slips in names, numbers and instants, missing calendars, a later log of open cases."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.logs.mapping import LogMapping
from app.approvals.logs.spelling import load_mapping
from app.approvals.models import Case
from app.kernel.act import local_day
from app.kernel.clocks import Clock
from app.kernel.errors import Incomplete
from app.kernel.facts import CaseFact
from app.kernel.flows.models import StepVisit
from app.supervision.models import Alert
from tests.approvals.logs import Importer, write_csv, write_xes
from tests.approvals.test_logs_import import alerts, counted

TYPO = {
    "activities": {"submit": "Aply", "grant": "Decied"},
    "limits": {"steps": {"Reviw": {"value": 1, "unit": "hour"}}},
    "facts": {"n": {"count": "Revieww"}, "d": {"days": {"from": "Aply", "to": "Decide"}}},
}


def plain_mapping(folder: Path, **changes: Any) -> LogMapping:
    """Return a mapping without acts for logs of three columns and those that a test adds."""
    plain: dict[str, Any] = {
        "source": "s",
        "county": 350102,
        "organisation": {"code": "o", "name": "机关"},
        "power": {"code": "P-1", "name": "事项", "type": "01"},
        "case": {"id": "case"},
        "event": {"activity": "act", "time": "time"},
    }
    path = folder / "plain.yaml"
    path.write_text(yaml.safe_dump({**plain, **changes}, allow_unicode=True), "utf-8")
    return load_mapping(path)


def test_names_of_the_mapping_that_match_nothing_are_refused_with_what_they_may_mean(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = [("1", act, f"2020-01-0{day}") for day, act in enumerate(("Apply", "Review", "Decide"), start=2)]
    path = write_csv(tmp_path / "a.csv", rows, headings=("case", "act", "time"))
    with pytest.raises(Incomplete) as refused:
        importer.run(path, plain_mapping(tmp_path, **TYPO))
    named = str(refused.value.values["names"])
    assert all(
        f"{one} ({other}?)" in named
        for one, other in (("aply", "apply"), ("decied", "decide"), ("reviw", "review"), ("revieww", "review"))
    )
    assert counted(session, Case) == 0
    names = ["Aply", "Decied", "Reviw", "Revieww"]
    assert importer.run(path, plain_mapping(tmp_path, **TYPO, optional=names)).new_cases == 1


def test_an_act_that_has_not_happened_yet_is_named_and_refuses_nothing(importer: Importer, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("1", "Apply", "2020-01-02")], headings=("case", "act", "time"))
    acts = {"submit": "Apply", "grant": "Permit issued"}
    figures = importer.run(path, plain_mapping(tmp_path, activities=acts))
    assert (figures.new_cases, figures.not_found) == (1, ["permit issued"])


def test_a_column_that_an_xes_log_never_has_is_refused(importer: Importer, tmp_path: Path) -> None:
    path = write_xes(
        tmp_path / "a.xes", {"1": ({}, [{"concept:name": "Apply", "time:timestamp": "2020-01-02T09:00:00+08:00"}])}
    )
    event = {"activity": "concept:name", "time": "time:timestamp", "due": "due:dat"}
    mapping = plain_mapping(tmp_path, case={"id": "case:concept:name"}, event=event)
    with pytest.raises(Incomplete) as refused:
        importer.run(path, mapping)
    assert "due:dat" in str(refused.value.values["names"])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("71,50", None),
        ("12,5", None),
        ("1,23", None),
        ("1,2345", None),
        ("1_000", None),
        ("1,234.50", 1234.5),
        ("1 234.50", 1234.5),
        ("1.234", 1.234),
        ("1234", 1234.0),
        ("-5", -5.0),
        ("9" * 16, None),
    ],
)
def test_thousands_stand_in_groups_of_three_or_the_number_is_refused(
    importer: Importer, session: Session, tmp_path: Path, text: str, number: float | None
) -> None:
    path = write_csv(tmp_path / "a.csv", [("1", "A", "2020-01-02", text)], headings=("case", "act", "time", "amount"))
    figures = importer.run(path, plain_mapping(tmp_path, facts={"amount": {"column": "amount", "type": "number"}}))
    assert figures.refused_cases == (number is None)
    assert list(session.scalars(select(CaseFact.number))) == ([] if number is None else [number])


def test_a_decimal_comma_is_read_where_the_mapping_says_so(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = [("1", "A", "2020-01-02", "1.234,50"), ("2", "A", "2020-01-02", "71,50"), ("3", "A", "2020-01-02", "1.5")]
    path = write_csv(tmp_path / "a.csv", rows, headings=("case", "act", "time", "amount"))
    facts = {"amount": {"column": "amount", "type": "number"}}
    figures = importer.run(path, plain_mapping(tmp_path, facts=facts, decimal=","))
    assert figures.refused_cases == 1
    assert sorted(session.scalars(select(CaseFact.number))) == [71.5, 1234.5]


def test_a_case_that_ends_on_a_day_before_it_begins_is_refused(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = [
        ("1", "A", "2020-05-02T09:00:00", "2020-05-02T08:00:00", "2020-04-01T08:00:00", "2020-05-10"),
        ("2", "A", "2020-05-02T09:00:00", "2020-05-01T08:00:00", "2020-05-03T08:00:00", "2020-04-10"),
        ("3", "A", "2020-05-02T09:00:00", "2020-05-02T08:00:00", "2020-05-02T00:00:00", "2020-05-10"),
    ]
    headings = ("case", "act", "time", "start", "end", "due")
    path = write_csv(tmp_path / "a.csv", rows, headings=headings)
    case = {"id": "case", "start": "start", "end": "end", "due": "due"}
    figures = importer.run(path, plain_mapping(tmp_path, case=case))
    assert (figures.new_cases, figures.refused_cases) == (2, 1)
    assert set(session.scalars(select(Case.outside_key))) == {"s:2", "s:3"}


def test_serial_days_of_a_spreadsheet_are_read_as_its_wall_clock(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = [("1", "A", "46083.5"), ("2", "A", "46083")]
    path = write_csv(tmp_path / "a.csv", rows, headings=("case", "act", "time"))
    importer.run(path, plain_mapping(tmp_path, times={"formats": ["excel"]}))
    received = dict(session.execute(select(Case.outside_key, Case.received_at)).all())
    assert received["s:1"] == datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    assert local_day(received["s:2"]) == date(2026, 3, 2)


def test_limits_without_a_calendar_are_counted_and_their_year_named(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = [("1", "submit", "1999-03-03T09:00:00"), ("2", "submit", "2026-03-03T09:00:00")]
    path = write_csv(tmp_path / "a.csv", rows, headings=("case", "act", "time"))
    limits = {"case": {"value": 56, "unit": "cd", "since": "start"}}
    figures = importer.run(path, plain_mapping(tmp_path, activities={"submit": "submit"}, limits=limits))
    assert (figures.limits_open, figures.years_missing) == (1, [1999])


def test_an_open_case_goes_on_in_a_later_log_and_keeps_its_ids(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    headings = ("case", "act", "time", "due")
    acts = {"submit": "submit", "grant": "decide"}
    mapping = plain_mapping(tmp_path, activities=acts, case={"id": "case", "due": "due"})
    begun = ("1", "submit", "2026-01-05T09:00:00", "2026-02-01")
    decided = ("1", "decide", "2026-06-05T09:00:00", "2026-02-01")
    importer.run(write_csv(tmp_path / "a.csv", [begun], headings=headings), mapping)
    case, step, clock = (session.scalars(select(table.id)).one() for table in (Case, StepVisit, Clock))
    assert "A5.statutory" not in set(session.scalars(select(Alert.point)))
    later = write_csv(tmp_path / "b.csv", [begun, decided], headings=headings)
    figures = importer.run(later, mapping)
    assert (figures.new_cases, figures.known_cases, figures.continued_cases, figures.new_events) == (0, 1, 1, 1)
    session.expire_all()
    found = session.get_one(Case, case)
    assert (found.decision, found.ended_at is not None) == ("grant", True)
    assert session.scalars(select(StepVisit.id).order_by(StepVisit.id)).first() == step
    assert (counted(session, StepVisit), counted(session, Clock)) == (2, 1)
    assert session.get_one(Clock, clock).stopped_at is not None
    assert alerts(session, "A5.statutory") == {case}
    assert importer.run(later, mapping).continued_cases == 0
    older = importer.run(tmp_path / "a.csv", mapping)
    assert (older.continued_cases, counted(session, StepVisit)) == (0, 2)
