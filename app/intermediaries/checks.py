"""What a row of intermediaries must hold, whether it came by form, sheet or REST, and what follows from it."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.intermediaries.models import (
    Agency,
    CreditRule,
    Engagement,
    EngagementSigner,
    Practitioner,
    Qualification,
    RatingRule,
)
from app.intermediaries.operations.engagements import set_delivery
from app.intermediaries.texts import settle_texts
from app.intermediaries.words import AgencyState
from app.kernel.act import Act, start_of_day
from app.kernel.calendar import ONE_DAY, Limit, working_calendar
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.identities import conceal, credit_code, telephone_key
from app.kernel.words import N_
from app.parties.known import Known, kept, known
from app.parties.operations.knowing import know_loose, name_party

MOST_DAYS = 2_000
REGISTER = "中介机构名录"


def _own(act: Act, agency: Agency | None) -> Agency:
    """Return the agency if the actor's scope holds the body that supervises it."""
    if agency is None or not act.actor.scope.holds(agency.county, agency.organisation_id):
        raise NotAllowed(
            N_("Only the body that supervises this agency, or the county administrator, changes its records."),
            field="agency_id",
        )
    return agency


def _term(first: date | None, last: date | None, field: str) -> None:
    if first is not None and last is not None and last < first:
        raise Incomplete(N_("The last day lies before the first."), field=field)


def check_agency(act: Act, agency: Agency, changes: Mapping[str, Any]) -> None:
    """Refuse a wrong credit code, a day to come, and who does not supervise the agency; prepare telephone and address for comparing."""
    if not act.actor.scope.holds(agency.county, agency.organisation_id):
        raise NotAllowed(
            N_("Only the body that supervises this agency, or the county administrator, changes its records."),
            field="organisation_id",
        )
    agency.uscc = credit_code(agency.uscc, "uscc")
    if {"uscc", "name"} & set(changes):
        agency.party_id = None
    if agency.founded_on > act.on:
        raise Incomplete(N_("This day lies in the future."), field="founded_on")
    agency.phone_key = telephone_key(agency.phone)[-40:]
    agency.address_key = "".join(re.findall(r"\w", agency.address or ""))[:200]
    agency.state = agency.state or str(AgencyState.APPLIED)


def check_qualification(act: Act, row: Qualification, changes: Mapping[str, Any]) -> None:
    """Refuse a term that ends before it begins; the last instant follows from the last day."""
    agency = _own(act, act.session.get(Agency, row.agency_id))
    row.county = agency.county
    _term(row.valid_from, row.valid_to, "valid_to")
    row.ends_at = start_of_day(row.valid_to + ONE_DAY)


def check_practitioner(act: Act, row: Practitioner, changes: Mapping[str, Any]) -> None:
    """Keep of the identity number its hash and its ends; refuse a wrong one, and a wrong payer of the insurance."""
    agency = _own(act, act.session.get(Agency, row.agency_id))
    row.county = agency.county
    _term(row.from_on, row.to_on, "to_on")
    row.from_at = start_of_day(row.from_on)
    if row.insurance_payer:
        row.insurance_payer = credit_code(row.insurance_payer, "insurance_payer")
    held = row.person_hash
    conceal(row, "identity", "person_hash")
    if held != row.person_hash:
        row.party_id = None


def settle_agencies(act: Act) -> None:
    """Let every agency be the company that it is among the parties, under its name of today; and be found in public."""
    for agency, party in know_loose(act, Agency, lambda one: known(one.uscc, one.name, source=REGISTER, watched=True)):
        name_party(act, party, agency.name, REGISTER)
    settle_texts(act)


def settle_practitioners(act: Act) -> None:
    """Let every practitioner be the person that he is among the parties."""

    def told(row: Practitioner) -> Known | None:
        return kept(row.person_hash, row.name, row.identity, source=REGISTER) if row.person_hash else None

    know_loose(act, Practitioner, told)


def check_rule(act: Act, row: CreditRule, changes: Mapping[str, Any]) -> None:
    """Refuse months and days that no rule can have."""
    for name in ("min_months", "max_months"):
        if not 0 <= getattr(row, name) <= 120:
            raise Incomplete(N_("Enter a number of months from 0 to 120."), field=name)
    if row.max_months < row.min_months:
        raise Incomplete(N_("The longest publication is shorter than the shortest."), field="max_months")
    row.objection_days = 10 if row.objection_days is None else row.objection_days
    if not 1 <= row.objection_days <= 60:
        raise Incomplete(N_("Enter a number of working days from 1 to 60."), field="objection_days")
    _term(row.valid_from, row.valid_to, "valid_to")


def check_rating(act: Act, row: RatingRule, changes: Mapping[str, Any]) -> None:
    """Fill in the usual parameters; the three parts come to 100."""
    defaults = {
        "regulator_points": 70,
        "government_points": 10,
        "society_points": 20,
        "minor": 3,
        "general": 8,
        "serious": 20,
        "good": 2,
    }
    for name, value in defaults.items():
        if getattr(row, name) is None:
            setattr(row, name, value)
        if not 0 <= getattr(row, name) <= 100:
            raise Incomplete(N_("Enter a number from 0 to 100."), field=name)
    if row.regulator_points + row.government_points + row.society_points != 100:
        raise Incomplete(N_("The three parts must come to 100 together."), field="society_points")


def check_engagement(act: Act, row: Engagement, changes: Mapping[str, Any]) -> None:
    """Refuse what cannot be; the promised day, the ratio of values and the delay of delivery follow."""
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
            N_(
                "The register of practitioners has no licence %(number)s. Compare it with the report, or enter the person there first."
            ),
            field="signer_licences",
            number=unknown[0],
        )
    row.signer_licences = "、".join(typed)
    if typed:
        row.signers = len(typed)


def settle_signers(act: Act) -> None:
    """Write who signed for every engagement whose licence numbers have changed, however it was entered."""
    stale = (
        select(Engagement)
        .options(selectinload(Engagement.signed_by))
        .where(
            Engagement.signer_licences != Engagement.signed_as,
            act.actor.scope.where(Engagement.county, Engagement.organisation_id),
        )
    )
    known: dict[int, dict[str, Practitioner]] = {}
    for row in act.session.scalars(stale).all():
        if row.county not in known:
            known[row.county] = _people(act, row.county)
        standing = {one.practitioner_id: one for one in row.signed_by}
        people = [known[row.county][one] for one in _licences(row.signer_licences) if one in known[row.county]]
        row.signed_by = [
            standing.get(one.id) or EngagementSigner(county=row.county, practitioner_id=one.id) for one in people
        ]
        row.signed_as = row.signer_licences
    act.session.flush()
