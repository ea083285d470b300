"""What one act does to a running case: close a step, follow the transitions, open the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.db import CountyRow
from app.kernel.errors import Incomplete
from app.kernel.flows.models import FlowRun, FlowStep, OrgScope, StepKind, StepVisit
from app.kernel.flows.plan import Plan
from app.kernel.flows.visits import subject_of, visits_of
from app.kernel.places import Organisation
from app.kernel.words import N_

Overrides = Mapping[str, Mapping[str, Any]]
"""Step code -> what differs for this power: ``limit_value``, ``limit_unit``, ``duty``."""

JOINED = "join"
"""How a join is left."""
OVERTAKEN = "overtaken"
"""How a parallel step is left when the join no longer waits for it."""


@dataclass
class Journey:
    """One act on a running case: closes visits, follows transitions, opens visits."""

    act: Act
    subject: CountyRow
    run: FlowRun
    plan: Plan
    facts: Mapping[str, Any] = field(default_factory=dict)
    overrides: Overrides = field(default_factory=dict)
    joint: Sequence[int] = ()
    opened: list[StepVisit] = field(default_factory=list)

    def follow(self, code: str, action: str | None, visit: StepVisit | None = None) -> None:
        """Go along every transition that holds; several at once run in parallel."""
        steps = [self.plan.steps[way.to_code] for way in self.plan.chosen(code, action, self.facts)]
        # A join asks who is still on the way to it, so its fellows are opened first.
        for step in sorted(steps, key=lambda step: step.node == StepKind.JOIN):
            if step.node == StepKind.JOIN:
                self.arrive(step, visit)
            elif step.node != StepKind.END:
                self.opened += [self.open(step, organ) for organ in self.organs(step)]

    def arrive(self, join: FlowStep, visit: StepVisit | None) -> None:
        """Come to a join, and go on from it when enough parallel steps have come.

        When nobody is on the way any more it is passed also below its quorum: nobody else can come.
        """
        waiting = next((v for v in self.still_open() if v.step_code == join.code), None)
        waiting = waiting or self.open(join, self.run.organisation_id)
        waiting.arrivals = [*(waiting.arrivals or ()), visit.id if visit else None]
        upstream = self.plan.before(join.code)
        behind = [v for v in self.still_open() if v.step_code in upstream]
        wanted = 1 if join.join_rule == "any" else int(join.join_rule) if join.join_rule != "all" else None
        if behind and (wanted is None or len(waiting.arrivals) < wanted):
            return
        for late in behind:
            self.close(late, OVERTAKEN)
        self.close(waiting, JOINED)
        self.follow(join.code, None)

    def organs(self, step: FlowStep) -> list[int]:
        """Return the organisations whose posts do a step."""
        if step.org_scope == OrgScope.JOINT:
            return list(self.joint)
        if step.org_scope == OrgScope.PARENT:
            parent = self.act.session.get_one(Organisation, self.run.organisation_id).parent_id
            if parent is None:
                raise Incomplete(
                    N_(
                        "The step “%(step)s” is done by the superior organ, but the handling organ has none. "
                        "Ask the administrator to correct the tree of organisations."
                    ),
                    step=step.name,
                )
            return [parent]
        return [self.run.organisation_id]

    def open(self, step: FlowStep, organisation_id: int) -> StepVisit:
        """Open a step for the posts of an organisation and start its clock."""
        own = {**self.run.overrides.get(step.code, {}), **self.overrides.get(step.code, {})}
        visit = StepVisit(
            county=self.subject.county,
            subject_kind=self.subject.kind,
            subject_id=self.subject.id,
            version_id=self.run.version_id,
            run_id=self.run.id,
            step_code=step.code,
            name=step.name,
            round=self.times(step, organisation_id) + 1,
            organisation_id=organisation_id,
            duty=own.get("duty") or step.duty,
            opened_at=self.act.at,
            signers=[],
            arrivals=None,
        )
        self.act.session.add(visit)
        self.act.session.flush()
        limit, due = own.get("limit_value") or step.limit_value, None
        if limit and visit.duty is not None:
            unit = Unit(own.get("limit_unit") or step.limit_unit)
            due = start_clock(
                self.act,
                self.subject,
                ClockKind.STEP,
                Limit(int(limit), unit),
                organisation_id=organisation_id,
                step_id=visit.id,
            ).due_on
        record(
            self.act,
            "step.opened",
            subject_of(visit),
            step=visit.step_code,
            name=visit.name,
            visit=visit.id,
            round=visit.round,
            organisation=organisation_id,
            duty=visit.duty,
            due_on=due,
        )
        return visit

    def close(self, visit: StepVisit, action: str) -> None:
        """Close a visit and stop its clock."""
        visit.closed_at, visit.action = self.act.at, action
        visit.closed_by = self.act.actor.official_id if action not in (JOINED, OVERTAKEN) else None
        if visit.closed_by is not None and visit.official_id is None:
            visit.official_id = visit.closed_by
        stop_clock(self.act, self.subject, ClockKind.STEP, step_id=visit.id)
        record(
            self.act,
            "step.closed",
            subject_of(visit),
            step=visit.step_code,
            name=visit.name,
            visit=visit.id,
            round=visit.round,
            organisation=visit.organisation_id,
            action=action,
        )

    def times(self, step: FlowStep, organisation_id: int) -> int:
        """Return how often the case has come to this step of an organisation before."""
        before = select(func.count()).where(
            StepVisit.subject_kind == self.subject.kind,
            StepVisit.subject_id == self.subject.id,
            StepVisit.step_code == step.code,
            StepVisit.organisation_id == organisation_id,
        )
        return self.act.session.scalar(before) or 0

    def still_open(self) -> list[StepVisit]:
        """Return the visits of this run that are open, waiting joins included."""
        return [v for v in visits_of(self.act.session, self.subject) if v.closed_at is None]

    def end_if_done(self) -> bool:
        """End the run when no step is open any more."""
        if self.still_open():
            return False
        self.run.ended_at = self.act.at
        self.act.session.flush()
        return True
