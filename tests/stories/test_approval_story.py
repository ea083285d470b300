"""From the citizen's phone to the published result, over the screens, and on to the inspector's queue."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from stdnum.cn import ric

from app.approvals.models import Case, State
from app.kernel.act import Channel, platform_act
from app.kernel.flows.templates import write_templates
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from app.powers.models import PowerType
from app.powers.operations import draft_power, edit_draft, publish_version
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.surfaces.database import db
from tests.web import RunningProgram, form_token

NUMBER = "35010219850101000"
IDENTITY = NUMBER + ric.calc_check_digit(NUMBER + "0")


@pytest.fixture
def item(site: Flask) -> int:
    """A published item whose own form has a field called ``kind``, as the applicant's has."""
    with site.app_context():
        session = db.session()
        with open_act(
            platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"], 350102)
        ) as act:
            flow = write_templates(act)["three_steps"]
            organ = session.scalars(select(Organisation).where(Organisation.code == "gulou-urban")).one()
            power = draft_power(act, organ, "临时占用城市道路审批", PowerType.LICENCE)
            version = edit_draft(
                act, power,
                {
                    "name": "临时占用城市道路审批", "legal_basis": [{"law": "城市道路管理条例", "article": "第三十一条"}],
                    "conditions": [{"code": "C1", "text": "不影响消防"}],
                    "materials": [{"code": "M1", "name": "平面图", "required": True}],
                    "form": [{"name": "place", "label": "路段", "required": True},
                             {"name": "kind", "label": "用途", "input": "choice", "choices": ["施工", "活动"], "required": True}],
                    "statutory_days": 20, "promised_days": 10, "place": "津泰路98号", "phone": "0591-87550101",
                    "flow_version_id": flow.id,
                },
            )  # fmt: skip
            publish_version(act, version, "鼓政办〔2026〕1号")
            pk = power.id
        session.commit()
        db.session.remove()
    return int(pk)


def _form(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def apply(client: FlaskClient, item: int) -> str:
    """Apply with a wrong number first, then with the right one; returns the query code."""
    place = f"/portal/items/{item}/apply"
    page = client.get(place)
    filled = {
        "kind": "person", "name": "林小燕", "identity": IDENTITY[:-1] + ("1" if IDENTITY[-1] != "1" else "2"),
        "phone": "13800001234", "form-place": "津泰路98号门前", "form-kind": "施工",
    }  # fmt: skip
    answer = client.post(place, data=_form(page.get_data(as_text=True)) | filled)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "津泰路98号门前" in text  # nothing typed is lost
    answer = client.post(place, data=_form(text) | filled | {"identity": IDENTITY})
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    receipt = client.get(answer.location).get_data(as_text=True)
    found = re.search(
        r"[A-Z0-9]{4}-?[A-Z0-9]{4}-?[A-Z0-9]{4}(-?[A-Z0-9]{4})?", re.sub(r"csrf.*", "", receipt)
    )
    assert found is not None
    return found.group(0)


def do(client: FlaskClient, case: int, act: str, **values: str) -> None:
    """Carry out one act on the case page."""
    page = client.get(f"/cases/{case}")
    assert page.status_code == 200
    number = re.search(r'name="edit_number" value="(\d+)"', page.get_data(as_text=True))
    sent = {"csrf_token": form_token(page), "edit_number": number.group(1) if number else ""} | values
    answer = client.post(f"/cases/{case}/{act}", data=sent)
    assert answer.status_code == 302, (
        act,
        re.findall(r"note error.*?<p>(.*?)</p>", answer.get_data(as_text=True), re.S),
    )


def _case(site: Flask) -> int:
    with site.app_context():
        pk = db.session.scalars(select(Case.id)).one()
        db.session.remove()
    return int(pk)


def _state(site: Flask) -> str:
    with site.app_context():
        state = db.session.scalars(select(Case.state)).one()
        db.session.remove()
    return str(state)


def test_a_citizen_applies_and_gets_the_licence(
    site: Flask, item: int, client_of: Callable[[str], FlaskClient]
) -> None:
    citizen = site.test_client()
    code = apply(citizen, item)
    case = _case(site)
    assert "临时占用" in client_of("window").get("/cases/desk").get_data(as_text=True)
    do(client_of("window"), case, "accept")
    do(client_of("handler"), case, "take")
    do(client_of("handler"), case, "pass_on", opinion="符合条件，拟同意。", **{"condition-C1": "1"})
    refused = client_of("handler").post(
        f"/cases/{case}/grant", data={"csrf_token": form_token(client_of("handler").get("/"))}
    )
    assert refused.status_code in (400, 403)
    do(client_of("organ_head"), case, "grant", opinion="同意")
    do(client_of("window"), case, "deliver", way="window", proof="本人签收")
    assert _state(site) in (State.CLOSED, State.PUBLISHED)
    stranger = site.test_client()
    page = stranger.get("/portal/progress")
    wrong = stranger.post(
        "/portal/progress", data={"csrf_token": form_token(page), "code": code, "tail": "0000"}
    )
    assert wrong.status_code == 404
    shown = citizen.get("/portal/progress").get_data(as_text=True)
    assert "林小燕" not in shown
    token = form_token(citizen.get("/portal/progress"))
    assert citizen.post("/portal/progress/rate", data={"csrf_token": token, "stars": "5"}).status_code == 302


def test_a_forgotten_case_reaches_the_inspectors_queue(
    program: RunningProgram, site: Flask, item: int, client_of: Callable[[str], FlaskClient]
) -> None:
    apply(site.test_client(), item)
    case = _case(site)
    do(client_of("window"), case, "accept")
    site.config["SUNSHINE_TEST_NOW"] += timedelta(days=60)
    with site.app_context():
        act = platform_act(db.session(), Channel.CLOCK, site.config["SUNSHINE_TEST_NOW"], 350102)
        with open_act(act):
            sweep(act)
        db.session.commit()
        alert = db.session.scalars(select(Alert.id).where(Alert.point == "A5.statutory")).one()
        db.session.remove()
    inspector = client_of("inspector")
    assert f"/supervision/alerts/{alert}" in inspector.get("/supervision/alerts/?open=1").get_data(
        as_text=True
    )
    for action, values in (
        ("assign", {}),
        ("verify", {"text": "属实"}),
        ("close", {"text": "已督促办结并通报"}),
    ):
        page = inspector.get(f"/supervision/alerts/{alert}")
        number = re.search(r'name="edit_number" value="(\d+)"', page.get_data(as_text=True))
        sent = {"csrf_token": form_token(page), "edit_number": number.group(1) if number else ""} | values
        assert inspector.post(f"/supervision/alerts/{alert}/{action}", data=sent).status_code == 302, action
    with site.app_context():
        assert db.session.get_one(Alert, alert).state == "closed"
        db.session.remove()
