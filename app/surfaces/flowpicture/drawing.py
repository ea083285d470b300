"""Pictures in the language of the request, and rows for lists: what pages ask for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from app.kernel.clocks.lights import Deadline, Light
from app.kernel.flows.models import FlowVersion, StepVisit
from app.surfaces.flowpicture.narrow import draw_narrow
from app.surfaces.flowpicture.picture import picture_of
from app.surfaces.flowpicture.table import rows_of
from app.surfaces.flowpicture.wide import draw
from app.surfaces.language import show_due, show_moment, translate


def draw_flow(
    version: FlowVersion,
    visits: Sequence[StepVisit] = (),
    limits: Mapping[int, Deadline] = MappingProxyType({}),
    *,
    now: datetime | None = None,
    public: bool = False,
    narrow: bool = False,
) -> str:
    """Return the swimlane of a flow as an SVG file of its own, a case's way marked when its visits are given.

    ``limits`` holds the deadlines of open visits by their ids; ``narrow`` draws a list for a phone.
    """
    picture = picture_of(version, visits, now, late=_late(limits), due=_due(limits), public=public)
    return draw_narrow(picture, translate, alone=True) if narrow else draw(picture, translate, alone=True)


def flow_rows(
    version: FlowVersion,
    visits: Sequence[StepVisit] = (),
    limits: Mapping[int, Deadline] = MappingProxyType({}),
    *,
    public: bool = False,
) -> list[dict[str, str]]:
    """Return the flow as rows (name, who, limit, basis, state, words, since, until, due) for lists and screen readers.

    ``public`` shows stage names meant for the applicant instead of the inner ones.
    """
    picture = picture_of(version, visits, late=_late(limits), due=_due(limits), public=public)
    return [
        {
            "name": row.step,
            "who": row.who,
            "limit": row.limit,
            "basis": row.basis,
            "state": row.mark.value,
            "words": translate(row.mark),
            "since": show_moment(row.since),
            "until": show_moment(row.until),
            "due": row.due,
        }
        for row in rows_of(picture, translate)
    ]


def _late(limits: Mapping[int, Deadline]) -> set[int]:
    return {visit for visit, limit in limits.items() if limit.light is Light.RED}


def _due(limits: Mapping[int, Deadline]) -> dict[int, str]:
    return {visit: show_due(limit.due_at) for visit, limit in limits.items()}
