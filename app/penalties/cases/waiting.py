"""For what a case waits now, and for whom: told to everybody who reads it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.places import Official, holders_of
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties.cases.guards import discussion_is_a_must, hearing_of, officers_of, review_is_a_must
from app.penalties.cases.models import CaseState as S
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.readiness import discussed, reviewed

REVIEW = N_("Legal review")
People = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What comes next, and the names of those who do it; no names where the party acts."""

    what: str
    names: tuple[str, ...] = ()


def waits_for(act: Act, case: PenaltyCase) -> Waiting | None:
    """Return for what a case waits; None when it has ended."""
    step = STEPS.get(S(case.state))
    return step(act, case, tuple(one.official.name for one in officers_of(case))) if step else None


def _proposal(act: Act, case: PenaltyCase, officers: People) -> Waiting:
    if review_is_a_must(act, case, case.proposed):
        return Waiting(REVIEW, _names(act, case, Duty.LEGAL_REVIEWER))
    return Waiting(N_("Tell the party"), officers)


def _end(act: Act, case: PenaltyCase, officers: People) -> Waiting:
    owed = case.fine is not None and case.paid < case.fine
    return Waiting(N_("Payment by the party")) if owed else Waiting(N_("Close and archive"), officers)


def _heard(act: Act, case: PenaltyCase, officers: People) -> Waiting:
    hearing = hearing_of(act, case)
    if hearing is None or hearing.held_at is not None or hearing.waived_at is not None:
        return Waiting(N_("Plea of the party, then the recheck"), officers)
    if hearing.set_for is None:
        return Waiting(N_("Set the day of the hearing"), _names(act, case, Duty.SECTION_HEAD, Duty.LEGAL_REVIEWER))
    return Waiting(N_("The hearing"), _named(act, [hearing.chair_id]))


def _decision(act: Act, case: PenaltyCase, officers: People) -> Waiting:
    if review_is_a_must(act, case, case.proposed) and not reviewed(act, case):
        return Waiting(REVIEW, _names(act, case, Duty.LEGAL_REVIEWER))
    head = _names(act, case, Duty.ORGAN_HEAD)
    if discussion_is_a_must(act, case, case.proposed) and not discussed(act, case):
        return Waiting(N_("Collective discussion"), head)
    return Waiting(N_("Decide"), head)


def _names(act: Act, case: PenaltyCase, *duties: Duty) -> tuple[str, ...]:
    return _named(act, [pk for duty in duties for pk in holders_of(act.session, case.organisation_id, duty, act.on)])


def _named(act: Act, ids: Iterable[Any]) -> tuple[str, ...]:
    people = select(Official.name).where(Official.id.in_([pk for pk in ids if pk is not None]))
    return tuple(act.session.scalars(people.order_by(Official.id)))


STEPS: Mapping[S, Callable[[Act, PenaltyCase, People], Waiting]] = {
    S.CLUE: lambda a, c, o: Waiting(N_("File the case"), _names(a, c, Duty.ORGAN_HEAD)),
    S.FILED: lambda a, c, o: Waiting(N_("Begin to investigate"), o),
    S.INVESTIGATING: lambda a, c, o: Waiting(N_("Judge and propose"), o),
    S.SUSPENDED: lambda a, c, o: Waiting(N_("Resume"), _names(a, c, Duty.SECTION_HEAD, Duty.ORGAN_HEAD)),
    S.PROPOSED: _proposal,
    S.REVIEWED: lambda a, c, o: Waiting(N_("Tell the party"), o),
    S.NOTICED: _heard,
    S.RECHECKED: _decision,
    S.DISCUSSED: _decision,
    S.DECIDED: lambda a, c, o: Waiting(N_("Serve"), o),
    S.SERVED: _end,
    S.EXECUTING: _end,
}
