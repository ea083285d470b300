"""Record kinds of intermediaries: lists, forms, sheets and REST of the register, the rules and the engagements."""

from collections.abc import Mapping

from sqlalchemy import select, true

from app.intermediaries.checks import (
    check_agency,
    check_engagement,
    check_practitioner,
    check_qualification,
    check_rating,
    check_rule,
    settle_agencies,
    settle_practitioners,
    settle_signers,
)
from app.intermediaries.models import Agency, CreditRule, Engagement, Practitioner, Qualification, RatingRule
from app.intermediaries.queries import in_public
from app.intermediaries.words import AgencyState, Category, Grade, Mode, Polarity, ServiceChannel
from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_

MENU = N_("Intermediaries")
READING = (
    Role.WINDOW,
    Role.HANDLER,
    Role.SECTION_HEAD,
    Role.ORGAN_HEAD,
    Role.LEGAL_REVIEWER,
    Role.ENFORCEMENT_OFFICER,
    Role.TOWN_CLERK,
    Role.INSPECTOR,
    Role.COUNTY_ADMIN,
    Role.CITY_ADMIN,
    Role.AUDITOR,
    Role.LEADER,
)
KEEPERS = (Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.COUNTY_ADMIN, Role.CITY_ADMIN)
RULERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
READERS: Mapping[Role, Access] = dict.fromkeys(READING, Access.READ)
WRITERS: Mapping[Role, Access] = {**READERS, **dict.fromkeys(KEEPERS, Access.WRITE)}

AGENCY = RecordKind(
    name="agency",
    found_everywhere=True,
    model=Agency,
    title=N_("Intermediary agencies"),
    menu=MENU,
    icon="building",
    scope="county",
    key=("uscc",),
    order=("name", "asc"),
    check=check_agency,
    settle=settle_agencies,
    public=in_public,
    fields=(
        Field(
            "uscc",
            N_("Unified social credit code"),
            input=Input.IDENTITY,
            hint=N_("18 characters, as on the licence"),
            example="91350100M000100Y43",
            listed=True,
            searchable=True,
            public=True,
        ),
        Field("name", N_("Name"), example="福州榕城资产评估有限公司", listed=True, searchable=True, public=True),
        Field(
            "category",
            N_("Kind of service"),
            choices=Category,
            input=Input.CHOICE,
            example="appraisal",
            listed=True,
            filtered=True,
            public=True,
        ),
        Field("legal_representative", N_("Legal representative"), example="陈立新", public=True),
        Field("founded_on", N_("Founded on"), example="2015-06-01", public=True),
        Field("organisation_id", N_("Supervising body"), picks="organisation", listed=True, filtered=True, public=True),
        Field("phone", N_("Telephone"), input=Input.TELEPHONE, example="0591-87550101", required=False, public=True),
        Field("address", N_("Address"), example="福州市鼓楼区五四路1号", required=False, first=False, public=True),
        Field("state", N_("State"), choices=AgencyState, listed=True, filtered=True, editable=False, public=True),
    ),
    access=WRITERS,
    links=((N_("The agency"), "intermediaries.agency"),),
)

QUALIFICATION = RecordKind(
    name="qualification",
    model=Qualification,
    title=N_("Qualifications of agencies"),
    menu=MENU,
    icon="badge",
    scope="county",
    key=("number",),
    order=("valid_to", "asc"),
    check=check_qualification,
    public=lambda on: Qualification.agency_id.in_(select(Agency.id).where(in_public(on))),
    fields=(
        Field("number", N_("Number"), example="闽评A2024001", listed=True, searchable=True, public=True),
        Field("agency_id", N_("Agency"), picks="agency", listed=True, filtered=True, public=True),
        Field(
            "category",
            N_("Kind of service"),
            choices=Category,
            input=Input.CHOICE,
            example="appraisal",
            listed=True,
            filtered=True,
            public=True,
        ),
        Field("level", N_("Qualification level"), example="甲级", required=False, public=True),
        Field("issuer", N_("Issued by"), example="福建省财政厅", public=True),
        Field("valid_from", N_("Valid from"), example="2024-01-01", public=True),
        Field(
            "valid_to",
            N_("Valid to"),
            hint=N_("Last day"),
            example="2028-12-31",
            listed=True,
            filtered=True,
            public=True,
        ),
        Field("withdrawn_on", N_("Withdrawn on"), required=False, first=False, filtered=True, public=True),
    ),
    access=WRITERS,
)

PRACTITIONER = RecordKind(
    name="practitioner",
    model=Practitioner,
    title=N_("Practitioners of agencies"),
    menu=MENU,
    icon="users",
    scope="county",
    key=("licence",),
    order=("licence_to", "asc"),
    check=check_practitioner,
    settle=settle_practitioners,
    fields=(
        Field("licence", N_("Licence number"), example="35000123", listed=True, searchable=True),
        Field("agency_id", N_("Agency"), picks="agency", listed=True, filtered=True),
        Field("name", N_("Name"), example="林国平", listed=True, searchable=True),
        Field(
            "identity",
            N_("Identity number"),
            input=Input.IDENTITY,
            hint=N_("Only its ends and a hash are kept"),
            example="350102198501010013",
        ),
        Field("licence_to", N_("Licence valid to"), example="2028-12-31", listed=True, filtered=True),
        Field("from_on", N_("At the agency since"), example="2022-03-01"),
        Field(
            "insurance_payer",
            N_("Credit code of who pays the social insurance"),
            example="91350100M000100Y43",
            required=False,
        ),
        Field("to_on", N_("At the agency until"), required=False, first=False, filtered=True),
    ),
    access=WRITERS,
)

