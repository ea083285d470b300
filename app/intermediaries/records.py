"""Record kinds of intermediaries: lists, forms, sheets and REST of the register, the rules and the engagements."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from app.intermediaries.models import (
    Agency,
    AgencyTie,
    CreditRule,
    Engagement,
    EngagementSigner,
    Practitioner,
    Qualification,
    RatingRule,
)
from app.intermediaries.operations.engagements import set_delivery
from app.intermediaries.words import (
    AgencyState,
    Category,
    Grade,
    Mode,
    Polarity,
    ServiceChannel,
    TieKind,
    TieWarning,
)
from app.kernel.act import Act, start_of_day
from app.kernel.calendar import ONE_DAY, Limit, working_calendar
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.sealing import keyed_hash, masked
from app.kernel.words import N_

MENU = N_("Intermediaries")
READING = (
    Role.WINDOW, Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER, Role.ENFORCEMENT_OFFICER,
    Role.TOWN_CLERK, Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.AUDITOR, Role.LEADER,
)  # fmt: skip
KEEPERS = (Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.COUNTY_ADMIN, Role.CITY_ADMIN)
RULERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
READERS: Mapping[Role, Access] = dict.fromkeys(READING, Access.READ)
WRITERS: Mapping[Role, Access] = {**READERS, **dict.fromkeys(KEEPERS, Access.WRITE)}
TIE_READERS: Mapping[Role, Access] = {
    **dict.fromkeys((Role.INSPECTOR, Role.AUDITOR), Access.READ),
    **dict.fromkeys((Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.COUNTY_ADMIN, Role.CITY_ADMIN), Access.WRITE),
}
MOST_DAYS = 2_000


def _credit_code(text: str, field: str) -> str:
    code = text.strip().upper()
    try:
        uscc.validate(code)
    except ValidationError:
        raise Incomplete(
            N_(
                "This is not a valid unified social credit code: its check sign does not fit. Compare it with the licence."
            ),
            field=field,
        ) from None
    return code


def _own(act: Act, agency: Agency | None) -> Agency:
    """Return the agency if the actor's scope holds the body that supervises it."""
    if agency is None or not act.actor.scope.holds(agency.county, agency.organisation_id):
        raise NotAllowed(
            N_(
                "Only the body that supervises this agency, or the county administrator, changes its records."
            ),
            field="agency_id",
        )
    return agency


def _term(first: date | None, last: date | None, field: str) -> None:
    if first is not None and last is not None and last < first:
        raise Incomplete(N_("The last day lies before the first."), field=field)


def _check_agency(act: Act, agency: Agency, changes: Mapping[str, Any]) -> None:
    if not act.actor.scope.holds(agency.county, agency.organisation_id):
        raise NotAllowed(
            N_(
                "Only the body that supervises this agency, or the county administrator, changes its records."
            ),
            field="organisation_id",
        )
    agency.uscc = _credit_code(agency.uscc, "uscc")
    if agency.founded_on > act.on:
        raise Incomplete(N_("This day lies in the future."), field="founded_on")
    agency.phone_key = "".join(re.findall(r"[0-9]", agency.phone or ""))[-40:]
    agency.address_key = "".join(re.findall(r"\w", agency.address or ""))[:200]
    agency.state = agency.state or str(AgencyState.APPLIED)


def _check_qualification(act: Act, row: Qualification, changes: Mapping[str, Any]) -> None:
    agency = _own(act, act.session.get(Agency, row.agency_id))
    row.county = agency.county
    _term(row.valid_from, row.valid_to, "valid_to")
    row.ends_at = start_of_day(row.valid_to + ONE_DAY)


def _check_person(act: Act, row: Any) -> str:
    """Keep of an identity number or credit code only its hash and its ends; returns the hash."""
    given = row.identity.strip().upper()
    if "*" in given:
        if not getattr(row, "id", None):
            raise Incomplete(N_("Enter the whole number; only its ends are kept."), field="identity")
        return ""
    try:
        (uscc if row.kind == AgencyTie.kind and given[:2] not in _PEOPLE else ric).validate(given)
    except ValidationError:
        raise Incomplete(
            N_("This number is not valid: its check sign does not fit. Compare it with the document."),
            field="identity",
        ) from None
    row.identity = masked(given)
    return keyed_hash(given)


