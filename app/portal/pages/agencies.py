"""Agencies write: they apply, renew, ask for changes and object; with a code they come back for the answer."""

from datetime import date
from typing import Any, BinaryIO, cast

from flask import Response, current_app, render_template, request

from app.intermediaries import letters, queries, waiting
from app.intermediaries.flows import REGISTER
from app.intermediaries.models import Agency, AgencyLetter, AgencyStep, CreditMark
from app.intermediaries.operations import agency_appeals, agency_objects_to
from app.intermediaries.showing import LETTER_FIELDS
from app.intermediaries.words import AgencyState, Category, Grade, LetterKind, MarkState, Polarity
from app.kernel.act import Act, Channel, local_day
from app.kernel.attachments import store_attachment
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.codes import grouped
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.quotas import Owner
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.uploads import KINDS, largest
from app.surfaces.actions import an_id, field, words
from app.surfaces.acts import acting, now, session
from app.surfaces.codes import by_code
from app.surfaces.folders import folder_of
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone

Answer = str | Response | tuple[str, int]
NOTES = {
    LetterKind.ENTRY: N_("The body checks your papers and answers within 20 working days. It costs nothing."),
    LetterKind.RENEWAL: N_("Hand in the new certificate. The body answers within 20 working days."),
    LetterKind.CHANGE: N_("Fill in only what is to be changed, and hand in what proves it."),
    LetterKind.RATING: N_("Say which point is wrong and why. The body answers within 20 working days."),
}


def _evidence(label: str, *, must: bool) -> dict[str, Any]:
    return field("evidence", label, "file", must=must, kinds=list(KINDS), largest=largest())


def _fields(what: LetterKind, bodies: dict[int, str]) -> list[dict[str, Any]]:
    rows = [field("uscc", N_("Unified social credit code"), "identity", hint=N_("18 characters, as on the licence"))]
    if what == LetterKind.ENTRY:
        rows.insert(0, field("body", N_("Supervising body"), "choice", choices=list(bodies.items())))
    for name in letters.WANTED[what]:
        label, how = LETTER_FIELDS[name]
        must = name not in letters.OPTIONAL and what != LetterKind.CHANGE
        choices = words(Category) if how == "choice" else ()
        longest = (letters.AGENCY_FIELDS | letters.PAPER_FIELDS).get(name)
        rows.append(field(name, label, how, must=must, choices=choices, longest=longest))
    if what in (LetterKind.CHANGE, LetterKind.RATING):
        rows.append(field("text", N_("Grounds"), longest=4000))
    rows += [
        _evidence(N_("Papers that prove it"), must=what != LetterKind.RATING),
        field("contact", N_("Who writes for the agency"), "text", longest=60, secret=True),
        field(
            "own_phone",
            N_("Telephone for questions"),
            "tel",
            secret=True,
            hint=N_("It is kept encrypted and never published"),
        ),
    ]
    return rows


def _filled(rows: list[dict[str, Any]], errors: dict[str, str]) -> list[dict[str, Any]]:
    for row in rows:
        row["value"], row["error"] = request.form.get(row["name"], ""), errors.get(row["name"], "")
    return rows


def keep_evidence(act: Act, owner: Owner, *, must: bool) -> None:
    """Keep the file of this request; Incomplete where one is needed and none came."""
    sent = request.files.get("evidence")
    if sent is None or not sent.filename:
        if must:
            raise Incomplete(N_("Choose a file."), field="evidence")
        return
    most = current_app.config["MAX_CONTENT_LENGTH"]
    try:
        store_attachment(act, folder_of("files"), owner, sent.filename, cast(BinaryIO, sent.stream), most)
    except Refused as fault:
        fault.field = "evidence"
        raise


def _write(what: LetterKind, found: Agency | None) -> Answer:
    errors: dict[str, str] = {}
    bodies = {one.id: one.name for one in waiting.supervising_bodies(session())} if found is None else {}
    if request.method == "POST":
        try:
            home = found.organisation_id if found is not None else an_id(request.form, "body")
            if found is None and home not in bodies:
                raise Incomplete(N_("Choose one from the list."), field="body")
            body = waiting.body_for(session(), home)
            with acting(Channel.PORTAL, county=body.county) as act:
                agency = queries.agency_for(act.session, None, found.id) if found is not None else None
                made = letters.write_letter(act, what, body, request.form, agency)
                keep_evidence(act, made, must=what != LetterKind.RATING)
                clock = clock_of(act.session, made, ClockKind.ANSWER)
                code, due = grouped(made.query_code), clock.due_on if clock else None
            return render_template("portal/agency_taken.html", code=code, due=due)
        except Refused as fault:
            errors = faults_of(fault)
    fields = _filled(_fields(what, bodies), errors) if found is not None or bodies else []
    page = render_template(
        "portal/agency_write.html",
        what=translate(what),
        agency=found,
        note=translate(NOTES[what]),
        fields=fields,
        errors=errors,
    )
    return (page, 422) if errors else page


