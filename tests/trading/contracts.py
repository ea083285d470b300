"""Contracts that one manager leads, and when they were finished."""

from datetime import date, timedelta
from typing import Any

from app.kernel.act import Act
from app.surfaces.records.writing import add_record
from app.trading.models import TradeCompletion, TradeContract
from app.trading.records.course import COMPLETION
from tests.trading.course import AGO, DAY, Course, Trades
from tests.trading.papers import ORIGINS, files_of, honest


def won(trades: Trades, manager: int = 0, ago: timedelta = AGO) -> Course:
    """A trade that bidder 2 won; its files name its usual manager, or another."""
    course = Course(trades.session, trades.world, trades.acting_as, ago)
    course.files = honest() | ({2: files_of(2, manager=manager)} if manager else {})
    course.origins = ORIGINS
    return course


def led_by_one(trades: Trades, manager: int = 0, ago: int = 0) -> TradeContract:
    """Two trades whose contracts were signed on the fifth and the ninth day; returns the first one's.

    ``ago`` is by how many days the first trade was earlier.
    """
    first = won(trades, ago=AGO + ago * DAY).contracted(5)
    won(trades, manager).contracted(9)
    return first


def finish(contract: TradeContract, on: date, act: Act, **said: Any) -> TradeCompletion:
    """Enter when the work of a contract was finished, as the buyer does."""
    given = {"county": 350102, "contract_id": contract.id, "completed_on": on, "note": "竣工验收报告"}
    made: TradeCompletion = add_record(act, COMPLETION, {**given, **said})
    return made


def finished_before(trades: Trades, first: TradeContract) -> None:
    """The other work was over three days after its signature, before this one was signed."""
    finish(first, first.signed_on + 3 * DAY, trades.acting_as("handler"))
