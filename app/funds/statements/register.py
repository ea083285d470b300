"""Who stands at the ends of lines: accounts and parties that are known, and those that a file makes known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.models import Account, Movement, StatementAccount
from app.funds.operations.accounts import Told, open_accounts
from app.funds.statements.checking import Checked, owned_by_two
from app.funds.statements.lines import End, Line
from app.kernel.act import Act
from app.kernel.identities import identity_hash
from app.kernel.places import Organisation
from app.parties.operations.knowing import know_parties, parties_of
from app.parties.words import PartyForm

PART = 500


class Held(NamedTuple):
    """An account of the register."""

    id: int
    party_id: int
    owner_hash: str
    opened_on: date | None
    closed_on: date | None

    def open_on(self, on: date) -> bool:
        """Tell whether it was open on a day."""
        return not (self.opened_on and on < self.opened_on) and not (self.closed_on and on > self.closed_on)


@dataclass(frozen=True, slots=True)
class Stands:
    """The party, the account and the body at one end of a line."""

    party_id: int
    account_id: int | None
    home: int | None


class Register:
    """What is known of a county's accounts, parties and bodies, looked up once for a whole file."""

    def __init__(self, session: Session, county: int, source: str) -> None:
        self.county, self.source = county, source
        bodies = select(Organisation.id, Organisation.credit_code).where(
            Organisation.county == county, Organisation.credit_code.is_not(None), Organisation.closed_on.is_(None)
        )
        self.homes = {identity_hash(row.credit_code): row.id for row in session.execute(bodies)}
        self.accounts: dict[str, Held] = {}
        self.parties: dict[str, int] = {}
        told = select(StatementAccount.account_id).where(StatementAccount.county == county).distinct()
        self.told = set(session.scalars(told))
        """Accounts whose own statements were taken over, so that they told of their payments themselves."""
        self._mirrored: dict[tuple[object, ...], int] = {}

    def look_up(self, session: Session, hashes: Iterable[str]) -> None:
        """Read the accounts with these hashes that are in the register."""
        wanted = sorted({one for one in hashes if one and one not in self.accounts})
        for first in range(0, len(wanted), PART):
            rows = select(
                Account.number_hash,
                Account.id,
                Account.party_id,
                Account.owner_hash,
                Account.opened_on,
                Account.closed_on,
            ).where(Account.county == self.county, Account.number_hash.in_(wanted[first : first + PART]))
            rows = rows.where(Account.party_id.is_not(None))
            self.accounts.update({row[0]: Held._make(row[1:]) for row in session.execute(rows)})

    def make_known(self, act: Act, lines: Sequence[Line]) -> None:
        """Make the accounts and parties of lines known that are not yet."""
        ends = {(end.account_hash, end.key_hash): end for line in lines for end in (line.own, line.other)}
        self.look_up(act.session, (end.account_hash for end in ends.values()))
        fresh = [
            end
            for end in ends.values()
            if end.account_hash not in self.accounts and (end.account_hash or end.key_hash not in self.parties)
        ]
        told = [end.known(self.source) for end in fresh if end.key_hash not in self.parties]
        told = [replace(one, form=PartyForm.BODY) if one.key_hash in self.homes else one for one in told]
        self.parties.update(know_parties(act, self.county, told))
        unopened = {end.account_hash: end for end in fresh if end.account_hash}
        owners = parties_of(act, {self.parties[end.key_hash] for end in unopened.values()})
        opened = open_accounts(
            act,
            self.county,
            [Told(end.account, key, owners[self.parties[end.key_hash]]) for key, end in unopened.items()],
            self.source,
        )
        self.accounts.update(
            {
                key: Held(pk, self.parties[unopened[key].key_hash], unopened[key].key_hash, None, None)
                for key, pk in opened.items()
            }
        )

    def stands(self, end: End, on: date) -> Stands | None:
        """Return who stands at an end on a day; None where the account was not open. Conflict where it is another's."""
        if not end.account_hash:
            return Stands(self.parties[end.key_hash], None, self.homes.get(end.key_hash))
        held = self.accounts[end.account_hash]
        if self.is_others(end, held):
            raise owned_by_two(end)
        if not held.open_on(on):
            return None
        return Stands(held.party_id, held.id, self.homes.get(held.owner_hash))

    @staticmethod
    def is_others(end: End, held: Held) -> bool:
        """Tell whether a line names another owner than the register; who is known by the account alone may be anybody."""
        return bool(end.number) and held.owner_hash not in (end.key_hash, end.alone)

    def was_told(self, session: Session, line: Line, own: Stands, other: Stands) -> bool:
        """Tell whether the statement of the other account has told of this payment already."""
        if own.account_id is None or other.account_id not in self.told:
            return False
        payer, payee = (own, other) if line.out else (other, own)
        same = (payer.account_id, payee.account_id, line.booked_on, line.amount)
        standing = select(Movement.id).where(
            Movement.from_account_id == same[0],
            Movement.to_account_id == same[1],
            Movement.booked_on == line.booked_on,
            Movement.amount == line.amount,
            Movement.key.startswith(f"line:{line.other.account_hash[:16]}:", autoescape=True),
        )
        used = self._mirrored.get(same, 0)
        if session.scalar(standing.order_by(Movement.id).offset(used).limit(1)) is None:
            return False
        self._mirrored[same] = used + 1
        return True


def refuse_other_owners(session: Session, checked: Checked, register: Register) -> None:
    """Refuse a file that names another owner of an account than the register of accounts."""
    register.look_up(session, checked.owners)
    for key, (end, number) in checked.owners.items():
        held = register.accounts.get(key)
        if held is not None and register.is_others(end, held):
            checked.note(number, owned_by_two(end))


def standing_keys(session: Session, county: int, keys: Sequence[str]) -> Mapping[str, Movement]:
    """Return the movements that stand under some keys."""
    found: dict[str, Movement] = {}
    for first in range(0, len(keys), PART):
        rows = select(Movement).where(Movement.county == county, Movement.key.in_(keys[first : first + PART]))
        found.update({one.key: one for one in session.scalars(rows)})
    return found
