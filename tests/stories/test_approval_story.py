"""From the citizen's phone to the published result, over the screens, and on to the inspector's queue."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.approvals.models import Case, State
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.surfaces.database import db
from tests.citizen import apply, do
from tests.web import RunningProgram, form_token


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
    do(client_of("window"), case, "accept", accept_missing="1")
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
    wrong = stranger.post("/portal/progress", data={"csrf_token": form_token(page), "code": code, "tail": "0000"})
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
    do(client_of("window"), case, "accept", accept_missing="1")
    site.config["SUNSHINE_TEST_NOW"] += timedelta(days=60)
    with site.app_context():
        act = platform_act(db.session(), Channel.CLOCK, site.config["SUNSHINE_TEST_NOW"], 350102)
        with open_act(act):
            sweep(act)
        db.session.commit()
        alert = db.session.scalars(select(Alert.id).where(Alert.point == "A5.statutory")).one()
        db.session.remove()
    inspector = client_of("inspector")
    assert f"/supervision/alerts/{alert}" in inspector.get("/supervision/alerts/?open=1").get_data(as_text=True)
    for action, values in (("assign", {}), ("verify", {"text": "属实"}), ("close", {"text": "已督促办结并通报"})):
        page = inspector.get(f"/supervision/alerts/{alert}")
        number = re.search(r'name="edit_number" value="(\d+)"', page.get_data(as_text=True))
        sent = {"csrf_token": form_token(page), "edit_number": number.group(1) if number else ""} | values
        assert inspector.post(f"/supervision/alerts/{alert}/{action}", data=sent).status_code == 302, action
    with site.app_context():
        assert db.session.get_one(Alert, alert).state == "closed"
        db.session.remove()
