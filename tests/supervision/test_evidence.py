"""Evidence is told in words: every name that any point compares has one, and dates stand in the Chinese order."""

from flask import Flask
from sqlalchemy.orm import Session

from app.domains import DOMAINS
from app.kernel.evidence import EVIDENCE
from app.kernel.points import POINTS
from app.supervision.evidence import STATED_OTHERWISE, evidence_rows
from app.supervision.queries.limits import Settings
from tests.conftest import NOW


def test_every_name_of_evidence_has_its_words(session: Session) -> None:
    settings = Settings(session, NOW)
    named: set[tuple[str, str]] = set()
    unnamed: set[tuple[str, str]] = set()
    for point in POINTS:
        limits = settings.with_instants(point, point.defaults, NOW)
        columns = [column.name for column in point.find(NOW, limits).selected_columns]
        names = {name.removeprefix("e_") for name in columns if name.startswith("e_")}
        named |= {(point.code, name) for name in names}
        unnamed |= {(point.code, name) for name in names - set(EVIDENCE.of(point.code)) - STATED_OTHERWISE}
    assert len(named) > 400
    assert unnamed == set()


def test_no_name_of_evidence_is_kept_that_no_point_of_its_domain_compares(session: Session) -> None:
    settings = Settings(session, NOW)
    idle: dict[str, set[str]] = {}
    for domain in DOMAINS:
        compared: set[str] = set()
        for point in domain.points:
            limits = settings.with_instants(point, point.defaults, NOW)
            compared |= {str(column.name) for column in point.find(NOW, limits).selected_columns}
        if left := {name for name in domain.evidence if f"e_{name}" not in compared}:
            idle[domain.name] = left
    assert idle == {}


def test_one_word_means_in_each_domain_what_its_own_people_say(site: Flask) -> None:
    with site.test_request_context("/", headers={"Accept-Language": "zh"}):
        agencies = evidence_rows("M05.direct", {"mode": "random"})
        villages = evidence_rows("V09.mode", {"mode": "renewal"})
    assert agencies == [{"label": "选取方式", "text": "随机抽取"}]
    assert villages == [{"label": "交易方式", "text": "续约"}]


def test_values_are_told_as_an_inspector_reads_them(site: Flask) -> None:
    evidence = {
        "due_at": "2026-05-06T16:00:00.000000Z",
        "due_on": "2026-05-06",
        "limit": 5,
        "unit": "wd",
        "deemed": True,
        "stopped_at": "2026-05-07T10:34:00.000000Z",
        "rate": 0.25,
        "approved_by": None,
        "reason_code": "condition_not_met",
    }
    with site.test_request_context("/"):
        told = {row["label"]: row["text"] for row in evidence_rows("A5.promise", evidence)}
        (point,) = evidence_rows("PR.setting_changed", {"point": "A5.promise"})
    assert told == {
        "到期日": "2026年5月6日",
        "时限": "5 个工作日",
        "逾期未告知视为受理": "是",
        "已结束": "2026年5月7日 18:34",
        "不予许可率": "25.0%",
        "原因类别": "不符合事项规定的条件",
    }
    assert point["label"] == "监察点" and point["text"].startswith("A5.promise ")


def test_a_name_says_what_was_compared_and_not_what_another_page_means_by_the_word(site: Flask) -> None:
    with site.test_request_context("/", headers={"Accept-Language": "zh"}):
        told = [
            row["label"] for row in evidence_rows("M06.late", {"count": 3, "days": 10, "reported_on": "2026-05-06"})
        ]
    assert told == ["数量", "天数", "报告日期"]


def test_what_was_done_to_the_account_of_a_supervisor_is_told_in_words(site: Flask) -> None:
    with site.test_request_context("/", headers={"Accept-Language": "zh"}):
        told = {
            row["label"]: row["text"] for row in evidence_rows("PR.role_alone", {"what": "grant", "role": "inspector"})
        }
    assert told == {"操作": "授予角色", "角色": "监察人员"}
