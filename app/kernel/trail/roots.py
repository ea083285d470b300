"""Signed roots: what the platform stood by, hour after hour, in a form that cannot be taken back."""

import logging
from datetime import datetime
from typing import Any, ClassVar

from nacl.signing import SigningKey
from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.act import Act
from app.kernel.appending import keep_append_only
from app.kernel.audit import ChainHead, advance, instant
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.trail.keys import key_id
from app.kernel.trail.merkle import CountyTree, grow

LOG = logging.getLogger("sunshine.trail")


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


keep_append_only(TrailRoot, "signed roots are append-only", "id = NEW.id", "county = NEW.county AND size = NEW.size")


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


def sign_roots(act: Act, key: SigningKey, county: int | None = None) -> dict[str, Any]:
    """Sign a root for every county, or for one, whose trail has grown since its last root.

    Returns how many roots were signed and how many nodes of the trees were added. The cost follows
    the new rows. Nothing leaves the county: a city that cannot be reached changes nothing here (F19).
    What goes wrong in one county stops no other: it is returned as ``fault``.
    """
    figures: dict[str, Any] = {"signed": 0, "nodes": 0}
    faults: list[str] = []
    heads = select(ChainHead.county, ChainHead.place).where(ChainHead.place > 0).order_by(ChainHead.county)
    for number, place in act.session.execute(heads).all():
        last = latest_root(act.session, number) if county in (None, number) else None
        if county in (None, number) and (last is None or last.size < place):
            try:
                with act.session.begin_nested():
                    nodes = grow(act.session, number, place)
                    _sign(act, key, number, place)
            except Exception as fault:
                LOG.exception("the trail of county %d could not be signed", number)
                faults.append(f"{number}: {fault}")
            else:
                figures["nodes"] += nodes
                figures["signed"] += 1
    return figures | ({"fault": "\n".join(faults)} if faults else {})


def _sign(act: Act, key: SigningKey, county: int, size: int) -> TrailRoot:
    # Two signers of one county queue at its head, so that the chain of roots never forks.
    advance(act.session.connection(), county, 0)
    last = latest_root(act.session, county)
    if last is not None and last.size >= size:
        return last
    root = TrailRoot(
        county=county,
        size=size,
        root=CountyTree(act.session, county).root(0, size).hex(),
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


def signed_counties(session: Session) -> list[int]:
    """Return the counties whose trail has been signed."""
    return sorted(session.scalars(select(TrailRoot.county).distinct()))


def latest_root(session: Session, county: int) -> TrailRoot | None:
    """Return the last signed root of a county."""
    return session.scalar(select(TrailRoot).where(TrailRoot.county == county).order_by(TrailRoot.size.desc()).limit(1))


def roots_of(session: Session, county: int, limit: int = 100, before: int | None = None) -> list[TrailRoot]:
    """Return the signed roots of a county, newest first, a page at a time (``before`` a size)."""
    found = select(TrailRoot).where(TrailRoot.county == county)
    if before is not None:
        found = found.where(TrailRoot.size < before)
    return list(session.scalars(found.order_by(TrailRoot.size.desc()).limit(limit)))
