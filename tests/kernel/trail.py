"""A trail to tamper with, and a way around the triggers that keep others from it."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import ChainHead, Subject, TrailRow, record_many, row_hash

COUNTY = 350102
Acting = Callable[..., Act]


def fill(act: Act, count: int, county: int = COUNTY) -> None:
    """Write so many rows to the trail of a county."""
    subject = Subject("case", 7, county)
    record_many(act, [("case.noted", subject, {"number": f"鼓{n}", "n": n}) for n in range(count)])


def unlock(session: Session) -> None:
    """Do what only somebody with all rights over the database can: take the triggers away."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        for table in ("trail", "trail_root"):
            for event in ("update", "delete", "replace"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{event}"))
    else:
        connection.execute(text("DROP TRIGGER IF EXISTS trail_no_change ON trail"))
        connection.execute(text("DROP TRIGGER IF EXISTS trail_root_no_change ON trail_root"))


def row_at(session: Session, place: int, county: int = COUNTY) -> dict[str, Any]:
    """Return a row as a dictionary."""
    table = TrailRow.__table__
    found = session.connection().execute(table.select().where(table.c.county == county, table.c.place == place))
    return dict(found.one()._mapping)


def change(session: Session, place: int, **values: Any) -> None:
    """Change columns of a row behind everybody's back."""
    session.connection().execute(
        update(TrailRow).where(TrailRow.county == COUNTY, TrailRow.place == place).values(**values)
    )


def forge_from(session: Session, place: int, **values: Any) -> None:
    """Change a row, then hash again every row after it and the head: a whole other history."""
    row = row_at(session, place) | values
    last = (
        session.connection()
        .execute(text("SELECT max(place) FROM trail WHERE county = :county"), {"county": COUNTY})
        .scalar_one()
    )
    while True:
        row["hash"] = row_hash(row)
        change(session, row["place"], **{k: v for k, v in row.items() if k not in ("id", "county", "place")})
        if row["place"] == last:
            break
        row = row_at(session, row["place"] + 1) | {"previous": row["hash"]}
    session.connection().execute(update(ChainHead).where(ChainHead.county == COUNTY).values(hash=row["hash"]))


def cut(session: Session, after: int, *, wind_head_back: bool) -> None:
    """Delete every row after a place, and hide it by winding the head back."""
    session.connection().execute(delete(TrailRow).where(TrailRow.county == COUNTY, TrailRow.place > after))
    if wind_head_back:
        last = row_at(session, after)
        session.connection().execute(
            update(ChainHead).where(ChainHead.county == COUNTY).values(place=after, hash=last["hash"])
        )


def stand_alone() -> ModuleType:
    """Return the verifier for outsiders as a module."""
    file = Path(__file__).parent.parent.parent / "tools" / "verify_trail.py"
    spec = importlib.util.spec_from_file_location("verify_trail", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
