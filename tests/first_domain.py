"""What the tutorial's domain gets for its one file; run by ``test_first_domain`` in a process of its own.

A table of another domain stays in the metadata of a process, so no other test may share it.
"""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.surfaces.database import db
from docs.examples.street_trees import LEFT_ILL, StreetTree, move_tree
from tests.conftest import NOW
from tests.surfaces.test_attacks import token_of
from tests.test_migrations import MIGRATIONS, written_migration
from tests.web import form_token

pytestmark = pytest.mark.both_engines
Clients = Callable[[str], FlaskClient]


def plant(site: Flask, client: FlaskClient, number: str = "GL-0001") -> int:
    """Enter a tree by the generated form."""
    with site.app_context():
        organ = db.session.scalars(select(Organisation.id).where(Organisation.code == "gulou-urban")).one()
    page = client.get("/records/street_tree/add")
    assert "编号" in page.text or "Number" in page.text
    sent = {
        "number": number,
        "street": "津泰路",
        "organisation_id": organ,
        "note": "内部",
        "csrf_token": form_token(page),
    }
    answer = client.post("/records/street_tree/add", data=sent, follow_redirects=True)
    assert answer.status_code == 200 and number in answer.text
    with site.app_context():
        return db.session.scalars(select(StreetTree.id).where(StreetTree.number == number)).one()


def fall_ill(site: Flask, pk: int, days: int) -> None:
    """Report a tree ill some days ago, and let the clock look at it today."""
    with site.app_context():
        session = db.session()
        with open_act(platform_act(session, Channel.COMMAND, NOW - timedelta(days=days), 350102)) as act:
            move_tree(act, session.get_one(StreetTree, pk), "fall_ill")
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
            sweep(act, [LEFT_ILL])
        session.commit()
        db.session.remove()


def test_it_has_list_form_and_menu(site: Flask, client_of: Clients) -> None:
    admin = client_of("county_admin")
    plant(site, admin)
    listed = admin.get("/records/street_tree/list/?q=津泰")
    assert "GL-0001" in listed.text
    assert "/records/street_tree/list/" in admin.get("/home/", follow_redirects=True).text
    assert "GL-0001" not in client_of("auditor").get("/records/street_tree/list/").text


def test_it_has_a_rest_resource_with_openapi(site: Flask, client_of: Clients) -> None:
    plant(site, client_of("county_admin"))
    rows = (
        site.test_client()
        .get("/api/v1/street_tree/", headers={"Authorization": f"Bearer {token_of(site)}"})
        .json["result"]
    )
    assert [row["number"] for row in rows] == ["GL-0001"]
    paths = client_of("county_admin").get("/api/v1/_openapi").json["paths"]
    assert "/api/v1/street_tree/" in paths


def test_it_comes_in_by_sheet(site: Flask, client_of: Clients) -> None:
    admin = client_of("county_admin")
    assert admin.get("/sheets/street_tree/template").data.startswith(b"PK")
    sheet = "Number,Street,Kept by\nGL-0007,乌山路,gulou-urban\nGL-0008,,gulou-urban\n".encode()
    place = "/sheets/street_tree/import"
    admin.get("/language/en?next=/")
    sent = {"csrf_token": form_token(admin.get(place)), "file": (io.BytesIO(sheet), "trees.csv")}
    report = admin.post(place, data=sent, follow_redirects=True)
    assert "Row 3" in report.text or ">3<" in report.text
    (address,) = set(re.findall(rf"{place}/[0-9a-f]{{32}}", report.text))
    admin.post(address, data={"csrf_token": form_token(report), "good_rows": "1"}, follow_redirects=True)
    with site.app_context():
        assert db.session.scalars(select(StreetTree.number)).all() == ["GL-0007"]


def test_a_tree_left_ill_raises_an_alert_with_name_link_and_words(site: Flask, client_of: Clients) -> None:
    pk = plant(site, client_of("county_admin"))
    fall_ill(site, pk, 60)
    with site.app_context():
        alert = db.session.scalars(select(Alert).where(Alert.point == LEFT_ILL.code)).one()
        number, text = alert.id, alert.text
    assert text.startswith("GL-0001 · 津泰路")
    page = client_of("inspector").get(f"/supervision/alerts/{number}")
    assert f"/records/street_tree/show/{pk}" in page.text
    assert "Ill since" in page.text or "津泰路" in page.text


def test_a_tree_that_was_reported_yesterday_raises_none(site: Flask, client_of: Clients) -> None:
    fall_ill(site, plant(site, client_of("county_admin")), 1)
    with site.app_context():
        assert db.session.scalars(select(Alert).where(Alert.point == LEFT_ILL.code)).all() == []


def test_its_public_fields_are_open_data_and_no_other(site: Flask, client_of: Clients) -> None:
    pk = plant(site, client_of("county_admin"))
    citizen = site.test_client()
    assert "/portal/open/street_tree/" in citizen.get("/portal/open/").text
    (row,) = citizen.get("/portal/open/street_tree.json").json["rows"]
    assert row["number"] == "GL-0001" and "note" not in row
    assert "内部" not in citizen.get("/portal/open/street_tree.csv").text
    assert "GL-0001" in citizen.get(f"/portal/open/street_tree/{pk}").text
    assert citizen.get("/portal/open/street_tree/?note=内部").status_code == 422
    assert citizen.get("/portal/open/street_tree.json?q=内部").json["rows"] == []


def test_a_felled_tree_is_gone_from_the_public(site: Flask, client_of: Clients) -> None:
    pk = plant(site, client_of("county_admin"))
    fall_ill(site, pk, 3)
    citizen = site.test_client()
    assert "GL-0001" in citizen.get("/portal/search?q=津泰路").text
    with site.app_context():
        session = db.session()
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
            move_tree(act, session.get_one(StreetTree, pk), "fell", "倒伏")
        session.commit()
        db.session.remove()
    assert citizen.get("/portal/open/street_tree.json").json["rows"] == []
    assert citizen.get(f"/portal/open/street_tree/{pk}").status_code == 404
    assert "GL-0001" not in citizen.get("/portal/search?q=津泰路").text


def test_the_migration_that_is_written_for_it_runs_unedited(empty: Flask, tmp_path: Path) -> None:
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS))
        written = written_migration(tmp_path)
        assert written is not None and "street_tree" in written.read_text()
        upgrade(directory=str(written.parent.parent))
        assert inspect(db.engine).has_table("street_tree")
        downgrade(directory=str(written.parent.parent))
        assert not inspect(db.engine).has_table("street_tree")
        db.engine.dispose()
