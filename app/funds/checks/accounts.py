"""What an account must hold."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.funds.models import Account
from app.funds.operations.accounts import conceal_account
from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.words import N_
from app.parties.known import conceal_number


def check_account(act: Act, account: Account, changes: Mapping[str, Any]) -> None:
    """Keep hashes and ends of the numbers; an account is noted once and keeps its number and its owner."""
    held = account.number_hash, account.owner_hash
    conceal_account(account)
    conceal_number(account, "owner_number", "owner_hash")
    if account.party_id is not None:
        if held != (account.number_hash, account.owner_hash):
            raise OutOfOrder(
                N_("An account keeps its number and its owner. Close it, and enter the new one."), field="number"
            )
        if "owner_name" in changes:
            assert account.party is not None
            account.owner_name = account.party.name
    others = select(Account.id).where(Account.county == account.county, Account.number_hash == account.number_hash)
    if account.id is not None:
        others = others.where(Account.id != account.id)
    with act.session.no_autoflush:
        if act.session.scalar(others.limit(1)) is not None:
            raise Conflict(N_("This account stands in the register already."), field="number")
    if account.opened_on and account.closed_on and account.closed_on < account.opened_on:
        raise Incomplete(N_("The last day lies before the first."), field="closed_on")
