"""Record kinds of disclosure: the catalogue of duties, who publishes, and what stands before the public."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import true

from app.disclosure.access import KEEPERS, READERS
from app.disclosure.models import DisclosingBody, DisclosureDuty, DisclosureItem
from app.disclosure.words import PUBLIC_STATES, DisclosureKind, ItemState, PrivacyLevel, TableSource
from app.kernel.act import Act, start_of_day
from app.kernel.errors import Incomplete
from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_, Word
from app.ledgers.words import Cadence

MENU = N_("Disclosure")
READ: dict[Role, Access] = dict.fromkeys(READERS, Access.READ)
KEEP: dict[Role, Access] = dict.fromkeys(KEEPERS, Access.WRITE)


class Days(Word):
    """How the days of a duty are counted."""

    WORKING = "wd", N_("working days")
    CALENDAR = "cd", N_("calendar days")


def _check_duty(act: Act, duty: DisclosureDuty, changes: Mapping[str, Any]) -> None:
    if duty.cadence == Cadence.ONCE:
        raise Incomplete(
            N_("A duty of disclosure comes again; choose how often, or “whenever it happens”."), field="cadence"
        )
    for name in ("due_days", "grace_days", "publicity_days"):
        if not 0 <= (getattr(duty, name) or 0) <= 365:
            raise Incomplete(N_("Enter a number from 0 to 365."), field=name)
    if len(duty.table_columns or "") > 400:
        raise Incomplete(N_("At most twelve columns fit here."), field="table_columns")


def _check_body(act: Act, body: DisclosingBody, changes: Mapping[str, Any]) -> None:
    if body.unit_kind == DisclosureKind.PARTY:
        raise Incomplete(N_("Party affairs belong to the village's door. Choose village affairs."), field="unit_kind")
    body.active_at = start_of_day(body.active_from)


DUTY = RecordKind(
    name="disclosure_duty",
    model=DisclosureDuty,
    title=N_("Disclosure duties"),
    menu=MENU,
    icon="book",
    scope="county",
    key=("code",),
    order=("code", "asc"),
    check=_check_duty,
    public=lambda _on: true(),
    fields=(
        Field("code", N_("Code"), example="CW-01", listed=True, searchable=True, public=True),
        Field("title", N_("What is published"), example="村级财务收支情况", listed=True, searchable=True, public=True),
        Field("unit_kind", N_("Kind of affairs"), choices=DisclosureKind, listed=True, filtered=True, public=True),
        Field("category", N_("Category"), example="财务", listed=True, filtered=True, public=True),
        Field("cadence", N_("How often it is published"), choices=Cadence, listed=True, filtered=True, public=True),
        Field(
            "due_days",
            N_("Days until it must be public"),
            hint=N_("After the end of the period, or after the event"),
            example="20",
            listed=True,
            public=True,
        ),
        Field("basis", N_("Legal basis"), example="村民委员会组织法 第三十条", listed=True, public=True),
        Field("day_unit", N_("Counted in"), choices=Days, required=False, public=True, first=False),
        Field(
            "grace_days",
            N_("Days of grace"),
            hint=N_("Added by the county before it counts as overdue"),
            example="10",
            required=False,
            first=False,
        ),
        Field(
            "publicity_days",
            N_("Days that it must stay public"),
            hint=N_("0 for what just stays"),
            example="7",
            required=False,
            public=True,
            first=False,
        ),
        Field(
            "content",
            N_("What must be told"),
            input=Input.LONG,
            example="收入、支出逐笔列明",
            required=False,
            public=True,
            first=False,
        ),
        Field(
            "table_columns",
            N_("Columns of the table"),
            hint=N_("Divided by 、; a sum of money ends in （元）"),
            example="日期、摘要、收入（元）、支出（元）",
            required=False,
            first=False,
        ),
        Field(
            "source",
            N_("Table filled from"),
            hint=N_("One button in the form brings the rows; headings decide which columns"),
            choices=TableSource,
            required=False,
            first=False,
        ),
        Field("needs_files", N_("A file must be attached"), required=False, first=False),
        Field("privacy", N_("Personal data"), choices=PrivacyLevel, required=False, first=False),
        Field("verified", N_("Compared with the text of the law"), filtered=True, required=False, first=False),
        Field("active", N_("In use"), filtered=True, required=False, first=False),
    ),
    access={**READ, **KEEP},
)

BODY = RecordKind(
    name="disclosing_body",
    model=DisclosingBody,
    title=N_("Organisations that publish"),
    menu=MENU,
    icon="building",
    key=("organisation_id",),
    order=("active_from", "asc"),
    check=_check_body,
    listed_in_menu=False,
    public=lambda _on: true(),
    fields=(
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, public=True),
        Field("unit_kind", N_("Kind of affairs"), choices=DisclosureKind, listed=True, filtered=True, public=True),
        Field("active_from", N_("Publishes from"), example="2026-01-01", listed=True, filtered=True, public=True),
    ),
    access={**READ, **KEEP},
)

ITEM = RecordKind(
    name="disclosure_item",
    found_everywhere=True,
    model=DisclosureItem,
    title=N_("Items of disclosure"),
    menu=MENU,
    icon="file",
    sheet=False,
    order=("id", "desc"),
    listed_in_menu=False,
    public=lambda _on: DisclosureItem.state.in_(PUBLIC_STATES),
    fields=(
        Field("title", N_("Title"), listed=True, searchable=True, editable=False, public=True),
        Field("number", N_("Number"), listed=True, searchable=True, editable=False, public=True),
        Field(
            "organisation_id",
            N_("Organisation"),
            picks="organisation",
            listed=True,
            filtered=True,
            editable=False,
            public=True,
        ),
        Field("unit_kind", N_("Kind of affairs"), choices=DisclosureKind, filtered=True, editable=False, public=True),
        Field("category", N_("Category"), listed=True, filtered=True, editable=False, public=True),
        Field("period", N_("Period of the item"), listed=True, filtered=True, editable=False, public=True),
        Field("state", N_("State"), choices=ItemState, listed=True, filtered=True, editable=False, public=True),
        Field("published_at", N_("Published"), filtered=True, editable=False, public=True),
    ),
    access=READ,
    links=((N_("Text and versions"), "disclosure.item"),),
)

KINDS = (DUTY, BODY, ITEM)
