"""Taking over what other platforms published: a process that is new is written, one that goes on is brought to its latest release."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.identities import identity_hash
from app.kernel.places import Organisation
from app.trading.models import Project, ScreenedProcess, ScreenedTrade
from app.trading.operations.screened import PART, write_trades
from app.trading.releases import PREFIX
from app.trading.screening.compiling import merge
from app.trading.screening.foreign import Process, trades
from app.trading.screening.incoming import Incoming
from app.trading.screening.told import TradeTold
from app.trading.words import ScreenedStatus

AT_ONCE = 1_000
"""Processes of one act, which is one row of the trail."""


@dataclass
class Imported:
    """What became of processes."""

    fates: Counter[str] = field(default_factory=Counter)
    """How many are new, updated and unchanged."""
    own: list[Incoming] = field(default_factory=list)
    """Trades that were run here, which are screened already and not taken a second time."""
    several_currencies: list[Incoming] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    """Ids of the trades that are new or other than before."""


def import_processes(act: Act, watcher: Organisation, told: Sequence[Incoming]) -> Imported:
    """Write processes of another platform, which a body of the county watches over; told again alike nothing is written.

    A compiled release stands for its process; one that is older than what is known changes nothing. Single releases
    are merged in the order of their dates, and those that are later than what is known are merged into it.
    """
    county = watcher.county
    standing, own = _standing(act, county, told), _own(act, told)
    imported, touched = Imported(), {}
    for one in told:
        if one.ocid in own:
            imported.own.append(one)
            continue
        row = standing.get(one.ocid)
        content = _content(one, row)
        digest = _digest(content["compiled"]) if content else ""
        if row is not None and (content is None or digest == row.digest):
            imported.fates["unchanged"] += 1
            continue
        assert content is not None
        imported.fates["updated" if row else "new"] += 1
        if row is None:
            row = ScreenedProcess(county=county, organisation_id=watcher.id, source=one.source, ocid=one.ocid)
            standing[one.ocid] = row
            act.session.add(row)
        row.released, row.digest, row.content = content["compiled"]["date"][:40], digest, content
        row.imported_at = act.at
        touched[one.ocid] = (row, one)
    act.session.flush()
    buyers = _buyers(act, county)
    rows: list[TradeTold] = []
    for row, one in touched.values():
        process = Process(row.content["compiled"], row.source)
        if len(process.currencies()) > 1:
            imported.several_currencies.append(one)
        buyer = process.body(process.content.get("buyer") or {})[1]
        rows.extend(trades(process, buyers.get(buyer, watcher.id), row.id))
    _withdraw(act, [row.id for row, _one in touched.values()], rows)
    imported.changed = write_trades(act, county, rows)
    if told:
        digests = "".join(sorted(row.digest for row, _one in touched.values()))
        record(
            act,
            "trade.imported",
            Subject(ScreenedProcess.kind, 0, county),
            sources=sorted({one.source for one in told}),
            watcher=watcher.id,
            processes=len(told),
            **{fate: imported.fates[fate] for fate in ("new", "updated", "unchanged")},
            digest=hashlib.sha256(digests.encode()).hexdigest(),
        )
    return imported


def _standing(act: Act, county: int, told: Sequence[Incoming]) -> dict[str, ScreenedProcess]:
    keys = sorted({(one.source, one.ocid) for one in told})
    found: dict[str, ScreenedProcess] = {}
    for first in range(0, len(keys), PART):
        part = keys[first : first + PART]
        of = select(ScreenedProcess).where(
            ScreenedProcess.county == county,
            ScreenedProcess.source.in_(sorted({source for source, _ocid in part})),
            ScreenedProcess.ocid.in_([ocid for _source, ocid in part]),
        )
        found.update({one.ocid: one for one in act.session.scalars(of)})
    return found


def _own(act: Act, told: Sequence[Incoming]) -> set[str]:
    """Return the ocids of trades that this platform ran itself."""
    numbers = [one.ocid.removeprefix(f"{PREFIX}-") for one in told if one.ocid.startswith(f"{PREFIX}-")]
    run_here: set[str] = set()
    for first in range(0, len(numbers), PART):
        run_here.update(
            act.session.scalars(select(Project.number).where(Project.number.in_(numbers[first : first + PART])))
        )
    return {f"{PREFIX}-{number}" for number in run_here}


def _content(one: Incoming, row: ScreenedProcess | None) -> dict[str, Any] | None:
    """Return what is to be kept of a process from now on; None where nothing is later than what is known.

    Besides the compiled release that is the date of the first release and the ids of the latest, by which a release that
    comes twice is known.
    """
    releases = sorted(one.releases, key=_date)
    first, held = _date(releases[0]), row.content if row else None
    if one.compiled or held is None or first <= held["first"]:
        # The whole process is told again, from its beginning on.
        if row is not None and _date(releases[-1]) < row.released:
            return None
        return {"compiled": merge(releases), "first": first, "seen": _ids(releases)}
    assert row is not None
    later = [
        release
        for release in releases
        if _date(release) > row.released or (_date(release) == row.released and release.get("id") not in held["seen"])
    ]
    if not later:
        return None
    merged = merge([held["compiled"], *later])
    return {"compiled": merged, "first": held["first"], "seen": [*held["seen"], *_ids(later)]}


def _date(release: Mapping[str, Any]) -> str:
    return release.get("date") or ""


def _ids(releases: Iterable[Mapping[str, Any]]) -> list[str]:
    return [pk for release in releases if (pk := release.get("id"))]


def _digest(compiled: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(compiled, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _buyers(act: Act, county: int) -> dict[str, int]:
    """Return the bodies of the county by the hash of their credit code: a trade of theirs is theirs to answer for."""
    bodies = select(Organisation.credit_code, Organisation.id).where(
        Organisation.county == county, Organisation.credit_code.is_not(None), Organisation.closed_on.is_(None)
    )
    return {identity_hash(row.credit_code): row.id for row in act.session.execute(bodies)}


def _withdraw(act: Act, processes: Sequence[int], told: list[TradeTold]) -> None:
    """Add the trades that a process told before and tells no more, as when it is told by lots from now on."""
    keys = {one.key for one in told}
    for first in range(0, len(processes), PART):
        of = select(ScreenedTrade).where(ScreenedTrade.process_id.in_(processes[first : first + PART]))
        for trade in act.session.scalars(of):
            key = (trade.source, trade.ocid, trade.lot_number)
            if key not in keys:
                row = {"source": key[0], "ocid": key[1], "lot_number": key[2], "status": str(ScreenedStatus.WITHDRAWN)}
                told.append(TradeTold(row))
