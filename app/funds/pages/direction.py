"""Direction: where the money of a programme or a budget goes, and from where a payee is paid."""

from collections.abc import Sequence

from flask import render_template, request, url_for

from app.funds.pages import PAGES
from app.funds.queries import direction as asked
from app.funds.queries.direction import End, Flow
from app.funds.records.access import KEEPING, PAYING, WATCHING
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.parties.models import Party
from app.surfaces.acts import current_actor, session
from app.surfaces.charts.sankey import Band, Node, fewer
from app.surfaces.language import translate
from app.surfaces.pages import allowed

READERS = tuple(dict.fromkeys((*WATCHING, *KEEPING, *PAYING)))
SHOWN = 40
"""Bands of a picture on a page: more of them cannot be told apart."""
ROWS = 200


@PAGES.get("/direction")
@allowed(*READERS)
def direction() -> str:
    """Show where a programme's or a budget's money goes; the first that there is where none is chosen."""
    scope = current_actor().scope
    programmes, budgets = asked.programmes(session(), scope), asked.budgets(session(), scope)
    choices = [(f"p:{name}", name) for name in programmes]
    choices += [(f"b:{home}:{year}", f"{name} {year}") for home, name, year in budgets]
    chosen = request.args.get("of", "")
    if chosen not in {key for key, _words in choices}:
        chosen = choices[0][0] if choices else ""
    flows: list[Flow] = []
    if chosen.startswith("p:"):
        flows = asked.of_programme(session(), scope, chosen[2:])
    elif chosen.startswith("b:"):
        home, year = chosen[2:].split(":")
        flows = asked.of_budget(session(), int(home), int(year))
    return render_template(
        "funds/direction.html",
        title=translate(N_("Where money goes")),
        choices=choices,
        chosen=chosen,
        bands=_bands(flows),
        rows=_rows(flows),
        more=max(len(flows) - ROWS, 0),
        total=asked.total(flows),
        party=None,
        shared=(),
    )


@PAGES.get("/direction/payee/<int:pk>")
@allowed(*READERS)
def payee(pk: int) -> str:
    """Show from which programmes and budget lines a party is paid, and who else is paid into its accounts."""
    scope = current_actor().scope
    party = session().get(Party, pk)
    flows = asked.to_payee(session(), scope, party) if party is not None else []
    if party is None or not flows:
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return render_template(
        "funds/direction.html",
        title=party.name,
        choices=(),
        chosen="",
        bands=_bands(flows),
        rows=_rows(flows),
        more=max(len(flows) - ROWS, 0),
        total=asked.total(flows),
        party=party,
        shared=asked.others_in_accounts(session(), scope, party),
    )


def _node(end: End) -> Node:
    return Node(f"{end.place[0]}:{end.place[1]}", end.name or translate(N_("charged to nothing")), end.column)


def _url(flow: Flow) -> str:
    """Return the page of the rows behind a flow: of a payee its sources, of a line its record, of a body its movements."""
    what, key = flow.target.place
    if what == "party":
        return url_for(".payee", pk=key)
    source, place = flow.source.place
    if source == "line":
        return url_for("FundBudgetLineRecords.show", pk=place)
    if what == "organisation" and source in ("sender", "organisation"):
        return url_for("FundAppropriationRecords.list", organisation_id=key)
    return url_for("FundMovementRecords.list", organisation_id=key)


def _bands(flows: Sequence[Flow]) -> list[Band]:
    return fewer((Band(_node(one.source), _node(one.target), float(one.amount), _url(one)) for one in flows), SHOWN)


def _rows(flows: Sequence[Flow]) -> list[dict[str, object]]:
    held = sorted(flows, key=lambda one: (one.source.column, -one.amount))[:ROWS]
    return [
        {
            "source": _node(one.source).name,
            "target": one.target.name,
            "amount": one.amount,
            "payments": one.payments,
            "url": _url(one),
        }
        for one in held
    ]
