"""What a flow must be before it is published; a published version never changes."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.flows.models import FlowState, FlowStep, FlowTransition, FlowVersion, StepKind
from app.kernel.places import Post
from app.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a flow, at which step; a warning does not stop the publication."""

    step: str
    message: str
    warning: bool = False


def check_flow(
    steps: Iterable[FlowStep],
    transitions: Iterable[FlowTransition],
    promised: int | None = None,
    statutory: int | None = None,
) -> list[Finding]:
    """Return everything that keeps a flow from being published, and what only deserves a look.

    ``promised`` and ``statutory`` are the limits of a power in working days; without them only the
    shape of the flow is checked.
    """
    nodes = {step.code: step for step in steps}
    ways = list(transitions)
    found = _shape(nodes, ways)
    if any(not finding.warning for finding in found):
        return found
    found += _content(nodes, ways)
    longest = longest_path(nodes, ways)
    if promised is not None and longest > promised:
        found.append(Finding("", N_("The steps together may take longer than the promised limit.")))
    if promised is not None and statutory is not None and promised > statutory:
        found.append(Finding("", N_("The promised limit is longer than the statutory one.")))
    return found


def _shape(nodes: dict[str, FlowStep], ways: list[FlowTransition]) -> list[Finding]:
    found: list[Finding] = []
    starts = [code for code, step in nodes.items() if step.node == StepKind.START]
    ends = [code for code, step in nodes.items() if step.node == StepKind.END]
    if len(starts) != 1:
        found.append(Finding("", N_("A flow has exactly one start.")))
    if not ends:
        found.append(Finding("", N_("A flow needs an end.")))
    for way in ways:
        for code in (way.from_code, way.to_code):
            if code not in nodes:
                found.append(Finding(code, N_("A move names a step that does not exist.")))
    if found:
        return found
    forward = _reach(starts, [(way.from_code, way.to_code) for way in ways])
    backward = _reach(ends, [(way.to_code, way.from_code) for way in ways])
    for code in nodes:
        if code not in forward:
            found.append(Finding(code, N_("No way leads to this step.")))
        elif code not in backward:
            found.append(Finding(code, N_("From this step no way leads to the end.")))
    return found


def _reach(sources: Iterable[str], edges: list[tuple[str, str]]) -> set[str]:
    reached, waiting = set(sources), list(sources)
    while waiting:
        here = waiting.pop()
        for source, target in edges:
            if source == here and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _content(nodes: dict[str, FlowStep], ways: list[FlowTransition]) -> list[Finding]:
    found: list[Finding] = []
    for code, step in nodes.items():
        works = step.node in (StepKind.TASK, StepKind.DECISION)
        if works and step.duty is None:
            found.append(Finding(code, N_("Say which duty does this step.")))
        if works and step.limit_value is None:
            found.append(Finding(code, N_("This step has no limit of its own."), warning=True))
        if step.node == StepKind.DECISION:
            found += _decision(code, step, nodes, [way for way in ways if way.from_code == code])
    return found


def _decision(
    code: str, step: FlowStep, nodes: dict[str, FlowStep], outputs: list[FlowTransition]
) -> list[Finding]:
    found: list[Finding] = []
    if any(not way.label.strip() for way in outputs):
        found.append(Finding(code, N_("Every way out of a decision needs a label.")))
    conditional = [way for way in outputs if way.condition]
    if conditional and not any(way.is_default for way in outputs):
        found.append(Finding(code, N_("A decision with conditions needs a default way.")))
    handled = any(
        node.node == StepKind.TASK and node.code in ("review", "investigate") for node in nodes.values()
    )
    if handled and step.four_eyes_with is None:
        found.append(Finding(code, N_("Whoever decides must not be the one who handled the case.")))
    return found


