"""What came from other installations: lists by kind and sender, one row with where it came from, and CSV."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import Response, render_template, request, url_for
from sqlalchemy import ColumnElement, func, select

from app.exchange.envelopes import crossing_fields
from app.exchange.foreign import (
    FOREIGN,
    Origin,
    Wording,
    all_rows,
    kinds_that_come,
    listed_fields,
    origin_of,
    rows_of,
    senders,
)
from app.exchange.kinds import all_kinds
from app.exchange.models import ForeignRow, Peer, WaitingRow
from app.exchange.pages import EXCHANGE_PAGES, READERS
from app.exchange.words import RowState
from app.kernel.audit import Subject, record
from app.kernel.errors import NotFound, Refused
from app.kernel.listing import Wanted
from app.kernel.records import Field, RecordKind
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import csv_answer
from app.surfaces.language import show_moment, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import allowed
from app.surfaces.records.reading import get_row, read_page
from app.surfaces.views import wanted_of


def _chosen() -> tuple[list[RecordKind], RecordKind | None, int | None]:
    """Return the kinds that come, which of them the address asks for, and of which sender."""
    kinds = kinds_that_come(session(), current_actor().scope)
    asked = request.args.get("kind", "")
    kind = next((one for one in kinds if one.name == asked), None if asked else next(iter(kinds), None))
    if asked and kind is None:
        raise NotFound(N_("No rows of this kind come from other installations."))
    return kinds, kind, request.args.get("source", type=int)


@EXCHANGE_PAGES.get("/rows")
@allowed(*READERS)
def foreign_rows() -> tuple[str, int]:
    """List what came, one kind at a time, with the columns of that kind's own list."""
    kinds, kind, source = _chosen()
    context: dict[str, Any] = {"title": translate(FOREIGN.title), "rows": [], "filters": [], "search": "", "fault": ""}
    if kind is None:
        context["intro"] = translate(N_("Nothing was agreed on yet that comes from another installation."))
        return render_template("records/list.html", **context), 200
    peers = senders(session(), current_actor().scope)
    inside, wanted = rows_of(current_actor().scope, kind.name, source), wanted_of(request.args)
    wanted = Wanted(text=wanted.text, after=wanted.after, before=wanted.before, size=wanted.size)
    try:
        page = read_page(session(), FOREIGN, inside, wanted)
    except Refused as refusal:
        context["fault"], wanted = translate_refusal(refusal), Wanted()
        page = read_page(session(), FOREIGN, inside, wanted)
    fields = listed_fields(kind)
    wording = Wording.of(session(), kind, fields, page.rows)
    # what did not cross, such as the office of a record, leaves no empty column
    told = [field for field in fields[1:] if any(wording.said(field, row) for row in page.rows)]
    fields = (*fields[:1], *told)
    names = {peer.number: peer.name for peer in peers}
    heads = [translate(head) for head in (*(field.label for field in fields), N_("Sent by"), N_("As of"))]
    kept: dict[str, Any] = {"kind": kind.name, "source": source, "q": wanted.text or None}
    context |= {
        "columns": [{"label": head} for head in heads],
        "rows": [
            {
                "url": url_for(".foreign_row", pk=row.id),
                "cells": [
                    {"label": head, "text": text}
                    for head, text in zip(heads, _cells(wording, fields, row, names), strict=True)
                ],
            }
            for row in page.rows
        ],
        "count": page.count,
        "capped": page.capped,
        "next_url": url_for(".foreign_rows", **kept, after=page.next) if page.next else None,
        "previous_url": url_for(".foreign_rows", **kept, before=page.previous) if page.previous else None,
        "search": wanted.text,
        "searchable": True,
        "filters": _filters(kinds, kind, peers, source),
        "list_url": url_for(".foreign_rows"),
        "csv_url": url_for(".foreign_csv", kind=kind.name, source=source),
    }
    return render_template("records/list.html", **context), 400 if context["fault"] else 200


def _cells(wording: Wording, fields: Sequence[Field], row: ForeignRow, names: dict[int, str]) -> list[str]:
    """Return the cells of a row; of one that is no more, how it was called."""
    words = [wording.said(field, row) for field in fields]
    if row.data is None:
        words[0] = f"{row.title or row.subject} ({translate(N_('is no more'))})"
    return [*words, names.get(row.source, str(row.source)), moment_of(row)]


def moment_of(row: ForeignRow) -> str:
    """Return when the sender says that a row became what it is."""
    try:
        return show_moment(datetime.fromisoformat(row.told_at))
    except ValueError:
        return row.told_at


