"""Up to a thousand rows in one call: planned and checked as a sheet is, with a report row by row."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.audit import TrailRow
from app.kernel.places import Organisation
from app.surfaces.accounts.keybounds import Bounds
from tests.surfaces.keys import call, key_of
from tests.web import at_work

pytestmark = pytest.mark.both_engines
BULK = "/api/v1/organisation/bulk"


def row(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "body": "organ",
        "phone": "",
        "region_code": "350102000000",
        "parent_id": "gulou",
    } | more


def send(site: Flask, raw: str, rows: Any, **more: Any) -> Any:
    return call(site, raw, BULK, "POST", json={"rows": rows, **more})


def held(site: Flask) -> int:
    with at_work(site) as session:
        return session.scalar(select(func.count()).select_from(Organisation)) or 0


def test_rows_are_added_changed_and_left_alone_with_a_report_in_their_order(site: Flask) -> None:
    raw, before = key_of(site, "county_admin"), held(site)
    rows = [row("gulou-a", "鼓楼区甲局"), row("gulou-b", "鼓楼区乙局")]
    first = send(site, raw, rows)
    assert first.status_code == 200, first.get_json()
    told = first.get_json()
    assert (told["new"], told["changed"], told["same"], told["left_out"]) == (2, 0, 0, 0)
    assert [(one["row"], one["fate"]) for one in told["report"]] == [(1, "new"), (2, "new")]
    assert held(site) == before + 2
    rows[1]["name"] = "鼓楼区丙局"
    told = send(site, raw, [*rows, row("gulou-d", "鼓楼区丁局")]).get_json()
    assert [one["fate"] for one in told["report"]] == ["same", "changed", "new"]
    assert held(site) == before + 3
    with at_work(site) as session:
        verbs = session.scalars(select(TrailRow.verb).where(TrailRow.verb.startswith("record."))).all()
        channels = set(session.scalars(select(TrailRow.channel).where(TrailRow.verb.startswith("record."))))
        assert sorted(verbs) == ["record.added"] * 3 + ["record.changed"] and channels == {"rest"}


def test_one_faulty_row_keeps_all_out_until_the_good_ones_are_chosen(site: Flask) -> None:
    raw, before = key_of(site, "county_admin"), held(site)
    rows = [row("gulou-a", "鼓楼区甲局"), row("gulou-b", ""), row("gulou-c", "鼓楼区丙局", parent_id="taijiang")]
    refused = send(site, raw, rows)
    assert refused.status_code == 422 and held(site) == before
    report = refused.get_json()["report"]
    assert [(one["row"], one["fate"]) for one in report] == [(1, "new"), (2, "faulty"), (3, "faulty")]
    assert list(report[1]["errors"]) == ["name"] and list(report[2]["errors"]) == ["parent_id"]
    taken = send(site, raw, rows, choice="good_rows").get_json()
    assert (taken["new"], taken["left_out"]) == (1, 2) and held(site) == before + 1


def test_a_thousand_rows_are_taken_and_one_more_is_not(site: Flask) -> None:
    raw, before = key_of(site, "county_admin"), held(site)
    rows = [row(f"gulou-{n}", f"鼓楼区{n}局") for n in range(1_001)]
    assert send(site, raw, rows).status_code == 422 and held(site) == before
    told = send(site, raw, rows[:1_000]).get_json()
    assert told["new"] == len(told["report"]) == 1_000 and held(site) == before + 1_000


@pytest.mark.parametrize(
    "sent", [{}, {"rows": []}, {"rows": "x"}, {"rows": [1]}, {"rows": [{"secret": 1}]}, {"rows": [{"code": []}]}]
)
def test_what_is_no_list_of_rows_is_refused(site: Flask, sent: dict[str, Any]) -> None:
    before = held(site)
    assert call(site, key_of(site, "county_admin"), BULK, "POST", json=sent).status_code == 422
    assert held(site) == before


def test_rows_outside_the_place_of_a_key_or_of_another_kind_are_refused(site: Flask) -> None:
    before = held(site)
    for raw in (key_of(site, "handler"), key_of(site, "county_admin", bounds=Bounds("organisation:read"))):
        assert send(site, raw, [row("gulou-a", "鼓楼区甲局")]).status_code == 403
    foreign = row("tj-a", "台江区甲局", region_code="350103000000", parent_id="taijiang")
    assert send(site, key_of(site, "county_admin"), [foreign]).status_code == 422
    assert held(site) == before


def test_a_row_that_is_the_example_of_the_template_is_a_row(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    example = {"code": "gulou-urban", "name": "鼓楼区城市管理局", "body": "organ", "region_code": "350102000000"}
    told = send(site, raw, [example]).get_json()
    assert [(one["row"], one["fate"]) for one in told["report"]] == [(1, "same")]
