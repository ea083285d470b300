"""What the clock does for parties: forgets what has served its purpose, writes ``reach`` again whole."""

from collections.abc import Mapping
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, case, delete, exists, func, select, union

from app.kernel.act import Act, start_of_day
from app.kernel.audit import Subject, record
from app.kernel.db import Base
from app.kernel.domain import Job
from app.kernel.words import N_
from app.parties.models import LAST, Declaration, Office, Party, PartyMark, PartyName, Reach, Tie
from app.parties.reach import rule_of, write_whole
from app.parties.words import DeclaredWord


def counties(act: Act) -> list[int]:
    """Return the counties that keep parties or declarations about some."""
    return sorted(act.session.scalars(union(select(Party.county), select(Declaration.county))))


def reach_whole(act: Act) -> Mapping[str, Any]:
    """Write every path of every county again; what the acts of the day wrote must be the same."""
    written = {county: write_whole(act, county) for county in counties(act)}
    return {"counties": len(written), "paths": sum(written.values())}


def forget(act: Act) -> Mapping[str, int]:
    """Remove what ended longer ago than its county keeps it, and parties of which nothing else is left."""
    gone = dict.fromkeys(("ties", "marks", "offices", "declarations", "names", "parties"), 0)
    for county in counties(act):
        held = _forget_in(act, county)
        if any(held.values()):
            record(act, "party.forgotten", Subject(Party.kind, 0, county), **held)
        for what, count in held.items():
            gone[what] += count
    return gone


def _forget_in(act: Act, county: int) -> dict[str, int]:
    rule = rule_of(act.session, county)

    def before(months: int) -> Any:
        return act.on - relativedelta(months=months)

    recusal = Declaration.what == str(DeclaredWord.RECUSAL)
    left = {
        "ties": _remove(act, Tie, Tie.county == county, Tie.to_on < before(rule.tie_months)),
        "marks": _remove(act, PartyMark, PartyMark.county == county, PartyMark.to_on < before(rule.mark_months)),
        "offices": _remove(act, Office, Office.county == county, Office.to_on < before(rule.office_months)),
        "declarations": _remove(
            act,
            Declaration,
            Declaration.county == county,
            # Who keeps away from somebody's matters does so until it ends, however long ago he said so.
            func.coalesce(Declaration.ended_on, case((recusal, LAST), else_=Declaration.declared_on))
            < before(rule.declaration_months),
        ),
    }
    lonely = (
        Party.county == county,
        Party.noted_at < start_of_day(before(rule.party_months)),
        ~exists().where((Tie.from_id == Party.id) | (Tie.to_id == Party.id)),
        ~exists().where(Office.party_id == Party.id),
        ~exists().where(Declaration.county == county, Declaration.number_hash == Party.key_hash),
        *(~exists().where(column == Party.id) for column in _named_by()),
    )
    left["names"] = _remove(act, PartyName, PartyName.party_id.in_(select(Party.id).where(*lonely)))
    left["marks"] += _remove(act, PartyMark, PartyMark.party_id.in_(select(Party.id).where(*lonely)))
    _remove(act, Reach, Reach.start_id.in_(select(Party.id).where(*lonely)))
    left["parties"] = _remove(act, Party, *lonely)
    return left


def _named_by() -> list[Any]:
    """Return the columns of other domains that name a party: whoever stands there is not forgotten."""
    own = {table.__table__ for table in (Tie, Office, PartyName, PartyMark)}
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        if table not in own
        for key in table.foreign_keys
        if key.column is Party.__table__.c.id
    ]


def _remove(act: Act, table: Any, *where: ColumnElement[bool]) -> int:
    done: Any = act.session.execute(delete(table).where(*where), execution_options={"synchronize_session": False})
    return int(done.rowcount)


JOBS = (
    Job("parties.forget", N_("Remove what is kept of parties longer than needed"), forget, daily_at="01:05"),
    Job("parties.reach", N_("Work out who is tied to whom"), reach_whole, daily_at="01:15"),
)
