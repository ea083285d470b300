"""The page of a party: opened for a purpose, and the look stands in the trail."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify, render_template, request
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.domain import PARTY_PARTS
from app.kernel.errors import NotFound, Refused
from app.kernel.identities import identity_hash
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_
from app.parties import queries
from app.parties.bods.writing import statements
from app.parties.known import name_hash
from app.parties.models import Party, PartyMark, Tie
from app.parties.operations import correct_party, export_party, look_at
from app.parties.operations.knowing import parties_of
from app.parties.pages import PAGES, READERS
from app.parties.pages.searching import LONGEST, party_row, purpose, reason_fields
from app.parties.paths import Link, shortest_paths
from app.parties.picture import draw_around, tie_words
from app.parties.records import KEEPING, LOOKING
from app.parties.words import DeclaredWord, MarkWord, OfficeWord, PartyForm
from app.surfaces.acts import acting, reading_act
from app.surfaces.language import show_day, show_moment, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.records.subjects import subject_link


@PAGES.get("/<int:pk>")
@allowed(*READERS)
def party(pk: int) -> str:
    """Ask why one opens the page; nothing but what the list shows is told before."""
    act = reading_act()
    return _ask(queries.party_for(act.session, act.actor.scope, pk), {})


def _ask(found: Party, errors: dict[str, str]) -> str:
    return render_template(
        "parties/ask.html",
        party=found,
        form=translate(PartyForm(found.form)),
        fields=reason_fields(errors),
        errors=errors,
    )


@PAGES.post("/<int:pk>")
@allowed(*READERS)
def open_party(pk: int) -> str | tuple[str, int]:
    """Show what is held of a party, and, when another was named, how the two are tied."""
    act = reading_act()
    found = queries.party_for(act.session, act.actor.scope, pk)
    try:
        with acting() as act:
            found = queries.party_for(act.session, act.actor.scope, pk)
            look_at(act, found, purpose(), request.form.get("reason", ""))
    except Refused as fault:
        return _ask(found, {fault.field or "form": translate_refusal(fault)}), fault.status
    act = reading_act()
    found = queries.party_for(act.session, act.actor.scope, pk)
    other = request.form.get("other", "").strip()[:LONGEST]
    return _show(act, found, _tied(act, found, other) if other else None)


@PAGES.post("/<int:pk>/statements")
@allowed(*READERS)
def download(pk: int) -> Response:
    """Hand out what lies around a party as ownership statements, persons masked; the reason stands in the trail."""
    with acting() as act:
        found = queries.party_for(act.session, act.actor.scope, pk)
        export_party(act, found, purpose(), request.form.get("reason", ""))
        near = [one for level in queries.around(act.session, found).levels for one in level]
        rows = list(statements(act.session, near, act.on))
    answer = jsonify(rows)
    answer.headers["Content-Disposition"] = f"attachment; filename=party-{pk}.json"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@PAGES.post("/<int:pk>/correct")
@allowed(*KEEPING)
def correct(pk: int) -> str | tuple[str, int]:
    """Set a name right as the person concerned asked."""
    with acting() as act:
        found = queries.party_for(act.session, act.actor.scope, pk)
        correct_party(act, found, request.form.get("name", ""), request.form.get("reason", ""))
    return party(pk)


def _show(act: Act, found: Party, tied: dict[str, Any] | None) -> str:
    session, near = act.session, queries.around(act.session, found)
    may_read = bool(act.actor.roles.intersection(LOOKING))
    return render_template(
        "parties/party.html",
        party=found,
        form=translate(PartyForm(found.form)),
        picture=draw_around(near),
        tied=tied,
        may_correct=bool(act.actor.roles.intersection(KEEPING)),
        ties=[_tie_row(tie) for tie in near.ties],
        left_out=sum(near.left_out),
        names=[
            {
                "name": one.name if may_read or found.form != PartyForm.PERSON else found.name,
                "source": one.source,
                "since": show_day(one.from_on),
                "until": show_day(one.to_on),
            }
            for one in reversed(found.names)
        ],
        marks=[
            {
                "what": translate(MarkWord(row["mark"].what)),
                "shown": row["mark"].shown,
                "since": show_day(row["mark"].from_on),
                "count": row["count"],
                "hub": row["hub"],
                "others": [party_row(one) for one in row["others"]],
            }
            for row in queries.marks_of(session, found)
        ],
        offices=[
            {
                "what": translate(OfficeWord(one.what)),
                "body": one.organisation.name,
                "rank": one.rank,
                "since": show_day(one.from_on),
                "until": show_day(one.to_on),
            }
            for one in queries.offices_of(session, found)
        ],
        declared=[
            {
                "what": translate(DeclaredWord(one.what)),
                "who": one.official.name,
                "text": one.text,
                "on": show_day(one.declared_on),
            }
            for one in queries.declarations_about(session, found)
        ],
        same=[party_row(one) for one in queries.same_names(session, found)],
        parts=_parts(act, found),
        purpose=request.form.get("purpose", ""),
        reason=request.form.get("reason", ""),
    )


def _tie_row(tie: Tie) -> dict[str, str]:
    return {
        "first": tie.from_name,
        "second": tie.to_name,
        "what": tie_words(tie),
        "since": show_day(tie.from_on),
        "until": show_day(tie.to_on),
        "source": tie.source,
    }


def _parts(act: Act, found: Party) -> list[dict[str, Any]]:
    """Return what the domains tell of a party, newest first: what whoever asks may open, each with the way to it."""
    told = []
    for part in PARTY_PARTS.values():
        rows = queries.rows_of(act.session, act.actor.scope, part, found.key_hash)
        names = SUBJECTS.names(act.session, part.model.kind, [pk for pk, _on in rows])
        shown = [
            {
                "words": names.get(pk, str(pk)),
                "on": show_moment(on) if isinstance(on, datetime) else show_day(on),
                "url": link[1],
            }
            for pk, on in rows
            if (link := subject_link(part.model.kind, pk)) is not None
        ]
        if shown:
            told.append({"title": translate(part.title), "rows": shown, "more": len(rows) > queries.MOST_ROWS})
    return told


def _tied(act: Act, found: Party, text: str) -> dict[str, Any]:
    """Answer “is it tied to …?” for a number, or for a whole name that only one bears."""
    asked = select(Party).where(
        Party.county == found.county,
        (Party.key_hash == identity_hash(text)) | (Party.name_hash == name_hash(text)),
        Party.id != found.id,
    )
    others = list(act.session.scalars(asked.order_by(Party.id).limit(20)))
    if not others:
        fault = NotFound(N_("No other party has this number or exactly this name."))
        return {"fault": translate_refusal(fault), "others": [], "paths": []}
    if len(others) > 1:
        return {"fault": "", "others": [party_row(one) for one in others], "paths": []}
    paths = shortest_paths(act.session, found, others[0])
    names = parties_of(act, {end for path in paths for link in path for end in (link.here, link.there)})
    return {
        "fault": "" if paths else translate(N_("No path of ties or shared marks leads from one to the other.")),
        "others": [],
        "other": party_row(others[0]),
        "paths": [[_link_row(act, link, names) for link in path] for path in paths],
    }


def _link_row(act: Act, link: Link, names: dict[int, Party]) -> dict[str, str]:
    first, second = names[link.here], names[link.there]
    if link.mark:
        mark = act.session.get_one(PartyMark, link.mark)
        what, source, since = f"{translate(MarkWord(mark.what))} {mark.shown}", mark.source, show_day(mark.from_on)
    else:
        tie = act.session.get_one(Tie, link.tie)
        what, source = tie_words(tie), tie.source
        since = " – ".join(show_day(day) for day in (tie.from_on, tie.to_on) if day)
        if tie.from_id != link.here:
            first, second = second, first
    return {"first": first.name, "second": second.name, "what": what, "source": source, "since": since}
