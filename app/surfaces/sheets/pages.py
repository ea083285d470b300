"""Sheets on the screen, at every door alike: hand in, match the columns, see every row's fate, correct, take over."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, send_file, url_for

from app.kernel.act import Channel
from app.kernel.errors import Incomplete, NotFound, OutOfOrder, Refused
from app.kernel.words import N_
from app.surfaces.acts import acting, home_county, now, session
from app.surfaces.export import SHEET
from app.surfaces.language import translate, translate_refusal
from app.surfaces.sheets.answering import answers_of, keep_mapping, kept_matches
from app.surfaces.sheets.columns import Column, example_of
from app.surfaces.sheets.doors import Door
from app.surfaces.sheets.handed import ACCEPTED, earlier, handed, take_in
from app.surfaces.sheets.mapping import mapping_names
from app.surfaces.sheets.models import OVER, HandedSheet, SheetState
from app.surfaces.sheets.working import CHECK, TAKE, TAKE_GOOD, WITHDRAW, ask_for, is_large, marked_file, progress, work
from app.surfaces.sheets.writing import write_template

EVERY = 3
"""Seconds after which the page of a sheet that is being worked on looks again."""
LONGEST_REASON = 200
LONG = 60
"""Seconds of waiting after which the page says that the clock may stand still."""

Answer = Any
Mark = Callable[[Any], Any]


def send_template(title: str, columns: Sequence[Column]) -> Response:
    """Give the empty sheet of a door."""
    target = io.BytesIO()
    sheet = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title).strip()
    write_template(target, sheet or "1", columns)
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{title}.xlsx")


def add_door(pages: Blueprint, rule: str, door: Door, admit: Mark) -> None:
    """Give a door its pages below a rule of a blueprint; the one variable of the rule, if any, is the key."""

    def add(end: str, name: str, view: Callable[..., Answer], *methods: str) -> None:
        def page(token: str = "", **path: Any) -> Answer:
            key = str(next(iter(path.values()), ""))
            with acting(Channel.SHEET) as act:
                door.open(act, key)  # refuses whoever may not, before anything is looked at
            return view(_Room(door, key, path), token) if token else view(_Room(door, key, path))

        page.__name__ = name
        page.__doc__ = view.__doc__
        pages.add_url_rule(f"{rule}/import{end}", name, admit(page), methods=list(methods))

    add("", "upload", _upload, "GET", "POST")
    add("/<token>", "show_sheet", _show, "GET")
    add("/<token>", "take_over", _take_over, "POST")
    add("/<token>/check", "check_again", _check_again, "POST")
    add("/<token>/columns", "match_columns", _columns, "GET")
    add("/<token>/withdraw", "withdraw_import", _withdraw, "POST")
    add("/<token>/report.xlsx", "marked", _marked, "GET")


class _Room:
    """What the pages of one door need of the request."""

    def __init__(self, door: Door, key: str, path: dict[str, Any]) -> None:
        self.door, self.key, self.path = door, key, path

    def url(self, name: str, **more: Any) -> str:
        """Return the address of one of the door's pages."""
        return url_for(f".{name}", **self.path, **more)

    def sheet(self, token: str) -> HandedSheet:
        """Return a sheet that whoever is logged in handed in here."""
        return handed(token, self.door.name, self.key)


def _upload(room: _Room) -> Answer:
    """Take in a file or pasted rows, and show what would become of every row."""
    if request.method == "GET":
        return _ask(room, {})
    try:
        _name, token = take_in(room.door.name, room.key)
        return _do(room, token, CHECK)
    except Refused as fault:
        return _ask(room, {"file": translate_refusal(fault)}), fault.status


def _ask(room: _Room, errors: dict[str, str]) -> str:
    with acting(Channel.SHEET) as act:
        intake = room.door.open(act, room.key)
    return render_template(
        "records/import.html",
        title=intake.title,
        about=translate(intake.about) if intake.about else "",
        list_url=room.door.list_url(room.key),
        template_url=room.door.template_url(room.key),
        kinds=ACCEPTED,
        largest=int(current_app.config["SUNSHINE_UPLOAD_MB"]),
        errors=errors,
        earlier=[
            {
                "name": one.name,
                "url": room.url("show_sheet", token=one.token),
                "at": one.handed_at,
                "rows": one.result["figures"]["rows"],
                "state": translate(SheetState(one.state)),
            }
            for one in earlier(room.door.name, room.key)
        ],
        columns=[
            {"label": translate(c.label), "hint": translate(c.hint), "example": example_of(c), "required": c.required}
            for c in intake.columns
        ],
    )


def _do(room: _Room, token: str, task: str) -> Answer:
    """Do a task at once, or leave it to the clock when the sheet is large; show how it stands."""
    with acting(Channel.SHEET) as act:
        sheet = room.sheet(token)
        if is_large(sheet):
            sheet.result = {**sheet.result, "title": room.door.open(act, room.key).title}
            ask_for(act, sheet, task)
            return redirect(room.url("show_sheet", token=token))
        work(act, sheet, task)
    return _show(room, token)


