"""Slips for villagers: what each was paid, and the code by which he says whether it came."""

import io

from flask import Response, current_app, render_template, request, send_file, url_for
from sqlalchemy import func, select

from app.kernel.act import Actor
from app.kernel.codes import grouped
from app.kernel.errors import Incomplete, NotFound
from app.kernel.places import Official
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import show_moment, translate
from app.surfaces.pages import allowed
from app.surfaces.paper.press import PDF, print_page
from app.surfaces.qr import picture_of
from app.villages import operations as verbs
from app.villages.access import CHECKERS
from app.villages.models import SlipPrint, SubsidyBatch, SubsidyPayment
from app.villages.pages import PAGES

EACH = 240
"""Slips in one file: thirty sheets."""
PATIENCE = 60
"""Seconds that printing may take."""


@PAGES.get("/batches/<int:pk>/slips")
@allowed(*CHECKERS)
def slips(pk: int) -> str:
    """Show the parts in which the slips of a batch are printed, and who has printed them so far."""
    batch = _batch_for(current_actor(), pk)
    count = session().scalar(select(func.count()).where(SubsidyPayment.batch_id == pk)) or 0
    prints = session().execute(
        select(SlipPrint, Official.name)
        .outerjoin(Official, Official.id == SlipPrint.printed_by)
        .where(SlipPrint.batch_id == pk)
        .order_by(SlipPrint.id.desc())
    )
    return render_template(
        "villages/slip_parts.html",
        batch=batch,
        parts=-(-count // EACH),
        each=EACH,
        count=count,
        prints=[{"at": show_moment(one.printed_at), "who": name or "", "rows": one.rows} for one, name in prints],
    )


@PAGES.post("/batches/<int:pk>/slips.pdf")
@allowed(*CHECKERS)
def print_slips(pk: int) -> Response:
    """Give one part of the slips of a batch to print, eight to a sheet; the trail names who printed them.

    Only the township holds the codes: a village that held them could answer for its villagers.
    """
    part = max(1, min(request.form.get("part", 1, type=int), 1000))
    with acting() as act:
        batch = _batch_for(act.actor, pk)
        mine = select(SubsidyPayment).where(SubsidyPayment.batch_id == pk).order_by(SubsidyPayment.id)
        found = session().scalars(mine.offset((part - 1) * EACH).limit(EACH)).all()
        if not found:
            raise Incomplete(N_("No household has been entered for this batch yet."))
        base = current_app.config["SUNSHINE_ADDRESS"].rstrip("/")
        page = render_template(
            "villages/papers/slips.html",
            batch=batch,
            part=part,
            address=f"{base}{url_for('portal.village_subsidy')}" if _has_portal() else base,
            slips=[_slip(one, base) for one in found],
        )
        verbs.print_slips(act, batch, len(found), part)
        name = f"{batch.number}-{part}.pdf"
    answer = send_file(io.BytesIO(print_page(page, PATIENCE)), mimetype=PDF, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _batch_for(actor: Actor, pk: int) -> SubsidyBatch:
    inside = actor.scope.where(SubsidyBatch.county, SubsidyBatch.organisation_id)
    batch = session().scalar(select(SubsidyBatch).where(SubsidyBatch.id == pk, inside))
    if batch is None:
        raise NotFound(N_("There is no such batch in your scope."))
    return batch


def _has_portal() -> bool:
    return "portal.village_subsidy" in current_app.view_functions


def _slip(one: SubsidyPayment, base: str) -> dict[str, str]:
    target = f"{base}{url_for('portal.village_subsidy', code=one.confirm_code)}" if _has_portal() else base
    return {
        "name": one.name,
        "household": one.household,
        "programme": one.programme.name,
        "amount": f"{one.amount:,.2f}",
        "village": one.organisation.name,
        "code": grouped(one.confirm_code),
        "qr": picture_of(target),
        "told": translate(
            N_(
                "Did the money come? Scan the code, or type it on the page of the villages. You need not say who you are."
            )
        ),
    }
