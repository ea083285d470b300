"""The same item between units: a funnel that says who differs by more than chance, and who cannot be told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from app.evaluation.funnel import LIMITS, Funnel, Placed, draw_funnel
from app.evaluation.funnel import Unit as Compared
from app.evaluation.models import Grain
from app.evaluation.pages import PAGES
from app.evaluation.pages.asking import READERS, asked_period, behind, context, figure_called, names_of, spread_of
from app.evaluation.queries import Asked, Told, counted_at, told_by
from app.kernel.errors import OutOfOrder
from app.kernel.figures import Better, Figure, Unit
from app.kernel.words import N_
from app.surfaces.acts import current_actor, session
from app.surfaces.charts.funnel import Dot, Limit, Standing
from app.surfaces.charts.marks import Spread
from app.surfaces.language import show_moment, translate
from app.surfaces.pages import allowed

ENOUGH = 30
"""Cases from which on a unit is judged."""
FALSE_SHARE = 0.05
"""Of the units said to differ, so many are expected to be chance: all are tested together (Benjamini-Hochberg)."""
VOLUMES = 24
"""Volumes at which the limits are drawn."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Units beside one another."""

    funnel: Funnel | None
    """Of those with enough cases; None where nothing can be compared."""
    placed: Mapping[int, Placed]
    """By organisation, those that are judged."""
    told: Mapping[int, Told]
    """By organisation, all."""

    def standing(self, of: int) -> Standing:
        """Return what the funnel says of a unit; a difference counts when it stands after all were tested together."""
        one = self.placed.get(of)
        if one is None:
            return Standing.SMALL
        if one.q > FALSE_SHARE or abs(one.z_adjusted) <= LIMITS["95"]:
            return Standing.WITHIN
        if abs(one.z_adjusted) > LIMITS["99.8"]:
            return Standing.FAR
        return Standing.HIGH if one.z > 0 else Standing.LOW


def compared(told: Mapping[int, Told]) -> Comparison:
    """Place the organisations that have enough cases; without events, or with nothing else, there is no funnel."""
    judged = {of: one for of, one in told.items() if one.denominator >= ENOUGH}
    cases, events = (sum(getattr(one, name) for one in judged.values()) for name in ("denominator", "numerator"))
    if len(judged) < 2 or not 0 < events < cases:
        return Comparison(None, {}, told)
    funnel = draw_funnel([Compared(str(of), one.denominator, one.numerator) for of, one in judged.items()])
    return Comparison(funnel, {int(one.unit.name): one for one in funnel.units}, told)


@PAGES.get("/compare/<code>")
@allowed(*READERS)
def compare(code: str) -> str:
    """Compare organisations in one figure, of one item where it has items, over the period."""
    figure, asked, scope = figure_called(code), asked_period(), current_actor().scope
    if figure.unit not in (Unit.SHARE, Unit.DAYS):
        raise OutOfOrder(N_("Only shares and days are compared; open the figure to see its counts."))
    item = request.args.get("item", "")[:40]
    keys = tuple(sorted(figure.items.alike(session(), item))) if item and figure.items is not None else ()
    chosen = Asked(asked.first, asked.last, None, keys, Grain.ITEM if keys else Grain.ORGANISATION)
    told = {of: one for (_code, of), one in told_by(session(), scope, [code], chosen, "organisation_id").items()}
    homes = names_of(told)
    found = compared(told) if figure.unit is Unit.SHARE else None
    return render_template(
        "evaluation/compare.html",
        title=translate(figure.title),
        meaning=translate(figure.meaning),
        dots=_dots(figure, found, homes, chosen) if found is not None else [],
        limits=_limits(found.funnel, told) if found is not None and found.funnel else [],
        middle=found.funnel.p0 if found is not None and found.funnel else 0.0,
        lines=_lines(figure, found, homes, chosen) if found is not None else [],
        judged=len(found.placed) if found is not None else 0,
        phi=found.funnel.phi if found is not None and found.funnel else None,
        spreads=_spreads(figure, told, homes, chosen) if found is None else [],
        items=_choices(figure, asked),
        item=item,
        enough=ENOUGH,
        counted=show_moment(counted_at(session(), scope)),
        figure_url=url_for(".figure", code=code, first=asked.first, last=asked.last),
        figures_url=url_for(".figures", part=figure.domain, first=asked.first, last=asked.last),
        **context(asked),
    )


