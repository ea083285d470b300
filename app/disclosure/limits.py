"""Limits that a county may set for itself on the page of a point, read when a due day is computed."""

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.points import PointSetting

LONGEST = 365


def own_limit(act: Act, county: int, point: str, name: str, default: int) -> int:
    """Return the days that hold in a county now: its own, else its city's, else the default."""
    places = (county, county // 100 * 100)
    rows = act.session.execute(
        select(PointSetting.county, PointSetting.value)
        .where(
            PointSetting.point == point,
            PointSetting.name == name,
            PointSetting.from_at <= act.at,
            or_(*(PointSetting.county == place for place in places)),
        )
        .order_by(PointSetting.from_at, PointSetting.number)
    )
    held = {row.county: row.value for row in rows}
    value = held.get(places[0], held.get(places[1], default))
    return value if isinstance(value, int) and 0 < value <= LONGEST else default
