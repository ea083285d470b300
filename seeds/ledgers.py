"""The demo county's ledgers, from seeds/demo/ledgers.yaml, with half a year of invented entries."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Organisation, OrganisationKind
from app.ledgers.fields import LedgerField
from app.ledgers.models import Ledger, LedgerDuty
from app.ledgers.operations import (
    approve_entry,
    draft_entry,
    draft_ledger,
    edit_definition,
    publish_ledger,
    report_nothing,
    return_entry,
    submit_entry,
)
from app.ledgers.operations.duties import open_duties_of
from app.ledgers.periods import MONTHS, period_of
from app.ledgers.words import Cadence, Kind
from seeds.people import names

LEDGERS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "demo" / "ledgers.yaml").read_text("utf-8"))
TOWNS = ("350102001000", "350102002000")
"""The ledgers are asked of two towns, so that the demo shows who is late without drowning in it."""
BACK = 6
"""Months of history."""
FLAGS = {"r": "required", "l": "listed", "f": "filtered", "p": "public", "m": "masked"}
LATE = 0.05
"""Share of periods that nobody filled in."""


def field_of(given: list[Any]) -> LedgerField:
    """Return a field of the demo's file."""
    name, label, kind, flags, *rest = given
    more = dict(rest[0]) if rest else {}
    columns = tuple(field_of(column) for column in more.pop("columns", ()))
    choices = tuple(more.pop("choices", ()))
    marks: dict[str, Any] = {FLAGS[sign]: True for sign in flags}
    return LedgerField(name, label, Kind(kind), columns=columns, choices=choices, **marks, **more)


def define_ledgers(act: Act) -> list[Ledger]:
    """Define and publish every ledger of the demo."""
    made = []
    for given in LEDGERS:
        keeper = act.session.scalars(select(Organisation).where(Organisation.code == given["keeper"])).one()
        ledger = draft_ledger(act, keeper, given["code"], {**given["rules"], "regions": list(TOWNS)})
        edit_definition(act, ledger, {"fields": tuple(field_of(item) for item in given["fields"])})
        publish_ledger(act, ledger)
        made.append(ledger)
    return made


def write_ledgers(session: Session, now: datetime) -> None:
    """Define the ledgers and fill them in for the past half-year."""
    start = now - relativedelta(months=BACK)
    first = datetime(start.year, start.month, 1, 2, tzinfo=UTC)
    with open_act(platform_act(session, Channel.COMMAND, first, 350102)) as act:
        ledgers = define_ledgers(act)
        session.commit()
    chance, invented = random.Random(11), names(11)  # noqa: S311 - invented entries, not secrets
    for ledger, given in zip(ledgers, LEDGERS, strict=True):
        for day in _days(ledger, first, now):
            _fill_period(session, ledger, given, day, now, chance, invented)


def _days(ledger: Ledger, first: datetime, now: datetime) -> Iterator[datetime]:
    """Yield a moment late in each period that has begun."""
    version = ledger.current
    assert version is not None
    step = MONTHS.get(Cadence(version.cadence), 1)
    at = first
    while at <= now:
        yield min(at + relativedelta(months=step) - timedelta(days=4), now - timedelta(hours=3))
        at += relativedelta(months=step)


def _fill_period(
    session: Session,
    ledger: Ledger,
    given: dict[str, Any],
    at: datetime,
    now: datetime,
    chance: random.Random,
    invented: Iterator[str],
) -> None:
    version = ledger.current
    assert version is not None
    running = now - at < timedelta(days=2)
    homes = _homes(session, version.bodies)
    act = platform_act(session, Channel.COMMAND, at, 350102)
    with open_act(act):
        open_duties_of(act, ledger, version)
        session.flush()
        period = period_of(Cadence(version.cadence), act.on)
        duties = {
            duty.organisation_id: duty
            for duty in session.scalars(
                select(LedgerDuty).where(LedgerDuty.ledger_id == ledger.id, LedgerDuty.period == period)
            )
        }
        for place, home in enumerate(homes):
            if chance.random() < (0.5 if running else LATE):
                continue
            duty = duties.get(home.id)
            if duty is not None and duty.met_at is None and place > 4 and chance.random() < 0.6:
                report_nothing(act, duty)
                continue
            for _number in range(chance.randint(1, 2)):
                raw = INVENT[given["code"]](given, act.on, chance, invented)
                entry = submit_entry(act, draft_entry(act, ledger, home, period, raw))
                fate = chance.random()
                if running and fate < 0.5:
                    continue  # waits for the town
                if running and fate < 0.6:
                    return_entry(act, entry, "请补充整改或者处理的具体情况。")
                else:
                    approve_entry(act, entry, at_once=True)
        if running and duties and homes:
            draft_entry(act, ledger, homes[0], period, {})
        session.commit()


