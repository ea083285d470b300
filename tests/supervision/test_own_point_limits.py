"""A county's own point: limited to an item, an organisation or a log; alternatives; and the plan of its question."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.approvals.terms import APPROVAL_CASES as CASES
from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.points import Point
from app.supervision.own.conditions import read_condition
from app.supervision.own.operations import try_own_point
from app.supervision.own.watching import conditions_of, own_points, point_of
from app.supervision.queries.limits import Settings
from app.supervision.raising import look, look_ceased
from app.supervision.scanning import sweep
from tests.approvals.logs import NOW
from tests.supervision.building import Builder
from tests.supervision.test_own_points import LATE_APPEAL, LATE_SURCHARGE, PART_PAID, fines, numbers, watching, written

__all__ = ["fines"]

APPEAL = ("fact.送达到申诉天数", "more", "60")
SURCHARGE = ("fact.送达到加处天数", "differs", "60")
THREE_FACTS = (
    ("fact.缴款次数", "at_least", "1"),
    ("fact.催收次数", "at_least", "1"),
    ("fact.送达到加处天数", "at_least", "1"),
    ("fact.已缴金额", "less", "", "fact.应缴金额"),
)


def found(act: Act, *rows: tuple[str, ...]) -> int:
    """Return how many cases a point of these rows finds."""
    return int(try_own_point(act, written(act, rows), date(2020, 1, 1))["found"])


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("log", "example-fines"),
        ("item", "EXAMPLE-FINE"),
        ("item_name", "示例道路交通处罚"),
        ("organ", "example-fines"),
        ("organ_name", "示例交通执法大队"),
    ],
)
def test_a_point_is_limited_to_an_item_an_organisation_or_a_log(
    fines: Session, build: Builder, acting_as: Callable[..., Act], term: str, value: str
) -> None:
    build.case()  # of another item and organisation, out of no log
    act = acting_as("inspector", at=NOW)
    assert found(act, ("received", "filled")) == 91
    assert found(act, ("received", "filled"), (term, "equals", value)) == 90
    assert found(act, (term, "equals", value), APPEAL) == len(LATE_APPEAL)


@pytest.mark.parametrize("term", ["log", "item", "item_name", "organ", "organ_name"])
def test_a_limit_to_what_the_county_does_not_have_is_refused(
    fines: Session, acting_as: Callable[..., Act], term: str
) -> None:
    with pytest.raises(Incomplete, match="has no") as fault:
        written(acting_as("inspector", at=NOW), (("received", "filled"), (term, "equals", "FZ-无此")))
    assert fault.value.values["value"] == "FZ-无此"


def test_conditions_joined_by_or_find_what_either_finds(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    rows = (APPEAL, (*SURCHARGE, "", "or"), ("received", "filled"))
    version = watching(act, rows)
    sweep(act, own_points(act.session))
    assert numbers(fines, version.point.code) == LATE_APPEAL | LATE_SURCHARGE
    assert [one.joined for one in conditions_of(version)] == ["and", "or", "and"]


def test_what_is_joined_by_and_limits_both_alternatives(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    assert found(act, APPEAL, (*SURCHARGE, "", "or"), ("received", "less", "2000-01-01")) == 0


def test_the_first_condition_joins_nothing(fines: Session, acting_as: Callable[..., Act]) -> None:
    with pytest.raises(Incomplete, match="none above"):
        written(acting_as("inspector", at=NOW), ((*APPEAL, "", "or"),))
    with pytest.raises(Incomplete) as fault:
        read_condition({term.name: term for term in CASES.terms}, "rounds", "more", "1", "", "xor")
    assert fault.value.field == "joined"


@contextmanager
def statements(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that are sent, with their values."""
    sent: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        sent.append((statement, values))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", keep)
    yield sent
    event.remove(engine, "before_cursor_execute", keep)


def _ask(session: Session, point: Point) -> None:
    for regime in Settings(session, NOW).regimes(point, [350102]):
        found = point.find(NOW, regime.limits)
        look(session, point, regime, found)
        look_ceased(session, point, regime, found)


def test_each_fact_of_a_question_is_looked_up_by_its_case(fines: Session, acting_as: Callable[..., Act]) -> None:
    """No fact is read through once for each case: but for the first, each is found by kind, case and name."""
    if fines.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL joins by hashing; the fault was SQLite's")
    version = written(acting_as("inspector", at=NOW), THREE_FACTS)
    with statements(fines) as sent:
        _ask(fines, point_of(version, version.point.code))
    asked = [one for one in sent if "case_fact" in one[0]]
    assert len(asked) == 2
    for statement, values in asked:
        plan = [row[3] for row in fines.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        facts = [step for step in plan if " case_fact_" in step]
        assert len(facts) == 5, plan
        by_case = [step for step in facts if "subject_id=? AND name=?" in step]
        outermost = plan[0] if " case_fact_" in plan[0] else None
        assert set(facts) - set(by_case) <= {outermost}, plan


def test_three_facts_find_exactly_what_was_planted(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    version = watching(act, (THREE_FACTS[0], THREE_FACTS[1], THREE_FACTS[3]))
    sweep(act, own_points(act.session))
    assert numbers(fines, version.point.code) == PART_PAID
