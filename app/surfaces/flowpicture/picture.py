"""A flow as a picture knows it: lanes, nodes and arrows, with a case's way marked on them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.kernel.clocks.models import Clock
from app.kernel.flows.models import FlowStep, FlowTransition, FlowVersion, OrgScope, StepKind, StepVisit
from app.kernel.roles import Duty
from app.kernel.words import N_, Word

Clocks = Iterable[Clock]


class Shape(StrEnum):
    """How a node is drawn."""

    START = "start"
    TASK = "task"
    DECISION = "decision"
    FORK = "fork"
    JOIN = "join"
    END = "end"
    GATEWAY = "gateway"
    """Of a BPMN diagram; a small diamond."""


class Mark(Word):
    """Where a case stands at a node."""

    AHEAD = "", N_("still to come")
    DONE = "done", N_("done")
    HERE = "here", N_("here now")
    LATE = "late", N_("overdue")


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the picture: the duty, and whose duty when it is not the handling organ's.

    ``title`` and ``whose`` are message ids.
    """

    code: str
    title: str
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A step, or the fork before parallel steps, which is no step of its own."""

    code: str
    lane: str
    shape: Shape = Shape.TASK
    name: str = ""
    limit: int | None = None
    unit: str = "wd"
    officers: int = 1
    mark: Mark = Mark.AHEAD
    since: datetime | None = None
    until: datetime | None = None
    spent: timedelta | None = None
    """Time between coming and leaving, of all visits together."""
    rounds: int = 0
    """How many times the case has come here."""
    basis: str = ""
    """Law and article that ask for the step."""
    due: str = ""
    """In words, by when somebody must be done with it, while the case is here."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """The way from one node to another, with the label of each action that leads along it."""

    source: str
    target: str
    labels: tuple[str, ...] = ()
    walked: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn; no two arrows join the same nodes in the same direction."""

    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    name: str = ""
    marked: bool = False
    """Whether a case is shown on it."""


@dataclass(slots=True)
class _Stay:
    """All visits of a case to one step."""

    visits: list[StepVisit] = field(default_factory=list)

    @property
    def open(self) -> list[StepVisit]:
        return [visit for visit in self.visits if visit.closed_at is None]

    def mark(self, late: Collection[int]) -> Mark:
        if any(visit.id in late for visit in self.open):
            return Mark.LATE
        return Mark.HERE if self.open else Mark.DONE if self.visits else Mark.AHEAD

    def spent(self, now: datetime | None) -> timedelta | None:
        ends = [(visit.opened_at, visit.closed_at or now) for visit in self.visits]
        known = [end - start for start, end in ends if end is not None]
        return sum(known, timedelta()) if known else None


def picture_of(
    version: FlowVersion,
    visits: Sequence[StepVisit] = (),
    now: datetime | None = None,
    *,
    clocks: Clocks = (),
    late: Collection[int] = (),
    due: Mapping[int, str] = MappingProxyType({}),
    public: bool = False,
) -> Picture:
    """Return the picture of a flow version; with a case's visits its way is marked.

    A step is overdue when one of ``clocks`` says so at ``now``, or when the id of an open visit is in
    ``late``; ``due`` tells in words by when such a visit must end. ``public`` shows the stage names that are meant for the applicant. Transitions that name
    a step which does not exist are left out, so a draft can be looked at before it is sound.
    """
    overdue = {*late, *_overdue(clocks, now)}
    stays: dict[str, _Stay] = {step.code: _Stay() for step in version.steps}
    for visit in visits:
        if visit.step_code in stays:
            stays[visit.step_code].visits.append(visit)
    ways = [w for w in version.transitions if w.from_code in stays and w.to_code in stays]
    lanes = lane_codes(version.steps, ways)
    nodes = [_node(step, lanes[step.code], stays[step.code], overdue, due, now, public) for step in version.steps]
    arrows = _arrows(version.steps, ways, stays)
    nodes, arrows = _with_forks(nodes, arrows, ways)
    if visits:
        nodes = _with_ends(nodes, arrows)
    return Picture(_lanes(nodes), tuple(nodes), tuple(arrows), version.flow.name, bool(visits))


def _overdue(clocks: Clocks, now: datetime | None) -> Iterable[int]:
    for clock in clocks:
        if clock.step_id is None or clock.due_at is None or clock.stopped_at is not None:
            continue
        if now is not None and clock.due_at < now:
            yield clock.step_id


def _node(
    step: FlowStep,
    lane: str,
    stay: _Stay,
    overdue: Collection[int],
    due: Mapping[int, str],
    now: datetime | None,
    public: bool,
) -> Node:
    return Node(
        step.code,
        lane,
        Shape(step.node),
        (step.public_name if public else None) or step.name,
        step.limit_value,
        step.limit_unit or "wd",
        step.min_officers or 1,
        stay.mark(overdue),
        min((visit.opened_at for visit in stay.visits), default=None),
        max((v.closed_at for v in stay.visits if v.closed_at), default=None) if not stay.open else None,
        stay.spent(now),
        max((visit.round or 1 for visit in stay.visits), default=0),
        step.basis or "",
        next((due[visit.id] for visit in stay.open if due.get(visit.id)), ""),
    )


