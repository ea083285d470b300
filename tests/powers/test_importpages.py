"""A foreign catalogue comes in on the screen: matched, checked row by row, then taken over whole."""

import io
import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.powers.models import Power
from app.surfaces.database import db
from tests.web import form_token

FOREIGN = (
    "事项编码,事项名称,实施部门,权力类型\n"
    "A-1,建筑垃圾处置核准,鼓楼区城市管理局,1\n"
    "A-22,户外广告审批,鼓楼区城市管理局,1\n"
)


def _hand_in(client: FlaskClient, content: str) -> str:
    token = form_token(client.get("/catalogue/import/"))
    file = (io.BytesIO(content.encode("utf-8-sig")), "目录.csv")
    answer = client.post("/catalogue/import/", data={"csrf_token": token, "file": file})
    assert answer.status_code == 302, answer.get_data(as_text=True)[-1500:]
    return str(answer.location)


def _chosen(page: str) -> dict[str, str]:
    """Return the form as the page proposes it."""
    chosen = {}
    for name, options in re.findall(r'<select id="[^"]+" name="(from-[^"]+)">(.*?)</select>', page, re.S):
        found = re.search(r'<option value="([^"]*)" selected', options)
        chosen[name] = found.group(1) if found else ""
    return chosen


def _count(site: Flask) -> int:
    with site.app_context():
        counted = db.session.scalar(select(func.count()).select_from(Power))
        db.session.remove()
    return int(counted or 0)


def test_a_foreign_sheet_is_matched_checked_and_taken_over(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    place = _hand_in(client, FOREIGN)
    page = client.get(place)
    form = _chosen(page.get_data(as_text=True)) | {"csrf_token": form_token(page)}
    assert form["from-name"] == "事项名称"
    form |= {"from-code": "事项编码", "from-organisation_id": "实施部门", "from-power_type": "权力类型"}
    assert client.post(place, data=form).status_code == 200
    assert _count(site) == 0
    taken = client.post(place, data=form | {"take": "1"})
    assert taken.status_code == 302, taken.get_data(as_text=True)[-3000:]
    assert _count(site) == 2
    client.post(_hand_in(client, FOREIGN), data=form | {"take": "1"})
    assert _count(site) == 2


def test_one_faulty_row_keeps_all_out(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    place = _hand_in(client, FOREIGN + "A-3,,鼓楼区城市管理局,1\n")
    page = client.get(place)
    form = _chosen(page.get_data(as_text=True)) | {"csrf_token": form_token(page), "take": "1"}
    assert client.post(place, data=form).status_code == 200
    assert _count(site) == 0


def test_a_handler_brings_in_nothing(client_of: Callable[[str], FlaskClient]) -> None:
    assert client_of("handler").get("/catalogue/import/").status_code == 403
