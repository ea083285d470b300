"""Bounds of keys: kinds, place, networks and calls narrow what the role opens, through every door and at once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.guard import open_act
from app.kernel.notices import Message
from app.kernel.places import Official, Post, Scope
from app.kernel.roles import Role
from app.surfaces.accounts.keybounds import Bounds, narrower, resources_of, scopes_of
from app.surfaces.accounts.keychanges import change_bounds, rotate_key
from app.surfaces.accounts.keys import revoke_key
from app.surfaces.accounts.models import AccessKey
from app.surfaces.acts import command_act
from app.surfaces.platform import Platform
from tests.surfaces.keys import act_of, call, key_of, pk_of, place_of
from tests.web import at_work

pytestmark = pytest.mark.both_engines


def codes_of(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.get_json()
    return {row["code"] for row in answer.get_json()["result"]}


def rows_of(site: Flask) -> int:
    with at_work(site) as session:
        return session.scalar(select(func.count()).select_from(Post)) or 0


def verbs(site: Flask, start: str = "key.") -> list[str]:
    with at_work(site) as session:
        told = select(TrailRow.verb).where(TrailRow.verb.startswith(start)).order_by(TrailRow.place)
        return list(session.scalars(told))


def narrow(site: Flask, raw: str, **bounds: Any) -> None:
    with at_work(site), command_act() as act:
        change_bounds(act, pk_of(site, raw), writes=True, bounds=Bounds(**bounds))


def test_a_key_for_one_kind_reads_that_kind_and_not_a_row_of_another(site: Flask) -> None:
    raw = key_of(site, "county_admin", bounds=Bounds("organisation:read"))
    assert len(codes_of(call(site, raw))) > 1
    for kind in ("post", "official", "power", "ledger", "alert"):
        answer = call(site, raw, f"/api/v1/{kind}/")
        assert answer.status_code == 403 and "result" not in answer.get_json(), kind


def test_reading_writes_no_row_and_writing_a_kind_writes_no_other(site: Flask) -> None:
    home, before = place_of(site, "gulou"), rows_of(site)
    post = {"organisation_id": home, "name": "接口岗", "duty": "clerk"}
    reads = key_of(site, "county_admin", bounds=Bounds("post:read organisation:write"))
    assert call(site, reads, "/api/v1/post/", "POST", json=post).status_code == 403
    pk = call(site, reads, "/api/v1/post/").get_json()["result"][0]["id"]
    assert call(site, reads, f"/api/v1/post/{pk}", "PUT", json={"name": "x"}).status_code == 403
    assert call(site, reads, f"/api/v1/post/{pk}?reason=x", "DELETE").status_code == 403
    assert rows_of(site) == before and verbs(site, "record.") == []
    writes = key_of(site, "county_admin", bounds=Bounds("post:write"))
    assert call(site, writes, "/api/v1/post/", "POST", json=post).status_code == 201
    assert call(site, writes, "/api/v1/organisation/").status_code == 403
    assert rows_of(site) == before + 1 and verbs(site, "record.") == ["record.added"]


def test_a_key_for_a_place_sees_and_writes_that_subtree_alone(site: Flask) -> None:
    town = place_of(site, "gudong")
    raw = key_of(site, "county_admin", bounds=Bounds(place_id=town))
    assert codes_of(call(site, raw)) == {"gudong", "zhongshan", "qingcheng"}
    outside = place_of(site, "gulou-urban")
    assert call(site, raw, f"/api/v1/organisation/{outside}").status_code == 404
    before = rows_of(site)
    post = {"organisation_id": outside, "name": "接口岗", "duty": "clerk"}
    assert call(site, raw, "/api/v1/post/", "POST", json=post).status_code in (403, 422)
    assert rows_of(site) == before
    made = call(site, raw, "/api/v1/post/", "POST", json={**post, "organisation_id": place_of(site, "zhongshan")})
    assert made.status_code == 201 and rows_of(site) == before + 1


def test_a_bound_never_widens_what_the_holder_sees(site: Flask) -> None:
    below, elsewhere = place_of(site, "gulou-urban"), place_of(site, "taijiang")
    assert codes_of(call(site, key_of(site, "handler", bounds=Bounds(place_id=below)))) == {"gulou-urban"}
    for place in (elsewhere, place_of(site, "gulou"), 350102999999999):
        with pytest.raises(Incomplete) as fault:
            key_of(site, "handler", bounds=Bounds(place_id=place))
        assert fault.value.field == "place"


def test_scopes_of_two_places_meet_in_what_both_hold() -> None:
    county = Scope(frozenset({350102}), None, "350102")
    town = Scope(frozenset({350102}), frozenset({1, 2}), "350102001")
    other = Scope(frozenset({350103}), None, "350103")
    assert Scope.everything().inside(county) == county == county.inside(Scope.everything())
    assert county.inside(town) == town == town.inside(county)
    assert county.inside(other) == Scope(frozenset(), None, None)
    assert Scope().inside(county) == Scope()


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        (Bounds("case:read"), "scopes"),
        (Bounds("power_type:write"), "scopes"),
        (Bounds(networks="10.20.3"), "networks"),
        (Bounds(networks="10.20.3.7/16"), "networks"),
        (Bounds(networks=", ".join(f"10.{n}.0.0/16" for n in range(60))), "networks"),
        (Bounds(per_minute=0), "per_minute"),
        (Bounds(per_minute=6_001), "per_minute"),
    ],
)
def test_a_bound_that_cannot_be_kept_is_refused_at_its_field(site: Flask, bounds: Bounds, field: str) -> None:
    with pytest.raises(Incomplete) as fault:
        key_of(site, "handler", bounds=bounds)
    assert fault.value.field == field
    with at_work(site) as session:
        assert session.scalars(select(AccessKey)).all() == []


def test_a_reading_key_has_no_writing_scope(site: Flask) -> None:
    with pytest.raises(Incomplete, match="reads only"):
        key_of(site, "county_admin", writes=False, bounds=Bounds("post:write"))


def test_a_narrowed_and_a_revoked_key_are_refused_at_the_next_call(site: Flask) -> None:
    raw = key_of(site, "county_admin", bounds=Bounds("organisation:read post:read"))
    assert call(site, raw, "/api/v1/post/").status_code == 200
    narrow(site, raw, scopes="organisation:read")
    assert call(site, raw, "/api/v1/post/").status_code == 403
    narrow(site, raw, scopes="organisation:read", place_id=place_of(site, "gudong"))
    assert len(codes_of(call(site, raw))) == 3
    with at_work(site), command_act() as act:
        revoke_key(act, pk_of(site, raw))
    assert call(site, raw).status_code == 401
    assert verbs(site) == ["key.made", "key.changed", "key.changed", "key.revoked"]
    with at_work(site) as session:
        facts = json.loads(session.scalars(select(TrailRow.facts).where(TrailRow.verb == "key.changed")).first() or "")
        assert facts["before"]["scopes"] == "organisation:read post:read"
        assert facts["after"] == {"scopes": "organisation:read", "writes": True}
    with pytest.raises(OutOfOrder):
        narrow(site, raw)


def test_what_changes_nothing_leaves_no_row_in_the_trail(site: Flask) -> None:
    raw = key_of(site, "county_admin", bounds=Bounds("organisation:read"))
    narrow(site, raw, scopes="organisation:read")
    assert verbs(site) == ["key.made"]


def test_two_secrets_are_valid_while_a_key_is_rotated_and_never_three(site: Flask) -> None:
    first = key_of(site, "handler")
    pk, start = pk_of(site, first), site.config["SUNSHINE_TEST_NOW"]

    def rotated(days: int) -> str:
        with at_work(site), command_act() as act:
            return rotate_key(act, pk, days)

    second = rotated(7)
    assert [call(site, one).status_code for one in (first, second)] == [200, 200]
    third = rotated(7)
    assert [call(site, one).status_code for one in (first, second, third)] == [401, 200, 200]
    site.config["SUNSHINE_TEST_NOW"] = start + timedelta(days=7)
    assert [call(site, one).status_code for one in (second, third)] == [401, 200]
    site.config["SUNSHINE_TEST_NOW"] = start
    fourth = rotated(0)
    assert [call(site, one).status_code for one in (second, third, fourth)] == [401, 401, 200]
    for days in (-1, 31):
        with pytest.raises(Incomplete):
            rotated(days)
    with at_work(site), command_act() as act:
        revoke_key(act, pk)
    assert call(site, fourth).status_code == 401
    assert verbs(site) == ["key.made", *["key.rotated"] * 3, "key.revoked"]


def test_nobody_else_rotates_or_widens_a_key(site: Flask) -> None:
    raw, watching = key_of(site, "handler"), key_of(site, "inspector")
    for maker, key, refusal in (
        ("second_handler", raw, NotAllowed),
        ("other_county_admin", raw, NotFound),
        ("county_admin", watching, NotAllowed),
    ):
        pk = pk_of(site, key)
        with at_work(site) as session:
            act = act_of(site, session, maker)
            with pytest.raises(refusal):
                rotate_key(act, pk, 7)
            with pytest.raises(refusal):
                change_bounds(act, pk, writes=True, bounds=Bounds())
    assert verbs(site) == ["key.made", "key.made"]


def test_a_call_from_another_network_is_refused_and_told_once_an_hour(site: Flask) -> None:
    raw = key_of(site, "handler", bounds=Bounds(networks="10.20.0.0/16, 127.0.0.2"))
    for address in ("10.20.7.1", "::ffff:10.20.7.1", "127.0.0.2"):
        assert call(site, raw, environ_base={"REMOTE_ADDR": address}).status_code == 200
    for address in ("10.21.0.1", "127.0.0.1", "::1"):
        answer = call(site, raw, environ_base={"REMOTE_ADDR": address})
        assert answer.status_code == 403 and address in answer.get_json()["detail"]
    assert verbs(site) == ["key.made", "key.elsewhere"]
    with at_work(site) as session:
        assert session.scalars(select(AccessKey.used_from)).one() == "10.20.7.1"
        holder = session.scalars(select(Official.id).where(Official.name == "李办")).one()
        told = session.scalars(select(Message).where(Message.address == str(holder))).all()
        assert len(told) == 1 and raw not in told[0].text


def test_calls_are_counted_by_key_and_not_by_address(site: Flask) -> None:
    few, other = (key_of(site, "handler", bounds=Bounds(per_minute=n)) for n in (3, 600))
    site.config["SUNSHINE_LIMITED"] = True
    try:
        statuses = [call(site, few, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code for n in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        refused = call(site, few)
        assert refused.headers["Retry-After"] == "60"
        assert call(site, other).status_code == 200
    finally:
        site.config["SUNSHINE_LIMITED"] = False


def test_every_resource_of_a_role_can_be_named_and_opens_with_that_name_alone(site: Flask) -> None:
    held: Platform = site.extensions["sunshine"]
    opened = resources_of(held, Role.INSPECTOR)
    assert {"alert", "ledger", "organisation"} <= {one.name for one in opened}
    raw = key_of(site, "inspector", bounds=Bounds(opened[0].name + ":read"))
    for one in opened:
        pk = pk_of(site, raw)
        with at_work(site) as session:
            act = act_of(site, session, "inspector")
            with open_act(act):
                change_bounds(act, pk, writes=False, bounds=Bounds(f"{one.name}:read"))
                session.commit()
        statuses = [call(site, raw, f"/api/v1/{name}/").status_code for name in (one.name, opened[0].name)]
        assert statuses == [200, 200 if one is opened[0] else 403], one.name


def test_scopes_are_read_as_written_and_narrow_only() -> None:
    assert scopes_of("post:read post:write power:read") == {"post": "write", "power": "read"}
    assert narrower("post:write", "post:read") == "post:read"
    assert narrower("post:read", "post:write") is None
    assert narrower("post:read", "power:read") is None
    assert narrower("", "power:read") == "power:read"
