"""Alerts beside what they are about: on the pages of records, and on each other's."""

from flask import url_for
from sqlalchemy import ColumnElement, and_

from app.kernel.act import Actor
from app.kernel.domain import BesideLine
from app.supervision.models import Alert, AlertState
from app.supervision.pages.queue import READERS
from app.supervision.queries.alerts import alerts_about
from app.supervision.texts import headline
from app.surfaces.acts import current_actor, session
from app.surfaces.language import show_day, translate
from app.surfaces.pages import may_open

ALERT = "supervision.alert"


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Keep the alerts that somebody may see: those of the scope, to an officer those that concern himself."""
    inside = actor.scope.where(Alert.county, Alert.organisation_id)
    return inside if actor.roles & set(READERS) else and_(inside, Alert.official_id == actor.official_id)


def alert_lines(word: str, pk: int) -> list[BesideLine]:
    """Return the alerts about a subject and all of its matter that whoever asks may see."""
    if word == Alert.kind or not may_open(ALERT):
        return []
    return [
        BesideLine(
            f"{headline(one)} · {show_day(one.detected_at)}",
            url_for(ALERT, pk=one.id),
            translate(AlertState(one.state)),
            "green" if one.ceased_at else "",
            one.severity,
        )
        for one in alerts_about(session(), seen_by(current_actor()), word, pk)
    ]