CREDIT_RULE = RecordKind(
    name="credit_rule",
    model=CreditRule,
    title=N_("Credit rules"),
    menu=MENU,
    icon="scales",
    scope="county",
    order=("valid_from", "desc"),
    check=check_rule,
    sheet=False,
    public=lambda _on: true(),
    fields=(
        Field(
            "polarity",
            N_("Kind of mark"),
            choices=Polarity,
            input=Input.CHOICE,
            listed=True,
            filtered=True,
            public=True,
        ),
        Field(
            "grade", N_("Grade of the mark"), choices=Grade, input=Input.CHOICE, listed=True, filtered=True, public=True
        ),
        Field("min_months", N_("Shortest publication (months)"), example="3", listed=True, public=True),
        Field("max_months", N_("Longest publication (months)"), example="12", listed=True, public=True),
        Field("objection_days", N_("Days to object (working days)"), example="10", public=True),
        Field("valid_from", N_("Valid from"), example="2026-01-01", listed=True, public=True),
        Field("source", N_("Source"), example="信用信息修复管理办法（试行）", listed=True, public=True),
        Field("valid_to", N_("Valid to"), required=False, first=False, public=True),
        Field(
            "verified",
            N_("Compared with the text of its source"),
            required=False,
            first=False,
            listed=True,
            public=True,
        ),
    ),
    access={**READERS, **dict.fromkeys(RULERS, Access.WRITE)},
)

RATING_RULE = RecordKind(
    name="rating_rule",
    model=RatingRule,
    title=N_("Parameters of the rating"),
    menu=MENU,
    icon="star",
    scope="county",
    order=("valid_from", "desc"),
    check=check_rating,
    sheet=False,
    public=lambda _on: true(),
    fields=(
        Field("valid_from", N_("Valid from"), example="2026-01-01", listed=True, public=True),
        Field("regulator_points", N_("Points of the supervising body"), example="70", listed=True, public=True),
        Field("government_points", N_("Points of government credit"), example="10", listed=True, public=True),
        Field("society_points", N_("Points of society"), example="20", listed=True, public=True),
        Field("source", N_("Source"), listed=True, public=True),
        Field("minor", N_("Points off for a minor mark"), example="3", first=False, public=True),
        Field("general", N_("Points off for a general mark"), example="8", first=False, public=True),
        Field("serious", N_("Points off for a grave mark"), example="20", first=False, public=True),
        Field("good", N_("Points back for a good mark"), example="2", first=False, public=True),
        Field("verified", N_("Compared with the text of its source"), required=False, first=False, public=True),
    ),
    access={**READERS, **dict.fromkeys(RULERS, Access.WRITE)},
)

ENGAGEMENT = RecordKind(
    name="engagement",
    model=Engagement,
    title=N_("Engagements of agencies"),
    menu=MENU,
    icon="file",
    key=("number",),
    order=("signed_on", "desc"),
    check=check_engagement,
    settle=settle_signers,
    fields=(
        Field("number", N_("Number"), example="鼓城管中介2026-001", listed=True, searchable=True, public=True),
        Field(
            "project", N_("Project"), example="五四路人行道改造工程造价咨询", listed=True, searchable=True, public=True
        ),
        Field("agency_id", N_("Agency"), picks="agency", listed=True, filtered=True, public=True),
        Field(
            "category",
            N_("Kind of service"),
            choices=Category,
            input=Input.CHOICE,
            example="cost",
            listed=True,
            filtered=True,
            public=True,
        ),
        Field("amount", N_("Fee (yuan)"), example="58000", listed=True, public=True),
        Field("signed_on", N_("Signed on"), example="2026-09-01", listed=True, filtered=True, public=True),
        Field("promised_days", N_("Promised (working days)"), example="20", public=True),
        Field("organisation_id", N_("Client"), picks="organisation", first=False, filtered=True, public=True),
        Field(
            "mode",
            N_("Chosen by"),
            choices=Mode,
            input=Input.CHOICE,
            example="random",
            first=False,
            filtered=True,
            public=True,
        ),
        Field(
            "channel",
            N_("Chosen where"),
            choices=ServiceChannel,
            input=Input.CHOICE,
            example="supermarket",
            first=False,
            filtered=True,
            public=True,
        ),
        Field("public_money", N_("Paid with public money"), required=False, first=False, filtered=True),
        Field("exemption", N_("Ground of an exception"), required=False, first=False),
        Field("redraws", N_("Draws repeated"), required=False, first=False),
        Field("replaced", N_("The first choice was replaced"), required=False, first=False),
        Field("replacement_reason", N_("Reason of the replacement"), required=False, first=False),
        Field("filed_price", N_("Filed price (yuan)"), required=False, first=False),
        Field("object_value", N_("Value of the object (yuan)"), required=False, first=False),
        Field("visited_on", N_("Site visited on"), required=False, first=False),
        Field("reported_on", N_("Reported on"), required=False, first=False),
        Field(
            "signer_licences",
            N_("Licence numbers of who signed"),
            hint=N_("Divided by 、; each stands in the register of practitioners"),
            example="35000123、35000124",
            required=False,
            first=False,
        ),
        Field(
            "signers",
            N_("Licensed persons who signed"),
            hint=N_("Counted by itself where their licences are entered"),
            required=False,
            first=False,
        ),
        Field("appraised", N_("Appraised value (yuan)"), required=False, first=False),
        Field("dealt", N_("Price really dealt (yuan)"), required=False, first=False),
        Field("report_text", N_("Findings of the report"), required=False, first=False, input=Input.LONG),
        Field("delivered_on", N_("Delivered on"), required=False, first=False, filtered=True, public=True),
    ),
    access=WRITERS,
    links=((N_("The engagement"), "intermediaries.engagement"),),
)

KINDS = (AGENCY, QUALIFICATION, PRACTITIONER, ENGAGEMENT, CREDIT_RULE, RATING_RULE)
