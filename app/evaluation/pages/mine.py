"""A clerk's own figures beside the middle of the colleagues, who are never named."""

from statistics import median
from typing import Any

from flask import render_template

from app.evaluation.models import Grain
from app.evaluation.pages import PAGES
from app.evaluation.pages.asking import CLERKS, asked_period, behind, context, written
from app.evaluation.queries import Asked, Told, counted_at, told_by
from app.kernel.figures import FIGURES, Figure
from app.kernel.places import Scope
from app.kernel.roles import Role
from app.surfaces.acts import current_actor, session
from app.surfaces.charts.marks import number
from app.surfaces.language import show_moment, translate
from app.surfaces.pages import allowed

COLLEAGUES = 3
"""With fewer of them the middle would tell what one of them did."""


@PAGES.get("/mine/")
@allowed(*CLERKS, Role.SECTION_HEAD)
def mine() -> str:
    """Show what the reader did in the period; beside it the middle of the officers of the same organisation."""
    actor, asked = current_actor(), asked_period()
    home = actor.organisation_id
    scope = Scope(frozenset({actor.county or 0}), frozenset({home or 0}))
    of = Asked(asked.first, asked.last, home, (), Grain.OFFICER)
    told = told_by(session(), scope, FIGURES, of, "key")
    own = str(actor.official_id)
    return render_template(
        "evaluation/mine.html",
        lines=[
            line
            for code, figure in FIGURES.items()
            if (line := _line(figure, {key: one for (of_, key), one in told.items() if of_ == code}, own, asked))
        ],
        fewest=COLLEAGUES,
        counted=show_moment(counted_at(session(), scope)),
        **context(asked),
    )


def _line(figure: Figure, told: dict[str, Told], own: str, asked: Asked) -> dict[str, Any] | None:
    """Return one figure of the reader and the middle of the others; None where the reader has none."""
    if own not in told:
        return None
    others = [value for key, one in told.items() if key != own and (value := one.value(figure.unit)) is not None]
    middle = median(others) if len(others) >= COLLEAGUES else None
    return {
        "title": translate(figure.title),
        "meaning": translate(figure.meaning),
        "own": written(figure, told[own]),
        "url": behind(figure, Asked(asked.first, asked.last, None, (own,), Grain.OFFICER)),
        "middle": None if middle is None else _like(figure, middle),
        "others": len(others),
    }


def _like(figure: Figure, value: float) -> str:
    return f"{value * 100:.1f} %" if figure.unit.value == "share" else number(value)
