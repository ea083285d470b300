"""V03, V04, V05: vouchers without valid proof, without the signatures they need, split below a tier."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.attachments import Attachment
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity
from app.kernel.words import N_
from app.villages.models import VillageDecision, VillageOfficer, VillageWorks, Voucher
from app.villages.points.shared import COURSE, DAYS, ENTERED, PAST, YUAN, condition, live, spent
from app.villages.words import Direction, Receipt

PROOF = N_("Accounting Law, art. 14; Rural Collective Economic Organisations Law, art. 44")
SIGNED = N_("Organic Law of the Villagers' Committees, art. 24 and 32")


def _slip(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find expenses proved by a handwritten slip or by nothing."""
    weak = (str(Receipt.NONE), str(Receipt.HANDWRITTEN))
    return spent(fact, proof=Voucher.receipt).where(
        Voucher.receipt.in_(weak), Voucher.amount > limits["limit"]
    )


def _twice(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find invoices that another voucher of any village has used before."""
    other = aliased(Voucher)
    earlier = select(other.id).where(
        other.invoice_key == Voucher.invoice_key, other.id != Voucher.id, live(other),
        or_(other.entered_at < Voucher.entered_at, and_(other.entered_at == Voucher.entered_at, other.id < Voucher.id)),
    )  # fmt: skip
    return spent(fact, invoice=Voucher.invoice_key).where(
        Voucher.invoice_key.is_not(None), earlier.correlate(Voucher).exists()
    )


def _stale(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find invoices booked long after they were written."""
    return spent(fact, invoice_on=Voucher.invoice_on).where(
        Voucher.invoice_day.is_not(None), Voucher.booked_day > Voucher.invoice_day + limits["stale"]
    )


def _unseen(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find expenses that the township let pass without a photo of the paper."""
    return spent(fact).where(Voucher.photos == 0, Voucher.state.in_([str(one) for one in PAST]))


def reused(owner: Any) -> Any:
    """Tell whether a photo of a voucher or of works was handed in before for another that still stands."""
    mine, earlier, other = aliased(Attachment), aliased(Attachment), aliased(Voucher)
    elsewhere = or_(earlier.subject_kind != mine.subject_kind, earlier.subject_id != mine.subject_id)
    stands = or_(
        earlier.subject_kind == VillageWorks.kind, and_(earlier.subject_kind == Voucher.kind, live(other))
    )
    return (
        select(mine.id)
        .join(earlier, and_(earlier.digest == mine.digest, earlier.id < mine.id, elsewhere))
        .outerjoin(other, and_(earlier.subject_kind == Voucher.kind, other.id == earlier.subject_id))
        .where(mine.subject_kind == owner.kind, mine.subject_id == owner.id, stands)
        .correlate(owner)
        .exists()
    )


def _reused(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find expenses whose photo belongs to another voucher, or to works, already."""
    return spent(fact, invoice=Voucher.invoice_number).where(Voucher.photos > 0, reused(Voucher))


def _unsigned(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find expenses let pass without handler, approver or stamp."""
    return spent(fact, handler=Voucher.handler_id, approver=Voucher.approver_id, stamped_at=Voucher.supervised_at).where(
        Voucher.state.in_([str(one) for one in PAST]),
        or_(Voucher.handler_id.is_(None), Voucher.approver_id.is_(None), Voucher.supervised_at.is_(None)),
    )  # fmt: skip


def _same(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find expenses that one and the same person handled and approved."""
    handler, approver = aliased(VillageOfficer), aliased(VillageOfficer)
    return (
        spent(fact, officer=handler.name)
        .join(handler, handler.id == Voucher.handler_id)
        .join(approver, approver.id == Voucher.approver_id)
        .where(handler.person_hash == approver.person_hash)
    )


def _undecided(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find large expenses without a decision of the villagers' representatives."""
    return spent(fact).where(Voucher.amount >= limits["tier2"], Voucher.decision_id.is_(None))


def _decided_after(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find expenses whose decision was taken only after the payment."""
    return (
        spent(fact, decided_on=VillageDecision.held_on, decision=VillageDecision.title)
        .join(VillageDecision, VillageDecision.id == Voucher.decision_id)
        .where(VillageDecision.held_day > Voucher.day)
    )


def _split(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find payments just below a tier which, with those of the days before, reach it."""
    totals = [_total(limits[tier], limits["share"], limits["days"]) for tier in ("tier1", "tier2")]
    hits = [
        and_(Voucher.amount < tier, Voucher.amount >= tier * limits["share"], total >= tier)
        for tier, total in zip((limits["tier1"], limits["tier2"]), totals, strict=True)
    ]
    total = func.coalesce(*totals)
    return spent(fact, total=total).where(or_(*hits))


def _total(tier: Any, share: float, days: int) -> Any:
    """Return what one payee got, or one purpose cost, within days: payments in [share of tier, tier), two or more."""
    other = aliased(Voucher)
    return (
        select(func.sum(other.amount))
        .where(
            other.organisation_id == Voucher.organisation_id, other.direction == str(Direction.OUT), live(other),
            or_(other.payee_hash == Voucher.payee_hash, other.purpose_key == Voucher.purpose_key),
            other.amount < tier, other.amount >= tier * share,
            other.day.between(Voucher.day - days, Voucher.day),
            or_(other.day < Voucher.day, other.id <= Voucher.id),
        )
        .having(func.count() >= 2)
        .correlate(Voucher)
        .scalar_subquery()
    )  # fmt: skip


TIER1 = Parameter("tier1", 2000, N_("First tier of approval"), YUAN)
TIER2 = Parameter("tier2", 10000, N_("From here on the representatives decide"), YUAN)
VOUCHERS = (
    condition(
        "V03.slip", N_("Expense on a slip or without paper"), PROOF, Severity.RED, _slip,
        N_("Without an invoice or an official receipt nobody can prove what was bought. Ask the payee for one, or for a statement."),
        honest=N_("A bus fare of two hundred yuan on a slip."),
        letter="a", wakes_on=ENTERED, parameters=(Parameter("limit", 200, N_("Amount up to which a slip will do"), YUAN),),
    ),
    condition(
        "V03.twice", N_("Invoice used a second time"), PROOF, Severity.RED, _twice,
        N_("The same invoice number stands in an earlier voucher of this or another village. Compare the two papers."),
        honest=N_("A voucher entered wrongly, reversed, and entered again with the same invoice."),
        letter="b", wakes_on=ENTERED,
    ),
    condition(
        "V03.stale", N_("Invoice booked very late"), PROOF, Severity.RED, _stale,
        N_("The invoice is much older than its booking. Ask where it lay and what it was first meant for."),
        honest=N_("An invoice of spring booked in autumn, on the hundred and eightieth day."),
        letter="c", wakes_on=COURSE, parameters=(Parameter("stale", 180, N_("Days from invoice to booking"), DAYS),),
    ),
    condition(
        "V03.photo", N_("Expense without a photo of its paper"), PROOF, Severity.RED, _unseen,
        N_("The township let the voucher pass although no photo of the paper is with it. Have the paper shown."),
        honest=N_("A voucher that the township has not checked yet: the photo may still follow."),
        letter="d", wakes_on=COURSE,
    ),
    condition(
        "V03.reused", N_("Photo of a paper used a second time"), PROOF, Severity.RED, _reused,
        N_("The very same photo was handed in before, for another voucher or for works. One paper may stand for two vouchers; most often one of them is made up. Compare both."),
        honest=N_("A voucher reversed and entered again with the photo of the same paper."),
        letter="e", nature=Nature.LEAD, wakes_on=COURSE,
    ),
    condition(
        "V04.signatures", N_("Expense without the required signatures"), SIGNED, Severity.RED, _unsigned,
        N_("Handler, approver and the stamp of the supervision committee stand on every expense. One of them is missing."),
        honest=N_("A voucher still on its way: not every signature is there yet."),
        letter="a", wakes_on=COURSE,
    ),
    condition(
        "V04.same", N_("Handled and approved by one person"), SIGNED, Severity.RED, _same,
        N_("Whoever handles a payment does not approve it. Both posts are held by one person, known by the hash of his number."),
        honest=N_("Handled by the accountant and approved by the head."),
        letter="b", wakes_on=ENTERED,
    ),
    condition(
        "V04.decision", N_("Large expense without a decision"), SIGNED, Severity.RED, _undecided,
        N_("Expenses of this size are decided by the villagers' representatives. No decision is named."),
        honest=N_("A transfer between the village's own accounts of fifty thousand yuan."),
        letter="c", wakes_on=ENTERED, parameters=(TIER2,),
    ),
    condition(
        "V04.after", N_("Decided only after the payment"), SIGNED, Severity.RED, _decided_after,
        N_("The decision on which the payment rests is younger than the payment. Look at the minutes."),
        honest=N_("The representatives decided in the morning and the money was paid that afternoon."),
        letter="d", wakes_on=ENTERED,
    ),
    condition(
        "V05.split", N_("Expense split below the tier of approval"), N_("Organic Law of the Villagers' Committees, art. 24"), Severity.RED, _split,
        N_("Payments just below a tier, to one payee or for one purpose within few days, together reach it. Read them as one."),
        honest=N_("Two bills of one shop more than ten days apart."),
        wakes_on=ENTERED,
        parameters=(TIER1, TIER2, Parameter("share", 0.8, N_("Share of the tier from which a payment counts as just below")), Parameter("days", 10, N_("Days that are looked at together"), DAYS)),
    ),
)  # fmt: skip
