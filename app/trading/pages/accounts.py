"""Accounts at the outer door, for the trading centre that gave them: lost log-ins are set right, people who left switched off."""

from flask import Response, render_template, request, url_for

from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.surfaces.actions import ActForm, answered, button_of, reason
from app.surfaces.acts import reading_act
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.trading.accounts import account_for, find_accounts
from app.trading.models import OutsideAccount
from app.trading.notices import mobile_of
from app.trading.operations import resetting
from app.trading.pages import PAGES, READERS
from app.trading.words import OutsideRole

FORMS: dict[str, tuple[str, ActForm[OutsideAccount]]] = {
    "password": (
        N_("Send a code for a new password"),
        ActForm(
            reason,
            lambda act, found, form, _edition: resetting.send_reset(act, found, form.get("reason", "")),
            main=True,
            when=lambda _act, found: bool(mobile_of(found)),
        ),
    ),
    "factor": (
        N_("Reset the second factor"),
        ActForm(
            reason,
            lambda act, found, form, _edition: resetting.reset_factor(act, found, form.get("reason", "")),
            when=lambda _act, found: found.totp_confirmed,
        ),
    ),
    "end": (
        N_("Switch off"),
        ActForm(
            reason,
            lambda act, found, form, _edition: resetting.switch_off(act, found, form.get("reason", "")),
            danger=True,
        ),
    ),
}


@PAGES.get("/accounts")
@allowed(*READERS)
def accounts() -> str:
    """List the accounts at the outer door of the counties where I hold a post at a trading centre; ``q`` narrows them."""
    act, asked = reading_act(), request.args.get("q", "").strip()[:60]
    rows = [
        {
            "url": url_for(".account", pk=one.id),
            "person": one.person,
            "username": one.username,
            "role": translate(one.role),
            "party": str(one.party),
        }
        for one in find_accounts(act, asked)
    ]
    return render_template("trading/accounts.html", rows=rows, asked=asked)


@PAGES.get("/accounts/<int:pk>")
@allowed(*READERS)
def account(pk: int) -> str:
    """Show an account and what may be done about it."""
    act = reading_act()
    return _show(act, account_for(act, pk), "", {})


def _show(act: Act, found: OutsideAccount, failed: str, errors: dict[str, str]) -> str:
    return render_template(
        "trading/account.html",
        row=found,
        role=translate(OutsideRole(found.role)),
        mobile=bool(mobile_of(found)),
        buttons=[
            button_of(act, found, code, title, form, failed, errors)
            for code, (title, form) in FORMS.items()
            if found.active and form.is_offered(act, found)
        ],
        failed=errors.get("form", ""),
    )


@PAGES.post("/accounts/<int:pk>/<code>")
@allowed(*READERS)
def change_account(pk: int, code: str) -> Response | tuple[str, int]:
    """Set a lost log-in right, or switch the account off, with the reason."""

    def work(act: Act) -> str:
        if code not in FORMS:
            raise NotFound(N_("There is no such page."))
        FORMS[code][1].carry(act, account_for(act, pk))
        return url_for(".account", pk=pk)

    return answered(work, lambda act, errors: _show(act, account_for(act, pk), code, errors))
