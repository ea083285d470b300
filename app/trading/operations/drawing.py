"""The draw of experts: a frozen list, values committed and revealed, members called in their order."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.drawing import commitment, list_entry, list_hash, opaque_id, order_of, read_entry, seed_of
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.words import N_
from app.trading import notices
from app.trading.accounts import account_of_expert
from app.trading.guards import check_centre, check_state, needed, notice_of
from app.trading.minima import minimum
from app.trading.models import (
    Draw,
    DrawPart,
    Expert,
    OutsideAccount,
    PanelMember,
    Project,
    RejectionMotion,
    RejectionVote,
)
from app.trading.operations.opening import ONE_MINUTE
from app.trading.words import CallAnswer, DrawSide, TradeState

BEFORE_SEAT = (TradeState.OPEN, TradeState.CLOSED, TradeState.OPENED)
"""States of a trade in which experts are called and answer."""
WHILE_CALLED = (*BEFORE_SEAT, TradeState.EVALUATING)
"""And that in which a reserve is called because a member of the committee was recused."""
OWN_ANSWERS = (CallAnswer.YES, CallAnswer.NO, CallAnswer.RECUSED)
ANSWER_WITHIN = timedelta(hours=2)
"""How long an expert who has an account may take to answer; afterwards silence is a no."""


def freeze_list(act: Act, project: Project, specialty: str, wanted: int, commitments: Mapping[DrawSide, str]) -> Draw:
    """Freeze the list of those who may be drawn, and note what each side has committed to.

    The people of buyer and agency are left out (Bidding Law, art. 37). Refused when the pool is too small for the committee.
    """
    check_centre(act, project)
    check_state(project, *BEFORE_SEAT)
    if act.session.scalar(select(Draw.id).where(Draw.project_id == project.id)) is not None:
        raise Conflict(N_("Experts are drawn once for a trade. Who cannot come is replaced by the next reserve."))
    least = minimum("committee", notice_of(project))
    if wanted % 2 == 0 or (least is not None and not least.is_met(wanted)):
        raise Incomplete(
            N_("A committee has five or more members, an odd number of them (Bidding Law art. 37)."), field="wanted"
        )
    _check_commitments(commitments)
    own = [project.organisation.name, *([project.agency.name] if project.agency else [])]
    pool = act.session.scalars(
        select(Expert).where(
            Expert.county == project.county,
            Expert.active.is_(True),
            Expert.specialty == specialty,
            Expert.employer.not_in(own),
        )
    ).all()
    if len({expert.employer for expert in pool}) < wanted:
        raise Incomplete(
            N_(
                "Only %(count)d experts of this specialty, each of another employer, may be drawn. Add to the pool first."
            ),
            field="specialty",
            count=len({expert.employer for expert in pool}),
        )
    salt = secrets.token_hex(32)
    listed = sorted(list_entry(salt, expert.id, expert.employer) for expert in pool)
    draw = Draw(
        county=project.county,
        project_id=project.id,
        specialty=specialty,
        wanted=wanted,
        salt=salt,
        listed=listed,
        list_hash=list_hash(listed),
        frozen_at=act.at,
    )
    draw.parts = [
        DrawPart(county=project.county, side=str(side), commitment=text) for side, text in commitments.items()
    ]
    act.session.add(draw)
    record(act, "trade.list_frozen", draw, list_hash=draw.list_hash, count=len(listed), project=project.id)
    for part in draw.parts:
        record(act, "trade.committed", draw, side=part.side, commitment=part.commitment)
    return draw


def _check_commitments(commitments: Mapping[DrawSide, str]) -> None:
    if set(commitments) != set(DrawSide):
        raise Incomplete(N_("Buyer, trading centre and supervising department each commit to a value."), field="parts")
    for text in commitments.values():
        if len(text) != 64 or set(text) - set("0123456789abcdef"):
            raise Incomplete(N_("A commitment has 64 hexadecimal digits."), field="parts")
    if len(set(commitments.values())) != len(commitments):
        raise Incomplete(N_("Two sides committed to the same value: one has copied the other's."), field="parts")


def reveal(act: Act, draw: Draw, side: DrawSide, value: str) -> list[PanelMember]:
    """Take the value of one side; the last one makes the seed, and the experts stand in their order.

    Returns the members once all values are there, until then nobody.
    """
    part = next(one for one in draw.parts if one.side == side)
    if part.value is not None:
        raise Conflict(N_("This side has revealed its value already."))
    if commitment(str(side), value) != part.commitment:
        raise Incomplete(
            N_("This is not the value that was committed to. Compare it character by character."), field="value"
        )
    part.value = value
    record(act, "trade.revealed", draw, side=str(side), value=value)
    if any(one.value is None for one in draw.parts):
        return []
    draw.seed = seed_of(draw.list_hash, draw.project.number, {one.side: one.value or "" for one in draw.parts})
    draw.drawn_at, draw.drawn_on = act.at, act.on
    draw.lead = (notice_of(draw.project).deadline - act.at) // ONE_MINUTE
    listed = dict(read_entry(entry) for entry in draw.listed)
    by_id = {
        opaque: expert
        for expert in act.session.scalars(select(Expert).where(Expert.county == draw.county))
        if (opaque := opaque_id(draw.salt, expert.id)) in listed
    }
    # Who shares an employer was frozen with the list: a pool that was edited since does not change the order.
    order = order_of(draw.seed, {opaque: listed[opaque] or expert.employer for opaque, expert in by_id.items()})
    draw.members = [
        PanelMember(county=draw.county, expert_id=by_id[opaque].id, place=place)
        for place, opaque in enumerate(order, start=1)
    ]
    record(act, "trade.drawn", draw, seed=draw.seed, order=order)
    _call(act, draw)
    return draw.members


def _call(act: Act, draw: Draw) -> None:
    """Call whoever the order of the draw needs by now: as many of the first as sit, without those who declined."""
    standing = [one for one in draw.members if one.answer in (CallAnswer.WAITING, CallAnswer.YES)]
    for member in standing[: draw.wanted]:
        if member.called_at is None:
            member.called_at = act.at
            _tell(act, member)


def _tell(act: Act, member: PanelMember) -> None:
    """Send a called expert who has an account a message: until when and where to answer, nothing of the trade."""
    account = account_of_expert(act.session, member.expert)
    if account is None or member.answer != CallAnswer.WAITING:
        return
    act.session.flush()
    until = notices.clock_time(act.at + ANSWER_WITHIN)
    notices.tell_account(act, account, member, (notices.CALLED, notices.CALL), "called", until=until)


def note_answer(act: Act, member: PanelMember, answer: CallAnswer, note: str = "") -> None:
    """Note what an expert answered whom the centre called; in the order of the draw, until the committee is full."""
    check_centre(act, member.draw.project)
    if member.answer != CallAnswer.WAITING or answer == CallAnswer.WAITING:
        raise Conflict(N_("This expert has answered already."))
    before = [one for one in member.draw.members if one.place < member.place]
    if any(one.answer == CallAnswer.WAITING for one in before):
        raise OutOfOrder(N_("Experts are called in the order of the draw. Call the one before first."))
    if sum(one.answer == CallAnswer.YES for one in before) >= member.draw.wanted:
        raise OutOfOrder(N_("The committee is full: nobody else is called."))
    _take(act, member, answer, note, by_hand=True)


def answer_call(act: Act, member: PanelMember, answer: CallAnswer, note: str = "") -> None:
    """Take the answer that an expert gives by the own account; until the own scores are in a yes may become a recusal.

    Whoever declines is followed by the next in the published order, whom nobody chooses.
    """
    act.session.refresh(member.draw, with_for_update=True)
    for one in member.draw.members:
        act.session.refresh(one, ("answer", "called_at", "seated"))
    check_state(member.draw.project, *WHILE_CALLED)
    if answer not in OWN_ANSWERS:
        raise Incomplete(N_("Choose one from the list."), field="answer")
    if member.called_at is None:
        raise OutOfOrder(N_("The order of the draw has not called you."))
    late = member.answer == CallAnswer.YES and answer == CallAnswer.RECUSED
    if member.answer != CallAnswer.WAITING and not late:
        raise Conflict(N_("You have answered already. Call the trading centre if something has changed."))
    _take(act, member, answer, note, by_hand=False)


def note_silence(act: Act) -> int:
    """Take silence for no: of experts with an account who have not answered in time; returns how many there were."""
    waiting = (
        select(PanelMember)
        .join(Draw, Draw.id == PanelMember.draw_id)
        .join(Project, Project.id == Draw.project_id)
        .join(OutsideAccount, OutsideAccount.expert_id == PanelMember.expert_id)
        .where(
            Project.state.in_([str(one) for one in WHILE_CALLED]),
            PanelMember.answer == str(CallAnswer.WAITING),
            PanelMember.called_at <= act.at - ANSWER_WITHIN,
            OutsideAccount.active.is_(True),
            OutsideAccount.totp_confirmed.is_(True),
            OutsideAccount.made_at <= PanelMember.called_at,
        )
        .order_by(PanelMember.id)
    )
    found = act.session.scalars(waiting).all()
    for member in found:
        _take(act.in_county(member.county), member, CallAnswer.SILENT, "", by_hand=False)
    return len(found)


def _take(act: Act, member: PanelMember, answer: CallAnswer, note: str, *, by_hand: bool) -> None:
    if answer == CallAnswer.RECUSED:
        member.note = needed(note, "note")
    if member.seated:
        _leave(act, member)
    member.answer, member.by_hand = str(answer), by_hand
    record(act, "trade.called", member, answer=str(answer), draw=member.draw_id, by_hand=by_hand)
    if answer == CallAnswer.YES and member.draw.project.state == TradeState.EVALUATING:
        member.seated = True
        record(act, "trade.reserve_seated", member, draw=member.draw_id, place=member.place)
    _call(act, member.draw)


def _leave(act: Act, member: PanelMember) -> None:
    """Let a member of a sitting committee go: what he voted on bids that are not decided counts no more (Regulations, art. 46)."""
    if member.scored_at is not None:
        raise OutOfOrder(
            N_("You have handed in your scores. Tell the trading centre and the supervisor why you keep away.")
        )
    mine = (
        select(RejectionVote)
        .join(RejectionMotion, RejectionMotion.id == RejectionVote.motion_id)
        .where(RejectionVote.member_id == member.id, RejectionMotion.decided_at.is_(None))
    )
    votes = act.session.scalars(mine).all()
    for vote in votes:
        act.session.delete(vote)
    member.seated, member.draft = False, None
    record(act, "trade.member_left", member, draw=member.draw_id, place=member.place, votes=len(votes))
