"""Registering at the outer door: a company applies, the trading centre looks at its licence, its people get accounts.

An account of the outer door is no account of an official: no role inside can ever stand beside it.
"""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.operations import open_account
from app.funds.words import AccountKind
from app.kernel.act import Act
from app.kernel.attachments import Attachment
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.identities import credit_code, telephone_key, telephone_number
from app.kernel.places import Official, Organisation
from app.kernel.sealing import keyed_hash
from app.kernel.words import N_
from app.trading.flows import CENTRE
from app.trading.guards import check_state, holds, needed
from app.trading.models import Bidder, BidderApplication, Expert, ExpertApplication, OutsideAccount, Project, TradePass
from app.trading.operations.bidding import keep_pass, register_bidder
from app.trading.sealing.envelope import pass_hash
from app.trading.words import ApplicationState, TradeState

PASS_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Applicant:
    """What a company tells of itself, and of the person who will log in."""

    uscc: str
    name: str
    contact: str
    phone: str
    bank: str
    bank_account: str
    person: str
    username: str
    password: str
    """The hash of it."""


def apply(act: Act, centre: Organisation, told: Applicant) -> BidderApplication:
    """Take the application of a company; its licence is attached to what is returned."""
    code = credit_code(told.uscc, "uscc")
    account = re.sub(r"[\s-]", "", told.bank_account)
    if not re.fullmatch(r"\d{8,30}", account):
        raise Incomplete(
            N_("A bank account has 8 to 30 digits. Copy it from the permit of the account."), field="bank_account"
        )
    if _has_account(act.session, centre.county, code):
        raise Conflict(
            N_("This company has an account already. Whoever has it logs in and adds further persons."), field="uscc"
        )
    person = needed(told.person, "person")
    made = BidderApplication(
        county=centre.county,
        centre_id=centre.id,
        uscc=code,
        name=needed(told.name, "name")[:200],
        contact=needed(told.contact, "contact")[:60],
        phone=telephone_number(told.phone, "phone"),
        bank=needed(told.bank, "bank")[:120],
        bank_account=account,
        person=person[:60],
        username=free_username(act.session, told.username),
        password=told.password,
        applied_at=act.at,
    )
    check_no_official(act.session, person, made.phone)
    act.session.add(made)
    act.session.flush()
    record(act, "trade.applied", made)
    return made


def _has_account(session: Session, county: int, code: str) -> bool:
    held = (
        select(OutsideAccount.id)
        .join(Bidder)
        .where(Bidder.county == county, Bidder.uscc == code, OutsideAccount.active)
    )
    return session.scalar(held.limit(1)) is not None


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
        select(BidderApplication.id).where(BidderApplication.username == name, BidderApplication.state == waits),
        select(ExpertApplication.id).where(ExpertApplication.username == name, ExpertApplication.state == waits),
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
                "An official cannot have an account of a bidder or of an expert (Civil Servants Law art. 59). Name another person."
            ),
            field="person",
        )


def may_decide(act: Act, application: BidderApplication | ExpertApplication) -> bool:
    """Tell whether the actor holds a post at the trading centre, and the application still waits."""
    return application.state == ApplicationState.WAITING and holds(act, application.centre_id, CENTRE)


def check_decider(act: Act, application: BidderApplication | ExpertApplication) -> None:
    """Refuse whoever holds no post at the trading centre that was applied to, and what is decided already."""
    if not holds(act, application.centre_id, CENTRE):
        raise NotAllowed(N_("Only the trading centre that was applied to decides this."))
    if application.state != ApplicationState.WAITING:
        raise OutOfOrder(N_("This application is decided already. Reload the page."))


def admit(act: Act, application: BidderApplication) -> OutsideAccount:
    """Register the company as a bidder and give its first person an account."""
    check_decider(act, application)
    licence = select(Attachment.id).where(
        Attachment.subject_kind == application.kind, Attachment.subject_id == application.id
    )
    if act.session.scalar(licence.limit(1)) is None:
        raise Incomplete(N_("The licence is missing. Turn the application down and say so."))
    bidder = register_bidder(
        act, application.county, application.uscc, application.name, application.contact, application.phone
    )
    act.session.flush()
    if bidder.party is not None:
        held = application.bank_account
        open_account(act, bidder.party, held, application.bank, AccountKind.BASIC, source=application.kind)
    account = make_account(act, bidder, application.person, application.username, application.password)
    application.state, application.decided_at, application.password = str(ApplicationState.ADMITTED), act.at, ""
    record(act, "trade.admitted", application)
    return account


def turn_down(act: Act, application: BidderApplication | ExpertApplication, reason: str) -> None:
    """Turn an application down, with the reason that whoever applied reads at the log-in."""
    check_decider(act, application)
    application.reason = needed(reason)
    application.state, application.decided_at = str(ApplicationState.TURNED_DOWN), act.at
    record(act, "trade.turned_down", application, reason=application.reason)


def make_account(
    act: Act, party: Bidder | Expert, person: str, username: str, hashed: str, phone: str = ""
) -> OutsideAccount:
    """Make an account of the outer door, for a bidder or for an expert."""
    made = OutsideAccount(
        county=party.county,
        bidder_id=party.id if isinstance(party, Bidder) else None,
        expert_id=party.id if isinstance(party, Expert) else None,
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
    """Return the bidder whose account this is; NotAllowed for an account of an expert."""
    if account.bidder is None:
        raise NotAllowed(N_("This account is one of an expert: it belongs to no company."))
    return account.bidder


def add_person(
    act: Act, account: OutsideAccount, person: str, phone: str, username: str, password: str
) -> OutsideAccount:
    """Give a second person of the same bidder an account, by whoever has one; ``password`` is the hash of it."""
    name = needed(person, "person")[:60]
    check_no_official(act.session, name, telephone_number(phone, "phone"))
    return make_account(act, own_company(account), name, free_username(act.session, username), password)


def end_person(act: Act, account: OutsideAccount, which: int) -> None:
    """Switch off the account of another person of the same bidder, as when he leaves."""
    other, company = act.session.get(OutsideAccount, which), own_company(account)
    if other is None or other.bidder_id != company.id or other.id == account.id:
        raise NotAllowed(N_("You can switch off accounts of other persons of your own company only."))
    other.active = False
    record(act, "trade.account_ended", other, person=other.person)


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
