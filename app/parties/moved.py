"""What migrations need to bring older registers here, in plain rows: parties by their number, and the paths between them.

It asks the columns of the first edition of these tables alone, so that a migration runs whatever came later.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.kernel.audit import advance
from app.kernel.db import IDS_PER_COUNTY, UtcDateTime
from app.kernel.sealing import EncryptedText
from app.parties.known import Known, name_hash, shown_name
from app.parties.models import USUAL
from app.parties.reach import count_degrees, write_reach

PARTY = sa.table(
    "party",
    *(sa.column(name, sa.BigInteger) for name in ("id", "county", "degree")),
    *(sa.column(name, sa.String) for name in ("form", "name", "number", "key_hash", "name_hash", "source")),
    sa.column("watched", sa.Boolean),
    sa.column("noted_at", UtcDateTime),
)
NAME = sa.table(
    "party_name",
    *(sa.column(name, sa.BigInteger) for name in ("id", "county", "party_id")),
    sa.column("name", EncryptedText),
    sa.column("source", sa.String),
)
TIE = sa.table("tie", sa.column("county"), sa.column("pending", sa.Boolean))


def fresh_ids(bind: sa.Connection, county: int, count: int) -> range:
    """Return ids of a county for so many rows."""
    last = county * IDS_PER_COUNTY + advance(bind, county, count)
    return range(last - count + 1, last + 1)


def know(bind: sa.Connection, county: int, told: Iterable[Known]) -> dict[str, int]:
    """Return the ids of parties by the hash of their number; who is not known yet becomes so, who shall be is watched."""
    wanted = {one.key_hash: one for one in sorted(told, key=lambda one: one.watched)}
    held = bind.execute(sa.select(PARTY.c.key_hash, PARTY.c.id).where(PARTY.c.county == county))
    found = {row.key_hash: row.id for row in held if row.key_hash in wanted}
    fresh = [one for key, one in wanted.items() if key not in found]
    watched = [{"pk": pk} for key, pk in found.items() if wanted[key].watched]
    if watched:
        bind.execute(sa.update(PARTY).where(PARTY.c.id == sa.bindparam("pk")).values(watched=True), watched)
    if not fresh:
        return found
    ids = fresh_ids(bind, county, 2 * len(fresh))
    parties: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for one, pk, own in zip(fresh, ids[: len(fresh)], ids[len(fresh) :], strict=True):
        found[one.key_hash] = pk
        parties.append(
            {
                "id": pk,
                "county": county,
                "form": str(one.form),
                "name": shown_name(one.form, one.name),
                "number": one.number[:60],
                "key_hash": one.key_hash,
                "name_hash": name_hash(one.name) if one.name else "",
                "source": one.source[:120],
                "watched": one.watched,
                "degree": 0,
                "noted_at": datetime.now(UTC),
            }
        )
        if one.name:
            names.append({"id": own, "county": county, "party_id": pk, "name": one.name, "source": one.source[:120]})
    bind.execute(PARTY.insert(), parties)
    if names:
        bind.execute(NAME.insert(), names)
    return found


def write_paths(bind: sa.Connection) -> None:
    """Write every path of the counties whose parties or ties have just come, so that points find them at once."""
    ruled = bind.execute(sa.text("SELECT county, hub_ties FROM party_rule ORDER BY id")).all()
    limits: dict[int, int] = {row.county: row.hub_ties for row in ruled}
    session = Session(bind)
    for county in bind.scalars(sa.select(TIE.c.county).distinct()).all():
        count_degrees(session, county)
        write_reach(session, county, limits.get(county, USUAL["hub_ties"]))
    bind.execute(sa.update(TIE).where(TIE.c.pending).values(pending=False))
