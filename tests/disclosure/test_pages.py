"""The screens of disclosure, on the desk and on the public portal."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from defusedxml import ElementTree
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from stdnum.cn import ric

from app.disclosure.models import (
    DisclosureDuty,
    DisclosureItem,
    DisclosureQuestion,
    DisclosureRequest,
    DisclosureTask,
    PrivacyFinding,
)
from app.disclosure.operations import load_catalogue, name_body, open_tasks, take_over_item
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from app.villages.models import VillageMonth
from tests.conftest import NOW
from tests.disclosure.samples import BODY, SERIAL, at
from tests.forms import form_values
from tests.web import NO_ROLE, at_work, form_token, refusal
from tests.world import World

IDENTITY = SERIAL + ric.calc_check_digit(SERIAL + "0")
Clients = Callable[[str], FlaskClient]


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.fixture
def homes(site: Flask) -> dict[str, int]:
    """The community and the bureau publish; the community owes the third quarter and has one old item."""
    with at_work(site) as session:
        with open_act(platform_act(session, Channel.COMMAND, at(6, 25), 350102)) as act:
            load_catalogue(act, 350102)
            world = World(session)
            village, bureau = world.organisation("zhongshan"), world.organisation("gulou-urban")
            name_body(act, village, "village", date(2026, 1, 1))
            name_body(act, bureau, "government", date(2026, 1, 1))
            open_tasks(act)
        with open_act(platform_act(session, Channel.CLOCK, at(9, 1), 350102)) as act:
            open_tasks(act)
            duty = session.scalars(select(DisclosureDuty).where(DisclosureDuty.code == "CW-05")).one()
            item = take_over_item(act, village, duty, "第二季度计生情况", BODY, at(7, 1), period="2026-Q2")
            session.flush()
            late = session.scalars(select(DisclosureTask).where(DisclosureTask.due_at < NOW)).first()
            assert late is not None
        session.commit()
        return {"village": village.id, "bureau": bureau.id, "item": item.id}


def task(site: Flask, code: str, period: str) -> int:
    with at_work(site) as session:
        found = (
            select(DisclosureTask.id)
            .join(DisclosureDuty)
            .where(
                DisclosureDuty.code == code,
                DisclosureTask.period == period,
                DisclosureTask.organisation_id == _village(session),
            )
        )
        return int(session.scalars(found).one())


def _village(session: Any) -> Any:
    return session.scalar(select(Organisation.id).where(Organisation.code == "zhongshan"))


def press(client: FlaskClient, place: str, **values: str) -> Any:
    token = form_token(client.get("/"))
    return client.post(place, data={"csrf_token": token, **values})


def test_an_item_goes_from_the_task_list_to_the_portal(site: Flask, homes: dict[str, int], client_of: Clients) -> None:
    clerk, town = client_of("village_clerk"), client_of("town_clerk")
    desk = text(clerk.get("/disclosure/"))
    assert "村级财务季度公开" in desk and "light red" in desk
    begun = press(clerk, f"/disclosure/tasks/{task(site, 'CW-02', '2026-Q3')}/begin")
    page = clerk.get(begun.location)
    sent = form_values(text(page), "revision") | {
        "title": "三季度财务",
        "body": f"租金收入，承租人身份证{IDENTITY}",
        "table-0-c0": "租金",
        "table-0-c1": "12,000",
        "table-0-c2": "36000",
        "do": "submit",
        "cosigner": "陈监督",
    }
    answer = clerk.post(begun.location, data=sent)
    assert answer.status_code == 302, text(answer)
    place = answer.location
    item = int(place.rsplit("/", 1)[1])
    seen = text(town.get(place))
    assert "1101**********" in seen
    refused = press(town, f"{place}/approve-publish")
    assert "身份证号或者银行卡号" in text(town.get(refused.location))
    with at_work(site) as session:
        finding = session.scalars(select(PrivacyFinding.id)).one()
    press(town, f"/disclosure/findings/{finding}", decision="mask")
    press(town, f"{place}/approve-publish")
    street = site.test_client()
    public = text(street.get(f"/portal/disclosure/items/{item}"))
    assert "三季度财务" in public and "12000.00" in public and IDENTITY not in public and "1101**********" in public
    table = street.get(f"/portal/disclosure/items/{item}.csv").get_data().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table))) == [
        ["项目", "本季度（元）", "本年累计（元）"],
        ["租金", "12000.00", "36000.00"],
    ]
    assert "三季度财务" in text(street.get(f"/portal/disclosure/items/{item}/print"))


def test_a_clerk_fills_the_table_from_the_cash_book_with_one_button(
    site: Flask, homes: dict[str, int], client_of: Clients
) -> None:
    clerk = client_of("village_clerk")
    begun = press(clerk, f"/disclosure/tasks/{task(site, 'CW-01', '2026-09')}/begin").location
    fill = begun.replace("/write", "/fill")
    assert f'action="{fill}"' in text(clerk.get(begun))
    refused = press(clerk, fill)
    assert "本月账目还没有公布" in text(clerk.get(refused.location))
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        session.add(
            VillageMonth(
                county=350102,
                organisation_id=homes["village"],
                period="2026-09",
                opening=Decimal(5),
                income=Decimal(0),
                expense=Decimal(0),
                closing=Decimal(5),
                closing_cash=Decimal(0),
                lines=[],
                vouchers=0,
                published_at=NOW,
            )
        )
        session.commit()
    filled = text(clerk.get(press(clerk, fill).location))
    assert "期初余额" in filled and "5.00" in filled
    other = press(clerk, f"/disclosure/tasks/{task(site, 'CW-02', '2026-Q3')}/begin").location
    assert "/fill" not in text(clerk.get(other))
    assert press(clerk, other.replace("/write", "/fill")).status_code == 404
    assert press(client_of("auditor"), fill).status_code == 403


def test_a_text_with_a_wrong_cell_comes_back_whole(site: Flask, homes: dict[str, int], client_of: Clients) -> None:
    clerk = client_of("village_clerk")
    begun = press(clerk, f"/disclosure/tasks/{task(site, 'CW-02', '2026-Q3')}/begin")
    sent = form_values(text(clerk.get(begun.location)), "revision") | {
        "title": "三季度",
        "body": "正文在此",
        "table-0-c1": "许多",
    }
    answer = clerk.post(begun.location, data=sent)
    assert answer.status_code == 422
    assert "正文在此" in text(answer) and "许多" in text(answer) and 'id="fault-table-0-c1"' in text(answer)


def test_an_event_is_entered_and_its_text_begun(site: Flask, homes: dict[str, int], client_of: Clients) -> None:
    handler = client_of("handler")
    page = text(handler.get("/disclosure/event"))
    duty = re.search(r'value="(\d+)">ZW-02', page) or re.search(r'value="(\d+)"[^>]*>ZW-02', page)
    assert duty is not None
    sent = {
        "organisation_id": str(homes["bureau"]),
        "duty_id": duty.group(1),
        "on": "2026-09-18",
        "subject": "印发办法",
    }
    answer = press(handler, "/disclosure/event", **sent)
    assert answer.status_code == 302 and answer.location.endswith("/write")
    for wrong in ({"on": "2026-02-30"}, {"duty_id": "²"}, {"organisation_id": "-1"}, {"subject": ""}):
        assert press(handler, "/disclosure/event", **(sent | wrong)).status_code == 422, wrong


def test_the_clerk_sees_no_button_that_is_not_his(homes: dict[str, int], client_of: Clients) -> None:
    place = f"/disclosure/items/{homes['item']}"
    assert "申请撤下公开" in text(client_of("village_clerk").get(place))
    inspector = text(client_of("inspector").get(place))
    assert (
        "申请撤下公开" not in inspector
        and "更正" not in re.sub(r"<nav.*?</nav>", "", inspector, flags=re.S).split("<h1>")[1].split("card")[0]
    )
    assert client_of("handler").get(place).status_code == 404
    assert client_of("other_inspector").get(place).status_code == 404


def test_the_wrong_role_is_refused(site: Flask, homes: dict[str, int], client_of: Clients) -> None:
    place = f"/disclosure/items/{homes['item']}/let-go"
    press(client_of("village_clerk"), f"/disclosure/items/{homes['item']}/withdraw", code="wrong", reason="有误")
    for who in ("village_clerk", "inspector"):
        press(client_of(who), place)
        with at_work(site) as session:
            assert session.get_one(DisclosureItem, homes["item"]).hidden_at is None, who
    press(client_of("town_clerk"), place)
    street = text(site.test_client().get(f"/portal/disclosure/items/{homes['item']}"))
    assert "有误" in street and BODY not in street
    assert site.test_client().get(f"/portal/disclosure/items/{homes['item']}.csv").status_code == 404


def test_freshness_is_shown_inside_the_scope(homes: dict[str, int], client_of: Clients) -> None:
    page = text(client_of("county_admin").get("/disclosure/freshness"))
    assert "中山社区居委会" in page and "鼓楼区城市管理局" in page
    assert "中山社区居委会" not in text(client_of("other_county_admin").get("/disclosure/freshness"))
    assert client_of("county_admin").get("/disclosure/freshness?after=999999999999999999999&kind=x").status_code == 200


def test_the_public_finds_an_organisation_through_its_door(site: Flask, homes: dict[str, int]) -> None:
    street = site.test_client()
    assert "村务公开" in text(street.get("/portal/disclosure/"))
    assert "中山社区居委会" in text(street.get("/portal/disclosure/doors/village?q=中山"))
    assert street.get("/portal/disclosure/doors/party").status_code == 404
    page = text(street.get(f"/portal/disclosure/organisations/{homes['village']}"))
    assert "第二季度计生情况" in page and "已超时" in page and "接下来应公开" in page
    assert "第二季度计生情况" not in text(
        street.get(f"/portal/disclosure/organisations/{homes['village']}?category=财务")
    )


def test_the_feed_is_rss_and_the_open_data_goes_on_after_an_id(site: Flask, homes: dict[str, int]) -> None:
    street = site.test_client()
    feed = ElementTree.fromstring(
        street.get(f"/portal/disclosure/organisations/{homes['village']}/feed.xml").get_data()
    )
    assert [node.text for node in feed.iter("title")] == ["中山社区居委会", "第二季度计生情况"]
    rows = street.get("/portal/disclosure/items.json").get_json()["result"]
    assert [row["id"] for row in rows] == [homes["item"]] and rows[0]["body"] == BODY
    assert street.get(f"/portal/disclosure/items.json?since={homes['item']}").get_json()["result"] == []
    assert street.get("/portal/disclosure/items.json?since=²").status_code == 200


def test_a_draft_is_not_on_the_portal(site: Flask, homes: dict[str, int], client_of: Clients) -> None:
    begun = press(client_of("village_clerk"), f"/disclosure/tasks/{task(site, 'CW-02', '2026-Q3')}/begin")
    item = begun.location.split("/")[3]
    street = site.test_client()
    for place in ("", "/print", ".csv", "/ask"):
        assert refusal(street.get(f"/portal/disclosure/items/{item}{place}")) == (404, "没有该公开事项。"), place
    assert street.get(f"/portal/disclosure/items/{homes['item']}?version=9").status_code == 404


def test_a_question_is_asked_answered_and_read(site: Flask, homes: dict[str, int], client_of: Clients) -> None:
    street, place = site.test_client(), f"/portal/disclosure/items/{homes['item']}/ask"
    sent = form_values(text(street.get(place))) | {"kind": "question", "text": "谁签的字？", "name": "林某"}
    assert street.post(place, data=sent | {"text": ""}).status_code == 422
    taken = text(street.post(place, data=sent))
    code = re.search(r'class="sum">([A-Z0-9-]+)<', taken)
    assert code is not None
    assert "谁签的字" not in text(street.get(f"/portal/disclosure/items/{homes['item']}"))
    clerk = client_of("village_clerk")
    assert "谁签的字" in text(clerk.get("/disclosure/questions"))
    with at_work(site) as session:
        question = session.scalars(select(DisclosureQuestion.id)).one()
    press(client_of("inspector"), f"/disclosure/questions/{question}", do="answer", answer="不该由我答")
    press(clerk, f"/disclosure/questions/{question}", do="answer", answer="村监委会主任签字。")
    page = text(street.get(f"/portal/disclosure/items/{homes['item']}"))
    assert "谁签的字" in page and "村监委会主任签字" in page and "不该由我答" not in page and "林某" not in page
    follow = "/portal/disclosure/follow"
    asked = form_values(text(street.get(follow)))
    assert "村监委会主任签字" in text(street.post(follow, data=asked | {"code": code.group(1)}))
    assert street.post(follow, data=asked | {"code": "NOSUCHCODE"}).status_code == 404


def test_an_application_is_made_extended_and_decided(site: Flask, homes: dict[str, int], client_of: Clients) -> None:
    street, place = site.test_client(), f"/portal/disclosure/organisations/{homes['bureau']}/apply"
    sent = form_values(text(street.get(place))) | {
        "applicant": "林小燕",
        "identity": IDENTITY,
        "phone": "13800001234",
        "wanted": "路灯合同",
    }
    assert street.post(place, data=sent | {"identity": IDENTITY[:-1] + "0"}).status_code == 422
    taken = text(street.post(place, data=sent))
    code = re.search(r'class="sum">([A-Z0-9-]+)<', taken)
    assert code is not None
    with at_work(site) as session:
        pk = session.scalars(select(DisclosureRequest.id)).one()
    head, inspector = client_of("section_head"), client_of("inspector")
    assert "林小燕" in text(head.get(f"/disclosure/requests/{pk}"))
    assert "林小燕" not in text(inspector.get(f"/disclosure/requests/{pk}"))
    assert press(head, f"/disclosure/requests/{pk}", do="extend", reason="").status_code == 422
    assert press(head, f"/disclosure/requests/{pk}", do="extend", reason="征求意见").status_code == 302
    assert press(head, f"/disclosure/requests/{pk}", result="refused", answer="商业秘密", basis="").status_code == 422
    assert (
        press(head, f"/disclosure/requests/{pk}", result="refused", answer="商业秘密", basis="第十五条").status_code
        == 302
    )
    asked = form_values(text(street.get("/portal/disclosure/follow"))) | {"code": code.group(1)}
    page = text(street.post("/portal/disclosure/follow", data=asked))
    assert "不予公开" in page and "第十五条" in page and "行政复议" in page and IDENTITY not in page


def test_the_county_takes_the_catalogue_over_and_changes_it_by_form(site: Flask, client_of: Clients) -> None:
    admin = client_of("county_admin")
    press(admin, "/disclosure/catalogue")
    with at_work(site) as session:
        duty = session.scalars(select(DisclosureDuty).where(DisclosureDuty.code == "CW-01")).one()
        pk = duty.id
    place = f"/records/disclosure_duty/edit/{pk}"
    sent = form_values(text(admin.get(place)), "edition") | {"grace_days": "5"}
    assert admin.post(place, data=sent).status_code == 302
    assert (
        admin.post(place, data=form_values(text(admin.get(place)), "edition") | {"due_days": "999"}).status_code == 422
    )
    with at_work(site) as session:
        kept = session.get_one(DisclosureDuty, pk)
        assert (kept.grace_days, kept.due_days) == (5, duty.due_days)
    assert refusal(press(client_of("village_clerk"), "/disclosure/catalogue")) == NO_ROLE


def test_an_organisation_is_named_by_form(site: Flask, client_of: Clients) -> None:
    admin = client_of("county_admin")
    place = "/records/disclosing_body/add"
    with at_work(site) as session:
        home = World(session).organisation("qingcheng").id
    sent = form_values(text(admin.get(place))) | {
        "organisation_id": str(home),
        "unit_kind": "village",
        "active_from": "2026-09-01",
    }
    assert admin.post(place, data=sent | {"unit_kind": "party"}).status_code == 422
    assert admin.post(place, data=sent).status_code == 302
    assert "庆城社区居委会" in text(site.test_client().get("/portal/disclosure/doors/village"))
