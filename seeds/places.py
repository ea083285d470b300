"""Fuzhou's real divisions, and the working calendar."""

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.calendar import import_days
from app.kernel.places import Region

DIVISIONS = Path(__file__).parent / "divisions.csv"
OFFICIAL = "国务院办公厅关于{year}年部分节假日安排的通知"
EXAMPLE = "示范日历：{year}年通知尚未导入，暂按周末推定，仅供演示"


def write_regions(act: Act) -> int:
    """Write every division that is not there yet; returns how many."""
    known = set(act.session.scalars(select(Region.code)))
    with DIVISIONS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] not in known]
    if rows:
        values = [
            {"code": r["code"], "name": r["name"], "level": r["level"], "parent_code": r["parent"] or None}
            for r in rows
        ]
        act.session.execute(insert(Region), values)
    return len(rows)


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
