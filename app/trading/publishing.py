"""What is counted of publications when they are entered, and of the phrases of a notice when it is published."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from app.kernel.act import Act, local_day
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.roles import ADMINISTERING
from app.kernel.words import N_
from app.trading.guards import check_centre, needed
from app.trading.models import Addendum, Notice, PhraseHit, Project, TradePhrase, TradePublication
from app.trading.phrases import USUAL, phrases_in, plain
from app.trading.words import Medium, TradeKind

MANDATED = {TradeKind.WORKS: (Medium.NATIONAL, Medium.PROVINCIAL), TradeKind.PROCUREMENT: (Medium.PROCUREMENT,)}
"""Media of which one is asked by law (Measures for Publishing Notices of Tenders; Procurement Law, art. 11)."""
LEAST_PHRASE = 3


def check_publication(act: Act, row: TradePublication, changes: Mapping[str, Any]) -> None:
    """Compare what stands on a medium with the notice: its day, name and deadline; any deadline that the notice had is right."""
    project = act.session.get(Project, row.project_id)
    notice = project.notice if project is not None and project.county == row.county else None
    if project is None or notice is None or notice.published_at is None:
        raise OutOfOrder(N_("The notice of this project has not been published yet."), field="project_id")
    if not act.actor.roles & ADMINISTERING:
        check_centre(act, project)
    if row.published_on > act.on:
        raise Incomplete(N_("This day has not come yet."), field="published_on")
    row.title = needed(row.title, "title")
    row.mandated = row.medium in MANDATED[TradeKind(project.trade_kind)]
    row.late_days = (row.published_on - notice.sale_from) // ONE_DAY
    had = {local_day(notice.deadline)}
    had |= {local_day(one.old_deadline) for one in _addenda(act, project)}
    row.differs = plain(row.title) != plain(project.name) or local_day(row.deadline) not in had


def check_phrase(act: Act, row: TradePhrase, changes: Mapping[str, Any]) -> None:
    """Refuse phrases so short that they stand everywhere."""
    row.phrase, row.why = plain(row.phrase), needed(row.why, "why")
    if len(row.phrase) < LEAST_PHRASE:
        raise Incomplete(N_("A phrase has at least three characters, or it stands everywhere."), field="phrase")


def note_phrases(act: Act, notice: Notice) -> None:
    """Keep which phrases stand in a published notice, its scoring rule and its addenda; a row that stays keeps its alert."""
    county = act.session.scalars(select(TradePhrase.phrase).where(TradePhrase.county == notice.county))
    texts = [notice.text, *(one.name for one in notice.criteria)]
    later = [one.text for one in _addenda(act, notice.project)]
    found = dict(phrases_in(texts, [*USUAL, *county], later))
    mine = PhraseHit.project_id == notice.project_id
    held = set(act.session.scalars(select(PhraseHit.phrase).where(mine)))
    act.session.execute(delete(PhraseHit).where(mine, PhraseHit.phrase.not_in(sorted(found))))
    act.session.add_all(
        PhraseHit(county=notice.county, project_id=notice.project_id, phrase=phrase, passage=passage[:200])
        for phrase, passage in found.items()
        if phrase not in held
    )


def _addenda(act: Act, project: Project) -> list[Addendum]:
    mine = select(Addendum).where(Addendum.project_id == project.id, Addendum.published_at.is_not(None))
    return list(act.session.scalars(mine.order_by(Addendum.number)))
