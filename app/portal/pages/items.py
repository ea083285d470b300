"""Finding an item and reading its guide."""

from typing import Any

import segno
from flask import Response, current_app, render_template, request, url_for

from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.portal.most_used import most_used
from app.portal.pages import PAGES
from app.powers.models import APPLIED_FOR, PowerType
from app.powers.queries import PAGE, find_public_powers, joint_organs, public_organs, public_power
from app.surfaces.acts import session, today
from app.surfaces.flowpicture import draw_flow, flow_rows
from app.surfaces.language import translate
from app.surfaces.pages import anyone, remembered_page

WHOM = (("", N_("For everybody")), ("person", N_("For persons")), ("company", N_("For firms")))


@PAGES.get("/")
@anyone
@remembered_page
def home() -> str:
    """Show the way in: search, the most used services, the organs, follow a case."""
    organs = public_organs(session(), open_only=True)
    total = sum(count for _organ, count in public_organs(session()))
    return render_template("portal/home.html", organs=organs, total=total, services=most_used(session(), today()))


@PAGES.get("/items/")
@anyone
@remembered_page
def items() -> str:
    """Search items by name, code or pinyin initials, by organ: those one can apply for, or all powers."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    organ = request.args.get("organ", type=int)
    after = request.args.get("after", 0, type=int)
    every = request.args.get("every") == "1"
    whom = request.args.get("for", "") if request.args.get("for") in dict(WHOM) else ""
    found = find_public_powers(session(), text, organ, after=after, open_only=not every, applicant=whom)
    kept: dict[str, Any] = {"q": text or None, "organ": organ, "for": whom or None}
    following = (
        url_for(".items", **kept, every=1 if every else None, after=found[-1].id) if len(found) == PAGE else None
    )
    kinds = [
        {"title": translate(N_("Can be applied for")), "url": url_for(".items", **kept), "active": not every},
        {"title": translate(N_("All powers")), "url": url_for(".items", **kept, every=1), "active": every},
    ]
    whose = [
        {
            "title": translate(title),
            "url": url_for(".items", **kept | {"for": code or None, "every": 1 if every else None}),
            "active": code == whom,
        }
        for code, title in WHOM
    ]
    rows = [(power, translate(PowerType(power.power_type))) for power in found]
    return render_template(
        "portal/items.html",
        rows=rows,
        search=text,
        organ=organ,
        organs=public_organs(session(), open_only=not every),
        next_url=following,
        kinds=kinds,
        whose=whose,
        whom=whom,
        every=every,
    )


@PAGES.get("/items/<int:power_id>")
@anyone
@remembered_page
def guide(power_id: int) -> str:
    """Show the public guide of an item: conditions, materials, limits, flow, fee, remedies, QR code."""
    power, version = public_power(session(), power_id)
    address = f"{current_app.config['SUNSHINE_ADDRESS']}{url_for('.guide', power_id=power_id)}"
    return render_template(
        "portal/guide.html",
        power=power,
        version=version,
        power_type=translate(PowerType(power.power_type)),
        applied_for=power.power_type in APPLIED_FOR,
        steps=flow_rows(version.flow_version, public=True) if version.flow_version else [],
        qr=segno.make(address, error="m").svg_data_uri(scale=4, border=2),
        address=address,
        joint="、".join(joint_organs(version)),
    )


@PAGES.get("/items/<int:power_id>/flow.svg")
@anyone
def guide_flow(power_id: int) -> Response:
    """Draw the flow of an item."""
    _power, version = public_power(session(), power_id)
    if version.flow_version is None:
        raise NotFound(N_("This power has no flow yet."))
    narrow = request.args.get("narrow") == "1"
    return Response(draw_flow(version.flow_version, narrow=narrow), mimetype="image/svg+xml")
