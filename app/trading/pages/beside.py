"""Objections and complaints beside what they are about: on the pages of alerts and of other records of a trade."""

from flask import url_for
from sqlalchemy import select

from app.kernel.domain import BesideLine
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_
from app.surfaces.acts import current_actor, session
from app.surfaces.language import show_day, translate
from app.surfaces.pages import may_open
from app.trading import queries
from app.trading.models import Project
from app.trading.words import ComplaintState, ObjectionOutcome

PROJECT = "trading.project"


def voice_lines(word: str, pk: int) -> list[BesideLine]:
    """Return the other objections and complaints about the trade of which a subject is a part; they lead to the trade's page."""
    kind, whole = SUBJECTS.matter(session(), word, pk)
    if kind != Project.kind or word == kind or not may_open(PROJECT):
        return []
    project = session().scalar(select(Project).where(Project.id == whole, queries.inside(current_actor().scope)))
    if project is None:
        return []
    url = url_for(PROJECT, pk=project.id)
    lines = [
        BesideLine(
            f"{translate(N_('Complaint %(number)s'), number=one.number)} · {show_day(one.made_at)}",
            f"{url}#complaints",
            translate(ComplaintState(one.state)),
            "" if one.decided_at or one.withdrawn_at else "yellow",
        )
        for one in queries.complaints_of(session(), project)
        if (one.kind, one.id) != (word, pk)
    ]
    return lines + [
        BesideLine(
            translate(N_("Objection of %(day)s"), day=show_day(one.made_at)),
            f"{url}#objections",
            translate(ObjectionOutcome(one.outcome)) if one.outcome else translate(N_("Not answered yet")),
            "" if one.outcome else "yellow",
        )
        for one in queries.objections_of(session(), project)
        if (one.kind, one.id) != (word, pk)
    ]
