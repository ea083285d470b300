"""What the page of payment orders asks."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.funds.models import Account, BudgetLine, PaymentOrder, ProjectContract, PublicProject
from app.funds.operations.orders import APPROVING, PAYING, left_of
from app.funds.words import OrderState
from app.kernel.act import Act, Actor
from app.kernel.errors import NotFound
from app.kernel.identities import identity_hash
from app.kernel.places import Organisation, Scope
from app.kernel.words import N_
from app.parties.models import Party

MOST = 100


def latest_orders(session: Session, scope: Scope) -> Sequence[PaymentOrder]:
    """Return the orders that were asked for here: those that wait first, then the newest, a hundred at the most."""
    rank = case(
        (PaymentOrder.state == str(OrderState.ASKED), 0), (PaymentOrder.state == str(OrderState.APPROVED), 1), else_=2
    )
    here = and_(scope.where(PaymentOrder.county, PaymentOrder.organisation_id), PaymentOrder.system == "")
    return session.scalars(select(PaymentOrder).where(here).order_by(rank, PaymentOrder.id.desc()).limit(MOST)).all()


def order_for(session: Session, scope: Scope, pk: int) -> PaymentOrder:
    """Return an order inside the scope."""
    here = scope.where(PaymentOrder.county, PaymentOrder.organisation_id)
    found = session.scalar(select(PaymentOrder).where(PaymentOrder.id == pk, here))
    if found is None:
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return found


def lines_open(act: Act, home: Organisation) -> list[tuple[BudgetLine, Decimal]]:
    """Return the lines of a body for today's year with what is left of each."""
    mine = select(BudgetLine).where(
        BudgetLine.organisation_id == home.id, BudgetLine.from_on <= act.on, BudgetLine.to_on >= act.on
    )
    return [(line, left_of(act, line)) for line in act.session.scalars(mine.order_by(BudgetLine.code))]


def contracts_of(session: Session, home: Organisation) -> Sequence[ProjectContract]:
    """Return the contracts of a body's projects that have not been accepted."""
    mine = (
        select(ProjectContract)
        .join(PublicProject, PublicProject.id == ProjectContract.project_id)
        .where(ProjectContract.organisation_id == home.id, PublicProject.accepted_on.is_(None))
    )
    return session.scalars(mine.order_by(ProjectContract.number)).all()


def accounts_of(session: Session, owner: Party | Organisation) -> Sequence[Account]:
    """Return the open accounts of a party, or of a body by its credit code or its name."""
    mine = select(Account).where(Account.county == owner.county, Account.closed_on.is_(None)).order_by(Account.id)
    if isinstance(owner, Party):
        return session.scalars(mine.where(Account.party_id == owner.id)).all()
    if owner.credit_code:
        return session.scalars(mine.where(Account.owner_hash == identity_hash(owner.credit_code))).all()
    return session.scalars(mine.where(Account.owner_name == owner.name)).all()


def waiting_orders(session: Session, actor: Actor) -> int:
    """Return how many orders wait for a person: to be approved by who may and did not ask, or to be paid by who did not approve."""
    mine = f"official:{actor.official_id}"
    here = actor.scope.where(PaymentOrder.county, PaymentOrder.organisation_id)
    asked = and_(PaymentOrder.state == str(OrderState.ASKED), PaymentOrder.asked_key != mine)
    approved = and_(
        PaymentOrder.state == str(OrderState.APPROVED), PaymentOrder.system == "", PaymentOrder.approved_key != mine
    )
    theirs = [one for one, roles in ((asked, APPROVING), (approved, PAYING)) if actor.roles.intersection(roles)]
    if not theirs:
        return 0
    return session.scalar(select(func.count()).select_from(PaymentOrder).where(here, or_(*theirs))) or 0
