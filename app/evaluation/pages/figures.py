"""All figures of one part of the work, month by month."""

from flask import render_template, request, url_for

from app.evaluation.pages import PAGES
from app.evaluation.pages.asking import HEADINGS, READERS, asked_period, behind, context, in_full, month_marks
from app.evaluation.queries import Told, counted_at, told_by
from app.kernel.figures import FIGURES, Unit
from app.surfaces.acts import current_actor, session
from app.surfaces.language import show_moment, translate
from app.surfaces.pages import allowed


@PAGES.get("/figures/")
@allowed(*READERS)
def figures() -> str:
    """Show the figures of one part of the work, by default the first that has some here."""
    asked, scope = asked_period(), current_actor().scope
    months = told_by(session(), scope, FIGURES, asked, "period")
    there = {FIGURES[code].domain for code, _month in months}
    parts = [part for part in HEADINGS if part in there]
    part = request.args.get("part", "")
    part = part if part in parts else next(iter(parts), "")
    wholes = told_by(session(), scope, FIGURES, asked)
    values = {"first": asked.first, "last": asked.last, **context(asked)["kept"]}
    return render_template(
        "evaluation/figures.html",
        parts=[
            {"title": translate(HEADINGS[one]), "url": url_for(".figures", part=one, **values), "active": one == part}
            for one in parts
        ],
        part=part,
        cards=[
            {
                "title": translate(figure.title),
                "meaning": translate(figure.meaning),
                "value": in_full(figure, wholes.get((code,), Told())),
                "shares": figure.unit is Unit.SHARE,
                "lined": figure.unit is not Unit.COUNT,
                "marks": month_marks(figure, months, asked),
                "rows_url": behind(figure, asked),
                "url": url_for(".figure", code=code, **values),
            }
            for code, figure in FIGURES.items()
            if figure.domain == part and any(of == code for of, _month in months)
        ],
        counted=show_moment(counted_at(session(), scope)),
        **context(asked),
    )
