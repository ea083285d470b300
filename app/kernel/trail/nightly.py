"""The nightly verification: every trail from its first row, and every break recorded once."""

import json
from collections.abc import Mapping

from nacl.signing import VerifyKey
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import Subject, TrailRow, record
from app.kernel.trail.outside import Outside
from app.kernel.trail.verify import Fault, verify


def verify_trails(act: Act, keys: Mapping[str, VerifyKey], outside: Outside | None = None) -> dict[str, int]:
    """Verify the trails of all counties and record a break as ``trail.broken``; figures for the run log.

    It stands in the trail of the act's own county (the city). A break that was recorded before is not
    recorded again, so that one break is one alert and not one each night.
    """
    verdict = verify(act.session, keys=keys, outside=outside)
    new = [fault for fault in verdict.faults if not _told(act, fault)]
    for fault in new:
        record(
            act,
            "trail.broken",
            Subject("trail", fault.county, act.county),
            county=fault.county,
            place=fault.place,
            until=fault.until,
            breach=fault.what.value,
        )
    return {"rows": verdict.rows, "broken": len(verdict.faults), "new": len(new)}


def _told(act: Act, fault: Fault) -> bool:
    told = select(TrailRow.facts).where(
        TrailRow.verb == "trail.broken", TrailRow.subject_kind == "trail", TrailRow.subject_id == fault.county
    )
    same = {"place": fault.place, "breach": fault.what.value}
    return any(same.items() <= json.loads(facts).items() for facts in act.session.scalars(told))
