"""A tender in real browsers: five keys, three bids and three holders' shares; no secret ever reaches the program."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect
from sqlalchemy import func, select

from app.kernel.act import Act, Actor, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.trading.models import KeyShare, Offer, Project, SealedBid
from app.trading.operations import close_bidding, open_bids, register_bidder
from app.trading.operations.bidding import give_pass
from app.trading.operations.planning import HolderTold
from app.trading.sealing.keyfile import unwrap
from app.trading.words import BidState, HolderRole
from tests.browser.conftest import NOW, PHONE
from tests.browser.test_every_page import wrong_with
from tests.parties.building import credit_code
from tests.trading.building import DEADLINE, Tender
from tests.web import RunningProgram, at_work
from tests.world import World

pytestmark = pytest.mark.browser
PHRASE = "four words in a row"
PRICES = {1: "1980000.00", 2: "1850000.5", 3: "1900000"}


def saved(page: Page, name: str, folder: Path) -> Path:
    """Press a link that saves a file; returns the file."""
    with page.expect_download() as waiting:
        page.locator(f"a[data-save='{name}']").click()
    download: Download = waiting.value
    kept = folder / download.suggested_filename
    download.save_as(kept)
    return kept


def new_holder(page: Page, folder: Path) -> tuple[str, Path]:
    """Make a key on the holder's page; returns its public half and its file."""
    page.goto("/portal/trades/keys")
    page.fill("#seal-passphrase", PHRASE)
    page.fill("#seal-again", PHRASE + "x")
    page.click("[data-do=key]")
    expect(page.locator("[data-told]")).to_contain_text("两次输入的口令不一致")
    page.fill("#seal-again", PHRASE)
    page.click("[data-do=key]")
    expect(page.locator("[data-told]")).to_contain_text("密钥已生成")
    public = page.locator("[data-part=public]").inner_text()
    return public, saved(page, "key", folder)


def fill_in(page: Page, serial: int, price: str, token: str) -> None:
    page.fill("#seal-pass", token)
    page.fill("#seal-uscc", credit_code(serial))
    page.fill("#seal-price", price)
    page.fill("#seal-days", "90")
    page.fill("#seal-manager", "陈小明")


class Town:
    """The program's side of the tender: the buyer, the centre and the clock."""

    def __init__(self, running: RunningProgram) -> None:
        self.running = running
        self.pk = 0
        self.tokens: dict[int, str] = {}

    def begin(self, publics: list[str]) -> None:
        """Publish a notice with five public keys, register three bidders and give out their passes."""
        self.running.app.config["SUNSHINE_TEST_NOW"] = NOW
        with at_work(self.running.app) as session:
            world = World(session)

            def acting_as(short: str | None, at: datetime = NOW) -> Act:
                actor = world.actor(short, at) if short else Actor.platform()
                return Act(session, actor, at, Channel.COMMAND, 350102)

            tender = Tender(session, world, acting_as)
            names = ("城管局", "住建局", "公证处", "中心审计科", "建筑业协会")
            holders = [HolderTold(*told) for told in zip(HolderRole, names, publics, strict=True)]
            with open_act(acting_as(None)):
                tender.holders = lambda: holders  # type: ignore[method-assign]
                tender.published()
                for serial in (*PRICES, 4):
                    made = register_bidder(
                        acting_as(None), 350102, credit_code(serial), f"第{serial}公司", "张工", "138"
                    )
                    self.tokens[serial] = give_pass(acting_as(None), tender.project, made)
            self.pk = tender.project.id
            session.commit()

    def close(self) -> None:
        """Let the deadline come."""
        self.running.app.config["SUNSHINE_TEST_NOW"] = DEADLINE
        with at_work(self.running.app) as session:
            with open_act(act := platform_act(session, Channel.CLOCK, DEADLINE, 350102)):
                close_bidding(act, session.get_one(Project, self.pk))
            session.commit()

    def open(self) -> list[dict[str, object]]:
        """Open the bids with the shares that were given; returns the lines of the record."""
        with at_work(self.running.app) as session:
            with open_act(act := platform_act(session, Channel.COMMAND, DEADLINE, 350102)):
                lines: list[dict[str, object]] = open_bids(act, session.get_one(Project, self.pk)).record["bids"]
            session.commit()
            return lines


def test_five_keys_three_bids_and_three_holders_in_browsers_of_their_own(
    running: RunningProgram, visit: Callable[..., Page], tmp_path: Path
) -> None:
    holders = [visit() for _ in range(3)]
    keys = [new_holder(page, tmp_path) for page in (*holders, visit(), visit())]
    assert wrong_with(holders[0], "keys") == []
    secrets = [unwrap(file.read_text("utf-8"), PHRASE).hex() for _public, file in keys]
    town = Town(running)
    town.begin([public for public, _file in keys])
    place = f"/portal/trades/{town.pk}"

    bidders = {serial: visit(size=PHONE if serial == 1 else (1366, 768)) for serial in PRICES}
    sent: list[str] = []
    for serial, page in bidders.items():
        page.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data or ''}"))
        page.goto(place)
        assert wrong_with(page, "trade") == []
        page.get_by_role("link", name="加密并递交投标").click()
        fill_in(page, serial, "198万元", town.tokens[serial])
        page.click("[data-do=bid]")
        expect(page.locator("[data-told]")).to_contain_text("最多两位小数")
        page.fill("#seal-price", PRICES[serial])
        page.click("[data-do=bid]")
        expect(page.locator("[data-told]")).to_contain_text("已在本机加密")
        assert wrong_with(page, "sealed") == []
        own = saved(page, "key", tmp_path).read_text("utf-8").strip()
        page.get_by_role("button", name="递交信封").click()
        expect(page.locator("main h2").first).to_contain_text("回执")
        assert wrong_with(page, "receipts") == []
        assert not any(secret in line for line in sent for secret in (own, PRICES[serial], credit_code(serial)))
    withdrawing(town, visit(), place)

    early = holders[0]
    early.goto(f"{place}/shares")
    expect(early.locator("main")).to_contain_text("截止")
    expect(early.locator("[data-do=shares]")).to_have_count(0)
    town.close()
    foreign_and_wrong(holders[0], keys, place, tmp_path)
    for page, (_public, file) in zip(holders, keys[:3], strict=True):
        give(page, place, file, PHRASE)
        expect(page.locator("[data-told]")).to_contain_text("已收到您的份额：3")
    assert wrong_with(holders[2], "shares") == []
    lines = town.open()
    assert [(line["state"], line["price"]) for line in lines] == [
        ("opened", "1980000.00"),
        ("opened", "1850000.50"),
        ("opened", "1900000.00"),
    ]
    left_behind(running, secrets, town)


