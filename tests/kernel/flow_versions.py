"""Flow versions in memory: the templates, and rows of one's own."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from app.kernel.flows.checks import STEP_COLUMNS, TRANSITION_COLUMNS
from app.kernel.flows.models import Flow, FlowStep, FlowTransition, FlowVersion, StepKind
from app.kernel.flows.templates import TEMPLATES, Template

STEP = {
    "node": "task",
    "org_scope": "own",
    "limit_unit": "wd",
    "min_officers": 1,
    "opinion_required": False,
    "join_rule": "all",
}
WAY = {"label": "", "needs_reason": False, "is_default": False}


def version_of(
    steps: Iterable[Mapping[str, Any]], ways: Iterable[Mapping[str, Any]], code: str = "own", name: str = "自建流程"
) -> FlowVersion:
    """Return a version that no database knows; columns may be left out."""
    version = FlowVersion(number=1, flow=Flow(code=code, name=name))
    version.steps = [
        FlowStep(**{**dict.fromkeys(STEP_COLUMNS), **STEP, "place": n, **row}) for n, row in enumerate(steps, 1)
    ]
    version.transitions = [
        FlowTransition(**{**dict.fromkeys(TRANSITION_COLUMNS), **WAY, "place": n, **row})
        for n, row in enumerate(ways, 1)
    ]
    return version


def template_version(template: Template) -> FlowVersion:
    """Return a template as the version that would be written from it."""
    steps = [
        {"code": s.code, "name": s.name, "node": s.node, "duty": s.duty, "limit_value": s.days, **dict(s.more)}
        for s in template.steps
    ]
    open_choices = {s.code for s in template.steps if s.node == StepKind.DECISION}
    ways = []
    for source, target, action, label, needs_reason in sorted(template.moves, key=lambda m: m[2] == "send_back"):
        ways.append(
            {
                "from_code": source,
                "to_code": target,
                "action": action,
                "label": label,
                "needs_reason": needs_reason,
                "is_default": source in open_choices,
            }
        )
        open_choices.discard(source)
    return version_of(steps, ways, template.code, template.name)


BY_CODE = {template.code: template for template in TEMPLATES}


def template_named(code: str) -> FlowVersion:
    """Return a template by its code."""
    return template_version(BY_CODE[code])


def visit(step_code: str, opened_at: Any, closed_at: Any = None, action: str | None = None, pk: int = 0) -> Any:
    """Return what a picture reads of a visit."""
    return SimpleNamespace(id=pk, step_code=step_code, opened_at=opened_at, closed_at=closed_at, action=action, round=1)
