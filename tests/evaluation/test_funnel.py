"""The funnel: golden numbers of a published table, exact limits as scipy has them, many tests at once."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.binomial import at_most, limit, mass, two_sided
from app.evaluation.funnel import Unit, draw_funnel
from app.kernel.chance import adjusted

DATA = Path(__file__).parents[3] / "shared" / "data" / "trading" / "tsuchiura_bids_2007_2010.csv"


@pytest.mark.skipif(not DATA.is_file(), reason="the published bids are not on this machine")
def test_the_golden_numbers_of_published_bids() -> None:
    with DATA.open(encoding="utf-8") as file:
        rows = [(row["bidder_id"], row["winner"] == "1") for row in csv.DictReader(file)]
    bids, wins = Counter(bidder for bidder, _ in rows), Counter(bidder for bidder, won in rows if won)
    funnel = draw_funnel([Unit(name, count, wins[name]) for name, count in bids.items() if count >= 10])
    assert funnel.phi is not None
    assert (len(funnel.units), round(funnel.p0, 6), round(funnel.phi, 4), round(funnel.tau2, 5)) == (
        87,
        0.217141,
        1.1791,
        0.00097,
    )
    found = [[len(funnel.outside(bound, plain=plain)) for plain in (True, False)] for bound in (1.96, 3.09)]
    assert found == [[11, 8], [2, 2]]


@pytest.mark.parametrize(
    ("trials", "share", "probability", "count"),
    [
        (10, 0.217, 0.025, 0), (10, 0.217, 0.975, 5), (10, 0.217, 0.999, 7), (100, 0.217, 0.025, 14),
        (100, 0.217, 0.975, 30), (100, 0.217, 0.001, 10), (100, 0.217, 0.999, 35), (1000, 0.5, 0.001, 451),
        (1000, 0.5, 0.999, 549),
    ],
)  # fmt: skip
def test_limits_lie_just_below_the_quantile_of_scipy(trials: int, share: float, probability: float, count: int) -> None:
    assert max(0, count - 1) / trials <= limit(trials, share, probability) <= count / trials


@given(st.integers(1, 400), st.floats(0.01, 0.99), st.data())
def test_the_distribution_adds_up(trials: int, share: float, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, trials))
    by_hand = sum(mass(one, trials, share) for one in range(count + 1))
    assert at_most(count, trials, share) == pytest.approx(min(by_hand, 1.0), abs=1e-9)
    assert 0 <= two_sided(count, trials, share) <= 1


def test_a_million_cases_are_no_more_work_than_a_thousand() -> None:
    assert limit(1_000_000, 0.2, 0.975) == pytest.approx(0.2 + 1.95996 * (0.16 / 1e6) ** 0.5, abs=2e-6)


def test_many_tests_at_once_as_scipy_adjusts_them() -> None:
    assert adjusted([0.01, 0.04, 0.03, 0.005, 0.5, 0.8]) == pytest.approx([0.03, 0.06, 0.06, 0.03, 0.6, 0.8])
    assert adjusted([]) == []


def test_few_units_have_no_over_dispersion_and_no_variation_is_no_funnel() -> None:
    funnel = draw_funnel([Unit("甲", 40, 10), Unit("乙", 60, 30)])
    assert (funnel.phi, funnel.tau2) == (None, 0.0)
    assert [one.z for one in funnel.units] == [one.z_adjusted for one in funnel.units]
    for events in (0, 40):
        with pytest.raises(ValueError, match="with the event and without"):
            draw_funnel([Unit("甲", 40, events)])
