"""T30: who sits in committees for one buyer, or where one bidder wins, more often than draws explain; computed at night."""

from datetime import datetime

from app.kernel.points import Findings, Limits, Parameter
from app.kernel.words import N_
from app.trading.models import TradePattern
from app.trading.points.network import WAKES, patterns
from app.trading.points.shared import YELLOW, condition
from app.trading.words import PatternWord

BY_CHANCE = N_("Bidding Law, art. 37; Implementing Regulations of the Bidding Law, art. 46")
SEATS = Parameter("seats", 4, N_("Committees at the least"))


def _pairing(what: PatternWord, fact: str, limits: Limits) -> Findings:
    return patterns(
        what,
        fact,
        pairing=TradePattern.name,
        draws=TradePattern.tenders,
        seats=TradePattern.wins,
        seat_share=TradePattern.share,
        seats_expected=TradePattern.bound,
        drawn_first=TradePattern.first_at,
        drawn_last=TradePattern.last_at,
    ).where(TradePattern.wins >= limits["seats"])


def _buyer(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find experts who sit for one buyer more often than the lists and usual calls explain."""
    return _pairing(PatternWord.PANEL_BUYER, fact, limits)


def _winner(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find experts who sit where one bidder wins three times as often as the lists and usual calls explain."""
    return _pairing(PatternWord.PANEL_WINNER, fact, limits)


PAIRING = (
    condition(
        "T30.buyer",
        N_("An expert who sits for one buyer too often"),
        BY_CHANCE,
        YELLOW,
        _buyer,
        N_(
            "In twelve months an expert sat for one buyer more often than the lists from which he was drawn explain, with as many "
            "called for a seat as elsewhere. Repeat the draws, and call those who are noted as unable to come before him: a draw "
            "cannot be led, but whom it passes over can."
        ),
        honest=N_(
            "A list of which half sits anyway; an expert who always comes and sits as often for others; and a buyer for whom many "
            "must be called, as everywhere in the county."
        ),
        wakes_on=WAKES,
        parameters=(SEATS,),
    ),
    condition(
        "T30.winner",
        N_("An expert who sits too often where one bidder wins"),
        BY_CHANCE,
        YELLOW,
        _winner,
        N_(
            "In twelve months an expert sat in the committees of the trades that one bidder won, three times as often as the lists "
            "explain and more often than chance brings. Compare his scores for this bidder with those of the other members, and look "
            "who was called and passed over before him."
        ),
        honest=N_(
            "A bidder who wins often, judged by whoever is drawn; and an expert who sits as often where others win."
        ),
        wakes_on=WAKES,
        parameters=(SEATS,),
    ),
)
