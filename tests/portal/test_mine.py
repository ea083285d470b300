"""My applications: with the telephone and the code of one of them, all of that applicant, and nobody else's."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from stdnum.cn import ric

from app.approvals.models import Case
from app.surfaces.database import db
from tests.citizen import IDENTITY, hidden_fields
from tests.portal.test_correcting import PDF

OTHER = "35010219850202000"
OTHER += ric.calc_check_digit(OTHER + "0")
Apply = Callable[..., str]


@pytest.fixture
def applied(site: Flask, item: int) -> Apply:
    """Apply as a person with a telephone; returns the query code."""

    def made(identity: str = IDENTITY, phone: str = "13800001234", place: str = "津泰路") -> str:
        citizen = site.test_client()
        where = f"/portal/items/{item}/apply"
        filled = {"kind": "person", "name": "林小燕", "identity": identity, "phone": phone}
        sent = hidden_fields(citizen.get(where).get_data(as_text=True)) | filled
        sent |= {"form-place": place, "form-kind": "施工"}
        citizen.post(where, data={**sent, "paper-M1": (io.BytesIO(PDF), "平面图.pdf")})
        with citizen.session_transaction() as cookie:
            return str(cookie["receipt"]["code"])

    return made


def ask(client: FlaskClient, code: str, phone: str) -> str:
    """Ask for the list; returns the page that comes."""
    sent = hidden_fields(client.get("/portal/mine?other=1").get_data(as_text=True))
    return client.post("/portal/mine", data=sent | {"code": code, "phone": phone}, follow_redirects=True).get_data(
        as_text=True
    )


def listed(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'href="/portal/mine/(\d+)"', page)]


def numbers(site: Flask, *codes: str) -> list[int]:
    with site.app_context():
        found = {one.query_code: one.id for one in db.session.query(Case)}
        db.session.remove()
    return [found[code] for code in codes]


def test_one_code_and_the_telephone_show_all_and_only_ones_own(site: Flask, applied: Apply) -> None:
    first, second = applied(), applied(place="五四路")
    foreign = applied(identity=OTHER)  # the same telephone, another person
    moved = applied(phone="13900005678")  # the same person, under a telephone that was not given
    client = site.test_client()
    page = ask(client, first, "138 0000 1234")
    assert listed(page) == numbers(site, second, first)
    [hidden] = numbers(site, foreign)
    [apart] = numbers(site, moved)
    for pk in (hidden, apart):
        assert client.get(f"/portal/mine/{pk}").status_code == 404
    opened = client.get(f"/portal/mine/{listed(page)[0]}", follow_redirects=True)
    assert "五四路" in opened.get_data(as_text=True) or opened.request.path == "/portal/progress"
    with client.session_transaction() as cookie:
        assert cookie["receipt"]["code"] == second
        assert "13800001234" not in str(dict(cookie))  # the telephone stays out of what the browser keeps


def test_the_last_four_digits_are_not_enough_for_the_list(site: Flask, applied: Apply) -> None:
    code = applied()
    client = site.test_client()
    for phone in ("1234", "", "13900001234", "none"):
        page = ask(client, code, phone)
        assert listed(page) == []
        assert "没有" in page
        assert code in page  # what was typed stays


def test_who_has_asked_for_nothing_opens_nothing(site: Flask, applied: Apply) -> None:
    [pk] = numbers(site, applied())
    stranger = site.test_client()
    assert stranger.get(f"/portal/mine/{pk}").status_code == 404
    assert "/portal/mine/" not in stranger.get("/portal/mine").get_data(as_text=True)
