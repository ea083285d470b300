"""Processes of both sides are killed at random moments (SIGKILL): nothing is lost, doubled or out of order.

``make soak`` kills a thousand times; every other run some, with a seed of its own that a failure prints.
"""

import os
import random
import signal
import time
from collections.abc import Iterator

import pytest

from app.exchange.line import Line
from tests.exchange.installations import CITY, COUNTY, Installation, Pair
from tests.exchange.lines import CITY_ADDRESS, COUNTY_ADDRESS, Wires, agree_in_the_end, deliver_to, tick, with_address

KILLS = int(os.environ.get("SUNSHINE_TEST_KILLS", "20"))
LONGEST = 0.5
"""Seconds that a process lives at the most; a round takes about a third of it."""


@pytest.fixture
def calm(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """A county that brings and a city that fetches, on a calm line."""
    wires = Wires({CITY_ADDRESS: deliver_to(pair.city), COUNTY_ADDRESS: deliver_to(pair.county)})
    monkeypatch.setattr(Line, "call", lambda line, path, body: wires.call(line, path, body))  # noqa: PLW0108 - a method
    with_address(pair.county, CITY, CITY_ADDRESS)
    with_address(pair.city, COUNTY, COUNTY_ADDRESS)
    yield pair


def killed_at_work(sides: tuple[Installation, ...], seconds: float) -> bool:
    """Let a process of its own exchange, and kill it after a while; tell whether it was still at work."""
    for side in sides:
        side.program.close()
    child = os.fork()
    if child == 0:
        try:
            for side in sides:
                tick(side)
        finally:
            os._exit(0)
    time.sleep(seconds)
    done, _status = os.waitpid(child, os.WNOHANG)
    if done:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def test_processes_that_are_killed_anywhere_lose_nothing_and_double_nothing(calm: Pair) -> None:
    seed = int(os.environ.get("SUNSHINE_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"SUNSHINE_TEST_SEED={seed}")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)  # noqa: S311 - no secret
    names: dict[int, str] = {}
    kills = 0
    for turn in range(KILLS * 10):
        if kills == KILLS:
            break
        for pk in calm.county.powers(*(f"事项{turn}-{place}" for place in range(chance.randrange(4)))):
            names[pk] = ""
        if names:
            pk = chance.choice(sorted(names))
            calm.county.rename(pk, f"改名{turn}")
        sides = chance.choice(((calm.county,), (calm.city,), (calm.county, calm.city)))
        kills += killed_at_work(sides, chance.random() * LONGEST)
    assert kills == KILLS
    for _time in range(3):
        tick(calm.county)
        tick(calm.city)
    agree_in_the_end(calm)
    assert calm.city.foreign() == calm.county.own_powers(), seed
    assert set(calm.city.foreign()) == set(names)
    assert [side.stand()["state"] for side in (calm.county, calm.city)] == ["open", "open"]
    assert calm.county.told("exchange.batch_made") == sum(1 for one in calm.county.counts() if one)
    assert calm.city.told("exchange.batch_taken") == sum(1 for one in calm.city.counts() if one)
