"""Record kinds of penalty cases: cases to read, certificates and rules to keep."""

from collections.abc import Mapping
from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.places import Official
from app.kernel.records import Access, Field, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_, Word
from app.penalties.cases.models import (
    CaseState,
    ClueSource,
    Decision,
    LegalQualification,
    OfficerCertificate,
    PenaltyCase,
    PenaltyRule,
)
from app.penalties.cases.public import published, valid

MENU = N_("Penalties")
KEEPERS = (Role.ORGAN_HEAD, Role.COUNTY_ADMIN, Role.CITY_ADMIN)
CASE_READERS = (
    Role.WINDOW,
    Role.HANDLER,
    Role.SECTION_HEAD,
    Role.ORGAN_HEAD,
    Role.LEGAL_REVIEWER,
    Role.ENFORCEMENT_OFFICER,
    Role.INSPECTOR,
    Role.COUNTY_ADMIN,
    Role.CITY_ADMIN,
    Role.AUDITOR,
    Role.LEADER,
)
READERS: Mapping[Role, Access] = dict.fromkeys(CASE_READERS, Access.READ)
WRITERS: Mapping[Role, Access] = dict.fromkeys(KEEPERS, Access.WRITE)


class PartyKind(Word):
    """Who is said to have broken the law."""

    PERSON = "person", N_("Person")
    ORGANISATION = "organisation", N_("Organisation or company")


def _check_certificate(act: Act, certificate: OfficerCertificate, changes: Mapping[str, Any]) -> None:
    if certificate.valid_to < certificate.valid_from:
        raise Incomplete(N_("The last day lies before the first."), field="valid_to")
    official = act.session.get(Official, certificate.official_id)
    if official is not None and official.organisation_id != certificate.organisation_id:
        raise Incomplete(
            N_("This official works at another organ. Enter the organ that he works at."), field="official_id"
        )


def _check_qualification(act: Act, row: LegalQualification, changes: Mapping[str, Any]) -> None:
    if bool((row.number or "").strip()) != (row.obtained_on is not None):
        raise Incomplete(
            N_("Number and day of the certificate belong together. Give both, or neither."), field="obtained_on"
        )


def _check_rule(act: Act, rule: PenaltyRule, changes: Mapping[str, Any]) -> None:
    for name in ("clue_days", "report_days", "case_days", "inform_days", "publish_days", "summary_officers"):
        if getattr(rule, name) is not None and not 0 < getattr(rule, name) <= 365:
            raise Incomplete(N_("Enter a number from 1 to 365."), field=name)


CASE = RecordKind(
    name="penalty",
    found_everywhere=True,
    model=PenaltyCase,
    title=N_("Penalty cases"),
    menu=MENU,
    icon="scales",
    listed_in_menu=False,
    key=("number",),
    order=("registered_at", "desc"),
    sheet=False,
    public=published,
    fields=(
        Field("number", N_("Case number"), listed=True, searchable=True, editable=False, public=True),
        Field("item_id", N_("Cause of action"), picks="item", listed=True, filtered=True, editable=False, public=True),
        Field(
            "organisation_id",
            N_("Handling organ"),
            picks="organisation",
            listed=True,
            filtered=True,
            editable=False,
            public=True,
        ),
        Field("party_name", N_("Party"), listed=True, searchable=True, editable=False),
        Field("party_kind", N_("Kind of party"), choices=PartyKind, filtered=True, editable=False),
        Field("source", N_("Source of the clue"), choices=ClueSource, filtered=True, editable=False),
        Field("state", N_("State"), choices=CaseState, listed=True, filtered=True, editable=False, public=True),
        Field("registered_at", N_("Registered at"), filtered=True, editable=False),
        Field("filed_at", N_("Filed at"), filtered=True, editable=False),
        Field("decision", N_("Decision"), choices=Decision, filtered=True, editable=False, public=True),
        Field("decided_at", N_("Decided at"), filtered=True, editable=False, public=True),
        Field("fine", N_("Fine (yuan)"), listed=True, filtered=True, editable=False, public=True),
        Field("paid", N_("Paid (yuan)"), editable=False),
        Field("summary", N_("Decided on the spot"), filtered=True, editable=False),
        Field("under_remedy", N_("Under remedy"), filtered=True, editable=False),
    ),
    access=READERS,
    links=((N_("The case"), "enforcement.case"),),
)

