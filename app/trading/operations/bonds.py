"""Bid bonds: reported by the bank for a pass, booked in funds when the bids are open, sent back in time or kept."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from app.funds.models import Account, Movement
from app.funds.operations import open_account, record_movement, reverse_movement
from app.funds.words import AccountKind
from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.clocks import ClockKind, clock_of, start_clock, stop_clock
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.parties.known import mark_value
from app.parties.models import Office, Party
from app.parties.operations import know_party
from app.parties.words import MarkWord, OfficeWord, PartyForm
from app.trading.bonds import REFUND, Slip, bond_code
from app.trading.flows import DECIDED
from app.trading.guards import begin, check_state, finish, needed, positive
from app.trading.models import (
    Award,
    Bidder,
    Candidate,
    Lot,
    Offer,
    Project,
    SealedBid,
    TradeBond,
    TradeContract,
    TradePass,
)
from app.trading.words import NotFirst, TradeKind, TradeState

SEALED = (TradeState.OPEN, TradeState.HALTED, TradeState.CLOSED)
ENDED = (TradeState.FAILED, TradeState.STOPPED, TradeState.VOID)
FORFEITS = (NotFirst.GIVES_UP, NotFirst.NO_SECURITY)
"""Whoever is passed over on one of these grounds may lose the bond (Implementing Regulations art. 74)."""
PAID, RETURNED = "投标保证金", "退还投标保证金"


def take_bond(
    act: Act, project: Project, code: str, reference: str, amount: Decimal, paid_at: datetime, slip: Slip
) -> TradeBond:
    """Note a payment that the bank reports under a code; reported twice it is the same bond.

    From the bank's file or interface alone: nobody inside learns who pays before the bids are open.
    """
    if not act.actor.is_platform:
        raise NotAllowed(
            N_("Bonds come in from the bank's file alone, so that nobody sees who pays before the opening.")
        )
    name = needed(reference, "reference")[:60]
    standing = act.session.scalar(
        select(TradeBond).where(TradeBond.county == project.county, TradeBond.reference == name)
    )
    hashed = _pass_of(act, project, code)
    told = {"project_id": project.id, "pass_hash": hashed, "amount": positive(amount, "amount"), "paid_at": paid_at}
    if standing is not None:
        if any(getattr(standing, key) != value for key, value in told.items()):
            raise Conflict(N_("The bank reported another payment under this number before. Compare both."))
        return standing
    check_state(project, *SEALED)
    if paid_at > act.at:
        raise Incomplete(N_("This day lies in the future."), field="paid_at")
    body_of(act, project.centre)  # known now, so that the opening never waits for it
    made = TradeBond(county=project.county, reference=name, slip=_known(act, project, slip).sealed(), **told)
    act.session.add(made)
    act.session.flush()
    record(act, "trade.bond_taken", made)  # not beside the trade, where they could be counted before the opening
    return made


def _pass_of(act: Act, project: Project, code: str) -> str:
    typed = code.strip().upper()
    for hashed in act.session.scalars(select(TradePass.pass_hash).where(TradePass.project_id == project.id)):
        if bond_code(hashed) == typed:
            return hashed
    raise Incomplete(N_("No pass of this trade has this code. The bank sends the payment back."), field="code")


def _known(act: Act, project: Project, slip: Slip) -> Slip:
    """Return a slip with the payer's number: told by the bank, or that of whose account or name it is."""
    if slip.number.strip():
        return slip
    account = _account(act, project.county, slip)
    if account is not None:
        return Slip(account.owner_name, account.owner_number, slip.account, slip.bank)
    bidder = act.session.scalar(
        select(Bidder).where(Bidder.county == project.county, Bidder.name == slip.name.strip()).limit(1)
    )
    if bidder is None:
        raise Incomplete(
            N_("Nobody with this name or account is known. Ask the bank for the payer's credit code."), field="number"
        )
    return Slip(bidder.name, bidder.uscc, slip.account, slip.bank)


def _account(act: Act, county: int, slip: Slip) -> Account | None:
    if not slip.account.strip():
        return None
    hashed, _shown = mark_value(MarkWord.ACCOUNT, slip.account)
    return act.session.scalar(select(Account).where(Account.county == county, Account.number_hash == hashed))


def body_of(act: Act, organisation: Organisation) -> Party:
    """Return the party that an organisation is; Incomplete while nobody has said which."""
    held = (
        select(Party)
        .join(Office, Office.party_id == Party.id)
        .where(Office.organisation_id == organisation.id, Office.what == str(OfficeWord.BODY), Office.to_on.is_(None))
    )
    found = act.session.scalar(held.order_by(Office.id.desc()).limit(1))
    if found is not None:
        return found
    if not organisation.credit_code:
        raise Incomplete(
            N_("%(name)s has no credit code in the list of bodies. Enter it: bonds are paid to it by its number."),
            name=organisation.name,
        )
    return know_party(act, organisation.credit_code, organisation.name, PartyForm.BODY, county=organisation.county)


def book_bonds(act: Act, project: Project) -> int:
    """Book in funds what was paid for a trade, as it may be known now who paid; returns how many payments."""
    waiting = select(TradeBond).where(TradeBond.project_id == project.id, TradeBond.movement_id.is_(None))
    bonds = act.session.scalars(waiting.order_by(TradeBond.id)).all()
    for bond in bonds:
        _book(act, project, bond)
    if bonds:
        record(act, "trade.bonds_booked", project, payments=len(bonds))
    return len(bonds)