def lane_codes(steps: Sequence[FlowStep], ways: Sequence[FlowTransition]) -> dict[str, str]:
    """Return the lane of each step, ``duty`` or ``duty.scope``.

    Where nobody works (start, join, end) it is the lane of what follows, for an end of what comes before.
    """
    lanes = {
        s.code: s.duty if s.org_scope in (None, OrgScope.OWN) else f"{s.duty}.{s.org_scope}" for s in steps if s.duty
    }
    for _ in steps:
        for step in steps:
            if step.code in lanes:
                continue
            after = [w.to_code for w in ways if w.from_code == step.code]
            before = [w.from_code for w in reversed(ways) if w.to_code == step.code]
            near = [lanes[code] for code in (*after, *before) if code in lanes]
            if near:
                lanes[step.code] = near[0]
    return {step.code: lanes.get(step.code, "") for step in steps}


def _lanes(nodes: Iterable[Node]) -> tuple[Lane, ...]:
    lanes: dict[str, Lane] = {}
    for node in nodes:
        duty, _, scope = node.lane.partition(".")
        title = Duty(duty).title_id if duty in list(Duty) else duty
        whose = OrgScope(scope).title_id if scope in list(OrgScope) else scope
        lanes.setdefault(node.lane, Lane(node.lane, title, whose))
    return tuple(lanes.values())


def _arrows(steps: Sequence[FlowStep], ways: Sequence[FlowTransition], stays: Mapping[str, _Stay]) -> list[Arrow]:
    kinds = {step.code: step.node for step in steps}
    labels: dict[tuple[str, str], list[str]] = {}
    walked: set[tuple[str, str]] = set()
    for way in ways:
        pair = (way.from_code, way.to_code)
        told = labels.setdefault(pair, [])
        quiet = kinds[way.from_code] in (StepKind.START, StepKind.JOIN)
        if way.label and not quiet and way.label not in told:
            told.append(way.label)
        if _followed(way, kinds, stays):
            walked.add(pair)
    return [Arrow(*pair, tuple(told), pair in walked) for pair, told in labels.items()]


def _followed(way: FlowTransition, kinds: Mapping[str, str], stays: Mapping[str, _Stay]) -> bool:
    """Tell whether a case went along a transition: it left under its action, and it came to its target."""
    came = bool(stays[way.to_code].visits) or kinds[way.to_code] == StepKind.END
    if kinds[way.from_code] == StepKind.START:
        return came and bool(stays[way.to_code].visits)
    left = [visit for visit in stays[way.from_code].visits if visit.closed_at is not None]
    through = kinds[way.from_code] == StepKind.JOIN
    return came and any(through or visit.action == way.action for visit in left)


def _with_forks(
    nodes: list[Node], arrows: list[Arrow], ways: Sequence[FlowTransition]
) -> tuple[list[Node], list[Arrow]]:
    """Put a bar before steps that one action opens together, as nothing else tells them from a choice."""
    groups: dict[tuple[str, str], set[str]] = {}
    for way in ways:
        if not way.condition and not way.is_default:
            groups.setdefault((way.from_code, way.action), set()).add(way.to_code)
    by_code = {node.code: node for node in nodes}
    placed, drawn = list(nodes), list(arrows)
    for (source, action), targets in groups.items():
        if len(targets) < 2 or by_code[source].shape == Shape.START:
            continue
        code = f"{source}/{action}"
        opened = [arrow for arrow in drawn if arrow.source == source and arrow.target in targets]
        mark = Mark.DONE if any(arrow.walked for arrow in opened) else Mark.AHEAD
        placed.insert(placed.index(by_code[source]) + 1, Node(code, by_code[source].lane, Shape.FORK, mark=mark))
        drawn = [arrow for arrow in drawn if arrow not in opened]
        drawn.append(Arrow(source, code, walked=bool(mark)))
        drawn += [Arrow(code, arrow.target, arrow.labels, arrow.walked) for arrow in opened]
    return placed, drawn


def _with_ends(nodes: Iterable[Node], arrows: Iterable[Arrow]) -> list[Node]:
    """Mark the start and a reached end as done; nobody ever visits them."""
    walked = [arrow for arrow in arrows if arrow.walked]
    reached = {arrow.source for arrow in walked} | {arrow.target for arrow in walked}
    silent = (Shape.START, Shape.END)
    return [
        Node(node.code, node.lane, node.shape, node.name, mark=Mark.DONE)
        if node.shape in silent and node.code in reached
        else node
        for node in nodes
    ]
