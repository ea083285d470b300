"""The eleven indicators of open contracting data: the published fixtures, odd shapes, sums of parts, fences, settings."""

import json
import random
from fractions import Fraction
from math import inf, isnan
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.kernel.errors import Refused
from app.trading.screening.counting import count
from app.trading.screening.counts import Counts
from app.trading.screening.fences import lower_fence, quantile, upper_fence
from app.trading.screening.results import Results
from app.trading.screening.settings import CODES, Settings, only, put, read_settings
from bench.ocds import process
from bench.peers.plain_flags import Screen
from tests.trading.screened import bid, flags, trade

FIXTURES = Path(__file__).parents[3] / "shared" / "data" / "cardinal"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.jsonl")) or ["none"]


@pytest.mark.parametrize("name", NAMES)
def test_the_fixtures_of_cardinal_come_out_as_published(name: str) -> None:
    if not FIXTURES.exists():
        pytest.skip("the fixtures of Cardinal are not on this machine")
    code, *given = name.replace("+", "|").split("-")
    lines = ["no_price_comparison_procurement_methods = NPC", "[exclusions]", "procurement_method_details = EXC"]
    lines.append(f"[{code}]")
    if len(given) == 2:
        lines.append(f"{given[0]} = {given[1]}")
    elif given:
        lines += [f"[{code}.{given[0]}]", *(f"{a} = {b}" for a, b in zip(given[1::2], given[2::2], strict=True))]
    releases = [orjson.loads(line) for line in (FIXTURES / f"{name}.jsonl").read_bytes().splitlines()]
    assert flags("\n".join(lines), *releases) == json.loads((FIXTURES / f"{name}.expected").read_text("utf-8"))


def test_ours_and_the_straightforward_code_agree_on_a_thousand_processes() -> None:
    chance = random.Random(12)  # noqa: S311 - the same data in every run
    lines = [process(number, chance) for number in range(1000)]
    counts, peer = Counts(Settings()), Screen(CODES)
    for line in lines:
        count(counts, orjson.loads(line))
    peer.read(lines)
    found = Results(counts).as_dict(meta=False)
    assert found == peer.finish()
    seen = {code for group in found.values() for values in group.values() for code in values}
    assert {"R030", "R035", "R036", "R038", "R058"} <= seen


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_parts_add_up_to_the_whole(place: int) -> None:
    chance = random.Random(place)  # noqa: S311 - the same data in every run
    releases = [orjson.loads(process(number, chance)) for number in range(60)]
    whole, first, second = (Counts(Settings(), map_=True) for _ in range(3))
    for number, release in enumerate(releases):
        count(whole, release)
        count(first if number < place else second, release)
    first.take(second)
    assert Results(first).as_dict(map_=True) == Results(whole).as_dict(map_=True)


@pytest.mark.parametrize("ocid", [None, 7, ["a"], {"a": 1}, True])
def test_a_process_without_a_text_for_an_ocid_is_not_counted(ocid: Any) -> None:
    counts = Counts(Settings())
    assert not count(counts, {"ocid": ocid, "tender": {"numberOfTenderers": 1, "procurementMethod": "open"}})
    assert counts.processes == 0 and counts.flags == {}


@pytest.mark.parametrize("odd", [None, 5, "text", [], [1, "a", None, [], {}], {}, {"details": 7}, True, 1.5])
@pytest.mark.parametrize("field", ["bids", "awards", "tender", "buyer", "details", "tenderers", "value", "suppliers"])
def test_a_field_of_another_shape_is_as_if_it_were_missing(field: str, odd: Any) -> None:
    release = trade("x", [bid("valid", 1, "A"), bid("disqualified", 1, "B")], "A", tender={}, buyer={"id": "K"})
    if field == "details":
        release["bids"]["details"] = odd
    elif field in ("tenderers", "value"):
        release["bids"]["details"][1][field] = odd
    elif field == "suppliers":
        release["awards"][0][field] = odd
    else:
        release[field] = odd
    counts = Counts(Settings())
    assert count(counts, release)
    Results(counts).as_dict(map_=True)
    kept = counts.flags.get("x", 0) if field in ("bids", "details", "tenderers", "value") else 0
    assert not kept & 4, "no two bids of one price are left"


@pytest.mark.parametrize("thing", [None, 3, "x", [], ["x"], True])
def test_a_line_that_is_no_object_counts_nothing(thing: Any) -> None:
    assert not count(Counts(Settings()), thing)


def test_quantiles_are_those_of_hyndman_and_fan_method_8() -> None:
    values = [1.0, 2.0, 4.0, 8.0, 16.0]
    assert quantile(values, 0.25) == pytest.approx(1 + 2 / 3)
    assert quantile(values, 0.75) == pytest.approx(10 + 2 / 3)
    assert quantile(values, 0.0) == 1.0 and quantile(values, 1.0) == 16.0
    assert quantile([3.0], 0.25) == 3.0
    assert isnan(quantile([], 0.5)) and isnan(quantile(values, 1.01))


def test_a_fence_is_rounded_once() -> None:
    chance = random.Random(8)  # noqa: S311 - the same numbers in every run
    pairs = [sorted((chance.random(), chance.random())) for _ in range(200)]
    for first, third in pairs:
        exact = Fraction(third) + (Fraction(third - first)) * Fraction(3, 2)
        assert upper_fence(first, third) == float(exact)
    assert any(upper_fence(first, third) != (third - first) * 1.5 + third for first, third in pairs)
    assert lower_fence(0.25, 0.75) == -0.5
    assert upper_fence(0.0, inf) == inf


@pytest.mark.parametrize(
    "ini",
    [
        "[R024]\nthreshold = high",
        "[R024]\nthreshold = nan",
        "[R035]\nthreshold = -1",
        "[R003]\nthreshold = 1.5",
        "[R024]\nlimit = 1",
        "[R099]",
        "colour = red",
        "[R024\nthreshold = 1",
        "a line of its own",
    ],
)
def test_settings_that_cannot_be_meant_are_refused(ini: str) -> None:
    with pytest.raises(Refused):
        read_settings(ini)


def test_settings_carry_comments_quotes_and_what_another_command_reads() -> None:
    read = read_settings(
        '; a comment\ncurrency = "CNY"\n[defaults]\ncurrency = USD\n[R024]\n# more\nthreshold = 0.05\n'
    )
    assert read.codes == {"R024"} and read.currency == "CNY" and read.close_ratio == 0.05


def test_settings_can_be_put_together_from_options() -> None:
    assert put(Settings(), "R003", "threshold", "10").short_days == 10
    assert only(Settings(), ["R036"]).codes == {"R036"}
    with pytest.raises(Refused, match="R099"):
        only(Settings(), ["R099"])
