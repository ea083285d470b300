"""Whatever people do in whatever order: state, clocks, steps and trail agree."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.approvals.flows import APPROVAL, DECIDED, ENDED, UNDECIDED
from app.approvals.models import Case, State
from app.approvals.operations import (
    Asked,
    accept,
    deem_accepted,
    deliver,
    extend,
    fix_on_spot,
    give_notice,
    grant,
    hand_in_corrections,
    hold_hearing,
    mark_not_needed,
    pass_on,
    publish,
    refuse,
    refuse_to_accept,
    request_hearing,
    resume,
    return_case,
    return_silent,
    send_back,
    set_hearing,
    suspend,
    take,
    tell_hearing,
    withdraw,
)
from app.kernel.act import Act
from app.kernel.calendar import working_calendar
from app.kernel.clocks import Clock, running_clocks
from app.kernel.errors import Refused
from app.kernel.flows.engine import open_visits
from tests import few
from tests.approvals.cases import LONG_REASON, Story

Do = Callable[[Story, Act, Case], Any]
ACTS: Mapping[str, tuple[str | None, Do]] = {
    "accept": ("window", lambda s, a, c: accept(a, c)),
    "mark_not_needed": ("window", lambda s, a, c: mark_not_needed(a, c, "x")),
    "refuse_to_accept": ("window", lambda s, a, c: refuse_to_accept(a, c, "x", "y")),
    "fix_on_spot": ("window", lambda s, a, c: fix_on_spot(a, c, {"area": str(a.at.toordinal())})),
    "give_notice": ("window", lambda s, a, c: give_notice(a, c, [Asked("x", "consent")], again=True)),
    "hand_in_corrections": ("public", lambda s, a, c: hand_in_corrections(a, c, {}, {"consent": None})),
    "return_case": ("section_head", lambda s, a, c: return_case(a, c, "x", "y")),
    "return_silent": (None, lambda s, a, c: return_silent(a, c)),
    "deem_accepted": (None, lambda s, a, c: deem_accepted(a, c)),
    "take": ("handler", lambda s, a, c: take(a, c)),
    "pass_on": ("handler", lambda s, a, c: pass_on(a, c, "x", {"place": True})),
    "send_back": ("organ_head", lambda s, a, c: send_back(a, c, "x")),
    "suspend": ("section_head", lambda s, a, c: suspend(a, c, "testing", 3)),
    "resume": ("handler", lambda s, a, c: resume(a, c, "x")),
    "extend": ("organ_head", lambda s, a, c: extend(a, c, "x")),
    "tell_hearing": ("handler", lambda s, a, c: tell_hearing(a, c)),
    "request_hearing": ("public", lambda s, a, c: request_hearing(a, c)),
    "set_hearing": (
        "section_head",
        lambda s, a, c: set_hearing(
            a, c, working_calendar(a.session).add(a.on, 7), "x", s.world.official("legal_reviewer").id
        ),
    ),
    "hold_hearing": ("legal_reviewer", lambda s, a, c: hold_hearing(a, c, "x")),
    "withdraw": ("public", lambda s, a, c: withdraw(a, c)),
    "grant": ("organ_head", lambda s, a, c: grant(a, c)),
    "refuse": ("organ_head", lambda s, a, c: refuse(a, c, "place", LONG_REASON)),
    "deliver": ("window", lambda s, a, c: deliver(a, c, "window", "x")),
    "publish": (None, lambda s, a, c: publish(a, c)),
}
ENDINGS = ("mark_not_needed", "refuse_to_accept", "return_case", "withdraw")


def choices(case: Case) -> list[str]:
    """Return the acts to choose from: mostly those possible now, ends seldom, now and then any."""
    possible = [code for code in ACTS if case.state in APPROVAL.moves[code].sources]
    onward = [code for code in possible if code not in ENDINGS]
    return [*onward * 4, *possible, "accept", "grant", "suspend"]


def check(story: Story, session: Session, case: Case) -> None:
    """Hold the clocks and steps of a case against its state."""
    state = State(case.state)
    running: dict[str, list[Clock]] = {}
    for clock in running_clocks(session, case):
        running.setdefault(clock.what, []).append(clock)
    own = set(running) - {"step", "hearing"}
    assert all(len(found) == 1 for found in running.values())
    if state == State.SUBMITTED:
        assert own == {"receive"}
    elif state == State.CORRECTING:
        assert own == {"correct"}
    elif state in (State.ACCEPTED, State.IN_REVIEW):
        assert own == {"statutory", "promise"}
        assert all(clock.suspended_on is None and clock.due_at for found in running.values() for clock in found)
    elif state in (State.SUSPENDED, State.HEARING):
        assert own == {"statutory", "promise", "resume"}
        assert all(running[what][0].due_at is None for what in ("statutory", "promise"))
    elif state in DECIDED:
        assert own <= {"deliver", "publish"} and "deliver" in own and "step" not in running
    else:
        assert set(running) <= {"publish"}
    assert len([row for row in case.suspensions if row.resumed_on is None]) == (
        state in (State.SUSPENDED, State.HEARING)
    )
    assert bool(open_visits(session, case)) == (state in UNDECIDED or state in DECIDED)
    assert (case.ended_at is not None) == (state in ENDED)
    if "statutory" in running and running["statutory"][0].due_on:
        clock = running["statutory"][0]
        whole = clock.limit_value + clock.extension + sum(row.days for row in case.suspensions)
        assert clock.due_on == working_calendar(session).add(clock.started_on, whole)


@settings(
    deadline=None,
    max_examples=few(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), length=st.integers(4, 20))
def test_state_clocks_steps_and_trail_agree_after_every_act(
    story: Story, session: Session, data: st.DataObject, length: int
) -> None:
    session.info["walks"] = session.info.get("walks", 0) + 1
    key = f"walk {session.info['walks']}"
    begin: Callable[..., Case] = data.draw(
        st.sampled_from([story.submitted, story.accepted, story.reviewed, story.granted])
    )
    case = begin(key=key)
    day = date(2026, 9, 24)
    session.refresh(case)
    check(story, session, case)
    for _ in range(length):
        code = data.draw(st.sampled_from(choices(case)))
        day += timedelta(days=data.draw(st.integers(0, 3)))
        official, do = ACTS[code]
        before, told = case.state, len(story.verbs(case))
        act = story.by(official, day.isoformat(), 12)
        try:
            with session.begin_nested():
                do(story, act, case)
                session.flush()
        except Refused:
            session.refresh(case)
            assert case.state == before and len(story.verbs(case)) == told
            continue
        move = APPROVAL.moves[code]
        assert before in move.sources
        assert story.verbs(case)[told:] == [move.verb.removeprefix("approval.")]
        if move.target is not None and code not in ("publish", "deliver"):
            assert case.state == move.target
        session.refresh(case)
        check(story, session, case)
