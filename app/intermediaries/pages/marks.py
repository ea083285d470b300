"""The mark page: from the proposal to the repair, one button for each step."""

from typing import Any

from flask import Response, render_template, request, url_for

from app.intermediaries import operations as verbs
from app.intermediaries import queries
from app.intermediaries.flows import MARKS
from app.intermediaries.guards import holds
from app.intermediaries.models import CreditMark
from app.intermediaries.pages import PAGES, READERS
from app.intermediaries.pages.evidence import keep_evidence, send_evidence
from app.intermediaries.words import Grade, MarkState, Polarity
from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotAllowed, NotFound
from app.kernel.words import N_
from app.surfaces.actions import answered, button, edition, field
from app.surfaces.acts import reading_act
from app.surfaces.language import show_day, translate
from app.surfaces.pages import allowed

ONLY = {"notice": Polarity.BAD, "object": Polarity.BAD, "ask_repair": Polarity.BAD, "repair": Polarity.BAD}
"""Steps that only bad marks know."""
REPAIRS = frozenset({"ask_repair", "repair", "refuse_repair"})


@PAGES.get("/marks/<int:pk>")
@allowed(*READERS)
def mark(pk: int) -> str:
    """Show a mark."""
    act = reading_act()
    return _show(act, queries.mark_for(act.session, act.actor.scope, pk), "", {})


def _show(act: Act, found: CreditMark, failed: str, errors: dict[str, str]) -> str:
    good = found.polarity == Polarity.GOOD
    order = (MarkState.PROPOSED, MarkState.NOTICED, MarkState.PUBLIC, MarkState.REPAIRED)
    reached = {
        MarkState.PROPOSED: found.proposed_at,
        MarkState.NOTICED: found.noticed_at,
        MarkState.PUBLIC: found.public_on,
        MarkState.REPAIRED: found.repair_decided_at if found.state == MarkState.REPAIRED else None,
    }
    return render_template(
        "intermediaries/mark.html",
        mark=found,
        state=translate(MarkState(found.state)),
        buttons=_buttons(act, found, failed, errors),
        what=f"{translate(Polarity(found.polarity))} · {translate(Grade(found.grade))}",
        colour="green" if good else "red",
        files=queries.files_of(act.session, found.kind, found.id),
        failed=errors.get("form", ""),
        steps=[
            {
                "title": translate(state),
                "note": show_day(reached[state]) if reached[state] else "",
                "state": "now" if found.state == state else "done" if reached[state] else "todo",
            }
            for state in order
            if not (good and state in (MarkState.NOTICED, MarkState.REPAIRED))
        ],
    )


def _fields(code: str, found: CreditMark) -> list[dict[str, Any]]:
    if code == "object":
        return [field("text", N_("What the agency objects"))]
    if code == "ask_repair":
        return [
            field("commitment", N_("What the agency commits itself to")),
            field("fulfilment", N_("How it has fulfilled its duties")),
        ]
    return [field("answer", N_("Reason"))] if MARKS.moves[code].needs_reason else []


def _buttons(act: Act, found: CreditMark, failed: str, errors: dict[str, str]) -> list[dict[str, Any]]:
    made = []
    for move in MARKS.moves_from(found.state):
        homes = (
            {found.organisation_id, found.agency.organisation_id} if move.code in REPAIRS else {found.organisation_id}
        )
        if (
            not move.duties
            or not holds(act, homes, move.duties)
            or ONLY.get(move.code, found.polarity) != found.polarity
        ):
            continue
        if (
            move.code == "publish"
            and found.polarity == Polarity.BAD
            and (found.object_until is None or act.on <= found.object_until)
        ):
            continue
        made.append(
            button(
                move.code,
                move.title,
                _fields(move.code, found),
                failed=failed,
                errors=errors,
                main=move.code in ("notice", "publish", "uphold", "repair"),
                danger=move.code == "drop",
                hidden={"edit_number": found.edit_number},
            )
        )
    if holds(act, (found.organisation_id,), MARKS.moves["notice"].duties) and found.state == MarkState.PROPOSED:
        made.append(
            button(
                "evidence",
                N_("Add evidence"),
                [field("evidence", N_("Evidence"), "file")],
                failed=failed,
                errors=errors,
            )
        )
    return made


@PAGES.post("/marks/<int:pk>/<code>")
@allowed(*READERS)
def carry_out_mark(pk: int, code: str) -> Response | tuple[str, int]:
    """Carry out one act on a mark; a refusal keeps everything that was typed."""

    def work(act: Act) -> str:
        _carry_out(act, queries.mark_for(act.session, act.actor.scope, pk), code)
        return url_for(".mark", pk=pk)

    return answered(
        work, lambda act, errors: _show(act, queries.mark_for(act.session, act.actor.scope, pk), code, errors)
    )


def _carry_out(act: Act, found: CreditMark, code: str) -> None:
    form, seen = request.form, edition()
    if code == "notice":
        verbs.give_notice(act, found, seen)
    elif code == "object":
        verbs.object_to(act, found, form.get("text", ""), seen)
    elif code == "ask_repair":
        verbs.ask_repair(act, found, form.get("commitment", ""), form.get("fulfilment", ""), seen)
    elif code in ("repair", "refuse_repair"):
        verbs.answer_repair(act, found, form.get("answer", ""), granted=code == "repair", edit_number=seen)
    elif code in ("publish", "uphold", "drop"):
        verbs.decide_mark(act, found, code, form.get("answer", ""), seen)
    elif code == "evidence":
        if not holds(act, (found.organisation_id,), MARKS.moves["notice"].duties):
            raise NotAllowed(N_("You can propose marks only for the body at which you hold a post."))
        if not keep_evidence(act, found):
            raise Incomplete(N_("Choose a file."), field="evidence")
    else:
        raise NotFound(N_("There is no such act."))


@PAGES.get("/marks/<int:pk>/files/<int:attachment_id>")
@allowed(*READERS)
def mark_file(pk: int, attachment_id: int) -> Response:
    """Open a piece of evidence of a mark."""
    act = reading_act()
    return send_evidence(queries.mark_for(act.session, act.actor.scope, pk), attachment_id)
