"""Turning a published benchmark table (违法行为/法定依据/裁量阶次/适用条件/处罚标准) into our workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kernel.errors import Incomplete, Refused
from app.kernel.typed import read_text as text
from app.kernel.words import N_
from app.penalties.sheets import wording
from app.penalties.sheets.building import bands_of, spans_of
from app.penalties.sheets.columns import MAIN, MAIN_COLUMNS, PARTS, cells_of, column
from app.penalties.sheets.phrases import in_words, read_penalty
from app.surfaces.sheets.columns import find_headings
from app.surfaces.sheets.reading import Book, Cell, Sheet

COLUMNS = (
    column(
        "violation", N_("Violation"), text, aliases=("违法行为", "违法行为名称", "案由", "处罚事项", "违法行为种类")
    ),
    column("basis", N_("Basis"), text, aliases=("法定依据", "处罚依据", "法律依据", "法律法规依据", "依据")),
    column("legal", N_("Penalty of the law"), text, aliases=("法定处罚标准", "法定处罚", "处罚幅度", "法定罚则")),
    column("grade", N_("Grade"), text, aliases=("裁量阶次", "违法程度", "裁量等级", "阶次", "情节")),
    column("condition", N_("Condition"), text, aliases=("适用条件", "违法情节", "情形", "裁量情形", "具体情形")),
    column("penalty", N_("Penalty"), text, aliases=("处罚标准", "裁量标准", "裁量幅度", "具体标准")),
)
NEEDED = ("violation", "grade", "condition", "penalty")


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a row of the table that could not be turned as it stands."""

    row: int
    item: str
    refusal: Refused


@dataclass(frozen=True, slots=True)
class Reading:
    """A wording of the table and how it was read, in words."""

    row: int
    item: str
    original: str
    words: str


@dataclass(slots=True)
class _Violation:
    name: str
    number: int
    basis: list[str] = field(default_factory=list)
    legal: list[str] = field(default_factory=list)
    grades: list[tuple[int, str, str, str]] = field(default_factory=list)
    """(row, grade, condition, penalty)."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The workbook made of a table, and what a person must look at."""

    book: Book
    notes: list[Note]
    readings: list["Reading"]
    """How every penalty that was understood was read, beside its original."""


def is_plain_table(book: Book) -> bool:
    """Tell whether a book is a published table and not our workbook."""
    if book.sheet(MAIN) is not None or not book.sheets:
        return False
    _row, found, _ignored = find_headings(book.sheets[0], COLUMNS)
    return all(name in found for name in NEEDED)


def turn_table(sheet: Sheet, organisation: str, prefix: str, benchmark: str = "") -> Turned:
    """Return the workbook that a published table means.

    Items get codes of ``prefix`` and a running number. A condition, a penalty or a law that cannot be
    read whole stays in words, its grade is judged by hand, and a note says so.
    """
    heading, found, _ignored = find_headings(sheet, COLUMNS)
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise Incomplete(N_("This is no table with the columns violation, grade, condition and penalty."))
    pages: dict[str, list[list[Any]]] = {part.name: [] for part in PARTS}
    main: list[list[Any]] = []
    notes: list[Note] = []
    readings: list[Reading] = []
    for violation in _violations(sheet, heading, found):
        code = f"{prefix}{violation.number:04d}"
        row = {
            "code": code,
            "name": violation.name[:300],
            "organisation_id": organisation,
            "benchmark": benchmark,
            "conduct": violation.name,
            "example": "否",
        }
        main.append([row.get(item.name, "") for item in MAIN_COLUMNS])
        content = _content(violation, code, benchmark, notes, readings)
        for part in PARTS:
            for entry in content.get(part.name, ()):
                cells = cells_of(part, entry)
                pages[part.name].append([code, *(_cell(cells[item.name]) for item in part.own)])
    sheets = [Sheet(MAIN, [[item.name for item in MAIN_COLUMNS], *main])]
    sheets += [Sheet(part.sheet, [[item.name for item in part.columns], *pages[part.name]]) for part in PARTS]
    return Turned(Book(tuple(sheets)), notes, readings)


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    return value if isinstance(value, int | float) else str(value)


