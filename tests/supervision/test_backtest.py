"""The back-test counts what a point would have found, and raises nothing."""

from datetime import date

from app.kernel.clocks import ClockKind
from app.kernel.points import POINTS
from app.supervision.backtest import back_test
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder, point


def test_findings_are_counted_by_month_and_county(build: Builder) -> None:
    # A deadline is missed at the end of its day, so the last day of a month counts for the next one.
    for day in (date(2026, 6, 29), date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 31)):
        build.clock(build.case(), ClockKind.STATUTORY, day)
    build.happened("approval.accepted", build.case())
    tested = next(back_test(build.session, [point("A5.statutory")], date(2026, 7, 1), NOW))
    assert dict(tested.counts) == {(202607, 350102): 1, (202608, 350102): 1, (202609, 350102): 1}
    assert tested.total == 3
    assert build.alerts() == []


def test_points_that_look_back_are_asked_month_by_month(build: Builder) -> None:
    for days in (230, 220, 20, 10):
        build.returned(build.case(applicant_hash="same"), returned_at=NOW - days * DAY)
    tested = next(back_test(build.session, [point("A3.repeated")], date(2026, 1, 1), NOW))
    assert dict(tested.counts) == {(202602, 350102): 1, (202609, 350102): 1}


def test_every_point_can_be_tested_on_history(build: Builder) -> None:
    build.happened("approval.accepted", build.decided())
    tested = list(back_test(build.session, list(POINTS), date(2026, 1, 1), NOW))
    assert [one.point for one in tested] == list(POINTS)
