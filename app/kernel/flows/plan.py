"""A flow version as a graph: which step leads where, under which action and condition."""

from collections.abc import Callable, Iterable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from app.kernel.flows.models import FlowStep, FlowTransition, FlowVersion, StepKind

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "in": lambda value, listed: value in listed,
    "not in": lambda value, listed: value not in listed,
}
"""Operators of the condition language; 以上 and 以下 include the number (Civil Code, art. 1259)."""


def holds(condition: Any, facts: Mapping[str, Any]) -> bool:
    """Tell whether every [field, operator, value] of a condition holds of the facts.

    A fact that is not known, or cannot be compared with the value, fails every operator but ``!=``
    and ``not in``.
    """
    return all(_holds(facts.get(field), operator, value) for field, operator, value in condition or ())


def _holds(fact: Any, operator: str, value: Any) -> bool:
    try:
        return COMPARE[operator](fact, value)
    except TypeError:
        return False


def reachable(sources: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    """Return everything that edges (from, to) lead to, the sources included."""
    onward: dict[str, list[str]] = {}
    for source, target in edges:
        onward.setdefault(source, []).append(target)
    reached, waiting = set(sources), list(sources)
    while waiting:
        for target in onward.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


class Plan:
    """The steps of a version by code, and the transitions between them in order."""

    def __init__(self, version: FlowVersion) -> None:
        self.version = version
        self.steps = {step.code: step for step in version.steps}
        self.transitions = list(version.transitions)

    @property
    def start(self) -> FlowStep:
        """The start node; a published flow has exactly one."""
        return next(step for step in self.steps.values() if step.node == StepKind.START)

    def ways(self, code: str, action: str | None = None) -> list[FlowTransition]:
        """Return the transitions out of a step, of one action when given."""
        return [t for t in self.transitions if t.from_code == code and action in (None, t.action)]

    def label(self, action: str) -> str:
        """Return an action as the flow names it, or its code when the flow does not know it."""
        return next((way.label for way in self.transitions if way.action == action), action)

    def chosen(self, code: str, action: str | None, facts: Mapping[str, Any]) -> list[FlowTransition]:
        """Return the transitions that an action follows: all whose conditions hold, else the default."""
        ways = self.ways(code, action)
        holding = [way for way in ways if not way.is_default and holds(way.condition, facts)]
        return holding or [way for way in ways if way.is_default]

    def before(self, code: str) -> set[str]:
        """Return the codes of the steps from which a step can be reached."""
        return reachable([code], [(t.to_code, t.from_code) for t in self.transitions]) - {code}
