"""What the clock does for trading: closes the bidding at the deadline, looks after sealed bids, screens opened ones."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import and_, or_, select

from app.kernel.act import Act
from app.kernel.domain import Job, Lane
from app.kernel.words import N_
from app.surfaces.folders import folder_of
from app.trading.accounts import close_removed
from app.trading.models import Notice, Project, ScreenedTrade, TradeListing
from app.trading.operations import bring_on, close_bidding, lift_due, note_silence
from app.trading.operations.answering import answer_trades, screen_project
from app.trading.operations.auctioning import SETTLE
from app.trading.operations.network import measure_network
from app.trading.operations.opening import look_at_tree
from app.trading.operations.reading import lots_to_read, read_lot
from app.trading.queries import opened_unscreened
from app.trading.words import ListingState, TradeState


def close_due(act: Act) -> Mapping[str, int]:
    """Close the tree of receipts of every trade whose deadline has passed."""
    due = (
        select(Project)
        .join(Notice, Notice.project_id == Project.id)
        .where(Project.state == str(TradeState.OPEN), Notice.deadline <= act.at)
        .order_by(Project.id)
    )
    closed = 0
    for project in act.session.scalars(due).all():
        close_bidding(act, project)
        closed += 1
    return {"closed": closed}


def bring_listings_on(act: Act) -> Mapping[str, int]:
    """End applications, and let the hammer fall, wherever the clock says so."""
    due = select(TradeListing).where(
        or_(
            and_(TradeListing.state == str(ListingState.LISTED), TradeListing.applies_to <= act.at - SETTLE),
            and_(TradeListing.state == str(ListingState.AUCTION), TradeListing.ends_at <= act.at - SETTLE),
        )
    )
    found = act.session.scalars(due.order_by(TradeListing.id)).all()
    return {"moved": sum(bring_on(act, listing) for listing in found)}


def screen_opened(act: Act) -> Mapping[str, int]:
    """Take over the trades that were opened before there was a table of what is screened."""
    found = opened_unscreened(act.session)
    for project in found:
        screen_project(act, project)
    return {"trades": len(found)}


def answer_all(act: Act) -> Mapping[str, int]:
    """Answer every condition for every screened trade: since yesterday peers were added, and files were imported."""
    counties = act.session.scalars(select(ScreenedTrade.county).distinct().order_by(ScreenedTrade.county)).all()
    return {"changed": sum(answer_trades(act, county) for county in counties)}


def read_papers(act: Act) -> Mapping[str, int]:
    """Read and compare the files of the bids of lots that were opened."""
    lots = lots_to_read(act)
    for lot in lots:
        read_lot(act, lot, folder_of("bids"), folder_of("work"), release=act.session.commit)
    return {"lots": len(lots)}


def look_at_trees(act: Act) -> Mapping[str, int]:
    """Look whether receipts and bids of every trade that waits for its opening are still whole."""
    waiting = select(Project).where(Project.state == str(TradeState.CLOSED)).order_by(Project.id)
    looks = [look_at_tree(act, project) for project in act.session.scalars(waiting).all()]
    return {"looked": len(looks), "changed": looks.count(False)}


def take_silence(act: Act) -> Mapping[str, int]:
    """Note experts as silent who were called at the outer door and have not answered in time."""
    return {"silent": note_silence(act)}


def close_left(act: Act) -> Mapping[str, int]:
    """Close the accounts of agencies that were removed from the register."""
    return {"closed": close_removed(act)}


def lift_suspensions(act: Act) -> Mapping[str, int]:
    """Let trades go on whose suspension has ended."""
    return {"lifted": lift_due(act)}


def look_at_network(act: Act) -> Mapping[str, int]:
    """Look at two years of trades together, county by county."""
    told: Counter[str] = Counter(found=0, ended=0)
    for county in act.session.scalars(select(ScreenedTrade.county).distinct().order_by(ScreenedTrade.county)).all():
        told.update(measure_network(act, county))
    return dict(told)


JOBS = (
    Job("trading.lift", N_("Let trades go on after the last day of a suspension"), lift_suspensions, daily_at="00:10"),
    Job("trading.close", N_("Close the bidding at the deadline"), close_due, every=60),
    Job("trading.listings", N_("End applications for listings and let the hammer fall"), bring_listings_on, every=10),
    Job("trading.calls", N_("Call the next expert where one stays silent"), take_silence, every=60),
    Job("trading.accounts", N_("Close the accounts of agencies that left the register"), close_left, every=600),
    Job("trading.papers", N_("Read the files of opened bids"), read_papers, every=60, lane=Lane.SHEETS),
    Job("trading.screened", N_("Take opened trades over for screening"), screen_opened, daily_at="01:10"),
    Job("trading.network", N_("Look at two years of trades together"), look_at_network, daily_at="01:15"),
    Job("trading.answers", N_("Say of each screened trade what the conditions find"), answer_all, daily_at="01:20"),
    Job("trading.trees", N_("Look whether sealed bids are still whole"), look_at_trees, every=600),
)
