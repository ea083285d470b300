"""Honest markets: firms that meet often, win evenly, lose often or lead, experts who always come, and nobody does anything wrong."""

from tests.honest.registry import Courses
from tests.trading import test_network as kept
from tests.trading import test_pairings as sat
from tests.trading.market import Market
from tests.trading.panels import Panels


def few_firms(market: Market) -> None:
    """Three firms meet at every tender of a buyer where nobody else bids; three others at prices of the market."""
    kept.at_prices_of_the_market(market)
    for winner in (4, 5, 5, 6, 4, 6, 6, 5, 4):
        market.tender((4, 5, 6), winner, 0.99, buyer=950)
    market.night()


MARKETS = Courses(Market)
MARKETS.note(
    {
        "T24.clique": few_firms,
        "T25.rotation": kept.in_the_order_of_chance,
        "T26.loser": kept.small_among_many,
        "T27.buyer": kept.leader,
        "T27.agency": lambda market: kept.leader(market, 802),
    }
)

PANELS = Courses(Panels)
PANELS.note({code: scenario.calm for code, scenario in sat.SCENARIOS.items()})
