"""A county's own point on the screens: written without code, tried, switched on, and read by its inspectors."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.approvals.models import Case
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.points import POINTS
from app.kernel.terms import WATCHED
from app.supervision.models import Alert
from app.supervision.own.models import OwnPoint, OwnPointState
from app.supervision.own.watching import own_points
from app.supervision.scanning import sweep
from tests.approvals.cases import Story
from tests.web import at_work, form_token, refusal
from tests.world import World

PLACE = "/supervision/own-points/"
SAID = {
    "title": "受理已久未作决定",
    "watched": "approval",
    "severity": "2",
    "nature": "2",
    "basis": "《行政许可法》第四十二条",
    "explanation": "询问承办人。",
    "conditions-0-term": "accepted",
    "conditions-0-is": "older",
    "conditions-0-value": "30",
    "conditions-1-term": "decided",
    "conditions-1-is": "empty",
}


@pytest.fixture
def forgotten(site: Flask) -> Flask:
    """The site with a case that was accepted in July and then forgotten."""
    with at_work(site) as session:
        story = Story(session, World(session))
        with open_act(story.by("window", "2026-07-01")):
            story.accepted("2026-07-01", key="forgotten")
        session.commit()
    return site


def send(client: FlaskClient, place: str, **values: str) -> TestResponse:
    return client.post(place, data={"csrf_token": form_token(client.get(f"{PLACE}new?watched=approval")), **values})


def write(client: FlaskClient, **changes: str) -> str:
    """Write a point and return the address of its page."""
    answer = send(client, f"{PLACE}new", **(SAID | changes))
    assert answer.status_code == 302, re.findall(r'class="fault"[^>]*>([^<]+)', answer.get_data(as_text=True))
    return str(answer.location)


def test_a_point_is_written_tried_switched_on_and_finds_what_it_was_written_for(
    forgotten: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("inspector")
    page = write(client)
    shown = client.get(page).get_data(as_text=True)
    assert "受理已久未作决定" in shown
    assert f"{page}/on" not in shown
    assert send(client, f"{page}/try", since="2026-01-01").status_code == 302
    shown = client.get(page).get_data(as_text=True)
    assert f"{page}/on" in shown
    with at_work(forgotten) as session:
        case = session.scalars(select(Case)).one()
        assert re.search(rf'<a href="[^"]*{case.id}">[^<]*{re.escape(case.number)}', shown)
    assert send(client, f"{page}/on", reason="专项监察").status_code == 302
    with at_work(forgotten) as session:
        act = platform_act(session, Channel.CLOCK, forgotten.config["SUNSHINE_TEST_NOW"], county=350102)
        with open_act(act):
            sweep(act, own_points(act.session))
        session.commit()
        alert = session.scalars(select(Alert).where(Alert.point.startswith("OWN."))).one().id
    text = client.get(f"/supervision/alerts/{alert}").get_data(as_text=True)
    assert "受理已久未作决定" in text
    assert "询问承办人。" in text
    queue = client.get("/supervision/alerts/?point=OWN.350102.1").get_data(as_text=True)
    assert "受理已久未作决定" in queue
    assert send(client, f"{page}/off", reason="已整改").status_code == 302
    with at_work(forgotten) as session:
        assert session.scalars(select(OwnPoint.state)).one() == OwnPointState.OFF


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"conditions-0-value": "viele"}, "fault-conditions-0-value"),
        ({"conditions-0-is": "contains"}, "fault-conditions-0-is"),
        ({"title": ""}, "in-title"),
    ],
)
def test_a_wrong_cell_is_told_beside_it_and_nothing_typed_is_lost(
    site: Flask, client_of: Callable[[str], FlaskClient], change: dict[str, str], at: str
) -> None:
    client = client_of("county_admin")
    answer = send(client, f"{PLACE}new", **(SAID | change))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert at in text
    assert "询问承办人。" in text
    assert "《行政许可法》第四十二条" in text
    with at_work(site) as session:
        assert session.scalars(select(OwnPoint)).all() == []


def test_a_draft_comes_back_into_its_form_and_a_watching_one_gets_a_next_version(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    page = write(client)
    form = client.get(f"{page}/edit").get_data(as_text=True)
    assert 'value="30"' in form
    send(client, f"{page}/try", since="2026-01-01")
    send(client, f"{page}/on", reason="x")
    assert send(client, f"{page}/edit", **(SAID | {"title": "新标题"})).status_code == 302
    with at_work(site) as session:
        point = session.scalars(select(OwnPoint)).one()
        assert [version.title for version in point.versions] == ["受理已久未作决定", "新标题"]
        assert point.watching_id == point.versions[0].id


def test_alternatives_come_back_into_the_form_and_stand_in_one_line(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    page = write(client, **{"conditions-1-joined": "or"})
    form = client.get(f"{page}/edit").get_data(as_text=True)
    assert '<option value="or" selected>' in form
    shown = client.get(page).get_data(as_text=True)
    assert re.search(r"<li>[^<]*，或者[^<]*</li>", shown)


def test_it_is_asked_first_which_cases_and_only_their_terms_are_offered(
    client_of: Callable[[str], FlaskClient],
) -> None:
    client = client_of("county_admin")
    asked = client.get(f"{PLACE}new").get_data(as_text=True)
    assert "conditions-0-term" not in asked
    for watched in WATCHED:
        assert f"{PLACE}new?watched={watched.kind}" in asked
        form = client.get(f"{PLACE}new?watched={watched.kind}").get_data(as_text=True)
        offered = re.search(r'name="conditions-0-term"[^>]*>(.*?)</select>', form)
        assert offered is not None
        assert set(re.findall(r'value="([^"]+)"', offered[1])) == {term.name for term in watched.terms}
    answer = send(client, f"{PLACE}new", **(SAID | {"watched": "ledger"}))
    assert answer.status_code == 422 and 'href="#in-watched"' in answer.get_data(as_text=True)


def test_every_row_but_the_first_says_and_and_one_that_holds_nothing_else_is_empty(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    form = client.get(f"{PLACE}new?watched=approval").get_data(as_text=True)
    joins = re.findall(r'name="conditions-\d-joined"[^>]*><option value="([^"]*)"', form)
    assert joins == ["", "and", "and"]
    write(client, **{"conditions-1-joined": "and", "conditions-2-joined": "and", "conditions-5-joined": "or"})
    with at_work(site) as session:
        assert len(session.scalars(select(OwnPoint)).one().newest.conditions) == 2
    answer = send(client, f"{PLACE}new", **(SAID | {"title": "", "conditions-2-joined": "and"}))
    assert answer.get_data(as_text=True).count("data-row-number") == 5  # two rows and three empty ones


@pytest.mark.parametrize("role", ["auditor", "leader"])
def test_others_read_and_do_not_write(client_of: Callable[[str], FlaskClient], role: str) -> None:
    page = write(client_of("inspector"))
    client = client_of(role)
    assert client.get(PLACE).status_code == 200
    assert f"{page}/edit" not in client.get(page).get_data(as_text=True)
    assert client.get(f"{page}/edit").status_code == 403
    assert client.get(f"{PLACE}new").status_code == 403


def test_an_act_that_does_not_exist_and_an_impossible_day_are_told(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("inspector")
    page = write(client)
    assert refusal(send(client, f"{page}/burn")) == (404, "没有该操作。")
    for action, since, told in (("try", "2026-02-30", "请填写日期，例如 2026-11-23。"), ("try", "9999-01-01", "9999")):
        answer = send(client, f"{page}/{action}", since=since)
        assert answer.status_code == 422 and told in answer.get_data(as_text=True), action


def test_the_command_lists_and_tries_a_countys_point(forgotten: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("inspector")
    page = write(client)
    send(client, f"{page}/try", since="2026-01-01")
    send(client, f"{page}/on", reason="x")
    runner = forgotten.test_cli_runner()
    assert "OWN.350102.1" in runner.invoke(args=["points", "--json"]).output
    tried = runner.invoke(args=["points", "back-test", "OWN.350102.1", "--since", "2026-01-01", "--json"])
    assert '"count": 1' in tried.output


def test_every_point_stands_on_one_page_of_the_list(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("inspector")
    chips = re.findall(
        r'href="(/supervision/points/\?section=\w+)"', client.get("/supervision/points/").get_data(as_text=True)
    )
    assert len(chips) > 6
    pages = [client.get(chip) for chip in chips]
    texts = [page.get_data(as_text=True) for page in pages]
    for point in POINTS:
        assert sum(f"/supervision/points/{point.code}" in text for text in texts) == 1, point.code
