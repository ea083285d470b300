"""Shapes in any list of payments: as a slow search by hand finds them, and with the published figures."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.funds.shapes.cycles import Trip, find_trips
from app.funds.shapes.fans import Fan, find_fans
from app.funds.shapes.payments import DAY, SECOND, Payment, hubs
from app.funds.shapes.splits import Parts, Split, find_splits

DATA = Path(__file__).parents[3] / "shared" / "data" / "funds"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the published payment tables are not on this machine")

NAMES = "ABCDE"


def payment(day: float, place: int, payer: str, payee: str, yuan: float, currency: str = "") -> Payment:
    return Payment(int(day * DAY), place, payer, payee, round(yuan * 100), currency)


@st.composite
def graphs(draw: Any) -> list[Payment]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 12),
                st.sampled_from(NAMES),
                st.sampled_from(NAMES),
                st.sampled_from((700, 799, 800, 1000, 1199, 1200, 1201, 1500)),
                st.sampled_from(("", "", "USD")),
            ),
            max_size=9,
        )
    )
    return [payment(row[0], place, *row[1:]) for place, row in enumerate(rows)]


def by_hand(payments: Sequence[Payment], trip: Trip, origins: set[str], ends: dict[str, set[str]]) -> set[Any]:
    """Try every order of every two to four payments."""
    closed = hubs(payments, trip.hub_in, trip.hub_out)
    found = set()
    for length in range(2, trip.steps + 1):
        for chain in permutations(payments, length):
            first, inner = chain[0], chain[:-1]
            home = {first.payer, *ends.get(first.payer, ())}
            nodes = [first.payer, *(one.payee for one in inner)]
            if (
                first.payer in origins
                and first.cents >= trip.least
                and all(one.payee == other.payer for one, other in pairwise(chain))
                and all(one[:2] < other[:2] for one, other in pairwise(chain))
                and chain[-1].payee in home
                and len(set(nodes)) == len(nodes)
                and (chain[-1].payee == first.payer or chain[-1].payee not in nodes)
                and not any(one.payee in home for one in inner[1:])
                and chain[-1].at - first.at <= trip.days * DAY
                and all(abs(one.cents - first.cents) * 100 <= trip.percent * first.cents for one in chain)
                and len({one.currency for one in chain}) == 1
                and not closed & {one.payee for one in inner}
            ):
                found.add(tuple(one.place for one in chain))
    return found


@settings(max_examples=400, deadline=None)
@given(graphs(), st.sampled_from((3, 4)), st.sampled_from((0, 3)), st.booleans())
def test_round_trips_are_those_that_a_search_by_hand_finds(
    payments: list[Payment], steps: int, hub: int, tied: bool
) -> None:
    trip = Trip(steps, 9, 20, 800_00, hub, hub)
    ends = {"A": {"D"}} if tied else {}
    found = find_trips(payments, trip, {"A", "B"}, ends)
    numbers = [tuple(one.place for one in chain) for chain in found]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == by_hand(payments, trip, {"A", "B"}, ends)


def test_equal_instants_are_ordered_by_their_place_and_a_rotated_trip_is_one() -> None:
    same = [payment(1, place, payer, "BCA"["ABC".index(payer)], 60_000) for place, payer in enumerate("ABC")]
    assert [[one.place for one in chain] for chain in find_trips(same)] == [[0, 1, 2]]
    turned = [one._replace(place=2 - one.place) for one in same]
    assert find_trips(turned) == []


def test_what_comes_back_to_an_officer_of_the_body_counts_and_his_salary_does_not() -> None:
    paid = [payment(1, 1, "局", "甲", 60_000), payment(2, 2, "甲", "科长", 58_000), payment(3, 3, "局", "科长", 60_000)]
    assert find_trips(paid, origins={"局"}) == []
    found = find_trips(paid, origins={"局"}, ends={"局": {"科长"}})
    assert [[one.place for one in chain] for chain in found] == [[1, 2]]


def test_a_fan_lasts_while_the_week_holds_enough_and_two_currencies_are_two() -> None:
    many = [payment(day, day, f"户{day}", "甲", 100) for day in range(6)]
    assert [[one.place for one in run] for run in find_fans(many, Fan(5), inward=True)] == [[0, 1, 2, 3, 4, 5]]
    assert find_fans(many, Fan(5), inward=False) == []
    assert find_fans([one._replace(at=one.at * 2) for one in many], Fan(5), inward=True) == []
    mixed = [one._replace(currency="USD" if one.place % 2 else "CNY") for one in many]
    assert find_fans(mixed, Fan(5), inward=True) == []
    assert len(find_fans(mixed, Fan(3), inward=True)) == 2
    assert find_fans(many, Fan(5, hub_in=5), inward=True) == []
    out = [one._replace(payer="局", payee=one.payer) for one in many]
    assert len(find_fans(out, Fan(5), inward=False)) == 1


def test_parts_that_stay_below_a_limit_are_one_split_payment() -> None:
    parts = [payment(day, day, "局", "甲", yuan) for day, yuan in ((1, 95_000), (4, 70_000), (10, 99_999.99))]
    split = Split((100_000_00,))
    assert find_splits(parts, split) == [Parts(100_000_00, tuple(parts))]
    apart = [parts[0], parts[2]]
    assert find_splits(apart, split) == []
    assert find_splits([parts[0], parts[1]._replace(cents=69_999_99)], split) == []
    assert find_splits([parts[0], parts[1]._replace(cents=100_000_00)], split) == []
    assert find_splits([parts[0], parts[1]._replace(purpose="保洁")], split) == []


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let the script write its million payments."""
    pytest.importorskip("numpy", reason="the published payments are drawn by numpy")
    folder = tmp_path_factory.mktemp("payments")
    subprocess.run([sys.executable, str(DATA / "payments_with_cycles.py")], cwd=folder, check=True, capture_output=True)
    (folder / "g.db").unlink()
    (folder / "g.npz").unlink()
    return folder


