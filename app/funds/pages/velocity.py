"""Velocity: how long special transfers lie before they are spent, and how old is what is left."""

from decimal import Decimal

from flask import render_template, request, url_for

from app.funds.pages import PAGES
from app.funds.pages.direction import READERS
from app.funds.queries import velocity as asked
from app.funds.queries.velocity import STEPS, Programme, by_age, spread_of
from app.kernel.words import N_
from app.surfaces.acts import current_actor, session, today
from app.surfaces.charts.marks import Mark, Spread
from app.surfaces.language import translate
from app.surfaces.pages import allowed


@PAGES.get("/velocity")
@allowed(*READERS)
def velocity() -> str:
    """Show how fast each programme's money is spent, and what lies still by its age."""
    found = asked.programmes(session(), current_actor().scope, today())
    bodies = sorted({(one.organisation, one.body) for one in found}, key=lambda pair: pair[1])
    wanted = request.args.get("of", "")
    if wanted in {str(pk) for pk, _name in bodies}:
        found = [one for one in found if str(one.organisation) == wanted]
    spreads = [made for one in found if (made := _spread(one)) is not None]
    ages = by_age(part for one in found for part in one.left)
    return render_template(
        "funds/velocity.html",
        bodies=bodies,
        chosen=wanted,
        spreads=spreads,
        spent=_columns(by_age(part for one in found for part in one.dwells)),
        idle=_columns(ages),
        rows=[_row(one) for one in found if one.came],
        left=sum(ages, Decimal(0)),
    )


def _name(one: Programme) -> str:
    return f"{one.body} · {one.programme}"


def _url(one: Programme) -> str:
    return (
        url_for("FundAppropriationRecords.show", pk=one.steps[0])
        if len(one.steps) == 1
        else url_for("FundAppropriationRecords.list", organisation_id=one.organisation)
    )


def _spread(one: Programme) -> Spread | None:
    days = spread_of(one.dwells)
    return None if days is None else Spread(_name(one), *days, count=len(one.dwells), url=_url(one))


def _columns(sums: list[Decimal]) -> list[Mark]:
    names = [translate(N_("up to %(days)d days"), days=days) for days in STEPS]
    names.append(translate(N_("longer than %(days)d days"), days=STEPS[-1]))
    return [Mark(name, round(float(amount) / 10_000, 2)) for name, amount in zip(names, sums, strict=True)]


def _row(one: Programme) -> dict[str, object]:
    left = sum((part.amount for part in one.left), Decimal(0))
    days = spread_of(one.dwells)
    return {
        "body": one.body,
        "programme": one.programme,
        "came": one.came,
        "left": left,
        "percent": float((one.came - left) * 100 / one.came) if one.came else None,
        "middle": days[2] if days else None,
        "oldest": max((part.days for part in one.left), default=None),
        "url": _url(one),
    }