_PEOPLE = frozenset(f"{province:02d}" for province in range(11, 83))
"""Identity numbers begin with a province; the credit code of a company begins with 9."""


def _check_practitioner(act: Act, row: Practitioner, changes: Mapping[str, Any]) -> None:
    agency = _own(act, act.session.get(Agency, row.agency_id))
    row.county = agency.county
    _term(row.from_on, row.to_on, "to_on")
    row.from_at = start_of_day(row.from_on)
    if row.insurance_payer:
        row.insurance_payer = _credit_code(row.insurance_payer, "insurance_payer")
    row.person_hash = _check_person(act, row) or row.person_hash


def _check_tie(act: Act, row: AgencyTie, changes: Mapping[str, Any]) -> None:
    agency = _own(act, act.session.get(Agency, row.agency_id))
    row.county = agency.county
    _term(row.from_on, row.to_on, "to_on")
    row.from_at = start_of_day(row.from_on)
    if row.share is not None and not 0 <= row.share <= 1:
        raise Incomplete(N_("Enter the share as a part of one, such as 0.35."), field="share")
    row.office = row.office or ""
    if row.office in (TieWarning.LEADER_LEFT, TieWarning.STAFF_LEFT) and row.left_on is None:
        raise Incomplete(N_("Enter the day on which the person left public office."), field="left_on")
    gone = relativedelta(row.from_on, row.left_on) if row.left_on else None
    row.months_out = None if gone is None else max(gone.years * 12 + gone.months, 0)
    row.party_hash = _check_person(act, row) or row.party_hash


def _check_rule(act: Act, row: CreditRule, changes: Mapping[str, Any]) -> None:
    for name in ("min_months", "max_months"):
        if not 0 <= getattr(row, name) <= 120:
            raise Incomplete(N_("Enter a number of months from 0 to 120."), field=name)
    if row.max_months < row.min_months:
        raise Incomplete(N_("The longest publication is shorter than the shortest."), field="max_months")
    row.objection_days = 10 if row.objection_days is None else row.objection_days
    if not 1 <= row.objection_days <= 60:
        raise Incomplete(N_("Enter a number of working days from 1 to 60."), field="objection_days")
    _term(row.valid_from, row.valid_to, "valid_to")


def _check_rating(act: Act, row: RatingRule, changes: Mapping[str, Any]) -> None:
    defaults = {"regulator_points": 70, "government_points": 10, "society_points": 20, "minor": 3, "general": 8, "serious": 20, "good": 2}  # fmt: skip
    for name, value in defaults.items():
        if getattr(row, name) is None:
            setattr(row, name, value)
        if not 0 <= getattr(row, name) <= 100:
            raise Incomplete(N_("Enter a number from 0 to 100."), field=name)
    if row.regulator_points + row.government_points + row.society_points != 100:
        raise Incomplete(N_("The three parts must come to 100 together."), field="society_points")


def _check_engagement(act: Act, row: Engagement, changes: Mapping[str, Any]) -> None:
    agency = act.session.get(Agency, row.agency_id)
    if agency is None or agency.county != row.county:
        raise Incomplete(N_("Choose an agency of the county's register."), field="agency_id")
    for name in ("amount", "filed_price", "object_value", "appraised", "dealt"):
        value = getattr(row, name)
        if value is not None and not 0 <= value < 10**13:
            raise Incomplete(N_("Enter a sum of money in yuan, for example 20000."), field=name)
    if not 0 < row.promised_days <= MOST_DAYS:
        raise Incomplete(N_("Enter a number of working days from 1 to 2,000."), field="promised_days")
    if row.signed_on > act.on:
        raise Incomplete(N_("This day lies in the future."), field="signed_on")
    if row.delivered_on is not None and not row.signed_on <= row.delivered_on <= act.on:
        raise Incomplete(N_("The day of delivery lies between the signing and today."), field="delivered_on")
    for name, most in (("signers", 100), ("redraws", 100)):
        if getattr(row, name) is not None and not 0 <= getattr(row, name) <= most:
            raise Incomplete(N_("Enter a number from 0 to 100."), field=name)
    row.redraws = row.redraws or 0
    if "signer_licences" in changes:
        _check_signers(act, row)
    row.signed_at = start_of_day(row.signed_on)
    row.promised_on = working_calendar(act.session).due(row.signed_on, Limit(row.promised_days))
    row.due_at = start_of_day(row.promised_on + ONE_DAY)
    row.deal_ratio = float(row.appraised / row.dealt) if row.appraised is not None and row.dealt else None
    if row.delivered_on is not None:
        set_delivery(act, row, row.delivered_on)


