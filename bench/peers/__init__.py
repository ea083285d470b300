"""Three programs over one database, each in a process of its own: ours, and two stock admin sites as peers."""

from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Protocol

PAGES = (
    "first page", "organ, state and day", "page 1,000", "last page", "words contained", "rare word contained",
    "add form",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One page: seconds of the server's work, SQL statements, bytes of the answer."""

    seconds: float
    statements: int
    size: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the rows lie, and what the pages ask for."""

    address: str
    folder: str
    organisation: int
    day: str
    """First day of the filter by date, ISO."""
    pages: int
    """Pages of 25 that the list has."""
    deep: str
    """Place of page 1,000 in our queue."""
    end: str
    """Place of the last page in our queue."""
    word: str
    rare: str


class Site(Protocol):
    """A program that answers pages by their names in PAGES."""

    statements: int

    def get(self, page: str) -> bytes:
        """Return the body of a page; the answer must be 200."""


def measure(site: Site, page: str) -> Answer:
    """Ask for a page once."""
    site.statements = 0
    start = perf_counter()
    body = site.get(page)
    return Answer(perf_counter() - start, site.statements, len(body))


SITES = {
    "ours": "bench.peers.ours.Ours",
    "fab": "bench.peers.stock_fab.StockFab",
    "django": "bench.peers.django_admin.DjangoAdmin",
}
"""Sites by their short names; each is loaded in its own process only, for their tables have the same names."""


def _serve(name: str, ground: Ground, pipe: Connection) -> None:
    try:
        module, _, site_class = SITES[name].rpartition(".")
        site: Site = getattr(import_module(module), site_class)(ground)
        pipe.send("ready")
        while page := pipe.recv():
            pipe.send(measure(site, page))
    except BaseException as fault:
        pipe.send(fault)
        raise


class Process:
    """A site in a process of its own."""

    def __init__(self, name: str, ground: Ground) -> None:
        self.name = name
        here, there = get_context("spawn").Pipe()
        self.pipe = here
        self.process = get_context("spawn").Process(target=_serve, args=(name, ground, there), daemon=True)
        self.process.start()
        self._received()

    def get(self, page: str) -> Answer:
        """Measure one page."""
        self.pipe.send(page)
        answer = self._received()
        assert isinstance(answer, Answer)
        return answer

    def _received(self) -> object:
        answer: object = self.pipe.recv()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """End it."""
        self.pipe.send("")
        self.process.join()
