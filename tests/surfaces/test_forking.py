"""A worker that is forked from a loaded program opens connections of its own."""

import os

import pytest
from flask import Flask
from sqlalchemy import text

from app.surfaces.database import db

pytestmark = pytest.mark.both_engines


def test_a_forked_process_leaves_the_connections_of_its_parent_alone(site: Flask) -> None:
    with site.app_context():
        pool = db.engine.pool
        db.session.execute(text("SELECT 1"))
        db.session.remove()
        assert pool.checkedin() == 1  # type: ignore[attr-defined]
        child = os.fork()
        if child == 0:  # pragma: no cover - another process
            fault = 2
            try:
                held = db.engine.pool.checkedin()  # type: ignore[attr-defined]
                with db.engine.connect() as connection:
                    fault = int(held != 0 or connection.scalar(text("SELECT 1")) != 1)
            finally:
                os._exit(fault)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert db.engine.pool is pool
        assert db.session.scalar(text("SELECT 1")) == 1
        db.session.remove()
