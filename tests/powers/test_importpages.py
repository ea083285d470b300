"""A foreign catalogue comes in on the screen: matched, checked row by row, then taken over whole."""

import io
import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.powers.models import Power
from app.surfaces.database import db
from tests.web import NO_ROLE, form_token, refusal

FOREIGN = (
    "事项编码,事项名称,实施部门,权力类型\n"
    "A-1,建筑垃圾处置核准,鼓楼区城市管理局,1\n"
    "A-22,户外广告审批,鼓楼区城市管理局,1\n"
)


def _hand_in(client: FlaskClient, content: str) -> tuple[str, str]:
    """Hand a sheet in; returns the address of the sheet and its page."""
    token = form_token(client.get("/catalogue/import"))
    file = (io.BytesIO(content.encode("utf-8-sig")), "目录.csv")
    page = client.post("/catalogue/import", data={"csrf_token": token, "file": file}).get_data(as_text=True)
    found = re.search(r'action="(/catalogue/import/[0-9a-f]{32})/check"', page)
    assert found, page[-1500:]
    return found[1], page


def _send(client: FlaskClient, place: str, end: str = "", **form: str) -> str:
    token = form_token(client.get(place))
    answer = client.post(place + end, data={"csrf_token": token, **form}, follow_redirects=True)
    assert answer.status_code == 200, answer.get_data(as_text=True)[-1500:]
    return answer.get_data(as_text=True)


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


def test_a_foreign_sheet_is_matched_checked_taken_over_and_withdrawn(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    foreign = FOREIGN.replace("实施部门", "主管科室")
    place, page = _hand_in(client, foreign)
    form = _chosen(page)
    assert (form["from-name"], form["from-code"]) == ("事项名称", "事项编码")
    form |= {"from-organisation_id": "主管科室", "sheet": "", "heading": "1", "keep_as": "甲系统"}
    checked = _send(client, place, "/check", **form)
    assert "A-22" in checked  # the code follows no pattern: a remark, and it is taken all the same
    assert _count(site) == 0
    taken = _send(client, place)
    assert _count(site) == 2
    again, page = _hand_in(client, foreign)
    assert "甲系统" in page  # the matching that was kept
    _send(client, again, "/check", **{**form, "keep_as": ""})
    _send(client, again)
    assert _count(site) == 2
    assert "/withdraw" in taken
    _send(client, place, "/withdraw", reason="发错了")
    assert _count(site) == 0


def test_departments_that_are_not_here_are_asked_about_and_made(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    place, page = _hand_in(client, FOREIGN.replace("鼓楼区城市管理局", "鼓楼区新设局"))
    assert 'name="ask-create_organisations"' in page and "鼓楼区新设局" in page
    checked = _send(client, place, "/check", **{"asks": "1", "ask-create_organisations": "1"})
    assert 'name="fix-' not in checked
    _send(client, place)
    assert _count(site) == 2


def test_one_faulty_row_keeps_all_out(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    place, page = _hand_in(client, FOREIGN + "A-3,,鼓楼区城市管理局,1\n")
    assert 'name="fix-4-name"' in page
    _send(client, place)
    assert _count(site) == 0
    _send(client, place, "/check", **{"fix-4-name": "临时占道许可"})
    _send(client, place)
    assert _count(site) == 3


def test_a_handler_brings_in_nothing(client_of: Callable[[str], FlaskClient]) -> None:
    assert refusal(client_of("handler").get("/catalogue/import")) == NO_ROLE