CERTIFICATE = RecordKind(
    name="officer_certificate",
    model=OfficerCertificate,
    title=N_("Officers and certificates"),
    menu=MENU,
    icon="badge",
    key=("number",),
    order=("valid_to", "asc"),
    check=_check_certificate,
    public=valid,
    fields=(
        Field("number", N_("Certificate number"), example="13010212001", listed=True, searchable=True, public=True),
        Field("official_id", N_("Official"), picks="official", listed=True, filtered=True, public=True),
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True, public=True),
        Field("field", N_("Field of enforcement"), example="城市管理", listed=True, required=False, public=True),
        Field("valid_from", N_("Valid from"), example="2024-01-01", public=True),
        Field(
            "valid_to",
            N_("Valid to"),
            hint=N_("Last day; without a valid certificate nobody enforces"),
            example="2028-12-31",
            listed=True,
            filtered=True,
            public=True,
        ),
        Field("withdrawn_on", N_("Withdrawn on"), filtered=True, public=True),
    ),
    access={**READERS, **WRITERS},
)

QUALIFICATION = RecordKind(
    name="legal_qualification",
    model=LegalQualification,
    title=N_("Qualified legal reviewers"),
    menu=MENU,
    icon="stamp",
    key=("official_id",),
    order=("reviewing_since", "asc"),
    check=_check_qualification,
    fields=(
        Field("official_id", N_("Official"), picks="official", listed=True, filtered=True, public=True),
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True, public=True),
        Field(
            "number",
            N_("Certificate of legal profession"),
            hint=N_("Needed by whoever began to review in 2018 or later"),
            example="A20193501020001",
            listed=True,
            required=False,
            public=True,
        ),
        Field("obtained_on", N_("Obtained on"), example="2019-03-01", listed=True, required=False, public=True),
        Field("reviewing_since", N_("Reviews penalties since"), example="2020-01-06", listed=True, public=True),
    ),
    access={**READERS, **WRITERS},
)

RULE = RecordKind(
    name="penalty_rule",
    model=PenaltyRule,
    title=N_("Rules of penalties"),
    menu=MENU,
    icon="gear",
    key=("id",),
    sheet=False,
    order=("id", "asc"),
    scope="county",
    check=_check_rule,
    fields=(
        Field(
            "organisation_id",
            N_("Organisation"),
            hint=N_("Empty: the whole county"),
            picks="organisation",
            listed=True,
            required=False,
        ),
        Field("clue_days", N_("Working days to take up a clue"), example="7", listed=True, required=False),
        Field(
            "case_days",
            N_("Calendar days from filing to decision"),
            hint=N_("Ninety unless a law says otherwise (art. 60)"),
            example="90",
            listed=True,
            required=False,
        ),
        Field(
            "heavy_person",
            N_("Large fine for a person (yuan)"),
            hint=N_("From here on hearing, review and discussion"),
            example="5000",
            listed=True,
            required=False,
        ),
        Field(
            "heavy_organisation",
            N_("Large fine for an organisation (yuan)"),
            example="50000",
            listed=True,
            required=False,
        ),
        Field("report_days", N_("Working days to report a decision on the spot"), example="2", required=False),
        Field("inform_days", N_("Working days to answer an informer"), example="5", required=False),
        Field("publish_days", N_("Working days to publish a decision"), example="7", required=False, first=False),
        Field(
            "summary_officers",
            N_("Officers for a decision on the spot"),
            hint=N_("Two, unless a law lets one act alone"),
            example="2",
            required=False,
            first=False,
        ),
    ),
    access={
        **dict.fromkeys((Role.ORGAN_HEAD, Role.LEGAL_REVIEWER, Role.INSPECTOR, Role.AUDITOR), Access.READ),
        **dict.fromkeys((Role.COUNTY_ADMIN, Role.CITY_ADMIN), Access.WRITE),
    },
)

KINDS = (CASE, CERTIFICATE, QUALIFICATION, RULE)