def planted_in(folder: Path, found: Sequence[tuple[Payment, ...]]) -> int:
    """Return how many of the planted round trips are among those that were found."""
    planted = {tuple(chain) for chain in json.loads((folder / "planted.json").read_text())}
    return len(planted & {tuple(one.place for one in chain) for chain in found})


def published(folder: Path, days: int) -> list[Payment]:
    """Read the first days of the published payments."""
    with (folder / "g.csv").open() as file:
        rows = [row for row in csv.reader(file) if int(row[3]) < days * 86_400]
    return [Payment(int(r[3]) * SECOND, int(r[0]), r[1], r[2], round(float(r[4]) * 100)) for r in rows]


UNITS = {str(number) for number in range(2000)}


@needs_data
def test_the_figures_of_146_days(million: Path) -> None:
    payments = published(million, 146)
    assert len(payments) == 200_720
    found = find_trips(payments, Trip(hub_in=0, hub_out=0), UNITS)
    assert (len(found), planted_in(million, found)) == (57, 37)
    found = find_trips(payments, Trip(), UNITS)
    assert (len(found), planted_in(million, found)) == (38, 37)


@needs_data
def test_the_figures_of_any_origin_and_of_the_million(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--full"):
        pytest.skip("minutes of work: the full profile runs it")
    million = request.getfixturevalue("million")
    found = find_trips(published(million, 146), Trip(least=0, hub_in=0, hub_out=0))
    assert (len(found), planted_in(million, found)) == (6245, 40)
    found = find_trips(published(million, 730), Trip(hub_in=2500, hub_out=1000), UNITS)
    assert (len(found), planted_in(million, found)) == (203, 193)


def ask(site: Flask, *said: str) -> tuple[int, dict[str, Any]]:
    done = site.test_cli_runner().invoke(args=["shapes", *said, "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


@needs_data
def test_the_command_says_which_condition_loses_the_chains_of_the_labelled_table(site: Flask) -> None:
    columns = ("--at", "timestamp", "--amount", "amount_paid", "--currency", "currency_paid", "--least", "0")
    code, told = ask(
        site, str(DATA / "ibm_aml_attempts_a.csv"), *columns, "--chain", "attempt", "--only", "pattern=CYCLE"
    )
    chains = told["chains"]
    assert (code, chains["count"], chains["round_trips"], told["round_trips"]["count"]) == (0, 25, 7, 7)
    assert {name: one["first"] for name, one in chains["losses"].items() if one["first"]} == {"steps": 9, "currency": 9}
    assert {name: one["missed"] for name, one in chains["losses"].items()} == {
        "steps": 9,
        "order": 2,
        "currency": 16,
        "amounts": 14,
    }


@needs_data
def test_honest_money_of_a_council_is_read_whole(site: Flask) -> None:
    columns = ("--at", "date", "--payer", "unit", "--id", "id", "--shape", "round_trips", "--shape", "splits")
    limits = [word for limit in (300_000, 600_000, 2_000_000, 4_000_000) for word in ("--limit", str(limit))]
    _code, told = ask(site, str(DATA / "council_payments_darlington_2021.csv"), *columns, *limits)
    assert (told["rows"], told["payments"], told["total"]) == (21_215, 21_215, "133344384.15")
    assert (told["round_trips"]["count"], told["splits"]["count"]) == (0, 4)
    assert {one["payee"] for one in told["splits"]["found"]} == {
        "DENNIS EAGLE LTD",
        "THE EDUCATION VILLAGE ACADEMY TRUST",
    }


BROKEN = """\
编号,付款,收款,金额,日期
1,局,甲,60000,2026-03-01
2,甲,局,59000,2026-03-05
3,局,局,5,2026-03-06
4,局,乙,-500,2026-03-06
5,局,乙,1000000000000000,2026-03-06
6,局,乙,五百,2026-03-06
7,局,乙,500,1826-03-06
8,局,乙,500,2126-03-06
9,局,,500,2026-03-06
10,局,乙,500
11,局,乙,500,2026-02-30
12,局,乙,500.005,2026-03-06
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_is_no_payment_is_told_row_by_row_and_nothing_is_lost(site: Flask, tmp_path: Path, encoding: str) -> None:
    table = tmp_path / "付款.csv"
    table.write_text(BROKEN, encoding=encoding)
    columns = ("--payer", "付款", "--payee", "收款", "--amount", "金额", "--at", "日期", "--id", "编号")
    code, told = ask(site, str(table), *columns, "--origin", "局")
    assert (code, told["rows"], told["payments"], told["refused"]) == (2, 12, 2, 10)
    assert [fault["line"] for fault in told["faults"]] == list(range(4, 14))
    assert all(fault["reason"] for fault in told["faults"])
    columns_at_fault = Counter(fault["column"] for fault in told["faults"])
    assert columns_at_fault == {"收款": 2, "金额": 4, "日期": 3, "": 1}
    (trip,) = told["round_trips"]["found"]
    assert (trip["origin"], trip["payments"], trip["sum"]) == ("局", ["1", "2"], "119000.00")


def test_a_table_without_the_column_or_without_rows_is_refused_in_words(site: Flask, tmp_path: Path) -> None:
    table = tmp_path / "payments.csv"
    for text in ("", "a,b\n1,2\n"):
        table.write_text(text, encoding="utf-8")
        done = site.test_cli_runner().invoke(args=["shapes", str(table)])
        assert done.exit_code == 1 and done.stderr.strip() and "Traceback" not in done.stderr
    table.write_bytes(os.urandom(500) + b"\x00")
    assert site.test_cli_runner().invoke(args=["shapes", str(table)]).exit_code == 1
