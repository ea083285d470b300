"""Files of open contracting data: every format, what is broken, one process and several."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask

from app.kernel.errors import Refused
from app.trading.screening import files, reading
from app.trading.screening.compiling import compile_versioned, merge
from app.trading.screening.reading import Broken
from app.trading.screening.results import Results
from app.trading.screening.screening import NO_AMOUNT, NO_BUYER, NO_OCID, Part
from app.trading.screening.settings import Settings
from bench.ocds import process
from tests.web import RunningProgram

DATA = Path(__file__).parents[3] / "shared" / "data" / "trading"


def single(ocid: str, **tender: Any) -> dict[str, Any]:
    """Return a process with one tenderer, which R018 flags."""
    method = {"numberOfTenderers": 1, "procurementMethod": "open", **tender}
    return {"ocid": ocid, "buyer": {"id": "K"}, "tender": method}


def screened(path: Path, content: bytes, workers: int = 1) -> tuple[Part, list[Broken]]:
    path.write_bytes(content)
    told: list[Broken] = []
    return files.screen_file(path, Settings(), told.append, workers=workers), told


def flagged(part: Part) -> set[str]:
    return set(Results(part.counts).as_dict()["OCID"]) if part.counts.flags else set()


ROWS = [single("a"), single("b"), single("c", numberOfTenderers=2)]
RECORD = {"ocid": "b", "compiledRelease": single("b"), "releases": [{"url": "x", "date": "2025", "tag": ["tender"]}]}
CONTENTS = {
    "lines": "\n".join(json.dumps(row) for row in ROWS),
    "lines of windows": "\ufeff" + "\r\n".join(json.dumps(row) for row in ROWS) + "\r\n",
    "lines with gaps": "\n\n" + " \n\n".join(json.dumps(row) for row in ROWS) + "\n\n",
    "a list": json.dumps(ROWS),
    "a list over lines": json.dumps(ROWS, indent=2, ensure_ascii=False),
    "a package": json.dumps({"uri": "releases", "publisher": {"name": '["}'}, "releases": ROWS}),
    "a package over lines": json.dumps({"uri": "x", "releases": ROWS, "links": {"releases": [1]}}, indent=1),
    "a package of records": json.dumps({"records": [{"compiledRelease": ROWS[0]}, RECORD]}, indent=4),
    "records by line": "\n".join(json.dumps(one) for one in ({"compiledRelease": ROWS[0]}, RECORD)),
    "packages by line": "\n".join(json.dumps({"releases": [row]}) for row in ROWS),
    "a list of packages": json.dumps([{"releases": ROWS[:1]}, {"releases": ROWS[1:]}]),
    "whole releases in a record": json.dumps({"records": [{"ocid": "a", "releases": ROWS[:2]}]}),
}


@pytest.mark.parametrize("squeezed", [False, True])
@pytest.mark.parametrize("name", CONTENTS)
def test_every_format_gives_the_same_flags(tmp_path: Path, name: str, squeezed: bool) -> None:
    content = CONTENTS[name].encode()
    part, told = screened(tmp_path / "x", gzip.compress(content) if squeezed else content)
    assert flagged(part) == {"a", "b"} and told == []


@pytest.mark.parametrize("content", [json.dumps(ROWS[0]), json.dumps(ROWS[0], indent=2), json.dumps(RECORD, indent=2)])
def test_one_process_alone_is_a_file_too(tmp_path: Path, content: str) -> None:
    part, told = screened(tmp_path / "x", content.encode())
    assert len(flagged(part)) == 1 and told == []


@pytest.mark.parametrize("block", [1, 3, 7, 64])
@pytest.mark.parametrize("name", CONTENTS)
def test_it_does_not_matter_where_a_block_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, block: int
) -> None:
    monkeypatch.setattr(reading, "BLOCK", block)
    part, told = screened(tmp_path / "x", CONTENTS[name].encode())
    assert flagged(part) == {"a", "b"} and told == []


def test_what_is_broken_is_told_by_its_line_and_the_rest_is_screened(tmp_path: Path) -> None:
    good = [json.dumps(row) for row in ROWS]
    lines = [good[0], '{"ocid": "cut', "", good[1], "[]", "7", '{"a": 1}', "NaN", good[2], "\udcff"]
    part, told = screened(tmp_path / "x", "\n".join(lines).encode("utf-8", "surrogateescape"))
    assert flagged(part) == {"a", "b"}
    assert [fault.line for fault in told] == [2, 5, 6, 7, 8, 10]


def test_a_broken_first_line_does_not_make_a_document_of_the_file(tmp_path: Path) -> None:
    content = '{"ocid": "cut", "tender": {\n' + json.dumps(ROWS[0]) + "\n" + json.dumps(ROWS[1])
    part, told = screened(tmp_path / "x", content.encode())
    assert flagged(part) == {"a", "b"} and [fault.line for fault in told] == [1]


def test_a_broken_element_of_a_document_is_told_by_its_line(tmp_path: Path) -> None:
    content = '{"releases": [\n' + json.dumps(ROWS[0]) + ',\n{"ocid": 01},\n' + json.dumps(ROWS[1]) + "\n]}"
    part, told = screened(tmp_path / "x", content.encode())
    assert flagged(part) == {"a", "b"} and [fault.line for fault in told] == [3]


def test_a_document_that_was_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    whole = json.dumps({"releases": ROWS}, indent=1).encode()
    part, told = screened(tmp_path / "x", whole[: whole.index(b'"c"')])
    assert flagged(part) == {"a", "b"} and len(told) == 1 and "middle" in told[0].message


def test_a_compressed_file_that_was_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311 - the same data in every run
    content = gzip.compress(b"".join(process(number, chance) for number in range(400)))
    part, told = screened(tmp_path / "x", content[: len(content) // 2])
    assert 0 < part.releases < 400
    assert told and "damaged" in told[-1].message


def test_a_line_longer_than_can_be_read_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("LONGEST", 400), ("BLOCK", 100), ("HEAD", 250)):
        monkeypatch.setattr(reading, name, size)
    long = json.dumps({**single("long"), "title": "x" * 900})
    part, told = screened(tmp_path / "x", "\n".join([json.dumps(ROWS[0]), long, json.dumps(ROWS[1])]).encode())
    assert flagged(part) == {"a", "b"} and [fault.line for fault in told] == [2]


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is empty"):
        screened(tmp_path / "x", b"")
    with pytest.raises(Refused, match="cannot be opened"):
        files.screen_file(tmp_path / "none", Settings(), print)
    with pytest.raises(Refused, match="cannot be opened"):
        files.screen_file(tmp_path, Settings(), print)


def test_gaps_in_the_data_are_counted_and_placed(tmp_path: Path) -> None:
    odd = single("d") | {"buyer": None, "awards": [{"value": {"amount": {"$numberLong": "9"}}}]}
    rows = [*ROWS, odd, single("e") | {"ocid": 5}]
    part, _told = screened(tmp_path / "x", "\n".join(json.dumps(row) for row in rows).encode())
    assert part.notes.found == {NO_BUYER: (1, [(4, "d")]), NO_AMOUNT: (1, [(4, "d")]), NO_OCID: (1, [(5, "")])}


def test_several_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK", 1 << 14)
    chance = random.Random(5)  # noqa: S311 - the same data in every run
    lines = [process(number, chance) for number in range(300)]
    lines[100:100] = [b"broken\n", b'{"ocid": 7}\n']
    alone, told = screened(tmp_path / "x", b"".join(lines))
    shared, also = screened(tmp_path / "x", b"".join(lines), workers=3)
    assert Results(shared.counts).as_dict() == Results(alone.counts).as_dict()
    assert told == also == [Broken(101, told[0].message)]
    assert shared.notes == alone.notes and shared.releases == alone.releases == 301


def test_the_main_currency_is_the_first_of_the_file_however_many_share_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BLOCK", 1 << 12)
    chance = random.Random(6)  # noqa: S311 - the same data in every run
    lines = [process(number, chance).replace(b"CNY", b"USD" if number else b"EUR") for number in range(40)]
    alone, _ = screened(tmp_path / "x", b"".join(lines))
    shared, _ = screened(tmp_path / "x", b"".join(lines), workers=3)
    assert alone.counts.currency == shared.counts.currency == "EUR"
    assert len(alone.counts.gaps) == len(shared.counts.gaps) <= 1


def test_releases_that_are_not_compiled_are_merged_by_process(tmp_path: Path) -> None:
    parts = [
        {"ocid": "a", "date": "2025-03", "tag": ["award"], "awards": [{"id": "1", "status": "active"}]},
        {"ocid": "b", "date": "2025-01", "tag": ["tender"], "tender": single("b")["tender"]},
        {"ocid": "a", "date": "2025-01", "tag": ["tender"], "tender": {"numberOfTenderers": 3}},
        {"ocid": "a", "date": "2025-02", "tag": ["tenderUpdate"], "tender": single("a")["tender"]},
    ]
    part, _told = screened(tmp_path / "x", "\n".join(json.dumps(one) for one in parts).encode())
    assert flagged(part) == {"a", "b"} and part.releases == 4 and part.counts.processes == 2


def test_a_merge_takes_the_latest_value_of_every_field() -> None:
    first = {"ocid": "x", "id": "1", "date": "2025-01", "tag": ["tender"], "language": "zh"}
    first |= {"tender": {"title": "old", "value": {"amount": 1, "currency": "CNY"}}}
    first |= {"parties": [{"id": 1, "name": "A", "additionalIdentifiers": [{"id": "p"}], "roles": ["buyer"]}]}
    second = {"ocid": "x", "id": "2", "date": "2025-02", "tag": ["award"], "language": None}
    second |= {"tender": {"title": "new", "value": {"amount": 2}}, "awards": []}
    second |= {"parties": [{"id": 1, "additionalIdentifiers": [{"id": "q"}], "roles": ["tenderer"]}, {"name": "no id"}]}
    assert merge([second, first]) == {
        "tag": ["compiled"],
        "id": "x-2025-02",
        "date": "2025-02",
        "ocid": "x",
        "tender": {"title": "new", "value": {"amount": 2, "currency": "CNY"}},
        "awards": [],
        "parties": [
            {"id": 1, "name": "A", "additionalIdentifiers": [{"id": "q"}], "roles": ["tenderer"]},
            {"name": "no id"},
        ],
    }


def test_a_merge_leaves_the_releases_as_they_are() -> None:
    releases = [{"ocid": "x", "date": str(n), "awards": [{"id": "1", "value": {"amount": n}}]} for n in range(3)]
    before = json.dumps(releases)
    assert merge(releases)["awards"] == [{"id": "1", "value": {"amount": 2}}]
    assert json.dumps(releases) == before


def test_the_published_record_compiles_to_its_compiled_release() -> None:
    path = DATA / "ocds_fictional_record_withversions.json"
    if not path.exists():
        pytest.skip("the record is not on this machine")
    record = orjson.loads(path.read_bytes())["records"][0]
    assert compile_versioned(record["versionedRelease"]) == record["compiledRelease"]


def test_the_releases_of_colombia_are_screened_with_their_gaps(program: RunningProgram) -> None:
    path = DATA / "ocds_colombia_100_releases.json"
    if not path.exists():
        pytest.skip("the releases are not on this machine")
    done = program.app.test_cli_runner().invoke(args=["ocds-flags", str(path), "--json"])
    assert done.exit_code == 0 and set(json.loads(done.stdout)) == {"Meta"}
    assert done.stderr.count("\n") == 2
    assert "100" in done.stderr and "ocds-k50g02-58193" in done.stderr


def run(app: Flask, *arguments: str) -> tuple[int, str, str]:
    done = app.test_cli_runner().invoke(args=["ocds-flags", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_the_command_prints_the_shape_of_cardinal(program: RunningProgram, tmp_path: Path) -> None:
    path, ini = tmp_path / "x.jsonl", tmp_path / "s.ini"
    period = {"tenderPeriod": {"startDate": "2025-01-01T00:00:00Z", "endDate": "2025-01-13T00:00:00Z"}}
    path.write_text("\n".join(json.dumps(row) for row in [*ROWS, single("d", **period)]), "utf-8")
    code, said, warned = run(program.app, str(path), "--json", "--no-meta", "--count")
    assert (code, warned) == (0, "OCID: 3\n")
    assert json.loads(said) == {"OCID": {"a": {"R018": 1.0}, "b": {"R018": 1.0}, "d": {"R003": 1.0, "R018": 1.0}}}
    shorter = json.loads(run(program.app, str(path), "--json", "--no-meta", "--threshold", "10")[1])
    assert shorter["OCID"]["d"] == {"R018": 1.0}
    ini.write_text("[R003]\nthreshold = 13\n", "utf-8")
    assert json.loads(run(program.app, str(path), "--json", "-s", str(ini))[1]) == {
        "OCID": {"d": {"R003": 1.0}},
        "Meta": {},
    }
    mapped = json.loads(run(program.app, str(path), "--json", "--map", "--indicator", "R018")[1])
    assert set(mapped["Maps"]) == {
        "ocid_buyer_r038",
        "ocid_procuringentity_r038",
        "ocid_tenderer",
        *(f"ocid_tenderer_r0{number}" for number in (24, 28, 30, 35, 58)),
    }


def test_the_command_refuses_in_words(program: RunningProgram, tmp_path: Path) -> None:
    path, ini = tmp_path / "x.jsonl", tmp_path / "s.ini"
    path.write_text("neither this\nnor that", "utf-8")
    assert run(program.app, str(path))[0] == 1
    path.write_text(json.dumps(ROWS[0]), "utf-8")
    ini.write_text("[R099]", "utf-8")
    for more in (("-s", str(ini)), ("-s", "none.ini"), ("--indicator", "R1"), ("--threshold", "x"), ("--set", "a=b")):
        code, said, warned = run(program.app, str(path), *more)
        assert (code, said) == (1, "") and len(warned.strip()) > 20, more


def test_the_command_prints_a_table(program: RunningProgram, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), "utf-8")
    code, said, _warned = run(program.app, str(path))
    assert code == 0 and "R018         2" in said
    assert "R018" not in run(program.app, str(path), "--indicator", "R036")[1]


def test_a_release_whose_brackets_lie_too_deep_is_told_by_its_line(tmp_path: Path) -> None:
    deep = '{"ocid": "x", "tag": ["tender"], "a": ' + '{"a":' * 500 + "1" + "}" * 500 + "}"
    part, told = screened(tmp_path / "x", f"{deep}\n{json.dumps(ROWS[0])}\n".encode())
    assert [fault.line for fault in told] == [1]
    assert flagged(part) == {"a"}
