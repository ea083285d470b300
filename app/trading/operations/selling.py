"""What every move of a listing asks first, and its course from the hammer to the paid price."""

from datetime import date
from decimal import Decimal

from app.kernel.act import Act
from app.kernel.audit import advance, record
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.flows.machine import Move
from app.kernel.words import N_, Titled
from app.trading.guards import holds, needed, positive
from app.trading.listing_flow import CENTRE_MOVES, SELLING
from app.trading.models import TradeListing
from app.trading.registering import count_days
from app.trading.words import ListingState


def home_of_listing(listing: TradeListing, code: str) -> int:
    """Return the body in which the duty of a move is held; zero where none was named."""
    return (listing.centre_id or 0) if code in CENTRE_MOVES else listing.organisation_id


def queue(act: Act, listing: TradeListing) -> None:
    """Wait until whoever writes in this county has ended, then look at the listing as it is now.

    One row of the county is locked, on either engine: of two bids of one instant the second sees what the first has done.
    """
    act.session.flush()
    advance(act.session.connection(), listing.county, 0)
    act.session.refresh(listing)


def begin_move(act: Act, listing: TradeListing, code: str, reason: str = "") -> Move:
    """Return the move when the actor may make it now; otherwise refuse in words."""
    move = SELLING.moves[code]
    if not holds(act, home_of_listing(listing, code), move.duties):
        raise NotAllowed(
            N_("“%(move)s” belongs to another post, of whoever transfers or of the trading centre."),
            move=Titled(move.title),
        )
    queue(act, listing)
    SELLING.check(listing.state, code)
    if move.needs_reason:
        needed(reason)
    return move


def finish_move(act: Act, listing: TradeListing, code: str, **facts: object) -> None:
    """Bring the listing where a move leads, if it leads anywhere, and put the step into the trail."""
    move = SELLING.check(listing.state, code)
    if move.target is not None:
        listing.state = move.target
    record(act, move.verb, listing, **facts)


def confirm_deal(act: Act, listing: TradeListing) -> None:
    """Confirm the deal and publish it: from now on everybody reads who bought, and for how much."""
    begin_move(act, listing, "confirm")
    listing.result_on = act.on
    finish_move(act, listing, "confirm", deal=listing.deal, buyer=listing.buyer)


def sign_sale(act: Act, listing: TradeListing, signed_on: date, pay_due_on: date) -> None:
    """Enter the contract of sale, and by when it asks for the whole price."""
    begin_move(act, listing, "sign")
    _not_ahead(act, signed_on, "signed_on")
    if listing.deal_on is not None and signed_on < listing.deal_on:
        raise Incomplete(N_("This day lies before the deal. Correct it."), field="signed_on")
    if pay_due_on < signed_on:
        raise Incomplete(N_("This day lies before the contract. Correct one of the two."), field="pay_due_on")
    listing.contract_on, listing.pay_due_on = signed_on, pay_due_on
    count_days(act, listing)
    finish_move(act, listing, "sign", signed_on=signed_on, pay_due_on=pay_due_on)


def enter_first_payment(act: Act, listing: TradeListing, amount: Decimal, paid_on: date) -> None:
    """Enter what was paid first, and when."""
    begin_move(act, listing, "first")
    _paid_between(act, listing, paid_on)
    listing.first_paid, listing.first_paid_on = positive(amount, "amount"), paid_on
    if listing.deal is not None and listing.first_paid > listing.deal:
        raise Incomplete(N_("This is more than the price. Enter what was paid first."), field="amount")
    finish_move(act, listing, "first", amount=listing.first_paid, paid_on=paid_on)


def enter_paid_up(act: Act, listing: TradeListing, paid_on: date) -> None:
    """Enter that the whole price is paid; a price paid at once is its own first payment."""
    begin_move(act, listing, "paid")
    _paid_between(act, listing, paid_on)
    if listing.first_paid is None:
        listing.first_paid, listing.first_paid_on = listing.deal, paid_on
    listing.paid_up_on = paid_on
    finish_move(act, listing, "paid", paid_on=paid_on)


def stop_listing(act: Act, listing: TradeListing, reason: str) -> None:
    """Stop a listing before its auction; whoever reads it is told why."""
    begin_move(act, listing, "stop", reason)
    listing.ended_reason = needed(reason)
    finish_move(act, listing, "stop", reason=listing.ended_reason)


def _paid_between(act: Act, listing: TradeListing, day: date) -> None:
    _not_ahead(act, day, "paid_on")
    if listing.contract_on is not None and day < listing.contract_on:
        raise Incomplete(N_("This day lies before the contract. Correct one of the two."), field="paid_on")


def _not_ahead(act: Act, day: date, field: str) -> None:
    if day > act.on:
        raise Incomplete(N_("This day has not come yet."), field=field)


def has_course(listing: TradeListing) -> bool:
    """Tell whether a listing runs here, or somebody entered it by hand."""
    return listing.state != ListingState.ENTERED
