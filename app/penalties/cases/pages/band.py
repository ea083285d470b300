"""The band of a penalty: the nearest limit, for whom the case waits, and its course from clue to archive."""

from datetime import datetime

from app.kernel.act import Act, local_day
from app.kernel.clocks import ClockKind, running_clocks
from app.kernel.clocks.lights import deadline_of
from app.kernel.words import N_
from app.penalties.cases.models import CaseState as S
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.waiting import waits_for
from app.surfaces.acts import now
from app.surfaces.casepage import Band, Stop, day_of
from app.surfaces.language import show_day, translate

LINE = (S.CLUE, S.FILED, S.INVESTIGATING, S.PROPOSED, S.NOTICED, S.DECIDED, S.SERVED, S.CLOSED)
SHORT = (S.CLUE, S.DECIDED, S.SERVED, S.CLOSED)
"""A decision on the spot."""
WITHIN = {
    S.SUSPENDED: S.INVESTIGATING,
    S.REVIEWED: S.PROPOSED,
    S.RECHECKED: S.NOTICED,
    S.DISCUSSED: S.NOTICED,
    S.EXECUTING: S.SERVED,
}
"""States that lie within a step of the line."""
ENDS = frozenset({S.CLUE_CLOSED, S.NOT_FILED, S.WITHDRAWN})


def band_of(act: Act, case: PenaltyCase) -> Band:
    """Return what stands on top of the page of a case."""
    nearest = deadline_of(running_clocks(act.session, case), now())
    waiting = waits_for(act, case)
    marks = [(translate(N_("on the spot")), "")] if case.summary else []
    marks += [(translate(N_("outside the standard")), "red")] if case.out_of_range else []
    marks += [(translate(N_("under remedy")), "yellow")] if case.under_remedy else []
    return Band(
        name=case.item.name if case.item else translate(N_("Clue")),
        number=case.number,
        about=case.party_name,
        state=translate(S(case.state)),
        marks=marks,
        day=day_of(translate(nearest.what or ClockKind.STATUTORY), nearest.due_at, nearest.light),
        holder=("、".join(waiting.names) or translate(N_("Party"))) if waiting else "",
        step=translate(waiting.what) if waiting else "",
        stops=_stops(case),
        ended=waiting is None,
    )


def _stops(case: PenaltyCase) -> list[Stop]:
    state = S(case.state)
    if state in ENDS:
        return [Stop(translate(S.CLUE), "done", _on(case.registered_at)), Stop(translate(state), "now")]
    line = SHORT if case.summary else LINE
    here = line.index(WITHIN.get(state, state)) if WITHIN.get(state, state) in line else 0
    days = {S.CLUE: case.registered_at, S.FILED: case.filed_at, S.DECIDED: case.decided_at, S.SERVED: case.served_at}
    return [
        Stop(
            translate(one),
            "done" if place < here or state is S.CLOSED else "now" if place == here else "todo",
            _on(days.get(one)),
        )
        for place, one in enumerate(line)
    ]


def _on(at: datetime | None) -> str:
    return show_day(local_day(at)) if at is not None else ""
