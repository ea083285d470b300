"""Accounts at the outer door: who may have one, the people of a company, and the pass by which it takes part in a trade.

An account of the outer door is no account of an official: no role inside can ever stand beside it.
"""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intermediaries.models import Agency
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.kernel.identities import telephone_key, telephone_number
from app.kernel.places import Official
from app.kernel.sealing import keyed_hash
from app.kernel.words import N_
from app.trading.accounts import end_account, people_of
from app.trading.guards import check_state, needed
from app.trading.models import Bidder, Expert, OutsideAccount, OutsideApplication, Project, TradePass
from app.trading.operations.bidding import keep_pass
from app.trading.sealing.envelope import pass_hash
from app.trading.words import ApplicationState, TradeState

PASS_LENGTH = 32


def free_username(session: Session, typed: str) -> str:
    """Return a log-in name that nobody at the outer door has or has asked for."""
    name = needed(typed, "username").lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", name):
        raise Incomplete(
            N_("A log-in name has 3 to 40 small letters, digits, dots, hyphens or underscores."), field="username"
        )
    waits = str(ApplicationState.WAITING)
    asked = (
        select(OutsideAccount.id).where(OutsideAccount.username == name),
        select(OutsideApplication.id).where(OutsideApplication.username == name, OutsideApplication.state == waits),
    )
    if any(session.scalar(found.limit(1)) is not None for found in asked):
        raise Conflict(N_("The log-in name %(name)s is taken. Choose another."), field="username", name=name)
    return name


def is_official(session: Session, person: str, phone: str) -> bool:
    """Tell whether somebody is known inside under this name and telephone: nobody stands outside and serves at once."""
    known = session.scalars(select(Official.phone).where(Official.name == person, Official.left_on.is_(None)))
    return telephone_key(phone) in {telephone_key(held) for held in known if held}


def check_no_official(session: Session, person: str, phone: str) -> None:
    """Refuse whoever is known inside under this name and telephone."""
    if is_official(session, person, phone):
        raise NotAllowed(
            N_(
                "An official cannot have an account at the outer door (Civil Servants Law art. 59). Name another person."
            ),
            field="person",
        )


def make_account(
    act: Act, party: Bidder | Expert | Agency, person: str, username: str, hashed: str, phone: str = ""
) -> OutsideAccount:
    """Make an account of the outer door: for a bidder, an expert or an agency."""
    made = OutsideAccount(
        county=party.county,
        bidder_id=party.id if isinstance(party, Bidder) else None,
        expert_id=party.id if isinstance(party, Expert) else None,
        agency_id=party.id if isinstance(party, Agency) else None,
        person=person,
        phone=phone,
        username=username,
        password=hashed,
        made_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    record(act, "trade.account_made", made, person=person)
    return made


def own_company(account: OutsideAccount) -> Bidder:
    """Return the bidder whose account this is; NotAllowed for an account of anybody else."""
    if account.bidder is None:
        raise NotAllowed(N_("This account is not one of a bidder."))
    return account.bidder


def own_agency(account: OutsideAccount) -> Agency:
    """Return the agency whose account this is; NotAllowed for an account of anybody else."""
    if account.agency is None:
        raise NotAllowed(N_("This account is not one of an agency."))
    return account.agency


def _own_body(account: OutsideAccount) -> Bidder | Agency:
    return own_company(account) if account.agency is None else account.agency


def add_person(
    act: Act, account: OutsideAccount, person: str, phone: str, username: str, password: str
) -> OutsideAccount:
    """Give a second person of the same company or agency an account; ``password`` is the hash of it."""
    name, body = needed(person, "person")[:60], _own_body(account)
    called = telephone_number(phone, "phone")
    check_no_official(act.session, name, called)
    return make_account(act, body, name, free_username(act.session, username), password, called)


def end_person(act: Act, account: OutsideAccount, which: int) -> None:
    """Switch off the account of another person of the same company or agency, as when he leaves."""
    body = _own_body(account)
    other = next((one for one in people_of(act.session, body) if one.id == which and one.id != account.id), None)
    if other is None:
        raise NotAllowed(N_("You can switch off accounts of other persons of your own company only."))
    end_account(act, other)


def own_pass(project: Project, bidder: Bidder) -> str:
    """Return the pass of a bidder for a trade, always the same; made by the platform's key, so that no table holds it."""
    return keyed_hash(f"trade pass {project.id} {bidder.id}")[:PASS_LENGTH]


def take_part(act: Act, project: Project, bidder: Bidder) -> str:
    """Return the pass of a bidder for an open trade; what is kept of it tells nobody whose it is."""
    if bidder.county != project.county or bidder.registered_at is None:
        raise Incomplete(N_("This company is not registered as a bidder here. Register it first."))
    token = own_pass(project, bidder)
    hashed = pass_hash(token)
    held = select(TradePass.id).where(TradePass.project_id == project.id, TradePass.pass_hash == hashed)
    if act.session.scalar(held) is None:
        check_state(project, TradeState.OPEN)
        keep_pass(act, project, hashed)
    return token
