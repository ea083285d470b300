"""The price screens over tables of bids: published numbers, each screen's four answers, and what a table may hold."""

import json
import math
import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Refused
from app.trading.bidtable import BLANK, Columns, Table, read_bids
from app.trading.screening.prices import deviation, excess_kurtosis, measure, skewness
from app.trading.screening.pricescreens import ALL_AT_CEILING, CURRENCIES, NO_CEILING, Peers, judge, judge_all
from app.trading.screening.tenders import Tender
from app.trading.words import Outcome
from tests.web import RunningProgram

TSUCHIURA = Path(__file__).parents[3] / "shared" / "data" / "trading" / "tsuchiura_bids_2007_2010.csv"
ALONE = Peers(tenders=1, cv_p05=None, cv_median=None, kurtosis_p95=None, close=None, far=None)


def tender(*prices: Any, ceiling: Any = None, winner: str = "") -> Tender:
    held = [(f"B{number}", Decimal(str(price))) for number, price in enumerate(prices)]
    limit = None if ceiling is None else Decimal(str(ceiling))
    return Tender("x", bids=held, ceiling=limit, winners={winner} if winner else set())


def outcomes(one: Tender, peers: Peers = ALONE) -> dict[str, str]:
    measures = measure([float(p) for p in one.prices], float(one.ceiling) if one.ceiling else None)
    return {code[:3]: answer.outcome.value for code, answer in judge(one, measures, peers).items()}


def test_the_bids_of_tsuchiura_measure_as_published() -> None:
    if not TSUCHIURA.exists():
        pytest.skip("the bids of Tsuchiura are not on this machine")
    table = read_bids(TSUCHIURA, Columns("pid", "bidder_id", "bid", ceiling="reserveprice", winner="winner"))
    judged, groups = judge_all(table.tenders.values())
    three = [one for one in judged if one.measures.bids >= 3]
    assert (table.rows, len(judged), len(three), len(table.bidders)) == (3182, 695, 619, 162)
    assert sum(one.measures.equal > 0 for one in three) == 108
    assert sum(one.answers["T18.identical"].outcome is Outcome.FOUND for one in three) == 108
    assert sum(1 for one in three if (held := one.measures.regular_differences) is not None and held <= 0.05) == 3
    assert groups[""].cv_p05 == pytest.approx(0.003116, abs=5e-7)
    assert groups[""].cv_median == pytest.approx(0.010149, abs=5e-7)
    assert Counter(fault.message for fault in table.faults)[BLANK] == 18


def test_moments_are_those_that_are_published() -> None:
    # scipy.stats.skew and kurtosis with bias=False, as their documentation defines them: G1 and G2 of Joanes and Gill.
    values = [2.0, 8.0, 0.0, 4.0, 1.0, 9.0, 9.0, 0.0]
    assert skewness(values) == pytest.approx(0.3305821804079746)
    assert skewness([1.0, 2.0, 3.0, 4.0, 5.0]) == 0.0
    assert excess_kurtosis([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx(-1.2)
    assert deviation([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]) == pytest.approx(math.sqrt(32 / 7))


@given(st.lists(st.integers(1, 10**9), min_size=4, max_size=9).filter(lambda held: len(set(held)) > 1))
def test_moments_agree_with_exact_arithmetic(values: list[int]) -> None:
    number = len(values)
    mean = Fraction(sum(values), number)
    second, third, fourth = (sum((one - mean) ** power for one in values) / number for power in (2, 3, 4))
    floats = [float(one) for one in values]
    skew = float(third) / float(second) ** 1.5 * math.sqrt(number * (number - 1)) / (number - 2)
    assert skewness(floats) == pytest.approx(skew, rel=1e-6, abs=1e-6)
    spread = Fraction(number - 1, (number - 2) * (number - 3)) * ((number + 1) * (fourth / second**2 - 3) + 6)
    assert excess_kurtosis(floats) == pytest.approx(float(spread), rel=1e-6, abs=1e-6)


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=9), st.integers(2, 1000))
def test_measures_do_not_depend_on_order_or_unit(values: list[int], times: int) -> None:
    mixed = random.Random(0).sample(values, len(values))  # noqa: S311 - any order will do
    one, other = measure([float(v) for v in values]), measure([float(v * times) for v in mixed])
    for name, value in vars(one).items():
        assert getattr(other, name) == (value if value is None else pytest.approx(value, rel=1e-6, abs=1e-6)), name