def _own(of: int, chosen: Asked) -> Asked:
    return Asked(chosen.first, chosen.last, of, chosen.keys, chosen.grain)


def _dots(figure: Figure, found: Comparison, homes: Mapping[int, str], chosen: Asked) -> list[Dot]:
    if found.funnel is None:
        return []
    return [
        Dot(
            homes.get(of, str(of)),
            one.denominator,
            one.numerator / one.denominator,
            found.standing(of),
            behind(figure, _own(of, chosen), among=True),
        )
        for of, one in sorted(found.told.items())
        if one.denominator
    ]


def _limits(funnel: Funnel, told: Mapping[int, Told]) -> list[Limit]:
    """Return the curves: chance and the spread that units have among themselves."""
    most = max(one.denominator for one in told.values())
    volumes = sorted({max(1, round(most * (step / VOLUMES) ** 2)) for step in range(1, VOLUMES + 1)})
    curves = []
    for name, z in LIMITS.items():
        points = []
        for n in volumes:
            wide = z * (funnel.p0 * (1 - funnel.p0) / n + funnel.tau2) ** 0.5
            points.append((float(n), max(0.0, funnel.p0 - wide), min(1.0, funnel.p0 + wide)))
        curves.append(Limit(f"{name} %", tuple(points)))
    return curves


VERDICTS = {
    Standing.WITHIN: N_("not distinguishable from the others"),
    Standing.SMALL: N_("too few cases to judge"),
    Standing.HIGH: N_("higher than chance explains"),
    Standing.LOW: N_("lower than chance explains"),
}

BETTER, WORSE = N_("%(verdict)s: better than the others"), N_("%(verdict)s: worse than the others")


def verdict(figure: Figure, found: Comparison, of: int) -> str:
    """Return what is said of a unit in words, and whether that is good or bad where the figure has a direction."""
    standing = found.standing(of)
    if standing in (Standing.WITHIN, Standing.SMALL):
        return translate(VERDICTS[standing])
    high = found.placed[of].z > 0
    said = VERDICTS[Standing.HIGH if high else Standing.LOW]
    if figure.better is Better.NONE:
        return translate(said)
    good = high == (figure.better is Better.UP)
    return translate(BETTER if good else WORSE, verdict=translate(said))


def _lines(figure: Figure, found: Comparison, homes: Mapping[int, str], chosen: Asked) -> list[dict[str, Any]]:
    order = sorted(
        found.told,
        key=lambda of: (of not in found.placed, -abs(found.placed[of].z_adjusted) if of in found.placed else 0, of),
    )
    return [
        {
            "name": homes.get(of, str(of)),
            "count": found.told[of].numerator,
            "among": found.told[of].denominator,
            "share": f"{found.told[of].numerator / found.told[of].denominator:.1%}",
            "verdict": verdict(figure, found, of),
            "url": behind(figure, _own(of, chosen)),
            "among_url": behind(figure, _own(of, chosen), among=True),
        }
        for of in order
        if found.told[of].denominator
    ]


def _spreads(figure: Figure, told: Mapping[int, Told], homes: Mapping[int, str], chosen: Asked) -> list[Spread]:
    return [
        spread_of(homes.get(of, str(of)), one, behind(figure, _own(of, chosen)))
        for of, one in sorted(told.items(), key=lambda pair: (pair[1].quantile(0.5) or 0, pair[0]))
        if one.numerator
    ]


def _choices(figure: Figure, asked: Asked) -> list[tuple[str, str]]:
    """Return the items that may be chosen, each name once, those with most behind them first."""
    if figure.items is None:
        return []
    grain = Asked(asked.first, asked.last, None, (), Grain.ITEM)
    told = {
        key: one for (_c, key), one in told_by(session(), current_actor().scope, [figure.code], grain, "key").items()
    }
    heavy = sorted(told, key=lambda key: (-(told[key].denominator or told[key].numerator), key))[:200]
    once: dict[str, str] = {}
    for key, name in ((key, name) for names in [figure.items.names(session(), heavy)] for key, name in names.items()):
        once.setdefault(translate(name), key)
    return sorted((key, name) for name, key in once.items())
