"""Finding an item and reading its guide."""

import segno
from flask import Response, current_app, render_template, request, url_for

from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.powers.models import PowerType
from app.powers.queries import PAGE, find_public_powers, joint_organs, public_organs, public_power
from app.surfaces.acts import session
from app.surfaces.flowpicture import draw_flow, flow_rows
from app.surfaces.language import say
from app.surfaces.pages import anyone


@PAGES.get("/")
@anyone
def home() -> str:
    """Show the way in: search, the organs, follow a case."""
    organs = public_organs(session())
    total = sum(count for _organ, count in organs)
    return render_template("portal/home.html", organs=organs, total=total)


@PAGES.get("/items/")
@anyone
def items() -> str:
    """Search items by name, code or pinyin initials; by organ."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    organ = request.args.get("organ", type=int)
    after = request.args.get("after", 0, type=int)
    found = find_public_powers(session(), text, organ, after=after)
    following = (
        url_for(".items", q=text or None, organ=organ, after=found[-1].id) if len(found) == PAGE else None
    )
    rows = [(power, say(PowerType(power.power_type))) for power in found]
    return render_template(
        "portal/items.html",
        rows=rows,
        search=text,
        organ=organ,
        organs=public_organs(session()),
        next_url=following,
    )


@PAGES.get("/items/<int:power_id>")
@anyone
def guide(power_id: int) -> str:
    """Show the public guide of an item: conditions, materials, limits, flow, fee, remedies, QR code."""
    power, version = public_power(session(), power_id)
    address = f"{current_app.config['SUNSHINE_ADDRESS']}{url_for('.guide', power_id=power_id)}"
    return render_template(
        "portal/guide.html",
        power=power,
        version=version,
        power_type=say(PowerType(power.power_type)),
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
