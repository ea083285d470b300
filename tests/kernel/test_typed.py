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
