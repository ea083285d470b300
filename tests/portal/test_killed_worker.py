"""A worker dies in the middle of a submission: all of it or nothing, and the citizen's second try makes one case."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.approvals.models import Case
from app.kernel.audit import TrailRow
from app.kernel.trail.verify import verify
from app.surfaces.database import db
from tests.citizen import IDENTITY, hidden_fields
from tests.web import at_work

FILLED = {
    "kind": "person",
    "name": "林小燕",
    "identity": IDENTITY,
    "phone": "13800001234",
    "form-place": "津泰路98号门前",
    "form-kind": "施工",
}


def die_at(site: Flask, moment: str, send: Callable[[], Any]) -> None:
    """Send in a process of its own that is killed at a moment of the commit that keeps the case."""
    with site.app_context():
        db.session.remove()
        db.engine.dispose()
    child = os.fork()
    if child == 0:
        made: list[Case] = []
        event.listen(Case, "after_insert", lambda _mapper, _connection, case: made.append(case))
        event.listen(Session, moment, lambda _session: made and os.kill(os.getpid(), signal.SIGKILL))
        send()
        os._exit(7)  # it should be dead by now
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def cases(site: Flask) -> int:
    """Return how many cases there are, and check that the trail is whole."""
    with at_work(site) as session:
        submitted = select(func.count()).where(TrailRow.verb == "approval.submitted")
        number = session.scalar(select(func.count()).select_from(Case))
        assert session.scalar(submitted) == number
        assert verify(session).intact
    return int(number or 0)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize(("moment", "kept"), [("before_commit", 0), ("after_commit", 1)])
def test_a_worker_killed_at_the_commit_leaves_all_or_nothing_and_a_second_try_makes_one_case(
    site: Flask, item: int, moment: str, kept: int
) -> None:
    place = f"/portal/items/{item}/apply"
    citizen: FlaskClient = site.test_client()
    sent = hidden_fields(citizen.get(place).get_data(as_text=True)) | FILLED
    die_at(site, moment, lambda: citizen.post(place, data=sent))
    assert cases(site) == kept
    assert citizen.post(place, data=sent).status_code == 302
    assert cases(site) == 1
