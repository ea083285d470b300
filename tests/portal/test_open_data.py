"""Open data: the public fields of public rows, as page, CSV and JSON; never another field, never another row."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from app.domains import DOMAINS
from app.kernel.places import Organisation
from app.kernel.records import RecordKind
from app.powers.models import PowerState
from tests.web import at_work, refusal

KINDS = {kind.name: kind for domain in DOMAINS for kind in domain.records}
OPEN = {name: kind for name, kind in KINDS.items() if kind.public is not None}
SHOWN_ELSEWHERE = {
    "post": "names of posts stand in the pictures of public flows",
    "engagement": "an engagement chosen outside the supermarket for secrecy must not be listed",
    "legal_qualification": "the department's page names its reviewers",
}
"""Kinds with public fields whose rows the portal shows in another way, or not as a list."""


def test_whatever_is_marked_public_can_be_read_or_its_reason_stands_here() -> None:
    marked = {
        name
        for name, kind in KINDS.items()
        if {field.name for field in kind.fields if field.public} - {"organisation_id"}
    }
    assert marked - set(OPEN) == set(SHOWN_ELSEWHERE)
    assert len(OPEN) > 15


@pytest.mark.parametrize("kind", OPEN.values(), ids=OPEN)
def test_every_data_set_opens_as_page_csv_and_json_with_its_public_fields_only(site: Flask, kind: RecordKind) -> None:
    visitor = site.test_client()
    visitor.get("/language/en?next=/")
    public = [field for field in kind.fields if field.public]
    page = visitor.get(f"/portal/open/{kind.name}/")
    assert page.status_code == 200 and f"/portal/open/{kind.name}.csv" in page.text
    answer = visitor.get(f"/portal/open/{kind.name}.json").get_json()
    texts = {f"{field.name}_text" for field in public if field.picks}
    for row in answer["rows"]:
        assert set(row) == {"id"} | {field.name for field in public} | texts
    table = list(csv.reader(io.StringIO(visitor.get(f"/portal/open/{kind.name}.csv").text.removeprefix("\ufeff"))))
    assert len(table[0]) == len(public)
    if answer["next"] is None:
        assert len(table) == len(answer["rows"]) + 1


def test_a_draft_is_not_open_and_an_item_in_force_is(site: Flask, item: int) -> None:
    visitor = site.test_client()

    def rows() -> list[dict[str, object]]:
        return list(visitor.get("/portal/open/power.json").get_json()["rows"])

    assert item in {row["id"] for row in rows()}
    assert visitor.get(f"/portal/open/power/{item}").status_code == 200
    with at_work(site) as session:
        session.connection().exec_driver_sql(f"UPDATE power SET state = '{PowerState.DRAFT}' WHERE id = {item}")
        session.commit()
    assert item not in {row["id"] for row in rows()}
    assert visitor.get(f"/portal/open/power/{item}").status_code == 404


def test_a_field_that_is_not_public_cannot_be_asked_for(site: Flask) -> None:
    visitor = site.test_client()
    hidden = next(field.name for field in KINDS["power"].fields if not field.public)
    for asked in (f"{hidden}=1", f"order={hidden}"):
        status, sentence = refusal(visitor.get(f"/portal/open/power.json?{asked}"))
        assert status == 422 and hidden in sentence


@pytest.mark.parametrize("name", ["alert", "user", "village_relation", "nothing"])
def test_what_is_not_open_is_not_found(site: Flask, name: str) -> None:
    visitor = site.test_client()
    for address in (f"/portal/open/{name}/", f"/portal/open/{name}.json", f"/portal/open/{name}.csv"):
        assert refusal(visitor.get(address)) == (404, "没有这个数据集，请从“开放数据”页面选择。")


def test_a_text_that_begins_like_a_formula_is_no_formula_in_the_file(site: Flask) -> None:
    with at_work(site) as session:
        organ = session.scalars(select(Organisation).limit(1)).one()
        session.connection().exec_driver_sql(f"UPDATE organisation SET address = '=HYPERLINK(1)' WHERE id = {organ.id}")
        session.commit()
    text = site.test_client().get("/portal/open/organisation.csv").text
    assert "'=HYPERLINK(1)" in text and ",=HYPERLINK" not in text


def test_pages_follow_one_another_to_the_end_without_a_gap(site: Flask) -> None:
    visitor = site.test_client()
    address, seen = "/portal/open/region.json?size=5", []
    while address:
        answer = visitor.get(address).get_json()
        seen += [row["code"] for row in answer["rows"]]
        address = answer["next"]
    table = list(csv.reader(io.StringIO(visitor.get("/portal/open/region.csv").text)))
    assert len(seen) == len(set(seen)) == len(table) - 1 > 5


def test_the_catalogue_describes_every_data_set_and_its_addresses_open(site: Flask) -> None:
    catalogue = site.test_client().get("/portal/open/catalog.json").get_json()
    assert catalogue["@type"] == "dcat:Catalog"
    named = {one["dct:identifier"] for one in catalogue["dcat:dataset"]}
    assert named == set(OPEN)
    base = site.config["SUNSHINE_ADDRESS"]
    for one in catalogue["dcat:dataset"]:
        for part in one["dcat:distribution"]:
            address = part["dcat:downloadURL"]["@id"].removeprefix(base)
            assert site.test_client().get(address).mimetype == part["dcat:mediaType"]
