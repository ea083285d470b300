"""The line of an alert is read in the language of its reader, on its page, in the queue and in the exported sheet."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from tests.approvals.cases import Story
from tests.conftest import NOW
from tests.web import at_work
from tests.world import World

CHINESE, ENGLISH = "超过法定时限", "Statutory limit exceeded"


@pytest.fixture
def overdue(site: Flask) -> int:
    """The id of the alert about a case that was accepted in July and never decided."""
    with at_work(site) as session:
        story = Story(session, World(session))
        with open_act(story.by("window", "2026-07-01")):
            story.accepted("2026-07-01", key="forgotten")
        act = platform_act(session, Channel.CLOCK, NOW)
        with open_act(act):
            sweep(act)
        session.commit()
        return session.scalars(select(Alert.id).where(Alert.point == "A5.statutory")).one()


def sheet_of(client: FlaskClient) -> str:
    rows = load_workbook(BytesIO(client.get("/supervision/alerts/export").get_data())).active
    return "\n".join(str(cell) for row in rows.iter_rows(values_only=True) for cell in row)


def test_the_line_of_an_alert_is_in_the_language_of_its_reader(
    site: Flask, client_of: Callable[[str], FlaskClient], overdue: int
) -> None:
    client = client_of("inspector")
    for language, shown, hidden in (("zh", CHINESE, ENGLISH), ("en", ENGLISH, CHINESE)):
        client.get(f"/language/{language}?next=/")
        for text in (
            client.get(f"/supervision/alerts/{overdue}").get_data(as_text=True),
            client.get("/supervision/alerts/").get_data(as_text=True),
            sheet_of(client),
        ):
            assert f"· {shown}" in text
            assert f"· {hidden}" not in text


def test_an_alert_that_was_kept_without_its_fact_is_shown_as_it_stands(
    site: Flask, client_of: Callable[[str], FlaskClient], overdue: int
) -> None:
    with at_work(site) as session:
        with open_act(platform_act(session, Channel.CLOCK, NOW)):
            session.get_one(Alert, overdue).fact = ""
            session.flush()
        session.commit()
    client = client_of("inspector")
    client.get("/language/en?next=/")
    assert f"· {CHINESE}" in client.get(f"/supervision/alerts/{overdue}").get_data(as_text=True)
