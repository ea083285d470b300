"""Files of the bids that an expert evaluates: opened by members of the committee, and by nobody while the evaluation is blind."""

from flask import Response, render_template

from app.kernel.act import Channel
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.evaluation_room import own_seat
from app.portal.pages.experts import expert_here
from app.surfaces.acts import acting, session
from app.surfaces.downloads import send_bytes
from app.surfaces.folders import folder_of
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import room
from app.trading.models import Offer, PanelMember
from app.trading.opened import files_of_offer
from app.trading.operations.bodies import open_file


def _bid(pk: int, bid: int) -> tuple[PanelMember, Offer, str]:
    """Return one's seat, a bid of that trade and its letter; NotFound for whoever may not open its files."""
    here = expert_here()
    if here is None:
        raise NotFound(N_("Log in as an expert first: the files are there for members of the committee alone."))
    member = own_seat(here[1], pk)
    if room.is_blind(member):
        raise NotFound(
            N_(
                "The evaluation is blind: names and contents of files may tell the bidder. They open when all have handed in."
            )
        )
    found = next((one for one in room.sheets(session(), member) if one.offer_id == bid), None)
    if found is None:
        raise NotFound(N_("There is no evaluation of yours here."))
    return member, session().get_one(Offer, bid), found.key


@PAGES.get("/experts/evaluations/<int:pk>/files/<int:bid>")
@anyone
@limited("60 per minute")
def evaluation_files(pk: int, bid: int) -> str:
    """List the files of a bid."""
    member, offer, key = _bid(pk, bid)
    files = files_of_offer(session(), offer, folder_of("bids"))
    rows = [{"name": name, "size": max(1, len(content) // 1024)} for name, content in files]
    return render_template("portal/evaluation_files.html", member=member, offer=offer, key=key, rows=rows)


@PAGES.get("/experts/evaluations/<int:pk>/files/<int:bid>/<int:place>")
@anyone
@limited("120 per minute")
def evaluation_file(pk: int, bid: int, place: int) -> Response:
    """Give a file of a bid; the trail tells who opened which."""
    member, offer, _key = _bid(pk, bid)
    with acting(Channel.PORTAL, county=member.county) as act:
        name, content = open_file(act, member, offer, place, folder_of("bids"))
    return send_bytes(content, name)
