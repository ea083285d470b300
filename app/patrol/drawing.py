"""The draw of a day as arithmetic that anybody can repeat once the value is revealed; knows no database.

In the morning the list of halls is frozen and the hash of a secret value published in the trail; at night the value. Both
make the seed: nobody can choose it afterwards, and nobody who reads the trail at noon can tell where the next round goes.
"""

import hashlib
import hmac
import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.kernel.drawing import list_hash, order_of, seed_of
from app.patrol.hours import Span

SIDE = "patrol"


def day_seed(listed: Sequence[tuple[str, bool]], name: str, value: str) -> str:
    """Return the seed of a day from the frozen list, the name of plan and day, and the value."""
    return seed_of(list_hash(f"{code}:{int(waits)}" for code, waits in listed), name, {SIDE: value})


def halls_of_the_day(seed: str, listed: Sequence[tuple[str, bool]], share: int) -> list[str]:
    """Return the codes of the halls to be looked at: a share in percent, rounded up, whoever has waited for a week first."""
    waiting = {code for code, waits in listed if waits}
    order = sorted(order_of(seed, {code: code for code, _waits in listed}), key=lambda code: code not in waiting)
    return order[: max(len(waiting), math.ceil(len(listed) * share / 100))]


def times_of(seed: str, code: str, rounds: int, spans: Iterable[Span], minutes: int) -> list[datetime]:
    """Return when the rounds of a hall are due: in its opening hours, early enough to be done before they end.

    Each round has its own part of the day, so they spread over it.
    """
    room = [
        span.begins + timedelta(minutes=n)
        for span in spans
        for n in range(max(1, int((span.ends - span.begins).total_seconds() // 60) - minutes))
        if span.ends > span.begins
    ]
    if not room:
        return []
    size = len(room) / rounds
    chosen = []
    for number in range(rounds):
        drawn = hmac.new(bytes.fromhex(seed), f"{code}:{number + 1}".encode(), hashlib.sha256).digest()
        part = max(1, int(size * (number + 1)) - int(size * number))
        chosen.append(room[min(len(room) - 1, int(size * number) + int.from_bytes(drawn, "big") % part)])
    return sorted(set(chosen))
