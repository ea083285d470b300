"""What people do with alerts. Who is supervised may explain, and may not judge (hardening A17)."""

from app.kernel.act import Act, Actor
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.flows import ALERTS
from app.supervision.models import Alert, AlertNote, FalseAlarm, NoteKind


def find_alert(act: Act, alert_id: int) -> Alert:
    """Return an alert within the actor's scope; what lies outside does not exist for him."""
    alert = act.session.get(Alert, alert_id)
    if alert is None or not act.actor.scope.holds(alert.county, alert.organisation_id):
        raise NotFound(N_("There is no such alert, or it lies outside your area."))
    return alert


def may_explain(actor: Actor, alert: Alert) -> bool:
    """Tell whether somebody belongs to the organisation concerned: by a post there, or as his home."""
    posts = (home for home, _duty in actor.duties)
    return actor.official_id is not None and alert.organisation_id in (actor.organisation_id, *posts)


def explain(act: Act, alert: Alert, text: str, *, seen: int | None = None) -> Alert:
    """Write down how the organisation explains what was found; only its own people may."""
    if not act.actor.is_platform and not may_explain(act.actor, alert):
        raise NotAllowed(N_("Only people of the organisation concerned may explain an alert."))
    return _carry_out(act, alert, "explain", NoteKind.EXPLANATION, text, seen)


def verify(act: Act, alert: Alert, finding: str, *, seen: int | None = None) -> Alert:
    """Write down what the inspector found when he checked the explanation."""
    _needs_judge(act, alert)
    return _carry_out(act, alert, "verify", NoteKind.FINDING, finding, seen)


def close(act: Act, alert: Alert, verdict: str, *, seen: int | None = None) -> Alert:
    """End an alert that was right: the breach has been put right, and the verdict says how."""
    _needs_judge(act, alert)
    alert = _carry_out(act, alert, "close", NoteKind.VERDICT, verdict, seen)
    alert.verdict, alert.closed_at = verdict.strip(), act.at
    return alert


def mark_false_alarm(act: Act, alert: Alert, reason: str, remark: str = "", *, seen: int | None = None) -> Alert:
    """End an alert that was wrong; the reason code shows what to better in the point."""
    _needs_judge(act, alert)
    if reason not in set(FalseAlarm):
        raise Incomplete(N_("Choose why this was a false alarm."), field="reason")
    text = remark.strip() or FalseAlarm(reason).title_id
    alert = _carry_out(act, alert, "false_alarm", NoteKind.VERDICT, text, seen)
    alert.false_alarm, alert.verdict, alert.closed_at = reason, text, act.at
    return alert


def hold_to_account(act: Act, alert: Alert, verdict: str, *, seen: int | None = None) -> Alert:
    """Hand a verified or closed alert on to those who hold officials to account."""
    _needs_judge(act, alert)
    alert = _carry_out(act, alert, "account", NoteKind.VERDICT, verdict, seen)
    alert.verdict, alert.closed_at = verdict.strip(), act.at
    return alert


def _carry_out(act: Act, alert: Alert, move: str, what: NoteKind, text: str, seen: int | None) -> Alert:
    if seen is not None and seen != alert.edit_number:
        raise Conflict(
            N_(
                "Somebody else changed this alert while you were writing. Your text is kept: look at the new "
                "state, then save again."
            )
        )
    if not text.strip():
        raise Incomplete(N_("Write a text: it is kept with the alert and cannot be empty."), field="text")
    before, step = alert.state, ALERTS.check(alert.state, move)
    alert.state = step.target or before
    act.session.add(
        AlertNote(
            county=alert.county,
            alert_id=alert.id,
            what=what,
            written_at=act.at,
            official_id=act.actor.official_id,
            text=text.strip(),
        )
    )
    record(act, step.verb, alert, before=before, point=alert.point)
    return alert


def _needs_judge(act: Act, alert: Alert) -> None:
    act.needs(Role.INSPECTOR)
    if not act.actor.scope.holds(alert.county, alert.organisation_id):
        raise NotFound(N_("There is no such alert, or it lies outside your area."))
    refuse_supervised(act, alert)


def refuse_supervised(act: Act, alert: Alert) -> None:
    """Refuse whoever is concerned by an alert, or whose organisation is."""
    actor = act.actor
    if actor.is_platform:
        return
    if actor.official_id == alert.official_id or actor.organisation_id == alert.organisation_id:
        raise NotAllowed(
            N_("You or your organisation are concerned by this alert, so another inspector must judge it.")
        )
