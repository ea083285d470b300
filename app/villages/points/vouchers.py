"""V03, V04, V05: vouchers without valid proof, without the signatures they need, split below a tier."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.attachments import Attachment
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity
from app.kernel.words import N_
from app.villages.models import VillageDecision, VillageOfficer, VillageWorks, Voucher
from app.villages.points.shared import COURSE, DAYS, ENTERED, PAST, YUAN, above, condition, live, spent, today
from app.villages.words import Direction, Receipt

PROOF = N_("Accounting Law, art. 14; Rural Collective Economic Organisations Law, art. 44")
SIGNED = N_("Organic Law of the Villagers' Committees, art. 24 and 32")


def _slip(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find expenses proved by a handwritten slip or by nothing."""
    weak = (str(Receipt.NONE), str(Receipt.HANDWRITTEN))
    return spent(fact, proof=Voucher.receipt).where(Voucher.receipt.in_(weak), Voucher.amount > limits["limit"])


def _used_again(fact: str) -> tuple[Findings, Any, Any]:
    """Begin findings of invoices that an earlier expense of any village rests on; also what was paid on them, and their amount.

    The amount is the smallest that a voucher gives, empty when none does.
    """
    other = aliased(Voucher)
    same = select(other.id).where(
        other.invoice_key == Voucher.invoice_key, other.direction == str(Direction.OUT), live(other)
    )
    before = or_(
        other.entered_at < Voucher.entered_at, and_(other.entered_at == Voucher.entered_at, other.id < Voucher.id)
    )

    def of(found: Any, what: Any) -> Any:
        return found.with_only_columns(what).correlate(Voucher).scalar_subquery()

    paid = Voucher.amount + of(same.where(before), func.sum(other.amount))
    total = of(same, func.min(other.invoice_total))
    found = spent(fact, invoice=Voucher.invoice_key, total=paid, invoice_total=total)
    return found.where(Voucher.invoice_key.is_not(None)), paid, total


