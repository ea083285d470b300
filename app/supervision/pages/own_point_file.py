"""A county's own point as a file: downloaded in one county, taken over in another, where it is read before it is saved."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, render_template

from app.kernel.errors import Incomplete, Refused
from app.kernel.terms import FACT, WATCHED
from app.kernel.words import N_
from app.supervision.operations.settings import SETTERS
from app.supervision.own import operations as verbs
from app.supervision.own.conditions import read_condition
from app.supervision.own.terms import facts_of
from app.supervision.own.watching import conditions_of, counties_of
from app.supervision.pages import PAGES
from app.supervision.pages.own_point_form import COLUMNS, FIELDS, cells_of, form_of
from app.supervision.pages.points import READERS
from app.surfaces.acts import acting, home_county, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.sent import sent_text

FORMAT = "sunshine-own-point/1"
"""Value of the key ``format``: the shape of the file."""
SAID = (*FIELDS, "watched")


@PAGES.get("/own-points/<int:pk>/file")
@allowed(*READERS)
def own_point_file(pk: int) -> Response:
    """Download what the newest version of a point asks: JSON with its texts, and its conditions as rows of cells."""
    with acting() as act:
        point = verbs.own_point_in_scope(act, pk)
    version = point.newest
    answer = jsonify(
        {
            "format": FORMAT,
            **{name: getattr(version, name) for name in SAID},
            "conditions": cells_of(conditions_of(version)),
        }
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{point.code}-{version.number}.json"'
    return answer


@PAGES.get("/own-points/file")
@allowed(*SETTERS)
def take_own_point() -> str:
    """Ask for the file of a point that another county wrote."""
    return render_template("supervision/own_point_take.html", errors={})


@PAGES.post("/own-points/file")
@allowed(*SETTERS)
def read_own_point() -> str | tuple[str, int]:
    """Show what a file says in the form of a new point, with what this county lacks; nothing is saved yet."""
    try:
        said = read_file(sent_text("file"))
    except Refused as fault:
        return render_template("supervision/own_point_take.html", errors=faults_of(fault)), fault.status
    return form_of(None, said, said["conditions"], _lacking(said["watched"], said["conditions"]))


def read_file(text: str) -> dict[str, Any]:
    """Return what the file of a point says, with every text in it; :class:`Incomplete` when it is no such file."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise Incomplete(
            N_("This is not the file of a monitoring point. Choose one that was downloaded from the page of a point."),
            field="file",
        )
    watched, rows = held.get("watched"), held.get("conditions")
    if not isinstance(watched, str) or watched not in WATCHED or not _are_rows(rows):
        raise Incomplete(
            N_("The file is damaged, or comes from a newer version of the program: its conditions cannot be read."),
            field="file",
        )
    said = {name: str(held.get(name, ""))[:4000] for name in SAID}
    return {**said, "conditions": [{name: row.get(name, "")[:200] for name in COLUMNS} for row in held["conditions"]]}


def _are_rows(rows: Any) -> bool:
    return (
        isinstance(rows, list)
        and 0 < len(rows) <= verbs.MOST_CONDITIONS
        and all(isinstance(row, dict) and all(isinstance(row.get(name, ""), str) for name in COLUMNS) for row in rows)
    )


def _lacking(kind: str, rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return what this county cannot ask, by cell."""
    watched = WATCHED[kind]
    terms = {term.name: term for term in (*watched.terms, *facts_of(session(), watched, counties_of(home_county())))}
    faults: dict[str, str] = {}
    for number, row in enumerate(rows):
        for column in ("term", "other"):
            if row[column] and row[column] not in terms:
                faults[f"conditions-{number}-{column}"] = translate(
                    N_("No case of this county has “%(name)s”. Import the log that brings it, or choose another field.")
                ) % {"name": row[column].removeprefix(FACT)}
                break
        else:
            try:
                read_condition(terms, *(row[name] for name in COLUMNS))
            except Incomplete as fault:
                faults[f"conditions-{number}-{fault.field}"] = translate_refusal(fault)
    return faults