def _licences(text: str | None) -> list[str]:
    return list(dict.fromkeys(one for one in re.split(r"[、,，;；\s]+", text or "") if one))


def _people(act: Act, county: int, licences: Collection[str] = ()) -> dict[str, Practitioner]:
    """Return practitioners of a county by licence: those asked for, or all."""
    wanted = select(Practitioner).where(Practitioner.county == county)
    if licences:
        wanted = wanted.where(Practitioner.licence.in_(licences))
    return {one.licence: one for one in act.session.scalars(wanted)}


def _check_signers(act: Act, row: Engagement) -> None:
    """Look each licence number up in the register of practitioners; how many signed follows from them."""
    typed = _licences(row.signer_licences)
    found = _people(act, row.county, typed) if typed else {}
    unknown = [licence for licence in typed if licence not in found]
    if unknown:
        raise Incomplete(
            N_("The register of practitioners has no licence %(number)s. Compare it with the report, or enter the person there first."),
            field="signer_licences", number=unknown[0],
        )  # fmt: skip
    row.signer_licences = "、".join(typed)
    if typed:
        row.signers = len(typed)


def settle_signers(act: Act) -> None:
    """Write who signed for every engagement whose licence numbers have changed, however it was entered."""
    stale = select(Engagement).options(selectinload(Engagement.signed_by)).where(
        Engagement.signer_licences != Engagement.signed_as,
        act.actor.scope.where(Engagement.county, Engagement.organisation_id),
    )  # fmt: skip
    known: dict[int, dict[str, Practitioner]] = {}
    for row in act.session.scalars(stale).all():
        if row.county not in known:
            known[row.county] = _people(act, row.county)
        standing = {one.practitioner_id: one for one in row.signed_by}
        people = [
            known[row.county][one] for one in _licences(row.signer_licences) if one in known[row.county]
        ]
        row.signed_by = [
            standing.get(one.id) or EngagementSigner(county=row.county, practitioner_id=one.id)
            for one in people
        ]
        row.signed_as = row.signer_licences
    act.session.flush()


AGENCY = RecordKind(
    name="agency", model=Agency, title=N_("Intermediary agencies"), menu=MENU, icon="building", scope="county",
    key=("uscc",), order=("name", "asc"), check=_check_agency,
    fields=(
        Field("uscc", N_("Unified social credit code"), hint=N_("18 signs, as on the licence"), example="91350100M000100Y43", listed=True, searchable=True, public=True),
        Field("name", N_("Name"), example="福州榕城资产评估有限公司", listed=True, searchable=True, public=True),
        Field("category", N_("Kind of service"), choices=Category, input=Input.CHOICE, example="appraisal", listed=True, filtered=True, public=True),
        Field("legal_representative", N_("Legal representative"), example="陈立新", public=True),
        Field("founded_on", N_("Founded on"), example="2015-06-01", public=True),
        Field("organisation_id", N_("Supervising body"), picks="organisation", listed=True, filtered=True, public=True),
        Field("phone", N_("Telephone"), example="0591-87550101", required=False, public=True),
        Field("address", N_("Address"), example="福州市鼓楼区五四路1号", required=False, first=False, public=True),
        Field("state", N_("State"), choices=AgencyState, listed=True, filtered=True, editable=False, public=True),
    ),
    access=WRITERS,
    links=((N_("The agency"), "intermediaries.agency"),),
)  # fmt: skip

