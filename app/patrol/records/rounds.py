"""Plans by form; draws, rounds and looks to read; tickets of the queue by sheet and REST."""

from app.kernel.records import Field, Input, RecordKind
from app.kernel.words import N_
from app.patrol.models import Look, PatrolDay, PatrolPlan, PatrolRound, QueueTicket
from app.patrol.records.access import CAMERAS, LOOKS, MENU, STILLS, TICKETS
from app.patrol.registers import check_plan, check_ticket
from app.patrol.words import Manning, Seen

PLAN = RecordKind(
    name="patrol_plan",
    model=PatrolPlan,
    title=N_("Plans of patrols"),
    menu=MENU,
    icon="flow",
    key=("name",),
    order=("id", "desc"),
    check=check_plan,
    fields=(
        Field("name", N_("Name"), example="政务大厅随机巡查", listed=True, searchable=True),
        Field("organisation_id", N_("Who patrols"), picks="organisation", listed=True, filtered=True),
        Field(
            "hall_codes",
            N_("Which halls"),
            hint=N_("Their codes, divided by 、; empty for all halls of the county"),
            required=False,
            listed=True,
        ),
        Field(
            "share",
            N_("Halls each day (%)"),
            hint=N_("Each hall is looked at once a week in any case"),
            example="30",
            listed=True,
        ),
        Field("rounds", N_("Rounds a day in each of them"), example="1", listed=True),
        Field(
            "times",
            N_("At which hours"),
            hint=N_("Such as 09:30、15:00; empty for times that nobody knows beforehand"),
            required=False,
            listed=True,
        ),
        Field("from_on", N_("Valid from"), example="2026-09-01", filtered=True),
        Field("looks", N_("Counters of a round at the most"), example="20", first=False),
        Field("minutes", N_("Minutes in which a round is made"), example="60", first=False),
        Field("to_on", N_("Valid to"), required=False, first=False, filtered=True),
    ),
    access=CAMERAS,
)

DAY = RecordKind(
    name="patrol_day",
    model=PatrolDay,
    title=N_("Draws of patrols"),
    menu=MENU,
    icon="lock",
    order=("id", "desc"),
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("on", N_("Day"), listed=True, filtered=True, editable=False),
        Field("plan_id", N_("Plan"), picks="plan", listed=True, filtered=True, editable=False),
        Field("commitment", N_("Hash of the morning"), listed=True, editable=False),
        Field("committed_at", N_("Committed at"), editable=False),
        Field("revealed", N_("Value, revealed at night"), editable=False),
        Field("revealed_at", N_("Revealed at"), listed=True, editable=False),
        Field("organisation_id", N_("Who patrols"), picks="organisation", filtered=True, editable=False),
    ),
    access=STILLS,
)

ROUND = RecordKind(
    name="patrol_round",
    model=PatrolRound,
    title=N_("Rounds of patrols"),
    menu=MENU,
    icon="list",
    order=("id", "desc"),
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("due_at", N_("Due at"), listed=True, filtered=True, editable=False),
        Field("hall_id", N_("Hall"), picks="hall", listed=True, filtered=True, editable=False),
        Field("plan_id", N_("Plan"), picks="plan", listed=True, filtered=True, editable=False),
        Field("on_foot", N_("On foot"), filtered=True, editable=False),
        Field("by_id", N_("Made by"), picks="by", listed=True, filtered=True, editable=False),
        Field("begun_at", N_("Begun at"), listed=True, editable=False),
        Field("finished_at", N_("Finished at"), listed=True, filtered=True, editable=False),
        Field("excused", N_("Why it was not made"), editable=False),
        Field("organisation_id", N_("Who patrols"), picks="organisation", filtered=True, editable=False),
    ),
    access=STILLS,
    links=((N_("The round"), "patrol.round_page"),),
)

LOOK = RecordKind(
    name="patrol_look",
    model=Look,
    title=N_("Looks at counters"),
    menu=MENU,
    icon="eye",
    order=("id", "desc"),
    sheet=False,
    fields=(
        Field("at", N_("Looked at"), listed=True, filtered=True, editable=False),
        Field("hall_id", N_("Hall"), picks="hall", listed=True, filtered=True, editable=False),
        Field("counter_id", N_("Counter"), picks="counter", listed=True, filtered=True, editable=False),
        Field(
            "seen", N_("What was seen"), choices=Seen, input=Input.CHOICE, listed=True, filtered=True, editable=False
        ),
        Field("manning", N_("Roster at that time"), choices=Manning, input=Input.CHOICE, filtered=True, editable=False),
        Field("official_id", N_("Person on the roster"), picks="official", listed=True, filtered=True, editable=False),
        Field("note", N_("Note"), editable=False),
        Field("answer", N_("Answer of the organisation"), editable=False),
        Field("answered_at", N_("Answered"), filtered=True, editable=False),
        Field("seconds", N_("Took (seconds)"), filtered=True, editable=False),
        Field("withdrawn_at", N_("Taken back at"), filtered=True, editable=False),
        Field("withdrawn_why", N_("Why it was taken back"), editable=False),
        Field("organisation_id", N_("Organisation"), picks="organisation", filtered=True, editable=False),
    ),
    access=LOOKS,
    links=((N_("The look"), "patrol.look_page"),),
)

TICKET = RecordKind(
    name="hall_ticket",
    model=QueueTicket,
    title=N_("Tickets of the queue"),
    menu=MENU,
    icon="coins",
    key=("hall_id", "number"),
    order=("id", "desc"),
    check=check_ticket,
    fields=(
        Field("hall_id", N_("Hall"), picks="hall", example="GL-ZW", listed=True, filtered=True),
        Field(
            "number",
            N_("Ticket number"),
            hint=N_("With its day, so that it comes once"),
            example="20260921-A012",
            listed=True,
            searchable=True,
        ),
        Field("taken_at", N_("Taken at"), example="2026-09-21 09:12", listed=True, filtered=True),
        Field("called_at", N_("Called at"), example="2026-09-21 09:20", required=False, listed=True),
        Field(
            "counter_id",
            N_("Called by the counter"),
            picks="counter",
            example="GL-A01",
            required=False,
            listed=True,
            filtered=True,
        ),
        Field("finished_at", N_("Finished at"), example="2026-09-21 09:35", required=False),
        Field(
            "rating",
            N_("Rating"),
            hint=N_("5 very satisfied to 1 very dissatisfied"),
            example="5",
            required=False,
            listed=True,
            filtered=True,
        ),
        Field("waited", N_("Waited (minutes)"), listed=True, filtered=True, editable=False),
        Field("organisation_id", N_("Organisation"), picks="organisation", filtered=True, editable=False),
    ),
    access=TICKETS,
)

KINDS = (PLAN, DAY, ROUND, LOOK, TICKET)
