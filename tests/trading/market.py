"""A market of another platform's tenders, imported as its file tells them, night after night."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.trading.models import TradePattern
from app.trading.operations.network import measure_network
from tests.conftest import NOW
from tests.trading.foreign import Json, bid, firm, process, take, yuan
from tests.world import World

DAY = timedelta(days=1)
ESTIMATE = 1_000_000


class Market:
    """Tenders of one county for works; each has an estimate of a million."""

    def __init__(self, session: Session, world: World, acting_as: Callable[..., Act]) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as
        self.begin()

    def begin(self) -> None:
        """Forget what has been sent so far."""
        self.rows: list[Json] = []
        self.latest = NOW - 700 * DAY

    def tender(
        self,
        bidders: Sequence[int],
        winner: int,
        level: float = 0.85,
        *,
        buyer: int = 900,
        agency: int | None = None,
        **more: Any,
    ) -> None:
        """Let firms bid, by the numbers of their credit codes; the winner's price is a part of the estimate, others' above."""
        number = str(len(self.rows) + 1)
        self.latest += DAY
        bids = [
            bid(f"b{one}", one, round(ESTIMATE * (level if one == winner else level + 0.01 + place / 1_000), 2))
            for place, one in enumerate(bidders)
        ]
        row = process(number, bids, winner, buyer=firm(buyer, f"第{buyer}采购局"))
        row["awards"][0] |= {"date": self.latest.isoformat(), "value": yuan(round(ESTIMATE * level, 2))}
        row["date"] = self.latest.isoformat()
        if agency is not None:
            row["tender"]["procuringEntity"] = firm(agency, f"第{agency}招标代理有限公司")
        self.rows.append(row | more)

    def background(self, tenders: int = 60, firms: Sequence[int] = range(101, 125), **more: Any) -> None:
        """Let many firms bid in changing company and win by turns that follow nothing."""
        for place in range(tenders):
            start, step = place * 7 % len(firms), 1 + place * 5 % 11
            bidders = sorted({firms[(start + step * k) % len(firms)] for k in range(4)})
            self.tender(bidders, bidders[place * 3 % len(bidders)], 0.80 + place % 10 / 100, **more)

    def night(self, at: datetime = NOW) -> dict[str, int]:
        """Import what has come in, and look at two years of it."""
        act = self.acting_as(None, at)
        with TemporaryDirectory() as folder:
            take(act, self.world.organisation("gulou-urban"), Path(folder), self.rows)
        told = measure_network(act, 350102)
        self.session.flush()
        return told

    def answers(self, what: str) -> dict[str, tuple[str, str | None]]:
        """Return outcome and reason of each pattern of a kind by its name."""
        found = select(TradePattern).where(TradePattern.what == what, TradePattern.ended_at.is_(None))
        return {one.name: (one.outcome, one.why) for one in self.session.scalars(found)}