def test_measures_of_a_known_tender() -> None:
    found = measure([104.0, 100.0, 101.0, 110.0], 125.0)
    assert found.distance == pytest.approx(0.01)
    assert found.normalised == pytest.approx(1 / (10 / 3))
    assert found.relative == pytest.approx(1 / math.sqrt(21))
    assert found.to_ceiling == 0.8 and found.equal == 0 and found.bids == 4
    assert found.regular_differences == pytest.approx((6 - 1) / (10 / 3))


@pytest.mark.parametrize("price", [0.0, -1.0, float("nan")])
def test_a_price_that_is_not_positive_is_no_price(price: float) -> None:
    with pytest.raises(ValueError):
        measure([price])


@pytest.mark.parametrize("count", [0, 1])
def test_of_one_bid_or_none_nothing_is_measured_and_nothing_said(count: int) -> None:
    one = tender(*[100] * count, ceiling=100)
    assert set(outcomes(one).values()) == {"not_enough_data"}


def test_t18_finds_one_price_of_two_bidders_and_no_fixed_price() -> None:
    assert outcomes(tender(100, 100, 103))["T18"] == "found"
    assert outcomes(tender(100, "100.01", 103))["T18"] == "not_found"
    assert outcomes(tender(100, 100, ceiling=100))["T18"] == "does_not_apply"
    assert outcomes(tender(100, 100, ceiling=120))["T18"] == "found"
    assert outcomes(Tender("x", bids=[("A", Decimal(100)), ("A", Decimal(100))]))["T18"] == "not_found", "one bidder"
    fixed = judge_all([tender(100, 100, ceiling=100)])[0][0].answers["T18.identical"]
    assert fixed.why == ALL_AT_CEILING


def test_t19_finds_equal_steps_and_equal_shares() -> None:
    assert outcomes(tender(100, 110, 120, 130))["T19"] == "found"
    assert outcomes(tender(100, 110, 121, "133.1"))["T19"] == "found"
    assert outcomes(tender(100, 110, 120, 137))["T19"] == "not_found"
    assert outcomes(tender(100, 110, 120))["T19"] == "not_enough_data"
    assert outcomes(tender(100, 100, 100, 100))["T19"] == "does_not_apply"


def test_t20_compares_with_peers_and_with_a_fixed_bound_where_they_are_few() -> None:
    close = tender(1000, 1010, 1011, 1012)
    assert outcomes(close)["T20"] == "found"
    assert outcomes(tender(1000, 1001, 1010, 1020))["T20"] == "not_found", "close together, but not oddly spread"
    assert outcomes(tender(1000, 1100, 1300, 1500))["T20"] == "not_found"
    assert outcomes(tender(1000, 1001))["T20"] == "not_enough_data"
    strict = Peers(tenders=50, cv_p05=0.001, cv_median=0.1, kurtosis_p95=5.0, close=0.0, far=1.0)
    assert outcomes(close, strict)["T20"] == "not_found"


def test_t21_finds_the_two_lowest_oddly_close_or_apart() -> None:
    peers = Peers(tenders=60, cv_p05=0.01, cv_median=0.1, kurtosis_p95=5.0, close=0.005, far=0.2)
    assert outcomes(tender(1000, 1005, 1500), peers)["T21"] == "found"
    assert outcomes(tender(1000, 1200, 1500), peers)["T21"] == "found"
    assert outcomes(tender(1000, 1100, 1500), peers)["T21"] == "not_found"
    assert outcomes(tender(1000, 1001, 1500))["T21"] == "found"
    assert outcomes(tender(1000, 1200, 1500))["T21"] == "not_found", "few peers do not tell what is far"
    assert outcomes(tender(1000, 1001))["T21"] == "not_enough_data"


def test_t22_finds_a_winner_at_the_ceiling() -> None:
    assert outcomes(tender(980, 990, 995, ceiling=1000))["T22"] == "found"
    assert outcomes(tender(979, 990, 995, ceiling=1000))["T22"] == "not_found"
    assert outcomes(tender(900, 990, 995, ceiling=1000, winner="B1"))["T22"] == "found"
    assert outcomes(tender(980, 990, ceiling=1000))["T22"] == "not_enough_data"
    answer = judge_all([tender(980, 990, 995)])[0][0].answers["T22.ceiling"]
    assert (answer.outcome, answer.why) == (Outcome.NOT_ENOUGH, NO_CEILING)


