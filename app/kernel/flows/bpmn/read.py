"""A BPMN document as the draft of a flow."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.flows.bpmn.drawing import Drawing, Flow, Vertex, read_drawing
from app.kernel.flows.bpmn.export import STEP_ATTRIBUTES, WAY_ATTRIBUTES
from app.kernel.flows.bpmn.expressions import action_in, condition_in, condition_in_json
from app.kernel.flows.bpmn.names import limit_of
from app.kernel.flows.checks import STEP_COLUMNS, TRANSITION_COLUMNS, Faults
from app.kernel.flows.draft import FlowDraft, overlong
from app.kernel.flows.models import OrgScope, StepKind
from app.kernel.flows.soundness import Finding
from app.kernel.roles import Duty
from app.kernel.words import N_

STEP_DEFAULTS: Mapping[str, Any] = {
    "org_scope": OrgScope.OWN,
    "limit_unit": "wd",
    "min_officers": 1,
    "opinion_required": False,
    "join_rule": "all",
}
NUMBERS = ("place", "limit_value", "min_officers")
FLAGS = ("opinion_required", "needs_reason", "is_default")
MOST_LINES = 20_000
"""Lines followed from steps through gateways to steps; every way through them counts again."""
MOST_GATEWAYS = 50
"""Gateways between two steps."""


def read_bpmn(data: bytes, lanes: Mapping[str, str] | None = None) -> FlowDraft:
    """Return the draft of a flow that a BPMN 2.0 document draws.

    ``lanes`` maps names of lanes to duties; what it leaves out is taken from our extension, or from the
    name when that is the name of a duty. Gateways are folded into transitions; a diagram of another
    program gets codes from its ids. Raises Faults with every refused element by its id; nothing is
    half-read.
    """
    drawing = read_drawing(data)
    reading = _Reading(drawing, lanes or {})
    steps, ways = reading.steps(), reading.ways()
    drawing.refused += [
        Finding(str(row.get("code") or row["from_code"]), N_("This text is longer than its column allows."))
        for row in (*steps, *ways)
        if overlong(row)
    ]
    if drawing.refused:
        raise Faults(drawing.refused)
    ours = drawing.ours
    return FlowDraft(tuple(steps), tuple(ways), ours.get("code", ""), drawing.name, ours.get("proceeding", "approval"))


@dataclass(frozen=True, slots=True)
class _Path:
    """Flows from one step through gateways to the next."""

    flows: tuple[Flow, ...]
    target: str


class _Reading:
    """Turns a drawing into rows and adds to its refusals."""

    def __init__(self, drawing: Drawing, lanes: Mapping[str, str]) -> None:
        self.drawing = drawing
        self.mapped = {name.strip(): duty for name, duty in lanes.items()}
        self.kept = {v.id: v for v in drawing.vertices.values() if self.is_step(v)}
        self.codes = self.named_codes()
        self.followed = 0

    def refuse(self, at: str, sentence: str) -> None:
        finding = Finding(at, sentence)
        if finding not in self.drawing.refused:
            self.drawing.refused.append(finding)

    def is_step(self, vertex: Vertex) -> bool:
        """Tell whether a node is a step: an event, a task, or a gateway at which parallel ways meet."""
        if vertex.element == "parallelGateway":
            return vertex.ours is not None or len(vertex.into) > 1
        return vertex.element != "exclusiveGateway"

    def named_codes(self) -> dict[str, str]:
        taken: set[str] = set()
        codes: dict[str, str] = {}
        for vertex in sorted(self.kept.values(), key=lambda v: v.ours is None):
            wanted = (vertex.ours or {}).get("code") or re.sub(r"\W", "_", vertex.id)[:30]
            code, number = wanted, 2
            while code in taken:
                code, number = f"{wanted[:26]}_{number}", number + 1
            taken.add(code)
            codes[vertex.id] = code
        return codes

    def steps(self) -> list[dict[str, Any]]:
        rows = [self.step(vertex) for vertex in self.kept.values()]
        return _in_place(rows)

    def step(self, vertex: Vertex) -> dict[str, Any]:
        held = self.columns(vertex.id, vertex.ours or {}, STEP_ATTRIBUTES)
        works = vertex.element == "userTask"
        row = dict.fromkeys(STEP_COLUMNS) | dict(STEP_DEFAULTS) | held
        row |= {"code": self.codes[vertex.id], "name": vertex.name, "node": self.node_of(vertex)}
        row["duty"] = self.duty_of(vertex) if works else None
        if vertex.duration and row["limit_value"] is None:
            limit = limit_of(vertex.duration)
            if limit is None:
                self.refuse(vertex.timer, N_("This duration is not a number of days, weeks, months or hours."))
            else:
                row["limit_value"], row["limit_unit"] = limit
        return row

    def node_of(self, vertex: Vertex) -> str:
        kinds = {"startEvent": StepKind.START, "endEvent": StepKind.END, "parallelGateway": StepKind.JOIN}
        if vertex.element in kinds:
            return kinds[vertex.element].value
        if vertex.ours is not None:
            return (StepKind.DECISION if vertex.ours.get("node") == StepKind.DECISION else StepKind.TASK).value
        following = self.drawing.vertices[vertex.out[0].target] if len(vertex.out) == 1 else None
        chosen = following is not None and following.element == "exclusiveGateway" and following.default
        return (StepKind.DECISION if chosen else StepKind.TASK).value

    def duty_of(self, vertex: Vertex) -> str | None:
        lane = self.drawing.lanes.get(vertex.id)
        if lane is None:
            self.refuse(vertex.id, N_("This task stands in no lane, so nobody knows whose duty it is."))
            return None
        known = {duty.title_id: duty.value for duty in Duty} | {duty.value: duty.value for duty in Duty}
        duty = self.mapped.get(lane.name) or lane.duty or known.get(lane.name)
        if duty not in list(Duty):
            self.refuse(lane.id or lane.name, N_("Say which duty does the work in this lane."))
            return None
        return Duty(duty).value

    def columns(self, at: str, held: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
        """Return the columns that our extension gives, each of its type."""
        row: dict[str, Any] = {}
        for column, attribute in names.items():
            if attribute not in held:
                continue
            value: Any = held[attribute]
            if column in NUMBERS:
                if not re.fullmatch(r"[0-9]{1,9}", value):
                    self.refuse(at, N_("Place, limit and number of officers are whole numbers."))
                    continue
                value = int(value)
            elif column in FLAGS:
                value = value == "true"
            elif column == "condition":
                value = self.condition(at, value)
            row[column] = value
        return row

    def condition(self, at: str, text: str) -> Any:
        condition = condition_in_json(text)
        if condition is None:
            self.refuse(at, N_("A condition is a list of field, operator and value."))
        return condition

    def ways(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for vertex in self.kept.values():
            if len(vertex.out) > 1:
                self.refuse(
                    vertex.id,
                    N_(
                        "Several lines leave this element. Put a gateway behind it, so that it is plain whether "
                        "they are a choice or go together."
                    ),
                )
                continue
            for flow in vertex.out:
                rows += [self.way(vertex, path) for path in self.paths((flow,), frozenset())]
        return _in_place(rows)

    def paths(self, flows: tuple[Flow, ...], passed: frozenset[str]) -> Iterator[_Path]:
        """Find each way through gateways to the next step."""
        at = self.drawing.vertices[flows[-1].target]
        self.followed += 1
        if self.followed > MOST_LINES or len(passed) > MOST_GATEWAYS:
            raise Faults([Finding(at.id, N_("Too many ways lead through these gateways. Simplify them."))])
        if at.id in self.kept:
            yield _Path(flows, at.id)
        elif at.id in passed:
            self.refuse(at.id, N_("These gateways lead in a circle without a task between them."))
        elif not at.out:
            self.refuse(at.id, N_("From this step no way leads to the end."))
        else:
            for flow in at.out:
                yield from self.paths((*flows, flow), passed | {at.id})

    def way(self, source: Vertex, path: _Path) -> dict[str, Any]:
        last = path.flows[-1]
        label = last.name or next((flow.name for flow in reversed(path.flows) if flow.name), "")
        row: dict[str, Any] = dict.fromkeys(TRANSITION_COLUMNS)
        row |= {"needs_reason": False, "from_code": self.codes[source.id], "to_code": self.codes[path.target]}
        if last.ours is not None and "action" in last.ours:
            row |= self.columns(last.id, last.ours, WAY_ATTRIBUTES)
            row["label"] = last.name
            row["is_default"] = bool(row["is_default"])
            return row
        chosen = [flow for flow in path.flows if self.drawing.vertices[flow.source].element == "exclusiveGateway"]
        row |= {"label": label, "action": self.action_of(chosen[-1] if chosen else path.flows[0])}
        row["is_default"] = any(self.drawing.vertices[flow.source].default == flow.id for flow in chosen)
        row["condition"] = list(self.conditions(path.flows)) or None
        return row

    def action_of(self, flow: Flow) -> str:
        asked = action_in(flow.expression) if flow.expression else None
        return asked or re.sub(r"\W", "_", flow.id)[:30] or "go"

    def conditions(self, flows: Iterable[Flow]) -> Iterator[list[Any]]:
        for flow in flows:
            if not flow.expression or action_in(flow.expression) is not None:
                continue
            condition = condition_in(flow.expression)
            if condition is None:
                self.refuse(flow.id, N_("This condition is not a comparison of fields with values joined by “and”."))
            else:
                yield from condition


def _in_place(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows in the order of their places, or numbered as they come when some have none."""
    places = [row["place"] for row in rows]
    if all(isinstance(place, int) for place in places) and len(set(places)) == len(places):
        return sorted(rows, key=lambda row: row["place"])
    return [row | {"place": number} for number, row in enumerate(rows, 1)]
