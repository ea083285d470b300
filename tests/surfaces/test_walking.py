"""Working through a list: next and previous in its order, and where an act leads."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.approvals.models import Case
from app.kernel.calendar import ONE_DAY
from app.supervision.models import Alert, FollowUp
from app.supervision.operations.follow_ups import ask_follow_up
from tests.citizen import apply
from tests.conftest import NOW
from tests.penalties.test_case_pages import registered
from tests.supervision.building import Builder
from tests.supervision.test_alert_page import on_site
from tests.supervision.test_queue import write_alerts
from tests.web import RunningProgram, at_work, form_token

pytestmark = pytest.mark.both_engines
ClientOf = Callable[[str], FlaskClient]


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def rows(page: str) -> list[str]:
    """Return where the rows of a list lead."""
    return re.findall(r'<td class="main-cell"[^>]*>(?:<span>)?<a href="([^"]+)"', page)


def beside(page: str) -> dict[str, str]:
    """Return the neighbours that a page names, by their key."""
    return {key: address for address, key in re.findall(r'<a href="([^"]+)" data-key="(\w)"', page)}


def act(client: FlaskClient, page_at: str, post_at: str, **values: str) -> Any:
    """Send the form of an act as the page holds it."""
    page = client.get(page_at)
    text = unescape(page.get_data(as_text=True))
    number = re.search(r'name="edit_number" value="(\d+)"', text)
    asked = re.search(r'name="list" value="([^"]*)"', text)
    sent = {"csrf_token": form_token(page), "edit_number": number.group(1) if number else ""} | values
    return client.post(post_at, data=sent | ({"list": asked.group(1)} if asked else {}))


@pytest.fixture
def cases(site: Flask, item: int) -> list[int]:
    """Three applications that wait at the window."""
    for _ in range(3):
        apply(site.test_client(), item)
    with at_work(site) as session:
        return list(session.scalars(select(Case.id).order_by(Case.id)))


def accept(client: FlaskClient, address: str) -> Any:
    return act(client, address, address.partition("?")[0] + "/accept", accept_missing="1")


def test_the_cases_of_a_desk_are_walked_through_in_its_order(cases: list[int], client_of: ClientOf) -> None:
    window = client_of("window")
    listed = rows(text_of(window, "/cases/desk"))
    assert listed == [f"/cases/{pk}?list=" for pk in cases]
    first, middle, last = (beside(text_of(window, address)) for address in listed)
    assert first == {"j": listed[1]}
    assert middle == {"k": listed[0], "j": listed[2]}
    assert last == {"k": listed[1]}
    assert beside(text_of(window, f"/cases/{cases[1]}")) == {}


def test_an_act_leads_to_the_next_case_with_a_way_back_and_at_last_to_the_list(
    cases: list[int], client_of: ClientOf
) -> None:
    window = client_of("window")
    listed = rows(text_of(window, "/cases/desk"))
    for here, following in zip(listed, [*listed[1:], "/cases/desk"], strict=True):
        answer = accept(window, here)
        assert answer.status_code == 302 and answer.location == following
        shown = text_of(window, following)
        assert f'<a href="{here}">' in shown
    assert rows(shown) == []


def test_whoever_came_from_no_list_stays_with_the_case(cases: list[int], client_of: ClientOf) -> None:
    assert accept(client_of("window"), f"/cases/{cases[0]}").location == f"/cases/{cases[0]}"


def test_the_case_stays_where_its_next_usual_step_is_ones_own_too(cases: list[int], client_of: ClientOf) -> None:
    window, handler = client_of("window"), client_of("handler")
    for pk in cases[:2]:
        accept(window, f"/cases/{pk}")
    here, following = rows(text_of(handler, "/cases/desk"))
    assert act(handler, here, here.partition("?")[0] + "/take").location == here
    answers = {"opinion": "符合条件，拟同意。", "condition-C1": "1"}
    assert act(handler, here, here.partition("?")[0] + "/pass_on", **answers).location == following


def test_a_narrowed_list_is_walked_as_it_is_narrowed_and_a_refused_act_keeps_it(
    cases: list[int], client_of: ClientOf
) -> None:
    window = client_of("window")
    listed = rows(text_of(window, "/cases/desk?q=林小燕&light=green"))
    assert len(listed) == 3 and all("list=q%3D" in address and "light%3Dgreen" in address for address in listed)
    refused = act(window, listed[0], f"/cases/{cases[0]}/refuse_to_accept", reason="")
    assert refused.status_code == 422
    assert beside(unescape(refused.get_data(as_text=True))) == {"j": listed[1]}
    assert beside(text_of(window, f"/cases/{cases[0]}?list=q%3Dnobody")) == {}


@pytest.mark.parametrize("asked", ["_scheme%3Dftp", "after%3Dx_y", "q%3D%2500", "page%3D%C2%B2", "a" * 900])
def test_a_broken_list_in_an_address_breaks_no_page(cases: list[int], client_of: ClientOf, asked: str) -> None:
    assert "case-band" in text_of(client_of("window"), f"/cases/{cases[0]}?list={asked}")


def test_penalty_cases_are_walked_through_alike(program: RunningProgram) -> None:
    first = registered(program)
    client = first.as_("enforcement_officer")
    page = client.get("/enforcement/new")
    sent = {"csrf_token": form_token(page), "source": "inspection", "party_kind": "organisation"}
    told = {
        "party_name": "福州市建工有限公司",
        "place": "六一路工地",
        "facts_text": "未覆盖裸土",
        "acted_on": "2026-09-01",
    }
    assert client.post("/enforcement/new", data=sent | told).status_code == 302
    listed = rows(text_of(client, "/enforcement/"))
    assert len(listed) == 2
    assert beside(text_of(client, listed[0])) == {"j": listed[1]}
    head = first.as_("organ_head")
    left = act(head, listed[0], listed[0].partition("?")[0] + "/decline", reason="不属于本机关管辖")
    assert left.location == listed[1]
    assert f'<a href="{listed[0]}">' in text_of(head, listed[1])


def test_follow_ups_are_walked_through_alike(site: Flask, client_of: ClientOf) -> None:
    made: Builder
    for made in on_site(site):
        for number, code in enumerate(("approval", "penalty")):
            [pk] = write_alerts(made, 1, state="assigned", subject_kind=code)
            asking = made.acting_as("inspector", at=NOW + number * ONE_DAY)
            ask_follow_up(asking, made.session.get_one(Alert, pk), f"请说明{code}")
    head = client_of("organ_head")
    listed = rows(text_of(head, "/supervision/follow-ups/"))
    assert [address.partition("?")[0] for address in listed] == [
        f"/supervision/follow-ups/{pk}" for pk in _follow_ups(site)
    ]
    answer = act(
        head, listed[0], listed[0].partition("?")[0], action="reply", reply="外出培训。", measures="建立AB岗。"
    )
    assert answer.location == listed[1]
    assert f'<a href="{listed[0]}">' in text_of(head, listed[1])


def _follow_ups(site: Flask) -> list[int]:
    with at_work(site) as session:
        return list(session.scalars(select(FollowUp.id).order_by(FollowUp.due_on, FollowUp.id.desc())))
