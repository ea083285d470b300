"""T03 and T06: phrases of a notice that shut companies out, and where and how it was published."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day
from app.kernel.points import Findings, Limits, Nature, Parameter
from app.kernel.words import N_
from app.trading.models import Notice, PhraseHit, Project, TradePublication
from app.trading.points.shared import KEPT, YELLOW, about_trade, condition
from app.trading.words import TradeState

P = TradePublication
ASKED = N_("Bidding Law, art. 16; Implementing Regulations of the Bidding Law, art. 15; Procurement Law, art. 11")
GOES_ON = Project.state != str(TradeState.STOPPED)


def _phrase(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find phrases in published notices that shut companies out; the phrase is the episode."""
    return (
        about_trade(fact, Notice.published_at, episode=PhraseHit.id, phrase=PhraseHit.phrase, passage=PhraseHit.passage)
        .join(PhraseHit, PhraseHit.project_id == Project.id)
        .where(GOES_ON)
    )


def _late(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find notices that came late to the medium that the law asks for, and to no other such medium in time."""
    other = aliased(P)
    in_time = (
        select(other.id)
        .where(other.project_id == Project.id, other.mandated.is_(True), other.late_days <= limits["days"])
        .correlate(Project)
    )
    return (
        about_trade(
            fact, Notice.published_at, centre=True, episode=P.id, published_on=P.published_on, days_late=P.late_days
        )
        .join(P, P.project_id == Project.id)
        .where(P.mandated.is_(True), P.late_days > limits["days"], ~in_time.exists(), GOES_ON)
    )


def _differs(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find notices that say something else on another medium."""
    return (
        about_trade(
            fact,
            Notice.published_at,
            centre=True,
            episode=P.id,
            title_there=P.title,
            deadline_there=P.deadline,
            deadline=Notice.deadline,
        )
        .join(P, P.project_id == Project.id)
        .where(P.differs.is_(True), GOES_ON)
    )


def _elsewhere(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find notices that stand on other media alone, although documents are given out already."""
    one, other = aliased(P), aliased(P)
    asked = select(one.id).where(one.project_id == Project.id, one.mandated.is_(True)).correlate(Project)
    somewhere = select(other.id).where(other.project_id == Project.id).correlate(Project)
    return about_trade(fact, Notice.published_at, centre=True, sale_from=Notice.sale_from).where(
        somewhere.exists(), ~asked.exists(), Notice.sale_from < local_day(now), GOES_ON
    )


PUBLISHED = (
    condition(
        "T03.phrase",
        N_("A phrase of the notice shuts companies out"),
        N_("Bidding Law, art. 18 and 20; Implementing Regulations, art. 32; of the Procurement Law, art. 20"),
        YELLOW,
        _phrase,
        N_(
            "The notice, its scoring rule or an addendum asks for something that has nothing to do with the contract, such as where a company "
            "is registered or a brand. A lead, not a finding: read the passage; an addendum that drops it puts it right."
        ),
        honest=N_(
            "A notice that says a brand must not be asked for; one whose addendum drops the phrase; and one that was stopped."
        ),
        wakes_on=frozenset({"trade.published", "trade.addendum_published", "trade.stopped"}),
    ),
    condition(
        "T06.late",
        N_("Notice late on the medium that the law asks for"),
        ASKED,
        YELLOW,
        _late,
        N_(
            "The notice reached the medium that the law asks for only after the documents were already given out. Who reads only that medium "
            "heard late. Ask the centre when it was sent there."
        ),
        honest=N_(
            "On one such medium on the first day and on another one later; and a late one of a tender that was stopped."
        ),
        nature=Nature.BREACH,
        wakes_on=KEPT | {"trade.stopped"},
        parameters=(Parameter("days", 0, N_("Days late at the most"), N_("calendar days")),),
        verified=False,
    ),
    condition(
        "T06.differs",
        N_("Notice says something else on another medium"),
        N_("Implementing Regulations of the Bidding Law, art. 15 and 63"),
        YELLOW,
        _differs,
        N_(
            "Name of the project or day of the deadline differ between the notice and what stands on another medium. Companies were misled. "
            "Compare both, and have the other one put right."
        ),
        honest=N_("The deadline moved by an addendum; and blanks in the name."),
        nature=Nature.BREACH,
        wakes_on=KEPT | {"trade.stopped"},
    ),
    condition(
        "T06.elsewhere",
        N_("Notice on other media alone"),
        ASKED,
        YELLOW,
        _elsewhere,
        N_(
            "Publications of this notice are entered, but none on the medium that the law asks for, and documents are given out already. Ask "
            "the centre whether it was never sent there or not entered."
        ),
        honest=N_(
            "On the medium that is asked and on others; and on another one alone before documents are given out."
        ),
        nature=Nature.BREACH,
        wakes_on=KEPT | {"trade.stopped"},
        verified=False,
    ),
)
