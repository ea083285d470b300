"""An auction with many watchers and bidders against the running program: how soon each hears, and whether a bid is lost.

``python -m bench.auction``: 500 watchers ask for the fragment every two seconds with the tag of what they have, 50 bidders
look and bid now and then, all at once, from the same machine. The peer is a bare Flask page under the same gunicorn that
serves the same fragment to the same watchers, without bidders, database or languages.
"""

import argparse
import asyncio
import os
import random
import re
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import app.domains  # noqa: F401 - all tables, in the order of the storeys
from app import create_app
from app.kernel.act import Act, Channel, platform_act
from app.kernel.db import JSON_COLUMNS, Base
from app.kernel.guard import open_act, watch
from app.surfaces.accounts.operations import hash_of
from app.trading.models import AuctionBid, OutsideSession, TradeListing
from app.trading.operations import bring_on
from app.trading.operations.outside import make_account
from bench.load.serving import Gunicorn
from tests.trading.selling import DAY, MINUTE, SECOND, Sale
from tests.web import new_address
from tests.world import World, build_world

EVERY = 2.0
"""Seconds between two looks of a watcher."""
STEP = 100_000


@dataclass(slots=True)
class Seen:
    """What the visitors saw: seconds until each answer, by what was asked, and the numbers of the bids that were taken."""

    looks: list[float] = field(default_factory=list)
    bids: list[float] = field(default_factory=list)
    unchanged: int = 0
    refused: int = 0
    failed: int = 0
    taken: list[tuple[int, int]] = field(default_factory=list)
    """Bidder and price in yuan."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a server."""

    status: int
    head: str
    body: str

    def header(self, name: str) -> str:
        """Return a header; empty where there is none."""
        found = re.search(rf"^{name}: (.*?)\r?$", self.head, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""


async def ask(port: int, path: str, headers: str = "", form: dict[str, str] | None = None) -> Answer:
    """Ask a server over a connection of its own, as gunicorn's sync workers serve them."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = urlencode(form) if form is not None else ""
    first = f"POST {path}" if form is not None else f"GET {path}"
    sent = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if body else ""
    writer.write(f"{first} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}{sent}\r\n{body}".encode())
    told = (await reader.read(-1)).decode()
    writer.close()
    head, _, text = told.partition("\r\n\r\n")
    return Answer(int(head.split(" ", 2)[1]) if head else 0, head, text)


async def timed(
    times: list[float], port: int, path: str, headers: str = "", form: dict[str, str] | None = None
) -> Answer:
    """Ask, and keep how long it took."""
    begun = time.perf_counter()
    answer = await ask(port, path, headers, form)
    times.append(time.perf_counter() - begun)
    return answer


async def watching(port: int, path: str, ends: float, seen: Seen) -> None:
    """Look every two seconds, beginning at some instant of the first two."""
    tag = ""
    await asyncio.sleep(random.random() * EVERY)  # noqa: S311 - spreads the watchers
    while time.perf_counter() < ends:
        begun = time.perf_counter()
        answer = await timed(seen.looks, port, path, f"If-None-Match: {tag}\r\n" if tag else "")
        if answer.status not in (200, 304):
            seen.failed += 1
        seen.unchanged += answer.status == 304
        tag = answer.header("ETag") or tag
        await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - begun)))


async def bidding(port: int, pk: int, who: int, cookie: str, ends: float, seen: Seen) -> None:
    """Look at the room once, then bid a step above what stands, again and again; others are quicker now and then."""
    page = await ask(port, f"/portal/listings/{pk}/room", f"Cookie: {cookie}\r\n")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.body)
    assert token is not None, page.head
    held = re.search(r"^Set-Cookie: (sunshine=[^;]+)", page.head, re.MULTILINE)
    cookie = held[1] if held else cookie
    await asyncio.sleep(random.random() * 5)  # noqa: S311
    while time.perf_counter() < ends:
        look = await timed(seen.looks, port, f"/portal/listings/{pk}/live")
        least = re.search(r'data-least="(\d+)', look.body)
        if least is None:
            seen.failed += 1
            continue
        price = int(least[1]) + STEP * random.randrange(3)  # noqa: S311
        form = {"csrf_token": token[1], "price": str(price)}
        answer = await timed(seen.bids, port, f"/portal/listings/{pk}/room", f"Cookie: {cookie}\r\n", form)
        if answer.status == 302 and answer.header("Location").endswith("/room"):
            seen.taken.append((who, price))
        elif answer.status == 422:
            seen.refused += 1
        else:
            seen.failed += 1
        await asyncio.sleep(2 + random.random() * 4)  # noqa: S311


async def crowd(
    port: int, path: str, seconds: float, watchers: int, pk: int = 0, cookies: list[str] | None = None
) -> Seen:
    """Let everybody look and bid for so many seconds."""
    seen, ends = Seen(), time.perf_counter() + seconds
    people = [watching(port, path, ends, seen) for _ in range(watchers)]
    people += [bidding(port, pk, who, one, ends, seen) for who, one in enumerate(cookies or [])]
    await asyncio.gather(*people)
    return seen


def prepare(program: Flask, address: str, bidders: int) -> tuple[int, list[str]]:
    """Write the small world and an auction that is running; returns its key and the cookies of the bidders."""
    now = datetime.now(UTC)
    engine = create_engine(address, **JSON_COLUMNS)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        watch(session)
        build_world(session, now)
        session.commit()
        with open_act(platform_act(session, Channel.COMMAND, now, 350102)) as act:

            def make(_who: str | None = None, at: datetime = now, channel: Channel = Channel.COMMAND) -> Act:
                return platform_act(session, channel, at, 350102)

            sale = Sale(session, World(session), make)
            sale.now, sale.applies_to, sale.auction_at = now - 60 * DAY, now - 3 * MINUTE, now - 2 * MINUTE
            sale.published(free_minutes=120)
            sale.applied(*range(1, bidders + 1))
            bring_on(sale.platform(sale.applies_to + 10 * SECOND), sale.listing)
            cookies = [_cookie(program, act, sale, serial) for serial in range(1, bidders + 1)]
            pk = sale.listing.id
            session.flush()
        session.commit()
    engine.dispose()
    return pk, cookies


def _cookie(program: Flask, act: Act, sale: Sale, serial: int) -> str:
    """Return the cookie of a bidder who has logged in a moment ago."""
    account = make_account(act, sale.bidder(serial), f"竞买{serial}", f"bench{serial}", "no password opens it")
    token = f"bench token {serial}"
    at = act.at + timedelta(seconds=1)
    act.session.add(OutsideSession(token_hash=hash_of(token), account_id=account.id, opened_at=at, seen_at=at))
    signer = program.session_interface.get_signing_serializer(program)  # type: ignore[attr-defined]
    return f"{program.config['SESSION_COOKIE_NAME']}={signer.dumps({'bidder': token})}"


def kept_bids(address: str, pk: int) -> list[tuple[int, int]]:
    """Return number and price of every bid in the database."""
    engine = create_engine(address, **JSON_COLUMNS)
    with Session(engine) as session:
        made = session.scalars(select(AuctionBid).where(AuctionBid.listing_id == pk).order_by(AuctionBid.number)).all()
        found = [(one.number, int(one.price)) for one in made]
        assert session.get_one(TradeListing, pk).bids == len(found)
    engine.dispose()
    return found


def _line(title: str, times: list[float]) -> float:
    """Print median, 95th of a hundred and longest in milliseconds; return the 95th."""
    cuts = quantiles(times, n=100)
    print(
        f"{title:34} {len(times):7} {cuts[49] * 1000:9.1f} {cuts[94] * 1000:9.1f} {max(times) * 1000:9.1f}", flush=True
    )
    return cuts[94]


def main() -> int:
    """Print both and the ratio; the exit status is 1 where a bid was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--watchers", type=int, default=500)
    parser.add_argument("--bidders", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--workers", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sunshine-bench-") as folder:
        address = new_address(asked.engine, Path(folder))
        environ = {"SUNSHINE_FOLDER": folder, "SUNSHINE_DATABASE": address}
        pk, cookies = prepare(_program(environ), address, asked.bidders)
        path = f"/portal/listings/{pk}/live"
        print(f"{'milliseconds':34} {'answers':>7} {'median':>9} {'p95':>9} {'longest':>9}", flush=True)
        ours = Gunicorn("run:app", environ, workers=asked.workers)
        try:
            seen = asyncio.run(crowd(ours.port, path, asked.seconds, asked.watchers, pk, cookies))
            fragment = asyncio.run(ask(ours.port, path)).body
        finally:
            ours.stop()
        p95 = _line("the program: looks", seen.looks)
        _line("the program: bids", seen.bids)
        file = Path(folder) / "fragment.html"
        file.write_text(fragment, encoding="utf-8")
        plain = Gunicorn("bench.peers.plain_fragment:app", {"PLAIN_FRAGMENT": str(file)}, workers=asked.workers)
        try:
            bare = asyncio.run(crowd(plain.port, "/live", asked.seconds, asked.watchers))
        finally:
            plain.stop()
        least = _line("bare Flask page: looks", bare.looks)
        kept = kept_bids(address, pk)
    print(f"{'ratio of p95':34} {p95 / least:17.1f}")
    print(
        f"fragment {len(fragment.encode())} bytes, unchanged {seen.unchanged}, no answer {seen.failed} and {bare.failed}"
    )
    lost = {price for _who, price in seen.taken} - {price for _number, price in kept}
    gaps = [number for number, _price in kept] != list(range(1, len(kept) + 1))
    print(
        f"bids taken {len(seen.taken)}, in the database {len(kept)}, refused {seen.refused}, lost {len(lost)}, gaps {gaps}"
    )
    return 1 if lost or gaps or len(kept) < len(seen.taken) else 0


def _program(environ: dict[str, str]) -> Flask:
    """Return the program with the keys of the installation that will be served, made in its folder."""
    os.environ.update(environ)
    return create_app()


if __name__ == "__main__":
    raise SystemExit(main())
