"""Entries as a spreadsheet: template, plan of every row, carrying out all rows or none, export."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import joinedload

from app.kernel.act import Act, local_day
from app.kernel.audit import Subject, TrailRow, record, record_many
from app.kernel.bulk import write_rows
from app.kernel.errors import Conflict, Incomplete, OutOfOrder, Refused
from app.kernel.inserts import take_ids
from app.kernel.places import Organisation
from app.kernel.progress import watched
from app.kernel.words import N_
from app.ledgers.access import may_fill
from app.ledgers.fields import LedgerField, read_content
from app.ledgers.fields.showing import title_of
from app.ledgers.index import index_rows
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerValue, LedgerVersion
from app.ledgers.operations.entries import (
    checked_period,
    digest,
    enter_again,
    lookup_of,
    take_back_entry,
    version_in_force,
)
from app.ledgers.periods import period_of
from app.ledgers.sheets.standing import HOME, NOT_IN_SHEETS, PERIOD, find_standing, shown
from app.ledgers.words import Approver, Cadence, EntryState, Kind
from app.surfaces.language import translate
from app.surfaces.sheets.columns import Column, Fault, further, read_table
from app.surfaces.sheets.importing import Brought, Choice, refuse_faulty
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Sheet

EXPORTED = 50_000


@dataclass(slots=True)
class EntryPlan(SheetPlan):
    """What an import would do; ``values`` of its rows hold organisation (row), period and content."""

    ledger: Ledger
    version: LedgerVersion


def columns_of(version: LedgerVersion) -> tuple[Column, ...]:
    """Return the columns of a version's sheet: organisation, period where there is one, fields that a cell can hold."""
    first = [
        Column(
            HOME,
            N_("Organisation"),
            _same,
            translate(N_("Name or code; empty for your own")),
            width=24,
            aliases=("organisation",),
        )
    ]
    cadence = Cadence(version.cadence)
    if cadence not in (Cadence.EVENT, Cadence.ONCE):
        example = period_of(cadence, local_day(version.published_at)) if version.published_at else ""
        first.append(
            Column(
                PERIOD, N_("Period"), _same, translate(N_("Empty for the running one")), example, aliases=("period",)
            )
        )
    return (*first, *(_column(item) for item in version.items if item.kind not in NOT_IN_SHEETS))


def _same(raw: Any) -> Any:
    return raw


def _column(item: LedgerField) -> Column:
    hint = item.hint
    if item.kind is Kind.TABLE:
        parts = " | ".join(column.label for column in item.columns)
        hint = f"{hint} {translate(N_('One row a line, its parts split by |: %(parts)s'), parts=parts)}".strip()
    unit = translate(N_("yuan")) if item.kind is Kind.MONEY else item.unit
    label = f"{item.label} ({unit})" if unit else item.label
    example = item.example or (item.choices[0] if item.choices else "")
    return Column(
        item.name,
        label,
        _same,
        hint,
        example,
        required=item.required,
        options=item.choices,
        aliases=(item.label,),
        width=40 if item.kind in (Kind.TEXT, Kind.TABLE) else 16,
    )


def plan_entries(act: Act, ledger: Ledger, sheet: Sheet) -> EntryPlan:
    """Return the fate of every row of a sheet; writes nothing. A row that stands already is left alone."""
    version = version_in_force(ledger)
    columns = columns_of(version)
    table = read_table(sheet, columns)
    items = tuple(item for item in version.items if item.kind not in (Kind.FILE, Kind.PHOTO))
    homes = _Homes(act, ledger, version)
    lookup = lookup_of(act, ledger)
    rows: list[PlannedRow] = []
    seen: dict[tuple[int, str, str], int] = {}
    for line in watched(table.lines):
        row = PlannedRow(line.number, "", Fate.NEW, {}, faults=list(line.faults))
        rows.append(row)
        raw = {name: value for name, value in line.values.items() if name not in (HOME, PERIOD)}
        read = read_content(items, raw, lookup)
        row.key = title_of(items, read.held)
        row.faults += further(line.faults, {name.split("-")[0]: refusal for name, refusal in read.faults.items()})
        for column, ask in ((HOME, homes.named), (PERIOD, lambda text: checked_period(act, version, text))):
            try:
                row.values[column] = ask(str(line.values.get(column) or "").strip())
            except Refused as refusal:
                row.faults.append(Fault(column, refusal))
        row.values["content"] = read.held
        if row.faults:
            row.fate = Fate.FAULTY
            continue
        key = (row.values[HOME].id, row.values[PERIOD], digest(read.held))
        if key in seen:
            twice = Conflict(N_("Row %(row)d of the sheet says the same. Keep one of them."), row=seen[key])
            row.faults.append(Fault("", twice))
            row.fate = Fate.FAULTY
        seen.setdefault(key, line.number)
    find_standing(act, ledger, version, rows)
    return EntryPlan(columns, rows, table, sheet, ledger, version)


class _Homes:
    """Finds the organisation of a row; each is asked for once."""

    def __init__(self, act: Act, ledger: Ledger, version: LedgerVersion) -> None:
        self.act, self.ledger, self.version = act, ledger, version
        self.known: dict[str, Organisation | Refused] = {}

    def named(self, text: str) -> Organisation:
        """Return the organisation of a name or code for which the actor may enter; Refused otherwise."""
        if text not in self.known:
            try:
                self.known[text] = self._find(text)
            except Refused as refusal:
                self.known[text] = refusal
        found = self.known[text]
        if isinstance(found, Refused):
            raise found
        return found

    def _find(self, text: str) -> Organisation:
        actor = self.act.actor
        own = Organisation.id == (actor.organisation_id or 0)
        named = (Organisation.code == text) | (Organisation.name == text)
        statement = select(Organisation).where(
            named if text else own, actor.scope.where(Organisation.county, Organisation.id)
        )
        fit = [
            home
            for home in self.act.session.scalars(statement.limit(20))
            if may_fill(actor, self.version, self.ledger, home)
        ]
        if len(fit) != 1:
            raise Incomplete(
                N_("Give the name or the code of one organisation for which you fill this ledger in."), field=HOME
            )
        return fit[0]