def _twice(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find invoices on which more was paid than they amount to."""
    found, paid, total = _used_again(fact)
    return found.where(above(paid, total))


def _again(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find invoices used again of which nobody has noted the amount: an instalment, or used twice."""
    found, paid, total = _used_again(fact)
    return found.where(paid.is_not(None), total.is_(None))


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
    stands = or_(earlier.subject_kind == VillageWorks.kind, and_(earlier.subject_kind == Voucher.kind, live(other)))
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
    return spent(
        fact, handler=Voucher.handler_id, approver=Voucher.approver_id, stamped_at=Voucher.supervised_at
    ).where(
        Voucher.state.in_([str(one) for one in PAST]),
        or_(Voucher.handler_id.is_(None), Voucher.approver_id.is_(None), Voucher.supervised_at.is_(None)),
    )


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
    """Find large expenses without a decision of the villagers' representatives.

    What was urgent is paid first and ratified within some days.
    """
    return spent(fact, urgent=Voucher.urgent_reason).where(
        Voucher.amount >= limits["tier2"],
        Voucher.decision_id.is_(None),
        or_(Voucher.urgent_reason == "", Voucher.day + limits["ratify"] < today(now)),
    )


def _decided_after(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find expenses whose decision was taken only after the payment, unless it ratified an urgent one in time."""
    d = VillageDecision
    return (
        spent(fact, decided_on=d.held_on, decision=d.title, urgent=Voucher.urgent_reason)
        .join(d, d.id == Voucher.decision_id)
        .where(d.held_day > Voucher.day, or_(Voucher.urgent_reason == "", d.held_day > Voucher.day + limits["ratify"]))
    )


def _split(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find payments just below a tier which, with those of the days before, reach it."""
    tiers = (limits["tier1"], limits["tier2"])
    totals = [Voucher.amount + _before(tier, limits["share"], limits["days"]) for tier in tiers]
    hits = [
        and_(Voucher.amount < tier, Voucher.amount >= tier * limits["share"], ~above(tier, total))
        for tier, total in zip(tiers, totals, strict=True)
    ]
    return spent(fact, total=func.coalesce(*totals)).where(or_(*hits))


def _before(tier: Any, share: float, days: int) -> Any:
    """Return what the same payee got, or the same purpose cost, within days before: payments in [share of tier, tier)."""
    other = aliased(Voucher)
    return (
        select(func.sum(other.amount))
        .where(
            other.organisation_id == Voucher.organisation_id,
            other.direction == str(Direction.OUT),
            live(other),
            or_(other.payee_hash == Voucher.payee_hash, other.purpose_key == Voucher.purpose_key),
            other.amount < tier,
            other.amount >= tier * share,
            other.day >= Voucher.day - days,
            or_(other.day < Voucher.day, and_(other.day == Voucher.day, other.id < Voucher.id)),
        )
        .correlate(Voucher)
        .scalar_subquery()
    )


TIER1 = Parameter("tier1", 2000, N_("First tier of approval"), YUAN)
TIER2 = Parameter("tier2", 10000, N_("From here on the representatives decide"), YUAN)
RATIFY = Parameter("ratify", 30, N_("Days in which an urgent payment is ratified"), DAYS)
VOUCHERS = (
    condition(
        "V03.slip",
        N_("Expense on a slip or without paper"),
        PROOF,
        Severity.RED,
        _slip,
        N_(
            "Without an invoice or an official receipt nobody can prove what was bought. Ask the payee for one, or for a statement."
        ),
        honest=N_("A bus fare of two hundred yuan on a slip."),
        letter="a",
        wakes_on=ENTERED,
        parameters=(Parameter("limit", 200, N_("Amount up to which a slip will do"), YUAN),),
    ),
    condition(
        "V03.twice",
        N_("Invoice used a second time"),
        PROOF,
        Severity.RED,
        _twice,
        N_(
            "The same invoice number stands in an earlier voucher of this or another village, and together they come to more than the invoice. Compare the two papers."
        ),
        honest=N_(
            "An invoice paid in instalments that together come to its amount; and a voucher entered wrongly, reversed, and entered again."
        ),
        letter="b",
        wakes_on=ENTERED,
        version=2,
    ),
    condition(
        "V03.again",
        N_("Invoice stands in an earlier voucher, its amount is not known"),
        PROOF,
        Severity.YELLOW,
        _again,
        N_(
            "Nobody has noted what the invoice amounts to, so it is not known whether this is an instalment or the invoice was used twice. Have the paper shown and its amount entered in one of the vouchers: then this ends, or the second use is a red card."
        ),
        honest=N_("An invoice paid in instalments whose amount stands in one of the vouchers."),
        letter="f",
        nature=Nature.LEAD,
        wakes_on=ENTERED,
    ),
    condition(
        "V03.stale",
        N_("Invoice booked very late"),
        PROOF,
        Severity.RED,
        _stale,
        N_("The invoice is much older than its booking. Ask where it lay and what it was first meant for."),
        honest=N_("An invoice of spring booked in autumn, on the hundred and eightieth day."),
        letter="c",
        wakes_on=COURSE,
        parameters=(Parameter("stale", 180, N_("Days from invoice to booking"), DAYS),),
    ),
    condition(
        "V03.photo",
        N_("Expense without a photo of its paper"),
        PROOF,
        Severity.RED,
        _unseen,
        N_("The township let the voucher pass although no photo of the paper is with it. Have the paper shown."),
        honest=N_("A voucher that the township has not checked yet: the photo may still follow."),
        letter="d",
        wakes_on=COURSE,
    ),
    condition(
        "V03.reused",
        N_("Photo of a paper used a second time"),
        PROOF,
        Severity.RED,
        _reused,
        N_(
            "The very same photo was handed in before, for another voucher or for works. One paper may stand for two vouchers; most often one of them is made up. Compare both."
        ),
        honest=N_("A voucher reversed and entered again with the photo of the same paper."),
        letter="e",
        nature=Nature.LEAD,
        wakes_on=COURSE,
    ),
    condition(
        "V04.signatures",
        N_("Expense without the required signatures"),
        SIGNED,
        Severity.RED,
        _unsigned,
        N_(
            "Handler, approver and the stamp of the supervision committee stand on every expense. One of them is missing."
        ),
        honest=N_("A voucher still on its way: not every signature is there yet."),
        letter="a",
        wakes_on=COURSE,
    ),
    condition(
        "V04.same",
        N_("Handled and approved by one person"),
        SIGNED,
        Severity.RED,
        _same,
        N_(
            "Whoever handles a payment does not approve it. Both posts are held by one person, known by the hash of his number."
        ),
        honest=N_("Handled by the accountant and approved by the head."),
        letter="b",
        wakes_on=ENTERED,
    ),
    condition(
        "V04.decision",
        N_("Large expense without a decision"),
        SIGNED,
        Severity.RED,
        _undecided,
        N_("Expenses of this size are decided by the villagers' representatives. No decision is named."),
        honest=N_(
            "A transfer between the village's own accounts of fifty thousand yuan; and a dike closed at night in a flood, to be ratified within thirty days."
        ),
        letter="c",
        wakes_on=ENTERED,
        version=2,
        parameters=(TIER2, RATIFY),
    ),
    condition(
        "V04.after",
        N_("Decided only after the payment"),
        SIGNED,
        Severity.RED,
        _decided_after,
        N_(
            "The decision on which the payment rests is younger than the payment, and no urgent reason is noted, or it was not ratified in time. Look at the minutes."
        ),
        honest=N_(
            "The representatives decided in the morning and the money was paid that afternoon; and urgent repairs after a typhoon, ratified three weeks later."
        ),
        letter="d",
        wakes_on=ENTERED,
        version=2,
        parameters=(RATIFY,),
    ),
    condition(
        "V05.split",
        N_("Expense split below the tier of approval"),
        N_("Organic Law of the Villagers' Committees, art. 24"),
        Severity.RED,
        _split,
        N_(
            "Payments just below a tier, to one payee or for one purpose within few days, together reach it. Read them as one."
        ),
        honest=N_("Two bills of one shop more than ten days apart."),
        wakes_on=ENTERED,
        version=2,
        parameters=(
            TIER1,
            TIER2,
            Parameter("share", 0.8, N_("Share of the tier from which a payment counts as just below")),
            Parameter("days", 10, N_("Days that are looked at together"), DAYS),
        ),
    ),
)
