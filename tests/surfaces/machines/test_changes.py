"""What changed since a mark: in the order of the trail, within the scope, nothing lost and nothing doubled."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.audit import record
from app.kernel.places import Post
from app.surfaces.accounts.keybounds import Bounds
from app.surfaces.acts import command_act
from app.surfaces.records.writing import delete_record
from tests.surfaces.keys import call, key_of, place_of
from tests.web import at_work

pytestmark = pytest.mark.both_engines
CHANGES = "/api/v1/post/changes"


def changes(site: Flask, raw: str, since: str = "", size: int = 25) -> dict[str, Any]:
    answer = call(site, raw, f"{CHANGES}?size={size}&since={since}")
    assert answer.status_code == 200, answer.get_json()
    held: dict[str, Any] = answer.get_json()
    return held


def add(site: Flask, raw: str, name: str, place: str = "gulou") -> int:
    body = {"organisation_id": place_of(site, place), "name": name, "duty": "clerk"}
    answer = call(site, raw, "/api/v1/post/", "POST", json=body)
    assert answer.status_code == 201, answer.get_json()
    return int(answer.get_json()["result"]["id"])


def remove(site: Flask, pk: int) -> None:
    kind = next(one for one in site.extensions["sunshine"].kinds if one.name == "post")
    with at_work(site) as session, command_act(county=350102) as act:
        delete_record(act, kind, session.get_one(Post, pk), "重复")


def test_added_changed_and_removed_rows_are_told_in_order_as_they_stand_now(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    begin = changes(site, raw)
    assert begin["result"] == [] and begin["more"] is False
    first, second = add(site, raw, "岗一"), add(site, raw, "岗二")
    assert call(site, raw, f"/api/v1/post/{first}", "PUT", json={"name": "岗一改"}).status_code == 200
    remove(site, second)
    told = changes(site, raw, begin["since"])
    seen = [(one["verb"], one["id"], one["row"] and one["row"]["name"]) for one in told["result"]]
    assert seen == [
        ("record.added", first, "岗一改"),
        ("record.changed", first, "岗一改"),
        ("record.removed", second, None),
    ]
    assert changes(site, raw, told["since"])["result"] == []


def test_nothing_of_another_place_is_told_not_even_that_it_was_removed(site: Flask) -> None:
    admin = key_of(site, "county_admin")
    town = key_of(site, "county_admin", bounds=Bounds("post:read", place_id=place_of(site, "gudong")))
    other = key_of(site, "other_county_admin", bounds=Bounds("post:read"))
    begin = {raw: changes(site, raw)["since"] for raw in (admin, town, other)}
    here, there = add(site, admin, "镇岗", "gudong"), add(site, admin, "区岗", "gulou-urban")
    for pk in (here, there):
        remove(site, pk)
    ids = {raw: {one["id"] for one in changes(site, raw, begin[raw])["result"]} for raw in begin}
    assert ids == {admin: {here, there}, town: {here}, other: set()}
    removed = [one["verb"] for one in changes(site, town, begin[town])["result"]]
    assert removed == ["record.removed"]
    assert call(site, key_of(site, "county_admin", bounds=Bounds("power:read")), CHANGES).status_code == 403


def test_whoever_goes_on_from_mark_to_mark_while_rows_are_added_misses_none_and_gets_none_twice(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    mark, added, told = changes(site, raw)["since"], [], []
    added += [add(site, raw, f"岗{n}") for n in range(5)]
    for n in range(5, 30):
        page = changes(site, raw, mark, size=2)
        told += [one["place"] for one in page["result"]]
        mark = page["since"]
        if n < 12:
            added.append(add(site, raw, f"岗{n}"))
        elif not page["more"]:
            break
    rest = changes(site, raw, mark, size=100)
    told += [one["place"] for one in rest["result"]]
    whole = [one for one in changes(site, raw, "start", size=100)["result"] if one["id"] in added]
    assert [one["id"] for one in whole] == added
    assert told == [one["place"] for one in whole] and len(set(told)) == len(told) == 12


def test_pages_of_a_list_lose_and_double_nothing_while_rows_are_added(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    before = {add(site, raw, f"甲{n:02}") for n in range(8)}
    seen: list[int] = []
    address, after = "/api/v1/post/?size=3", ""
    for n in range(40):
        page = call(site, raw, f"{address}&after={after}").get_json()
        seen += [row["id"] for row in page["result"]]
        add(site, raw, f"乙{n:02}")
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) and before <= set(seen)


def test_a_call_looks_through_a_bounded_part_of_the_trail_and_says_that_there_is_more(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.surfaces.machines.changes.LOOKED_AT", 1)
    raw = key_of(site, "county_admin")
    pk = add(site, raw, "岗")
    mark, found, calls = "start", [], 0
    while True:
        page = changes(site, raw, mark)
        found += [one["id"] for one in page["result"]]
        mark, calls = page["since"], calls + 1
        if not page["more"]:
            break
    assert calls > 1 and found.count(pk) == 1


@pytest.mark.parametrize("mark", ["damaged", "e30x", "WzFd", "eyJhIjoxfQ", "eyIzNTAxMDIiOi0xfQ"])
def test_a_damaged_mark_is_refused(site: Flask, mark: str) -> None:
    answer = call(site, key_of(site, "county_admin"), f"{CHANGES}?since={mark}")
    assert (answer.status_code, answer.get_json()["field"]) == (422, "since")


def test_what_the_trail_does_not_name_by_number_is_not_followed(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    assert call(site, raw, "/api/v1/region/changes").status_code in (403, 404)


def test_the_platforms_own_changes_are_told_too(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    begin = changes(site, raw)["since"]
    with at_work(site) as session, command_act(county=350102) as act:
        post = session.scalars(select(Post).where(Post.county == 350102).limit(1)).one()
        record(act, "record.changed", post, kind="post")
    assert [one["verb"] for one in changes(site, raw, begin)["result"]] == ["record.changed"]
