"""Questions about the bonds of a trade."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.trading.models import Bidder, Lot, Offer, Project, SealedBid, TradeBond


def bonds_of(session: Session, project: Project) -> Sequence[TradeBond]:
    """Return the bonds that were paid for a trade, in the order in which the bank told them."""
    paid = select(TradeBond).where(TradeBond.project_id == project.id).options(selectinload(TradeBond.movement))
    return session.scalars(paid.order_by(TradeBond.id)).all()


def bonds_held(session: Session, project: Project) -> Sequence[TradeBond]:
    """Return the bonds that have neither been sent back nor kept."""
    return [one for one in bonds_of(session, project) if one.refunded_on is None and one.kept_at is None]


def bonds_paid(session: Session, project: Project) -> int:
    """Return how many bonds the bank has told of for a trade."""
    return session.scalar(select(func.count()).where(TradeBond.project_id == project.id)) or 0


def bonds_under(session: Session, project: Project, pass_hash: str) -> Sequence[TradeBond]:
    """Return the bonds that were paid for a pass."""
    return [one for one in bonds_of(session, project) if one.pass_hash == pass_hash]


def bidders_by_pass(session: Session, project: Project) -> dict[str, str]:
    """Return who bid under each pass, of the bids that were read out."""
    read_out = (
        select(SealedBid.pass_hash, Bidder.name)
        .join(Offer, Offer.bid_id == SealedBid.id)
        .join(Bidder, Bidder.id == Offer.bidder_id)
        .join(Lot, Lot.id == Offer.lot_id)
        .where(Lot.project_id == project.id)
    )
    return {row.pass_hash: row.name for row in session.execute(read_out)}
