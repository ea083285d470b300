"""Volume: how much a body pays, month by month, beside its own past, its plan and the year before."""

from flask import render_template, request, url_for

from app.funds.pages import PAGES
from app.funds.pages.direction import READERS
from app.funds.queries import volume as asked
from app.funds.queries.judging import unjudged
from app.kernel.words import N_
from app.surfaces.acts import current_actor, session, today
from app.surfaces.charts.marks import Mark, Series
from app.surfaces.language import translate
from app.surfaces.pages import allowed


@PAGES.get("/volume")
@allowed(*READERS)
def volume() -> str:
    """Show the last twelve months of a body, its budget lines, and what cannot be judged of it."""
    bodies = asked.bodies(session(), current_actor().scope)
    wanted = request.args.get("of", "")
    body = next((one for one in bodies if str(one.id) == wanted), bodies[0] if bodies else None)
    if body is None:
        return render_template("funds/volume.html", bodies=(), body=None)
    found = asked.months(session(), body.id, today())
    lines = asked.lines(session(), body.id, today().year)
    records = url_for("FundMovementRecords.list", organisation_id=body.id)

    def marks(name: str) -> tuple[Mark, ...]:
        return tuple(
            Mark(str(one.number % 100), _thousands(getattr(one, name)), under=str(one.number // 100)) for one in found
        )

    series = [Series(translate(N_("Paid out")), marks("paid")), Series(translate(N_("A year before")), marks("before"))]
    if any(one.usual is not None for one in found):
        series.append(Series(translate(N_("Usual (median of 24 months)")), marks("usual")))
    if any(one.planned is not None for one in found):
        series.append(Series(translate(N_("Planned (yuan)")), marks("planned")))
    return render_template(
        "funds/volume.html",
        bodies=bodies,
        body=body,
        months=found,
        series=series,
        december=asked.december_share(found),
        lines=lines,
        unjudged=[{"code": code, "reason": translate(why)} for code, why in unjudged(session(), body, today())],
        records=records,
    )


def _thousands(value: object) -> float | None:
    return None if value is None else round(float(value) / 10_000, 2)  # type: ignore[arg-type]
