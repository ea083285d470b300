"""Indicators that compare with all the others: R024 and R058, R025, R038, R048."""

from math import inf
from typing import Any

import pytest

from app.trading.screening.counting import count
from app.trading.screening.counts import Counts
from app.trading.screening.settings import Settings
from tests.trading.screened import bid, flags, trade


# R024 and R058
def pair(ocid: str, first: Any, second: Any, **more: Any) -> dict[str, Any]:
    return trade(ocid, [bid("valid", first, "A"), bid("valid", second, "B")], "A", **more)


def test_gap_the_close_one_is_flagged_with_winner_and_second() -> None:
    rows = [pair(str(n), 100, 150 + n) for n in range(9)] + [pair("close", 100, 101)]
    assert flags("[R024]", *rows) == {
        "OCID": {"close": {"R024": 0.01}},
        "Tenderer": {"A": {"R024": 0.0}, "B": {"R024": 0.0}},
    }


def test_gap_the_far_one_is_flagged_with_the_winner_alone() -> None:
    rows = [pair(str(n), 100, 110 + n) for n in range(9)] + [pair("far", 100, 300)]
    assert flags("[R058]", *rows) == {"OCID": {"far": {"R058": 2.0}}, "Tenderer": {"A": {"R058": 0.0}}}


def test_gap_a_value_on_the_threshold_is_flagged() -> None:
    assert flags("[R024]\nthreshold = 0.5", pair("x", 2, 3))["OCID"] == {"x": {"R024": 0.5}}
    assert flags("[R058]\nthreshold = 0.5", pair("x", 2, 3))["OCID"] == {"x": {"R058": 0.5}}


def test_gap_no_fence_is_laid_where_most_have_no_difference() -> None:
    assert flags("[R024]\n[R058]", *[pair(str(n), 100, 100) for n in range(9)]) == {}


def test_gap_quartiles_and_fence_are_told() -> None:
    found = flags("[R024]", *[pair(str(n), 100, 100 + 10 * n) for n in range(1, 6)], meta=True)
    assert found["Meta"] == {"R024": {"q1": 0.1667, "q3": 0.4333, "lower_fence": -0.2333}}


@pytest.mark.parametrize(
    "change",
    [
        {"awards": [{"status": "active", "suppliers": [{"id": "A"}]}, {"status": "pending"}]},
        {"awards": [{"status": "active", "suppliers": [{"id": "A"}]}, {"status": "odd"}]},
        {"awards": [{"status": "active", "suppliers": [{"id": "A"}]}] * 2},
        {"awards": [{"status": "active", "suppliers": [{"id": "A"}, {"id": "B"}]}]},
        {"awards": [{"status": "cancelled", "suppliers": [{"id": "A"}]}]},
        {"awards": [{"status": "active", "suppliers": [{"id": "C"}]}]},
        {"tender": {"status": "cancelled"}},
        {"tender": {"procurementMethodDetails": "抽签"}},
        {"tender": {"procurementMethodDetails": "目录外"}},
    ],
)
def test_gap_what_is_not_comparable_is_left_out(change: dict[str, Any]) -> None:
    ini = "no_price_comparison_procurement_methods = 抽签|摇号\n[exclusions]\nprocurement_method_details = 目录外\n"
    assert flags(ini + "[R058]\nthreshold = 0.5", {**pair("x", 2, 4), **change}) == {}


@pytest.mark.parametrize("ended", ["cancelled", "unsuccessful", 5, None])
def test_gap_awards_that_ended_or_say_nothing_do_not_stand_in_the_way(ended: Any) -> None:
    row = pair("x", 2, 4)
    row["awards"].append({"status": ended})
    assert flags("[R058]\nthreshold = 0.5", row)["OCID"] == {"x": {"R058": 1.0}}


def test_gap_a_bid_of_several_tenderers_is_not_compared() -> None:
    row = trade("x", [bid("valid", 2, "A"), bid("valid", 3, "B", "C"), bid("valid", 4, "D")], "A")
    assert flags("[R058]\nthreshold = 0.5", row)["OCID"] == {"x": {"R058": 1.0}}


