"""What fires each point of the exchange, what does not, and what ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.exchange.batches import Batch, Channel, make_batch
from app.exchange.keys import fingerprint
from app.exchange.models import ExchangeChannel
from app.exchange.operations import add_peer, agree_on, begin_channel_again, begin_node, look_after, take_batch
from app.exchange.words import Direction, PeerLevel
from app.kernel.act import Act
from app.kernel.audit import GENESIS, instant
from app.kernel.guard import open_act
from app.powers.records import POWER
from tests.conftest import NOW
from tests.exchange.building import CITY, COUNTY, RECEIVER, SENDER
from tests.world import World

KINDS = {POWER.name: POWER}


class Exchanges:
    """A county that takes what its city sends: catalogue rows, by stick or by line."""

    def __init__(self, session: Session, world: World, make: Callable[..., Act]) -> None:
        self.session, self.make = session, make
        act = make("county_admin")
        begin_node(act, COUNTY, SENDER)
        public = RECEIVER.verify_key
        self.peer = add_peer(act, CITY, "福州市平台", public, fingerprint(public), PeerLevel.ABOVE)
        self.channel = agree_on(act, self.peer, Direction.IN, [POWER.name], KINDS)

    def batch(self, number: int, previous: str = GENESIS, until: int = 0) -> Batch:
        """Return a batch without rows that the city signed."""
        channel = Channel(str(CITY), CITY, COUNTY)
        return make_batch(channel, [], RECEIVER, number=number, previous=previous, until=until, at=instant(NOW))

    def comes(self, batch: Batch, at: datetime = NOW, *, by_line: bool = False) -> None:
        """Let a batch come in."""
        with open_act(self.make(None, at)) as act:
            take_batch(act, self.channel, batch, SENDER, KINDS, by_line=by_line)

    def chain(self, *numbers: int) -> dict[int, Batch]:
        """Return batches that follow each other, by number."""
        made: dict[int, Batch] = {}
        for number in range(1, max(numbers) + 1):
            made[number] = self.batch(number, made[number - 1].digest if number > 1 else GENESIS)
        return made

    def clock(self, at: datetime) -> None:
        """Let the clock see to the peer."""
        with open_act(self.make(None, at)) as act:
            look_after(act, self.peer)

    def begin_again(self) -> ExchangeChannel:
        """Let the administrator begin the channel again."""
        return begin_channel_again(self.make("county_admin"), self.channel, "对方从备份恢复，已电话核对")


@dataclass(frozen=True)
class Scenario:
    """Courses of events around one point."""

    fires: Callable[[Exchanges], object]
    silent: tuple[Callable[[Exchanges], object], ...]
    ceases: Callable[[Exchanges], object]
    """Happens after what fires."""


def before(minutes: float) -> datetime:
    """Return an instant so many minutes before now."""
    return NOW - timedelta(minutes=minutes)


def two_of_one_number(there: Exchanges) -> None:
    """Let the city sign batch 1 twice, with different content."""
    there.comes(there.batch(1))
    there.comes(there.batch(1, until=7))


def the_same_again(there: Exchanges) -> None:
    """Let the same batches come twice, by stick and by line, and one before its turn."""
    made = there.chain(3)
    for number in (1, 1, 3, 2, 3, 1):
        there.comes(made[number], by_line=number == 2)


def missing(there: Exchanges, minutes: float = 61) -> None:
    """Let batch 3 come after batch 1."""
    made = there.chain(3)
    there.comes(made[1], before(minutes + 5))
    there.comes(made[3], before(minutes))


def wrong_order(there: Exchanges) -> None:
    """Let two sticks come in the wrong order, half an hour apart."""
    made = there.chain(3)
    there.comes(made[1], before(100))
    there.comes(made[3], before(90))
    there.comes(made[2], before(60))


def comes_in_the_end(there: Exchanges) -> None:
    """Let the missing batch come."""
    there.comes(there.chain(3)[2])


def falls_silent(there: Exchanges, minutes: float = 11, *, by_line: bool = True) -> None:
    """Let the city be heard, and the clock listen for nothing since."""
    for minute in range(int(minutes) + 3, 0, -3):
        there.clock(before(minute))
        if minute == int(minutes) + 3:
            there.comes(there.batch(1), before(minutes), by_line=by_line)


def own_clock_stood_still(there: Exchanges) -> None:
    """Let the city be heard, and nobody listen until two minutes ago."""
    there.clock(before(301))
    there.comes(there.batch(1), before(300), by_line=True)
    there.clock(before(2))


def is_heard_again(there: Exchanges) -> None:
    """Let a sign of life come."""
    there.comes(there.chain(2)[2], NOW, by_line=True)


SCENARIOS: dict[str, Scenario] = {
    "EX.forked": Scenario(two_of_one_number, (the_same_again, missing), Exchanges.begin_again),
    "EX.gap": Scenario(missing, (wrong_order, lambda there: missing(there, 59), the_same_again), comes_in_the_end),
    "EX.silent": Scenario(
        falls_silent,
        (
            lambda there: falls_silent(there, 300, by_line=False),
            own_clock_stood_still,
            lambda there: falls_silent(there, 9),
            lambda there: there.clock(before(100)),
        ),
        is_heard_again,
    ),
}
