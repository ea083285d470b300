"""Parts of the workbook that brings places to life: each brings some sheets and tells the fate of every row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.kernel.act import Act
from app.kernel.errors import NotAllowed, Refused
from app.kernel.records import RecordKind
from app.kernel.words import N_
from app.surfaces.sheets.cells import in_all
from app.surfaces.sheets.columns import Column, Fault, columns_of, read_table
from app.surfaces.sheets.importing import Choice, carry_out
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan, plan_import
from app.surfaces.sheets.reading import Book, Sheet

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """What a new account's access slip says."""

    name: str
    organisation: str
    username: str
    password: str


@dataclass(slots=True)
class Taken(SheetPlan):
    """One sheet of the workbook with the fate of each of its rows."""

    name: str
    """Of what came, in the trail: places, posts, people, ledgers."""


@dataclass(slots=True)
class Outcome:
    """What a rollout brought, or would bring in a trial."""

    trial: bool = False
    """Whether all is taken back: passwords are not worth the time of hashing them."""
    taken: list[Taken] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)


Titled = tuple[str, tuple[Column, ...]]
"""Title and columns of a sheet."""


class Part(Protocol):
    """One step of the rollout."""

    def sheets(self) -> Sequence[Titled]:
        """Return title and columns of its sheets."""

    def bring(self, act: Act, book: Book, outcome: Outcome) -> None:
        """Write the rows of its sheets that can be written and add the fate of all to the outcome."""


@dataclass(frozen=True, slots=True)
class RowPart:
    """A sheet whose rows are written one by one."""

    name: str
    title: str
    columns: Callable[[], tuple[Column, ...]]
    take: Callable[[Act, Row, Outcome], Fate]
    """Writes one row, or raises Refused."""

    def sheets(self) -> Sequence[Titled]:
        """Return title and columns of the sheet."""
        return [(self.title, self.columns())]

    def bring(self, act: Act, book: Book, outcome: Outcome) -> None:
        """Write the rows one after another; a later one may rest on an earlier one."""
        sheet = filled(book, *in_all(self.title))
        if sheet is None:
            return
        columns = self.columns()
        table = read_table(sheet, columns)
        rows = []
        for line in table.lines:
            row = PlannedRow(line.number, "", Fate.FAULTY, line.values, faults=line.faults)
            row.key = str(next((value for value in line.values.values() if value), ""))
            if not row.faults:
                try:
                    with act.session.begin_nested():
                        row.fate = self.take(act, line.values, outcome)
                except Refused as fault:
                    row.faults.append(Fault(fault.field or "", fault))
            rows.append(row)
        outcome.taken.append(Taken(columns, rows, table, sheet, self.name))


@dataclass(frozen=True, slots=True)
class KindPart:
    """A record kind by its own sheet, as its list takes it."""

    kind: RecordKind
    title: str

    def sheets(self) -> Sequence[Titled]:
        """Return title and columns of the sheet."""
        return [(self.title, columns_of(self.kind))]

    def bring(self, act: Act, book: Book, outcome: Outcome) -> None:
        """Write the good rows of the sheet."""
        sheet = filled(book, *in_all(self.title))
        if sheet is None:
            return
        plan = plan_import(act, self.kind, sheet)
        if plan.rows and not act.actor.is_platform and not self._open_to(act):
            raise NotAllowed(
                N_("Your role does not fill in the sheet “%(sheet)s”. Leave it empty, or ask your administrator."),
                sheet=self.title,
            )
        carry_out(act, plan, Choice.GOOD_ROWS)
        outcome.taken.append(Taken(plan.columns, plan.rows, plan.table, sheet, self.kind.name))

    def _open_to(self, act: Act) -> bool:
        return any(
            "can_write" in self.kind.access[role].permissions for role in act.actor.roles & self.kind.access.keys()
        )


def filled(book: Book, *names: str) -> Sheet | None:
    """Return the sheet of one of these names, unless it is missing or empty."""
    sheet = book.sheet(*names)
    return sheet if sheet is not None and any(any(row) for row in sheet.rows) else None
