"""A flow version as a BPMN 2.0 document."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from app.kernel.flows.bpmn.names import BPMN, DC, DI, LINE, OURS, PREFIXES, XSI, duration_of
from app.kernel.flows.bpmn.normal import Edge, Element, Normal, Vertex, normal_form
from app.kernel.flows.bpmn.placing import Point, Positions, Rect, placed
from app.kernel.flows.models import FlowStep, FlowTransition, FlowVersion
from app.kernel.roles import Duty

__all__ = ["Positions", "export_bpmn"]

STEP_ATTRIBUTES: Mapping[str, str] = {
    "code": "code",
    "node": "node",
    "place": "place",
    "org_scope": "orgScope",
    "limit_value": "limit",
    "limit_unit": "unit",
    "min_officers": "minOfficers",
    "four_eyes_with": "fourEyesWith",
    "opinion_required": "opinionRequired",
    "document_required": "documentRequired",
    "public_name": "publicName",
    "basis": "basis",
    "risk": "risk",
    "join_rule": "joinRule",
}
"""Column of a step -> attribute of ``sunshine:step``; its name and its duty are the drawing's own."""
WAY_ATTRIBUTES: Mapping[str, str] = {
    "place": "place",
    "action": "action",
    "condition": "condition",
    "needs_reason": "needsReason",
    "is_default": "isDefault",
}
"""Column of a transition -> attribute of ``sunshine:way``; its label is the name of the sequence flow."""


def export_bpmn(
    version: FlowVersion, positions: Positions | None = None, lane_names: Mapping[str, str] | None = None
) -> bytes:
    """Return a flow version as BPMN 2.0 in UTF-8, in normal form.

    ``positions`` says where the elements of ``normal_form(version)`` stand on the diagram; without it they
    stand in a plain grid. ``lane_names`` gives each duty its name in the reader's language.
    """
    normal = normal_form(version)
    names = {duty.value: duty.title_id for duty in Duty} | dict(lane_names or {})
    for prefix, address in PREFIXES.items():
        ET.register_namespace(prefix, address)
    root = ET.Element(_in(BPMN, "definitions"), {"id": "definitions_1", "targetNamespace": OURS})
    process_id = "flow_" + re.sub(r"[^A-Za-z0-9_.-]", "_", version.flow.code)
    collaboration = _add(root, "collaboration", id="collaboration_1")
    _add(collaboration, "participant", id="participant_1", name=version.flow.name, processRef=process_id)
    process = _add(root, "process", id=process_id, name=version.flow.name, isExecutable="true")
    _extend(
        process, "flow", {"code": version.flow.code, "proceeding": version.flow.proceeding, "version": version.number}
    )
    _lanes(process, normal, names)
    for vertex in normal.vertices:
        _vertex(process, vertex, normal)
    for edge in normal.edges:
        _edge(process, edge)
    _diagram(root, normal, positions or placed(normal))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _in(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def _clean(text: str) -> str:
    """Return a text without signs that XML cannot hold."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _add(parent: ET.Element, tag: str, space: str = BPMN, /, **attributes: str) -> ET.Element:
    held = {key: _clean(value) for key, value in attributes.items() if value}
    return ET.SubElement(parent, _in(space, tag), held)


def _extend(parent: ET.Element, name: str, values: Mapping[str, Any]) -> None:
    written = {key: _written(value) for key, value in values.items() if value is not None}
    _add(_add(parent, "extensionElements"), name, OURS, **written)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _columns(row: FlowStep | FlowTransition, names: Mapping[str, str]) -> dict[str, Any]:
    return {attribute: getattr(row, column) for column, attribute in names.items()}


def _lanes(process: ET.Element, normal: Normal, names: Mapping[str, str]) -> None:
    lane_set = _add(process, "laneSet", id="lanes_1")
    for number, duty in enumerate(normal.lanes, 1):
        lane = _add(lane_set, "lane", id=f"lane_{number}", name=names.get(duty, duty))
        _extend(lane, "lane", {"duty": duty or None})
        for vertex in normal.vertices:
            if vertex.lane == duty:
                _add(lane, "flowNodeRef").text = vertex.id


def _vertex(process: ET.Element, vertex: Vertex, normal: Normal) -> None:
    element = _add(process, vertex.element, id=vertex.id, name=vertex.name)
    step = vertex.step
    if step is not None:
        _extend(element, "step", _columns(step, STEP_ATTRIBUTES))
    for edge in normal.edges:
        if edge.target == vertex.id:
            _add(element, "incoming").text = edge.id
    for edge in normal.edges:
        if edge.source == vertex.id:
            _add(element, "outgoing").text = edge.id
            if edge.default:
                element.set("default", edge.id)
    if step is not None and step.limit_value and vertex.element == Element.TASK:
        timer = _add(process, "boundaryEvent", id=f"{vertex.id}_timer", attachedToRef=vertex.id, cancelActivity="false")
        definition = _add(timer, "timerEventDefinition", id=f"{vertex.id}_limit")
        duration = _add(definition, "timeDuration")
        duration.set(_in(XSI, "type"), "bpmn:tFormalExpression")
        duration.text = duration_of(step.limit_value, step.limit_unit)


def _edge(process: ET.Element, edge: Edge) -> None:
    flow = _add(process, "sequenceFlow", id=edge.id, name=edge.name, sourceRef=edge.source, targetRef=edge.target)
    if edge.way is not None:
        _extend(flow, "way", _columns(edge.way, WAY_ATTRIBUTES))
    if edge.expression:
        condition = _add(flow, "conditionExpression")
        condition.set(_in(XSI, "type"), "bpmn:tFormalExpression")
        condition.text = _clean(edge.expression)


def _diagram(root: ET.Element, normal: Normal, positions: Positions) -> None:
    plane = _add(
        _add(root, "BPMNDiagram", DI, id="diagram_1"), "BPMNPlane", DI, id="plane_1", bpmnElement="collaboration_1"
    )
    lanes = list(positions.lanes.values())
    right = max((x + w for x, _y, w, _h in lanes), default=0.0)
    low = max((y + h for _x, y, _w, h in lanes), default=0.0)
    _shape(plane, "participant_1", (0, 0, right, low), isHorizontal="true")
    for number, duty in enumerate(normal.lanes, 1):
        _shape(plane, f"lane_{number}", positions.lanes[duty], isHorizontal="true")
    for vertex in normal.vertices:
        rect = positions.shapes[vertex.id]
        _shape(plane, vertex.id, rect)
        if vertex.element == Element.TASK and vertex.step is not None and vertex.step.limit_value:
            x, y, w, h = rect
            _shape(plane, f"{vertex.id}_timer", (x + w - 30, y + h - 18, 36, 36))
    for edge in normal.edges:
        drawn = _add(plane, "BPMNEdge", DI, id=f"{edge.id}_di", bpmnElement=edge.id)
        for point in positions.edges[edge.id]:
            _point(drawn, point)


def _shape(plane: ET.Element, element: str, rect: Rect, **more: str) -> None:
    shape = _add(plane, "BPMNShape", DI, id=f"{element}_di", bpmnElement=element, **more)
    named = zip(("x", "y", "width", "height"), rect, strict=True)
    _add(shape, "Bounds", DC, **{name: f"{value:.1f}" for name, value in named})


def _point(edge: ET.Element, point: Point) -> None:
    _add(edge, "waypoint", LINE, x=f"{point[0]:.1f}", y=f"{point[1]:.1f}")