def _show(room: _Room, token: str) -> Answer:
    """Show how a sheet stands: waiting, to be matched, checked, or taken over."""
    sheet = room.sheet(token)
    state = SheetState(sheet.state)
    if state in (SheetState.WAITING, SheetState.AT_WORK):
        done, total = progress(token)
        since = sheet.waits_since or now()
        page = render_template(
            "records/import_waiting.html",
            **_common(room, sheet),
            done_rows=done,
            total_rows=total,
            long=state is SheetState.WAITING and (now() - since).total_seconds() > LONG,
            task=sheet.task,
        )
        return page, 200, {"Refresh": str(EVERY)}
    if state is SheetState.HANDED_IN and sheet.result.get("columns"):
        return _columns(room, token)
    if state in (SheetState.HANDED_IN, SheetState.REFUSED):
        return _ask(room, {"file": sheet.result.get("error", "")}), 422
    result, done = sheet.result, state in OVER
    return render_template(
        "records/import_report.html",
        **{**_common(room, sheet), **result},
        done=done,
        answers=sheet.answers,
        hidden_form={"name": sheet.name},
        take_url="" if done or result["asked"] else room.url("take_over", token=token),
        withdraw_url=room.url("withdraw_import", token=token)
        if state is SheetState.TAKEN and "written" in result
        else "",
        check_url=room.url("check_again", token=token),
        columns_url=room.url("match_columns", token=token),
        report_url=room.url("marked", token=token) if result["faults"] else None,
        handout_url=room.door.handout_url(token) if room.door.handout_url and sheet.handout else "",
    )


def _common(room: _Room, sheet: HandedSheet) -> dict[str, Any]:
    return {
        "title": sheet.result.get("title", sheet.name),
        "list_url": room.door.list_url(room.key),
        "file_name": sheet.name,
        "upload_url": room.url("upload"),
    }


def _take_over(room: _Room, token: str) -> Answer:
    """Write the rows of a sheet that was checked, once: all of them, or only the good ones when chosen."""
    if room.sheet(token).state in OVER:
        return redirect(room.url("show_sheet", token=token))
    try:
        return _do(room, token, TAKE_GOOD if request.form.get("good_rows") else TAKE)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        return redirect(room.url("show_sheet", token=token))


def _withdraw(room: _Room, token: str) -> Answer:
    """Take back what an import brought, for a reason, as far as nobody has worked on it since."""
    try:
        with acting(Channel.SHEET):
            sheet = room.sheet(token)
            if sheet.state != SheetState.TAKEN:
                raise OutOfOrder(N_("This import has been withdrawn already, or was never taken over."))
            sheet.answers = {**sheet.answers, "reason": request.form.get("reason", "").strip()[:LONGEST_REASON]}
            if not sheet.answers["reason"]:
                raise Incomplete(N_("Say why the import is withdrawn."), field="reason")
        return _do(room, token, WITHDRAW)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        return redirect(room.url("show_sheet", token=token))


def _check_again(room: _Room, token: str) -> Answer:
    """Check a sheet again, read as the form says: other columns, another sheet, corrected cells, answers."""
    if room.sheet(token).state in OVER:
        return redirect(room.url("show_sheet", token=token))
    try:
        with acting(Channel.SHEET) as act:
            sheet = room.sheet(token)
            sheet.answers = answers_of(request.form, sheet).plain()
            keep_mapping(act, room.door, sheet, request.form.get("keep_as", ""))
        return _do(room, token, CHECK)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        return redirect(room.url("match_columns", token=token))


def _columns(room: _Room, token: str) -> Answer:
    """Match the columns by hand, or by a mapping that was kept."""
    sheet = room.sheet(token)
    if not sheet.result.get("columns"):
        raise NotFound(N_("The file is not there any more. Hand it in again."))
    county = home_county()
    return render_template(
        "records/import_columns.html",
        **_common(room, sheet),
        check_url=room.url("check_again", token=token),
        sheet=sheet.result["sheet"],
        sheets=sheet.result["sheets"],
        heading=sheet.result["heading"],
        headings=sheet.result["headings"],
        columns_url=room.url("match_columns", token=token),
        columns=kept_matches(session(), county, room.door, sheet, request.args.get("mapping", "")),
        kept=mapping_names(session(), county, room.door.name),
    )


def _marked(room: _Room, token: str) -> Answer:
    """Give the sheet back with every faulty cell red and the reasons in a last column."""
    sheet = room.sheet(token)
    file = marked_file(token)
    if not file.is_file():
        raise NotFound(N_("The file is not there any more. Hand it in again."))
    name = sheet.name.rsplit(".", 1)[0]
    return send_file(
        io.BytesIO(file.read_bytes()),
        mimetype=SHEET,
        as_attachment=True,
        download_name=f"{name}-{translate(N_('checked'))}.xlsx",
    )
