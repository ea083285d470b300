"""What every test may ask for: a session on each engine, a small world, an act in it."""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from app import create_app
from app.domains import DOMAINS
from app.kernel.act import Act, Actor, Channel, platform_act
from app.kernel.db import JSON_COLUMNS, Base
from app.kernel.domain import declare
from app.kernel.flows.templates import write_templates
from app.kernel.guard import open_act, watch
from app.kernel.places import Organisation
from app.kernel.sealing import set_data_key
from app.powers.models import PowerType
from app.powers.operations import draft_power, edit_draft, publish_version
from app.supervision.scanning import sweep
from app.surfaces.database import db
from tests import FULL, few
from tests.approvals.cases import Story
from tests.catalogue import compile_chinese
from tests.databases import POSTGRES, Server, postgres_database
from tests.web import RunningProgram, at_work, login, new_address
from tests.world import World, build_world

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
"""Monday 21 September 2026, ten in the morning in China."""

ROOM = 8 * 2**30
"""Bytes that a whole run writes, and some more."""

STATEMENTS = 5000
"""Compiled statements that an engine keeps: more than the tests of a whole run send."""

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

set_data_key("a key for tests only")
declare(*DOMAINS)


def pytest_configure(config: pytest.Config) -> None:
    """Choose how much is tried, compile the texts and start one PostgreSQL server for the whole run, workers included."""
    if config.getoption("--full"):
        os.environ[FULL] = "1"
    settings.register_profile("sunshine", max_examples=few(100))
    settings.load_profile("sunshine")
    if hasattr(config, "workerinput"):
        return
    compile_chinese()
    _write_to_memory(config)
    if not os.environ.get(POSTGRES):
        server = Server()
        os.environ[POSTGRES] = server.address
        config.add_cleanup(server.stop)


