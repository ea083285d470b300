"""What a citizen and an officer do on the screens, without a browser."""

import re

from flask.testing import FlaskClient
from stdnum.cn import ric

from tests.web import form_token

NUMBER = "35010219850101000"
IDENTITY = NUMBER + ric.calc_check_digit(NUMBER + "0")


def hidden_fields(page: str) -> dict[str, str]:
    """Return what a form of the page sends without being asked."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def apply(client: FlaskClient, item: int) -> str:
    """Apply with a wrong number first, then with the right one; returns the query code."""
    place = f"/portal/items/{item}/apply"
    page = client.get(place)
    filled = {
        "kind": "person",
        "name": "林小燕",
        "identity": IDENTITY[:-1] + ("1" if IDENTITY[-1] != "1" else "2"),
        "phone": "13800001234",
        "form-place": "津泰路98号门前",
        "form-kind": "施工",
    }
    answer = client.post(place, data=hidden_fields(page.get_data(as_text=True)) | filled)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "津泰路98号门前" in text  # nothing typed is lost
    answer = client.post(place, data=hidden_fields(text) | filled | {"identity": IDENTITY})
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    receipt = client.get(answer.location).get_data(as_text=True)
    found = re.search(r"[A-Z0-9]{4}-?[A-Z0-9]{4}-?[A-Z0-9]{4}(-?[A-Z0-9]{4})?", re.sub(r"csrf.*", "", receipt))
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
