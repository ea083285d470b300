"""A half-filled form waits for its author on any computer, and for nobody else."""

import json
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.surfaces.drafts.models import FormDraft
from app.surfaces.drafts.operations import KEPT_DAYS, LARGEST, MOST, forget_old_drafts
from tests.conftest import NOW
from tests.web import at_work, form_token

FORM = "record.power.new"
PLACE = f"/drafts/?form={FORM}"
JSON = {"Accept": "application/json"}
TYPED = {"name": ["设置大型户外广告"], "level": []}


def keep(client: FlaskClient, place: str = PLACE, **said: str) -> int:
    """Keep a draft as the script does; returns the status."""
    sent = {"csrf_token": form_token(client.get("/records/power/add")), "values": json.dumps(TYPED)} | said
    return client.post(place, data=sent, headers=JSON).status_code


def test_what_was_typed_on_one_computer_is_there_on_the_next(client_of: Callable[[str], FlaskClient]) -> None:
    first, second = client_of("county_admin"), client_of("county_admin")
    assert "data-draft" not in second.get("/records/power/add").get_data(as_text=True)
    assert keep(first, version="3", at="1790000000000") == 200
    assert "data-draft" in second.get("/records/power/add").get_data(as_text=True)
    answer = second.get(PLACE, headers=JSON).get_json()
    assert answer == {"values": TYPED, "version": "3", "at": 1790000000000, "saved_at": "10:00"}


def test_nobody_reads_the_draft_of_another(client_of: Callable[[str], FlaskClient]) -> None:
    keep(client_of("county_admin"))
    other = client_of("city_admin")
    assert other.get(PLACE, headers=JSON).status_code == 404
    assert "data-draft" not in other.get("/records/power/add").get_data(as_text=True)


def test_a_draft_is_forgotten_once_its_form_is_saved_and_not_before(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    keep(client, "/drafts/?form=record.organisation.new")
    sent = {"csrf_token": form_token(client.get("/records/organisation/add")), "draft_key": "record.organisation.new"}
    assert client.post("/records/organisation/add", data=sent).status_code == 422
    assert client.get("/drafts/?form=record.organisation.new", headers=JSON).get_json()
    whole = sent | {"code": "gulou-parks", "name": "鼓楼区园林中心", "body": "section", "region_code": "350102000000"}
    assert client.post("/records/organisation/add", data=whole).status_code == 302
    assert client.get("/drafts/?form=record.organisation.new", headers=JSON).status_code == 404


def test_an_author_throws_his_draft_away(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    keep(client)
    assert keep(client, values="") == 200
    assert client.get(PLACE, headers=JSON).status_code == 404


def test_what_is_no_draft_is_refused(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    for wrong in ("[]", "no JSON", '{"name": "text"}', '{"name": [1]}', json.dumps({"name": ["长" * LARGEST]})):
        assert keep(client, values=wrong) == 422, wrong[:20]
    assert keep(client, f"/drafts/?form={'长' * 200}") == 422
    assert keep(client, "/drafts/") == 422


def test_a_draft_is_kept_under_seal(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    keep(client_of("county_admin"))
    with at_work(site) as session:
        stored = session.scalars(text("SELECT content FROM form_draft")).one()
    assert "广告" not in stored and "name" not in stored


def test_the_oldest_of_too_many_drafts_makes_room(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    for number in range(MOST + 2):
        site.config["SUNSHINE_TEST_NOW"] = NOW + timedelta(seconds=number)
        assert keep(client, f"/drafts/?form=record.power.{number}") == 200
    with at_work(site) as session:
        assert session.scalar(select(func.count()).select_from(FormDraft)) == MOST
    assert client.get("/drafts/?form=record.power.1", headers=JSON).status_code == 404


def test_drafts_of_thirty_days_ago_are_forgotten(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    keep(client_of("county_admin"))
    for days, gone in ((KEPT_DAYS, 0), (KEPT_DAYS + 1, 1)):
        with at_work(site) as session:
            act = platform_act(session, Channel.CLOCK, NOW + timedelta(days=days), county=350100)
            with open_act(act):
                assert forget_old_drafts(act) == {"forgotten": gone}
                session.commit()
