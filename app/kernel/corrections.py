"""Setting a record right under two pairs of eyes; the old value stays for ever.

Nothing changes until somebody else than the proposer approves. One correction waits at a time, days keep
their order, and no deadline is lost by one. A day that moved moves its clocks, and the inspectors see it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import working_calendar
from app.kernel.db import Id, UtcDateTime
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.words import N_

LONGEST = 120
"""Characters of a text that is set right."""


class CorrectionColumns:
    """Columns that every table of corrections has beside its case, ``field`` and ``new_value``."""

    old_value: Mapped[str | None] = mapped_column(Text)
    moves_date: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[int] = mapped_column(Id)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(Id)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What may be set right in one kind of case. Decisions, reasons and states never are: there are acts for that."""

    table: Any
    """Its corrections; each belongs to a case by ``case_id``."""
    verbs: tuple[str, str]
    """Proposed, carried out."""
    labels: Mapping[str, str]
    """What may be corrected, with its title."""
    value_of: Callable[[Any, str], Any]
    """What stands in the record now: a text, a day, or None."""
    write: Callable[[Act, Any, str, Any], None]
    """Puts the right value into the record, and moves what follows from it."""
    days: Mapping[str, bool]
    """Which of them are days, and whether clocks start on it, so that the calendar must hold its year."""
    order: Callable[[Act, Any, Mapping[str, date | None]], Sequence[date | None]]
    """Days of a case in the order that they must keep, given those that may be corrected."""
    wrong_order: str
    """What to say when they do not."""

    def waiting(self, session: Session, case: Any) -> Any:
        """Return the correction that waits for its approval, or None."""
        table = self.table
        open_one = select(table).where(table.case_id == case.id, table.approved_at.is_(None))
        return session.scalars(open_one.order_by(table.id)).first()

    def choices(self, case: Any) -> list[tuple[str, str]]:
        """Return what can be corrected now; a day that has not come is not set right."""
        held = self.labels.items()
        return [(name, title) for name, title in held if name not in self.days or self.value_of(case, name)]

    def propose(self, act: Act, case: Any, field: str, new_value: str, reason: str) -> Any:
        """Propose to set one field right, and return the correction that waits."""
        if field not in self.labels:
            raise Incomplete(N_("This field cannot be corrected; use the act that changes it."), field="field")
        if not reason.strip():
            raise Incomplete(N_("Write what is wrong and how you know it."), field="reason")
        if self.waiting(act.session, case) is not None:
            raise OutOfOrder(N_("Another correction of this case still waits for approval."))
        old, value = self.value_of(case, field), self._read(field, new_value)
        if value == old:
            raise Incomplete(N_("The new value is the old one."), field="new_value")
        self._check(act, case, field, value)
        assert act.actor.official_id is not None
        made = self.table(
            county=case.county,
            case_id=case.id,
            field=field,
            old_value=_text(old),
            new_value=str(value),
            moves_date=field in self.days,
            reason=reason.strip(),
            proposed_by=act.actor.official_id,
            proposed_at=act.at,
        )
        act.session.add(made)
        record(act, self.verbs[0], case, field=field, moves_date=made.moves_date)
        return made

    def approve(self, act: Act, case: Any) -> Any:
        """Carry out the correction that somebody else proposed, and return it."""
        waiting = self.waiting(act.session, case)
        if waiting is None:
            raise OutOfOrder(N_("No correction waits for approval in this case."))
        if waiting.proposed_by == act.actor.official_id:
            raise NotAllowed(N_("Somebody else must approve a correction that you proposed."))
        if _text(self.value_of(case, waiting.field)) != waiting.old_value:
            raise OutOfOrder(N_("The field was changed after the proposal. Propose the correction again."))
        value = self._read(waiting.field, waiting.new_value)
        self._check(act, case, waiting.field, value)
        self.write(act, case, waiting.field, value)
        waiting.approved_by, waiting.approved_at = act.actor.official_id, act.at
        moved = {"old": waiting.old_value, "new": waiting.new_value} if waiting.moves_date else {}
        record(
            act,
            self.verbs[1],
            case,
            field=waiting.field,
            moves_date=waiting.moves_date,
            proposed_by=waiting.proposed_by,
            **moved,
        )
        return waiting

    def _read(self, field: str, text: str) -> Any:
        text = text.strip()
        if field not in self.days:
            if not text or len(text) > LONGEST:
                raise Incomplete(N_("Write the right value, at most 120 characters."), field="new_value")
            return text
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Incomplete(
                N_("Write a day that exists as year, month, day, for example 2026-09-21."), field="new_value"
            ) from None

    def _check(self, act: Act, case: Any, field: str, value: Any) -> None:
        """Refuse a day that stands where it cannot, or in a year in which no deadline can be counted."""
        if field not in self.days:
            return
        if self.value_of(case, field) is None:
            raise OutOfOrder(
                N_("This has not happened in the case yet, so there is nothing to correct."), field="field"
            )
        given = {name: value if name == field else self.value_of(case, name) for name in self.days}
        known = [day for day in self.order(act, case, given) if day is not None]
        if known != sorted(known):
            raise Incomplete(self.wrong_order, field="new_value")
        if self.days[field]:
            working_calendar(act.session).workdays(value.year)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
