"""Letters of agencies: read beside what the register holds now, granted or refused with an answer."""

from typing import Any

from flask import Response, render_template, request, url_for

from app.intermediaries import queries, waiting
from app.intermediaries.flows import WORKERS
from app.intermediaries.guards import holds
from app.intermediaries.letters import WANTED, answer_letter
from app.intermediaries.models import AgencyLetter
from app.intermediaries.pages import PAGES
from app.intermediaries.pages.evidence import send_evidence
from app.intermediaries.pages.reports import ANSWERERS
from app.intermediaries.showing import LETTER_FIELDS
from app.intermediaries.words import Category, LetterKind
from app.kernel.act import Act
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.surfaces.actions import answered, button, field
from app.surfaces.acts import reading_act
from app.surfaces.language import translate
from app.surfaces.pages import allowed


@PAGES.get("/letters/<int:pk>")
@allowed(*ANSWERERS)
def letter(pk: int) -> str:
    """Show a letter of an agency."""
    act = reading_act()
    return _show(act, waiting.letter_for(act.session, act.actor.scope, pk), "", {})


def _rows(found: AgencyLetter) -> list[dict[str, Any]]:
    """Return what is asked for, each with what the register holds now where that is something else."""
    rows = []
    for name in WANTED[LetterKind(found.what)]:
        text = found.values.get(name, "")
        if name == "category" and text:
            text = translate(Category(text))
        now = str(getattr(found.agency, name, None) or "") if found.what == LetterKind.CHANGE else ""
        if text and now and now != text and found.answered_at is None:
            text = f"{text} ({translate(N_('now: %(text)s'), text=now)})"
        rows.append({"label": translate(LETTER_FIELDS[name][0]), "text": text})
    return rows


def _show(act: Act, found: AgencyLetter, failed: str, errors: dict[str, str]) -> str:
    buttons = []
    if found.answered_at is None and holds(act, (found.organisation_id,), WORKERS):
        entry = found.what == LetterKind.ENTRY
        for code, title in (("grant", N_("Grant it")), ("refuse", N_("Refuse it"))):
            note = N_("The agency then stands under “Applications for the register”.") if entry else ""
            buttons.append(
                button(
                    code,
                    title,
                    [field("answer", N_("Answer"), longest=4000)],
                    main=code == "grant",
                    note=note if code == "grant" else "",
                    failed=failed,
                    errors=errors,
                )
            )
    clock = clock_of(act.session, found, ClockKind.ANSWER)
    decided = N_("Granted") if found.granted else N_("Not granted")
    return render_template(
        "intermediaries/letter.html",
        letter=found,
        what=translate(LetterKind(found.what)),
        rows=_rows(found),
        buttons=buttons,
        due=clock.due_on if clock else None,
        decision=translate(decided) if found.answered_at else "",
        failed=errors.get("form", ""),
        files=queries.files_of(act.session, found.kind, found.id),
    )


@PAGES.post("/letters/<int:pk>/<code>")
@allowed(*ANSWERERS)
def carry_out_letter(pk: int, code: str) -> Response | tuple[str, int]:
    """Grant a letter or refuse it."""

    def work(act: Act) -> str:
        found = waiting.letter_for(act.session, act.actor.scope, pk)
        if code not in ("grant", "refuse"):
            raise NotFound(N_("There is no such act."))
        answer_letter(act, found, request.form.get("answer", ""), granted=code == "grant")
        return url_for(".letter", pk=pk)

    return answered(
        work, lambda act, errors: _show(act, waiting.letter_for(act.session, act.actor.scope, pk), code, errors)
    )


@PAGES.get("/letters/<int:pk>/files/<int:attachment_id>")
@allowed(*ANSWERERS)
def letter_file(pk: int, attachment_id: int) -> Response:
    """Open a file of a letter."""
    act = reading_act()
    return send_evidence(waiting.letter_for(act.session, act.actor.scope, pk), attachment_id)
