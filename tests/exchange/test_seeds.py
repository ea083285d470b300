"""The demo's exchange: what was sent is confirmed by real receipts, one row waits, and nothing is accused."""

from flask import Flask
from nacl.signing import SigningKey
from sqlalchemy import func, select

from app.exchange.models import ExchangeBatch, ExchangeChannel, ForeignRow, WaitingRow
from app.exchange.points import EXCHANGE_POINTS
from app.exchange.queries import unanswered
from app.kernel.act import Channel, platform_act
from app.kernel.audit import record
from app.kernel.guard import open_act
from app.powers.models import Power
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from seeds.exchange import CATALOGUE, WHY, write_exchange
from tests.approvals.cases import Story
from tests.conftest import NOW
from tests.web import at_work, login
from tests.world import World

KEY = SigningKey(b"n" * 32)


def test_what_the_demo_sent_is_confirmed_and_one_row_waits(site: Flask) -> None:
    with at_work(site) as session:
        Story(session, World(session)).reviewed("2026-09-01", "2026-09-02")
        act = platform_act(session, Channel.COMMAND, NOW, 350102)
        with open_act(act):
            for power in session.scalars(select(Power).where(Power.county == 350102)):
                record(act, "power.edited", power)
            write_exchange(act, 350102, KEY)
            sweep(act, EXCHANGE_POINTS, now=NOW)
            session.commit()
        down, channel = session.scalars(select(ExchangeChannel).order_by(ExchangeChannel.direction)).all()
        assert (down.last_number, down.state) == (1, "open")
        assert sorted(session.scalars(select(ForeignRow.title))) == sorted(
            f"FZ-XK-{place:06} {name}" for place, name in enumerate(CATALOGUE, start=1)
        )
        assert unanswered(session, channel) == [] and channel.kinds == ["approval", "power"]
        powers = session.scalar(select(func.count(Power.id)).where(Power.county == 350102)) or 0
        assert (
            powers > 0
            and session.scalar(select(func.sum(ExchangeBatch.count)).where(ExchangeBatch.channel_id == channel.id))
            == powers + 1
        )
        assert [row.why for row in session.scalars(select(WaitingRow))] == [WHY]
        assert session.scalars(select(Alert.id)).all() == []
    page = login(site, "county_admin").get("/platform/exchange/").get_data(as_text=True)
    assert "福州市" in page and WHY in page
