"""Proofs for outsiders: that a row stands under a signed root, that one root grew out of another.

Paths are those of RFC 6962, section 2.1; ``tools/verify_trail.py`` checks them with Python alone.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotFound
from app.kernel.trail.merkle import CountyTree, consistency_ranges, inclusion_ranges
from app.kernel.trail.roots import TrailRoot, latest_root, public_root
from app.kernel.words import N_


def inclusion_proof(session: Session, county: int, place: int, root: TrailRoot | None = None) -> dict[str, Any]:
    """Prove that the row at a place of a county's trail stands under a signed root (the last one).

    Holds no content of the row, only its hash. Raises NotFound for a row that no root covers yet.
    """
    root = root or latest_root(session, county)
    row_hash = session.scalar(select(TrailRow.hash).where(TrailRow.county == county, TrailRow.place == place))
    if root is None or root.county != county or row_hash is None or place > root.size:
        raise NotFound(
            N_(
                "No signed root covers row %(place)d of this trail yet. Roots are signed every hour; "
                "ask again after the next one."
            ),
            place=place,
        )
    tree = CountyTree(session, county)
    return {
        "kind": "inclusion",
        "version": 1,
        "county": county,
        "place": place,
        "row_hash": row_hash,
        "path": [tree.root(*span).hex() for span in inclusion_ranges(place - 1, root.size)],
        "root": public_root(root),
    }


def consistency_proof(session: Session, older: TrailRoot, newer: TrailRoot) -> dict[str, Any]:
    """Prove that the newer root holds every row of the older one, unchanged and in the same order."""
    if older.county != newer.county or older.size > newer.size:
        raise Incomplete(N_("Choose two roots of the same county, the older one first."))
    tree = CountyTree(session, newer.county)
    return {
        "kind": "consistency",
        "version": 1,
        "county": newer.county,
        "path": [tree.root(*span).hex() for span in consistency_ranges(older.size, newer.size)],
        "older": public_root(older),
        "newer": public_root(newer),
    }
