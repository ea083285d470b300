"""Questions about listings: what pages may read, inside the scope of whoever transfers or of the trading centre."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from app.kernel.errors import NotFound
from app.kernel.places import Scope
from app.kernel.words import N_
from app.trading.listing_flow import SECRET
from app.trading.models import AuctionBid, Bidder, ListingApplicant, TradeListing
from app.trading.words import ListingState

PAGE = 50
LAST_BIDS = 20


def listed_inside(scope: Scope) -> ColumnElement[bool]:
    """Return: whoever transfers, or the trading centre, lies in a scope."""
    return or_(
        *(scope.where(TradeListing.county, one) for one in (TradeListing.organisation_id, TradeListing.centre_id))
    )


def listings(session: Session, scope: Scope, after: int = 0) -> Sequence[TradeListing]:
    """Return a page of listings, newest first; those entered by hand are among them."""
    found = select(TradeListing).where(listed_inside(scope)).options(selectinload(TradeListing.organisation))
    if after:
        found = found.where(TradeListing.id < after)
    return session.scalars(found.order_by(TradeListing.id.desc()).limit(PAGE)).all()


def listing_for(session: Session, scope: Scope, pk: int) -> TradeListing:
    """Return a listing inside a scope; NotFound otherwise."""
    found = session.scalar(select(TradeListing).where(TradeListing.id == pk, listed_inside(scope)))
    if found is None:
        raise NotFound(N_("There is no such listing, or neither its owner nor its trading centre lies in your scope."))
    return found


def published_listings(session: Session, after: int = 0) -> Sequence[TradeListing]:
    """Return a page of the listings that everybody may read, newest first."""
    found = select(TradeListing).where(TradeListing.published_at.is_not(None))
    if after:
        found = found.where(TradeListing.id < after)
    kept = selectinload(TradeListing.organisation)
    return session.scalars(found.options(kept).order_by(TradeListing.id.desc()).limit(PAGE)).all()


def published_listing(session: Session, pk: int) -> TradeListing:
    """Return a listing that everybody may read; NotFound otherwise."""
    found = session.get(TradeListing, pk)
    if found is None or found.published_at is None:
        raise NotFound(N_("There is no published listing of this number."))
    return found


def last_bids(session: Session, listing: TradeListing) -> Sequence[AuctionBid]:
    """Return the last bids, the newest first: plates and prices are shown to everybody."""
    made = select(AuctionBid).where(AuctionBid.listing_id == listing.id)
    return session.scalars(made.order_by(AuctionBid.number.desc()).limit(LAST_BIDS)).all()


def applicants_of(session: Session, listing: TradeListing) -> Sequence[ListingApplicant]:
    """Return who applied, once the hammer has fallen; nobody before."""
    if listing.state in SECRET:
        return []
    made = select(ListingApplicant).where(ListingApplicant.listing_id == listing.id)
    return session.scalars(made.options(selectinload(ListingApplicant.bidder)).order_by(ListingApplicant.id)).all()


def application_of(session: Session, listing: TradeListing, bidder: Bidder) -> ListingApplicant | None:
    """Return a bidder's own application."""
    mine = ListingApplicant.listing_id == listing.id, ListingApplicant.bidder_id == bidder.id
    return session.scalar(select(ListingApplicant).where(*mine))


def open_listings(session: Session, county: int) -> Sequence[TradeListing]:
    """Return the listings of a county that take applications or bids."""
    states = [str(ListingState.LISTED), str(ListingState.AUCTION)]
    found = select(TradeListing).where(TradeListing.county == county, TradeListing.state.in_(states))
    return session.scalars(found.order_by(TradeListing.applies_to, TradeListing.id)).all()
