"""The home of a leader: five figures with their trend, units against months, what changed this week, three things to look at."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import Integer, case, func

from app.evaluation.binomial import two_sided
from app.evaluation.pages import PAGES
from app.evaluation.pages.asking import behind, month_marks, names_of, written
from app.evaluation.pages.compare import compared, verdict
from app.evaluation.pages.figure import heat_of
from app.evaluation.queries import Asked, Told, counted_at, rows_of, told_by
from app.evaluation.trends import CHANCE, TREND, trend
from app.kernel.chance import adjusted
from app.kernel.figures import FIGURES, Better, Figure, Unit
from app.kernel.months import begins, month_after, number_of_month
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import current_actor, now, session, today
from app.surfaces.charts.funnel import Standing
from app.surfaces.language import show_moment, translate
from app.surfaces.pages import allowed

FIVE = ("approvals.in_time", "alerts.raised", "alerts.confirmed", "disclosure.in_time", "approvals.satisfied")
WEEK = timedelta(days=7)
SENTENCES, ITEMS = 6, 3


@PAGES.get("/")
@allowed(Role.LEADER)
def home() -> str:
    """Show a leader what he answers for, inside his own region."""
    scope = current_actor().scope
    ended = month_after(number_of_month(today()), -1)
    year = Asked(month_after(ended, -11), ended)
    told = told_by(session(), scope, FIVE, year, "period")
    chosen = request.args.get("heat", FIVE[0])
    shown = FIGURES[chosen if chosen in FIVE else FIVE[0]]
    units = told_by(session(), scope, [shown.code], year, "organisation_id")
    return render_template(
        "evaluation/home.html",
        cards=[_card(FIGURES[code], told, year, ended) for code in FIVE if any(of == code for of, _month in told)],
        heat=heat_of(shown, year, names_of(of for _code, of in units)) if len(units) > 1 else None,
        heat_title=translate(shown.title),
        heats=[
            {
                "title": translate(FIGURES[code].title),
                "url": url_for("evaluation.home", heat=code),
                "active": code == shown.code,
            }
            for code in FIVE
            if any(of == code for of, _month in told)
        ],
        sentences=_sentences(),
        looks=_looks(year),
        counted=show_moment(counted_at(session(), scope)),
        all_url=url_for("evaluation.figures"),
    )


def _card(figure: Figure, told: Mapping[tuple[Any, ...], Told], year: Asked, ended: int) -> dict[str, Any]:
    month, before = told.get((figure.code, ended)), Told()
    earlier = [one for (code, of), one in told.items() if code == figure.code and of < ended]
    for one in earlier:
        before.numerator += one.numerator
        before.denominator += one.denominator
    sign, colour, words = TREND[trend(figure, month, before, len(earlier))]
    return {
        "title": translate(figure.title),
        "value": written(figure, month),
        "url": behind(figure, Asked(ended, ended)),
        "figure_url": url_for("evaluation.figure", code=figure.code),
        "sign": sign,
        "colour": colour,
        "trend": translate(words),
        "marks": month_marks(figure, told, year),
        "shares": figure.unit is Unit.SHARE,
        "meaning": translate(figure.meaning),
    }


def _sentences() -> list[dict[str, str]]:
    """Return what happened in the last seven days beside the seven before, what differs most first."""
    last = today()
    week = (last - WEEK + timedelta(days=1), last)
    former = (week[0] - WEEK, week[0] - timedelta(days=1))
    counted = []
    for figure in FIGURES.values():
        if figure.unit is Unit.COUNT:
            here, there = _two_weeks(figure, former, week)
            if here + there:
                counted.append((two_sided(here, here + there, 0.5), figure, here, there))
    counted.sort(key=lambda one: (one[0], one[1].code))
    differs = adjusted([one[0] for one in counted])
    found = []
    for (_p, figure, here, there), q in zip(counted[:SENTENCES], differs, strict=False):
        sentence = N_("%(figure)s: about as many as in the week before.")
        if q <= CHANCE:
            more, fewer = (
                N_("%(figure)s: more than in the week before."),
                N_("%(figure)s: fewer than in the week before."),
            )
            sentence = more if here > there else fewer
        found.append(
            {
                "text": translate(sentence, figure=translate(figure.title)),
                "here": f"{here:,}",
                "here_url": _days(figure, week),
                "there": f"{there:,}",
                "there_url": _days(figure, former),
            }
        )
    return found


def _two_weeks(figure: Figure, former: tuple[date, date], week: tuple[date, date]) -> tuple[int, int]:
    rows = figure.counts
    late = case((rows.at >= begins(rows.at, week[0]), 1), else_=0)
    both = Asked(0, 0, days=(former[0], week[1]))
    counts = rows_of(rows, current_actor().scope, both, now(), func.count(), func.sum(late, type_=Integer))
    whole, here = session().execute(counts).one()
    return int(here or 0), int(whole) - int(here or 0)


def _days(figure: Figure, days: tuple[date, date]) -> str:
    return url_for("evaluation.rows", code=figure.code, from_on=days[0], to_on=days[1])


def _looks(year: Asked) -> list[dict[str, str]]:
    """Return the three units that are worse than chance explains, the farthest first, over all shares with a direction."""
    far = []
    for figure in FIGURES.values():
        if figure.unit is not Unit.SHARE or figure.better is Better.NONE:
            continue
        told = told_by(session(), current_actor().scope, [figure.code], year, "organisation_id")
        found = compared({of: one for (_code, of), one in told.items()})
        for of, placed in found.placed.items():
            worse = (placed.z > 0) == (figure.better is Better.DOWN)
            if worse and found.standing(of) is not Standing.WITHIN:
                far.append((-abs(placed.z_adjusted), figure, of, found))
    far.sort(key=lambda one: (one[0], one[1].code, one[2]))
    homes = names_of(one[2] for one in far[:ITEMS])
    return [
        {
            "unit": homes.get(of, str(of)),
            "figure": translate(figure.title),
            "value": written(figure, found.told[of]),
            "verdict": verdict(figure, found, of),
            "url": behind(figure, Asked(year.first, year.last, of), among=True),
            "compare_url": url_for("evaluation.compare", code=figure.code, first=year.first, last=year.last),
        }
        for _far, figure, of, found in far[:ITEMS]
    ]
