"""The thirteen worked examples, to the yuan."""

from decimal import Decimal
from typing import Any

import pytest

from app.penalties.judging.engine import judge
from app.penalties.judging.facts import read_facts
from app.penalties.judging.judgement import Judgement, Outcome, Review
from tests.penalties.standards import standard


def of(name: str, **given: Any) -> Judgement:
    found = standard(name)
    return judge(found, read_facts(found.factors, given))


EXAMPLES: list[tuple[str, str, dict[str, Any], tuple[int, int], tuple[int, int]]] = [
    ("1", "road", {"times": 1, "months": "0.5"}, (10_000, 100_000), (10_000, 19_000)),
    (
        "1b",
        "road",
        {"income": 30_000, "times": 2, "months": 4, "obstructed": True},
        (60_000, 300_000),
        (177_600, 228_000),
    ),
    ("2", "dust", {"area": 800, "times": 1}, (10_000, 100_000), (37_000, 73_000)),
    ("2b", "dust", {"area": 800, "times": 1, "alert": True}, (10_000, 100_000), (73_000, 100_000)),
    ("3", "food", {"value": 120}, (50_000, 100_000), (50_000, 65_000)),
    ("3b", "food", {"value": 120, "relief": "reduce"}, (50_000, 100_000), (0, 65_000)),
    ("3c", "food", {"value": 25_000}, (250_000, 500_000), (325_000, 425_000)),
    ("4", "appearance", {"party": "unit", "area": 7}, (500, 3_000), (1_500, 2_000)),
    ("4b", "appearance", {"party": "person", "area": 12}, (200, 1_000), (600, 1_000)),
    ("5", "planning", {"cost": 2_000_000, "corrected": True}, (100_000, 200_000), (100_000, 100_000)),
    ("6", "waste", {"cost": 60_000, "tons": 35}, (100_000, 300_000), (160_000, 240_000)),
    ("7", "overload", {"over": 60}, (500, 2_000), (1_025, 1_550)),
]


@pytest.mark.parametrize(("number", "name", "facts", "legal", "found"), EXAMPLES, ids=lambda value: str(value)[:6])
def test_a_worked_example_comes_out_to_the_yuan(
    number: str, name: str, facts: dict[str, Any], legal: tuple[int, int], found: tuple[int, int]
) -> None:
    judgement = of(name, **facts)
    assert judgement.outcome == Outcome.RANGE, number
    assert judgement.legal is not None and judgement.range is not None
    assert (judgement.legal.lo, judgement.legal.hi) == legal
    assert (judgement.range.lo, judgement.range.hi) == found


def test_an_act_older_than_two_years_is_not_punished() -> None:
    judgement = of("dust", area=800, times=1, act_ended_on="2024-03-01", found_on="2026-03-02")
    assert judgement.outcome == Outcome.NONE
    assert judgement.range is None and judgement.legal is None
    assert [gate.code for gate in judgement.gates] == ["limitation"]


def test_the_heaviest_grade_counts_and_every_hit_is_reported() -> None:
    judgement = of("dust", area=800, times=1, alert=True)
    assert judgement.grade is not None and judgement.grade.name == "严重"
    assert [hit.name for hit in judgement.hits] == ["严重", "一般"]


def test_a_reduction_below_the_minimum_asks_for_discussion_and_review() -> None:
    judgement = of("food", value=120, relief="reduce")
    assert judgement.reviews == (Review.COLLECTIVE, Review.LEGAL)
    assert of("food", value=120).reviews == ()


def test_a_base_below_its_floor_counts_as_the_floor_and_the_reason_says_so() -> None:
    said = of("waste", cost=60_000, tons=35).explain
    assert any(s.values.get("floor") == "100,000" and s.values.get("stated") == "60,000" for s in said)


def test_what_comes_with_the_fine_and_its_basis_are_told() -> None:
    judgement = of("food", value=120)
    assert judgement.kinds == ("没收违法所得",)
    assert judgement.basis == ("食品安全法第一百二十四条第一款第五项", "示范裁量基准")
    assert judgement.version == "food"
    assert judgement.range is not None and judgement.range.holds(Decimal(65_000))
