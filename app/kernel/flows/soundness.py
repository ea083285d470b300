"""Whether a flow is sound: its shape as a graph, the content of its steps, and the time it takes."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.calendar import Unit
from app.kernel.flows.models import FlowStep, FlowTransition, OrgScope, StepKind
from app.kernel.flows.plan import COMPARE, reachable
from app.kernel.roles import Duty
from app.kernel.words import N_, Word

Nodes = Mapping[str, FlowStep]
Ways = list[FlowTransition]

CASE_ACTIONS = frozenset({"suspend", "resume", "extend", "withdraw", "return", "transfer"})
"""Actions that belong to the case and its law (art. 42, 45), never to the path."""


class Gravity(Word):
    """Whether a finding stops the publication."""

    ERROR = "error", N_("Error")
    WARNING = "warning", N_("Warning")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a flow, and at which step; the code is empty when it is the whole flow."""

    step: str
    sentence: str
    severity: Gravity = Gravity.ERROR

    @property
    def warning(self) -> bool:
        """Tell whether the flow may be published all the same."""
        return self.severity == Gravity.WARNING


def check_flow(
    steps: Iterable[FlowStep],
    transitions: Iterable[FlowTransition],
    promised: int | None = None,
    statutory: int | None = None,
    overrides: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Finding]:
    """Return everything that keeps a flow from being published, and what only deserves a look.

    ``promised`` and ``statutory`` are the limits of a power in working days and ``overrides`` its own
    step limits; without them only the flow itself is checked.
    """
    rows, ways = list(steps), list(transitions)
    nodes = {step.code: step for step in rows}
    found = [Finding(step.code, N_("Two steps have the same code.")) for step in rows if nodes[step.code] is not step]
    found += _shape(nodes, ways)
    if found:
        return found
    for step in nodes.values():
        found += _step(step)
        found += _decision(step, nodes, ways)
    found += _eyes(nodes, ways)
    found += _ways(nodes, ways)
    if promised is not None and longest_path(nodes, ways, overrides) > promised:
        found.append(Finding("", N_("The steps together may take longer than the promised limit.")))
    if promised is not None and statutory is not None and promised > statutory:
        found.append(Finding("", N_("The promised limit is longer than the statutory one.")))
    return found


