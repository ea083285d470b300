"""Events of one case as steps: each start finds its end, a step without one stays open."""

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.approvals.logs.events import Event
from app.approvals.logs.meanings import Transition

CODE, NAME = 30, 60
"""Longest code and name of a step."""


@dataclass(slots=True)
class Step:
    """One stay of the case at a step."""

    activity: str
    plain: str
    code: str
    round: int
    opened_at: datetime
    closed_at: datetime | None
    waiting_since: datetime | None
    """From when the step could have been done: its start; in a case without any starts, what came before.

    None when the case knows starts and this step has none: how long it took is not known.
    """
    resource: str
    organisation: str
    action: str | None
    opinion: str
    reason: str
    due_at: datetime | None


def code_of(activity: str) -> str:
    """Return a code for an activity: its own name, or when that is too long its beginning and a digest."""
    if len(activity) <= CODE:
        return activity
    digest = hashlib.sha256(activity.encode()).hexdigest()[:8]
    return f"{activity[: CODE - 9].rstrip()}~{digest}"


def pair(events: Sequence[Event], since: datetime, knows_starts: bool = False) -> list[Step]:
    """Return the steps in the order in which they were opened; ``since`` is the start of the case.

    ``knows_starts``: the log has a column of starts; otherwise its events tell whether it has any.

    Starts and ends of an activity are paired by its instance where the log names one, the earliest
    start with the earliest end.
    """
    steps: list[Step] = []
    waiting: defaultdict[tuple[str, str], deque[Step]] = defaultdict(deque)
    rounds: Counter[str] = Counter()
    before = since
    knows_starts = knows_starts or any(event.transition == Transition.START for event in events)
    for event in events:
        key = (event.plain, event.instance)
        if event.transition == Transition.IGNORE:
            continue
        if event.transition == Transition.START:
            step = _open(event, rounds, event.at, event.at)
            steps.append(step)
            waiting[key].append(step)
        elif waiting[key]:
            _close(waiting[key].popleft(), event)
        else:
            opened = event.started_at or event.at
            waiting_since = event.started_at if knows_starts else min(before, opened)
            step = _open(event, rounds, opened, waiting_since)
            _close(step, event)
            steps.append(step)
        before = event.at
    return sorted(steps, key=lambda step: step.opened_at)


def _open(event: Event, rounds: Counter[str], at: datetime, waiting_since: datetime | None) -> Step:
    rounds[event.plain] += 1
    return Step(
        event.activity,
        event.plain,
        code_of(event.plain),
        rounds[event.plain],
        at,
        None,
        waiting_since,
        event.resource,
        event.organisation,
        None,
        event.opinion,
        event.reason,
        event.due_at,
    )


def _close(step: Step, event: Event) -> None:
    step.closed_at = event.at
    step.action = event.word[:30] if event.transition == Transition.ABORT else (event.meaning or None)
    step.resource = event.resource or step.resource
    step.organisation = event.organisation or step.organisation
    step.opinion = event.opinion or step.opinion
    step.reason = event.reason or step.reason
    step.due_at = event.due_at or step.due_at
