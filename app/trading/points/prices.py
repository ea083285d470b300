"""T18 to T22: what the price screens found among the prices that were read out, here or on another platform."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, true

from app.kernel.points import Findings, Limits, Nature, Parameter, findings
from app.kernel.words import N_
from app.trading.models import ScreenAnswer, ScreenedTrade
from app.trading.points.shared import BLUE, YELLOW, condition
from app.trading.screening.prices import TOLERANCE
from app.trading.screening.pricescreens import CEILING
from app.trading.words import Outcome

SCREENED = frozenset({"trade.screened"})
"""Trades of other platforms are found by the nightly sweep."""
ALIKE = N_("Implementing Regulations of the Bidding Law, art. 40")


def _found(code: str, narrow: Any, fact: str, now: datetime, limits: Limits) -> Findings:
    """Find screened trades whose answer to a condition is: found."""
    return (
        findings(
            kind=ScreenedTrade.kind,
            subject=ScreenedTrade.id,
            county=ScreenedTrade.county,
            organisation=ScreenedTrade.organisation_id,
            moment=func.coalesce(ScreenedTrade.opened_at, ScreenedTrade.deadline, ScreenedTrade.updated_at),
            fact=fact,
            value=ScreenAnswer.value,
            bound=ScreenAnswer.bound,
            ceiling=ScreenedTrade.ceiling,
            bidders=ScreenedTrade.bidders,
        )
        .join(ScreenAnswer, ScreenAnswer.trade_id == ScreenedTrade.id)
        .where(ScreenAnswer.code == code, ScreenAnswer.outcome == str(Outcome.FOUND), narrow(limits))
    )


def _any(_limits: Limits) -> ColumnElement[bool]:
    return true()


PRICES = (
    condition(
        "T18.identical",
        N_("Two bidders bid the same price"),
        ALIKE,
        YELLOW,
        partial(_found, "T18.identical", _any),
        N_(
            "Two companies bid the same amount to the cent for one lot. Where a reserve or a fixed price is known it happens by itself; "
            "elsewhere hardly. A lead, not a finding: compare the bills of quantities and who wrote them."
        ),
        honest=N_(
            "One company that handed in twice at one price; and a lot at a fixed price, for which all bid the ceiling."
        ),
        wakes_on=SCREENED,
    ),
    condition(
        "T19.differences",
        N_("Prices rise by one step"),
        ALIKE,
        YELLOW,
        partial(_found, "T19.differences", lambda limits: ScreenAnswer.value <= limits["tolerance"]),
        N_(
            "Four prices or more stand apart by one amount or one share, as somebody who fills in all bids chooses them. Among thousands "
            "of tenders it is very rare. A lead, not a finding: compare the bids page by page."
        ),
        honest=N_("Four prices with uneven steps; and three prices with even ones, which say nothing."),
        wakes_on=SCREENED,
        parameters=(Parameter("tolerance", TOLERANCE, N_("Spread of the steps at the most, as part of their mean")),),
    ),
    condition(
        "T20.variance",
        N_("Prices closer together than elsewhere"),
        ALIKE,
        BLUE,
        partial(_found, "T20.variance", _any),
        N_(
            "The prices lie closer together than in 95 of 100 tenders of the same market and size, and are oddly spread. Where a reserve "
            "is known this says little. A figure out of line, not a finding: look at it beside other leads."
        ),
        honest=N_("Prices as far apart as usual in this market."),
        nature=Nature.STATISTIC,
        wakes_on=SCREENED,
    ),
    condition(
        "T21.distance",
        N_("Two lowest prices oddly close or far apart"),
        ALIKE,
        BLUE,
        partial(_found, "T21.distance", _any),
        N_(
            "The two lowest prices lie closer together or further apart than among tenders of the same market and size. A figure out of "
            "line, not a finding: far apart, look whether the lowest is below cost; close, whether one bidder knew the other's price."
        ),
        honest=N_("Two lowest prices as far apart as usual in this market."),
        nature=Nature.STATISTIC,
        wakes_on=SCREENED,
    ),
    condition(
        "T22.ceiling",
        N_("Winning price at the ceiling"),
        N_("Implementing Regulations of the Bidding Law, art. 27 and 41"),
        YELLOW,
        partial(_found, "T22.ceiling", lambda limits: ScreenAnswer.value >= limits["share"]),
        N_(
            "Three companies or more bid, and the lowest or the winner hardly stays below the highest price that is taken. Where "
            "companies compete, prices fall. A lead, not a finding: look at who else bids in this town, and at how the ceiling was set."
        ),
        honest=N_("A winner well below the ceiling; and a lot with two bids, which says nothing."),
        wakes_on=SCREENED,
        parameters=(Parameter("share", CEILING, N_("Part of the ceiling from which on it is reported")),),
    ),
)