def test_gap_the_lowest_of_the_winners_own_bids_counts() -> None:
    row = trade("x", [bid("valid", 9, "A"), bid("valid", 2, "A"), bid("valid", 3, "B")], "A")
    assert flags("[R058]\nthreshold = 0.1", row)["OCID"] == {"x": {"R058": 0.5}}


def test_gap_where_the_lowest_did_not_win_price_is_not_the_only_criterion() -> None:
    assert flags("[R024]\nthreshold = 9\n[R058]\nthreshold = 0.0001", pair("x", 3, 2)) == {}


@pytest.mark.parametrize("status", ["pending", "disqualified", "invited", "withdrawn"])
def test_gap_only_valid_bids_are_compared(status: str) -> None:
    row = trade("x", [bid("valid", 2, "A"), bid(status, 3, "B"), bid("valid", 4, "C")], "A")
    assert flags("[R058]\nthreshold = 0.1", row)["OCID"] == {"x": {"R058": 1.0}}


def test_gap_the_first_currency_that_is_observed_is_the_main_one() -> None:
    first = pair("x", 2, 4)
    other = trade("y", [bid("valid", 2, "A", currency="USD"), bid("valid", 4, "B", currency="USD")], "A")
    assert set(flags("[R058]\nthreshold = 0.1", first, other)["OCID"]) == {"x"}
    assert set(flags("[R058]\nthreshold = 0.1", other, first)["OCID"]) == {"y"}
    assert set(flags("currency = CNY\n[R058]\nthreshold = 0.1", other, first)["OCID"]) == {"x"}


def test_gap_two_bids_of_nothing_are_not_compared_and_one_is_without_end() -> None:
    counts = Counts(Settings())
    count(counts, pair("both", 0, 0))
    count(counts, pair("one", 0, 5))
    assert list(counts.gaps.ratios) == [inf]


def test_gap_of_an_ocid_that_comes_twice_the_later_counts() -> None:
    found = flags("[R058]\nthreshold = 0.1", pair("x", 2, 3), pair("x", 2, 4))
    assert found["OCID"] == {"x": {"R058": 1.0}}


def test_gap_methods_that_compare_prices_can_be_named_instead() -> None:
    ini = "price_comparison_procurement_methods = 竞价\n[R058]\nthreshold = 0.1"
    assert flags(ini, pair("x", 2, 4)) == {}
    assert flags(ini, pair("x", 2, 4, tender={"procurementMethodDetails": "竞价"}))["OCID"]


# R025
def loser_rows() -> list[dict[str, Any]]:
    def firms(number: int, *also: str) -> list[Any]:
        return [bid("valid", 2, f"W{number % 4}"), *(bid("valid", 3, one) for one in also)]

    return [trade(str(n), firms(n, "L"), f"W{n % 4}") for n in range(40)]


def test_losers_who_bids_much_and_never_wins_is_flagged_with_the_share() -> None:
    assert flags("[R025]", *loser_rows()) == {"Tenderer": {"L": {"R025": 0.0}}}


def test_losers_a_tenderer_counts_once_a_process_however_many_bids() -> None:
    rows = loser_rows()
    rows[0]["bids"]["details"] += [bid("valid", 5, "W1")] * 50
    counts = Counts(Settings())
    for row in rows:
        count(counts, row)
    assert counts.won["W1"] % 2**32 == 11


def test_losers_no_fence_is_laid_where_most_never_win() -> None:
    rows = [trade(str(n), [bid("valid", 2, f"{n}-{m}") for m in range(9)], f"{n}-0") for n in range(5)]
    assert flags("[R025]", *rows) == {}


def test_losers_percentile_and_threshold_can_be_set() -> None:
    rows = [trade(str(n), [bid("valid", 2, "A"), bid("valid", 2, "B")], "A") for n in range(3)]
    assert flags("[R025]\npercentile = 100\nthreshold = 0.05", *rows) == {"Tenderer": {"B": {"R025": 0.0}}}
    assert flags("[R025]\npercentile = 101\nthreshold = 0.05", *rows) == {}


