"""The engine at its edges: open and closed ends, rounding, unknown facts, gates, formula, dates."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import Incomplete
from app.penalties.judging.amounts import Range
from app.penalties.judging.conditions import Facts, answer
from app.penalties.judging.engine import judge
from app.penalties.judging.facts import read_facts
from app.penalties.judging.gates import anniversary
from app.penalties.judging.judgement import Judgement, Outcome
from app.penalties.judging.lighter import judge_over_time
from app.penalties.judging.reading import Misread, read_standard
from app.penalties.judging.standard import FactorKind, Standard
from tests.penalties.standards import ALL, FOOD, ROAD, standard
from tests.penalties.test_worked_examples import of

MONEY = st.decimals(min_value=0, max_value=10**9, places=2)


def with_grades(*rows: dict[str, Any], **band: Any) -> Standard:
    return read_standard(
        {
            "factors": [{"code": "n", "label": "数量"}],
            "bands": [{"code": "a", "lo": "1000", "hi": "5000", "basis": "某法第一条", **band}],
            "grades": [{"code": f"g{n}", "level": n, "basis": "基准", **row} for n, row in enumerate(rows, 1)],
        },
        "v",
    )


def thresholds() -> list[tuple[str, str, Decimal]]:
    """Return every numeric threshold of every example: standard, factor, number."""
    found = set()
    for name in ALL:
        read = standard(name)
        for when in (
            w
            for part in (read.grades, read.bands)
            for item in part
            for w in getattr(item, "alternatives", None) or (item.when,)
            if w
        ):
            found |= {(name, c.factor, c.value) for c in when if isinstance(c.value, Decimal)}
    return sorted(found)


def numbers(read: Standard) -> list[str]:
    return [f.code for f in read.factors if f.kind in (FactorKind.NUMBER, FactorKind.COUNT)]


@pytest.mark.parametrize(("name", "code", "threshold"), thresholds(), ids=str)
@settings(deadline=None)
@given(chance=st.data())
def test_at_a_threshold_and_one_above_and_below_exactly_the_right_grades_hit(
    name: str, code: str, threshold: Decimal, chance: st.DataObject
) -> None:
    read = standard(name)
    base: dict[str, Any] = {}
    for factor in read.factors[: len(ALL[name]["factors"])]:
        if factor.kind == FactorKind.CHOICE:
            base[factor.code] = chance.draw(st.sampled_from([c.code for c in factor.choices]))
        elif factor.kind == FactorKind.YES_NO:
            base[factor.code] = chance.draw(st.booleans())
        else:
            base[factor.code] = Decimal(chance.draw(st.integers(1, 100_000)))
    for value in (threshold - 1, threshold, threshold + 1):
        if value < 0:
            continue
        facts = {**base, code: value}
        judgement = judge(read, facts)
        band = next(b for b in read.bands if all(plain(c, facts) for c in b.when))
        expected = {
            g.code
            for g in read.grades
            if g.band in ("", band.code) and any(all(plain(c, facts) for c in when) for when in g.alternatives)
        }
        assert {hit.code for hit in judgement.hits} == expected
        assert judgement.band == band.code
        assert judgement.outcome == (Outcome.RANGE if expected else Outcome.MANUAL)
        if judgement.range and judgement.legal:
            assert judgement.legal.lo <= judgement.range.lo <= judgement.range.hi <= judgement.legal.hi


def plain(condition: Any, facts: dict[str, Any]) -> bool:
    """Compare without the engine: 以上 and 以下 include the number."""
    fact, value = facts[condition.factor], condition.value
    return (
        {
            "=": fact == value,
            ">=": not fact < value if not isinstance(fact, str) else False,
            ">": fact > value,
            "<": fact < value,
            "<=": not fact > value,
        }[condition.operator]
        if not isinstance(fact, str | bool)
        else fact == value
    )


@given(lo=MONEY, width=MONEY, a=st.decimals(0, 1, places=3), b=st.decimals(0, 1, places=3))
def test_rounding_is_half_up_and_keeps_the_order_of_the_ends(
    lo: Decimal, width: Decimal, a: Decimal, b: Decimal
) -> None:
    found = Range(lo, lo + width).part(min(a, b), max(a, b))
    rounded = found.rounded()
    assert rounded.lo <= rounded.hi
    for exact, whole in ((found.lo, rounded.lo), (found.hi, rounded.hi)):
        assert whole == whole.to_integral_value()
        assert -Decimal("0.5") < exact - whole + Decimal(0) or exact - whole == -Decimal("0.5")
        assert exact - whole < Decimal("0.5")


@pytest.mark.parametrize(("exact", "whole"), [("1000.50", 1001), ("1000.49", 1000), ("0.5", 1), ("2.5", 3)])
def test_half_a_yuan_is_rounded_up(exact: str, whole: int) -> None:
    assert Range(Decimal(exact), Decimal(exact)).rounded().lo == whole


def test_an_open_end_is_not_reached_and_a_closed_one_is() -> None:
    ends = Range(Decimal(1000), Decimal(2000), lo_open=True, hi_open=True)
    assert not ends.holds(Decimal(1000)) and not ends.holds(Decimal(2000))
    assert ends.holds(Decimal(1001)) and ends.holds(Decimal(1999))
    assert Range(Decimal(1000), Decimal(2000)).holds(Decimal(1000))


def test_an_open_end_that_rounding_moved_inside_is_closed() -> None:
    rounded = Range(Decimal("1000.60"), Decimal("1999.40"), lo_open=True, hi_open=True).rounded()
    assert rounded == Range(Decimal(1001), Decimal(1999))
    kept = Range(Decimal("1000.40"), Decimal("1999.60"), lo_open=True, hi_open=True).rounded()
    assert (kept.lo, kept.lo_open, kept.hi, kept.hi_open) == (1000, True, 2000, True)


def test_where_no_grade_holds_the_answer_is_by_hand_and_no_number() -> None:
    judgement = judge(with_grades({"lo": "0", "hi": "1", "any": [[["n", ">", 5]]]}), {"n": Decimal(5)})
    assert judgement.outcome == Outcome.MANUAL
    assert judgement.range is None and judgement.grade is None
    assert judgement.legal == Range(Decimal(1000), Decimal(5000))


def test_a_grade_in_words_only_is_told_and_never_applied() -> None:
    read = with_grades({"lo": "0", "hi": "1", "text": "造成恶劣社会影响的"})
    judgement = judge(read, {"n": Decimal(5)})
    assert judgement.outcome == Outcome.MANUAL
    assert judgement.explain[-1].values["texts"] == "造成恶劣社会影响的"


def test_an_unknown_fact_is_asked_for_and_not_taken_as_zero() -> None:
    judgement = of("dust", times=1)
    assert judgement.outcome == Outcome.INCOMPLETE
    assert judgement.missing == ("area",)
    assert judgement.range is None and judgement.legal is not None


def test_a_fact_that_cannot_change_the_answer_is_not_asked_for() -> None:
    judgement = of("dust", alert=True)
    assert judgement.outcome == Outcome.RANGE
    assert judgement.grade is not None and judgement.grade.name == "严重"


def test_a_band_that_is_not_yet_settled_asks_before_a_later_one_is_taken() -> None:
    judgement = of("appearance", area=7)
    assert judgement.missing == ("party",) and judgement.legal is None


def test_a_base_that_is_not_stated_is_asked_for() -> None:
    assert of("planning", corrected=True).missing == ("cost",)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"party_state": "under_14"}, Outcome.NONE),
        ({"party_state": "incapable"}, Outcome.NONE),
        ({"circumstance": "minor"}, Outcome.NONE),
        ({"circumstance": "no_fault"}, Outcome.NONE),
        ({"circumstance": "first"}, Outcome.RANGE),
        ({"crime_suspected": True}, Outcome.TRANSFER),
        ({"crime_suspected": True, "circumstance": "minor"}, Outcome.TRANSFER),
    ],
)
def test_the_gates_of_the_law_come_before_any_amount(facts: dict[str, Any], outcome: Outcome) -> None:
    judgement = of("dust", area=800, times=1, **facts)
    assert judgement.outcome == outcome
    assert (judgement.range is None) == (outcome != Outcome.RANGE)


def test_a_first_slight_violation_may_be_spared_and_still_has_its_range() -> None:
    judgement = of("dust", area=800, times=1, circumstance="first")
    assert judgement.may_be_spared and judgement.range is not None


@pytest.mark.parametrize(("found_on", "outcome"), [("2026-03-01", Outcome.RANGE), ("2026-03-02", Outcome.NONE)])
def test_the_limitation_ends_on_the_same_day_two_years_later(found_on: str, outcome: Outcome) -> None:
    assert of("dust", area=800, times=1, act_ended_on="2024-03-01", found_on=found_on).outcome == outcome


def test_five_years_apply_where_life_was_harmed() -> None:
    facts = {"area": 800, "times": 1, "act_ended_on": "2021-06-01", "life_safety_harm": True}
    assert of("dust", found_on="2026-06-01", **facts).outcome == Outcome.RANGE
    assert of("dust", found_on="2026-06-02", **facts).outcome == Outcome.NONE


def test_the_anniversary_of_a_leap_day_is_the_last_of_february() -> None:
    assert anniversary(date(2024, 2, 29), 2) == date(2026, 2, 28)


@given(heavier=st.decimals(0, 1, places=2), lighter=st.decimals(0, 1, places=2))
def test_circumstances_move_one_end_inside_the_grade(heavier: Decimal, lighter: Decimal) -> None:
    content = {
        "factors": [{"code": "n", "label": "数量"}],
        "bands": [{"code": "a", "lo": "1000", "hi": "5000", "basis": "某法"}],
        "grades": [{"code": "g", "lo": "0.25", "hi": "0.75", "any": [[]], "basis": "基准"}],
        "adjustments": [
            {"code": "h", "effect": "heavier", "share": str(heavier), "when": [["n", ">", 0]], "basis": "基准"},
            {"code": "l", "effect": "lighter", "share": str(lighter), "when": [["n", ">", 0]], "basis": "基准"},
        ],
    }
    found = judge(read_standard(content), {"n": Decimal(1)}).range
    assert found is not None and 2000 <= found.lo <= found.hi <= 4000
    assert found.lo == 2000 or found.hi == 4000
    assert (found.lo > 2000) == (Range(2000 + 2000 * (heavier - lighter), Decimal(4000)).rounded().lo > 2000)


def test_a_grade_beyond_the_law_is_cut_to_it_and_the_reason_says_so() -> None:
    read = with_grades({"kind": "amount", "lo": "4000", "hi": "9000", "any": [[]]})
    judgement = judge(read, {})
    assert judgement.range == Range(Decimal(4000), Decimal(5000))
    assert any("cut" in sentence.message for sentence in judgement.explain)


def test_a_cap_limits_a_multiple() -> None:
    read = with_grades({"lo": "0", "hi": "1", "any": [[]]}, kind="multiple", base="n", lo="1", hi="3", cap="30000")
    judgement = judge(read, {"n": Decimal(20_000)})
    assert judgement.legal == Range(Decimal(20_000), Decimal(30_000))


def test_a_fine_for_each_unit_is_multiplied_by_the_units() -> None:
    read = with_grades({"lo": "0", "hi": "0.5", "any": [[]]}, kind="per_unit", base="n", lo="50", hi="100")
    assert judge(read, {"n": Decimal(30)}).range == Range(Decimal(1500), Decimal(2250))


def test_a_formula_weighs_its_dimensions_inside_the_band() -> None:
    read = read_standard(
        {
            "factors": [
                {
                    "code": "harm",
                    "label": "环境影响程度",
                    "kind": "choice",
                    "choices": [
                        {"code": "1", "score": "0"},
                        {"code": "2", "score": "0.5"},
                        {"code": "3", "score": "1"},
                    ],
                },
                {"code": "exceed", "label": "超标倍数", "scores": [["0", "0.2"], ["1", "0.6"], ["5", "1"]]},
            ],
            "bands": [{"code": "a", "lo": "100000", "hi": "1000000", "basis": "水污染防治法第八十三条"}],
            "grades": [
                {
                    "code": "f",
                    "kind": "formula",
                    "weights": [["harm", "0.6"], ["exceed", "0.4"]],
                    "any": [[]],
                    "basis": "环执法〔2019〕42号",
                }
            ],
        }
    )
    judgement = judge(read, {"harm": "2", "exceed": Decimal("1.5")})
    # 0.6 * 0.5 + 0.4 * 0.6 = 0.54; 100,000 + 900,000 * 0.54
    assert judgement.range == Range(Decimal(586_000), Decimal(586_000))
    assert judge(read, {"harm": "2"}).missing == ("exceed",)


@given(
    facts=st.fixed_dictionaries(
        {"times": st.integers(1, 9), "months": st.integers(0, 30), "income": st.integers(0, 10**6)}
    )
)
def test_the_same_facts_always_give_the_same_judgement(facts: dict[str, int]) -> None:
    assert of("road", **facts) == of("road", **facts)


def over_time(then: dict[str, Any], now: dict[str, Any], **facts: Any) -> Judgement:
    old, new = read_standard(then, "2019"), read_standard(now, "2023")
    return judge_over_time(old, new, read_facts(new.factors, facts))


OLD_ROAD = {**ROAD, "bands": [ROAD["bands"][0], {**ROAD["bands"][1], "lo": "30000"}]}


def test_an_act_of_july_2023_is_judged_by_the_lighter_band_of_the_newer_text() -> None:
    judgement = over_time(OLD_ROAD, ROAD, times=1, months="0.5")
    assert judgement.version == "2023"
    assert judgement.legal == Range(Decimal(10_000), Decimal(100_000))
    assert judgement.explain[0].values["old"] == "30,000–37,000"
    assert judgement.explain[0].values["new"] == "10,000–19,000"


def test_a_heavier_newer_text_does_not_reach_back() -> None:
    judgement = over_time(ROAD, OLD_ROAD, times=1, months="0.5")
    assert judgement.version == "2019"
    assert judgement.range == Range(Decimal(10_000), Decimal(19_000))


def test_a_newer_text_without_penalty_goes_before_any_fine() -> None:
    spared = {
        **FOOD,
        "gates": [{"code": "tiny", "name": "货值不足百元", "when": [["value", "<", 100]], "basis": "新规"}],
    }
    assert over_time(FOOD, spared, value=50).outcome == Outcome.NONE
    assert over_time(FOOD, spared, value=50).version == "2023"


def test_a_row_that_cannot_be_read_is_named_with_its_part() -> None:
    broken = {
        **FOOD,
        "grades": [*FOOD["grades"], {"code": "x", "lo": "0", "hi": "1", "any": [[["colour", "=", "red"]]]}],
    }
    with pytest.raises(Misread) as caught:
        read_standard(broken)
    assert (caught.value.part, caught.value.row) == ("grades", 3)


def test_rows_that_do_not_hold_on_a_day_are_left_out() -> None:
    content = {**FOOD, "bands": [{**FOOD["bands"][0], "valid_to": "2026-01-01"}, FOOD["bands"][1]]}
    assert [b.code for b in read_standard(content, on=date(2025, 12, 31)).bands] == ["a", "b"]
    assert [b.code for b in read_standard(content, on=date(2026, 1, 1)).bands] == ["b"]


@pytest.mark.parametrize("raw", ["-1", "abc", "1e99", "NaN", "Infinity"])
def test_a_number_that_is_none_is_refused_with_its_factor(raw: str) -> None:
    with pytest.raises(Incomplete) as caught:
        read_facts(standard("dust").factors, {"area": raw})
    assert caught.value.field == "area"


def test_numbers_are_read_as_people_write_them() -> None:
    read = read_facts(standard("road").factors, {"income": "3万", "months": "1,200.5", "times": ""})
    assert read == {"income": Decimal(30_000), "months": Decimal("1200.5")}


def test_conditions_have_a_third_answer() -> None:
    when = standard("dust").grades[0].alternatives[0]
    facts: Facts = {"area": Decimal(800)}
    assert answer(when, facts) is False
    assert answer(when, {"area": Decimal(10)}) is None
    assert answer(when, {"area": Decimal(10), "times": Decimal(1)}) is True
