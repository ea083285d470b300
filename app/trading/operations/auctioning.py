"""Applications, plates, bids and the hammer: the server's clock and the number of a bid decide, nothing else."""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.words import N_
from app.trading.guards import needed, positive
from app.trading.listing_flow import SELLING
from app.trading.models import AuctionBid, Bidder, ListingApplicant, TradeListing
from app.trading.operations.listing import first_end, open_reserve
from app.trading.operations.selling import finish_move, queue
from app.trading.registering import count_days
from app.trading.words import ListingState

SETTLE = timedelta(seconds=5)
"""The hammer falls so long after the end: a bid that came in time and waited for its turn is still counted."""
CODE_BYTES = 8


def apply_for(act: Act, listing: TradeListing, bidder: Bidder) -> ListingApplicant:
    """Take the application of a registered bidder; applied twice it is the same application."""
    if bidder.county != listing.county or bidder.registered_at is None:
        raise Incomplete(N_("This company is not registered as a bidder here. Register it first."))
    queue(act, listing)
    standing = applicant_of(act, listing, bidder)
    if standing is not None:
        return standing
    SELLING.check(listing.state, "apply")
    _check_days(act, listing)
    made = ListingApplicant(
        county=listing.county,
        listing_id=listing.id,
        bidder_id=bidder.id,
        applied_at=act.at,
        code=secrets.token_hex(CODE_BYTES).upper(),
    )
    act.session.add(made)
    act.session.flush()
    record(act, SELLING.moves["apply"].verb, made)
    return made


def _check_days(act: Act, listing: TradeListing) -> None:
    """Refuse what comes before the listing begins, or after its applications have ended."""
    assert listing.applies_to is not None
    if act.at > listing.applies_to:
        raise TooLate(N_("The applications have ended. Nothing was taken in."))
    if act.on < listing.listed_from:
        raise OutOfOrder(N_("The listing has not begun yet: its first day stands in the notice."))


def applicant_of(act: Act, listing: TradeListing, bidder: Bidder) -> ListingApplicant | None:
    """Return the application of a bidder, if it has applied."""
    mine = ListingApplicant.listing_id == listing.id, ListingApplicant.bidder_id == bidder.id
    return act.session.scalar(select(ListingApplicant).where(*mine))


def take_listing_bond(
    act: Act, listing: TradeListing, code: str, reference: str, amount: Decimal, paid_at: datetime
) -> ListingApplicant:
    """Note a bond that the bank reports under a code, and give its bidder a plate; reported twice it is the same bond.

    From the bank's file alone: nobody inside learns who has applied before the hammer has fallen.
    """
    if not act.actor.is_platform:
        raise NotAllowed(
            N_("Bonds come in from the bank's file alone, so that nobody sees who pays before the opening.")
        )
    queue(act, listing)
    name, paid = needed(reference, "reference")[:60], positive(amount, "amount")
    mine = ListingApplicant.listing_id == listing.id, ListingApplicant.code == code.strip().upper()
    found = act.session.scalar(select(ListingApplicant).where(*mine))
    if found is None:
        raise Incomplete(N_("No application has this code. The bank sends the payment back."), field="code")
    if found.plate is not None:
        if (found.bond_reference, found.bond) != (name, paid):
            raise Conflict(N_("The bank reported another payment for this application before. Compare both."))
        return found
    SELLING.check(listing.state, "plate")
    assert listing.applies_to is not None and listing.bond is not None
    if paid_at > min(act.at, listing.applies_to):
        raise TooLate(N_("The bond came after the applications had ended. The bank sends it back."))
    if paid < listing.bond:
        raise Incomplete(N_("The bond is %(bond)s yuan; less was paid."), field="amount", bond=f"{listing.bond:,.2f}")
    found.bond, found.bond_reference, found.bond_paid_at = paid, name, paid_at
    found.plate = _free_plate(act, listing)
    act.session.flush()
    record(act, SELLING.moves["plate"].verb, found)
    return found


def _free_plate(act: Act, listing: TradeListing) -> int:
    taken = set(act.session.scalars(select(ListingApplicant.plate).where(ListingApplicant.listing_id == listing.id)))
    digits = range(100, 1000) if len(taken) < 450 else range(1000, 10_000)
    return secrets.choice([one for one in digits if one not in taken])


