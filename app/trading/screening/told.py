"""A screened trade as its source tells it, whichever source that is."""

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass
class TradeTold:
    """A screened trade: every column of it but id, county and when it changed, and its bids in their order."""

    trade: Row
    bids: list[Row] = field(default_factory=list)
    """Every column but id, county and trade; ``number`` tells them apart."""

    @property
    def key(self) -> tuple[str, str, str]:
        """By which it is found again."""
        return (self.trade["source"], self.trade["ocid"], self.trade["lot_number"])
