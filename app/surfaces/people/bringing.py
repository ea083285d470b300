"""The screen on which a county administrator brings places to life: hand in a workbook, see every row, bring in."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, send_file, url_for

from app.kernel.act import Act, Channel
from app.kernel.errors import Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import acting
from app.surfaces.export import SHEET
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.people.parts import Outcome, Taken
from app.surfaces.people.rollout import set_up_places
from app.surfaces.people.slips import login_code
from app.surfaces.platform import platform
from app.surfaces.sheets.handed import kept_book, take_in
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.report import marked_copy, report_lines
from app.surfaces.sheets.writing import write_book

BRINGING = Blueprint("rollout", __name__, url_prefix="/people/rollout")
ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
SHOWN = 60
"""Rows of one sheet that the page shows, faulty ones first; the marked copy holds all."""

Answer = str | Response | tuple[str, int]


class _Undone(Exception):  # noqa: N818 - takes a dry run back, is no error
    """Ends an act whose outcome is only to be shown."""


@BRINGING.get("/template.xlsx")
@allowed(*ADMINS)
def template() -> Response:
    """Give the empty workbook: a sheet for each table, with headings, hints and an example row."""
    target = io.BytesIO()
    write_book(target, [page for part in platform().set_up for page in part.pages()])
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{translate(N_('New place'))}.xlsx")


@BRINGING.route("", methods=["GET", "POST"])
@allowed(*ADMINS)
def hand_in() -> Answer:
    """Take a workbook in and show what would become of every row; nothing is written."""
    if request.method == "GET":
        return render_template("people/rollout.html", error="")
    try:
        name, token = take_in()
        with _dry_run() as act:
            outcome = set_up_places(act, kept_book(token), platform().set_up)
    except Refused as fault:
        return render_template("people/rollout.html", error=translate_refusal(fault)), fault.status
    return _report(outcome, name, token)


@BRINGING.post("/<token>")
@allowed(*ADMINS)
def bring_in(token: str) -> Answer:
    """Write a checked workbook, all rows or none, and show the access slips."""
    outcome = Outcome()
    try:
        with _faultless() as act:
            outcome = set_up_places(act, kept_book(token), platform().set_up)
            if outcome.faulty:
                raise _Undone
    except Refused as fault:
        return render_template("people/rollout.html", error=translate_refusal(fault)), fault.status
    if outcome.faulty:
        return _report(outcome, "", token)
    base = current_app.config["SUNSHINE_ADDRESS"]
    return render_template(
        "people/brought.html", outcome=outcome, figures=_figures(outcome), code_of=partial(login_code, base)
    )


@BRINGING.get("/<token>/report.xlsx")
@allowed(*ADMINS)
def marked(token: str) -> Response:
    """Give the workbook back with every faulty cell red and what is wrong in a last column."""
    with _dry_run() as act:
        outcome = set_up_places(act, kept_book(token), platform().set_up)
    target = io.BytesIO()
    marked_copy(target, outcome.taken)
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{translate(N_('New place'))}.xlsx")


@contextmanager
def _faultless() -> Iterator[Act]:
    """Open an act that is taken back without an error when ``_Undone`` is raised in it."""
    try:
        with acting(Channel.SHEET) as act:
            yield act
    except _Undone:
        return


@contextmanager
def _dry_run() -> Iterator[Act]:
    """Open an act whose writing is taken back at its end."""
    with _faultless() as act:
        yield act
        raise _Undone


def _report(outcome: Outcome, name: str, token: str) -> Answer:
    sheets = [
        {"title": translate(one.title), "lines": _lines(one), "more": max(len(one.rows) - SHOWN, 0)}
        for one in outcome.taken
        if one.rows
    ]
    page = render_template(
        "people/rollout_report.html",
        sheets=sheets,
        figures=_figures(outcome),
        faulty=outcome.faulty,
        rows=outcome.rows,
        file_name=name,
        take_url=url_for(".bring_in", token=token),
        report_url=url_for(".marked", token=token) if outcome.faulty else None,
    )
    return (page, 422) if outcome.faulty else page


def _lines(one: Taken) -> list[dict[str, Any]]:
    """Return the rows of a sheet for the page, faulty ones first."""
    rows = sorted(one.rows, key=lambda row: row.fate != Fate.FAULTY)[:SHOWN]
    return [
        {
            "row": line.row,
            "key": line.key,
            "fate": line.fate,
            "column": line.column,
            "sentence": line.sentence,
            "wrong": line.fate == translate(Fate.FAULTY),
        }
        for line in report_lines(rows, one.columns)
    ]


def _figures(outcome: Outcome) -> list[dict[str, Any]]:
    """Return how many rows of each sheet are new."""
    return [
        {"title": translate(one.title), "value": one.count(Fate.NEW), "colour": "green" if one.count(Fate.NEW) else ""}
        for one in outcome.taken
        if one.rows
    ]
