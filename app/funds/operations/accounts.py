"""Opening and closing accounts, whoever enters them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.funds.models import Account
from app.funds.words import AccountKind
from app.kernel.act import Act
from app.kernel.audit import Subject, record, record_many
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.sealing import masked
from app.kernel.words import N_
from app.parties.known import kept, mark_value
from app.parties.models import Party, PartyMark
from app.parties.operations import know_parties
from app.parties.operations.knowing import parties_of
from app.parties.words import MarkWord, PartyForm

SHOWN = 4
"""Digits of an account's number that are kept in the clear."""


def conceal_account(account: Account) -> None:
    """Put the hash of an account's number that was typed beside it, and keep its last four digits alone."""
    typed = (account.number or "").strip()
    if "*" in typed:
        if not account.number_hash:
            raise Incomplete(N_("Enter the whole number; it is hidden when it is kept."), field="number")
        return
    account.number_hash, _shown = mark_value(MarkWord.ACCOUNT, typed)
    account.number = masked(typed, 0, SHOWN)[-12:]


def open_account(
    act: Act,
    party: Party,
    number: str,
    bank: str,
    account_kind: AccountKind,
    *,
    opened_on: date | None = None,
    source: str = "",
) -> Account:
    """Note an account of a party; noted twice it is the same account, and another's is refused."""
    hashed, _shown = mark_value(MarkWord.ACCOUNT, number)
    known = act.session.scalar(select(Account).where(Account.county == party.county, Account.number_hash == hashed))
    if known is not None:
        if known.party_id != party.id:
            raise Conflict(
                N_("This account belongs to somebody else. Compare its number with the source."), field="number"
            )
        return known
    made = Account(
        county=party.county,
        number=number,
        bank=bank.strip(),
        account_kind=str(account_kind),
        owner_number=party.number,
        owner_hash=party.key_hash,
        owner_name=party.name,
        party_id=party.id,
        opened_on=opened_on,
    )
    conceal_account(made)
    act.session.add(made)
    record(act, "funds.account_opened", made, account_kind=str(account_kind), source=source)
    _mark(act, made, source)
    return made


@dataclass(frozen=True, slots=True)
class Told:
    """An account as a statement tells of it."""

    number: str
    number_hash: str
    party: Party


def open_accounts(act: Act, county: int, told: Sequence[Told], source: str = "") -> dict[str, int]:
    """Note many accounts that are not known yet, in bulk; returns their ids by the hash of their number."""
    if not told:
        return {}
    ids = take_ids(act, county, 2 * len(told))
    own, marks = ids[: len(told)], ids[len(told) :]
    shown = [mark_value(MarkWord.ACCOUNT, one.number)[1] for one in told]
    kinds = [AccountKind.PERSON if one.party.form == PartyForm.PERSON else AccountKind.BASIC for one in told]
    insert_rows(
        act.session,
        Account,
        [
            {
                "id": pk,
                "county": county,
                "number": masked(one.number.strip(), 0, SHOWN)[-12:],
                "number_hash": one.number_hash,
                "bank": "",
                "account_kind": str(kind),
                "owner_number": one.party.number,
                "owner_hash": one.party.key_hash,
                "owner_name": one.party.name,
                "party_id": one.party.id,
            }
            for pk, one, kind in zip(own, told, kinds, strict=True)
        ],
    )
    insert_rows(
        act.session,
        PartyMark,
        [
            {
                "id": pk,
                "county": county,
                "party_id": one.party.id,
                "what": str(MarkWord.ACCOUNT),
                "value_hash": one.number_hash,
                "shown": ends,
                "source": source[:120],
                "from_on": act.on,
            }
            for pk, one, ends in zip(marks, told, shown, strict=True)
        ],
    )
    record_many(
        act,
        [
            ("funds.account_opened", Subject(Account.kind, pk, county), {"account_kind": str(kind), "source": source})
            for pk, kind in zip(own, kinds, strict=True)
        ],
    )
    return {one.number_hash: pk for one, pk in zip(told, own, strict=True)}


def close_account(act: Act, account: Account, on: date) -> None:
    """Note the last day of an account; nothing that is booked later goes through it."""
    if account.closed_on is not None:
        raise OutOfOrder(N_("This account has been closed already. Look at its last day."))
    if account.opened_on is not None and on < account.opened_on:
        raise Incomplete(N_("The last day lies before the first."), field="closed_on")
    account.closed_on = on
    record(act, "funds.account_closed", account, on=on)


def settle_accounts(act: Act) -> None:
    """Give accounts that were written by form, sheet or REST their owner, and note the mark that parties share."""
    act.session.flush()
    loose = act.session.scalars(select(Account).where(Account.party_id.is_(None)).order_by(Account.id)).all()
    for county in sorted({account.county for account in loose}):
        here = [account for account in loose if account.county == county]
        found = know_parties(
            act, county, [kept(one.owner_hash, one.owner_name, one.owner_number, _form(one), "") for one in here]
        )
        owners = parties_of(act, found.values())
        for account in here:
            owner = owners[found[account.owner_hash]]
            account.party_id, account.owner_name = owner.id, owner.name
            act.session.flush()
            _mark(act, account, "")


def _form(account: Account) -> str:
    person = account.account_kind == AccountKind.PERSON or "*" in account.owner_number
    return PartyForm.PERSON if person else PartyForm.COMPANY


def _mark(act: Act, account: Account, source: str) -> None:
    """Let the owner bear the account as a mark, by the hash that every other register of accounts gives it."""
    standing = select(PartyMark.id).where(
        PartyMark.party_id == account.party_id,
        PartyMark.what == str(MarkWord.ACCOUNT),
        PartyMark.value_hash == account.number_hash,
        PartyMark.to_on.is_(None),
    )
    if act.session.scalar(standing.limit(1)) is not None:
        return
    mark = PartyMark(
        county=account.county,
        party_id=account.party_id,
        what=str(MarkWord.ACCOUNT),
        value_hash=account.number_hash,
        shown=account.number,
        source=source[:120],
        from_on=account.opened_on or act.on,
    )
    act.session.add(mark)
    record(act, "party.marked", mark, what=mark.what, source=mark.source)
