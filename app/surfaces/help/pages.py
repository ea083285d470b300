"""The manual in the program, the chapter for the page one stands on, and the reports of problems with pages."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kernel.act import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.places import Official
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.help.chapters import NAMES, chapter
from app.surfaces.help.here import here
from app.surfaces.help.operations import ADMINS, answer_problem, open_problems, tell_problem
from app.surfaces.language import faults_of, show_moment, translate
from app.surfaces.pages import allowed, logged_in

PAGES = Blueprint("help", __name__, url_prefix="/help")
Answer = str | Response | tuple[str, int]

HELPERS = 3
"""Administrators named as those who help."""


@PAGES.get("/")
@logged_in
def contents() -> str:
    """List the chapters of the manual, one's own first."""
    own = here("", sorted(current_actor().roles))
    names = sorted(NAMES, key=lambda name: (name != own, name))
    return render_template("help/contents.html", chapters=[(name, _chapter(name)) for name in names], own=own)


@PAGES.route("/<name>", methods=["GET", "POST"])
@logged_in
def read(name: str) -> Answer:
    """Show a chapter, who helps, and the form by which a problem with the page before is told."""
    if name not in NAMES:
        raise NotFound(N_("There is no such chapter of the manual."))
    if request.method == "GET":
        return _show(name, {})
    try:
        with acting() as act:
            tell_problem(act, request.form.get("page", ""), request.form.get("text", ""), request.form.get("fault", ""))
    except Refused as fault:
        return _show(name, faults_of(fault)), fault.status
    flash(translate(N_("Thank you. The administrator has it and answers you.")), "success")
    return redirect(url_for(".read", name=name))  # type: ignore[return-value]


def _chapter(name: str) -> Any:
    return chapter(name, str(get_locale()).startswith("en"), url_for(".contents"))


def _show(name: str, errors: dict[str, str]) -> str:
    page = request.values.get("page", "")
    return render_template(
        "help/chapter.html",
        name=name,
        chapter=_chapter(name),
        page=page if page.startswith("/") and not page.startswith("//") else "",
        helpers=helpers(current_actor()),
        errors=errors,
        sent=request.form,
    )


def helpers(actor: Actor) -> list[Official]:
    """Return the administrators of the actor's county whom one can ask."""
    keeps = User.active.is_(True) & User.roles.any(RoleRow.name == Role.COUNTY_ADMIN.value)
    found = select(Official).join(User, User.id == Official.user_id).options(joinedload(Official.organisation))
    mine = Official.county == actor.county, Official.left_on.is_(None)
    return list(session().scalars(found.where(keeps, *mine).order_by(Official.id).limit(HELPERS)))


@PAGES.route("/problems", methods=["GET", "POST"])
@allowed(*ADMINS)
def problems() -> Answer:
    """Show the reported problems that wait, and answer one."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            with acting() as act:
                answer_problem(act, request.form.get("problem", 0, type=int), request.form.get("answer", ""))
            flash(translate(N_("Answered. Whoever reported it is told.")), "success")
            return redirect(url_for(".problems"))  # type: ignore[return-value]
        except Refused as fault:
            errors, status = faults_of(fault), fault.status
    rows = [{"row": row, "at": show_moment(row.told_at)} for row in open_problems(session(), current_actor())]
    return render_template("help/problems.html", rows=rows, errors=errors, sent=request.form), status
