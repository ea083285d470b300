"""A county administrator draws up a change order on the screen and carries it out."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.powers.models import ChangeOrder, Power
from app.surfaces.database import db
from tests.forms import form_values
from tests.web import NO_ROLE, refusal

NEW = "/powers/orders/new"


@pytest.fixture
def code(site: Flask, item: int) -> str:
    """The code of a power in force."""
    with site.app_context():
        found = db.session.get_one(Power, item).code
        db.session.remove()
    return found


def sent(client: FlaskClient, code: str, **changed: str) -> dict[str, str]:
    """Return the filled form of an order that cancels one power."""
    blank = form_values(client.get(NEW).get_data(as_text=True), "document_number")
    return (
        blank
        | {
            "order_kind": "cancel",
            "document_number": "鼓政办〔2026〕9号",
            "title": "关于取消一项职权的决定",
            "effective_on": "2026-09-21",
            "powers": f"{code}\n",
        }
        | changed
    )


def state_of(site: Flask, item: int) -> str:
    """Return the state of a power now."""
    with site.app_context():
        state = str(db.session.get_one(Power, item).state)
        db.session.remove()
    return state


def test_an_order_is_drawn_up_and_carried_out(
    site: Flask, item: int, code: str, client_of: Callable[[str], FlaskClient]
) -> None:
    admin = client_of("county_admin")
    answer = admin.post(NEW, data=sent(admin, code))
    assert answer.status_code == 302 and state_of(site, item) == "in_force"
    page = admin.get(answer.location).get_data(as_text=True)
    assert code in page
    token = form_values(page)
    assert admin.post(answer.location, data={"csrf_token": token["csrf_token"]}).status_code == 302
    assert state_of(site, item) == "cancelled"
    figures = admin.get("/powers/figures?since=2026-09-21&until=2026-09-21").get_data(as_text=True)
    assert "<b>1</b>已取消" in figures
    assert "已取消" in admin.get(answer.location).get_data(as_text=True)


def test_an_order_of_a_later_day_waits_for_the_clock(
    site: Flask, item: int, code: str, client_of: Callable[[str], FlaskClient]
) -> None:
    admin = client_of("county_admin")
    made = admin.post(NEW, data=sent(admin, code, effective_on="2026-12-01"))
    page = admin.get(made.location).get_data(as_text=True)
    assert "到生效日由系统自动执行" in page
    admin.post(made.location, data={"csrf_token": form_values(admin.get(NEW).get_data(as_text=True))["csrf_token"]})
    assert state_of(site, item) == "in_force"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"powers": "GL-XK-9999-99"}, "powers"),
        ({"order_kind": ""}, "order_kind"),
        ({"document_number": " "}, "document_number"),
        ({"effective_on": "soon"}, "effective_on"),
        ({"order_kind": "merge", "successor": "GL-XK-9999-99"}, "successor"),
    ],
)
def test_a_fault_is_told_beside_its_field_and_nothing_is_lost(
    site: Flask, code: str, client_of: Callable[[str], FlaskClient], changed: dict[str, str], field: str
) -> None:
    admin = client_of("county_admin")
    answer = admin.post(NEW, data=sent(admin, code, reason="机构改革", **changed))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="fault-{field}"' in text and "机构改革" in text
    with site.app_context():
        drawn = db.session.scalars(select(ChangeOrder.id).where(ChangeOrder.carried_out_at.is_(None)))
        assert list(drawn) == []
        db.session.remove()


@pytest.mark.parametrize("role", ["handler", "inspector", "organ_head", "village_clerk"])
def test_nobody_else_draws_up_orders(client_of: Callable[[str], FlaskClient], role: str) -> None:
    assert refusal(client_of(role).get(NEW)) == NO_ROLE
