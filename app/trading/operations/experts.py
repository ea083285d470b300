"""Accounts of experts: asked for at the outer door, compared with the pool by the trading centre, closed with the entry.

Whoever applies is never told whether the pool knows him: it is secret who may be drawn.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete
from app.kernel.identities import conceal, telephone_number
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.trading.accounts import account_of_expert
from app.trading.guards import needed
from app.trading.models import Expert, ExpertApplication, OutsideAccount
from app.trading.operations.outside import check_decider, check_no_official, free_username, make_account
from app.trading.words import ApplicationState


def apply_as_expert(
    act: Act, centre: Organisation, person: str, number: str, phone: str, username: str, password: str
) -> ExpertApplication:
    """Take the application of a person who says to be in the pool; ``password`` is the hash of it."""
    name = needed(person, "person")[:60]
    made = ExpertApplication(
        county=centre.county,
        centre_id=centre.id,
        person=name,
        number=needed(number, "number"),
        phone=telephone_number(phone, "phone"),
        username=free_username(act.session, username),
        password=password,
        applied_at=act.at,
    )
    conceal(made, "number", "number_hash")
    check_no_official(act.session, name, made.phone)
    act.session.add(made)
    act.session.flush()
    record(act, "trade.expert_applied", made)
    return made


def pool_row(session: Session, application: ExpertApplication) -> Expert | None:
    """Return the entry of the pool that has the identity number of an application and may be drawn."""
    held = select(Expert).where(
        Expert.county == application.county, Expert.number_hash == application.number_hash, Expert.active.is_(True)
    )
    return session.scalar(held)


def admit_expert(act: Act, application: ExpertApplication, checked: str) -> OutsideAccount:
    """Give an expert of the pool an account; ``checked`` says how the centre made sure who it is."""
    check_decider(act, application)
    expert = pool_row(act.session, application)
    if expert is None:
        raise Incomplete(N_("No entry of the pool has this identity number. Turn the application down and say so."))
    if expert.name != application.person:
        raise Incomplete(
            N_("The pool has another name for this identity number. Turn the application down, or correct the pool.")
        )
    if account_of_expert(act.session, expert) is not None:
        raise Conflict(N_("This expert has an account already. Turn the application down and say so."))
    check_no_official(act.session, application.person, application.phone)
    how = needed(checked, "checked")
    account = make_account(
        act, expert, application.person, application.username, application.password, application.phone
    )
    application.state, application.decided_at, application.password = str(ApplicationState.ADMITTED), act.at, ""
    record(act, "trade.expert_admitted", application, checked=how)
    return account
