"""An open loop of visitors: each asks when his time has come, whether or not others were answered.

Latency counts from the moment at which a request was due: a server that falls behind cannot hide it.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

GIVES_UP = 60.0
"""Seconds after which a visitor closes the page, as nginx does."""
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the proxy in front hands it on."""

    kind: str
    path: str
    cookie: str = ""
    body: bytes | None = None

    def written(self) -> bytes:
        """Return what goes over the line."""
        lines = [
            f"{'GET' if self.body is None else 'POST'} {self.path} HTTP/1.1",
            "Host: load.test",
            "Accept: text/html",
            "Accept-Language: zh-CN",
            "X-Forwarded-For: 10.1.2.3",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: load.test",
            "Referer: https://load.test/",
            f"X-Request-Start: t={time.time():.3f}",
        ]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        if self.body is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(self.body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + (self.body or b"")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    kind: str
    seconds: float
    """From the moment at which it was due."""
    status: int
    """Zero when nothing came back."""
    body: bytes = field(repr=False, default=b"")
    head: bytes = field(repr=False, default=b"")


class Visitors:
    """Whoever asks one server; its connections are kept open as long as the server lets them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._idle: list[Connection] = []

    async def ask(self, request: Request, due: float) -> Answer:
        """Ask once and wait for the whole answer."""
        status, head, body = 0, b"", b""
        with suppress(OSError, EOFError, TimeoutError, ValueError):
            async with asyncio.timeout(GIVES_UP):
                status, head, body = await self._exchange(request)
        return Answer(request.kind, time.perf_counter() - due, status, body, head)

    async def _exchange(self, request: Request) -> tuple[int, bytes, bytes]:
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self.port)
        keep = False
        try:
            writer.write(request.written())
            head = await reader.readuntil(b"\r\n\r\n")
            lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
            length = lines.get(b"content-length")
            body = await (reader.read() if length is None else reader.readexactly(int(length)))
            keep = lines.get(b"connection") != b"close" and length is not None
            return int(head.split(b" ", 2)[1]), head, body
        finally:
            if keep:
                self._idle.append((reader, writer))
            else:
                writer.close()

    async def arrive(self, requests: Iterable[Request], rate: float, seconds: float, seed: int) -> list[Answer]:
        """Let so many visitors a second arrive by chance for a while; return every answer."""
        chance = random.Random(seed)  # noqa: S311 - the same arrivals in every run
        asking: list[asyncio.Task[Answer]] = []
        begin = due = time.perf_counter()
        for request in requests:
            due += chance.expovariate(rate)
            if due > begin + seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            asking.append(asyncio.create_task(self.ask(request, due)))
        return list(await asyncio.gather(*asking))

    async def in_turn(self, requests: Iterable[Request]) -> list[Answer]:
        """Ask one after the other."""
        return [await self.ask(request, time.perf_counter()) for request in requests]


def percentile(answers: list[Answer], part: float) -> float:
    """Return the seconds within which this part of the answers came."""
    if not answers:
        return float("inf")
    ordered = sorted(answer.seconds for answer in answers)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def capacity(
    trial: Callable[[float], list[Answer]], begin: float, limit: float = 0.3, steps: int = 4
) -> tuple[float, float]:
    """Return the highest rate found at which 95 of 100 are answered well within the limit, and that percentile.

    The rate is doubled until it fails, and then the distance to what held is halved so many times.
    """
    held, failed, best = 0.0, 0.0, float("inf")
    rate = begin
    while not failed or steps:
        answers = trial(rate)
        p95 = percentile(answers, 0.95)
        good = sum(answer.status in (200, 302) for answer in answers) >= 0.999 * len(answers)
        if good and p95 <= limit:
            held, best = rate, p95
        else:
            failed = rate
        if not failed:
            rate *= 2
        else:
            rate = (held + failed) / 2
            steps -= 1
    return held, best
