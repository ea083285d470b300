"""A later log of the same source: its open cases go on where the former one left them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import delete, select, update

from app.approvals.logs.cases import LoggedCase
from app.approvals.logs.register import Register
from app.approvals.logs.rows import CaseRows
from app.approvals.models import Case, Extension, OneTimeNotice, Return, Suspension
from app.kernel.act import Act
from app.kernel.audit import TrailRow, advance
from app.kernel.clocks import Clock
from app.kernel.db import IDS_PER_COUNTY
from app.kernel.facts import CaseFact
from app.kernel.flows.models import StepVisit
from app.kernel.inserts import insert_rows

PARTS: tuple[type[Any], ...] = (StepVisit, Clock, OneTimeNotice, Suspension, Return, Extension, CaseFact)
"""Tables of what a case consists of, in the order in which foreign keys allow them."""
KEPT = frozenset({"id", "county", "number", "query_code", "edit_number"})
"""Columns of a case that stay as they are."""
NAMED = ("id", "case_id", "subject_id", "step_id")
"""Columns that name a case, a part of it or a step."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case that stands here already."""

    id: int
    goes_on: bool
    """It is open, and nobody but an import has touched it."""
    events: int
    digest: str


def known_cases(act: Act, keys: Sequence[str]) -> dict[str, Known]:
    """Return the cases that stand here by their keys, with what the last import read of each."""
    found = act.session.execute(
        select(Case.outside_key, Case.id, Case.ended_at, Case.edit_number).where(Case.outside_key.in_(keys))
    ).all()
    told = act.session.execute(
        select(TrailRow.subject_id, TrailRow.verb, TrailRow.facts)
        .where(TrailRow.subject_kind == Case.kind, TrailRow.subject_id.in_([row.id for row in found]))
        .order_by(TrailRow.id)
    ).all()
    imported = {row.subject_id: json.loads(row.facts) for row in told if row.verb == "approval.imported"}
    touched = {row.subject_id for row in told if row.verb != "approval.imported"}
    known: dict[str, Known] = {}
    for row in found:
        facts = imported.get(row.id)
        goes_on = row.ended_at is None and row.edit_number == 1 and facts is not None and row.id not in touched
        facts = facts or {}
        known[row.outside_key] = Known(row.id, goes_on, facts.get("events", 0), facts.get("digest", ""))
    return known


def continue_case(act: Act, register: Register, case: LoggedCase, known: Known) -> None:
    """Write a case again as the later log tells it; it, and each of its parts that stands here, keeps its id."""
    session, county = act.session, register.mapping.county
    rows = CaseRows(session, register.mapping, register, count(-1, -1))
    ids = {rows.add(case): known.id}
    for table in PARTS:
        there = list(session.scalars(select(table.id).where(_of(table, known.id)).order_by(table.id)))
        new = len(rows.tables[table]) - len(there)
        if new > 0:
            last = county * IDS_PER_COUNTY + advance(session.connection(), county, new)
            there.extend(range(last - new + 1, last + 1))
        ids |= {row["id"]: pk for row, pk in zip(rows.tables[table], there, strict=False)}
    for table in reversed(PARTS):
        session.execute(delete(table).where(_of(table, known.id)), execution_options={"synchronize_session": False})
    values = {name: value for name, value in rows.tables[Case][0].items() if name not in KEPT}
    session.execute(
        update(Case).where(Case.id == known.id).values(values), execution_options={"synchronize_session": False}
    )
    for table in PARTS:
        parts = [row | {name: ids[row[name]] for name in NAMED if row.get(name) in ids} for row in rows.tables[table]]
        insert_rows(session, table, parts)


def _of(table: type[Any], case_id: int) -> Any:
    if hasattr(table, "case_id"):
        return table.case_id == case_id
    return (table.subject_kind == Case.kind) & (table.subject_id == case_id)
