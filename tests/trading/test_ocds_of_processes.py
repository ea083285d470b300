"""Indicators that judge a process by itself: R003, R018, R028, R030, R035, R036."""

from typing import Any

import pytest

from app.trading.screening.counting import instant
from tests.trading.screened import bid, flags, trade


# R003
def period(start: Any, end: Any, **tender: Any) -> dict[str, Any]:
    return {"ocid": "x", "tender": {"tenderPeriod": {"startDate": start, "endDate": end}, **tender}}


@pytest.mark.parametrize(
    ("end", "short"),
    [
        ("2025-01-16T00:00:00Z", False),
        ("2025-01-15T23:59:59.999Z", True),
        ("2025-01-16T08:00:00+08:00", False),
        ("2025-01-16T07:59:59+08:00", True),
        ("2025-01-16t00:00:00z", False),
        ("2024-12-31T00:00:00Z", True),
    ],
)
def test_short_period_whole_days_are_counted_with_offsets(end: str, short: bool) -> None:
    assert bool(flags("[R003]", period("2025-01-01T00:00:00Z", end))) is short


@pytest.mark.parametrize(
    "text", ["2025-01-02", "2025-13-02T00:00:00Z", "2025-01-02T00:00:00", "2025-1-2T00:00:00Z", "", 5, None, {}]
)
def test_short_period_a_day_without_a_time_and_offset_is_no_instant(text: Any) -> None:
    assert instant(text) is None
    assert flags("[R003]", period("2025-01-01T00:00:00Z", text)) == {}


@pytest.mark.parametrize("text", ["2025-01-02T24:00:00Z", "2025-01-02T00:60:00Z", "2025-01-02T00:00:00+24:00"])
def test_short_period_a_time_that_there_is_not_is_no_instant(text: str) -> None:
    assert instant(text) is None


def test_short_period_an_end_before_the_start_by_hours_is_no_day_and_not_below_zero() -> None:
    backwards = period("2025-01-01T12:00:00Z", "2025-01-01T00:00:00Z")
    assert flags("[R003]\nthreshold = 0", backwards) == {}
    assert flags("[R003]\nthreshold = 1", backwards) == {"OCID": {"x": {"R003": 1.0}}}


def test_short_period_method_details_have_thresholds_of_their_own() -> None:
    ten = period("2025-01-01T00:00:00Z", "2025-01-11T00:00:00Z", procurementMethodDetails="询价")
    assert flags("[R003]", ten) == {"OCID": {"x": {"R003": 1.0}}}
    assert flags("[R003.procurement_method_details]\n询价 = 3", ten) == {}


def test_short_period_methods_that_are_not_named_are_left_out() -> None:
    one = period("2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z", procurementMethod="direct")
    assert flags("[R003]\nprocurement_methods = open|selective", one) == {}
    assert flags("[R003]\nprocurement_methods = open|direct", one) == {"OCID": {"x": {"R003": 1.0}}}


# R018
@pytest.mark.parametrize(
    ("number", "flagged"), [(1, True), (1.0, False), (True, False), ("1", False), (0, False), (2, False)]
)
def test_single_bid_only_the_whole_number_one_is_one(number: Any, flagged: bool) -> None:
    tender = {"numberOfTenderers": number, "procurementMethod": "open"}
    assert bool(flags("[R018]", {"ocid": "x", "tender": tender})) is flagged


def test_single_bid_methods_can_be_set() -> None:
    one = {"ocid": "x", "tender": {"numberOfTenderers": 1, "procurementMethod": "limited"}}
    assert flags("[R018]", one) == {}
    assert flags("[R018]\nprocurement_methods = limited", one) == {"OCID": {"x": {"R018": 1.0}}}


# R028
def test_same_prices_pending_bids_count_and_amounts_of_two_kinds_are_equal() -> None:
    found = flags("[R028]", {"ocid": "x", "bids": {"details": [bid("pending", 1, "A"), bid("valid", 1.0, "B")]}})
    assert found == {"OCID": {"x": {"R028": 1.0}}, "Tenderer": {"A": {"R028": 1.0}, "B": {"R028": 1.0}}}


@pytest.mark.parametrize("status", ["invited", "withdrawn", None, 5])
def test_same_prices_bids_that_were_not_submitted_do_not_count(status: Any) -> None:
    details = [bid("valid", 1, "A"), {**bid("valid", 1, "B"), "status": status}]
    assert flags("[R028]", {"ocid": "x", "bids": {"details": details}}) == {}


@pytest.mark.parametrize("amount", ["1", {"$numberLong": "1"}, True, None])
def test_same_prices_amounts_that_are_no_numbers_do_not_count(amount: Any) -> None:
    details = [bid("valid", amount, "A"), bid("valid", amount, "B")]
    assert flags("[R028]", {"ocid": "x", "bids": {"details": details}}) == {}