QUALIFICATION = RecordKind(
    name="qualification", model=Qualification, title=N_("Qualifications of agencies"), menu=MENU, icon="badge", scope="county",
    key=("number",), order=("valid_to", "asc"), check=_check_qualification,
    fields=(
        Field("number", N_("Number"), example="闽评A2024001", listed=True, searchable=True, public=True),
        Field("agency_id", N_("Agency"), picks="agency", listed=True, filtered=True, public=True),
        Field("category", N_("Kind of service"), choices=Category, input=Input.CHOICE, example="appraisal", listed=True, filtered=True, public=True),
        Field("level", N_("Qualification level"), example="甲级", required=False, public=True),
        Field("issuer", N_("Issued by"), example="福建省财政厅", public=True),
        Field("valid_from", N_("Valid from"), example="2024-01-01", public=True),
        Field("valid_to", N_("Valid to"), hint=N_("Last day"), example="2028-12-31", listed=True, filtered=True, public=True),
        Field("withdrawn_on", N_("Withdrawn on"), required=False, first=False, filtered=True, public=True),
    ),
    access=WRITERS,
)  # fmt: skip

PRACTITIONER = RecordKind(
    name="practitioner", model=Practitioner, title=N_("Practitioners of agencies"), menu=MENU, icon="users", scope="county",
    key=("licence",), order=("licence_to", "asc"), check=_check_practitioner,
    fields=(
        Field("licence", N_("Licence number"), example="35000123", listed=True, searchable=True),
        Field("agency_id", N_("Agency"), picks="agency", listed=True, filtered=True),
        Field("name", N_("Name"), example="林国平", listed=True, searchable=True),
        Field("identity", N_("Identity number"), hint=N_("Only its ends and a hash are kept"), example="350102198501010013"),
        Field("licence_to", N_("Licence valid to"), example="2028-12-31", listed=True, filtered=True),
        Field("from_on", N_("At the agency since"), example="2022-03-01"),
        Field("insurance_payer", N_("Credit code of who pays the social insurance"), example="91350100M000100Y43", required=False),
        Field("to_on", N_("At the agency until"), required=False, first=False, filtered=True),
    ),
    access=WRITERS,
)  # fmt: skip

TIE = RecordKind(
    name="agency_tie", model=AgencyTie, title=N_("Owners and controllers of agencies"), menu=MENU, icon="link", scope="county",
    order=("id", "desc"), check=_check_tie, sheet=False,
    fields=(
        Field("agency_id", N_("Agency"), picks="agency", listed=True, filtered=True),
        Field("tie", N_("Tie"), choices=TieKind, input=Input.CHOICE, listed=True, filtered=True),
        Field("name", N_("Person or company"), listed=True, searchable=True),
        Field("identity", N_("Identity number or credit code"), hint=N_("Only its ends and a hash are kept")),
        Field("share", N_("Share of the capital"), hint=N_("A part of one, such as 0.35"), required=False, listed=True),
        Field("from_on", N_("Since")),
        Field("office", N_("Tie to the supervising body"), choices=TieWarning, input=Input.CHOICE, required=False, listed=True, filtered=True),
        Field("left_on", N_("Left public office on"), required=False, first=False),
        Field("to_on", N_("Until"), required=False, first=False),
    ),
    access=TIE_READERS,
)  # fmt: skip

