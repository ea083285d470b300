"""Fuzhou's real divisions, and the working calendar."""

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.calendar import CalendarMissing, import_days, published_year, year_from_notice
from app.kernel.places import Region

EXAMPLE = "示范日历：{year}年通知尚未导入，暂按周末推定，仅供演示"


def write_calendar(act: Act, first: int, last: int) -> None:
    """Write the calendar of some years; one that is not published is marked as an example, in words."""
    for year in range(first, last + 1):
        try:
            rows = published_year(year)
        except CalendarMissing:
            rows = year_from_notice(year, [], [], EXAMPLE.format(year=year))
        import_days(act, rows, year)


def region(session: Session, code: str) -> Region:
    """Return a division by its code."""
    return session.get_one(Region, code)
