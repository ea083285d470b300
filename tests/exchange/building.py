"""Two nodes of the tests, and batches between them."""

from typing import Any

from nacl.signing import SigningKey

from app.exchange.batches import Batch, Channel, make_batch
from app.kernel.audit import GENESIS

COUNTY, CITY = 350102, 350100
SENDER, RECEIVER, STRANGER = (SigningKey(bytes([place]) * 32) for place in (1, 2, 3))
UP = Channel("350102-up", COUNTY, CITY)
AT = "2026-09-21T02:00:00.000000Z"


def rows(count: int, start: int = 1) -> list[dict[str, Any]]:
    return [{"id": f"{COUNTY}/{place}", "data": {"名称": f"第{place}件"}} for place in range(start, start + count)]


def batches(*counts: int) -> list[Batch]:
    """Return batches of so many rows each, one after the other."""
    made: list[Batch] = []
    for count in counts:
        after = made[-1].head["until"] if made else 0
        made.append(
            make_batch(
                UP,
                rows(count, after + 1),
                SENDER,
                number=len(made) + 1,
                previous=made[-1].digest if made else GENESIS,
                after=after,
                until=after + count,
                at=AT,
            )
        )
    return made
