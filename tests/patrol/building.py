"""A hall of the small world with two counters, open on working days from nine to twelve and from two to half past five."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import CHINA, Act
from app.patrol.models import Camera, Counter, Hall, Roster
from app.patrol.records.cameras import CAMERA
from app.patrol.records.halls import CLOSURE, COUNTER, HALL, HOURS_KIND, ROSTER
from app.patrol.words import DayKind
from app.surfaces.records.writing import add_record
from tests.world import World

MONDAY = date(2026, 9, 21)
"""A working day; the 25th is the Mid-Autumn holiday, the 20th a Sunday that was worked."""


def at(clock: str, day: date = MONDAY) -> datetime:
    """Return an instant of a day in China: ``at("09:30")``."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


class Halls:
    """Enters what a hall has, as the administrator and the window do."""

    def __init__(self, session: Session, world: World, make: Callable[..., Act]) -> None:
        self.session, self.world, self.make = session, world, make
        urban = world.organisation("gulou-urban")
        self.hall: Hall = self.enter(
            HALL, code="GL-ZW", name="鼓楼区政务服务中心", organisation_id=urban.id, address=""
        )
        for day in list(DayKind)[:5]:
            for opens, closes in (("9:00", "12:00"), ("14:00", "17:30")):
                self.hours(day, opens, closes)
        self.first = self.counter("GL-A01", "市容许可窗口")
        self.second = self.counter("GL-A02", "市政许可窗口")

    def enter(self, kind: Any, who: str = "county_admin", **values: Any) -> Any:
        """Add a record of a kind as somebody."""
        return add_record(self.make(who), kind, values)

    def hours(self, day: DayKind, opens: str, closes: str, **values: Any) -> Any:
        """Enter opening hours."""
        usual = {"hall_id": self.hall.id, "from_on": date(2026, 1, 1), "to_on": None}
        return self.enter(HOURS_KIND, day=str(day), opens=opens, closes=closes, **{**usual, **values})

    def counter(self, code: str, name: str, organisation: str = "gulou-urban") -> Counter:
        """Enter a counter."""
        home = self.world.organisation(organisation)
        made: Counter = self.enter(
            COUNTER, code=code, name=name, hall_id=self.hall.id, organisation_id=home.id, duty="window"
        )
        return made

    def roster(
        self,
        counter: Counter,
        official: str,
        begins: str = "09:00",
        ends: str = "12:00",
        what: str = "duty",
        **more: Any,
    ) -> Roster:
        """Enter a line of a roster as the window."""
        who, values = more.pop("who", "window"), {"on": MONDAY, "instead_of_id": None, "note": "", **more}
        made: Roster = self.enter(
            ROSTER,
            who,
            counter_id=counter.id,
            official_id=self.world.official(official).id,
            begins=begins,
            ends=ends,
            what=what,
            **values,
        )
        return made

    def closed(self, begins: datetime, ends: datetime) -> Any:
        """Close the hall for a while."""
        return self.enter(CLOSURE, hall_id=self.hall.id, from_at=begins, to_at=ends, reason="停电")

    def camera(self, **values: Any) -> Camera:
        """Enter a camera that shows both counters."""
        usual = {
            "code": "GL-C01",
            "name": "东侧",
            "hall_id": self.hall.id,
            "counter_codes": "GL-A01、GL-A02",
            "way": "snapshot",
            "still_address": "http://192.0.2.10/snapshot.jpg",
            "live_address": "",
            "account": "",
            "password": "",
            "mask": "",
            "off": False,
        }
        made: Camera = self.enter(CAMERA, **{**usual, **values})
        return made
