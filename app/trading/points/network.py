"""T24 to T27: what two years of trades say together; the night computes the answers, the points read them."""

from datetime import datetime
from typing import Any

from app.kernel.points import Findings, Limits, Parameter, findings
from app.kernel.words import N_
from app.trading.models import TradePattern
from app.trading.points.shared import YELLOW, condition
from app.trading.words import Outcome, PatternWord

WAKES = frozenset({"trade.pattern_found", "trade.pattern_ended"})
TENDERS = Parameter("tenders", 5, N_("Tenders at the least"))


def patterns(what: PatternWord, fact: str, **evidence: Any) -> Findings:
    """Begin findings about what the last night found in trades taken together."""
    return findings(
        kind=TradePattern.kind,
        subject=TradePattern.id,
        county=TradePattern.county,
        organisation=TradePattern.organisation_id,
        moment=TradePattern.last_at,
        fact=fact,
        episode=TradePattern.found_at,
        chance=TradePattern.chance,
        compared=TradePattern.asked,
        **evidence,
    ).where(TradePattern.what == str(what), TradePattern.outcome == str(Outcome.FOUND))


def _pattern(what: PatternWord, fact: str, limits: Limits, **evidence: Any) -> Findings:
    return patterns(
        what,
        fact,
        firms=TradePattern.name,
        tenders=TradePattern.tenders,
        wins=TradePattern.wins,
        first_at=TradePattern.first_at,
        last_at=TradePattern.last_at,
        **evidence,
    ).where(TradePattern.tenders >= limits["tenders"])


def _clique(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find groups that meet more often than chance explains, win nearly all of it, and at high prices."""
    told = {"win_share": TradePattern.share, "price_level": TradePattern.level, "market_level": TradePattern.bound}
    return _pattern(PatternWord.CLIQUE, fact, limits, **told).where(TradePattern.share * 100 >= limits["share"])


def _rotation(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find groups whose members win in turn more strictly than chance brings."""
    return _pattern(PatternWord.ROTATION, fact, limits, evenness=TradePattern.share)


def _loser(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find firms that bid often and lose by far more than numbers explain, mostly beside one winner."""
    return _pattern(PatternWord.LOSER, fact, limits, win_share=TradePattern.share)


def _buyer(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find buyers of whom one firm gets half, and twice its part elsewhere."""
    return _at(PatternWord.BUYER, fact, limits)


def _agency(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find agencies through whom one firm gets half, and twice its part elsewhere."""
    return _at(PatternWord.AGENCY, fact, limits)


def _at(what: PatternWord, fact: str, limits: Limits) -> Findings:
    told = {"value_share": TradePattern.share, "share_elsewhere": TradePattern.bound}
    return _pattern(what, fact, limits, **told).where(TradePattern.share * 100 >= limits["share"])


NETWORK = (
    condition(
        "T24.clique",
        N_("Firms that bid together and win nearly all"),
        N_("Implementing Regulations of the Bidding Law, art. 39"),
        YELLOW,
        _clique,
        N_(
            "Three firms or more met in at least five tenders and 60 per cent of those of whichever bid less often, more often than "
            "chance explains; they won nearly all of it, at prices closer to the ceiling or the estimate than three quarters of the market. "
            "Compare their papers, who stands behind them, and whom else the buyers could have asked."
        ),
        honest=N_(
            "The few firms of a small market, who meet each other always because hardly anybody else is there; and firms that meet often "
            "and win at prices like everybody's."
        ),
        wakes_on=WAKES,
        parameters=(TENDERS, Parameter("share", 80, N_("Part of their tenders that they win"), "%")),
    ),
    condition(
        "T25.rotation",
        N_("Firms that win in turn"),
        N_(
            "Implementing Regulations of the Bidding Law, art. 39; Implementing Regulations of the Procurement Law, art. 74"
        ),
        YELLOW,
        _rotation,
        N_(
            "Firms that bid together win evenly, and one after the other more strictly than chance brings: the number of changes and a fixed "
            "order are tested exactly, adjusted for all groups that were asked. Lots of one process are not counted. Ask whether a firm "
            "that had just won could have taken more work, and compare the losing prices."
        ),
        honest=N_(
            "Firms of equal strength that win equally often, in the order that chance brings; and lots of which each may win one."
        ),
        wakes_on=WAKES,
        parameters=(TENDERS,),
    ),
    condition(
        "T26.loser",
        N_("A firm that bids often and only loses"),
        N_("Implementing Regulations of the Bidding Law, art. 39 and 42"),
        YELLOW,
        _loser,
        N_(
            "A firm bids as often as the busiest quarter of its market and wins next to nothing, by far less than the number of bidders "
            "explains, and in half of its tenders at least beside one and the same winner, whom it meets more often than chance explains. Check "
            "whether it could have done the work, who wrote its bids and who paid its bonds."
        ),
        honest=N_(
            "A small firm that bids among twenty others, and one that meets the leader of the market as everybody does."
        ),
        wakes_on=WAKES,
        parameters=(TENDERS,),
    ),
    condition(
        "T27.buyer",
        N_("A firm that wins half of what one buyer awards"),
        N_("Bidding Law, art. 12; Implementing Regulations of the Bidding Law, art. 41"),
        YELLOW,
        _buyer,
        N_(
            "One firm got half at least of the value that a buyer awarded by competition in two years, at least twice its part at other "
            "buyers, and chance does not explain it. Check conditions, contacts and who drafted the papers."
        ),
        honest=N_("A firm that leads the market and wins as much everywhere, and a buyer with a handful of awards."),
        wakes_on=WAKES,
        parameters=(TENDERS, Parameter("share", 50, N_("Part of the value"), "%")),
    ),
    condition(
        "T27.agency",
        N_("A firm that wins half of what one agency runs"),
        N_("Bidding Law, art. 12; Implementing Regulations of the Bidding Law, art. 41"),
        YELLOW,
        _agency,
        N_(
            "One firm got half at least of the value of the trades that an agency ran, at least twice its part elsewhere, and chance does not "
            "explain it. Check who chose the agency, and its ties to the firm."
        ),
        honest=N_("An agency that runs one kind of trade, in which the firm wins as much through others."),
        wakes_on=WAKES,
        parameters=(TENDERS, Parameter("share", 50, N_("Part of the value"), "%")),
    ),
)
