"""What a row of trading must hold, whether it came by form, sheet or REST, and what follows from it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.identities import conceal, credit_code, telephone_number
from app.kernel.words import N_
from app.parties.known import kept, known
from app.parties.operations import know_parties
from app.parties.operations.knowing import parties_of, watch
from app.parties.words import PartyForm
from app.trading.accounts import close_account
from app.trading.models import Bidder, Expert, TradeShared
from app.trading.words import SharedWord


def check_bidder(act: Act, bidder: Bidder, changes: Mapping[str, Any]) -> None:
    """Refuse a wrong credit code and a company that stands there already; a bidder keeps its code."""
    if bidder.party_id is not None and "uscc" in changes:
        raise OutOfOrder(N_("A bidder keeps its credit code. Register the other company."), field="uscc")
    bidder.uscc = credit_code(bidder.uscc, "uscc")
    bidder.phone = telephone_number(bidder.phone, "phone")
    _once(act, Bidder, bidder, Bidder.uscc == bidder.uscc, "uscc")
    bidder.registered_at = bidder.registered_at or act.at


def check_expert(act: Act, expert: Expert, changes: Mapping[str, Any]) -> None:
    """Keep hash and ends of the identity number; a person stands once in the pool, and whoever leaves it has no account."""
    held = expert.number_hash
    conceal(expert, "number", "number_hash")
    if expert.party_id is not None and held != expert.number_hash:
        raise OutOfOrder(
            N_("An entry of the pool is not passed on. End it, and enter the other expert."), field="number"
        )
    expert.employer, expert.specialty = expert.employer.strip(), expert.specialty.strip()
    _once(act, Expert, expert, Expert.number_hash == expert.number_hash, "number")
    if expert.id is not None and expert.active is False:
        close_account(act, expert)


def _once(act: Act, table: Any, row: Any, same: Any, field: str) -> None:
    others = select(table.id).where(table.county == row.county, same)
    if row.id is not None:
        others = others.where(table.id != row.id)
    with act.session.no_autoflush:
        if act.session.scalar(others.limit(1)) is not None:
            raise Conflict(N_("This one stands in the register already."), field=field)


LEAST_TEMPLATE = 100


def check_shared(act: Act, row: TradeShared, changes: Mapping[str, Any]) -> None:
    """Note when something was said to be shared by right: lots under way are compared again; a template is a whole text."""
    row.name, row.value = row.name.strip(), row.value.strip()
    if row.what == SharedWord.TEMPLATE and len(row.value) < LEAST_TEMPLATE:
        raise Incomplete(
            N_("A template is its whole text, at least %(count)d characters."), count=LEAST_TEMPLATE, field="value"
        )
    row.noted_at = act.at


def settle_bidders(act: Act) -> None:
    """Make bidders that were typed known as parties; ``reach`` begins at them from now on."""
    act.session.flush()
    for bidder in act.session.scalars(select(Bidder).where(Bidder.party_id.is_(None)).order_by(Bidder.id)).all():
        told = known(bidder.uscc, bidder.name, PartyForm.COMPANY, watched=True)
        _tie(act, bidder, told.key_hash, know_parties(act, bidder.county, [told]))


def settle_experts(act: Act) -> None:
    """Make experts that were typed known as parties; whom they are tied to is computed from now on."""
    act.session.flush()
    for expert in act.session.scalars(select(Expert).where(Expert.party_id.is_(None)).order_by(Expert.id)).all():
        told = kept(expert.number_hash, expert.name, expert.number)
        _tie(act, expert, told.key_hash, know_parties(act, expert.county, [told]))


def _tie(act: Act, row: Bidder | Expert, key: str, found: Mapping[str, int]) -> None:
    row.party_id = found[key]
    act.session.flush()
    watch(act, parties_of(act, [found[key]])[found[key]])
