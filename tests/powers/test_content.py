"""A county administrator writes a power, its papers and its application form without code."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.places import Organisation
from app.powers.models import Power, PowerVersion
from app.powers.operations import open_draft
from app.surfaces.database import db
from tests.forms import form_values
from tests.web import NO_ROLE, refusal

FIELD = {
    "name": "",
    "label": "占道面积（平方米）",
    "input": "number",
    "required": "1",
    "hint": "",
    "example": "12",
    "choices": "",
    "least": "1",
    "most": "500",
}


@pytest.fixture
def editor(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    """A county administrator at his desk."""
    return client_of("county_admin")


def sent_of(client: FlaskClient, item: int) -> dict[str, str]:
    """Return what the form would send untouched."""
    return form_values(client.get(f"/powers/{item}/content").get_data(as_text=True), "edition")


def row(part: str, number: int, values: dict[str, str]) -> dict[str, str]:
    """Return one row of a table as the form sends it."""
    return {f"{part}-{number}-{name}": value for name, value in values.items()}


def drafted(site: Flask, item: int) -> PowerVersion:
    """Return the open draft of the item, or its published version."""
    with site.app_context():
        power = db.session.get_one(Power, item)
        version = open_draft(power) or power.versions[-1]
        assert version.flow_version is not None
        db.session.expunge_all()
        db.session.remove()
    return version


def test_the_form_sent_back_as_it_came_changes_no_content(site: Flask, editor: FlaskClient, item: int) -> None:
    before = drafted(site, item)
    assert editor.post(f"/powers/{item}/content", data=sent_of(editor, item)).status_code == 302
    after = drafted(site, item)
    assert after.number == before.number + 1
    for name in (
        "name",
        "legal_basis",
        "conditions",
        "materials",
        "form",
        "statutory_days",
        "flow_version_id",
        "joint",
    ):
        assert getattr(after, name) == getattr(before, name), name


def test_a_field_is_added_to_the_application_form_and_previewed(site: Flask, editor: FlaskClient, item: int) -> None:
    sent = sent_of(editor, item) | row("form", 2, FIELD)
    assert editor.post(f"/powers/{item}/content", data=sent).status_code == 302
    added = drafted(site, item).form[-1]
    assert added == {
        "name": "F03",
        "label": "占道面积（平方米）",
        "input": "number",
        "required": True,
        "example": "12",
        "least": "1",
        "most": "500",
    }
    assert "占道面积" in editor.get(f"/powers/{item}/preview").get_data(as_text=True)
    versions = editor.get(f"/powers/{item}/versions").get_data(as_text=True)
    assert "填写内容：占道面积（平方米）" in versions and "True" not in versions


def test_an_emptied_row_is_taken_out(site: Flask, editor: FlaskClient, item: int) -> None:
    sent = sent_of(editor, item)
    emptied = {name: "" for name in sent if name.startswith("form-1-") and not name.endswith("-name")}
    assert editor.post(f"/powers/{item}/content", data=sent | emptied).status_code == 302
    assert [field["label"] for field in drafted(site, item).form] == ["路段"]


def test_answers_to_choose_from_stand_in_one_cell(site: Flask, editor: FlaskClient, item: int) -> None:
    choice = FIELD | {"label": "用途", "input": "choice", "choices": "施工、展览；宣传 / 其他", "least": "", "most": ""}
    assert (
        editor.post(f"/powers/{item}/content", data=sent_of(editor, item) | row("form", 2, choice)).status_code == 302
    )
    assert drafted(site, item).form[-1]["choices"] == ["施工", "展览", "宣传", "其他"]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"name": ""}, "name"),
        ({"statutory_days": "soon"}, "statutory_days"),
        (row("form", 2, FIELD | {"least": "few"}), "form-2-least"),
        (row("form", 2, FIELD | {"label": ""}), "form-2-label"),
        (row("materials", 1, {"code": "", "name": "图纸", "copies": "two"}), "materials-1-copies"),
        ({"flow_version_id": "999"}, "flow_version_id"),
    ],
)
def test_a_fault_is_told_beside_its_field_and_nothing_is_lost(
    site: Flask, editor: FlaskClient, item: int, changed: dict[str, str], fault: str
) -> None:
    sent = sent_of(editor, item) | {"place": "津泰路一百号"} | changed
    answer = editor.post(f"/powers/{item}/content", data=sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="fault-{fault}"' in text and "津泰路一百号" in text
    assert drafted(site, item).published_at is not None


def test_an_unfit_version_is_not_submitted_and_says_why(site: Flask, editor: FlaskClient, item: int) -> None:
    choice = FIELD | {"label": "用途", "input": "choice", "least": "", "most": ""}
    sent = sent_of(editor, item) | row("form", 2, choice) | {"promised_days": "30", "submit": "1"}
    answer = editor.post(f"/powers/{item}/content", data=sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "选择类字段须写明可选答案" in text and 'id="fault-promised_days"' in text


def test_the_second_of_two_editors_is_told(
    editor: FlaskClient, client_of: Callable[[str], FlaskClient], item: int
) -> None:
    other = client_of("city_admin")
    mine, his = sent_of(editor, item), sent_of(other, item)
    assert editor.post(f"/powers/{item}/content", data=mine | {"place": "甲处"}).status_code == 302
    refused = other.post(f"/powers/{item}/content", data=his | {"place": "乙处"})
    assert refused.status_code == 409 and "乙处" in refused.get_data(as_text=True)


@pytest.mark.parametrize("role", ["handler", "inspector", "auditor", "village_clerk"])
def test_nobody_else_writes_powers(client_of: Callable[[str], FlaskClient], item: int, role: str) -> None:
    client = client_of(role)
    assert refusal(client.get(f"/powers/{item}/content")) == NO_ROLE


def test_a_step_gets_a_limit_and_a_doer_of_its_own(site: Flask, editor: FlaskClient, item: int) -> None:
    sent = sent_of(editor, item) | {"limit-review": "2", "duty-review": "section_head"}
    assert "limit-review" in sent_of(editor, item)
    assert editor.post(f"/powers/{item}/content", data=sent).status_code == 302
    assert drafted(site, item).step_overrides == {"review": {"limit_value": 2, "duty": "section_head"}}
    assert "本职权时限：2" in editor.get(f"/powers/{item}/versions").get_data(as_text=True)


def organ(site: Flask, code: str) -> str:
    """Return the id of an organisation."""
    with site.app_context():
        pk = db.session.scalars(select(Organisation.id).where(Organisation.code == code)).one()
        db.session.remove()
    return str(pk)


def test_joint_organs_are_named_and_shown_to_the_public(site: Flask, editor: FlaskClient, item: int) -> None:
    health = organ(site, "gulou-health")
    sent = sent_of(editor, item) | {"joint": "1", "joint-0": health}
    assert editor.post(f"/powers/{item}/content", data=sent).status_code == 302
    assert drafted(site, item).step_overrides["joint"] == [int(health)]
    assert "鼓楼区卫生健康局" in editor.get(f"/powers/{item}/versions").get_data(as_text=True)


@pytest.mark.parametrize("code", ["", "taijiang-urban", "gulou-urban"])
def test_a_joint_power_needs_other_organs_of_its_county(site: Flask, editor: FlaskClient, item: int, code: str) -> None:
    sent = sent_of(editor, item) | {"joint": "1", "joint-0": organ(site, code) if code else ""}
    answer = editor.post(f"/powers/{item}/content", data=sent)
    assert answer.status_code == 422 and 'id="fault-joint-0"' in answer.get_data(as_text=True)
