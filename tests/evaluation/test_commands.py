"""``flask compare`` and ``flask index`` on tables as people hand them in."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.evaluation.test_funnel import DATA

CASES = "单位,按时\n" + "".join(
    f"{unit},{'是' if n < good else '否'}\n" for unit, good in (("甲局", 30), ("乙局", 12)) for n in range(40)
)


def ask(site: Flask, *said: str) -> tuple[int, dict[str, Any]]:
    done = site.test_cli_runner().invoke(args=[*said, "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.skipif(not DATA.is_file(), reason="the published bids are not on this machine")
def test_the_golden_numbers_from_the_command(site: Flask) -> None:
    code, told = ask(site, "compare", str(DATA), "--unit", "bidder_id", "--event", "winner", "--min", "10")
    assert (code, told["rows"], told["refused"], told["units"]) == (0, 3182, 0, 87)
    assert [round(told[name], digits) for name, digits in (("p0", 6), ("phi", 4), ("tau2", 5))] == [
        0.217141,
        1.1791,
        0.00097,
    ]
    counts = {name: (one["plain"], one["adjusted"]) for name, one in told["outside"].items()}
    assert counts == {"95": (11, 8), "99.8": (2, 2)}
    again, worded = ask(site, "compare", str(DATA), "--unit", "5", "--event", "winner", "--min", "10", "--value", "1")
    assert (again, worded["outside"]) == (0, told["outside"])


def test_the_event_may_be_said_in_chinese_and_broken_rows_are_told(site: Flask, tmp_path: Path) -> None:
    table = tmp_path / "办件.csv"
    table.write_text(CASES + "丙局,也许\n,是\n丁局\n戊局,否\n", encoding="gb18030")
    code, told = ask(site, "compare", str(table), "--unit", "单位", "--event", "按时", "--min", "5")
    assert (code, told["rows"], told["refused"], told["units"], told["small"]) == (2, 84, 3, 2, 1)
    assert [fault["line"] for fault in told["faults"]] == [82, 83, 84]
    assert [(one["unit"], one["events"]) for one in told["placed"]] == [("乙局", 12), ("甲局", 30)]
    assert (told["p0"], told["phi"]) == (pytest.approx(42 / 80), None)
    done = site.test_cli_runner().invoke(
        args=["compare", str(table), "--unit", "单位", "--event", "按时", "--min", "90"]
    )
    assert done.exit_code == 1 and "--min" in done.stderr


TABLE = "县,按时率,天数,差评\n甲,.8,120,5\n乙,.9,80,5\n丙,.7,200,5\n丁,.95,60,5\n戊,,60,5\n甲,.1,1,1\n"


def test_an_index_shows_three_ways_beside_one_another_and_names_the_traps(site: Flask, tmp_path: Path) -> None:
    table = tmp_path / "指标.csv"
    table.write_text(TABLE, encoding="utf-8")
    said = ("--unit", "县", "--indicator", "按时率:up", "--indicator", "天数:down", "--indicator", "差评:up")
    code, told = ask(site, "index", str(table), *said)
    assert (code, told["refused"], [fault["line"] for fault in told["faults"]]) == (2, 2, [6, 7])
    assert [one["entropy"] for one in told["indicators"]] == pytest.approx([0.0603753164, 0.9396246836, 0.0])
    assert told["warnings"] == [{"indicator": "差评", "trap": "constant"}, {"indicator": "天数", "trap": "dominant"}]
    units = {one["unit"]: one for one in told["units"]}
    assert [units[name]["entropy_topsis"]["score"] for name in "甲乙丙丁"] == pytest.approx(
        [0.5706889896, 0.8568689929, 0.0, 1.0]
    )
    assert [one["unit"] for one in told["units"]] == ["丁", "乙", "甲", "丙"]
    assert all(one["interval"][0] <= one["chosen_sum"]["rank"] <= one["interval"][1] for one in told["units"])
    assert ask(site, "index", str(table), *said) == (code, told)


@pytest.mark.parametrize(
    "said",
    [
        ("--indicator", "按时率:sideways"),
        ("--indicator", "按时率:up:0.4"),
        ("--indicator", "按时率:up:2"),
        ("--indicator", "按时率", "--indicator", "按时率"),
        ("--indicator", "没有这列"),
    ],
)
def test_an_index_that_cannot_be_is_refused_in_words(site: Flask, tmp_path: Path, said: tuple[str, ...]) -> None:
    table = tmp_path / "指标.csv"
    table.write_text(TABLE, encoding="utf-8")
    done = site.test_cli_runner().invoke(args=["index", str(table), "--unit", "县", *said])
    assert done.exit_code == 1 and done.stderr.strip() and "Traceback" not in done.stderr
