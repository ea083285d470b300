"""The doors of bidders and holders on the portal: the pass and the key decide, and nothing before the deadline."""

import io
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nacl import bindings
from sqlalchemy import func, select

from app.kernel.act import Act, Actor, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.trading.models import KeyHolder, KeyShare, Project, SealedBid
from app.trading.operations import close_bidding
from app.trading.operations.opening import bids_to_open
from app.trading.sealing.envelope import hkdf, open_share, public_key, read
from app.trading.sealing.proof import challenge, is_proven
from tests.conftest import NOW
from tests.trading.building import DEADLINE, Tender
from tests.web import at_work, form_token
from tests.world import World

Key = tuple[bytes, bytes]
SCRIPT = Path("app/surfaces/static/js/seal.js")


class Place:
    """A published trade with its keys, one pass and one sealed bid that has not been handed in."""

    said: ClassVar[Mapping[str, object]] = {}
    """What the notice says beside the usual."""

    def __init__(self, site: Flask) -> None:
        self.site = site
        with at_work(site) as session:
            world = World(session)

            def acting_as(short: str | None, at: datetime = NOW) -> Act:
                actor = world.actor(short, at) if short else Actor.platform()
                return Act(session, actor, at, Channel.COMMAND, 350102)

            tender = Tender(session, world, acting_as)
            with open_act(acting_as(None)):
                tender.published(**self.said)
                bidder = tender.bidder(1)
                self.envelope = tender.envelope(bidder, "1980000")
                self.changed = tender.envelope(bidder, "1970000")
                for serial in (2, 3):
                    tender.bid(serial, "1900000")
            self.pk, self.keys, self.token = tender.project.id, tender.keys, tender.tokens[bidder.uscc]
            session.commit()
        self.home = f"/portal/trades/{self.pk}"
        self.client: FlaskClient = site.test_client()

    def at(self, moment: datetime) -> None:
        """Let it be another time."""
        self.site.config["SUNSHINE_TEST_NOW"] = moment

    def close(self) -> None:
        """Let the clock close the bidding."""
        self.at(DEADLINE)
        with at_work(self.site) as session:
            with open_act(act := platform_act(session, Channel.CLOCK, DEADLINE, 350102)):
                close_bidding(act, session.get_one(Project, self.pk))
            session.commit()

    def post(self, door: str, **data: object) -> tuple[int, str]:
        """Send a form; returns status and body."""
        token = form_token(self.client.get(f"{self.home}/bid"))
        sent = {"csrf_token": token, **data}
        answer = self.client.post(f"{self.home}/{door}", data=sent, content_type="multipart/form-data")
        return answer.status_code, answer.get_data(as_text=True)

    def hand_in(self, text: str | None = None, token: str | None = None) -> tuple[int, str]:
        """Hand an envelope in by its pass."""
        return self.post("bid", lot="1", token=token or self.token, envelope=self.envelope if text is None else text)

    def proof(self, place: int, sent: str, key: Key | None = None) -> str:
        """Answer the challenge as seal.js does."""
        private, public = key or self.keys[place - 1]
        with at_work(self.site) as session:
            holder = session.scalars(select(KeyHolder.id).where(KeyHolder.place == place)).one()
            made = bytes.fromhex(challenge(holder))
        info = b"sunshine-holder-proof-v1" + bindings.crypto_hash_sha256(sent.encode())
        return hkdf(bindings.crypto_scalarmult(private, made), made + public, info).hex()

    def shares(self, place: int) -> str:
        """Open a holder's share of every bid, as his browser does."""
        with at_work(self.site) as session:
            act = platform_act(session, Channel.CLOCK, DEADLINE, 350102)
            bids = bids_to_open(act, session.get_one(Project, self.pk))
            return json.dumps({one.id: open_share(read(one.envelope), self.keys[place - 1][0]).hex() for one in bids})

    def count(self, table: type) -> int:
        """Return how many rows a table has."""
        with at_work(self.site) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def place(site: Flask) -> Place:
    return Place(site)


def test_the_notice_and_its_script_stand_there_for_everybody(place: Place) -> None:
    assert "湖前路照明改造" in place.client.get("/portal/trades/").get_data(as_text=True)
    page = place.client.get(place.home).get_data(as_text=True)
    script = SCRIPT.read_bytes()
    digest = bindings.crypto_hash_sha256(script)
    assert digest.hex() in page and place.keys[0][1].hex() not in page
    told = place.client.get(f"{place.home}/notice.json").get_json()
    assert [one["key"] for one in told["holders"]] == [public.hex() for _private, public in place.keys]
    assert (told["lots"][0]["ceiling"], told["deadline"]) == ("1990000.00", DEADLINE.isoformat())

    for door in ("bid", "shares"):
        assert f'integrity="sha256-{b64encode(digest).decode()}"' in place.client.get(f"{place.home}/{door}").get_data(
            as_text=True
        )
    offline = place.client.get("/portal/trades/seal.html").get_data()
    assert script in offline and digest.hex().encode() in offline


