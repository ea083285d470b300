"""The screens of enforcement: a whole case from the clue to its archive; receipts; complaints; who may do what."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Official
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.models import CaseState, OfficerCertificate, PenaltyCase
from app.penalties.cases.operations import complain
from app.surfaces.paper.press import print_page
from tests.approvals.cases import moment
from tests.penalties.standards import DUST
from tests.penalties.test_pages import plant
from tests.web import RunningProgram, at_work, form_token, login
from tests.world import OFFICIALS, World

Client = Callable[[str], FlaskClient]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636000010000050001"
    "0d0a2db40000000049454e44ae426082"
)


class Screen:
    """People at their screens on a day."""

    def __init__(self, program: RunningProgram) -> None:
        self.program, self.day = program, "2026-09-01"
        self.pk = 0

    def as_(self, short: str) -> FlaskClient:
        """Return the screen of somebody on the present day."""
        self.program.app.config["SUNSHINE_TEST_NOW"] = moment(self.day)
        return login(self.program.app, short)

    def page(self, short: str, path: str = "") -> str:
        """Return a page of the case as somebody sees it."""
        answer = self.as_(short).get(f"/enforcement/{self.pk}{path}")
        assert answer.status_code == 200
        return str(answer.get_data(as_text=True))

    def do(self, short: str, code: str, **values: Any) -> Any:
        """Carry out one act and return the answer."""
        client = self.as_(short)
        page = client.get(f"/enforcement/{self.pk}")
        number = re.search(r'name="edit_number" value="(\d+)"', page.get_data(as_text=True))
        sent = {"csrf_token": form_token(page), "edit_number": number.group(1) if number else "", "seen": "1"}
        return client.post(f"/enforcement/{self.pk}/{code}", data={**sent, **values})

    def done(self, short: str, code: str, **values: Any) -> None:
        """Carry out one act that must succeed."""
        answer = self.do(short, code, **values)
        assert answer.status_code == 302, (
            code,
            re.findall(r'class="fault"[^>]*>(.*?)<', answer.get_data(as_text=True)),
        )

    def case(self) -> PenaltyCase:
        """Return the case as it stands."""
        with at_work(self.program.app) as session:
            found = session.get_one(PenaltyCase, self.pk)
            session.expunge(found)
            return found


def officers(session: Session) -> None:
    """Give two officers their certificates."""
    world = World(session)
    home = world.organisation("gulou-urban")
    with open_act(platform_act(session, Channel.COMMAND, datetime(2026, 8, 1, tzinfo=UTC), 350102)):
        for short in ("enforcement_officer", "handler"):
            session.add(
                OfficerCertificate(
                    county=350102,
                    number=f"ZJ-{short}",
                    official_id=world.official(short).id,
                    organisation_id=home.id,
                    valid_from=date(2025, 1, 1),
                    valid_to=date(2027, 12, 31),
                )
            )
        session.commit()


@pytest.fixture
def screen(program: RunningProgram) -> Screen:
    return registered(program)


def registered(program: RunningProgram, **standard: Any) -> Screen:
    """Register a clue of the dust item on the screen, its standard changed as told."""
    with at_work(program.app) as session:
        item = plant(session, **standard)
        officers(session)
    made = Screen(program)
    client = made.as_("enforcement_officer")
    sent = {
        "csrf_token": form_token(client.get("/enforcement/new")),
        "source": "inspection",
        "party_kind": "organisation",
        "party_name": "福州市榕城建设有限公司",
        "party_identity": "91350100M000100Y43",
        "item": str(item),
        "place": "五四路工地",
        "facts_text": "工地东侧未设置硬质围挡",
        "acted_on": "2026-09-01",
    }
    refused = client.post("/enforcement/new", data={**sent, "place": ""})
    assert refused.status_code == 422 and "工地东侧" in refused.get_data(as_text=True)
    answer = client.post("/enforcement/new", data=sent)
    assert answer.status_code == 302
    made.pk = int(answer.location.rsplit("/", 1)[1])
    return made


def ids(app: Flask, *shorts: str) -> list[str]:
    with at_work(app) as session:
        names = [OFFICIALS[short][0] for short in shorts]
        return [str(pk) for pk in session.scalars(select(Official.id).where(Official.name.in_(names)))]


def file_it(screen: Screen) -> None:
    with at_work(screen.program.app) as session:
        item = session.get_one(PenaltyCase, screen.pk).item_id
    pair = ids(screen.program.app, "enforcement_officer", "handler")
    screen.done("organ_head", "file", item=str(item), officers=pair)
    screen.day = "2026-09-02"
    screen.done("enforcement_officer", "begin_investigation")


def propose(screen: Screen, **values: str) -> Any:
    client = screen.as_("enforcement_officer")
    page = client.get(f"/enforcement/{screen.pk}/judge")
    seen = re.search(r'name="edit_number" value="(\d+)"', page.get_data(as_text=True))
    assert seen is not None
    sent = {"csrf_token": form_token(page), "edit_number": seen.group(1), "f-area": "800", "f-times": "1"}
    return client.post(f"/enforcement/{screen.pk}/judge", data={**sent, **values})


def test_a_case_goes_from_the_clue_to_its_archive_on_the_screen(screen: Screen) -> None:
    file_it(screen)
    photo = (io.BytesIO(PNG), "现场照片.png")
    screen.done(
        "enforcement_officer",
        "add_evidence",
        description="现场照片",
        evidence_kind="electronic",
        file=photo,
        taken_at="2026-09-02T09:30",
        proves_filing="1",
    )
    report = (io.BytesIO(print_page("<p>测量报告第一页</p>")), "测量报告.pdf")
    screen.done("enforcement_officer", "add_evidence", description="测量报告", evidence_kind="expert", file=report)
    page = screen.page("enforcement_officer")
    assert "SHA-256" in page and "2026年9月2日" in page.replace("2026-09-02", "2026年9月2日")
    answer = screen.page("enforcement_officer", "/judge?f-area=800&f-times=1&part=answer")
    assert "37,000 – 73,000" in answer and "<form" not in answer
    assert "37,000 – 73,000" in propose(screen, do="judge").get_data(as_text=True)
    outside = propose(screen, do="settle", amount="20000")
    assert outside.status_code == 422 and 'value="20000"' in outside.get_data(as_text=True)
    assert propose(screen, do="settle", amount="40000").status_code == 302
    screen.done("legal_reviewer", "review", passed="1", opinion="合法")
    screen.done("enforcement_officer", "give_notice")
    screen.day = "2026-09-03"
    screen.done("enforcement_officer", "plead", text="放弃", waives="1")
    refused = screen.do("enforcement_officer", "recheck", amount="40001", opinion="加重")
    assert refused.status_code == 403 and "加重" in refused.get_data(as_text=True)
    screen.done("enforcement_officer", "recheck", amount="40000", opinion="维持")
    before = screen.do("organ_head", "decide", decision="penalise", fine="40000", opinion="同意处罚", seen="")
    shown = before.get_data(as_text=True)
    assert before.status_code == 200 and "现场照片" in shown and "同意处罚" in shown and "放弃陈述、申辩" in shown
    assert screen.case().state == CaseState.RECHECKED
    back = screen.do("organ_head", "decide", decision="penalise", opinion="同意处罚", seen="back").get_data(
        as_text=True
    )
    assert "同意处罚" in back and screen.case().state == CaseState.RECHECKED
    screen.done("organ_head", "decide", decision="penalise", fine="40000", opinion="同意")
    screen.done("enforcement_officer", "serve", way="hand", proof="当事人签收", on="2026-09-03")
    screen.done("section_head", "publish")
    screen.day = "2026-09-10"
    screen.done("enforcement_officer", "note_payment", receipt="R-1", amount="40000", paid_on="2026-09-10", cash="0")
    screen.done("enforcement_officer", "close", summary="罚款已缴清，结案")
    assert screen.case().state == CaseState.CLOSED
    client = screen.as_("organ_head")
    paper = re.search(r"/enforcement/\d+/papers/\d+\.pdf", screen.page("organ_head"))
    assert paper is not None
    with client.get(paper.group(0)) as pdf:
        assert pdf.get_data().startswith(b"%PDF")
    with client.get(f"/enforcement/{screen.pk}/archive.pdf") as pdf:
        leaves = PdfReader(io.BytesIO(pdf.get_data())).pages
    bound = "".join(leaf.extract_text() for leaf in leaves)
    for title in (
        "行政处罚决定书",
        "法制审核意见",
        "陈述申辩记录",
        "复核意见",
        "裁量记录",
        "缴款凭证",
        "证据1：现场照片",
    ):
        assert title in bound, title
    assert sum(len(leaf.images) for leaf in leaves if "证据1：现场照片" in leaf.extract_text()) >= 1
    assert "测量报告第一页" in bound  # a PDF among the evidence is bound in whole


def test_only_what_a_person_may_do_is_shown_to_him(screen: Screen) -> None:
    assert f"/enforcement/{screen.pk}/file" in screen.page("organ_head")
    assert f"/enforcement/{screen.pk}/file" not in screen.page("enforcement_officer")
    assert '<form method="post" action="/enforcement/' not in screen.page("inspector")
    assert screen.do("enforcement_officer", "file").status_code in (403, 422)
    assert screen.as_("village_clerk").get(f"/enforcement/{screen.pk}").status_code == 403
    assert screen.as_("other_handler").get(f"/enforcement/{screen.pk}").status_code == 404
    assert screen.as_("handler").get("/enforcement/999").status_code == 404
    assert screen.do("organ_head", "nonsense").status_code == 404


@pytest.mark.parametrize(
    ("code", "name"), [("add_evidence", "evidence_kind"), ("suspend", "ground"), ("decide", "decision")]
)
def test_an_odd_choice_is_refused_beside_its_field(screen: Screen, code: str, name: str) -> None:
    file_it(screen)
    sent = {"description": "现场照片", "reason": "送检", "opinion": "同意", name: "nonsense"}
    who = {"suspend": "section_head", "decide": "organ_head"}.get(code, "enforcement_officer")
    answer = screen.do(who, code, **sent)
    assert answer.status_code == 422
    assert f"fault-act-{code}-{name}" in answer.get_data(as_text=True)


def test_the_desk_shows_my_cases_by_deadline(screen: Screen) -> None:
    number = screen.case().number
    assert number in screen.as_("organ_head").get("/enforcement/").get_data(as_text=True)
    assert number not in screen.as_("legal_reviewer").get("/enforcement/").get_data(as_text=True)
    screen.day = "2026-09-20"
    assert number in screen.as_("organ_head").get("/enforcement/?light=red").get_data(as_text=True)
    assert number not in screen.as_("organ_head").get("/enforcement/?light=yellow").get_data(as_text=True)
    assert number in screen.as_("inspector").get("/enforcement/all?q=榕城").get_data(as_text=True)
    assert number not in screen.as_("inspector").get("/enforcement/all?state=closed").get_data(as_text=True)


def test_a_decision_on_the_spot_is_taken_on_the_judging_page(program: RunningProgram) -> None:
    screen = registered(program, **{**DUST, "bands": [{**DUST["bands"][0], "lo": "1000", "hi": "5000"}]})
    screen.done("enforcement_officer", "add_evidence", description="现场笔录", evidence_kind="record")
    client = screen.as_("enforcement_officer")
    page = client.get(f"/enforcement/{screen.pk}/judge")
    seen = re.search(r'name="edit_number" value="(\d+)"', page.get_data(as_text=True))
    assert seen is not None
    sent = {
        "csrf_token": form_token(page),
        "edit_number": seen.group(1),
        "f-area": "800",
        "f-times": "1",
        "do": "settle",
        "reason": "轻微",
        "plea": "无异议",
        "seen": "1",
        "officers": ids(screen.program.app, "enforcement_officer", "handler"),
    }
    refused = client.post(f"/enforcement/{screen.pk}/judge", data={**sent, "amount": "3001"})
    assert refused.status_code == 403
    assert client.post(f"/enforcement/{screen.pk}/judge", data={**sent, "amount": "3000"}).status_code == 302
    assert screen.case().summary


def test_a_bank_file_is_reported_on_row_by_row(screen: Screen) -> None:
    client = screen.as_("enforcement_officer")
    token = form_token(client.get("/enforcement/receipts"))
    table = f"回单号,案号,金额,缴款日期\nB1,{screen.case().number},100,2026-09-01\nB2,没有,1,2026-09-01\n".encode()
    sent = {"csrf_token": token, "file": (io.BytesIO(table), "bank.csv")}
    page = client.post("/enforcement/receipts", data=sent).get_data(as_text=True)
    assert "B1" in page and "您所在机关没有该案号的案件。" in page
    assert client.post("/enforcement/receipts", data={"csrf_token": token}).status_code == 422
    assert "回单号" in client.get("/enforcement/receipts/template.csv").get_data(as_text=True)


def test_a_complaint_is_taken_up_and_answered(screen: Screen) -> None:
    with at_work(screen.program.app) as session:
        home = World(session).organisation("gulou-urban")
        act = platform_act(session, Channel.PORTAL, moment("2026-09-01"), 350102)
        with open_act(act):
            made = complain(act, home, "执法人员未出示证件").id
            session.commit()
    for who, do in (
        ("inspector", {"do": "accept"}),
        ("inspector", {"do": "answer", "answer": "已核查", "upheld": "1"}),
    ):
        client = screen.as_(who)
        page = client.get("/enforcement/complaints")
        assert "执法人员未出示证件" in page.get_data(as_text=True)
        client.post("/enforcement/complaints", data={"csrf_token": form_token(page), "complaint": str(made), **do})
    with at_work(screen.program.app) as session:
        found = session.get_one(PenaltyComplaint, made)
        assert found.answer == "已核查" and found.upheld
