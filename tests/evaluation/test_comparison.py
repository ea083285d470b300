"""What a comparison says of each unit, in words: differing, not distinguishable, too few to judge."""

from app.evaluation.pages.compare import ENOUGH, compared
from app.evaluation.queries import Told
from app.surfaces.charts.funnel import Standing

ALIKE = {of: Told(80 + of % 5, 100) for of in range(12)}


def test_a_unit_beyond_chance_stands_out_and_the_others_do_not() -> None:
    found = compared(ALIKE | {90: Told(40, 100)})
    assert found.standing(90) is Standing.FAR
    assert {found.standing(of) for of in ALIKE} == {Standing.WITHIN}


def test_a_unit_a_little_outside_is_high_or_low() -> None:
    crowd = {of: Told(500 + of % 3, 1000) for of in range(30)}
    found = compared(crowd | {90: Told(570, 1000), 91: Told(435, 1000)})
    assert (found.standing(90), found.standing(91)) in {
        (Standing.HIGH, Standing.LOW),
        (Standing.FAR, Standing.FAR),
        (Standing.HIGH, Standing.FAR),
    }
    assert all(found.standing(of) is Standing.WITHIN for of in crowd)


def test_a_small_unit_is_never_judged_however_far_it_lies() -> None:
    found = compared(ALIKE | {90: Told(0, ENOUGH - 1)})
    assert found.standing(90) is Standing.SMALL
    assert 90 not in found.placed
    assert found.told[90].denominator == ENOUGH - 1


def test_nothing_is_compared_where_all_or_none_had_the_event_or_one_unit_is_large_enough() -> None:
    for told in (
        {1: Told(100, 100), 2: Told(100, 100)},
        {1: Told(0, 100), 2: Told(0, 100)},
        {1: Told(50, 100), 2: Told(1, 2)},
    ):
        found = compared(told)
        assert found.funnel is None
        assert {found.standing(of) for of in told} == {Standing.SMALL}


def test_one_in_many_alike_units_is_not_called_out_by_chance_alone() -> None:
    """Two hundred units of one share: a few lie beyond two standard deviations, and none stands after all were tested."""
    told = {of: Told(50 + (of * 37 % 21) - 10, 100) for of in range(200)}
    found = compared(told)
    assert sum(abs(one.z) > 1.96 for one in found.placed.values()) > 5
    assert {found.standing(of) for of in told} == {Standing.WITHIN}
