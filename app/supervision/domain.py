"""The door of supervision."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.domain import PARTY_PARTS, Beside, Domain, Gauge, MenuItem, PartyPart, Shortcut
from app.kernel.places import Organisation
from app.kernel.points import PointSetting
from app.kernel.roles import WATCHING, Role
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.parties.models import Office
from app.supervision.accountability.figures import FIGURES as ACCOUNTABILITY_FIGURES
from app.supervision.accountability.models import Accountability
from app.supervision.accountability.records import ACCOUNTABILITY, FOLLOW_UP
from app.supervision.api import GRANTS, AlertApi
from app.supervision.commands import points_group, scan_command
from app.supervision.exposure import PUBLIC_LEAK, PublicLeak
from app.supervision.figures import FIGURES
from app.supervision.flows import OPEN_FOLLOW_UP
from app.supervision.jobs import JOBS
from app.supervision.models import ENDED, Alert, AlertNote, FollowUp, QueueView, SavedFilter
from app.supervision.operations.deadlines import move_replies
from app.supervision.own.models import OwnPoint
from app.supervision.own.operations import VERBS as OWN_VERBS
from app.supervision.pages import PAGES
from app.supervision.pages.beside import alert_lines
from app.supervision.pages.places import READERS as PLACE_READERS
from app.supervision.pages.points import READERS as FIGURE_READERS
from app.supervision.pages.queue import READERS
from app.supervision.points import GROUPS, SUPERVISION_POINTS
from app.supervision.points.evidence import NAMES
from app.supervision.queries.alerts import count_alerts
from app.supervision.queries.narrowing import AlertFilter, Looking
from app.supervision.work import follow_up_pieces
from app.surfaces.scheduling.commands import clock_command
from app.surfaces.scheduling.models import HUNG, JOB_FAILED, PAUSED, STOOD_STILL, Run

VERBS = {
    "alert.raised": N_("Alert raised"),
    "alert.ceased": N_("Cause of the alert has ended"),
    "alert.assigned": N_("Alert assigned"),
    "alert.explained": N_("Alert explained by the organisation"),
    "alert.verified": N_("Alert verified"),
    "alert.closed": N_("Alert closed"),
    "alert.false_alarm": N_("Alert found to be a false alarm"),
    "alert.accountability": N_("Alert handed on to accountability"),
    "alert_filter.saved": N_("Filter of the alert queue saved"),
    "alert_filter.removed": N_("Filter of the alert queue removed"),
    "alert_columns.chosen": N_("Columns of the alert queue chosen"),
    "follow_up.asked": N_("Follow-up sent to the organisation"),
    "follow_up.reminded": N_("Reminder of the follow-up sent"),
    "follow_up.replied": N_("Reply to the follow-up handed in"),
    "follow_up.accepted": N_("Reply to the follow-up accepted"),
    "follow_up.sent_back": N_("Reply to the follow-up sent back"),
    "follow_up.cancelled": N_("Follow-up taken back"),
    "follow_up.time_asked": N_("More time asked for"),
    "follow_up.time_given": N_("More time given"),
    "follow_up.time_refused": N_("More time refused"),
    "follow_up.reported": N_("Follow-up reported to the leaders"),
    "follow_up.checked": N_("Checked again whether it has lasted"),
    "follow_up.escalated": N_("Follow-up escalated to accountability"),
    "accountability.proposed": N_("Measure of accountability proposed"),
    "accountability.decided": N_("Measure of accountability decided"),
    "accountability.dropped": N_("Proposal of accountability not pursued"),
    "accountability.appealed": N_("Appeal against a measure of accountability"),
    "accountability.upheld": N_("Measure of accountability upheld on appeal"),
    "accountability.revoked": N_("Measure of accountability revoked on appeal"),
    "point.set": N_("Parameter of a monitoring point changed"),
    "privacy.found": N_("Personal data found in a public text"),
    "privacy.gone": N_("Personal data taken out of a public text"),
    **OWN_VERBS,
    STOOD_STILL: N_("The clock stood still"),
    PAUSED: N_("The clock paused because the time jumped"),
    HUNG: N_("A leading clock process hung and was replaced"),
    "clock.resumed": N_("The clock runs again"),
    JOB_FAILED: N_("A job of the clock began to fail"),
    "clock.job_recovered": N_("A job of the clock succeeded again"),
}

GROUP = N_("Supervision")


def _open_alerts(session: Session, actor: Actor) -> int:
    """Return how many alerts of the actor's scope are open, counted to ten thousand."""
    return count_alerts(session, Looking(actor.scope), AlertFilter(open_only=True))


