"""What a scenario of a condition of trading is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.kernel.points import Severity
from tests.trading.course import Trades


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, how the like is no alert, and how it ends."""

    severity: Severity
    fires: Callable[[Trades], Any]
    calm: Callable[[Trades], Any]
    ends: Callable[[Trades, Any], Any]
    centre: bool = False
    """The trading centre answers for it."""
    supervisor: bool = False
    """The supervising department answers for it."""

    @property
    def home(self) -> str:
        """Which body answers for it."""
        return "gulou" if self.centre else "gulou-health" if self.supervisor else "gulou-urban"
