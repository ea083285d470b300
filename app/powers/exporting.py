"""Writing the catalogue as the same spreadsheet that can be brought in again."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.flows.models import Flow, FlowVersion
from app.kernel.places import Organisation
from app.powers.columns import COLUMNS, CONTENT_COLUMNS, MAIN, PARTS, REMEDIES, in_cell
from app.powers.models import Power, PowerVersion
from app.surfaces.sheets.writing import Page, shown, write_book

PART = 500
"""Powers read at a time."""


def export_powers(act: Act, target: Path | io.BytesIO) -> int:
    """Write every power of the actor's scope with its newest content; returns how many."""
    number = act.session.scalar(
        select(func.count()).select_from(Power).where(act.actor.scope.where(Power.county, Power.organisation_id))
    )
    pages = [Page(MAIN, COLUMNS, _main_rows(act))]
    pages += [Page(part.sheet, part.columns, _part_rows(act, part.name, part.columns)) for part in PARTS]
    write_book(target, pages)
    record(act, "powers.exported", Subject("catalogue", act.county, act.county), powers=number or 0)
    return number or 0


def write_power_template(target: Path | io.BytesIO) -> None:
    """Write the empty spreadsheet with headings, hints, examples and lists to choose from."""
    pages = [Page(MAIN, COLUMNS, template=True)]
    write_book(target, [*pages, *(Page(part.sheet, part.columns, template=True) for part in PARTS)])


def _rows(act: Act, *wanted: Any) -> Iterator[Any]:
    """Yield powers with columns of their newest version, part by part in order of id."""
    newest = aliased(PowerVersion)
    later = select(newest.id).where(newest.power_id == Power.id, newest.number > PowerVersion.number).exists()
    statement = (
        select(Power.id, *wanted)
        .join(Organisation, Organisation.id == Power.organisation_id)
        .outerjoin(PowerVersion, PowerVersion.power_id == Power.id)
        .outerjoin(FlowVersion, FlowVersion.id == PowerVersion.flow_version_id)
        .outerjoin(Flow, Flow.id == FlowVersion.flow_id)
        .where(act.actor.scope.where(Power.county, Power.organisation_id))
        .where(or_(PowerVersion.id.is_(None), ~later))
        .order_by(Power.id)
        .limit(PART)
    )
    last = 0
    while rows := act.session.execute(statement.where(Power.id > last)).all():
        yield from rows
        last = rows[-1].id


def _main_rows(act: Act) -> Iterator[list[Any]]:
    content = [getattr(PowerVersion, column.name) for column in CONTENT_COLUMNS]
    identity = (Power.code, Power.name, Power.power_type, Organisation.name, Power.national_code)
    for row in _rows(act, *identity, Flow.code, PowerVersion.remedies, *content):
        _id, code, name, power_type, organisation, national, flow, remedies, *values = row
        told = [(remedies or {}).get(item) for item in REMEDIES]
        cells = [code, name, power_type, organisation, national, None, *values, flow, *told]
        yield [shown(column, cell) for column, cell in zip(COLUMNS, cells, strict=True)]


def _part_rows(act: Act, name: str, columns: Any) -> Iterator[list[Any]]:
    for row in _rows(act, Power.code, getattr(PowerVersion, name)):
        for entry in row[2] or []:
            yield [row[1], *(shown(column, in_cell(entry.get(column.name))) for column in columns[1:])]
