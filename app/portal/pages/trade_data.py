"""Trades as open contracting data: the record of one, and all of them in bulk, one compiled release a line."""

from collections.abc import Iterator

import orjson
from flask import Response, request, stream_with_context, url_for

from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import now, session
from app.surfaces.language import translate
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import queries
from app.trading.releases import package, record, told_of


@PAGES.get("/trades/<int:pk>/ocds.json")
@anyone
def trade_record(pk: int) -> Response:
    """Give the record package of a trade: its releases and the compiled one."""
    found = queries.published_project(session(), pk)
    held = record(told_of(session(), found))
    address = url_for(".trade_record", pk=pk, _external=True)
    content = package([held], address, translate(N_("Public resource trading")), now())
    return Response(orjson.dumps(content), mimetype="application/json")


@PAGES.get("/trades/ocds.jsonl")
@anyone
@limited("60 per hour")
def trade_records() -> Response:
    """Give all trades in bulk, newest first: a compiled release a line."""
    after = request.args.get("after", 0, type=int)
    answer = Response(stream_with_context(_lines(after)), mimetype="application/jsonl")
    answer.headers["Content-Disposition"] = "attachment; filename=trades.jsonl"
    return answer


def _lines(after: int) -> Iterator[bytes]:
    while found := queries.published_projects(session(), after):
        for project in found:
            yield orjson.dumps(record(told_of(session(), project))["compiledRelease"]) + b"\n"
        after = found[-1].id
