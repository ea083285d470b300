"""The real program behind a real browser: the small world, one licence with its flow, one alert."""

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, true
from werkzeug.serving import make_server

from app.approvals.models import Case
from app.kernel.documents import Document
from app.kernel.flows.models import FlowVersion
from app.kernel.guard import open_act
from app.kernel.initials import initials
from app.kernel.places import Official, Organisation
from app.powers.models import Power
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from tests.approvals.cases import Story
from tests.catalogue import compile_chinese
from tests.conftest import NOW
from tests.web import RunningProgram, at_work, login, new_address
from tests.world import World

DESK, PHONE = (1366, 768), (390, 844)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RunningProgram:
    """The program with a published licence and a case that was accepted in July and then forgotten."""
    compile_chinese()
    folder = tmp_path_factory.mktemp("browser")
    program = RunningProgram(new_address(request.param, folder), folder, NOW)
    program.make_new()
    with at_work(program.app) as session:
        story = Story(session, World(session))
        with open_act(story.by("window", "2026-07-01")):
            story.accepted("2026-07-01", key="forgotten")
        act = story.by(None, "2026-09-21")
        with open_act(act):
            story.power.initials = initials(story.power.name)
            sweep(act)
        session.commit()
    return program


@pytest.fixture(scope="session")
def ids(running: RunningProgram) -> dict[str, str]:
    """What stands in the addresses of pages of one record."""
    wanted = {
        "power": Power.id,
        "case": Case.id,
        "alert": Alert.id,
        "flow": FlowVersion.id,
        "organisation": Organisation.id,
        "official": Official.id,
        "document": Document.verify_code,
    }
    with at_work(running.app) as session:
        home = {"organisation": Organisation.code == "gulou-urban", "official": Official.county == 350102}
        return {
            name: str(session.scalars(select(column).where(home.get(name, true())).limit(1)).one())
            for name, column in wanted.items()
        }


@pytest.fixture(scope="session")
def address(running: RunningProgram) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, running.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    running.close()


@pytest.fixture
def visit(browser: Browser, address: str, running: RunningProgram) -> Iterator[Callable[..., Page]]:
    """Open pages: ``visit("inspector", PHONE)``; foreign hosts and script faults fail the test."""
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def make(short: str | None = None, size: tuple[int, int] = DESK) -> Page:
        context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": size[0], "height": size[1]})
        opened.append(context)
        if short:
            name = running.app.config["SESSION_COOKIE_NAME"]
            held = login(running.app, short).get_cookie(name)
            assert held is not None
            context.add_cookies([{"name": name, "value": held.value, "url": address}])
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.append(f"{page.url} {line.text}") if line.type == "error" else None)
        page.on("request", lambda sent: None if sent.url.startswith((address, "data:")) else faults.append(sent.url))
        return page

    yield make
    for context in opened:
        context.close()
    assert [fault for fault in faults if "status of 4" not in fault] == []
