"""Counting who bids with whom in the plain way: every bid read into memory, every pair counted in a dictionary."""

from collections import Counter, defaultdict
from itertools import combinations

from sqlalchemy import Connection, text

BIDS = text(
    "SELECT t.category, b.trade_id, b.bidder_hash, b.won FROM screened_bid b JOIN screened_trade t ON t.id = b.trade_id"
)


def count_pairs(connection: Connection, least: int) -> dict[tuple[str, str, str], int]:
    """Return how often each pair of firms of a market met, of those that met so often at least."""
    firms: dict[tuple[str, int], set[str]] = defaultdict(set)
    for category, trade, firm, _won in connection.execute(BIDS):
        firms[category, trade].add(firm)
    met: Counter[tuple[str, str, str]] = Counter()
    for (category, _trade), bidders in firms.items():
        met.update((category, first, second) for first, second in combinations(sorted(bidders), 2))
    return {pair: count for pair, count in met.items() if count >= least}
