"""The thin line on its real doors: pages for buyer and centre, commands for bidders and holders, who keep their keys."""

import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.drawing import commitment
from app.kernel.guard import open_act
from app.kernel.places import Post, PostHolder
from app.kernel.roles import Duty
from app.trading.jobs import close_due
from app.trading.models import (
    Award,
    Bidder,
    Candidate,
    Draw,
    Expert,
    Lot,
    Offer,
    PanelMember,
    Project,
    SealedBid,
    TradeContract,
)
from app.trading.sealing.envelope import public_key
from app.trading.sealing.keyfile import from_paper, unwrap
from app.trading.words import DrawSide
from tests.conftest import NOW
from tests.parties.building import credit_code
from tests.trading.building import DEADLINE
from tests.web import at_work, form_token
from tests.world import World

PHRASE = ("--passphrase", "four words in a row")
SAID = {DrawSide.BUYER: "a 1", DrawSide.CENTRE: "b 2", DrawSide.SUPERVISOR: "c 3"}


class Hall:
    """One trade on its pages, with everybody's machine in a folder of his own."""

    def __init__(self, site: Flask, client_of: Callable[[str], FlaskClient], folder: Path) -> None:
        self.site, self.folder = site, folder
        self.client_of = client_of
        self.log_in()
        self.pk = 0

    def log_in(self) -> None:
        """Let everybody log in, as they do again after some weeks."""
        self.clients = {short: self.client_of(short) for short in ("handler", "organ_head", "county_admin")}

    def command(self, *arguments: str) -> str:
        """Run a command on somebody's own machine."""
        done = self.site.test_cli_runner().invoke(args=list(arguments))
        assert done.exit_code == 0, done.output
        return done.output

    def post(self, short: str, code: str, expected: int = 302, **data: object) -> str:
        """Press a button; returns the page that follows."""
        client, place = self.clients[short], f"/trading/{self.pk}"
        sent = {"csrf_token": form_token(client.get(place)), **data}
        answer = client.post(f"{place}/{code}", data=sent, content_type="multipart/form-data")
        assert answer.status_code == expected, answer.get_data(as_text=True)
        return client.get(place).get_data(as_text=True) if expected == 302 else answer.get_data(as_text=True)

    def move_to(self, at: object) -> None:
        """Let it be another time."""
        self.site.config["SUNSHINE_TEST_NOW"] = at
        self.log_in()

    def register(self) -> None:
        """Register bidders, experts and the project."""
        with at_work(self.site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            world = World(session)
            home, centre = world.organisation("gulou-urban").id, world.organisation("gulou").id
            self.supervisor = world.organisation("gulou-health").id
            post = Post(county=350102, organisation_id=centre, name="交易中心经办", duty=Duty.HANDLER)
            session.add(post)
            session.flush()
            official = world.official("county_admin").id
            session.add(PostHolder(county=350102, post_id=post.id, official_id=official, from_on=date(2026, 1, 1)))
            for serial in (1, 2, 3):
                session.add(
                    Bidder(
                        county=350102,
                        uscc=credit_code(serial),
                        name=f"第{serial}工程公司",
                        contact="张工",
                        phone="0591-1",
                        registered_at=NOW,
                    )
                )
            for serial in range(6):
                session.add(
                    Expert(
                        county=350102,
                        name=f"专家{serial}",
                        number="*",
                        number_hash=f"e{serial}",
                        specialty="市政",
                        employer=f"院{serial}",
                    )
                )
            session.commit()
        client = self.clients["handler"]
        told = {
            "csrf_token": form_token(client.get("/trading/")),
            "name": "湖前路照明改造",
            "buyer": home,
            "centre": centre,
            "supervisor": self.supervisor,
            "kind": "works",
            "category": "works",
            "approval": "鼓发改〔2026〕12号",
            "lots": "照明改造 | 2000000 | 1990000",
        }
        answer = client.post("/trading/", data=told)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        self.pk = int(answer.headers["Location"].rsplit("/", 1)[1])

    def publish(self) -> None:
        """Draft the notice with the holders' public keys, and publish it."""
        keys = [
            json.loads(self.command("holder-key", str(self.folder / f"holder{n}"), "--json", *PHRASE))["public_key"]
            for n in range(5)
        ]
        names = ("城管局", "住建局", "公证处", "审计科", "协会")
        draft = {
            "text": "路灯更换。",
            "sale_from": "2026-09-21",
            "sale_to": "2026-09-28",
            "deadline": "2026-10-20T09:00",
            "bond": "30000",
            "criteria": "报价 | 60\n施工组织设计 | 40",
            "holders": "\n".join(f"{name} | {key}" for name, key in zip(names, keys, strict=True)),
        }
        assert "报价" in self.post("handler", "draft", **draft)
        self.post("organ_head", "publish")

    def bid(self, serial: int, price: str) -> str:
        """Fetch a pass and the notice, seal on a machine of one's own, hand in; returns the page with the receipt."""
        with at_work(self.site) as session:
            bidder = session.scalars(select(Bidder.id).where(Bidder.uscc == credit_code(serial))).one()
            lot = session.scalars(select(Lot.id)).one()
        shown = self.post("county_admin", "pass", bidder=bidder)
        found = re.search(r"[0-9a-f]{32}(?![0-9a-f])", shown.split("act-hand_in")[0])
        assert found is not None
        mine = self.folder / f"bidder{serial}"
        mine.mkdir()
        (mine / "notice.json").write_bytes(
            self.clients["county_admin"].get(f"/trading/{self.pk}/notice.json").get_data()
        )
        told = {"uscc": credit_code(serial), "price": price, "days": 90, "manager": "陈小明"}
        (mine / "bid.json").write_text(json.dumps(told), encoding="utf-8")
        files = [str(mine / name) for name in ("notice.json", "bid.json", "envelope.json")]
        self.command("seal", *files, "--pass", found[0])
        envelope = (mine / "envelope.json").read_bytes()
        assert price.encode() not in envelope and credit_code(serial).encode() not in envelope
        return self.post(
            "county_admin", "hand_in", lot=lot, token=found[0], envelope=(io.BytesIO(envelope), "envelope.json")
        )

    def close(self) -> None:
        """Let the clock close the bidding."""
        self.move_to(DEADLINE)
        with at_work(self.site) as session, open_act(platform_act(session, Channel.CLOCK, DEADLINE, 350102)) as act:
            assert close_due(act) == {"closed": 1}
            session.commit()

    def give_shares(self, *places: int) -> None:
        """Let holders open their shares on machines of their own."""
        bids = self.folder / "bids.json"
        bids.write_bytes(self.clients["county_admin"].get(f"/trading/{self.pk}/bids.json").get_data())
        with at_work(self.site) as session:
            holders = [one.id for one in session.get_one(Project, self.pk).holders]
        for place in places:
            made = self.folder / f"shares{place}"
            self.command("open-shares", str(self.folder / f"holder{place}"), str(bids), str(made), *PHRASE)
            self.post("county_admin", "shares", holder=holders[place], shares=(io.BytesIO(made.read_bytes()), "shares"))

    def ids(self, table: type) -> list[int]:
        """Return the ids of a table in their order."""
        with at_work(self.site) as session:
            return list(session.scalars(select(table.id).order_by(table.id)))  # type: ignore[attr-defined]

    def evaluate(self) -> None:
        """Draw five of six experts, seat them, enter their scores, hand the report in."""
        commitments = {f"commit-{side.value}": commitment(side, value) for side, value in SAID.items()}
        self.post("county_admin", "freeze", specialty="市政", wanted="5", **commitments)
        for side, value in SAID.items():
            self.post("county_admin", "reveal", side=side.value, value=value)
        with at_work(self.site) as session:
            members = list(session.scalars(select(PanelMember.id).order_by(PanelMember.place)))
        for member in members[:5]:
            self.post("county_admin", "call", member=member, answer="yes", note="")
        self.post("county_admin", "seat")
        with at_work(self.site) as session:
            notice = session.get_one(Project, self.pk).notice
            assert notice is not None
            row = next(one.id for one in notice.criteria if not one.by_price)
        points = {f"points-{offer}-{row}": str(35 - place) for place, offer in enumerate(self.ids(Offer))}
        for member in members[:5]:
            self.post("county_admin", "score", member=member, **points)
        self.post("county_admin", "rank")


@pytest.fixture
def hall(site: Flask, client_of: Callable[[str], FlaskClient], tmp_path: Path) -> Hall:
    made = Hall(site, client_of, tmp_path)
    made.register()
    made.publish()
    return made


@pytest.mark.both_engines
def test_a_tender_runs_from_the_notice_to_the_contract_on_its_pages(hall: Hall) -> None:
    for serial, price in ((1, "1980000"), (2, "1850000.50"), (3, "1900000")):
        assert "sunshine-bid-receipt-v1" in hall.bid(serial, price)
    hall.close()
    hall.give_shares(0, 2)
    assert "已有2名" in hall.post("county_admin", "open", 409)
    hall.give_shares(4)
    opened = hall.post("county_admin", "open", objections="")
    assert "1,850,000.50" in opened and "第2工程公司" in opened
    hall.evaluate()
    hall.post("handler", "show", until="2026-10-23")
    hall.move_to(DEADLINE + timedelta(days=4))
    hall.post("organ_head", "award", candidate=hall.ids(Candidate)[0], ground="", reason="")
    last = hall.post("organ_head", "sign", award=hall.ids(Award)[0], amount="1850000.50", signed_on="2026-10-24")
    assert "已签合同" in last
    with at_work(hall.site) as session:
        assert session.scalars(select(TradeContract.supplier)).one() == "第2工程公司"


def test_before_the_deadline_no_page_shows_bids_and_afterwards_the_centre_alone_fetches_them(hall: Hall) -> None:
    hall.bid(1, "1980000")
    place = f"/trading/{hall.pk}"
    for client in hall.clients.values():
        assert client.get(f"{place}/bids.json").status_code == 404
        assert "第1工程公司" not in client.get(place).get_data(as_text=True).split("act-pass")[0]
    assert len(hall.ids(SealedBid)) == 1
    hall.close()
    assert hall.ids(Draw) == []


def test_a_refused_act_keeps_what_was_typed_and_changes_nothing(hall: Hall) -> None:
    lot = hall.ids(Lot)[0]
    page = hall.post("county_admin", "hand_in", 422, lot=lot, token="f" * 32, envelope=(io.BytesIO(b"{}"), "e"))
    assert "凭证不适用于本项目" in page and "f" * 32 in page
    for junk in (b"", b"\xff\xfe\x00"):
        hall.post("county_admin", "hand_in", 422, lot=lot, token="f" * 32, envelope=(io.BytesIO(junk), "e"))
    assert hall.ids(SealedBid) == []


def test_an_act_belongs_to_its_post_and_a_trade_to_its_scope(
    hall: Hall, client_of: Callable[[str], FlaskClient]
) -> None:
    hall.post("handler", "stop", 403, reason="不办了")
    other = client_of("other_handler")
    assert other.get(f"/trading/{hall.pk}").status_code == 404
    assert "湖前路照明改造" not in other.get("/trading/").get_data(as_text=True)
    assert "湖前路照明改造" in client_of("inspector").get("/trading/").get_data(as_text=True)
    hall.post("organ_head", "nothing", 404)


def test_the_commands_refuse_what_is_no_notice_key_or_bid_in_words(site: Flask, tmp_path: Path) -> None:
    run = site.test_cli_runner()
    (tmp_path / "junk").write_text("{", encoding="utf-8")
    (tmp_path / "empty").write_text("{}", encoding="utf-8")
    junk, empty, out, key = (str(tmp_path / name) for name in ("junk", "empty", "out", "key"))
    assert run.invoke(args=["holder-key", key, *PHRASE]).exit_code == 0
    for arguments in (
        ("seal", junk, empty, out, "--pass", "x"),
        ("seal", empty, empty, out, "--pass", "x"),
        ("open-shares", empty, empty, out, *PHRASE),
        ("open-shares", junk, empty, out, *PHRASE),
        ("open-shares", key, empty, out, *PHRASE),
        ("open-shares", key, junk, out, *PHRASE),
        ("open-shares", key, junk, out, "--passphrase", "another one altogether"),
        ("holder-key", junk, *PHRASE),
        ("holder-key", out, "--passphrase", "short"),
    ):
        done = run.invoke(args=list(arguments))
        assert done.exit_code == 1 and "Traceback" not in done.output
        assert not (tmp_path / "out").exists()


def test_a_holder_prints_his_key_and_types_it_back(site: Flask, tmp_path: Path) -> None:
    key, paper = str(tmp_path / "key"), tmp_path / "paper.html"
    done = site.test_cli_runner().invoke(args=["holder-key", key, "--paper", str(paper), "--json", *PHRASE])
    assert done.exit_code == 0, (done.output, done.exception)
    told = json.loads(done.output)
    page = paper.read_text("utf-8")
    form = " ".join(re.findall(r"[0-9A-F]{8}-[0-9A-F]{2}", page))
    private = from_paper(form)
    assert public_key(private).hex() == told["public_key"] and told["fingerprint"] in page
    assert private == unwrap(Path(key).read_text("utf-8"), PHRASE[1])
    assert "data:image/svg+xml" in page and paper.stat().st_mode & 0o77 == 0
