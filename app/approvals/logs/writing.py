"""Writing cases of a log: a batch of whole cases, their trail and the mark of progress at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.approvals.logs.cases import LoggedCase
from app.approvals.logs.continuing import PARTS, Known, continue_case, known_cases
from app.approvals.logs.mapping import LogMapping
from app.approvals.logs.models import LogImport
from app.approvals.logs.register import Register
from app.approvals.logs.report import Figures
from app.approvals.logs.rows import CaseRows, count_rows
from app.approvals.models import Case
from app.kernel.act import Act
from app.kernel.audit import Named, Subject, advance, record, record_many
from app.kernel.db import IDS_PER_COUNTY
from app.kernel.inserts import insert_rows
from app.kernel.words import N_

STEPS_TOLD = 50
"""Steps that the trail names; the digest covers all."""


def begin_import(act: Act, mapping: LogMapping, file_name: str, file_digest: str, mapping_digest: str) -> LogImport:
    """Open a run, or take up the one of the same file and mapping that was cut off."""
    cut_off = act.session.scalars(
        select(LogImport)
        .where(
            LogImport.county == mapping.county,
            LogImport.file_digest == file_digest,
            LogImport.mapping_digest == mapping_digest,
            LogImport.finished_at.is_(None),
        )
        .order_by(LogImport.id.desc())
        .limit(1)
    ).first()
    if cut_off is not None:
        record(act, "log.import_resumed", cut_off, after=cut_off.last_case)
        return cut_off
    run = LogImport(
        county=mapping.county,
        source=mapping.source,
        file_name=file_name[:200],
        file_digest=file_digest,
        mapping_digest=mapping_digest,
        begun_at=act.at,
        last_case="",
        new_cases=0,
        known_cases=0,
        new_events=0,
        refused_cases=0,
    )
    act.session.add(run)
    record(act, "log.import_begun", run, source=mapping.source, file=run.file_name, digest=file_digest)
    return run


def write_cases(act: Act, run_id: int, register: Register, cases: Sequence[LoggedCase], figures: Figures) -> None:
    """Write those of a batch that are not here yet, carry on those that are open, and note how far the run has come."""
    known = known_cases(act, [case.key for case in cases])
    new = [case for case in cases if case.key not in known]
    later = [case for case in cases if _is_later(case, known.get(case.key))]
    if new or later:
        register.prepare(act, [*new, *later])
    if new:
        _insert(act, run_id, register, new, figures)
    for case in later:
        continue_case(act, register, case, known[case.key])
    county = register.mapping.county
    record_many(
        act,
        [
            (
                "approval.imported",
                Subject(Case.kind, known[case.key].id, county),
                _told(case, run_id) | {"continued": True},
            )
            for case in later
        ],
    )
    events = sum(case.events for case in new) + sum(case.events - known[case.key].events for case in later)
    steps = sum(len(case.steps) for case in new)
    act.session.execute(
        update(LogImport)
        .where(LogImport.id == run_id)
        .values(
            last_case=cases[-1].id,
            new_cases=LogImport.new_cases + len(new),
            known_cases=LogImport.known_cases + len(known),
            new_events=LogImport.new_events + events,
        )
        .execution_options(synchronize_session=False)
    )
    figures.new_cases += len(new)
    figures.known_cases += len(known)
    figures.continued_cases += len(later)
    figures.new_events += events
    figures.steps += steps


def _is_later(case: LoggedCase, known: Known | None) -> bool:
    """Tell whether a log says more of an open case than the import before it."""
    return known is not None and known.goes_on and case.events > known.events and case.digest != known.digest


def _insert(act: Act, run_id: int, register: Register, cases: Sequence[LoggedCase], figures: Figures) -> None:
    county = register.mapping.county
    act.session.flush()
    wanted = sum(count_rows(case) for case in cases)
    last = county * IDS_PER_COUNTY + advance(act.session.connection(), county, wanted)
    rows = CaseRows(act.session, register.mapping, register, iter(range(last - wanted + 1, last + 1)))
    entries: list[tuple[str, Named, Mapping[str, Any]]] = []
    for case in cases:
        case_id = rows.add(case)
        entries.append(("approval.imported", Subject(Case.kind, case_id, county), _told(case, run_id)))
    tables: tuple[type[Any], ...] = (Case, *PARTS)
    for table in tables:
        insert_rows(act.session, table, rows.tables[table])
    figures.limits_open += rows.undated.total()
    figures.years_missing = sorted({*figures.years_missing, *rows.undated})
    record_many(act, entries)


def _told(case: LoggedCase, run_id: int) -> dict[str, Any]:
    """Return what the trail says of a case: the log's own instants, in brief, and the digest of all."""
    whole = case.statutory
    return {
        "import": run_id,
        "source": case.key.partition(":")[0],
        "case": case.id,
        "received_at": _instant(case.start),
        "last_event_at": _instant(case.last_at),
        "ended_at": _instant(case.course.ended_at),
        "due_at": _instant(whole.due_at if whole else None),
        "state": str(case.course.state),
        "events": case.events,
        "digest": case.digest,
        "steps": [[_instant(step.opened_at), step.code] for step in case.steps[:STEPS_TOLD]],
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def finish_import(act: Act, run_id: int, refused_cases: int) -> LogImport:
    """Close a run."""
    run = act.session.get_one(LogImport, run_id, populate_existing=True)
    run.finished_at, run.refused_cases = act.at, refused_cases
    record(
        act,
        "log.import_finished",
        run,
        new_cases=run.new_cases,
        known_cases=run.known_cases,
        new_events=run.new_events,
        refused=refused_cases,
    )
    return run


LOG_VERBS = {
    "log.import_begun": N_("Import of a log begun"),
    "log.import_resumed": N_("Import of a log taken up again"),
    "log.import_finished": N_("Import of a log finished"),
    "log.organisation_added": N_("Organisation added from a log"),
    "log.officer_added": N_("Officer's name added from a log"),
    "log.power_added": N_("Placeholder of a power added from a log"),
}
"""Verbs of the trail with their sentences in a timeline."""