def _write_to_memory(config: pytest.Config) -> None:
    """Put every file and database of the run into memory where there is room: cloning databases waits for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - it is only asked how much room it has; the folder below is ours alone
    if not memory.is_dir() or shutil.disk_usage(memory).free < ROOM or _free_memory() < 1.5 * ROOM:
        return
    for left in memory.glob("sunshine-tests-*"):  # of runs that were killed
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"sunshine-tests-{os.getpid()}-", dir=memory)
    Path(folder).chmod(0o711)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def _free_memory() -> int:
    """Return the bytes that programs may still take; zero where the system does not say."""
    told = Path("/proc/meminfo")
    found = re.search(r"MemAvailable:\s+(\d+) kB", told.read_text()) if told.exists() else None
    return int(found[1]) * 1024 if found else 0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer ``--full``: every page on both engines, and every example of every property."""
    parser.addoption(
        "--full", action="store_true", help="every page test on PostgreSQL too, properties with all examples"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run every page test on SQLite and one in five on PostgreSQL, unless ``--full`` is given.

    What pages call (operations, queries, points, migrations) runs on both engines always, and so do page tests
    marked ``both_engines``: attacks, races, faults and plans of the database itself.
    """
    if config.getoption("--full"):
        return
    left_out = [item for item in items if _is_page_on_postgres(item) and crc32(item.nodeid.encode()) % 5]
    config.hook.pytest_deselected(items=left_out)
    out = set(left_out)
    items[:] = [item for item in items if item not in out]


def _is_page_on_postgres(item: pytest.Item) -> bool:
    asked = getattr(item, "fixturenames", ())
    engine = getattr(item, "callspec", None)
    return (
        "program" in asked
        and engine is not None
        and engine.params.get("engine_name") == "postgresql"
        and item.get_closest_marker("both_engines") is None
    )


def _make_tables(engine: Engine) -> None:
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
    with Session(engine) as session:
        watch(session)
        build_world(session, NOW)
        session.commit()


@pytest.fixture(scope="session")
def sqlite_template() -> sqlite3.Connection:
    """A SQLite database in memory with all tables and the small world."""
    engine = create_engine("sqlite://", poolclass=StaticPool, **JSON_COLUMNS)
    _make_tables(engine)
    raw = engine.raw_connection()
    driver = raw.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


@pytest.fixture(scope="session")
def sqlite_engine() -> Iterator[Engine]:
    """A SQLite database in memory that is written over with the template for each test.

    One for all, as the engine keeps what it compiled: two hundred points cost a new one two seconds.
    """
    engine = create_engine("sqlite://", poolclass=StaticPool, query_cache_size=STATEMENTS, **JSON_COLUMNS)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_engine() -> Iterator[Engine]:
    """A PostgreSQL database with all tables and the small world; tests roll back."""
    engine = create_engine(postgres_database(), query_cache_size=STATEMENTS, **JSON_COLUMNS)
    _make_tables(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name of the engine; a test that asks for it, or for ``session``, runs on both."""
    return str(request.param)


@pytest.fixture
def session(engine_name: str, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on a database with the small world; nothing of it outlives the test."""
    if engine_name == "sqlite":
        engine = request.getfixturevalue("sqlite_engine")
        raw = engine.raw_connection()
        request.getfixturevalue("sqlite_template").backup(raw.driver_connection)
        raw.close()
        with sessionmaker(engine)() as opened:
            watch(opened)
            yield opened
        return
    engine = request.getfixturevalue("postgres_engine")
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as opened:
            watch(opened)
            yield opened
        outer.rollback()


@pytest.fixture
def built(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Address of a database of the test's own, with all tables and the small world: copied, not built again."""
    if engine_name == "sqlite":
        target = tmp_path / "world.db"
        copy = sqlite3.connect(target)
        request.getfixturevalue("sqlite_template").backup(copy)
        copy.close()
        return f"sqlite:///{target}"
    template: Engine = request.getfixturevalue("postgres_engine")
    template.dispose()  # a database that somebody is connected to cannot be copied
    return postgres_database(template.url.database)


@pytest.fixture
def world(session: Session) -> World:
    """The rows of the small world, read in this session."""
    return World(session)


@pytest.fixture
def acting_as(session: Session, world: World) -> Iterator[Callable[..., Act]]:
    """Make acts: ``acting_as("handler")`` or ``acting_as(None)`` for the platform; writes are allowed."""
    with open_act(Act(session, Actor.platform(), NOW, Channel.COMMAND, 350102)):

        def make(official: str | None = None, at: datetime = NOW, channel: Channel = Channel.SCREEN) -> Act:
            actor = world.actor(official, at) if official else Actor.platform()
            made = Act(session, actor, at, channel, actor.county or 350102)
            session.info["act"] = made
            return made

        yield make


@pytest.fixture(scope="session")
def programs() -> Iterator[dict[str, RunningProgram]]:
    """The running program on each engine, made when first asked for."""
    made: dict[str, RunningProgram] = {}
    yield made
    for program in made.values():
        program.close()


@pytest.fixture
def program(
    engine_name: str, programs: dict[str, RunningProgram], tmp_path_factory: pytest.TempPathFactory
) -> RunningProgram:
    """The running program on this engine with a new database."""
    if engine_name not in programs:
        folder = tmp_path_factory.mktemp(engine_name)
        programs[engine_name] = RunningProgram(new_address(engine_name, folder), folder, NOW)
    programs[engine_name].make_new()
    return programs[engine_name]


@pytest.fixture
def site(program: RunningProgram) -> Flask:
    """The Flask app of the running program.

    Not called ``app``: pytest-flask would then keep one context open over all requests of a test.
    """
    return program.app


@pytest.fixture
def client_of(site: Flask) -> Callable[[str], FlaskClient]:
    """Make clients that are logged in: ``client_of("inspector")``."""
    return lambda short: login(site, short)


@pytest.fixture
def item(site: Flask) -> int:
    """A published item whose own form has a field called ``kind``, as the applicant's has."""
    with site.app_context():
        session = db.session()
        with open_act(platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"], 350102)) as act:
            flow = write_templates(act)["three_steps"]
            organ = session.scalars(select(Organisation).where(Organisation.code == "gulou-urban")).one()
            power = draft_power(act, organ, "临时占用城市道路审批", PowerType.LICENCE)
            version = edit_draft(
                act,
                power,
                {
                    "name": "临时占用城市道路审批",
                    "legal_basis": [{"law": "城市道路管理条例", "article": "第三十一条"}],
                    "conditions": [{"code": "C1", "text": "不影响消防"}],
                    "materials": [{"code": "M1", "name": "平面图", "required": True}],
                    "form": [
                        {"name": "place", "label": "路段", "required": True},
                        {
                            "name": "kind",
                            "label": "用途",
                            "input": "choice",
                            "choices": ["施工", "活动"],
                            "required": True,
                        },
                    ],
                    "statutory_days": 20,
                    "promised_days": 10,
                    "place": "津泰路98号",
                    "phone": "0591-87550101",
                    "flow_version_id": flow.id,
                },
            )
            publish_version(act, version, "鼓政办〔2026〕1号")
            pk = power.id
        session.commit()
        db.session.remove()
    return int(pk)


@pytest.fixture
def busy(site: Flask) -> Flask:
    """The site with a licence, a case that was forgotten, and the alert that tells of it."""
    with at_work(site) as session:
        story = Story(session, World(session))
        with open_act(story.by("window", "2026-07-01")):
            story.accepted("2026-07-01", key="forgotten")
        with open_act(act := story.by(None, "2026-09-21")):
            sweep(act)
        session.commit()
    return site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: a thread may drive only one at a time."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome") or playwright.chromium.executable_path
        if not Path(found).exists():
            pytest.skip("no Chromium on this machine")
        opened = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture
def empty(engine_name: str, tmp_path: Path) -> Flask:
    """A program on an empty database."""
    return create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": tmp_path,
            "SQLALCHEMY_DATABASE_URI": new_address(engine_name, tmp_path),
        }
    )
