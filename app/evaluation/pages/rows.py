"""The rows behind a figure, one by one, as they are now."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import func, select

from app.evaluation.models import Grain
from app.evaluation.pages import PAGES
from app.evaluation.pages.asking import CLERKS, READERS, asked_period, context, figure_called, names_of, written
from app.evaluation.queries import Asked, Told, changed_since_frozen, counted_at, rows_of, side_of, told_by
from app.kernel.figures import Unit
from app.kernel.subjects import SUBJECTS
from app.surfaces.acts import current_actor, now, session
from app.surfaces.language import show_day, show_moment, translate
from app.surfaces.pages import allowed
from app.surfaces.records.subjects import subject_link

PAGE = 25
LAST_PAGE = 2000
MOST_KEYS = 200


@PAGES.get("/rows/<code>")
@allowed(*READERS, *CLERKS)
def rows(code: str) -> str:
    """Show a page of the rows that a figure counted, the newest first, with the figure and the number of rows beside it."""
    figure, asked, scope, at = figure_called(code), _asked(), current_actor().scope, now()
    among = request.args.get("among") == "1" and figure.among is not None
    side = side_of(figure, among)
    page = min(request.args.get("page", 1, type=int) or 1, LAST_PAGE)
    counted = rows_of(side, scope, asked, at, side.model.id).subquery()
    count = session().scalar(select(func.count()).select_from(counted)) or 0
    kind, key = side.shown
    columns = [side.model.id.label("pk"), key.label("shown"), side.home.label("home"), side.at.label("at")]
    if figure.unit is Unit.DAYS:
        columns.append(side.days.label("days"))
    listed = rows_of(side, scope, asked, at, *columns).order_by(side.at.desc(), side.model.id.desc())
    found = session().execute(listed.offset((max(page, 1) - 1) * PAGE).limit(PAGE)).all()
    names = SUBJECTS.names(session(), kind, {row.shown for row in found})
    homes = names_of({row.home for row in found})
    told = None if asked.days else told_by(session(), scope, [code], asked).get((code,), Told())
    return render_template(
        "evaluation/rows.html",
        title=translate(figure.title),
        meaning=translate(figure.meaning),
        rows=[_row(row, kind, names, homes) for row in found],
        count=count,
        figure_count=None if told is None else told.denominator if among else told.numerator,
        value=None if told is None else written(figure, told),
        counted=show_moment(counted_at(session(), scope)),
        with_days=figure.unit is Unit.DAYS,
        among=among,
        other_url=_here(among="" if among else "1", page="") if figure.among is not None else "",
        newer=_here(page=page - 1) if page > 1 else None,
        older=_here(page=page + 1) if count > page * PAGE and page < LAST_PAGE else None,
        changed=[] if asked.days else _changes(code, asked),
        days=[show_day(day) for day in asked.bounds],
        figure_url=url_for(".figure", code=code, first=asked.first, last=asked.last),
        **context(asked),
    )


def _asked() -> Asked:
    asked = asked_period()
    grain = request.args.get("grain", "")
    keys = tuple(key for key in request.args.getlist("key")[:MOST_KEYS] if key and len(key) <= 40)
    chosen = Grain(grain) if grain in (Grain.ITEM.value, Grain.OFFICER.value) else Grain.ORGANISATION
    if chosen is Grain.OFFICER or not current_actor().roles.intersection(READERS):
        chosen, keys = Grain.OFFICER, (str(current_actor().official_id),)  # rows of colleagues open nowhere
    return Asked(asked.first, asked.last, asked.organisation_id, keys, chosen, _days())


def _days() -> tuple[date, date] | None:
    try:
        found = (date.fromisoformat(request.args["from_on"]), date.fromisoformat(request.args["to_on"]))
    except (KeyError, ValueError):
        return None
    return found if found[0] <= found[1] else None


def _here(**changes: Any) -> str:
    values = {name: request.args.getlist(name) for name in request.args} | changes
    given = {name: value for name, value in values.items() if value not in ("", [])}
    return url_for(".rows", **(request.view_args or {}), **given)


def _row(row: Any, kind: str, names: Any, homes: dict[int, str]) -> dict[str, Any]:
    link = subject_link(kind, row.shown)
    moment = row.at
    return {
        "name": names.get(row.shown, f"{row.shown}"),
        "url": link[1] if link else "",
        "home": homes.get(row.home, ""),
        "at": show_moment(moment) if hasattr(moment, "hour") else show_day(moment),
        "days": getattr(row, "days", None),
    }


def _changes(code: str, asked: Asked) -> list[dict[str, Any]]:
    later = changed_since_frozen(session(), current_actor().scope, code, asked)
    return [
        {"month": f"{one.period // 100}-{one.period % 100:02d}", "edition": one.edition, "at": show_moment(one.as_of)}
        for one in later
    ]
