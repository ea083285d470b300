"""The screens: an application to a listing, a mark to the public portal, a citizen's report, an engagement rated."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.intermediaries.models import Agency, CitizenReport, CreditMark, CreditRule, Engagement, Qualification
from app.intermediaries.operations import publish_due
from app.kernel.act import Channel, platform_act, start_of_day
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from app.surfaces.database import db
from tests.forms import form_values
from tests.intermediaries.building import credit_code
from tests.web import NO_ROLE, at_work, form_token, refusal

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def agency(site: Flask) -> Iterator[int]:
    """An agency that has applied, with its qualification, an engagement, and a rule for marks."""
    with site.app_context():
        session = db.session()
        with open_act(platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"], 350102)):
            home = session.scalars(select(Organisation).where(Organisation.code == "gulou-urban")).one()
            row = Agency(
                county=350102,
                uscc=credit_code(1),
                name="福州榕城工程造价咨询有限公司",
                category="cost",
                state="applied",
                legal_representative="陈立新",
                founded_on=date(2015, 6, 1),
                organisation_id=home.id,
                phone="0591-87550101",
            )
            session.add(row)
            session.flush()
            session.add_all(
                [
                    Qualification(
                        county=350102,
                        agency_id=row.id,
                        category="cost",
                        number="闽价A1",
                        level="甲级",
                        issuer="福建省住房和城乡建设厅",
                        valid_from=date(2024, 1, 1),
                        valid_to=date(2026, 10, 31),
                        ends_at=start_of_day(date(2026, 11, 1)),
                    ),
                    CreditRule(
                        county=350102,
                        polarity="bad",
                        grade="general",
                        min_months=3,
                        max_months=12,
                        valid_from=date(2026, 1, 1),
                        source="办法",
                    ),
                    Engagement(
                        county=350102,
                        number="鼓中介1",
                        project="五四路改造造价咨询",
                        organisation_id=home.id,
                        agency_id=row.id,
                        category="cost",
                        mode="random",
                        channel="supermarket",
                        amount=58_000,
                        signed_on=date(2026, 9, 1),
                        promised_days=10,
                        promised_on=date(2026, 9, 15),
                        due_at=start_of_day(date(2026, 9, 16)),
                    ),
                ]
            )
            session.flush()
            pk = row.id
        session.commit()
        db.session.remove()
    yield int(pk)


def do(client: FlaskClient, place: str, code: str, follow: int = 302, **values: Any) -> Any:
    """Carry out one act of a page with what its form holds."""
    page = client.get(place)
    assert page.status_code == 200, place
    sent = {"csrf_token": form_token(page)}
    if number := re.search(r'name="edit_number" value="(\d+)"', page.get_data(as_text=True)):
        sent["edit_number"] = number.group(1)
    answer = client.post(f"{place}/{code}", data=sent | values)
    assert answer.status_code == follow, answer.get_data(as_text=True)[-2000:]
    return answer


def one(site: Flask, table: Any) -> Any:
    with at_work(site) as session:
        return session.scalars(select(table)).one()


def test_an_application_is_checked_and_listed_and_then_stands_on_the_portal(
    site: Flask, agency: int, client_of: Clients
) -> None:
    place, street = f"/intermediaries/{agency}", site.test_client()
    assert street.get(f"/portal/intermediaries/{agency}").status_code == 404
    handler, head = client_of("handler"), client_of("organ_head")
    assert "福州榕城工程造价咨询有限公司" in handler.get("/intermediaries/").get_data(as_text=True)
    do(handler, place, "check")
    do(head, place, "list")
    page = street.get(f"/portal/intermediaries/{agency}").get_data(as_text=True)
    assert "闽价A1" in page
    assert "100" in page
    found = street.get("/portal/intermediaries/?q=榕城&category=cost").get_data(as_text=True)
    assert "福州榕城工程造价咨询有限公司" in found
    assert "福州榕城工程造价咨询有限公司" not in street.get("/portal/intermediaries/?category=audit").get_data(
        as_text=True
    )
    do(head, place, "bar", 422, reason="")
    do(head, place, "bar", reason="出借资质")
    assert "出借资质" in head.get(place).get_data(as_text=True)


def test_a_mark_goes_from_the_proposal_to_the_portal(site: Flask, agency: int, client_of: Clients) -> None:
    handler, head, street = client_of("handler"), client_of("section_head"), site.test_client()
    now = site.config["SUNSHINE_TEST_NOW"]
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, now, 350102)):
        session.get(Agency, agency).state = "listed"
        session.commit()
    page = do(
        handler,
        f"/intermediaries/{agency}",
        "propose",
        422,
        polarity="bad",
        grade="general",
        facts="",
        basis="办法第十条",
    )
    assert "办法第十条" in page.get_data(as_text=True)  # nothing typed is lost
    do(
        handler,
        f"/intermediaries/{agency}",
        "propose",
        polarity="bad",
        grade="general",
        facts="成果文件虚假",
        basis="办法第十条",
        evidence=(io.BytesIO(b"%PDF-1.4\n%%EOF"), "证据.pdf"),
    )
    mark = f"/intermediaries/marks/{one(site, CreditMark).id}"
    text = handler.get(mark).get_data(as_text=True)
    assert "证据.pdf" in text
    file = re.search(rf'href="({mark}/files/\d+)"', text)
    assert file is not None
    with handler.get(file.group(1)) as sent:
        assert sent.data.startswith(b"%PDF")
    do(handler, mark, "notice")
    do(handler, mark, "object", text="成果属实")
    do(handler, mark, "uphold", 403, answer="证据确凿")
    do(head, mark, "uphold", answer="证据确凿")
    shown = street.get(f"/portal/intermediaries/{agency}").get_data(as_text=True)
    assert "成果文件虚假" in shown
    assert "92" in shown  # a hundred less eight
    do(handler, mark, "ask_repair", 409, commitment="不再发生", fulfilment="已改正")


def test_the_clock_publishes_what_nobody_objected_to(site: Flask, agency: int, client_of: Clients) -> None:
    handler = client_of("handler")
    do(handler, f"/intermediaries/{agency}", "propose", polarity="bad", grade="general", facts="超时", basis="办法")
    mark = one(site, CreditMark).id
    do(handler, f"/intermediaries/marks/{mark}", "notice")
    later = site.config["SUNSHINE_TEST_NOW"] + timedelta(days=30)
    with at_work(site) as session, open_act(platform_act(session, Channel.CLOCK, later, 350102)) as act:
        assert publish_due(act) == {"published": 1}
        session.commit()


def test_a_citizen_reports_an_agency_and_follows_it_by_code(site: Flask, agency: int, client_of: Clients) -> None:
    handler, street = client_of("handler"), site.test_client()
    do(handler, f"/intermediaries/{agency}", "check")
    do(client_of("organ_head"), f"/intermediaries/{agency}", "list")
    place = f"/portal/intermediaries/{agency}/report"
    values = form_values(street.get(place).get_data(as_text=True))
    assert street.post(place, data=values | {"text": ""}).status_code == 422
    answer = street.post(
        place,
        data=values
        | {
            "text": "收费后拒不出具报告",
            "contact": "13800001234",
            "evidence": (io.BytesIO(b"%PDF-1.4\n%%EOF"), "收据.pdf"),
        },
    ).get_data(as_text=True)
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", re.sub(r"csrf.*", "", answer))
    assert code is not None
    report = f"/intermediaries/reports/{one(site, CitizenReport).id}"
    assert "收费后拒不出具报告" in handler.get(report).get_data(as_text=True)
    assert "收据.pdf" in handler.get(report).get_data(as_text=True)
    assert client_of("window").get(report).status_code == 403
    do(handler, report, "answer", answer="已责令改正", upheld="1")
    do(handler, report, "mark", grade="general", facts="收费后拒不出具报告", basis="办法第十条")
    follow = street.get("/portal/intermediaries/reports").get_data(as_text=True)
    told = street.post("/portal/intermediaries/reports", data=form_values(follow) | {"code": code.group(0)})
    assert "已责令改正" in told.get_data(as_text=True)
    assert street.post("/portal/intermediaries/reports", data=form_values(follow) | {"code": "X"}).status_code == 404


def test_an_engagement_is_delivered_and_rated(site: Flask, agency: int, client_of: Clients) -> None:
    handler = client_of("handler")
    assert "五四路改造造价咨询" in handler.get("/intermediaries/engagements/?q=榕城").get_data(as_text=True)
    place = f"/intermediaries/engagements/{one(site, Engagement).id}"
    do(handler, place, "candidates", codes=credit_code(1))
    do(handler, place, "candidates", 404, codes="²" * 18)
    do(handler, place, "deliver", 422, delivered_on="2026-02-30")
    do(handler, place, "deliver", delivered_on="2026-09-10")
    do(handler, place, "rate", 422, quality="9", speed="²", attitude="", fee="-1")
    do(handler, place, "rate", quality="5", speed="4", attitude="4", fee="3")
    assert "★★★★★" in handler.get(place).get_data(as_text=True)


def test_unknown_acts_and_wrong_roles_are_refused(site: Flask, agency: int, client_of: Clients) -> None:
    before = one(site, Agency).state
    do(client_of("handler"), f"/intermediaries/{agency}", "nothing", 404)
    do(client_of("window"), f"/intermediaries/{agency}", "check", 403)
    assert one(site, Agency).state == before
    assert refusal(client_of("village_clerk").get("/intermediaries/")) == NO_ROLE
    assert refusal(client_of("other_handler").get(f"/intermediaries/{agency}")) == (
        404,
        "没有该机构，或者不在您的辖区内。",
    )


def test_agencies_are_brought_in_by_sheet_and_rest(site: Flask, agency: int, client_of: Clients) -> None:
    client = client_of("county_admin")
    token = form_token(client.get("/"))
    body = {
        "uscc": credit_code(2),
        "name": "福州左海测绘有限公司",
        "category": "survey",
        "legal_representative": "林国平",
        "founded_on": "2018-01-01",
        "organisation_id": one(site, Agency).organisation_id,
    }
    made = client.post("/api/v1/agency/", json=body, headers={"X-CSRFToken": token})
    assert made.status_code == 201, made.get_data(as_text=True)
    bad = client.post("/api/v1/agency/", json=body | {"uscc": "9" * 18}, headers={"X-CSRFToken": token})
    assert bad.status_code == 422 and "uscc" in bad.get_data(as_text=True)
