"""Agencies write themselves: they enter the register, renew, change, object; with a code they see the answer."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.intermediaries.models import Agency, AgencyLetter, AgencyStep, CreditMark, Qualification
from app.intermediaries.operations import publish_due
from app.kernel.act import Channel, platform_act
from app.kernel.attachments import Attachment
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.kernel.notices import Message
from app.kernel.places import Organisation
from tests.forms import form_values
from tests.intermediaries.building import credit_code
from tests.intermediaries.test_pages import agency as agency  # noqa: PLC0414 - the fixture of the screens
from tests.intermediaries.test_pages import do, one
from tests.web import at_work

Clients = Callable[[str], FlaskClient]
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")
OWN, ENTER, OBJECT = "/portal/intermediaries/own", "/portal/intermediaries/enter", "/portal/intermediaries/object"
PHONE = "13800001234"
WRITER = {"contact": "林小华", "own_phone": PHONE}
PAPER = {"number": "闽价B2", "level": "乙级", "issuer": "福建省住房和城乡建设厅", "category": "cost"}
TERM = {"valid_from": "2026-09-01", "valid_to": "2029-08-31"}
ENTRY = {
    "uscc": credit_code(9),
    "name": "福州左海造价咨询有限公司",
    "legal_representative": "林国平",
    "founded_on": "2018-01-01",
    "phone": "13900001111",
    **PAPER,
    **TERM,
    **WRITER,
}


def evidence() -> dict[str, Any]:
    return {"evidence": (io.BytesIO(b"%PDF-1.4\n%%EOF"), "资质证书.pdf")}


def send(client: FlaskClient, place: str, **values: Any) -> Any:
    return client.post(place, data=form_values(client.get(place).get_data(as_text=True)) | values)


def code_in(answer: Any) -> str:
    found = CODE.search(re.sub(r"csrf.*", "", answer.get_data(as_text=True)))
    assert answer.status_code == 200 and found is not None, answer.get_data(as_text=True)[-1500:]
    return found[0]


def told(site: Flask, code: str) -> str:
    """Return the page that a code opens."""
    client = site.test_client()
    answer = client.post(OWN, data=form_values(client.get(OWN).get_data(as_text=True)) | {"code": code})
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def objecting(site: Flask, code: str, **values: Any) -> Any:
    client = site.test_client()
    token = form_values(client.get(OWN).get_data(as_text=True))
    return client.post(OBJECT, data=token | {"code": code} | values)


def listed(site: Flask, pk: int) -> None:
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"])):
        session.get(Agency, pk).state = "listed"
        session.get(Agency, pk).phone = "13900002222"
        session.commit()


def home_of(site: Flask) -> int:
    with at_work(site) as session:
        return int(session.scalars(select(Organisation.id).where(Organisation.code == "gulou-urban")).one())


def test_an_agency_applies_and_follows_its_way_into_the_register(site: Flask, agency: int, client_of: Clients) -> None:
    street, handler, head = site.test_client(), client_of("handler"), client_of("organ_head")
    code = code_in(send(street, ENTER, body=str(home_of(site)), **ENTRY, **evidence()))
    assert "尚未" in told(site, code)
    letter = one(site, AgencyLetter)
    assert "福州左海造价咨询有限公司" in handler.get("/intermediaries/").get_data(as_text=True)
    assert "中介机构来件" in handler.get("/").get_data(as_text=True)
    place = f"/intermediaries/letters/{letter.id}"
    page = handler.get(place).get_data(as_text=True)
    assert "闽价B2" in page and "资质证书.pdf" in page and PHONE in page
    do(handler, place, "grant", 422, answer="")
    do(handler, place, "grant", answer="材料齐全，进入审核。")
    do(handler, place, "grant", 409, answer="再答复一次")
    with at_work(site) as session:
        made = session.scalars(select(Agency).where(Agency.uscc == ENTRY["uscc"])).one()
        assert (made.state, made.organisation_id, made.phone_key) == ("applied", letter.organisation_id, "13900001111")
        assert session.scalars(select(Qualification.number).where(Qualification.agency_id == made.id)).one() == "闽价B2"
        sent = session.scalars(select(Message).where(Message.subject_kind == "agency_letter")).all()
        assert PHONE in {one.address for one in sent}
        verbs = set(session.scalars(select(TrailRow.verb).where(TrailRow.verb.like("agency.%"))))
        assert verbs >= {"agency.wrote", "agency.letter_answered", "agency.entered"}
    assert "材料齐全，进入审核。" in told(site, code) and "已申请" in told(site, code)
    do(handler, f"/intermediaries/{made.id}", "check")
    do(head, f"/intermediaries/{made.id}", "list")
    assert "在册" in told(site, code)
    twice = send(site.test_client(), ENTER, body=str(home_of(site)), **ENTRY, **evidence())
    assert twice.status_code == 422 and "该统一社会信用代码的机构已在名录中" in twice.get_data(as_text=True)


def test_everything_that_is_wrong_with_an_application_is_told_at_once_and_nothing_is_kept(
    site: Flask, agency: int
) -> None:
    street, home = site.test_client(), str(home_of(site))
    wrong = ENTRY | {"uscc": "9" * 18, "founded_on": "2026-02-30", "own_phone": "abc", "category": "x", "name": ""}
    page = send(street, ENTER, body=home, **wrong, **evidence()).get_data(as_text=True)
    assert page.count('class="fault"') == 5
    assert "林小华" in page  # nothing typed is lost
    for sent in (ENTRY | {"body": "1"}, ENTRY | {"body": home}):  # no such body; no paper
        assert send(street, ENTER, **sent).status_code == 422
    backwards = ENTRY | {"valid_to": "2020-01-01"}
    assert send(street, ENTER, body=home, **backwards, **evidence()).status_code == 422
    with at_work(site) as session:
        assert session.scalar(select(func.count()).select_from(AgencyLetter)) == 0
        assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_closed_body_takes_no_application(site: Flask, agency: int) -> None:
    home = home_of(site)
    street = site.test_client()
    assert f'value="{home}"' in street.get(ENTER).get_data(as_text=True)
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"])):
        session.get(Organisation, home).closed_on = site.config["SUNSHINE_TEST_NOW"].date()
        session.get(Agency, agency).state = "listed"
        session.commit()
    assert "暂无受理单位" in street.get(ENTER).get_data(as_text=True)
    place = f"/portal/intermediaries/{agency}/write/rating"
    answer = send(street, place, uscc=credit_code(1), text="评分有误", **WRITER)
    assert answer.status_code == 422
    assert "撤销" in answer.get_data(as_text=True)
    with at_work(site) as session:
        assert session.scalar(select(func.count()).select_from(AgencyLetter)) == 0


def test_an_agency_renews_and_changes_only_with_its_own_credit_code(
    site: Flask, agency: int, client_of: Clients
) -> None:
    listed(site, agency)
    street, handler, write = site.test_client(), client_of("handler"), f"/portal/intermediaries/{agency}/write"
    renewal = PAPER | TERM | WRITER | {"number": "闽价A1"}
    foreign = send(street, f"{write}/renewal", uscc=credit_code(2), **renewal, **evidence())
    assert foreign.status_code == 422 and "不是该机构的统一社会信用代码" in foreign.get_data(as_text=True)
    code = code_in(send(street, f"{write}/renewal", uscc=credit_code(1), **renewal, **evidence()))
    again = send(street, f"{write}/renewal", uscc=credit_code(1), **renewal, **evidence())
    assert again.status_code == 422 and "同类来件尚未答复" in again.get_data(as_text=True)
    assert send(street, f"{write}/change", uscc=credit_code(1), text="搬迁", **WRITER, **evidence()).status_code == 422
    moved = send(
        street, f"{write}/change", uscc=credit_code(1), address="津泰路98号", text="搬迁", **WRITER, **evidence()
    )
    change = code_in(moved)
    assert street.get(f"{write}/entry").status_code == street.get(f"{write}/x").status_code == 404
    with at_work(site) as session:
        first, second = session.scalars(select(AgencyLetter.id).order_by(AgencyLetter.id)).all()
    assert client_of("window").get(f"/intermediaries/letters/{first}").status_code == 403
    assert client_of("other_handler").get(f"/intermediaries/letters/{first}").status_code == 404
    do(handler, f"/intermediaries/letters/{first}", "grant", answer="准予延续")
    do(handler, f"/intermediaries/letters/{second}", "refuse", answer="请补交租赁合同")
    with at_work(site) as session:
        assert [str(paper.valid_to) for paper in session.scalars(select(Qualification))] == ["2029-08-31"]
        assert session.get(Agency, agency).address is None
    assert "准予延续" in told(site, code)
    assert "请补交租赁合同" in told(site, change) and "未予同意" in told(site, change)


def test_an_agency_objects_to_a_mark_with_the_code_of_its_notice(site: Flask, agency: int, client_of: Clients) -> None:
    listed(site, agency)
    handler, head = client_of("handler"), client_of("section_head")
    do(
        handler,
        f"/intermediaries/{agency}",
        "propose",
        polarity="bad",
        grade="general",
        facts="拖延出具报告",
        basis="办法",
    )
    place = f"/intermediaries/marks/{one(site, CreditMark).id}"
    assert CODE.search(handler.get(place).get_data(as_text=True)) is None
    do(handler, place, "notice")
    code = CODE.search(handler.get(place).get_data(as_text=True))[0]
    with at_work(site) as session:
        message = session.scalars(select(Message).where(Message.address == "13900002222")).one()
        assert code in message.text
    assert "拖延出具报告" in told(site, code)
    assert "拖延出具报告" not in site.test_client().get(f"/portal/intermediaries/{agency}").get_data(as_text=True)
    assert objecting(site, code, text="").status_code == 422
    assert objecting(site, "WRONG", text="报告按期出具").status_code == 404
    assert objecting(site, code, text="报告按期出具", **evidence()).status_code == 200
    assert objecting(site, code, text="再提一次").status_code == 409
    page = handler.get(place).get_data(as_text=True)
    assert "报告按期出具" in page and "资质证书.pdf" in page
    do(head, place, "drop", answer="异议成立，不予记录")
    assert "异议成立，不予记录" in told(site, code)
    with at_work(site) as session:
        [row] = session.scalars(select(TrailRow).where(TrailRow.verb == "mark.objected"))
        assert row.channel == "portal"


def test_an_objection_after_its_last_day_is_too_late(site: Flask, agency: int, client_of: Clients) -> None:
    handler = client_of("handler")
    do(handler, f"/intermediaries/{agency}", "propose", polarity="bad", grade="general", facts="拖延", basis="办法")
    do(handler, f"/intermediaries/marks/{one(site, CreditMark).id}", "notice")
    mark = one(site, CreditMark)
    site.config["SUNSHINE_TEST_NOW"] += timedelta(days=40)
    assert objecting(site, mark.query_code, text="迟到的异议").status_code == 409
    with at_work(site) as session:
        with open_act(platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"], 350102)) as act:
            assert publish_due(act) == {"published": 1}
        session.commit()
    assert one(site, CreditMark).objection is None


def test_an_agency_appeals_against_a_measure_and_reads_the_decision(
    site: Flask, agency: int, client_of: Clients
) -> None:
    listed(site, agency)
    head, other = client_of("organ_head"), client_of("section_head")
    place = f"/intermediaries/{agency}"
    do(head, place, "warn", reason="出借资质")
    step = one(site, AgencyStep)
    code = CODE.search(head.get(place).get_data(as_text=True))[0]
    assert code.replace("-", "") == step.query_code
    assert "出借资质" in told(site, code)
    assert objecting(site, code, text="从未出借资质").status_code == 200
    assert objecting(site, code, text="再次申诉").status_code == 409
    assert "从未出借资质" in other.get(place).get_data(as_text=True)
    assert "福州榕城工程造价咨询有限公司" in other.get("/intermediaries/").get_data(as_text=True)
    do(other, place, "decide_appeal", step=str(step.id), answer="申诉属实，撤销警示", upheld="1")
    assert "申诉属实，撤销警示" in told(site, code)
    assert one(site, Agency).state == "listed"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_code_that_fits_nothing_says_so(site: Flask, language: str) -> None:
    client = site.test_client()
    client.get(f"/language/{language}")
    answer = client.post(OWN, data=form_values(client.get(OWN).get_data(as_text=True)) | {"code": "NONE-SUCH-CODE"})
    assert answer.status_code == 404
    sentence = {"zh": "没有该查询码的记录", "en": "There is nothing with this code."}[language]
    assert sentence in answer.get_data(as_text=True)
