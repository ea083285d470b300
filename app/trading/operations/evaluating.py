"""Evaluation: the committee sits, rejects on the grounds of the law, scores apart; the ranking follows from the scores."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.words import N_
from app.trading.accounts import account_of_expert
from app.trading.guards import begin, check_centre, check_state, finish, needed, notice_of
from app.trading.minima import last_day
from app.trading.models import (
    Candidate,
    Criterion,
    Draw,
    Expert,
    Lot,
    Offer,
    PanelMember,
    Project,
    RejectionMotion,
    Score,
)
from app.trading.operations.answering import screen_project
from app.trading.words import CallAnswer, Rejection, TradeState

Points = Mapping[tuple[int, int], Decimal]
"""What an expert gives, by (offer, criterion)."""
CANDIDATES = 3
"""Most candidates for a lot (Implementing Regulations, art. 53)."""
PLACES = Decimal("0.0001")


def seat_committee(act: Act, project: Project) -> list[PanelMember]:
    """Seat the experts who will come; refused while the committee is not full."""
    move = begin(act, project, "seat")
    draw = act.session.scalar(select(Draw).where(Draw.project_id == project.id))
    coming = [one for one in (draw.members if draw else ()) if one.answer == CallAnswer.YES]
    if draw is None or len(coming) != draw.wanted:
        raise OutOfOrder(N_("The committee is not full: draw the experts and call them in their order first."))
    for member in coming:
        member.seated = True
    finish(act, project, move, members=len(coming))
    return coming


def offers_of(act: Act, lot: Lot, *, valid: bool = True) -> list[Offer]:
    """Return the offers for a lot in the order in which they were opened; without those rejected unless asked for."""
    found = select(Offer).where(Offer.lot_id == lot.id).order_by(Offer.id)
    return list(act.session.scalars(found.where(Offer.rejected.is_(None)) if valid else found))


def reject_offer(act: Act, offer: Offer, ground: Rejection, text: str) -> None:
    """Reject an offer on a ground of the law, before anybody has scored; the report says which passage fails."""
    check_centre(act, offer.lot.project)
    check_rejectable(act, offer)
    reject(act, offer, ground, needed(text, "text"))


def check_rejectable(act: Act, offer: Offer) -> None:
    """Refuse to reject what is rejected already, and anything once a member has scored."""
    project = offer.lot.project
    check_state(project, TradeState.EVALUATING)
    if any(member.scored_at for member in seated(act, project)):
        raise OutOfOrder(N_("Scores have been handed in already: offers are rejected before."))
    if offer.rejected is not None:
        raise Conflict(N_("This offer has been rejected already."))


def reject(act: Act, offer: Offer, ground: Rejection, text: str) -> None:
    """Note that a bid is rejected, and screen the trade without it."""
    project = offer.lot.project
    offer.rejected, offer.rejection_text = str(ground), text
    record(act, "trade.rejected", offer, ground=str(ground), project=project.id)
    screen_project(act, project)


def hand_in_scores(act: Act, member: PanelMember, points: Points, reason: str = "") -> None:
    """Enter one expert's scores from paper, by the centre; marked as such for good.

    Whoever has an account hands in alone: that he could not, and why, is then the ``reason`` in the trail.
    """
    check_centre(act, member.draw.project)
    why = needed(reason, "reason") if account_of_expert(act.session, member.expert) is not None else reason.strip()
    _take(act, member, points, on_paper=True, reason=why)


def hand_in_own_scores(act: Act, expert: Expert, member: PanelMember, points: Points) -> None:
    """Take the scores of an expert from himself; whole, once, and shown to nobody before all are in."""
    check_own(expert, member)
    _take(act, member, points, on_paper=False)


def keep_draft(act: Act, expert: Expert, member: PanelMember, typed: Mapping[str, str]) -> None:
    """Keep what an expert has typed so far, for himself alone; what it says is read when he hands in."""
    check_own(expert, member)
    _check_may_score(member)
    member.draft = json.dumps({key[:40]: text.strip()[:12] for key, text in typed.items() if text.strip()})


def check_own(expert: Expert, member: PanelMember) -> None:
    """Refuse an expert at the sheet of another."""
    if member.expert_id != expert.id:
        raise NotAllowed(N_("Each expert scores alone: this is the sheet of another."))


def _check_may_score(member: PanelMember) -> None:
    check_state(member.draw.project, TradeState.EVALUATING)
    if not member.seated:
        raise OutOfOrder(N_("This expert does not sit in the committee."))
    if member.scored_at is not None:
        raise Conflict(N_("This expert has handed in his scores already."))


def _take(act: Act, member: PanelMember, points: Points, *, on_paper: bool, reason: str = "") -> None:
    """Take one expert's scores, by (offer, criterion)."""
    project = member.draw.project
    _check_may_score(member)
    _check_nothing_open(act, project)
    for lot in project.lots:
        _check_one_each(offers_of(act, lot))
    rows = {one.id: one for one in notice_of(project).criteria if not one.by_price}
    wanted = {(offer.id, pk) for lot in project.lots for offer in offers_of(act, lot) for pk in rows}
    if set(points) != wanted:
        raise Incomplete(
            N_("Each expert scores every offer on every row of the scoring rule but the price."), field="points"
        )
    for (_offer, criterion), given in points.items():
        _check_points(given, rows[criterion])
    act.session.add_all(
        Score(county=project.county, offer_id=offer, member_id=member.id, criterion_id=criterion, points=given)
        for (offer, criterion), given in points.items()
    )
    member.scored_at, member.on_paper, member.draft = act.at, on_paper, None
    offers = len({offer for offer, _row in points})
    record(act, "trade.scored", member, project=project.id, offers=offers, on_paper=on_paper, reason=reason)


