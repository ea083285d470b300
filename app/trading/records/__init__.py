"""Record kinds of trading."""

from app.trading.records import bonds, course, published, registers, screened, voices

KINDS = (*course.KINDS, *bonds.KINDS, *voices.KINDS, *screened.KINDS, *registers.KINDS, *published.KINDS)