def _open_follow_ups(session: Session, actor: Actor) -> int:
    """Return how many follow-ups of the actor's scope are open."""
    inside = actor.scope.where(FollowUp.county, FollowUp.organisation_id)
    counted = select(func.count()).select_from(FollowUp).where(inside, FollowUp.state.in_(OPEN_FOLLOW_UP))
    return session.scalar(counted) or 0


MENU = (
    MenuItem(
        N_("My day"),
        GROUP,
        "supervision.my_day",
        frozenset({Role.INSPECTOR}),
        "calendar",
        5,
        None,
        N_("What waits for you, in the order in which it should be done"),
    ),
    MenuItem(
        N_("Alert queue"),
        GROUP,
        "supervision.queue",
        frozenset(READERS),
        "bell",
        10,
        _open_alerts,
        N_("What the monitoring points found abnormal"),
    ),
    MenuItem(
        N_("Follow-ups"),
        GROUP,
        "supervision.follow_ups",
        frozenset(READERS),
        "flag",
        20,
        _open_follow_ups,
        N_("Questions to organisations, and their replies"),
        follow_up_pieces,
    ),
    MenuItem(
        N_("Places at work"),
        GROUP,
        "supervision.places",
        frozenset(PLACE_READERS),
        "village",
        55,
        None,
        N_("Which towns and villages are alive, behind or silent"),
    ),
    MenuItem(
        N_("Monitoring points"),
        GROUP,
        "supervision.points",
        frozenset(FIGURE_READERS),
        "shield",
        60,
        None,
        N_("What each looks for, and its parameters"),
    ),
)

SHORTCUTS = (
    Shortcut(N_("Alert queue"), "supervision.queue", frozenset({Role.INSPECTOR}), "bell"),
    Shortcut(N_("Follow-ups"), "supervision.follow_ups", frozenset({Role.INSPECTOR}), "flag"),
)

RUNS = select(Run.id, Organisation.name).join(
    Organisation, and_(Organisation.county == Run.county, Organisation.parent_id.is_(None))
)
SUBJECTS = (
    SubjectKind(FollowUp, select(FollowUp.id, FollowUp.number), N_("Open the follow-up"), "supervision.follow_up"),
    SubjectKind(Alert, select(Alert.id, Alert.text), N_("Open that alert"), "supervision.alert"),
    SubjectKind(
        Accountability,
        select(Accountability.id, Accountability.number),
        N_("Open the accountability record"),
        "supervision.accountability",
    ),
    SubjectKind(Run, RUNS, N_("Open the clock"), "workroom.clock", listed=True),
    SubjectKind(
        PointSetting,
        select(PointSetting.id, PointSetting.point),
        N_("Open the points"),
        "supervision.points",
        listed=True,
    ),
    *tables(AlertNote, SavedFilter, QueueView, PublicLeak, OwnPoint),
)


def _concerns(party: str) -> ColumnElement[bool]:
    """Return: an alert is about something in which a party takes part, or about an office that it holds."""
    offices = select(Office.official_id).where(Office.number_hash == party, Office.official_id.is_not(None))
    takes_part = [
        (Alert.subject_kind == part.model.kind) & Alert.subject_id.in_(select(part.model.id).where(part.of(party)))
        for part in PARTY_PARTS.values()
        if part.model is not Alert
    ]
    return or_(Alert.official_id.in_(offices), *takes_part)


def _all_open_alerts(session: Session, _now: datetime) -> float:
    return session.scalar(select(func.count()).select_from(Alert).where(Alert.state.not_in(ENDED))) or 0


GAUGES = (Gauge("open_alerts", "Alerts that nobody has ended yet, of every county", _all_open_alerts),)

SUPERVISION = Domain(
    name="supervision",
    title=N_("Electronic supervision"),
    manual=dict.fromkeys((*WATCHING, Role.LEADER, Role.COUNTY_ADMIN, Role.CITY_ADMIN), "inspector"),
    verbs=VERBS,
    subjects=SUBJECTS,
    figures=(*FIGURES, *ACCOUNTABILITY_FIGURES),
    records=(PUBLIC_LEAK, ACCOUNTABILITY, FOLLOW_UP),
    points=SUPERVISION_POINTS,
    party_parts=(PartyPart(N_("Alerts"), Alert, Alert.detected_at, _concerns),),
    beside=Beside(N_("Alerts about this matter"), alert_lines),
    groups=GROUPS,
    gauges=GAUGES,
    evidence=NAMES,
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
    shortcuts=SHORTCUTS,
    deadlines=move_replies,
    apis=(AlertApi,),
    grants=GRANTS,
    commands=(points_group, scan_command, clock_command),
)
