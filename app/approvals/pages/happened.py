"""What happened on the way of a case beside its steps: notices, suspensions, extensions, hearings and remedies."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from app.approvals.models import Case, Extension, Hearing, OneTimeNotice, Remedy, SuspensionReason, ThirdParty
from app.kernel.words import N_
from app.surfaces.acts import session
from app.surfaces.language import show_day, show_moment, translate


def _rows_of(found: Case) -> Callable[[Any], Sequence[Any]]:
    """Return a question for the rows of a case by their table; one statement tells which tables have any, for few do."""
    tables = (OneTimeNotice, Extension, Hearing, ThirdParty, Remedy)
    any_of = (select(table.id).where(table.case_id == found.id).exists() for table in tables)
    there = {table for table, some in zip(tables, session().execute(select(*any_of)).one(), strict=True) if some}
    return lambda table: (
        session().scalars(select(table).where(table.case_id == found.id)).all() if table in there else ()
    )


def happened(found: Case) -> list[dict[str, Any]]:
    """Return notices, suspensions, extensions, hearings and remedies as (what, when, text)."""
    rows: list[dict[str, Any]] = []
    held = _rows_of(found)
    for notice in held(OneTimeNotice):
        rows.append(
            {
                "what": translate(N_("One-time notice")),
                "at": show_day(notice.told_on),
                "note": "；".join(i.text for i in notice.items),
                "who": "",
            }
        )
    for pause in found.suspensions:
        rows.append(
            {
                "what": translate(N_("Suspension")),
                "at": show_day(pause.suspended_on),
                "note": f"{translate(SuspensionReason(pause.reason)) if pause.reason in set(SuspensionReason) else pause.reason} {pause.reason_text}",
                "who": "",
            }
        )
    for longer in held(Extension):
        rows.append(
            {
                "what": translate(N_("Extension")),
                "at": show_moment(longer.extended_at),
                "note": longer.reason,
                "who": "",
            }
        )
    for hearing in held(Hearing):
        rows.append(
            {
                "what": translate(N_("Hearing")),
                "at": show_day(hearing.held_on or hearing.told_on),
                "note": hearing.place,
                "who": "",
            }
        )
    for party in held(ThirdParty):
        rows.append(
            {
                "what": translate(N_("Third party")),
                "at": show_day(party.heard_on or party.told_on),
                "note": f"{party.name}：{party.statement or party.interest}",
                "who": "",
            }
        )
    for remedy in held(Remedy):
        rows.append(
            {"what": translate(N_("Remedy")), "at": show_day(remedy.filed_on), "note": remedy.remark, "who": ""}
        )
    return rows
