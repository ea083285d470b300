"""T01 and T02: what is bought without an open tender although one is due, in parts or at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits, Nature, Parameter, findings
from app.kernel.words import N_
from app.trading.models import DirectPurchase
from app.trading.points.shared import BLUE, KEPT, RED, YELLOW, condition
from app.trading.words import TradeCategory, TradeKind

D = DirectPurchase
LIMITS = (
    Parameter("works", 4_000_000, N_("Works are tendered from"), N_("yuan")),
    Parameter("goods", 2_000_000, N_("Goods for works are tendered from"), N_("yuan")),
    Parameter("services", 1_000_000, N_("Services for works are tendered from"), N_("yuan")),
    Parameter("procurement", 2_000_000, N_("Procurements are tendered from"), N_("yuan")),
)
"""The first three: Provisions on Works That Must Be Tendered, art. 5; the last one is set by the province."""
WINDOW = Parameter("days", 365, N_("Days that are looked at together"), N_("calendar days"))


def _limit(limits: Limits) -> ColumnElement[Any]:
    """Return from which sum on an open tender is due for a purchase."""
    return case(
        (D.trade_kind == str(TradeKind.PROCUREMENT), limits["procurement"]),
        (D.category == str(TradeCategory.WORKS), limits["works"]),
        (D.category == str(TradeCategory.GOODS), limits["goods"]),
        else_=limits["services"],
    )


def _about(fact: str, **evidence: Any) -> Findings:
    return findings(
        kind=D.kind,
        subject=D.id,
        county=D.county,
        organisation=D.organisation_id,
        moment=D.decided_at,
        fact=fact,
        estimate=D.estimate,
        **evidence,
    )


def _among(found: Any, other: Any, limits: Limits, same: Any) -> ColumnElement[Any]:
    """Return what is asked of the purchases of one buyer and kind in the days up to this one, those that were approved left out."""
    return (
        select(found)
        .where(
            other.organisation_id == D.organisation_id,
            other.trade_kind == D.trade_kind,
            other.category == D.category,
            other.approval == "",
            other.day.between(D.day - limits["days"] + 1, D.day),
            same,
        )
        .correlate(D)
        .scalar_subquery()
    )


def _split(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find the purchase with which parts of one item, each below the limit, reach it together."""
    other, limit = aliased(D), _limit(limits)
    same = and_(other.item == D.item, other.estimate < limit)
    total = _among(func.sum(other.estimate), other, limits, same)
    count = _among(func.count(other.id), other, limits, same)
    return _about(fact, item=D.item, purchases=count, together=total, limit=limit).where(
        D.estimate < limit, D.approval == "", total >= limit, total - D.estimate < limit, count >= limits["times"]
    )


def _below(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find purchases just below the limit, where the buyer had others there."""
    other, limit = aliased(D), _limit(limits)
    least = limit * (100 - limits["percent"])
    near = and_(other.estimate < limit, other.estimate * 100 >= least)
    count = _among(func.count(other.id), other, limits, near)
    return _about(fact, purchases=count, limit=limit).where(
        D.estimate < limit, D.estimate * 100 >= least, D.approval == "", count >= limits["times"]
    )


def _unapproved(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find purchases from the limit on that were given otherwise, without a paper that allows it."""
    limit = _limit(limits)
    return _about(fact, how=D.how, limit=limit).where(D.estimate >= limit, D.approval == "")


def _failed(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find purchases after failed tenders: in works after one alone, or without an approval."""
    early = and_(D.trade_kind == str(TradeKind.WORKS), D.failed_rounds < limits["rounds"])
    return _about(fact, how=D.how, failed_rounds=D.failed_rounds).where(
        D.failed_rounds > 0, or_(D.approval == "", early)
    )


BUYING = (
    condition(
        "T01.split",
        N_("Parts of one thing given without a tender that is due for the whole"),
        N_("Bidding Law, art. 4 and 49; Implementing Regulations of the Procurement Law, art. 28"),
        YELLOW,
        _split,
        N_(
            "One buyer gave several parts of one item or project without an open tender, each below the limit and all together from it on. "
            "A lead, not a finding: ask whether the need was known when the first part was given."
        ),
        honest=N_(
            "Two parts that stay below the limit together; parts more than a year apart; of another item; and parts whose method was approved."
        ),
        wakes_on=KEPT,
        parameters=(*LIMITS, WINDOW, Parameter("times", 2, N_("Parts from which on it is reported"))),
        verified=False,
    ),
    condition(
        "T01.below",
        N_("Again and again just below the limit for tenders"),
        N_("Bidding Law, art. 4; Implementing Regulations of the Procurement Law, art. 28"),
        BLUE,
        _below,
        N_(
            "One buyer gave several contracts of one kind without an open tender, all of them just below the limit. A lead, not a finding: "
            "compare the estimates with what was paid in the end."
        ),
        honest=N_("One contract just below the limit, others well below; and two whose method was approved."),
        wakes_on=KEPT,
        parameters=(
            *LIMITS,
            WINDOW,
            Parameter("percent", 10, N_("Below the limit by at most"), "%"),
            Parameter("times", 2, N_("Contracts from which on it is reported")),
        ),
        verified=False,
    ),
    condition(
        "T02.unapproved",
        N_("Given without an open tender and without approval"),
        N_("Implementing Regulations of the Bidding Law, art. 8, 9 and 64; Procurement Law, art. 27"),
        RED,
        _unapproved,
        N_(
            "From this sum on an open tender is due; another method needs the paper of the body that may allow it, and none is entered. "
            "Ask for it, and for who decided."
        ),
        honest=N_("Given above the limit with the approval entered; and given below the limit."),
        nature=Nature.BREACH,
        wakes_on=KEPT,
        parameters=LIMITS,
        verified=False,
    ),
    condition(
        "T02.failed",
        N_("Given to one after failed tenders before it is allowed"),
        N_("Implementing Regulations of the Bidding Law, art. 44; Procurement Law, art. 36 and 37"),
        YELLOW,
        _failed,
        N_(
            "After a failed tender works are tendered again; only after the second failure, and a procurement after the first, another method "
            "may be approved. Here it was given earlier or without approval. Ask who wanted the first tender to fail."
        ),
        honest=N_("Works given with approval after two failed tenders, a procurement after one."),
        nature=Nature.BREACH,
        wakes_on=KEPT,
        parameters=(Parameter("rounds", 2, N_("Failed tenders for works at the least")),),
        verified=False,
    ),
)
