"""What a page of the queue shows of alerts, and what its filters may be set to."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import select

from app.kernel.db import county_of
from app.kernel.places import Level, Official, Organisation, Region, county_names
from app.kernel.points import Nature, Severity
from app.kernel.words import N_
from app.supervision.models import Alert, AlertState
from app.supervision.queries.columns import Column
from app.supervision.queries.narrowing import AlertFilter, Due
from app.supervision.texts import headline
from app.surfaces.acts import current_actor, session, today
from app.surfaces.language import show_day, show_moment, translate
from app.surfaces.remembered import remembered


def rows_of(alerts: list[Alert], titles: Mapping[str, str], columns: Iterable[Column]) -> list[dict[str, Any]]:
    """Return alerts as rows of the list, with a cell for each column."""
    named = {Column.OFFICIAL, Column.ASSIGNED} & set(columns)
    people = {one.official_id for one in alerts} | {one.assigned_to for one in alerts} if named else set()
    wanted = select(Official.id, Official.name).where(Official.id.in_(people - {None}))
    names: dict[int | None, str] = dict(session().execute(wanted).all()) if people - {None} else {}
    counties = county_names(session(), {one.county for one in alerts}) if Column.COUNTY in columns else {}
    late = today()
    return [
        {
            "alert": one,
            "headline": headline(one),
            "point": translate(titles.get(one.point, one.point)),
            "state": translate(AlertState(one.state)),
            "late": one.closed_at is None and one.reply_due_on is not None and one.reply_due_on < late,
            "url": url_for("supervision.alert", pk=one.id),
            "cells": {
                Column.ORGANISATION: one.organisation.name,
                Column.OFFICIAL: names.get(one.official_id, ""),
                Column.ASSIGNED: names.get(one.assigned_to, ""),
                Column.DUE: show_day(one.reply_due_on),
                Column.NATURE: translate(Nature(one.nature).title_id),
                Column.OCCURRED: show_moment(one.occurred_at),
                Column.DETECTED: show_moment(one.detected_at),
                Column.COUNTY: counties.get(one.county, str(one.county)),
                Column.CODE: one.point,
            },
        }
        for one in alerts
    ]


def choices_of(filters: AlertFilter) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """Return the filters that are chosen from a list: name, label, choices and what is chosen now."""

    def first(values: tuple[Any, ...]) -> str:
        return str(next(iter(values), ""))

    def words(members: Iterable[Any]) -> list[tuple[str, str]]:
        return [(str(int(one)) if isinstance(one, int) else str(one), translate(one)) for one in members]

    yes_no = [("1", translate(N_("yes"))), ("0", translate(N_("no")))]
    found = [
        ("severity", translate(N_("Severity")), words(reversed(Severity)), first(filters.severities)),
        ("state", translate(N_("State")), words(AlertState), first(filters.states)),
        ("nature", translate(N_("Nature")), words(Nature), first(filters.natures)),
        ("due", translate(N_("Reply due")), words(Due), filters.due),
        ("assigned_to", translate(N_("Worked on by")), _people(), str(filters.assigned_to or "")),
        (
            "ceased",
            translate(N_("Cause has ended")),
            yes_no,
            "" if filters.ceased is None else str(int(filters.ceased)),
        ),
        ("confirmed", translate(N_("Confirmed before")), yes_no[:1], "1" if filters.confirmed_before else ""),
    ]
    if counties := _counties():
        found.append(("county", translate(N_("County")), counties, first(filters.counties)))
    return [one for one in found if one[2]]


def _people() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in inspectors()]


def _counties() -> list[tuple[str, str]]:
    """Return the counties to choose from; none for whoever sees one alone."""
    inside = current_actor().scope.counties
    if inside is not None and len(inside) < 2:
        return []
    level = select(Region.code, Region.name).where(Region.level == str(Level.COUNTY)).order_by(Region.code)
    names = remembered(lambda: [(code[:6], name) for code, name in session().execute(level)], "counties")
    return [(code, name) for code, name in names if inside is None or int(code) in inside]


def chosen_of(filters: AlertFilter) -> dict[str, tuple[int, str]]:
    """Return key and name of what was picked by typing."""
    found: dict[str, tuple[int, str]] = {}
    inside = current_actor().scope
    if filters.organisation_id is not None:
        home = session().get(Organisation, filters.organisation_id)
        if home is not None and inside.holds(county_of(home.id), home.id):
            found["organisation_id"] = (home.id, home.name)
    if filters.official_id is not None:
        person = session().get(Official, filters.official_id)
        if person is not None and inside.holds(person.county, person.organisation_id):
            found["official_id"] = (person.id, person.name)
    return found


def inspectors() -> list[tuple[int, str]]:
    """Return id and name of the colleagues to whom alerts may be given: officials of the actor's own organisation."""
    home = current_actor().organisation_id
    return remembered(lambda: _colleagues(home), "colleagues", home) if home is not None else []


def _colleagues(home: int) -> list[tuple[int, str]]:
    there = select(Official.id, Official.name).where(Official.organisation_id == home, Official.left_on.is_(None))
    return [(row[0], row[1]) for row in session().execute(there.order_by(Official.name).limit(100))]
