"""What staff and citizens ask for, and in which proportion."""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from flask import Flask
from sqlalchemy import create_engine, text

from bench.history import BASE, FIRST
from bench.import_powers import DEEDS, THINGS
from bench.load.asking import Request
from tests.web import form_token, login

STAFF = {"list": 60, "show": 20, "form": 10, "save": 7, "search": 3}
"""Per cent of the staff's requests."""
PORTAL = {"home": 40, "guide": 30, "villages": 20, "portal search": 10}
QUESTIONS = ("低保", "琅岐", "征地补偿", "公开招标", "水利工程 村务公开", "鑫鑫鑫")
Maker = Callable[[random.Random], Request]


def _words(chance: random.Random, rows: int) -> str:
    """Return what an inspector types: the number of one case, or a matter that one alert in 196 is about."""
    serial = chance.randrange(1, rows)
    return f"2026-{serial}" if chance.random() < 0.5 else THINGS[serial % 14] + DEEDS[serial // 14 % 14]


def staff(program: Flask, rows: int) -> Mapping[str, Maker]:
    """Return the pages of an inspector (alerts, cases) and of a county administrator (forms, saving), logged in now."""
    program.config["SUNSHINE_TEST_NOW"] = datetime.now(UTC)
    clients = {name: login(program, name) for name in ("inspector", "county_admin")}
    token = form_token(clients["county_admin"].get("/records/official/add"))
    cookies = {
        name: "; ".join(f"{found.key}={found.value}" for found in client._cookies.values())
        for name, client in clients.items()
    }
    engine = create_engine(program.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        organs = list(connection.scalars(text("SELECT id FROM organisation WHERE code LIKE 'bench-%' LIMIT 47")))
        home = connection.scalar(text("SELECT id FROM organisation WHERE code = 'gulou-urban'"))
        deep = [
            f"{at.isoformat()}_{pk}"
            for at, pk in connection.execute(
                text("SELECT detected_at, id FROM alert ORDER BY detected_at DESC LIMIT 20 OFFSET 10000")
            )
        ]
    engine.dispose()
    lists: tuple[Callable[[random.Random], str], ...] = (
        lambda chance: "/supervision/alerts/?open=1",
        lambda chance: f"/supervision/alerts/?organisation_id={chance.choice(organs)}&state=new",
        lambda chance: f"/supervision/alerts/?all=1&place={quote(chance.choice(deep))}",
        lambda chance: "/records/approval/list/?state=in_review",
    )
    forms = ("/records/official/add", "/records/agency/add", "/records/power/add")

    def show(chance: random.Random) -> Request:
        serial = chance.randrange(1, rows)
        alert, case = FIRST + 500_000_000 + serial, FIRST + BASE + serial
        path = f"/supervision/alerts/{alert}" if chance.random() < 0.5 else f"/cases/{case}"
        return Request("show", path, cookies["inspector"])

    def save(chance: random.Random) -> Request:
        typed = {"csrf_token": token, "name": f"何{chance.randrange(10**6)}", "organisation_id": str(home)}
        body = urlencode(typed).encode()
        return Request("save", "/records/official/add", cookies["county_admin"], body)

    return {
        "list": lambda chance: Request("list", chance.choice(lists)(chance), cookies["inspector"]),
        "show": show,
        "form": lambda chance: Request("form", chance.choice(forms), cookies["county_admin"]),
        "save": save,
        "search": lambda chance: Request(
            "search", f"/supervision/alerts/?all=1&text={quote(_words(chance, rows))}", cookies["inspector"]
        ),
    }


def bare(rows: int) -> Mapping[str, Maker]:
    """Return the same questions to the bare page."""
    return {
        "list": lambda chance: Request("list", "/list"),
        "show": lambda chance: Request("show", f"/show/{FIRST + 500_000_000 + chance.randrange(1, rows)}"),
        "form": lambda chance: Request("form", "/form"),
        "save": lambda chance: Request("save", "/save", body=b"name=he&organisation_id=1"),
        "search": lambda chance: Request("search", f"/search?text={quote(_words(chance, rows))}"),
    }


def portal(program: Flask) -> Mapping[str, Maker]:
    """Return the pages of citizens."""
    engine = create_engine(program.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        powers = list(
            connection.scalars(text("SELECT power_id FROM power_version WHERE published_at IS NOT NULL LIMIT 100"))
        )
        villages = list(connection.scalars(text("SELECT code FROM region WHERE level = 'village'")))
    engine.dispose()

    return {
        "home": lambda chance: Request("home", "/portal/"),
        "guide": lambda chance: Request(
            "guide", f"/portal/items/{chance.choice(powers)}" if powers else "/portal/items/"
        ),
        "villages": lambda chance: Request(
            "villages", chance.choice(["/portal/villages/", *(f"/portal/villages/{code}" for code in villages)])
        ),
        "portal search": lambda chance: Request("portal search", f"/portal/search?q={quote(chance.choice(QUESTIONS))}"),
    }


def mixed(makers: Mapping[str, Maker], parts: Mapping[str, int], seed: int) -> Iterator[Request]:
    """Yield requests by chance in these proportions, the same for every seed."""
    chance = random.Random(seed)  # noqa: S311
    while True:
        yield makers[chance.choices(list(parts), list(parts.values()))[0]](chance)


def alike(maker: Maker, times: int, seed: int) -> Iterator[Request]:
    """Yield so many requests of one kind."""
    chance = random.Random(seed)  # noqa: S311
    return (maker(chance) for _ in range(times))