def give(page: Page, place: str, file: Path, phrase: str) -> None:
    page.goto(f"{place}/shares")
    page.set_input_files("#seal-file", file)
    page.fill("#seal-passphrase", phrase)
    page.click("[data-do=shares]")


def withdrawing(town: Town, page: Page, place: str) -> None:
    """A fourth bidder hands in the same bytes twice, replaces his bid, and takes it back."""
    page.goto(f"{place}/bid")
    fill_in(page, 4, "1700000", town.tokens[4])
    page.click("[data-do=bid]")
    expect(page.locator("[data-when=sealed]").first).to_be_visible()
    page.get_by_role("button", name="递交信封").click()
    first = page.locator("main h2").first.inner_text()
    page.reload()
    assert page.locator("main h2").first.inner_text() == first
    expect(page.locator("main pre")).to_have_count(1)
    page.get_by_role("button", name="撤回投标").click()
    page.locator("dialog[open] button.main").click()
    expect(page.locator("main h2").first).to_contain_text("已被投标人撤回")


def foreign_and_wrong(page: Page, keys: list[tuple[str, Path]], place: str, folder: Path) -> None:
    """A wrong passphrase, half a file and the key of nobody in the notice: each in words, and no share is taken."""
    give(page, place, keys[0][1], "another one altogether")
    expect(page.locator("[data-told]")).to_contain_text("口令打不开")
    half = folder / "half.key"
    half.write_text(keys[0][1].read_text("utf-8")[:100], encoding="utf-8")
    give(page, place, half, PHRASE)
    expect(page.locator("[data-told]")).to_contain_text("这不是持有人的密钥文件")
    _public, other = new_holder(page, folder)
    give(page, place, other, PHRASE)
    expect(page.locator("[data-told]")).to_contain_text("不是本项目公告中的五个密钥")


def left_behind(running: RunningProgram, secrets: list[str], town: Town) -> None:
    """No key lies in the database, and the trail of the bids names neither bidder nor address."""
    with at_work(running.app) as session:
        held = session.scalars(select(SealedBid).order_by(SealedBid.id)).all()
        assert [bid.state for bid in held] == [*[BidState.OPENED] * 3, BidState.WITHDRAWN]
        assert not any(secret in bid.envelope for bid in held for secret in secrets)
        assert session.scalar(select(func.count()).select_from(KeyShare)) == 9
        assert session.scalar(select(func.count()).select_from(Offer)) == 3
        rows = session.scalars(select(TrailRow).where(TrailRow.verb.in_(("trade.handed_in", "trade.withdrawn")))).all()
        assert len(rows) == 5 and {row.address for row in rows} == {None}
        gave = session.scalars(
            select(TrailRow.official).where(TrailRow.verb == "trade.share_given").order_by(TrailRow.id)
        ).all()
        assert gave == ["城管局", "住建局", "公证处"]


def test_the_offline_file_seals_from_disk(visit: Callable[..., Page], running: RunningProgram, tmp_path: Path) -> None:
    page = visit()
    page.goto("/portal/trades/")
    assert wrong_with(page, "trades") == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="离线加密文件").click()
    file = tmp_path / "seal.html"
    waiting.value.save_as(file)
    text = file.read_text("utf-8")
    assert not re.search(r"(?:src|href)=[\"'](?!data:|#)", text)
    notice = {
        "tender": "GC2026-350102-0009",
        "lots": [{"number": 1, "name": "照明", "ceiling": "2000000.00"}],
        "holders": [{"name": str(n), "key": f"{n}" * 63 + "1"} for n in range(1, 6)],
    }
    (tmp_path / "notice.json").write_text(json.dumps(notice), encoding="utf-8")
    opened = page.context.browser.new_context(locale="zh-CN").new_page()  # type: ignore[union-attr]
    opened.goto(file.as_uri())
    opened.set_input_files("#seal-notice", tmp_path / "notice.json")
    expect(opened.locator("[data-tender]")).to_have_text("GC2026-350102-0009")
    fill_in(opened, 1, "2000000.01", "ab" * 16)
    opened.click("[data-do=bid]")
    expect(opened.locator("[data-told]")).to_contain_text("最高投标限价")
    opened.fill("#seal-price", "1999999.99")
    opened.click("[data-do=bid]")
    expect(opened.locator("[data-told]")).to_contain_text("已在本机加密")
    envelope = json.loads(saved(opened, "envelope", tmp_path).read_text("utf-8"))
    assert (envelope["tender"], envelope["lot"]) == ("GC2026-350102-0009", 1)
    opened.context.close()
