"""Whole cases, with the real days of 2026."""

from datetime import date

from app.kernel.clocks import ClockKind, clock_of
from tests.approvals.cases import Story


def test_a_case_goes_from_the_phone_to_the_published_result(story: Story) -> None:
    case = story.closed()
    assert case.state == "closed"
    assert story.verbs(case) == ["submitted", "accepted", "taken", "reviewed", "granted", "delivered"]
    statutory = clock_of(story.session, case, ClockKind.STATUTORY)
    assert statutory is not None and statutory.due_on == date(2026, 10, 26)
