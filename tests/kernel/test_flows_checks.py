"""Versions of flows: what keeps one from being published, and what a published one allows."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow, canonical
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.checks import (
    Faults,
    Gravity,
    check_flow,
    checksum,
    content,
    create_flow,
    edit_flow,
    longest_path,
    missing_holders,
    new_version,
    publish_flow,
)
from app.kernel.flows.models import FlowState, FlowStep, FlowTransition, OrgScope, StepKind
from app.kernel.flows.plan import COMPARE, holds
from app.kernel.roles import Duty
from tests.kernel.flow_cases import END, START, Acting, draft, node, template, way
from tests.world import World

DECISION, JOIN, TASK = StepKind.DECISION, StepKind.JOIN, StepKind.TASK
WINDOW, HEAD = {"duty": Duty.WINDOW}, {"duty": Duty.ORGAN_HEAD}


def rows(steps, ways):
    """Return rows as the objects that a check looks at, without a database."""
    filled = {"org_scope": "own", "limit_unit": "wd", "min_officers": 1, "join_rule": "all"}
    return [FlowStep(**filled | step) for step in steps], [FlowTransition(**w) for w in ways]


def found(steps, ways, **limits):
    return [(f.step, f.sentence) for f in check_flow(*rows(steps, ways), **limits) if not f.warning]


STEPS = [
    START,
    node("accept", **WINDOW),
    node("review"),
    node("decide", DECISION, **HEAD, four_eyes_with="review"),
    node("deliver", **WINDOW),
    END,
]
WAYS = [
    way("start", "accept", "submit"),
    way("accept", "review", "accept"),
    way("review", "decide"),
    way("decide", "deliver", "grant", is_default=True),
    way("decide", "deliver", "refuse"),
    way("decide", "review", "send_back"),
    way("deliver", "end", "deliver"),
]


def changed(code, **more):
    return [step | more if step["code"] == code else step for step in STEPS]


def rerouted(place, **more):
    return [old | more if n == place else old for n, old in enumerate(WAYS)]


def test_a_sound_flow_has_no_faults():
    assert found(STEPS, WAYS, promised=4, statutory=20) == []


FAULTS = {
    "two starts": ([*STEPS, START | {"code": "again"}], [*WAYS, way("again", "accept")], "", "exactly one start"),
    "no end": ([s for s in STEPS if s is not END], WAYS[:-1], "", "needs an end"),
    "a lost target": (STEPS, [*WAYS, way("review", "nowhere")], "nowhere", "does not exist"),
    "a lost source": (STEPS, [*WAYS, way("nowhere", "review")], "nowhere", "does not exist"),
    "back to the start": (STEPS, [*WAYS, way("review", "start")], "review", "back to the start"),
    "out of an end": (STEPS, [*WAYS, way("end", "review")], "end", "back to the start"),
    "an island": ([*STEPS, node("island")], [*WAYS, way("island", "end")], "island", "No way leads to"),
    "a dead end": ([*STEPS, node("pit")], [*WAYS, way("review", "pit", "drop")], "pit", "no way leads to the end"),
    "the same code": ([*STEPS, node("review")], WAYS, "review", "same code"),
    "no name": (changed("review", name=" "), WAYS, "review", "needs a name"),
    "no duty": (changed("review", duty=None), WAYS, "review", "which duty"),
    "an unknown duty": (changed("review", duty="king"), WAYS, "review", "which duty"),
    "a duty at the end": (changed("end", duty="window"), WAYS, "end", "Remove the duty"),
    "no time": (changed("review", limit_value=0), WAYS, "review", "positive number"),
    "an unknown unit": (changed("review", limit_unit="moon"), WAYS, "review", "known unit"),
    "no officer": (changed("review", min_officers=0), WAYS, "review", "At least one officer"),
    "an unknown scope": (changed("review", org_scope="moon"), WAYS, "review", "whose post"),
    "eyes of a later step": (changed("review", four_eyes_with="deliver"), WAYS, "review", "before this one"),
    "eyes of itself": (changed("review", four_eyes_with="review"), WAYS, "review", "before this one"),
    "one pair of eyes": (changed("decide", four_eyes_with=None), WAYS, "decide", "Who decides must not"),
    "no default": (STEPS, rerouted(3, is_default=False), "decide", "one default"),
    "two defaults": (STEPS, rerouted(4, is_default=True), "decide", "one default"),
    "one outcome": (STEPS, [w for w in WAYS if w["action"] not in ("refuse", "send_back")], "decide", "two ways out"),
    "no label": (STEPS, rerouted(4, label=" "), "decide", "needs a label"),
    "a suspension in the path": (STEPS, [*WAYS, way("review", "end", "suspend")], "review", "belong to the case"),
    "a condition without a default": (
        STEPS,
        rerouted(2, condition=[["area", ">", 1]]),
        "review",
        "Mark one way as default",
    ),
    "a condition that is a text": (STEPS, rerouted(4, condition="area > 1"), "decide", "list of field"),
    "a condition of four parts": (STEPS, rerouted(4, condition=[["a", "=", 1, 2]]), "decide", "list of field"),
    "a condition with a strange operator": (STEPS, rerouted(4, condition=[["a", "~", 1]]), "decide", "list of field"),
    "a condition without a field": (STEPS, rerouted(4, condition=[[1, "=", 1]]), "decide", "list of field"),
    "parallel steps that never meet": (
        [*STEPS, node("other")],
        [*WAYS, way("accept", "other", "accept"), way("other", "end")],
        "accept",
        "meet in a join",
    ),
    "joint organs that never meet": (changed("review", org_scope=OrgScope.JOINT), WAYS, "review", "meet in a join"),
}


@pytest.mark.parametrize("steps, ways, code, said", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_at_its_step(steps, ways, code, said):
    assert any(step == code and said in sentence for step, sentence in found(steps, ways)), found(steps, ways)


@pytest.mark.parametrize("rule, sound", [("all", True), ("any", True), ("2", True), ("0", False), ("most", False)])
def test_a_join_waits_for_all_any_or_a_number(rule, sound):
    steps = [START, node("a"), node("b"), node("meet", JOIN, join_rule=rule), END]
    ways = [way("start", "a"), way("start", "b"), way("a", "meet"), way("b", "meet"), way("meet", "end", "join")]
    assert (found(steps, ways) == []) is sound


def test_a_condition_beside_a_free_way_needs_no_default():
    ways = [*WAYS[:3], way("review", "deliver", condition=[["urgent", "=", True]]), *WAYS[3:]]
    assert found(STEPS, ways) == []
    ways = [
        *WAYS[:2],
        WAYS[2] | {"is_default": True},
        way("review", "deliver", condition=[["urgent", "=", True]]),
        *WAYS[3:],
    ]
    assert found(STEPS, ways) == []


def test_a_window_that_decides_on_the_spot_needs_no_second_pair_of_eyes():
    steps = [START, node("accept", DECISION, **WINDOW), END]
    ways = [way("start", "accept"), way("accept", "end", "grant", is_default=True), way("accept", "end", "refuse")]
    assert found(steps, ways) == []


def test_a_step_without_a_limit_is_only_a_warning_and_the_window_needs_none():
    steps, ways = rows([s | {"limit_value": None} for s in STEPS], WAYS)
    warnings = check_flow(steps, ways)
    assert [(w.step, w.severity) for w in warnings] == [("review", Gravity.WARNING), ("decide", Gravity.WARNING)]


def test_the_steps_may_not_take_longer_than_promised_nor_the_promise_longer_than_the_law():
    assert found(STEPS, WAYS, promised=3)[0][1].startswith("The steps together")
    assert found(STEPS, WAYS, promised=30, statutory=20)[0][1].startswith("The promised limit")
    steps, ways = rows(STEPS, WAYS)
    assert [f.step for f in check_flow(steps, ways, 4, 20, {"review": {"limit_value": 3}})] == [""]


def test_the_longest_way_runs_from_acceptance_to_decision_without_going_back():
    steps = [
        START,
        node("accept", **WINDOW, limit_value=50),
        node("a", limit_value=3),
        node("b", limit_value=7),
        node("c", limit_value=1),
        node("decide", DECISION, **HEAD, limit_value=2, four_eyes_with="a"),
        node("deliver", **WINDOW, limit_value=50),
        END,
    ]
    ways = [
        way("start", "accept"),
        way("accept", "a", "accept"),
        way("a", "c", "short"),
        way("a", "b"),
        way("b", "c"),
        way("c", "a", "again"),
        way("c", "decide"),
        way("decide", "deliver", "grant", is_default=True),
        way("decide", "a", "send_back"),
        way("deliver", "end", "deliver"),
    ]
    made, links = rows(steps, ways)
    nodes = {step.code: step for step in made}
    assert longest_path(nodes, links) == 3 + 7 + 1 + 2
    assert longest_path(nodes, links, {"b": {"limit_value": 14, "limit_unit": "cd"}}) == 3 + 10 + 1 + 2
    assert longest_path(nodes, links, {"b": {"limit_value": 36, "limit_unit": "hour"}}) == 3 + 2 + 1 + 2
    assert longest_path(nodes, links, {"b": {"limit_value": 1, "limit_unit": "month"}}) == 3 + 22 + 1 + 2


def test_publishing_names_every_fault_at_once_and_changes_nothing(acting_as: Acting):
    version = draft(
        acting_as,
        [START, node("a", min_officers=0), node("b", name=""), END],
        [way("start", "a"), way("a", "b"), way("b", "end")],
    )
    with pytest.raises(Faults) as refusal:
        publish_flow(acting_as(None), version)
    assert {finding.step for finding in refusal.value.findings} == {"a", "b"}
    assert "a: At least one officer" in str(refusal.value)
    assert "b: This step needs a name." in str(refusal.value)
    assert version.state == FlowState.DRAFT


def test_a_published_version_never_changes(session: Session, acting_as: Acting):
    version = template(acting_as, "three_steps")
    assert version.checksum == checksum(version)
    with pytest.raises(OutOfOrder, match="never changes"):
        edit_flow(acting_as(None), version, [START, END], [way("start", "end")])
    with pytest.raises(OutOfOrder, match="published already"):
        publish_flow(acting_as(None), version)
    version.steps[2].limit_value = 99
    session.flush()
    assert version.checksum != checksum(version)


def test_publishing_returns_the_warnings_that_remain(acting_as: Acting):
    version = draft(acting_as, [START, node("a", limit_value=None), END], [way("start", "a"), way("a", "end")])
    assert [finding.step for finding in publish_flow(acting_as(None), version)] == ["a"]


def test_a_new_version_is_a_copy_and_its_publication_retires_the_old(session: Session, acting_as: Acting):
    act, old = acting_as(None), template(acting_as, "five_steps_site_check")
    copy = new_version(act, old.flow)
    assert (copy.number, copy.state) == (2, FlowState.DRAFT)
    assert content(copy) == content(old)
    with pytest.raises(Conflict, match="draft already"):
        new_version(act, old.flow)
    publish_flow(act, copy)
    assert (old.state, copy.state, copy.published_on) == (FlowState.RETIRED, FlowState.PUBLISHED, date(2026, 9, 21))
    assert copy.checksum == old.checksum
    verbs = session.scalars(select(TrailRow.verb).where(TrailRow.subject_id == copy.id)).all()
    assert verbs == ["flow.edited", "flow.published"]


def test_editing_a_draft_replaces_it_whole(acting_as: Acting):
    version = draft(acting_as, STEPS, WAYS)
    assert [step.code for step in version.steps] == [step["code"] for step in STEPS]
    edit_flow(acting_as(None), version, [START, END], [way("start", "end")])
    assert [step.code for step in version.steps] == ["start", "end"]
    assert [(t.from_code, t.place) for t in version.transitions] == [("start", 1)]


@pytest.mark.parametrize(
    "step, said",
    [
        ({"code": 7}, "words of at most thirty"),
        ({"code": "x" * 31}, "words of at most thirty"),
        ({}, "words of at most thirty"),
        ({"code": "a", "limit_value": "five"}, "whole numbers"),
        ({"code": "a", "min_officers": True}, "whole numbers"),
        ({"code": "a", "node": "cloud"}, "known words"),
        ({"code": "a", "duty": "king"}, "known words"),
        ({"code": "start"}, "same code"),
        ({"code": "a", "colour": "red"}, "no column colour"),
    ],
)
def test_a_row_of_the_wrong_form_is_refused(acting_as: Acting, step, said):
    version = draft(acting_as, [START, END], [way("start", "end")])
    with pytest.raises(Incomplete, match=said):
        edit_flow(acting_as(None), version, [START, step, END], [way("start", "end")])
    assert [kept.code for kept in version.steps] == ["start", "end"]


def test_a_county_edits_its_own_flows_and_not_the_citys(session: Session, acting_as: Acting):
    shared = template(acting_as, "three_steps")
    act = acting_as("county_admin")
    own = create_flow(act, "gulou-own", "鼓楼区流程")
    assert own.county == 350102
    edit_flow(act, own, STEPS, WAYS)
    assert publish_flow(act, own) == []
    for refused in (
        lambda: new_version(act, shared.flow),
        lambda: new_version(acting_as("other_county_admin"), own.flow),
        lambda: create_flow(acting_as("handler"), "mine", "我的"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert new_version(acting_as("city_admin"), shared.flow).number == 2


def test_a_flow_has_a_code_of_its_own_and_a_name(acting_as: Acting):
    act = acting_as("county_admin")
    for code, name in ((" ", "名"), ("code", " ")):
        with pytest.raises(Incomplete):
            create_flow(act, code, name)
    create_flow(act, "one", "一")
    with pytest.raises(Conflict, match="code one already"):
        create_flow(act, "one", "又一")


def test_posts_that_nobody_holds_are_listed(session: Session, acting_as: Acting, world: World):
    version = template(acting_as, "upper_decision")
    organ = world.organisation("gulou-urban").id
    assert missing_holders(session, version, organ) == []
    assert missing_holders(session, version, organ, date(2026, 9, 21)) == []
    assert [f.step for f in missing_holders(session, version, organ, date(2019, 1, 1))] == [
        "accept",
        "review",
        "endorse",
        "deliver",
    ]
    lacking = missing_holders(session, version, world.organisation("gulou-health").id)
    assert {finding.step for finding in lacking} == {"accept", "review", "endorse", "deliver"}
    assert all(finding.warning for finding in lacking)


@pytest.mark.parametrize(
    "condition, outcome",
    [
        (None, True),
        ([], True),
        ([["area", "=", 5]], True),
        ([["area", "!=", 5]], False),
        ([["area", "<", 6]], True),
        ([["area", "<=", 5]], True),
        ([["area", ">", 5]], False),
        ([["area", ">=", 5]], True),
        ([["kind", "in", ["a", "b"]]], True),
        ([["kind", "not in", ["a", "b"]]], False),
        ([["area", "=", 5], ["kind", "=", "z"]], False),
        ([["unknown", "<", 5]], False),
        ([["unknown", "!=", 5]], True),
        ([["area", "in", 5]], False),
    ],
)
def test_a_condition_holds_when_every_part_does(condition, outcome):
    assert holds(condition, {"area": 5, "kind": "a"}) is outcome
    assert len(COMPARE) == 8


def test_a_flow_is_called_by_its_name(acting_as: Acting):
    assert str(template(acting_as, "instant").flow) == "当场办结"


def test_a_step_without_a_basis_keeps_the_checksum_that_earlier_releases_gave(acting_as: Acting):
    flow = new_version(acting_as(None), template(acting_as, "penalty_summary").flow)
    before = checksum(flow)
    held = content(flow)
    for step in held["steps"]:
        assert step.pop("basis") is None
    assert hashlib.sha256(canonical(held).encode()).hexdigest() == before
    flow.steps[1].basis = "行政许可法第三十二条"
    assert checksum(flow) != before
