"""The same call twice is one: by its idempotency key, whoever is faster, and for one owner."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.audit import TrailRow
from app.kernel.places import Post
from app.surfaces.acts import command_act
from app.surfaces.machines.models import KeptAnswer
from app.surfaces.machines.repeating import forget_answers
from tests.surfaces.keys import call, key_of, place_of
from tests.web import at_work

pytestmark = pytest.mark.both_engines


def post_of(site: Flask, name: str = "接口岗") -> dict[str, Any]:
    return {"organisation_id": place_of(site, "gulou"), "name": name, "duty": "clerk"}


def send(site: Flask, raw: str, body: dict[str, Any], key: str = "k-1", address: str = "/api/v1/post/") -> Any:
    return call(site, raw, address, "POST", json=body, headers={"Idempotency-Key": key})


def posts(site: Flask) -> int:
    with at_work(site) as session:
        return session.scalar(select(func.count()).where(Post.name.startswith("接口岗"))) or 0


def test_a_repeated_call_is_answered_as_before_and_adds_nothing(site: Flask) -> None:
    raw, body = key_of(site, "county_admin"), post_of(site)
    first, again = send(site, raw, body), send(site, raw, body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert posts(site) == 1
    assert send(site, raw, body, "k-2").status_code == 201 and posts(site) == 2
    with at_work(site) as session:
        told = select(func.count()).select_from(TrailRow).where(TrailRow.verb == "record.added")
        assert session.scalar(told) == 2
        assert "接口岗" not in str(session.connection().exec_driver_sql("SELECT body FROM kept_answer").all())


def test_a_key_of_another_call_is_refused(site: Flask) -> None:
    raw, body = key_of(site, "county_admin"), post_of(site)
    send(site, raw, body)
    other = send(site, raw, post_of(site, "接口岗二"))
    assert (other.status_code, other.get_json()["field"]) == (422, "Idempotency-Key")
    assert send(site, raw, {"rows": [body]}, address="/api/v1/organisation/bulk").status_code == 422
    assert posts(site) == 1


def test_a_refused_call_may_be_corrected_under_its_key(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    assert send(site, raw, {"name": "接口岗"}).status_code == 422
    assert send(site, raw, post_of(site)).status_code == 201
    assert posts(site) == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\tb"])
def test_an_odd_key_is_refused(site: Flask, key: str) -> None:
    assert send(site, key_of(site, "county_admin"), post_of(site), key).status_code == 422
    assert posts(site) == 0


def test_each_owner_has_keys_of_his_own(site: Flask) -> None:
    one, other = key_of(site, "county_admin"), key_of(site, "county_admin")
    body = post_of(site)
    assert send(site, one, body).headers.get("Idempotency-Replayed") is None
    assert send(site, other, body).headers.get("Idempotency-Replayed") is None
    assert posts(site) == 2


def test_after_a_day_the_key_is_free_again(site: Flask) -> None:
    raw, body = key_of(site, "county_admin"), post_of(site)
    send(site, raw, body)
    start = site.config["SUNSHINE_TEST_NOW"]
    with at_work(site), command_act(at=start + timedelta(hours=23)) as act:
        assert forget_answers(act) == {"forgotten": 0}
    site.config["SUNSHINE_TEST_NOW"] = start + timedelta(hours=24)
    try:
        assert send(site, raw, body).headers.get("Idempotency-Replayed") is None
    finally:
        site.config["SUNSHINE_TEST_NOW"] = start
    assert posts(site) == 2
    with at_work(site), command_act(at=start + timedelta(hours=48)) as act:
        assert forget_answers(act) == {"forgotten": 1}
    with at_work(site) as session:
        assert session.scalars(select(KeptAnswer)).all() == []


def test_of_the_same_call_from_many_at_once_one_is_carried_out(site: Flask) -> None:
    raw, body = key_of(site, "county_admin"), post_of(site)
    many = 6
    ready, answers = Barrier(many), []

    def run() -> None:
        ready.wait()
        answers.append(send(site, raw, body))

    threads = [Thread(target=run) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["result"]["id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert posts(site) == 1
