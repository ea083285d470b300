"""Common opinions: picked and kept where an opinion is written, with no script; who keeps those of an organisation."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.approvals.models import Case
from app.kernel.audit import TrailRow
from app.kernel.places import Organisation
from app.surfaces.opinions.models import LONGEST, CommonOpinion
from app.surfaces.opinions.operations import MOST_OWN
from tests.citizen import apply, do
from tests.surfaces.test_walking import act, text_of
from tests.web import at_work, form_token

pytestmark = pytest.mark.both_engines
ClientOf = Callable[[str], FlaskClient]
AGREED = "经审查，申请材料齐全，符合法定条件，拟同意。"


@pytest.fixture
def case(site: Flask, item: int, client_of: ClientOf) -> int:
    """A case in the hands of the handler."""
    apply(site.test_client(), item)
    with at_work(site) as session:
        pk = session.scalars(select(Case.id)).one()
    do(client_of("window"), pk, "accept", accept_missing="1")
    do(client_of("handler"), pk, "take")
    return pk


def keep(client: FlaskClient, text: str, **more: Any) -> Any:
    sent = {"csrf_token": form_token(client.get("/opinions/")), "text": text}
    return client.post("/opinions/", data=sent | more)


def box(page: str, name: str = "opinion") -> str:
    """Return what stands in a box of the open form."""
    found = re.search(rf'<textarea id="in-act-pass_on-{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return found.group(1)


def press(client: FlaskClient, case: int, button: str, **typed: str) -> str:
    """Press a button beside the box, as a browser without script does."""
    answer = act(client, f"/cases/{case}", f"/cases/{case}/pass_on", common=button, **typed)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def offered(page: str) -> dict[str, str]:
    """Return the opinions of the list that stands open, by text, each with its button."""
    return {text: value for value, text in re.findall(r'name="common" value="(use:[^"]+)"[^>]*>([^<]+)<', page)}


def test_an_opinion_is_kept_listed_and_fills_the_box_and_nothing_is_sent(
    site: Flask, case: int, client_of: ClientOf
) -> None:
    handler = client_of("handler")
    kept = press(handler, case, "keep:opinion", opinion=AGREED)
    assert box(kept) == AGREED and "表单尚未提交" in kept
    listed = press(handler, case, "list:opinion", opinion="")
    assert list(offered(listed)) == [AGREED]
    used = press(handler, case, offered(listed)[AGREED], opinion="现场已核查。", **{"condition-C1": "1"})
    assert box(used) == f"现场已核查。\n{AGREED}"
    assert re.search(r'name="condition-C1" value="1" checked', used), "all that was typed comes back"
    with at_work(site) as session:
        assert session.get_one(Case, case).state == "accepted", "the act itself was not carried out"


def test_what_cannot_be_kept_is_told_beside_the_box(site: Flask, case: int, client_of: ClientOf) -> None:
    handler = client_of("handler")
    assert "请先填写意见" in press(handler, case, "keep:opinion", opinion="  ")
    long = press(handler, case, "keep:opinion", opinion="长" * (LONGEST + 1))
    assert "请缩短后再保存" in long and box(long) == "长" * (LONGEST + 1)
    for number in range(MOST_OWN):
        assert keep(handler, f"同意第{number}款。").status_code == 302
    assert "请先删除一条" in press(handler, case, "keep:opinion", opinion=AGREED)
    keep(handler, "同意第0款。")
    with at_work(site) as session:
        assert session.scalar(select(func.count(CommonOpinion.id))) == MOST_OWN


def test_nobody_else_sees_or_removes_ones_own_and_they_leave_no_trail(
    site: Flask, case: int, client_of: ClientOf
) -> None:
    handler, section = client_of("handler"), client_of("section_head")
    keep(handler, AGREED)
    assert AGREED not in text_of(section, "/opinions/") + text_of(section, "/opinions/?part=list&field=opinion")
    with at_work(site) as session:
        pk = session.scalars(select(CommonOpinion.id)).one()
        told = select(func.count(TrailRow.id)).where(TrailRow.verb.startswith("common_opinion."))
        assert session.scalar(told) == 0
    sent = {"csrf_token": form_token(section.get("/opinions/")), "remove": str(pk)}
    assert section.post("/opinions/", data=sent).status_code == 404
    assert box(press(handler, case, f"use:opinion:{pk + 1}", opinion="")) == ""
    assert (
        handler.post("/opinions/", data=sent | {"csrf_token": form_token(handler.get("/opinions/"))}).status_code == 302
    )
    assert AGREED not in text_of(handler, "/opinions/")


def test_the_head_keeps_those_of_the_organisation_and_they_stand_in_the_trail(
    site: Flask, case: int, client_of: ClientOf
) -> None:
    head, handler = client_of("organ_head"), client_of("handler")
    assert keep(handler, AGREED, shared="1").status_code == 403
    assert keep(head, AGREED, shared="1").status_code == 302
    assert list(offered(press(handler, case, "list:opinion", opinion=""))) == [AGREED]
    assert AGREED not in text_of(client_of("town_clerk"), "/opinions/?part=list&field=opinion")
    with at_work(site) as session:
        pk = session.scalars(select(CommonOpinion.id)).one()
    sent = {"remove": str(pk), "shared": "1"}
    refused = handler.post("/opinions/", data=sent | {"csrf_token": form_token(handler.get("/opinions/"))})
    assert refused.status_code == 403
    head.post("/opinions/", data=sent | {"csrf_token": form_token(head.get("/opinions/"))})
    assert offered(press(handler, case, "list:opinion", opinion="")) == {}
    with at_work(site) as session:
        verbs = select(TrailRow.verb).where(TrailRow.verb.startswith("common_opinion.")).order_by(TrailRow.id)
        assert list(session.scalars(verbs)) == ["common_opinion.kept", "common_opinion.removed"]


def test_an_administrator_keeps_those_of_any_organisation_of_the_county_and_of_no_other(
    site: Flask, client_of: ClientOf
) -> None:
    admin = client_of("county_admin")
    with at_work(site) as session:
        ids = dict(session.execute(select(Organisation.code, Organisation.id)).all())
    here, elsewhere = str(ids["gulou-urban"]), str(ids["taijiang-urban"])
    assert keep(admin, AGREED, shared="1", organisation=here).status_code == 302
    assert AGREED in text_of(admin, f"/opinions/?organisation={here}")
    assert AGREED in text_of(admin, "/opinions/?organisation__text=gulou-urban")
    assert AGREED in text_of(client_of("handler"), "/opinions/")
    assert keep(admin, AGREED, shared="1", organisation=elsewhere).status_code == 404
    assert client_of("handler").get(f"/opinions/?organisation={elsewhere}").status_code == 404


def test_the_script_is_told_in_one_sentence(site: Flask, client_of: ClientOf) -> None:
    handler = client_of("handler")
    token = form_token(handler.get("/opinions/"))
    answers = [handler.post("/opinions/?part=kept", data={"csrf_token": token, "text": text}) for text in (AGREED, "")]
    assert [one.status_code for one in answers] == [200, 422]
    assert [one.get_data(as_text=True) for one in answers] == [
        "已存入您的常用意见。",
        "请先填写意见，再保存为常用意见。",
    ]
