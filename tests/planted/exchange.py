"""The exchange of another county: its node, a peer, a channel with what came over it, and a row that waits."""

from typing import Any

from sqlalchemy.orm import Session

from app.exchange.models import ExchangeBatch, ExchangeChannel, ForeignRow, Node, Peer, ReplacedKey, WaitingRow
from tests.planted.words import AT, SECRET


def plant_exchange(session: Session, county: int) -> dict[str, Any]:
    """Plant one row of each table of the exchange."""
    node = Node(county=county, number=county, public_key="0" * 64, begun_at=AT)
    peer = Peer(
        county=county, number=county + 7, name=SECRET, public_key="1" * 64, level="above", added_at=AT, fault=SECRET
    )
    session.add_all([node, peer])
    session.flush()
    channel = ExchangeChannel(
        county=county, peer_id=peer.id, direction="in", trail=350100, kinds=["power"], state="forked", last_number=1
    )
    session.add(channel)
    session.flush()
    batch = ExchangeBatch(
        county=county, channel_id=channel.id, number=1, digest="0" * 64, head="{}", count=1, packed=b"", kept_at=AT
    )
    row = ForeignRow(
        county=county,
        source=county + 7,
        trail=350100,
        row_kind="power",
        subject=350100_000_000_001,
        place=1,
        told_at="",
        data={"name": SECRET},
        batch=1,
        title=SECRET,
    )
    waiting = WaitingRow(county=county, channel_id=channel.id, number=1, line=1, why=SECRET, since=AT)
    replaced = ReplacedKey(
        county=county,
        peer_id=peer.id,
        own=False,
        public_key="2" * 64,
        statement='{"batches":{},"receipts":{}}',
        replaced_at=AT,
    )
    session.add_all([batch, row, waiting, replaced])
    session.flush()
    return {one.kind: one.id for one in (node, peer, channel, batch, row, waiting, replaced)}
