"""The list of a ledger's entries with filters, its figures, and what the forms ask while one types."""

from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from sqlalchemy import or_, select

from app.kernel.act import local_day
from app.kernel.db import contains_text
from app.kernel.errors import NotFound, Refused
from app.kernel.listing import Page, Wanted
from app.kernel.places import Organisation, Region
from app.kernel.words import N_
from app.ledgers.access import READERS, entry_condition, may_define
from app.ledgers.fields import LedgerField
from app.ledgers.fields.showing import with_unit
from app.ledgers.models import Ledger, LedgerEntry
from app.ledgers.pages import PAGES
from app.ledgers.periods import recent_periods
from app.ledgers.queries import fills_somewhere, ledger_for, read_entries
from app.ledgers.queries.entries import plain_filters
from app.ledgers.queries.figures import figures_of
from app.ledgers.queries.ledgers import duties_in, late_homes
from app.ledgers.words import Cadence, EntryState, Kind, LedgerState
from app.surfaces.acts import current_actor, now, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.views import wanted_of

COLOURS = {
    EntryState.DRAFT: "grey",
    EntryState.SUBMITTED: "blue",
    EntryState.RETURNED: "red",
    EntryState.APPROVED: "green",
    EntryState.PUBLISHED: "green",
    EntryState.CORRECTED: "grey",
}
MOST_COLUMNS = 5
MOST_PICKED = 20


def seen(pk: int) -> Ledger:
    """Return a ledger that whoever asks sees."""
    return ledger_for(session(), current_actor(), pk)


def read_list(ledger: Ledger, items: tuple[LedgerField, ...]) -> tuple[Wanted, Page, str]:
    """Return what was asked, the page, and what is wrong with the question."""
    wanted = wanted_of(request.args)
    try:
        return wanted, read_entries(session(), current_actor(), ledger, items, wanted), ""
    except Refused as fault:
        return wanted, Page([], "", "", 0, False), translate_refusal(fault)


@PAGES.get("/<int:pk>/")
@allowed(*READERS)
def entries(pk: int) -> str:
    """List the entries of a ledger inside the scope."""
    ledger = seen(pk)
    actor = current_actor()
    version = ledger.current or ledger.versions[-1]
    items = version.items
    wanted, page, fault = read_list(ledger, items)
    kept: dict[str, Any] = plain_filters(dict(wanted.filters)) | ({"q": wanted.text} if wanted.text else {})
    columns = [item for item in items if item.listed][:MOST_COLUMNS]
    labels = _labels(columns, version.cadence)
    known = {v.id: {item.name: item for item in v.items} for v in {entry.version for entry in page.rows}}
    open_ = ledger.state == LedgerState.IN_FORCE
    may_fill = open_ and fills_somewhere(session(), actor, ledger, version)
    page_url = lambda **mark: url_for(".entries", pk=pk, **kept, **mark)  # noqa: E731
    return render_template(
        "ledgers/entries.html",
        ledger=ledger,
        version=version,
        columns=[{"label": label} for label in labels],
        rows=[_row(entry, columns, labels, known) for entry in page.rows],
        count=page.count,
        capped=page.capped,
        next_url=page_url(after=page.next) if page.next else None,
        previous_url=page_url(before=page.previous) if page.previous else None,
        search=wanted.text,
        filters=_filters(ledger, items, version.cadence, wanted),
        presets=_presets(pk, wanted),
        export_url=url_for(".export", pk=pk, **kept),
        may_fill=may_fill,
        may_define=may_define(actor, ledger),
        fault=fault,
        asked=bool(kept),
    )


def _labels(columns: list[LedgerField], cadence: str) -> list[str]:
    period = [translate(N_("Period"))] if cadence not in (Cadence.EVENT, Cadence.ONCE) else []
    return [*(item.label for item in columns), translate(N_("Organisation")), *period, translate(N_("State"))]


def _row(
    entry: LedgerEntry, columns: list[LedgerField], labels: list[str], known: dict[int, dict[str, LedgerField]]
) -> dict[str, Any]:
    own = known[entry.version_id]
    texts = [with_unit(own[item.name], entry.content.get(item.name)) if item.name in own else "" for item in columns]
    texts.append(entry.organisation.name)
    if len(labels) == len(texts) + 2:  # a ledger that is kept by periods
        texts.append(entry.period)
    state = EntryState(entry.state)
    cells: list[dict[str, Any]] = [{"label": la, "text": te} for la, te in zip(labels, texts, strict=False)]
    cells.append({"label": labels[-1], "text": translate(state), "tag": COLOURS[state]})
    if entry.edition > 1:
        cells[-1]["soft"] = translate(N_("Correction no. %(number)s"), number=entry.edition - 1)
    return {"url": url_for(".entry", pk=entry.id), "cells": cells}