def place_bid(act: Act, listing: TradeListing, bidder: Bidder, price: Decimal) -> AuctionBid:
    """Accept a bid, or refuse it in words; the same bid pressed twice is one bid.

    Whoever comes first to the lock of the county has the lower number. During the listing only land takes bids.
    """
    offered = positive(price, "price")
    queue(act, listing)
    mine = applicant_of(act, listing, bidder)
    if mine is None or mine.plate is None:
        raise NotAllowed(N_("Only whoever has applied and has a plate bids here."))
    same = select(AuctionBid).where(AuctionBid.applicant_id == mine.id, AuctionBid.price == offered)
    standing = act.session.scalar(same)
    if standing is not None:
        return standing
    _check_time(act, listing)
    assert listing.start is not None and listing.step is not None
    least = least_bid(listing)
    if offered < least:
        raise Incomplete(
            N_(
                "At least %(least)s yuan are asked now: somebody else may have bid meanwhile. Yours was %(price)s yuan."
            ),
            field="price",
            least=f"{least:,.2f}",
            price=f"{offered:,.2f}",
        )
    if listing.state == ListingState.AUCTION:
        assert listing.ends_at is not None
        listing.ends_at = max(listing.ends_at, act.at + timedelta(minutes=listing.round_minutes))
    listing.price, listing.plate, listing.bids = offered, mine.plate, listing.bids + 1
    made = AuctionBid(
        county=listing.county,
        listing_id=listing.id,
        applicant_id=mine.id,
        number=listing.bids,
        plate=mine.plate,
        price=offered,
        placed_at=act.at,
        ends_at=listing.ends_at,
    )
    act.session.add(made)
    act.session.flush()
    record(act, SELLING.moves["bid"].verb, made, number=made.number, plate=made.plate, price=made.price)
    return made


def least_bid(listing: TradeListing) -> Decimal:
    """Return what the next bid must offer at the least, in yuan."""
    assert listing.start is not None and listing.step is not None
    return listing.start if listing.price is None else listing.price + listing.step


def _check_time(act: Act, listing: TradeListing) -> None:
    SELLING.check(listing.state, "bid")
    if listing.state == ListingState.LISTED:
        if not listing.land:
            raise OutOfOrder(N_("Bids are taken in the auction, after the applications have ended."))
        _check_days(act, listing)
        return
    assert listing.auction_at is not None and listing.ends_at is not None
    if act.at < listing.auction_at:
        raise OutOfOrder(N_("The auction has not begun yet. Its hour stands in the notice."))
    if act.at > listing.ends_at:
        raise TooLate(N_("The auction has ended, by the clock of this server. Your bid was not taken."))


def end_applications(act: Act, listing: TradeListing) -> None:
    """End the applications by the clock: nobody came, one came, or several go on to the auction."""
    queue(act, listing)
    SELLING.check(listing.state, "unsold")
    assert listing.applies_to is not None
    if act.at < listing.applies_to + SETTLE:
        raise OutOfOrder(N_("Applications are taken in until the end of the listing."))
    plated = ListingApplicant.listing_id == listing.id, ListingApplicant.plate.is_not(None)
    listing.bidders = act.session.scalar(select(func.count(ListingApplicant.id)).where(*plated)) or 0
    if listing.bidders > 1:
        listing.ends_at = first_end(listing)
        finish_move(act, listing, "auction", ends_at=listing.ends_at)
        return
    reserve = open_reserve(listing)
    offered = max(listing.start or Decimal(0), listing.price or Decimal(0))
    if listing.bidders == 0 or offered < reserve:
        finish_move(act, listing, "unsold", bidders=listing.bidders, reserve=reserve)
        return
    only = act.session.scalars(select(ListingApplicant).where(*plated)).one()
    _sold(act, listing, only, offered, listing.applies_to)
    finish_move(act, listing, "agree", deal=offered, reserve=reserve)


def strike(act: Act, listing: TradeListing) -> None:
    """Let the hammer fall once the end has passed: for the highest bid, if it reaches the reserve."""
    queue(act, listing)
    SELLING.check(listing.state, "hammer")
    assert listing.ends_at is not None
    if act.at < listing.ends_at + SETTLE:
        raise OutOfOrder(N_("The auction is still running."))
    reserve = open_reserve(listing)
    if listing.price is None or listing.price < reserve:
        finish_move(act, listing, "unsold", bids=listing.bids, price=listing.price, reserve=reserve)
        return
    last = select(AuctionBid).where(AuctionBid.listing_id == listing.id, AuctionBid.number == listing.bids)
    _sold(act, listing, act.session.scalars(last).one().applicant, listing.price, listing.ends_at)
    finish_move(act, listing, "hammer", deal=listing.deal, bids=listing.bids, plate=listing.plate, reserve=reserve)


def _sold(act: Act, listing: TradeListing, applicant: ListingApplicant, price: Decimal, at: datetime) -> None:
    listing.deal, listing.deal_on, listing.buyer, listing.plate = (
        price,
        local_day(at),
        applicant.bidder.name,
        applicant.plate,
    )
    count_days(act, listing)


def is_due(listing: TradeListing, at: datetime) -> bool:
    """Tell whether the clock has to bring a listing on: its applications or its auction have ended."""
    ends = {ListingState.LISTED: listing.applies_to, ListingState.AUCTION: listing.ends_at}.get(
        ListingState(listing.state)
    )
    return ends is not None and at >= ends + SETTLE


def bring_on(act: Act, listing: TradeListing) -> bool:
    """Bring a listing on where the clock says so: by the job, or by whoever reads it first. Tells whether it moved."""
    queue(act, listing)
    if not is_due(listing, act.at):
        return False
    (end_applications if listing.state == ListingState.LISTED else strike)(act, listing)
    return True
