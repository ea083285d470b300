"""The calendar changes by years and by days: shown before, written, taken back; deadlines follow."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import app.everything  # noqa: F401 - every table
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.calendar import (
    CalendarChange,
    CalendarMissing,
    Limit,
    WorkingDay,
    change_days,
    days_from_notice,
    latest_changes,
    previewed,
    published_year,
    replace_year,
    undo_change,
    working_calendar,
    year_from_notice,
)
from app.kernel.clocks import ClockKind, start_clock
from app.kernel.errors import Incomplete, OutOfOrder
from app.surfaces.people.notice_sheet import read_notice
from tests.world import World

NOTICES = {
    2020: "一、元旦：2020年1月1日放假，共1天。\n二、春节：1月24日至30日放假调休，共7天。1月19日（星期日）、2月1日（星期六）上班。\n"
    "三、清明节：4月4日至6日放假调休，共3天。\n四、劳动节：5月1日至5日放假调休，共5天。4月26日（星期日）、5月9日（星期六）上班。\n"
    "五、端午节：6月25日至27日放假调休，共3天。6月28日（星期日）上班。\n"
    "六、国庆节、中秋节：10月1日至8日放假调休，共8天。9月27日（星期日）、10月10日（星期六）上班。",
    2023: "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n"
    "二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。\n三、清明节：4月5日放假，共1天。\n"
    "四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。\n"
    "五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。\n"
    "六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。",
    2026: "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\n"
    "二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。\n"
    "三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。\n"
    "五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n六、中秋节：9月25日（周五）至27日（周日）放假，共3天。\n"
    "七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。",
}
"""As the State Council published them; of 2020 before it was amended."""
AMENDED = [["2020年1月31日（周五）", "2月2日（周日）", "放假"]]


def lines(text: str) -> list[Sequence[str]]:
    return [line.split("\t") for line in text.splitlines()]


def worked(rows: Sequence[tuple[date, bool, str]], year: int) -> list[tuple[date, bool]]:
    return [(day, is_worked) for day, is_worked, _ in rows if day.year == year]


@pytest.mark.parametrize("year", [2023, 2026])
def test_the_text_of_a_notice_is_read_as_it_was_published(year: int) -> None:
    rows = year_from_notice(year, *read_notice(lines(NOTICES[year]), year), "通知")
    assert worked(rows, year) == worked(published_year(year), year)


def test_the_notice_of_2020_and_its_amendment_come_to_the_published_year(
    session: Session, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("city_admin")
    replace_year(act, year_from_notice(2020, *read_notice(lines(NOTICES[2020]), 2020), "通知"), 2020)
    done = change_days(act, days_from_notice(*read_notice(AMENDED, 2020), "延长春节假期的通知"))
    assert list(done.days) == [date(2020, 1, 31), date(2020, 2, 1)]
    held = session.execute(select(WorkingDay.day, WorkingDay.is_workday).order_by(WorkingDay.day))
    assert [tuple(row) for row in held if row.day.year == 2020] == worked(published_year(2020), 2020)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["2027-02-05", "2027-02-01", "放假"], "ends before"),
        (["2027-02-05", "2027-02-01", "上班"], "ends before"),
        (["2027-02-05", "2029-02-05", "上班"], "lasts longer"),
        (["2027-02-30", "", "放假"], "no date"),
        (["2月3日起正常上班"], "no date"),
        (["2027", "", "放假"], "no date"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(row: list[str], said: str) -> None:
    with pytest.raises(Incomplete, match=r"Row 2"):
        read_notice([["首日", "末日", "说明"], row], 2027)
    with pytest.raises(Incomplete, match=said):
        read_notice([["首日", "末日", "说明"], row], 2027)


def test_one_day_of_a_notice_changes_one_day_and_not_the_year(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("city_admin")
    off = session.scalar(select(func.count()).where(WorkingDay.is_workday.is_(False)))
    done = change_days(act, days_from_notice([(date(2026, 12, 31), date(2026, 12, 31))], [], "补充通知"))
    assert {day: (before and before[0], after and after[0]) for day, (before, after) in done.days.items()} == {
        date(2026, 12, 31): (True, False)
    }
    assert session.scalar(select(func.count()).where(WorkingDay.is_workday.is_(False))) == (off or 0) + 1
    with pytest.raises(CalendarMissing):
        change_days(act, days_from_notice([(date(2031, 1, 1), date(2031, 1, 1))], [], "补充通知"))
    with pytest.raises(Incomplete):
        change_days(act, [])


def test_a_preview_tells_days_and_deadlines_and_leaves_nothing(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("city_admin")
    organ = world.organisation("gulou-urban")
    clock = start_clock(act, organ, ClockKind.ANSWER, Limit(5), organisation_id=organ.id)
    due = clock.due_on
    assert due is not None
    days = days_from_notice([(due, due)], [], "补充通知")
    trail = session.scalar(select(func.count()).select_from(TrailRow))
    planned = previewed(act, lambda: change_days(act, days))
    assert (list(planned.days), planned.deadlines) == ([due], 1)
    assert working_calendar(session).is_workday(due) and clock.due_on == due
    assert session.scalar(select(func.count()).select_from(TrailRow)) == trail
    assert session.scalars(select(CalendarChange)).all() == []

    done = change_days(act, days)
    assert (done.days, done.deadlines) == (planned.days, 1)
    assert clock.due_on is not None and clock.due_on > due

    (change,) = latest_changes(session)
    assert undo_change(act, change).deadlines == 1
    assert clock.due_on == due and working_calendar(session).is_workday(due)
    with pytest.raises(OutOfOrder):
        undo_change(act, change)


def test_a_whole_year_is_taken_back_to_nothing(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("city_admin")
    replace_year(act, year_from_notice(2027, [(date(2027, 1, 1), date(2027, 1, 3))], [], "通知"), 2027)
    first = latest_changes(session)[0]
    change_days(act, days_from_notice([(date(2027, 3, 8), date(2027, 3, 8))], [], "补充通知"))
    later = latest_changes(session)[0]
    with pytest.raises(OutOfOrder, match="2027-03-08"):
        undo_change(act, first)
    undo_change(act, later)
    undo_change(act, first)
    assert session.scalar(select(func.count()).where(WorkingDay.day >= date(2027, 1, 1))) == 0
