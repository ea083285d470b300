"""T04 and T07: what a published notice gives less than the law asks, judged by the law of its day."""

from datetime import datetime
from functools import partial

from app.kernel.points import Findings, Limits, Nature, Parameter
from app.kernel.words import N_
from app.trading.models import Notice, NoticeMinimum, Project
from app.trading.points.shared import YELLOW, about_trade, condition
from app.trading.words import TradeState

PUBLISHED = frozenset({"trade.published", "trade.addendum_published", "trade.stopped"})


def _short(code: str, fact: str, now: datetime, limits: Limits) -> Findings:
    """Find published notices that miss one legal minimum, and why they were published all the same."""
    return (
        about_trade(
            fact,
            Notice.published_at,
            official=Notice.published_by,
            given=NoticeMinimum.given,
            asked=NoticeMinimum.asked,
            reason=Notice.broken_reason,
        )
        .join(NoticeMinimum, NoticeMinimum.notice_id == Notice.id)
        .where(
            NoticeMinimum.code == code, NoticeMinimum.short > limits["more"], Project.state != str(TradeState.STOPPED)
        )
    )


DAYS = (Parameter("more", 0, N_("Falls short by more than"), N_("days")),)

NOTICE = (
    condition(
        "T04.sale",
        N_("Tender documents given out for too few days"),
        N_("Implementing Regulations of the Bidding Law, art. 16"),
        YELLOW,
        partial(_short, "sale"),
        N_(
            "The documents of a tender are given out for at least five days. Who hears of it late does not get them. "
            "Look at the reason that was published with the notice, and at who had the documents before."
        ),
        honest=N_("Given out for exactly five days; and a notice that fell short and was stopped."),
        nature=Nature.BREACH,
        wakes_on=PUBLISHED,
        parameters=DAYS,
    ),
    condition(
        "T04.prepare",
        N_("Too little time to prepare a bid"),
        N_("Bidding Law, art. 24"),
        YELLOW,
        partial(_short, "prepare"),
        N_(
            "Between the first day of the documents and the deadline lie at least twenty days. A short time favours whoever "
            "knew before. Look at the reason that was published, and at how many bids came."
        ),
        honest=N_(
            "The deadline lies exactly twenty days after the first day of the documents, or an addendum moved it there."
        ),
        nature=Nature.BREACH,
        wakes_on=PUBLISHED,
        parameters=DAYS,
    ),
    condition(
        "T07.bond",
        N_("Bid bond above two percent of the estimate"),
        N_("Implementing Regulations of the Bidding Law, art. 26"),
        YELLOW,
        partial(_short, "bond"),
        N_(
            "A bid bond is at most two percent of the estimate. A high one keeps small companies away. Look at who asked for it, "
            "and have the notice put right."
        ),
        honest=N_("A bond of exactly two percent."),
        nature=Nature.BREACH,
        wakes_on=PUBLISHED,
        parameters=(Parameter("more", 0, N_("Exceeds the limit by more than"), "%"),),
    ),
    condition(
        "T07.bond_most",
        N_("Bid bond above 800,000 yuan"),
        N_("Measures for Tenders of Construction Works, art. 37"),
        YELLOW,
        partial(_short, "bond_most"),
        N_(
            "A bid bond for works is at most 800,000 yuan, whatever the estimate. A high one keeps small companies away."
        ),
        honest=N_("A bond of exactly 800,000 yuan for works of forty million."),
        nature=Nature.BREACH,
        wakes_on=PUBLISHED,
        parameters=(Parameter("more", 0, N_("Exceeds the limit by more than"), N_("yuan")),),
        verified=False,
    ),
)
