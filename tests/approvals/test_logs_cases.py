"""What a case is made of: order, pairs, states, deadlines and facts, computed from its rows alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.approvals.logs.cases import CaseReader, LoggedCase
from app.approvals.logs.instants import INSIDE
from app.approvals.logs.reading import Row
from app.approvals.models import State
from app.kernel.clocks import ClockKind
from tests import few
from tests.approvals.logs import BASE, NOW, cases_of, mapping_of, read_all, write_csv

DAY = timedelta(days=1)
PAIRS = {**BASE["event"], "lifecycle": "phase", "instance": "no"}


def case_of(folder: Path, *acts: str, due: str = "", **changes: Any) -> LoggedCase:
    """Return the case that ``activity@day of March`` make up."""
    rows = [("A-1", act.split("@")[0], f"2026-03-{int(act.split('@')[1]):02d} 09:00", "王", due) for act in acts]
    return cases_of(write_csv(folder / "a.csv", rows), mapping_of(folder, **changes))["A-1"]


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC) - timedelta(hours=8)


def bare(day: int) -> datetime:
    return march(day, 0) + INSIDE


@pytest.mark.parametrize(
    ("acts", "state", "ended"),
    [
        (["apply@1"], State.SUBMITTED, None),
        (["apply@1", "look@2"], State.SUBMITTED, None),
        (["apply@1", "tell@2"], State.CORRECTING, None),
        (["apply@1", "tell@2", "fix@3"], State.SUBMITTED, None),
        (["apply@1", "accept@2"], State.ACCEPTED, None),
        (["apply@1", "accept@2", "look@3"], State.IN_REVIEW, None),
        (["apply@1", "accept@2", "look@3", "pause@4"], State.SUSPENDED, None),
        (["apply@1", "accept@2", "look@3", "pause@4", "go on@6"], State.IN_REVIEW, None),
        (["apply@1", "accept@2", "grant@3"], State.GRANTED, None),
        (["apply@1", "accept@2", "refuse@3"], State.REFUSED, None),
        (["apply@1", "accept@2", "grant@3", "hand over@4"], State.CLOSED, 4),
        (["apply@1", "give back@3"], State.RETURNED, 3),
        (["apply@1", "accept@2", "withdraw@3", "file away@5"], State.WITHDRAWN, 3),
        (["apply@1", "give back@3", "apply@5"], State.SUBMITTED, None),
    ],
)
def test_the_state_follows_from_the_meanings(tmp_path: Path, acts: list[str], state: State, ended: int | None) -> None:
    case = case_of(tmp_path, *acts)
    assert case.course.state == state
    assert case.course.ended_at == (march(ended) if ended else None)


@pytest.mark.parametrize(
    ("acts", "state", "told"),
    [
        (["needless@2"], State.NOT_NEEDED, 2),
        (["wrong door@2"], State.NOT_ACCEPTED, 2),
        (["pass up@2"], State.TRANSFERRED, None),
        (["paid@2"], State.CLOSED, None),
        (["pass up@2", "paid@3"], State.TRANSFERRED, None),
    ],
)
def test_a_case_may_end_without_a_decision(tmp_path: Path, acts: list[str], state: State, told: int | None) -> None:
    activities = {"not_needed": "needless", "not_accept": "wrong door", "transfer": "pass up", "end": "paid"}
    course = case_of(tmp_path, *acts, activities=activities).course
    assert (course.state, course.first_told_at) == (state, march(told) if told else None)
    assert course.ended_at is not None


def test_a_log_without_an_acceptance_is_in_review_from_its_first_plain_step(tmp_path: Path) -> None:
    case = case_of(tmp_path, "apply@1", "look@2", activities={"submit": "apply"})
    assert case.course.state == State.IN_REVIEW


def test_a_decision_ends_the_case_when_the_log_knows_no_delivery(tmp_path: Path) -> None:
    case = case_of(tmp_path, "apply@1", "grant@3", activities={"submit": "apply", "grant": "grant"})
    assert (case.course.state, case.course.decision, case.course.ended_at) == (State.CLOSED, "grant", march(3))


@pytest.mark.parametrize(("value", "decision"), [("批准", "grant"), ("不批准", "refuse"), ("?", None)])
def test_a_column_may_say_how_it_was_decided(tmp_path: Path, value: str, decision: str | None) -> None:
    mapping = mapping_of(
        tmp_path,
        activities={"decide": "decide"},
        decisions={"grant": "批准", "refuse": ["不批准"]},
        case={"id": "case", "decision": "outcome"},
    )
    path = write_csv(
        tmp_path / "a.csv",
        [("A-1", "decide", "2026-03-02", "", value)],
        ("case", "activity", "time", "officer", "outcome"),
    )
    case = cases_of(path, mapping)["A-1"]
    assert case.course.decision == decision
    assert case.course.state == State.CLOSED
    assert case.course.decided_at is not None


def test_a_case_with_an_end_of_its_own_is_over_and_one_without_stays_open(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, case={"id": "case", "end": "end", "due": "due"})
    path = write_csv(
        tmp_path / "a.csv",
        [
            ("A-1", "look", "2026-03-02", "", "2026-03-05", "2026-03-04"),
            ("A-2", "look", "2026-03-02", "", "", "2026-03-01"),
            ("A-3", "look", "2026-03-02", "", "", "2026-03-02"),
            ("A-4", "look", "2026-03-02", "", "2026-03-05", "2026-03-05"),
        ],
        ("case", "activity", "time", "officer", "end", "due"),
    )
    cases = cases_of(path, mapping)
    assert [(case.course.state, case.course.ended_at is None) for case in cases.values()] == [
        (State.CLOSED, False),
        (State.SUBMITTED, True),
        (State.SUBMITTED, True),
        (State.CLOSED, False),
    ]
    deadlines = [case.statutory for case in cases.values()]
    assert [one is not None and one.late for one in deadlines] == [True, False, False, False]
    assert [cases["A-2"].late_open, cases["A-3"].late_open] == [True, False]


def test_a_due_day_lasts_until_midnight_and_a_due_instant_until_itself(tmp_path: Path) -> None:
    by_day = case_of(tmp_path, "apply@1", "hand over@4", due="2026-03-04").statutory
    by_instant = case_of(tmp_path, "apply@1", "hand over@4", due="2026-03-04 08:59:59").statutory
    assert by_day is not None
    assert by_instant is not None
    assert (by_day.due_at, by_day.late) == (march(5, 0), False)
    assert by_instant.late


def test_a_start_finds_its_end_by_instance_and_the_rest_by_order(tmp_path: Path) -> None:
    rows = [
        ("A-1", "check", "2026-03-01", "王", "", "start", "1"),
        ("A-1", "check", "2026-03-02", "李", "", "START", "2"),
        ("A-1", "check", "2026-03-03", "", "", "complete", "2"),
        ("A-1", "check", "2026-03-04", "", "", "complete", "1"),
        ("A-1", "sign", "2026-03-05", "", "", "schedule", ""),
        ("A-1", "sign", "2026-03-06", "", "", "start", ""),
        ("A-1", "send", "2026-03-06", "", "", "unheard of", ""),
        ("A-1", "stamp", "2026-03-07", "", "", "start", ""),
        ("A-1", "stamp", "2026-03-08", "", "", "ate_abort", ""),
    ]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "officer", "due", "phase", "no"))
    case = cases_of(path, mapping_of(tmp_path, event=PAIRS))["A-1"]
    told = [(s.activity, s.round, s.resource, s.opened_at, s.closed_at, s.action) for s in case.steps]
    assert told == [
        ("check", 1, "王", bare(1), bare(4), None),
        ("check", 2, "李", bare(2), bare(3), None),
        ("send", 1, "", bare(6), bare(6), None),
        ("sign", 1, "", bare(6), None, None),
        ("stamp", 1, "", bare(7), bare(8), "ate_abort"),
    ] or told == [
        ("check", 1, "王", bare(1), bare(4), None),
        ("check", 2, "李", bare(2), bare(3), None),
        ("sign", 1, "", bare(6), None, None),
        ("send", 1, "", bare(6), bare(6), None),
        ("stamp", 1, "", bare(7), bare(8), "ate_abort"),
    ]


def test_a_row_may_carry_both_ends_of_its_step(tmp_path: Path) -> None:
    event = {"activity": "activity", "time": "time", "start": "begun"}
    rows = [("A-1", "check", "2026-03-03", "2026-03-01"), ("A-1", "sign", "", "2026-03-04")]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "begun"))
    case = cases_of(path, mapping_of(tmp_path, event=event, case={"id": "case"}))["A-1"]
    assert [(s.opened_at, s.closed_at) for s in case.steps] == [(bare(1), bare(3)), (bare(4), None)]
    assert case.start == bare(1)


def test_steps_left_open_end_with_their_case(tmp_path: Path) -> None:
    rows = [
        ("A-1", "check", "2026-03-01", "王", "", "start", ""),
        ("A-1", "hand over", "2026-03-02", "王", "", "complete", ""),
    ]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "officer", "due", "phase", "no"))
    case = cases_of(path, mapping_of(tmp_path, event=PAIRS))["A-1"]
    assert (case.steps[0].closed_at, case.steps[0].action) == (bare(2), "left_open")


def test_acts_of_one_instant_follow_each_other_as_the_law_has_them(tmp_path: Path) -> None:
    case = case_of(tmp_path, "grant@1", "accept@1", "hand over@1", "apply@1")
    assert case.course.state == State.CLOSED
    assert [step.activity for step in case.steps] == ["apply", "accept", "grant", "hand over"]


def test_a_number_column_orders_events_of_one_instant(tmp_path: Path) -> None:
    event = {"activity": "activity", "time": "time", "order": "no"}
    rows = [("A-1", name, "2026-03-01", no) for name, no in (("c", "x"), ("b", "10"), ("a", "9"), ("z", ""))]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "no"))
    case = cases_of(path, mapping_of(tmp_path, event=event, case={"id": "case"}))["A-1"]
    assert [step.activity for step in case.steps] == ["z", "a", "b", "c"]


def test_suspensions_notices_returns_and_extensions_are_kept_with_their_officer(tmp_path: Path) -> None:
    course = case_of(
        tmp_path,
        "apply@1",
        "tell@2",
        "fix@3",
        "tell@4",
        "fix@5",
        "accept@6",
        "pause@7",
        "pause@8",
        "go on@9",
        "go on@10",
        "extend@11",
        "give back@12",
    ).course
    assert [(n.at, n.answered_at, n.resource) for n in course.notices] == [
        (march(2), march(3), "王"),
        (march(4), march(5), "王"),
    ]
    assert [(p.at, p.resumed_at, p.state_before) for p in course.pauses] == [(march(7), march(9), State.ACCEPTED)]
    assert course.pauses[0].reason == "unstated"
    assert [(r.at, r.after_acceptance) for r in course.returns] == [(march(12), True)]
    assert course.extensions == [march(11)]
    assert (course.rounds, course.first_told_at) == (3, march(2))


def test_the_reason_of_a_suspension_is_turned_into_our_word_or_kept(tmp_path: Path) -> None:
    event = {"activity": "activity", "time": "time", "reason": "why"}
    rows = [("A-1", "pause", "2026-03-01", "Lab Test "), ("A-2", "pause", "2026-03-01", "holidays")]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "why"))
    mapping = mapping_of(tmp_path, event=event, case={"id": "case"}, suspension_reasons={"testing": ["lab test"]})
    assert [case.course.pauses[0].reason for case in cases_of(path, mapping).values()] == ["testing", "holidays"]


def test_limits_become_deadlines_from_the_act_that_starts_them(tmp_path: Path) -> None:
    limits = {
        "case": {"value": 20},
        "promise": {"value": 10, "since": "start", "until": "end"},
        "receive": {"value": 5},
        "deliver": {"value": 10},
        "steps": {"LOOK": {"value": 24, "unit": "hour"}},
    }
    case = case_of(tmp_path, "apply@1", "accept@2", "look@3", "grant@4", "hand over@6", limits=limits)
    told = {one.what: (one.started_at, one.stopped_at) for one in case.deadlines}
    assert told == {
        ClockKind.STATUTORY: (march(2), march(4)),
        ClockKind.PROMISE: (march(1), march(6)),
        ClockKind.RECEIVE: (march(1), march(2)),
        ClockKind.DELIVER: (march(4), march(6)),
        ClockKind.STEP: (march(2), march(3)),
    }


STEP_LIMIT = {"steps": {"check": {"value": 1, "unit": "hour"}, "sign": {"value": 1, "unit": "hour"}}}


@pytest.mark.parametrize("told_by", ["start", "lifecycle"])
def test_a_step_without_its_start_in_a_log_of_starts_took_a_time_that_is_not_known(
    tmp_path: Path, told_by: str
) -> None:
    if told_by == "start":
        event = {"activity": "activity", "time": "time", "start": "begun"}
        heads: tuple[str, ...] = ("case", "activity", "time", "begun")
        rows = [("A-1", "check", "2026-03-02", "2026-03-01"), ("A-1", "sign", "2026-03-20", "")]
    else:
        event, heads = PAIRS, ("case", "activity", "time", "officer", "due", "phase", "no")
        rows = [
            ("A-1", "check", "2026-03-01", "王", "", "start", ""),
            ("A-1", "check", "2026-03-02", "王", "", "complete", ""),
            ("A-1", "sign", "2026-03-20", "王", "", "complete", ""),
        ]
    path = write_csv(tmp_path / "a.csv", rows, heads)
    case = cases_of(path, mapping_of(tmp_path, event=event, case={"id": "case"}, limits=STEP_LIMIT))["A-1"]
    assert [step.waiting_since for step in case.steps] == [bare(1), None]
    assert [one.step.activity for one in case.deadlines if one.step] == ["check"]


def test_in_a_log_without_any_starts_a_step_is_measured_from_the_event_before(tmp_path: Path) -> None:
    rows = [("A-1", "check", "2026-03-02"), ("A-1", "sign", "2026-03-20")]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time"))
    event = {"activity": "activity", "time": "time"}
    case = cases_of(path, mapping_of(tmp_path, event=event, case={"id": "case"}, limits=STEP_LIMIT))["A-1"]
    assert [(one.started_at, one.stopped_at) for one in case.deadlines] == [(bare(2), bare(2)), (bare(2), bare(20))]


@pytest.mark.parametrize(
    ("limit", "acts", "known"),
    [
        ("receive", {"apply": "submit", "grant": "grant"}, False),
        ("receive", {"apply": "submit", "accept": "accept", "grant": "grant"}, True),
        ("deliver", {"apply": "submit", "grant": "grant"}, False),
        ("deliver", {"apply": "submit", "grant": "grant", "hand over": "deliver"}, True),
    ],
)
def test_a_limit_whose_ends_the_log_cannot_know_makes_nobody_late(
    tmp_path: Path, limit: str, acts: dict[str, str], known: bool
) -> None:
    rows = [("A-1", "apply", "2026-03-01"), ("A-1", "grant", "2026-06-30")]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time"))
    mapping = mapping_of(
        tmp_path,
        event={"activity": "activity", "time": "time"},
        case={"id": "case"},
        activities={meaning: activity for activity, meaning in acts.items()},
        limits={limit: {"value": 5}},
    )
    assert bool(cases_of(path, mapping)["A-1"].deadlines) is known


def test_facts_are_kept_by_type_and_rule(tmp_path: Path) -> None:
    facts = {
        "article": {"column": "art"},
        "amount": {"column": "sum", "type": "number", "keep": "first"},
        "paid": {"column": "paid", "type": "number", "keep": "sum"},
        "highest": {"column": "sum", "type": "number", "keep": "most"},
        "lowest": {"column": "sum", "type": "number", "keep": "least"},
        "seen": {"column": "seen", "type": "time"},
        "payments": {"count": "PAY"},
        "to_penalty": {"days": {"from": "notify", "to": "add penalty"}},
        "never": {"days": {"from": "notify", "to": "appeal"}},
        "not_begun": {"days": {"from": "appeal", "to": "notify"}},
        "empty": {"column": "none"},
    }
    rows = [
        ("A-1", "fine", "2026-01-01", "157", "1.035,50", "", "2026-01-02", ""),
        ("A-1", "Notify", "2026-01-10", "", "", "", "", ""),
        ("A-1", "pay", "2026-02-01", "", "", "10,25", "", ""),
        ("A-1", "pay", "2026-02-02", "", "", "20", "", ""),
        ("A-1", "Add Penalty", "2026-03-11", "158", "2 071", "", "", ""),
    ]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "art", "sum", "paid", "seen", "none"))
    mapping = mapping_of(
        tmp_path, facts=facts, decimal=",", case={"id": "case"}, event={"activity": "activity", "time": "time"}
    )
    assert cases_of(path, mapping)["A-1"].facts == {
        "article": "158",
        "amount": 1035.5,
        "paid": 30.25,
        "highest": 2071.0,
        "lowest": 1035.5,
        "seen": datetime(2026, 1, 1, 16, tzinfo=UTC) + INSIDE,
        "payments": 2.0,
        "to_penalty": 60.0,
    }


def test_facts_are_computed_from_rows_columns_and_other_facts(tmp_path: Path) -> None:
    facts = {
        "officers": {"column": "officer", "keep": "distinct"},
        "last_event": {"column": "activity"},
        "last_time": {"column": "time", "type": "time"},
        "first_look": {"at": "Look", "keep": "first"},
        "final_look": {"at": "look"},
        "never_looked": {"at": "grant"},
        "owed": {"column": "owed", "type": "number"},
        "paid": {"column": "paid", "type": "number", "keep": "sum"},
        "forgiven": {"column": "forgiven", "type": "number"},
        "settled": {"sum": ["paid", "forgiven"]},
        "still_open": {"difference": ["owed", "settled"]},
        "unknown": {"difference": ["owed", "forgiven"]},
        "nothing": {"sum": ["forgiven", "forgiven"]},
        "days": {"days": {"from_column": "told", "to_column": "time"}},
        "back": {"days": {"from_column": "time", "to_column": "told"}},
        "no_days": {"days": {"from_column": "forgiven", "to_column": "time"}},
    }
    rows = [
        ("A-1", "hand over", "2026-03-11", "王办", "", "30", "", ""),
        ("A-1", "apply", "2026-01-01", "王办", "100", "", "", "2026-01-10"),
        ("A-1", "look", "2026-02-01", "李办", "", "20,5", "", ""),
        ("A-1", "look", "2026-02-02", "", "", "", "", ""),
        ("A-1", "look", "2026-02-03", " 李办", "", "", "", ""),
    ]
    headings = ("case", "activity", "time", "officer", "owed", "paid", "forgiven", "told")
    path = write_csv(tmp_path / "a.csv", rows, headings)
    mapping = mapping_of(
        tmp_path,
        facts=facts,
        decimal=",",
        case={"id": "case"},
        event={"activity": "activity", "time": "time", "resource": "officer"},
    )
    found = cases_of(path, mapping)["A-1"].facts
    looks = [found.pop(name) for name in ("first_look", "final_look")]
    assert [day.isoformat()[:10] for day in looks if isinstance(day, datetime)] == ["2026-01-31", "2026-02-02"]
    last_time = found.pop("last_time")
    assert isinstance(last_time, datetime)
    assert last_time.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat() == "2026-03-11"
    assert found == {
        "officers": 2.0,
        "last_event": "hand over",
        "owed": 100.0,
        "paid": 50.5,
        "settled": 50.5,
        "still_open": 49.5,
        "days": 60.0,
        "back": -60.0,
    }


@settings(deadline=None, max_examples=few(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_rows_of_a_case_give_the_same_case_in_any_order(tmp_path: Path, data: st.DataObject) -> None:
    acts = st.sampled_from(["apply", "tell", "fix", "accept", "pause", "go on", "look", "grant", "hand over", "Look"])
    row = st.tuples(
        st.just("A-1"),
        acts,
        st.integers(1, 6).map(lambda day: f"2026-03-{day:02d}"),
        st.sampled_from(["王", "李", ""]),
        st.sampled_from(["", "2026-03-03", "2026-03-05"]),
        st.sampled_from(["start", "complete", ""]),
        st.sampled_from(["", "1", "2"]),
    )
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    headings = ("case", "activity", "time", "officer", "due", "phase", "no")
    mapping = mapping_of(tmp_path, event=PAIRS)
    once = _digestible(cases_of(write_csv(tmp_path / "a.csv", rows, headings), mapping)["A-1"])
    mixed = data.draw(st.permutations(rows))
    assert _digestible(cases_of(write_csv(tmp_path / "b.csv", mixed, headings), mapping)["A-1"]) == once


def _digestible(case: LoggedCase) -> Any:
    return repr(case)


def test_the_reader_refuses_each_bad_value_by_line_and_column(tmp_path: Path) -> None:
    rows = [
        ("A-1", "apply", "2026-03-01", "王", ""),
        ("A-1", "", "2026-03-01", "王", ""),
        ("A-1", "apply", "", "王", ""),
        ("A-1", "apply", "first of May", "王", ""),
        ("A-1", "apply", "2062-03-01", "王", ""),
    ]
    mapping = mapping_of(tmp_path)
    found, _faults = read_all(write_csv(tmp_path / "a.csv", rows), mapping)
    read = CaseReader(mapping, NOW).read("A-1", found)
    assert read.case is None
    assert [(fault.line, fault.column, fault.value) for fault in read.faults] == [
        (3, "activity", ""),
        (4, "time", ""),
        (5, "time", "first of May"),
        (6, "time", "2062-03-01"),
    ]


@pytest.mark.parametrize(
    ("changes", "row", "column"),
    [
        ({}, ("A-1", "look", "2026-03-02", "", "soon"), "due"),
        (
            {"facts": {"n": {"column": "officer", "type": "number"}}},
            ("A-1", "look", "2026-03-02", "many", ""),
            "officer",
        ),
        (
            {"facts": {"n": {"column": "officer", "type": "number"}}},
            ("A-1", "look", "2026-03-02", "inf", ""),
            "officer",
        ),
        ({"event": {**BASE["event"], "start": "due"}}, ("A-1", "look", "2026-03-02", "", "2026-03-03"), "due"),
        ({}, ("A" * 120, "look", "2026-03-02", "", ""), "case"),
    ],
)
def test_a_bad_value_of_the_whole_case_refuses_it(
    tmp_path: Path, changes: Any, row: tuple[str, ...], column: str
) -> None:
    mapping = mapping_of(tmp_path, **changes)
    rows, _faults = read_all(write_csv(tmp_path / "a.csv", [row]), mapping)
    read = CaseReader(mapping, NOW).read(row[0], rows)
    assert read.case is None
    assert [(fault.line, fault.column) for fault in read.faults] == [(2, column)]


def test_bad_rows_may_be_dropped_and_the_rest_of_the_case_kept(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, bad_rows="drop_row")
    rows = [("A-1", "apply", "2026-03-01", "", ""), ("A-1", "accept", "?", "", "")]
    found, _faults = read_all(write_csv(tmp_path / "a.csv", rows), mapping)
    read = CaseReader(mapping, NOW).read("A-1", found)
    assert read.case is not None
    assert (read.case.events, len(read.faults)) == (1, 1)


@pytest.mark.parametrize(("rule", "events", "twice"), [("drop", 1, 2), ("keep", 3, 0)])
def test_rows_that_stand_twice_are_dropped_or_kept(tmp_path: Path, rule: str, events: int, twice: int) -> None:
    mapping = mapping_of(tmp_path, duplicates=rule)
    path = write_csv(tmp_path / "a.csv", [("A-1", "pay", "2026-03-01", "", "")] * 3)
    read = CaseReader(mapping, NOW).read("A-1", read_all(path, mapping)[0])
    assert read.case is not None
    assert (read.case.events, read.duplicates) == (events, twice)


def test_a_case_with_ten_thousand_events_is_the_largest(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path)
    rows = [Row(n, ("A-1", "", "look", "2026-03-01", ""), n.to_bytes(16)) for n in range(10_001)]
    whole, more = (CaseReader(mapping, NOW).read("A-1", rows[:count]) for count in (10_000, 10_001))
    assert whole.case is not None
    assert more.case is None
    assert [fault.line for fault in more.faults] == [0]