def _book(act: Act, project: Project, bond: TradeBond) -> None:
    slip = Slip.read(bond.slip)
    payer = _payer(act, project, slip, bond)
    moved = record_movement(
        act,
        key=f"bond:{bond.reference}",
        organisation=project.centre,
        payer=payer,
        payee=body_of(act, project.centre),
        amount=bond.amount,
        purpose=f"{PAID} {project.number}",
        at=bond.paid_at,
        subject=bond,
    )
    act.session.flush()
    bond.movement_id, bond.slip = moved.id, ""


def _payer(act: Act, project: Project, slip: Slip, bond: TradeBond) -> Party | Account:
    """Return the account from which a bond came; the payer alone where it names none, or one that was closed before."""
    account = _account(act, project.county, slip)
    if account is None:
        party = know_party(act, slip.number, slip.name, county=project.county)
        if not slip.account.strip():
            return party
        account = open_account(act, party, slip.account, slip.bank, AccountKind.GENERAL, source=PAID)
        act.session.flush()
    if account.closed_on is not None and start_of_day(account.closed_on) < bond.paid_at:
        return act.session.get_one(Party, account.party_id)
    return account


def release_bonds(act: Act, project: Project) -> None:
    """Let the time run in which bonds go back, as far as a trade has come: to losers, to the winner, to all.

    It runs once for each bond; one that was sent back before has none.
    """
    kind, state = TradeKind(project.trade_kind), TradeState(project.state)
    winners: set[str] = set()
    begins: date | None = None
    if kind == TradeKind.PROCUREMENT and state == TradeState.AWARDED:
        winners = _winners(act, project)
    elif state == TradeState.CONTRACTED:
        signed = select(func.max(TradeContract.signed_on)).join(Award).join(Lot).where(Lot.project_id == project.id)
        begins = act.session.scalar(signed)
    elif state not in ENDED:
        return
    for bond in _standing(act, project):
        if bond.pass_hash not in winners and clock_of(act.session, bond, ClockKind.REFUND) is None:
            start_clock(act, bond, ClockKind.REFUND, REFUND[kind], on=begins, organisation_id=project.centre_id)


def _standing(act: Act, project: Project) -> list[TradeBond]:
    held = select(TradeBond).where(
        TradeBond.project_id == project.id, TradeBond.refunded_on.is_(None), TradeBond.kept_at.is_(None)
    )
    return list(act.session.scalars(held.order_by(TradeBond.id)))


def _winners(act: Act, project: Project) -> set[str]:
    """Return the passes under which winners of lots bid."""
    won = (
        select(SealedBid.pass_hash)
        .join(Offer, Offer.bid_id == SealedBid.id)
        .join(Candidate, Candidate.offer_id == Offer.id)
        .join(Award, Award.candidate_id == Candidate.id)
        .join(Lot, Lot.id == Award.lot_id)
        .where(Lot.project_id == project.id)
    )
    return set(act.session.scalars(won))


def refund_bond(act: Act, bond: TradeBond, booked_on: date) -> Movement:
    """Enter that the bank sent a bond back on a day; the payment is reversed in funds, whole."""
    project = bond.project
    move = begin(act, project, "refund")
    if (project.halted_from or project.state) not in {str(one) for one in DECIDED}:
        raise OutOfOrder(N_("Bonds stay where they are until the award, or until the trade has ended."))
    if bond.refunded_on is not None or bond.kept_at is not None:
        raise Conflict(N_("This bond has been sent back or kept already. Reload the page."))
    if bond.movement_id is None:
        book_bonds(act, project)
    act.session.flush()
    act.session.refresh(bond, ["movement"])
    assert bond.movement is not None
    if not bond.movement.booked_on <= booked_on <= act.on:
        raise Incomplete(N_("The day lies between the payment of the bond and today."), field="booked_on")
    back = reverse_movement(act, bond.movement, f"{RETURNED} {project.number}", booked_on=booked_on)
    bond.refunded_on = booked_on
    stop_clock(act, bond, ClockKind.REFUND, at=None if booked_on == act.on else start_of_day(booked_on))
    finish(act, project, move, bond=bond.id, booked_on=booked_on)
    return back


def keep_bond(act: Act, bond: TradeBond, reason: str) -> None:
    """Keep the bond of a first candidate who gave the award up or gave no performance bond; by a head of the buyer."""
    project = bond.project
    move = begin(act, project, "keep")
    if bond.refunded_on is not None or bond.kept_at is not None:
        raise Conflict(N_("This bond has been sent back or kept already. Reload the page."))
    if bond.pass_hash not in forfeited(act, project):
        raise OutOfOrder(
            N_("A bond is kept where its bidder gave the award up or gave no performance bond, and that was recorded.")
        )
    bond.kept_at, bond.kept_reason = act.at, needed(reason)
    stop_clock(act, bond, ClockKind.REFUND)
    finish(act, project, move, bond=bond.id, reason=bond.kept_reason)


def forfeited(act: Act, project: Project) -> set[str]:
    """Return the passes under which first candidates bid who were passed over for what they did themselves."""
    passed = (
        select(SealedBid.pass_hash)
        .join(Offer, Offer.bid_id == SealedBid.id)
        .join(Candidate, Candidate.offer_id == Offer.id)
        .join(Award, Award.lot_id == Candidate.lot_id)
        .join(Lot, Lot.id == Award.lot_id)
        .where(Lot.project_id == project.id, Candidate.rank == 1, Award.ground.in_([str(one) for one in FORFEITS]))
    )
    return set(act.session.scalars(passed))
