"""Bringing a catalogue in on the screen: hand in a sheet, match its columns to ours, see every row, take over."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from app.kernel.act import Act, Channel
from app.kernel.errors import Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.powers.columns import COLUMNS
from app.powers.importing import carry_out_powers
from app.powers.planning import PowerPlan, plan_powers
from app.surfaces.acts import acting, home_county, session
from app.surfaces.language import say, say_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.handed import kept_book, take_in
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.mapping import (
    Match,
    apply_mapping,
    find_mapping,
    guess_mapping,
    headings_of,
    mapping_names,
    save_mapping,
)
from app.surfaces.sheets.reading import Book

IMPORTING = Blueprint(
    "catalogue_import", __name__, url_prefix="/catalogue/import", template_folder="templates"
)
ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
TARGET = "power"
SHOWN = 200

Answer = str | Response | tuple[str, int]


@IMPORTING.route("/", methods=["GET", "POST"])
@allowed(*ADMINS)
def hand_in() -> Answer:
    """Take in a sheet, ours or of another system."""
    if request.method == "GET":
        return render_template("powers/import.html", error="")
    try:
        _name, token = take_in()
        kept_book(token)
    except Refused as fault:
        return render_template("powers/import.html", error=say_refusal(fault)), fault.status
    return redirect(url_for(".match", token=token))  # type: ignore[return-value]


@IMPORTING.route("/<token>", methods=["GET", "POST"])
@allowed(*ADMINS)
def match(token: str) -> Answer:
    """Match columns, show the fate of every row, and take over when asked to."""
    book = kept_book(token)
    county = home_county()
    if request.method == "GET":
        kept = request.args.get("mapping", "")
        matches = (
            find_mapping(session(), county, TARGET, kept) if kept else guess_mapping(book.sheets[0], COLUMNS)
        )
        return _show(book, token, matches, None, "")
    matches = _sent(guess_mapping(book.sheets[0], COLUMNS))
    try:
        plan = _carry_out(book, matches)
    except Refused as fault:
        return _show(book, token, matches, None, say_refusal(fault)), fault.status
    if "take" in request.form and not (plan.faulty and not request.form.get("good_rows")):
        counts = plan.counts
        flash(
            say(N_("Taken over: %(new)s new, %(changed)s changed."))
            % {"new": counts["new"], "changed": counts["changed"]},
            "success",
        )
        return redirect(url_for("PowerRecords.list"))  # type: ignore[return-value]
    return _show(book, token, matches, plan, "")


def _sent(guessed: list[Match]) -> list[Match]:
    """Return the matches that the form chose; a guessed translation of values stays with its column."""
    form = request.form
    chosen: list[Match] = []
    for guess in guessed:
        heading = form.get(f"from-{guess.column}", "")
        same = heading == guess.heading
        chosen.append(
            Match(
                guess.column,
                heading,
                constant=form.get(f"constant-{guess.column}", ""),
                values=guess.values if same else {},
            )
        )
    return chosen


def _carry_out(book: Book, matches: list[Match]) -> PowerPlan:
    """Plan the import and, when asked to, write it; keeps the mapping when it was given a name."""
    form = request.form
    choice = Choice.GOOD_ROWS if form.get("good_rows") else Choice.ALL_OR_NOTHING
    with acting(Channel.SHEET) as act:
        plan = _plan(act, book, matches)
        if form.get("keep_as", "").strip():
            save_mapping(act, form["keep_as"].strip()[:40], TARGET, matches)
        if "take" in form and not (plan.faulty and choice != Choice.GOOD_ROWS):
            carry_out_powers(act, plan, choice)
    return plan


def _plan(act: Act, book: Book, matches: list[Match]) -> PowerPlan:
    first, *others = book.sheets
    mapped = Book((apply_mapping(first, COLUMNS, matches), *others))
    return plan_powers(act, mapped, create_organisations=request.form.get("create_organisations") == "1")


def _show(book: Book, token: str, matches: list[Match], plan: PowerPlan | None, error: str) -> str:
    _row, headings = headings_of(book.sheets[0], COLUMNS)
    labels: dict[str, Any] = {column.name: column for column in COLUMNS}
    lines = [line for line in plan.report() if line.sentence] if plan else []
    return render_template(
        "powers/match.html",
        token=token,
        headings=[heading for heading in headings if heading],
        rows=[
            {
                "name": m.column, "label": say(labels[m.column].label), "required": labels[m.column].required,
                "heading": m.heading, "constant": m.constant, "values": m.values,
            }
            for m in matches
        ],
        plan=plan,
        lines=lines[:SHOWN],
        more=max(len(lines) - SHOWN, 0),
        kept=mapping_names(session(), home_county(), TARGET),
        error=error,
        form=request.form,
    )  # fmt: skip
