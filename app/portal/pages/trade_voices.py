"""What anybody says about a trade: a question to its papers."""

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Channel
from app.kernel.errors import Refused
from app.kernel.voices import LONGEST
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.bidders import Answer, unnamed
from app.surfaces.acts import acting, session
from app.surfaces.language import faults_of, translate
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import operations as verbs
from app.trading import queries


@PAGES.route("/trades/<int:pk>/ask", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def trade_ask(pk: int) -> Answer:
    """Ask about the papers of a trade; nothing that is kept tells who asked."""
    found = queries.published_project(session(), pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting(Channel.PORTAL, county=found.county) as act:
                verbs.ask(unnamed(act), found, request.form.get("text", ""))
            flash(
                translate(N_("Your question was taken. The answer will stand on this page, for everybody.")), "success"
            )
            return redirect(url_for(".trade", pk=pk))  # type: ignore[return-value]
        except Refused as fault:
            errors = faults_of(fault)
    fields = [
        {
            "name": "text",
            "label": translate(N_("Your question")),
            "input": "long",
            "required": True,
            "longest": LONGEST,
            "hint": translate(N_("Everybody reads it: do not write who you are")),
            "value": request.form.get("text", ""),
            "error": errors.get("text", ""),
        }
    ]
    page = render_template("portal/trade_ask.html", project=found, fields=fields, errors=errors)
    return (page, 422) if errors else page
