"""Organisations are added and moved in the browser and by sheet, and whoever works there sees what lies below."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.places import Organisation, PostHolder, subtree
from app.surfaces.people.records import ORGANISATION
from app.surfaces.sheets.columns import columns_of
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import Sheet
from tests.citizen import hidden_fields
from tests.web import at_work, form_token
from tests.world import World

ADD = "/records/organisation/add"
PARKS = {"code": "gulou-parks", "name": "鼓楼区园林中心", "body": "section", "region_code": "350102000000"}


def organ(site: Flask, code: str) -> Organisation:
    with at_work(site) as session:
        return session.scalars(select(Organisation).where(Organisation.code == code)).one()


def below(site: Flask, code: str) -> set[str]:
    """Return the codes of an organisation and of all below it."""
    with at_work(site) as session:
        one = session.scalars(select(Organisation).where(Organisation.code == code)).one()
        ids = subtree(session, one)
        return set(session.scalars(select(Organisation.code).where(Organisation.id.in_(ids))))


def add(client: FlaskClient, **values: object) -> int:
    sent = {"csrf_token": form_token(client.get(ADD)), **PARKS, **values}
    return client.post(ADD, data=sent).status_code


def change(client: FlaskClient, row: Organisation, **values: object) -> tuple[int, str]:
    place = f"/records/organisation/edit/{row.id}"
    hidden = hidden_fields(client.get(place).get_data(as_text=True))
    held = {name: getattr(row, name) for name in ("code", "name", "body", "region_code", "parent_id")}
    answer = client.post(place, data={**hidden, **{k: v for k, v in held.items() if v}, **values})
    return answer.status_code, answer.get_data(as_text=True)


def test_a_new_organisation_stands_below_its_superior(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    assert add(client_of("county_admin"), parent_id=organ(site, "gulou-urban").id) == 302
    assert "gulou-parks" in below(site, "gulou-urban") & below(site, "gulou")
    assert "gulou-parks" not in below(site, "gulou-health")


def test_an_organisation_added_by_the_city_belongs_to_the_county_of_its_region(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    assert add(client_of("city_admin")) == 302
    made = organ(site, "gulou-parks")
    assert (made.county, made.path) == (350102, f"/{made.id}/")


def test_one_that_moves_takes_along_what_lies_below(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    assert change(client, organ(site, "gudong"), parent_id=organ(site, "gulou-health").id)[0] == 302
    assert {"gudong", "zhongshan", "qingcheng"} <= below(site, "gulou-health")
    assert below(site, "gudong") == {"gudong", "zhongshan", "qingcheng"}


def test_an_organisation_below_itself_is_refused(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client, town = client_of("county_admin"), organ(site, "gudong")
    for superior in ("gudong", "zhongshan"):
        status, text = change(client, town, parent_id=organ(site, superior).id)
        assert status == 422 and "自己" in text, superior
    assert organ(site, "gudong").path == town.path


def test_an_organisation_stays_in_its_county(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    status, _text = change(client_of("city_admin"), organ(site, "gulou-health"), region_code="350103000000")
    assert status == 403
    assert organ(site, "gulou-health").region_code == "350102000000"


def test_organisations_of_a_sheet_stand_in_the_tree(
    session: Session, acting_as: Callable[..., Act], world: World
) -> None:
    act = acting_as("county_admin")
    headings = [column.label for column in columns_of(ORGANISATION)]
    row = ["鼓楼区园林中心", "gulou-parks", "section", "350102000000", "gulou-urban"]
    plan = plan_import(act, ORGANISATION, Sheet("organisations", [headings, [*row, *[None] * (len(headings) - 5)]]))
    assert plan.faulty == []
    carry_out(act, plan)
    made = session.scalars(select(Organisation).where(Organisation.code == "gulou-parks")).one()
    assert made.path == f"{world.organisation('gulou-urban').path}{made.id}/"
    assert made.id in subtree(session, world.organisation("gulou"))


@pytest.mark.parametrize("by", ["page", "REST"])
def test_a_post_that_somebody_holds_is_not_deleted(
    site: Flask, client_of: Callable[[str], FlaskClient], by: str
) -> None:
    with at_work(site) as session:
        post, held = session.execute(select(PostHolder.post_id, PostHolder.id).limit(1)).one()
    client = client_of("city_admin")
    token = {"X-CSRFToken": form_token(client.get("/"))}
    if by == "page":
        client.post(f"/records/post/delete/{post}", data={"reason": "不再设置"}, headers=token)
        assert "还有别的记录以本条为依据" in client.get(f"/records/post/show/{post}").get_data(as_text=True)
    else:
        answer = client.delete(f"/api/v1/post/{post}?reason=x", headers=token)
        assert answer.status_code == 409
        assert "还有别的记录以本条为依据" in answer.get_json()["detail"]
    with at_work(site) as session:
        assert session.get(PostHolder, held).post_id == post
        assert session.scalar(select(func.count()).where(TrailRow.verb == "record.removed")) == 0
