"""A flow is read, copied, changed by spreadsheet, paste or BPMN, checked and published on the screen."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.flows.models import FlowState, FlowVersion
from app.kernel.flows.templates import write_templates
from app.kernel.guard import open_act
from app.surfaces.database import db
from tests.web import form_token, refusal


@pytest.fixture
def three_steps(site: Flask) -> int:
    """The id of the published three-step template, owned by the city."""
    with site.app_context():
        session = db.session()
        with open_act(platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"], 350100)) as act:
            pk = write_templates(act)["three_steps"].id
        session.commit()
        db.session.remove()
    return pk


def test_everybody_of_the_inner_net_reads_a_flow(client_of: Callable[[str], FlaskClient], three_steps: int) -> None:
    client = client_of("handler")
    assert client.get("/flows/").status_code == 200
    assert client.get(f"/flows/{three_steps}").status_code == 200
    assert client.get(f"/flows/{three_steps}/flow.svg").mimetype == "image/svg+xml"
    assert client_of("village_clerk").get("/flows/").status_code == 403


def _copy(site: Flask, client: FlaskClient, three_steps: int) -> int:
    token = form_token(client.get(f"/flows/{three_steps}"))
    client.post(f"/flows/{three_steps}", data={"csrf_token": token, "action": "copy"})
    with site.app_context():
        pk = db.session.scalars(select(FlowVersion.id).where(FlowVersion.state == FlowState.DRAFT)).one()
        db.session.remove()
    return int(pk)


@pytest.mark.parametrize("form", ["xlsx", "bpmn"])
def test_a_version_goes_out_and_comes_back_the_same(
    site: Flask, client_of: Callable[[str], FlaskClient], three_steps: int, form: str
) -> None:
    client = client_of("city_admin")
    draft = _copy(site, client, three_steps)
    with client.get(f"/flows/{draft}/flow.{form}") as answer:
        file = (io.BytesIO(answer.get_data()), f"flow.{form}")
    token = form_token(client.get(f"/flows/{draft}"))
    sent = client.post(f"/flows/{draft}", data={"csrf_token": token, "action": "edit", "file": file})
    assert sent.status_code == 302, sent.get_data(as_text=True)[-2000:]
    assert client.post(f"/flows/{draft}", data={"csrf_token": token, "action": "publish"}).status_code == 302
    with site.app_context():
        old, new = (db.session.get_one(FlowVersion, pk) for pk in (three_steps, draft))
        assert new.state == FlowState.PUBLISHED
        assert [s.name for s in new.steps] == [s.name for s in old.steps]
        assert {(t.from_code, t.action, t.to_code) for t in new.transitions} == {
            (t.from_code, t.action, t.to_code) for t in old.transitions
        }
        db.session.remove()


def test_faulty_rows_are_named_and_kept_in_the_form(
    site: Flask, client_of: Callable[[str], FlaskClient], three_steps: int
) -> None:
    client = client_of("city_admin")
    draft = _copy(site, client, three_steps)
    token = form_token(client.get(f"/flows/{draft}"))
    body = {"csrf_token": token, "action": "edit", "steps_rows": "nonsense\there\n1\t2", "ways_rows": "a\tb\n1\t2"}
    answer = client.post(f"/flows/{draft}", data=body)
    assert answer.status_code == 422
    assert "nonsense" in answer.get_data(as_text=True)


def test_a_county_administrator_cannot_change_the_citys_flow(
    client_of: Callable[[str], FlaskClient], three_steps: int
) -> None:
    client = client_of("county_admin")
    token = form_token(client.get(f"/flows/{three_steps}"))
    answer = client.post(f"/flows/{three_steps}", data={"csrf_token": token, "action": "copy"})
    assert refusal(answer) == (422, "该流程属于其他县区或市级，请复制为本县区的流程。")