def _filters(
    kinds: list[RecordKind], kind: RecordKind, peers: Sequence[Peer], source: int | None
) -> list[dict[str, Any]]:
    return [
        {
            "name": "kind",
            "label": translate(N_("Records")),
            "input": "choice",
            "value": kind.name,
            "choices": [(one.name, translate(one.title)) for one in kinds],
        },
        {
            "name": "source",
            "label": translate(N_("Sent by")),
            "input": "choice",
            "value": source or "",
            "choices": [(peer.number, str(peer)) for peer in peers],
        },
    ]


@EXCHANGE_PAGES.get("/rows/<int:pk>")
@allowed(*READERS)
def foreign_row(pk: int) -> str:
    """Show one row: its fields, where it came from with batch and receipt, and what was refused of it."""
    row: ForeignRow = get_row(session(), FOREIGN, current_actor().scope, pk)
    kind, origin = all_kinds().get(row.row_kind), origin_of(session(), row)
    fields = crossing_fields(kind) if kind else ()
    wording = Wording.of(session(), kind, fields, [row]) if kind else None
    return render_template(
        "exchange/row.html",
        kind=translate(kind.title) if kind else row.row_kind,
        name=row.title or str(row.subject),
        gone=row.data is None,
        facts=[{"label": translate(field.label), "text": wording.said(field, row)} for field in fields]
        if wording
        else [],
        origin=_origin(row, origin),
        receipt=origin.batch.receipt if origin.batch else None,
        refused=[_refused(one) for one in origin.refused],
        list_url=url_for(".foreign_rows", kind=row.row_kind, source=row.source) if kind else None,
    )


def _origin(row: ForeignRow, origin: Origin) -> list[dict[str, str]]:
    batch = origin.batch
    told = {
        N_("Other installation"): str(origin.peer),
        N_("County whose record it is"): str(row.trail),
        N_("Number there"): str(row.subject),
        N_("Place in the trail there"): str(row.place or ""),
        N_("As of"): moment_of(row),
        N_("Channel"): origin.channel.name if origin.channel else "",
        N_("Batch"): str(row.batch),
        N_("Digest of the batch"): batch.digest if batch else "",
        N_("Taken here"): show_moment(batch.kept_at) if batch else "",
        N_("Receipt"): _receipt(batch.receipt) if batch and batch.receipt else "",
    }
    return [{"label": translate(label), "text": text} for label, text in told.items()]


def _receipt(said: str) -> str:
    held = json.loads(said)
    words = N_("%(taken)d rows taken, %(refused)d refused; signed with key %(key)s")
    return translate(words, taken=held["taken"], refused=len(held["refused"]), key=held["key"])


def _refused(row: WaitingRow) -> dict[str, Any]:
    return {
        "why": row.why,
        "since": show_moment(row.since),
        "number": row.number,
        "line": row.line,
        "state": translate(RowState(row.state)),
        "tone": "yellow" if row.settled_at is None else "",
        "reason": row.reason,
    }


@EXCHANGE_PAGES.get("/rows.csv")
@allowed(*READERS)
@limited("60 per hour")
def foreign_csv() -> Response:
    """Give the rows of a kind as CSV, with where each came from; the export stands in the trail."""
    _kinds, kind, source = _chosen()
    if kind is None:
        raise NotFound(N_("No rows of this kind come from other installations."))
    inside = rows_of(current_actor().scope, kind.name, source)
    count = session().scalar(select(func.count()).select_from(ForeignRow).where(inside)) or 0
    with acting() as act:
        record(act, "export.made", Subject(FOREIGN.name, 0, act.county), rows=count, row_kind=kind.name)
    origin = (N_("Other installation"), N_("County whose record it is"), N_("Number there"), N_("Batch"), N_("As of"))
    heads = [translate(head) for head in (*origin, *(field.label for field in crossing_fields(kind)))]
    return csv_answer(f"{kind.name}.csv", heads, _lines(kind, inside))


def _lines(kind: RecordKind, inside: ColumnElement[bool]) -> Iterator[list[str]]:
    fields = crossing_fields(kind)
    for part in all_rows(session(), inside):
        wording = Wording.of(session(), kind, fields, part)
        for row in part:
            came = [str(one) for one in (row.source, row.trail, row.subject, row.batch)]
            yield [*came, moment_of(row), *(wording.said(field, row) for field in fields)]
