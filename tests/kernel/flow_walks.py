"""Walks along a flow, as our plan takes them and as an independent engine takes our drawing."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from app.kernel.flows.models import FlowVersion, StepKind
from app.kernel.flows.plan import Plan

Walk = tuple[tuple[str, str], ...]
"""(step, action) in turn."""


class Engine(PythonScriptEngine):  # type: ignore[misc]
    """Takes ISO 8601 durations as the standard writes them, without quotes."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        """Return the value of an expression."""
        if re.fullmatch(r"PT?[0-9]+[DMH]", expression):
            return expression
        return super().evaluate(task, expression, external_context)


def opened(version: FlowVersion, walk: Walk) -> set[str]:
    """Return the steps that are open after a walk, as our plan leads."""
    plan = Plan(version)
    waiting: set[str] = set()

    def follow(code: str, action: str | None) -> list[str]:
        found: list[str] = []
        for way in plan.chosen(code, action, {}):
            node = plan.steps[way.to_code].node
            if node == StepKind.JOIN:
                waiting.add(way.to_code)
            elif node != StepKind.END:
                found.append(way.to_code)
        return found

    here = set(follow(plan.start.code, None))
    for step, action in walk:
        here = (here - {step}) | set(follow(step, action))
        for join in sorted(waiting):
            if not here & plan.before(join):
                waiting.discard(join)
                here |= set(follow(join, None))
    return here


def walks(version: FlowVersion) -> Iterator[tuple[Walk, set[str]]]:
    """Find every walk that does nothing twice, with what is open after it; of parallel steps the first goes on."""
    plan = Plan(version)
    unfinished: list[Walk] = [()]
    while unfinished:
        walk = unfinished.pop()
        here = opened(version, walk)
        yield walk, here
        if here:
            step = min(here)
            actions = {way.action for way in plan.ways(step)}
            unfinished += [(*walk, (step, action)) for action in sorted(actions) if (step, action) not in walk]


def engine_opened(document: bytes, process: str, walk: Walk, codes: dict[str, str]) -> set[str]:
    """Return the steps that the engine has open after a walk; ``codes`` maps ids of tasks to step codes."""
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_xml(etree.parse(BytesIO(document)))
    workflow = BpmnWorkflow(parser.get_spec(process), script_engine=Engine())
    workflow.do_engine_steps()
    for step, action in walk:
        [task] = [task for task in ready(workflow) if codes[task.task_spec.bpmn_id] == step]
        task.data["action"] = action
        task.run()
        workflow.do_engine_steps()
    return {codes[task.task_spec.bpmn_id] for task in ready(workflow)}


def ready(workflow: Any) -> list[Any]:
    """Return the user tasks that wait for somebody."""
    return list(workflow.get_tasks(state=TaskState.READY, manual=True))
