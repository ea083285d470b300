"""What a page costs: statements and bytes, whatever the number of rows, and what a first visit loads."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from tests.conftest import NOW
from tests.supervision.building import Builder
from tests.supervision.test_queue import write_alerts
from tests.web import at_work
from tests.world import World

pytestmark = pytest.mark.both_engines

MOST_QUERIES, MOST_BYTES = 10, 60_000
FIRST_LOAD, AFTERWARDS = 300_000, 50_000


@pytest.fixture
def organ(site: Flask) -> int:
    """An organisation with sixty alerts."""
    with at_work(site) as session:
        act = platform_act(session, Channel.COMMAND, NOW, county=350102)
        with open_act(act):
            build = Builder(session, World(session), lambda *_, **__: act)
            write_alerts(build, 60, state="new")
            session.commit()
        return int(build.organ.id)


def cost(client: FlaskClient, address: str) -> tuple[int, int]:
    """Return statements and bytes of a page that was asked for before: what the process remembers is not read again."""
    client.get(address)
    statements: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        answer = client.get(address)
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    assert answer.status_code == 200, address
    return len(statements), len(answer.data)


def test_lists_and_forms_take_few_statements_and_bytes(client_of: Callable[[str], FlaskClient], organ: int) -> None:
    inspector, administrator = client_of("inspector"), client_of("county_admin")
    narrowed = f"organisation_id={organ}&state=new&from_on=2026-01-01&text=户外广告"
    pages = [
        (inspector, "/supervision/alerts/"),
        (inspector, f"/supervision/alerts/?{narrowed}"),
        (inspector, "/records/approval/list/"),
        (administrator, "/records/power/list/"),
        (administrator, f"/records/power/list/?organisation_id={organ}&q=广告"),
        (administrator, "/records/power/add"),
    ]
    for client, address in pages:
        statements, size = cost(client, address)
        assert statements <= MOST_QUERIES, address
        assert size <= MOST_BYTES, address


def test_a_form_does_not_grow_with_the_table_that_it_picks_from(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    administrator = client_of("county_admin")
    before = cost(administrator, "/records/power/add")
    with at_work(site) as session:
        home = session.scalars(select(Organisation).where(Organisation.code == "gulou")).one()
        with open_act(platform_act(session, Channel.COMMAND, NOW, county=350102)):
            for n in range(200):
                session.add(
                    Organisation(
                        county=350102,
                        code=f"many-{n}",
                        name=f"{n}号局",
                        body="organ",
                        path=f"{home.path}{n}/",
                        region_code=home.region_code,
                        parent_id=home.id,
                    )
                )
            session.commit()
    assert cost(administrator, "/records/power/add") == before


def test_a_clerks_first_page_is_small_and_the_next_are_smaller(
    client_of: Callable[[str], FlaskClient], organ: int
) -> None:
    clerk = client_of("handler")
    page = clerk.get("/")
    html = page.get_data(as_text=True)
    assets = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', html))
    assert assets
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    loaded = 0
    for asset in assets:
        with clerk.get(asset) as answer:
            assert answer.status_code == 200, asset
            loaded += len(answer.data)
    assert len(page.data) + loaded < FIRST_LOAD
    for address in ("/", "/records/power/list/", "/records/approval/list/", "/records/power/list/?q=广告"):
        assert len(clerk.get(address).data) < AFTERWARDS, address
    assert len(client_of("inspector").get("/supervision/alerts/").data) < AFTERWARDS
