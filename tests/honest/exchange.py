"""Honest courses of the exchange between installations."""

from tests.exchange import scenarios
from tests.exchange.scenarios import Exchanges
from tests.honest.registry import Courses

EXCHANGE = Courses(Exchanges)
EXCHANGE.note(
    {
        "EX.forked": scenarios.the_same_again,
        "EX.gap": lambda there: scenarios.missing(there, 30),
        "EX.silent": scenarios.own_clock_stood_still,
    }
)
