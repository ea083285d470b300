"""Propose, decide, appeal, answer: nobody decides what he proposed, nobody answers an appeal against his own decision."""

from datetime import timedelta

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, TooLate
from app.kernel.flows.machine import Move
from app.kernel.notices import Medium, queue_once
from app.kernel.numbering import next_number
from app.kernel.organs import sealing_organ
from app.kernel.places import Official, Organisation, holders_of
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.accountability.flows import HOLDING
from app.supervision.accountability.models import Accountability, Measure
from app.supervision.accountability.papers import PAPERS, issue
from app.supervision.models import Alert, AlertState
from app.supervision.operations.alerts import refuse_supervised
from app.supervision.operations.follow_ups import answerers_of

APPEAL_DAYS = timedelta(days=30)
"""Administrative Sanctions of Public Officials Law, art. 55: review is applied for within a month."""
PERSONAL = (Measure.DISCIPLINE, Measure.TRANSFER)
"""Measures that only a person can meet."""


def propose(
    act: Act,
    alert: Alert,
    measure: str,
    grounds: str,
    official_id: int | None = None,
    organisation_id: int | None = None,
) -> Accountability:
    """Propose a measure against the body of an alert that was handed on, against another body, or against a person."""
    _needs_inspector(act, alert.county, alert.organisation_id)
    refuse_supervised(act, alert)
    if alert.state != AlertState.ACCOUNTABILITY:
        raise OutOfOrder(
            N_("Hand the alert on to accountability first: until then nothing has been found against anybody.")
        )
    if measure not in set(Measure):
        raise Incomplete(N_("Choose a measure."), field="measure")
    if not grounds.strip():
        raise Incomplete(
            N_("Write what was found, so that whoever decides and whoever appeals can check it."), field="grounds"
        )
    person = act.session.get(Official, official_id) if official_id else None
    if official_id and person is None:
        raise Incomplete(N_("Choose a person who works with the platform."), field="official_id")
    if person is None and measure in PERSONAL:
        raise Incomplete(N_("This measure is taken against a person. Choose who it is."), field="official_id")
    home = person.organisation_id if person else organisation_id or alert.organisation_id
    body = act.session.get(Organisation, home)
    if body is None or not act.actor.scope.holds(body.county, body.id) or body.county != alert.county:
        raise Incomplete(N_("Choose a body of your county, or a person who belongs to one."), field="organisation_id")
    if act.actor.official_id == official_id or act.actor.organisation_id == body.id:
        raise NotAllowed(N_("You or your organisation are concerned, so another inspector must propose it."))
    serial = next_number(act, "accountability", alert.county)
    held = Accountability(
        county=alert.county,
        number=f"WZ-{alert.county}-{act.on.year}-{serial:04d}",
        alert_id=alert.id,
        organisation_id=body.id,
        official_id=person.id if person else None,
        measure=measure,
        grounds=grounds.strip(),
        proposed_by=act.actor.official_id,
        proposed_at=act.at,
    )
    act.session.add(held)
    act.session.flush()
    record(act, "accountability.proposed", held, alert=alert.id, measure=measure, person=held.official_id)
    return held


def decide(act: Act, held: Accountability, decision: str) -> Accountability:
    """Decide what a colleague has proposed; the paper is issued and whoever is concerned is told."""
    step = _by_another(act, held, "decide", held.proposed_by)
    if not decision.strip():
        raise Incomplete(N_("Write what is decided and until when it must be carried out."), field="text")
    organ = sealing_organ(act.session.get_one(Organisation, act.actor.organisation_id))
    held.decision, held.decided_by, held.decided_at = decision.strip(), act.actor.official_id, act.at
    held.appeal_until = act.on + APPEAL_DAYS
    _put(act, held, step)
    issue(act, held, organ)
    _tell(act, held, PAPERS[Measure(held.measure)].title)
    return held


def drop(act: Act, held: Accountability, reason: str) -> Accountability:
    """Leave a proposal, with the reason."""
    step = _by_another(act, held, "drop", held.proposed_by)
    if not reason.strip():
        raise Incomplete(N_("Write why this is not pursued."), field="text")
    held.decision = reason.strip()
    return _put(act, held, step)


def may_appeal(act: Act, held: Accountability) -> bool:
    """Tell whether somebody is the person held to account, or answers for the body that is."""
    if held.official_id is not None:
        return act.actor.official_id == held.official_id
    home = held.organisation_id
    return any((home, duty) in act.actor.duties for duty in answerers_of(act.session, home))


def appeal(act: Act, held: Accountability, text: str) -> Accountability:
    """Appeal against a decision, once, within a month; it is carried out meanwhile."""
    if not may_appeal(act, held):
        raise NotAllowed(N_("Only the person concerned may appeal, or the head of the body concerned."))
    step = HOLDING.check(held.state, "appeal")
    if held.appeal_until is not None and act.on > held.appeal_until:
        raise TooLate(N_("The time to appeal ended on %(day)s."), day=held.appeal_until)
    if not text.strip():
        raise Incomplete(N_("Write what is wrong with the decision."), field="text")
    held.appeal, held.appealed_by, held.appealed_at = text.strip(), act.actor.official_id, act.at
    return _put(act, held, step)


def answer(act: Act, held: Accountability, move: str, text: str) -> Accountability:
    """Uphold or revoke a decision that was appealed against; never by whoever made it."""
    step = _by_another(act, held, move, held.decided_by)
    if not text.strip():
        raise Incomplete(N_("Write the reasons of the answer: the appellant reads them."), field="text")
    held.answer, held.answered_by, held.answered_at = text.strip(), act.actor.official_id, act.at
    _put(act, held, step)
    _tell(act, held, "申诉复核结果")
    return held


def _needs_inspector(act: Act, county: int, organisation_id: int) -> None:
    act.needs(Role.INSPECTOR)
    if not act.actor.scope.holds(county, organisation_id):
        raise NotFound(N_("There is no such record, or it lies outside your region."))


def _by_another(act: Act, held: Accountability, move: str, former: int | None) -> Move:
    _needs_inspector(act, held.county, held.organisation_id)
    if act.actor.organisation_id == held.organisation_id or act.actor.official_id == held.official_id:
        raise NotAllowed(N_("You or your organisation are concerned, so another inspector must decide."))
    step = HOLDING.check(held.state, move)
    if act.actor.official_id == former:
        raise NotAllowed(N_("This was your own work so far. Another inspector must decide on it."))
    return step


def _put(act: Act, held: Accountability, step: Move) -> Accountability:
    before, held.state = held.state, step.target or held.state
    record(act, step.verb, held, before=before, measure=held.measure, person=held.official_id)
    return held


def _tell(act: Act, held: Accountability, title: str) -> None:
    """Put a message on the desk of the person, or of whoever answers for the body."""
    people = {held.official_id}
    if held.official_id is None:
        duties = answerers_of(act.session, held.organisation_id)
        people = {one for duty in duties for one in holders_of(act.session, held.organisation_id, duty, act.on)}
    for official in sorted(one for one in people if one is not None):
        text = held.answer or held.decision or ""
        key = f"accountability:{held.id}:{held.state}"
        queue_once(act, Medium.DESK, str(official), f"{title} {held.number}", text, held, key)
