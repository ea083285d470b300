"""Articles of villages on the inner net, and the questions that villagers ask."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import faults_of, show_day, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.records.showing import timeline
from app.villages import operations as verbs
from app.villages.access import CHECKERS, ENTERERS, READERS, village_for
from app.villages.models import VillageArticle
from app.villages.pages import PAGES
from app.villages.pages.desk import home_of
from app.villages.queries import articles as read
from app.villages.words import ArticleKind, ArticleState, QuestionKind

COLOURS = {
    ArticleState.DRAFT: "grey",
    ArticleState.SUBMITTED: "yellow",
    ArticleState.PUBLISHED: "green",
    ArticleState.HIDDEN: "red",
}
Answer = str | Response | tuple[str, int]


@PAGES.get("/articles")
@allowed(*READERS)
def articles() -> str:
    """List the articles of the scope, newest first."""
    state = request.args.get("state", "")
    state = state if state in set(ArticleState) else ""
    rows = read.articles_of(session(), current_actor(), state, request.args.get("before", 0, type=int))
    following = url_for(".articles", state=state or None, before=rows[-1].id) if len(rows) == read.PAGE else None
    mine = current_actor().organisation_id if Role.VILLAGE_CLERK in current_actor().roles else None
    return render_template(
        "villages/articles.html",
        rows=[_row(one) for one in rows],
        next_url=following,
        presets=[
            {"title": translate(N_("all")), "url": url_for(".articles"), "active": not state},
            *(
                {"title": translate(one), "url": url_for(".articles", state=one.value), "active": state == one}
                for one in ArticleState
            ),
        ],
        new_url=url_for(".new_article", pk=mine) if mine else None,
    )


def _row(one: VillageArticle) -> dict[str, Any]:
    state = ArticleState(one.state)
    return {
        "url": url_for(".article", pk=one.id),
        "cells": [
            {"label": translate(N_("Title")), "text": one.title, "soft": one.organisation.name},
            {"label": translate(N_("Part of the page")), "text": translate(ArticleKind(one.category))},
            {"label": translate(N_("Written on")), "text": show_day(one.written_at)},
            {"label": translate(N_("State")), "text": translate(state), "tag": COLOURS[state]},
        ],
    }


@PAGES.route("/<int:pk>/articles/new", methods=["GET", "POST"])
@allowed(*ENTERERS)
def new_article(pk: int) -> Answer:
    """Write an article for a village."""
    village = home_of(pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting() as act:
                made = verbs.write_article(act, village_for(act.session, act.actor, pk), *_typed())
                if request.form.get("do") != "keep":
                    verbs.submit_article(act, made)
                made_id = made.id
            return _done(made_id)
        except Refused as fault:
            errors = faults_of(fault)
    page = _form(
        home_of(pk).name if errors else village.name, None, dict(request.form), errors, f"village.article.{pk}"
    )
    return (page, 422) if errors else page


@PAGES.route("/articles/<int:pk>/edit", methods=["GET", "POST"])
@allowed(*ENTERERS)
def edit_article(pk: int) -> Answer:
    """Change an article that is not on the page."""
    found = read.article_for(session(), current_actor(), pk)
    errors: dict[str, str] = {}
    held = {"category": found.category, "title": found.title, "body": found.body}
    if request.method == "POST":
        number = request.form.get("edit_number", "")
        try:
            with acting() as act:
                mine = read.article_for(act.session, act.actor, pk)
                verbs.edit_article(
                    act, mine, *_typed(), edit_number=int(number) if number.isdecimal() and len(number) < 9 else None
                )
                if request.form.get("do") != "keep":
                    verbs.submit_article(act, mine)
            return _done(pk)
        except Refused as fault:
            errors = faults_of(fault)
            found, held = read.article_for(session(), current_actor(), pk), dict(request.form)
    page = _form(found.organisation.name, found, held, errors, f"village.article.{pk}")
    return (page, 422) if errors else page


def _typed() -> tuple[ArticleKind, str, str]:
    category = request.form.get("category", "")
    if category not in set(ArticleKind):
        raise Incomplete(N_("Choose one from the list."), field="category")
    return ArticleKind(category), request.form.get("title", ""), request.form.get("body", "")


def _done(pk: int) -> Response:
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(".article", pk=pk))  # type: ignore[return-value]


def _form(home: str, found: VillageArticle | None, held: dict[str, Any], errors: dict[str, str], keep: str) -> str:
    fields: list[dict[str, Any]] = [
        {
            "name": "category",
            "label": translate(N_("Part of the page")),
            "input": "choice",
            "required": True,
            "choices": [(one.value, translate(one)) for one in ArticleKind],
        },
        {"name": "title", "label": translate(N_("Title")), "input": "text", "required": True, "longest": 120},
        {
            "name": "body",
            "label": translate(N_("Text")),
            "input": "long",
            "required": True,
            "longest": 20_000,
            "hint": translate(
                N_("Short sentences, one matter. No identity numbers, no telephone numbers of villagers.")
            ),
        },
    ]
    for row in fields:
        row["value"], row["error"] = held.get(row["name"], ""), errors.get(row["name"], "")
    return render_template(
        "villages/article_form.html", home=home, found=found, fields=fields, errors=errors, keep=keep
    )


@PAGES.get("/articles/<int:pk>")
@allowed(*READERS)
def article(pk: int) -> str:
    """Show an article and what can be done with it."""
    found = read.article_for(session(), current_actor(), pk)
    state = ArticleState(found.state)
    roles = current_actor().roles
    writes, checks = not roles.isdisjoint(ENTERERS), not roles.isdisjoint(CHECKERS)
    reason = {"name": "reason", "label": translate(N_("Reason")), "input": "long", "required": True, "value": ""}
    buttons: list[tuple[str, str, list[Any], bool, bool]] = []
    if writes and state in (ArticleState.DRAFT, ArticleState.HIDDEN):
        buttons.append(("submit", translate(N_("Hand to the township")), [], True, False))
    if checks and state is ArticleState.SUBMITTED:
        buttons.append(("publish", translate(N_("Put it on the village's page")), [], True, False))
        buttons.append(("return", translate(N_("Give it back")), [reason], False, True))
    if checks and state is ArticleState.PUBLISHED:
        buttons.append(("hide", translate(N_("Take it from the page")), [reason], False, True))
    return render_template(
        "villages/article.html",
        found=found,
        state=translate(state),
        colour=COLOURS[state],
        section=translate(ArticleKind(found.category)),
        buttons=buttons,
        may_edit=writes and state in (ArticleState.DRAFT, ArticleState.HIDDEN),
        trail=timeline(VillageArticle.kind, found.id),
    )


@PAGES.post("/articles/<int:pk>/<step>")
@allowed(*ENTERERS)
def move_article(pk: int, step: str) -> Response:
    """Take one step with an article."""
    try:
        with acting() as act:
            _move(act, read.article_for(act.session, act.actor, pk), step)
        flash(translate(N_("Done.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".article", pk=pk))  # type: ignore[return-value]


def _move(act: Act, found: VillageArticle, step: str) -> None:
    reason = request.form.get("reason", "").replace("\x00", "")
    if step == "submit":
        verbs.submit_article(act, found)
    elif step == "publish":
        verbs.publish_article(act, found)
    elif step == "return":
        verbs.return_article(act, found, reason)
    elif step == "hide":
        verbs.hide_article(act, found, reason)
    else:
        raise NotFound(N_("There is no such act."))


@PAGES.route("/questions", methods=["GET", "POST"])
@allowed(*ENTERERS, Role.INSPECTOR)
def questions() -> str | Response:
    """Show what villagers wrote, unanswered first; answer."""
    if request.method == "POST":
        try:
            with acting() as act:
                pk = request.form.get("question", "")
                number = int(pk) if pk.isdecimal() and len(pk) <= 18 else 0
                found = read.question_for(act.session, act.actor, number)
                verbs.answer_question(
                    act, found, request.form.get("answer", ""), shown=request.form.get("shown") == "1"
                )
            flash(translate(N_("Done.")), "success")
        except Refused as fault:
            flash(translate_refusal(fault), "error")
        return redirect(url_for(".questions"))  # type: ignore[return-value]
    roles = current_actor().roles
    rows = [
        {
            "one": one,
            "home": home.name,
            "what": translate(QuestionKind(one.what)),
            "report": one.what == QuestionKind.REPORT,
            "may": Role.INSPECTOR in roles if one.what == QuestionKind.REPORT else not roles.isdisjoint(ENTERERS),
        }
        for one, home in read.questions_for(session(), current_actor())
    ]
    return render_template("villages/questions.html", rows=rows)
