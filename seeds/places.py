"""Fuzhou's real divisions, and the working calendar."""

from datetime import date, timedelta

import chinese_calendar
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.calendar import import_days
from app.kernel.places import Region

OFFICIAL = "国务院办公厅关于{year}年部分节假日安排的通知"
EXAMPLE = "示范日历：{year}年通知尚未导入，暂按周末推定，仅供演示"


def write_calendar(act: Act, first: int, last: int) -> None:
    """Write the calendar of some years; one that is not published is marked as an example, in words."""
    for year in range(first, last + 1):
        start = date(year, 1, 1)
        days = [start + timedelta(days=n) for n in range((date(year + 1, 1, 1) - start).days)]
        try:
            rows = [(day, chinese_calendar.is_workday(day), OFFICIAL.format(year=year)) for day in days]
        except NotImplementedError:
            rows = [(day, day.weekday() < 5, EXAMPLE.format(year=year)) for day in days]
        import_days(act, rows, year)


def region(session: Session, code: str) -> Region:
    """Return a division by its code."""
    return session.get_one(Region, code)
