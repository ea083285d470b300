"""The check before publication: gaps, overlaps, ranges outside the law, missing bases, ceilings; and the default grades."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.penalties.judging.amounts import Range
from app.penalties.judging.ceilings import Sector
from app.penalties.judging.checking import check_standard
from app.penalties.judging.defaults import fill_grades
from app.penalties.judging.engine import judge
from app.penalties.judging.findings import Finding
from app.penalties.judging.judgement import Outcome
from app.penalties.judging.reading import read_standard
from tests.penalties.standards import ALL, APPEARANCE, DUST, FOOD, fraction

FUJIAN = 350102


def severe(content: dict[str, Any], **given: Any) -> list[Finding]:
    return [finding for finding in check_standard(content, **given) if finding.severe]


def area_grades(*rows: tuple[str, list[list[Any]]]) -> dict[str, Any]:
    """A band of 1,000 to 5,000 yuan with grades on an area."""
    steps = len(rows)
    return {
        "factors": [{"code": "area", "label": "面积"}, {"code": "times", "label": "次数", "kind": "count"}],
        "bands": [{"code": "a", "lo": "1000", "hi": "5000", "basis": "某法第一条"}],
        "grades": [
            fraction(n, name, str(Decimal(n - 1) / steps), str(Decimal(n) / steps), when)
            for n, (name, when) in enumerate(rows, 1)
        ],
    }


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_worked_examples_pass_the_check(name: str) -> None:
    assert severe(ALL[name], county=330400) == []


@given(threshold=st.integers(1, 10**6))
def test_a_gap_at_any_threshold_is_found(threshold: int) -> None:
    content = area_grades(("轻", [["area", "<", threshold]]), ("重", [["area", ">", threshold]]))
    found = severe(content)
    assert [f.part for f in found] == ["grades"]
    assert found[0].values["facts"].parts == (("面积", f"{threshold:,}"),)


@given(threshold=st.integers(1, 10**6))
def test_an_overlap_at_any_threshold_is_found(threshold: int) -> None:
    content = area_grades(("轻", [["area", "<=", threshold]]), ("重", [["area", ">=", threshold]]))
    found = severe(content)
    assert [(f.part, f.row, f.code) for f in found] == [("grades", 1, "g2")]


@given(threshold=st.integers(1, 10**6), times=st.integers(1, 9))
def test_an_overlap_on_a_threshold_is_found_even_where_a_grade_asks_for_more(threshold: int, times: int) -> None:
    content = area_grades(("轻", [["area", "<=", threshold]]), ("重", [["area", ">=", threshold], ["times", ">=", 0]]))
    assert [f.code for f in severe(content)] == ["g2"]


def test_grades_that_meet_exactly_have_neither_gap_nor_overlap() -> None:
    assert severe(area_grades(("轻", [["area", "<", 5]]), ("重", [["area", ">=", 5]]))) == []


def test_a_graver_circumstance_of_another_kind_is_no_overlap() -> None:
    assert severe(DUST) == []


def test_a_hole_between_two_thresholds_is_found() -> None:
    content = area_grades(("轻", [["area", "<", 5]]), ("重", [["area", ">=", 10]]))
    told = {finding.values["facts"].parts for finding in severe(content)}
    assert (("面积", "5"),) in told and (("面积", "7.5"),) in told


def test_a_number_of_times_has_no_halves() -> None:
    content = area_grades(("轻", [["times", "<=", 2]]), ("重", [["times", ">=", 3]]))
    assert severe(content) == []


def test_a_grade_outside_the_legal_range_is_named_with_its_row() -> None:
    content = deepcopy(APPEARANCE)
    content["grades"][2]["hi"] = "3001"
    found = severe(content)
    assert [(f.part, f.row) for f in found] == [("grades", 2)]
    assert found[0].values["most"] == "3,000"
    content["grades"][2]["hi"] = "3000"
    assert severe(content) == []


def test_a_missing_basis_is_named_part_by_part() -> None:
    content = deepcopy(FOOD)
    content["bands"][1]["basis"] = ""
    content["grades"][0]["basis"] = ""
    assert [(f.part, f.row) for f in severe(content)] == [("bands", 1), ("grades", 0)]
    assert [(f.part, f.row) for f in severe(content, document="鼓政〔2026〕1号")] == [("bands", 1)]


@pytest.mark.parametrize(
    ("most", "sector", "passes"),
    [
        ("30000", Sector.GENERAL, True),
        ("30001", Sector.GENERAL, False),
        ("200000", Sector.ECOLOGY, True),
        ("200001", Sector.ECOLOGY, False),
        ("200000", Sector.SAFETY, True),
        ("200000", Sector.HEALTH, True),
        ("200000", Sector.RESOURCES, True),
    ],
)
def test_a_local_rule_above_the_ceiling_of_fujian_is_refused(most: str, sector: Sector, passes: bool) -> None:
    content = area_grades(("全部", []))
    content["bands"][0] |= {"hi": most, "law_level": "local_rule"}
    assert (severe(content, county=FUJIAN, sector=sector) == []) is passes
    content["bands"][0] |= {"law_level": "local_regulation"}
    assert severe(content, county=FUJIAN, sector=sector) == []


def test_a_multiple_of_a_local_rule_needs_an_upper_limit() -> None:
    content = area_grades(("全部", []))
    content["bands"][0] |= {"kind": "multiple", "base": "area", "lo": "1", "hi": "3", "law_level": "local_rule"}
    assert len(severe(content, county=FUJIAN)) == 1
    content["bands"][0]["cap"] = "30000"
    assert severe(content, county=FUJIAN) == []


def test_an_unknown_ceiling_is_a_thing_to_look_at_and_no_refusal() -> None:
    content = area_grades(("全部", []))
    content["bands"][0]["law_level"] = "local_rule"
    found = check_standard(content, county=110101)
    assert [f.severe for f in found] == [False]


def test_every_row_that_cannot_be_read_is_named() -> None:
    content = deepcopy(FOOD)
    content["bands"][0]["hi"] = "viel"
    content["grades"][1]["any"] = [[["colour", "=", "red"]]]
    assert {(f.part, f.row) for f in severe(content)} >= {("bands", 0), ("grades", 1)}


def test_a_code_that_stands_twice_is_named() -> None:
    content = deepcopy(FOOD)
    content["grades"][1]["code"] = content["grades"][0]["code"]
    assert ("grades", 1) in {(f.part, f.row) for f in severe(content)}


def test_a_standard_without_a_band_is_refused() -> None:
    assert [f.part for f in severe({"factors": [], "bands": []})] == ["bands"]


BAND = {"code": "a", "lo": "10000", "hi": "100000", "basis": "某法第一条"}


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ("light", Range(Decimal(10_000), Decimal(10_000))),
        ("ordinary", Range(Decimal(10_000), Decimal(50_000), lo_open=True)),
        ("serious", Range(Decimal(50_000), Decimal(100_000), lo_open=True, hi_open=True)),
        ("very_serious", Range(Decimal(100_000), Decimal(100_000))),
    ],
)
def test_the_default_grades_divide_a_band_by_half_of_its_maximum(severity: str, expected: Range) -> None:
    read = read_standard(fill_grades({"bands": [BAND]}))
    assert judge(read, {"severity": severity}).range == expected


def test_the_lightest_default_grade_is_no_penalty() -> None:
    read = read_standard(fill_grades({"bands": [BAND]}))
    assert judge(read, {"severity": "very_light"}).outcome == Outcome.NONE


def test_a_band_without_minimum_begins_at_a_tenth_of_its_maximum() -> None:
    read = read_standard(fill_grades({"bands": [{**BAND, "lo": "0", "hi": "5000"}]}))
    assert judge(read, {"severity": "light"}).range == Range(Decimal(500), Decimal(500))
    assert judge(read, {"severity": "ordinary"}).range == Range(Decimal(500), Decimal(2500), lo_open=True)


def test_default_grades_of_a_multiple_stay_multiples() -> None:
    content = {
        "factors": [{"code": "income", "label": "违法所得"}],
        "bands": [{**BAND, "kind": "multiple", "base": "income", "lo": "2", "hi": "10"}],
    }
    read = read_standard(fill_grades(content))
    judgement = judge(read, {"income": Decimal(20_000), "severity": "ordinary"})
    assert judgement.range == Range(Decimal(40_000), Decimal(100_000), lo_open=True)


@given(lo=st.integers(0, 10**6), width=st.integers(0, 10**6))
def test_the_default_grades_of_any_band_pass_the_check(lo: int, width: int) -> None:
    content = fill_grades({"bands": [{**BAND, "lo": str(lo), "hi": str(lo + width)}]})
    assert severe(content) == []


def test_grades_that_a_department_wrote_are_left_alone() -> None:
    assert fill_grades(FOOD) == FOOD
