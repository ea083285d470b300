"""Bringing in a reference set: only hashes of the numbers remain."""

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import func, select

from app.kernel.act import Channel
from app.kernel.errors import Refused
from app.kernel.roles import Role
from app.kernel.typed import read_day
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import show_day, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.reading import read_book
from app.villages import operations as verbs
from app.villages.entry import word_of
from app.villages.models import SubsidyReference
from app.villages.pages import PAGES
from app.villages.words import RefKind

BRINGERS = (Role.COUNTY_ADMIN, Role.INSPECTOR)
SHOWN = 50


@PAGES.route("/reference", methods=["GET", "POST"])
@allowed(*BRINGERS)
def reference() -> str | Response | tuple[str, int]:
    """Show the sets of the county and take in a new one."""
    errors: dict[str, str] = {}
    faults: list[tuple[int, str]] = []
    if request.method == "POST":
        try:
            sent, pasted = request.files.get("file"), request.form.get("pasted", "")
            book = read_book(sent.stream.read() if sent is not None and sent.filename else pasted.encode())
            with acting(Channel.SHEET) as act:
                kind: RefKind = word_of(RefKind, request.form.get("ref_kind", ""), "ref_kind")
                taken = verbs.bring_reference(
                    act, act.county, kind, read_day(request.form.get("as_of", ""), "as_of"), book.sheets[0].rows
                )
            flash(translate(N_("%(count)d persons are in the set, as hashes only."), count=taken.kept), "success")
            faults = [(number, translate_refusal(one)) for number, one in taken.faults[:SHOWN]]
            if not faults:
                return redirect(url_for(".reference"))  # type: ignore[return-value]
        except Refused as fault:
            errors = {fault.field or "file": translate_refusal(fault)}
    page = render_template(
        "villages/reference.html", sets=_sets(), fields=_fields(errors), errors=errors, faults=faults
    )
    return (page, 422) if errors else page


def _sets() -> list[tuple[str, int, str]]:
    rows = session().execute(
        select(SubsidyReference.ref_kind, func.count(), func.max(SubsidyReference.as_of))
        .where(current_actor().scope.where(SubsidyReference.county))
        .group_by(SubsidyReference.ref_kind)
    )
    return [(translate(RefKind(row[0])), row[1], show_day(row[2])) for row in rows]


def _fields(errors: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "name": "ref_kind",
            "label": translate(N_("Which set")),
            "input": "choice",
            "required": True,
            "choices": [(one.value, translate(one)) for one in RefKind],
            "value": request.form.get("ref_kind", ""),
            "error": errors.get("ref_kind", ""),
        },
        {
            "name": "as_of",
            "label": translate(N_("As of")),
            "input": "date",
            "required": True,
            "value": request.form.get("as_of", ""),
            "error": errors.get("as_of", ""),
        },
        {
            "name": "file",
            "label": translate(N_("File")),
            "input": "file",
            "kinds": [".xlsx", ".xls", ".et", ".ods", ".csv"],
            "largest": 5,
            "error": errors.get("file", ""),
            "hint": translate(
                N_(
                    "First column the identity number; second the day of death, the value of the car or the number of houses"
                )
            ),
        },
        {"name": "pasted", "label": translate(N_("Or paste the rows")), "input": "long", "value": "", "secret": True},
    ]
