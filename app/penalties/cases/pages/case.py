"""The case page: what is to be done now as one row of buttons, each with its form; its papers and its archive."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, render_template, request, send_file

from app.kernel.act import Act
from app.kernel.attachments import genuine_path, path_of
from app.kernel.audit import record
from app.kernel.documents import documents_of
from app.kernel.errors import NotFound, Refused
from app.kernel.flows.machine import Move
from app.kernel.words import N_
from app.parties.pages.warning import warning_for
from app.penalties.cases.archive import archive_file
from app.penalties.cases.flows import PENALTY
from app.penalties.cases.leaves import leaves_of
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.pages import PAGES, READERS, WORKERS
from app.penalties.cases.pages.band import band_of
from app.penalties.cases.pages.desk import WALK
from app.penalties.cases.pages.forms import FORMS
from app.penalties.cases.pages.showing import shown
from app.penalties.cases.papers import TEMPLATES
from app.penalties.cases.queries import case_for, files_of, possible_moves
from app.penalties.cases.readiness import READY, lacks
from app.surfaces.actions import ActForm, answered, button_of, in_order
from app.surfaces.acts import acting, current_actor, reading_act, session
from app.surfaces.casepage import split_buttons
from app.surfaces.downloads import send_attachment
from app.surfaces.folders import folder_of
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.opinions.picking import pressed
from app.surfaces.pages import allowed
from app.surfaces.paper.press import Press, keep_paper
from app.surfaces.walking import Landing, Place


@PAGES.get("/<int:pk>")
@allowed(*READERS)
def case(pk: int) -> str:
    """Show a case."""
    act = reading_act()
    return _show(act, case_for(act, pk), "", {})


def _show(act: Act, found: PenaltyCase, failed: str, errors: dict[str, str]) -> str:
    working = not current_actor().roles.isdisjoint(WORKERS)
    buttons = in_order(
        [
            button_of(act, found, move.code, move.title, form, failed, errors)
            for move, form in (_offered(act, found) if working else ())
        ]
    )
    codes = {move.code for move in possible_moves(act, found)}
    return render_template(
        "penalties/cases/case.html",
        case=found,
        buttons=buttons,
        walk=WALK.place(found.id),
        warning=warning_for(act, found.party_hash, buttons, "keep_away"),
        band=band_of(act, found),
        split=split_buttons(buttons),
        judge=_judge_words(found, codes),
        lacking=_lacking(act, found),
        failed=errors.get("form", "") if failed else "",
        **shown(act, found),
    )


def _offered(act: Act, found: PenaltyCase) -> list[tuple[Move, ActForm[PenaltyCase]]]:
    """Return what the actor may do now, each with its form."""
    return [
        (move, form)
        for move in possible_moves(act, found)
        if (form := FORMS.get(move.code)) is not None and form.is_offered(act, found)
    ]


def landing_of(act: Act, place: Place | None, found: PenaltyCase, code: str) -> Landing:
    """Return where an act leads: the case stays while its next usual step, judging among them, is the actor's too."""
    judged = bool(_judge_words(found, {move.code for move in possible_moves(act, found)}))
    stays = judged or any(form.main for _move, form in _offered(act, found))
    return WALK.land(place, found.id, translate(PENALTY.moves[code].title), found.number, stays=stays)


def _lacking(act: Act, found: PenaltyCase) -> list[str]:
    """Return what a penalty still lacks, once the party was heard and the decision is near."""
    return [translate_refusal(one) for one in lacks(act, found, found.proposed)] if found.state in READY else []


def _judge_words(found: PenaltyCase, codes: set[str]) -> str:
    """Return the words of the button that leads to judging, where it is possible now."""
    if "propose" in codes and found.item is not None:
        return translate(N_("Judge and propose"))
    return translate(N_("Decide on the spot")) if "decide_on_spot" in codes and found.item is not None else ""


