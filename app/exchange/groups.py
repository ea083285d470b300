"""Batches as they travel together: several behind each other, never more than the receiver reads at once."""

from collections.abc import Iterator, Sequence

from app.exchange.models import ExchangeBatch

ROWS = 20_000
"""Rows from which a file or a call is full."""


def groups_of(batches: Sequence[ExchangeBatch]) -> Iterator[list[ExchangeBatch]]:
    """Yield batches in groups that travel together; one alone may have more rows."""
    group: list[ExchangeBatch] = []
    for batch in batches:
        if group and sum(one.count for one in group) + batch.count > ROWS:
            yield group
            group = []
        group.append(batch)
    if group:
        yield group
