"""A BPMN document as elements and flows, with everything outside the profile refused by its id."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.kernel.flows.bpmn.names import BPMN, OURS
from app.kernel.flows.checks import Faults
from app.kernel.flows.soundness import Finding
from app.kernel.words import N_

LARGEST = 2_000_000
"""Bytes that a drawing may have; ours have about twelve thousand."""
NODES = ("startEvent", "userTask", "exclusiveGateway", "parallelGateway", "endEvent")
NOTES = ("documentation", "extensionElements", "textAnnotation", "association", "group", "category")
"""What a drawing may hold for its readers; it is left out."""
INSIDE = ("incoming", "outgoing", "documentation", "extensionElements")


@dataclass(eq=False, slots=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str
    expression: str
    ours: dict[str, str] | None


@dataclass(eq=False, slots=True)
class Vertex:
    """A flow node and the flows at it."""

    id: str
    element: str
    name: str
    default: str
    ours: dict[str, str] | None
    lane: str = ""
    duration: str = ""
    timer: str = ""
    """Id of its timer."""
    into: list[Flow] = field(default_factory=list)
    out: list[Flow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Band:
    """A lane."""

    id: str
    name: str
    duty: str


@dataclass(slots=True)
class Drawing:
    """What a document holds of the profile, and what was refused."""

    name: str = ""
    ours: dict[str, str] = field(default_factory=dict)
    vertices: dict[str, Vertex] = field(default_factory=dict)
    lanes: dict[str, Band] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)


def read_drawing(data: bytes) -> Drawing:
    """Return the drawing of a document; raises Faults when it is no BPMN document with one process."""
    root = _parsed(data)
    drawing = Drawing()
    processes = root.findall(_bpmn("process"))
    if root.tag != _bpmn("definitions") or not processes:
        raise Faults([Finding("", N_("This is not a BPMN 2.0 drawing with a process."))])
    for process in processes[1:]:
        _refuse(drawing, process, N_("A flow is one process. Draw the others as flows of their own."))
    collaborations = root.findall(_bpmn("collaboration"))
    parts = [part for collaboration in collaborations for part in collaboration]
    for part in [p for p in parts if p.tag == _bpmn("participant")][1:]:
        _refuse(drawing, part, N_("A flow has one participant, the handling organ. Use lanes for duties."))
    for part in parts:
        if _name(part) not in ("participant", *NOTES):
            _refuse(drawing, part, N_("This element is not part of the profile. Draw it with tasks and gateways."))
    process = processes[0]
    drawing.name = next((p.get("name", "") for p in parts if p.get("name")), "") or process.get("name", "")
    drawing.ours = _ours(process, "flow") or {}
    elements = list(process)
    for element in elements:
        _take(drawing, element)
    for element in elements:
        _tie(drawing, element)
    return drawing


def _parsed(data: bytes) -> ET.Element:
    if len(data) > LARGEST:
        raise Faults([Finding("", N_("The drawing is larger than two megabytes. It cannot be a flow."))])
    try:
        root: ET.Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as fault:
        sentence = N_("The file declares entities or a document type. Save it again from the drawing program.")
        raise Faults([Finding("", sentence)]) from fault
    except (ET.ParseError, ValueError, LookupError) as fault:
        raise Faults([Finding("", N_("The file is not well-formed XML. Save it again as BPMN 2.0."))]) from fault
    return root


def _bpmn(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _name(element: ET.Element) -> str:
    """Return the name of a BPMN element, and the whole tag of a foreign one."""
    return str(element.tag).removeprefix(f"{{{BPMN}}}")


def _refuse(drawing: Drawing, element: ET.Element, sentence: str) -> None:
    drawing.refused.append(Finding(element.get("id") or _name(element), sentence))


def _ours(element: ET.Element, name: str) -> dict[str, str] | None:
    found = element.find(f"{_bpmn('extensionElements')}/{{{OURS}}}{name}")
    return None if found is None else dict(found.attrib)


def _take(drawing: Drawing, element: ET.Element) -> None:
    """Take in the nodes and the lanes."""
    name = _name(element)
    if name in NODES:
        vertex = Vertex(
            element.get("id", ""), name, element.get("name", ""), element.get("default", ""), _ours(element, "step")
        )
        if not vertex.id or vertex.id in drawing.vertices:
            _refuse(drawing, element, N_("Every element needs an id of its own."))
            return
        drawing.vertices[vertex.id] = vertex
        _check_inside(drawing, element, INSIDE)
    elif name == "laneSet":
        for lane in element:
            _lane(drawing, lane)
    elif name not in ("sequenceFlow", "boundaryEvent", *NOTES):
        _refuse(drawing, element, N_("This element is not part of the profile. Draw it with tasks and gateways."))


def _check_inside(drawing: Drawing, element: ET.Element, allowed: Iterable[str]) -> None:
    if any(_name(child) not in allowed for child in element):
        _refuse(
            drawing, element, N_("This element is repeated, or waits for an event. A flow knows only limits and moves.")
        )


def _lane(drawing: Drawing, lane: ET.Element) -> None:
    held = ("flowNodeRef", "documentation", "extensionElements")
    if _name(lane) != "lane" or any(_name(child) not in held for child in lane):
        _refuse(drawing, lane, N_("Lanes stand beside each other, one for each duty, and hold no further lanes."))
        return
    duty = (_ours(lane, "lane") or {}).get("duty", "")
    for reference in lane.findall(_bpmn("flowNodeRef")):
        drawing.lanes[(reference.text or "").strip()] = Band(lane.get("id", ""), lane.get("name", "").strip(), duty)


def _tie(drawing: Drawing, element: ET.Element) -> None:
    """Tie flows and timers to their nodes."""
    if _name(element) == "boundaryEvent":
        _timer(drawing, element)
    if _name(element) != "sequenceFlow":
        return
    source = drawing.vertices.get(element.get("sourceRef", ""))
    target = drawing.vertices.get(element.get("targetRef", ""))
    if source is None or target is None:
        _refuse(drawing, element, N_("This line begins or ends at an element that is not there or was refused."))
        return
    expression = (element.findtext(_bpmn("conditionExpression")) or "").strip()
    flow = Flow(element.get("id", ""), source.id, target.id, element.get("name", ""), expression, _ours(element, "way"))
    source.out.append(flow)
    target.into.append(flow)


def _timer(drawing: Drawing, element: ET.Element) -> None:
    task = drawing.vertices.get(element.get("attachedToRef", ""))
    duration = element.findtext(f"{_bpmn('timerEventDefinition')}/{_bpmn('timeDuration')}")
    if task is None or task.element != "userTask" or duration is None:
        _refuse(drawing, element, N_("Only a timer with a duration may stand at the border, and only of a task."))
        return
    _check_inside(drawing, element, (*INSIDE, "timerEventDefinition"))
    task.duration, task.timer = duration.strip(), element.get("id", "")
