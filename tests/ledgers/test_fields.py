"""Every kind of field: what it takes, what it refuses and in which words, how it is shown and masked."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.kernel.errors import Incomplete, Refused
from app.ledgers.fields import LedgerField, Lookup, fields_from, fields_to, mask, read_content, read_value, text_of
from app.ledgers.fields.checking import check_field, check_fields, name_from
from app.ledgers.fields.formulas import check_formula, compute_all
from app.ledgers.fields.patterns import is_like
from app.ledgers.fields.showing import public_text, with_unit
from app.ledgers.index import indexed_value
from app.ledgers.words import Kind
from tests import few
from tests.ledgers.samples import EVERY_KIND, RAW
from tests.world import World

BY_NAME = {item.name: item for item in EVERY_KIND}


def test_the_sample_has_every_kind() -> None:
    assert {item.kind for item in EVERY_KIND} == set(Kind)


@pytest.mark.parametrize("item", EVERY_KIND, ids=lambda item: item.kind.value)
def test_every_kind_survives_as_data(item: LedgerField) -> None:
    assert fields_from(fields_to([item])) == (item,)


@pytest.mark.parametrize("item", EVERY_KIND, ids=lambda item: item.kind.value)
def test_every_kind_takes_nothing_as_nothing(item: LedgerField) -> None:
    if item.kind not in (Kind.COMPUTED, Kind.TABLE, Kind.ORGANISATION, Kind.REGION):
        assert read_value(item, "  ") is None
    assert text_of(item, None) == mask(item, None) == with_unit(item, None) == ""
    assert indexed_value(item, None) == {"text": None, "amount": None, "day": None}


def test_every_kind_is_read_shown_and_indexed(session: Session, world: World) -> None:
    raw = {**RAW, "paper": [{"id": 1, "name": "合同.pdf"}], "picture": [{"id": 2, "name": "现场.jpg"}]}
    read = read_content(EVERY_KIND, raw, Lookup(session, "350102"))
    assert read.faults == {}
    assert set(read.held) == {item.name for item in EVERY_KIND}
    for item in EVERY_KIND:
        assert text_of(item, read.held[item.name]), item.name
        assert public_text(item, read.held[item.name]), item.name
        if item.indexed:
            assert sum(part is not None for part in indexed_value(item, read.held[item.name]).values()) == 1


def test_what_was_read_is_read_again_unchanged(session: Session, world: World) -> None:
    lookup = Lookup(session, "350102")
    once = read_content(EVERY_KIND, RAW, lookup).held
    kept = {name: value for name, value in once.items() if BY_NAME[name].kind is not Kind.COMPUTED}
    assert read_content(EVERY_KIND, kept, lookup).held == once


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("subject", "字" * 201, "At most 200 characters"),
        ("subject", ["a"], "A text is expected"),
        ("subject", "身份证350102198501010018", "identity number"),
        ("area", "十二", "Enter a number"),
        ("area", "-1", "at least 0"),
        ("area", "10001", "at most 10000"),
        ("area", "1.00001", "4 decimals"),
        ("area", "1e14", "Enter a number"),
        ("area", "NaN", "Enter a number"),
        ("price", "1.001", "2 decimals"),
        ("held_on", "2026-02-30", "date such as"),
        ("held_on", "明天", "date such as"),
        ("held_on", "12", "date such as"),
        ("grade", "重大的", "Did you mean “重大”"),
        ("grade", "x", "Choose one of: 一般、重大"),
        ("person", "陈建国138", "without numbers"),
        ("paper", "合同.pdf", "page of the entry"),
        ("picture", [{"id": n, "name": "x"} for n in range(4)], "At most 3 files"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(name: str, raw: Any, says: str) -> None:
    with pytest.raises(Incomplete, match=says) as refused:
        read_value(BY_NAME[name], raw)
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("name", "raw", "held"),
    [
        ("area", "１２．５ 亩", "12.5"),
        ("area", "1,250", "1250"),
        ("area", 12.0, "12"),
        ("price", "1.5万元", "15000.00"),
        ("price", "￥3", "3.00"),
        ("held_on", "2026.9.8", "2026-09-08"),
        ("held_on", "20260908", "2026-09-08"),
        ("held_on", "2026/9/8 10:30", "2026-09-08"),
        ("held_on", date(2026, 9, 8), "2026-09-08"),
        ("grade", " 重大 ", "重大"),
        ("person", "阿卜杜拉  江", "阿卜杜拉 江"),
    ],
)
def test_what_a_clerk_types_is_understood(name: str, raw: Any, held: str) -> None:
    assert read_value(BY_NAME[name], raw) == held


def test_an_organisation_of_another_county_is_not_found(session: Session, world: World) -> None:
    lookup = Lookup(session, "350102")
    assert read_value(BY_NAME["partner"], "鼓东街道办事处", lookup) == {"code": "gudong", "name": "鼓东街道办事处"}
    assert read_value(BY_NAME["place"], {"code": "350102001002"}, lookup)["name"] == "庆城社区"
    for name, text in (("partner", "taijiang-urban"), ("place", "350103000000")):
        with pytest.raises(Incomplete, match="where this ledger holds"):
            read_value(BY_NAME[name], text, lookup)


def test_rows_of_a_table_name_the_cell_at_fault(session: Session) -> None:
    raw = {**RAW, "rows": [{"item": "米", "cost": "1"}, {}, {"item": "", "cost": "贵"}]}
    read = read_content(EVERY_KIND, raw, Lookup(session, "350102"))
    assert set(read.faults) == {"rows-2-item", "rows-2-cost"}


def test_rows_of_a_table_are_read_from_one_cell(session: Session) -> None:
    read = read_content(EVERY_KIND, {**RAW, "rows": "米 | 1.1\n\n油｜2"}, Lookup(session, "350102"))
    assert read.held["rows"] == [{"item": "米", "cost": "1.10"}, {"item": "油", "cost": "2.00"}]
    assert text_of(BY_NAME["rows"], read.held["rows"]) == "米 | 1.10\n油 | 2.00"


@pytest.mark.parametrize(
    ("text", "example", "fits"),
    [
        ("闽B12345", "闽A00000", True),
        ("闽B1234", "闽A00000", False),
        ("ab-2026", "xx-0000", True),
        ("AB-2026", "xx-0000", False),
        ("（2026）3", "(2025)1", True),
    ],
)
def test_a_pattern_is_given_by_example(text: str, example: str, fits: bool) -> None:
    assert is_like(text, example) is fits
    item = LedgerField("plate", "号牌", pattern=example)
    if not fits:
        with pytest.raises(Incomplete, match="like this"):
            read_value(item, text)


@pytest.mark.parametrize(
    ("item", "value", "shown"),
    [
        (LedgerField("a", "a", Kind.PERSON), "陈建国", "陈某"),
        (LedgerField("a", "a", Kind.TEXT), "13800138000", "138****8000"),
        (LedgerField("a", "a", Kind.TEXT), "东街口98号", "东***"),
        (LedgerField("a", "a", Kind.TEXT), "1234567", "12*****"),
        (LedgerField("a", "a", Kind.MONEY), "12.00", "***"),
    ],
)
def test_a_masked_value_tells_no_more_than_it_must(item: LedgerField, value: str, shown: str) -> None:
    assert mask(item, value) == shown


def test_a_phone_in_a_public_text_loses_its_middle() -> None:
    item = LedgerField("a", "a", public=True)
    assert public_text(item, "联系13800138000，共2026项") == "联系138****8000，共2026项"


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (LedgerField("a", "a", Kind.NUMBER, unit="亩"), "1,234,567.5 亩"),
        (LedgerField("a", "a", Kind.MONEY), "1,234,567.5 元"),
        (LedgerField("a", "a", Kind.COMPUTED, formula="b"), "1,234,567.5"),
    ],
)
def test_numbers_are_shown_in_groups(item: LedgerField, shown: str) -> None:
    assert with_unit(item, "1234567.5") == shown


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"name": "Größe"}, "name"),
        ({"name": "a__from"}, "name"),
        ({"name": "period"}, "name"),
        ({"label": " "}, "label"),
        ({"kind": Kind.CHOICE, "choices": ("只有一个",)}, "choices"),
        ({"kind": Kind.CHOICE, "choices": ("甲", "甲")}, "choices"),
        ({"choices": ("甲", "乙")}, "choices"),
        ({"least": "x"}, "least"),
        ({"kind": Kind.NUMBER, "least": "2", "most": "1"}, "least"),
        ({"kind": Kind.PERSON, "most": "2"}, "most"),
        ({"kind": Kind.DATE, "least": "2026/1/1"}, "least"),
        ({"kind": Kind.NUMBER, "pattern": "A"}, "pattern"),
        ({"kind": Kind.TABLE}, "columns"),
        ({"kind": Kind.TABLE, "columns": (LedgerField("a", "a", Kind.PHOTO),)}, "columns"),
        ({"kind": Kind.TABLE, "columns": (LedgerField("a", "a"), LedgerField("a", "b"))}, "columns"),
        ({"columns": (LedgerField("a", "a"),)}, "columns"),
        ({"kind": Kind.COMPUTED}, "formula"),
        ({"kind": Kind.COMPUTED, "formula": "1", "required": True}, "required"),
        ({"formula": "1"}, "formula"),
        ({"kind": Kind.PHOTO, "listed": True}, "listed"),
        ({"kind": Kind.TABLE, "columns": (LedgerField("a", "a"),), "filtered": True}, "filtered"),
        ({"masked": True}, "masked"),
    ],
)
def test_a_field_that_could_not_be_filled_in_is_refused(change: dict[str, Any], part: str) -> None:
    with pytest.raises(Incomplete) as refused:
        check_field(replace(LedgerField("a", "甲"), **change))
    assert refused.value.field == part


def test_fields_that_need_each_other_are_refused() -> None:
    items = (
        LedgerField("a", "甲", Kind.COMPUTED, formula="乙+1", listed=True),
        LedgerField("b", "乙", Kind.COMPUTED, formula="甲+1"),
    )
    assert "need each other" in str(check_fields(items)[""])


def test_two_fields_with_one_label_are_refused() -> None:
    items = (LedgerField("a", "甲", listed=True), LedgerField("b", "甲"))
    assert "甲" in str(check_fields(items)[""])


def test_a_ledger_without_a_listed_field_is_refused() -> None:
    assert "for the list" in str(check_fields((LedgerField("a", "甲"),))[""])


def test_a_field_is_named_after_the_pinyin_of_its_label() -> None:
    assert name_from("面积（亩）", []) == "mian_ji"
    assert name_from("面积", ["mian_ji"]) == "mian_ji_2"
    assert name_from("2026 plan", []) == "field_2026_plan"
    assert name_from("！", []) == "field"
    assert name_from("State", []) == "state_2"


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "__import__('os')",
        "甲.__class__",
        "(lambda: 1)()",
        "[1 for x in 甲]",
        "'a' * 9",
        "甲 ** 9",
        "未知 + 1",
        "open(1)",
        "明细.无",
        "明细 + 1",
        "甲(1)",
        "sum(x=1)",
        "True",
        "1" * 301,
        "甲 if",
        "f'{甲}'",
        "甲 @ 1",
        "甲[0]",
        "c + 1",
    ],
)
def test_a_formula_that_is_no_arithmetic_is_refused(formula: str) -> None:
    item = LedgerField("c", "丙", Kind.COMPUTED, formula=formula)
    table = LedgerField("t", "明细", Kind.TABLE, columns=(LedgerField("x", "金额", Kind.MONEY),))
    with pytest.raises(Incomplete):
        check_formula(item, (LedgerField("a", "甲", Kind.NUMBER), table, item))


ITEMS = (
    LedgerField("a", "甲", Kind.NUMBER),
    LedgerField("b", "乙", Kind.NUMBER),
    LedgerField("m", "款", Kind.MONEY),
    LedgerField("s", "起", Kind.DATE),
    LedgerField("e", "止", Kind.DATE),
    LedgerField("t", "明细", Kind.TABLE, columns=(LedgerField("x", "数", Kind.NUMBER),)),
)


def computed(formula: str, content: dict[str, Any]) -> str | None:
    item = LedgerField("r", "果", Kind.COMPUTED, formula=formula)
    check_formula(item, (*ITEMS, item))
    return compute_all((*ITEMS, item), content).get("r")


@pytest.mark.parametrize(
    ("formula", "content", "result"),
    [
        ("甲×乙", {"a": "0.1", "b": "3"}, "0.3"),
        ("（甲＋乙）÷2", {"a": "1", "b": "2"}, "1.5"),
        ("甲/乙", {"a": "1", "b": "0"}, None),
        ("甲/乙", {"a": "1", "b": "3"}, "0.3333"),
        ("甲+乙", {"a": "1"}, None),
        ("止-起", {"s": "2026-01-31", "e": "2026-03-01"}, "29"),
        ("天数(起,止)", {"s": "2026-03-01", "e": "2026-01-31"}, "-29"),
        ("合计(明细.数)", {"t": [{"x": "1.5"}, {}, {"x": "2"}]}, "3.5"),
        ("合计(明细.数)", {}, "0"),
        ("平均(明细.数)", {}, None),
        ("最大(甲,乙)-最小(甲,乙)", {"a": "3", "b": "8"}, "5"),
        ("计数(明细.数)", {"t": [{"x": "1"}, {"x": "1"}]}, "2"),
        ("四舍五入(甲, 1)", {"a": "2.25"}, "2.3"),
        ("1 if 甲 > 乙 and 乙 > 0 else 0", {"a": "3", "b": "2"}, "1"),
        ("起 + 1", {"s": "2026-01-31"}, None),
        ("甲 * 1000000 * 1000000", {"a": "9999999999999"}, None),
        ("-甲 * 0", {"a": "5"}, "0"),
    ],
)
def test_a_computed_field_computes_exactly(formula: str, content: dict[str, Any], result: str | None) -> None:
    assert computed(formula, content) == result


def test_a_computed_field_may_build_on_another_that_stands_below() -> None:
    items = (
        *ITEMS[:2],
        LedgerField("y", "再", Kind.COMPUTED, formula="先 * 2"),
        LedgerField("z", "先", Kind.COMPUTED, formula="甲 + 1"),
    )
    assert compute_all(items, {"a": "4"}) == {"z": "5", "y": "10"}


NUMBER = st.integers(-10_000_000, 10_000_000).map(lambda n: Fraction(n, 10_000))
LEAVES = st.one_of(
    st.sampled_from([("甲", 0), ("b", 1)]).map(lambda leaf: (leaf[0], lambda held, at=leaf[1]: held[at])),
    st.integers(0, 99).map(lambda n: (str(n), lambda held, n=n: Fraction(n))),
    st.integers(0, 999).map(lambda n: (f"{n / 100:.2f}", lambda held, n=n: Fraction(n, 100))),
)
TREES = st.recursive(
    LEAVES,
    lambda part: st.tuples(part, st.sampled_from("+-*"), part).map(
        lambda t: (
            f"({t[0][0]} {t[1]} {t[2][0]})",
            lambda held, t=t: {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__}[t[1]](
                t[0][1](held), t[2][1](held)
            ),
        )
    ),
    max_leaves=5,
)


@given(TREES, NUMBER, NUMBER)
@settings(deadline=None, max_examples=few(200))
def test_computed_fields_agree_with_fractions(tree: Any, a: Fraction, b: Fraction) -> None:
    formula, reference = tree
    content = {name: str(Decimal(n.numerator) / Decimal(n.denominator)) for name, n in (("a", a), ("b", b)) if n}
    if len(content) < 2:
        content = {"a": "1", "b": "1"}
        a = b = Fraction(1)
    expected: Fraction = reference((a, b))
    result = computed(formula, content)
    if abs(expected) >= 10**15:
        assert result is None
        return
    assert result is not None
    assert abs(Fraction(result) - expected) <= Fraction(1, 20_000)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-5000, 5000))
@settings(deadline=None)
def test_days_between_agree_with_the_calendar(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    assert computed("止-起", {"s": start.isoformat(), "e": end.isoformat()}) == str(days)


@given(st.text(max_size=30))
@settings(deadline=None, max_examples=few(300))
def test_no_formula_breaks_the_program(text: str) -> None:
    try:
        value = computed(text, {"a": "1", "b": "2"})
    except Refused as refusal:
        assert refusal.message
    else:
        assert value is None or isinstance(value, str)


@given(
    st.sampled_from(
        [i for i in EVERY_KIND if i.kind not in (Kind.COMPUTED, Kind.TABLE, Kind.ORGANISATION, Kind.REGION)]
    ),
    st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.integers())),
)
@settings(deadline=None, max_examples=few(300))
def test_no_value_breaks_the_program(item: LedgerField, raw: Any) -> None:
    try:
        value = read_value(item, raw)
    except Refused:
        return
    assert value is None or read_value(item, value) == value
