"""The witness: a file beside the database that remembers, minute by minute, how far each trail went.

Roots are signed every hour. Somebody who rules the database could cut off what was written since
the last one and wind the head back. The witness file is written outside the database each minute,
signed line by line, and is meant to be copied to another machine (the city's): a trail that is
shorter than its witness, or has another row at that place, has been cut or rewritten. The signed
roots are kept beside it in the same way, for somebody may remove them together with their rows.
"""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import GENESIS, ChainHead, Subject, TrailRow, instant, record
from app.kernel.db import FIRST_COUNTY, LAST_COUNTY
from app.kernel.trail.keys import is_signed, key_id
from app.kernel.trail.roots import TrailRoot, public_root, signed_counties, signed_text

TAIL = 64 * 1024
"""Bytes read from the end of a witness file: some two hundred lines."""
ROOTS = "-roots.jsonl"
"""End of the name of the file that keeps a county's signed roots."""


def head_text(head: Mapping[str, Any]) -> str:
    """Return the text that the signature of a witness line covers."""
    values = (head["county"], head["place"], head["hash"], head["at"], bool(head["told"]), head["key"])
    return "\n".join(["sunshine-trail-head-v1", *map(str, values)]) + "\n"


def watch_tails(
    act: Act, folder: Path, key: SigningKey, former: Mapping[str, VerifyKey] = MappingProxyType({})
) -> dict[str, int]:
    """Compare every trail with its last witness, then witness those that have grown.

    A trail that was cut or rewritten is recorded as ``trail.broken`` in the trail of the act's own
    county (the city), once: the next line is marked as told. What ``former`` keys signed counts too.
    Returns figures for the run log.
    """
    keys = {**former, key_id(bytes(key.verify_key)): key.verify_key}
    # What this act is about to record may yet be taken back: only what stood before it is witnessed.
    rows = select(ChainHead.county, ChainHead.place, ChainHead.hash).where(ChainHead.place > 0)
    heads = {row.county: row for row in act.session.execute(rows)}
    _keep_roots(act, folder)
    witnessed = last_heads(folder, keys)
    broken = {county for county, head in witnessed.items() if not head["told"] and not _stands(act, head)}
    for county in sorted(broken):
        head, where = witnessed[county], Subject("trail", county, act.county)
        record(act, "trail.broken", where, county=county, place=head["place"], witnessed_at=head["at"])
    grown = [
        county for county, row in heads.items() if county not in witnessed or witnessed[county]["place"] < row.place
    ]
    for county in sorted(broken.union(grown)):
        place, value = (heads[county].place, heads[county].hash) if county in heads else (0, GENESIS)
        _append(folder, act.at, county, place, value, key, told=county in broken)
    return {"witnessed": len(grown), "broken": len(broken)}


def _stands(act: Act, head: Mapping[str, Any]) -> bool:
    row = select(TrailRow.hash).where(TrailRow.county == head["county"], TrailRow.place == head["place"])
    return bool(act.session.scalar(row) == head["hash"])


def _append(folder: Path, at: datetime, county: int, place: int, value: str, key: SigningKey, *, told: bool) -> None:
    head: dict[str, Any] = {
        "county": county,
        "place": place,
        "hash": value,
        "at": instant(at),
        "told": told,
        "key": key_id(bytes(key.verify_key)),
    }
    head["signature"] = key.sign(head_text(head).encode()).signature.hex()
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / f"{county}.jsonl", [head])


def _write_lines(file: Path, values: list[dict[str, Any]]) -> None:
    """Append values for good; each begins a line, so that one that was cut short spoils no other."""
    with file.open("a", encoding="utf-8") as opened:
        opened.writelines("\n" + json.dumps(value, separators=(",", ":")) + "\n" for value in values)
        opened.flush()
        os.fsync(opened.fileno())


def _keep_roots(act: Act, folder: Path) -> None:
    """Append the signed roots that the folder does not hold yet, a file for each county."""
    for county in signed_counties(act.session):
        file, size = folder / f"{county}{ROOTS}", 0
        for line in _backwards(file):
            if (kept := _root(line)) is not None:
                size = kept["size"]
                break
        later = select(TrailRoot).where(TrailRoot.county == county, TrailRoot.size > size)
        roots = act.session.scalars(later.order_by(TrailRoot.size)).all()
        if roots:
            folder.mkdir(parents=True, exist_ok=True)
            _write_lines(file, [public_root(root) for root in roots])


def kept_roots(folder: Path, keys: Mapping[str, VerifyKey]) -> list[dict[str, Any]]:
    """Return the genuine roots that lie outside the database."""
    found = []
    for file in sorted(folder.glob(f"*{ROOTS}")):
        for line in file.read_bytes().splitlines():
            root = _root(line)
            if root is not None and is_signed(signed_text(root), root["signature"], root["key"], keys):
                found.append(root)
    return found


def _root(line: bytes) -> dict[str, Any] | None:
    try:
        root: dict[str, Any] = json.loads(line)
        return root if isinstance(root["size"], int) and signed_text(root) else None
    except (ValueError, KeyError, TypeError):
        return None


def last_heads(folder: Path, keys: Mapping[str, VerifyKey]) -> dict[int, dict[str, Any]]:
    """Return by county the last genuine line of its witness file; a half-written line is passed over."""
    return {county: heads[0] for county, heads in recent_heads(folder, keys, 1).items()}


def recent_heads(folder: Path, keys: Mapping[str, VerifyKey], most: int = 1000) -> dict[int, list[dict[str, Any]]]:
    """Return by county the last genuine lines of its witness file, the newest first."""
    found: dict[int, list[dict[str, Any]]] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in _backwards(file) if _number(file) else ():
            head = _genuine(line, keys)
            if head is not None and head["county"] == _number(file):
                found.setdefault(head["county"], []).append(head)
                if len(found[head["county"]]) == most:
                    break
    return found


def _number(file: Path) -> int | None:
    """Return the county whose witness a file is."""
    number = int(file.stem) if file.stem.isdecimal() else 0
    return number if FIRST_COUNTY <= number <= LAST_COUNTY else None


def _backwards(file: Path) -> Iterator[bytes]:
    if not file.exists():
        return
    with file.open("rb") as opened:
        opened.seek(max(0, opened.seek(0, os.SEEK_END) - TAIL))
        yield from reversed(opened.read().splitlines())


def _genuine(line: bytes, keys: Mapping[str, VerifyKey]) -> dict[str, Any] | None:
    try:
        head: dict[str, Any] = json.loads(line)
        genuine = is_signed(head_text(head), head["signature"], head["key"], keys)
    except (ValueError, KeyError, TypeError):
        return None
    return head if genuine else None
