"""A tender of the small world, brought as far as a test needs it; keys of bidders and holders are the test's own."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from nacl.signing import SigningKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day
from app.kernel.drawing import commitment
from app.trading.checks import settle_experts
from app.trading.models import Bidder, Draw, Expert, Lot, Offer, PanelMember, Project, Receipt, SealedBid
from app.trading.operations import (
    close_bidding,
    draft_notice,
    freeze_list,
    give_pass,
    give_shares,
    hand_in,
    hand_in_scores,
    note_answer,
    open_bids,
    publish_notice,
    rank_offers,
    register_bidder,
    register_project,
    reveal,
    seat_committee,
    show_candidates,
)
from app.trading.operations.opening import bids_to_open
from app.trading.operations.planning import CriterionTold, HolderTold, LotTold
from app.trading.sealing.envelope import new_key, open_share, read, seal
from app.trading.words import CallAnswer, DrawSide, HolderRole, TradeKind
from tests.conftest import NOW
from tests.parties.building import credit_code
from tests.world import World

KEY = SigningKey(b"r" * 32)
DEADLINE = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)
"""Tuesday, nine in the morning in China, four weeks after the notice."""
RULE = (CriterionTold("报价", Decimal(60), by_price=True), CriterionTold("施工组织设计", Decimal(40)))
VALUES = {DrawSide.BUYER: "buyer 4711", DrawSide.CENTRE: "centre 0815", DrawSide.SUPERVISOR: "supervisor 42"}


class Tender:
    """One tender and the secrets of everybody outside it."""

    def __init__(
        self, session: Session, world: World, acting_as: Callable[..., Act], ago: timedelta = timedelta()
    ) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as
        self.now, self.deadline = NOW - ago, DEADLINE - ago
        self.keys = [new_key() for _ in range(5)]
        self.tokens: dict[str, str] = {}
        self.project: Project
        self.kind = TradeKind.WORKS

    def clerk(self, at: datetime | None = None) -> Act:
        """The buyer's handler."""
        return self.acting_as("handler", at or self.now)

    def head(self, at: datetime | None = None) -> Act:
        """The buyer's head."""
        return self.acting_as("organ_head", at or self.now)

    def centre(self, at: datetime | None = None) -> Act:
        """The trading centre, whose part the platform takes in these tests."""
        return self.acting_as(None, at or self.now)

    def registered(self, *lots: LotTold) -> "Tender":
        """Register the project."""
        self.project = register_project(
            self.clerk(),
            self.world.organisation("gulou-urban"),
            self.world.organisation("gulou"),
            "湖前路照明改造",
            "鼓发改〔2026〕12号",
            lots or (LotTold("照明改造", Decimal(2_000_000), Decimal(1_990_000)),),
            supervisor=self.world.organisation("gulou-health"),
            kind=self.kind,
        )
        return self

    def drafted(self, **said: Any) -> "Tender":
        """Draft the notice."""
        if not hasattr(self, "project"):
            self.registered()
        usual: dict[str, Any] = {
            "text": "路灯及电缆更换，市政公用工程施工总承包三级以上。",
            "sale": (self.day(), self.day() + timedelta(days=7)),
            "deadline": self.deadline,
            "criteria": RULE,
            "holders": self.holders(),
            "bond": Decimal(30_000),
        }
        draft_notice(self.clerk(), self.project, **{**usual, **said})
        return self

    def day(self) -> date:
        """The day of the notice."""
        return local_day(self.now)

    def holders(self) -> list[HolderTold]:
        """The five holders with their public keys."""
        names = ("城管局", "住建局", "公证处", "中心审计科", "建筑业协会")
        return [
            HolderTold(role, name, public.hex())
            for role, name, (_private, public) in zip(HolderRole, names, self.keys, strict=True)
        ]

    def published(self, **said: Any) -> "Tender":
        """Publish the notice."""
        self.drafted(**said)
        publish_notice(self.head(), self.project, "汛期抢修" if said else "")
        return self

    def bidder(self, serial: int) -> Bidder:
        """Register a bidder and give it a pass."""
        made = register_bidder(
            self.centre(), 350102, credit_code(serial), f"第{serial}工程有限公司", "张工", "13800000000"
        )
        self.tokens.setdefault(made.uscc, give_pass(self.centre(), self.project, made))
        return made

    def envelope(self, bidder: Bidder, price: str, lot: int = 1, **said: Any) -> str:
        """Seal a bid, as the bidder's own machine does."""
        told = {"uscc": bidder.uscc, "price": price, "days": 90, "manager": "陈小明", **said}
        content = json.dumps(told, ensure_ascii=False).encode()
        holders = [public for _private, public in self.keys]
        return seal(content, self.project.number, lot, self.tokens[bidder.uscc], holders)[0]

    def bid(self, serial: int, price: str, at: datetime | None = None, lot: int = 1, **said: Any) -> Receipt:
        """Hand a bid in."""
        bidder = self.bidder(serial)
        text = self.envelope(bidder, price, lot, **said)
        return self.hand_in(bidder, text, at, lot)

    def hand_in(self, bidder: Bidder, text: str, at: datetime | None = None, lot: int = 1) -> Receipt:
        """Hand an envelope in."""
        return hand_in(self.centre(at), self.project.lots[lot - 1], self.tokens[bidder.uscc], text, KEY)

    def three_bids(self) -> "Tender":
        """Publish, and hand in three bids."""
        self.published()
        for serial, price in ((1, "1980000"), (2, "1850000.50"), (3, "1900000")):
            self.bid(serial, price)
        return self

    def closed(self) -> "Tender":
        """Close the bidding with three bids."""
        self.three_bids()
        close_bidding(self.centre(self.deadline), self.project)
        return self

    def shares(self, *places: int, at: datetime | None = None) -> None:
        """Let holders, counted from 1, give their shares; each opens its own on its own machine."""
        act = self.centre(at or self.deadline)
        for place in places:
            private = self.keys[place - 1][0]
            bids: list[SealedBid] = bids_to_open(act, self.project)
            given = {bid.id: open_share(read(bid.envelope), private) for bid in bids}
            give_shares(act, self.project.holders[place - 1], given)

    def opened(self) -> "Tender":
        """Open the bids with three of five holders."""
        self.closed()
        self.shares(1, 3, 5)
        open_bids(self.centre(self.deadline), self.project)
        return self

    def pool(self, count: int = 9) -> None:
        """Put experts into the pool, each of another employer, and one of the buyer's own; known ones stay."""
        act = self.acting_as(None)
        known = set(self.session.scalars(select(Expert.number_hash)))
        for serial in (one for one in range(count) if f"expert{one}" not in known):
            employer = f"设计院{serial}" if serial else self.project.organisation.name
            act.session.add(
                Expert(
                    county=350102,
                    name=f"专家{serial}",
                    number="350***********" + str(1000 + serial),
                    number_hash=f"expert{serial}",
                    specialty="市政",
                    employer=employer,
                )
            )
        settle_experts(act)

    def drawn(self, at: datetime | None = None) -> Draw:
        """Freeze the list, reveal all values."""
        self.pool()
        sides = {side: commitment(str(side), value) for side, value in VALUES.items()}
        draw = freeze_list(self.centre(at), self.project, "市政", 5, sides)
        for side, value in VALUES.items():
            reveal(self.centre(at), draw, side, value)
        return draw

    def draw(self) -> Draw:
        """The draw of experts."""
        return self.session.scalars(select(Draw)).one()

    def bidder_named(self, serial: int) -> str:
        """Register a bidder without a pass; returns its name."""
        code = credit_code(serial)
        return register_bidder(self.centre(), 350102, code, f"第{serial}工程有限公司", "张工", "13800000000").name

    def seated(self) -> list[PanelMember]:
        """Open, draw, call and seat: the first one cannot come."""
        self.opened()
        draw = self.drawn()
        for member in draw.members[:6]:
            answer = CallAnswer.NO if member.place == 1 else CallAnswer.YES
            note_answer(self.centre(self.deadline), member, answer)
        return seat_committee(self.centre(self.deadline), self.project)

    def offers(self) -> list[Offer]:
        """The offers, in the order in which they were opened."""
        mine = select(Offer).join(Lot).where(Lot.project_id == self.project.id)
        return list(self.session.scalars(mine.order_by(Offer.id)))

    def scored(self) -> "Tender":
        """Let five experts score; the dearest offer gets the most points."""
        for member in self.seated():
            row = next(one.id for one in self.project.notice.criteria if not one.by_price)  # type: ignore[union-attr]
            given = {(offer.id, row): Decimal(38) - place for place, offer in enumerate(self.offers())}
            hand_in_scores(self.centre(self.deadline), member, given)
        return self

    def shown(self) -> "Tender":
        """Rank the offers and publish the candidates until three days later."""
        self.scored()
        rank_offers(self.centre(self.deadline), self.project)
        show_candidates(self.clerk(self.deadline), self.project, local_day(self.deadline) + timedelta(days=3))
        return self

    def after(self) -> datetime:
        """The day after the showing."""
        return self.deadline + timedelta(days=4)
