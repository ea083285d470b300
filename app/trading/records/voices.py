"""Record kinds of what is said about a trade: all of it comes from the course."""

from app.kernel.records import Field, Input, RecordKind
from app.kernel.words import N_
from app.trading.models import Addendum, Objection, TradeComplaint, TradeQuestion
from app.trading.records.course import MENU, READERS
from app.trading.words import ComplaintOutcome, ComplaintState, ObjectionOutcome, ObjectionStage

QUESTION = RecordKind(
    name="trade_question",
    model=TradeQuestion,
    title=N_("Questions to tender papers"),
    menu=MENU,
    icon="question",
    sheet=False,
    public=lambda _on: TradeQuestion.answered_at.is_not(None),
    fields=(
        Field("project_id", N_("Project for tender"), picks="project", listed=True, public=True, editable=False),
        Field("text", N_("Question"), listed=True, public=True, editable=False),
        Field("asked_at", N_("Asked at"), listed=True, filtered=True, public=True, editable=False),
        Field("answer", N_("Answer"), public=True, editable=False),
        Field("answered_at", N_("Answered at"), listed=True, filtered=True, public=True, editable=False),
    ),
    access=READERS,
)

ADDENDUM = RecordKind(
    name="trade_addendum",
    model=Addendum,
    title=N_("Addenda to tender papers"),
    menu=MENU,
    icon="edit",
    scope="county",
    sheet=False,
    public=lambda _on: Addendum.published_at.is_not(None),
    fields=(
        Field("project_id", N_("Project for tender"), picks="project", listed=True, public=True, editable=False),
        Field("number", N_("Number"), listed=True, public=True, editable=False),
        Field("text", N_("What is changed"), public=True, editable=False),
        Field("substantive", N_("May it touch bids?"), input=Input.YES_NO, public=True, editable=False),
        Field("old_deadline", N_("Deadline before"), public=True, editable=False),
        Field("new_deadline", N_("New deadline"), listed=True, public=True, editable=False),
        Field("reason", N_("Why less than fifteen days are left"), public=True, editable=False),
        Field("days_left", N_("Days left to the deadline"), filtered=True, public=True, editable=False),
        Field("published_at", N_("Published at"), listed=True, filtered=True, public=True, editable=False),
    ),
    access=READERS,
)

OBJECTION = RecordKind(
    name="trade_objection",
    model=Objection,
    title=N_("Objections to trades"),
    menu=MENU,
    icon="megaphone",
    sheet=False,
    public=lambda _on: Objection.answered_at.is_not(None),
    fields=(
        Field("project_id", N_("Project for tender"), picks="project", listed=True, public=True, editable=False),
        Field(
            "stage", N_("Against what"), choices=ObjectionStage, listed=True, filtered=True, public=True, editable=False
        ),
        Field("made_at", N_("Came in at"), listed=True, filtered=True, public=True, editable=False),
        Field("answer", N_("Answer"), public=True, editable=False),
        Field("answered_at", N_("Answered at"), listed=True, filtered=True, public=True, editable=False),
        Field(
            "outcome",
            N_("What came of it"),
            choices=ObjectionOutcome,
            listed=True,
            filtered=True,
            public=True,
            editable=False,
        ),
    ),
    access=READERS,
)

COMPLAINT = RecordKind(
    name="trade_complaint",
    model=TradeComplaint,
    title=N_("Complaints about trades"),
    menu=MENU,
    icon="scales",
    sheet=False,
    public=lambda _on: TradeComplaint.decided_at.is_not(None),
    fields=(
        Field("number", N_("Number"), listed=True, searchable=True, public=True, editable=False),
        Field("project_id", N_("Project for tender"), picks="project", listed=True, public=True, editable=False),
        Field("state", N_("State"), choices=ComplaintState, listed=True, filtered=True, public=True, editable=False),
        Field("made_at", N_("Made at"), listed=True, filtered=True, public=True, editable=False),
        Field("examined_at", N_("Examined at"), editable=False),
        Field("suspended_until", N_("Last day of the suspension"), public=True, editable=False),
        Field("notice", N_("Text of the written notice"), public=True, editable=False),
        Field(
            "outcome", N_("Decision"), choices=ComplaintOutcome, listed=True, filtered=True, public=True, editable=False
        ),
        Field("decision", N_("Text of the decision"), public=True, editable=False),
        Field("decided_at", N_("Decided at"), listed=True, filtered=True, public=True, editable=False),
    ),
    access=READERS,
)

KINDS = (QUESTION, ADDENDUM, OBJECTION, COMPLAINT)
