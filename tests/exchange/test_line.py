"""Two installations on a line: pushed, fetched, cut off for days, and with somebody hostile between them."""

import os
import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from app.exchange.line import Line, Unreachable
from app.exchange.models import Peer
from app.kernel.networks import Networks
from tests import few
from tests.exchange.installations import CITY, COUNTY, Installation, Pair
from tests.exchange.lines import (
    CITY_ADDRESS,
    COUNTY_ADDRESS,
    Hostile,
    Wires,
    agree_in_the_end,
    deliver_to,
    tick,
    with_address,
)
from tests.exchange.test_by_file import signed_apart
from tests.web import form_token, login

HERE = Networks.read("127.0.0.0/8")


@pytest.fixture
def wires(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wires]:
    """A calm line on which both answer; nobody has entered an address yet."""
    made = Wires({CITY_ADDRESS: deliver_to(pair.city), COUNTY_ADDRESS: deliver_to(pair.county)})
    monkeypatch.setattr(Line, "call", lambda line, path, body: made.call(line, path, body))  # noqa: PLW0108 - a method
    now = pair.county.app.config["SUNSHINE_TEST_NOW"]
    yield made
    for side in (pair.county, pair.city):
        side.app.config["SUNSHINE_TEST_NOW"] = now


def later(pair: Pair, minutes: float) -> None:
    """Let time pass on both sides."""
    for side in (pair.county, pair.city):
        side.app.config["SUNSHINE_TEST_NOW"] += timedelta(minutes=minutes)


def peer_of(side: Installation) -> Peer:
    with side.looked_into() as session:
        return session.scalars(select(Peer)).one()


def test_a_county_brings_its_rows_and_has_the_receipts_at_once(pair: Pair, wires: Wires) -> None:
    with_address(pair.county, CITY, CITY_ADDRESS)
    (pk,) = pair.county.powers("设置户外广告")
    assert tick(pair.county) == {"sent": 1, "fetched": 0, "unreached": 0}
    assert pair.city.foreign() == {pk: "设置户外广告"}
    agree_in_the_end(pair)
    assert tick(pair.county)["sent"] == 0
    pair.county.rename(pk, "改了名")
    tick(pair.county)
    assert pair.city.foreign() == {pk: "改了名"}
    agree_in_the_end(pair)


def test_a_city_that_cannot_be_reached_fetches_the_rows_and_returns_the_receipts(pair: Pair, wires: Wires) -> None:
    with_address(pair.city, COUNTY, COUNTY_ADDRESS)
    (pk,) = pair.county.powers("设置户外广告")
    tick(pair.city)  # the county learns that there is a line
    tick(pair.county)
    assert tick(pair.city)["fetched"] == 1
    assert pair.city.foreign() == {pk: "设置户外广告"}
    agree_in_the_end(pair)
    assert {address for address, _path in wires.calls} == {COUNTY_ADDRESS}


def test_without_a_line_work_goes_on_and_everything_follows_in_order(pair: Pair, wires: Wires) -> None:
    with_address(pair.county, CITY, CITY_ADDRESS)
    city = wires.ends.pop(CITY_ADDRESS)
    (pk,) = pair.county.powers("一")
    for name in ("二", "三", "四"):
        later(pair, 16 * 60)
        pair.county.rename(pk, name)
        assert tick(pair.county) == {"sent": 0, "fetched": 0, "unreached": 1}
    assert peer_of(pair.county).fault
    assert pair.county.stand()["unconfirmed"] == 3
    wires.ends[CITY_ADDRESS] = city
    assert tick(pair.county)["sent"] == 3
    assert peer_of(pair.county).fault == ""
    assert pair.city.foreign() == {pk: "四"}
    agree_in_the_end(pair)


def test_a_sign_of_life_goes_out_after_a_rest_and_stays_out_of_the_trail(pair: Pair, wires: Wires) -> None:
    with_address(pair.county, CITY, CITY_ADDRESS)
    pair.county.powers("设置户外广告")
    tick(pair.county)
    before = [pair.county.told("exchange.batch_made"), pair.city.told("exchange.batch_taken")]
    later(pair, 3)
    assert tick(pair.county)["sent"] == 0
    later(pair, 2)
    assert tick(pair.county)["sent"] == 1
    heard = peer_of(pair.city).heard_at
    assert heard == pair.city.app.config["SUNSHINE_TEST_NOW"]
    assert [pair.county.told("exchange.batch_made"), pair.city.told("exchange.batch_taken")] == before
    agree_in_the_end(pair)


