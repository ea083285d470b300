"""Halls, counters, hours, closures and rosters by list, form, sheet and REST."""

from app.kernel.records import Field, Input, RecordKind
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.patrol.checks import check_closure, check_counter, check_hall, check_hours, check_roster
from app.patrol.models import Counter, Hall, HallClosure, HallHours, Roster
from app.patrol.records.access import HALLS, HOURS, MENU, ROSTERS
from app.patrol.words import DayKind, RosterWord

OF_HALL = Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True, editable=False)

HALL = RecordKind(
    name="hall",
    found_everywhere=True,
    model=Hall,
    title=N_("Service halls"),
    menu=MENU,
    icon="building",
    key=("code",),
    order=("code", "asc"),
    check=check_hall,
    fields=(
        Field("code", N_("Code"), hint=N_("Unique in the county"), example="GL-ZW", listed=True, searchable=True),
        Field("name", N_("Name"), example="鼓楼区政务服务中心", listed=True, searchable=True),
        Field("organisation_id", N_("Run by"), picks="organisation", listed=True, filtered=True),
        Field("address", N_("Address"), example="福州市鼓楼区津泰路98号", required=False),
        Field("still_days", N_("Days a still is kept"), example="30", first=False),
        Field("closed_on", N_("Given up on"), required=False, filtered=True),
    ),
    access=HALLS,
)

COUNTER = RecordKind(
    name="hall_counter",
    model=Counter,
    title=N_("Counters of halls"),
    menu=MENU,
    icon="desk",
    key=("code",),
    order=("code", "asc"),
    check=check_counter,
    fields=(
        Field(
            "code",
            N_("Code"),
            hint=N_("Unique in the county: the hall and the number on the counter"),
            example="GL-A01",
            listed=True,
            searchable=True,
        ),
        Field("name", N_("Name"), example="市容许可窗口", listed=True, searchable=True),
        Field("hall_id", N_("Hall"), picks="hall", example="GL-ZW", listed=True, filtered=True),
        Field("organisation_id", N_("Manned by"), picks="organisation", listed=True, filtered=True),
        Field("duty", N_("Duty at the counter"), choices=Duty, input=Input.CHOICE, example="window", listed=True),
        Field("closed_on", N_("Given up on"), required=False, filtered=True),
    ),
    access=HALLS,
)

HOURS_KIND = RecordKind(
    name="hall_hours",
    model=HallHours,
    title=N_("Opening hours"),
    menu=MENU,
    icon="clock",
    key=("hall_id", "day", "opens", "from_on"),
    order=("id", "asc"),
    check=check_hours,
    fields=(
        Field("hall_id", N_("Hall"), picks="hall", example="GL-ZW", listed=True, filtered=True),
        Field(
            "day",
            N_("On which days"),
            hint=N_("Public holidays and worked weekends follow the working calendar"),
            choices=DayKind,
            input=Input.CHOICE,
            example="monday",
            listed=True,
            filtered=True,
        ),
        Field("opens", N_("Opens at"), example="09:00", listed=True),
        Field("closes", N_("Closes at"), example="12:00", listed=True),
        Field("from_on", N_("Valid from"), example="2026-01-01", listed=True, filtered=True),
        Field("to_on", N_("Valid to"), required=False, filtered=True),
        OF_HALL,
    ),
    access=HOURS,
)

CLOSURE = RecordKind(
    name="hall_closure",
    model=HallClosure,
    title=N_("Closures of halls"),
    menu=MENU,
    icon="ban",
    order=("from_at", "desc"),
    check=check_closure,
    fields=(
        Field("hall_id", N_("Hall"), picks="hall", example="GL-ZW", listed=True, filtered=True),
        Field("from_at", N_("Closed from"), example="2026-09-21 14:00", listed=True, filtered=True),
        Field("to_at", N_("Closed until"), example="2026-09-21 17:30", listed=True),
        Field("reason", N_("Reason"), example="停电", listed=True),
        OF_HALL,
    ),
    access=HOURS,
)

ROSTER = RecordKind(
    name="hall_roster",
    model=Roster,
    title=N_("Rosters of counters"),
    menu=MENU,
    icon="calendar",
    key=("counter_id", "official_id", "on", "begins"),
    order=("on", "desc"),
    check=check_roster,
    fields=(
        Field("on", N_("Day"), example="2026-09-21", listed=True, filtered=True),
        Field("counter_id", N_("Counter"), picks="counter", example="GL-A01", listed=True, filtered=True),
        Field("official_id", N_("Person"), picks="official", example="林晓芳", listed=True, filtered=True),
        Field("begins", N_("From"), example="09:00", listed=True),
        Field("ends", N_("To"), example="12:00", listed=True),
        Field(
            "what",
            N_("On duty or away"),
            choices=RosterWord,
            input=Input.CHOICE,
            example="duty",
            listed=True,
            filtered=True,
        ),
        Field("instead_of_id", N_("Stands in for"), picks="instead_of", required=False),
        Field("note", N_("Note"), hint=N_("Of leave and training: who agreed to it"), required=False, first=False),
        OF_HALL,
    ),
    access=ROSTERS,
)

KINDS = (HALL, COUNTER, HOURS_KIND, CLOSURE, ROSTER)
