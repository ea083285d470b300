"""Lines of the tests: between two installations in one process, calm or in the hands of somebody who wants harm."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from app.exchange.jobs import see_to_peers
from app.exchange.line import Line, Unreachable
from app.kernel.act import Channel
from app.surfaces.acts import command_act
from tests.exchange.installations import Installation, Pair

Deliver = Callable[[str, bytes], bytes]
CITY_ADDRESS, COUNTY_ADDRESS = "https://city.example.cn", "https://county.example.cn"


def deliver_to(there: Installation) -> Deliver:
    """Return what hands a call to an installation, as its web server would, and gives back the answer."""

    def deliver(path: str, body: bytes) -> bytes:
        answer = there.app.test_client().post(f"/exchange/{path}", data=body)
        if answer.status_code != 200:
            raise Unreachable("status %(status)d", status=answer.status_code)
        return answer.get_data()

    return deliver


@dataclass
class Hostile:
    """A proxy that loses, cuts, repeats, keeps for later, mixes up and changes what goes either way."""

    inner: Deliver
    chance: random.Random
    seen: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    done: int = 0
    """How often it did harm."""

    def __call__(self, path: str, body: bytes) -> bytes:
        """Hand a call over, or do harm to it."""
        self.seen.append((path, body))
        way = self.chance.randrange(12)
        self.done += way < 9
        if way == 0:
            raise Unreachable("lost")
        if way == 1:
            body = body[: self.chance.randrange(len(body) + 1)]
        if way == 2:
            body = self._flipped(body)
        if way == 3:
            for _time in range(2):
                self._quietly(*self.chance.choice(self.seen))
        if way == 4:
            self._quietly(path, body)
        answer = self.inner(path, body)
        self.answers.append(answer)
        if way == 5:
            raise Unreachable("the answer was lost")
        if way == 6:
            return self.chance.choice(self.answers)
        if way == 7:
            return self._flipped(answer)
        if way == 8:
            return answer[: self.chance.randrange(len(answer) + 1)]
        return answer

    def _flipped(self, body: bytes) -> bytes:
        if not body:
            return b"x"
        place = self.chance.randrange(len(body))
        return body[:place] + bytes([body[place] ^ (1 << self.chance.randrange(8))]) + body[place + 1 :]

    def _quietly(self, path: str, body: bytes) -> None:
        try:
            self.inner(path, body)
        except Unreachable:
            return


@dataclass
class Wires:
    """Who answers at which address; stands in the place of ``Line.call``."""

    ends: dict[str, Deliver] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def call(self, line: Line, path: str, body: bytes) -> bytes:
        """Hand a call over; nobody at an address is somebody who does not answer."""
        self.calls.append((line.address, path))
        if line.address not in self.ends:
            raise Unreachable("nobody there")
        return self.ends[line.address](path, body)


def tick(here: Installation) -> dict[str, int]:
    """Let the clock of an installation see to its peers once."""
    with here.app.app_context(), command_act(Channel.CLOCK) as act:
        return dict(see_to_peers(act))


def with_address(here: Installation, there: int, address: str) -> None:
    """Enter where a peer can be reached."""
    here.run("agree", there, "--address", address)


def agree_in_the_end(pair: Pair) -> None:
    """Assert that both sides hold the same batches with the same receipts."""
    sent, came = pair.county.batches("out"), pair.city.batches()
    assert sent == came
    assert [number for number, _digest, _receipt in came] == list(range(1, len(came) + 1))
    assert all(receipt for _number, _digest, receipt in sent)
