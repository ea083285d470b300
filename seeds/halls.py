"""A hall of the demo: four weeks of rosters, tickets and rounds, with what H01, H02, H04 and H05 are to find. People are invented."""

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import CHINA, Act, Actor, Channel, local_day, platform_act
from app.kernel.calendar import working_calendar
from app.kernel.guard import open_act
from app.kernel.places import Official, Organisation, scope_of
from app.kernel.roles import Role
from app.patrol.measures import rate_counters
from app.patrol.models import Counter, Hall, Look, PatrolRound
from app.patrol.operations import (
    Picture,
    answer_look,
    begin_round,
    commit_days,
    open_rounds,
    record_look,
    reveal_days,
    start_round,
)
from app.patrol.operations.plans import week_of
from app.patrol.records.cameras import CAMERA
from app.patrol.records.halls import COUNTER, HALL, HOURS_KIND, ROSTER
from app.patrol.records.rounds import PLAN, TICKET
from app.patrol.words import WEEKDAYS, Seen, StillOutcome
from app.surfaces.records.writing import add_record

HOME, OFFICE = "gulou-urban", "gulou-inspection"
NAMES = ("市容许可窗口", "市政许可窗口", "综合受理窗口", "建筑垃圾处置窗口")
WORKED = 20
"""Working days that are told, the last of them yesterday or before."""
ABSENT, TELEPHONE, WAITED = 14, 16, 17
"""Days, by their place, on which the second counter is unmanned, somebody telephones, and citizens wait."""
SPANS = (("09:00", "12:00"), ("14:00", "17:30"))
RATED_BADLY = 3
"""Place of the counter that citizens rate badly."""


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), CHINA)


