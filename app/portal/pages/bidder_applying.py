"""A company applies to be registered as a bidder."""

from typing import Any, BinaryIO, cast

from flask import current_app, render_template, request

from app.kernel.act import Channel
from app.kernel.attachments import store_attachment
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.outside import Answer, fields_of
from app.portal.pages.uploads import largest
from app.surfaces.acts import acting, session
from app.surfaces.folders import folder_of
from app.surfaces.language import faults_of, translate
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import entering, queries
from app.trading.operations import outside
from app.trading.operations.outside import Applicant

KINDS = (".pdf", ".jpg", ".jpeg", ".png")
COMPANY = (
    ("uscc", N_("Unified social credit code"), "identity"),
    ("name", N_("Name of the company"), "text"),
    ("contact", N_("Contact"), "text"),
    ("phone", N_("Telephone"), "tel"),
    ("bank", N_("Bank of the basic account"), "text"),
    ("bank_account", N_("Number of the basic account"), "text"),
    ("person", N_("Person who logs in"), "text"),
    ("username", N_("Log-in name"), "text"),
    ("password", N_("Password"), "password"),
)


@PAGES.route("/bidders/apply", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def apply_as_bidder() -> Answer:
    """Apply to be registered as a bidder; the trading centre looks at the licence."""
    centres = queries.centres(session())
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            centre = next((one for one in centres if str(one.id) == request.form.get("centre")), None)
            if centre is None:
                raise Incomplete(N_("Choose one from the list."), field="centre")
            _apply(centre)
            return render_template("portal/bidder_applied.html", centre=centre)
        except Refused as fault:
            errors = faults_of(fault)
    choices = [(str(one.id), one.name) for one in centres]
    fields: list[dict[str, Any]] = [
        {
            "name": "centre",
            "label": translate(N_("Trading centre")),
            "input": "choice",
            "required": True,
            "choices": choices,
            "value": request.form.get("centre") or (choices[0][0] if len(choices) == 1 else ""),
            "error": errors.get("centre", ""),
        },
        *fields_of(COMPANY, errors, ("password",)),
        {
            "name": "licence",
            "label": translate(N_("Business licence")),
            "input": "file",
            "required": True,
            "kinds": list(KINDS),
            "largest": largest(),
            "value": "",
            "error": errors.get("licence", ""),
        },
    ]
    page = render_template("portal/bidder_apply.html", fields=fields, errors=errors, centres=centres)
    return (page, 422) if errors else page


def _apply(centre: Organisation) -> None:
    said = {name: request.form.get(name, "") for name, _label, _how in COMPANY}
    told = Applicant(**said | {"password": entering.hashed_password(said["password"], said["username"])})
    sent = request.files.get("licence")
    if sent is None or not sent.filename:
        raise Incomplete(N_("Attach the business licence."), field="licence")
    with acting(Channel.PORTAL, county=centre.county, name=told.name.strip()[:60]) as act:
        made = outside.apply(act, centre, told)
        try:
            most = current_app.config["MAX_CONTENT_LENGTH"]
            store_attachment(act, folder_of("files"), made, sent.filename, cast(BinaryIO, sent.stream), most)
        except Refused as fault:
            fault.field = "licence"
            raise
