"""A county writes a point of its own over penalty cases."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.penalties.terms import PENALTY_CASES as PENALTIES
from app.supervision.models import Alert
from app.supervision.own.conditions import read_condition
from app.supervision.own.operations import Wording, switch_on, try_own_point, write_own_point
from app.supervision.own.watching import own_points
from app.supervision.scanning import sweep
from tests.penalties.cases import Story
from tests.supervision.register import register_points

register_points()


def test_a_county_asks_about_penalty_cases_in_its_own_words(tale: Story, session: Session) -> None:
    case = tale.proposed()
    act = tale.act("2026-07-21", "inspector")
    terms = {term.name: term for term in PENALTIES.terms}
    rows = (("filed", "filled", "", ""), ("decided", "empty", "", ""), ("highest", "more", "", "lowest"))
    conditions = [read_condition(terms, *row) for row in rows]
    said = Wording("立案未结且幅度过宽", "核对裁量理由。", "《行政处罚法》第三十四条", 2, 2, PENALTIES.kind, conditions)
    version = write_own_point(act, said)
    assert try_own_point(act, version, date(2026, 1, 1))["found"] == 1
    switch_on(act, version, "专项监察")
    assert sweep(act, own_points(act.session)).by_point[version.point.code] == 1
    alert = session.scalars(select(Alert).where(Alert.point == version.point.code)).one()
    assert (alert.subject_kind, alert.subject_id) == ("penalty", case.id)
    assert alert.evidence["highest"] == "73000.00"
