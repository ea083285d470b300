"""Record kinds of parties: ties, offices and declarations to keep, parties to read; lists, forms, sheets and REST."""

from collections.abc import Mapping

from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_
from app.parties.checks import check_declaration, check_office, check_rule, check_tie
from app.parties.models import Declaration, Office, Party, PartyMark, PartyRule, Tie
from app.parties.operations.offices import settle_offices
from app.parties.operations.tying import settle_ties
from app.parties.words import DeclaredWord, MarkWord, OfficeWord, PartyForm, TieWord

MENU = N_("Parties")
LOOKING = (Role.INSPECTOR, Role.AUDITOR)
KEEPING = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
READERS: Mapping[Role, Access] = dict.fromkeys((*LOOKING, *KEEPING), Access.READ)
WRITERS: Mapping[Role, Access] = {**dict.fromkeys(LOOKING, Access.READ), **dict.fromkeys(KEEPING, Access.WRITE)}
TIE_KEEPERS: Mapping[Role, Access] = {
    **WRITERS,
    **dict.fromkeys((Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.TOWN_CLERK), Access.WRITE),
    Role.LEADER: Access.READ,
}
"""Townships keep the ties of their villages' officers too."""
HEADS: Mapping[Role, Access] = {**WRITERS, **dict.fromkeys((Role.SECTION_HEAD, Role.ORGAN_HEAD), Access.WRITE)}
"""Heads keep the ties and offices of their own organ."""
NUMBER = N_(
    "Identity number, credit code, or register and number: GB-COH:07444723. Of a person only the ends and a hash are kept"
)
NAME = N_("Whole; of a person it is kept encrypted and only the surname is shown")

PARTY = RecordKind(
    name="party",
    model=Party,
    title=N_("Persons and companies"),
    menu=MENU,
    icon="users",
    scope="county",
    sheet=False,
    key=("key_hash",),
    order=("id", "desc"),
    fields=(
        Field("name", N_("Name"), listed=True, editable=False),
        Field("number", N_("Identity number or credit code"), listed=True, editable=False),
        Field("form", N_("Kind of party"), choices=PartyForm, listed=True, filtered=True, editable=False),
        Field("watched", N_("Holds an office, bids or practises"), listed=True, filtered=True, editable=False),
        Field("degree", N_("Number of ties"), listed=True, editable=False),
        Field("source", N_("Source"), editable=False),
    ),
    access=READERS,
    links=((N_("Open what is held of it"), "parties.party"),),
)

MARK = RecordKind(
    name="party_mark",
    model=PartyMark,
    title=N_("Telephones, accounts and addresses of parties"),
    menu=MENU,
    icon="link",
    scope="county",
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("party_id", N_("Party"), picks="party", listed=True, editable=False),
        Field("what", N_("Kind of mark of a party"), choices=MarkWord, listed=True, filtered=True, editable=False),
        Field("shown", N_("With its middle hidden"), listed=True, editable=False),
        Field("from_on", N_("Since"), listed=True, editable=False),
        Field("to_on", N_("Until"), listed=True, filtered=True, editable=False),
        Field("source", N_("Source"), editable=False),
    ),
    access=READERS,
)

TIE = RecordKind(
    name="tie",
    model=Tie,
    title=N_("Ties between parties"),
    menu=MENU,
    icon="link",
    key=("from_number", "to_number", "what"),
    order=("id", "desc"),
    check=check_tie,
    settle=settle_ties,
    fields=(
        Field(
            "from_number",
            N_("Number of the first party"),
            hint=NUMBER,
            example="350102198501010017",
            required=True,
            listed=True,
            secret=True,
            matched="from_hash",
        ),
        Field("from_name", N_("First party"), hint=NAME, example="陈小明", required=True, listed=True, secret=True),
        Field(
            "what",
            N_("Is to the second party"),
            choices=TieWord,
            input=Input.CHOICE,
            example="shareholder",
            listed=True,
            filtered=True,
        ),
        Field(
            "to_number",
            N_("Number of the second party"),
            hint=NUMBER,
            example="91350100M000100Y43",
            required=True,
            listed=True,
            secret=True,
            matched="to_hash",
        ),
        Field(
            "to_name",
            N_("Second party"),
            hint=NAME,
            example="福州榕城资产评估有限公司",
            required=True,
            listed=True,
            secret=True,
        ),
        Field(
            "share",
            N_("Share (percent)"),
            hint=N_("Of an interval its lower end"),
            example="35",
            required=False,
            listed=True,
        ),
        Field("from_on", N_("Since"), example="2022-03-01", required=False, filtered=True),
        Field(
            "organisation_id",
            N_("Organisation"),
            hint=N_("In whose register it stands: village, organ; left empty: your own"),
            picks="organisation",
            required=False,
            first=False,
            filtered=True,
        ),
        Field("share_most", N_("Upper end of the share (percent)"), required=False, first=False),
        Field("to_on", N_("Until"), hint=N_("Last day"), required=False, first=False, filtered=True),
        Field(
            "source",
            N_("Source"),
            hint=N_("Household register, company register, declaration"),
            example="企业登记",
            required=False,
            first=False,
        ),
        Field("verified", N_("Compared with its source"), required=False, first=False, filtered=True),
    ),
    access=TIE_KEEPERS,
)

