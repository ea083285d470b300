"""Cases of the past with planted anomalies: the scan and the back-test find each of them and nothing else that is red."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.points import Severity
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.operations import owed_on
from app.penalties.points import PENALTY_POINTS
from app.supervision.backtest import back_test
from app.supervision.models import Alert
from app.supervision.scanning import scan, sweep
from seeds.past_penalties import ANOMALIES, organs_of, write_past
from tests.conftest import NOW
from tests.penalties.cases import Story
from tests.supervision.register import register_points

register_points()
RED = {point.code for point in PENALTY_POINTS if point.severity == Severity.RED}


def test_every_red_condition_is_planted() -> None:
    assert set(ANOMALIES) == RED


def reds(session: Session) -> Counter[str]:
    found = select(Alert.point, func.count()).where(Alert.severity == 3, Alert.point.like("P%")).group_by(Alert.point)
    return Counter({row[0]: row[1] for row in session.execute(found)})


@pytest.mark.parametrize("by", ["scan", "sweep"])
def test_each_planted_anomaly_is_found_and_nothing_else_is_red(tale: Story, by: str) -> None:
    session = tale.session
    scan(tale.acting_as(), points=PENALTY_POINTS)
    act = tale.acting_as()
    planted = write_past(act, 300, organs_of(act))
    assert session.scalar(select(func.count()).select_from(PenaltyCase)) > 250
    again = tale.acting_as(at=NOW)
    scan(again, points=PENALTY_POINTS) if by == "scan" else sweep(again, PENALTY_POINTS)
    assert reds(session) == planted
    tested = {one.point.code: one.total for one in back_test(session, PENALTY_POINTS, date(2025, 1, 1), NOW)}
    assert {code: tested[code] for code in planted} == planted


def test_who_paid_in_time_owes_nothing(tale: Story) -> None:
    act = tale.acting_as()
    write_past(act, 60, organs_of(act))
    later = tale.acting_as(at=NOW)
    paid = select(PenaltyCase).where(PenaltyCase.fine > 0, PenaltyCase.paid == PenaltyCase.fine)
    owed = {case.number: owed_on(later, case, later.on) for case in tale.session.scalars(paid)}
    assert len(owed) > 20
    assert not {number: amount for number, amount in owed.items() if amount}
