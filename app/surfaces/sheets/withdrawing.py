"""Withdrawing a whole import: by its rows of the trail all is taken back that nobody has worked on since."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.kernel.act import Act
from app.kernel.audit import ChainHead, Subject, TrailRow, record
from app.kernel.errors import Incomplete, OutOfOrder, Refused
from app.kernel.progress import watched
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_
from app.surfaces.language import translate, translate_refusal
from app.surfaces.sheets.doors import Intake
from app.surfaces.sheets.models import HandedSheet

BATCH = 500
SHOWN = 200
"""Rows that stay and are shown with their reasons."""

Written = Mapping[str, Any]
"""What an import wrote: ``at`` and, by county, the first and the last place in the trail."""


@contextmanager
def noting_trail(act: Act) -> Iterator[dict[str, Any]]:
    """Note which rows of the trail are written until the block ends; others may write between them."""
    written: dict[str, Any] = {"at": act.at.isoformat(), "places": {}}
    before = _ends(act)
    yield written
    act.session.flush()
    written["places"] = {
        str(county): [before.get(county, 0) + 1, end]
        for county, end in _ends(act).items()
        if end != before.get(county, 0)
    }


def _ends(act: Act) -> dict[int, int]:
    return {head.county: head.place for head in act.session.execute(select(ChainHead.county, ChainHead.place))}


def withdraw(act: Act, intake: Intake, sheet: HandedSheet, reason: str) -> dict[str, Any]:
    """Take back what a sheet brought, row by row; what somebody has worked on since stays, with the reason.

    Returns ``withdrawn`` (rows), ``kept`` (rows) and ``stays`` [{name, reason}] of the first of these.
    """
    written = sheet.result.get("written")
    if not written or not intake.withdraw:
        raise OutOfOrder(N_("This import cannot be withdrawn at once. Take its rows back one by one."))
    if not reason.strip():
        raise Incomplete(N_("Say why the import is withdrawn."), field="reason")
    things = [thing for county in written["places"] for thing in _things(act, intake, written, int(county))]
    withdrawn, kept = 0, 0
    stays: list[dict[str, str]] = []
    later = _worked_on(act, written, things)
    for thing in watched(things[::-1]):  # what came last goes first: later rows may rest on earlier ones
        refusal = later.get(thing[0].subject_id) or _take_back(act, intake, thing, reason.strip())
        if refusal is None:
            withdrawn += 1
            continue
        kept += 1
        if len(stays) < SHOWN:
            stays.append({"name": _name(act, thing[0]), "reason": translate_refusal(refusal)})
    subject = Subject(HandedSheet.__tablename__, 0, sheet.county)
    record(
        act,
        "sheet.withdrawn",
        subject,
        sheet=sheet.token,
        name=sheet.name,
        withdrawn=withdrawn,
        kept=kept,
        reason=reason.strip(),
    )
    return {"withdrawn": withdrawn, "kept": kept, "stays": stays[::-1]}


def _things(act: Act, intake: Intake, written: Written, county: int) -> list[list[TrailRow]]:
    """Return what an import wrote in one county: for each thing its rows of the trail, in their order."""
    first, last = written["places"][str(county)]
    mine = select(TrailRow).where(
        TrailRow.county == county,
        TrailRow.place.between(first, last),
        TrailRow.at == datetime.fromisoformat(written["at"]),
        TrailRow.subject_kind.in_(intake.withdraw),
        TrailRow.official_id.is_not_distinct_from(act.actor.official_id),
    )
    by_thing: dict[tuple[str, int], list[TrailRow]] = {}
    for row in act.session.scalars(mine.order_by(TrailRow.place)):
        by_thing.setdefault((row.subject_kind, row.subject_id), []).append(row)
    return list(by_thing.values())


def _worked_on(act: Act, written: Written, things: list[list[TrailRow]]) -> dict[int, Refused]:
    """Return, by id, why things stay that stand in the trail again after the import."""
    found: dict[int, Refused] = {}
    for (county, kind), group in groupby(things, key=lambda rows: (rows[0].county, rows[0].subject_kind)):
        ids = [rows[0].subject_id for rows in group]
        for start in range(0, len(ids), BATCH):
            later = select(TrailRow.subject_id, TrailRow.official, TrailRow.at).where(
                TrailRow.county == county,
                TrailRow.subject_kind == kind,
                TrailRow.subject_id.in_(ids[start : start + BATCH]),
                TrailRow.place > written["places"][str(county)][1],
            )
            for subject_id, official, at in act.session.execute(later):
                found[subject_id] = OutOfOrder(N_("%(official)s worked on it on %(day)s."), official=official, day=at)
    return found


def _take_back(act: Act, intake: Intake, thing: list[TrailRow], reason: str) -> Refused | None:
    trial = act.session.begin_nested()
    try:
        intake.withdraw[thing[0].subject_kind](act, thing, reason)
        act.session.flush()
        trial.commit()
    except Refused as refusal:
        trial.rollback()
        return refusal
    except IntegrityError:
        trial.rollback()
        return OutOfOrder(N_("Other records rest on it."))
    return None


def _name(act: Act, row: TrailRow) -> str:
    names = SUBJECTS.names(act.session, row.subject_kind, [row.subject_id])
    return names.get(row.subject_id) or translate(N_("Record %(number)s"), number=row.subject_id)


VERBS: Mapping[str, str] = {"sheet.withdrawn": N_("Import of a sheet withdrawn")}
