"""Accountability records as a list, a REST resource and a sheet to export."""

from app.kernel.records import Access, Field, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.accountability.models import Accountability, HoldState, Measure
from app.supervision.models import FollowUp, FollowUpState

WATCHERS = (Role.INSPECTOR, Role.AUDITOR, Role.LEADER, Role.CITY_ADMIN)
"""They see every record of their region, those not decided and the notes of inspectors too; whoever is supervised does not."""

ACCOUNTABILITY = RecordKind(
    name="accountability",
    model=Accountability,
    title=N_("Accountability records"),
    menu=N_("Supervision"),
    icon="flag",
    order=("proposed_at", "desc"),
    sheet=False,
    fields=(
        Field("number", N_("Number"), listed=True, searchable=True, editable=False),
        Field("organisation_id", N_("Organisation"), listed=True, filtered=True, picks="organisation", editable=False),
        Field("measure", N_("Measure"), choices=Measure, listed=True, filtered=True, editable=False),
        Field("state", N_("State"), choices=HoldState, listed=True, filtered=True, editable=False),
        Field("grounds", N_("Facts found"), searchable=True, editable=False),
        Field("decision", N_("Decision"), editable=False),
        Field("decided_at", N_("Decision made at"), listed=True, filtered=True, editable=False),
        Field("appeal_until", N_("May be appealed against until"), editable=False),
        Field("answer", N_("Answer to the appeal"), editable=False),
    ),
    access=dict.fromkeys(WATCHERS, Access.READ),
    links=((N_("Decision, paper and appeal"), "supervision.accountability"),),
)

FOLLOW_UP = RecordKind(
    name="follow_up",
    model=FollowUp,
    title=N_("Follow-ups on record"),
    menu=N_("Supervision"),
    icon="flag",
    order=("number", "desc"),
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("number", N_("Number"), listed=True, searchable=True, editable=False),
        Field("organisation_id", N_("Organisation"), listed=True, filtered=True, picks="organisation", editable=False),
        Field("state", N_("State"), choices=FollowUpState, listed=True, filtered=True, editable=False),
        Field("question", N_("Question"), searchable=True, editable=False),
        Field("due_on", N_("Due on"), listed=True, filtered=True, editable=False),
        Field("reply", N_("Reply"), searchable=True, editable=False),
        Field("measures", N_("Measures"), editable=False),
        Field("reminders", N_("Reminders"), listed=True, editable=False),
        Field("extended", N_("Made longer by (working days)"), editable=False),
        Field("reported_at", N_("Reported to the leaders"), filtered=True, editable=False),
        Field("check_on", N_("To be checked again from"), filtered=True, editable=False),
    ),
    access=dict.fromkeys(WATCHERS, Access.READ),
    links=((N_("Reply, review and limits"), "supervision.follow_up"),),
)