@PAGES.route("/intermediaries/enter", methods=["GET", "POST"])
@anyone
@limited("10 per hour")
def agency_enters() -> Answer:
    """Take the application of an agency to enter the register; show the code to follow it."""
    return _write(LetterKind.ENTRY, None)


@PAGES.route("/intermediaries/<int:pk>/write/<what>", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def agency_writes(pk: int, what: str) -> Answer:
    """Take a letter of an agency in the register: renewal, change of particulars, objection to the rating."""
    found = queries.agency_for(session(), None, pk)
    if what not in {str(one) for one in LetterKind if one != LetterKind.ENTRY}:
        raise NotFound(N_("There is no such act."))
    return _write(LetterKind(what), found)


@PAGES.route("/intermediaries/own", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def agency_own() -> Answer:
    """Show agencies what they may do here; with a code, what became of a letter, a mark or a measure."""
    if request.method == "GET":
        return _own("", None, {})
    code = request.form.get("code", "").strip()[:40]
    try:
        with by_code(code):
            found = waiting.letter_or_notice(session(), code)
    except Refused as fault:
        return _own(code, None, {}, translate_refusal(fault)), fault.status
    return _own(code, found, {})


@PAGES.post("/intermediaries/object")
@anyone
@limited("20 per hour")
def agency_objects() -> Answer:
    """Take an agency's objection to a mark, or its appeal against a measure, with the code of the notice."""
    code, found = request.form.get("code", "").strip()[:40], None
    try:
        with by_code(code):
            found = waiting.letter_or_notice(session(), code)
        with acting(Channel.PORTAL, county=found.county) as act:
            found = waiting.letter_or_notice(act.session, code)
            text = request.form.get("text", "")
            if isinstance(found, CreditMark):
                agency_objects_to(act, found, text)
            elif isinstance(found, AgencyStep):
                agency_appeals(act, found, text)
            else:
                raise NotFound(N_("This code belongs to a letter of yours. Objecting needs the code on the notice."))
            keep_evidence(act, found, must=False)
    except Refused as fault:
        known = waiting.letter_or_notice(session(), code) if found is not None else None
        return _own(code, known, faults_of(fault)), fault.status
    return _own(code, waiting.letter_or_notice(session(), code), {})


def _own(
    code: str, found: AgencyLetter | CreditMark | AgencyStep | None, errors: dict[str, str], error: str = ""
) -> str:
    letter = found if isinstance(found, AgencyLetter) else None
    clock = clock_of(session(), found, ClockKind.ANSWER) if found is not None else None
    decided = N_("Granted") if letter is not None and letter.granted else N_("Not granted")
    return render_template(
        "portal/agency_own.html",
        code=code,
        error=error,
        letter=letter,
        what=translate(LetterKind(letter.what)) if letter is not None else "",
        result=translate(decided) if letter is not None and letter.answered_at else "",
        state=translate(AgencyState(letter.agency.state)) if letter is not None and letter.agency is not None else "",
        notice=notice_row(found, local_day(now())),
        due=clock.due_on if clock is not None else None,
        fields=objecting_fields(errors),
        errors=errors,
    )


def objecting_fields(errors: dict[str, str]) -> list[dict[str, Any]]:
    """Return the fields of an objection to a mark or a measure."""
    fields = [field("text", N_("What you object, and why"), longest=4000), _evidence(N_("Evidence"), must=False)]
    return _filled(fields, errors)


def notice_row(found: Any, on: date) -> dict[str, Any] | None:
    """Return what a notice was about and how far the objection to it has come."""
    if isinstance(found, CreditMark):
        return {
            "agency": found.agency.name,
            "what": f"{translate(Polarity(found.polarity))} · {translate(Grade(found.grade))}",
            "organ": found.organisation.name,
            "facts": found.facts,
            "basis": found.basis,
            "until": found.object_until,
            "objection": found.objection,
            "answer": found.answer,
            "state": translate(MarkState(found.state)),
            "open": found.state == MarkState.NOTICED and found.object_until is not None and on <= found.object_until,
        }
    if isinstance(found, AgencyStep):
        upheld = N_("The agency was right") if found.appeal_upheld else N_("The measure stands")
        return {
            "agency": found.agency.name,
            "what": translate(REGISTER.moves[found.move].title),
            "organ": found.agency.organisation.name,
            "reason": found.reason,
            "until": found.appeal_until,
            "objection": found.appeal,
            "answer": found.appeal_answer,
            "state": translate(upheld) if found.appeal_decided_at else "",
            "open": not found.appealed_at and found.appeal_until is not None and on <= found.appeal_until,
        }
    return None
