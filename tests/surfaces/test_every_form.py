"""Contract of every record kind: its form, sent back as it came, is accepted and changes nothing."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select

from app.domains import DOMAINS
from app.kernel.audit import TrailRow
from app.kernel.records import Access, RecordKind
from app.kernel.roles import Role
from app.surfaces.database import db
from tests.forms import form_values

SHORT = {Role.COUNTY_ADMIN: "county_admin", Role.CITY_ADMIN: "city_admin"}
KINDS = [
    kind
    for domain in DOMAINS
    for kind in domain.records
    if any(kind.access.get(role) in (Access.WRITE, Access.ALL) for role in SHORT)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_form_sent_back_as_it_came_is_accepted_and_changes_nothing(
    site: Flask, client_of: Callable[[str], FlaskClient], item: int, kind: RecordKind
) -> None:
    role = next(
        role for role in (Role.CITY_ADMIN, Role.COUNTY_ADMIN) if kind.access.get(role) in (Access.WRITE, Access.ALL)
    )
    client = client_of(SHORT[role])
    with site.app_context():
        pk = db.session.scalar(select(inspect(kind.model).primary_key[0]).limit(1))
        db.session.remove()
    if pk is None:
        pytest.skip(f"the small world has no {kind.name}")
    place = f"/records/{kind.name}/edit/{pk}"
    sent = form_values(client.get(place).get_data(as_text=True), "edition")
    answer = client.post(place, data=sent)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with site.app_context():
        rows = db.session.scalars(select(TrailRow.facts).where(TrailRow.verb == "record.changed"))
        assert list(rows) == []
        db.session.remove()


SECRET = [kind for kind in KINDS if any(field.secret and field.editable for field in kind.fields)]


@pytest.mark.parametrize("kind", SECRET, ids=lambda kind: kind.name)
def test_what_must_not_stand_in_the_trail_is_kept_in_no_draft_either(
    client_of: Callable[[str], FlaskClient], kind: RecordKind
) -> None:
    role = next(role for role in SHORT if kind.access.get(role) in (Access.WRITE, Access.ALL))
    page = client_of(SHORT[role]).get(f"/records/{kind.name}/add").get_data(as_text=True)
    boxes = {name: box for box, name in re.findall(r'(<(?:input|textarea|select)[^>]* name="(\w+)"[^>]*>)', page)}
    wanted = {field.name for field in kind.fields if field.secret and field.editable}
    assert wanted <= set(boxes), "the form has no such field"
    assert {name for name in wanted if "data-secret" not in boxes[name]} == set()