def _presets(pk: int, wanted: Wanted) -> list[dict[str, Any]]:
    state = wanted.filters.get("state", "")
    chosen = [("", N_("All"))] + [
        (s.value, s.title_id)
        for s in (EntryState.DRAFT, EntryState.SUBMITTED, EntryState.RETURNED, EntryState.PUBLISHED)
    ]
    return [
        {"title": translate(title), "url": url_for(".entries", pk=pk, state=value or None), "active": value == state}
        for value, title in chosen
    ]


def _filters(ledger: Ledger, items: tuple[LedgerField, ...], cadence: str, wanted: Wanted) -> list[dict[str, Any]]:
    given = wanted.filters
    shown: list[dict[str, Any]] = []
    if cadence not in (Cadence.EVENT, Cadence.ONCE):
        periods = [(p, p) for p in recent_periods(Cadence(cadence), local_day(now()))]
        shown.append(_filter("period", translate(N_("Period")), given, choices=periods))
    home = (
        session().get(Organisation, int(given["organisation"])) if given.get("organisation", "").isdecimal() else None
    )
    shown.append(
        _filter(
            "organisation",
            translate(N_("Organisation")),
            given,
            input="pick",
            text=home.name if home else "",
            pick_url=url_for(".pick", pk=ledger.id, field="_organisation"),
        )
    )
    for item in (i for i in items if i.filtered):
        if item.kind is Kind.CHOICE:
            shown.append(_filter(item.name, item.label, given, choices=[(c, c) for c in item.choices]))
        elif item.kind in (Kind.ORGANISATION, Kind.REGION):
            shown.append(
                _filter(
                    item.name,
                    item.label,
                    given,
                    input="pick",
                    text=given.get(item.name, ""),
                    pick_url=url_for(".pick", pk=ledger.id, field=item.name),
                )
            )
        elif item.kind in (Kind.TEXT, Kind.PERSON):
            shown.append(_filter(item.name, item.label, given))
        else:
            ranged = "date" if item.kind is Kind.DATE else "number"
            bounds = {b: given.get(f"{item.name}__{b}", "") for b in ("from", "to")}
            shown.append({"name": item.name, "label": item.label, "input": ranged, **bounds})
    return shown


def _filter(name: str, label: str, given: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "value": given.get(name, ""), **more}


@PAGES.get("/<int:pk>/figures")
@allowed(*READERS)
def figures(pk: int) -> str:
    """Show the figures of a ledger inside the scope."""
    ledger = seen(pk)
    actor = current_actor()
    version = ledger.current or ledger.versions[-1]
    scope = (LedgerEntry.ledger_id == ledger.id) & entry_condition(actor, ledger)
    titles = {"period": translate(N_("Entries by period")), "organisation": translate(N_("Entries by organisation"))}
    cadence = Cadence(version.cadence)
    today = local_day(now())
    period = "" if cadence is Cadence.EVENT else recent_periods(cadence, today, 1)[0]
    return render_template(
        "ledgers/figures.html",
        ledger=ledger,
        figures=figures_of(session(), scope, version.items, titles),
        period=period,
        duties=duties_in(session(), actor, ledger, period) if period else None,
        late=late_homes(session(), actor, ledger, today),
    )


@PAGES.get("/<int:pk>/pick/<field>")
@allowed(*READERS)
def pick(pk: int, field: str) -> Response:
    """Answer organisations or regions that fit what was typed into a field, at most twenty."""
    ledger = seen(pk)
    items = {item.name: item for version in ledger.versions for item in version.items}
    kind = Kind.ORGANISATION if field == "_organisation" else items[field].kind if field in items else None
    if kind not in (Kind.ORGANISATION, Kind.REGION):
        raise NotFound(N_("There is no such field."))
    typed = request.args.get("q", "").replace("\x00", "").strip()[:60]
    table: Any = Organisation if kind is Kind.ORGANISATION else Region
    inside = (Organisation.region_code if table is Organisation else Region.code).startswith(
        ledger.prefix, autoescape=True
    )
    statement = select(table).where(inside).order_by(table.name).limit(MOST_PICKED)
    if typed:
        statement = statement.where(or_(*(contains_text(c, typed) for c in (table.name, table.code))))
    key = "id" if field == "_organisation" else "code"
    rows = session().scalars(statement)
    return jsonify(results=[{"id": str(getattr(r, key)), "text": r.name, "hint": r.code} for r in rows])