class HallStory:
    """Tells four weeks of one hall, each act by whoever does it and at its hour."""

    def __init__(self, session: Session, now: datetime, folder: Path) -> None:
        self.session, self.folder = session, folder
        self.chance = random.Random(41)  # noqa: S311 - invented days, not secrets
        with open_act(platform_act(session, Channel.COMMAND, now, 350102)):
            calendar, today = working_calendar(session), local_day(now)
            self.days = [calendar.before(today, count) for count in range(WORKED, 0, -1)]
        weeks = list(dict.fromkeys(week_of(day) for day in self.days))
        self.missed = {day for day in self.days if week_of(day) == weeks[1]}
        """The second week: nobody makes the rounds that are due."""
        self.home, self.office = (self._organisation(code) for code in (HOME, OFFICE))
        people = select(Official).where(Official.organisation_id == self.home.id).order_by(Official.id)
        self.officers = list(session.scalars(people.limit(len(NAMES))))
        inspectors = select(Official).where(Official.organisation_id == self.office.id).order_by(Official.id)
        self.inspector = session.scalars(inspectors.limit(1)).one()

    def _organisation(self, code: str) -> Organisation:
        return self.session.scalars(select(Organisation).where(Organisation.code == code)).one()

    @contextmanager
    def by(self, who: Official | None, role: Role, at: datetime) -> Iterator[Act]:
        """Open an act of an official, or of the clock."""
        actor = Actor.platform()
        if who is not None:
            scope = scope_of(self.session, {role}, who.organisation)
            actor = Actor(who.name, who.id, who.organisation_id, who.county, frozenset({role}), scope=scope)
        with open_act(Act(self.session, actor, at, Channel.SCREEN if who else Channel.CLOCK, 350102)) as act:
            yield act

    def tell(self) -> None:
        """Set the hall up, then tell its days."""
        self._set_up()
        for place, day in enumerate(self.days):
            self._rosters(day)
            self._tickets(place, day)
            self._rounds(place, day)
        with self.by(None, Role.PUBLIC, _at(self.days[-1], "22:00")) as act:
            rate_counters(act)

    def _set_up(self) -> None:
        first = self.days[0]
        with self.by(None, Role.PUBLIC, _at(first - timedelta(days=3), "10:00")) as act:
            self.hall: Hall = add_record(
                act,
                HALL,
                {
                    "code": "GL-ZW",
                    "name": "鼓楼区政务服务中心",
                    "organisation_id": self.home.id,
                    "address": "津泰路98号",
                },
            )
            for day in WEEKDAYS[:5]:
                for opens, closes in SPANS:
                    hours = {"hall_id": self.hall.id, "day": str(day), "opens": opens, "closes": closes}
                    add_record(act, HOURS_KIND, {**hours, "from_on": date(first.year - 1, 1, 1), "to_on": None})
            self.counters: list[Counter] = [
                add_record(
                    act,
                    COUNTER,
                    {
                        "code": f"GL-A{number:02d}",
                        "name": name,
                        "hall_id": self.hall.id,
                        "organisation_id": self.home.id,
                        "duty": "window",
                    },
                )
                for number, name in enumerate(NAMES, start=1)
            ]
            for number, codes in enumerate(("GL-A01、GL-A02", "GL-A03、GL-A04"), start=1):
                camera = {"code": f"GL-C{number:02d}", "name": f"一层{'东西'[number - 1]}侧", "hall_id": self.hall.id}
                plain = dict.fromkeys(("still_address", "live_address", "account", "password", "mask"), "")
                add_record(act, CAMERA, {**camera, **plain, "counter_codes": codes, "way": "none", "off": False})
            plan = {"name": "政务大厅随机巡查", "organisation_id": self.office.id, "hall_codes": "", "times": ""}
            numbers = {"share": 100, "rounds": 2, "looks": 20, "minutes": 60, "from_on": first, "to_on": None}
            add_record(act, PLAN, {**plan, **numbers})

    def _rosters(self, day: date) -> None:
        with self.by(self.officers[0], Role.WINDOW, _at(day, "08:10")) as act:
            for counter, officer in zip(self.counters, self.officers, strict=True):
                for begins, ends in SPANS:
                    line = {"on": day, "counter_id": counter.id, "official_id": officer.id, "begins": begins}
                    add_record(act, ROSTER, {**line, "ends": ends, "what": "duty", "instead_of_id": None, "note": ""})

    def _tickets(self, place: int, day: date) -> None:
        with self.by(self.officers[0], Role.WINDOW, _at(day, "18:00")) as act:
            for number, counter in enumerate(self.counters):
                waits = place == WAITED and number == 2
                for turn, opens in enumerate(("09:05", "10:30", "11:10", "14:10", "15:20", "16:15")):
                    if waits and turn == 1:
                        continue
                    taken = _at(day, opens) + timedelta(minutes=self.chance.randint(0, 12))
                    called = taken + timedelta(minutes=self.chance.randint(0, 6))
                    self._ticket(act, counter, f"{day:%Y%m%d}-{number}{turn:02d}", taken, called)
                for turn, clock in enumerate(("09:30", "09:33", "09:40") if waits else ()):
                    called = _at(day, "10:20") + timedelta(minutes=8 * turn)
                    self._ticket(act, counter, f"{day:%Y%m%d}-{number}9{turn}", _at(day, clock), called)

    def _ticket(self, act: Act, counter: Counter, number: str, taken: datetime, called: datetime) -> None:
        bad = counter is self.counters[RATED_BADLY] and self.chance.random() < 0.35
        rating = self.chance.choice((1, 2)) if bad else self.chance.choice((5, 5, 5, 4))
        ticket: dict[str, Any] = {"hall_id": self.hall.id, "counter_id": counter.id, "number": number}
        finished = called + timedelta(minutes=self.chance.randint(2, 7))
        add_record(
            act, TICKET, {**ticket, "taken_at": taken, "called_at": called, "finished_at": finished, "rating": rating}
        )

    def _rounds(self, place: int, day: date) -> None:
        with self.by(None, Role.PUBLIC, _at(day, "06:30")) as act:
            commit_days(act)
        for half in range(18, 36):
            at = _at(day, f"{half // 2:02d}:{30 * (half % 2):02d}") + timedelta(minutes=29)
            with self.by(None, Role.PUBLIC, at) as act:
                open_rounds(act)
            waiting = select(PatrolRound).where(PatrolRound.begun_at.is_(None), PatrolRound.due_at >= _at(day, "00:00"))
            for made in self.session.scalars(waiting).all() if day not in self.missed else ():
                self._make(made, at, place, day)
        if place == ABSENT:
            self._on_foot(day)
        with self.by(None, Role.PUBLIC, _at(day, "20:10")) as act:
            reveal_days(act)

    def _make(self, made: PatrolRound, at: datetime, place: int, day: date) -> None:
        with self.by(self.inspector, Role.INSPECTOR, at) as act:
            begin_round(act, made)
        for number, look in enumerate(made.looks, start=1):
            moment = at + timedelta(seconds=14 * number)
            seen = Seen.MANNED
            if place == ABSENT and look.counter_id == self.counters[1].id and moment < _at(day, "11:00"):
                seen = Seen.UNMANNED
            if place == TELEPHONE and look.counter_id == self.counters[0].id and moment < _at(day, "12:00"):
                seen = Seen.TELEPHONE
            with self.by(self.inspector, Role.INSPECTOR, moment) as act:
                record_look(act, self.folder, look, seen)
            if seen is Seen.TELEPHONE:
                with self.by(self.officers[0], Role.WINDOW, _at(day, "17:10")) as act:
                    answer_look(act, look, "接听群众咨询电话，已请旁边窗口先行受理。")

    def _on_foot(self, day: date) -> None:
        """Walk through the hall twice and find nobody at the second counter."""
        for clock in ("10:31", "10:45"):
            at = _at(day, clock)
            with self.by(self.inspector, Role.INSPECTOR, at) as act:
                made = start_round(act, self.hall, on_foot=True)
            for number, look in enumerate(made.looks, start=1):
                moment = at + timedelta(seconds=25 * number)
                with self.by(self.inspector, Role.INSPECTOR, moment) as act:
                    if look.counter_id == self.counters[1].id:
                        photo = Picture(_empty_counter(look), moment, StillOutcome.PHOTO)
                        record_look(act, self.folder, look, Seen.UNMANNED, "窗口无人，桌上无告示", photo)
                    else:
                        record_look(act, self.folder, look, Seen.MANNED)


def _empty_counter(look: Look) -> io.BytesIO:
    """Draw a counter at which nobody sits."""
    image = Image.new("RGB", (640, 400), (226, 230, 236))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 250, 640, 400), fill=(150, 120, 90))
    draw.rectangle((250, 120, 390, 250), fill=(90, 100, 120))
    draw.rectangle((280, 40, 360, 80), fill=(200, 40, 40))
    draw.text((300, 52), look.counter.code[-3:], fill=(255, 255, 255))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=80)
    target.seek(0)
    return target


def write_halls(session: Session, now: datetime, folder: Path) -> None:
    """Tell four weeks of the hall, up to yesterday."""
    HallStory(session, now, folder).tell()
    session.commit()
