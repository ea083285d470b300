"""Running numbers per county, series and year: case numbers, document numbers."""

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.act import Act
from app.kernel.audit import advance
from app.kernel.db import Base


class Series(Base):
    """The last number given in one series of one county and year."""

    __tablename__ = "number_series"

    county: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer, default=0)


def next_number(act: Act, series: str, county: int | None = None, count: int = 1) -> int:
    """Return the next number of a series of the county in the year of the act, from 1, without gaps.

    With ``count`` the last of so many in a row. The county's head is locked first, so that two acts never get the same number.
    """
    county = act.county if county is None else county
    advance(act.session.connection(), county, 0)
    key = (county, series, act.on.year)
    row = act.session.scalar(
        select(Series)
        .where(Series.county == key[0], Series.name == key[1], Series.year == key[2])
        .execution_options(populate_existing=True)
    )
    if row is None:
        row = Series(county=county, name=series, year=act.on.year, last=0)
        act.session.add(row)
    row.last += count
    act.session.flush()
    return row.last
