"""The witness: a file beside the database that remembers, minute by minute, how far each trail went.

Roots are signed every hour. Somebody who rules the database could cut off what was written since
the last one and wind the head back. The witness file is written outside the database each minute,
signed line by line, and is meant to be copied to another machine (the city's): a trail that is
shorter than its witness, or has another row at that place, has been cut or rewritten.
"""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import GENESIS, ChainHead, Subject, TrailRow, instant, record
from app.kernel.trail.keys import is_signed, key_id

TAIL = 64 * 1024
"""Bytes read from the end of a witness file: far more than one line for each county."""


def head_text(head: Mapping[str, Any]) -> str:
    """Return the text that the signature of a witness line covers."""
    values = (head["county"], head["place"], head["hash"], head["at"], bool(head["told"]), head["key"])
    return "\n".join(["sunshine-trail-head-v1", *map(str, values)]) + "\n"


def watch_tails(act: Act, folder: Path, key: SigningKey) -> dict[str, int]:
    """Compare every trail with its last witness, then witness those that have grown.

    A trail that was cut or rewritten is recorded as ``trail.broken`` in the trail of the act's own
    county (the city), once: the next line is marked as told. Returns figures for the run log.
    """
    keys = {key_id(bytes(key.verify_key)): key.verify_key}
    witnessed = last_heads(folder, keys)
    broken = {county for county, head in witnessed.items() if not head["told"] and not _stands(act, head)}
    for county in sorted(broken):
        head, where = witnessed[county], Subject("trail", county, act.county)
        record(act, "trail.broken", where, county=county, place=head["place"], witnessed_at=head["at"])
    rows = select(ChainHead.county, ChainHead.place, ChainHead.hash).where(ChainHead.place > 0)
    heads = {row.county: row for row in act.session.execute(rows)}
    grown = [
        county
        for county, row in heads.items()
        if county not in witnessed or witnessed[county]["place"] < row.place
    ]
    for county in sorted(broken.union(grown)):
        place, value = (heads[county].place, heads[county].hash) if county in heads else (0, GENESIS)
        _append(folder, act.at, county, place, value, key, told=county in broken)
    return {"witnessed": len(grown), "broken": len(broken)}


def _stands(act: Act, head: Mapping[str, Any]) -> bool:
    row = select(TrailRow.hash).where(TrailRow.county == head["county"], TrailRow.place == head["place"])
    return bool(act.session.scalar(row) == head["hash"])


def _append(
    folder: Path, at: datetime, county: int, place: int, value: str, key: SigningKey, *, told: bool
) -> None:
    head: dict[str, Any] = {
        "county": county, "place": place, "hash": value, "at": instant(at), "told": told,
        "key": key_id(bytes(key.verify_key)),
    }  # fmt: skip
    head["signature"] = key.sign(head_text(head).encode()).signature.hex()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{county}.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps(head, separators=(",", ":")) + "\n")
        file.flush()
        os.fsync(file.fileno())


def last_heads(folder: Path, keys: Mapping[str, VerifyKey]) -> dict[int, dict[str, Any]]:
    """Return by county the last genuine line of its witness file; a half-written line is passed over."""
    found: dict[int, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in _backwards(file):
            head = _genuine(line, keys)
            if head is not None and head["county"] == _number(file):
                found[head["county"]] = head
                break
    return found


def _number(file: Path) -> int:
    return int(file.stem) if file.stem.isdecimal() else 0


def _backwards(file: Path) -> Iterator[bytes]:
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
