"""Companies that apply to be registered as bidders: the trading centre looks at the licence and decides."""

from typing import Any

from flask import Response, render_template, url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.attachments import Attachment, open_attachment
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.surfaces.actions import ActForm, answered, button_of, none, reason
from app.surfaces.acts import acting, reading_act
from app.surfaces.downloads import send_attachment
from app.surfaces.folders import folder_of
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.trading import queries
from app.trading.models import BidderApplication
from app.trading.operations import outside
from app.trading.pages import PAGES, READERS
from app.trading.words import ApplicationState

FORMS: dict[str, tuple[str, ActForm[BidderApplication]]] = {
    "admit": (
        N_("Register as a bidder"),
        ActForm(none, lambda act, found, _form, _edition: outside.admit(act, found), main=True),
    ),
    "turn-down": (
        N_("Turn down"),
        ActForm(
            reason,
            lambda act, found, form, _edition: outside.turn_down(act, found, form.get("reason", "")),
            danger=True,
        ),
    ),
}


@PAGES.get("/applications")
@allowed(*READERS)
def applications() -> str:
    """List the applications that wait for a trading centre in my scope."""
    act = reading_act()
    return render_template("trading/applications.html", rows=queries.applications(act.session, act.actor.scope))


@PAGES.get("/applications/<int:pk>")
@allowed(*READERS)
def application(pk: int) -> str:
    """Show an application."""
    act = reading_act()
    return _show(act, queries.application_for(act.session, act.actor.scope, pk), "", {})


def _show(act: Act, found: BidderApplication, failed: str, errors: dict[str, str]) -> str:
    mine = outside.may_decide(act, found)
    return render_template(
        "trading/application.html",
        row=found,
        state=translate(ApplicationState(found.state)),
        files=_files(act, found),
        buttons=[
            button_of(act, found, code, title, form, failed, errors) for code, (title, form) in FORMS.items() if mine
        ],
        failed=errors.get("form", ""),
    )


def _files(act: Act, found: BidderApplication) -> Any:
    held = select(Attachment).where(Attachment.subject_kind == found.kind, Attachment.subject_id == found.id)
    return act.session.scalars(held).all()


@PAGES.get("/applications/<int:pk>/files/<int:file>")
@allowed(*READERS)
def application_file(pk: int, file: int) -> Response:
    """Give the licence of an application."""
    with acting() as act:
        found = queries.application_for(act.session, act.actor.scope, pk)
        owner = (found.kind, found.id)
        attachment, path = open_attachment(
            act, folder_of("files"), file, lambda kept: (kept.subject_kind, kept.subject_id) == owner
        )
    return send_attachment(attachment, path)


@PAGES.post("/applications/<int:pk>/<code>")
@allowed(*READERS)
def decide_application(pk: int, code: str) -> Response | tuple[str, int]:
    """Register the company, or turn it down with the reason."""

    def work(act: Act) -> str:
        if code not in FORMS:
            raise NotFound(N_("There is no such page."))
        FORMS[code][1].carry(act, queries.application_for(act.session, act.actor.scope, pk))
        return url_for(".applications")

    return answered(
        work, lambda act, errors: _show(act, queries.application_for(act.session, act.actor.scope, pk), code, errors)
    )
