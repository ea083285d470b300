"""Objections: taken from whoever is concerned, answered by the buyer, who does not learn whose they are."""

from datetime import datetime

from sqlalchemy import delete, func, select

from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.codes import new_code
from app.kernel.errors import Incomplete, OutOfOrder, TooLate
from app.kernel.voices import answer_once, said
from app.kernel.words import N_
from app.trading.flows import TENDER
from app.trading.guards import begin, check_centre, finish
from app.trading.models import Candidate, Draw, EarlierEvaluation, Lot, Objection, PanelMember, Project, Score
from app.trading.operations.answering import screen_project
from app.trading.operations.bonds import release_bonds
from app.trading.operations.halting import go_on, halt, is_held
from app.trading.operations.voices import nameless
from app.trading.releases import candidates_release
from app.trading.remedies import OBJECTING, first_day, last_day, stage_of
from app.trading.words import ObjectionOutcome, ObjectionStage, TradeKind, TradeState


def object_to(act: Act, project: Project, text: str, name: str, contact: str) -> Objection:
    """Take an objection of whoever is concerned; a works tender stands still from now on.

    The act must not tell whose it is: the buyer reads the trail too.
    """
    stage = stage_of(project)
    if stage is None:
        raise OutOfOrder(N_("As this trade stands there is nothing to object to; a complaint goes to its supervisor."))
    return _take(act, project, stage, text, name, contact, act.at)


def enter_objection(
    act: Act, project: Project, stage: ObjectionStage, text: str, name: str, contact: str, at: datetime
) -> Objection:
    """Enter an objection that came on paper, by the trading centre; it counts from the instant at which it came.

    One that was laid aside meanwhile is entered all the same: that the trade went on is kept with it.
    """
    check_centre(act, project)
    if at > act.at:
        raise Incomplete(N_("This day lies in the future."), field="made_at")
    begun = first_day(act.session, project, stage)
    if (TradeKind(project.trade_kind), stage) not in OBJECTING or begun is None:
        raise Incomplete(N_("A trade of this kind knows no such objection, or it has not come so far."), field="stage")
    if local_day(at) < begun:
        raise Incomplete(N_("Nobody could object to this before %(day)s. Correct the day."), field="made_at", day=begun)
    return _take(act, project, stage, text, name, contact, at)


def _take(
    act: Act, project: Project, stage: ObjectionStage, text: str, name: str, contact: str, at: datetime
) -> Objection:
    last = last_day(act.session, project, stage)
    if local_day(at) > last:
        raise TooLate(
            N_("Objections to this could be made until %(day)s. A complaint goes to the supervisor."), day=last
        )
    rule = OBJECTING[TradeKind(project.trade_kind), stage]
    made = Objection(
        county=project.county,
        project_id=project.id,
        organisation_id=project.organisation_id,
        stage=str(stage),
        text=said(text),
        name=said(name, "name", 120),
        contact=said(contact, "contact", 120),
        query_code=new_code(12),
        made_at=at,
        halts=rule.halts,
        went_on=rule.halts and project.moved_at is not None and project.moved_at > at,
    )
    act.session.add(made)
    act.session.flush()
    start_clock(act, made, ClockKind.ANSWER, rule.answer, at=at)
    record(act, "trade.objected", made, project=project.id, stage=str(stage))
    if rule.halts and (project.state == TradeState.HALTED or project.state in TENDER.moves["halt"].sources):
        halt(act, project, "objection")
    return made


def answer_objection(act: Act, objection: Objection, answer: str, outcome: ObjectionOutcome) -> None:
    """Answer an objection with what comes of it; the answer is public and names nobody.

    Upheld, the candidates go back to the committee, or the tender has failed; otherwise a trade that stood still for it
    goes on.
    """
    project = objection.project
    move = begin(act, project, "reply")
    rule = OBJECTING[TradeKind(project.trade_kind), ObjectionStage(objection.stage)]
    if outcome not in rule.outcomes:
        raise Incomplete(N_("Choose one from the list."), field="outcome")
    answer_once(act, objection, nameless(act, project, said(answer, "answer"), "answer"))
    objection.outcome = str(outcome)
    stop_clock(act, objection, ClockKind.ANSWER)
    finish(act, project, move, objection=objection.id, outcome=str(outcome))
    if outcome == ObjectionOutcome.VOID:
        declare_void(act, project, objection=objection.id)
    elif outcome == ObjectionOutcome.AGAIN:
        evaluate_again(act, project, objection.answer or "")
        if is_held(act, project):
            halt(act, project, "objection")
    go_on(act, project)


def declare_void(act: Act, project: Project, **facts: object) -> None:
    """Declare a tender void; the trail tells upon which objection or complaint."""
    TENDER.check(project.state, "void")
    finish(act, project, TENDER.moves["void"], **facts)
    release_bonds(act, project)
    screen_project(act, project)


def evaluate_again(act: Act, project: Project, reason: str) -> None:
    """Send the candidates back to the committee; what it said and what was published of it is kept as it was."""
    TENDER.check(project.state, "again")
    if project.halted_from is not None:
        TENDER.check(project.halted_from, "again")
    act.session.flush()
    ranked = select(Candidate).join(Lot, Lot.id == Candidate.lot_id).where(Lot.project_id == project.id)
    candidates = act.session.scalars(ranked.order_by(Lot.number, Candidate.rank)).all()
    seated = select(PanelMember).join(Draw, Draw.id == PanelMember.draw_id).where(Draw.project_id == project.id)
    members = act.session.scalars(seated.where(PanelMember.seated)).all()
    given = select(Score).where(Score.member_id.in_([one.id for one in members])).order_by(Score.id)
    scores = act.session.scalars(given).all()
    earlier = select(func.count()).select_from(EarlierEvaluation).where(EarlierEvaluation.project_id == project.id)
    act.session.add(
        EarlierEvaluation(
            county=project.county,
            project_id=project.id,
            number=1 + (act.session.scalar(earlier) or 0),
            ended_at=act.at,
            reason=reason,
            candidates=[
                [one.lot.number, one.rank, one.offer_id, str(one.price_points), str(one.total)] for one in candidates
            ],
            scores=[[one.offer_id, one.member_id, one.criterion_id, str(one.points)] for one in scores],
            release=candidates_release(act.session, project),
        )
    )
    act.session.flush()
    act.session.execute(delete(Score).where(Score.id.in_([one.id for one in scores])))
    act.session.execute(delete(Candidate).where(Candidate.id.in_([one.id for one in candidates])))
    for member in members:
        member.scored_at, member.on_paper, member.draft = None, False, None
    project.shown_from = project.shown_to = None
    finish(act, project, TENDER.moves["again"])
