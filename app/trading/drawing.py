"""The draw of experts as arithmetic that anybody can repeat; knows no database.

The list is frozen and hashed, each side commits to a secret value and then reveals it, and all of them make the seed:
one honest side is enough. Experts stand in the order of HMAC-SHA256(seed, opaque id); nobody shares an employer with
one before him.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping


def opaque_id(salt: str, expert_id: int) -> str:
    """Return the id under which an expert stands on a published list; the salt is opened after the award."""
    return hmac.new(bytes.fromhex(salt), str(expert_id).encode(), hashlib.sha256).hexdigest()[:32]


def list_hash(ids: Iterable[str]) -> str:
    """Return the hash of a list of opaque ids, whatever their order."""
    return hashlib.sha256("\n".join(["sunshine-draw-list-v1", *sorted(ids)]).encode()).hexdigest()


def commitment(side: str, value: str) -> str:
    """Return the commitment of one side to its value."""
    return hashlib.sha256("\n".join(["sunshine-draw-value-v1", side, value]).encode()).hexdigest()


def seed_of(listed: str, project: str, values: Mapping[str, str]) -> str:
    """Return the seed from the list's hash, the project's number and the values by side."""
    told = [f"{side}={values[side]}" for side in sorted(values)]
    return hashlib.sha256("\n".join(["sunshine-draw-seed-v1", listed, project, *told]).encode()).hexdigest()


def order_of(seed: str, employers: Mapping[str, str]) -> list[str]:
    """Return opaque ids in the order of the draw, one for each employer; ``employers`` names the employer of each id."""
    key = bytes.fromhex(seed)
    ranked = sorted(employers, key=lambda one: hmac.new(key, one.encode(), hashlib.sha256).digest())
    taken: set[str] = set()
    drawn = []
    for one in ranked:
        if employers[one] not in taken:
            taken.add(employers[one])
            drawn.append(one)
    return drawn
