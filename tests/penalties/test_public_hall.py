"""The public hall: departments, officers, decisions without personal data, remedies, a complaint that reaches P7."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.models import OfficerCertificate, PenaltyCase
from app.supervision.models import Alert
from app.supervision.scanning import scan
from tests.conftest import NOW
from tests.penalties.test_case_pages import officers
from tests.penalties.test_pages import plant, text
from tests.web import RunningProgram, at_work, form_token
from tests.world import World

DECIDED = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def organ(program: RunningProgram) -> int:
    """A department with an item, officers, and three decisions: a company's, a person's, an unpublished one."""
    with at_work(program.app) as session:
        item = plant(session)
        officers(session)
        home = World(session).organisation("gulou-urban")
        with open_act(platform_act(session, Channel.COMMAND, DECIDED, 350102)):
            for number, (kind, name, published) in enumerate(
                (
                    ("organisation", "榕城建设公司", DECIDED),
                    ("person", "陈小明", DECIDED),
                    ("organisation", "秘密公司", None),
                )
            ):
                session.add(
                    PenaltyCase(
                        county=350102,
                        number=f"GS-{number}",
                        organisation_id=home.id,
                        state="closed",
                        source="inspection",
                        place="五四路18号",
                        facts_text="陈小明未设置围挡",
                        acted_on=date(2026, 8, 1),
                        found_on=date(2026, 8, 1),
                        party_kind=kind,
                        party_name=name,
                        item_id=item,
                        registered_at=DECIDED,
                        decision="penalise",
                        fine=Decimal(40000),
                        decided_at=DECIDED,
                        decided_on=DECIDED.date(),
                        published_at=published,
                    )
                )
            session.commit()
        return int(home.id)


def test_published_penalties_name_companies_and_mask_people(site: Flask, organ: int) -> None:
    page = text(site.test_client().get("/portal/enforcement/decisions/"))
    assert "榕城建设公司" in page and "陈某" in page and "40,000" in page
    assert "陈小明" not in page and "秘密公司" not in page and "五四路" not in page


@pytest.mark.parametrize(
    ("query", "hits"), [("榕城", 1), ("陈小明", 0), ("秘密", 0), ("GS-1", 1), ("围挡", 2), ("%", 0)]
)
def test_people_are_not_found_by_their_names(site: Flask, organ: int, query: str, hits: int) -> None:
    page = text(site.test_client().get("/portal/enforcement/decisions/", query_string={"q": query}))
    assert len(re.findall(r"<td[^>]*>GS-\d", page)) == hits


def test_a_withdrawn_decision_is_gone(program: RunningProgram, site: Flask, organ: int) -> None:
    with at_work(program.app) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        session.scalars(select(PenaltyCase).where(PenaltyCase.number == "GS-0")).one().unpublished_at = NOW
        session.commit()
    assert "榕城建设公司" not in text(site.test_client().get("/portal/enforcement/decisions/"))


def test_departments_and_their_officers_are_shown(program: RunningProgram, site: Flask, organ: int) -> None:
    page = text(site.test_client().get("/portal/enforcement/"))
    assert "鼓楼区城市管理局" in page and f"/portal/enforcement/{organ}" in page
    assert "ZJ-handler" in text(site.test_client().get(f"/portal/enforcement/{organ}"))
    assert site.test_client().get("/portal/enforcement/999").status_code == 404
    with at_work(program.app) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        for one in session.scalars(select(OfficerCertificate)):
            one.valid_to = date(2026, 9, 20)
        session.commit()
    assert "ZJ-handler" not in text(site.test_client().get(f"/portal/enforcement/{organ}"))


def test_a_complaint_reaches_supervision_and_can_be_followed(program: RunningProgram, site: Flask, organ: int) -> None:
    client = site.test_client()
    place = f"/portal/enforcement/{organ}/complain"
    token = form_token(client.get(place))
    assert client.post(place, data={"csrf_token": token, "text": " "}).status_code == 422
    sent = {"csrf_token": token, "text": "未出示证件", "number": "GS-0", "certificate": "ZJ-handler", "name": "林小燕"}
    found = re.search(r'class="sum">([^<]+)<', text(client.post(place, data=sent)))
    assert found is not None
    with at_work(program.app) as session:
        made = session.scalars(select(PenaltyComplaint)).one()
        assert made.case is not None and made.official is not None and made.case.number == "GS-0"
        act = platform_act(session, Channel.CLOCK, NOW, 350102)
        with open_act(act):
            scan(act)
            session.commit()
        assert "P7.made" in set(session.scalars(select(Alert.point)))
    follow = "/portal/enforcement/complaint"
    answer = client.post(follow, data={"csrf_token": form_token(client.get(follow)), "code": found.group(1)})
    assert "鼓楼区城市管理局" in text(answer)
    wrong = client.post(follow, data={"csrf_token": form_token(client.get(follow)), "code": "WRONG"})
    assert wrong.status_code == 404


def test_an_unpublished_case_cannot_be_probed_by_a_complaint(program: RunningProgram, site: Flask, organ: int) -> None:
    client = site.test_client()
    place = f"/portal/enforcement/{organ}/complain"
    sent = {"csrf_token": form_token(client.get(place)), "text": "投诉", "number": "GS-2", "certificate": "没有"}
    assert client.post(place, data=sent).status_code == 200
    with at_work(program.app) as session:
        made = session.scalars(select(PenaltyComplaint)).one()
        assert made.case is None and made.official is None and "GS-2" in made.text
