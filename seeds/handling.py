"""What the inspectors of the demo have done with the alerts: taken, asked about, closed, found false."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Actor, Channel, local_day
from app.kernel.places import Official, Organisation, duties_held, posts_held, scope_of
from app.kernel.roles import Duty, Role
from app.supervision.models import Alert
from app.supervision.operations import alerts as verbs
from app.supervision.operations.bulk import assign_alerts
from app.supervision.operations.follow_ups import accept_reply, ask_follow_up, reply_to_follow_up

HANDLED_SHARE = 3
"""Every third old alert has been worked on."""
QUESTION = "请说明超时（异常）原因，提供经办人和审批记录，并提出整改措施。"
REPLY = "经核查，因经办人外出培训、交接不到位造成，非主观拖延。"
MEASURES = "已补办手续并书面告知申请人；建立AB岗，临期前两日自动提醒。"


def inspector_of(session: Session, at: datetime) -> Actor:
    """Return an inspector of the demo county as he acts."""
    home = session.scalars(select(Organisation).where(Organisation.code == "gulou-inspection")).one()
    official = session.scalars(
        select(Official).where(Official.organisation_id == home.id).order_by(Official.id)
    ).first()
    assert official is not None
    roles = frozenset({Role.INSPECTOR})
    return Actor(
        official.name,
        official.id,
        home.id,
        home.county,
        roles,
        duties_held(posts_held(session, official.id, local_day(at))),
        scope_of(session, roles, home),
    )


def handle_alerts(session: Session, heads: dict[tuple[int, Duty], list[Actor]], now: datetime) -> None:
    """Work through a share of the alerts that are older than two weeks."""
    old = select(Alert).where(Alert.county == 350102, Alert.detected_at < now - timedelta(days=14))
    for number, alert in enumerate(session.scalars(old.order_by(Alert.id)).all()):
        if number % HANDLED_SHARE:
            continue
        at = alert.detected_at + timedelta(days=1, hours=2)
        inspector = inspector_of(session, at)
        assign_alerts(_act(session, inspector, at), [alert.id], inspector.official_id or 0)
        if number % 2:
            _follow_up(session, alert, inspector, heads, at)
        elif number % 4 == 0:
            verbs.mark_false_alarm(_act(session, inspector, at), alert, "lawful", "核对卷宗，处理合法。")
        session.commit()


def _follow_up(
    session: Session, alert: Alert, inspector: Actor, heads: dict[tuple[int, Duty], list[Actor]], at: datetime
) -> None:
    asked = ask_follow_up(_act(session, inspector, at), alert, QUESTION)
    people = heads.get((alert.organisation_id, Duty.SECTION_HEAD))
    if not people:
        return
    at += timedelta(days=3)
    reply_to_follow_up(_act(session, people[0], at), asked, REPLY, MEASURES)
    if alert.id % 3 == 0:
        return
    at += timedelta(days=1)
    accept_reply(_act(session, inspector, at), asked, "情况属实，整改到位。")
    verbs.close(_act(session, inspector, at), alert, "已督促整改并通报批评教育。")


def _act(session: Session, actor: Actor, at: datetime) -> Act:
    made = Act(session, actor, at, Channel.SCREEN, 350102)
    session.info["act"] = made
    return made
