"""The door of funds."""

from sqlalchemy import select

from app.funds.commands import SHAPES_COMMAND
from app.funds.models import Account, Movement
from app.funds.records import KINDS
from app.kernel.domain import Domain, PartyPart
from app.kernel.subjects import SubjectKind
from app.kernel.words import N_
from app.parties.models import Party

VERBS = {
    "funds.account_opened": N_("An account was noted"),
    "funds.account_closed": N_("An account was closed"),
    "funds.moved": N_("A movement of money was recorded"),
    "funds.reversed": N_("A movement of money was reversed"),
}

SUBJECTS = (
    SubjectKind(Account, select(Account.id, Account.bank + " " + Account.number), N_("Open the account")),
    SubjectKind(Movement, select(Movement.id, Movement.purpose), N_("Open the movement")),
)

PARTY_PARTS = (
    PartyPart(N_("Bank accounts"), Account, Account.opened_on, lambda party: Account.owner_hash == party),
    PartyPart(
        N_("Money paid or received"),
        Movement,
        Movement.booked_on,
        lambda party: (
            Movement.payer_id.in_(select(Party.id).where(Party.key_hash == party))
            | Movement.payee_id.in_(select(Party.id).where(Party.key_hash == party))
        ),
    ),
)

FUNDS = Domain(
    name="funds",
    title=N_("Funds"),
    verbs=VERBS,
    subjects=SUBJECTS,
    kept={verb: {"amount": "amount", "booked_on": "booked_on"} for verb in ("funds.moved", "funds.reversed")},
    records=KINDS,
    party_parts=PARTY_PARTS,
    commands=(SHAPES_COMMAND,),
)
