"""Under gunicorn as the manual starts it: overload is answered in words, forms come back, workers come back at once."""

import asyncio
import html
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app import create_app
from app.surfaces import overload
from app.surfaces.overload import READING, WRITING, waited
from bench.load.asking import Answer, Request, Visitors
from bench.load.serving import children_of, free_port
from config import ROOT
from tests.surfaces.test_serving import until
from tests.web import new_address

pytestmark = pytest.mark.both_engines


Answered = TypeVar("Answered")


def run(asking: Coroutine[None, None, Answered]) -> Answered:
    """Run it to its end in a thread of its own: the browser of other tests keeps a loop open in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asking).result()


class Site:
    """The program in production, on an empty database that was set up, started by the command of the manual."""

    def __init__(self, folder: Path, database: str) -> None:
        self.home, self.port = folder / "home", free_port()
        self.home.mkdir()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
        self.environ = environ | {
            "SUNSHINE_MODE": "production",
            "SUNSHINE_FOLDER": str(folder / "data"),
            "SUNSHINE_DATABASE": database,
            "SUNSHINE_SECRET_KEY": "s" * 40,
            "SUNSHINE_DATA_KEY": "d" * 40,
            "SUNSHINE_HOSTS": "load.test",
            "SUNSHINE_ADDRESS": "https://load.test",
            "SUNSHINE_PROXIES": "1",
            "SUNSHINE_PORT": str(self.port),
            "HOME": str(self.home),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        subprocess.run(
            ["flask", "--app", "run:app", "setup"], cwd=ROOT, env=self.environ, check=True, capture_output=True
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """Start it, with options behind the command if need be, and wait until it answers."""
        written = re.findall(r"`(gunicorn [^`]*)`", (ROOT / "docs/manual/operator.md").read_text("utf-8"))
        assert len(set(written)) == 1, "both halves of the manual name one command"
        self.process = subprocess.Popen(
            [*written[0].split(), *options], cwd=ROOT, env=self.environ, stderr=subprocess.DEVNULL
        )
        until(lambda: self.ask(Request("page", "/login/")).status == 200, "gunicorn does not answer")

    def ask(self, *requests: Request) -> Answer:
        """Ask one after the other; return the last answer."""
        return run(Visitors(self.port).in_turn(requests))[-1]

    @property
    def workers(self) -> list[int]:
        """Processes that answer."""
        assert self.process is not None
        return children_of(self.process.pid)

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def set_up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp(request.param)
    address = new_address(request.param, folder)
    return Site(folder, address)


@pytest.fixture
def site(set_up: Site) -> Iterator[Site]:
    yield set_up
    set_up.stop()


def cookies_of(answer: Answer) -> str:
    """Return the cookies of an answer as they are sent back."""
    return "; ".join(found.decode() for found in re.findall(rb"Set-Cookie: ([^;\r]+)", answer.head))


def fields_of(page: str) -> list[tuple[str, str]]:
    """Return the hidden fields of the form that is sent again, in their order."""
    form = page.split('<form method="post"', 1)[1].split("</form>", 1)[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


def test_the_command_of_the_manual_serves_and_opens_no_socket_in_the_home_folder(site: Site) -> None:
    site.start()
    assert site.ask(Request("page", "/portal/")).status == 200
    assert len(site.workers) == (os.cpu_count() or 1) + 1
    assert list(site.home.rglob("*")) == []


def test_whoever_waited_too_long_is_told_when_to_come_again_and_gets_back_what_he_typed(site: Site) -> None:
    site.start("--workers", "1")
    form = site.ask(Request("page", "/login/"))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.body.decode())
    assert token is not None
    typed = [
        ("csrf_token", token[1]),
        ("username", '何"<某>'),
        ("password", "line one\r\nline two"),
        ("more", "a"),
        ("more", "b&c"),
    ]
    sent = Request("form", "/login/", cookies_of(form), urlencode(typed).encode())
    asked = [
        Request("page", "/portal/items/?q=%E8%AF%81"),
        Request("call", "/api/v1/power/"),
        sent,
        Request("style", "/static/css/sunshine.css"),
    ]
    (worker,) = site.workers

    async def wait_in_the_queue() -> list[Answer]:
        os.kill(worker, signal.SIGSTOP)
        begin = time.perf_counter()
        waiting = [asyncio.create_task(Visitors(site.port).ask(one, begin)) for one in asked]
        await asyncio.sleep(WRITING + 0.3)
        os.kill(worker, signal.SIGCONT)
        return await asyncio.gather(*waiting)

    page, call, handed_back, style = run(wait_in_the_queue())
    assert [answer.status for answer in (page, call, handed_back, style)] == [503, 503, 503, 200]
    for answer in (page, call, handed_back):
        assert re.search(rb"\r\nRetry-After: [1-9][0-9]*\r\n", answer.head)
        assert b"\r\nCache-Control: no-store\r\n" in answer.head
        assert "秒后重试" in answer.body.decode() or b"\\u79d2" in answer.body
    assert '<meta http-equiv="refresh"' in page.body.decode()
    assert "/portal/items/?q=%E8%AF%81" in page.body.decode() or "/portal/items/?q=证" in page.body.decode()
    assert b"refresh" not in handed_back.body  # nothing is sent twice by itself
    assert fields_of(handed_back.body.decode()) == typed

    again = Request("form", "/login/", sent.cookie, urlencode(fields_of(handed_back.body.decode())).encode())
    assert site.ask(again).status == site.ask(sent).status != 503
    assert site.ask(Request("page", "/portal/")).status == 200


def test_under_more_load_than_it_can_bear_everybody_is_answered(site: Site) -> None:
    site.start("--workers", "1")
    pages = (Request("page", "/portal/") for _ in range(400))
    answers = run(Visitors(site.port).arrive(pages, rate=400, seconds=30, seed=1))
    assert len(answers) == 400
    assert {answer.status for answer in answers} <= {200, 503}
    assert {b"Retry-After" in answer.head for answer in answers if answer.status == 503} <= {True}
    assert any(answer.status == 200 for answer in answers)
    assert site.ask(Request("page", "/portal/")).status == 200


def test_a_worker_that_was_killed_is_back_and_the_others_go_on(site: Site) -> None:
    site.start("--workers", "2")
    killed, _other = site.workers
    os.kill(killed, signal.SIGKILL)
    assert site.ask(Request("page", "/portal/")).status == 200
    until(lambda: len(site.workers) == 2 and killed not in site.workers, "the worker is not back")
    pages = (Request("page", "/portal/villages/") for _ in range(60))
    answers = run(Visitors(site.port).arrive(pages, rate=60, seconds=30, seed=1))
    assert {answer.status for answer in answers} <= {200, 503}


def test_with_the_database_away_the_page_is_in_the_language_of_whoever_asks(site: Site) -> None:
    if not site.environ["SUNSHINE_DATABASE"].startswith("postgresql"):
        pytest.skip("a file does not go away")
    site.start("--workers", "1")
    english = cookies_of(site.ask(Request("page", "/language/en?next=/portal/")))
    server, name = site.environ["SUNSHINE_DATABASE"].rsplit("/", 1)
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
        )
        pages = [site.ask(Request("page", "/portal/items/", cookie)) for cookie in ("", english)]
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    admin.dispose()
    assert [page.status for page in pages] == [503, 503]
    assert "无法连接数据库" in pages[0].body.decode()
    assert "the database cannot be reached" in pages[1].body.decode()
    assert all(b"\r\nRetry-After: " in page.head for page in pages)
    assert site.ask(Request("page", "/portal/items/")).status == 200


class Connection:
    """A connection of which the system says how long its request has waited."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def getsockopt(self, _level: int, _option: int, size: int) -> bytes:
        """Answer as Linux does."""
        return bytes(size - 4) + int(self.seconds * 1000).to_bytes(4, sys.byteorder)


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("production")
    settings = {
        "SUNSHINE_MODE": "production",
        "SUNSHINE_FOLDER": folder,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'none.db'}",
        "WTF_CSRF_ENABLED": False,
    }
    return create_app(settings)


