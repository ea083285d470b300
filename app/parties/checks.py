"""What a row of parties must hold, whether it came by form, sheet or REST."""

from collections.abc import Mapping
from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.places import Official
from app.kernel.words import N_
from app.parties.known import conceal_number, shown_name
from app.parties.models import USUAL, Declaration, Office, PartyRule, Tie
from app.parties.operations.tying import check_terms
from app.parties.words import PartyForm


def check_tie(act: Act, tie: Tie, changes: Mapping[str, Any]) -> None:
    """Keep hashes and ends of the numbers; a tie that stands keeps its parties and its kind."""
    settled = tie.from_id is not None and tie.to_id is not None
    for side in ("from", "to"):
        held = getattr(tie, f"{side}_hash")
        conceal_number(tie, f"{side}_number", f"{side}_hash")
        if settled and held != getattr(tie, f"{side}_hash"):
            raise OutOfOrder(
                N_("A tie is not turned into another. End it, and enter the new one."), field=f"{side}_number"
            )
        if settled and f"{side}_name" in changes:
            person = "*" in getattr(tie, f"{side}_number")
            form = PartyForm.PERSON if person else PartyForm.COMPANY
            setattr(tie, f"{side}_name", shown_name(form, getattr(tie, f"{side}_name")))
    if settled and "what" in changes:
        raise OutOfOrder(N_("A tie is not turned into another. End it, and enter the new one."), field="what")
    check_terms(tie)
    if not settled or {"share", "from_on", "to_on"} & set(changes):
        tie.pending = True


def check_office(act: Act, office: Office, changes: Mapping[str, Any]) -> None:
    """Keep hash and ends of the number; the account's owner works at the body."""
    held = office.number_hash
    conceal_number(office, "number", "number_hash")
    if office.party_id is not None:
        if held != office.number_hash:
            raise OutOfOrder(N_("An office is not passed on. End it, and enter the new holder's."), field="number")
        if "name" in changes:
            office.name = shown_name(PartyForm.PERSON, office.name)
    if office.to_on is not None and office.to_on < office.from_on:
        raise Incomplete(N_("The last day lies before the first."), field="to_on")
    official = act.session.get(Official, office.official_id) if office.official_id else None
    if official is not None and official.county != office.county:
        raise Incomplete(N_("This official works in another county."), field="official_id")


def check_declaration(act: Act, row: Declaration, changes: Mapping[str, Any]) -> None:
    """Keep hash and ends of the number; versions follow one another."""
    conceal_number(row, "number", "number_hash")
    if not row.number_hash:
        raise Incomplete(N_("This field must be filled in."), field="number")
    if not 2000 <= row.year <= act.on.year:
        raise Incomplete(N_("Enter a year from 2000 to this one."), field="year")
    if row.ended_on is not None and row.ended_on < row.declared_on:
        raise Incomplete(N_("The last day lies before the first."), field="ended_on")
    row.version = row.version or 1


def check_rule(act: Act, rule: PartyRule, changes: Mapping[str, Any]) -> None:
    """Fill in the usual parameters; refuse those that no rule can have."""
    for name, usual in USUAL.items():
        if getattr(rule, name) is None:
            setattr(rule, name, usual)
        if not 1 <= getattr(rule, name) <= 1_200:
            raise Incomplete(N_("Enter a number from 1 to 1,200."), field=name)