OFFICE = RecordKind(
    name="office",
    model=Office,
    title=N_("Offices that parties hold"),
    menu=MENU,
    icon="badge",
    key=("number", "what", "organisation_id"),
    order=("id", "desc"),
    check=check_office,
    settle=settle_offices,
    fields=(
        Field(
            "number",
            N_("Identity number or credit code"),
            hint=NUMBER,
            example="350102198501010017",
            required=True,
            listed=True,
            secret=True,
            matched="number_hash",
        ),
        Field("name", N_("Name"), hint=NAME, example="陈小明", required=True, listed=True, secret=True),
        Field(
            "what",
            N_("Kind of office"),
            choices=OfficeWord,
            input=Input.CHOICE,
            example="official",
            listed=True,
            filtered=True,
        ),
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True),
        Field(
            "official_id",
            N_("Official"),
            hint=N_("Whose account it is, if there is one"),
            picks="official",
            required=False,
            listed=True,
        ),
        Field("from_on", N_("Since"), example="2022-03-01", filtered=True),
        Field("to_on", N_("Until"), hint=N_("Last day"), required=False, filtered=True),
        Field("rank", N_("Rank"), example="科长", required=False, first=False),
        Field("leading", N_("Leading post"), required=False, first=False, filtered=True),
    ),
    access=HEADS,
)

DECLARATION = RecordKind(
    name="party_declaration",
    model=Declaration,
    title=N_("Declarations of officials"),
    menu=MENU,
    icon="file",
    scope="organisation_id",
    order=("id", "desc"),
    check=check_declaration,
    sheet=False,
    fields=(
        Field("official_id", N_("Official"), picks="official", listed=True, filtered=True),
        Field("year", N_("Year"), example="2026", listed=True, filtered=True),
        Field("what", N_("Matter declared"), choices=DeclaredWord, input=Input.CHOICE, listed=True, filtered=True),
        Field(
            "number",
            N_("Number of the party concerned"),
            input=Input.IDENTITY,
            hint=NUMBER,
            example="91350100M000100Y43",
            required=True,
            secret=True,
        ),
        Field("name", N_("Party concerned"), hint=N_("Person or company"), listed=True),
        Field("text", N_("What is declared"), example="配偶任法定代表人"),
        Field("declared_on", N_("Declared on"), listed=True, filtered=True),
        Field("organisation_id", N_("Organisation"), picks="organisation", first=False, filtered=True),
        Field("version", N_("Version"), editable=False),
        Field("ended_on", N_("Ended on"), required=False, first=False, filtered=True),
    ),
    access={**WRITERS, Role.ORGAN_HEAD: Access.WRITE},
)

RULE = RecordKind(
    name="party_rule",
    model=PartyRule,
    title=N_("Parameters of parties"),
    menu=MENU,
    icon="gear",
    scope="county",
    sheet=False,
    order=("id", "asc"),
    check=check_rule,
    fields=(
        Field(
            "hub_ties",
            N_("Ties from which a party is a hub"),
            hint=N_("An agent for hundreds of firms ties nobody to anybody: paths do not lead through it"),
            example="30",
            listed=True,
            required=False,
        ),
        Field(
            "hub_marks",
            N_("Parties from which a shared telephone or address says nothing"),
            hint=N_("An office tower, a law firm's telephone"),
            example="10",
            listed=True,
            required=False,
        ),
        Field("tie_months", N_("Ended ties are kept (months)"), example="120", listed=True, required=False),
        Field(
            "mark_months",
            N_("Former telephones and accounts are kept (months)"),
            example="60",
            listed=True,
            required=False,
        ),
        Field("office_months", N_("Former offices are kept (months)"), example="120", required=False),
        Field("declaration_months", N_("Declarations are kept (months)"), example="120", required=False),
        Field("party_months", N_("Parties of which nothing else is kept (months)"), example="24", required=False),
    ),
    access={**dict.fromkeys(LOOKING, Access.READ), **dict.fromkeys(KEEPING, Access.WRITE)},
)

KINDS = (PARTY, MARK, TIE, OFFICE, DECLARATION, RULE)
