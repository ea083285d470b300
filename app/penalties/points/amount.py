"""P4 Unlawful amount (处罚金额违规): against the standard, the notice, the law's ceilings, and the peers."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits, Nature, Parameter, Severity
from app.kernel.words import N_
from app.penalties.cases.acts import Discretion, Hearing, Payment
from app.penalties.cases.models import PenaltyCase
from app.penalties.points.cases import DECIDED, about_case, about_decision, condition, has_note, imposed

PAID = frozenset({"penalty.paid", "penalty.imported"})


def _range(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fines below or above the range that the frozen standard gave."""
    slack = limits["tolerance"]
    return about_decision(fact).where(
        or_(imposed() < PenaltyCase.lowest - slack, imposed() > PenaltyCase.highest + slack)
    )


def _by_hand(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fines for which the standard gave no range."""
    return about_decision(fact).where(PenaltyCase.out_of_range.is_(True), PenaltyCase.highest.is_(None))


def _kind(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find kinds of penalty that the standard does not name."""
    return about_decision(fact).where(PenaltyCase.unlisted_kind.is_(True))


def _after_plea(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fines above the first notice after the party had merely pleaded."""
    held = select(Hearing.id).where(Hearing.case_id == PenaltyCase.id, Hearing.held_at.is_not(None))
    return about_decision(fact, noticed_first=PenaltyCase.noticed_first).where(
        PenaltyCase.pleaded.is_(True), imposed() > PenaltyCase.noticed_first, ~held.correlate(PenaltyCase).exists()
    )


def _two_fines(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find a second fine of one party for one act."""
    other = aliased(PenaltyCase)
    earlier = or_(
        other.decided_at < PenaltyCase.decided_at,
        and_(other.decided_at == PenaltyCase.decided_at, other.id < PenaltyCase.id),
    )
    first = (
        select(other.id)
        .where(
            other.act_key == PenaltyCase.act_key, other.party_hash == PenaltyCase.party_hash, other.fine > 0, earlier
        )
        .correlate(PenaltyCase)
        .exists()
    )
    return about_decision(fact, act_key=PenaltyCase.act_key).where(
        PenaltyCase.act_key.is_not(None), PenaltyCase.fine > 0, first
    )


def _below_minimum(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fines below the law's minimum without a ground of reduction and the minutes of a discussion."""
    lawful = and_(PenaltyCase.reduced.is_(True), has_note("discussion"))
    left_out = and_(imposed() == 0, PenaltyCase.fine_optional.is_(True))
    return about_decision(fact, reduced=PenaltyCase.reduced).where(
        imposed() < PenaltyCase.legal_lowest, ~lawful, ~left_out
    )


def _summary(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fines on the spot above the ceilings of article 51."""
    person = PenaltyCase.party_kind == "person"
    return about_decision(fact, party_kind=PenaltyCase.party_kind).where(
        PenaltyCase.summary.is_(True),
        or_(and_(person, imposed() > limits["person"]), and_(~person, imposed() > limits["organisation"])),
    )


def _cash(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find cash taken on the spot above the limit without a ground."""
    return (
        about_case(
            moment=Payment.at,
            fact=fact,
            official=Payment.by,
            episode=Payment.id,
            amount=Payment.amount,
            receipt=Payment.receipt,
        )
        .join(Payment, Payment.case_id == PenaltyCase.id)
        .where(Payment.cash.is_(True), Payment.ground == "", Payment.amount > limits["amount"])
    )


def _edited(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find judgements whose range fell because circumstances were stated otherwise than before."""
    return (
        about_case(
            moment=Discretion.at,
            fact=fact,
            official=Discretion.by,
            episode=Discretion.id,
            number_of=Discretion.number,
            lowest=Discretion.lo,
            highest=Discretion.hi,
            reason=Discretion.reason,
        )
        .join(Discretion, Discretion.case_id == PenaltyCase.id)
        .where(Discretion.fell.is_(True))
    )


def _peer(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find fines far from what other officers, here or elsewhere, imposed on the same circumstances."""
    other = aliased(PenaltyCase)
    same: tuple[ColumnElement[bool], ...] = (
        other.facts_key == PenaltyCase.facts_key,
        other.proposer_id != PenaltyCase.proposer_id,
        other.fine.is_not(None),
        other.decided_at <= PenaltyCase.decided_at,
    )
    mean = select(func.avg(imposed(other))).where(*same).correlate(PenaltyCase).scalar_subquery()
    count = select(func.count()).select_from(other).where(*same).correlate(PenaltyCase).scalar_subquery()
    width = (PenaltyCase.highest - PenaltyCase.lowest) * limits["share"] / 100
    return about_decision(fact, peer_mean=mean).where(
        PenaltyCase.facts_key.is_not(None),
        PenaltyCase.highest > PenaltyCase.lowest,
        or_(imposed() - mean > width, mean - imposed() > width),
        count >= limits["n_min"],
    )


AMOUNT = (
    condition(
        "P4.range",
        N_("Fine outside the range of the standard"),
        N_("Administrative Penalty Law, art. 34 and 76"),
        Severity.RED,
        _range,
        N_(
            "The published standard gave a range for the circumstances that the officer himself stated, and the fine lies outside it. Read his reason, the minutes and the review."
        ),
        honest=N_("A fine exactly at the end of the range."),
        letter="a",
        wakes_on=DECIDED,
        parameters=(Parameter("tolerance", 0, N_("Yuan that are let pass"), N_("yuan")),),
    ),
    condition(
        "P4.by_hand",
        N_("Fine found by hand"),
        N_("Administrative Penalty Law, art. 34"),
        Severity.YELLOW,
        _by_hand,
        N_(
            "No grade of the standard covers the circumstances, so the officer weighed them himself. Read his reason, and have the standard completed."
        ),
        honest=N_("A fine within the range that the standard gave."),
        letter="a",
        wakes_on=DECIDED,
        nature=Nature.LEAD,
    ),
    condition(
        "P4.kind",
        N_("Kind of penalty that the standard does not name"),
        N_("Administrative Penalty Law, art. 76"),
        Severity.RED,
        _kind,
        N_(
            "Beside the fine a kind of penalty was imposed that the item's standard does not know. Changing the kind on one's own account is a breach by itself."
        ),
        honest=N_("Confiscation beside the fine, as the standard names it."),
        letter="b",
        wakes_on=DECIDED,
    ),
    condition(
        "P4.after_plea",
        N_("Heavier after pleading"),
        N_("Administrative Penalty Law, art. 45"),
        Severity.RED,
        _after_plea,
        N_(
            "The party merely pleaded, and the fine came out higher than the one it was told of first. Nobody may be punished harder for defending himself."
        ),
        honest=N_("A hearing was held and brought new facts to light, so the fine went up."),
        letter="c",
        wakes_on=DECIDED,
    ),
    condition(
        "P4.two_fines",
        N_("Two fines for one act"),
        N_("Administrative Penalty Law, art. 29"),
        Severity.RED,
        _two_fines,
        N_("The same act of the same party was fined before. For one act there is one fine, by the heavier norm."),
        honest=N_("The first decision was annulled in reconsideration and the same act decided again."),
        letter="d",
        wakes_on=DECIDED,
    ),
    condition(
        "P4.below_minimum",
        N_("Below the law's minimum without a ground"),
        N_("Administrative Penalty Law, art. 32 and 57"),
        Severity.RED,
        _below_minimum,
        N_(
            "The fine lies below what the law itself asks for. That takes a ground of reduction and the minutes of a collective discussion; one of them is missing."
        ),
        honest=N_("Reduced below the minimum with a ground and the minutes of a discussion."),
        letter="e",
        wakes_on=DECIDED,
    ),
    condition(
        "P4.summary",
        N_("Fine on the spot above its ceiling"),
        N_("Administrative Penalty Law, art. 51"),
        Severity.RED,
        _summary,
        N_(
            "On the spot a person is fined at most 200 yuan and an organisation at most 3,000. Higher ones need a filed case, a notice and a hearing of the party."
        ),
        honest=N_("An organisation fined three thousand yuan on the spot, which is the ceiling."),
        letter="f",
        wakes_on=DECIDED,
        parameters=(
            Parameter("person", 200, N_("Highest fine of a person"), N_("yuan")),
            Parameter("organisation", 3000, N_("Highest fine of an organisation"), N_("yuan")),
        ),
    ),
    condition(
        "P4.cash",
        N_("Cash taken on the spot without a ground"),
        N_("Administrative Penalty Law, art. 67 to 69"),
        Severity.RED,
        _cash,
        N_(
            "Who fines does not take the money: it is paid at a bank. Cash above 100 yuan needs a ground, such as a remote place. Compare the receipt with the treasury."
        ),
        honest=N_("Cash of a hundred yuan; and more of it in a remote place, with the ground written down."),
        letter="g",
        wakes_on=PAID,
        parameters=(Parameter("amount", 100, N_("Cash that is let pass"), N_("yuan")),),
    ),
    condition(
        "P4.peer",
        N_("Far from what others imposed on the same circumstances"),
        N_("Administrative Penalty Law, art. 5 and 34"),
        Severity.YELLOW,
        _peer,
        N_(
            "Other officers, here or in other counties, judged the same circumstances and fined far more or far less. Both may lie in the range; ask for the difference."
        ),
        honest=N_("A fine in the middle of the range while the others lie near its lower end."),
        letter="h",
        wakes_on=DECIDED,
        nature=Nature.STATISTIC,
        parameters=(
            Parameter("share", 50, N_("Share of the width of the range"), "%"),
            Parameter("n_min", 3, N_("Fewest cases that are compared")),
        ),
    ),
    condition(
        "P4.edited",
        N_("Circumstances restated until the range fell"),
        N_("Administrative Penalty Law, art. 34 and 76"),
        Severity.RED,
        _edited,
        N_(
            "The circumstances were judged, then stated otherwise, and the range fell. Compare both statements with the evidence; each judgement is kept."
        ),
        honest=N_("The circumstances were judged again and the range stayed the same."),
        letter="i",
        wakes_on=frozenset({"penalty.proposed", "penalty.decided_on_spot", "penalty.imported"}),
    ),
)
