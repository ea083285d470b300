"""The way of a text to the public, as data."""

from app.disclosure.words import TextState
from app.kernel.flows.machine import Machine, Move
from app.kernel.words import N_

S = TextState
LAW = N_("Regulations on Disclosure of Government Information, art. 6, 17")


def _move(code: str, title: str, sources: tuple[TextState, ...], target: TextState, **more: bool) -> Move:
    return Move(
        code,
        title,
        frozenset(map(str, sources)),
        str(target),
        f"disclosure.{code}",
        LAW,
        needs_reason=more.get("reason", False),
    )


TEXT = Machine(
    "disclosure",
    TextState,
    {S.DRAFT},
    (
        _move("submitted", N_("Submit for examination"), (S.DRAFT, S.RETURNED), S.SUBMITTED),
        _move("returned", N_("Return with reasons"), (S.SUBMITTED, S.APPROVED), S.RETURNED, reason=True),
        _move("approved", N_("Approve"), (S.SUBMITTED,), S.APPROVED),
        _move("published", N_("Publish"), (S.APPROVED,), S.PUBLISHED),
        _move("replaced", N_("Replace by a correction"), (S.PUBLISHED,), S.REPLACED),
    ),
)

VERBS = {
    "disclosure.catalogue_loaded": N_("Catalogue of duties loaded"),
    "disclosure.tasks_opened": N_("Disclosure duties opened"),
    "disclosure.task_opened": N_("Disclosure duty opened by an event"),
    "disclosure.task_met": N_("Disclosure duty met"),
    "disclosure.drafted": N_("Item of disclosure begun"),
    "disclosure.written": N_("Text of disclosure written"),
    "disclosure.filled": N_("Table of disclosure filled by the program"),
    "disclosure.submitted": N_("Submitted for examination"),
    "disclosure.returned": N_("Returned to be changed"),
    "disclosure.approved": N_("Approved for publication"),
    "disclosure.published": N_("Published"),
    "disclosure.replaced": N_("Replaced by a correction"),
    "disclosure.correction_begun": N_("Correction begun"),
    "disclosure.leaks_found": N_("Privacy filter found personal data"),
    "disclosure.leak_decided": N_("Decided on a finding of the privacy filter"),
    "disclosure.hide_asked": N_("Withdrawal asked for"),
    "disclosure.hide_refused": N_("Withdrawal refused"),
    "disclosure.hidden": N_("Withdrawn from the public"),
    "disclosure.archived": N_("Put into the archive"),
    "disclosure.taken_over": N_("Taken over from the former site"),
    "disclosure.tampered": N_("Published text is not the one that was published"),
    "disclosure.file_removed": N_("File taken out of a draft"),
    "disclosure.asked": N_("Question asked under an item"),
    "disclosure.answered": N_("Question answered"),
    "disclosure.closed": N_("Question closed without an answer"),
    "disclosure.requested": N_("Application for disclosure received"),
    "disclosure.extended": N_("Limit of the application extended"),
    "disclosure.decided": N_("Application for disclosure decided"),
}
