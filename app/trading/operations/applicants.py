"""Who may ask for an account at the outer door: what each kind of applicant tells, with what it is compared, whose it becomes.

Whoever applies as an expert is never told whether the pool knows
him: it is secret who may be drawn.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.operations import open_account
from app.funds.words import AccountKind
from app.intermediaries.models import Agency
from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete
from app.kernel.identities import conceal, credit_code, telephone_number
from app.kernel.words import N_
from app.trading.accounts import USABLE, account_of_expert, people_of
from app.trading.guards import needed
from app.trading.models import Bidder, Expert, OutsideApplication
from app.trading.operations.bidding import register_bidder
from app.trading.words import OutsideRole


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that an applicant tells: the column in which it is kept, its label, its input, and how it is read."""

    name: str
    label: str
    how: str
    read: Callable[[str, str], str]
    """Takes what was typed and the name of the field; raises Incomplete."""
    hidden: bool = False
    """Never sent back to whoever typed it."""


Fact = tuple[str, str]
"""A label and what stands beside it."""


@dataclass(frozen=True, slots=True)
class Applicants:
    """One kind of applicants: what they tell, who may see it, what it is compared with, and what admitting brings about."""

    fields: tuple[Asked, ...]
    paper: str
    """What is attached; empty where nothing is."""
    title: str
    """What admitting is called."""
    secret: bool
    """Only whoever holds a post at the trading centre sees it; otherwise everybody in whose scope the centre lies."""
    proved: bool
    """The centre says how it made sure who it is."""
    check: Callable[[Act, OutsideApplication], None]
    """Refuses what is wrong in the whole, when it comes in."""
    register: str
    """What the register is called with which it is compared."""
    known: Callable[[Session, OutsideApplication], list[Fact]]
    """What the register says; empty where it does not know the applicant."""
    unknown: str
    """What is said where it does not."""
    party: Callable[[Act, OutsideApplication], Bidder | Expert | Agency]
    """Returns for whom the account will stand; refuses where there is nobody."""


def _text(longest: int) -> Callable[[str, str], str]:
    return lambda typed, field: needed(typed, field)[:longest]


def _bank_account(typed: str, field: str) -> str:
    number = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(r"\d{8,30}", number):
        raise Incomplete(N_("A bank account has 8 to 30 digits. Copy it from the permit of the account."), field=field)
    return number


PHONE = Asked("phone", N_("Telephone"), "tel", telephone_number)
CODE = Asked("uscc", N_("Unified social credit code"), "identity", credit_code)
WHO = Asked("person", N_("Person who logs in"), "text", _text(60))


def _check_company(act: Act, made: OutsideApplication) -> None:
    held = select(Bidder).where(Bidder.county == made.county, Bidder.uscc == made.uscc)
    known = act.session.scalar(held)
    if known is not None and people_of(act.session, known):
        raise Conflict(
            N_("This company has an account already. Whoever has it logs in and adds further persons."), field="uscc"
        )


def _known_company(session: Session, made: OutsideApplication) -> list[Fact]:
    known = session.scalar(select(Bidder).where(Bidder.county == made.county, Bidder.uscc == made.uscc))
    if known is None:
        return []
    return [(N_("Name of the company"), known.name), (N_("Contact"), known.contact), (N_("Telephone"), known.phone)]


def _register_company(act: Act, made: OutsideApplication) -> Bidder:
    bidder = register_bidder(act, made.county, made.uscc, made.name, made.contact, made.phone)
    act.session.flush()
    if bidder.party is not None and made.bank_account:
        open_account(act, bidder.party, made.bank_account, made.bank, AccountKind.BASIC, source=made.kind)
    return bidder


def pool_row(session: Session, made: OutsideApplication) -> Expert | None:
    """Return the entry of the pool that has the identity number of an application and may be drawn."""
    held = select(Expert).where(
        Expert.county == made.county, Expert.number_hash == made.number_hash, Expert.active.is_(True)
    )
    return session.scalar(held)


def _conceal_number(act: Act, made: OutsideApplication) -> None:
    conceal(made, "number", "number_hash")