def carry_out_entries(act: Act, plan: EntryPlan, choice: Choice = Choice.ALL_OR_NOTHING) -> Brought:
    """Write the new rows of a plan as submitted entries; refuses all when one is faulty, unless good rows were chosen."""
    refuse_faulty(len(plan.faulty), choice)
    new = [row for row in plan.rows if row.fate == Fate.NEW]
    by_county: dict[int, list[PlannedRow]] = {}
    for row in new:
        by_county.setdefault(row.values[HOME].county, []).append(row)
    for county, group in sorted(by_county.items()):
        _write(act, plan, county, group)
    if new:
        subject = Subject(Ledger.kind, plan.ledger.id, plan.ledger.county)
        record(act, "ledger.imported", subject, rows=len(new), version=plan.version.number)
        _meet_duties(act, plan, new)
    act.session.expire_all()
    changed = [row for row in plan.rows if row.fate == Fate.CHANGED]
    reason = translate(N_("Corrected by a sheet"))
    for row in changed:
        enter_again(act, act.session.get_one(LedgerEntry, row.row_id), row.values["content"], reason)
    return Brought(len(new), len(changed), plan.count(Fate.SAME), len(plan.faulty))


def withdraw_row(act: Act, rows: Sequence[TrailRow], _reason: str) -> None:
    """Take an entry back that a sheet brought, by its rows of the trail."""
    if rows[0].verb != "ledger.submitted":
        raise OutOfOrder(N_("The sheet corrected an entry that stood before. Correct that entry again by hand."))
    entry = act.session.get(LedgerEntry, rows[0].subject_id)
    if entry is None:
        raise OutOfOrder(N_("It is not there any more."))
    take_back_entry(act, entry)


def _write(act: Act, plan: EntryPlan, county: int, group: Sequence[PlannedRow]) -> None:
    version, ledger = plan.version, plan.ledger
    at_once = version.approver == Approver.NOBODY
    common = {
        "county": county,
        "ledger_id": ledger.id,
        "version_id": version.id,
        "created_at": act.at,
        "created_by": act.actor.official_id,
        "changed_at": act.at,
        "submitted_at": act.at,
        "submitted_by": act.actor.official_id,
        "decided_at": act.at if at_once else None,
        "decided_by": None,
        "state": str(EntryState.APPROVED if at_once else EntryState.SUBMITTED),
    }
    items = version.items
    rows, values, told = [], [], []
    for entry_id, row in zip(take_ids(act, county, len(group)), group, strict=True):
        home, content = row.values[HOME], row.values["content"]
        rows.append(
            {
                **common,
                "id": entry_id,
                "organisation_id": home.id,
                "region_code": home.region_code,
                "period": row.values[PERIOD],
                "title": title_of(items, content),
                "content": content,
            }
        )
        values += index_rows(entry_id, county, ledger.id, items, content)
        facts = {"ledger": ledger.code, "period": row.values[PERIOD], "version": version.number}
        told.append(
            ("ledger.submitted", Subject(LedgerEntry.kind, entry_id, county), {**facts, "digest": digest(content)})
        )
    act.session.flush()
    connection = act.session.connection()
    write_rows(connection, LedgerEntry.__table__, rows)  # type: ignore[arg-type]
    write_rows(connection, LedgerValue.__table__, values)  # type: ignore[arg-type]
    record_many(act, told)  # type: ignore[arg-type]


def _meet_duties(act: Act, plan: EntryPlan, new: Sequence[PlannedRow]) -> None:
    pairs = {(row.values[HOME].id, row.values[PERIOD]) for row in new}
    homes = sorted({home for home, _period in pairs})
    for start in range(0, len(homes), 500):
        open_ones = act.session.scalars(
            select(LedgerDuty).where(
                LedgerDuty.ledger_id == plan.ledger.id,
                LedgerDuty.organisation_id.in_(homes[start : start + 500]),
                LedgerDuty.met_at.is_(None),
            )
        )
        met = [duty for duty in open_ones if (duty.organisation_id, duty.period) in pairs]
        record_many(act, [("ledger.duty_met", duty, {"period": duty.period}) for duty in met])
        act.session.execute(
            update(LedgerDuty)
            .where(LedgerDuty.id.in_([duty.id for duty in met]))
            .values(met_at=act.at)
            .execution_options(synchronize_session=False)
        )


def export_rows(act: Act, statement: Select[Any], items: Sequence[LedgerField]) -> Iterator[list[Any]]:
    """Yield the rows of an export: organisation, period, every field, state."""
    rows: Iterable[LedgerEntry] = act.session.scalars(
        statement.options(joinedload(LedgerEntry.organisation)).order_by(LedgerEntry.id.desc()).limit(EXPORTED)
    )
    for entry in rows:
        cells: list[Any] = [entry.organisation.name, entry.period]
        for item in items:
            text = shown(item, entry.content)
            cells.append(
                float(text) if item.kind in (Kind.NUMBER, Kind.MONEY, Kind.COMPUTED) and _is_number(text) else text
            )
        yield [*cells, translate(EntryState(entry.state))]


def _is_number(text: str) -> bool:
    return len(text) <= 15 and text.removeprefix("-").replace(".", "", 1).isdecimal()
