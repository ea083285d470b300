"""Where the honest courses stand, and all of them by the code of their point."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.disclosure.points import DISCLOSURE_POINTS
from app.kernel.points import POINTS
from app.ledgers.points import LEDGER_POINTS
from tests.conftest import NOW
from tests.supervision.register import register_points

register_points()
POINTS.points.update({point.code: point for point in (*DISCLOSURE_POINTS, *LEDGER_POINTS)})


@dataclass(frozen=True)
class Course:
    """One honest course: who builds its world, what happens in it, and when the point is asked."""

    make: Callable[..., Any]
    """Of session, world and ``acting_as``."""
    happens: Callable[[Any], Any]
    at: datetime


@dataclass
class Courses:
    """The honest courses of one world: ``courses(code, what happens)`` notes one."""

    make: Callable[..., Any]
    at: datetime = NOW
    by_code: dict[str, Course] = field(default_factory=dict)

    def note(self, told: Mapping[str, Callable[[Any], Any]], asked: Mapping[str, datetime] | None = None) -> None:
        """Note courses by code; ``asked`` gives the instants of points that are not asked at the usual one."""
        for code, happens in told.items():
            self.by_code[code] = Course(self.make, happens, (asked or {}).get(code, self.at))