def test_tenders_are_compared_within_their_group_alone() -> None:
    chance = random.Random(4)  # noqa: S311 - the same prices in every run
    tenders = []
    for number in range(120):
        width = 0.01 if number % 2 else 0.4
        one = tender(*[round(1000 * (1 + width * chance.random()), 2) for _ in range(5)])
        one.peers = "narrow" if number % 2 else "wide"
        tenders.append(one)
    _judged, groups = judge_all(tenders)
    assert groups["narrow"].tenders == groups["wide"].tenders == 60
    assert (groups["narrow"].cv_p05 or 9) < (groups["wide"].cv_p05 or 0) / 5


TABLE = """标段,投标人,报价,币种,控制价,中标
A,甲,"1,980,000.00",CNY,2000000,是
A,乙,199万元,CNY,2000000,
A,丙,一百万,CNY,2000000,
A,丁,-5,CNY,2000000,
A,戊,,CNY,2000000,
A,己,1000000000000000,CNY,2000000,
A,甲,1995000,CNY,2100000,
B,甲,100,CNY,,
B,乙,100,USD,,
,甲,100,CNY,,
C,,100,CNY,,
C,丙,0,CNY,abc,
"""
NAMES = Columns("标段", "投标人", "报价", "币种", "控制价", "中标")


@pytest.fixture(params=["utf-8", "utf-8-sig", "gb18030"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Table:
    path = tmp_path / "bids.csv"
    path.write_bytes(TABLE.encode(request.param))
    return read_bids(path, NAMES)


def test_every_row_that_is_not_counted_says_why(table: Table) -> None:
    told = [(fault.row, fault.message.split(" is ")[0].split(" in ")[0][:22]) for fault in table.faults]
    assert told == [
        (3, "“%(value)s”"),
        (4, "“%(value)s”"),
        (5, "A price"),
        (6, "There"),
        (7, "%(value)s"),
        (8, "The tender has another"),
        (8, "The bidder bids twice"),
        (10, "The tender has bids"),
        (11, "The row names no tende"),
        (12, "The row names no bidde"),
        (13, "“%(value)s”"),
        (13, "A price"),
    ]
    assert table.faults[0].values == {"value": "199万元", "number": "1,990,000.00"}
    assert table.rows == 12 and table.tenders["A"].bids == [("甲", 1980000), ("乙", 1990000), ("甲", 1995000)]


def test_prices_in_two_currencies_are_not_compared(table: Table) -> None:
    judged = {one.tender.name: one for one in judge_all(table.tenders.values())[0]}
    assert {(a.outcome, a.why) for a in judged["B"].answers.values()} == {(Outcome.NOT_APPLICABLE, CURRENCIES)}
    assert judged["A"].answers["T22.ceiling"].value == 0.99


def test_a_table_without_the_column_or_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Refused, match=r"tender.*a \| b"):
        read_bids(path, Columns())
    with pytest.raises(Refused, match="cannot be opened"):
        read_bids(tmp_path / "none.csv", Columns())
    path.write_bytes(b"")
    with pytest.raises(Refused, match="empty"):
        read_bids(path, Columns())


@pytest.mark.parametrize("content", [b"\x00\x01\xff" * 40, b'tender,bidder,price\n"A,1', b"tender,bidder,price\nA\n"])
def test_rubbish_ends_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    try:
        assert read_bids(path, Columns()).faults
    except Refused as refused:
        assert len(str(refused)) > 20


def run(app: Flask, *arguments: str) -> tuple[int, str, str]:
    done = app.test_cli_runner().invoke(args=["bid-screens", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_the_command_prints_a_table_and_json(program: RunningProgram, tmp_path: Path) -> None:
    path = tmp_path / "bids.csv"
    path.write_text(TABLE, "utf-8")
    named = ("--tender", "标段", "--bidder", "投标人", "--price", "报价", "--currency", "币种", "--winner", "中标")
    code, said, warned = run(program.app, str(path), *named)
    assert code == 0 and "T18.identical" in said and warned.count("\n") == 10
    told = json.loads(run(program.app, str(path), *named, "--ceiling", "控制价", "--json")[1])
    assert (told["rows"], told["tenders"], told["bidders"], len(told["faults"])) == (12, 3, 6, 12)
    assert told["most_wins"] == {"bidder": "甲", "wins": 1}
    assert told["screens"]["T18.identical"] == {"found": 0, "not_found": 1, "not_enough_data": 1, "does_not_apply": 1}
    code, said, warned = run(program.app, str(path))
    assert (code, said) == (1, "") and "标段" in warned
