"""Screens of the public portal: find an item, apply, follow the case, check a document, see results and the trail."""

from flask import Blueprint

PAGES = Blueprint("portal", __name__, url_prefix="/portal", template_folder="../templates")

from app.portal.pages import (  # noqa: E402
    about,  # noqa: F401 - they fill PAGES
    agencies,  # noqa: F401
    agency_desk,  # noqa: F401
    applying,  # noqa: F401
    asking,  # noqa: F401
    auction_room,  # noqa: F401
    bidders,  # noqa: F401
    correcting,  # noqa: F401
    disclosure,  # noqa: F401
    doors,  # noqa: F401
    enforcement,  # noqa: F401
    evaluation_files,  # noqa: F401
    evaluation_room,  # noqa: F401
    experts,  # noqa: F401
    following,  # noqa: F401
    intermediaries,  # noqa: F401
    items,  # noqa: F401
    ledgers,  # noqa: F401
    listings,  # noqa: F401
    mine,  # noqa: F401
    open_data,  # noqa: F401
    penalties,  # noqa: F401
    proof,  # noqa: F401
    search,  # noqa: F401
    trade_complaints,  # noqa: F401
    trade_data,  # noqa: F401
    trade_hall,  # noqa: F401
    trade_voices,  # noqa: F401
    trades,  # noqa: F401
    villagers,  # noqa: F401
    villages,  # noqa: F401
)
