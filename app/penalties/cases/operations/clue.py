"""The beginning: a clue is registered, and taken up or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY, Limit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.identities import credit_code, identity_hash, paper_number, telephone_number
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties.cases.acts import Evidence
from app.penalties.cases.flows import PENALTY
from app.penalties.cases.guards import begin, check_duty, needed, rule_of
from app.penalties.cases.models import CaseState, ClueSource, PenaltyCase
from app.penalties.cases.notices import tell_duty
from app.penalties.judging.gates import anniversary
from app.penalties.models import ViolationItem

CLUE_BASIS = N_("Administrative Penalty Law art. 54(2): filed in time")


def lapse(acted_on: date, item: ViolationItem | None) -> date:
    """Return the first day on which an act may no longer be punished: two years, or the item's five (art. 36)."""
    newest = item.versions[-1] if item is not None and item.versions else None
    return anniversary(acted_on, newest.limitation_years if newest is not None else 2) + ONE_DAY


@dataclass(frozen=True, slots=True)
class Party:
    """Who is said to have broken the law."""

    kind: str
    """person or organisation."""
    name: str
    identity: str = ""
    """Identity number or credit code, when it is known."""
    phone: str = ""
    """Where it wants to be told, when it says so."""


def register(
    act: Act,
    organisation: Organisation,
    source: ClueSource,
    party: Party,
    *,
    place: str,
    facts_text: str,
    acted_on: date,
    found_on: date | None = None,
    item: ViolationItem | None = None,
    informer: str = "",
    act_key: str = "",
) -> PenaltyCase:
    """Write down a clue: from where, who, where, when, what."""
    check_duty(act, organisation.id, PENALTY.moves["register"])
    for field, text in (("place", place), ("facts_text", facts_text), ("party_name", party.name)):
        needed(text, field)
    if party.kind not in ("person", "organisation"):
        raise Incomplete(N_("Say whether the party is a person or an organisation."), field="party_kind")
    found_on = found_on or act.on
    if not acted_on <= found_on <= act.on:
        raise Incomplete(N_("The act lies before its discovery, and that before today."), field="found_on")
    phone = telephone_number(party.phone, "party_phone") if party.phone.strip() else None
    identity = None
    if party.identity.strip():
        read = paper_number if party.kind == "person" else credit_code
        identity = read(party.identity, "party_identity")
    number = next_number(act, "penalty", organisation.county)
    case = PenaltyCase(
        county=organisation.county,
        organisation_id=organisation.id,
        number=f"{organisation.county}-CF-{act.on.year}-{number:05d}",
        state=CaseState.CLUE,
        source=source,
        informer=informer.strip() or None,
        place=place.strip()[:200],
        facts_text=facts_text.strip(),
        acted_on=acted_on,
        found_on=found_on,
        party_kind=party.kind,
        party_name=party.name.strip()[:120],
        party_identity=identity,
        party_hash=identity_hash(identity) if identity else None,
        party_phone=phone,
        item_id=item.id if item else None,
        paid=0,
        surcharge_paid=0,
        lapsed_on=lapse(acted_on, item),
        act_key=act_key.strip()[:80] or None,
        registered_by=act.actor.official_id,
        registered_at=act.at,
    )
    act.session.add(case)
    act.session.flush()
    limit = Limit(rule_of(act, organisation).clue_days, basis=CLUE_BASIS)
    clock = start_clock(act, case, ClockKind.CLUE, limit, organisation_id=organisation.id)
    act.session.refresh(case, ["item"])
    tell_duty(act, case, "registered", Duty.ORGAN_HEAD, until=clock.due_on or "")
    record(act, "penalty.registered", case, number=case.number, source=source, item=item.code if item else "")
    return case


def decline(act: Act, case: PenaltyCase, reason: str, edit_number: int | None = None) -> None:
    """Do not take a clue up, with reasons, approved by a head."""
    _end(act, case, "decline", CaseState.CLUE_CLOSED, reason, edit_number)


def leave_unfiled(act: Act, case: PenaltyCase, reason: str, edit_number: int | None = None) -> None:
    """Do not file a case, with reasons, approved by a head."""
    _end(act, case, "leave_unfiled", CaseState.NOT_FILED, reason, edit_number)


def _end(act: Act, case: PenaltyCase, code: str, state: CaseState, reason: str, edit_number: int | None) -> None:
    move = begin(act, case, code, reason=reason, edit_number=edit_number)
    if act.actor.official_id is not None and act.actor.official_id == case.registered_by:
        raise NotAllowed(
            N_(
                "You wrote this clue down yourself, so somebody else decides to put it away (Penalty Law art. 83). Hand it "
                "to another head."
            )
        )
    proves = select(Evidence.id).where(Evidence.case_id == case.id, Evidence.proves_filing.is_(True))
    if act.session.scalars(proves).first() is not None:
        raise OutOfOrder(
            N_(
                "A piece of evidence was marked as meeting the filing standard, and what meets it is filed (Penalty Law "
                "art. 54). File the case."
            )
        )
    case.state, case.reason, case.ended_at = state, reason.strip(), act.at
    case.approved_by = act.actor.official_id
    stop_clock(act, case, ClockKind.CLUE)
    if case.source == ClueSource.COMPLAINT:
        days = rule_of(act, case.organisation).inform_days
        start_clock(act, case, ClockKind.INFORM, Limit(days, basis=CLUE_BASIS))
    same: Mapping[str, object] = {"approved_by_registrar": case.approved_by == case.registered_by}
    record(act, move.verb, case, reason=case.reason, **same)


def tell_informer(act: Act, case: PenaltyCase) -> None:
    """Note that whoever reported the violation was told what became of it."""
    begin(act, case, "tell_informer")
    if case.source != ClueSource.COMPLAINT:
        raise Incomplete(N_("Nobody is known who reported this."))
    case.informer_told_at = act.at
    stop_clock(act, case, ClockKind.INFORM)
    record(act, "penalty.informer_told", case)
