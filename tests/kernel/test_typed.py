"""What people type is taken only when there is one way to read it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Incomplete, Refused
from app.kernel.typed import read_amount, read_day, read_moment, read_number, read_text, read_whole


def sentence(refusal: Refused) -> str:
    return refusal.message % refusal.values


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,250.50", "1250.50"),
        ("１２５０", "1250"),
        ("36，000", "36000"),
        ("1 250.5", "1250.5"),
        ("1.5万元", "15000"),
        ("¥3", "3"),
        ("￥3元", "3"),
        (".5", "0.5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("1,234,567", "1234567"),
        (0.3, "0.3"),
        (7, "7"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: Any, number: str) -> None:
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "100,08",
        "3,6",
        "1_00.16",
        "12,34,567",
        "1,2345",
        "1.2.3",
        "1e5",
        "NaN",
        "Infinity",
        "²",
        "③",
        "",
        "十二",
        "1.5万5",
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_no_number(typed: str) -> None:
    assert read_number(typed) is None
    for read in (read_amount, read_whole):
        with pytest.raises(Incomplete):
            read(typed, "amount")


def test_a_comma_that_is_no_thousand_says_so() -> None:
    with pytest.raises(Incomplete) as refused:
        read_amount("100,08", "amount")
    assert "comma" in sentence(refused.value)
    assert refused.value.field == "amount"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_sum_is_the_same_with_commas_and_without(amount: Decimal) -> None:
    assert read_amount(f"{amount:f}") == read_amount(f"{amount:,f}") == amount


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-05",
        "2026/11/5",
        "2026.11.5",
        "2026年11月5日",
        "20261105",
        20261105,
        20261105.0,
        "２０２６-11-05",
        "2026-11-05 08:30",
        date(2026, 11, 5),
        datetime(2026, 11, 5, tzinfo=UTC),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: Any) -> None:
    assert read_day(typed) == date(2026, 11, 5)


def test_only_one_reading_makes_a_day_of_two_short_numbers() -> None:
    assert read_day("25/12/2026") == read_day("12/25/2026") == date(2026, 12, 25)
    assert read_day("5/5/2026") == date(2026, 5, 5)
    with pytest.raises(Incomplete) as asked:
        read_day("11/5/2026", "signed_on")
    assert "2026-05-11" in sentence(asked.value)
    assert "2026-11-05" in sentence(asked.value)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026", "year or a month"),
        (2026, "year or a month"),
        (2026.0, "year or a month"),
        ("2025-12", "year or a month"),
        ("12/2025", "year or a month"),
        ("2025年", "year or a month"),
        ("2025年12月", "year or a month"),
        (46172, "2026-05-30"),
        ("46172", "2026-05-30"),
        ("明天", "date such as"),
        ("2026-02-30", "date such as"),
        ("5月3日", "date such as"),
        ("31/31/2026", "date such as"),
        ("1899-12-31", "date such as"),
        ("26-11-05", "date such as"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(typed: Any, says: str) -> None:
    with pytest.raises(Incomplete) as refused:
        read_day(typed, "on")
    assert says in sentence(refused.value)
    assert refused.value.field == "on"


def test_a_moment_keeps_its_time_and_its_zone() -> None:
    assert read_moment("2026-11-05T08:30:00Z") == datetime(2026, 11, 5, 8, 30, tzinfo=UTC)
    assert read_moment("2026/11/5 8:30") == datetime(2026, 11, 5, 8, 30)  # noqa: DTZ001 - none was given
    with pytest.raises(Incomplete):
        read_moment("2026-11-05 25:00")


@pytest.mark.parametrize("raw", [2.5352000000012345e19, 1e15, "2.53520E+19", "6.21700182001235E+18"])
def test_a_number_of_which_digits_are_lost_is_no_text(raw: Any) -> None:
    with pytest.raises(Incomplete) as refused:
        read_text(raw, "invoice_number")
    assert "15 digits" in sentence(refused.value)


def test_a_number_that_is_whole_has_no_point_and_none_is_shortened() -> None:
    assert [read_text(raw) for raw in (13800000000.0, 7, 1.5, 1e-7, 25352000000012345678, " a\x00 ")] == [
        "13800000000",
        "7",
        "1.5",
        "0.0000001",
        "25352000000012345678",
        "a",
    ]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12.5万", "125000"),
        ("12.5万元整", "125000"),
        ("1.2亿", "120000000"),
        ("３万", "30000"),
        ("0.01亿元", "1000000"),
    ],
)
def test_sums_are_written_in_ten_thousands_and_hundred_millions(typed: str, number: str) -> None:
    assert read_amount(typed) == Decimal(number)


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from([("万", 4), ("亿", 8)]))
def test_a_sum_in_ten_thousands_is_the_sum_it_stands_for(amount: Decimal, unit: tuple[str, int]) -> None:
    word, places = unit
    assert read_amount(f"{amount.scaleb(-places):f}{word}元") == amount


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1.2.3", "more than one point"),
        ("12..5万", "more than one point"),
        ("1000000000000000", "too large"),
        ("100000亿", "too large"),
        ("-5", "below zero"),
        ("0.001", "2 decimals"),
        ("五万", "Enter a number"),
        ("1万2", "Enter a number"),
    ],
)
def test_nonsense_is_told_for_what_it_is(typed: str, says: str) -> None:
    with pytest.raises(Incomplete) as refused:
        read_amount(typed, "amount", least=0)
    assert says in sentence(refused.value)
    assert refused.value.field == "amount"


@pytest.mark.parametrize("typed", ["11-30", "11/30", "11月30日", "１１月３０", "11.30"])
def test_a_form_may_leave_out_the_year_and_a_sheet_may_not(typed: str) -> None:
    assert read_day(typed, today=date(2026, 1, 5)) == date(2026, 11, 30)
    with pytest.raises(Incomplete):
        read_day(typed)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_day_is_the_same_in_every_spelling(day: date) -> None:
    spellings = (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02}.{day.day:02}",
    )
    assert {read_day(text, today=date(2026, 1, 1)) for text in spellings} == {day}
    assert read_day(f"{day.month}月{day.day}日", today=day) == day


def test_a_day_that_this_year_has_not_is_refused() -> None:
    assert read_day("2-29", today=date(2028, 1, 1)) == date(2028, 2, 29)
    with pytest.raises(Incomplete):
        read_day("2-29", today=date(2026, 1, 1))
