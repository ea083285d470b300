"""The opening as anybody may watch it, and the draw of experts as anybody may repeat it."""

from pathlib import Path

from flask import Response, current_app, jsonify, make_response, render_template

from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import now, session
from app.surfaces.language import translate
from app.surfaces.pages import anyone
from app.trading import queries
from app.trading.drawfile import draw_file
from app.trading.models import Project
from app.trading.words import HolderRole, TradeState

EVERY = 10
"""Seconds after which a browser asks again while the bids wait for their opening; it needs no script for that."""
WAITS = frozenset({TradeState.OPEN, TradeState.CLOSED, TradeState.HALTED})


@PAGES.get("/trades/<int:pk>/opening")
@anyone
def trade_opening(pk: int) -> Response:
    """Show the opening hall: who has given shares, and what was read out once the bids are open."""
    found = queries.published_project(session(), pk)
    opening = queries.opening_of(session(), found)
    gave = queries.holders_who_gave(session(), found)
    page = render_template(
        "portal/trade_opening.html",
        project=found,
        notice=found.notice,
        state=translate(TradeState(found.state)),
        now=now(),
        waits=_waits(found),
        every=EVERY,
        holders=[(translate(HolderRole(one.role)), one.name, one.id in gave) for one in found.holders],
        opening=opening,
        offers=queries.offers_of(session(), found) if opening else [],
        unreadable=[line for line in (opening.record["bids"] if opening else []) if line["state"] == "unreadable"],
    )
    answer = make_response(page)
    if _waits(found):
        answer.headers["Refresh"] = str(EVERY)
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _waits(found: Project) -> bool:
    return found.state in WAITS and queries.opening_of(session(), found) is None


@PAGES.get("/trades/<int:pk>/draw.json")
@anyone
def trade_draw(pk: int) -> Response:
    """Give the draw of a trade: whoever saves it before the values are known can prove that the list did not change."""
    found = queries.published_project(session(), pk)
    draw = queries.draw_of(session(), found)
    if draw is None:
        raise NotFound(N_("No list has been frozen yet."))
    answer: Response = jsonify(draw_file(draw))
    answer.headers["Content-Disposition"] = f"attachment; filename={found.number}-draw.json"
    return answer


@PAGES.get("/trades/verify_draw.py")
@anyone
def draw_verifier() -> Response:
    """Give the small program that repeats a draw."""
    file = Path(current_app.root_path).parent / "tools" / "verify_draw.py"
    told = {"Content-Disposition": f"attachment; filename={file.name}"}
    return Response(file.read_bytes(), mimetype="text/x-python", headers=told)
