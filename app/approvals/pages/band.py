"""The band of an approval: the nearest limit, who has the case, and the steps that it went through."""

from collections.abc import Mapping, Sequence

from app.approvals.flows import ENDED
from app.approvals.models import OWN_CLOCKS, Case, State
from app.kernel.act import local_day
from app.kernel.clocks import Clock, ClockKind
from app.kernel.clocks.lights import deadline_of
from app.kernel.flows.models import StepVisit
from app.kernel.places import Official, Organisation, holders_of
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.surfaces.acts import now, session, today
from app.surfaces.casepage import Band, Stop, day_of
from app.surfaces.language import show_day, translate

MOST = 3
"""Names of one step's holders that are told."""


def band_of(
    case: Case,
    visits: Sequence[StepVisit],
    running: Sequence[Clock],
    names: Mapping[int, str],
    steps: Sequence[Mapping[str, str]],
) -> Band:
    """Return what stands on top of the page of a case."""
    nearest = deadline_of([clock for clock in running if clock.what in OWN_CLOCKS], now())
    standing = [visit for visit in visits if visit.closed_at is None]
    marks = [(translate(N_("accepted by silence of the organ")), "red")] if case.deemed else []
    marks += [(translate(N_("under remedy")), "yellow")] if case.under_remedy else []
    return Band(
        name=case.power_version.name,
        number=case.number,
        about=case.applicant_name,
        state=translate(State(case.state)),
        marks=marks,
        day=day_of(translate(nearest.what or ClockKind.STATUTORY), nearest.due_at, nearest.light),
        holder=_holder(case, standing, names),
        step="、".join(dict.fromkeys(visit.name for visit in standing)),
        stops=_stops(case, visits, steps),
        ended=case.state in {str(state) for state in ENDED},
    )


def _holder(case: Case, standing: Sequence[StepVisit], names: Mapping[int, str]) -> str:
    """Return who has the case: by name where somebody has taken it, else those whose duty it is."""
    if case.state == State.CORRECTING:
        return translate(N_("The applicant, who is to put papers right"))
    return "、".join(dict.fromkeys(who for visit in standing if (who := _whose(visit, names))))


def _whose(visit: StepVisit, names: Mapping[int, str]) -> str:
    if visit.official_id is not None:
        return names.get(visit.official_id, "")
    if visit.duty is None:
        return ""
    ids = holders_of(session(), visit.organisation_id, Duty(visit.duty), today())
    found = [one.name for pk in list(ids)[:MOST] if (one := session().get(Official, pk)) is not None]
    organ = session().get_one(Organisation, visit.organisation_id)
    return translate(N_("%(people)s (not taken yet)"), people="、".join(found)) if found else organ.name


def _stops(case: Case, visits: Sequence[StepVisit], steps: Sequence[Mapping[str, str]]) -> list[Stop]:
    """Return the steps done and open with their days, and those to come."""
    made = [
        Stop(
            visit.name,
            "now" if visit.closed_at is None else "done",
            show_day(local_day(visit.closed_at or visit.opened_at)),
        )
        for visit in sorted(visits, key=lambda visit: (visit.closed_at is None, visit.opened_at, visit.id))
    ]
    if case.state in {str(state) for state in ENDED}:
        return made
    gone = {visit.name for visit in visits}
    return made + [Stop(row["name"], "todo") for row in steps if row["name"] not in gone]
