"""A hall of the small world with two counters, open on working days from nine to twelve and from two to half past five."""

import io
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from app.kernel.act import CHINA, Act
from app.patrol.models import Camera, Counter, Hall, Look, PatrolPlan, PatrolRound, QueueTicket, Roster
from app.patrol.operations import Picture, begin_round, record_look, start_round
from app.patrol.records.cameras import CAMERA
from app.patrol.records.halls import CLOSURE, COUNTER, HALL, HOURS_KIND, ROSTER
from app.patrol.records.rounds import PLAN, TICKET
from app.patrol.words import DayKind, Seen, StillOutcome
from app.surfaces.records.writing import add_record
from tests.world import World

MONDAY = date(2026, 9, 21)
"""A working day; the 25th is the Mid-Autumn holiday, the 20th a Sunday that was worked."""


def at(clock: str, day: date = MONDAY) -> datetime:
    """Return an instant of a day in China: ``at("09:30")``."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def picture(shade: int = 120) -> io.BytesIO:
    """Return a small JPEG."""
    target = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 80, 40)).save(target, "JPEG")
    target.seek(0)
    return target


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

    def plan(self, **values: Any) -> PatrolPlan:
        """Enter a plan of the inspection office."""
        usual = {
            "name": "随机巡查",
            "organisation_id": self.world.organisation("gulou-inspection").id,
            "hall_codes": "",
            "share": 30,
            "rounds": 1,
            "times": "",
            "looks": 20,
            "minutes": 60,
            "from_on": date(2026, 9, 1),
            "to_on": None,
        }
        made: PatrolPlan = self.enter(PLAN, **{**usual, **values})
        return made

    def ticket(self, number: str, taken: datetime, called: datetime | None = None, **values: Any) -> QueueTicket:
        """Enter a ticket as the window hands in the machine's file."""
        usual = {
            "hall_id": self.hall.id,
            "counter_id": self.first.id if called else None,
            "finished_at": called + timedelta(minutes=5) if called else None,
            "rating": None,
        }
        made: QueueTicket = self.enter(
            TICKET, "window", number=number, taken_at=taken, called_at=called, **{**usual, **values}
        )
        return made

    def round(self, when: datetime, who: str = "inspector", *, on_foot: bool = False) -> PatrolRound:
        """Begin a round of one's own accord."""
        return start_round(self.make(who, when), self.hall, on_foot=on_foot)

    def look(
        self,
        seen: Seen,
        when: datetime,
        counter: Counter | None = None,
        *,
        who: str = "inspector",
        folder: Path | None = None,
        **more: Any,
    ) -> Look:
        """Begin a round a minute before and look at one counter; with a folder, a picture is kept there."""
        made = self.round(when - timedelta(seconds=more.pop("took", 20)), who, on_foot=more.pop("on_foot", False))
        look = next(one for one in made.looks if one.counter_id == (counter or self.first).id)
        shown = Picture(picture(), when, StillOutcome.FRESH) if folder else None
        record_look(self.make(who, when), folder or Path("/nowhere"), look, seen, more.pop("note", ""), shown)
        return look

    def camera_of(self) -> Camera:
        """Return the one camera that was entered."""
        return self.session.query(Camera).one()

    def another_hall(self) -> Hall:
        """Enter a second hall with one counter and the hours of the first."""
        home = self.world.organisation("gulou-urban")
        made: Hall = self.enter(HALL, code="GL-B", name="便民服务中心", organisation_id=home.id, address="")
        for day in list(DayKind)[:5]:
            self.hours(day, "9:00", "12:00", hall_id=made.id)
        self.enter(COUNTER, code="GL-B01", name="综合窗口", hall_id=made.id, organisation_id=home.id, duty="window")
        return made

    def start(self, hall: Hall, when: datetime, who: str) -> PatrolRound:
        """Begin a round of a hall."""
        return start_round(self.make(who, when), hall)

    def finish(self, made: PatrolRound, when: datetime, who: str = "inspector") -> None:
        """Make a round that is due, half a minute a look."""
        begin_round(self.make(who, when), made)
        for number, look in enumerate(made.looks, start=1):
            record_look(self.make(who, when + timedelta(seconds=30 * number)), Path("/nowhere"), look, Seen.MANNED)

    def folder(self) -> Path:
        """Return a folder for pictures."""
        return Path(tempfile.mkdtemp())
