"""Signed roots: what the platform stood by, hour after hour, in a form that cannot be taken back."""

from datetime import datetime
from typing import Any, ClassVar

from nacl.signing import SigningKey
from sqlalchemy import DDL, ForeignKey, Index, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.act import Act
from app.kernel.audit import ChainHead, advance, instant
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.trail.keys import key_id
from app.kernel.trail.merkle import CountyTree, grow


class TrailRoot(CountyRow):
    """Root over the first ``size`` rows of a county's trail, signed; never changed afterwards."""

    __tablename__ = "trail_root"
    __table_args__ = (Index("ix_trail_root_size", "county", "size", unique=True),)
    kind: ClassVar[str] = "trail_root"

    size: Mapped[int] = mapped_column(Id)
    root: Mapped[str] = mapped_column(String(64))
    previous_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trail_root.id"))
    previous_size: Mapped[int] = mapped_column(Id, default=0)
    previous_root: Mapped[str] = mapped_column(String(64), default="")
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    key: Mapped[str] = mapped_column(String(16))
    """Name of the signing key."""
    signature: Mapped[str] = mapped_column(String(128))
    """Ed25519 over ``signed_text``."""


ROOT_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER trail_root_no_update BEFORE UPDATE ON trail_root "
        "BEGIN SELECT RAISE(ABORT, 'signed roots are append-only'); END",
        "CREATE TRIGGER trail_root_no_delete BEFORE DELETE ON trail_root "
        "BEGIN SELECT RAISE(ABORT, 'signed roots are append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION trail_root_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'signed roots are append-only'; END $$",
        "CREATE TRIGGER trail_root_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_root "
        "FOR EACH STATEMENT EXECUTE FUNCTION trail_root_refuse()",
    ),
}
"""Statements that make each database refuse to change a signed root; a migration runs them too."""

for _dialect, _statements in ROOT_TRIGGERS.items():
    for _statement in _statements:
        event.listen(TrailRoot.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))


def signed_text(root: dict[str, Any]) -> str:
    """Return the text that the signature of a root covers: its name and seven values, one a line."""
    names = ("county", "size", "root", "previous_size", "previous_root", "signed_at", "key")
    return "\n".join(["sunshine-trail-root-v1", *(str(root[name]) for name in names)]) + "\n"


def public_root(root: TrailRoot) -> dict[str, Any]:
    """Return a signed root as it is published (JSON)."""
    return {
        "kind": "root",
        "version": 1,
        "county": root.county,
        "size": root.size,
        "root": root.root,
        "previous_size": root.previous_size,
        "previous_root": root.previous_root,
        "signed_at": instant(root.signed_at),
        "key": root.key,
        "signature": root.signature,
    }


def sign_roots(act: Act, key: SigningKey, county: int | None = None) -> dict[str, int]:
    """Sign a root for every county, or for one, whose trail has grown since its last root.

    Returns how many roots were signed and how many nodes of the trees were added. The cost follows
    the new rows. Nothing leaves the county: a city that cannot be reached changes nothing here (F19).
    """
    figures = {"signed": 0, "nodes": 0}
    heads = select(ChainHead.county, ChainHead.place).where(ChainHead.place > 0).order_by(ChainHead.county)
    for number, place in act.session.execute(heads).all():
        if county in (None, number):
            last = latest_root(act.session, number)
            if last is None or last.size < place:
                figures["nodes"] += grow(act.session, number, place)
                _sign(act, key, number, place)
                figures["signed"] += 1
    return figures


def _sign(act: Act, key: SigningKey, county: int, size: int) -> TrailRoot:
    # Two signers of one county queue at its head, so that the chain of roots never forks.
    advance(act.session.connection(), county, 0)
    last = latest_root(act.session, county)
    if last is not None and last.size >= size:
        return last
    root = TrailRoot(
        county=county,
        size=size,
        root=CountyTree(act.session, county, size).get_root(size).hex(),
        previous_id=last.id if last else None,
        previous_size=last.size if last else 0,
        previous_root=last.root if last else "",
        signed_at=act.at,
        key=key_id(bytes(key.verify_key)),
        signature="",
    )
    root.signature = key.sign(signed_text(public_root(root)).encode()).signature.hex()
    act.session.add(root)
    act.session.flush()
    return root


def latest_root(session: Session, county: int) -> TrailRoot | None:
    """Return the last signed root of a county."""
    return session.scalar(
        select(TrailRoot).where(TrailRoot.county == county).order_by(TrailRoot.size.desc()).limit(1)
    )


def roots_of(session: Session, county: int, limit: int = 100, before: int | None = None) -> list[TrailRoot]:
    """Return the signed roots of a county, newest first, a page at a time (``before`` a size)."""
    found = select(TrailRoot).where(TrailRoot.county == county)
    if before is not None:
        found = found.where(TrailRoot.size < before)
    return list(session.scalars(found.order_by(TrailRoot.size.desc()).limit(limit)))
