"""``flask import-ocds``: every format, what is broken line by line, the exit code, the trail."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.audit import TrailRow
from app.surfaces.database import db
from app.trading.commands import importing
from app.trading.models import ScreenedBid, ScreenedProcess, ScreenedTrade
from tests.trading.foreign import bid, process

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("SUNSHINE_TEST_DATA") or ROOT.parent / "shared" / "data") / "trading"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the files of other platforms are not beside the project")


def run(site: Flask, file: Path, *more: str) -> tuple[int, dict[str, Any], str]:
    """Return the exit code, the summary, and what was told on the error output."""
    done = site.test_cli_runner().invoke(args=["import-ocds", str(file), "--json", *more])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, json.loads(done.stdout) if done.stdout else {}, done.stderr


def counts(summary: dict[str, Any]) -> tuple[int, ...]:
    return tuple(summary[name] for name in ("read", "imported", "updated", "unchanged", "refused"))


def stored(site: Flask) -> tuple[int, int]:
    """Return how many trades and bids there are."""
    with site.app_context():
        found = tuple(db.session.scalar(select(func.count(table.id))) or 0 for table in (ScreenedTrade, ScreenedBid))
        db.session.remove()
    return found[0], found[1]


@needs_data
def test_a_hundred_releases_of_colombia(site: Flask) -> None:
    file = DATA / "ocds_colombia_100_releases.json"
    code, told, _errors = run(site, file)
    assert (code, counts(told)) == (0, (100, 100, 0, 0, 0))
    notes = sorted((note["count"], len(note["places"])) for note in told["notes"])
    assert notes == [(2, 2), (8, 8)]
    assert stored(site)[0] == 100
    with site.app_context():
        missing = select(func.count(ScreenedBid.id)).where(ScreenedBid.won, ScreenedBid.awarded.is_(None))
        buyers = select(func.count(ScreenedTrade.id)).where(ScreenedTrade.buyer_name == "")
        cancelled = select(func.count(ScreenedTrade.id)).where(ScreenedTrade.status == "cancelled")
        assert [db.session.scalar(one) for one in (missing, buyers, cancelled)] == [
            1,
            8,
            4,
        ]  # the other odd amount is of a cancelled award
        db.session.remove()
    code, told, _errors = run(site, file)
    assert (code, counts(told)) == (0, (100, 0, 0, 100, 0))


@needs_data
def test_the_fictional_record_is_one_process_with_its_winner(site: Flask) -> None:
    code, told, _errors = run(site, DATA / "ocds_fictional_record_withversions.json")
    assert (code, counts(told)) == (0, (1, 1, 0, 0, 0))
    with site.app_context():
        trade = db.session.scalars(select(ScreenedTrade)).one()
        assert (trade.buyer_name, trade.method, trade.currency) == ("London Borough of Barnet", "open", "GBP")
        assert [(one.bidder_name, one.won) for one in trade.bids if one.won] == [("AnyCorp Cycle Provision", True)]
        db.session.remove()


THREE = [process(str(one), [bid("1", 1, 10), bid("2", 2, 11)], winner=1) for one in (1, 2, 3)]
SINGLE = [row | {"tag": ["award"], "id": "r"} for row in THREE]
CONTENTS = {
    "lines": "\n".join(json.dumps(row) for row in THREE),
    "a list": json.dumps(THREE, indent=1),
    "a package": json.dumps({"uri": "x", "releases": THREE}),
    "a package of single releases": json.dumps({"uri": "x", "releases": SINGLE}),
    "records": json.dumps({"records": [{"ocid": row["ocid"], "compiledRelease": row} for row in THREE]}, indent=2),
    "packages by line": "\n".join(json.dumps({"releases": [row]}) for row in SINGLE),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_every_format_gives_the_same_trades(site: Flask, tmp_path: Path, name: str) -> None:
    plain, squeezed = tmp_path / "plain.json", tmp_path / "squeezed.json.gz"
    plain.write_text(CONTENTS[name], "utf-8")
    squeezed.write_bytes(gzip.compress(CONTENTS[name].encode()))
    code, told, errors = run(site, plain)
    assert (code, counts(told), errors) == (0, (3, 3, 0, 0, 0), "")
    assert stored(site) == (3, 6)
    code, told, _errors = run(site, squeezed)
    assert (code, counts(told)) == (0, (3, 0, 0, 3, 0))
    assert stored(site) == (3, 6)


GOOD = json.dumps(THREE[0])
BROKEN = {
    "no JSON": b"{not json",
    "cut off": GOOD.encode()[:300],
    "another encoding": json.dumps({"ocid": "ocds-abc123-9", "buyer": {"name": "福州"}}, ensure_ascii=False).encode(
        "gb18030"
    ),
    "a hundred thousand brackets": b"[" * 100_000,
    "brackets that close": b'{"ocid":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no ocid": json.dumps({name: value for name, value in THREE[0].items() if name != "ocid"}).encode(),
    "an ocid that is a number": json.dumps(THREE[0] | {"ocid": 5}).encode(),
    "a blank ocid": json.dumps(THREE[0] | {"ocid": " \u0000"}).encode(),
    "an ocid of 300 characters": json.dumps(THREE[0] | {"ocid": "x" * 300}).encode(),
    "another thing": b'{"villages": 5}',
    "a number": b"17",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_told_and_the_others_are_imported(site: Flask, tmp_path: Path, name: str) -> None:
    file = tmp_path / "foreign.jsonl"
    file.write_bytes(GOOD.encode() + b"\n" + BROKEN[name] + b"\n" + json.dumps(THREE[1]).encode() + b"\n")
    code, told, errors = run(site, file)
    assert (code, counts(told)) == (2, (3, 2, 0, 0, 1))
    assert [one["line"] for one in told["refusals"]] == [2]
    assert len(told["refusals"][0]["reason"]) > 8
    assert len(errors.splitlines()) == 1 and "2" in errors
    assert stored(site) == (2, 4)


@pytest.mark.parametrize(
    "content", [b"", b"[" * 100_000, gzip.compress(GOOD.encode())[:-9], b"\x1f\x8b", b"\xff\xfe\x00", b" \n ", b"[]"]
)
def test_a_file_of_which_nothing_can_be_read_is_refused_in_words(site: Flask, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "foreign.json"
    file.write_bytes(content)
    code, _told, errors = run(site, file)
    assert (code, "Traceback" in errors) == (2, False)
    assert len(errors.strip()) > 10
    assert stored(site) == (0, 0)


def test_a_document_that_was_cut_off_gives_what_came_before(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "foreign.json"
    whole = json.dumps({"releases": THREE}, indent=1)
    file.write_text(whole[: whole.rindex('"ocid"')], "utf-8")
    code, told, _errors = run(site, file)
    assert (code, told["imported"], told["refused"]) == (2, 2, 1)


def test_a_file_that_is_not_there_is_refused_in_words(site: Flask, tmp_path: Path) -> None:
    code, _told, errors = run(site, tmp_path / "nothing.json")
    assert (code, "nothing.json" in errors) == (2, True)


def test_each_thousand_is_one_act_and_one_row_of_the_trail(
    site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    file = tmp_path / "foreign.jsonl"
    file.write_text(CONTENTS["lines"], "utf-8")
    run(site, file)
    with site.app_context():
        rows = db.session.scalars(select(TrailRow).where(TrailRow.verb == "trade.imported").order_by(TrailRow.place))
        facts = [json.loads(row.facts) for row in rows]
        digests = list(db.session.scalars(select(ScreenedProcess.digest)))
        db.session.remove()
    assert [(one["processes"], one["new"], one["sources"]) for one in facts] == [
        (2, 2, ["ocds-abc123"]),
        (1, 1, ["ocds-abc123"]),
    ]
    assert len({one["digest"] for one in facts}) == 2 and len(set(digests)) == 3


def test_the_body_that_watches_over_them_is_named_by_its_code(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "foreign.jsonl"
    file.write_text(GOOD, "utf-8")
    assert run(site, file, "--for", "taijiang-urban")[0] == 0
    with site.app_context():
        trade = db.session.scalars(select(ScreenedTrade)).one()
        assert (trade.county, trade.organisation.code) == (350103, "taijiang-urban")
        db.session.remove()
    code, _told, errors = run(site, file, "--for", "nobody")
    assert (code, "nobody" in errors) == (2, True)


def test_without_json_a_person_reads_the_numbers(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "foreign.jsonl"
    file.write_text(CONTENTS["lines"], "utf-8")
    done = site.test_cli_runner().invoke(args=["import-ocds", str(file)])
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["3", "0", "0", "0"]