@PAGES.post("/<int:pk>/<code>")
@allowed(*WORKERS)
def carry_out(pk: int, code: str) -> Response | tuple[str, int]:
    """Carry out one act on a case; a refusal keeps everything that was typed."""
    form = FORMS.get(code)
    if form is None:
        raise NotFound(N_("There is no such act."))
    seen = request.form.get("seen", "")
    if seen == "back":
        reading = reading_act()
        return _show(reading, case_for(reading, pk), code, {"back": code}), 200

    def work(act: Act) -> Landing:
        place, found = WALK.place(pk), case_for(act, pk)
        form.carry(act, found)
        return landing_of(act, place, found, code)

    def show(act: Act, errors: dict[str, str]) -> str:
        return _show(act, case_for(act, pk), code, errors)

    if form.sealed and seen != "1" and pressed() is None:
        try:
            return previewed(pk, code, form.carry), 200
        except Refused as fault:
            return show(reading_act(), faults_of(fault) | {"form": translate_refusal(fault)}), fault.status
    return answered(work, show)


class _Rehearsed(Exception):  # noqa: N818 - the act was only tried, and is rolled back
    """Ends a rehearsal, so that nothing of it is kept."""


def previewed(pk: int, code: str, carry_out: Callable[[Act, PenaltyCase], Any]) -> str:
    """Show the instruments that an act would issue, as they will be printed; nothing of it is kept."""
    papers: list[dict[str, Any]] = []
    try:
        with acting() as act:
            found = case_for(act, pk)
            before = {one.id for one in documents_of(act.session, found)}
            carry_out(act, found)
            new = [one for one in documents_of(act.session, found) if one.id not in before]
            papers = [{"title": one.title, "text": press().text(one)} for one in new]
            raise _Rehearsed
    except _Rehearsed:
        session().expire_all()
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "seen")]
    return render_template(
        "penalties/cases/preview.html",
        case=case_for(reading_act(), pk),
        papers=papers,
        sent=sent,
        url=request.path,
        title=translate(PENALTY.moves[code].title),
    )


def press() -> Press:
    """Return the press for the instruments of penalties."""
    return Press(TEMPLATES, current_app.config["SUNSHINE_ADDRESS"])


@PAGES.get("/<int:pk>/papers/<int:document_id>.pdf")
@allowed(*READERS)
def paper(pk: int, document_id: int) -> Response:
    """Open a written instrument of a case; the download stands in the trail."""
    found = case_for(reading_act(), pk)
    document = next((item for item in documents_of(session(), found) if item.id == document_id), None)
    if document is None:
        raise NotFound(N_("There is no such document in this case."))
    with acting() as act:
        record(act, "attachment.downloaded", found, document=document.number)
        folder = folder_of("papers")
        kept = keep_paper(act, document, press(), folder)
        return send_file(path_of(folder, kept), mimetype="application/pdf", download_name=kept.name)


@PAGES.get("/<int:pk>/archive.pdf")
@allowed(*READERS)
def archive(pk: int) -> Response:
    """Open the whole archive of a case as one PDF: index, instruments, every act, the evidence itself."""
    found = case_for(reading_act(), pk)
    papers = documents_of(session(), found)
    if not any(document.what == "archive" for document in papers):
        raise NotFound(N_("The case has not been closed yet, so it has no archive."))
    with acting() as act:
        record(act, "penalty.file_read", found, papers=len(papers))
    name = f"{found.number}.pdf"
    leaves, folder = leaves_of(reading_act(), found), folder_of("files")
    bound = archive_file(press(), papers, leaves, files_of(session(), found), folder, found.number)
    return send_file(bound, mimetype="application/pdf", download_name=name)


@PAGES.get("/<int:pk>/files/<int:attachment_id>")
@allowed(*READERS)
def attachment(pk: int, attachment_id: int) -> Response:
    """Download a piece of evidence; the download stands in the trail, and the file is the one that was added."""
    found = case_for(reading_act(), pk)
    file = files_of(session(), found).get(attachment_id)
    if file is None:
        raise NotFound(N_("There is no such file in this case."))
    with acting() as act:
        path = genuine_path(folder_of("files"), file)
        record(act, "attachment.downloaded", found, file=file.id)
    return send_attachment(file, path)
