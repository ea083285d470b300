"""Weights and ranks: golden numbers of pymcdm 1.4.0 to 1e-9, the traps of entropy, how firm a rank is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.intervals import rank_intervals
from app.evaluation.weights import capped, entropy_weights, normalised, ranks, topsis, weighted_sums

FOUR = [[0.8, 120, 5], [0.9, 80, 5], [0.7, 200, 5], [0.95, 60, 5]]
FIVE = [
    [62.88, 89.82, 77.79, 23.3],
    [30.72, 87.48, 1.52, 82.3],
    [79.91, 47.33, 31.0, 28.56],
    [26.23, 45.06, 50.95, 55.8],
    [99.55, 79.47, 62.6, 98.91],
]


def near(values: list[float]) -> object:
    return pytest.approx(values, abs=1e-9)


def test_entropy_and_topsis_are_those_of_pymcdm() -> None:
    four = entropy_weights(FOUR)
    assert four == near([0.06037531640037831, 0.9396246835996217, 0.0])
    scaled = normalised(FOUR, (True, False, True))
    assert topsis(scaled, four) == near([0.5706889896335714, 0.8568689929411811, 0.0, 1.0])
    assert topsis(scaled, [1 / 3] * 3) == near([0.48612243972460883, 0.8267019162267564, 0.0, 1.0])
    five = entropy_weights(FIVE)
    assert five == near([0.2171368507832187, 0.07749882977008284, 0.45192064039999, 0.25344367904670845])
    scaled = normalised(FIVE, (True, False, True, False))
    assert topsis(scaled, (0.4, 0.3, 0.2, 0.1)) == near(
        [0.454112596114583, 0.06578589908713756, 0.7223508169048166, 0.44820505861916565, 0.6316409116016699]
    )
    assert topsis(scaled, five) == near(
        [0.7987093059086406, 0.09625691857662255, 0.5462835822409079, 0.5361845706772724, 0.6052902047585842]
    )


def test_the_traps_of_entropy() -> None:
    assert entropy_weights([[1, 5], [1, 5]]) == [0.5, 0.5]
    assert entropy_weights([[3, 1], [3, 2]])[0] == 0
    with_zero = entropy_weights([[0, 4], [5, 5], [5, 6]])
    assert 0.9 < with_zero[0] < 1
    for wrong in ([[1, 2]], [[-1, 2], [1, 3]], [[0, 2], [0, 3]]):
        with pytest.raises(ValueError, match="entropy needs"):
            entropy_weights(wrong)


def test_one_weight_is_capped_and_the_others_take_what_is_cut() -> None:
    assert capped([0.94, 0.06, 0.0], 0.5) == pytest.approx([0.5, 0.5, 0.0])
    assert capped([0.94, 0.04, 0.02], 0.5) == pytest.approx([0.5, 1 / 3, 1 / 6])
    assert capped([1.0, 0.0, 0.0], 0.4) == pytest.approx([0.4, 0.3, 0.3])
    with pytest.raises(ValueError, match="so low a cap"):
        capped([0.5, 0.5], 0.4)


@given(st.lists(st.floats(0.01, 10), min_size=2, max_size=6), st.floats(0, 1))
def test_capped_weights_are_a_whole_and_none_exceeds_the_cap(raw: list[float], place: float) -> None:
    weights = [one / sum(raw) for one in raw]
    most = 1 / len(raw) + place * (1 - 1 / len(raw))
    found = capped(weights, most)
    assert sum(found) == pytest.approx(1) and max(found) <= most + 1e-9


def test_equal_scores_share_the_better_rank() -> None:
    assert ranks([0.2, 0.9, 0.9, 0.1]) == [3, 1, 1, 4]
    assert ranks([]) == []
    assert topsis([[1.0, 1.0], [1.0, 1.0]], [0.5, 0.5]) == [0.5, 0.5]


def test_a_rank_is_firm_where_no_weight_changes_it_and_a_seed_repeats_it() -> None:
    scaled = [[1.0, 1.0, 1.0], [1.0, 0.1, 0.4], [0.1, 1.0, 0.5], [0.5, 0.5, 0.6], [0.0, 0.0, 0.0]]
    weights = [0.4, 0.4, 0.2]
    found = rank_intervals(scaled, weights, weighted_sums, seed=7)
    assert found == rank_intervals(scaled, weights, weighted_sums, seed=7)
    assert [(one.best, one.worst, one.firm) for one in (found[0], found[4])] == [(1, 1, True), (5, 5, True)]
    assert [(one.best, one.worst, one.firm) for one in found[1:3]] == [(2, 4, False)] * 2
    sure = rank_intervals(scaled, [1.0, 0.0, 0.0], weighted_sums, seed=7)
    assert all(one.best == one.worst for one in sure)
