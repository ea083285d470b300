"""Where the money went, as villagers put it: sums agree with the statement, whatever the month holds."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.villages.models import VillageMonth
from app.villages.plain import course, follows, spending
from app.villages.words import Category, Direction

OUT = [one for one in Category if one.direction is Direction.OUT]
IN = [one for one in Category if one.direction is Direction.IN]
Sums = dict[Category, Decimal]
sums = st.dictionaries(st.sampled_from([*OUT, *IN]), st.decimals("0.01", 10**7, places=2))


def month(period: str, amounts: Sums) -> VillageMonth:
    lines = [
        {"category": one.value, "direction": one.direction.value, "amount": f"{amount:.2f}", "count": 2}
        for one, amount in amounts.items()
    ]
    income, expense = (
        sum((amount for one, amount in amounts.items() if one.direction is way), Decimal(0))
        for way in (Direction.IN, Direction.OUT)
    )
    return VillageMonth(period=period, income=income, expense=expense, closing=income - expense, lines=lines)


@given(sums)
def test_the_shares_are_the_expense_and_nothing_else(amounts: Sums) -> None:
    one = spending(month("2026-10", amounts))
    assert sum((share.amount for share in one.shares), Decimal(0)) == one.expense
    assert {share.category for share in one.shares} == {name for name in amounts if name in OUT}
    assert [share.amount for share in one.shares] == sorted((share.amount for share in one.shares), reverse=True)
    assert abs(sum(share.of_hundred for share in one.shares) - (100 if one.shares else 0)) <= len(one.shares)


def test_of_a_hundred_yuan() -> None:
    one = spending(
        month("2026-10", {Category.WORKS: Decimal(320), Category.SALARY: Decimal(677), Category.TRAVEL: Decimal(3)})
    )
    assert [(share.category, share.of_hundred) for share in one.shares] == [
        (Category.SALARY, 68),
        (Category.WORKS, 32),
        (Category.TRAVEL, 0),
    ]


def test_it_is_compared_with_the_month_before_and_with_no_other() -> None:
    now, before = month("2026-01", {Category.WORKS: Decimal(50)}), month("2025-12", {Category.WORKS: Decimal(80)})
    assert spending(now, before).more == Decimal(-30)
    assert spending(now, month("2025-11", {})).more is None
    assert spending(now).more is None
    assert (follows("2026-09", "2026-10"), follows("2026-10", "2026-09"), follows("2026-10", "2026-10")) == (
        True,
        False,
        False,
    )


def test_the_course_runs_from_the_oldest() -> None:
    months = [month("2026-10", {Category.RENT: Decimal(7)}), month("2026-09", {Category.WORKS: Decimal(5)})]
    assert course(months) == (["2026-09", "2026-10"], [0.0, 7.0], [5.0, 0.0])
