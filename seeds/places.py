"""Fuzhou's real divisions, and the working calendar."""

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.calendar import import_days, is_held, load_published, year_from_notice
from app.kernel.places import Region

EXAMPLE = "示范日历：{year}年通知尚未导入，暂按周末推定，仅供演示"


def write_calendar(act: Act) -> None:
    """Write the calendar of every published year; one that the demo needs and is not published is an example, in words."""
    load_published(act)
    for year in (act.on.year, act.on.year + 1, act.on.year + 2):
        if not is_held(act.session, year):
            import_days(act, year_from_notice(year, [], [], EXAMPLE.format(year=year)), year)


def region(session: Session, code: str) -> Region:
    """Return a division by its code."""
    return session.get_one(Region, code)
