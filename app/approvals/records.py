"""Record kinds of approval: read lists beside the desk; acts on a case are made on its page only."""

import re
from collections.abc import Mapping
from typing import Any

from app.approvals.models import Case, Complaint, OrganRule, Rating, State
from app.approvals.operations.related import Relation
from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.records import Access, Field, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_, Word


class ApplicantKind(Word):
    """Who applies."""

    PERSON = "person", N_("Person")
    COMPANY = "company", N_("Company")


class Source(Word):
    """How a case came in."""

    PORTAL = "portal", N_("Portal")
    WINDOW = "window", N_("Window")
    IMPORT = "import", N_("Import")


class Decision(Word):
    """The outcome of a case."""

    GRANT = "grant", N_("Granted")
    REFUSE = "refuse", N_("Refused")


READERS: Mapping[Role, Access] = dict.fromkeys(
    (
        Role.WINDOW,
        Role.HANDLER,
        Role.SECTION_HEAD,
        Role.ORGAN_HEAD,
        Role.LEGAL_REVIEWER,
        Role.INSPECTOR,
        Role.COUNTY_ADMIN,
        Role.CITY_ADMIN,
        Role.AUDITOR,
        Role.LEADER,
    ),
    Access.READ,
)

APPROVAL = RecordKind(
    name="approval",
    found_everywhere=True,
    model=Case,
    title=N_("Approval cases"),
    menu=N_("Work"),
    icon="folder",
    listed_in_menu=False,
    key=("number",),
    order=("received_at", "desc"),
    scope="organisation_id",
    sheet=False,
    delete_needs_reason=True,
    public=lambda _on: Case.published_at.is_not(None),
    fields=(
        Field("number", N_("Case number"), listed=True, searchable=True, editable=False, public=True),
        Field("power_id", N_("Item"), picks="power", listed=True, filtered=True, editable=False, public=True),
        Field(
            "organisation_id",
            N_("Handling organ"),
            picks="organisation",
            listed=True,
            filtered=True,
            editable=False,
            public=True,
        ),
        Field("applicant_name", N_("Applicant"), listed=True, searchable=True, editable=False),
        Field("applicant_kind", N_("Kind of applicant"), choices=ApplicantKind, filtered=True, editable=False),
        Field("state", N_("State"), choices=State, listed=True, filtered=True, editable=False, public=True),
        Field("source", N_("Came in by"), choices=Source, filtered=True, editable=False),
        Field("received_on", N_("Received on"), listed=True, filtered=True, editable=False, public=True),
        Field("accepted_on", N_("Accepted on"), filtered=True, editable=False, public=True),
        Field("deadline_on", N_("Deadline"), editable=False),
        Field("deemed", N_("Deemed accepted"), filtered=True, editable=False),
        Field("decided_at", N_("Decided at"), filtered=True, editable=False, public=True),
        Field("decision", N_("Decision"), choices=Decision, filtered=True, editable=False, public=True),
        Field("valid_to", N_("Valid to"), editable=False, public=True),
        Field("relation", N_("Follows from an earlier case as"), choices=Relation, filtered=True, editable=False),
        Field("under_remedy", N_("Under remedy"), filtered=True, editable=False),
    ),
    access=READERS,
)

RATING = RecordKind(
    name="approval_rating",
    model=Rating,
    title=N_("Ratings of the service"),
    menu=N_("Work"),
    icon="star",
    order=("rated_at", "desc"),
    scope="county",
    sheet=False,
    fields=(
        Field("stars", N_("Stars"), listed=True, filtered=True, editable=False),
        Field("text", N_("What the applicant wrote"), listed=True, editable=False),
        Field("rated_at", N_("Rated at"), listed=True, filtered=True, editable=False),
    ),
    access=dict.fromkeys((Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.LEADER), Access.READ),
)

COMPLAINT = RecordKind(
    name="approval_complaint",
    model=Complaint,
    title=N_("Complaints about cases"),
    menu=N_("Supervision"),
    icon="megaphone",
    order=("made_at", "desc"),
    scope="county",
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("text", N_("Complaint"), listed=True, editable=False),
        Field("made_at", N_("Made at"), listed=True, filtered=True, editable=False),
        Field("answer", N_("Answer"), editable=False),
        Field("answered_at", N_("Answered at"), listed=True, filtered=True, editable=False),
    ),
    access={Role.INSPECTOR: Access.READ},
)


def _check_rule(act: Act, row: Any, changes: Mapping[str, Any]) -> None:
    closes = str(changes.get("closes", getattr(row, "closes", "") or ""))
    if closes and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", closes):
        raise Incomplete(N_("Write the hour as 17:30."), field="closes")


ORGAN_RULE = RecordKind(
    name="approval_organ_rule",
    model=OrganRule,
    title=N_("Office hours and document words"),
    menu=N_("Catalogue"),
    icon="clock",
    scope="county",
    check=_check_rule,
    fields=(
        Field(
            "organisation_id",
            N_("Organ"),
            picks="organisation",
            hint=N_("Empty: the whole county"),
            required=False,
            listed=True,
            filtered=True,
        ),
        Field(
            "closes",
            N_("Office closes at"),
            hint=N_("What comes later counts from the next working day"),
            example="17:30",
            listed=True,
        ),
        Field(
            "strict",
            N_("Apply this rule"),
            hint=N_("Otherwise everything counts on the day on which it comes"),
            listed=True,
        ),
        Field(
            "word",
            N_("Word in document numbers"),
            hint=N_("As in 鼓城管许受〔2026〕12号"),
            example="鼓城管",
            listed=True,
        ),
    ),
    access={
        Role.COUNTY_ADMIN: Access.ALL,
        Role.CITY_ADMIN: Access.ALL,
        Role.AUDITOR: Access.READ,
        Role.INSPECTOR: Access.READ,
    },
)

KINDS = (APPROVAL, RATING, COMPLAINT, ORGAN_RULE)
