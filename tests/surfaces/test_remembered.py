"""What a process remembers is true until something is recorded, and is never somebody else's."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.kernel.act import Channel, platform_act
from app.kernel.audit import Subject, record
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from app.powers.models import Power
from app.surfaces.acts import acting, command_act
from app.surfaces.pages import remembered_page
from app.surfaces.remembered import remembered
from tests.conftest import NOW
from tests.web import at_work

pytestmark = pytest.mark.both_engines
SUBJECT = Subject("test", 1, 350102)


def test_what_was_read_is_read_again_after_an_act_of_another_process(site: Flask) -> None:
    reads: list[int] = []

    def ask() -> int:
        with site.test_request_context():
            return remembered(lambda: reads.append(len(reads)) or len(reads), "asked")

    assert [ask(), ask()] == [1, 1]
    with at_work(site) as session:  # another process knows nothing of this one's memory
        act = platform_act(session, Channel.COMMAND, NOW, 350102)
        with open_act(act):
            record(act, "test.done", SUBJECT)
        session.commit()
    assert [ask(), ask()] == [2, 2]


def test_nothing_is_remembered_of_an_act_that_is_taken_back(site: Flask) -> None:
    with site.test_request_context():
        assert remembered(lambda: "before", "value") == "before"
        with pytest.raises(RuntimeError), acting(county=350102) as act:
            record(act, "test.done", SUBJECT)
            assert remembered(lambda: "within", "value") == "within"
            raise RuntimeError
        assert remembered(lambda: "after", "value") == "before"
        with command_act(county=350102) as act:
            record(act, "test.done", SUBJECT)
        assert remembered(lambda: "after", "value") == "after"


def statements(client: FlaskClient, address: str) -> tuple[int, str]:
    """Return how many statements a page takes, and the page."""
    seen: list[str] = []
    event.listen(Engine, "before_cursor_execute", listener := lambda *given: seen.append(given[2]))
    try:
        answer = client.get(address)
    finally:
        event.remove(Engine, "before_cursor_execute", listener)
    assert answer.status_code == 200
    return len(seen), answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/portal/", "/portal/items/", "/portal/search?q=广告", "/portal/villages/"])
def test_a_public_page_is_written_once_and_again_after_a_change(site: Flask, address: str) -> None:
    client = site.test_client()
    statements(client, address)
    again, page = statements(client, address)
    assert again == 1
    with at_work(site) as session:
        act = platform_act(session, Channel.COMMAND, NOW, 350102)
        with open_act(act):
            record(act, "test.done", SUBJECT)
        session.commit()
    after, fresh = statements(client, address)
    assert after > 1
    assert fresh == page


def test_a_renamed_office_stands_on_the_public_page_at_once(site: Flask, item: int) -> None:
    client = site.test_client()
    with at_work(site) as session:
        organ = session.get_one(Power, item).organisation
        pk, name = organ.id, organ.name
    for address in ("/portal/", f"/portal/items/{item}"):
        assert name in client.get(address).get_data(as_text=True)
    with at_work(site) as session:
        act = platform_act(session, Channel.COMMAND, NOW, 350102)
        with open_act(act):
            organ = session.get_one(Organisation, pk)
            organ.name = "改了名的局<b>"
            record(act, "organisation.changed", organ)
        session.commit()
    for address in ("/portal/", f"/portal/items/{item}"):
        page = client.get(address).get_data(as_text=True)
        assert "改了名的局&lt;b&gt;" in page
        assert name not in page


def test_each_language_and_each_person_has_a_page_of_his_own(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    chinese, english = site.test_client(), site.test_client()
    assert 'lang="zh-CN"' in chinese.get("/portal/").get_data(as_text=True)
    english.get("/language/en")
    person = client_of("inspector")
    own = person.get("/portal/").get_data(as_text=True)
    assert 'data-user=""' not in own
    for visitor, language in ((chinese, "zh-CN"), (english, "en"), (chinese, "zh-CN")):
        page = visitor.get("/portal/").get_data(as_text=True)
        assert f'<html lang="{language}"' in page
        assert 'data-user=""' in page


def test_a_page_with_a_form_to_send_is_never_remembered(site: Flask) -> None:
    made: list[str] = []

    @remembered_page
    def page() -> str:
        made.append("")
        return f'<input name="csrf_token" value="{len(made)}">'

    pages = []
    for _ in range(2):
        with site.test_request_context("/portal/?with=form"):
            pages.append(page())
    assert pages[0] != pages[1]
