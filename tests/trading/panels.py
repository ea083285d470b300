"""Committees of a year: draws of several buyers, whom they passed over, and who won."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.trading.checks import settle_experts
from app.trading.models import Expert, PanelMember, TradePattern
from app.trading.operations import award_lot, note_answer, register_project, seat_committee
from app.trading.operations.network import measure_network
from app.trading.operations.planning import LotTold
from app.trading.words import CallAnswer
from tests.conftest import NOW
from tests.trading.course import AGO, Course
from tests.world import World

POOL = 20
OTHERS = ("gulou-health", "gulou-inspection", "gudong")
BUYERS = ("gulou-urban", "zhongshan", "qingcheng")
FAVOURITE = "favourite"


class Panel(Course):
    """One trade of a buyer; whoever stands before a favourite is passed over until that one sits."""

    buyer = ""
    favourite = ""
    """Hash of an expert."""
    away: Collection[str] = ()
    """Hashes of experts who cannot come."""

    def clerk(self, at: datetime | None = None) -> Act:
        """The platform: several buyers act here."""
        return self.centre(at)

    head = clerk

    def registered(self, *lots: LotTold) -> "Panel":
        """Register the project of the buyer."""
        self.project = register_project(
            self.centre(),
            self.world.organisation(self.buyer),
            self.world.organisation("gulou"),
            "湖前路照明改造",
            "鼓发改〔2026〕12号",
            [LotTold("照明改造", Decimal(2_000_000), Decimal(1_990_000))],
        )
        return self

    def pool(self, count: int = 0) -> None:
        """The pool is there already."""

    def called(self, *passed: CallAnswer) -> list[PanelMember]:
        """Draw, and call by the wishes of whoever calls."""
        draw = self.drawn(self.deadline)
        waits = self.favourite in [one.expert.number_hash for one in draw.members]
        coming = 0
        for member in draw.members:
            key = member.expert.number_hash
            waits = waits and key != self.favourite
            comes = key not in self.away and not (waits and coming == draw.wanted - 1)
            note_answer(self.centre(self.deadline), member, CallAnswer.YES if comes else CallAnswer.NO)
            coming += comes
            if coming == draw.wanted:
                break
        return seat_committee(self.centre(self.deadline), self.project)


class Panels:
    """A year of committees, drawn from one pool."""

    def __init__(self, session: Session, world: World, acting_as: Callable[..., Act]) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as
        self.join(*(f"expert{serial}" for serial in range(POOL - 1)))

    def join(self, *experts: str) -> None:
        """Put experts into the pool, each of an employer of its own."""
        act = self.acting_as(None)
        for key in experts:
            act.session.add(
                Expert(
                    county=350102,
                    name=f"专家{key}",
                    number=f"350***********{1000 + len(key)}",
                    number_hash=key,
                    specialty="市政",
                    employer=f"设计院{key}",
                )
            )
        settle_experts(act)

    def trade(self, buyer: str, winner: int, *, favourite: str = "", away: Collection[str] = ()) -> Panel:
        """Bring one trade to its candidates."""
        panel = Panel(self.session, self.world, self.acting_as, AGO)
        panel.buyer, panel.favourite, panel.away = buyer, favourite, away
        panel.bids = ((winner, "1800000"), (11, "1900000"), (12, "1980000"))
        panel.ranked_with().show()
        return panel

    def award(self, *panels: Panel) -> None:
        """Award trades to their first candidates: from then on it is no secret who sat."""
        for one in panels:
            award_lot(one.centre(one.awarded_at()), one.candidate(1))

    def elsewhere(self, favourite: str = "") -> None:
        """Nine trades of three buyers, each won by another."""
        for place in range(9):
            self.award(self.trade(OTHERS[place % 3], 20 + place, favourite=favourite))

    def seven(self, favourite: str, buyers: Sequence[str], winners: Sequence[int]) -> list[Panel]:
        """Seven trades with a favourite, where there is one; of the others each is away once at least."""
        made = []
        for place in range(7):
            away = {f"expert{serial}" for serial in range(place, POOL, 7)} - {favourite}
            told = {"favourite": favourite, "away": away}
            made.append(self.trade(buyers[place % len(buyers)], winners[place % len(winners)], **told))  # type: ignore[arg-type]
        return made

    def night(self, at: datetime = NOW) -> dict[str, int]:
        """Look at the year."""
        told = measure_network(self.acting_as(None, at), 350102)
        self.session.flush()
        return told

    def answers(self, what: str) -> dict[str, tuple[str, str | None]]:
        """Return outcome and reason of each pattern of a kind by its name."""
        found = select(TradePattern).where(TradePattern.what == what, TradePattern.ended_at.is_(None))
        return {one.name: (one.outcome, one.why) for one in self.session.scalars(found)}
