"""Record kinds of people and places."""

from sqlalchemy import true

from app.kernel.calendar import WorkingDay
from app.kernel.places import Level, Official, Organisation, OrganisationKind, Post, PostHolder, Region
from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.surfaces.people.checks import check_holding, check_official, check_post
from app.surfaces.people.tree import check_place, settle_paths

MENU = N_("People and places")
READERS = dict.fromkeys(
    (
        Role.TOWN_CLERK,
        Role.WINDOW,
        Role.HANDLER,
        Role.SECTION_HEAD,
        Role.ORGAN_HEAD,
        Role.LEGAL_REVIEWER,
        Role.ENFORCEMENT_OFFICER,
        Role.INSPECTOR,
        Role.AUDITOR,
        Role.LEADER,
    ),
    Access.READ,
)
MANAGED = {**READERS, Role.COUNTY_ADMIN: Access.WRITE, Role.CITY_ADMIN: Access.ALL}

REGION = RecordKind(
    name="region",
    model=Region,
    title=N_("Regions"),
    menu=MENU,
    key=("code",),
    order=("code", "asc"),
    scope=None,
    icon="map",
    sheet=True,
    public=lambda _on: true(),
    fields=(
        Field(
            "code",
            N_("Division code"),
            hint=N_("Twelve digits of the statistics code"),
            example="350102001000",
            listed=True,
            public=True,
            searchable=True,
        ),
        Field("name", N_("Name"), example="鼓东街道", listed=True, public=True, searchable=True),
        Field("level", N_("Level"), choices=Level, listed=True, filtered=True, public=True),
        Field(
            "parent_code", N_("Belongs to"), hint=N_("Code of the division above"), example="350102000000", listed=True
        ),
        Field("live_on", N_("Live since"), hint=N_("Day on which the place began to work here"), listed=True),
    ),
    access={**READERS, Role.COUNTY_ADMIN: Access.READ, Role.CITY_ADMIN: Access.ALL},
)

ORGANISATION = RecordKind(
    name="organisation",
    found_everywhere=True,
    model=Organisation,
    title=N_("Organisations"),
    menu=MENU,
    key=("code",),
    order=("code", "asc"),
    scope="id",
    icon="building",
    check=check_place,
    settle=settle_paths,
    public=lambda _on: true(),
    fields=(
        Field("name", N_("Name"), example="鼓楼区城市管理局", listed=True, public=True, searchable=True),
        Field(
            "code",
            N_("Code"),
            hint=N_("Short and unique; letters, digits and dashes"),
            example="gulou-urban",
            listed=True,
            searchable=True,
        ),
        Field("body", N_("Kind of body"), choices=OrganisationKind, listed=True, filtered=True),
        Field("region_code", N_("Region"), picks="region", listed=True, filtered=True),
        Field("parent_id", N_("Superior organisation"), picks="parent", listed=True, required=False),
        Field("phone", N_("Telephone"), input=Input.TELEPHONE, example="0591-87654321", public=True, first=False),
        Field("address", N_("Address"), example="鼓楼区津泰路98号", public=True, first=False),
        Field(
            "credit_code",
            N_("Social credit code"),
            input=Input.IDENTITY,
            hint=N_("Eighteen characters"),
            example="11350102003606096K",
            first=False,
        ),
        Field("closed_on", N_("Closed on"), hint=N_("Only for bodies that no longer exist"), first=False),
        Field(
            "successor_id",
            N_("Who goes on with its work"),
            hint=N_("Needed when something is still open on the day of closing"),
            picks="successor",
            required=False,
            first=False,
        ),
    ),
    access=MANAGED,
)

OFFICIAL = RecordKind(
    name="official",
    found_everywhere=True,
    model=Official,
    title=N_("Officials"),
    menu=MENU,
    key=("id",),
    order=("id", "asc"),
    icon="person",
    check=check_official,
    fields=(
        Field("name", N_("Full name"), example="王小明", listed=True, searchable=True),
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True),
        Field("phone", N_("Telephone"), input=Input.TELEPHONE, example="13800000000"),
        Field("email", N_("E-mail"), example="name@example.cn"),
        Field("left_on", N_("Left on"), hint=N_("Empty while in service"), listed=True),
    ),
    access=MANAGED,
    sheet=False,
)

POST = RecordKind(
    name="post",
    model=Post,
    title=N_("Posts"),
    menu=MENU,
    key=("id",),
    order=("id", "asc"),
    icon="badge",
    check=check_post,
    fields=(
        Field("name", N_("Name of the post"), example="行政审批科科长", listed=True, searchable=True, public=True),
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True),
        Field(
            "duty",
            N_("Duty"),
            hint=N_("What the holder answers for in a flow"),
            choices=Duty,
            listed=True,
            filtered=True,
        ),
    ),
    access=MANAGED,
    sheet=False,
)

POST_HOLDER = RecordKind(
    name="post_holder",
    model=PostHolder,
    title=N_("Post holders"),
    menu=MENU,
    key=("id",),
    order=("id", "desc"),
    scope="county",
    icon="badge",
    check=check_holding,
    fields=(
        Field("post_id", N_("Post"), picks="post", listed=True, filtered=True),
        Field("official_id", N_("Official"), picks="official", listed=True, filtered=True),
        Field("from_on", N_("From"), hint=N_("First day, today or later"), listed=True),
        Field("to_on", N_("To"), hint=N_("Last day; empty while it lasts"), listed=True),
        Field("deputy", N_("As deputy"), hint=N_("Acts while the holder is away"), listed=True),
    ),
    access=MANAGED,
    sheet=False,
)

WORKING_DAY = RecordKind(
    name="working_day",
    model=WorkingDay,
    title=N_("Working calendar"),
    menu=MENU,
    key=("day",),
    order=("day", "desc"),
    scope=None,
    icon="calendar",
    sheet=False,
    fields=(
        Field("day", N_("Day"), listed=True, filtered=True, editable=False),
        Field("is_workday", N_("Worked"), listed=True, filtered=True, editable=False),
        Field("source", N_("Source"), hint=N_("The notice that says so"), listed=True, editable=False),
    ),
    access={**READERS, Role.COUNTY_ADMIN: Access.READ, Role.CITY_ADMIN: Access.READ},
)

KINDS = (REGION, ORGANISATION, OFFICIAL, POST, POST_HOLDER, WORKING_DAY)
