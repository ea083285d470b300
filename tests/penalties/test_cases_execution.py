"""Carrying out and ending: payment, surcharge, deferral, reminder, court, remedies, publication, archive."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.kernel.act import start_of_day
from app.kernel.clocks import ClockKind
from app.kernel.documents import documents_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.penalties.cases import operations as verbs
from app.penalties.cases.jobs import begin_surcharges
from app.penalties.cases.models import CaseState, Decision, PenaltyCase
from app.penalties.cases.money import surcharge
from app.penalties.cases.receipts import read_receipts, take_receipts
from app.penalties.cases.told import SpareGround
from app.penalties.figures import FIGURES
from app.penalties.points import PENALTY_POINTS
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from tests.penalties.cases import Story

FINE = Decimal(10_000)
DUE = date(2026, 10, 8)


def test_forty_days_late_the_surcharge_is_capped_at_the_fine() -> None:
    assert surcharge(FINE, [], DUE, DUE + timedelta(days=40)) == FINE
    assert surcharge(FINE, [], DUE, DUE + timedelta(days=33)) == Decimal(9_900)
    assert surcharge(FINE, [], DUE, DUE + timedelta(days=34)) == FINE


def test_no_surcharge_on_the_last_day_and_three_per_cent_on_the_next() -> None:
    assert surcharge(FINE, [], DUE, DUE) == 0
    assert surcharge(FINE, [], DUE, DUE + timedelta(days=1)) == Decimal(300)


def test_the_surcharge_stands_still_during_a_remedy() -> None:
    remedy = (DUE + timedelta(days=2), DUE + timedelta(days=11))
    assert surcharge(FINE, [], DUE, DUE + timedelta(days=12), [remedy]) == Decimal(600)
    assert surcharge(FINE, [], DUE, DUE + timedelta(days=12), [(remedy[0], None)]) == Decimal(300)


def test_a_part_that_is_paid_bears_no_more_surcharge() -> None:
    half = [(DUE + timedelta(days=2), Decimal(5_000))]
    assert surcharge(FINE, half, DUE, DUE + timedelta(days=4)) == Decimal(900)


@given(
    st.integers(0, 400),
    st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 6_000)), max_size=4),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=3),
)
def test_a_surcharge_never_shrinks_and_never_exceeds_the_fine(
    days: int, parts: list[tuple[int, int]], stops: list[tuple[int, int]]
) -> None:
    paid = [(DUE + timedelta(days=day), Decimal(amount)) for day, amount in parts]
    paused = [(DUE + timedelta(days=first), DUE + timedelta(days=first + more)) for first, more in stops]
    today = surcharge(FINE, paid, DUE, DUE + timedelta(days=days), paused)
    assert 0 <= today <= surcharge(FINE, paid, DUE, DUE + timedelta(days=days + 1), paused) <= FINE
    assert today <= surcharge(FINE, paid, DUE, DUE + timedelta(days=days))


def test_fifteen_days_of_payment_roll_over_the_national_holiday(tale: Story) -> None:
    case = tale.served("2026-09-18")
    assert case.pay_until == date(2026, 10, 8)
    assert tale.clock(case, ClockKind.PAY).due_on == date(2026, 10, 8)


def test_a_decision_cannot_be_served_before_it_was_made(tale: Story) -> None:
    case = tale.decided()
    with pytest.raises(Incomplete):
        verbs.serve(tale.act("2026-08-12"), case, verbs.ServeWay.POST, "EMS1", on=date(2026, 8, 9))
    verbs.serve(tale.act("2026-08-12"), case, verbs.ServeWay.POST, "EMS1", on=date(2026, 8, 11))
    assert documents_of(tale.session, case)[-1].body["way"] == "邮寄送达"


def test_a_receipt_pays_once_and_not_more_than_is_owed(tale: Story) -> None:
    case = tale.served()
    with pytest.raises(Incomplete):
        verbs.note_payment(tale.act("2026-08-20"), case, "R1", Decimal(40_001), date(2026, 8, 20))
    with pytest.raises(Incomplete):
        verbs.note_payment(tale.act("2026-08-20"), case, "R1", Decimal(40_000), date(2026, 8, 21))
    verbs.note_payment(tale.act("2026-08-20"), case, "R1", Decimal(15_000), date(2026, 8, 20))
    with pytest.raises(Conflict):
        verbs.note_payment(tale.act("2026-08-20"), case, "R1", Decimal(15_000), date(2026, 8, 20))
    verbs.note_payment(tale.act("2026-08-30"), case, "R2", Decimal(25_000), date(2026, 8, 25))
    assert (case.paid, case.state) == (Decimal(40_000), CaseState.EXECUTING)
    assert tale.clock(case, ClockKind.PAY).stopped_at is not None
    assert tale.clock(case, ClockKind.COURT).stopped_at is not None


def test_a_late_payment_pays_the_fine_first_then_the_surcharge(tale: Story) -> None:
    case = tale.served("2026-08-12")
    assert case.pay_until == date(2026, 8, 27)
    late = date(2026, 8, 29)
    assert verbs.surcharge_on(tale.act("2026-08-29"), case, late) == Decimal(2_400)
    paid = verbs.note_payment(tale.act("2026-08-29"), case, "R1", Decimal(42_400), late)
    assert (case.paid, case.surcharge_paid, paid.surcharge) == (Decimal(40_000), Decimal(2_400), Decimal(2_400))
    clock = tale.clock(case, ClockKind.PAY)
    assert clock.stopped_at is not None and clock.due_at is not None and clock.stopped_at > clock.due_at


def test_the_clock_begins_surcharges_the_day_after(tale: Story) -> None:
    case = tale.served("2026-08-12")
    assert begin_surcharges(tale.act("2026-08-27", None)) == {"begun": 0}
    assert begin_surcharges(tale.act("2026-08-28", None)) == {"begun": 1}
    assert case.surcharge_from == date(2026, 8, 28)
    assert begin_surcharges(tale.act("2026-08-29", None)) == {"begun": 0}


def test_a_deferred_fine_bears_no_surcharge_until_the_new_day(tale: Story) -> None:
    case = tale.served("2026-08-12")
    parts = [(date(2026, 9, 15), Decimal(20_000)), (date(2026, 10, 15), Decimal(20_000))]
    with pytest.raises(Incomplete):
        verbs.defer(
            tale.act("2026-08-20", "organ_head"),
            case,
            date(2026, 10, 15),
            "经济困难",
            parts[:1],
            asked_on=date(2026, 8, 20),
        )
    verbs.defer(
        tale.act("2026-08-20", "organ_head"), case, date(2026, 10, 15), "经济困难", parts, asked_on=date(2026, 8, 20)
    )
    assert tale.clock(case, ClockKind.PAY).due_on == date(2026, 10, 15)
    assert verbs.surcharge_on(tale.act("2026-10-01"), case, date(2026, 10, 1)) == 0


def test_the_court_is_asked_after_the_reminder_and_the_time_of_remedies(tale: Story) -> None:
    case = tale.served("2026-08-12")
    with pytest.raises(OutOfOrder):
        verbs.remind(tale.act("2026-08-27"), case)
    verbs.remind(tale.act("2026-08-28"), case)
    assert documents_of(tale.session, case)[-1].body["owed"] == "41,200"
    with pytest.raises(OutOfOrder):
        verbs.apply_to_court(tale.act("2026-09-06", "organ_head"), case, "鼓楼区人民法院")
    with pytest.raises(OutOfOrder):
        verbs.apply_to_court(tale.act("2026-10-08", "organ_head"), case, "鼓楼区人民法院")


def test_a_bank_file_pays_row_by_row_and_says_what_it_did_not_take(tale: Story, tmp_path: Path) -> None:
    first, second = tale.served(), tale.served()
    rows = [
        "回单号,案号,金额,缴款日期",
        f'B001,{first.number},"40,000",2026/08/20',
        f"B001,{second.number},40000,2026-08-20",
        "B003,不存在,100,2026-08-20",
        f"B004,{second.number},四万,2026-08-20",
        f"B005,{second.number},40000,昨天",
        f"B006,{second.number},40000.00,2026-08-21",
    ]
    file = tmp_path / "bank.csv"
    file.write_text("\n".join(rows), encoding="utf-8-sig")
    act = tale.act("2026-08-25")
    read = read_receipts(file)
    assert take_receipts(act, read, act.actor.scope) == 2
    assert [bool(row.fault) for row in read] == [False, True, True, True, True, False]
    assert [row.row for row in read] == [2, 3, 4, 5, 6, 7]
    assert first.paid == second.paid == Decimal(40_000)


def test_a_bank_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_text("回单号,金额\n1,2\n", encoding="utf-8")
    with pytest.raises(Incomplete):
        read_receipts(file)


def test_a_remedy_stops_the_surcharge_but_not_the_payment(tale: Story) -> None:
    case = tale.served("2026-08-12")
    kind, upheld = verbs.RemedyKind.RECONSIDERATION, verbs.RemedyOutcome.UPHELD
    made = verbs.file_remedy(tale.act("2026-08-29", "section_head"), case, kind, date(2026, 8, 29), "申请复议")
    assert made.result == kind  # the whole word: what looks for it finds it
    with pytest.raises(OutOfOrder):
        verbs.file_remedy(tale.act("2026-08-30", "section_head"), case, kind, date(2026, 8, 30), "申请复议")
    assert verbs.surcharge_on(tale.act("2026-09-20"), case, date(2026, 9, 20)) == Decimal(1_200)
    verbs.end_remedy(tale.act("2026-09-10", "section_head"), case, upheld, "维持")
    assert verbs.surcharge_on(tale.act("2026-09-11"), case, date(2026, 9, 11)) == Decimal(2_400)


def test_an_annulled_decision_leaves_the_public_within_three_working_days(tale: Story) -> None:
    case = tale.served("2026-08-12")
    verbs.publish(tale.act("2026-08-13", "section_head"), case)
    assert tale.clock(case, ClockKind.PUBLISH).stopped_at is not None
    with pytest.raises(OutOfOrder):
        verbs.publish(tale.act("2026-08-13", "section_head"), case)
    kind = verbs.RemedyKind.SUIT
    verbs.file_remedy(tale.act("2026-08-20", "section_head"), case, kind, date(2026, 8, 20), "起诉")
    verbs.end_remedy(tale.act("2026-09-10", "section_head"), case, verbs.RemedyOutcome.ANNULLED, "判决撤销")
    assert case.fine == 0
    assert tale.clock(case, ClockKind.UNPUBLISH).due_on == date(2026, 9, 15)
    verbs.unpublish(tale.act("2026-09-11", "section_head"), case, "判决撤销处罚决定")
    assert tale.clock(case, ClockKind.UNPUBLISH).stopped_at is not None


@pytest.mark.parametrize(("outcome", "count"), [("ANNULLED", 1), ("UPHELD", 0)])
def test_the_figure_of_lost_penalties_counts_how_remedies_really_ended(tale: Story, outcome: str, count: int) -> None:
    case = tale.served("2026-08-12")
    verbs.file_remedy(tale.act("2026-08-20", "section_head"), case, verbs.RemedyKind.SUIT, date(2026, 8, 20), "起诉")
    verbs.end_remedy(tale.act("2026-09-10", "section_head"), case, verbs.RemedyOutcome[outcome], "判决")
    (figure,) = [one for one in FIGURES if one.code == "penalties.overturned"]
    assert len(tale.session.scalars(figure.counts.select(PenaltyCase.id)).all()) == count


def test_a_fine_that_a_court_set_aside_is_judged_as_the_organ_imposed_it(tale: Story) -> None:
    case = tale.served("2026-08-12")
    verbs.file_remedy(tale.act("2026-08-20", "section_head"), case, verbs.RemedyKind.SUIT, date(2026, 8, 20), "起诉")
    verbs.end_remedy(tale.act("2026-09-10", "section_head"), case, verbs.RemedyOutcome.ANNULLED, "判决撤销")
    act = tale.act("2026-09-11", None)
    sweep(act, [point for point in PENALTY_POINTS if point.group == "P4"])
    assert case.fine == 0
    assert act.session.scalars(select(Alert.point)).all() == []


def test_a_payment_on_the_last_day_for_the_court_counts_by_its_day_at_the_bank(tale: Story) -> None:
    case = tale.served("2026-08-12")
    clock, due = tale.clock(case, ClockKind.COURT), date(2026, 9, 18)
    clock.due_on, clock.due_at = due, start_of_day(due + timedelta(days=1))
    slip = due + timedelta(days=9)
    owed = verbs.owed_on(tale.act(slip.isoformat()), case, due)
    verbs.note_payment(tale.act(slip.isoformat()), case, "R-LATE", owed, due)
    assert clock.stopped_at is not None
    assert clock.stopped_at <= clock.due_at


def test_a_case_is_closed_when_both_ledgers_agree_and_its_archive_has_an_index(tale: Story) -> None:
    case = tale.served()
    with pytest.raises(OutOfOrder):
        verbs.close(tale.act("2026-08-20"), case, "结案")
    verbs.note_payment(tale.act("2026-08-20"), case, "R1", Decimal(40_000), date(2026, 8, 20))
    verbs.close(tale.act("2026-08-21"), case, "罚款已缴清")
    assert case.state == CaseState.CLOSED
    index = documents_of(tale.session, case)[-1].body["index"]
    assert [row["title"] for row in index][:2] == ["行政处罚立案决定书", "行政处罚事先告知书"]
    assert index[-1]["title"] == "证据1：现场检查笔录"
    titles = {row["title"] for row in index}
    assert {"法制审核意见", "陈述申辩记录", "复核意见", "裁量记录（第1次）", "缴款凭证"} <= titles


def test_who_is_not_punished_is_closed_after_service(tale: Story) -> None:
    case = tale.investigated()
    verbs.decide(
        tale.act("2026-07-28", "organ_head"), case, Decision.NONE, "情节轻微，已改正", ground=SpareGround.MINOR
    )
    with pytest.raises(OutOfOrder):
        verbs.close(tale.act("2026-07-29"), case, "结案")
    verbs.serve(tale.act("2026-07-29"), case, verbs.ServeWay.HAND, "当事人签收")
    verbs.close(tale.act("2026-07-30"), case, "不予处罚，结案")
    assert case.pay_until is None


def test_a_complaint_is_taken_up_in_five_working_days_and_answered_in_sixty(tale: Story) -> None:
    officer = tale.world.official("handler")
    case = tale.served()
    made = verbs.complain(tale.act("2026-08-20", None), tale.organ, "执法人员态度粗暴", case=case, official=officer)
    assert tale.clock(made, ClockKind.RECEIVE).due_on == date(2026, 8, 27)
    assert tale.clock(made, ClockKind.ANSWER).due_on == date(2026, 10, 19)
    with pytest.raises(OutOfOrder):
        verbs.answer_complaint(tale.act("2026-08-21", "inspector"), made, "已核查", upheld=False)
    verbs.accept_complaint(tale.act("2026-08-21", "inspector"), made)
    with pytest.raises(NotAllowed):
        verbs.answer_complaint(tale.act("2026-08-22", "organ_head"), made, "已核查", upheld=False)
    verbs.answer_complaint(tale.act("2026-08-22", "inspector"), made, "已核查，情况不属实", upheld=False)
    assert tale.clock(made, ClockKind.ANSWER).stopped_at is not None


def test_a_complaint_names_a_case_of_that_organ(tale: Story) -> None:
    case = tale.served()
    with pytest.raises(NotFound):
        verbs.complain(tale.act("2026-08-20", None), tale.world.organisation("gulou-health"), "投诉", case=case)
