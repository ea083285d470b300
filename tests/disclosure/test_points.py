"""The points of disclosure: each fires, does not, and ceases."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.disclosure.domain import DISCLOSURE
from app.disclosure.models import DisclosureQuestion, DisclosureVersion, PrivacyFinding
from app.disclosure.operations import (
    answer_question,
    approve_text,
    ask,
    ask_withdrawal,
    begin_correction,
    close_question,
    decide_leak,
    decide_request,
    decide_withdrawal,
    extend_request,
    name_body,
    open_event,
    publish_text,
    request_disclosure,
    submit_text,
    sweep_items,
    take_over_item,
    write_text,
)
from app.disclosure.points import DISCLOSURE_POINTS
from app.kernel.places import Scope
from app.kernel.points import POINTS, PointSetting, Severity
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from tests.disclosure.samples import BODY, SERIAL, Acting, Street, at

IDENTITY = SERIAL + ric.calc_check_digit(SERIAL + "0")


@pytest.fixture
def look(session: Session, acting_as: Acting) -> Callable[[str, datetime], list[Alert]]:
    """Sweep with one point and give its alerts that still hold."""

    def asked(code: str, when: datetime) -> list[Alert]:
        session.flush()
        act = acting_as(None, when)
        sweep(act, [POINTS.points[code]])
        session.expire_all()
        return list(session.scalars(select(Alert).where(Alert.point == code, Alert.ceased_at.is_(None))))

    return asked


Look = Callable[[str, datetime], list[Alert]]


def correct(street: Street, item: object, when: datetime, body: str, note: str) -> None:
    begin_correction(street.acting_as("village_clerk", when), item)  # type: ignore[arg-type]
    street.session.refresh(item)
    write_text(street.acting_as("village_clerk", when), item, "题", body, note=note, cosigner="陈监督")  # type: ignore[arg-type]
    submit_text(street.acting_as("village_clerk", when), item)  # type: ignore[arg-type]
    approve_text(street.acting_as("town_clerk", when), item)  # type: ignore[arg-type]
    publish_text(street.acting_as("town_clerk", when), item)  # type: ignore[arg-type]


def withdraw(street: Street, item: object, when: datetime) -> None:
    ask_withdrawal(street.acting_as("village_clerk", when), item, "wrong", "有误")  # type: ignore[arg-type]
    decide_withdrawal(street.acting_as("town_clerk", when), item, agreed=True)  # type: ignore[arg-type]


def test_every_point_has_its_severity_of_the_reference() -> None:
    red = {"D01.again", "D05.unnoted", "D05.hidden", "D05.tampered", "D07.leak"}
    for point in DISCLOSURE_POINTS:
        assert point.severity == (Severity.RED if point.code in red else Severity.YELLOW), point.code


def test_d01_fires_the_day_after_the_last_and_ceases_with_publication(street: Street, look: Look) -> None:
    street.opened(at(9, 1))
    task = street.task("CW-05", "2026-Q3")
    assert task.id not in {one.subject_id for one in look("D01.overdue", at(10, 9))}
    found = [one for one in look("D01.overdue", at(10, 12)) if one.subject_id == task.id]
    assert len(found) == 1 and found[0].evidence["due_on"] == "2026-10-10"
    street.published("CW-05", at(10, 13), period="2026-Q3")
    assert task.id not in {one.subject_id for one in look("D01.overdue", at(10, 14))}


def test_a_village_that_did_not_publish_is_behind_among_the_places_until_it_did(street: Street) -> None:
    street.opened(at(9, 1))
    task = street.task("CW-05", "2026-Q3")
    (overdue,) = DISCLOSURE.overdue
    everywhere = Scope(None, None, "")

    def behind(when: datetime) -> int:
        street.session.flush()
        return overdue(street.session, everywhere, when).get(task.organisation_id, 0)

    owed = behind(at(10, 9))
    assert behind(at(10, 12)) > owed
    before = behind(at(10, 14))
    street.published("CW-05", at(10, 13), period="2026-Q3")
    assert behind(at(10, 14)) == before - 1


def test_d01_again_fires_at_the_second_miss_of_a_year_only(street: Street, look: Look) -> None:
    street.opened(at(6, 1))
    street.opened(at(9, 1))
    early, late = street.task("CW-05", "2026-Q2"), street.task("CW-05", "2026-Q3")
    assert late.id not in {one.subject_id for one in look("D01.again", at(9, 2))}
    street.published("CW-05", at(9, 5), period="2026-Q2")  # late, and counted
    assert early.met_late
    assert late.id not in {one.subject_id for one in look("D01.again", at(9, 6))}
    assert late.id in {one.subject_id for one in look("D01.again", at(10, 12))}
    street.published("CW-05", at(10, 13), period="2026-Q3")
    assert late.id not in {one.subject_id for one in look("D01.again", at(10, 14))}


def test_d01_again_leaves_an_organisation_alone_that_missed_once(street: Street, look: Look) -> None:
    street.opened(at(6, 1))
    street.published("CW-05", at(6, 20), period="2026-Q2")
    street.opened(at(9, 1))
    assert street.task("CW-05", "2026-Q3").id not in {one.subject_id for one in look("D01.again", at(10, 12))}


def test_an_event_in_time_raises_nothing(street: Street, look: Look, acting_as: Acting) -> None:
    open_event(acting_as("handler", at(9, 1)), street.bureau, street.duty("ZW-02"), at(9, 1).date(), "办法")
    assert look("D01.overdue", at(9, 20)) == []
    assert len(look("D01.overdue", at(10, 20))) == 1


def test_d02_fires_for_a_duty_that_never_saw_an_item(street: Street, look: Look) -> None:
    street.opened(at(3, 1))
    body = street.body_of("zhongshan")
    assert look("D02.never", at(3, 20)) == []  # less than ninety days
    found = {one.subject_id: one for one in look("D02.never", at(5, 1))}
    assert found[body.id].evidence["count"] > 5


def test_d02_counts_neither_events_nor_duties_not_yet_due_and_ceases(
    street: Street, look: Look, session: Session
) -> None:
    street.opened(at(3, 1))
    body = street.body_of("zhongshan")
    for code in ("CW-01",):
        street.published(code, at(4, 2), period="2026-03")
    before = next(one for one in look("D02.never", at(5, 1)) if one.subject_id == body.id).evidence["count"]
    for duty in {task.duty.code for task in session.scalars(select(type(street.task("CW-05", "2026-Q1"))))}:
        if duty.startswith(("CW", "DW")) and duty != "CW-01":
            take_over_item(street.acting_as(None, at(5, 2)), street.village, street.duty(duty), "旧文", BODY, at(2, 1))
    assert before > 5
    assert body.id not in {one.subject_id for one in look("D02.never", at(5, 3))}


def test_d02_counts_of_each_organisation_its_own_duties_whatever_others_published(
    street: Street, look: Look, acting_as: Acting
) -> None:
    home = street.world.organisation("qingcheng")
    other = name_body(acting_as("county_admin", at(1, 5)), home, "village", date(2026, 1, 1))
    street.opened(at(3, 1))
    street.published("CW-01", at(4, 2), period="2026-03")
    counts = {one.subject_id: one.evidence["count"] for one in look("D02.never", at(5, 1))}
    assert counts[other.id] - counts[street.body_of("zhongshan").id] == 1


def test_d02_leaves_a_new_organisation_alone(street: Street, look: Look) -> None:
    street.opened(at(3, 1))
    for body in street.bodies:
        body.active_at = at(4, 20)
    assert look("D02.never", at(5, 1)) == []


def test_d03_finds_an_item_that_says_nothing(street: Street, look: Look) -> None:
    item = street.published(body="本季度无变化。")
    assert [one.subject_id for one in look("D03.hollow", at(9, 2))] == [item.id]
    correct(street, item, at(9, 3), BODY, "补充内容")
    assert look("D03.hollow", at(9, 4)) == []


def test_d03_takes_a_table_for_content(street: Street, look: Look) -> None:
    street.published("CW-02", body="见表。", rows=[{"c0": "租金", "c1": "12000", "c2": "36000"}])
    assert look("D03.hollow", at(9, 2)) == []


def test_d03_finds_last_quarters_text_under_a_new_label(street: Street, look: Look) -> None:
    street.published("CW-05", at(7, 5), "第二季度" + BODY, period="2026-Q2", for_task=False)
    item = street.published("CW-05", at(10, 5), "第三季度" + BODY, period="2026-Q3", for_task=False)
    found = look("D03.copied", at(10, 6))
    assert [one.subject_id for one in found] == [item.id] and found[0].evidence["bits"] <= 3
    correct(
        street,
        item,
        at(10, 7),
        "本季度新增路灯十二盏、修补道路三百米，经费由街道补助，明细见公示栏。",
        "误用上季度内容",
    )
    assert look("D03.copied", at(10, 8)) == []


def test_d03_leaves_a_text_of_its_own_alone(street: Street, look: Look) -> None:
    street.published("CW-05", at(7, 5), BODY, period="2026-Q2", for_task=False)
    other = "本季度新增路灯十二盏、修补道路三百米，经费由街道补助，明细见公示栏，意见可向居委会反映。"
    street.published("CW-05", at(10, 5), other, period="2026-Q3", for_task=False)
    assert look("D03.copied", at(10, 6)) == []


def test_d05_finds_a_change_without_a_note_that_came_from_elsewhere(
    street: Street, look: Look, acting_as: Acting
) -> None:
    item = take_over_item(
        acting_as(None, at(3, 1)), street.village, street.duty("CW-05"), "旧文", BODY, at(2, 1), corrected_at=at(2, 9)
    )
    assert [one.subject_id for one in look("D05.unnoted", at(9, 1))] == [item.id]


def test_d05_accepts_a_correction_with_its_note(street: Street, look: Look) -> None:
    item = street.published()
    correct(street, item, at(9, 3), BODY + "补", "补充")
    assert look("D05.unnoted", at(9, 4)) == []


def test_d05_of_a_change_ceases_when_the_note_is_there(
    street: Street, look: Look, session: Session, acting_as: Acting
) -> None:
    take_over_item(
        acting_as(None, at(3, 1)), street.village, street.duty("CW-05"), "旧文", BODY, at(2, 1), corrected_at=at(2, 9)
    )
    assert len(look("D05.unnoted", at(9, 1))) == 1
    session.scalars(select(DisclosureVersion).where(DisclosureVersion.number == 2)).one().note = "补记：更正金额"
    assert look("D05.unnoted", at(9, 2)) == []


def test_d05_finds_an_item_hidden_without_the_superior(street: Street, look: Look, acting_as: Acting) -> None:
    item = take_over_item(
        acting_as(None, at(3, 1)), street.village, street.duty("CW-05"), "旧文", BODY, at(2, 1), hidden_at=at(2, 9)
    )
    assert [one.subject_id for one in look("D05.hidden", at(9, 1))] == [item.id]
    item.hidden_by, item.hide_code = street.world.official("town_clerk").id, "wrong"
    assert look("D05.hidden", at(9, 2)) == []


def test_d05_accepts_a_withdrawal_that_was_approved(street: Street, look: Look) -> None:
    withdraw(street, street.published(), at(9, 3))
    assert look("D05.hidden", at(9, 4)) == []


def test_d05_finds_a_text_that_was_changed_in_the_database(
    street: Street, look: Look, session: Session, acting_as: Acting
) -> None:
    item = street.published()
    sweep_items(acting_as(None, at(9, 2)))
    assert look("D05.tampered", at(9, 2)) == []
    assert item.public is not None
    item.public.body = "改动后的正文，与原先公开的金额不同。"
    session.flush()
    sweep_items(acting_as(None, at(9, 3)))
    assert [one.subject_id for one in look("D05.tampered", at(9, 3))] == [item.id]
    item.tampered_at = None
    assert look("D05.tampered", at(9, 4)) == []


def test_d06_finds_an_item_withdrawn_within_its_days(street: Street, look: Look, session: Session) -> None:
    item = street.published("CW-13", at(9, 1))
    withdraw(street, item, at(9, 5))
    found = look("D06.short", at(9, 6))
    assert [one.subject_id for one in found] == [item.id] and found[0].evidence["days"] == 7
    item.public_until = at(9, 4)
    assert look("D06.short", at(9, 7)) == []


def test_d06_accepts_a_withdrawal_after_its_days(street: Street, look: Look) -> None:
    withdraw(street, street.published("CW-13", at(9, 1)), at(9, 9))
    withdraw(street, street.published("CW-05", at(9, 1)), at(9, 2))  # has no days
    assert look("D06.short", at(9, 10)) == []


def test_d07_finds_a_number_in_what_came_from_elsewhere_and_ceases_with_its_correction(
    street: Street, look: Look, acting_as: Acting
) -> None:
    item = take_over_item(
        acting_as(None, at(3, 1)), street.village, street.duty("CW-05"), "旧文", f"{BODY}{IDENTITY}", at(2, 1)
    )
    found = look("D07.leak", at(9, 1))
    assert [one.subject_id for one in found] == [item.id]
    assert IDENTITY not in str(found[0].evidence) + found[0].text
    withdraw(street, item, at(9, 2))
    assert look("D07.leak", at(9, 3)) == []


def test_d07_finds_an_identity_number_that_somebody_kept(
    street: Street, look: Look, session: Session, acting_as: Acting
) -> None:
    item = street.written(body=f"{BODY}{IDENTITY}")
    decide_leak(acting_as("village_clerk"), session.scalars(select(PrivacyFinding)).one(), mask=False, reason="不知道")
    submit_text(acting_as("village_clerk"), item)
    approve_text(acting_as("town_clerk"), item)
    publish_text(acting_as("town_clerk"), item)
    assert [one.subject_id for one in look("D07.leak", at(9, 22))] == [item.id]


def test_d07_accepts_what_is_masked_and_a_telephone_that_was_kept(
    street: Street, look: Look, session: Session, acting_as: Acting
) -> None:
    item = street.written(body=f"{BODY}{IDENTITY}，值班电话13800001234")
    for finding in session.scalars(select(PrivacyFinding)).all():
        keep = finding.leak == "mobile"
        decide_leak(acting_as("village_clerk"), finding, mask=not keep, reason="值班电话" if keep else "")
    submit_text(acting_as("village_clerk"), item)
    assert look("D07.leak", at(9, 21)) == []  # a draft is not public
    approve_text(acting_as("town_clerk"), item)
    publish_text(acting_as("town_clerk"), item)
    assert look("D07.leak", at(9, 22)) == []


def apply(street: Street, when: datetime) -> object:
    act = street.acting_as(None, when)
    return request_disclosure(
        act,
        street.body_of("gulou-urban"),
        applicant="林某",
        identity=IDENTITY,
        phone="059187550101",
        wanted="路灯维修合同",
    )


def test_d08_fires_after_twenty_working_days_and_stands_when_answered_late(
    street: Street, look: Look, acting_as: Acting
) -> None:
    made = apply(street, at(9, 1))
    assert look("D08.overdue", at(9, 28)) == []
    assert len(look("D08.overdue", at(10, 1))) == 1
    decide_request(acting_as("section_head", at(10, 9)), made, "granted", "合同附后", "第三十六条第（二）项")  # type: ignore[arg-type]
    assert len(look("D08.overdue", at(10, 10))) == 1


def test_d08_leaves_an_answer_in_time_alone(street: Street, look: Look, acting_as: Acting) -> None:
    made = apply(street, at(9, 1))
    decide_request(acting_as("section_head", at(9, 10)), made, "granted", "合同附后", "第三十六条第（二）项")  # type: ignore[arg-type]
    assert look("D08.overdue", at(10, 10)) == []


def test_d08_waits_for_an_extension_that_was_agreed_and_told(street: Street, look: Look, acting_as: Acting) -> None:
    made = apply(street, at(9, 1))
    extend_request(acting_as("section_head", at(9, 20)), made, "须征求第三方意见")  # type: ignore[arg-type]
    assert look("D08.overdue", at(10, 10)) == []
    assert len(look("D08.overdue", at(11, 10))) == 1


@pytest.mark.parametrize(
    ("kind", "code", "quiet", "late"), [("question", "D09.question", 7, 9), ("complaint", "D09.complaint", 15, 17)]
)
def test_d09_fires_when_nobody_answers_and_ceases_with_the_answer(
    street: Street, look: Look, acting_as: Acting, kind: str, code: str, quiet: int, late: int
) -> None:
    asked = ask(acting_as(None, at(9, 1)), street.published(), kind, "维修找谁做的？")
    assert look(code, at(9, 1 + quiet)) == []
    assert [one.subject_id for one in look(code, at(9, 1 + late))] == [asked.id]
    answer_question(acting_as("village_clerk", at(9, 20)), asked, "由鼓东街道统一招标。")
    assert look(code, at(9, 21)) == []


def test_a_county_gives_its_organisations_other_days(street: Street, session: Session, acting_as: Acting) -> None:
    act = acting_as(None, at(9, 1))
    session.add(PointSetting(county=350102, point="D09.question", name="ask", value=3, from_at=at(8, 1), reason="从严"))
    session.flush()
    assert ask(act, street.published(), "question", "？何时修好").due_on == at(9, 4).date()


def test_d09_finds_a_question_that_was_closed_and_none_that_was_answered(
    street: Street, look: Look, session: Session, acting_as: Acting
) -> None:
    item = street.published()
    first, second = (ask(acting_as(None, at(9, 1)), item, "question", text) for text in ("一", "二"))
    answer_question(acting_as("village_clerk", at(9, 2)), first, "答复。")
    assert look("D09.closed", at(9, 3)) == []
    close_question(acting_as("village_clerk", at(9, 3)), second, "重复提问")
    assert [one.subject_id for one in look("D09.closed", at(9, 4))] == [second.id]
    session.get_one(DisclosureQuestion, second.id).answer = "补答。"
    assert look("D09.closed", at(9, 5)) == []
