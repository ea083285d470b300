"""A real log of a permit office: exactly those cases are late that the log itself says are late."""

import csv
import os
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from app.approvals.models import Case
from app.kernel.act import local_day
from app.kernel.audit import advance
from app.kernel.clocks import Clock
from app.supervision.models import AlertState
from tests.supervision.building import Builder, point

ROOT = Path(__file__).resolve().parents[2]
LOG = Path(os.environ.get("SUNSHINE_TEST_DATA") or ROOT.parent / "shared" / "data") / "permit_receipts.csv"


def _read() -> dict[str, tuple[datetime, datetime, datetime | None, datetime]]:
    """Return by case: start, deadline, end if any, and the instant of the last event."""
    cases: dict[str, tuple[datetime, datetime, datetime | None, datetime]] = {}
    with LOG.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            event = datetime.fromisoformat(row["time:timestamp"])
            key = row["case:concept:name"]
            if key in cases:
                start, due, end, last = cases[key]
                cases[key] = (start, due, end, max(last, event))
            else:
                end = datetime.fromisoformat(row["case:enddate"]) if row["case:enddate"] else None
                start, due = (datetime.fromisoformat(row[f"case:{name}"]) for name in ("startdate", "deadline"))
                cases[key] = (start, due, end, event)
    return cases


def _write(build: Builder) -> None:
    last_id = advance(build.session.connection(), 350102, 6000)
    cases, clocks = [], []
    for place, (key, (start, due, end, last)) in enumerate(_read().items()):
        ident = 350102 * 10**9 + last_id - 6000 + 1 + 2 * place
        cases.append(
            {
                "id": ident,
                "county": 350102,
                "number": key,
                "query_code": key,
                "power_id": build.power.id,
                "power_version_id": build.version.id,
                "organisation_id": build.organ.id,
                "state": "closed" if end else "in_review",
                "source": "import",
                "applicant_kind": "person",
                "applicant_name": "",
                "applicant_identity": "",
                "applicant_hash": "",
                "applicant_phone": "",
                "form": {},
                "conditions_met": {},
                "received_at": start,
                "received_on": local_day(start),
                "accepted_at": start,
                "accepted_on": local_day(start),
                "ended_at": end,
                "outside_key": key,
                "observed_until": last,
            }
        )
        clocks.append(
            {
                "id": ident + 1,
                "county": 350102,
                "subject_kind": "approval",
                "subject_id": ident,
                "what": "statutory",
                "organisation_id": build.organ.id,
                "started_on": local_day(start),
                "started_at": start,
                "limit_value": 0,
                "limit_unit": "cd",
                "due_on": local_day(due),
                "due_at": due,
                "warn_at": due,
                "stopped_at": end,
                "fixed": True,
            }
        )
    build.session.execute(insert(Case), cases)
    build.session.execute(insert(Clock), clocks)
    build.session.execute(text("ANALYZE"))  # as the database does by itself soon after a large import


@pytest.mark.skipif(not LOG.exists(), reason="the permit log is not beside the project")
def test_exactly_the_late_cases_of_a_permit_office_are_found(build: Builder) -> None:
    _write(build)
    figures = build.sweep()
    alerts = build.alerts("A5.statutory")
    ended = {case.id: case.ended_at for case in build.session.query(Case) if case.outside_key}
    assert len(ended) == 1434
    assert sum(1 for alert in alerts if ended[alert.subject_id] is not None) == 377
    assert sum(1 for alert in alerts if ended[alert.subject_id] is None) == 4
    assert figures.by_point["A5.statutory"] == 381
    assert {alert.state for alert in alerts} == {AlertState.NEW}
    assert set(figures.by_point) <= {"A5.statutory", "PR.calendar_next"}
    assert build.sweep(point("A5.statutory")).raised == 0
