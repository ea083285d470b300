"""Whoever asks for an account at the outer door: the trading centre compares what was told and decides."""

from typing import Any

from flask import Response, redirect, render_template, url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.attachments import Attachment, open_attachment
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.surfaces.actions import ActForm, answered, button_of, field, reason
from app.surfaces.acts import acting, reading_act
from app.surfaces.downloads import send_attachment
from app.surfaces.folders import folder_of
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.trading.applications import application_for, waiting
from app.trading.models import OutsideApplication
from app.trading.operations.applicants import Fact, applicants_of
from app.trading.operations.applying import admit, may_decide, turn_down
from app.trading.pages import PAGES, READERS
from app.trading.words import ApplicationState, OutsideRole


def _proof(_act: Act, found: OutsideApplication) -> list[dict[str, Any]]:
    """Ask how the centre made sure who it is, where that is asked."""
    hint = N_("Such as: came in person, identity card compared")
    asked = applicants_of(found).proved
    return [field("checked", N_("How you made sure who it is"), "text", hint=hint)] if asked else []


FORMS: dict[str, ActForm[OutsideApplication]] = {
    "admit": ActForm(_proof, lambda act, found, form, _edition: admit(act, found, form.get("checked", "")), main=True),
    "turn-down": ActForm(
        reason, lambda act, found, form, _edition: turn_down(act, found, form.get("reason", "")), danger=True
    ),
}


@PAGES.get("/applications")
@allowed(*READERS)
def applications() -> str:
    """List the applications that wait and that I may see."""
    act = reading_act()
    rows = [
        {
            "url": url_for(".application", pk=one.id),
            "who": str(one),
            "role": translate(OutsideRole(one.role)),
            "centre": one.centre.name,
            "at": one.applied_at,
        }
        for one in waiting(act.session, act.actor)
    ]
    return render_template("trading/applications.html", rows=rows)


@PAGES.get("/applications/<int:pk>")
@allowed(*READERS)
def application(pk: int) -> str:
    """Show an application."""
    act = reading_act()
    return _show(act, application_for(act.session, act.actor, pk), "", {})


@PAGES.get("/expert-applications", defaults={"pk": 0})
@PAGES.get("/expert-applications/<int:pk>")
@allowed(*READERS)
def expert_application(pk: int) -> Response:
    """Lead from where applications of experts stood to where all stand."""
    return redirect(url_for(".application", pk=pk) if pk else url_for(".applications"))  # type: ignore[return-value]


def _show(act: Act, found: OutsideApplication, failed: str, errors: dict[str, str]) -> str:
    kind, mine = applicants_of(found), may_decide(act, found)
    titles = {"admit": kind.title, "turn-down": N_("Turn down")}
    return render_template(
        "trading/application.html",
        row=found,
        role=translate(OutsideRole(found.role)),
        state=translate(ApplicationState(found.state)),
        told=_facts([(one.label, getattr(found, one.name) or "") for one in kind.fields]),
        register=translate(kind.register),
        known=_facts(kind.known(act.session, found)) if mine else [],
        unknown=translate(kind.unknown),
        files=_files(act, found),
        buttons=[
            button_of(act, found, code, titles[code], form, failed, errors) for code, form in FORMS.items() if mine
        ],
        failed=errors.get("form", ""),
    )


def _facts(told: list[Fact]) -> list[dict[str, str]]:
    return [{"label": translate(label), "text": text} for label, text in told]


def _files(act: Act, found: OutsideApplication) -> Any:
    held = select(Attachment).where(Attachment.subject_kind == found.kind, Attachment.subject_id == found.id)
    return act.session.scalars(held).all()


@PAGES.get("/applications/<int:pk>/files/<int:file>")
@allowed(*READERS)
def application_file(pk: int, file: int) -> Response:
    """Give the paper of an application."""
    with acting() as act:
        found = application_for(act.session, act.actor, pk)
        owner = (found.kind, found.id)
        attachment, path = open_attachment(
            act, folder_of("files"), file, lambda kept: (kept.subject_kind, kept.subject_id) == owner
        )
    return send_attachment(attachment, path)


@PAGES.post("/applications/<int:pk>/<code>")
@allowed(*READERS)
def decide_application(pk: int, code: str) -> Response | tuple[str, int]:
    """Give the account, or turn the application down with the reason."""

    def work(act: Act) -> str:
        if code not in FORMS:
            raise NotFound(N_("There is no such page."))
        FORMS[code].carry(act, application_for(act.session, act.actor, pk))
        return url_for(".applications")

    return answered(work, lambda act, errors: _show(act, application_for(act.session, act.actor, pk), code, errors))
