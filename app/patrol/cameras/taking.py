"""Stills of many cameras at once: asked beside each other, each within its time, none holding up another."""

import asyncio
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.kernel.networks import Networks, find_addresses
from app.patrol.cameras.outcomes import PORTS, NotTaken, Source
from app.patrol.cameras.pictures import Picture, read_picture
from app.patrol.cameras.snapshots import fetch_snapshot
from app.patrol.cameras.streams import fetch_frame
from app.patrol.words import StillOutcome

SECONDS = 10.0
"""How long a camera may take from the name of its host to the last byte of its picture."""
SNAPSHOTS_AT_ONCE = 64
"""Thirty cameras that hang leave room for those that answer."""
FRAMES_AT_ONCE = 2
"""Each is a program that decodes video."""


@dataclass(frozen=True)
class Taken:
    """What came of asking one camera: a picture, fresh as far as one alone can tell, or why there is none."""

    outcome: StillOutcome
    picture: Picture | None = None


def take_pictures(sources: Sequence[Source], networks: Networks, seconds: float = SECONDS) -> list[Taken]:
    """Return what came of asking each source, in their order; a camera that hangs costs nobody else their turn.

    The event loop runs in a thread of its own: whoever calls may have one already.
    """
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(_take_pictures(sources, networks, seconds))).result()


async def _take_pictures(sources: Sequence[Source], networks: Networks, seconds: float) -> list[Taken]:
    trusted = ssl.create_default_context()
    snapshots, frames = asyncio.Semaphore(SNAPSHOTS_AT_ONCE), asyncio.Semaphore(FRAMES_AT_ONCE)

    async def take(source: Source) -> Taken:
        async with frames if source.address.startswith("rtsp:") else snapshots:
            try:
                async with asyncio.timeout(seconds):
                    sent = await _fetch(source, networks, trusted)
                return Taken(StillOutcome.FRESH, await asyncio.to_thread(read_picture, sent))
            except TimeoutError:
                return Taken(StillOutcome.SLOW)
            except NotTaken as fault:
                return Taken(fault.outcome)

    return list(await asyncio.gather(*(take(source) for source in sources)))


async def _fetch(source: Source, networks: Networks, trusted: ssl.SSLContext) -> bytes:
    """Call the very address that was checked, so that a name cannot point elsewhere a moment later."""
    place = source.place()
    host, port = place.hostname or "", place.port or PORTS[place.scheme]
    try:
        addresses = await find_addresses(host, port)
    except (OSError, UnicodeError):
        raise NotTaken(StillOutcome.UNREACHABLE) from None
    if not all(networks.allow(address) for address in addresses):
        raise NotTaken(StillOutcome.FORBIDDEN)
    if place.scheme == "rtsp":
        return await fetch_frame(source, addresses[0])
    return await fetch_snapshot(source, addresses[0], trusted)
