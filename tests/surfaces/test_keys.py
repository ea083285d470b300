"""Keys for programs: made with a password, shown once, kept as a hash, one role, an end, revoked, told in the trail."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, NotFound
from app.kernel.guard import open_act
from app.kernel.notices import Message
from app.kernel.places import Official, Organisation
from app.kernel.roles import Role
from app.surfaces.accounts import operations
from app.surfaces.accounts.keys import MOST, keys_in_force, make_key, revoke_key, tell_of_ends
from app.surfaces.accounts.models import AccessKey
from app.surfaces.acts import command_act
from tests.surfaces.keys import act_of, call, key_of
from tests.web import PASSWORD, at_work, form_token, login
from tests.world import OFFICIALS

RESOURCE = "/api/v1/organisation/"


def names_of(answer: Any) -> set[str]:
    return {row["name"] for row in answer.get_json()["result"]}


def form(client: FlaskClient, **changed: str) -> dict[str, str]:
    page = client.get("/keys/")
    usual = re.search(r'name="ends_on" type="date" value="([0-9-]+)"', page.get_data(as_text=True))
    assert usual is not None
    sent = {"name": "市数据平台", "role": "handler", "writes": "0", "ends_on": usual[1], "password": PASSWORD}
    return {"csrf_token": form_token(page), **sent, **changed}


def official_of(session: Any, short: str) -> Official:
    found: Official = session.scalars(select(Official).where(Official.name == OFFICIALS[short][0])).one()
    return found


def end_of(site: Flask, change: Callable[[Act, Official], None], short: str = "handler") -> None:
    with at_work(site) as session, command_act() as act:
        change(act, official_of(session, short))


def test_a_person_makes_a_key_that_is_shown_once_and_reads_what_he_reads(site: Flask) -> None:
    client = login(site, "handler")
    page = client.post("/keys/", data=form(client)).get_data(as_text=True)
    (raw,) = re.findall(r"<code>(sst_[\w-]{43})</code>", page)
    assert raw not in client.get("/keys/").get_data(as_text=True)
    with at_work(site) as session:
        held = session.execute(text("SELECT * FROM access_key")).mappings().one()
        assert raw not in " ".join(str(value) for value in held.values())
        assert held["start"] == raw[:12]
        told = session.scalars(select(TrailRow).where(TrailRow.verb == "key.made")).one()
        facts = json.loads(told.facts)
        assert (facts["name"], facts["role"], facts["writes"]) == ("市数据平台", "handler", False)
        assert raw not in told.facts
    assert names_of(call(site, raw)) == names_of(client.get(RESOURCE)) != set()


def test_the_page_tells_when_and_from_where_a_key_was_used_last(site: Flask) -> None:
    raw, client = key_of(site, "handler"), login(site, "handler")
    assert "从未" in client.get("/keys/").get_data(as_text=True)
    call(site, raw)
    page = client.get("/keys/").get_data(as_text=True)
    assert "从未" not in page and "127.0.0.1" in page
    with at_work(site) as session:
        assert session.scalars(select(AccessKey)).one().used_at == site.config["SUNSHINE_TEST_NOW"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "wrong"),
        ("name", " "),
        ("role", "inspector"),
        ("role", "bogus"),
        ("ends_on", "2020-01-01"),
        ("ends_on", "2099-01-01"),
        ("ends_on", "soon"),
    ],
)
def test_a_key_is_refused_at_its_field(site: Flask, field: str, value: str) -> None:
    client = login(site, "handler")
    answer = client.post("/keys/", data=form(client, **{field: value}))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'id="fault-{field}"' in page and "sst_" not in page
    with at_work(site) as session:
        assert session.scalars(select(AccessKey)).all() == []


def test_wrong_passwords_of_the_page_lock_as_those_of_the_log_in_do(site: Flask) -> None:
    client = login(site, "handler")
    answers = [client.post("/keys/", data=form(client, password="wrong")).status_code for _ in range(6)]
    assert answers[:5] == [422] * 5 and answers[5] == 429
    assert client.post("/keys/", data=form(client)).status_code == 429


def test_a_key_that_may_only_read_changes_nothing(site: Flask) -> None:
    writes, reads = key_of(site, "county_admin"), key_of(site, "county_admin", writes=False)
    with at_work(site) as session:
        home = session.scalars(select(Organisation).where(Organisation.code == "gulou")).one().id
    post = {"organisation_id": home, "name": "接口岗", "duty": "clerk"}
    refused = call(site, reads, "/api/v1/post/", "POST", json=post)
    assert refused.status_code == 403 and "只能读取" in refused.get_json()["detail"]
    made = call(site, writes, "/api/v1/post/", "POST", json=post)
    assert made.status_code == 201, made.get_json()
    with at_work(site) as session:
        held = session.execute(text("SELECT count(*) FROM post WHERE name = '接口岗'")).scalar_one()
        assert held == 1
        channel = session.scalars(select(TrailRow.channel).where(TrailRow.verb == "record.added")).all()
        assert channel == ["rest"]


def test_a_key_acts_with_one_role_of_its_holder_and_no_other(site: Flask) -> None:
    end_of(site, lambda act, official: operations.grant_role(act, official, Role.COUNTY_ADMIN), "handler")
    as_handler, as_admin = key_of(site, "handler", Role.HANDLER), key_of(site, "handler", Role.COUNTY_ADMIN)
    assert names_of(call(site, as_handler)) < names_of(call(site, as_admin))
    assert call(site, as_handler, "/api/v1/post/", "POST", json={}).status_code == 403
    assert call(site, as_admin, "/api/v1/post/", "POST", json={}).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        operations.disable_account,
        operations.reset_second_factor,
        lambda act, official: operations.reset_password(act, official, "Another-2026-pass"),
        lambda act, official: operations.withdraw_role(act, official, Role.HANDLER),
    ],
)
def test_a_key_ends_with_the_account_the_credentials_or_the_role_and_does_not_come_back(
    site: Flask, change: Callable[[Act, Official], None]
) -> None:
    raw = key_of(site, "handler")
    assert call(site, raw).status_code == 200
    end_of(site, change)
    assert call(site, raw).status_code == 401
    with at_work(site) as session, command_act() as act:
        official = official_of(session, "handler")
        operations.enable_account(act, official)
        operations.grant_role(act, official, Role.HANDLER)
        operations.account_of(session, official.id).must_change = False
    assert call(site, raw).status_code == 401
    with at_work(site) as session:
        assert session.scalars(select(TrailRow.verb).where(TrailRow.verb == "key.revoked")).all() == ["key.revoked"]


def test_a_revoked_an_ended_and_an_unknown_key_open_nothing(site: Flask) -> None:
    short, long = key_of(site, "handler", days=0), key_of(site, "handler", days=1)
    assert (call(site, short).status_code, call(site, long).status_code) == (200, 200)
    before = site.config["SUNSHINE_TEST_NOW"]
    site.config["SUNSHINE_TEST_NOW"] = before + timedelta(days=1)
    assert (call(site, short).status_code, call(site, long).status_code) == (401, 200)
    site.config["SUNSHINE_TEST_NOW"] = before
    client = login(site, "handler")
    with at_work(site) as session:
        pk = session.scalars(select(AccessKey.id).where(AccessKey.start == long[:12])).one()
    client.post(f"/keys/{pk}/revoke", data={"csrf_token": form_token(client.get("/keys/"))})
    assert (call(site, short).status_code, call(site, long).status_code) == (200, 401)
    for unknown in (f"{long[:-1]}~", "sst_", "sst_" + "x" * 43):
        assert call(site, unknown).status_code in (401, 422)


def test_a_key_opens_no_page_and_a_cookie_beside_it_counts_for_nothing(site: Flask) -> None:
    raw = key_of(site, "handler")
    assert call(site, raw, "/keys/").status_code == 302
    client = login(site, "county_admin")
    here = names_of(client.get(RESOURCE, headers={"Authorization": f"Bearer {raw}"}))
    assert here == names_of(call(site, raw)) != names_of(client.get(RESOURCE))


def test_the_door_of_keys_can_be_shut(site: Flask) -> None:
    raw, client = key_of(site, "handler"), login(site, "handler")
    site.config["FAB_API_KEY_ENABLED"] = False
    try:
        answer = call(site, raw)
        assert answer.status_code in (401, 422) and "result" not in answer.get_json()
        assert "SUNSHINE_KEYS" in client.get("/keys/").get_data(as_text=True)
        sent = {"csrf_token": form_token(client.get("/")), "name": "x", "role": "handler", "password": PASSWORD}
        assert client.post("/keys/", data=sent).status_code == 403
    finally:
        site.config["FAB_API_KEY_ENABLED"] = True


def test_an_administrator_makes_a_key_for_his_people_and_they_are_told(site: Flask) -> None:
    client = login(site, "county_admin")
    with at_work(site) as session:
        pk = official_of(session, "handler").id
        outside = official_of(session, "other_handler").id
    page = client.post("/keys/", data=form(client, of=str(pk))).get_data(as_text=True)
    (raw,) = re.findall(r"<code>(sst_[\w-]{43})</code>", page)
    assert names_of(call(site, raw)) == names_of(login(site, "handler").get(RESOURCE))
    with at_work(site) as session:
        message = session.scalars(select(Message).where(Message.address == str(pk))).one()
        assert raw[:12] in message.text and raw not in message.text
    assert "市数据平台" in login(site, "handler").get("/keys/").get_data(as_text=True)
    assert client.get(f"/keys/?of={outside}").status_code == 404
    assert login(site, "second_handler").get(f"/keys/?of={pk}").status_code == 404


def test_nobody_makes_a_key_for_who_supervises_or_outside_his_region(site: Flask) -> None:
    for maker, holder, refusal in (
        ("county_admin", "inspector", NotAllowed),
        ("county_admin", "other_handler", NotFound),
        ("handler", "second_handler", NotAllowed),
    ):
        with at_work(site) as session, pytest.raises(refusal):
            official = official_of(session, holder)
            (role,) = OFFICIALS[holder][2]
            act = act_of(site, session, maker)
            make_key(act, official, "x", role, writes=False, ends_on=act.on)


def content_of(client: FlaskClient) -> str:
    """Return the page of keys without its menu, where other things bear the same name."""
    return client.get("/keys/").get_data(as_text=True).split("<main", 1)[1]


def test_the_keys_of_others_are_seen_and_revoked_by_their_administrator_alone(site: Flask) -> None:
    key_of(site, "handler")
    with at_work(site) as session:
        pk = session.scalars(select(AccessKey.id)).one()
    for short in ("second_handler", "other_county_admin", "inspector"):
        client = login(site, short)
        assert "数据交换" not in content_of(client)
        answer = client.post(f"/keys/{pk}/revoke", data={"csrf_token": form_token(client.get("/keys/"))})
        assert answer.status_code in (403, 404)
    admin = login(site, "county_admin")
    assert "数据交换" in content_of(admin)
    admin.post(f"/keys/{pk}/revoke", data={"csrf_token": form_token(admin.get("/keys/"))})
    with at_work(site) as session:
        assert session.scalars(select(AccessKey)).one().revoked_by == official_of(session, "county_admin").id


def test_twenty_keys_are_enough_and_a_revoked_one_makes_room(site: Flask) -> None:
    with at_work(site) as session:
        act, mine = act_of(site, session, "handler"), official_of(session, "handler")
        with open_act(act):
            for number in range(MOST):
                make_key(act, mine, f"{number}", Role.HANDLER, writes=False, ends_on=act.on)
            with pytest.raises(Incomplete, match="20 keys"):
                make_key(act, mine, "one more", Role.HANDLER, writes=False, ends_on=act.on)
            revoke_key(act, keys_in_force(session, mine.id, act.on)[0].id)
            make_key(act, mine, "one more", Role.HANDLER, writes=False, ends_on=act.on)
            assert len(keys_in_force(session, mine.id, act.on)) == MOST
            session.rollback()


def test_a_call_by_key_takes_as_many_statements_as_one_with_a_cookie(site: Flask) -> None:
    raw, client = key_of(site, "handler"), login(site, "handler")
    taken: dict[str, list[str]] = {"key": [], "cookie": []}
    for door, statements in taken.items():
        for counted in (False, True):  # the first call notes the use, and the process learns what it remembers

            def listen(*heard: Any, into: list[str] = statements) -> None:
                into.append(str(heard[2]))

            if counted:
                event.listen(Engine, "before_cursor_execute", listen)
            try:
                answer = call(site, raw) if door == "key" else client.get(RESOURCE)
            finally:
                if counted:
                    event.remove(Engine, "before_cursor_execute", listen)
            assert names_of(answer)
    assert 0 < len(taken["key"]) <= len(taken["cookie"]) + 1, taken["key"]


def test_the_holder_is_told_twice_before_a_key_ends_and_never_once_it_was_replaced(site: Flask) -> None:
    key_of(site, "handler", days=20)
    key_of(site, "window", days=35)
    start = site.config["SUNSHINE_TEST_NOW"]

    def told(days: int) -> int:
        with at_work(site), command_act(at=start + timedelta(days=days)) as act:
            return tell_of_ends(act)["told"]

    assert [told(day) for day in (0, 5, 6, 6, 10, 16, 17, 17, 20, 21)] == [0, 0, 1, 0, 0, 0, 1, 0, 0, 1]
    key_of(site, "window", days=200)
    assert told(33) == 0, "the program has a newer one already"
    with at_work(site) as session:
        handler, window = (official_of(session, short).id for short in ("handler", "window"))
        messages = session.scalars(select(Message).where(Message.key.contains(":key-ends:"))).all()
        assert sorted(one.address for one in messages) == sorted([str(handler), str(handler), str(window)])
        assert all("数据交换 · sst_" in one.text for one in messages)


def test_a_key_that_was_revoked_is_not_told_of(site: Flask) -> None:
    key_of(site, "handler", days=5)
    with at_work(site) as session:
        pk = session.scalars(select(AccessKey.id)).one()
    with at_work(site), command_act() as act:
        revoke_key(act, pk)
    with at_work(site), command_act() as act:
        assert tell_of_ends(act) == {"told": 0}
