"""What every page asks is planned once; what lists ask is not; reading ends without writing anything."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.kernel.places import Region
from app.surfaces.database import db

pytestmark = pytest.mark.both_engines


def test_postgresql_keeps_the_plans_of_every_page_and_none_of_lists(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    inspector = client_of("inspector")
    for _ in range(8):
        assert inspector.get("/supervision/alerts/?text=户外").status_code == 200
    with site.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("SQLite's driver keeps its statements by itself")
        kept = list(db.session.scalars(text("SELECT statement FROM pg_prepared_statements")))
    assert [one for one in kept if "FROM login_session" in one]
    assert [one for one in kept if "FROM ab_permission" in one]
    assert not [one for one in kept if "FROM alert" in one]


def test_what_waits_to_be_written_without_an_act_is_dropped_at_the_end(site: Flask) -> None:
    with site.app_context():
        region = db.session.scalars(select(Region).limit(1)).one()
        code, name = region.code, region.name
        region.name = "nobody may write this"
    with site.app_context():
        assert db.session.get_one(Region, code).name == name