@pytest.mark.parametrize("turn", range(few(6)))
def test_somebody_hostile_on_the_line_delays_and_does_no_other_harm(pair: Pair, wires: Wires, turn: int) -> None:
    seed = int(os.environ.get("SUNSHINE_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"SUNSHINE_TEST_SEED={seed}")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)  # noqa: S311 - no secret
    with_address(pair.county, CITY, CITY_ADDRESS)
    with_address(pair.city, COUNTY, COUNTY_ADDRESS)
    calm = dict(wires.ends)
    wires.ends = {address: Hostile(end, chance) for address, end in calm.items()}
    names: dict[int, str] = {}
    for round_ in range(12):
        if chance.random() < 0.6:
            (pk,) = pair.county.powers(f"事项{turn}-{round_}")
            names[pk] = f"事项{turn}-{round_}"
        if names and chance.random() < 0.4:
            pk = chance.choice(sorted(names))
            names[pk] = f"改名{round_}"
            pair.county.rename(pk, names[pk])
        tick(chance.choice((pair.county, pair.city)))
        later(pair, 1)
    assert sum(end.done for end in wires.ends.values() if isinstance(end, Hostile)) > 3
    wires.ends = calm
    for _time in range(3):
        tick(pair.county)
        tick(pair.city)
    assert pair.city.foreign() == names, seed
    agree_in_the_end(pair)
    assert [side.stand()["state"] for side in (pair.county, pair.city)] == ["open", "open"]
    assert pair.city.told("exchange.forked") == 0
    assert pair.city.waiting() == []


def test_a_call_for_batches_works_once(pair: Pair, wires: Wires) -> None:
    with_address(pair.city, COUNTY, COUNTY_ADDRESS)
    kept: list[tuple[str, bytes]] = []
    inner = wires.ends[COUNTY_ADDRESS]

    def listening(path: str, body: bytes) -> bytes:
        kept.append((path, body))
        return inner(path, body)

    wires.ends[COUNTY_ADDRESS] = listening
    tick(pair.city)
    pair.county.powers("后来的")
    tick(pair.county)
    for path, body in kept:
        with pytest.raises(Unreachable):
            inner(path, body)


def test_a_stranger_gets_nothing_and_leaves_nothing(pair: Pair, tmp_path: Path) -> None:
    pair.county.powers("设置户外广告")
    (file,) = pair.county.carry(CITY, tmp_path)
    client = pair.county.app.test_client()
    for path in ("batches", "pull"):
        for body in (b"", b"\x00" * 1000, file.read_bytes(), b'{"from":350100,"channel":"350102"}', b"[" * 5000):
            answer = client.post(f"/exchange/{path}", data=body)
            assert answer.status_code == 422, (path, body[:20])
            assert answer.get_json()["message"]
    assert pair.county.batches() == []
    assert pair.city.app.test_client().post("/exchange/batches", data=file.read_bytes()).status_code == 200


@pytest.fixture
def served(pair: Pair) -> Iterator[str]:
    """The city behind a real web server; its address."""
    server = make_server("127.0.0.1", 0, pair.city.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_rows_cross_by_a_real_line_where_the_operator_allows_the_network(
    pair: Pair, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_address(pair.county, CITY, served)
    (pk,) = pair.county.powers("设置户外广告")
    assert tick(pair.county)["unreached"] == 1
    assert "SUNSHINE_EXCHANGE_NETWORKS" in peer_of(pair.county).fault
    monkeypatch.setitem(pair.county.app.config, "SUNSHINE_EXCHANGE_NETWORKS", "127.0.0.0/8")
    assert tick(pair.county)["sent"] == 1
    assert pair.city.foreign() == {pk: "设置户外广告"}
    agree_in_the_end(pair)


@pytest.mark.parametrize(
    ("address", "networks", "sentence"),
    [
        ("http://127.0.0.1:9", "", "not named in SUNSHINE_EXCHANGE_NETWORKS"),
        ("http://[::ffff:127.0.0.1]:9", "", "not named"),
        ("http://169.254.169.254", "169.254.0.0/16", "not named"),
        ("http://10.0.0.1", "10.1.0.0/16", "not named"),
        ("http://8.8.8.8", "", "not called without https"),
        ("ftp://127.0.0.1", "127.0.0.0/8", "Nobody knows the host"),
        ("http://nobody.invalid", "127.0.0.0/8", "Nobody knows the host"),
    ],
)
def test_an_address_that_must_not_be_called_is_not(address: str, networks: str, sentence: str) -> None:
    with pytest.raises(Unreachable, match=sentence):
        Line(address, Networks.read(networks), 5).call("pull", b"")


@pytest.mark.parametrize(
    ("status", "body", "most", "sentence"),
    [
        ("302 Found", b"", 100, r"did not take the call \(302\)"),
        (
            "422 Unprocessable",
            b'{"message": "The call was made before."}',
            100,
            r"\(422\)\. The call was made before\.",
        ),
        ("500 Fault", b"<h1>", 100, r"\(500\)"),
        ("200 OK", b"x" * 101, 100, "more than is allowed"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_in_words(status: str, body: bytes, most: int, sentence: str) -> None:
    def answer(_environ: object, start: object) -> list[bytes]:
        start(status, [("Location", "http://127.0.0.1:1/"), ("Content-Type", "text/plain")])
        return [body]

    server = make_server("127.0.0.1", 0, answer)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    with pytest.raises(Unreachable, match=sentence):
        Line(f"http://127.0.0.1:{server.server_port}", HERE, 5, most).call("pull", b"{}")
    thread.join()
    server.server_close()


def test_after_a_fork_both_administrators_begin_again_and_every_row_crosses_once_more(
    pair: Pair, wires: Wires, tmp_path: Path
) -> None:
    with_address(pair.county, CITY, CITY_ADDRESS)
    (pk,) = pair.county.powers("设置户外广告")
    tick(pair.county)
    other = signed_apart(pair.county, 1)
    assert b'"why":"fork"' in wires.ends[CITY_ADDRESS]("batches", other)
    pair.county.rename(pk, "改了名")
    tick(pair.county)
    assert [side.stand()["state"] for side in (pair.county, pair.city)] == ["forked", "forked"]
    assert pair.city.foreign() == {pk: "设置户外广告"}
    clients = [
        login(side.app, "county_admin" if side is pair.county else "city_admin") for side in (pair.county, pair.city)
    ]
    for side, client in zip((pair.county, pair.city), clients, strict=True):
        page = client.get("/platform/exchange/")
        assert "两个批次同号" in page.get_data(as_text=True)
        sent = {"csrf_token": form_token(page), "what": "begin_again", "row": side.stand()["id"]}
        client.post("/platform/exchange/", data={**sent, "reason": " "})
        assert side.stand()["state"] == "forked"
        client.post("/platform/exchange/", data={**sent, "reason": "对方从备份恢复，已电话核对"})
        assert (side.stand()["state"], side.stand()["last_number"]) == ("open", 0)
    tick(pair.county)
    assert pair.city.foreign() == {pk: "改了名"}
    assert pair.county.stand()["unconfirmed"] == 0


def test_the_page_sends_a_refused_row_again_and_gives_one_up(
    strangers: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strangers.introduce(receive="approval")
    county, city = strangers.county, strangers.city
    county.powers("设置户外广告", "临时占道")
    city.run("import", *county.carry(CITY, tmp_path))
    county.run("import", *city.carry(COUNTY, tmp_path / "back"))
    client = login(county.app, "county_admin")
    page = client.get("/platform/exchange/")
    first, second = county.waiting()
    for row, what in ((first, "again"), (second, "give_up")):
        token = form_token(page)
        client.post("/platform/exchange/", data={"csrf_token": token, "what": what, "row": row.id, "reason": "已撤销"})
    assert [(row.state, row.reason) for row in county.waiting()] == [("again", ""), ("given_up", "已撤销")]
    other = login(county.app, "inspector")
    assert other.get("/platform/exchange/").status_code == 200
    assert other.post("/platform/exchange/", data={"csrf_token": form_token(page)}).status_code in (400, 403)
