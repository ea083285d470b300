"""A process that is killed while it takes bids: what it told the bidder stands, and the order has no gaps."""

import multiprocessing
import os
import signal
from datetime import datetime
from multiprocessing.connection import Connection

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.db import JSON_COLUMNS
from app.kernel.guard import open_act, watch
from app.trading.models import AuctionBid, Bidder, TradeListing
from app.trading.operations import place_bid
from tests.conftest import NOW
from tests.trading.selling import MINUTE, WAN, Sale
from tests.world import World

TOLD = 8
"""Bids after which the process is killed in the middle of the next one."""


def bid_on(address: str, listing: int, bidder: int, at: datetime, told: Connection) -> None:
    """Bid a step more again and again, each in an act of its own, and tell what was taken when it is committed."""
    engine = create_engine(address, **JSON_COLUMNS)
    with Session(engine) as session:
        watch(session)
        for wan in range(500, 100_000, 10):
            with open_act(platform_act(session, Channel.PORTAL, at, 350102)) as act:
                place_bid(act, session.get_one(TradeListing, listing), session.get_one(Bidder, bidder), wan * WAN)
                session.flush()
            session.commit()
            told.send(wan)


def test_a_kill_while_bids_come_in_loses_none_that_was_told_to_be_taken(built: str) -> None:
    engine = create_engine(built, **JSON_COLUMNS)
    with Session(engine) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        watch(session)

        def make(_who: str | None = None, at: datetime = NOW, channel: Channel = Channel.COMMAND) -> Act:
            return platform_act(session, channel, at, 350102)

        sale = Sale(session, World(session), make)
        sale.published().applied(1, 2)
        sale.end()
        listing, bidder, at = sale.listing.id, sale.bidder(1).id, sale.auction_at + MINUTE
        session.flush()
        session.commit()
    engine.dispose()
    heard, told = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=bid_on, args=(built, listing, bidder, at, told))
    process.start()
    told.close()
    taken = []
    while len(taken) < TOLD:
        assert heard.poll(60), "the process tells nothing"
        taken.append(heard.recv())
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)
    while heard.poll():
        try:
            taken.append(heard.recv())
        except EOFError:
            break
    engine = create_engine(built, **JSON_COLUMNS)
    with Session(engine) as session:
        kept = session.scalars(select(AuctionBid).order_by(AuctionBid.number)).all()
        prices = [int(one.price / WAN) for one in kept]
        assert prices[: len(taken)] == taken and len(kept) - len(taken) <= 1
        assert [one.number for one in kept] == list(range(1, len(kept) + 1))
        row = session.get_one(TradeListing, listing)
        assert (row.bids, row.price) == (len(kept), kept[-1].price)
        rows = select(TrailRow.id).where(TrailRow.verb == "listing.bid")
        assert len(session.scalars(rows).all()) == len(kept)
    engine.dispose()
