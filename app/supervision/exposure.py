"""What the public may read already, looked through again every night for personal data; the list that comes of it.

A text is refused with personal data when it is written (``kernel.guard``); this finds what was written before the
filter knew a spelling, names that were masked by another rule than today's, and what came in by another way.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.db import MASKS, Base, CountyRow, Id, UtcDateTime
from app.kernel.guard import marked_columns, public_columns
from app.kernel.names import public_name
from app.kernel.places import Organisation
from app.kernel.privacy import LeakKind, leaks_in, without
from app.kernel.records import Access, Field, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_

AT_ONCE = 5_000
NAMES = ("title", "number", "name", "purpose", "project")


class PublicLeak(CountyRow):
    """Personal data in a text that the public may read; gone once the text holds it no more."""

    __tablename__ = "public_leak"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "place", "leak", "shown"),
        Index("ix_public_leak_open", "county", "gone_at"),
    )
    kind = "public_leak"

    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    subject_name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(40))
    """Name of the column."""
    leak: Mapped[str] = mapped_column(String(10))
    """A LeakKind."""
    shown: Mapped[str] = mapped_column(String(40))
    """What would stay of it."""
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation | None] = relationship()


def scan_public(act: Act) -> Mapping[str, int]:
    """Look through everything that the public may read; note what is found, and what is gone."""
    figures = {"texts": 0, "found": 0, "gone": 0}
    known = {_mark(row): row for row in act.session.scalars(select(PublicLeak)).all()}
    standing: set[tuple[Any, ...]] = set()
    for table in sorted((one.class_ for one in Base.registry.mappers), key=lambda one: one.__name__):
        texts = public_columns(table)
        names = marked_columns(table, MASKS)
        if not issubclass(table, CountyRow) or not (texts or names):
            continue
        for row in _rows(act, table, {*texts, *names, *(held for masks in names.values() for held in masks[:2])}):
            figures["texts"] += len(texts) + len(names)
            for place, leak, shown in (*_leaks(row, texts), *_open_names(row, names)):
                mark = (table.kind, row.id, place, str(leak), shown[:40])
                if mark not in standing and ((note := known.get(mark)) is None or note.gone_at):
                    known[mark] = _noted(act, note, row, mark)
                    figures["found"] += 1
                standing.add(mark)
    for mark, row in known.items():
        if row.gone_at is None and mark not in standing:
            row.gone_at = act.at
            figures["gone"] += 1
            record(act.in_county(row.county), "privacy.gone", row, text=row.subject_kind, number=row.subject_id)
    return figures


def _leaks(row: Any, columns: Mapping[str, Any]) -> Iterator[tuple[str, LeakKind, str]]:
    """Yield the personal data in the texts of a row: place, kind, what would stay of it."""
    for place, kinds in columns.items():
        text = getattr(row, place)
        for leak in leaks_in(text) if isinstance(text, str) else ():
            if leak.kind in kinds:
                yield place, leak.kind, leak.shown


def _open_names(row: Any, columns: Mapping[str, Any]) -> Iterator[tuple[str, LeakKind, str]]:
    """Yield the names of people that were published otherwise than the rule of today masks them."""
    for place, (source, form, whole) in columns.items():
        published, name = getattr(row, place), getattr(row, source)
        if published is not None and getattr(row, form) != whole and published != public_name(name):
            yield place, LeakKind.NAME, public_name(name)


def _mark(row: PublicLeak) -> tuple[Any, ...]:
    return row.subject_kind, row.subject_id, row.place, row.leak, row.shown


def _rows(act: Act, table: type[Any], columns: Iterable[str]) -> Iterator[Any]:
    """Yield the rows of a table by id, with no more columns than are needed."""
    held = inspect(table).column_attrs
    wanted = {"id", "county", *columns, *(name for name in (*NAMES, "organisation_id") if name in held)}
    last = 0
    while True:
        chosen = select(*(getattr(table, name) for name in sorted(wanted)))
        rows = act.session.execute(chosen.where(table.id > last).order_by(table.id).limit(AT_ONCE)).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id


def _noted(act: Act, note: PublicLeak | None, row: Any, mark: tuple[Any, ...]) -> PublicLeak:
    """Return the note of a finding that is new or has come back."""
    kind, number, place, leak, shown = mark
    if note is None:
        name = next((getattr(row, name) for name in NAMES if getattr(row, name, None)), "")
        note = PublicLeak(
            county=row.county,
            organisation_id=getattr(row, "organisation_id", None),
            subject_kind=kind,
            subject_id=number,
            subject_name=without(str(name))[:120],
            place=place,
            leak=leak,
            shown=shown,
        )
        act.session.add(note)
    note.found_at, note.gone_at = act.at, None
    act.session.flush()
    record(act.in_county(row.county), "privacy.found", note, text=kind, number=number, leak=leak, place=place)
    return note


PUBLIC_LEAK = RecordKind(
    name="public_leak",
    model=PublicLeak,
    title=N_("Personal data in public texts"),
    menu=N_("Supervision"),
    icon="shield",
    order=("found_at", "desc"),
    scope="county",
    sheet=False,
    fields=(
        Field("subject_name", N_("Where it stands"), listed=True, searchable=True, editable=False),
        Field("organisation_id", N_("Organisation"), listed=True, filtered=True, picks="organisation", editable=False),
        Field("leak", N_("Kind of personal data"), choices=LeakKind, listed=True, filtered=True, editable=False),
        Field("shown", N_("What would stay of it"), listed=True, editable=False),
        Field("found_at", N_("Found at"), listed=True, filtered=True, editable=False),
        Field("gone_at", N_("Taken out at"), listed=True, filtered=True, editable=False),
    ),
    access=dict.fromkeys((Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.AUDITOR), Access.READ),
)
