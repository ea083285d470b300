"""Preliminary review: a bid is rejected on a ground of the law, for a passage on a page, by the votes of the committee."""

from collections.abc import Mapping

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.words import N_
from app.trading.guards import check_centre, check_state, needed
from app.trading.models import Expert, Offer, PanelMember, RejectionMotion, RejectionVote
from app.trading.operations.evaluating import check_own, check_rejectable, is_full, reject, seated
from app.trading.words import Rejection, TradeState


def propose_rejection(
    act: Act, expert: Expert, member: PanelMember, offer: Offer, ground: Rejection, page: int, text: str
) -> RejectionMotion:
    """Take the proposal of a member to reject a bid; he agrees to it himself."""
    check_own(expert, member)
    _check_sits(member)
    if offer.lot.project_id != member.draw.project_id:
        raise Incomplete(N_("Choose one from the list."), field="offer")
    motion = _make(act, offer, ground, page, text, member)
    _note(act, motion, member, agrees=True)
    return motion


def vote(act: Act, expert: Expert, member: PanelMember, motion: RejectionMotion, *, agrees: bool) -> None:
    """Take the vote of a member, once; the last one decides: more than half of the committee reject."""
    check_own(expert, member)
    _check_sits(member)
    project = motion.offer.lot.project
    if project.id != member.draw.project_id:
        raise Incomplete(N_("Choose one from the list."), field="motion")
    act.session.refresh(motion, with_for_update=True)
    if motion.decided_at is not None:
        raise Conflict(N_("The committee has decided this already. Reload the page."))
    if any(one.member_id == member.id for one in motion.votes):
        raise Conflict(N_("You have voted on this already."))
    _note(act, motion, member, agrees=agrees)
    _decide(act, motion)


def enter_review(
    act: Act, offer: Offer, ground: Rejection, page: int, text: str, votes: Mapping[int, bool]
) -> RejectionMotion:
    """Enter from the paper record of the review what the committee decided of a bid, by the centre; each vote by its member."""
    project = offer.lot.project
    check_centre(act, project)
    check_state(project, TradeState.EVALUATING)
    committee = seated(act, project)
    if set(votes) != {one.id for one in committee}:
        raise Incomplete(N_("Enter the vote of each member of the committee."), field="text")
    motion = _make(act, offer, ground, page, text, None)
    for member in committee:
        _note(act, motion, member, agrees=votes[member.id])
    _decide(act, motion)
    return motion


def open_motion(act: Act, offer: Offer) -> RejectionMotion | None:
    """Return the motion about a bid on which the committee still votes."""
    held = select(RejectionMotion).where(RejectionMotion.offer_id == offer.id, RejectionMotion.decided_at.is_(None))
    return act.session.scalar(held)


def _check_sits(member: PanelMember) -> None:
    check_state(member.draw.project, TradeState.EVALUATING)
    if not member.seated:
        raise OutOfOrder(N_("This expert does not sit in the committee."))


def _make(
    act: Act, offer: Offer, ground: Rejection, page: int, text: str, member: PanelMember | None
) -> RejectionMotion:
    check_rejectable(act, offer)
    if open_motion(act, offer) is not None:
        raise Conflict(N_("The committee votes on this bid already."))
    if page < 1:
        raise Incomplete(N_("Enter the number of the page of the bid."), field="page_number")
    made = RejectionMotion(
        county=offer.county,
        offer_id=offer.id,
        offer=offer,
        member_id=member.id if member else None,
        ground=str(ground),
        page=page,
        text=needed(text, "text"),
        made_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    record(act, "trade.motion_made", made, ground=str(ground), page=page, on_paper=member is None)
    return made


def _note(act: Act, motion: RejectionMotion, member: PanelMember, *, agrees: bool) -> None:
    motion.votes.append(RejectionVote(county=motion.county, member_id=member.id, agrees=agrees, at=act.at))
    act.session.flush()
    record(act, "trade.voted", motion, member=member.id, agrees=agrees)


def _decide(act: Act, motion: RejectionMotion) -> None:
    """Decide a motion once every member has voted."""
    committee = seated(act, motion.offer.lot.project)
    if not is_full(committee) or len(motion.votes) < len(committee):
        return
    agreed = sum(one.agrees for one in motion.votes)
    motion.decided_at, motion.carried = act.at, agreed * 2 > len(committee)
    record(act, "trade.motion_decided", motion, agreed=agreed, members=len(committee), carried=motion.carried)
    if motion.carried:
        reject(act, motion.offer, Rejection(motion.ground), motion.text)
