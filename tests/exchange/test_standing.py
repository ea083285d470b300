"""How far channels have come is told at one price, whatever came over them; old signs of life give their room back."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from app.exchange.batches import Channel, make_batch
from app.exchange.jobs import JOBS
from app.exchange.keys import fingerprint
from app.exchange.line import Line
from app.exchange.models import ExchangeBatch, ExchangeChannel, WaitingRow
from app.exchange.operations import add_peer, agree_on, make_next, thin_out
from app.exchange.own_key import node_key
from app.exchange.queries import unanswered
from app.exchange.standing import GAUGES, standing
from app.exchange.words import Direction, PeerLevel
from app.powers.records import POWER
from tests.exchange.installations import CITY, COUNTY, Installation, Pair
from tests.exchange.lines import CITY_ADDRESS, Wires, deliver_to, tick, with_address
from tests.exchange.test_by_file import CHECKER
from tests.exchange.test_line import later
from tests.web import login

KINDS = {POWER.name: POWER}


def statements(session: Session, work: Callable[[], object]) -> list[tuple[str, Any]]:
    """Return what a piece of work says to the database, with its values."""
    said: list[tuple[str, Any]] = []
    engine = session.get_bind().engine
    listener = lambda *given: said.append(given[2:4])  # noqa: E731 - removed again below
    event.listen(engine, "before_cursor_execute", listener)
    work()
    event.remove(engine, "before_cursor_execute", listener)
    return said


def grow(here: Installation, peers: int, batches: int) -> None:
    """Enter more peers, each with a channel on which so many batches have no receipt and as many rows wait."""
    with here.acting() as act:
        key = node_key(act.session)
        for place in range(peers):
            public = SigningKey(bytes([100 + place]) * 32).verify_key
            peer = add_peer(act, COUNTY + 1 + place, "旁县", public, fingerprint(public), PeerLevel.BESIDE)
            channel = agree_on(act, peer, Direction.OUT, [POWER.name], KINDS)
            for number in range(batches):
                make_next(act, channel, key, KINDS, sign_of_life=True)
                waits = WaitingRow(county=COUNTY, channel_id=channel.id, number=number, line=1, why="缺事项")
                waits.since = act.at
                act.session.add(waits)


def test_the_number_of_statements_grows_with_neither_peers_nor_batches(pair: Pair) -> None:
    client = login(pair.county.app, "county_admin")

    def told() -> list[int]:
        client.get("/platform/exchange/")  # what every page remembers for a while is read before
        with pair.county.looked_into() as session:
            at = pair.county.app.config["SUNSHINE_TEST_NOW"]
            works: tuple[Callable[[], object], ...] = (
                lambda: standing(session, at),
                lambda: [list(one.told(session, at)) for one in GAUGES],
                lambda: client.get("/platform/exchange/"),
            )
            return [len(statements(session, work)) for work in works]

    before = told()
    assert before[:2] == [4, 4]
    grow(pair.county, 5, 12)
    assert told() == before
    page = client.get("/platform/exchange/").get_data(as_text=True)
    assert page.count("旁县") > 5 and page.count("缺事项") == 50


def test_the_figures_of_monitoring_are_those_of_the_channel_that_is_worst(pair: Pair) -> None:
    pair.county.powers("设置户外广告")
    grow(pair.county, 2, 3)
    with pair.county.looked_into() as session:
        at = pair.county.app.config["SUNSHINE_TEST_NOW"]
        found = {name: value for one in GAUGES for name, _title, value in one.told(session, at)}
        rows = standing(session, at)
    assert found["exchange_unconfirmed_batches"] == 3 == max(one.unconfirmed for one in rows)
    assert found["exchange_refused_rows"] == 3
    assert found["exchange_behind_rows"] == max(one.behind for one in rows) > 0
    assert found["exchange_silence_seconds"] == 0


def test_what_has_no_receipt_is_found_without_reading_what_has_one(pair: Pair) -> None:
    with pair.county.looked_into() as session:
        channel = session.scalars(select(ExchangeChannel)).one()
        sqlite = session.get_bind().dialect.name == "sqlite"
        for work in (lambda: unanswered(session, channel, 5), lambda: standing(session, pair.county.program.now)):
            asked, values = next(one for one in statements(session, work) if "receipt IS NULL" in one[0])
            if not sqlite:
                session.execute(text("SET LOCAL enable_seqscan = off"))
            plan = session.connection().exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{asked}", values)
            assert "ix_exchange_batch_open" in str(plan.all())


@pytest.fixture
def rested(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """A county that brought its city a row, three signs of life, another row, and two signs of life, eight days ago."""
    wires = Wires({CITY_ADDRESS: deliver_to(pair.city)})
    monkeypatch.setattr(Line, "call", lambda line, path, body: wires.call(line, path, body))  # noqa: PLW0108 - a method
    now = pair.county.app.config["SUNSHINE_TEST_NOW"]
    with_address(pair.county, CITY, CITY_ADDRESS)
    for name in ("一", "", "", "", "二", "", ""):
        if name:
            pair.county.powers(name)
        tick(pair.county)
        later(pair, 5)
    later(pair, 8 * 24 * 60)
    yield pair
    for side in (pair.county, pair.city):
        side.app.config["SUNSHINE_TEST_NOW"] = now


def kept(here: Installation) -> list[tuple[int, str, str, bytes, str | None, bytes]]:
    """Return of each batch its number, digest, head, the bytes that are kept, its receipt and what would travel."""
    with here.looked_into() as session:
        rows = session.scalars(select(ExchangeBatch).order_by(ExchangeBatch.number)).all()
        return [(row.number, row.digest, row.head, row.packed, row.receipt, row.travels()) for row in rows]


def thin(*sides: Installation) -> list[int]:
    done = []
    for side in sides:
        with side.acting() as act:
            done.append(thin_out(act)["thinned"])
    return done


def test_old_signs_of_life_give_room_back_and_keep_number_digest_and_head(rested: Pair) -> None:
    before = [kept(side) for side in (rested.county, rested.city)]
    assert thin(rested.county, rested.city) == [4, 4]
    for side, old in zip((rested.county, rested.city), before, strict=True):
        new = kept(side)
        assert [one[:3] for one in new] == [one[:3] for one in old]
        assert [one[0] for one in new if not one[3]] == [one[0] for one in new if one[4] == ""] == [2, 3, 4, 6]
        assert [one[5] for one in new] == [one[5] for one in old]
        assert [one[3:5] for one in new if one[0] in (1, 5, 7)] == [one[3:5] for one in old if one[0] in (1, 5, 7)]
    assert thin(rested.county, rested.city) == [0, 0]
    assert any(job.run is thin_out and job.daily_at for job in JOBS)


def test_what_is_young_or_has_no_receipt_stays_whole(rested: Pair) -> None:
    later(rested, -2 * 24 * 60)
    assert thin(rested.county, rested.city) == [0, 0]
    later(rested, 2 * 24 * 60)
    with rested.county.acting() as act:
        session = act.session
        for row in session.scalars(select(ExchangeBatch).where(ExchangeBatch.number >= 6)):
            row.receipt = None  # the line was cut before the city could answer
    assert thin(rested.county) == [3]
    assert [one[0] for one in kept(rested.county) if one[3]] == [1, 5, 6, 7]
    assert rested.county.stand()["unconfirmed"] == 2


def test_the_chain_is_still_checked_by_somebody_who_trusts_neither_side(rested: Pair, tmp_path: Path) -> None:
    thin(rested.county, rested.city)
    keys = [str(side.run("fingerprint")["file"]) for side in (rested.county, rested.city)]
    for side in (rested.county, rested.city):
        (tmp_path / "all.gz").write_bytes(b"".join(one[5] for one in kept(side)))
        receipts = [one[4] for one in kept(side) if one[4]]
        (tmp_path / "receipts.jsonl").write_text("\n".join(receipts))
        typed = ["--key", keys[0], "--receipts", str(tmp_path / "receipts.jsonl"), "--receiver-key", keys[1]]
        done = subprocess.run(
            [sys.executable, CHECKER, "batches", str(tmp_path / "all.gz"), *typed],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "7 batches, 2 rows, 3 receipts: genuine 属实\n"


def test_a_thinned_batch_that_comes_once_more_has_the_same_receipt(rested: Pair) -> None:
    before = [one[4] for one in kept(rested.city)]
    sent = b"".join(one[5] for one in kept(rested.county))
    thin(rested.county, rested.city)
    answers = rested.city.app.test_client().post("/exchange/batches", data=sent).get_data(as_text=True)
    assert answers.splitlines() == before
    assert [one[4] for one in kept(rested.city)] == before


def test_a_city_that_lost_what_it_had_is_sent_thinned_batches_too(rested: Pair) -> None:
    thin(rested.county)
    with rested.city.acting() as act:  # the city put a backup of the second batch back
        channel = act.session.scalars(select(ExchangeChannel)).one()
        gone = act.session.scalars(select(ExchangeBatch).where(ExchangeBatch.number > 2)).all()
        channel.last_number = 2
        channel.last_digest = next(one[1] for one in kept(rested.city) if one[0] == 2)
        for row in gone:
            act.session.delete(row)
    rested.county.powers("三")
    for _time in range(2):
        tick(rested.county)
    assert [one[:3] for one in kept(rested.city)] == [one[:3] for one in kept(rested.county)]
    assert rested.county.stand()["unconfirmed"] == 0
    assert "三" in rested.city.foreign().values()


def test_two_batches_of_one_thinned_number_are_still_proved(rested: Pair) -> None:
    thin(rested.county, rested.city)
    head = json.loads(kept(rested.county)[1][2])
    ends = Channel(head["channel"], head["from"], head["to"])
    other = make_batch(
        ends, [], rested.county.key(), number=2, previous=head["previous"], after=head["after"], at=head["made_at"]
    )
    assert other.digest != kept(rested.county)[1][1]
    said = json.loads(
        rested.city.app.test_client().post("/exchange/batches", data=other.packed()).get_data(as_text=True)
    )
    assert said["why"] == "fork" and said["heads"] == [head, dict(other.head)]
    assert gzip.decompress(kept(rested.county)[1][5]).decode() == f"{kept(rested.county)[1][2]}\n"
