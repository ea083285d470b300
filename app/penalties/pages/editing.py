"""Writing: a new item, and its standard as a form whose tables take rows pasted from a spreadsheet."""

import re
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_, Word
from app.penalties import operations as verbs
from app.penalties.judging.ceilings import Sector
from app.penalties.models import Benchmark, ViolationItem, ViolationVersion
from app.penalties.operations.content import WRITERS, open_draft
from app.penalties.pages import PAGES
from app.penalties.pages.items import find_item, finding_rows
from app.penalties.sheets.assembling import assemble
from app.penalties.sheets.columns import PARTS, Part, cells_of
from app.powers.models import Power, PowerType
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.columns import Column
from app.surfaces.sheets.writing import yes_no

Answer = str | Response | tuple[str, int]
TEXTS = ("name", "conduct", "filing_standard", "filing_basis")
CELL = re.compile(r"([a-z]+)-(\d+)-([a-z_]+)")
MOST_ROWS = 200


@PAGES.route("/new", methods=["GET", "POST"])
@allowed(*WRITERS)
def new() -> Answer:
    """Write down a new penalty item."""
    error = ""
    if request.method == "POST":
        form = request.form
        try:
            with acting() as act:
                organ = _found(Organisation, form.get("organisation", ""))
                power = _found(Power, form.get("power", "")) if form.get("power") else None
                item = verbs.draft_item(act, organ, form.get("code", ""), form.get("name", ""), power)
            return redirect(url_for(".edit", pk=item.id))  # type: ignore[return-value]
        except Refused as fault:
            error = translate_refusal(fault)
    scope = current_actor().scope
    organs = select(Organisation).where(scope.where(Organisation.county, Organisation.id))
    page = render_template(
        "penalties/new.html",
        organs=[(o.id, o.name) for o in session().scalars(organs.order_by(Organisation.id).limit(MOST_ROWS))],
        powers=_powers(),
        values=request.form,
        error=error,
    )
    return (page, 422) if error else page


def _powers() -> list[tuple[int, str]]:
    """Return the powers to punish among which one chooses."""
    own = current_actor().scope.where(Power.county, Power.organisation_id)
    statement = select(Power).where(Power.power_type == PowerType.PENALTY, own).order_by(Power.code)
    return [(power.id, f"{power.code} {power.name}") for power in session().scalars(statement.limit(MOST_ROWS))]


def _found(model: Any, pk: str) -> Any:
    """Return the row that was chosen, if it lies in the scope."""
    row = session().get(model, int(pk)) if pk.isdecimal() else None
    owner = None if row is None else row.id if model is Organisation else row.organisation_id
    if row is None or not current_actor().scope.holds(row.county, owner):
        raise Incomplete(N_("Pick one from the list."))
    return row


@PAGES.route("/<pk>/edit", methods=["GET", "POST"])
@allowed(*WRITERS)
def edit(pk: str) -> Answer:
    """Change the draft of an item; a refusal keeps everything typed and marks its cell."""
    item = find_item(pk)
    source = open_draft(item) or max(item.versions, key=lambda version: version.number)
    if request.method == "GET":
        tables = {part.name: [_shown(part, row) for row in getattr(source, part.name) or ()] for part in PARTS}
        return _form(item, source, _values(source), tables, "")
    tables, faulty = _sent()
    content, misread = assemble({name: [row["values"] for row in rows] for name, rows in tables.items()})
    for fault in misread:
        rows = tables[fault.part]
        rows[fault.row]["errors"].setdefault(fault.field or "code", translate_refusal(fault))
    error = translate(N_("Some cells need your attention. Nothing has been saved yet.")) if faulty or misread else ""
    if not error:
        try:
            with acting() as act:
                verbs.edit_item(act, item, {**_own(), **content})
                power = request.form.get("power_id")
                verbs.link_power(act, item, _found(Power, power) if power else None)
                if "submit" in request.form:
                    verbs.submit_item(act, item)
        except verbs.Unfit as fault:
            error = translate_refusal(fault)
            return _form(item, source, request.form, _retyped(tables), error, fault.findings), 422
        except Refused as fault:
            error = translate_refusal(fault)
    if error:
        return _form(item, source, request.form, _retyped(tables), error), 422
    flash(translate(N_("Saved.")), "success")
    return redirect(url_for(".show", pk=pk))  # type: ignore[return-value]