def test_same_prices_a_shared_tenderer_beside_another_is_another_set() -> None:
    details = [bid("valid", 1, "A"), bid("valid", 1, "A", "B")]
    found = flags("[R028]", {"ocid": "x", "bids": {"details": details}})
    assert set(found["Tenderer"]) == {"A", "B"}


# R030
LATE_TENDER: dict[str, Any] = {"tenderPeriod": {"endDate": "2025-01-20T09:00:00Z"}}


def test_late_bid_a_late_valid_bid_that_won_is_flagged() -> None:
    late = bid("valid", 1, "A", date="2025-01-20T09:00:01Z")
    found = flags("[R030]", trade("x", [late], "A", tender=LATE_TENDER))
    assert found == {"OCID": {"x": {"R030": 1.0}}, "Tenderer": {"A": {"R030": 1.0}}}


@pytest.mark.parametrize(
    ("status", "date", "award", "supplier"),
    [
        ("valid", "2025-01-20T09:00:00Z", "active", "A"),
        ("valid", "2025-01-20T09:00:01Z", "pending", "A"),
        ("valid", "2025-01-20T09:00:01Z", "active", "B"),
        ("disqualified", "2025-01-20T09:00:01Z", "active", "A"),
        ("valid", 20250121, "active", "A"),
        ("valid", None, "active", "A"),
    ],
)
def test_late_bid_other_bids_are_not(status: str, date: Any, award: str, supplier: str) -> None:
    row = trade("x", [bid(status, 1, "A", date=date)], supplier, status=award, tender=LATE_TENDER)
    assert flags("[R030]", row) == {}


def test_late_bid_a_pending_award_beside_the_active_one_changes_nothing() -> None:
    row = trade("x", [bid("valid", 1, "A", "B", date="2025-02")], "A", "B", tender=LATE_TENDER)
    row["awards"].append({"status": "pending"})
    assert set(flags("[R030]", row)["Tenderer"]) == {"A", "B"}


# R035
def test_lone_bid_other_tenderers_are_counted_once_each() -> None:
    bids = [bid("valid", 1, "A"), *[bid("disqualified", 1, "B")] * 2, bid("disqualified", 1, "C", "A")]
    found = flags("[R035]", trade("x", bids, "A"))
    assert found == {"OCID": {"x": {"R035": 2.0}}, "Tenderer": {"A": {"R035": 0.0}}}
    assert flags("[R035]\nthreshold = 3", trade("x", bids, "A")) == {}
    assert flags("[R035]\nthreshold = 0", trade("x", bids[:1], "A")) == {}


@pytest.mark.parametrize(
    ("bids", "suppliers"),
    [
        ([bid("valid", 1, "A"), bid("valid", 1, "C"), bid("disqualified", 1, "B")], ["A"]),
        ([bid("valid", 1, "A"), bid("disqualified", 1, "B")], ["B"]),
        ([bid("valid", 1, "A"), bid("disqualified", 1, "B")], ["A", "B"]),
        ([bid("valid", 1, "A"), bid("disqualified", 1, "A")], ["A"]),
        ([bid("disqualified", 1, "B")], ["B"]),
        ([bid("valid", 1, "A"), bid("withdrawn", 1, "B")], ["A"]),
    ],
)
def test_lone_bid_other_ends_are_not_flagged(bids: list[Any], suppliers: list[str]) -> None:
    assert flags("[R035]", trade("x", bids, *suppliers)) == {}


def test_lone_bid_several_awards_to_one_supplier_are_one_winner() -> None:
    row = trade("x", [bid("valid", 1, "A"), bid("disqualified", 1, "B")], "A")
    assert flags("[R035]", {**row, "awards": row["awards"] * 2})["OCID"] == {"x": {"R035": 1.0}}
    pending = [*row["awards"], {"status": "pending"}]
    assert flags("[R035]", {**row, "awards": pending}) == {}


# R036
def test_lowest_the_first_of_two_equal_bids_decides() -> None:
    equal = [bid("disqualified", 1, "A"), bid("valid", 1, "B")]
    assert flags("[R036]", trade("x", equal, "B")) == {"OCID": {"x": {"R036": 1.0}}}
    assert flags("[R036]", trade("x", equal[::-1], "B")) == {}


def test_lowest_a_bid_in_another_currency_is_not_compared() -> None:
    rows = [bid("disqualified", 1, "A", currency="USD"), bid("valid", 2, "B")]
    assert flags("currency = CNY\n[R036]", trade("x", rows, "B")) == {}
    assert flags("currency = USD\n[R036]", trade("x", rows, "B")) == {}, "no valid bid has a price in it"


def test_lowest_a_process_without_a_disqualified_bid_still_tells_the_main_currency() -> None:
    dollars = trade("a", [bid("valid", 1, "A", currency="USD")], "A")
    yuan = trade("b", [bid("disqualified", 1, "A"), bid("valid", 2, "B")], "B")
    assert flags("[R036]", dollars, yuan) == {}
    assert flags("[R036]", yuan, dollars) == {"OCID": {"b": {"R036": 1.0}}}
