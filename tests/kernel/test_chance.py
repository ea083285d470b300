"""Exact chances, beside every order and every draw counted one by one."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, groupby, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.chance import alternation, fisher_tail, in_turn


def test_fishers_tail_is_that_of_the_tables() -> None:
    assert fisher_tail(5, 5, 5, 10) == pytest.approx(1 / 252)
    assert fisher_tail(0, 5, 5, 10) == 1.0
    assert fisher_tail(3, 4, 4, 8) == pytest.approx(17 / 70)  # the lady who tastes tea
    assert fisher_tail(20, 20, 20, 20) == 1.0  # everybody is always there: no chance could bring less
    assert fisher_tail(50, 60, 60, 100_000) < 1e-100


@given(st.integers(1, 8), st.data())
def test_fishers_tail_counts_the_draws(total: int, data: st.DataObject) -> None:
    drawn, marked = data.draw(st.integers(0, total)), data.draw(st.integers(0, total))
    found = data.draw(st.integers(0, min(drawn, marked)))
    draws = [sum(one < marked for one in draw) for draw in combinations(range(total), drawn)]
    assert fisher_tail(found, drawn, marked, total) == pytest.approx(sum(one >= found for one in draws) / len(draws))


def runs(order: Sequence[object]) -> int:
    return len(list(groupby(order)))


def test_three_winners_twice_each_never_twice_in_a_row_is_no_rarity() -> None:
    assert alternation("ABCABC") == pytest.approx(30 / 90)
    assert alternation("ABCABCABC") == pytest.approx(174 / 1680)
    assert alternation("AB" * 6) == pytest.approx(2 / 924)
    assert alternation("AAABBB") == 1.0
    assert alternation("") == alternation("AAAA") == 1.0


def test_turns_in_one_fixed_order_are_rare() -> None:
    assert in_turn("ABCABC") == pytest.approx(6 / 90)
    assert in_turn("ABCABCABC") == pytest.approx(6 / 1680)
    assert in_turn("ABCAB") == pytest.approx(2 / 30)
    assert in_turn("ABCACB") == in_turn("AAAA") == in_turn("") == 1.0


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=7))
def test_both_count_the_orders(order: list[str]) -> None:
    orders = set(permutations(order))
    assert alternation(order) == pytest.approx(sum(runs(one) >= runs(order) for one in orders) / len(orders))
    size = len(Counter(order))
    if in_turn(order) < 1:
        turns = [
            one
            for one in orders
            if all(one[place] == one[place % size] for place in range(len(one))) and len(set(one[:size])) == size
        ]
        assert in_turn(order) == pytest.approx(len(turns) / len(orders))
