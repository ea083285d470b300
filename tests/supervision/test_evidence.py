"""Evidence is told in words: every name that any point compares has one, and dates stand in the Chinese order."""

from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.points import POINTS
from app.supervision.evidence import LABELS, STATED_OTHERWISE, evidence_rows
from app.supervision.queries.limits import Settings
from tests.conftest import NOW


def test_every_name_of_evidence_has_its_words(session: Session) -> None:
    settings = Settings(session, NOW)
    named: set[str] = set()
    for point in POINTS:
        limits = settings.with_instants(point, point.defaults, NOW)
        columns = [column.name for column in point.find(NOW, limits).selected_columns]
        named |= {name.removeprefix("e_") for name in columns if name.startswith("e_")}
    assert len(named) > 40
    assert named - set(LABELS) - STATED_OTHERWISE == set()


def test_values_are_told_as_an_inspector_reads_them(site: Flask) -> None:
    evidence = {
        "due_at": "2026-05-06T16:00:00.000000Z", "due_on": "2026-05-06", "limit": 5, "unit": "wd", "deemed": True,
        "stopped_at": "2026-05-07T10:34:00.000000Z", "point": "A5.promise", "rate": 0.25, "approved_by": None,
        "reason_code": "condition_not_met",
    }  # fmt: skip
    with site.test_request_context("/"):
        told = {row["label"]: row["text"] for row in evidence_rows(evidence)}
    assert told == {
        "到期日": "2026年5月6日", "时限": "5 个工作日", "逾期未告知视为受理": "是", "已结束": "2026年5月7日 18:34",
        "监察点": told["监察点"], "不予许可率": "25.0%", "原因类别": "不符合事项规定的条件",
    }  # fmt: skip
    assert told["监察点"].startswith("A5.promise ")


def test_a_name_says_what_was_compared_and_not_what_another_page_means_by_the_word(site: Flask) -> None:
    with site.test_request_context("/", headers={"Accept-Language": "zh"}):
        told = [row["label"] for row in evidence_rows({"count": 3, "days": 10, "reported_on": "2026-05-06"})]
    assert told == ["数量", "天数", "报告日期"]


def test_what_was_done_to_the_account_of_a_supervisor_is_told_in_words(site: Flask) -> None:
    with site.test_request_context("/", headers={"Accept-Language": "zh"}):
        told = {row["label"]: row["text"] for row in evidence_rows({"what": "grant", "role": "inspector"})}
    assert told == {"操作": "授予角色", "角色": "监察人员"}
