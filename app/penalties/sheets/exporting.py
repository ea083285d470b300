"""Writing the penalty items as the same workbook that can be brought in again."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.places import Organisation
from app.penalties.models import Benchmark, ViolationItem, ViolationVersion
from app.penalties.sheets.columns import MAIN, MAIN_COLUMNS, PARTS, Part, cells_of
from app.powers.models import Power
from app.surfaces.sheets.writing import Page, shown, write_book

PART = 500
"""Items read at a time."""


def export_items(act: Act, target: Path | io.BytesIO) -> int:
    """Write every penalty item of the actor's scope with its newest standard; returns how many."""
    scope = act.actor.scope.where(ViolationItem.county, ViolationItem.organisation_id)
    number = act.session.scalar(select(func.count()).select_from(ViolationItem).where(scope)) or 0
    pages = [Page(MAIN, MAIN_COLUMNS, _main_rows(act))]
    pages += [Page(part.sheet, part.columns, _part_rows(act, part)) for part in PARTS]
    write_book(target, pages)
    record(act, "violations.exported", Subject("violations", act.county, act.county), items=number)
    return number


def write_item_template(target: Path | io.BytesIO) -> None:
    """Write the empty workbook with headings, hints, examples and lists to choose from."""
    pages = [Page(MAIN, MAIN_COLUMNS, template=True)]
    write_book(target, [*pages, *(Page(part.sheet, part.columns, template=True) for part in PARTS)])


def _rows(act: Act, *wanted: Any) -> Iterator[Any]:
    """Yield items with columns of their newest version, part by part in order of id."""
    newest = aliased(ViolationVersion)
    later = (
        select(newest.id).where(newest.item_id == ViolationItem.id, newest.number > ViolationVersion.number).exists()
    )
    statement = (
        select(ViolationItem.id, ViolationItem.code, *wanted)
        .join(Organisation, Organisation.id == ViolationItem.organisation_id)
        .join(ViolationVersion, ViolationVersion.item_id == ViolationItem.id)
        .outerjoin(Power, Power.id == ViolationItem.power_id)
        .outerjoin(Benchmark, Benchmark.id == ViolationVersion.benchmark_id)
        .where(act.actor.scope.where(ViolationItem.county, ViolationItem.organisation_id), ~later)
        .order_by(ViolationItem.id)
        .limit(PART)
    )
    last = 0
    while rows := act.session.execute(statement.where(ViolationItem.id > last)).all():
        yield from rows
        last = rows[-1].id


def _main_rows(act: Act) -> Iterator[list[Any]]:
    version = ViolationVersion
    wanted = (
        version.name,
        Organisation.name,
        Power.code,
        version.sector,
        version.conduct,
        version.filing_standard,
        version.filing_basis,
        Benchmark.number,
        version.limitation_years,
        version.general,
        version.example,
    )
    for _id, *cells in _rows(act, *wanted):
        yield [shown(column, cell) for column, cell in zip(MAIN_COLUMNS, cells, strict=True)]


def _part_rows(act: Act, part: Part) -> Iterator[list[Any]]:
    for _id, code, rows in _rows(act, getattr(ViolationVersion, part.name)):
        for row in rows or []:
            cells = cells_of(part, row)
            yield [code, *(cells[column.name] for column in part.own)]
