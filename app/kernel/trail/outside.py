"""What is known of the trail outside its database: the witness, roots kept beside it, roots that were published."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nacl.signing import VerifyKey

from app.kernel.errors import Incomplete
from app.kernel.trail.aside import Why
from app.kernel.trail.keys import is_signed
from app.kernel.trail.roots import signed_text
from app.kernel.trail.witness import kept_roots, recent_heads
from app.kernel.words import N_


@dataclass(slots=True)
class Outside:
    """By county: hashes of rows by place, and roots by their number of rows."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    roots: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def counties(self) -> set[int]:
        """Every county of which something is known."""
        return {*self.rows, *self.roots}

    def add_roots(self, roots: Iterable[Mapping[str, Any]]) -> None:
        """Take in genuine roots."""
        for root in roots:
            self.roots.setdefault(root["county"], {})[root["size"]] = root["root"]


def read_outside(witness: Path, keys: Mapping[str, VerifyKey]) -> Outside:
    """Return what the witness folder knows; signatures of others count for nothing."""
    outside = Outside()
    for county, heads in recent_heads(witness, keys).items():
        # A line that was written after a break describes what was left of the trail.
        outside.rows[county] = {head["place"]: head["hash"] for head in reversed(heads) if head["place"]}
    outside.add_roots(kept_roots(witness, keys))
    return outside


def read_published(
    file: Path, keys: Mapping[str, VerifyKey], set_aside: Iterable[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return the roots of a file that was downloaded from the portal (roots.json, or one JSON value a line).

    Roots that were set aside since, because they were signed for no county, prove nothing and are left
    out. Raises Incomplete for a file that is none, and for a root that this platform did not sign.
    """
    aside = {one["signature"] for one in set_aside if one["set_aside"] == Why.NO_COUNTY}
    try:
        given = _values(file.read_text(encoding="utf-8"))
        found = [root for root in given if root["signature"] not in aside]
        for root in found:
            if not is_signed(signed_text(root), root["signature"], root["key"], keys):
                raise Incomplete(
                    N_(
                        "The root of county %(county)s over %(size)s rows in this file was not signed by this platform."
                    ),
                    county=root["county"],
                    size=root["size"],
                )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Incomplete(
            N_("This file holds no signed roots. Take roots.json from the portal's page of the trail.")
        ) from fault
    return found


def _values(text: str) -> list[dict[str, Any]]:
    """Return the roots in a text; a single line of JSON lines is a root itself."""
    try:
        given = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return list(given["roots"]) if "roots" in given else [given]
