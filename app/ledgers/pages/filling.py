"""Filling in: a new entry, or one that is not submitted yet, on the phone as at the desk."""

from pathlib import Path
from typing import Any, BinaryIO, cast

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import Act, local_day
from app.kernel.errors import Conflict, NotAllowed, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.access import FILLERS
from app.ledgers.fields import text_of
from app.ledgers.models import Ledger, LedgerEntry, LedgerVersion
from app.ledgers.operations import draft_entry, edit_entry, submit_entry
from app.ledgers.operations.entries import version_in_force
from app.ledgers.operations.files import attach_file
from app.ledgers.pages import PAGES
from app.ledgers.pages.entries import seen
from app.ledgers.pages.forms import form_fields, raw_of, sent_files
from app.ledgers.periods import recent_periods
from app.ledgers.queries import entry_for, homes_for
from app.ledgers.queries.ledgers import MOST_HOMES
from app.ledgers.words import Cadence
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.folders import folder_of
from app.surfaces.language import faults_of, translate
from app.surfaces.pages import allowed

Answer = str | Response | tuple[str, int]


def files_folder() -> Path:
    """Return where files of entries are kept."""
    return folder_of("files")


@PAGES.route("/<int:pk>/new", methods=["GET", "POST"])
@allowed(*FILLERS)
def new(pk: int) -> Answer:
    """Begin an entry."""
    ledger = seen(pk)
    version = version_in_force(ledger)
    homes = homes_for(session(), current_actor(), ledger, version)
    if not homes:
        raise NotAllowed(N_("Your organisation does not fill this ledger in."))
    if request.method == "GET":
        return _form(ledger, version, None, homes, {}, {})
    raw = raw_of(version.items, {}, request.form)
    wanted = request.form.get("organisation_id", "")
    try:
        with acting() as act:
            home = _home(wanted) or homes[0]
            entry = draft_entry(act, ledger, home, request.form.get("period", ""), raw)
            _finish(act, entry)
            made = entry.id
    except Refused as fault:
        session().expire_all()
        homes = homes_for(session(), current_actor(), ledger, version)
        return _form(ledger, version, None, homes, raw, faults_of(fault)), fault.status
    return _done(made, "new" if request.form.get("do") == "again" else "", pk)


@PAGES.route("/entries/<int:pk>/edit", methods=["GET", "POST"])
@allowed(*FILLERS)
def edit(pk: int) -> Answer:
    """Go on with an entry that is not submitted, or correct one that came back."""
    entry = entry_for(session(), current_actor(), pk)
    ledger = entry.ledger
    version = version_in_force(ledger)
    if request.method == "GET":
        return _form(ledger, version, entry, [entry.organisation], _carried(entry, version), {})
    raw = raw_of(version.items, entry.content, request.form)
    revision = request.form.get("revision", "")
    try:
        with acting() as act:
            edit_entry(
                act,
                entry,
                raw,
                period=request.form.get("period"),
                revision=int(revision) if revision.isdecimal() and len(revision) < 9 else None,
            )
            _finish(act, entry)
    except Refused as fault:
        entry = entry_for(session(), current_actor(), pk)
        page = _form(
            ledger, version, entry, [entry.organisation], raw, faults_of(fault), stale=fault.status == Conflict.status
        )
        return page, fault.status
    return _done(pk, "", ledger.id)


def _home(pk: str) -> Organisation | None:
    """Return the organisation of a number; whether one may enter for it the operation decides."""
    return session().get(Organisation, int(pk)) if pk.isdecimal() and len(pk) < 18 else None


def _carried(entry: LedgerEntry, version: LedgerVersion) -> dict[str, Any]:
    """Return an entry's content for the form of the version in force; a field of another kind gives its text."""
    old = {item.name: item for item in entry.version.items}
    values: dict[str, Any] = {}
    for item in version.items:
        value = entry.content.get(item.name)
        same = item.name in old and old[item.name].kind is item.kind
        values[item.name] = value if same or not value or item.name not in old else text_of(old[item.name], value)
    return values


def _finish(act: Act, entry: LedgerEntry) -> None:
    """Keep the files of the form, and submit the entry when that was asked."""
    for item, file, told in sent_files(entry.version.items):
        attach_file(act, files_folder(), entry, item, str(file.filename), cast(BinaryIO, file.stream), told)
    if request.form.get("do") != "keep":
        submit_entry(act, entry)


def _done(entry_id: int, further: str, ledger_id: int) -> Response:
    kept = request.form.get("do") == "keep"
    flash(translate(N_("Kept. It is not submitted yet.") if kept else N_("Submitted.")), "success")
    target = url_for(".new", pk=ledger_id) if further else url_for(".entry", pk=entry_id)
    return redirect(target)  # type: ignore[return-value]


def _form(
    ledger: Ledger,
    version: LedgerVersion,
    entry: LedgerEntry | None,
    homes: list[Organisation],
    values: dict[str, Any],
    errors: dict[str, str],
    *,
    stale: bool = False,
) -> str:
    cadence = Cadence(version.cadence)
    periods = [] if cadence in (Cadence.EVENT, Cadence.ONCE) else recent_periods(cadence, local_day(now()))
    given = request.form if request.method == "POST" else request.args
    return render_template(
        "ledgers/form.html",
        ledger=ledger,
        version=version,
        entry=entry,
        fields=form_fields(ledger, version.items, values, errors),
        errors=errors,
        labels=_labels(version, errors),
        home=_home_field(ledger, homes, given.get("organisation_id", ""), errors),
        periods=[(period, period) for period in periods] if not (entry and entry.previous_id) else [],
        period=given.get("period") or (entry.period if entry else periods[0] if periods else ""),
        revision=entry.revision if entry else "",
        stale=stale,
    )


def _home_field(ledger: Ledger, homes: list[Organisation], given: str, errors: dict[str, str]) -> dict[str, Any]:
    """Return the field for whom one enters: settled, a choice, or found by typing when there are many."""
    chosen = _home(given) or homes[0]
    field: dict[str, Any] = {
        "name": "organisation_id",
        "label": translate(N_("For which organisation")),
        "value": str(chosen.id),
        "text": chosen.name,
        "required": True,
        "error": errors.get("organisation_id", ""),
        "settled": len(homes) == 1,
    }
    if len(homes) > MOST_HOMES:
        return field | {"input": "pick", "pick_url": url_for(".pick", pk=ledger.id, field="_organisation")}
    return field | {"input": "choice", "choices": [(str(home.id), home.name) for home in homes]}


def _labels(version: LedgerVersion, errors: dict[str, str]) -> dict[str, str]:
    """Return the names by which the summary of faults calls fields and cells of tables."""
    labels = {item.name: item.label for item in version.items}
    for item in version.items:
        for place, column in (
            (key.split("-")[1], c)
            for c in item.columns
            for key in errors
            if key.startswith(f"{item.name}-") and key.endswith(f"-{c.name}")
        ):
            labels[f"{item.name}-{place}-{column.name}"] = translate(
                N_("%(table)s, row %(row)s, %(column)s:"), table=item.label, row=int(place) + 1, column=column.label
            )
    return labels
