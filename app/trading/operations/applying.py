"""Asking for an account at the outer door: one way for whoever asks; the trading centre compares what was told and decides."""

from collections.abc import Mapping

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.attachments import Attachment
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.trading.flows import CENTRE
from app.trading.guards import holds, needed
from app.trading.models import OutsideAccount, OutsideApplication
from app.trading.operations.applicants import APPLICANTS, applicants_of
from app.trading.operations.outside import check_no_official, free_username, make_account
from app.trading.words import ApplicationState, OutsideRole


def apply(
    act: Act, role: OutsideRole, centre: Organisation, told: Mapping[str, str], password: str
) -> OutsideApplication:
    """Take an application to a trading centre; ``password`` is the hash of it. A paper is attached to what is returned."""
    kind = APPLICANTS[role]
    made = OutsideApplication(
        county=centre.county,
        role=str(role),
        centre_id=centre.id,
        password=password,
        applied_at=act.at,
        **{one.name: one.read(told.get(one.name, ""), one.name) for one in kind.fields},
    )
    kind.check(act, made)
    made.username = free_username(act.session, told.get("username", ""))
    check_no_official(act.session, made.person, made.phone)
    act.session.add(made)
    act.session.flush()
    record(act, "trade.applied", made, role=made.role)
    return made


def may_decide(act: Act, application: OutsideApplication) -> bool:
    """Tell whether the actor holds a post at the trading centre, and the application still waits."""
    return application.state == ApplicationState.WAITING and holds(act, application.centre_id, CENTRE)


def _check_decider(act: Act, application: OutsideApplication) -> None:
    """Refuse whoever holds no post at the trading centre that was applied to, and what is decided already."""
    if not holds(act, application.centre_id, CENTRE):
        raise NotAllowed(N_("Only the trading centre that was applied to decides this."))
    if application.state != ApplicationState.WAITING:
        raise OutOfOrder(N_("This application is decided already. Reload the page."))


def admit(act: Act, application: OutsideApplication, checked: str = "") -> OutsideAccount:
    """Give whoever applied an account; ``checked`` says how the centre made sure who it is, where that is asked."""
    _check_decider(act, application)
    kind = applicants_of(application)
    paper = select(Attachment.id).where(
        Attachment.subject_kind == application.kind, Attachment.subject_id == application.id
    )
    if kind.paper and act.session.scalar(paper.limit(1)) is None:
        raise Incomplete(N_("The paper is missing. Turn the application down and say so."))
    party = kind.party(act, application)
    check_no_official(act.session, application.person, application.phone)
    how = needed(checked, "checked") if kind.proved else ""
    account = make_account(
        act, party, application.person, application.username, application.password, application.phone
    )
    application.state, application.decided_at, application.password = str(ApplicationState.ADMITTED), act.at, ""
    record(act, "trade.admitted", application, role=application.role, checked=how)
    return account


def turn_down(act: Act, application: OutsideApplication, reason: str) -> None:
    """Turn an application down, with the reason that whoever applied reads at the log-in."""
    _check_decider(act, application)
    application.reason = needed(reason)
    application.state, application.decided_at = str(ApplicationState.TURNED_DOWN), act.at
    record(act, "trade.turned_down", application, reason=application.reason)