def _form(
    item: ViolationItem, source: ViolationVersion, values: Any, tables: dict[str, Any], error: str, findings: Any = ()
) -> str:
    own = select(Benchmark).where(current_actor().scope.where(Benchmark.county, Benchmark.organisation_id))
    return render_template(
        "penalties/edit.html",
        item=item,
        version=source,
        values=values,
        error=error,
        findings=finding_rows(findings),
        powers=[(str(value), words) for value, words in _powers()],
        sectors=[(member.value, translate(member)) for member in Sector],
        benchmarks=[(str(b.id), f"{b.number} {b.title}") for b in session().scalars(own.order_by(Benchmark.number))],
        tables=[
            {
                "name": part.name,
                "title": translate(part.title),
                "columns": [_column(c) for c in part.own],
                "rows": tables.get(part.name, []),
                "hint": HINTS.get(part.name, ""),
            }
            for part in PARTS
        ],
    )


HINTS = {
    "factors": N_("What the officer states. A choice is written code=words；code=words."),
    "bands": N_("What the law allows; the first band whose conditions hold is taken."),
    "grades": N_("Conditions: area>=5 且 area<10；times=2. 不限 holds always; without conditions a person judges."),
}


def _column(column: Column) -> dict[str, Any]:
    choices = [(member.value, translate(member)) for member in column.choices] if column.choices else None
    return {"name": column.name, "label": translate(column.label), "choices": choices}


def _shown(part: Part, row: dict[str, Any]) -> dict[str, Any]:
    cells = cells_of(part, row)
    return {
        name: yes_no(value)
        if isinstance(value, bool)
        else ""
        if value is None
        else value.value
        if isinstance(value, Word)
        else str(value)
        for name, value in cells.items()
    }


def _values(source: ViolationVersion) -> dict[str, Any]:
    values = {name: getattr(source, name) for name in TEXTS}
    return {
        **values,
        "sector": source.sector,
        "power_id": str(source.item.power_id or ""),
        "benchmark_id": str(source.benchmark_id or ""),
        "limitation_years": source.limitation_years,
        "general": "1" if source.general else "",
        "example": "1" if source.example else "",
    }


def _own() -> dict[str, Any]:
    """Return the content beside the tables."""
    form = request.form
    benchmark = _found(Benchmark, form["benchmark_id"]).id if form.get("benchmark_id") else None
    if form.get("sector") not in {member.value for member in Sector}:
        raise Incomplete(N_("Say what the violation endangers."), field="sector")
    years = form.get("limitation_years", "2")
    if years not in ("2", "5"):
        raise Incomplete(N_("The limitation is two or five years (art. 36)."), field="limitation_years")
    return {
        **{name: form.get(name, "").strip() for name in TEXTS},
        "sector": form["sector"],
        "benchmark_id": benchmark,
        "limitation_years": int(years),
        "general": bool(form.get("general")),
        "example": bool(form.get("example")),
    }


def _sent() -> tuple[dict[str, list[dict[str, Any]]], bool]:
    """Return the rows of every table as typed and as read, and whether a cell could not be read."""
    typed: dict[str, dict[int, dict[str, str]]] = {part.name: {} for part in PARTS}
    for name, text in request.form.items():
        found = CELL.fullmatch(name)
        if found and found[1] in typed and text.strip() and int(found[2]) < MOST_ROWS:
            typed[found[1]].setdefault(int(found[2]), {})[found[3]] = text.strip()
    tables: dict[str, list[dict[str, Any]]] = {}
    faulty = False
    for part in PARTS:
        rows = tables[part.name] = []
        for _number, cells in sorted(typed[part.name].items()):
            row: dict[str, Any] = {"typed": cells, "values": {}, "errors": {}}
            for column in part.own:
                try:
                    row["values"][column.name] = column.read(cells.get(column.name, ""))
                except Refused as refusal:
                    row["errors"][column.name] = translate_refusal(refusal)
                    faulty = True
            rows.append(row)
    return tables, faulty


def _retyped(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [{**row["typed"], "errors": row["errors"]} for row in rows] for name, rows in tables.items()}