def _known_expert(session: Session, made: OutsideApplication) -> list[Fact]:
    found = pool_row(session, made)
    if found is None:
        return []
    return [
        (N_("Name"), found.name),
        (N_("Identity number"), found.number),
        (N_("Specialty"), found.specialty),
        (N_("Employer"), found.employer),
        (N_("Source"), found.source),
    ]


def _find_expert(act: Act, made: OutsideApplication) -> Expert:
    expert = pool_row(act.session, made)
    if expert is None:
        raise Incomplete(N_("No entry of the pool has this identity number. Turn the application down and say so."))
    if expert.name != made.person:
        raise Incomplete(
            N_("The pool has another name for this identity number. Turn the application down, or correct the pool.")
        )
    if account_of_expert(act.session, expert) is not None:
        raise Conflict(N_("This expert has an account already. Turn the application down and say so."))
    return expert


def _listed(session: Session, made: OutsideApplication) -> Agency | None:
    held = select(Agency).where(
        Agency.county == made.county, Agency.uscc == made.uscc, Agency.state.in_([str(one) for one in USABLE])
    )
    return session.scalar(held)


def _check_agency(act: Act, made: OutsideApplication) -> None:
    known = _listed(act.session, made)
    if known is None:
        raise Incomplete(
            N_("No agency with this code is listed in the county's register. Apply to enter the register first."),
            field="uscc",
        )
    if people_of(act.session, known):
        raise Conflict(
            N_("This agency has an account already. Whoever has it logs in and adds further persons."), field="uscc"
        )
    made.name = known.name


def _known_agency(session: Session, made: OutsideApplication) -> list[Fact]:
    known = _listed(session, made)
    if known is None:
        return []
    return [
        (N_("Name"), known.name),
        (N_("Unified social credit code"), known.uscc),
        (N_("Legal representative"), known.legal_representative),
        (N_("Telephone"), known.phone or ""),
    ]


def _find_agency(act: Act, made: OutsideApplication) -> Agency:
    known = _listed(act.session, made)
    if known is None:
        raise Incomplete(
            N_("The register does not list this agency, or it is suspended. Turn the application down and say so.")
        )
    if people_of(act.session, known):
        raise Conflict(N_("This agency has an account already. Turn the application down and say so."))
    return known


APPLICANTS: Mapping[OutsideRole, Applicants] = {
    OutsideRole.BIDDER: Applicants(
        (
            CODE,
            Asked("name", N_("Name of the company"), "text", _text(200)),
            Asked("contact", N_("Contact"), "text", _text(60)),
            PHONE,
            Asked("bank", N_("Bank of the basic account"), "text", _text(120)),
            Asked("bank_account", N_("Number of the basic account"), "text", _bank_account),
            WHO,
        ),
        paper=N_("Business licence"),
        title=N_("Register as a bidder"),
        secret=False,
        proved=False,
        check=_check_company,
        register=N_("What the register of bidders says"),
        known=_known_company,
        unknown=N_("No entry has this code: admitting the application makes one."),
        party=_register_company,
    ),
    OutsideRole.EXPERT: Applicants(
        (
            Asked("person", N_("Your name"), "text", _text(60)),
            Asked("number", N_("Identity number"), "identity", needed, hidden=True),
            PHONE,
        ),
        paper="",
        title=N_("Give the account"),
        secret=True,
        proved=True,
        check=_conceal_number,
        register=N_("What the pool says"),
        known=_known_expert,
        unknown=N_("No entry of the pool that may be drawn has this identity number."),
        party=_find_expert,
    ),
    OutsideRole.AGENCY: Applicants(
        (CODE, PHONE, WHO),
        paper=N_("Power of attorney with the agency's seal"),
        title=N_("Give the account"),
        secret=False,
        proved=True,
        check=_check_agency,
        register=N_("What the register of agencies says"),
        known=_known_agency,
        unknown=N_("The register does not list this agency, or it is suspended. Turn the application down and say so."),
        party=_find_agency,
    ),
}


def applicants_of(application: OutsideApplication) -> Applicants:
    """Return the declaration of the kind to which an application belongs."""
    return APPLICANTS[OutsideRole(application.role)]
