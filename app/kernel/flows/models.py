"""Tables of flows and of the visits that running cases make to their steps."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.words import N_, Word


class FlowState(Word):
    """State of a flow version; a published one never changes."""

    DRAFT = "draft", N_("Draft")
    PUBLISHED = "published", N_("Published")
    RETIRED = "retired", N_("Retired")


class StepKind(Word):
    """Kind of a node."""

    START = "start", N_("Start")
    TASK = "task", N_("Task")
    DECISION = "decision", N_("Decision")
    JOIN = "join", N_("Join")
    END = "end", N_("End")


class OrgScope(Word):
    """Whose post does a step."""

    OWN = "own", N_("The handling organ")
    PARENT = "parent", N_("The superior organ")
    JOINT = "joint", N_("Each joint organ")


class Flow(CountyRow):
    """A fixed path that powers run along; county 350100 for the city's shared templates."""

    __tablename__ = "flow"
    kind = "flow"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    proceeding: Mapped[str] = mapped_column(String(12), default="approval")
    """approval, penalty or other."""
    versions: Mapped[list["FlowVersion"]] = relationship(back_populates="flow", order_by="FlowVersion.number")

    def __str__(self) -> str:
        return self.name


class FlowVersion(CountyRow):
    """One version of a flow; a running case keeps the version it began with."""

    __tablename__ = "flow_version"
    __table_args__ = (UniqueConstraint("county", "flow_id", "number"),)
    kind = "flow_version"

    flow_id: Mapped[int] = mapped_column(Id, ForeignKey("flow.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default=FlowState.DRAFT)
    published_on: Mapped[date | None] = mapped_column(Date)
    checksum: Mapped[str | None] = mapped_column(String(64))

    flow: Mapped[Flow] = relationship(back_populates="versions")
    steps: Mapped[list["FlowStep"]] = relationship(back_populates="version", order_by="FlowStep.place")
    transitions: Mapped[list["FlowTransition"]] = relationship(
        back_populates="version", order_by="FlowTransition.place"
    )


class FlowStep(CountyRow):
    """A step (环节) of a flow version, done by the holder of a duty."""

    __tablename__ = "flow_step"
    __table_args__ = (UniqueConstraint("county", "version_id", "code"),)
    kind = "flow_step"

    version_id: Mapped[int] = mapped_column(Id, ForeignKey("flow_version.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(60))
    node: Mapped[str] = mapped_column(String(10), default=StepKind.TASK)
    duty: Mapped[str | None] = mapped_column(String(16))
    org_scope: Mapped[str] = mapped_column(String(8), default=OrgScope.OWN)
    limit_value: Mapped[int | None] = mapped_column(Integer)
    limit_unit: Mapped[str] = mapped_column(String(6), default="wd")
    min_officers: Mapped[int] = mapped_column(Integer, default=1)
    """Officers who must sign (art. 34: two for a check of substance)."""
    four_eyes_with: Mapped[str | None] = mapped_column(String(30))
    """Code of an earlier step that must have been done by somebody else."""
    opinion_required: Mapped[bool] = mapped_column(default=False)
    document_required: Mapped[str | None] = mapped_column(String(30))
    public_name: Mapped[str | None] = mapped_column(String(60))
    """Name of the stage as the applicant sees it."""
    basis: Mapped[str | None] = mapped_column(String(200))
    """Legal basis of the step: law and article."""
    risk: Mapped[str | None] = mapped_column(Text)
    join_rule: Mapped[str] = mapped_column(String(8), default="all")
    """For a join: all, any, or a number as quorum."""

    version: Mapped[FlowVersion] = relationship(back_populates="steps")


class FlowTransition(CountyRow):
    """A move from one step to another under an action code."""

    __tablename__ = "flow_transition"
    kind = "flow_transition"

    version_id: Mapped[int] = mapped_column(Id, ForeignKey("flow_version.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    from_code: Mapped[str] = mapped_column(String(30))
    to_code: Mapped[str] = mapped_column(String(30))
    action: Mapped[str] = mapped_column(String(30))
    label: Mapped[str] = mapped_column(String(60))
    condition: Mapped[Any] = mapped_column(Json, nullable=True)
    """Empty, or a list of [field, operator, value] that must all hold of the case's facts."""
    needs_reason: Mapped[bool] = mapped_column(default=False)
    is_default: Mapped[bool] = mapped_column(default=False)

    version: Mapped[FlowVersion] = relationship(back_populates="transitions")


class FlowRun(CountyRow):
    """A case on its way along one version of a flow, which it keeps to its end.

    Whoever moves the case locks this row first, so two clerks never close the same step twice and
    two parallel steps never both wait for each other at a join.
    """

    __tablename__ = "flow_run"
    __table_args__ = (Index("ix_flow_run_subject", "subject_kind", "subject_id"),)
    kind: ClassVar[str] = "flow_run"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    version_id: Mapped[int] = mapped_column(Id, ForeignKey("flow_version.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id)
    """The handling organ, whose posts do the steps of scope own."""
    joint: Mapped[Any] = mapped_column(Json, default=list)
    """Ids of the other organs of a joint handling (art. 26)."""
    overrides: Mapped[Any] = mapped_column(Json, default=dict)
    """Step code -> {limit_value, limit_unit, duty} where the power differs from the flow."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    version: Mapped[FlowVersion] = relationship()


class StepVisit(CountyRow):
    """One stay of a case at a step: who had it, from when to when, and what he did."""

    __tablename__ = "step_visit"
    __table_args__ = (
        Index("ix_step_visit_subject", "subject_kind", "subject_id"),
        Index("ix_step_visit_desk", "organisation_id", "duty", postgresql_where="closed_at IS NULL"),
    )
    kind: ClassVar[str] = "step_visit"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    version_id: Mapped[int | None] = mapped_column(Id, ForeignKey("flow_version.id"))
    run_id: Mapped[int | None] = mapped_column(Id, ForeignKey("flow_run.id"))
    """Empty for a step of an imported log."""
    step_code: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(60))
    round: Mapped[int] = mapped_column(Integer, default=1)
    """How many times the case has come to this step, from 1."""
    organisation_id: Mapped[int] = mapped_column(Id, index=True)
    duty: Mapped[str | None] = mapped_column(String(16))
    official_id: Mapped[int | None] = mapped_column(Id, index=True)
    """Who has taken the step, once somebody has."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(Id)
    action: Mapped[str | None] = mapped_column(String(30))
    opinion: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    signers: Mapped[Any] = mapped_column(Json, nullable=True)
    """Ids of further officers who signed the step."""
    arrivals: Mapped[Any] = mapped_column(Json, nullable=True)
    """At a join: ids of the visits that have come to it."""

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.closed_at.is_(None)
