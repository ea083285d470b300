"""The normal form: gateways put in where a step has several ways out, as engines refuse those on tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.kernel.flows.models import FlowStep, FlowTransition, FlowVersion, StepKind


class Element(StrEnum):
    """Elements of BPMN that the normal form uses."""

    START = "startEvent"
    TASK = "userTask"
    CHOICE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    END = "endEvent"


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node of the normal form: a step, or a gateway put in after one."""

    id: str
    element: Element
    name: str
    lane: str
    """Duty; nodes at which nobody works stand in the lane of their neighbour."""
    step: FlowStep | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A sequence flow; the last of a chain through gateways carries the transition."""

    id: str
    source: str
    target: str
    way: FlowTransition | None = None
    name: str = ""
    expression: str = ""
    default: bool = False
    """Whether it is the default of the gateway that it leaves."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A flow with at most one way out of everything but gateways."""

    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    lanes: tuple[str, ...]


ELEMENTS: Mapping[str, Element] = {
    StepKind.START: Element.START,
    StepKind.TASK: Element.TASK,
    StepKind.DECISION: Element.TASK,
    StepKind.JOIN: Element.PARALLEL,
    StepKind.END: Element.END,
}


def normal_form(version: FlowVersion) -> Normal:
    """Return the normal form of a version; transitions that name no step of it are left out."""
    codes = {step.code for step in version.steps}
    ways = [w for w in version.transitions if w.from_code in codes and w.to_code in codes]
    ids = {step.code: f"step_{number}" for number, step in enumerate(version.steps, 1)}
    lanes = _lanes(version.steps, ways)
    vertices: list[Vertex] = []
    edges: list[Edge] = []
    for step in version.steps:
        vertices.append(Vertex(ids[step.code], ELEMENTS[step.node], step.name or "", lanes[step.code], step))
        out = [way for way in ways if way.from_code == step.code]
        _lead_out(Vertex(ids[step.code], ELEMENTS[step.node], "", lanes[step.code]), out, ids, vertices, edges)
    used = dict.fromkeys(vertex.lane for vertex in vertices)
    return Normal(tuple(vertices), tuple(edges), tuple(used))


def _lanes(steps: Sequence[FlowStep], ways: Sequence[FlowTransition]) -> dict[str, str]:
    lanes = {step.code: step.duty for step in steps if step.duty}
    for _ in steps:
        for step in steps:
            near = [w.to_code for w in ways if w.from_code == step.code]
            near += [w.from_code for w in ways if w.to_code == step.code]
            found = [lanes[code] for code in near if code in lanes]
            if step.code not in lanes and found:
                lanes[step.code] = found[0]
    return {step.code: lanes.get(step.code, "") for step in steps}


def _lead_out(
    source: Vertex, ways: list[FlowTransition], ids: Mapping[str, str], vertices: list[Vertex], edges: list[Edge]
) -> None:
    """Add the edges out of a step: a choice between its actions, then what each action opens."""
    groups: dict[str, list[FlowTransition]] = {}
    for way in ways:
        groups.setdefault(way.action, []).append(way)
    at = source
    if len(groups) > 1:
        at = Vertex(f"{source.id}_choice", Element.CHOICE, "", source.lane)
        vertices.append(at)
        edges.append(Edge(f"{source.id}_to_choice", source.id, at.id))
    defaulted = {source.id}
    for number, (action, group) in enumerate(groups.items(), 1):
        expression = f"action == {action!r}" if at is not source else ""
        if len(group) == 1:
            edges.append(_edge(at, number, group[0], ids, expression, defaulted))
            continue
        free = all(not way.condition and not way.is_default for way in group)
        inner = Vertex(
            f"{source.id}_{'fork' if free else 'case'}_{number}",
            Element.PARALLEL if free else Element.CHOICE,
            "",
            source.lane,
        )
        vertices.append(inner)
        edges.append(Edge(f"{inner.id}_in", at.id, inner.id, None, group[0].label or "", expression))
        for branch, way in enumerate(group, 1):
            asked = "" if free else expression_of(way.condition)
            edges.append(_edge(inner, branch, way, ids, asked, defaulted))


def _edge(
    at: Vertex, number: int, way: FlowTransition, ids: Mapping[str, str], expression: str, defaulted: set[str]
) -> Edge:
    """Return the flow of a transition; the first default way out of a gateway asks for nothing."""
    default = way.is_default and at.id not in defaulted
    if default:
        defaulted.add(at.id)
    asked = "" if default else expression
    return Edge(f"{at.id}_way_{number}", at.id, ids[way.to_code], way, way.label or "", asked, default)


def expression_of(condition: Any) -> str:
    """Return a condition as the expression that engines evaluate; an empty one always holds."""
    operators = {"=": "=="}
    parts = [f"{field} {operators.get(operator, operator)} {value!r}" for field, operator, value in condition or ()]
    return " and ".join(parts) or "True"
