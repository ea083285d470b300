"""Experts who ask for an account: the trading centre compares them with the pool and decides."""

from flask import Response, render_template, url_for

from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.surfaces.actions import ActForm, answered, button_of, field, reason
from app.surfaces.acts import reading_act
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.trading import calls
from app.trading.models import ExpertApplication
from app.trading.operations import experts, outside
from app.trading.pages import PAGES, READERS
from app.trading.words import ApplicationState

FORMS: dict[str, tuple[str, ActForm[ExpertApplication]]] = {
    "admit": (
        N_("Give the account"),
        ActForm(
            lambda _act, _found: [
                field(
                    "checked",
                    N_("How you made sure who it is"),
                    "text",
                    hint=N_("Such as: came in person, identity card compared"),
                )
            ],
            lambda act, found, form, _edition: experts.admit_expert(act, found, form.get("checked", "")),
            main=True,
        ),
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


@PAGES.get("/expert-applications")
@allowed(*READERS)
def expert_applications() -> str:
    """List the applications that wait for the trading centre where I hold a post."""
    act = reading_act()
    return render_template("trading/expert_applications.html", rows=calls.expert_applications(act.session, act.actor))


@PAGES.get("/expert-applications/<int:pk>")
@allowed(*READERS)
def expert_application(pk: int) -> str:
    """Show an application."""
    act = reading_act()
    return _show(act, calls.expert_application_for(act.session, act.actor, pk), "", {})


def _show(act: Act, found: ExpertApplication, failed: str, errors: dict[str, str]) -> str:
    mine = outside.may_decide(act, found)
    return render_template(
        "trading/expert_application.html",
        row=found,
        state=translate(ApplicationState(found.state)),
        expert=experts.pool_row(act.session, found),
        buttons=[
            button_of(act, found, code, title, form, failed, errors) for code, (title, form) in FORMS.items() if mine
        ],
        failed=errors.get("form", ""),
    )


@PAGES.post("/expert-applications/<int:pk>/<code>")
@allowed(*READERS)
def decide_expert(pk: int, code: str) -> Response | tuple[str, int]:
    """Give the expert an account, or turn the application down with the reason."""

    def work(act: Act) -> str:
        if code not in FORMS:
            raise NotFound(N_("There is no such page."))
        FORMS[code][1].carry(act, calls.expert_application_for(act.session, act.actor, pk))
        return url_for(".expert_applications")

    return answered(
        work, lambda act, errors: _show(act, calls.expert_application_for(act.session, act.actor, pk), code, errors)
    )
