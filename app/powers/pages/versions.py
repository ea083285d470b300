"""The versions of a power, what each changed, and their reviews."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.calendar import Unit
from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.powers import operations, queries
from app.powers.columns import OTHER_COLUMNS, PARTS
from app.powers.contentform import APPLICANTS
from app.powers.models import Stage
from app.powers.pages import PAGES, READERS, find_power
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.flowpicture import draw_flow
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.columns import Column

REVIEWERS = (Role.LEGAL_REVIEWER, Role.COUNTY_ADMIN, Role.CITY_ADMIN)


@PAGES.get("/<pk>/versions")
@allowed(*READERS)
def versions(pk: str) -> str:
    """Show every version of a power, newest first, with what it changed."""
    power = find_power(pk)
    ordered = sorted(power.versions, key=lambda version: version.number)
    shown = [
        {"version": version, "changes": _worded(queries.difference(ordered[place - 1] if place else None, version))}
        for place, version in enumerate(ordered)
    ]
    roles = current_actor().roles
    return render_template(
        "powers/versions.html",
        power=power,
        shown=shown[::-1],
        stages=Stage,
        may_write=bool(roles & set(operations.WRITERS)),
        may_review=bool(roles & set(REVIEWERS)),
    )


def _worded(changes: list[queries.Change]) -> list[dict[str, str]]:
    return [
        {
            "label": translate(change.label),
            "before": words(change.field, change.before),
            "after": words(change.field, change.after),
        }
        for change in changes
    ]


def words(field: str, value: Any) -> str:
    """Return a part of a power's content in words: an entry of a list by the headings of its table."""
    if isinstance(value, bool):
        return translate(N_("yes") if value else N_("no"))
    if isinstance(value, dict):
        columns = HEADINGS.get(field, {})
        told = [(columns.get(name), name, item) for name, item in value.items() if item not in (None, "", [], {})]
        return "；".join(
            f"{translate(column.label) if column else name}：{_cell(field, column, item)}"
            for column, name, item in told
        )
    if isinstance(value, list):
        return "、".join(words(field, item) for item in value)
    if field == "object_kind":
        return "、".join(translate(title) for key, title in APPLICANTS if key in str(value).split(","))
    if field == "statutory_unit" and value:
        return translate(Unit(value))
    return str(value)


def _cell(field: str, column: Column | None, item: Any) -> str:
    if column is not None and column.choices is not None:
        return translate(column.choices(item))
    return words(field, item)


HEADINGS: dict[str, dict[str, Column]] = {
    **{part.name: {column.name: column for column in part.columns[1:]} for part in PARTS},
    "remedies": {column.name: column for column in OTHER_COLUMNS},
    "step_overrides": {
        "limit_value": Column("limit_value", N_("Own limit"), str),
        "duty": Column("duty", N_("Done by"), str, choices=Duty),
        "joint": Column("joint", N_("Organs that handle it together"), str),
    },
}
"""Part of the content -> attribute of an entry -> its column; what has none is shown by its name."""


@PAGES.post("/<pk>/review")
@allowed(*operations.WRITERS, *REVIEWERS)
def review(pk: str) -> Response:
    """Pass the waiting version on, send it back, or publish it, by the button that was pressed."""
    power = find_power(pk)
    passed = "pass" in request.form
    opinion = request.form.get("opinion", "")
    try:
        with acting() as act:
            waiting = operations.open_draft(power)
            stage = waiting.stage if waiting else ""
            if waiting is not None and stage == Stage.ORG_REVIEW:
                operations.publish_version(act, waiting, request.form.get("document_number", "").strip())
            elif stage == Stage.LEGAL_REVIEW:
                operations.org_review(act, power, passed=passed, opinion=opinion)
            else:
                operations.legal_review(act, power, passed=passed, opinion=opinion)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    else:
        flash(translate(N_("Saved.")), "success")
    return redirect(url_for("powers.versions", pk=pk))  # type: ignore[return-value]


@PAGES.get("/<pk>/flow.svg")
@allowed(*READERS)
def flow(pk: str) -> Response:
    """Draw the flow of a power's present version."""
    power = find_power(pk)
    version = queries.current_version(session(), power)
    if version is None or version.flow_version is None:
        raise NotFound(N_("This power has no flow yet."))
    return Response(draw_flow(version.flow_version), mimetype="image/svg+xml")
