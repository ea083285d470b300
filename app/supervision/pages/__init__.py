"""Screens of supervision: the queue, one page an alert, follow-ups and the points themselves."""

from flask import Blueprint

PAGES = Blueprint("supervision", __name__, url_prefix="/supervision", template_folder="../templates")

from app.supervision.pages import (  # noqa: E402, F401 - they fill PAGES
    accountability,
    alert,
    bulk,
    day,
    exporting,
    follow_ups,
    own_point_file,
    own_points,
    places,
    points,
    queue,
    trade,
    trials,
)
