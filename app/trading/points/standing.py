"""Why a condition cannot be judged of a trade, or does not apply to it: what is missing, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.funds.models import Account
from app.funds.words import AccountKind
from app.kernel.clocks import Clock, ClockKind
from app.kernel.words import N_
from app.parties.models import Office, Tie
from app.parties.words import HOLDING, LEADING, OfficeWord
from app.trading.documents.contacts import ContactKind
from app.trading.models import (
    Award,
    Bidder,
    BidTrace,
    Candidate,
    Draw,
    Expert,
    Lot,
    NoticeMinimum,
    Objection,
    Offer,
    Opening,
    PanelMember,
    Project,
    Score,
    SealedBid,
    TradeBond,
    TradeComplaint,
    TradeContract,
    TradePublication,
)
from app.trading.points.busy import beside_one_without_end
from app.trading.words import ComplaintState, Outcome, TradeState

Unjudged = tuple[Outcome, str]
"""Outcome and reason."""
UNPUBLISHED = N_("the notice has not been published yet")
NOT_KEPT = N_("what the notice gives was not kept when it was published")
BEFORE_DEADLINE = N_("the deadline for bids has not come yet")
SEALED = N_("the bids have not been opened yet")
FAILED = N_("too few bids came: they stay sealed")
STOPPED = N_("the tender was stopped before")
NO_OWNERS = N_("of fewer than two bidders an owner or manager is known")
NO_OFFICERS = N_("nobody who holds office at the buyer is known as a person")
NO_DRAW = N_("no experts have been drawn yet")
NO_COMMITTEE = N_("no committee sits yet")
NO_TIES = N_("no tie of any member of the committee is known")
NO_SCORES = N_("no scores have been handed in yet")
FEW_SCORED = N_("fewer than three bids were scored")
NO_REPORT = N_("the evaluation report has not been handed in yet")
NOT_JUDGED = N_("no committee sits yet: the tender can still be stopped")
NO_AWARD = N_("the lot has not been awarded yet")
NO_CONTRACT = N_("no contract has been signed yet")
NO_MANAGER = N_("the files of the bid tell no identity number of a project manager")
NO_LAST_DAY = N_("the same manager leads an earlier contract whose last day of the work is not known")
NO_PUBLICATION = N_("nobody has entered where the notice was published")
NO_PERFORMANCE_BOND = N_("no performance bond was entered")
NO_BOND = N_("no bond was paid through the platform")
FEW_BONDS = N_("bonds of fewer than two bidders were paid through the platform")
NO_BASIC = N_("of no bidder who paid a bond the basic account is known")
NO_OBJECTION = N_("nobody has objected")
GOES_ON = N_("a procurement goes on while an objection waits")
UNANSWERED = N_("an objection waits for its answer, which is not late yet")
NO_SUPERVISOR = N_("the trade was registered without the department that takes complaints")
NO_COMPLAINT = N_("nobody has complained")
WITHDRAWN = N_("the complaint was withdrawn")
UNEXAMINED = N_("a complaint waits for its examination, which is not late yet")
UNDECIDED = N_("a complaint waits for its decision, which is not late yet")
NOT_TAKEN_UP = N_("no complaint was taken up")
NOT_DUE = N_("bonds need not be sent back yet")
NOT_FAILED = N_("enough bids stood at the deadline")
NOTICE = ("T04.sale", "T04.prepare", "T07.bond", "T07.bond_most")
MEDIA = ("T06.late", "T06.differs", "T06.elsewhere")
REFUND = "T07.refund"
CLOSED = ("T17.late", "T17.late_bid", "T17.changed")
CHANGES = ("T05.late", "T05.many")


@dataclass(frozen=True)
class Standing:
    """How far a trade and one of its lots have come, and what is known of the people in it."""

    session: Session
    project: Project
    lot: Lot

    def unjudged(self) -> Mapping[str, Unjudged]:
        """Return by condition why it is not judged; whatever is not among them can be."""
        lacking = {**self._notice(), **self._bids(), **self._bonds(), **self._committee(), **self._decision()}
        over = self._over()
        said = {code: (Outcome.NOT_ENOUGH, why) for code, why in lacking.items()}
        said |= self._objections() | self._complaints()
        judged = {code: over or one for code, one in said.items()} | self._never()
        refunds = self._refunds()
        return judged | ({REFUND: (Outcome.NOT_ENOUGH, refunds)} if refunds else {})

    def _over(self) -> Unjudged | None:
        """Return why nothing more is to come."""
        if self.lot.failed or self.project.state == TradeState.FAILED:
            return Outcome.NOT_APPLICABLE, FAILED
        ended = self.project.state in (TradeState.STOPPED, TradeState.VOID)
        return (Outcome.NOT_APPLICABLE, STOPPED) if ended else None

    def _never(self) -> dict[str, Unjudged]:
        closed = self.project.closed_at is not None
        return {"T15.withdrawn": (Outcome.NOT_APPLICABLE, NOT_FAILED)} if closed and not self.lot.failed else {}

    def _has(self, found: Select[Any]) -> bool:
        return self.session.scalar(found.limit(1)) is not None

    def _notice(self) -> dict[str, str]:
        notice = self.project.notice
        if notice is None or notice.published_at is None:
            asked = (*NOTICE, *CLOSED, *MEDIA, *CHANGES, "T03.phrase", "T17.early", "T15.withdrawn")
            return dict.fromkeys(asked, UNPUBLISHED)
        kept = self._has(select(NoticeMinimum.id).where(NoticeMinimum.notice_id == notice.id))
        found = {} if kept else dict.fromkeys(NOTICE, NOT_KEPT)
        if not self._has(select(TradePublication.id).where(TradePublication.project_id == self.project.id)):
            found |= dict.fromkeys(MEDIA, NO_PUBLICATION)
        if self.project.closed_at is None:
            found |= dict.fromkeys((*CLOSED, *CHANGES, "T15.withdrawn"), BEFORE_DEADLINE)
        return found

    def _bids(self) -> dict[str, str]:
        if not self._has(select(Opening.id).where(Opening.project_id == self.project.id)):
            return dict.fromkeys(("T14.hand", "T14.buyer", "T16.few", "T16.single"), SEALED)
        judged = (self.project.halted_from or self.project.state) != TradeState.OPENED
        found = {} if judged else dict.fromkeys(("T16.few", "T16.single"), NOT_JUDGED)
        leading = Tie.what.in_(sorted([*HOLDING, *LEADING]))
        owned = (
            select(func.count(Bidder.id.distinct()))
            .join(Offer, Offer.bidder_id == Bidder.id)
            .join(Tie, Tie.to_id == Bidder.party_id)
            .where(Offer.lot_id == self.lot.id, leading)
        )
        if (self.session.scalar(owned) or 0) < 2:
            found["T14.hand"] = NO_OWNERS
        if not self._officers():
            found["T14.buyer"] = NO_OFFICERS
        return found

    def _bonds(self) -> dict[str, str]:
        if not self._has(select(Opening.id).where(Opening.project_id == self.project.id)):
            return dict.fromkeys(("T13.account", "T13.basic"), SEALED)
        paid = (
            select(Offer.bidder_id)
            .join(SealedBid, SealedBid.id == Offer.bid_id)
            .join(TradeBond, TradeBond.pass_hash == SealedBid.pass_hash)
            .where(Offer.lot_id == self.lot.id, TradeBond.project_id == self.project.id)
        )
        found = {} if len(set(self.session.scalars(paid))) > 1 else {"T13.account": FEW_BONDS}
        basic = (
            paid.join(Bidder, Bidder.id == Offer.bidder_id)
            .join(Account, Account.party_id == Bidder.party_id)
            .where(Account.account_kind == str(AccountKind.BASIC))
        )
        return found if self._has(basic) else found | {"T13.basic": NO_BASIC}

    def _objections(self) -> dict[str, Unjudged]:
        mine = select(Objection.halts, Objection.answered_at).where(Objection.project_id == self.project.id)
        made = self.session.execute(mine).all()
        if not made:
            return dict.fromkeys(("T05.went_on", "T38.answer"), (Outcome.NOT_APPLICABLE, NO_OBJECTION))
        found: dict[str, Unjudged] = {}
        if not any(one.halts for one in made):
            found["T05.went_on"] = (Outcome.NOT_APPLICABLE, GOES_ON)
        if any(one.answered_at is None for one in made):
            found["T38.answer"] = (Outcome.NOT_ENOUGH, UNANSWERED)
        return found

    def _complaints(self) -> dict[str, Unjudged]:
        codes = ("T38.examined", "T38.decided", "T38.heap")
        mine = select(TradeComplaint.state).where(TradeComplaint.project_id == self.project.id)
        states = set(self.session.scalars(mine))
        if not states:
            known = self.project.supervisor_id is not None
            told = (Outcome.NOT_APPLICABLE, NO_COMPLAINT) if known else (Outcome.NOT_ENOUGH, NO_SUPERVISOR)
            return dict.fromkeys(codes, told)
        kept = states - {str(ComplaintState.WITHDRAWN)}
        if not kept:
            return dict.fromkeys(codes[:2], (Outcome.NOT_APPLICABLE, WITHDRAWN))
        if ComplaintState.MADE in kept:
            return {"T38.examined": (Outcome.NOT_ENOUGH, UNEXAMINED), "T38.decided": (Outcome.NOT_ENOUGH, UNEXAMINED)}
        if ComplaintState.ACCEPTED in kept:
            return {"T38.decided": (Outcome.NOT_ENOUGH, UNDECIDED)}
        taken = ComplaintState.DECIDED in kept
        return {} if taken else {"T38.decided": (Outcome.NOT_APPLICABLE, NOT_TAKEN_UP)}

    def _refunds(self) -> str:
        """Return why it cannot be said whether bonds went back in time; they go back from a trade that ended too."""
        mine = select(TradeBond.id).where(TradeBond.project_id == self.project.id)
        if not self._has(mine):
            return NO_BOND
        runs = mine.join(Clock, Clock.subject_id == TradeBond.id).where(
            Clock.subject_kind == TradeBond.kind, Clock.what == str(ClockKind.REFUND)
        )
        return "" if self._has(runs) else NOT_DUE

    def _officers(self) -> bool:
        here = Office.organisation_id == self.project.organisation_id
        return self._has(select(Office.id).where(here, Office.what == str(OfficeWord.OFFICIAL)))

    def _committee(self) -> dict[str, str]:
        draw = select(Draw.id).where(Draw.project_id == self.project.id)
        seated = (
            select(PanelMember.id).join(Draw).where(Draw.project_id == self.project.id, PanelMember.seated.is_(True))
        )
        found: dict[str, str] = {}
        if not self._has(draw.where(Draw.drawn_at.is_not(None))):
            found |= dict.fromkeys(("T28.early", "T28.passed_over"), NO_DRAW)
        if not self._has(seated):
            return found | dict.fromkeys(("T29.bidder", "T29.buyer", "T31.flat"), NO_COMMITTEE)
        ties = seated.join(Expert, Expert.id == PanelMember.expert_id).join(
            Tie, or_(Tie.from_id == Expert.party_id, Tie.to_id == Expert.party_id)
        )
        if not self._has(ties):
            found["T29.bidder"] = NO_TIES
        if not self._officers():
            found["T29.buyer"] = NO_OFFICERS
        scored = select(func.count(Score.offer_id.distinct())).join(Offer).where(Offer.lot_id == self.lot.id)
        number = self.session.scalar(scored) or 0
        if number < 3:
            found["T31.flat"] = FEW_SCORED if number else NO_SCORES
        return found

    def _decision(self) -> dict[str, str]:
        found = {} if self.project.ranked_at else {"T33.shown_late": NO_REPORT}
        awarded = select(Award.id).where(Award.lot_id == self.lot.id)
        if not self._has(awarded):
            found |= dict.fromkeys(("T15.gives_up", "T32.lowest", "T32.only", "T33.not_first", "T34.late"), NO_AWARD)
        if not self._has(select(TradeContract.id).join(Award).where(Award.lot_id == self.lot.id)):
            return found | dict.fromkeys(("T12.busy", "T35.price", "T35.paid", "T07.performance"), NO_CONTRACT)
        led = (
            select(BidTrace.id)
            .join(Candidate, Candidate.offer_id == BidTrace.offer_id)
            .join(Award, Award.candidate_id == Candidate.id)
            .where(Award.lot_id == self.lot.id, BidTrace.what == str(ContactKind.MANAGER))
        )
        if not self._has(led):
            found["T12.busy"] = NO_MANAGER
        elif self._has(beside_one_without_end(self.lot.id)):
            found["T12.busy"] = NO_LAST_DAY
        known = (
            select(TradeContract.id)
            .join(Award)
            .where(Award.lot_id == self.lot.id, TradeContract.performance_bond.is_not(None))
        )
        return found if self._has(known) else found | {"T07.performance": NO_PERFORMANCE_BOND}