def longest_path(nodes: Nodes, ways: Ways, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> int:
    """Return the working days that the steps from acceptance to decision may take at most.

    The longest way without going back; steps before acceptance and after the decision have clocks of
    their own (art. 32 and 44).
    """
    accepted = [way.to_code for way in ways if way.action == "accept"]
    sources = accepted or [code for code, step in nodes.items() if step.node == StepKind.START]
    longest: dict[str, float] = {}

    def from_here(code: str, path: frozenset[str]) -> float:
        if code not in longest:
            step, onward = nodes[code], [0.0]
            if step.node != StepKind.DECISION:
                targets = [way.to_code for way in ways if way.from_code == code and way.action != "send_back"]
                onward += [from_here(target, path | {code}) for target in targets if target not in path | {code}]
            longest[code] = _days(step, (overrides or {}).get(code, {})) + max(onward)
        return longest[code]

    return math.ceil(max(from_here(code, frozenset()) for code in sources))


def _days(step: FlowStep, own: Mapping[str, Any]) -> float:
    value = own.get("limit_value") or step.limit_value or 0
    unit = Unit(own.get("limit_unit") or step.limit_unit or Unit.WORKING_DAY)
    return float(value) * {Unit.WORKING_DAY: 1, Unit.CALENDAR_DAY: 5 / 7, Unit.MONTH: 22, Unit.HOUR: 1 / 24}[unit]


def _shape(nodes: Nodes, ways: Ways) -> list[Finding]:
    found: list[Finding] = []
    starts = [code for code, step in nodes.items() if step.node == StepKind.START]
    ends = [code for code, step in nodes.items() if step.node == StepKind.END]
    if len(starts) != 1:
        found.append(Finding("", N_("A flow has exactly one start.")))
    if not ends:
        found.append(Finding("", N_("A flow needs an end.")))
    for way in ways:
        if way.from_code not in nodes or way.to_code not in nodes:
            missing = way.from_code if way.from_code not in nodes else way.to_code
            found.append(Finding(missing, N_("A transition names a step that does not exist.")))
        elif way.to_code in starts or way.from_code in ends:
            found.append(Finding(way.from_code, N_("Nothing leads back to the start, and nothing out of an end.")))
    if found:
        return found
    forward = reachable(starts, [(way.from_code, way.to_code) for way in ways])
    backward = reachable(ends, [(way.to_code, way.from_code) for way in ways])
    for code in nodes:
        if code not in forward:
            found.append(Finding(code, N_("No way leads to this step.")))
        if code not in backward:
            found.append(Finding(code, N_("From this step no way leads to the end.")))
    return found


def _step(step: FlowStep) -> Iterable[Finding]:
    works = step.node in (StepKind.TASK, StepKind.DECISION)
    if not (step.name or "").strip():
        yield Finding(step.code, N_("This step needs a name."))
    if works and step.duty not in list(Duty):
        yield Finding(step.code, N_("Say which duty does this step."))
    if not works and step.duty is not None:
        yield Finding(step.code, N_("Nobody works at a start, a join or an end. Remove the duty."))
    if works and step.limit_value is None and step.duty != Duty.WINDOW:
        yield Finding(step.code, N_("This step has no limit of its own."), Gravity.WARNING)
    if (step.limit_value is not None and step.limit_value < 1) or step.limit_unit not in list(Unit):
        yield Finding(step.code, N_("The limit of this step is not a positive number with a known unit."))
    if step.min_officers < 1:
        yield Finding(step.code, N_("At least one officer does a step."))
    rule = step.join_rule
    if step.node == StepKind.JOIN and rule not in ("all", "any") and not (rule.isdecimal() and int(rule) > 0):
        yield Finding(step.code, N_("A join waits for all, for any, or for a number of parallel steps."))


def _decision(step: FlowStep, nodes: Nodes, ways: Ways) -> Iterable[Finding]:
    outputs = [way for way in ways if way.from_code == step.code]
    if step.node != StepKind.DECISION:
        return
    if len({way.action for way in outputs} | {(way.action, way.to_code) for way in outputs}) < 3:
        yield Finding(step.code, N_("A decision has at least two ways out."))
    if sum(1 for way in outputs if way.is_default) != 1:
        yield Finding(step.code, N_("A decision needs one default way."))
    if step.four_eyes_with is None and _handled_before(step.code, nodes, ways):
        yield Finding(step.code, N_("Who decides must not be who handled the case. Name the step in “four eyes”."))


def _handled_before(code: str, nodes: Nodes, ways: Ways) -> bool:
    """Tell whether somebody works on the case before a decision, other than accepting it."""
    back = [(way.to_code, way.from_code) for way in ways if nodes[way.from_code].node != StepKind.DECISION]
    accepting = {way.from_code for way in ways if way.action == "accept"}
    earlier = reachable([code], back) - {code} - accepting
    return any(nodes[other].node == StepKind.TASK for other in earlier)


def _eyes(nodes: Nodes, ways: Ways) -> Iterable[Finding]:
    back = [(way.to_code, way.from_code) for way in ways]
    for code, step in nodes.items():
        other = step.four_eyes_with
        if other is not None and (other == code or other not in reachable([code], back)):
            yield Finding(code, N_("The step named in “four eyes” does not come before this one."))


def _ways(nodes: Nodes, ways: Ways) -> Iterable[Finding]:
    groups: dict[tuple[str, str], Ways] = {}
    for way in ways:
        groups.setdefault((way.from_code, way.action), []).append(way)
        if not (way.label or "").strip() and nodes[way.from_code].node in (StepKind.TASK, StepKind.DECISION):
            yield Finding(way.from_code, N_("Every way out of a step needs a label."))
        if way.action in CASE_ACTIONS:
            yield Finding(
                way.from_code,
                N_("Suspending, extending, returning and withdrawing belong to the case, not to the path."),
            )
        if not _well_formed(way.condition):
            yield Finding(way.from_code, N_("A condition is a list of field, operator and value."))
    onward = [(way.from_code, way.to_code) for way in ways]
    joins = {code for code, step in nodes.items() if step.node == StepKind.JOIN}
    for (code, _action), group in groups.items():
        free = [way for way in group if not way.condition and not way.is_default]
        if len(free) < len(group) and not free and not any(way.is_default for way in group):
            yield Finding(code, N_("When no condition holds there is no way on. Mark one way as default."))
        if len(free) > 1 and any(not joins & reachable([way.to_code], onward) for way in free):
            yield Finding(code, N_("Parallel steps must meet in a join."))
    for code, step in nodes.items():
        if step.org_scope not in list(OrgScope):
            yield Finding(code, N_("Say whose post does this step: the organ's, its superior's or each joint organ's."))
        elif step.org_scope == OrgScope.JOINT and not joins & reachable([code], onward):
            yield Finding(code, N_("Parallel steps must meet in a join."))


def _well_formed(condition: Any) -> bool:
    if condition is None:
        return True
    return isinstance(condition, list) and all(
        isinstance(part, list) and len(part) == 3 and isinstance(part[0], str) and part[1] in COMPARE
        for part in condition
    )
