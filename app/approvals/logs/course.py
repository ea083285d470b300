"""What became of a case: its state and the legal acts in it, from the meanings of its events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.approvals.logs.events import Columns, Event
from app.approvals.logs.mapping import LogMapping, plain
from app.approvals.logs.meanings import DECISIONS, OVER, REOPENING, Meaning, Transition
from app.approvals.models import State

UNSTATED = "unstated"
"""Reason of a suspension of which the log gives none."""


@dataclass(slots=True)
class Notice:
    """A one-time notice."""

    at: datetime
    resource: str
    answered_at: datetime | None = None


@dataclass(slots=True)
class Pause:
    """A suspension."""

    at: datetime
    reason: str
    text: str
    resource: str
    state_before: State
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A return to the applicant."""

    at: datetime
    reason: str
    resource: str
    after_acceptance: bool


@dataclass(slots=True)
class Course:
    """The way of one case through the law, as far as the log tells it."""

    mapping: LogMapping = field(repr=False, compare=False)
    columns: Columns = field(repr=False, compare=False)
    state: State = State.SUBMITTED
    accepted_at: datetime | None = None
    first_told_at: datetime | None = None
    decided_at: datetime | None = None
    decision: str | None = None
    decided_by: str = ""
    reason: str = ""
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    rounds: int = 1
    notices: list[Notice] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    returns: list[GivenBack] = field(default_factory=list)
    extensions: list[datetime] = field(default_factory=list)

    def follow(self, events: Sequence[Event]) -> None:
        """Take the case through its events in order."""
        for event in events:
            if event.transition != Transition.COMPLETE:
                continue
            if event.meaning is None:
                self._plain_step()
            else:
                _ACTS[event.meaning](self, event)
                self._mark_end(event)

    def close(self, ended_at: datetime | None) -> None:
        """End the case at the instant that the log names for it, if it names one."""
        self.ended_at = ended_at or self.ended_at
        if self.ended_at is not None and self.state not in _SPECIAL_ENDS:
            self.state = State.CLOSED

    def _plain_step(self) -> None:
        if self.state == State.ACCEPTED or (self.state == State.SUBMITTED and not self.mapping.accepts):
            self.state = State.IN_REVIEW

    def _mark_end(self, event: Event) -> None:
        meaning = event.meaning
        if meaning in OVER or (meaning in DECISIONS and not self.mapping.delivers):
            self.ended_at = event.at
        elif meaning in REOPENING:
            self.ended_at = None

    def _told(self, event: Event) -> None:
        self.first_told_at = self.first_told_at or event.at

    def _submit(self, event: Event) -> None:
        self.state = State.SUBMITTED

    def _notify(self, event: Event) -> None:
        self._told(event)
        self.notices.append(Notice(event.at, event.resource))
        self.state = State.CORRECTING

    def _correct(self, event: Event) -> None:
        if self.notices and self.notices[-1].answered_at is None:
            self.notices[-1].answered_at = event.at
        self.rounds += 1
        self.state = State.SUBMITTED

    def _accept(self, event: Event) -> None:
        self._told(event)
        self.accepted_at = self.accepted_at or event.at
        self.state = State.ACCEPTED

    def _not_needed(self, event: Event) -> None:
        self._told(event)
        self.state = State.NOT_NEEDED

    def _not_accept(self, event: Event) -> None:
        self._told(event)
        self.reason = event.reason
        self.state = State.NOT_ACCEPTED

    def _suspend(self, event: Event) -> None:
        if self.state == State.SUSPENDED:
            return
        listed = (self.mapping.suspension_reasons or {}).get(plain(event.reason))
        reason = listed or event.reason[:30] or UNSTATED
        self.pauses.append(Pause(event.at, reason, event.reason, event.resource, self.state))
        self.state = State.SUSPENDED

    def _resume(self, event: Event) -> None:
        if self.pauses and self.pauses[-1].resumed_at is None:
            self.pauses[-1].resumed_at = event.at
            self.state = self.pauses[-1].state_before

    def _extend(self, event: Event) -> None:
        self.extensions.append(event.at)

    def _return(self, event: Event) -> None:
        self.returns.append(GivenBack(event.at, event.reason, event.resource, self.accepted_at is not None))
        self.reason = event.reason
        self.state = State.RETURNED

    def _withdraw(self, event: Event) -> None:
        self.state = State.WITHDRAWN

    def _transfer(self, event: Event) -> None:
        self.state = State.TRANSFERRED

    def _decide(self, event: Event) -> None:
        value = self.columns.get(event.values, self.mapping.case.decision)
        meaning = (self.mapping.decisions or {}).get(plain(value), event.meaning)
        self.decided_at, self.decided_by, self.reason = event.at, event.resource, event.reason
        self.decision = str(meaning) if meaning in (Meaning.GRANT, Meaning.REFUSE) else None
        self.state = State.REFUSED if meaning == Meaning.REFUSE else State.GRANTED
        if self.decision is None:
            # The log says that it was decided and not how.
            self.state = State.CLOSED if not self.mapping.delivers else State.IN_REVIEW

    def _deliver(self, event: Event) -> None:
        self.delivered_at = event.at
        self.state = State.CLOSED

    def _end(self, event: Event) -> None:
        if self.state not in _SPECIAL_ENDS:
            self.state = State.CLOSED


_SPECIAL_ENDS = frozenset({State.NOT_NEEDED, State.NOT_ACCEPTED, State.RETURNED, State.WITHDRAWN, State.TRANSFERRED})
_ACTS: dict[Meaning, Callable[[Course, Event], None]] = {
    meaning: getattr(Course, f"_{'decide' if meaning in DECISIONS else meaning}") for meaning in Meaning
}
