"""The scan: reads the trail past its cursor, wakes the points that listen, and follows the clock.

What it costs depends on what is new, not on how much there is: a point is asked only about the
subjects that the new part of the trail names, and about deadlines that have passed since the last
scan. A sweep asks every point about everything, at night. Both may be killed at any moment: cursor,
alerts and their trail are one transaction.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, false, func, or_, select, update
from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day
from app.kernel.audit import ChainHead, TrailRow
from app.kernel.calendar import ONE_DAY, CalendarMissing
from app.kernel.db import IDS_PER_COUNTY
from app.kernel.flows.models import StepVisit
from app.kernel.points import TICK, Limits, Point, part
from app.kernel.subjects import SUBJECTS
from app.supervision.models import Alert, ScanCursor
from app.supervision.own.watching import every_point
from app.supervision.queries.limits import Settings
from app.supervision.raising import CHUNK, Ceased, Found, insert_new, look, look_ceased, mark_ceased, raise_alerts

GATE = 0
"""County number of the cursor row that every scanner takes before it writes."""
SLICE = 50_000
"""Trail rows of one county that one scan reads; the next scan reads on."""


@dataclass(slots=True)
class Figures:
    """What a scan did."""

    events: int = 0
    """New rows of the trail."""
    points: int = 0
    """Points that were asked."""
    raised: int = 0
    ceased: int = 0
    behind: bool = False
    """More is waiting: scan again at once."""
    by_point: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    """Points that could not be asked because the calendar lacks a year."""

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values, for the run log and ``--json``."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _News:
    """The new part of the trail: per county the places (first excluded, last included)."""

    ranges: dict[int, tuple[int, int]]
    heads: dict[int, int]
    verbs: dict[str, int]
    """How often each verb stands in it."""
    last_tick: datetime | None
    behind: bool

    @property
    def within(self) -> ColumnElement[bool]:
        """Keep trail rows that are new; by primary key, so that the plan never reads old ones."""
        spans = [
            and_(TrailRow.id > county * IDS_PER_COUNTY + first, TrailRow.id <= county * IDS_PER_COUNTY + last)
            for county, (first, last) in sorted(self.ranges.items())
        ]
        return or_(*spans) if spans else false()

    def touched(self, kind: str, verbs: Iterable[str]) -> Any:
        """Return the ids of the subjects of a kind that the new part names under these verbs, or by what is theirs."""
        named = self.within & TrailRow.verb.in_(sorted(verbs))

        def of(word: str) -> Select[Any]:
            return select(TrailRow.subject_id).where(named, TrailRow.subject_kind == word)

        by_step = (
            select(StepVisit.subject_id)
            .join(TrailRow, TrailRow.subject_id == StepVisit.id)
            .where(named, TrailRow.subject_kind == StepVisit.kind, StepVisit.subject_kind == kind)
        )
        declared = SUBJECTS.get(kind)
        by_parts = [
            keys.with_only_columns(keys.selected_columns[0]).where(keys.selected_columns[1].in_(of(model.kind)))
            for model, keys in (declared.woken_by if declared else ())
        ]
        return of(kind).union(by_step, *by_parts)


def scan(act: Act, *, points: Iterable[Point] | None = None, now: datetime | None = None) -> Figures:
    """Raise the alerts that follow from new events and from time passed since the last scan."""
    now = now or act.at
    session = act.session
    news = _read_news(session)
    settings = Settings(session, now)
    figures = Figures(events=sum(news.verbs.values()), behind=news.behind)
    found: list[Found] = []
    ceased: list[Ceased] = []
    for point in points if points is not None else every_point(session):
        woken = point.wakes_on & news.verbs.keys()
        if not woken and (point.tick is None or news.last_tick is None):
            continue
        figures.points += 1
        try:
            _ask(session, point, news, settings, now, found, ceased)
        except CalendarMissing:
            figures.skipped.append(point.code)
    _write(act, now, news, figures, found, ceased)
    return figures


def _ask(
    session: Session,
    point: Point,
    news: _News,
    settings: Settings,
    now: datetime,
    found: list[Found],
    ceased: list[Ceased],
) -> None:
    """Ask one point about the subjects touched, and about deadlines passed since the last scan."""
    woken = (point.wakes_on & news.verbs.keys()) - {TICK}
    for regime in settings.regimes(point, news.heads):
        template = point.find(now, regime.limits)
        kind = part(template, "subject_kind").value
        if woken:
            touched = news.touched(kind, woken)
            found.append(look(session, point, regime, template, [part(template, "subject").in_(touched)]))
            stands = [Alert.subject_kind == kind, Alert.subject_id.in_(touched)]
            ceased.append(look_ceased(session, point, regime, template, stands))
        if point.tick is not None and news.last_tick is not None and news.last_tick < now:
            before = settings.with_instants(point, regime.limits, news.last_tick)
            passed = _passed(point, before, regime.limits, news.last_tick, now)
            found.append(look(session, point, regime, template, passed))
        if point.ceases_by_time:
            ceased.append(look_ceased(session, point, regime, template))


def _passed(point: Point, before: Limits, after: Limits, last: datetime, now: datetime) -> list[ColumnElement[bool]]:
    """Keep rows whose column was passed by the present since the last scan."""
    tick = point.tick
    assert tick is not None
    since, until = last, now
    if tick.shift:
        since, until = before[f"{tick.shift}_ago"], after[f"{tick.shift}_ago"]
    if isinstance(tick.column.type, Date):
        span = tick.column.between(local_day(since) - ONE_DAY, local_day(until))
    else:
        # A second of overlap: an instant equal to the bound is asked about twice rather than never.
        span = tick.column.between(since - timedelta(seconds=1), until)
    return [span] if tick.where is None else [span, tick.where]


def sweep(act: Act, points: Iterable[Point] | None = None, *, now: datetime | None = None) -> Figures:
    """Ask points about everything that there is, and note which alerts no longer hold."""
    now = now or act.at
    session = act.session
    counties = list(session.scalars(select(ChainHead.county)))
    settings = Settings(session, now)
    figures = Figures()
    found: list[Found] = []
    ceased: list[Ceased] = []
    for point in points if points is not None else every_point(session):
        figures.points += 1
        try:
            for regime in settings.regimes(point, counties):
                asked = point.find(now, regime.limits)
                found.append(look(session, point, regime, asked))
                ceased.append(look_ceased(session, point, regime, asked))
        except CalendarMissing:
            figures.skipped.append(point.code)
    _take_gate(session)
    session.execute(update(ScanCursor).where(ScanCursor.county == GATE).values(swept_at=now))
    _put_down(act, figures, found, ceased)
    return figures


def _read_news(session: Session) -> _News:
    held = session.scalars(select(ScanCursor).execution_options(populate_existing=True))
    cursors = {row.county: row for row in held}
    heads = {row.county: row.place for row in session.execute(select(ChainHead.county, ChainHead.place))}
    ranges, behind = {}, False
    for county, head in heads.items():
        first = cursors[county].place if county in cursors else 0
        if head > first:
            ranges[county] = (first, min(head, first + SLICE))
            behind |= head > first + SLICE
    gate = cursors.get(GATE)
    news = _News(ranges, heads, {}, gate.ticked_at if gate else None, behind)
    if ranges:
        counted = select(TrailRow.verb, func.count()).where(news.within).group_by(TrailRow.verb)
        news.verbs.update((row.verb, row[1]) for row in session.execute(counted))
    return news


def _take_gate(session: Session) -> None:
    """Queue behind any other scanner that is writing."""
    taken = session.execute(
        update(ScanCursor)
        .where(ScanCursor.county == GATE)
        .values(place=ScanCursor.place)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        session.execute(insert_new(session, ScanCursor), [{"county": GATE, "place": 0}])


def _write(act: Act, now: datetime, news: _News, figures: Figures, found: list[Found], ceased: list[Ceased]) -> None:
    session = act.session
    _take_gate(session)
    if news.last_tick is None or news.last_tick < now:
        session.execute(
            update(ScanCursor)
            .where(ScanCursor.county == GATE, or_(ScanCursor.ticked_at.is_(None), ScanCursor.ticked_at < now))
            .values(ticked_at=now)
            .execution_options(synchronize_session=False)
        )
    _put_down(act, figures, found, ceased)
    for county, (_first, last) in sorted(news.ranges.items()):
        session.execute(insert_new(session, ScanCursor), [{"county": county, "place": 0}])
        session.execute(
            update(ScanCursor)
            .where(ScanCursor.county == county, ScanCursor.place < last)
            .values(place=last)
            .execution_options(synchronize_session=False)
        )


def _put_down(act: Act, figures: Figures, found: list[Found], ceased: list[Ceased]) -> None:
    figures.by_point = raise_alerts(act, found)
    figures.raised = sum(figures.by_point.values())
    figures.ceased = mark_ceased(act, ceased)
    figures.behind |= any(len(batch.rows) == CHUNK for batch in found)
