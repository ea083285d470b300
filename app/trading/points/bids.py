"""T14 and T15: bidders of one lot that are tied to each other or to the buyer, withdrawals and awards given up."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day
from app.kernel.points import Findings, Limits, Nature, Parameter
from app.kernel.words import N_
from app.parties.behind import under_one_hand
from app.parties.models import Office, Reach
from app.parties.words import OfficeWord
from app.trading.models import Award, Bidder, Candidate, Lot, Offer, Project, SealedBid
from app.trading.points.shared import RED, YELLOW, about_lot, condition, goes_on
from app.trading.words import NotFirst

OPENED = frozenset({"trade.opened", "trade.stopped"})
TIED = N_("Implementing Regulations of the Bidding Law, art. 34")


def _hand(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find lots for which two companies under one hand bid; the pair is the episode."""
    first, second, one, two = aliased(Offer), aliased(Offer), aliased(Bidder), aliased(Bidder)
    return (
        about_lot(fact, second.opened_at, episode=second.id, first_bidder=one.name, second_bidder=two.name)
        .join(first, first.lot_id == Lot.id)
        .join(second, and_(second.lot_id == Lot.id, second.id > first.id))
        .join(one, one.id == first.bidder_id)
        .join(two, two.id == second.bidder_id)
        .where(under_one_hand(one.party_id, two.party_id, limits["share"]), one.id != two.id, goes_on())
    )


def _buyer(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find bids of companies to which somebody who holds office at the buyer is tied today."""
    today = local_day(now)
    tied = (
        select(Reach.start_id)
        .join(Office, Office.party_id == Reach.start_id)
        .where(
            Reach.end_id == Bidder.party_id,
            Reach.steps <= limits["steps"],
            Reach.from_on <= today,
            Reach.to_on >= today,
            *_holds_office(today),
        )
        .correlate(Bidder, Project)
    )
    return (
        about_lot(fact, Offer.opened_at, episode=Offer.id, bidder=Bidder.name)
        .join(Offer, Offer.lot_id == Lot.id)
        .join(Bidder, Bidder.id == Offer.bidder_id)
        .where(tied.exists(), goes_on())
    )


def _holds_office(today: Any) -> tuple[Any, ...]:
    return (
        Office.organisation_id == Project.organisation_id,
        Office.what.in_([str(OfficeWord.OFFICIAL), str(OfficeWord.KIN)]),
        or_(Office.to_on.is_(None), Office.to_on >= today),
    )


def _withdrawn(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find lots that failed although enough companies had handed in: some took their bids back."""
    came = (
        select(func.count(SealedBid.pass_hash.distinct()))
        .where(SealedBid.lot_id == Lot.id)
        .correlate(Lot)
        .scalar_subquery()
    )
    return about_lot(fact, Project.closed_at, handed_in=came).where(Lot.failed.is_(True), came >= limits["bids"])


def _gives_up(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find awards to a dearer candidate because the one before gave the award up."""
    taken, better, mine, theirs = aliased(Candidate), aliased(Candidate), aliased(Offer), aliased(Offer)
    return (
        about_lot(fact, Award.awarded_at, price=mine.price, given_up=theirs.price, reason=Award.reason)
        .join(Award, Award.lot_id == Lot.id)
        .join(taken, taken.id == Award.candidate_id)
        .join(better, and_(better.lot_id == Lot.id, better.rank == 1))
        .join(mine, mine.id == taken.offer_id)
        .join(theirs, theirs.id == better.offer_id)
        .where(Award.ground == str(NotFirst.GIVES_UP), mine.price * 100 >= theirs.price * (100 + limits["percent"]))
    )


BIDS = (
    condition(
        "T14.hand",
        N_("Bidders under one hand"),
        TIED,
        RED,
        _hand,
        N_(
            "Two companies that bid for one lot are led by one person, or one holds so much of both that it controls them. "
            "Such bids are invalid. A lead, not a finding: compare the register of companies on the day of the bids."
        ),
        honest=N_(
            "Two bidders with one small shareholder who controls neither; and one company with bids for two lots."
        ),
        wakes_on=OPENED,
        parameters=(Parameter("share", 0.5, N_("Share of the capital that controls")),),
    ),
    condition(
        "T14.buyer",
        N_("Bidder tied to somebody at the buyer"),
        TIED,
        RED,
        _buyer,
        N_(
            "Somebody who holds office at the buyer, or near kin of his, is tied to a company that bids. A company whose tie can "
            "touch fairness may not bid. A lead, not a finding: look at the tie, and at who prepared the tender."
        ),
        honest=N_("The officer left the buyer, or sold the share, before the bids were opened."),
        wakes_on=OPENED,
        parameters=(Parameter("steps", 2, N_("Ties between them at the most")),),
    ),
    condition(
        "T15.withdrawn",
        N_("Failed because bids were taken back"),
        N_("Implementing Regulations of the Bidding Law, art. 35 and 39"),
        YELLOW,
        _withdrawn,
        N_(
            "Enough companies handed in, and some took their bids back before the deadline, so the lot failed. Who they are stays "
            "sealed. Look at whether the repeated tender is won by whoever stayed."
        ),
        honest=N_("A lot that failed because only two ever handed in, one of them twice."),
        wakes_on=frozenset({"trade.closed", "trade.failed"}),
        parameters=(Parameter("bids", 3, N_("Companies that handed in at the least")),),
    ),
    condition(
        "T15.gives_up",
        N_("First candidate gives up, a dearer one is awarded"),
        N_("Implementing Regulations of the Bidding Law, art. 55 and 74"),
        YELLOW,
        _gives_up,
        N_(
            "The first candidate gave the award up and a clearly dearer one got it. It may have been paid for. Ask for the "
            "letter, what became of the bond, and how often the two bid together."
        ),
        honest=N_("The next candidate is hardly dearer; or the first one could not perform by force majeure."),
        nature=Nature.LEAD,
        wakes_on=frozenset({"trade.lot_awarded"}),
        parameters=(Parameter("percent", 3, N_("Dearer by at least"), "%"),),
    ),
)
