"""The stills of two hundred cameras, thirty of which hang: one event loop against a pool of threads.

``python -m bench.cameras``: cameras are served on the loopback by a process of their own, pictures of 1280 by 720. The
peer is the way it is commonly written: httpx's plain client in eight threads with the same seconds for each reading, and
the same decoding. Printed are seconds until every camera has been heard or given up, processor seconds of the asker,
and how many of the good ones gave their picture within the minute.
"""

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

import httpx

from app.kernel.errors import Refused
from app.kernel.networks import Networks
from app.patrol.cameras.outcomes import Source
from app.patrol.cameras.pictures import read_picture
from app.patrol.cameras.taking import take_pictures
from app.patrol.words import StillOutcome
from tests.patrol.cameras.sources import camera, dripping, giving, jpeg, room

HERE = Networks.read("127.0.0.0/8")
THREADS = 8
MINUTE = 60.0


def serve(line: Connection) -> None:
    """Serve a good camera and one that drips for ever, until told to stop."""
    still = jpeg(room(person=True).resize((1280, 720)))
    with camera(giving(still)) as (good, _), camera(dripping) as (bad, _):
        line.send((good, bad))
        line.recv()


def ours(sources: Sequence[Source], seconds: float) -> list[bool]:
    """Ask all beside each other; tell which gave a picture."""
    return [one.outcome is StillOutcome.FRESH for one in take_pictures(sources, HERE, seconds)]


def threads(sources: Sequence[Source], seconds: float) -> list[bool]:
    """Ask eight at a time, each in a thread."""

    def take(source: Source) -> bool:
        began = time.monotonic()
        try:
            with httpx.stream("GET", source.address, timeout=seconds, trust_env=False) as answer:
                sent = bytearray()
                for piece in answer.iter_raw():
                    sent += piece
            read_picture(bytes(sent))
        except (httpx.HTTPError, Refused):
            return False
        return time.monotonic() - began < MINUTE

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(take, sources))


def measure(
    ask: Callable[[Sequence[Source], float], list[bool]], sources: Sequence[Source], seconds: float
) -> tuple[float, float, int]:
    """Return seconds, processor seconds, and how many pictures there were."""
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    found = ask(sources, seconds)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, cost, sum(found)


def main() -> None:
    """Print both, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cameras", type=int, default=200)
    parser.add_argument("--hanging", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=10.0)
    told = parser.parse_args()
    here, there = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    good, bad = here.recv()
    every = max(1, told.cameras // told.hanging)
    sources = [
        Source(bad if number % every == 0 and number // every < told.hanging else good)
        for number in range(told.cameras)
    ]
    print(
        f"{told.cameras} cameras, {told.hanging} hang  {'seconds':>10} {'processor':>10} {'pictures':>10}", flush=True
    )
    loop = _line("one event loop", measure(ours, sources, told.seconds))
    pool = _line(f"{THREADS} threads", measure(threads, sources, told.seconds))
    print(f"{'ratio':24} {pool[0] / loop[0]:10.1f} {pool[1] / loop[1]:10.1f}")
    here.send("stop")


def _line(title: str, found: tuple[float, float, int]) -> tuple[float, float, int]:
    print(f"{title:24} {found[0]:8.1f} s {found[1]:8.1f} s {found[2]:10}", flush=True)
    return found


if __name__ == "__main__":
    main()