def longest_path(nodes: dict[str, FlowStep], ways: list[FlowTransition]) -> int:
    """Return the sum of step limits on the longest way without going back, in days."""

    def from_here(code: str, seen: frozenset[str]) -> int:
        onward = [
            from_here(way.to_code, seen | {code})
            for way in ways
            if way.from_code == code and way.to_code not in seen and way.action != "send_back"
        ]
        return (nodes[code].limit_value or 0) + max(onward, default=0)

    start = next(code for code, step in nodes.items() if step.node == StepKind.START)
    return from_here(start, frozenset())


def missing_holders(session: Session, version: FlowVersion, organisation_id: int) -> list[Finding]:
    """Return a warning for each step whose duty nobody holds in an organisation."""
    held = set(session.scalars(select(Post.duty).where(Post.organisation_id == organisation_id)))
    return [
        Finding(step.code, N_("Nobody in the organisation holds the duty of this step."), warning=True)
        for step in version.steps
        if step.duty and step.duty not in held
    ]


def publish_flow(act: Act, version: FlowVersion) -> list[Finding]:
    """Publish a draft; refused with every error at once. Returns the warnings that remain."""
    if version.state != FlowState.DRAFT:
        raise OutOfOrder(N_("This version is published already. Make a new version to change the flow."))
    findings = check_flow(version.steps, version.transitions)
    errors = [finding for finding in findings if not finding.warning]
    if errors:
        raise Faults(errors)
    version.state = FlowState.PUBLISHED
    version.published_on = act.on
    version.checksum = checksum(version)
    for older in version.flow.versions:
        if older is not version and older.state == FlowState.PUBLISHED:
            older.state = FlowState.RETIRED
    record(act, "flow.published", version, flow=version.flow.code, number=version.number)
    return [finding for finding in findings if finding.warning]


class Faults(Incomplete):
    """A flow cannot be published; every finding is named."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(N_("The flow cannot be published yet. What is missing stands beside each step."))
        self.findings = findings


STEP_COLUMNS = (
    "place", "code", "name", "node", "duty", "org_scope", "limit_value", "limit_unit", "min_officers",
    "four_eyes_with", "opinion_required", "document_required", "public_name", "risk", "join_rule",
)  # fmt: skip
WAY_COLUMNS = (
    "place", "from_code", "to_code", "action", "label", "condition", "needs_reason", "is_default",
)  # fmt: skip


def content(version: FlowVersion) -> dict[str, list[dict[str, Any]]]:
    """Return steps and transitions as plain rows."""
    return {
        "steps": [{name: getattr(step, name) for name in STEP_COLUMNS} for step in version.steps],
        "transitions": [{name: getattr(way, name) for name in WAY_COLUMNS} for way in version.transitions],
    }


def checksum(version: FlowVersion) -> str:
    """Return the SHA-256 of a version's content, so that a later change would show."""
    text = json.dumps(content(version), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def new_version(act: Act, version: FlowVersion) -> FlowVersion:
    """Return a draft copy of a version; running cases keep the one they began with."""
    number = max(v.number for v in version.flow.versions) + 1
    draft = FlowVersion(county=version.county, flow=version.flow, number=number, state=FlowState.DRAFT)
    rows = content(version)
    act.session.add(draft)
    edit_flow(act, draft, rows["steps"], rows["transitions"])
    return draft


def edit_flow(
    act: Act, version: FlowVersion, steps: list[dict[str, Any]], transitions: list[dict[str, Any]]
) -> None:
    """Replace the content of a draft by rows of ``STEP_COLUMNS`` and ``WAY_COLUMNS``."""
    if version.state != FlowState.DRAFT:
        raise OutOfOrder(N_("This version is published and cannot be changed. Make a new version."))
    for old in (*version.steps, *version.transitions):
        act.session.delete(old)
    version.steps, version.transitions = [], []
    act.session.flush()
    version.steps = [FlowStep(county=version.county, **row) for row in steps]
    version.transitions = [FlowTransition(county=version.county, **row) for row in transitions]
    act.session.flush()
    record(act, "flow.edited", version, steps=len(steps), transitions=len(transitions))
