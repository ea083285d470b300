"""T16 and T22 of what is listed: one applicant alone, and a price that stays at the start though several came."""

from datetime import datetime

from app.kernel.points import Findings, Limits, Nature, Parameter
from app.kernel.words import N_
from app.trading.models import TradeListing
from app.trading.points.listing import SEEN, about_listing
from app.trading.points.shared import BLUE, YELLOW, condition

L = TradeListing


def _alone(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find deals for which one bidder came alone."""
    return about_listing(fact, L.agreed_at, agreed=L.deal, reserve=L.reserve, bidders=L.bidders).where(
        L.bidders == 1, L.deal.is_not(None)
    )


def _at_start(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find deals at the start price though two bidders or more came."""
    return about_listing(fact, L.agreed_at, agreed=L.deal, start=L.start, bidders=L.bidders).where(
        L.bidders >= limits["bidders"], L.deal == L.start
    )


SELLING = (
    condition(
        "T16.listed",
        N_("Listed for everybody, and one bidder came"),
        N_(
            "Measures for State Property Transactions, art. 22; Provisions on the Grant of Land by Tender, Auction and Listing, art. 19"
        ),
        BLUE,
        _alone,
        N_(
            "The law lets one bidder buy at the reserve or above it, so this is no breach. Nobody competed: look whether the notice was "
            "read where buyers are, and whether its conditions fit this one buyer alone."
        ),
        honest=N_(
            "Two bidders; one bidder whose price did not reach the reserve, so that nothing was sold; a deal of which nobody entered how many came."
        ),
        nature=Nature.LEAD,
        wakes_on=SEEN,
        verified=False,
    ),
    condition(
        "T22.start",
        N_("Several bidders, and sold at the start price"),
        N_("Auction Law, art. 37; Criminal Law, art. 223"),
        YELLOW,
        _at_start,
        N_(
            "Two bidders or more paid the bond, and yet nobody raised the price. Where bidders compete, somebody does. A lead, not a "
            "finding: compare who stands behind the plates, from which accounts the bonds came, and who bought before."
        ),
        honest=N_("Sold one step above the start price; and one bidder alone, who buys at it lawfully."),
        nature=Nature.LEAD,
        wakes_on=SEEN,
        verified=False,
        parameters=(Parameter("bidders", 2, N_("Bidders at the least")),),
    ),
)
