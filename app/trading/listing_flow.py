"""The course of a listing of state property or land: which act leads where, by whom, by which article."""

from app.kernel.flows.machine import Machine, Move
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.trading.flows import CENTRE, CLERKS, HEADS
from app.trading.words import ListingState as S

RULES = N_("Measures for State Property Transactions; Provisions on the Grant of Land by Tender, Auction and Listing")
AUCTIONS = N_("Auction Law art. 51, 52; Provisions on the Grant of Land by Tender, Auction and Listing art. 17 to 19")
SALE = N_("Measures for State Property Transactions, art. 28; Law on Urban Real Estate, art. 16")
SECRET = frozenset({S.LISTED, S.AUCTION})
"""States in which nobody inside learns who has applied."""
GONE_ON = frozenset({S.AGREED, S.HAMMER, S.AWARDED, S.SIGNED, S.DONE})
"""States of a listing that found a buyer."""
CENTRE_MOVES = frozenset({"confirm"})
"""Moves whose duty is held at the trading centre; the others belong to whoever transfers."""


def _move(
    number: int,
    code: str,
    title: str,
    sources: frozenset[S],
    target: S | None,
    verb: str,
    duties: frozenset[Duty] = CLERKS,
    *,
    basis: str = RULES,
    reason: bool = False,
    clock: bool = False,
    bidder: bool = False,
) -> Move:
    named = frozenset(str(state) for state in sources)
    ends = str(target) if target else None
    whose = frozenset[Duty]() if clock or bidder else duties
    told = {"number": number, "needs_reason": reason, "by_clock": clock, "by_applicant": bidder}
    return Move(code, title, named, ends, f"listing.{verb}", basis, whose, **told)  # type: ignore[arg-type]


SELLING = Machine(
    "listing",
    S,
    (S.PLANNED, S.ENTERED),
    (
        _move(1, "change", N_("Change the plan"), frozenset({S.PLANNED}), None, "changed"),
        _move(2, "publish", N_("Publish the listing"), frozenset({S.PLANNED}), S.LISTED, "published", HEADS),
        _move(3, "apply", N_("Apply for what is listed"), frozenset({S.LISTED}), None, "applied", bidder=True),
        _move(3, "plate", N_("Give a plate for the bond"), frozenset({S.LISTED}), None, "plate_given", clock=True),
        _move(4, "bid", N_("Place a bid"), frozenset({S.LISTED, S.AUCTION}), None, "bid", basis=AUCTIONS, bidder=True),
        _move(5, "unsold", N_("End without a sale"), frozenset({S.LISTED, S.AUCTION}), S.UNSOLD, "unsold", clock=True),
        _move(5, "agree", N_("End with one applicant"), frozenset({S.LISTED}), S.AGREED, "agreed", clock=True),
        _move(5, "auction", N_("Go on to the auction"), frozenset({S.LISTED}), S.AUCTION, "auctioned", clock=True),
        _move(5, "relist", N_("List it again"), frozenset({S.UNSOLD}), None, "relisted", HEADS),
        _move(6, "hammer", N_("Let the hammer fall"), frozenset({S.AUCTION}), S.HAMMER, "hammer", basis=AUCTIONS, clock=True),
        _move(7, "confirm", N_("Confirm and publish the deal"), frozenset({S.AGREED, S.HAMMER}), S.AWARDED, "awarded", CENTRE),
        _move(8, "sign", N_("Enter the contract of sale"), frozenset({S.AWARDED}), S.SIGNED, "signed", HEADS, basis=SALE),
        _move(8, "first", N_("Enter the first payment"), frozenset({S.SIGNED}), None, "first_paid", basis=SALE),
        _move(8, "paid", N_("Enter that it is paid in full"), frozenset({S.SIGNED}), S.DONE, "paid", basis=SALE),
        _move(9, "stop", N_("Stop the listing"), frozenset({S.PLANNED, S.LISTED}), S.STOPPED, "stopped", HEADS, reason=True),
    ),
)  # fmt: skip
"""From the plan to the paid price; numbers are rows of the table of moves."""

LISTING_VERBS = {
    "listing.planned": N_("Property or land was planned to be listed"),
    **{move.verb: move.title for move in SELLING.moves.values()},
}
