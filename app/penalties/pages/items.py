"""Looking: the list, an item with its standard and calculator, its versions and what each changed."""

from typing import Any

from flask import render_template, request, url_for

from app.kernel.act import local_day
from app.kernel.roles import Role
from app.penalties import queries
from app.penalties.calculator import calculate
from app.penalties.differences import difference
from app.penalties.models import ItemState, Stage, ViolationItem
from app.penalties.operations.content import WRITERS, open_draft
from app.penalties.operations.publishing import PUBLISHERS, find_findings
from app.penalties.pages import PAGES, READERS
from app.penalties.records import VIOLATION_ITEM
from app.penalties.sheets.columns import BY_NAME
from app.penalties.showing import standard_rows
from app.surfaces.acts import current_actor, now, session
from app.surfaces.language import translate, translate_sentence
from app.surfaces.pages import allowed
from app.surfaces.records.reading import get_row


def find_item(pk: str) -> ViolationItem:
    """Return an item inside the scope of who asks; NotFound for all others."""
    item: ViolationItem = get_row(session(), VIOLATION_ITEM, current_actor().scope, pk)
    return item


@PAGES.get("/")
@allowed(*READERS)
def items() -> str:
    """List the penalty items of the scope; search by name, law, code or pinyin initials."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    state = request.args.get("state", "")
    after = request.args.get("after", 0, type=int)
    found = queries.find_items(session(), current_actor().scope, text, state=state, after=after)
    following = None
    if len(found) == queries.PAGE:
        following = url_for(".items", q=text or None, state=state or None, after=found[-1].id)
    columns = [
        {"label": translate(VIOLATION_ITEM.field(n).label)}
        for n in ("name", "code", "organisation_id", "laws", "state")
    ]
    return render_template(
        "penalties/items.html",
        columns=columns,
        rows=[_row(item, columns) for item in found],
        search=text,
        states=[(member.value, translate(member)) for member in ItemState],
        state=state,
        next_url=following,
        may_write=bool(current_actor().roles & set(WRITERS)),
    )


def _row(item: ViolationItem, columns: list[dict[str, Any]]) -> dict[str, Any]:
    texts = (item.name, item.code, item.organisation.name, item.laws, translate(ItemState(item.state)))
    cells: list[dict[str, Any]] = [
        {"label": column["label"], "text": text} for column, text in zip(columns, texts, strict=True)
    ]
    cells[-1]["tag"] = {ItemState.IN_FORCE: "green", ItemState.DRAFT: "yellow"}.get(ItemState(item.state), "grey")
    return {"url": url_for(".show", pk=item.id), "cells": cells}


@PAGES.get("/<pk>")
@allowed(*READERS)
def show(pk: str) -> str:
    """Show an item: what governs today, the draft with its check, the calculator, what can be done."""
    item = find_item(pk)
    today = local_day(now())
    draft = open_draft(item)
    current = queries.current_version(session(), item, today)
    version = current or draft or item.versions[-1]
    calculation = calculate(session(), item, version, request.args, today) if current else None
    if calculation and request.args.get("part") == "answer":
        return render_template("penalties/answer.html", calculation=calculation, version=version)
    roles = current_actor().roles
    return render_template(
        "penalties/item.html",
        item=item,
        version=version,
        draft=draft,
        stages=Stage,
        state=ItemState(item.state),
        findings=finding_rows(find_findings(draft, today)) if draft else [],
        standard=standard_rows(version, today if current else None),
        calculation=calculation,
        url=url_for(".show", pk=item.id),
        may_write=bool(roles & set(WRITERS)),
        may_publish=bool(roles & set(PUBLISHERS)),
        may_review=Role.LEGAL_REVIEWER in roles,
        errors={},
    )


def finding_rows(findings: Any) -> list[dict[str, Any]]:
    """Return findings as a table shows them: part, row, sentence; the severe ones first."""
    return [
        {
            "part": translate(BY_NAME[one.part].title) if one.part in BY_NAME else "",
            "row": "" if one.row is None else f"{one.row + 1} {one.code}".strip(),
            "sentence": translate_sentence(one),
            "severe": one.severe,
        }
        for one in sorted(findings, key=lambda one: not one.severe)
    ]


@PAGES.get("/<pk>/versions")
@allowed(*READERS)
def versions(pk: str) -> str:
    """Show every version of an item, newest first, with what it changed."""
    item = find_item(pk)
    ordered = sorted(item.versions, key=lambda version: version.number)
    shown = [
        {"version": version, "changes": difference(ordered[place - 1] if place else None, version)}
        for place, version in enumerate(ordered)
    ]
    return render_template("penalties/versions.html", item=item, shown=list(reversed(shown)), stages=Stage)
