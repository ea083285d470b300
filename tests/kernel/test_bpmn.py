"""Flows go out as BPMN 2.0 that others understand, come back unchanged, and nothing foreign slips in."""

from io import BytesIO

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from app.kernel.flows.bpmn import export_bpmn, normal_form, read_bpmn
from app.kernel.flows.bpmn.expressions import condition_in, condition_in_json
from app.kernel.flows.bpmn.names import BPMN, DI, OURS, limit_of
from app.kernel.flows.checks import Faults, content
from app.kernel.flows.models import FlowVersion, StepKind
from app.kernel.flows.templates import TEMPLATES, Template
from app.kernel.roles import Duty
from tests import few
from tests.kernel.flow_rows import versions
from tests.kernel.flow_versions import template_named, template_version, version_of
from tests.kernel.flow_walks import engine_opened, walks

every_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.code)
NAMES = {duty.value: f"岗位-{duty.value}" for duty in Duty}


def findings(document: str | bytes, **lanes: str) -> dict[str, str]:
    """Return what is refused in a document, by element."""
    data = document if isinstance(document, bytes) else document.encode()
    with pytest.raises(Faults) as refused:
        read_bpmn(data, lanes)
    return {finding.step: finding.sentence for finding in refused.value.findings}


def foreign(inside: str, refs: str = "a b", more: str = "") -> str:
    """Return a drawing of another program: the elements, and a lane that holds some of them."""
    held = "".join(f"<flowNodeRef>{ref}</flowNodeRef>" for ref in refs.split())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="{BPMN}" targetNamespace="urn:other">{more}
      <process id="p" name="外来流程"><laneSet id="ls"><lane id="l1" name="承办科">{held}</lane></laneSet>
        <startEvent id="s" name="申请"/><userTask id="a" name="审核"/><endEvent id="e" name="结束"/>{inside}
      </process></definitions>"""


def line(number: int, source: str, target: str, name: str = "", more: str = "") -> str:
    """Return a sequence flow."""
    return f'<sequenceFlow id="f{number}" name="{name}" sourceRef="{source}" targetRef="{target}">{more}</sequenceFlow>'


CHAIN = line(1, "s", "a", "申请") + line(2, "a", "e", "办结")


@every_template
def test_a_template_comes_back_as_it_went_out(template: Template) -> None:
    version = template_version(template)
    draft = read_bpmn(export_bpmn(version))
    assert list(draft.steps) == content(version)["steps"]
    assert list(draft.transitions) == content(version)["transitions"]
    assert (draft.code, draft.name) == (template.code, template.name)


@settings(deadline=None, max_examples=few(150))
@given(version=versions())
def test_any_flow_comes_back_as_it_went_out(version: FlowVersion) -> None:
    draft = read_bpmn(export_bpmn(version, lane_names=NAMES), {name: duty for duty, name in NAMES.items()})
    assert list(draft.steps) == content(version)["steps"]
    assert list(draft.transitions) == content(version)["transitions"]
    assert draft.name == version.flow.name


@settings(deadline=None, max_examples=few(100))
@given(version=versions())
def test_no_task_has_two_ways_out_in_normal_form(version: FlowVersion) -> None:
    normal = normal_form(version)
    ids = [vertex.id for vertex in normal.vertices] + [edge.id for edge in normal.edges]
    assert len(ids) == len(set(ids))
    for vertex in normal.vertices:
        leaving = [edge for edge in normal.edges if edge.source == vertex.id]
        assert len(leaving) <= 1 or vertex.element.value.endswith("Gateway")
        assert sum(edge.default for edge in leaving) <= 1


@every_template
def test_our_drawing_keeps_to_the_schema_of_the_standard(template: Template) -> None:
    document = export_bpmn(template_version(template))
    assert BpmnValidator().validator.validate(etree.parse(BytesIO(document)))


@every_template
def test_an_independent_engine_walks_our_drawing_as_we_do(template: Template) -> None:
    version = template_version(template)
    document = export_bpmn(version)
    tasks = fromstring(document).iter(f"{{{BPMN}}}userTask")
    codes = {task.get("id", ""): task.find(f".//{{{OURS}}}step").get("code", "") for task in tasks}
    taken = 0
    for walk, here in walks(version):
        assert engine_opened(document, f"flow_{template.code}", walk, codes) == here, walk
        taken += not here
    assert taken, "some walk comes to the end"


def test_every_element_and_flow_stands_on_the_diagram() -> None:
    root = fromstring(export_bpmn(template_named("five_steps_site_check")))
    process = root.find(f"{{{BPMN}}}process")
    assert process is not None
    drawn = {each.get("bpmnElement") for kind in ("BPMNShape", "BPMNEdge") for each in root.iter(f"{{{DI}}}{kind}")}
    held = {each.get("id") for each in process if each.get("id") and not each.tag.endswith("laneSet")}
    assert held <= drawn
    assert {"participant_1", "lane_1", "lane_4"} <= drawn


def test_a_limit_goes_out_as_a_timer_and_as_our_own_unit() -> None:
    root = fromstring(export_bpmn(template_named("three_steps")))
    durations = [each.text for each in root.iter(f"{{{BPMN}}}timeDuration")]
    assert durations == ["P3D", "P2D"]
    [review] = [each for each in root.iter(f"{{{OURS}}}step") if each.get("code") == "review"]
    assert (review.get("limit"), review.get("unit"), review.get("minOfficers")) == ("3", "wd", "1")


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    steps = [{"code": "s", "name": "申\x00请\x0b", "node": "start"}, {"code": "e", "name": "￾", "node": "end"}]
    version = version_of(steps, [{"from_code": "s", "to_code": "e", "action": "go"}])
    assert [step["name"] for step in read_bpmn(export_bpmn(version)).steps] == ["申请", ""]


def test_a_foreign_drawing_becomes_steps_of_the_mapped_duty() -> None:
    draft = read_bpmn(foreign(CHAIN, "a").encode(), {"承办科": "handler"})
    assert [(s["code"], s["name"], s["node"], s["duty"]) for s in draft.steps] == [
        ("s", "申请", "start", None),
        ("a", "审核", "task", "handler"),
        ("e", "结束", "end", None),
    ]
    assert [(w["from_code"], w["to_code"], w["action"], w["label"]) for w in draft.transitions] == [
        ("s", "a", "f1", "申请"),
        ("a", "e", "f2", "办结"),
    ]
    assert draft.name == "外来流程"


def test_a_foreign_gateway_becomes_actions_conditions_and_a_default() -> None:
    asked = "<conditionExpression>action == 'grant'</conditionExpression>"
    wide = "<conditionExpression>${area &gt;= 50 and kind in ['street']}</conditionExpression>"
    draft = read_bpmn(
        foreign(
            '<exclusiveGateway id="x" default="f4"/><endEvent id="e2" name="不予"/><endEvent id="e3" name="大型"/>'
            + line(1, "s", "a")
            + line(2, "a", "x")
            + line(3, "x", "e", "准予", asked)
            + line(4, "x", "e2", "不予许可")
            + line(5, "x", "e3", "转上级", wide),
            "a",
        ).encode(),
        {"承办科": "handler"},
    )
    assert next(step for step in draft.steps if step["code"] == "a")["node"] == StepKind.DECISION
    ways = {way["to_code"]: way for way in draft.transitions if way["from_code"] == "a"}
    assert ways["e"]["action"] == "grant"
    assert ways["e"]["condition"] is None
    assert ways["e2"]["is_default"] and not ways["e"]["is_default"]
    assert ways["e3"]["condition"] == [["area", ">=", 50], ["kind", "in", ["street"]]]


def test_foreign_parallel_gateways_become_one_action_and_a_join() -> None:
    draft = read_bpmn(
        foreign(
            '<userTask id="b" name="会审"/><parallelGateway id="fork"/><parallelGateway id="join" name="汇总"/>'
            + line(1, "s", "fork")
            + line(2, "fork", "a")
            + line(3, "fork", "b")
            + line(4, "a", "join")
            + line(5, "b", "join")
            + line(6, "join", "e")
        ).encode(),
        {"承办科": "handler"},
    )
    opening = [way for way in draft.transitions if way["from_code"] == "s"]
    assert {way["to_code"] for way in opening} == {"a", "b"}
    assert len({way["action"] for way in opening}) == 1
    assert next(step for step in draft.steps if step["code"] == "join")["node"] == StepKind.JOIN


@pytest.mark.parametrize(
    ("duration", "limit"),
    [
        ("P3D", (3, "cd")),
        ("P2W", (14, "cd")),
        ("P6M", (6, "month")),
        ("PT8H", (8, "hour")),
        ("P1Y", None),
        ("R3/P1D", None),
    ],
)
def test_a_timer_of_another_program_is_a_limit(duration: str, limit: tuple[int, str] | None) -> None:
    assert limit_of(duration) == limit
    timer = (
        '<boundaryEvent id="t" attachedToRef="a"><timerEventDefinition><timeDuration>'
        f"{duration}</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    document = foreign(timer + CHAIN, "a")
    if limit is None:
        assert set(findings(document, 承办科="handler")) == {"t"}
    else:
        step = read_bpmn(document.encode(), {"承办科": "handler"}).steps[1]
        assert (step["limit_value"], step["limit_unit"]) == limit


def test_every_refused_element_is_named_by_its_id() -> None:
    refused = findings(
        foreign(
            '<scriptTask id="script"/><subProcess id="sub"/><intermediateCatchEvent id="wait"/>'
            '<startEvent id="s2"><messageEventDefinition/></startEvent>'
            '<userTask id="many"><multiInstanceLoopCharacteristics/></userTask>'
            '<boundaryEvent id="error" attachedToRef="a"><errorEventDefinition/></boundaryEvent>'
            + CHAIN
            + line(3, "a", "script")
            + line(4, "s2", "many"),
            "a",
            '<collaboration id="c"><participant id="p1" processRef="p"/><participant id="p2"/>'
            '<messageFlow id="m" sourceRef="a" targetRef="p2"/></collaboration>',
        ),
        承办科="handler",
    )
    assert set(refused) == {"script", "sub", "wait", "s2", "many", "error", "f3", "p2", "m"}


@pytest.mark.parametrize(
    ("inside", "at"),
    [
        (CHAIN + line(3, "a", "s"), "a"),
        (
            '<exclusiveGateway id="x"/><exclusiveGateway id="y"/>'
            + line(1, "s", "x")
            + line(2, "x", "y")
            + line(3, "y", "x")
            + line(4, "y", "a")
            + line(5, "a", "e"),
            "x",
        ),
        ('<exclusiveGateway id="x"/>' + CHAIN.replace("f2", "f9") + line(3, "x", "e") + line(4, "a", "e"), "a"),
        ('<exclusiveGateway id="x"/>' + line(1, "s", "a") + line(2, "a", "x"), "x"),
        (
            '<exclusiveGateway id="x"/>'
            + line(1, "s", "a")
            + line(2, "a", "x")
            + line(3, "x", "e", "", "<conditionExpression>__import__('os').system('ls')</conditionExpression>"),
            "f3",
        ),
        ('<userTask id="b" name="无泳道"/>' + line(1, "s", "b") + line(2, "b", "e") + line(3, "a", "e"), "b"),
        ('<userTask id="a" name="重复"/>' + CHAIN, "a"),
        ('<userTask name="无编号"/>' + CHAIN, "userTask"),
        (f'<userTask id="b" name="{"长" * 61}"/>' + CHAIN, "b"),
        ('<x:shape xmlns:x="urn:x" id="odd"/>' + CHAIN, "odd"),
    ],
)
def test_what_cannot_be_understood_is_refused_where_it_stands(inside: str, at: str) -> None:
    assert at in findings(foreign(inside, "a" if at == "b" and "无泳道" in inside else "a b"), 承办科="handler")


def test_a_lane_without_a_duty_is_refused_by_its_id() -> None:
    assert set(findings(foreign(CHAIN, "a"))) == {"l1"}
    assert set(findings(foreign(CHAIN, "a"), 承办科="minister")) == {"l1"}
    nested = foreign(CHAIN, "a").replace("</lane>", '<childLaneSet id="c"/></lane>')
    assert "l1" in findings(nested, 承办科="handler")


def test_our_own_elements_are_read_as_carefully_as_foreign_ones() -> None:
    version = template_named("three_steps")
    spoilt = export_bpmn(version).replace(b'limit="3"', b'limit="three"')
    assert "whole numbers" in findings(spoilt)["step_3"]
    version.transitions[1].condition = [["area", ">=", 50]]
    spoilt = export_bpmn(version).replace(b"&gt;=&quot;, 50", b"&gt;=&quot;, 50, 1")
    assert findings(spoilt) == {"step_2_way_1": "A condition is a list of field, operator and value."}


def test_a_second_process_is_refused_and_like_ids_get_codes_of_their_own() -> None:
    assert "p2" in findings(foreign(CHAIN, "a").replace("</process>", '</process><process id="p2"/>'), 承办科="handler")
    twins = "".join(f'<userTask id="a{sign}" name="审核"/>' for sign in "-._") + CHAIN
    for number, sign in enumerate("-._"):
        twins += (
            line(10 + number, "s", f"a{sign}") if not number else line(10 + number, f"a{'-._'[number - 1]}", f"a{sign}")
        )
    twins = twins.replace(line(10, "s", "a-"), "") + line(20, "a_", "e")
    draft = read_bpmn(foreign(twins, "a a- a. a_").encode(), {"承办科": "handler"})
    codes = [step["code"] for step in draft.steps]
    assert {"a_", "a__2", "a__3"} <= set(codes) and len(codes) == len(set(codes))


def test_a_circle_of_gateways_is_told_once_however_it_is_entered() -> None:
    inside = '<exclusiveGateway id="x"/><exclusiveGateway id="y"/>' + line(1, "s", "a") + line(2, "a", "x")
    inside += line(3, "x", "y") + line(4, "y", "x") + line(5, "x", "y", "又") + line(6, "y", "e")
    with pytest.raises(Faults) as refused:
        read_bpmn(foreign(inside, "a").encode(), {"承办科": "handler"})
    assert [finding.step for finding in refused.value.findings] == ["x"]


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("area >= 50", [["area", ">=", 50]]),
        ("= area > 5.5", [["area", ">", 5.5]]),
        ("", []),
        ("${true}", []),
        ("name == 'this and that' and 面积 != 3", [["name", "=", "this and that"], ["面积", "!=", 3]]),
        ("kind not in ('a', 'b')", [["kind", "not in", ["a", "b"]]]),
        ("kind in 'a'", None),
        ("kind = ['a']", None),
        ("area >= other", None),
        ("area >= 1 or area < 0", None),
        ("area >= " + "1" * 500, None),
        ("f() == 1", None),
        ("kind = None", None),
        ("kind = {}", None),
    ],
)
def test_a_condition_is_comparisons_and_nothing_else(expression: str, condition: object) -> None:
    assert condition_in(expression) == condition


@pytest.mark.parametrize(
    "text", ["[", "{}", "[1]", '[["a", "="]]', '[[1, "=", 2]]', '[["a", [], 2]]', '[["a", "~", 2]]', "[" * 9999]
)
def test_a_condition_in_json_of_another_form_is_none(text: str) -> None:
    assert condition_in_json(text) is None


ENTITY = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{("&a" + str(n - 1 or "") + ";") * 10}">' for n in range(1, 10))
    + "]><d>&a9;</d>"
)


@pytest.mark.parametrize("document", [ENTITY, LAUGHS, "<!DOCTYPE d SYSTEM 'http://localhost/x.dtd'><d/>"])
def test_entities_and_document_types_are_refused_unread(document: str) -> None:
    assert "document type" in findings(document)[""]


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"PK\x03\x04",
        b"\xff\xfe\x00",
        b"<definitions/>",
        b"<a>" * 9,
        b'<?xml version="1.0" encoding="nope"?><a/>',
        f'<definitions xmlns="{BPMN}"/>'.encode(),
        b" " * 2_000_001,
    ],
)
def test_a_file_that_is_no_drawing_is_refused_with_a_sentence(document: bytes) -> None:
    assert set(findings(document)) == {""}


def test_gateways_that_multiply_the_ways_are_refused_in_time() -> None:
    parts = ["<exclusiveGateway id='g0'/>", line(1, "s", "g0")]
    for n in range(1, 40):
        parts += [
            f"<exclusiveGateway id='g{n}'/>",
            line(1000 + n, f"g{n - 1}", f"g{n}"),
            line(2000 + n, f"g{n - 1}", f"g{n}"),
        ]
    refused = findings(foreign("".join([*parts, line(3, "g39", "a"), line(4, "a", "e")]), "a"), 承办科="handler")
    assert any("Too many ways" in sentence for sentence in refused.values())