def test_a_bid_comes_in_by_its_pass_is_replaced_and_withdrawn(place: Place) -> None:
    code, page = place.hand_in()
    assert code == 200 and "sunshine-bid-receipt-v1" in page
    assert place.hand_in()[1].count("sunshine-bid-receipt-v1") == 1
    code, page = place.hand_in(place.changed)
    assert page.count("sunshine-bid-receipt-v1") == 2 and "已被投标人替换" in page
    assert place.post("receipts", token=place.token)[1].count("sunshine-bid-receipt-v1") == 2
    assert "已被投标人撤回" in place.post("withdraw", token=place.token, lot="1")[1]
    file = (io.BytesIO(place.envelope.encode()), "envelope.json")
    assert place.post("bid", lot="1", token=place.token, file=file)[0] == 200
    assert place.count(SealedBid) == 4


def test_what_is_refused_says_why_and_keeps_nothing(place: Place) -> None:
    before = place.count(SealedBid)
    for code, said, sent in (
        (422, "凭证不适用于本项目", place.hand_in(token="f" * 32)),
        (422, "文件是空的", place.hand_in("")),
        (422, "信封", place.hand_in(place.envelope[:-9])),
        (422, "没有第7标段", place.post("bid", lot="7", token=place.token, envelope=place.envelope)),
        (404, "这个凭证下没有递交过投标", place.post("receipts", token=place.token)),
        (409, "凭证下没有", place.post("withdraw", token=place.token, lot="1")),
    ):
        assert (sent[0], said in sent[1]) == (code, True), sent
    place.at(DEADLINE + timedelta(seconds=1))
    code, page = place.hand_in()
    assert code == 409 and "截止" in page
    assert place.count(SealedBid) == before


def test_the_trail_of_a_bid_tells_no_address(place: Place) -> None:
    place.hand_in()
    with at_work(place.site) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.handed_in")).all()
        assert {(row.address, row.official_id) for row in rows} == {(None, None)} and len(rows) == 3


def test_nobody_gets_sealed_bids_or_gives_shares_before_the_deadline(place: Place) -> None:
    place.hand_in()
    asked = place.proof(1, f"bids {_number(place)}")
    assert place.post("sealed", holder="1", proof=asked)[0] == 409
    given = place.shares(1)
    code, said = place.post("shares", holder="1", shares=given, proof=place.proof(1, given))
    assert code == 409 and "截止" in json.loads(said)["message"]
    with at_work(place.site) as session:
        row = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.early_share")).one()
        assert row.official == "城管局"
    assert place.count(KeyShare) == 0


def _number(place: Place) -> str:
    with at_work(place.site) as session:
        return session.get_one(Project, place.pk).number


def test_only_the_key_of_a_holder_gets_bids_and_gives_shares(place: Place) -> None:
    place.hand_in()
    place.close()
    asked, given = f"bids {_number(place)}", place.shares(1)
    stranger = (bytes([7] * 32), public_key(bytes([7] * 32)))
    for door, sent in (("sealed", asked), ("shares", given)):
        for holder, proof in (
            ("1", ""),
            ("1", "zz"),
            ("1", place.proof(1, sent, stranger)),
            ("2", place.proof(1, sent)),
            ("1", place.proof(1, sent + " ")),
            ("9", place.proof(1, sent)),
        ):
            assert place.post(door, holder=holder, proof=proof, shares=given)[0] == 403, (door, holder)
    assert place.count(KeyShare) == 0
    code, said = place.post("sealed", holder="1", proof=place.proof(1, asked))
    assert code == 200 and sorted(json.loads(said)["bids"].values()).count(place.envelope) == 1
    code, said = place.post("shares", holder="1", proof=place.proof(1, given), shares=given)
    assert code == 200 and "3" in json.loads(said)["message"] and place.count(KeyShare) == 3
    junk = "no json"
    assert place.post("shares", holder="1", proof=place.proof(1, junk), shares=junk)[0] == 422


def test_a_draft_and_another_number_are_not_there(place: Place) -> None:
    with at_work(place.site) as session:
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            project = session.get_one(Project, place.pk)
            assert project.notice is not None
            project.notice.published_at = None
            session.flush()
        session.commit()
    for door in ("", "/notice.json", "/bid", "/shares"):
        assert place.client.get(place.home + door).status_code == 404
    assert place.client.get("/portal/trades/123").status_code == 404
    assert "湖前路照明改造" not in place.client.get("/portal/trades/?after=9").get_data(as_text=True)


def test_a_proof_holds_for_one_holder_and_what_was_sent(site: Flask) -> None:
    private = bytes([3] * 32)
    public = public_key(private)
    made = bytes.fromhex(challenge(5))
    info = b"sunshine-holder-proof-v1" + bindings.crypto_hash_sha256(b"sent")
    proof = hkdf(bindings.crypto_scalarmult(private, made), made + public, info).hex()
    assert is_proven(5, public.hex(), "sent", proof)
    assert not is_proven(6, public.hex(), "sent", proof)
    assert not is_proven(5, public.hex(), "other", proof)
    assert not is_proven(5, public_key(bytes([4] * 32)).hex(), "sent", proof)


def test_inside_the_same_hash_is_shown(client_of: Callable[[str], FlaskClient], place: Place) -> None:
    """Inside, the page of the trade shows the same hash of the script as the portal."""
    page = client_of("handler").get(f"/trading/{place.pk}").get_data(as_text=True)
    shown = place.client.get(place.home).get_data(as_text=True)
    digest = bindings.crypto_hash_sha256(SCRIPT.read_bytes()).hex()
    assert digest in page and digest in shown
