"""The draw of experts as arithmetic that anybody can repeat; knows no database.

The list is frozen and hashed, each side commits to a secret value and then reveals it, and all of them make the seed:
one honest side is enough. Experts stand in the order of HMAC-SHA256(seed, opaque id); nobody shares an employer with
one before him. ``tools/verify_draw.py`` repeats all of it from what is published.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping


def opaque_id(salt: str, expert_id: int) -> str:
    """Return the id under which an expert stands on a published list; the salt is opened after the award."""
    return hmac.new(bytes.fromhex(salt), str(expert_id).encode(), hashlib.sha256).hexdigest()[:32]


def list_entry(salt: str, expert_id: int, employer: str) -> str:
    """Return what stands on the published list: the opaque id, and behind a colon who shares an employer with whom."""
    shared = hmac.new(bytes.fromhex(salt), f"employer {employer}".encode(), hashlib.sha256).hexdigest()[:16]
    return f"{opaque_id(salt, expert_id)}:{shared}"


def read_entry(entry: str) -> tuple[str, str]:
    """Return opaque id and mark of the employer; a list frozen before employers stood on it has no mark."""
    name, _colon, shared = entry.partition(":")
    return name, shared


def list_hash(entries: Iterable[str]) -> str:
    """Return the hash of the entries of a list, whatever their order."""
    return hashlib.sha256("\n".join(["sunshine-draw-list-v1", *sorted(entries)]).encode()).hexdigest()


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
