"""The case page: a correction on the spot asks the item's own form, each field of its own kind."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.approvals.models import Case
from app.surfaces.database import db
from tests.citizen import apply, do
from tests.web import form_token


@pytest.fixture
def window(site: Flask, item: int, client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    """The window, with one application to look at."""
    apply(site.test_client(), item)
    return client_of("window")


def form_of(site: Flask) -> tuple[int, dict[str, str]]:
    """Return id and form of the only case."""
    with site.app_context():
        case = db.session.scalars(select(Case)).one()
        found = (case.id, dict(case.form))
        db.session.remove()
    return found


def test_a_choice_is_asked_as_a_choice_and_shows_what_was_chosen(site: Flask, window: FlaskClient) -> None:
    pk, _form = form_of(site)
    page = window.get(f"/cases/{pk}").get_data(as_text=True)
    assert re.search(r'<input type="radio"[^>]*name="form-kind" value="施工" checked', page)
    assert re.search(r'name="form-place"[^>]*value="津泰路98号门前"', page)


def test_a_field_is_corrected_on_the_spot_and_the_others_stay(site: Flask, window: FlaskClient) -> None:
    pk, _form = form_of(site)
    do(window, pk, "fix_on_spot", **{"form-place": "津泰路98号北侧", "form-kind": "施工"})
    assert form_of(site)[1] == {"place": "津泰路98号北侧", "kind": "施工"}


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(site: Flask, window: FlaskClient) -> None:
    pk, before = form_of(site)
    page = window.get(f"/cases/{pk}")
    sent = {"csrf_token": form_token(page), "form-place": "", "form-kind": "活动"}
    answer = window.post(f"/cases/{pk}/fix_on_spot", data=sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="fault-form-place"' in text.replace("fault-act-fix_on_spot-", "fault-")
    assert re.search(r'name="form-kind" value="活动" checked', text)
    assert form_of(site)[1] == before
