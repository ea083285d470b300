"""Searching for a party: by number, whole name, or part of a company's name; only for a reason."""

from flask import render_template, request, url_for

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.parties.models import Party
from app.parties.operations import search_parties
from app.parties.pages import PAGES, READERS
from app.parties.words import LookPurpose, PartyForm
from app.surfaces.acts import acting
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed

LONGEST = 300


def reason_fields(errors: dict[str, str]) -> list[dict[str, object]]:
    """Return the fields that ask why somebody looks."""
    return [
        {
            "name": "purpose",
            "label": translate(N_("Why you look")),
            "input": "choice",
            "required": True,
            "value": request.form.get("purpose", LookPurpose.CLUE.value),
            "error": errors.get("purpose", ""),
            "choices": [(one.value, translate(one)) for one in LookPurpose],
        },
        {
            "name": "reason",
            "label": translate(N_("Number of the alert, case or application")),
            "input": "text",
            "required": True,
            "value": request.form.get("reason", ""),
            "longest": LONGEST,
            "error": errors.get("reason", ""),
            "hint": translate(N_("Why you look is kept in the trail, and so is what you opened.")),
        },
    ]


def purpose() -> LookPurpose:
    """Return the purpose that was chosen; NotListed for any other text."""
    return LookPurpose(request.form.get("purpose", ""))


def party_row(party: Party) -> dict[str, str]:
    """Return a party as a line of a list."""
    return {
        "url": url_for("parties.party", pk=party.id),
        "name": party.name,
        "number": party.number,
        "form": translate(PartyForm(party.form)),
        "source": party.source,
    }


@PAGES.get("/")
@allowed(*READERS)
def search() -> str:
    """Ask whom one looks for, and why."""
    return _show(None, {})


@PAGES.post("/")
@allowed(*READERS)
def search_for() -> str | tuple[str, int]:
    """Show who was found; the search stands in the trail."""
    try:
        with acting() as act:
            found = search_parties(act, request.form.get("q", "")[:LONGEST], purpose(), request.form.get("reason", ""))
            rows = [party_row(party) for party in found]
    except Refused as fault:
        return _show(None, {fault.field or "form": translate_refusal(fault)}), fault.status
    return _show(rows, {})


def _show(rows: list[dict[str, str]] | None, errors: dict[str, str]) -> str:
    asked = {
        "name": "q",
        "label": translate(N_("Number or name")),
        "input": "text",
        "required": True,
        "value": request.form.get("q", ""),
        "longest": LONGEST,
        "error": errors.get("q", ""),
        "hint": translate(N_("An identity number, a credit code, a whole name, or a part of a company's name")),
    }
    return render_template("parties/search.html", fields=[asked, *reason_fields(errors)], rows=rows, errors=errors)
