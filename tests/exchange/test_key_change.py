"""A key that is changed: stated under the old one, valid from the numbers that are named, and by nobody else."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from sqlalchemy import select

from app.exchange.batches import Channel, make_batch
from app.exchange.keys import fingerprint, sign, state_new_key
from app.exchange.line import Line
from app.exchange.models import ExchangeBatch, Node, Peer, ReplacedKey
from app.exchange.operations import change_key, make_next, thin_out
from app.exchange.own_key import key_file, next_file, next_key
from app.kernel.audit import canonical
from app.kernel.errors import Conflict, NotAllowed
from app.powers.records import POWER
from tests.exchange.installations import CITY, COUNTY, Installation, Pair
from tests.exchange.lines import CITY_ADDRESS, COUNTY_ADDRESS, Wires, agree_in_the_end, deliver_to, tick, with_address
from tests.exchange.test_by_file import CHECKER
from tests.exchange.test_line import later
from tests.world import World

KINDS = {POWER.name: POWER}


@pytest.fixture
def wires(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wires]:
    """A calm line; nobody has entered an address yet."""
    made = Wires({CITY_ADDRESS: deliver_to(pair.city), COUNTY_ADDRESS: deliver_to(pair.county)})
    monkeypatch.setattr(Line, "call", lambda line, path, body: made.call(line, path, body))  # noqa: PLW0108 - a method
    now = pair.county.app.config["SUNSHINE_TEST_NOW"]
    yield made
    for side in (pair.county, pair.city):
        side.app.config["SUNSHINE_TEST_NOW"] = now


def carry(here: Installation, there: Installation, folder: Path, code: int = 0) -> None:
    """Carry a stick over and back."""
    there.run("import", *here.carry(there.number, folder), code=code)
    if not code:
        here.run("import", *there.carry(here.number, folder / "back"))


def known_key(here: Installation) -> str:
    """Return the key that an installation knows of its only peer."""
    with here.looked_into() as session:
        return session.scalars(select(Peer.public_key)).one()


def own_key(here: Installation) -> str:
    return bytes(here.key().verify_key).hex()


def test_the_county_changes_its_key_and_its_rows_go_on_under_the_new_one(pair: Pair, tmp_path: Path) -> None:
    first, second = pair.county.powers("一", "二")
    before = pair.county.run("fingerprint")["fingerprint"]
    told = pair.county.run("change-key")
    assert told["number"] == COUNTY
    assert pair.county.run("fingerprint")["fingerprint"] == told["fingerprint"] != before
    assert known_key(pair.city) != own_key(pair.county)
    carry(pair.county, pair.city, tmp_path)
    assert known_key(pair.city) == own_key(pair.county)
    assert pair.city.foreign() == {first: "一", second: "二"}
    assert pair.county.stand()["unconfirmed"] == 0
    assert pair.county.told("exchange.key_changed") == pair.city.told("exchange.peer_key_changed") == 1


def test_what_the_old_key_has_signed_and_nobody_took_yet_stays_valid(pair: Pair, tmp_path: Path) -> None:
    (pk,) = pair.county.powers("一")
    old = pair.county.carry(CITY, tmp_path / "old")
    pair.county.run("change-key")
    pair.county.rename(pk, "二")
    new = pair.county.carry(CITY, tmp_path / "new")
    keys = [json.loads(head)["key"] for head in heads(pair.county)]
    assert len(keys) == 2 and keys[0] != keys[1]
    pair.city.run(
        "import", *(file for file in new if file.suffix == ".jsonl")
    )  # the statement comes before the old batch
    pair.city.run("import", *old)
    pair.city.run("import", *new)
    assert pair.city.foreign() == {pk: "二"}
    pair.county.run("import", *pair.city.carry(COUNTY, tmp_path / "back"))
    agree_in_the_end(pair)


def heads(here: Installation) -> list[str]:
    with here.looked_into() as session:
        return list(session.scalars(select(ExchangeBatch.head).order_by(ExchangeBatch.number)))


def test_receipts_that_the_old_key_has_signed_stay_valid(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("一")
    pair.city.run("import", *pair.county.carry(CITY, tmp_path))
    pair.city.run("change-key")
    pair.county.powers("二")
    pair.city.run("import", *pair.county.carry(CITY, tmp_path / "two"))
    pair.county.run("import", *pair.city.carry(COUNTY, tmp_path / "back"))
    receipts = [json.loads(receipt or "")["key"] for _number, _digest, receipt in pair.county.batches("out")]
    assert len(set(receipts)) == 2
    agree_in_the_end(pair)
    assert known_key(pair.county) == own_key(pair.city)


def test_the_replaced_key_signs_no_later_number(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("一")
    stolen = pair.county.key()
    carry(pair.county, pair.city, tmp_path)
    pair.county.run("change-key")
    carry(pair.county, pair.city, tmp_path / "statement")
    last = json.loads(heads(pair.city)[-1])
    ends = Channel(str(COUNTY), COUNTY, CITY)
    for key in (stolen, SigningKey.generate()):
        forged = make_batch(
            ends, [], key, number=2, previous=pair.city.batches()[-1][1], after=last["until"], at=last["made_at"]
        )
        (tmp_path / "forged.gz").write_bytes(forged.packed())
        (told,) = pair.city.run("import", tmp_path / "forged.gz", code=1)
        assert "密钥" in told["fault"]
    assert pair.city.stand()["last_number"] == 1 and pair.city.stand()["state"] == "open"


def statements(here: Installation) -> list[dict[str, object]]:
    with here.looked_into() as session:
        return [json.loads(one) for one in session.scalars(select(ReplacedKey.statement).order_by(ReplacedKey.id))]


def test_a_statement_of_anybody_else_is_refused_and_the_same_twice_is_nothing_new(pair: Pair, tmp_path: Path) -> None:
    stolen = pair.county.key()
    pair.county.run("change-key")
    (genuine,) = statements(pair.county)
    thief = SigningKey.generate()
    file = tmp_path / "said.jsonl"

    def says(said: dict[str, object], code: int) -> str:
        file.write_text(canonical(said) + "\n")
        return str(pair.city.run("import", file, code=code)[0]["fault"])

    plain = {name: value for name, value in genuine.items() if name not in ("key", "signature")}
    for wrong in (
        sign(plain, thief),
        {**genuine, "new": bytes(thief.verify_key).hex()},
        sign({**plain, "to": CITY + 1}, stolen),
        sign({**plain, "from": CITY}, stolen),
        sign({**plain, "batches": {"350102": "1"}}, stolen),
        sign({**plain, "new": "zz"}, stolen),
        sign({**plain, "new": bytes(stolen.verify_key).hex()}, stolen),
    ):
        assert says(wrong, 1)
    assert known_key(pair.city) == bytes(stolen.verify_key).hex()
    for _time in range(3):
        says(genuine, 0)
    assert known_key(pair.city) == own_key(pair.county) == genuine["new"]
    assert pair.city.told("exchange.peer_key_changed") == 1
    late = state_new_key((COUNTY, CITY), stolen, thief.verify_key, str(genuine["at"]))
    assert "已更换" in says(late, 1)
    assert "曾用过" in says(state_new_key((COUNTY, CITY), pair.county.key(), stolen.verify_key, str(genuine["at"])), 1)
    assert known_key(pair.city) == own_key(pair.county)


@pytest.mark.parametrize("caller", ["county", "city", "both"])
def test_on_a_line_both_change_their_keys_twice_whoever_calls(pair: Pair, wires: Wires, caller: str) -> None:
    if caller != "city":
        with_address(pair.county, CITY, CITY_ADDRESS)
    if caller != "county":
        with_address(pair.city, COUNTY, COUNTY_ADDRESS)
    (pk,) = pair.county.powers("零")
    for turn in range(1, 5):
        for side in (pair.county, pair.city):
            tick(side)
        (pair.county if turn % 2 else pair.city).run("change-key")
        pair.county.rename(pk, f"第{turn}次")
        later(pair, 1)
    for _time in range(3):
        for side in (pair.city, pair.county):
            tick(side)
    assert pair.city.foreign() == {pk: "第4次"}
    agree_in_the_end(pair)
    assert [known_key(pair.city), known_key(pair.county)] == [own_key(pair.county), own_key(pair.city)]
    assert [side.stand()["state"] for side in (pair.county, pair.city)] == ["open", "open"]
    assert pair.city.waiting() == []


def test_whoever_is_stopped_between_the_database_and_the_file_goes_on_with_the_new_key(pair: Pair) -> None:
    with pair.county.app.app_context():
        fresh = next_key()
        assert next_file().name == "node.key.next" and next_key() == fresh
    old = pair.county.key()
    with pair.county.acting() as act:
        change_key(act, old, fresh)
    assert own_key(pair.county) == bytes(fresh.verify_key).hex()
    with pair.county.app.app_context():
        assert not next_file().exists()
        assert key_file().stat().st_mode & 0o077 == 0


def test_the_same_change_twice_is_one_and_a_key_is_never_taken_back(pair: Pair) -> None:
    old, fresh = pair.county.key(), SigningKey.generate()
    with pair.county.acting() as act:
        for _time in range(2):
            change_key(act, old, fresh)
        assert len(act.session.scalars(select(ReplacedKey)).all()) == 1
        with pytest.raises(Conflict, match="in use before"):
            change_key(act, fresh, old)
        with pytest.raises(Conflict, match="Put the right file back"):
            change_key(act, old, SigningKey.generate())
        for short in ("inspector", "handler"):
            with pytest.raises(NotAllowed):
                change_key(replace(act, actor=World(act.session).actor(short, act.at)), fresh, SigningKey.generate())
        node = act.session.scalars(select(Node)).one()
        assert fingerprint(node.key) == fingerprint(fresh.verify_key)
        node.public_key = bytes(old.verify_key).hex()  # as the file of this test's county still holds it


def test_a_clock_that_still_holds_the_old_key_makes_no_batch_with_it(pair: Pair) -> None:
    old = pair.county.key()
    pair.county.powers("一")
    pair.county.run("change-key")
    with pair.county.acting() as act:
        peer = act.session.scalars(select(Peer)).one()
        with pytest.raises(Conflict, match="a moment ago"):
            make_next(act, peer.channels[0], old, KINDS)
    assert pair.county.batches("out") == []


def test_a_thinned_receipt_is_signed_again_with_the_new_key_and_taken(pair: Pair, wires: Wires) -> None:
    with_address(pair.county, CITY, CITY_ADDRESS)
    pair.county.powers("一")
    for _time in range(4):
        tick(pair.county)
        later(pair, 5)
    later(pair, 8 * 24 * 60)
    with pair.city.acting() as act:
        assert thin_out(act)["thinned"] == 2
    pair.city.run("change-key")
    with pair.county.acting() as act:
        row = act.session.scalars(select(ExchangeBatch).where(ExchangeBatch.number == 2)).one()
        row.receipt = None  # it was lost on the way
    tick(pair.county)
    assert pair.county.stand()["unconfirmed"] == 0
    assert (
        json.loads(pair.county.batches("out")[1][2] or "")["key"]
        != json.loads(pair.county.batches("out")[0][2] or "")["key"]
    )


def test_somebody_who_trusts_neither_side_follows_both_keys(pair: Pair, tmp_path: Path) -> None:
    keys = [str(side.run("fingerprint")["file"]) for side in (pair.county, pair.city)]
    stolen = pair.county.key()
    for turn, side in enumerate((pair.county, pair.city)):
        pair.county.powers(f"事项{turn}")
        carry(pair.county, pair.city, tmp_path / str(turn))
        side.run("change-key")
    pair.county.powers("最后")
    carry(pair.county, pair.city, tmp_path / "last")
    with pair.county.looked_into() as session:
        rows = session.scalars(select(ExchangeBatch).order_by(ExchangeBatch.number)).all()
        (tmp_path / "all.gz").write_bytes(b"".join(row.travels() for row in rows))
        (tmp_path / "receipts").write_text("\n".join(str(row.receipt) for row in rows))
        last = json.loads(rows[-1].head)
        forged = make_batch(
            Channel(str(COUNTY), COUNTY, CITY),
            [],
            stolen,
            number=4,
            previous=rows[-1].digest,
            after=last["until"],
            at="x",
        )
    said = [
        canonical(one) for side in (pair.county, pair.city) for one in statements(side) if one["from"] == side.number
    ]
    (tmp_path / "statements").write_text("\n".join(said))

    def checked(*more: str) -> str:
        typed = ["--receipts", str(tmp_path / "receipts"), "--key", keys[0], "--receiver-key", keys[1], *more]
        return subprocess.run(
            [sys.executable, CHECKER, "batches", str(tmp_path / "all.gz"), *typed],
            capture_output=True,
            text=True,
            check=False,
        ).stdout

    follow = ("--statements", str(tmp_path / "statements"))
    assert checked(*follow) == "3 batches, 3 rows, 3 receipts: genuine 属实\n"
    assert "is not signed with key" in checked()
    (tmp_path / "all.gz").write_bytes((tmp_path / "all.gz").read_bytes() + forged.packed())
    assert "was replaced before" in checked(*follow)
    (tmp_path / "statements").write_text(
        canonical(state_new_key((COUNTY, CITY), SigningKey.generate(), stolen.verify_key, "x"))
    )
    assert "none of the keys that count" in checked(*follow)
