"""Writing: title, text, table and files of an item, with what the filter found beside it."""

import re
from pathlib import Path
from typing import Any, BinaryIO, cast

from flask import Response, current_app, flash, redirect, render_template, request, url_for

from app.disclosure.access import DRAFTERS
from app.disclosure.freezing import files_of
from app.disclosure.models import DisclosureItem
from app.disclosure.operations import attach_file, fill_table, remove_file, submit_text, write_text
from app.disclosure.operations.drafting import version_in_work
from app.disclosure.pages import PAGES
from app.disclosure.queries.desk import item_for
from app.disclosure.words import DisclosureKind
from app.kernel.domain import Filling
from app.kernel.errors import NotFound, Refused
from app.kernel.quotas import MEGABYTE
from app.kernel.words import N_
from app.ledgers.fields.field import fields_from
from app.ledgers.pages.forms import PAPERS
from app.ledgers.words import Cadence
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.folders import folder_of
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.platform import platform

CELL = re.compile(r"table-([0-9]{1,4})-(c[0-9]{1,2})")
Answer = str | Response | tuple[str, int]


def files_folder() -> Path:
    """Return where files of items are kept."""
    return folder_of("files")


def sent_rows() -> list[dict[str, str]]:
    """Return the rows of the table that the form sent; empty ones are left out."""
    rows: dict[int, dict[str, str]] = {}
    for key, value in request.form.items():
        found = CELL.fullmatch(key)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[place] for place in sorted(rows) if any(value.strip() for value in rows[place].values())]


@PAGES.route("/items/<int:pk>/write", methods=["GET", "POST"])
@allowed(*DRAFTERS)
def write(pk: int) -> Answer:
    """Write the version in work; keep it, or hand it in for examination."""
    item = item_for(session(), current_actor(), pk)
    if request.method == "GET":
        with acting() as act:
            version_in_work(act, item)
        return _form(item, {}, {}, [])
    rows, revision = sent_rows(), request.form.get("revision", "")
    try:
        with acting() as act:
            write_text(
                act,
                item,
                request.form.get("title", ""),
                request.form.get("body", ""),
                rows,
                note=request.form.get("note", ""),
                cosigner=request.form.get("cosigner", ""),
                nil=request.form.get("nil") == "1",
                revision=int(revision) if revision.isdecimal() and len(revision) < 9 else None,
            )
            for gone in request.form.getlist("files__gone"):
                if gone.isdecimal() and len(gone) <= 18:
                    remove_file(act, item, int(gone))
            for file in request.files.getlist("files"):
                if file and file.filename:
                    attach_file(act, files_folder(), item, file.filename, cast(BinaryIO, file.stream))
            submitted = request.form.get("do") == "submit"
            if submitted:
                submit_text(act, item)
    except Refused as fault:
        session().expire_all()
        item = item_for(session(), current_actor(), pk)
        return _form(item, request.form, faults_of(fault), rows), fault.status
    flash(translate(N_("Submitted.") if submitted else N_("Kept. It is not submitted yet.")), "success")
    return redirect(url_for(".item", pk=pk))  # type: ignore[return-value]


def _form(item: DisclosureItem, given: Any, errors: dict[str, str], rows: list[dict[str, str]]) -> str:
    version = item.work
    assert version is not None
    columns = fields_from(version.columns)
    shown: list[dict[str, Any]] = [dict(row) for row in (rows if given else version.rows or [])]
    for place, row in enumerate(shown):
        row["errors"] = {c.name: errors[key] for c in columns if (key := f"table-{place}-{c.name}") in errors}
    fields: list[dict[str, Any]] = [
        {"name": "title", "label": translate(N_("Title")), "input": "text", "required": True, "longest": 120},
        {"name": "body", "label": translate(N_("Text")), "input": "long", "longest": 50_000, "hint": item.duty.content},
    ]
    if version.number > 1:
        note = translate(N_("Everybody reads it beside the new text"))
        fields.append(
            {
                "name": "note",
                "label": translate(N_("What was corrected")),
                "input": "long",
                "required": True,
                "longest": 2000,
                "hint": note,
            }
        )
    if item.unit_kind == DisclosureKind.VILLAGE:
        fields.append(
            {
                "name": "cosigner",
                "label": translate(N_("Examined for the supervision committee by")),
                "input": "text",
                "longest": 60,
                "required": True,
                "example": "林监督",
                "hint": translate(
                    N_("Who of the villagers' supervision committee has read it; everybody reads the name")
                ),
            }
        )
    if item.period and item.duty.cadence != Cadence.EVENT and item.public_version_id is None:
        fields.append(
            {
                "name": "nil",
                "label": translate(N_("Was there nothing to tell for this period?")),
                "input": "yes_no",
                "settled": True,
                "choices": [("1", translate(N_("yes"))), ("0", translate(N_("no")))],
            }
        )
    for field in fields:
        held = getattr(version, field["name"])
        field["value"] = given.get(field["name"], str(int(held)) if isinstance(held, bool) else held)
        field["error"] = errors.get(field["name"], "")
    files = {
        "name": "files",
        "label": translate(N_("Files")),
        "input": "file",
        "many": True,
        "kinds": PAPERS,
        "error": errors.get("files", ""),
        "largest": int(current_app.config["MAX_CONTENT_LENGTH"]) // MEGABYTE,
        "required": False,
    }
    return render_template(
        "disclosure/write.html",
        item=item,
        version=version,
        fields=fields,
        files=files,
        errors=errors,
        rows=shown,
        columns=[{"name": c.name, "label": c.label} for c in columns],
        held=files_of(session(), version),
        labels={field["name"]: field["label"] for field in fields},
        filling=filling_of(item),
    )


def filling_of(item: DisclosureItem) -> Filling | None:
    """Return what could fill the table of an item, if anything."""
    return platform().fillings.get(item.duty.source)


@PAGES.post("/items/<int:pk>/fill")
@allowed(*DRAFTERS)
def fill(pk: int) -> Response:
    """Fill the table from another part of the program; what was typed into it before gives way."""
    item = item_for(session(), current_actor(), pk)
    filling = filling_of(item)
    if filling is None:
        raise NotFound(N_("Nothing in the program can fill this table."))
    try:
        with acting() as act:
            fill_table(act, item, filling)
        flash(translate(N_("Filled. Look at it, then submit it for examination.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".write", pk=pk))  # type: ignore[return-value]
