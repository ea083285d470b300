"""From a workbook as it came to the rows that are meant: which sheet, which headings, which rows, what was corrected."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.surfaces.sheets.columns import Column, find_headings
from app.surfaces.sheets.doors import Intake
from app.surfaces.sheets.mapping import Match, apply_mapping, decoded, guess_mapping, headings_of, with_values
from app.surfaces.sheets.reading import Book, Cell, Sheet, arrived

TAKE, LEAVE = "take", "leave"
_ENDING = re.compile(
    r"(本页|本月|全年|累计|以上)?(合计|总计|小计|累计|共计)([（(].*[）)])?[:：]?|(grand ?|sub)?total[:：]?"
    r"|(制表|填表|填报|编制|审核|复核|审批|经办|负责|出纳|会计|主管|单位负责|村主任|书记|监督)(人|员|会)?(签字|签名|签章|盖章)?[:：].*"
    r"|(签字|签名|签章|盖章|公章|备注|说明|注|填表说明|填报日期|制表日期|日期)[:：].*",
    re.IGNORECASE,
)
"""What stands in a row of totals, signatures or remarks below a table."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about how a workbook is to be read."""

    sheet: str = ""
    """Name of the sheet; empty: the one whose headings fit best."""
    heading: int = 0
    """Number of the row of headings; 0: the one that fits best."""
    hidden: str = ""
    """Whether rows that the spreadsheet program hides are taken; empty: not said yet."""
    ending: str = ""
    """Whether rows that look like totals or signatures are taken; empty: not said yet."""
    again: str = ""
    """Whether rows much like some that stand correct them (take) or are new ones (leave); empty: not said yet."""
    matches: tuple[Match, ...] = ()
    """Which heading means which column; empty: by the headings' own words."""
    corrections: Mapping[str, str] = field(default_factory=dict)
    """``row column``, in a further sheet ``row column sheet`` -> what is to stand there."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """What the door asks beside the rows -> the answer."""

    def plain(self) -> dict[str, Any]:
        """Return the answers as JSON holds them."""
        return asdict(self)

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> "Answers":
        """Return answers from their JSON."""
        matches = tuple(Match(**one) for one in held.get("matches", ()))
        return cls(**{**held, "matches": matches})


Mark = tuple[str, int]
"""Name of a further sheet, empty for that with the rows, and number of a row."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """The rows that are meant, and what has to be asked about them."""

    sheet: Sheet
    book: Book
    """This sheet and the further ones, each arranged once somebody looks at it."""
    name: str
    """Of the sheet in the workbook."""
    names: tuple[str, ...]
    heading: int
    """Number of the row of headings."""
    headings: tuple[str, ...]
    hidden: list[Mark]
    """Filled rows below the headings that are hidden."""
    ending: list[Mark]
    """Rows that look like totals or signatures."""
    unseen: tuple[str, ...] = ()
    """Headings of hidden columns that are read."""
    blind: bool = False
    """The format does not tell what is hidden."""

    def asked(self, answers: Answers) -> bool:
        """Tell whether a question is open; known of a workbook once all its sheets were looked at."""
        return bool((self.hidden and not answers.hidden) or (self.ending and not answers.ending))


@dataclass(frozen=True, slots=True)
class _Meant(Book):
    """A workbook whose further sheets are waited for and arranged when somebody looks at them."""

    arrange: Callable[[Sheet], Sheet]

    def sheet(self, *names: str) -> Sheet | None:
        """Return the first sheet with one of these names, arranged."""
        found = Book.sheet(self, *names)
        return found if found is None or found is self.sheets[0] else self.arrange(found)


def arrange(intake: Intake, book: Book, answers: Answers) -> Arranged:
    """Return the rows that are meant; hidden ones stand among them until somebody said otherwise, totals do not."""
    columns = intake.columns
    chosen = chosen_sheet(intake, book, answers.sheet)
    if answers.heading:
        if answers.heading > len(chosen.rows):
            raise Incomplete(N_("The sheet has no row %(number)d."), field="heading", number=answers.heading)
        chosen = replace(chosen, heading=answers.heading - 1)
    place, headings = headings_of(chosen, columns)
    chosen = replace(chosen, heading=place)
    sheet = (
        apply_mapping(chosen, columns, with_values(chosen, columns, answers.matches))
        if answers.matches
        else decoded(chosen, columns)
    )
    hidden: list[Mark] = []
    ending: list[Mark] = []

    def meant(sheet: Sheet, columns: Sequence[Column], heading: int, page: str) -> Sheet:
        sheet = _corrected(sheet, columns, answers.corrections, page)
        unseen = [n for n in sorted(sheet.hidden) if n > heading + 1 and _filled(sheet, n)]
        last = _ending_rows(sheet, columns)
        hidden.extend((page, n) for n in unseen)
        ending.extend((page, n) for n in last)
        left = {*(unseen if answers.hidden == LEAVE else ()), *(last if answers.ending != TAKE else ())}
        if not left:
            return sheet
        return replace(sheet, rows=[[] if n in left else row for n, row in enumerate(sheet.rows, start=1)])

    def further(sheet: Sheet) -> Sheet:
        part = next(one for one in intake.parts if sheet.name.strip() in one.names)
        sheet = arrived(sheet)
        return meant(sheet, part.columns, find_headings(sheet, part.columns)[0], sheet.name)

    used = {match.heading for match in answers.matches} or {
        headings[at] for at in find_headings(chosen, columns)[1].values()
    }
    unseen = [headings[n - 1] for n in chosen.hidden_columns if n <= len(headings) and headings[n - 1] in used]
    sheet = meant(sheet, columns, place, "")
    known = {name for part in intake.parts for name in part.names}
    others = [one for one in book.sheets if one.name != chosen.name and one.name.strip() in known]
    return Arranged(
        sheet,
        _Meant((sheet, *others), further),
        chosen.name,
        tuple(one.name for one in book.sheets),
        place + 1,
        tuple(h for h in headings if h),
        hidden,
        ending,
        tuple(heading for heading in unseen if heading),
        chosen.blind,
    )


def chosen_sheet(intake: Intake, book: Book, name: str) -> Sheet:
    """Return the sheet with the rows: that which was said, else that of its name, else that whose headings name the most columns."""
    if name:
        found = next((sheet for sheet in book.sheets if sheet.name == name), None)
        if found is None:
            raise Incomplete(N_("The workbook has no sheet “%(name)s”."), field="sheet", name=name)
        return arrived(found)
    if (named := book.sheet(*intake.names)) is not None:
        return arrived(named)
    fits = [(len(find_headings(sheet, intake.columns)[1]), sheet) for sheet in map(arrived, book.sheets)]
    most = max(count for count, _sheet in fits)
    filled = next((sheet for _count, sheet in fits if len(sheet.rows) > 1), fits[0][1])
    return next(sheet for count, sheet in fits if count == most) if most else filled


def _filled(sheet: Sheet, number: int) -> bool:
    return number <= len(sheet.rows) and any(cell != "" for cell in sheet.rows[number - 1])


def _ending_rows(sheet: Sheet, columns: Sequence[Column]) -> list[int]:
    """Return the rows that begin like a total or a signature and lack what every row of the table must have."""
    heading, found, _ignored = find_headings(sheet, columns)
    must = [found[column.name] for column in columns if column.required and column.name in found]
    doubtful = []
    for number, row in enumerate(sheet.rows[heading + 1 :], start=heading + 2):
        first = next((str(cell).strip() for cell in row if cell != ""), "")
        if not first or not _ENDING.fullmatch(first.replace(" ", "").replace("\u3000", "")):
            continue
        if any(place >= len(row) or row[place] == "" for place in must) or not must:
            doubtful.append(number)
    return doubtful


def _corrected(sheet: Sheet, columns: Sequence[Column], corrections: Mapping[str, str], page: str) -> Sheet:
    """Return the sheet with the cells that were corrected in place."""
    mine = {where: text for where, text in corrections.items() if " ".join(where.split(" ")[2:]) == page}
    if not mine:
        return sheet
    _heading, found, _ignored = find_headings(sheet, columns)
    rows: list[list[Cell]] = [list(row) for row in sheet.rows]
    for where, text in mine.items():
        number, name = where.split(" ")[:2]
        place = found.get(name)
        if place is None or not number.isdecimal() or not 0 < int(number) <= len(rows):
            continue
        row = rows[int(number) - 1]
        row.extend([""] * (place + 1 - len(row)))
        row[place] = text
    return replace(sheet, rows=rows)


def sure(sheet: Sheet, columns: Sequence[Column]) -> bool:
    """Tell whether the headings themselves name every column that must be there."""
    _heading, found, _ignored = find_headings(sheet, columns)
    return all(column.name in found for column in columns if column.required) and bool(found)


def offered(intake: Intake, book: Book, answers: Answers) -> list[Match]:
    """Return the match of each column to show: what was said, else the likeliest."""
    said = {match.column: match for match in answers.matches}
    sheet = chosen_sheet(intake, book, answers.sheet)
    if answers.heading:
        sheet = replace(sheet, heading=min(answers.heading, len(sheet.rows)) - 1)
    return [said.get(guess.column, guess) for guess in guess_mapping(sheet, intake.columns)]
