"""What a person says about a sheet on its pages: columns, rows to leave out, cells corrected in place."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.surfaces.sheets.arranging import LEAVE, TAKE, Answers
from app.surfaces.sheets.doors import Door
from app.surfaces.sheets.mapping import Match, find_mapping, save_mapping
from app.surfaces.sheets.models import HandedSheet

LONGEST = 10_000
"""Characters of one corrected cell."""


def answers_of(form: Mapping[str, str], sheet: HandedSheet) -> Answers:
    """Return the answers of a form over those that were given before."""
    answers = Answers.of(sheet.answers)
    if "heading" in form:
        answers = _columns_of(form, sheet, answers)
    for name in ("hidden", "ending", "again"):
        if form.get(name) in (TAKE, LEAVE):
            answers = Answers.of({**answers.plain(), name: form[name]})
    asked = dict(answers.asked)
    if "asks" in form:
        asked |= {ask["name"]: form.get(f"ask-{ask['name']}", "").strip()[:LONGEST] for ask in sheet.result["asks"]}
    corrections = dict(answers.corrections)
    for fault in sheet.result.get("faults", ()):
        typed = form.get(f"fix-{fault['row']}-{fault['name']}")
        untouched = typed is None or typed == (fault["value"] if not fault["secret"] else "")
        if fault["name"] and not untouched:
            corrections[f"{fault['row']} {fault['name']}"] = str(typed)[:LONGEST]
    return replace(answers, corrections=corrections, asked=asked)


def _columns_of(form: Mapping[str, str], sheet: HandedSheet, answers: Answers) -> Answers:
    """Return the answers of the page of matching; on another sheet or heading the columns are looked for again."""
    text = form.get("heading", "").strip()
    heading = int(text) if text.isdecimal() and len(text) < 7 else 0
    name = form.get("sheet", answers.sheet)
    moved = (name, heading) != (sheet.result.get("sheet"), sheet.result.get("heading"))
    matches = tuple(
        Match(one["column"], form.get(f"from-{one['column']}", ""), form.get(f"constant-{one['column']}", "").strip())
        for one in sheet.result.get("columns", ())
    )
    return Answers(sheet=name, heading=heading, matches=() if moved else matches, asked=answers.asked)


def keep_mapping(act: Act, door: Door, sheet: HandedSheet, name: str) -> None:
    """Keep the matching of a sheet under a name, for the next of its kind."""
    matches = Answers.of(sheet.answers).matches
    if name.strip() and matches:
        save_mapping(act, name.strip()[:40], door.name, matches)


def kept_matches(session: Session, county: int, door: Door, sheet: HandedSheet, name: str) -> list[dict[str, Any]]:
    """Return the columns as the page of matching shows them, by a mapping that was kept when one is named."""
    columns: list[dict[str, Any]] = sheet.result["columns"]
    if not name:
        return columns
    kept = {match.column: asdict(match) for match in find_mapping(session, county, door.name, name)}
    return [{**one, **kept.get(one["column"], {})} for one in columns]