CREDIT_RULE = RecordKind(
    name="credit_rule", model=CreditRule, title=N_("Credit rules"), menu=MENU, icon="scales", scope="county",
    order=("valid_from", "desc"), check=_check_rule, sheet=False,
    fields=(
        Field("polarity", N_("Kind of mark"), choices=Polarity, input=Input.CHOICE, listed=True, filtered=True, public=True),
        Field("grade", N_("Grade of the mark"), choices=Grade, input=Input.CHOICE, listed=True, filtered=True, public=True),
        Field("min_months", N_("Shortest publication (months)"), example="3", listed=True, public=True),
        Field("max_months", N_("Longest publication (months)"), example="12", listed=True, public=True),
        Field("objection_days", N_("Days to object (working days)"), example="10", public=True),
        Field("valid_from", N_("Valid from"), example="2026-01-01", listed=True, public=True),
        Field("source", N_("Source"), example="信用信息修复管理办法（试行）", listed=True, public=True),
        Field("valid_to", N_("Valid to"), required=False, first=False, public=True),
        Field("verified", N_("Compared with the text of its source"), required=False, first=False, listed=True, public=True),
    ),
    access={**READERS, **dict.fromkeys(RULERS, Access.WRITE)},
)  # fmt: skip

RATING_RULE = RecordKind(
    name="rating_rule", model=RatingRule, title=N_("Parameters of the rating"), menu=MENU, icon="star", scope="county",
    order=("valid_from", "desc"), check=_check_rating, sheet=False,
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
)  # fmt: skip

ENGAGEMENT = RecordKind(
    name="engagement", model=Engagement, title=N_("Engagements of agencies"), menu=MENU, icon="file",
    key=("number",), order=("signed_on", "desc"), check=_check_engagement, settle=settle_signers,
    fields=(
        Field("number", N_("Number"), example="鼓城管中介2026-001", listed=True, searchable=True, public=True),
        Field("project", N_("Project"), example="五四路人行道改造工程造价咨询", listed=True, searchable=True, public=True),
        Field("agency_id", N_("Agency"), picks="agency", listed=True, filtered=True, public=True),
        Field("category", N_("Kind of service"), choices=Category, input=Input.CHOICE, example="cost", listed=True, filtered=True, public=True),
        Field("amount", N_("Fee (yuan)"), example="58000", listed=True, public=True),
        Field("signed_on", N_("Signed on"), example="2026-09-01", listed=True, filtered=True, public=True),
        Field("promised_days", N_("Promised (working days)"), example="20", public=True),
        Field("organisation_id", N_("Client"), picks="organisation", first=False, filtered=True, public=True),
        Field("mode", N_("Chosen by"), choices=Mode, input=Input.CHOICE, example="random", first=False, filtered=True, public=True),
        Field("channel", N_("Chosen where"), choices=ServiceChannel, input=Input.CHOICE, example="supermarket", first=False, filtered=True, public=True),
        Field("public_money", N_("Paid with public money"), required=False, first=False, filtered=True),
        Field("exemption", N_("Ground of an exception"), required=False, first=False),
        Field("redraws", N_("Draws repeated"), required=False, first=False),
        Field("replaced", N_("The first choice was replaced"), required=False, first=False),
        Field("replacement_reason", N_("Reason of the replacement"), required=False, first=False),
        Field("filed_price", N_("Filed price (yuan)"), required=False, first=False),
        Field("object_value", N_("Value of the object (yuan)"), required=False, first=False),
        Field("visited_on", N_("Site visited on"), required=False, first=False),
        Field("reported_on", N_("Report of"), required=False, first=False),
        Field("signer_licences", N_("Licence numbers of who signed"), hint=N_("Divided by 、; each stands in the register of practitioners"), example="35000123、35000124", required=False, first=False),
        Field("signers", N_("Licensed persons who signed"), hint=N_("Counted by itself where their licences are entered"), required=False, first=False),
        Field("appraised", N_("Appraised value (yuan)"), required=False, first=False),
        Field("dealt", N_("Price really dealt (yuan)"), required=False, first=False),
        Field("report_text", N_("Findings of the report"), required=False, first=False, input=Input.LONG),
        Field("delivered_on", N_("Delivered on"), required=False, first=False, filtered=True, public=True),
    ),
    access=WRITERS,
    links=((N_("The engagement"), "intermediaries.engagement"),),
)  # fmt: skip

KINDS = (AGENCY, QUALIFICATION, PRACTITIONER, TIE, ENGAGEMENT, CREDIT_RULE, RATING_RULE)
