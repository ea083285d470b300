"""Two installations exchange by files on a stick: in order, twice, out of order, with a gap, a fork and refused rows."""

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.exchange.batches import Channel, make_batch
from app.exchange.keys import sign
from app.exchange.operations import give_up_row, send_row_again
from app.exchange.operations.refusals import waiting_row
from app.exchange.own_key import key_file
from app.kernel.audit import GENESIS, canonical
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder
from tests.exchange.building import rows
from tests.exchange.installations import CITY, COUNTY, Installation, Pair
from tests.world import World

CHECKER = str(Path(__file__).parents[2] / "tools" / "verify_exchange.py")


def taken(told: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(one["batches"], one["again"], one["rows"], one["refused"]) for one in told if not one["answers"]]


def test_a_countys_rows_reach_the_city_and_the_receipt_comes_back(pair: Pair, tmp_path: Path) -> None:
    first, second = pair.county.powers("设置户外广告", "临时占道")
    (file,) = pair.county.carry(CITY, tmp_path)
    assert pair.county.stand()["unconfirmed"] == 1
    assert taken(pair.city.run("import", file)) == [(1, 0, 2, 0)]
    assert pair.city.foreign() == {first: "设置户外广告", second: "临时占道"}
    (back,) = pair.city.carry(COUNTY, tmp_path / "back")
    assert pair.county.run("import", back)[0]["answers"] == 1
    assert pair.county.stand()["unconfirmed"] == 0
    assert pair.county.batches("out") == pair.city.batches()
    assert pair.county.carry(CITY, tmp_path / "again") == []


