"""Candidates shown to everybody, the award, the contract and its payments."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.funds.models import Account, Movement
from app.funds.operations import record_movement
from app.kernel.act import Act, local_day
from app.kernel.audit import advance, record
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Conflict, Incomplete, OutOfOrder, TooLate
from app.kernel.numbering import next_number
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.parties.models import Party
from app.trading.guards import begin, check_lot, finish, needed, notice_of, positive
from app.trading.minima import last_day, minimum
from app.trading.models import Award, Candidate, Lot, Project, TradeContract
from app.trading.operations.answering import screen_project
from app.trading.operations.bonds import release_bonds
from app.trading.words import NotFirst, TradeKind


def show_candidates(act: Act, project: Project, until: date) -> None:
    """Publish the candidates from today to a last day, at least as long as the law asks."""
    move = begin(act, project, "show")
    if project.trade_kind == TradeKind.PROCUREMENT:
        raise OutOfOrder(N_("A procurement has no showing of candidates: award, and the result is published."))
    least = minimum("show", notice_of(project))
    days = (until - act.on) // ONE_DAY
    if days < 0 or (least is not None and not least.is_met(days)):
        raise Incomplete(
            N_(
                "Candidates are shown for at least three days (Implementing Regulations art. 54). Choose a later last day."
            ),
            field="until",
        )
    project.shown_from, project.shown_to = act.on, until
    finish(act, project, move, until=until)


def award_lot(act: Act, candidate: Candidate, ground: NotFirst | None = None, reason: str = "") -> Award:
    """Award a lot to a candidate once the showing has ended; to another than the first on a ground of the law alone.

    With the last lot the trade is awarded.
    """
    lot = candidate.lot
    project = lot.project
    move = begin(act, project, "award")
    check_lot(lot)
    if project.trade_kind == TradeKind.WORKS and (project.shown_to is None or act.on <= project.shown_to):
        raise OutOfOrder(N_("Candidates are still shown: objections may come until the last day."))
    if _award_of(act, lot) is not None:
        raise Conflict(N_("This lot has been awarded already."))
    if (candidate.rank == 1) != (ground is None):
        raise Incomplete(
            N_(
                "The first candidate gets the contract; another only on a ground of the law (Implementing Regulations art. 55)."
            ),
            field="ground",
        )
    made = Award(
        county=project.county,
        lot=lot,
        candidate=candidate,
        ground=str(ground) if ground else None,
        reason=needed(reason) if ground else "",
        awarded_at=act.at,
        contract_due_on=last_day("contract", notice_of(project), act.on),
    )
    act.session.add(made)
    told = {"rank": candidate.rank, "ground": made.ground, "price": candidate.offer.price, "project": project.id}
    record(act, "trade.lot_awarded", made, **told)
    if all(_award_of(act, one) for one in _with_candidates(act, project)):
        finish(act, project, move)
        release_bonds(act, project)
    screen_project(act, project)
    return made


def _award_of(act: Act, lot: Lot) -> Award | None:
    return act.session.scalar(select(Award).where(Award.lot_id == lot.id))


def _with_candidates(act: Act, project: Project) -> list[Lot]:
    ranked = select(Candidate.lot_id).distinct()
    return list(act.session.scalars(select(Lot).where(Lot.project_id == project.id, Lot.id.in_(ranked))))


def sign_contract(
    act: Act,
    award: Award,
    amount: Decimal,
    signed_on: date,
    late_reason: str = "",
    performance_bond: Decimal | None = None,
) -> TradeContract:
    """Enter the contract of a lot; its price is that of the bid (Bidding Law, art. 46).

    ``performance_bond`` is zero where none is asked, and None where nobody knows.

    Later than the law allows it needs its reason. With the last contract the trade is contracted.
    """
    project = award.lot.project
    move = begin(act, project, "sign")
    if act.session.scalar(select(TradeContract.id).where(TradeContract.award_id == award.id)) is not None:
        raise Conflict(N_("The contract of this lot has been entered already."))
    offer = award.candidate.offer
    if positive(amount, "amount") != offer.price:
        raise Incomplete(
            N_("The contract differs from the bid: %(price)s yuan were offered (Bidding Law art. 46)."),
            field="amount",
            price=f"{offer.price:,.2f}",
        )
    if not local_day(award.awarded_at) <= signed_on <= act.on:
        raise Incomplete(N_("The day of signing lies between the award and today."), field="signed_on")
    late = award.contract_due_on is not None and signed_on > award.contract_due_on
    if late and not late_reason.strip():
        raise TooLate(
            N_("Signed more than 30 days after the award (Bidding Law art. 46). Give the reason."), field="late_reason"
        )
    made = TradeContract(
        county=project.county,
        award=award,
        number=f"HT{act.on.year}-{project.county}-{next_number(act, 'trade_contract', project.county):04d}",
        name=f"{project.name} {award.lot.name}"[:200],
        supplier=offer.bidder.name,
        amount=offer.price,
        signed_on=signed_on,
        complete_by=signed_on + timedelta(days=offer.days),
        performance_bond=None if performance_bond is None else read_amount(performance_bond, "performance_bond"),
        late_reason=late_reason.strip() if late else "",
    )
    act.session.add(made)
    record(act, "trade.lot_contracted", made, amount=made.amount, signed_on=signed_on, project=project.id)
    signed = select(func.count()).select_from(TradeContract).join(Award).join(Lot).where(Lot.project_id == project.id)
    if act.session.scalar(signed) == len(_with_candidates(act, project)):
        finish(act, project, move)
        release_bonds(act, project)
    return made


def pay_contract(
    act: Act,
    contract: TradeContract,
    key: str,
    amount: Decimal,
    payer: Party | Account,
    payee: Party | Account,
    purpose: str,
) -> Movement:
    """Pay a part of a contract by a movement of funds; all parts together never exceed it, what came back is not counted."""
    act.session.flush()
    advance(act.session.connection(), contract.county, 0)  # two payments at once are added up one after the other
    name = f"contract:{contract.id}:{key}"
    known = act.session.scalar(select(Movement.id).where(Movement.county == contract.county, Movement.key == name))
    about = (Movement.subject_kind == contract.kind, Movement.subject_id == contract.id, Movement.key != name)
    paid = select(Movement.amount).where(*about, Movement.reverses_id.is_(None))
    back = select(Movement.amount).where(*about, Movement.reverses_id.is_not(None))
    so_far = sum(act.session.scalars(paid), Decimal(0)) - sum(act.session.scalars(back), Decimal(0))
    if so_far + amount > contract.amount:
        raise Incomplete(
            N_("%(paid)s yuan of this contract have been paid; %(rest)s are left."),
            field="amount",
            paid=f"{so_far:,.2f}",
            rest=f"{contract.amount - so_far:,.2f}",
        )
    moved = record_movement(
        act,
        key=name,
        organisation=contract.award.lot.project.organisation,
        payer=payer,
        payee=payee,
        amount=amount,
        purpose=purpose,
        subject=contract,
    )
    if known is None:
        record(act, "trade.paid", contract, amount=moved.amount, movement=moved.id)
    return moved