def _homes(session: Session, bodies: list[str]) -> list[Organisation]:
    """Return the organisations of the two towns that fill in, six villages of each."""
    found: list[Organisation] = []
    for town in TOWNS:
        inside = select(Organisation).where(Organisation.region_code.startswith(town[:9])).order_by(Organisation.code)
        rows = session.scalars(inside).all()
        found += [home for home in rows if home.body == OrganisationKind.TOWN and home.body in bodies]
        villages = [home for home in rows if home.body == OrganisationKind.VILLAGE and home.body in bodies]
        found += villages
    return found


def _pick(given: dict[str, Any], field: str, chance: random.Random) -> Any:
    """Return an invented text, or one of the choices of a field."""
    invented = given["invent"].get(field)
    if invented:
        return chance.choice(invented)
    item = next(item for item in given["fields"] if item[0] == field)
    return chance.choice(item[4]["choices"])


def _before(day: date, chance: random.Random, most: int = 20) -> date:
    return day - timedelta(days=chance.randint(0, most))


def _visit(given: dict[str, Any], day: date, chance: random.Random, invented: Iterator[str]) -> dict[str, Any]:
    return {
        "visited_on": _before(day, chance).isoformat(),
        "householder": next(invented),
        "trouble": _pick(given, "trouble", chance),
        "members": str(chance.randint(1, 6)),
        "need": _pick(given, "need", chance),
        "help": _pick(given, "help", chance),
        "money": str(chance.choice([0, 200, 300, 500, 1000])),
        "visitors": next(invented),
    }


def _hazard(given: dict[str, Any], day: date, chance: random.Random, invented: Iterator[str]) -> dict[str, Any]:
    found = _before(day, chance)
    done = min(found + timedelta(days=chance.randint(1, 12)), day)
    return {
        "found_on": found.isoformat(),
        "place": _pick(given, "place", chance),
        "kind": _pick(given, "kind", chance),
        "grade": chance.choices(["一般隐患", "重大隐患"], [9, 1])[0],
        "detail": _pick(given, "detail", chance),
        "owner": next(invented),
        "due": (found + timedelta(days=15)).isoformat(),
        "done": done.isoformat() if chance.random() < 0.8 else "",
    }


def _asset(given: dict[str, Any], day: date, chance: random.Random, invented: Iterator[str]) -> dict[str, Any]:
    area = chance.randint(30, 400)
    raw = {
        "name": _pick(given, "name", chance),
        "class": _pick(given, "class", chance),
        "area": str(area),
        "value": str(area * chance.randint(4000, 9000)),
        "use": _pick(given, "use", chance),
    }
    if raw["use"] == "出租":
        begins = day - timedelta(days=chance.randint(100, 900))
        raw |= {
            "tenant": _pick(given, "tenant", chance),
            "rent": str(area * chance.randint(240, 720)),
            "from": begins.isoformat(),
            "to": (begins + relativedelta(years=chance.choice([1, 3, 5]))).isoformat(),
        }
    return raw


def _project(given: dict[str, Any], day: date, chance: random.Random, invented: Iterator[str]) -> dict[str, Any]:
    total = chance.randint(80, 900) * 10_000
    spent = int(total * chance.choice([0.2, 0.45, 0.6, 0.85, 1]))
    parts = [spent * 4 // 10, spent * 3 // 10]
    return {
        "name": _pick(given, "name", chance),
        "class": _pick(given, "class", chance),
        "total": str(total),
        "spent": str(spent),
        "stage": "已竣工" if spent == total else _pick(given, "stage", chance),
        "finish": (day + timedelta(days=chance.randint(30, 300))).isoformat(),
        "builder": _pick(given, "builder", chance),
        "payments": [
            {"paid_on": _before(day, chance, 80).isoformat(), "amount": str(part), "use": "工程进度款"}
            for part in parts
        ],
    }


def _petition(given: dict[str, Any], day: date, chance: random.Random, invented: Iterator[str]) -> dict[str, Any]:
    came = _before(day, chance, 25)
    answered = chance.random() < 0.75
    raw = {
        "came_on": came.isoformat(),
        "person": next(invented),
        "way": _pick(given, "way", chance),
        "class": _pick(given, "class", chance),
        "demand": _pick(given, "demand", chance),
        "progress": "已答复" if answered else "办理中",
    }
    if answered:
        raw |= {
            "answered_on": min(came + timedelta(days=chance.randint(1, 20)), day).isoformat(),
            "answer": _pick(given, "answer", chance),
        }
    return raw


def _subsidy(given: dict[str, Any], day: date, chance: random.Random, invented: Iterator[str]) -> dict[str, Any]:
    households = chance.randint(4, 60)
    return {
        "programme": _pick(given, "programme", chance),
        "paid_on": _before(day, chance).isoformat(),
        "households": str(households),
        "money": str(households * chance.choice([150, 260, 480, 815])),
    }


Invent = Callable[[dict[str, Any], date, random.Random, Iterator[str]], dict[str, Any]]
INVENT: dict[str, Invent] = {
    "home-visits": _visit,
    "safety-hazards": _hazard,
    "collective-assets": _asset,
    "projects": _project,
    "petitions": _petition,
    "subsidies": _subsidy,
}
