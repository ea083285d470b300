"""Machines are told whether the program lives, is ready, and what was measured; nobody else learns anything."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import Client

from app.surfaces.database import db
from app.surfaces.running import probes
from app.surfaces.running.probes import Probes, is_ready
from tests.surfaces.running.health import make_well


@pytest.fixture
def asked(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of the program with its probes, none of whose answers is kept."""
    monkeypatch.setattr(probes, "KEPT_SECONDS", -1.0)
    make_well(site)
    return Client(site.wsgi_app)


def test_alive_is_told_without_the_database_under_any_host_and_behind_any_proxy(
    site: Flask, asked: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "look_at", lambda *_: pytest.fail("the database was asked"))
    told = asked.get("/healthz", headers={"Host": "10.0.0.7:5080", "X-Forwarded-For": "10.0.0.1, 10.0.0.2"})
    assert (told.status_code, told.text, told.headers["Cache-Control"]) == (200, "alive\n", "no-store")
    assert "Set-Cookie" not in told.headers
    assert (asked.head("/healthz").status_code, asked.head("/healthz").data) == (200, b"")
    assert asked.post("/healthz").status_code == 405


def test_ready_follows_the_database_and_its_tables_and_comes_back(site: Flask, asked: Client) -> None:
    assert (asked.get("/readyz").status_code, asked.get("/readyz").text) == (200, "ready\n")
    with site.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001_of_old'"))
        db.session.commit()
    assert (asked.get("/readyz").status_code, asked.get("/readyz").text) == (503, "not ready\n")
    make_well(site)
    assert asked.get("/readyz").status_code == 200


def test_a_clock_that_stands_still_does_not_take_the_site_away(site: Flask, asked: Client) -> None:
    with site.app_context():
        db.session.execute(text("DELETE FROM heartbeat"))
        db.session.execute(text("DELETE FROM working_day"))
        db.session.commit()
    assert asked.get("/readyz").status_code == 200


def test_what_was_found_is_kept_for_two_seconds_however_many_ask(
    site: Flask, asked: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "KEPT_SECONDS", 60.0)
    times: list[Flask] = []

    def looked(app: Flask) -> bool:
        times.append(app)
        return is_ready(app)

    monkeypatch.setattr(probes, "is_ready", looked)
    client = Client(Probes(site))
    assert {client.get("/readyz").status_code for _ in range(5)} == {200}
    assert times == [site]


def test_nothing_is_measured_without_a_token(asked: Client) -> None:
    assert asked.get("/metrics").status_code == 404


def test_other_addresses_are_the_programs(asked: Client) -> None:
    assert asked.get("/healthz/more").status_code == 404
    assert "text/html" in asked.get("/portal/").headers["Content-Type"]


def test_readiness_asks_of_what_it_needs_and_never_fails(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_well(site)
    at = site.config["SUNSHINE_TEST_NOW"]
    assert is_ready(site, at + timedelta(days=900))
    monkeypatch.setattr("app.surfaces.running.checks.newest_migration", lambda: "another")
    assert not is_ready(site)
    monkeypatch.undo()
    assert is_ready(site)

    def gone(*_: object) -> None:
        raise OSError("the folder is away")

    monkeypatch.setattr("app.surfaces.running.checks.shutil.disk_usage", gone)
    assert not is_ready(site)
