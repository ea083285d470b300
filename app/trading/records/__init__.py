"""Record kinds of trading."""

from app.trading.records import course, screened, voices

KINDS = (*course.KINDS, *voices.KINDS, *screened.KINDS)
