"""The yearly holiday notice: read, shown with what it would change, then written; each change can be taken back."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.kernel import calendar as kept
from app.kernel.act import Act, Channel, local_day
from app.kernel.calendar import CalendarChange, Changed, ChangeMode
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.words import N_
from app.surfaces.acts import acting, now, session
from app.surfaces.language import show_day, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.people import notice_sheet
from app.surfaces.people.pages import ADMINS, PAGES, Answer
from app.surfaces.sheets.reading import read_book

__all__ = ["PAGES"]

WEEK = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
MODES = tuple(mode for mode in ChangeMode if mode is not ChangeMode.UNDO)


@PAGES.route("/calendar", methods=["GET", "POST"])
@allowed(*ADMINS)
def calendar() -> Answer:
    """Show which years the working calendar holds; preview a notice, or take it in."""
    given = {name: request.form.get(name, "").strip() for name in ("year", "source", "mode", "rows", "change")}
    if request.method == "GET":
        return _page(given)
    try:
        given["rows"] = given["rows"] or _sheet_text()
        change = _asked(given)
        if request.form.get("action") == "preview":
            with acting(Channel.SCREEN) as act:
                planned = kept.previewed(act, lambda: change(act))
            return _page(given, planned=planned)
        with acting(Channel.SCREEN) as act:
            done = change(act)
    except Refused as fault:
        return _page(given, error=translate_refusal(fault)), 422
    flash(
        translate(N_("The calendar has been changed: %(days)s days, %(deadlines)s deadlines moved."))
        % {"days": len(done.days), "deadlines": done.deadlines},
        "success",
    )
    return redirect(url_for(".calendar"))  # type: ignore[return-value]


def _page(given: dict[str, str], planned: Changed | None = None, error: str = "") -> str:
    years = sorted({day.year for day in session().scalars(select(kept.WorkingDay.day))})
    missing = kept.missing_years(session(), local_day(now()))
    days = [
        {"day": day, "week": translate(WEEK[day.weekday()]), "before": _said(before), "after": _said(after)}
        for day, (before, after) in (planned.days.items() if planned else ())
    ]
    return render_template(
        "people/calendar.html",
        years=years,
        missing=missing,
        error=error,
        given=given,
        planned=planned,
        days=days,
        modes=[(str(mode), translate(mode)) for mode in MODES],
        left_out=[show_day(day) for day in planned.left_out] if planned else [],
        changes=[(one, translate(ChangeMode(one.mode))) for one in kept.latest_changes(session(), 10)],
    )


def _said(state: tuple[bool, str] | None) -> str:
    return (
        translate(N_("not held"))
        if state is None
        else translate(N_("worked"))
        if state[0]
        else translate(N_("day off"))
    )


def _sheet_text() -> str:
    """Return a sheet that was handed in as the lines that one would paste, so that the preview keeps them."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return ""
    rows: Sequence[Sequence[Any]] = read_book(sent.read()).sheets[0].rows
    return "\n".join("\t".join(str(cell if cell is not None else "") for cell in row) for row in rows)


def _asked(given: dict[str, str]) -> Callable[[Act], Changed]:
    """Return the change that is asked for, read and checked, not done."""
    if given["change"]:
        made = session().get(CalendarChange, int(given["change"])) if given["change"].isdecimal() else None
        if made is None:
            raise NotFound(N_("There is no such change of the calendar."))
        return lambda act: kept.undo_change(act, made)
    if given["mode"] not in {str(mode) for mode in MODES}:
        raise Incomplete(N_("Say whether the notice replaces the whole year or changes some days only."), field="mode")
    year = int(given["year"]) if given["year"].isdecimal() and len(given["year"]) == 4 else 0
    if not 1990 <= year <= 2100:
        raise Incomplete(N_("Give the year of the notice, for example 2027."), field="year")
    if not given["source"]:
        raise Incomplete(N_("Give title and number of the notice; it stands beside every day."), field="source")
    lines = [line.split("\t") for line in given["rows"].splitlines() if line.strip()]
    days_off, made_up = notice_sheet.read_notice(lines, year)
    source = given["source"][:120]
    if given["mode"] == ChangeMode.DAYS:
        days = kept.days_from_notice(days_off, made_up, source)
        return lambda act: kept.change_days(act, days)
    rows = kept.year_from_notice(year, days_off, made_up, source)
    return lambda act: kept.replace_year(act, rows, year)
