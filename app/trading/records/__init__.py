"""Record kinds of trading."""

from app.trading.records import course, screened

KINDS = (*course.KINDS, *screened.KINDS)
