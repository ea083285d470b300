"""Reading a foreign sheet as ours: guess which heading means which column, and what its codes mean."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.words import N_
from app.surfaces.sheets.columns import HEADING_WITHIN, Column, find_headings, plain_heading
from app.surfaces.sheets.models import ColumnMapping
from app.surfaces.sheets.reading import Cell, Sheet

ALIKE = 0.75
"""Likeness (0 to 1) from which a heading is offered for a column."""
MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Match:
    """Where one of our columns comes from: a foreign heading, or a constant for all rows."""

    column: str
    heading: str = ""
    constant: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """Foreign value -> ours, for example 1 -> 01."""


def headings_of(sheet: Sheet, columns: Sequence[Column]) -> tuple[int, list[str]]:
    """Return the place of the heading row and its texts: the row that names ours, else the fullest."""
    place, found, _ignored = find_headings(sheet, columns)
    if not found and sheet.heading is None:
        first = sheet.rows[:HEADING_WITHIN]
        place = max(range(len(first)), key=lambda at: (sum(1 for c in first[at] if c != ""), -at), default=0)
    return place, [str(cell).strip() for cell in sheet.rows[place]] if sheet.rows else []


def guess_mapping(sheet: Sheet, columns: Sequence[Column]) -> list[Match]:
    """Return the likeliest match of each of our columns; those without one have an empty heading."""
    place, headings = headings_of(sheet, columns)
    free = [text for text in headings if text]
    exact: dict[str, str] = {}
    for column in columns:
        heading = next((text for text in free if plain_heading(text) in column.headings), "")
        if heading:
            exact[column.name] = heading
            free.remove(heading)
    matches = []
    for column in columns:
        heading = exact.get(column.name, "") or _alike(column, free)
        if heading and heading in free:
            free.remove(heading)
        values = guess_values(column, _cells(sheet, place, headings.index(heading))) if heading else {}
        matches.append(Match(column.name, heading, values=values))
    return matches


def _alike(column: Column, headings: Sequence[str]) -> str:
    def likeness(heading: str) -> float:
        return max(SequenceMatcher(None, plain_heading(heading), text).ratio() for text in column.headings)

    best = max(headings, key=likeness, default="")
    return best if best and likeness(best) >= ALIKE else ""


def _cells(sheet: Sheet, heading: int, place: int) -> set[str]:
    return {str(row[place]).strip() for row in sheet.rows[heading + 1 :] if place < len(row)} - {""}


def guess_values(column: Column, foreign: set[str]) -> dict[str, str]:
    """Return which member of a closed vocabulary a foreign code means: 1 is 01 when there is an 01."""
    if column.choices is None or len(foreign) > MOST_VALUES:
        return {}
    known = [choice.value for choice in column.choices]
    guessed: dict[str, str] = {}
    for text in sorted(foreign):
        try:
            column.read(text)
        except Refused:
            same = [k for k in known if k.lstrip("0") == text.lstrip("0") or k.lower() == text.lower()]
            if len(same) == 1:
                guessed[text] = same[0]
    return guessed


def with_values(sheet: Sheet, columns: Sequence[Column], matches: Sequence[Match]) -> list[Match]:
    """Return matches with the likeliest meaning of the codes of each closed vocabulary."""
    place, headings = headings_of(sheet, columns)
    by_name = {column.name: column for column in columns}
    return [
        replace(m, values=guess_values(by_name[m.column], _cells(sheet, place, headings.index(m.heading))))
        if not m.values and m.column in by_name and m.heading in headings
        else m
        for m in matches
    ]


def decoded(sheet: Sheet, columns: Sequence[Column]) -> Sheet:
    """Return a sheet of ours with the codes of closed vocabularies as we write them: 1 is 01 when there is an 01."""
    heading, found, _ignored = find_headings(sheet, columns)
    meant = {
        found[column.name]: values
        for column in columns
        if column.choices is not None
        and column.name in found
        and (values := guess_values(column, _cells(sheet, heading, found[column.name])))
    }
    if not meant:
        return sheet
    rows = [
        [meant.get(at, {}).get(str(cell).strip(), cell) for at, cell in enumerate(row)] if n > heading else row
        for n, row in enumerate(sheet.rows)
    ]
    return replace(sheet, rows=rows)


def unknown_values(column: Column, match: Match, sheet: Sheet, heading: int) -> list[str]:
    """Return the foreign values of a closed vocabulary that still mean nothing."""
    headings = [str(cell).strip() for cell in sheet.rows[heading]]
    if column.choices is None or match.heading not in headings:
        return []
    unknown = []
    for text in sorted(_cells(sheet, heading, headings.index(match.heading)) - set(match.values)):
        try:
            column.read(text)
        except Refused:
            unknown.append(text)
    return unknown


def apply_mapping(sheet: Sheet, columns: Sequence[Column], matches: Sequence[Match]) -> Sheet:
    """Return the sheet as ours: our headings, only mapped columns, values translated, row numbers kept."""
    place, headings = headings_of(sheet, columns)
    known = {column.name for column in columns}
    used = [m for m in matches if m.column in known and (m.heading or m.constant)]
    missing = [m.heading for m in used if m.heading and m.heading not in headings]
    if missing:
        raise Incomplete(N_("The sheet has no column %(names)s, which this mapping needs."), names="、".join(missing))
    sources = [(headings.index(m.heading) if m.heading else None, m) for m in used]
    rows: list[list[Cell]] = [[] for _row in sheet.rows[:place]]
    rows.append([m.column for m in used])
    for row in sheet.rows[place + 1 :]:
        rows.append([_translated(row, at, m) for at, m in sources] if any(cell != "" for cell in row) else [])
    return replace(sheet, rows=rows, heading=place)


def _translated(row: Sequence[Cell], place: int | None, match: Match) -> Cell:
    cell = row[place] if place is not None and place < len(row) else ""
    cell = match.values.get(str(cell).strip(), cell) if match.values else cell
    return match.constant if cell == "" and match.constant else cell


def save_mapping(act: Act, name: str, target: str, matches: Sequence[Match]) -> ColumnMapping:
    """Keep a mapping under a name; the same name again replaces it."""
    if not name.strip():
        raise Incomplete(N_("Give the mapping a name, so that you find it again."), field="name")
    kept = _find(act.session, act.county, target, name.strip())
    if kept is None:
        kept = ColumnMapping(county=act.county, name=name.strip(), target=target)
        act.session.add(kept)
    kept.matches = [asdict(match) for match in matches]
    record(act, "mapping.saved", kept, name=kept.name, target=target)
    return kept


def find_mapping(session: Session, county: int, target: str, name: str) -> list[Match]:
    """Return a kept mapping of a county; NotFound when there is none of this name."""
    kept = _find(session, county, target, name)
    if kept is None:
        raise NotFound(N_("There is no mapping called %(name)s."), name=name)
    return [Match(**match) for match in kept.matches]


def mapping_names(session: Session, county: int, target: str) -> list[str]:
    """Return the names of a county's mappings for a kind of sheet."""
    statement = select(ColumnMapping.name).where(ColumnMapping.county == county, ColumnMapping.target == target)
    return list(session.scalars(statement.order_by(ColumnMapping.name)))


def _find(session: Session, county: int, target: str, name: str) -> ColumnMapping | None:
    return session.scalar(
        select(ColumnMapping).where(
            ColumnMapping.county == county, ColumnMapping.target == target, ColumnMapping.name == name
        )
    )


VERBS: Mapping[str, Any] = {"mapping.saved": N_("Mapping of a foreign sheet saved")}
