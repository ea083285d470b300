"""P3 and P5: the cause of action was changed, the filing withdrawn (变更案由、撤销立案)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits, Nature, Parameter, Severity
from app.kernel.words import N_
from app.penalties.cases.acts import CauseChange, Payment
from app.penalties.cases.measures import EarlyEnd
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.models import ViolationItem
from app.penalties.points.cases import about_case, condition, has_note
from app.penalties.points.clue import PEERS, rate

CHANGED = frozenset({"penalty.cause_changed", "penalty.imported"})
WITHDRAWN = frozenset({"penalty.filing_withdrawn", "penalty.imported"})


def _changes(fact: str) -> Findings:
    before, after = aliased(ViolationItem), aliased(ViolationItem)
    return (
        about_case(
            moment=CauseChange.at,
            fact=fact,
            official=CauseChange.approved_by,
            episode=CauseChange.id,
            cause_before=before.name,
            cause_after=after.name,
            highest_before=CauseChange.from_highest,
            highest_after=CauseChange.to_highest,
            reason=CauseChange.reason,
        )
        .join(CauseChange, CauseChange.case_id == PenaltyCase.id)
        .join(before, before.id == CauseChange.from_item_id)
        .join(after, after.id == CauseChange.to_item_id)
    )


def _changed(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find every first change of the cause before the notice that makes nothing lighter."""
    return _changes(fact).where(
        CauseChange.lighter.is_(False), CauseChange.after_notice.is_(False), CauseChange.number == 1
    )


def _lighter(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find changes to a cause with a lower highest fine, or without a kind of penalty that the old one had."""
    return _changes(fact).where(CauseChange.lighter.is_(True))


def _after_notice(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find changes after the party had been told."""
    return _changes(fact).where(CauseChange.after_notice.is_(True))


def _again(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find cases whose cause was changed again."""
    return _changes(fact).where(CauseChange.number >= limits["times"])


def _withdrawals(fact: str) -> Findings:
    return about_case(
        moment=PenaltyCase.ended_at,
        fact=fact,
        official=PenaltyCase.approved_by,
        reason=PenaltyCase.reason,
        noticed_at=PenaltyCase.noticed_at,
        paid=PenaltyCase.paid,
    ).where(PenaltyCase.state == str(CaseState.WITHDRAWN), PenaltyCase.ended_at.is_not(None))


def _checked() -> ColumnElement[bool]:
    return and_(has_note("review"), has_note("discussion"))


def _touched() -> ColumnElement[bool]:
    paid = select(Payment.id).where(Payment.case_id == PenaltyCase.id).correlate(PenaltyCase).exists()
    return or_(paid, has_note("contact"))


def _withdrawn(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find every withdrawal that was reviewed and discussed, before the notice, without payment or contact."""
    return _withdrawals(fact).where(_checked(), PenaltyCase.noticed_first.is_(None), ~_touched())


def _unchecked(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find withdrawals without legal review, or without minutes."""
    return _withdrawals(fact).where(~_checked())


def _told_before(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find withdrawals after the party had been told of its penalty."""
    return _withdrawals(fact).where(PenaltyCase.noticed_first.is_not(None))


def _touched_before(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find withdrawals after money came in or the party got in touch."""
    return _withdrawals(fact).where(_touched())


def _rate(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers whose filings are withdrawn far more often than those of their peers."""
    return rate(EarlyEnd.WITHDRAWN, fact, now, limits)


BASIS_CHANGE = N_("Administrative Penalty Law, art. 40, 57 and 76")
BASIS_WITHDRAWAL = N_("Administrative Penalty Law, art. 57 and 83")

CAUSE = (
    condition(
        "P3.changed",
        N_("Cause of action changed"),
        BASIS_CHANGE,
        Severity.YELLOW,
        _changed,
        N_(
            "Every change of the cause is shown once, with both legal ranges on the same facts. Read whether the facts changed too."
        ),
        honest=N_("A case whose cause never changed; and a lighter change, which is shown once and not twice."),
        letter="a",
        wakes_on=CHANGED,
        nature=Nature.LEAD,
    ),
    condition(
        "P3.lighter",
        N_("Cause of action changed to a lighter one"),
        BASIS_CHANGE,
        Severity.RED,
        _lighter,
        N_(
            "The new cause allows less than the old one on the same facts, or lacks a kind of penalty. That is a way to let somebody off. Compare the evidence with both articles."
        ),
        honest=N_("The new cause carries the same highest fine."),
        letter="b",
        wakes_on=CHANGED,
    ),
    condition(
        "P3.after_notice",
        N_("Cause of action changed after the notice"),
        BASIS_CHANGE,
        Severity.RED,
        _after_notice,
        N_(
            "The party had been told of one violation, then another one was written down. What it said in its defence answered something else."
        ),
        honest=N_("The cause was changed before the party was told."),
        letter="c",
        wakes_on=CHANGED,
    ),
    condition(
        "P3.again",
        N_("Cause of action changed again"),
        BASIS_CHANGE,
        Severity.RED,
        _again,
        N_("The cause of one case was changed more than once. Ask who asked for it each time."),
        honest=N_("The cause was changed once, by approval."),
        letter="d",
        wakes_on=CHANGED,
        parameters=(Parameter("times", 2, N_("Changes from which on it is repeated")),),
    ),
    condition(
        "P5.withdrawn",
        N_("Filing withdrawn after review and discussion"),
        BASIS_WITHDRAWAL,
        Severity.YELLOW,
        _withdrawn,
        N_(
            "Every withdrawn filing is shown once. Review and minutes are there; read whether they carry the withdrawal."
        ),
        honest=N_("A case that ended with a decision and not by withdrawal."),
        letter="a",
        wakes_on=WITHDRAWN,
        nature=Nature.LEAD,
    ),
    condition(
        "P5.unchecked",
        N_("Filing withdrawn without legal review or minutes"),
        BASIS_WITHDRAWAL,
        Severity.RED,
        _unchecked,
        N_(
            "A filed case was withdrawn by one signature: nobody reviewed it and nobody discussed it. Ask for the grounds and look at the evidence."
        ),
        honest=N_("Withdrawn after legal review and collective discussion."),
        letter="b",
        wakes_on=WITHDRAWN,
    ),
    condition(
        "P5.after_notice",
        N_("Filing withdrawn after the notice"),
        BASIS_WITHDRAWAL,
        Severity.RED,
        _told_before,
        N_(
            "The organ had told the party which penalty it intended; then it withdrew the filing. What came in between?"
        ),
        honest=N_("The filing was withdrawn before any notice was given."),
        letter="c",
        wakes_on=WITHDRAWN,
    ),
    condition(
        "P5.after_contact",
        N_("Filing withdrawn after payment or contact"),
        BASIS_WITHDRAWAL,
        Severity.RED,
        _touched_before,
        N_(
            "Money came in, or the party got in touch outside the proceedings, and then the filing was withdrawn. Look at who spoke with whom, and where the money went."
        ),
        honest=N_("Withdrawn after review; nobody paid and nobody got in touch."),
        letter="d",
        wakes_on=WITHDRAWN,
    ),
    condition(
        "P5.rate",
        N_("Withdraws far more filings than peers"),
        BASIS_WITHDRAWAL,
        Severity.YELLOW,
        _rate,
        N_(
            "Of the cases of this officer far more were withdrawn than among his peers of the county. A figure, no proof: look at the cases."
        ),
        honest=N_("An officer with few cases, two of them withdrawn because the act was another organ's matter."),
        letter="e",
        nature=Nature.STATISTIC,
        parameters=PEERS,
    ),
)
