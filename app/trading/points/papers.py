"""T08 to T12 and T23: what the files of two bids for one lot share that two companies of their own do not."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits, Parameter, findings
from app.kernel.words import N_
from app.trading.documents.judging import ALIKE, BLOCKS, CONTAINED, EQUAL, FIRMS
from app.trading.models import Bidder, BidMatch, Offer, ScreenedTrade
from app.trading.points.shared import RED, YELLOW, condition
from app.trading.words import ScreenedStatus

READ = frozenset({"trade.papers_read", "trade.screened"})
COLLUSION = N_("Implementing Regulations of the Bidding Law, art. 40")
GIVEN_UP = [str(ScreenedStatus.CANCELLED), str(ScreenedStatus.WITHDRAWN)]


def _pairs(code: str, narrow: Any, told: Any, fact: str, now: datetime, limits: Limits) -> Findings:
    """Find pairs of bids for one lot that share what a condition is about; the pair is the episode."""
    first, second, one, two = aliased(Offer), aliased(Offer), aliased(Bidder), aliased(Bidder)
    return (
        findings(
            kind=ScreenedTrade.kind,
            subject=ScreenedTrade.id,
            county=ScreenedTrade.county,
            organisation=ScreenedTrade.organisation_id,
            moment=second.opened_at,
            fact=fact,
            episode=BidMatch.id,
            first_bidder=one.name,
            second_bidder=two.name,
            **told,
        )
        .join(BidMatch, BidMatch.lot_id == ScreenedTrade.lot_id)
        .join(first, first.id == BidMatch.first_id)
        .join(second, second.id == BidMatch.second_id)
        .join(one, one.id == first.bidder_id)
        .join(two, two.id == second.bidder_id)
        .where(BidMatch.code == code, ScreenedTrade.status.not_in(GIVEN_UP), narrow(limits))
    )


def _any(_limits: Limits) -> ColumnElement[bool]:
    return true()


SHARED = {"shared_kind": BidMatch.what, "shared": BidMatch.shown}
TEXT = {"contained": BidMatch.share, "alike": BidMatch.whole, "blocks": BidMatch.count}


def _pair(
    code: str,
    title: str,
    severity: Any,
    explanation: str,
    honest: str,
    told: Any = None,
    narrow: Any = _any,
    parameters: tuple[Parameter, ...] = (),
    basis: str = COLLUSION,
) -> Any:
    return condition(
        code,
        title,
        basis,
        severity,
        partial(_pairs, code, narrow, SHARED if told is None else told),
        explanation,
        honest=honest,
        wakes_on=READ,
        parameters=parameters,
    )


def _alike(limits: Limits) -> ColumnElement[bool]:
    return or_(
        BidMatch.share >= limits["contained"], BidMatch.whole >= limits["alike"], BidMatch.count >= limits["blocks"]
    )


PAPERS = (
    _pair(
        "T08.machine",
        N_("Two bids were made on one machine"),
        RED,
        N_(
            "The files of two companies name the same network card, disk, dongle of the pricing software or file number. What virtual "
            "network cards and makers give to every machine is left out, and so is the model of the processor. A lead, not a finding: ask "
            "both who made their bids and where."
        ),
        N_(
            "Companies whose bids were made with one program in one version on machines of their own; and two that used the terminal of the "
            "trading hall, which the centre vouches for."
        ),
    ),
    _pair(
        "T09.upload",
        N_("Two bids came from one address"),
        YELLOW,
        N_(
            "Two companies handed in from one network address, at which few firms were seen before. Addresses of halls and of carriers, "
            "where many firms meet, and those of inner nets are left out. A lead, not a finding: ask both from where they handed in."
        ),
        N_(
            "Companies that handed in from a hall that the centre vouches for, or from an address at which twenty firms were seen."
        ),
        {"shared": BidMatch.shown, "firms_seen": BidMatch.count},
        lambda limits: BidMatch.count < limits["firms"],
        (Parameter("firms", FIRMS, N_("Firms seen at an address from which on it says nothing")),),
    ),
    _pair(
        "T10.text",
        N_("Two bids have the same text"),
        RED,
        N_(
            "Two bids share passages of their own: what stands in the notice, in addenda, answers and public templates is taken out before. "
            "A part of the shorter text, of both texts together, or a few long blocks say enough each. A lead, not a finding: read the "
            "passages, and look for a third source from which both may have copied."
        ),
        N_(
            "Companies that copied the forms of the notice and a public template and wrote the rest themselves; and two that attach the same "
            "brochure of a maker."
        ),
        TEXT,
        _alike,
        (
            Parameter("contained", CONTAINED, N_("Part of the shorter text that stands in the other"), "%"),
            Parameter("alike", ALIKE, N_("Part of both texts together"), "%"),
            Parameter("blocks", BLOCKS, N_("Blocks of 200 characters that stand in both")),
        ),
    ),
    _pair(
        "T10.marks",
        N_("Two bids were written or saved by one hand"),
        YELLOW,
        N_(
            "Files of two companies were saved last by one user, have one author, one document number, or editing sessions in common. Names "
            "that programs give to every machine are left out, and of author and sessions what all bidders have: it came with the form of "
            "the tender. A lead, not a finding: a printing shop saves under its own name, too."
        ),
        N_(
            "Three bidders that filled in one form of the tender, so that all have its author and its sessions; and users called "
            "Administrator."
        ),
    ),
    _pair(
        "T10.mixed",
        N_("A bid is signed in another bidder's name"),
        RED,
        N_(
            "In the files of one bidder another one's credit code stands, or its name behind “bidder” or before a seal, or both name one bank "
            "account. A lead, not a finding: open the page, and see whether the other firm is named as a partner or a supplier."
        ),
        N_("A bidder that names another one as its partner in an earlier work or as its supplier."),
        {"shared_kind": BidMatch.what, "shared": BidMatch.shown},
    ),
    _pair(
        "T11.contact",
        N_("Two bidders are reached in one way"),
        RED,
        N_(
            "Two bids name one telephone, e-mail or postal address, or one person acts for both. Contacts that stand in the notice are left "
            "out: every bid copies those of the buyer and the agency. A lead, not a finding: call the number."
        ),
        N_(
            "Bidders that copy telephone and e-mail of the buyer from the notice; and two whose bids name the switchboard of one business "
            "centre, which the trading centre vouches for."
        ),
    ),
    _pair(
        "T12.team",
        N_("One person works in the teams of two bidders"),
        RED,
        N_(
            "Two bids name one person in their project team, by the same identity number. A lead, not a finding: ask where the person is "
            "employed and insured."
        ),
        N_("Two people of the same name with identity numbers of their own."),
    ),
    _pair(
        "T23.prices",
        N_("Two bills have the same unit prices"),
        RED,
        N_(
            "Of ten rows or more that can be compared, most have the same unit price in two bids. Provisional sums and what the law or the "
            "tender sets are left out. A lead, not a finding: compare how each price was put together."
        ),
        N_("Bidders with prices of their own and the same provisional sums, fees and taxes."),
        {"equal_prices": BidMatch.share, "rows_compared": BidMatch.count},
        lambda limits: BidMatch.share >= limits["equal"],
        (Parameter("equal", EQUAL, N_("Part of the unit prices that are equal"), "%"),),
    ),
    _pair(
        "T23.errors",
        N_("Two bills have the same wrong totals"),
        RED,
        N_(
            "In two bids the total of one row differs from quantity times price by the same amount. Rounding is no error, and an error that "
            "all bidders have came with the form. A lead, not a finding: ask who made both bills."
        ),
        N_("Totals that differ by rounding, and one wrong total in one bid alone."),
        {"shared": BidMatch.shown, "rows_wrong": BidMatch.count},
    ),
)