def _violations(sheet: Sheet, heading: int, found: dict[str, int]) -> Iterator[_Violation]:
    """Yield the violations of a table; cells that are merged downwards are empty below their first row."""
    present: _Violation | None = None
    count = 0
    for number, row in enumerate(sheet.rows[heading + 1 :], start=heading + 2):
        cells = {name: text(row[at]) if at < len(row) else "" for name, at in found.items()}
        if not any(cells.values()):
            continue
        name = " ".join(cells["violation"].split())
        if name and (present is None or name != present.name):
            if present is not None:
                yield present
            count += 1
            present = _Violation(name, count)
        if present is None:
            continue
        if cells.get("basis"):
            present.basis.append(cells["basis"])
        if cells.get("legal"):
            present.legal.append(cells["legal"])
        if cells["penalty"] or cells["condition"]:
            present.grades.append((number, cells["grade"], cells["condition"], cells["penalty"]))
    if present is not None:
        yield present


def _content(
    violation: _Violation, code: str, benchmark: str, notes: list[Note], readings: list[Reading]
) -> dict[str, list[dict[str, Any]]]:
    read = wording.Wording()
    laws = wording.read_laws(wording.joined(violation.basis))
    first = violation.grades[0][0] if violation.grades else 0
    if not laws:
        notes.append(Note(first, code, Incomplete(N_("No law with its article could be read from the basis."))))
    basis = wording.joined([f"{row['law']}{row['article']}" for row in laws])[:200]
    told: list[tuple[str, str]] = []
    bands = _bands([*violation.legal, *map(wording.after_laws, violation.basis)], basis, read, told)
    readings += [Reading(first, code, *pair) for pair in told]
    if not bands:
        sentence = N_("The fine that the law allows could not be read from the basis; write the bands by hand.")
        notes.append(Note(first, code, Incomplete(sentence)))
    grades = []
    for level, (number, name, condition, penalty) in enumerate(violation.grades, start=1):
        told = []
        made, faults = _grades(level, name, condition, penalty, bands, read, told)
        grades += [{**grade, "basis": benchmark or basis} for grade in made]
        notes += [Note(number, code, fault) for fault in faults]
        readings += [Reading(number, code, *pair) for pair in told]
    return {"laws": laws, "factors": list(read.factors.values()), "bands": bands, "grades": grades}


def _bands(
    texts: Sequence[str], basis: str, read: wording.Wording, told: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return the bands of the first wording of the law that is understood whole; what it was read as is told."""
    for wording_of_law in texts:
        clauses = read_penalty(wording_of_law)
        bands = bands_of(clauses, read) if clauses is not None else []
        if clauses is not None and bands:
            told.append((wording_of_law, in_words(clauses)))
            return [{**band, "basis": basis} for band in bands]
    return []


def _grades(
    level: int,
    name: str,
    condition: str,
    penalty: str,
    bands: Sequence[dict[str, Any]],
    read: wording.Wording,
    told: list[tuple[str, str]],
) -> tuple[list[dict[str, Any]], list[Refused]]:
    """Return a grade for each band that it divides, and what could not be read; that makes it one by hand."""
    faults: list[Refused] = []
    known = dict(read.factors)
    alternatives = wording.read_condition(condition, read) if condition else [[]]
    if alternatives is None:
        read.factors = known
        sentence = N_("The condition is in words only, so such a case is judged by hand: %(text)s")
        faults.append(Incomplete(sentence, text=condition))
    row = {"level": level, "name": name or str(level), "text": wording.joined([condition, penalty])}
    clauses = read_penalty(penalty)
    spans = spans_of(clauses, bands, read) if clauses is not None else None
    if clauses is None or spans is None:
        sentence = N_("The penalty could not be read, so such a case is judged by hand: %(text)s")
        faults.append(Incomplete(sentence, text=penalty))
        return [{**row, "any": [], "kind": "fraction", "lo": "0", "hi": "1"}], faults
    told.append((penalty, in_words(clauses)))
    return [{**row, "any": alternatives or [], **span} for span in spans], faults
