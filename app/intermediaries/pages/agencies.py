"""The agency page: its facts, what may be done with it now, its marks, engagements and history."""

from typing import Any

from flask import Response, render_template, request, url_for

from app.intermediaries import operations as verbs
from app.intermediaries import queries
from app.intermediaries.flows import HEADS, REGISTER, WORKERS
from app.intermediaries.guards import holds
from app.intermediaries.models import Agency
from app.intermediaries.pages import PAGES, READERS
from app.intermediaries.pages.desk import COLOURS, mark_row
from app.intermediaries.pages.evidence import keep_evidence
from app.intermediaries.showing import rating_rows
from app.intermediaries.words import AgencyState, Category, Grade, Polarity
from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.places import Official, Organisation
from app.kernel.words import N_
from app.surfaces.actions import a_word, an_id, answered, button, edition, field, words
from app.surfaces.acts import reading_act
from app.surfaces.language import show_day, translate
from app.surfaces.pages import allowed

DANGERS = frozenset({"warn", "bar", "remove"})


@PAGES.get("/<int:pk>")
@allowed(*READERS)
def agency(pk: int) -> str:
    """Show an agency."""
    act = reading_act()
    return _show(act, queries.agency_for(act.session, act.actor.scope, pk), "", {})


def _show(act: Act, found: Agency, failed: str, errors: dict[str, str]) -> str:
    computed = queries.rating_of(act.session, found, act.on)
    homes = {found.organisation_id}
    steps = queries.steps_of(act.session, found.id)
    people = {step.by for step in steps if step.by}
    names: dict[int, str] = {one.id: one.name for one in act.session.query(Official).filter(Official.id.in_(people))}
    return render_template(
        "intermediaries/agency.html",
        agency=found,
        state=translate(AgencyState(found.state)),
        colour=COLOURS[AgencyState(found.state)],
        category=translate(Category(found.category)),
        buttons=_buttons(act, found, failed, errors),
        computed=computed,
        parts=rating_rows(computed),
        marks=[mark_row(mark) for mark in queries.marks_of(act.session, found.id)],
        engagements=queries.engagements_of(act.session, found.id),
        today=act.on,
        cases=queries.cases_of(act.session, found.id),
        qualifications=[(one, translate(Category(one.category))) for one in found.qualifications],
        failed=errors.get("form", ""),
        history=[
            {
                "at": show_day(step.at),
                "what": translate(REGISTER.moves[step.move].title),
                "who": names.get(step.by or 0, ""),
                "note": step.reason,
                "step": step,
                "may_appeal": step.appeal_until is not None
                and step.appealed_at is None
                and act.on <= step.appeal_until
                and holds(act, homes, WORKERS),
                "may_decide": step.appealed_at is not None
                and step.appeal_decided_at is None
                and holds(act, homes, HEADS),
            }
            for step in steps
        ],
    )


def _buttons(act: Act, found: Agency, failed: str, errors: dict[str, str]) -> list[dict[str, Any]]:
    made = []
    for move in REGISTER.moves_from(found.state):
        if not holds(act, (found.organisation_id,), move.duties):
            continue
        fields = [field("reason", N_("Reason"))] if move.needs_reason else []
        made.append(
            button(
                move.code,
                move.title,
                fields,
                main=move.code in ("check", "list"),
                danger=move.code in DANGERS,
                hidden={"edit_number": found.edit_number},
                failed=failed,
                errors=errors,
                note=N_("The agency may appeal within 10 working days.") if move.code in DANGERS else "",
            )
        )
    homes = my_homes(act)
    if homes and found.state != AgencyState.REMOVED:
        made.append(
            button(
                "propose",
                N_("Propose a mark"),
                mark_fields(homes),
                failed=failed,
                errors=errors,
                note=N_(
                    "A bad mark is told to the agency first; it is public only when the days for its objection have passed."
                ),
            )
        )
    return made


def my_homes(act: Act) -> list[tuple[int, str]]:
    """Return the bodies for which the actor may propose marks."""
    homes = sorted({home for home, duty in act.actor.duties if duty in WORKERS})
    return [(pk, body.name) for pk in homes if (body := act.session.get(Organisation, pk)) is not None]


def mark_fields(homes: list[tuple[int, str]]) -> list[dict[str, Any]]:
    """Return the fields of a proposal."""
    rows = [
        field("polarity", N_("Kind of mark"), "choice", choices=words(Polarity), value="bad"),
        field("grade", N_("Grade of the mark"), "choice", choices=words(Grade), value="general"),
        field("facts", N_("What the agency did")),
        field("basis", N_("Legal basis"), "text", longest=200),
        field("decision_number", N_("Number of the decision"), "text", must=False, longest=80),
        field("evidence", N_("Evidence"), "file", must=False),
    ]
    if len(homes) > 1:
        rows.insert(0, field("organ", N_("Organ"), "choice", choices=homes))
    return rows


@PAGES.post("/<int:pk>/<code>")
@allowed(*READERS)
def carry_out(pk: int, code: str) -> Response | tuple[str, int]:
    """Carry out one act on an agency; a refusal keeps everything that was typed."""

    def work(act: Act) -> str:
        found = queries.agency_for(act.session, act.actor.scope, pk)
        if code == "propose":
            return url_for(".mark", pk=_propose(act, found))
        if code in ("appeal", "decide_appeal"):
            _appeal(act, found, code)
        elif code in REGISTER.moves:
            verbs.move_agency(act, found, code, request.form.get("reason", ""), edition())
        else:
            raise NotFound(N_("There is no such act."))
        return url_for(".agency", pk=pk)

    return answered(
        work, lambda act, errors: _show(act, queries.agency_for(act.session, act.actor.scope, pk), code, errors)
    )


def _propose(act: Act, found: Agency) -> int:
    homes = [pk for pk, _name in my_homes(act)]
    home = an_id(request.form, "organ") if len(homes) > 1 else homes[0] if homes else 0
    organ = act.session.get(Organisation, home) if home in homes else None
    if organ is None:
        raise NotFound(N_("There is no such organisation in your scope."), field="organ")
    mark = verbs.propose_mark(
        act,
        found,
        organ,
        a_word(request.form, "polarity", Polarity),
        a_word(request.form, "grade", Grade),
        request.form.get("facts", ""),
        request.form.get("basis", ""),
        decision_number=request.form.get("decision_number", ""),
    )
    keep_evidence(act, mark)
    return int(mark.id)


def _appeal(act: Act, found: Agency, code: str) -> None:
    step = queries.step_for(act.session, found, an_id(request.form, "step"))
    if code == "appeal":
        verbs.appeal(act, step, found, request.form.get("text", ""))
    else:
        upheld = request.form.get("upheld") == "1"
        verbs.decide_appeal(act, step, found, request.form.get("answer", ""), upheld=upheld)