@pytest.mark.parametrize(
    ("method", "seconds", "kind", "turned_away"),
    [
        ("GET", READING - 0.1, None, False),
        ("GET", READING + 0.1, None, True),
        ("POST", READING + 0.1, "application/x-www-form-urlencoded", False),
        ("POST", WRITING + 0.1, "application/x-www-form-urlencoded", True),
        ("POST", WRITING + 0.1, "multipart/form-data", False),
        ("POST", WRITING + 0.1, "application/json", True),
    ],
)
def test_who_sends_something_is_served_longer_and_files_are_always_taken(
    production: Flask, method: str, seconds: float, kind: str | None, turned_away: bool
) -> None:
    with production.test_request_context(
        "/login/", method=method, content_type=kind, environ_overrides={"gunicorn.socket": Connection(seconds)}
    ):
        answer = overload.turn_away()
    assert (answer is not None) == turned_away
    if turned_away:
        assert answer is not None
        assert ("Retry-After" in answer.headers) is True  # type: ignore[union-attr]


def test_the_system_tells_how_long_a_request_has_waited() -> None:
    with socket.create_server(("127.0.0.1", 0)) as port, socket.create_connection(port.getsockname()) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        accepted, _ = port.accept()
        with accepted:
            until(lambda: waited(accepted) >= 1.0, "the time does not grow")
            before = waited(accepted)
            client.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert waited(accepted) < before


def test_where_the_system_does_not_tell_nobody_is_turned_away() -> None:
    with socket.socket(socket.AF_UNIX) as local:
        assert waited(local) == 0.0
    assert waited(None) == 0.0
