"""A flow goes into two tables and comes back; every wrong cell is named by table, row and column."""

from typing import Any

import pytest
from hypothesis import given, settings

from app.kernel.flows.checks import Faults, content, edit_flow
from app.kernel.flows.models import FlowVersion
from app.kernel.flows.sheet import SheetTable, read_tables, steps_table, transitions_table
from app.kernel.flows.templates import TEMPLATES, Template
from tests import few
from tests.kernel.flow_cases import Acting
from tests.kernel.flow_rows import versions
from tests.kernel.flow_versions import template_named, template_version

ZH = {
    "Steps": "环节",
    "Step code": "环节代码",
    "Step name": "环节名称",
    "Time limit": "时限",
    "Handling": "承办",
    "Task": "任务",
    "yes": "是",
    "no": "否",
    "%(table)s, row %(row)d, column %(column)s": "%(table)s，第%(row)d行，%(column)s栏",
    "working days": "工作日",
}


def chinese(message: str) -> str:
    """Return a message in Chinese, as far as it is known here."""
    return ZH.get(message, message)


def cells(table: SheetTable) -> list[list[Any]]:
    """Return a table as a spreadsheet would give it."""
    return [list(table.headings), *(list(row) for row in table.rows)]


def found_in(steps: list[list[Any]], ways: list[list[Any]]) -> list[str]:
    """Return the places of all faults."""
    with pytest.raises(Faults) as refused:
        read_tables(steps, ways)
    return [finding.step for finding in refused.value.findings]


@pytest.fixture
def steps() -> list[list[Any]]:
    return cells(steps_table(template_named("three_steps")))


@pytest.fixture
def ways() -> list[list[Any]]:
    return cells(transitions_table(template_named("three_steps")))


def column(rows: list[list[Any]], title: str) -> int:
    """Return where a heading stands."""
    return rows[0].index(title)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.code)
def test_a_template_comes_back_from_its_tables(template: Template) -> None:
    version = template_version(template)
    draft = read_tables(cells(steps_table(version, chinese)), cells(transitions_table(version, chinese)), chinese)
    assert list(draft.steps) == content(version)["steps"]
    assert list(draft.transitions) == content(version)["transitions"]


@settings(deadline=None, max_examples=few(150))
@given(version=versions())
def test_any_flow_comes_back_from_its_tables(version: FlowVersion) -> None:
    draft = read_tables(cells(steps_table(version)), cells(transitions_table(version)))
    assert list(draft.steps) == content(version)["steps"]
    assert list(draft.transitions) == content(version)["transitions"]


def test_headings_and_words_stand_in_the_language_of_the_reader() -> None:
    table = steps_table(template_named("three_steps"), chinese)
    assert table.title == "环节"
    assert table.headings[:2] == ("环节代码", "环节名称")
    assert table.rows[2][:4] == ("review", "审核", "任务", "承办")
    assert len(table.headings) == len(table.hints) == len(table.examples)


def test_a_table_without_a_version_is_a_template_to_fill_in() -> None:
    assert steps_table(None).rows == ()
    assert "From step" in transitions_table(None).headings


def test_hints_blank_rows_and_numbers_of_a_spreadsheet_are_no_obstacle() -> None:
    version = template_named("three_steps")
    table = steps_table(version)
    rows = cells(table)
    rows = [[f"* {heading} (必填)" for heading in rows[0]], list(table.hints), [None, "  "], *rows[1:]]
    rows[-3][column(cells(table), "Time limit")] = 3.0
    rows[-3][column(cells(table), "Opinion required")] = None
    draft = read_tables(rows, cells(transitions_table(version)))
    assert [row["code"] for row in draft.steps] == ["start", "accept", "review", "decide", "deliver", "end"]
    assert draft.steps[3]["limit_value"] == 3


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Step code", "two words"),
        ("Step code", ""),
        ("Step name", None),
        ("Step name", "长" * 61),
        ("Kind of step", "dance"),
        ("Duty", "minister"),
        ("Time limit", "-1"),
        ("Time limit", 0),
        ("Time limit", 2.5),
        ("Unit of the limit", "moons"),
        ("Officers", "two"),
        ("Opinion required", "perhaps"),
        ("Not by whom did step", "nobody"),
    ],
)
def test_a_wrong_cell_of_a_step_is_named(steps: list[list[Any]], ways: list[list[Any]], title: str, value: Any) -> None:
    steps[3][column(steps, title)] = value
    assert f"Steps, row 4, column {title}" in found_in(steps, ways)


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("From step", "nowhere"),
        ("To step", ""),
        ("Action code", None),
        ("Label", "长" * 61),
        ("Condition", "__import__('os')"),
        ("Condition", '[["area", [], 1]]'),
        ("Condition", "area >= 1 and"),
        ("Reason required", "2"),
    ],
)
def test_a_wrong_cell_of_a_transition_is_named(
    steps: list[list[Any]], ways: list[list[Any]], title: str, value: Any
) -> None:
    ways[2][column(ways, title)] = value
    assert f"Transitions, row 3, column {title}" in found_in(steps, ways)


def test_all_faults_are_told_at_once(steps: list[list[Any]], ways: list[list[Any]]) -> None:
    steps[3][column(steps, "Time limit")] = "soon"
    steps[4][column(steps, "Duty")] = "minister"
    ways[1][column(ways, "Default way")] = "perhaps"
    assert len(found_in(steps, ways)) == 3


def test_a_fault_stands_in_chinese_beside_its_row(ways: list[list[Any]]) -> None:
    rows = cells(steps_table(template_named("three_steps"), chinese))
    rows[3][0] = "两 词"
    with pytest.raises(Faults) as refused:
        read_tables(rows, ways, chinese)
    assert refused.value.findings[0].step == "环节，第4行，环节代码栏"


def test_a_second_step_of_one_code_is_refused(steps: list[list[Any]], ways: list[list[Any]]) -> None:
    assert "Steps, row 8, column Step code" in found_in([*steps, list(steps[3])], ways)


def test_unknown_double_and_missing_headings_are_refused(steps: list[list[Any]], ways: list[list[Any]]) -> None:
    steps[0][1] = "Colour"
    steps[0][-1] = "Duty"
    places = found_in(steps, ways)
    assert {f"Steps, row 1, column {name}" for name in ("Colour", "Step name", "Duty")} <= set(places)


def test_an_empty_table_is_refused(ways: list[list[Any]]) -> None:
    assert "Steps, row 1, column Step code" in found_in([], ways)


def test_what_is_read_can_be_written_as_a_draft(acting_as: Acting) -> None:
    from tests.kernel.flow_cases import draft

    version = template_named("joint")
    read = read_tables(cells(steps_table(version)), cells(transitions_table(version)))
    written = edit_flow(acting_as(None), draft(acting_as, [], []), read.steps, read.transitions)
    assert content(written) == content(version)