# R038
def rejection_row(ocid: str, buyer: str, rejected: int, valid: int, entity: str = "E") -> dict[str, Any]:
    bids = [bid("disqualified", 1, f"{ocid}{n}") for n in range(rejected)]
    bids += [bid("valid", 1, f"{ocid}v{n}") for n in range(valid)]
    tender = {"procuringEntity": {"id": entity}}
    return {"ocid": ocid, "buyer": {"id": buyer}, "tender": tender, "bids": {"details": bids}}


def test_rejections_the_buyer_that_disqualifies_most_is_flagged_with_the_share() -> None:
    rows = [rejection_row(str(n), str(n), 1, 9 + n % 2) for n in range(8)] + [rejection_row("x", "bad", 9, 1)]
    assert flags("[R038]", *rows)["Buyer"] == {"bad": {"R038": 0.9}}


def test_rejections_fewer_than_the_least_number_of_bids_are_not_judged() -> None:
    rows = [rejection_row("x", "once", 1, 0), rejection_row("y", "twice", 1, 1)]
    assert set(flags("[R038]\nthreshold = 0.5", *rows)["Buyer"]) == {"twice"}
    least = "[R038]\nthreshold = 0.5\nminimum_contracting_processes = 1"
    assert set(flags(least, *rows)["Buyer"]) == {"once", "twice"}


def test_rejections_a_tenderer_is_judged_over_all_its_bids() -> None:
    rows = [{"ocid": str(n), "bids": {"details": [bid("disqualified", 1, "T")]}} for n in range(2)]
    assert flags("[R038]\nthreshold = 1", *rows) == {"Tenderer": {"T": {"R038": 1.0}}}
    assert flags("[R038]\nthreshold = 1\nminimum_submitted_bids = 3", *rows) == {}


def test_rejections_the_fences_of_each_group_are_told() -> None:
    meta = flags("[R038]", rejection_row("x", "K", 1, 1), meta=True)["Meta"]["R038"]
    assert meta == {
        f"{group}_{name}": 0.5 for group in ("Buyer", "ProcuringEntity") for name in ("q1", "q3", "upper_fence")
    }


# R048
def class_row(ocid: str, supplier: str, *codes: Any, **award: Any) -> dict[str, Any]:
    items = [{"classification": {"id": code}} for code in codes]
    held = {"status": "active", "suppliers": [{"id": supplier}], "items": items, **award}
    return {"ocid": ocid, "awards": [held]}


def test_classes_a_supplier_of_everything_is_flagged_with_the_number_of_classes() -> None:
    rows = [class_row(f"{firm}{n}", firm, "4510", "4520") for firm in "ABCDEFG" for n in range(20)]
    rows += [class_row(f"Z{n}", "Z", f"{n + 10}00") for n in range(20)]
    assert flags("[R048]", *rows) == {"Tenderer": {firm: {"R048": 1.0} for firm in "ABCDEFG"} | {"Z": {"R048": 20.0}}}
    assert flags("[R048]\nthreshold = 2", *rows) == {"Tenderer": {"Z": {"R048": 20.0}}}


def test_classes_fewer_processes_than_the_least_are_not_judged_and_each_counts_once() -> None:
    row = class_row("x", "A", *[f"{n}" for n in range(10, 40)])
    row["awards"] *= 3
    assert flags("[R048]\nthreshold = 1", row) == {}
    assert flags("[R048]\nthreshold = 30\nminimum_contracting_processes = 1", row)["Tenderer"] == {"A": {"R048": 30.0}}


@pytest.mark.parametrize(
    "change",
    [{"status": "pending"}, {"suppliers": [{"id": "A"}, {"id": "B"}]}, {"suppliers": [{"id": 5}]}, {"items": [1]}],
)
def test_classes_other_awards_do_not_count(change: dict[str, Any]) -> None:
    row = class_row("x", "A", "4510", **change)
    assert flags("[R048]\nthreshold = 1\nminimum_contracting_processes = 1", row) == {}


def test_classes_the_number_of_digits_can_be_set() -> None:
    row = class_row("x", "A", "4510", "4520", 45)
    least = "[R048]\nthreshold = 1\nminimum_contracting_processes = 1\n"
    assert flags(least, row)["Tenderer"] == {"A": {"R048": 1.0}}
    assert flags(least + "digits = 3", row)["Tenderer"] == {"A": {"R048": 2.0}}