def _check_nothing_open(act: Act, project: Project) -> None:
    """Refuse scores while the committee still votes on the rejection of a bid."""
    held = (
        select(RejectionMotion.id)
        .join(Offer, Offer.id == RejectionMotion.offer_id)
        .join(Lot, Lot.id == Offer.lot_id)
        .where(Lot.project_id == project.id, RejectionMotion.decided_at.is_(None))
    )
    if act.session.scalar(held.limit(1)) is not None:
        raise OutOfOrder(N_("The committee still votes on the rejection of a bid. Everybody votes first."))


def _check_one_each(offers: Sequence[Offer]) -> None:
    """Refuse to go on while one bidder has two bids for a lot: which passes are one bidder's only the opening shows."""
    twice = [bidder for bidder, count in Counter(offer.bidder for offer in offers).items() if count > 1]
    if twice:
        raise OutOfOrder(
            N_(
                "%(names)s handed in two bids for one lot. Reject them first: “Two different bids or prices of one bidder” "
                "(Implementing Regulations art. 51)."
            ),
            names=", ".join(bidder.name for bidder in twice),
        )


def _check_points(given: Decimal, row: Criterion) -> None:
    if not 0 <= given <= row.most or given != round(given, 2):
        raise Incomplete(
            N_("“%(row)s” takes 0 to %(most)s points, with at most two decimals."),
            field="points",
            row=row.name,
            most=str(row.most),
        )


def seated(act: Act, project: Project) -> list[PanelMember]:
    """Return the members of the committee in the order of the draw."""
    draw = act.session.scalar(select(Draw).where(Draw.project_id == project.id))
    return [one for one in draw.members if one.seated] if draw else []


def is_full(committee: Sequence[PanelMember]) -> bool:
    """Tell whether as many sit as were wanted: whoever was recused has been replaced."""
    return bool(committee) and len(committee) == committee[0].draw.wanted


def rank_offers(act: Act, project: Project) -> list[Candidate]:
    """Hand the report in: points of the experts on average, the price by formula, at most three candidates for a lot.

    The lowest price gets all points of its row, another the same part of them as the lowest is of it.
    """
    move = begin(act, project, "rank")
    committee = seated(act, project)
    if not is_full(committee):
        raise OutOfOrder(N_("A member of the committee was recused, and the reserve does not sit yet."))
    if any(member.scored_at is None for member in committee):
        raise OutOfOrder(N_("Not all experts have handed in their scores."))
    price_row = next(one for one in notice_of(project).criteria if one.by_price)
    made = [candidate for lot in project.lots for candidate in _rank(act, lot, price_row, len(committee))]
    if not made:
        raise OutOfOrder(N_("Every offer was rejected. Stop the tender with this reason; it may be repeated."))
    act.session.add_all(made)
    project.ranked_at, project.show_due_on = act.at, last_day("show_start", notice_of(project), act.on)
    ranking = [[one.lot.number, one.rank, str(one.total)] for one in made]
    finish(act, project, move, ranking=ranking)
    screen_project(act, project)
    return made


def price_points(row: Criterion, lowest: Decimal, offer: Offer) -> Decimal:
    """Return the points for the price: all of them for the lowest, for another the same part as the lowest is of it."""
    return (row.most * lowest / offer.price).quantize(PLACES, ROUND_HALF_UP)


def _rank(act: Act, lot: Lot, price_row: Criterion, experts: int) -> list[Candidate]:
    offers = offers_of(act, lot)
    if not offers:
        return []
    lowest = min(offer.price for offer in offers)
    ranked = []
    for offer in offers:
        given = sum(act.session.scalars(select(Score.points).where(Score.offer_id == offer.id)), Decimal(0))
        by_price = price_points(price_row, lowest, offer)
        ranked.append((by_price + (given / experts).quantize(PLACES, ROUND_HALF_UP), by_price, offer))
    ranked.sort(key=lambda one: (-one[0], one[2].price, one[2].id))
    return [
        Candidate(county=lot.county, lot=lot, offer=offer, rank=rank, price_points=by_price, total=total)
        for rank, (total, by_price, offer) in enumerate(ranked[:CANDIDATES], start=1)
    ]