def test_the_same_files_twice_change_nothing_and_give_the_same_receipt(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("设置户外广告")
    (file,) = pair.county.carry(CITY, tmp_path / "one")
    (same,) = pair.county.carry(CITY, tmp_path / "two")
    assert file.read_bytes() == same.read_bytes() and file.name == same.name
    pair.city.run("import", file)
    before, (receipt,) = (pair.city.foreign(), pair.city.batches()), pair.city.carry(COUNTY, tmp_path)
    said, told = receipt.read_bytes(), pair.city.told("exchange.batch_taken")
    assert taken(pair.city.run("import", same)) == [(0, 1, 0, 0)]
    assert (pair.city.foreign(), pair.city.batches()) == before
    assert pair.city.carry(COUNTY, tmp_path)[0].read_bytes() == said
    assert pair.city.told("exchange.batch_taken") == told == 1
    for _time in range(2):
        pair.county.run("import", receipt)
    assert pair.county.told("exchange.receipt_taken") == 1


def three_files(pair: Pair, tmp_path: Path) -> tuple[list[Path], int]:
    """Return three files with one batch each, of one row that is renamed twice; and the row's id."""
    (pk,) = pair.county.powers("一")
    files = []
    for place, name in enumerate(("", "二", "三")):
        if name:
            pair.county.rename(pk, name)
        folder = tmp_path / str(place)
        for file in pair.county.carry(CITY, folder):
            with_last = gzip.decompress(file.read_bytes()).split(b"\n")
            head = max(place for place, line in enumerate(with_last) if line.startswith(b'{"after"'))
            alone = folder / f"alone-{file.name}"
            alone.write_bytes(gzip.compress(b"\n".join(with_last[head:])))
            files.append(alone)
    return files, pk


def test_files_that_are_given_in_another_order_are_taken_in_theirs(pair: Pair, tmp_path: Path) -> None:
    files, pk = three_files(pair, tmp_path)
    assert taken(pair.city.run("import", files[2], files[0], files[1], files[0])) == [(1, 0, 1, 0)] * 3
    assert pair.city.foreign() == {pk: "三"}


def test_a_gap_stops_the_channel_names_the_missing_number_and_ends_when_it_comes(pair: Pair, tmp_path: Path) -> None:
    files, pk = three_files(pair, tmp_path)
    pair.city.run("import", files[0])
    for _time in range(2):
        (told,) = pair.city.run("import", files[2], code=1)
        assert "缺少第 2 批" in told["fault"]
    stand = pair.city.stand()
    assert (stand["state"], stand["wanted"], stand["last_number"]) == ("waiting", 2, 1)
    assert pair.city.told("exchange.gap") == 1
    (back,) = pair.city.carry(COUNTY, tmp_path / "asked")
    pair.county.run("import", back)
    assert pair.county.stand()["wanted"] == 2
    assert taken(pair.city.run("import", files[1], files[2])) == [(1, 0, 1, 0), (1, 0, 1, 0)]
    assert pair.city.stand()["state"] == "open"
    assert pair.city.foreign() == {pk: "三"}
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(back.read_bytes())
    for _time in range(2):  # the second time somebody sends the old stop once more: it is asked again, and answered
        pair.county.run("import", *pair.city.carry(COUNTY, tmp_path / "back"))
        assert (pair.county.stand()["wanted"], pair.county.stand()["unconfirmed"]) == (None, 0)
        pair.county.run("import", kept)
        assert pair.county.stand()["wanted"] == 2
        assert taken(pair.city.run("import", *pair.county.carry(CITY, tmp_path / "once-more"))) == [(0, 2, 0, 0)]


def signed_apart(county: Installation, number: int, previous: str = GENESIS) -> bytes:
    """Return a batch that the county signed beside those of its channel, as a second copy of it would."""
    channel = Channel(str(COUNTY), COUNTY, CITY)
    made = make_batch(
        channel, rows(1), county.key(), number=number, previous=previous, at="2026-09-21T02:00:00.000000Z"
    )
    return made.packed()


def test_a_fork_stops_the_channel_on_both_sides(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("设置户外广告")
    pair.city.run("import", *pair.county.carry(CITY, tmp_path))
    other = tmp_path / "other.gz"
    other.write_bytes(signed_apart(pair.county, 1))
    (told,) = pair.city.run("import", other, code=1)
    assert "两个" in told["fault"]
    assert pair.city.stand()["state"] == "forked"
    before = pair.city.foreign(), pair.city.batches()
    pair.county.powers("后来的")
    (told,) = pair.city.run("import", *pair.county.carry(CITY, tmp_path / "later"), code=1)
    assert (pair.city.foreign(), pair.city.batches()) == before
    back = pair.city.carry(COUNTY, tmp_path / "back")
    for _time in range(2):
        pair.county.run("import", *back)
    assert pair.county.stand()["state"] == "forked"
    assert pair.county.told("exchange.forked") == pair.city.told("exchange.forked") == 1
    assert pair.county.carry(CITY, tmp_path / "after") == []


def test_a_fork_that_nobody_signed_is_not_believed(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("设置户外广告")
    pair.city.run("import", *pair.county.carry(CITY, tmp_path))
    other = tmp_path / "other.gz"
    other.write_bytes(signed_apart(pair.county, 1))
    pair.city.run("import", other, code=1)
    (file,) = pair.city.carry(COUNTY, tmp_path / "back")
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    stop = next(line for line in lines if line["exchange"] == "stop/1")
    for heads in ([], stop["heads"][:1], stop["heads"][:1] * 2, [{**head, "count": 7} for head in stop["heads"]], [7]):
        said = {name: value for name, value in stop.items() if name not in ("key", "signature")}
        file.write_text(canonical(sign({**said, "heads": heads}, pair.city.key())) + "\n")
        (told,) = pair.county.run("import", file, code=1)
        assert told["fault"]
        assert pair.county.stand()["state"] == "open"


def test_a_refused_row_stops_no_other_waits_on_both_sides_and_is_taken_when_it_was_agreed_on(
    strangers: Pair, tmp_path: Path
) -> None:
    pair = strangers
    pair.introduce(receive="approval")
    first, second = pair.county.powers("设置户外广告", "临时占道")
    assert taken(pair.city.run("import", *pair.county.carry(CITY, tmp_path))) == [(1, 0, 0, 2)]
    pair.county.run("import", *pair.city.carry(COUNTY, tmp_path / "back"))
    for side in (pair.county, pair.city):
        assert [(row.subject, row.row_kind, row.state) for row in side.waiting()] == [
            (first, "power", "waiting"),
            (second, "power", "waiting"),
        ]
        assert "sunshine.power.v1" in side.waiting()[0].why
    pair.city.run("agree", COUNTY, "--receive", "approval", "--receive", "power")
    pair.county.rename(first, "改了名")
    pair.city.run("import", *pair.county.carry(CITY, tmp_path / "next"))
    pair.county.run("import", *pair.city.carry(COUNTY, tmp_path / "back"))
    assert pair.city.foreign() == {first: "改了名"}
    for side in (pair.county, pair.city):
        assert [(row.subject, row.state) for row in side.waiting()] == [(first, "taken"), (second, "waiting")]


def test_what_went_over_can_be_checked_by_somebody_who_trusts_neither_side(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("设置户外广告", "临时占道")
    files = pair.county.carry(CITY, tmp_path)
    pair.city.run("import", *files)
    (back,) = pair.city.carry(COUNTY, tmp_path / "back")
    assert checked(pair, files, back) == "1 batches, 2 rows, 1 receipts: genuine 属实\n"


def test_a_file_of_a_stranger_or_one_that_was_changed_is_refused_in_words(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("设置户外广告")
    (file,) = pair.county.carry(CITY, tmp_path)
    lines = gzip.decompress(file.read_bytes())
    for name, content in (
        ("changed.gz", gzip.compress(lines.replace("设置".encode(), "拆除".encode()))),
        ("cut.gz", file.read_bytes()[:-40]),
        ("stranger.gz", gzip.compress(lines.replace(b'"from":350102', b'"from":350103'))),
        ("other.gz", gzip.compress(lines.replace(b'"channel":"350102"', b'"channel":"350103"'))),
    ):
        (tmp_path / name).write_bytes(content)
        (told,) = pair.city.run("import", tmp_path / name, code=1)
        assert told["fault"] and told["batches"] == 0, name
    assert pair.city.foreign() == {} and pair.city.batches() == []


def test_a_peer_is_entered_only_with_the_fingerprint_that_was_read_out(strangers: Pair) -> None:
    county, city = strangers.county, strangers.city
    county.run("begin", COUNTY)
    told = city.run("begin", CITY)
    words = ["peer", CITY, "市平台", told["file"], "--level", "above", "--send", "power", "--fingerprint"]
    said = county.run(*words, "0000 " * 8, code=1)
    assert "指纹" in said
    county.run(*words, told["fingerprint"].lower().replace(" ", ""))
    county.run(*words, told["fingerprint"])
    assert county.told("exchange.peer_added") == county.told("exchange.agreed") == 1


def test_a_county_whose_key_is_gone_signs_nothing_and_says_what_to_do(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("设置户外广告")
    with pair.county.app.app_context():
        key_file().unlink()
    done = pair.county.run("export", CITY, "--to", tmp_path, code=1)
    assert "node.key" in done
    assert pair.county.batches("out") == [] and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("most", [1, 2])
def test_rows_of_many_batches_stand_in_files_that_can_be_read(
    pair: Pair, tmp_path: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.exchange.groups.ROWS", most)
    names = [f"事项{place}" for place in range(4)]
    for name in names:
        pair.county.powers(name)
        pair.county.run("export", CITY, "--to", tmp_path)
    for file in tmp_path.iterdir():
        file.unlink()
    files = pair.county.carry(CITY, tmp_path)
    assert len(files) == 4 // most
    pair.city.run("import", *files[::-1])
    assert list(pair.city.foreign().values()) == names


def test_a_fork_can_be_shown_to_somebody_who_trusts_neither_side(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("设置户外广告")
    files = pair.county.carry(CITY, tmp_path)
    pair.city.run("import", *files)
    other = tmp_path / "other.gz"
    other.write_bytes(signed_apart(pair.county, 1))
    pair.city.run("import", other, code=1)
    (back,) = pair.city.carry(COUNTY, tmp_path / "back")
    assert checked(pair, files, back) == "1 batches, 1 rows, 1 receipts: genuine 属实\n"
    lines = [json.loads(line) for line in back.read_bytes().splitlines()]
    said = {name: value for name, value in lines[-1].items() if name not in ("key", "signature")}
    back.write_text(canonical(sign({**said, "heads": said["heads"][:1] * 2}, pair.city.key())) + "\n")
    assert "does not show it" in checked(pair, files, back)


def checked(pair: Pair, files: list[Path], answers: Path) -> str:
    """Return what the stand-alone checker says."""
    keys = [str(side.run("fingerprint")["file"]) for side in (pair.county, pair.city)]
    typed = [*map(str, files), "--key", keys[0], "--receipts", str(answers), "--receiver-key", keys[1]]
    done = subprocess.run([sys.executable, CHECKER, "batches", *typed], capture_output=True, text=True, check=False)
    return done.stdout


def test_a_row_that_was_refused_is_sent_once_more_when_the_administrator_says_so(
    strangers: Pair, tmp_path: Path
) -> None:
    pair = strangers
    pair.introduce(receive="approval")
    (pk,) = pair.county.powers("设置户外广告")
    pair.city.run("import", *pair.county.carry(CITY, tmp_path))
    pair.county.run("import", *pair.city.carry(COUNTY, tmp_path / "back"))
    pair.city.run("agree", COUNTY, "--receive", "power")
    (row,) = pair.county.waiting()
    with pair.county.acting() as act:
        send_row_again(act, waiting_row(act, row.id))
    pair.city.run("import", *pair.county.carry(CITY, tmp_path / "next"))
    pair.county.run("import", *pair.city.carry(COUNTY, tmp_path / "back"))
    assert pair.city.foreign() == {pk: "设置户外广告"}
    for side in (pair.county, pair.city):
        assert [one.state for one in side.waiting()] == ["taken"]
    with pair.county.acting() as act, pytest.raises(OutOfOrder, match="does not wait"):
        give_up_row(act, waiting_row(act, row.id), "不再需要")


def test_a_row_is_given_up_with_a_reason_and_by_nobody_but_the_administrator_of_the_county(
    strangers: Pair, tmp_path: Path
) -> None:
    pair = strangers
    pair.introduce(receive="approval")
    pair.county.powers("设置户外广告")
    pair.city.run("import", *pair.county.carry(CITY, tmp_path))
    (row,) = pair.city.waiting()
    with pair.city.acting() as act:
        for reason in ("", "  ", "长" * 1001):
            with pytest.raises(Incomplete, match="1000"):
                give_up_row(act, waiting_row(act, row.id), reason)
        with pytest.raises(OutOfOrder, match="where the row lives"):
            send_row_again(act, waiting_row(act, row.id))
        for short in ("inspector", "handler"):
            other = replace(act, actor=World(act.session).actor(short, act.at))
            with pytest.raises((NotAllowed, NotFound)):
                give_up_row(other, waiting_row(other, row.id), "不再需要")
        give_up_row(act, waiting_row(act, row.id), "不再需要")
    assert [(one.state, one.reason) for one in pair.city.waiting()] == [("given_up", "不再需要")]
