"""Holding to account: proposed by one, decided by another, on paper, open to appeal, counted."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel.act import Act, Actor, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.documents import Document, documents_of
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, TooLate
from app.kernel.guard import open_act
from app.kernel.notices import Message
from app.supervision.accountability.figures import FIGURES
from app.supervision.accountability.models import Accountability, HoldState
from app.supervision.accountability.operations import answer, appeal, decide, drop, propose
from app.supervision.accountability.papers import TEMPLATES
from app.supervision.models import Alert
from app.supervision.operations.alerts import hold_to_account, verify
from app.supervision.operations.bulk import assign_alerts
from app.surfaces.paper.press import Press
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder, point
from tests.web import at_work, form_token
from tests.world import World

GROUNDS = "补录滞后四日且未告知申请人"


def handed_on(build: Builder) -> Alert:
    build.suspension(build.case(), entry_lag=4)
    build.sweep(point("A4.backdated"))
    alert = build.alerts("A4.backdated")[-1]
    act = build.acting_as("inspector")
    assign_alerts(act, [alert.id], build.world.official("inspector").id)
    verify(act, alert, "属实")
    hold_to_account(act, alert, "移交问责")
    return alert


@pytest.fixture
def alert(build: Builder) -> Alert:
    return handed_on(build)


def proposed(build: Builder, alert: Alert, measure: str = "criticism", **values: Any) -> Accountability:
    return propose(build.acting_as("inspector"), alert, measure, GROUNDS, **values)


def decided(build: Builder, alert: Alert, measure: str = "criticism", **values: Any) -> Accountability:
    held = proposed(build, alert, measure, **values)
    return decide(build.acting_as("second_inspector"), held, "限十日内书面检查。")


def test_a_record_goes_from_proposal_to_an_upheld_decision(build: Builder, alert: Alert) -> None:
    held = decided(build, alert)
    assert (held.number, held.state) == ("WZ-350102-2026-0001", HoldState.DECIDED)
    appeal(build.acting_as("organ_head"), held, "已当日告知")
    answer(build.acting_as("inspector"), held, "uphold", "查无告知记录")
    build.session.flush()
    assert held.state == HoldState.UPHELD
    told = select(TrailRow.verb).where(TrailRow.subject_kind == "accountability").order_by(TrailRow.place)
    assert build.session.scalars(told).all() == [
        f"accountability.{word}" for word in ("proposed", "decided", "appealed", "upheld")
    ]


def test_nobody_decides_his_own_proposal_or_answers_an_appeal_against_himself(build: Builder, alert: Alert) -> None:
    held = proposed(build, alert)
    with pytest.raises(NotAllowed):
        decide(build.acting_as("inspector"), held, "通报")
    with pytest.raises(NotAllowed):
        drop(build.acting_as("inspector"), held, "算了")
    decide(build.acting_as("second_inspector"), held, "通报")
    appeal(build.acting_as("section_head"), held, "不服")
    with pytest.raises(NotAllowed):
        answer(build.acting_as("second_inspector"), held, "uphold", "维持")
    assert held.state == HoldState.APPEALED


@pytest.mark.parametrize("who", ["section_head", "organ_head", "handler", "county_admin", "auditor", "leader"])
def test_only_inspectors_propose_and_decide(build: Builder, alert: Alert, who: str) -> None:
    act = build.acting_as(who)
    with pytest.raises(NotAllowed):
        propose(act, alert, "criticism", GROUNDS)
    held = proposed(build, alert)
    with pytest.raises(NotAllowed):
        decide(act, held, "通报")
    assert build.session.scalar(select(func.count(Accountability.id))) == 1


def test_an_inspector_of_another_county_finds_no_such_record(build: Builder, alert: Alert) -> None:
    held = proposed(build, alert)
    with pytest.raises(NotFound):
        decide(build.acting_as("other_inspector"), held, "通报")


def test_nothing_is_proposed_before_the_alert_was_handed_on(build: Builder) -> None:
    build.suspension(build.case(), entry_lag=4)
    build.sweep(point("A4.backdated"))
    with pytest.raises(OutOfOrder):
        proposed(build, build.alerts()[0])


def test_sanctions_need_a_person_and_every_record_grounds(build: Builder, alert: Alert) -> None:
    for measure in ("discipline", "transfer"):
        with pytest.raises(Incomplete):
            proposed(build, alert, measure)
    for wrong in (("flogging", GROUNDS), ("criticism", " ")):
        with pytest.raises(Incomplete):
            propose(build.acting_as("inspector"), alert, *wrong)
    foreign = build.world.official("other_handler").id
    with pytest.raises(Incomplete):
        proposed(build, alert, "discipline", official_id=foreign)


def test_the_person_appeals_for_himself_and_the_head_for_the_body(build: Builder, alert: Alert) -> None:
    held = decided(build, alert, "talk", official_id=build.handler.id)
    for who in ("organ_head", "second_handler", "inspector"):
        with pytest.raises(NotAllowed):
            appeal(build.acting_as(who), held, "不服")
    appeal(build.acting_as("handler"), held, "不服")
    body = decided(build, alert)
    with pytest.raises(NotAllowed):
        appeal(build.acting_as("handler"), body, "不服")
    appeal(build.acting_as("organ_head"), body, "不服")


def test_an_appeal_comes_within_thirty_days_and_once(build: Builder, alert: Alert) -> None:
    held, other = decided(build, alert), decided(build, alert)
    appeal(build.acting_as("organ_head", at=NOW + 30 * DAY), held, "不服")
    with pytest.raises(TooLate):
        appeal(build.acting_as("organ_head", at=NOW + 31 * DAY), other, "不服")
    with pytest.raises(OutOfOrder):
        appeal(build.acting_as("organ_head"), held, "再次不服")


def test_whoever_is_concerned_is_told_of_decision_and_answer_and_of_no_proposal(build: Builder, alert: Alert) -> None:
    held = proposed(build, alert, "talk", official_id=build.handler.id)
    mine = select(Message.title).where(Message.address == str(build.handler.id), Message.subject_kind == held.kind)
    assert build.session.scalars(mine).all() == []
    decide(build.acting_as("second_inspector"), held, "约谈")
    appeal(build.acting_as("handler"), held, "不服")
    answer(build.acting_as("inspector"), held, "revoke", "证据不足")
    build.session.flush()
    assert len(build.session.scalars(mine).all()) == 2


@pytest.mark.parametrize("measure", ["criticism", "talk", "discipline", "transfer"])
def test_every_decision_has_a_sealed_paper_that_states_it(build: Builder, alert: Alert, measure: str) -> None:
    held = decided(build, alert, measure, official_id=build.handler.id)
    papers = documents_of(build.session, held)
    assert [(one.what, one.sealed_by, one.genuine) for one in papers] == [(measure, "鼓楼区监察委员会", True)]
    said = str(Press(TEMPLATES, "https://example.cn").text(papers[0]))
    for words in (GROUNDS, build.handler.name, "限十日内书面检查", held.number, "2026年10月21日"):
        assert words in said


def counted(build: Builder, code: str) -> int:
    rows = next(one for one in FIGURES if one.code == code).counts
    return build.session.scalar(rows.select(func.count(Accountability.id))) or 0


def test_figures_count_bodies_criticised_and_persons_dealt_with(build: Builder, alert: Alert) -> None:
    decided(build, alert)
    decided(build, alert, "talk")
    for measure in ("criticism", "discipline"):
        decided(build, alert, measure, official_id=build.handler.id)
    proposed(build, alert, "transfer", official_id=build.handler.id)
    assert (counted(build, "alerts.bodies_criticised"), counted(build, "alerts.persons_dealt_with")) == (1, 2)
    revoked = decided(build, alert)
    appeal(build.acting_as("organ_head"), revoked, "不服")
    assert counted(build, "alerts.bodies_criticised") == 2
    answer(build.acting_as("inspector"), revoked, "revoke", "撤销")
    assert counted(build, "alerts.bodies_criticised") == 1


@pytest.fixture
def planted(site: Flask) -> dict[str, int]:
    """A handed-on alert with one decided record about the handler and one that is only proposed."""
    with at_work(site) as session:
        world = World(session)
        with open_act(platform_act(session, Channel.COMMAND, NOW, county=350102)):

            def acting_as(who: str | None = None, at: datetime = NOW) -> Act:
                actor = world.actor(who, at) if who else Actor.platform()
                session.info["act"] = made = Act(session, actor, at, Channel.SCREEN, 350102)
                return made

            build = Builder(session, world, acting_as)
            found = handed_on(build)
            shown = decided(build, found, "talk", official_id=build.handler.id)
            hidden = proposed(build, found, "discipline", official_id=build.handler.id)
            session.commit()
            return {"alert": found.id, "decided": shown.id, "proposed": hidden.id}


def test_the_person_reads_the_decision_and_neither_proposals_nor_who_proposed(
    client_of: Callable[[str], FlaskClient], planted: dict[str, int]
) -> None:
    handler, inspector = client_of("handler"), client_of("inspector")
    address = f"/supervision/accountability/{planted['decided']}"
    mine = handler.get(address).get_data(as_text=True)
    assert GROUNDS in mine
    assert "孙监" not in mine.partition("<main")[2]
    assert "孙监" in inspector.get(address).get_data(as_text=True).partition("<main")[2]
    for client in (handler, client_of("organ_head"), client_of("other_inspector")):
        refused = client.get(f"/supervision/accountability/{planted['proposed']}")
        assert (refused.status_code, GROUNDS in refused.get_data(as_text=True)) == (404, False)
    other = client_of("second_handler").get(address)
    assert (other.status_code, GROUNDS in other.get_data(as_text=True)) == (404, False)


def test_the_person_appeals_on_the_page_and_wrong_roles_change_nothing(
    site: Flask, client_of: Callable[[str], FlaskClient], planted: dict[str, int]
) -> None:
    address = f"/supervision/accountability/{planted['decided']}"
    for who, action in (("organ_head", "appeal"), ("auditor", "appeal"), ("handler", "revoke")):
        client = client_of(who)
        sent = {"csrf_token": form_token(client.get(address)), "action": action, "text": "不服"}
        assert client.post(address, data=sent).status_code in (403, 409, 422)
    with at_work(site) as session:
        states = session.scalars(select(Accountability.state).order_by(Accountability.id)).all()
    assert states == ["decided", "proposed"]
    handler = client_of("handler")
    sent = {"csrf_token": form_token(handler.get(address)), "action": "appeal", "text": "已告知申请人"}
    handler.post(address, data=sent)
    assert "已告知申请人" in client_of("inspector").get(address).get_data(as_text=True)


def test_the_paper_is_printed_for_whoever_may_see_the_record(
    site: Flask, client_of: Callable[[str], FlaskClient], planted: dict[str, int]
) -> None:
    with at_work(site) as session:
        paper = session.scalars(select(Document.id).where(Document.subject_kind == "accountability")).one()
    address = f"/supervision/accountability/{planted['decided']}/papers/{paper}.pdf"
    with client_of("handler").get(address) as printed:
        assert (printed.mimetype, printed.data[:4]) == ("application/pdf", b"%PDF")
    refused = client_of("second_handler").get(address)
    assert (refused.mimetype, refused.status_code) == ("text/html", 404)


def test_a_measure_is_proposed_from_the_alerts_page(
    site: Flask, client_of: Callable[[str], FlaskClient], planted: dict[str, int]
) -> None:
    address = f"/supervision/alerts/{planted['alert']}"
    inspector = client_of("inspector")
    page = inspector.get(address)
    assert page.get_data(as_text=True).count("WZ-350102-2026") == 2
    sent = {"csrf_token": form_token(page), "measure": "criticism", "grounds": GROUNDS, "whom": "body"}
    short = inspector.post(f"{address}/propose", data=sent | {"grounds": "", "whom": "body"})
    assert short.status_code == 422
    assert re.search(r'value="criticism"[^>]* (checked|selected)', short.get_data(as_text=True)), "nothing is lost"
    answer = inspector.post(f"{address}/propose", data=sent)
    with at_work(site) as session:
        last = session.scalars(select(Accountability).order_by(Accountability.id.desc())).first()
        assert last is not None
        assert (last.measure, last.official_id, last.state) == ("criticism", None, "proposed")
        assert answer.location == f"/supervision/accountability/{last.id}"
    assert "WZ-350102-2026" not in client_of("second_handler").get(address).get_data(as_text=True)
