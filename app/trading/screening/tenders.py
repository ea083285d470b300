"""The bids of one tender, as its prices are screened."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Tender:
    """The bids of one tender that can be compared."""

    name: str
    peers: str = ""
    bids: list[tuple[str, Decimal]] = field(default_factory=list)
    """Bidder and price."""
    ceiling: Decimal | None = None
    winners: set[str] = field(default_factory=set)
    currencies: set[str] = field(default_factory=set)

    @property
    def winning(self) -> Decimal | None:
        """The price that won: the lowest of the bidder who is marked, or of all where nobody is."""
        won = [price for bidder, price in self.bids if bidder in self.winners]
        return min(won or self.prices, default=None)

    @property
    def prices(self) -> list[Decimal]:
        """All prices."""
        return [price for _bidder, price in self.bids]

    def shared_prices(self) -> int:
        """Return how many bidders bid a price that another bidder bids too."""
        by_price: dict[Decimal, set[str]] = {}
        for bidder, price in self.bids:
            by_price.setdefault(price, set()).add(bidder)
        return sum(len(bidders) for bidders in by_price.values() if len(bidders) > 1)
